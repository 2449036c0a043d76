"""Taxes as instruments: how a rate enters the levers, its base, and the rate that pays for a policy.

``TAXES`` is the one table of them: what the scenario may name, what pages call it, what it is a share of.

A policy's tax follows its cost: rate = (cost + owed / 12) / base, closed by ``SPEED`` a month and at most
the cap, where ``owed`` is what the tax has fallen short of lately. Yearly revenue covers yearly cost unless
the cap binds.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.parameters.combinations import MOST_OF_PAY
from sim.phases import firm_accounts
from sim.policies.framework.month import BASE, OWED, RATE, MonthlyAccounts, Now
from sim.rules import budget
from sim.state.columns import Array
from sim.state.levers import Levers
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "DEFICIT",
    "PAYERS",
    "TAXES",
    "FinancingTax",
    "PayingTax",
    "Words",
    "adjust",
    "left_of_pay",
    "raise_by",
    "room_for",
    "split",
]

SPEED = 0.25  # part of the gap between rate and needed rate closed in a month
MEMORY = 0.75  # weight of the past in the smoothed base
MOST_OWED = 3.0  # months of cost that a tax may owe or be ahead
PROBE = 0.01  # part of the cap that is tried where the base is not known
WEALTH_EXEMPTION = (
    1_000_000.0  # dollars of the base year that a wealth tax leaves free, where no policy says otherwise
)


class Words(NamedTuple):
    """What pays for a policy, in words."""

    label: str  # in the label of a package: "paid by ..."
    payer: str  # on the page: who, and by which tax
    base: str  # what the rate is a share of


class FinancingTax(NamedTuple):
    """A tax: the levers it raises, what it brought, and what a policy that names it as its payer needs.

    Parameters
    ----------
    field : str
        Of the levers.
    limit : float
        Of the total rate.
    cap : float
        Of the rate that pays for one policy, where the scenario names none.
    collected : callable
        Cents that it brought in the month.
    base : callable
        Cents a month for a unit of its rate.
    words : Words or None
        None where it cannot pay for a policy.
    prepare : callable
        Return the levers with what must be measured before there is a rate.
    """

    field: str
    limit: float
    cap: float
    collected: Callable[[MonthlyAccounts], int]
    base: Callable[[MonthlyAccounts], float]
    words: Words | None = None
    prepare: Callable[[Levers, Now], Levers] = lambda levers, now: levers


def left_of_pay(levers: Levers, top_rate: float) -> float:
    """Return what the taxes on pay leave of the last dollar of high pay, for others to take.

    ``top_rate`` is that of the highest bracket, before the factor on the schedule.
    """
    surtaxes = sum(surcharge.rate for surcharge in levers.surcharges)
    taken = top_rate * levers.wage_tax_scale + levers.employee_contribution_rate + surtaxes
    return max(0.0, MOST_OF_PAY - taken)


def room_for(tax: str, levers: Levers, top_rate: float) -> float:
    """Return by how much a tax can rise until all taxes on its base together take what there is."""
    left = {"wage_tax": 1.0 / top_rate, "payroll_tax": 1.0}.get(tax)
    return inf if left is None else left * left_of_pay(levers, top_rate)


def raise_by(levers: Levers, tax: str, rate: float, by_debt: float = 0.0) -> tuple[Levers, float]:
    """Return the levers with the tax higher by ``rate``, and by how much it could rise.

    What debt has added to the tax, ``by_debt``, leaves as much room for policies as there was without it.
    """
    field, limit = TAXES[tax].field, TAXES[tax].limit + by_debt
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
    due = max(0.0, cost + memory[OWED] / MONTHS_PER_YEAR)
    if due <= 0.0:
        needed = 0.0
    elif memory[BASE] > 0.0:
        needed = min(cap, due / memory[BASE])
    else:
        needed = max(rate, PROBE * cap)
    memory[RATE] = needed if rate == 0.0 else rate + SPEED * (needed - rate)


def _capital_income(flows: MonthlyAccounts) -> float:
    sums = flows.household.sums
    return float(
        sums[budget.DIVIDEND_EQUITY] + sums[budget.DIVIDEND_PROPERTY] + sums[budget.DIVIDEND_PROVIDER]
        + sums[budget.INTEREST]
    )  # fmt: skip


def _schedule(flows: MonthlyAccounts) -> int:
    return int(flows.household.sums[budget.WAGE_TAX] - flows.household.surcharges.sum())


def _wealth_base(flows: MonthlyAccounts) -> float:
    # a person pays at most what lies in deposits, so the tax in force tells more than taxable wealth
    if flows.levers.wealth_tax > 0.0:
        return float(flows.household.sums[budget.WEALTH_TAX]) / flows.levers.wealth_tax
    return float(flows.household.sums[budget.TAXABLE_WEALTH]) / MONTHS_PER_YEAR


def _measure_wealth(levers: Levers, now: Now) -> Levers:
    if levers.wealth_tax > 0.0:
        return levers
    return levers._replace(measure_wealth=True, wealth_exemption=now.cents(WEALTH_EXEMPTION))


TAXES: dict[str, FinancingTax] = {
    "gpu_tax": FinancingTax(
        "gpu_tax",
        limit=10.0,
        cap=1.0,
        collected=lambda f: int(f.firms.sums[firm_accounts.GPU_TAX]),
        base=lambda f: float(f.firms.sums[firm_accounts.RENT]),
        words=Words(
            "GPU rent",
            "renters of GPUs: a tax on GPU rent",
            "rent of GPUs, paid by the firms that rent them",
        ),
    ),
    "capital_tax": FinancingTax(
        "capital_tax",
        limit=0.95,
        cap=0.6,
        collected=lambda f: int(f.household.sums[budget.CAPITAL_TAX]),
        base=_capital_income,
        words=Words(
            "capital income",
            "capital income: dividends and interest",
            "dividends and interest of persons",
        ),
    ),
    "corporate_tax": FinancingTax(
        "corporate_tax",
        limit=0.95,
        cap=0.5,
        collected=lambda f: (
            int(f.firms.sums[firm_accounts.PROFIT_TAX]) + f.providers.tax + f.model_owners.tax
        ),
        base=lambda f: (
            float(f.firms.sums[firm_accounts.PROFITS]) + f.providers.profits + f.model_owners.profits
        ),
        words=Words("profits", "companies: the profit tax", "profits of firms, owners of GPUs and of models"),
    ),
    "wealth_tax": FinancingTax(
        "wealth_tax",
        limit=0.5,
        cap=0.05,
        collected=lambda f: int(f.household.sums[budget.WEALTH_TAX]),
        base=_wealth_base,
        words=Words(
            "wealth",
            "large fortunes: a wealth tax",
            "net worth above 1 million dollars of the base year, a year; at most a person's deposits",
        ),
        prepare=_measure_wealth,
    ),
    "wage_tax": FinancingTax(
        "wage_tax_scale",
        limit=2.0,  # of the highest bracket 74 %, about where it brings most
        cap=1.0,
        collected=_schedule,
        base=lambda f: _schedule(f) / max(f.levers.wage_tax_scale, 1e-9),
        words=Words(
            "the progressive income tax",
            "wages: the income tax",
            "the progressive schedule, scaled up: 1 doubles everybody's income tax",
        ),
    ),
    "payroll_tax": FinancingTax(
        "employee_contribution_rate",
        limit=0.6,
        cap=0.4,
        collected=lambda f: int(f.household.sums[budget.EMPLOYEE_CONTRIBUTIONS]),
        base=lambda f: float(f.household.sums[budget.WAGES]),
        words=Words(
            "a flat payroll tax",
            "everybody who works: a payroll tax",
            "wages, the same from the first dollar on",
        ),
    ),
    "consumption_tax": FinancingTax(
        "consumption_tax",
        limit=0.8,
        cap=0.25,
        collected=lambda f: f.spending.consumption_tax,
        base=lambda f: float(f.spending.consumption),
        words=Words("consumption", "shoppers: a sales tax", "consumption of persons, tax included"),
    ),
    "automation_tax": FinancingTax(
        "automation_tax",
        limit=1e9,
        cap=1e9,
        collected=lambda f: int(f.firms.sums[firm_accounts.AUTOMATION_TAX]),
        base=lambda f: float(f.firms.sums[firm_accounts.AUTOMATED]) / 1000.0,
    ),
    "foreign_levy": FinancingTax(
        "foreign_levy",
        limit=1.0,
        cap=1.0,
        collected=lambda f: f.providers.levy + f.model_owners.levy,
        base=lambda f: float(
            f.providers.foreign + f.providers.levy + f.model_owners.foreign + f.model_owners.levy
        ),
    ),
}
"""Every tax that a policy may be or that may pay for one, by the name that scenarios give it."""

DEFICIT = "deficit"
"""What ``financed_by`` names where no tax pays."""

PAYERS: dict[str, Words] = {
    DEFICIT: Words("the deficit", "nobody: it adds to the public debt", "nothing: the cost is borrowed"),
    **{name: tax.words for name, tax in TAXES.items() if tax.words is not None},
}
"""What ``financed_by`` may name."""

if TYPE_CHECKING:
    PayingTax = str
else:
    PayingTax = Literal[tuple(PAYERS)]
