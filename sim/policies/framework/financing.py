"""Taxes as instruments: how a rate enters the levers, its base, and the rate that pays for a policy.

A policy's tax follows its cost: rate = (cost + owed / 12) / base, closed by ``SPEED`` a month and at most
the cap, where ``owed`` is what the tax has fallen short of lately. Yearly revenue covers yearly cost unless
the cap binds.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.phases import firm_accounts, incomes
from sim.state.columns import Array
from sim.state.levers import Levers

if TYPE_CHECKING:
    from sim.policies.framework.base import MonthlyAccounts

SPEED = 0.25  # part of the gap between rate and needed rate closed in a month
MEMORY = 0.75  # weight of the past in the smoothed base
MOST_OWED = 3.0  # months of cost that a tax may owe or be ahead
PROBE = 0.01  # part of the cap that is tried where the base is not known
WEALTH_EXEMPTION = (
    1_000_000.0  # dollars of the base year that a wealth tax leaves free, where no policy says otherwise
)
RATE, OWED, BASE, REACHED = range(4)  # columns of macro.policies


class FinancingTax(NamedTuple):
    """A tax: the field of the levers it raises, what it brought, and cents a month for a unit of its rate."""

    field: str
    limit: float  # of the total rate
    cap: float  # of the rate that pays for one policy, where the scenario names none
    collected: Callable[["MonthlyAccounts"], int]
    base: Callable[["MonthlyAccounts"], float]


def raise_by(levers: Levers, tax: str, rate: float) -> tuple[Levers, float]:
    """Return the levers with the tax higher by ``rate``, and by how much it could rise."""
    field, limit = TAXES[tax].field, TAXES[tax].limit
    old = getattr(levers, field)
    added = max(0.0, min(rate, limit - old))
    return levers._replace(**{field: old + added}), added


def split(total: int, rates: Sequence[float], whole: float) -> list[int]:
    """Split a revenue by the rates that make up ``whole``, in cents; what floors leave is nobody's."""
    return [int(total * (rate / whole)) if whole > 0.0 and rate > 0.0 else 0 for rate in rates]


def adjust(memory: Array, cost: int, revenue: int, base: float, cap: float) -> None:
    """Move the rate in ``memory`` (a row of macro.policies) to where the tax pays the cost."""
    rate = float(memory[RATE])
    memory[BASE] = base if memory[BASE] <= 0.0 else MEMORY * memory[BASE] + (1.0 - MEMORY) * base
    bound = MOST_OWED * max(0, cost)
    memory[OWED] = min(bound, max(-bound, memory[OWED] + cost - revenue))
    due = max(0.0, cost + memory[OWED] / 12.0)
    if due <= 0.0:
        needed = 0.0
    elif memory[BASE] > 0.0:
        needed = min(cap, due / memory[BASE])
    else:
        needed = max(rate, PROBE * cap)
    memory[RATE] = needed if rate == 0.0 else rate + SPEED * (needed - rate)


def _capital_income(flows: "MonthlyAccounts") -> float:
    sums = flows.household.sums
    return float(
        sums[incomes.DIVIDEND_EQUITY] + sums[incomes.DIVIDEND_PROPERTY] + sums[incomes.DIVIDEND_PROVIDER]
        + sums[incomes.INTEREST]
    )  # fmt: skip


def _schedule(flows: "MonthlyAccounts") -> int:
    return int(flows.household.sums[incomes.WAGE_TAX] - flows.household.surcharges.sum())


def _wealth_base(flows: "MonthlyAccounts") -> float:
    # a person pays at most what lies in deposits, so the tax in force tells more than taxable wealth
    if flows.levers.wealth_tax > 0.0:
        return float(flows.household.sums[incomes.WEALTH_TAX]) / flows.levers.wealth_tax
    return float(flows.household.sums[incomes.TAXABLE_WEALTH]) / 12.0


TAXES: dict[str, FinancingTax] = {
    "gpu_tax": FinancingTax(
        "gpu_tax", 10.0, 1.0,
        lambda f: int(f.firms.sums[firm_accounts.GPU_TAX]),
        lambda f: float(f.firms.sums[firm_accounts.RENT]),
    ),
    "capital_tax": FinancingTax(
        "capital_tax", 0.95, 0.6, lambda f: int(f.household.sums[incomes.CAPITAL_TAX]), _capital_income
    ),
    "corporate_tax": FinancingTax(
        "corporate_tax", 0.95, 0.5,
        lambda f: int(f.firms.sums[firm_accounts.PROFIT_TAX]) + f.providers.tax,
        lambda f: float(f.firms.sums[firm_accounts.PROFITS]) + f.providers.profits,
    ),
    "wealth_tax": FinancingTax(
        "wealth_tax", 0.5, 0.05, lambda f: int(f.household.sums[incomes.WEALTH_TAX]), _wealth_base
    ),
    "wage_tax": FinancingTax(
        "wage_tax_scale", 10.0, 1.0, _schedule, lambda f: _schedule(f) / max(f.levers.wage_tax_scale, 1e-9)
    ),
    "consumption_tax": FinancingTax(
        "consumption_tax", 0.8, 0.25,
        lambda f: f.spending.consumption_tax,
        lambda f: float(f.spending.consumption),
    ),
    "automation_tax": FinancingTax(
        "automation_tax", 1e9, 1e9,
        lambda f: int(f.firms.sums[firm_accounts.AUTOMATION_TAX]),
        lambda f: float(f.firms.sums[firm_accounts.AUTOMATED]) / 1000.0,
    ),
    "foreign_levy": FinancingTax(
        "foreign_levy", 1.0, 1.0,
        lambda f: f.providers.levy,
        lambda f: float(f.providers.foreign + f.providers.levy),
    ),
}  # fmt: skip
