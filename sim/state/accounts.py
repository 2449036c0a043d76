"""Where money is outside households, firms and providers, and the check that none is made or lost."""

import numpy as np
from numba import njit, prange

from sim.state.columns import Array, State

GOVERNMENT, BANK, FOREIGN = 0, 1, 2
EQUITY_POT, PROPERTY_POT, PROVIDER_POT = 3, 4, 5  # dividends on their way to the owners
INVESTMENT_POT = 6  # spending on capital goods, GPUs and power that reaches sellers next month
CONSUMPTION_POT = 7  # households' orders of the month, on their way to the sellers
RENT_POT = 8  # GPU rent on its way to the providers, royalties on their way to owners of models
CENTRAL_BANK = 9  # minus what it has issued
N_ACCOUNTS = 10

ACCOUNT_NAMES = (
    "government", "bank", "foreign", "equity_pot", "property_pot", "provider_pot", "investment_pot",
    "consumption_pot", "rent_pot", "central_bank",
)  # fmt: skip


FEW = 500_000  # rows that one thread adds sooner than it wakes another


@njit(cache=True, parallel=True)
def total(column: Array) -> int:
    """Add an integer column (exact, so the order does not matter)."""
    result = 0
    if column.size < FEW:
        for row in range(column.size):
            result += np.int64(column[row])
    else:
        for row in prange(column.size):
            result += np.int64(column[row])
    return result


def money(state: State) -> int:
    """Return the sum of all balances in cents; a constant of every run."""
    return int(
        total(state.workers.deposits)
        + total(state.firms.deposits)
        + int(np.sum(state.providers.deposits))
        + int(np.sum(state.model_owners.deposits))
        + int(np.sum(state.accounts))
    )
