"""Where money is outside households, firms and providers, and the check that none is made or lost."""

from sim.kernels.looking import HALF, parts_of_sum
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


def total(column: Array) -> int:
    """Add an integer column, exactly, however large its numbers are."""
    high, low, _ = parts_of_sum(column)
    return (int(high) << HALF) + int(low)


def money(state: State) -> int:
    """Return the sum of all balances in cents; a constant of every run."""
    holders = (state.workers, state.firms, state.providers, state.model_owners)
    return sum(total(holder.deposits) for holder in holders) + total(state.accounts)
