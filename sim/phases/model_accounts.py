"""Step 10, owners of models settle: royalties come in, compute is paid, profits are taxed and paid out.

Royalties are split by what users think of the models, exp(psi A). What an owner lacks for its compute the
owners add, those at home out of a month's dividends. Next month's budget grows by ``budget_growth``, at
most to what royalties and believers pay (docs/model.md, section 14).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import exp, power
from sim.parameters import Parameters
from sim.phases.firm_accounts import ROYALTIES, FirmFlows
from sim.rules.compute_price import GpuMarket
from sim.rules.payouts import call_owners, pay_owners
from sim.rules.race import belief
from sim.state.accounts import EQUITY_POT, GOVERNMENT, RENT_POT
from sim.state.columns import Array, State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = (
    "model_owners.capability", "model_owners.gpus", "model_owners.deposits", "accounts.equity_pot",
    "accounts.rent_pot", "macro.compute_budget", "macro.price_level", "macro.base_gdp", "macro.output_ratio",
)  # fmt: skip
WRITES = (
    "model_owners.deposits", "model_owners.revenue", "model_owners.spending", "model_owners.dividend",
    "accounts.equity_pot", "accounts.foreign", "accounts.government", "accounts.provider_pot",
    "accounts.rent_pot", "macro.compute_budget",
)  # fmt: skip
CASH_MONTHS = 3  # of spending that an owner keeps


class ModelFlows(NamedTuple):
    """What the owners of models together received and paid this month, cents."""

    royalties: int
    spending: int  # on compute
    venture: int  # what owners added
    dividends: int
    foreign: int  # dividends that leave the country
    levy: int
    tax: int  # on profits
    profits: int  # taxed


NO_FLOWS = ModelFlows(0, 0, 0, 0, 0, 0, 0, 0)


def settle(
    state: State,
    structure: Structure,
    firms: FirmFlows,
    market: GpuMarket,
    parameters: Parameters,
    levers: Levers,
    month: int,
) -> ModelFlows:
    """Settle all owners of models (a handful, so plain Python)."""
    if not parameters.models.separate or market.budget <= 0.0:
        return NO_FLOWS
    owners, accounts, macro = state.model_owners, state.accounts, state.macro
    royalties = int(firms.sums[ROYALTIES])
    income = _split(royalties, owners.capability, parameters.compute.quality_sensitivity)
    spending = np.array([int(gpus * market.rent) for gpus in owners.gpus], np.int64)
    lacking = np.maximum(spending - income - owners.deposits, 0)
    most = max(0, int(accounts[EQUITY_POT]))
    venture = lacking if int(lacking.sum()) <= most else _split(most, np.zeros(lacking.size), 0.0)
    profit = income - spending
    tax = np.where(profit > 0, (levers.corporate_tax * profit).astype(np.int64), 0)
    cash = owners.deposits + income + venture - spending - tax
    excess = cash - CASH_MONTHS * spending
    dividend = np.where(excess > 0, (parameters.firms.payout_rate * excess).astype(np.int64), 0)
    owners.deposits[:] = cash - dividend
    owners.revenue[:], owners.spending[:], owners.dividend[:] = income, spending, dividend
    paid, dividends, added, taxes = (int(part.sum()) for part in (spending, dividend, venture, tax))
    foreign, levy = pay_owners(accounts, dividends, parameters, levers)
    accounts[RENT_POT] += paid - royalties
    call_owners(accounts, added, parameters)
    accounts[GOVERNMENT] += taxes
    prices = float(macro.price_level[0])
    wanted = macro.compute_budget[0] * power(parameters.models.budget_growth, 1.0 / MONTHS_PER_YEAR)
    believed = parameters.models.venture * belief(macro, structure, parameters, month)
    earned = parameters.models.reinvested * royalties / prices
    macro.compute_budget[0] = min(float(wanted), max(believed + earned, 1.0))
    profits = int(np.maximum(profit, 0).sum())
    return ModelFlows(royalties, paid, added, dividends, foreign, levy, taxes, profits)


def _split(cents: int, capability: Array, sensitivity: float) -> Array:
    """Return whole cents by owner, int64, in proportion to exp(sensitivity x capability); none is lost."""
    best = float(capability.max())
    weight = np.array([exp(sensitivity * (float(own) - best)) for own in capability])
    parts = np.array([int(cents * share) for share in weight / weight.sum()], np.int64)
    parts[0] += cents - int(parts.sum())
    return parts
