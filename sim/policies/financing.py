"""Taxes that can be made to pay for a policy: how a rate enters the levers, and what its base is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.phases import firm_accounts, incomes
from sim.state.levers import Levers

SPEED = 0.25  # part of the gap between rate and needed rate closed in a month


class FinancingTax(NamedTuple):
    """A tax as a source of finance."""

    raise_by: Callable[[Levers, float], Levers]
    base: Callable[[Any], float]  # cents a month that one unit of the rate is levied on


def adjust(rate: float, cost: int, base: float, cap: float) -> float:
    """Move ``rate`` towards the rate at which the base pays the cost, at most ``cap``."""
    needed = min(cap, max(0, cost) / base) if base > 0.0 else (cap if cost > 0 else 0.0)
    return rate + SPEED * (needed - rate)


def _field(name: str) -> Callable[[Levers, float], Levers]:
    def raise_by(levers: Levers, rate: float) -> Levers:
        return levers._replace(**{name: getattr(levers, name) + rate})

    return raise_by


TAXES: dict[str, FinancingTax] = {
    "gpu_tax": FinancingTax(_field("gpu_tax"), lambda f: float(f.firms.sums[firm_accounts.RENT])),
    "capital_tax": FinancingTax(
        _field("capital_tax"),
        lambda f: float(
            f.household.sums[incomes.DIVIDEND_EQUITY]
            + f.household.sums[incomes.DIVIDEND_PROPERTY]
            + f.household.sums[incomes.DIVIDEND_PROVIDER]
            + f.household.sums[incomes.INTEREST]
        ),
    ),
    "corporate_tax": FinancingTax(
        _field("corporate_tax"),
        lambda f: float(f.firms.sums[firm_accounts.PROFIT_TAX]) / max(f.levers.corporate_tax, 1e-9),
    ),
    "wealth_tax": FinancingTax(
        _field("wealth_tax"),
        lambda f: float(f.household.sums[incomes.WEALTH_TAX]) / max(f.levers.wealth_tax, 1e-9),
    ),
    "wage_tax": FinancingTax(
        _field("wage_tax_scale"),
        lambda f: float(f.household.sums[incomes.WAGE_TAX]) / max(f.levers.wage_tax_scale, 1e-9),
    ),
    "consumption_tax": FinancingTax(_field("consumption_tax"), lambda f: float(f.spending.consumption)),
}
