"""The books of the state over the years of one run, in whole cents: what its policies cost and what paid.

Every line is what it adds to the budget balance, so that the lines of ``PARTS`` add up to it, to the cent:

    balance = own taxes + other taxes - gross cost - other transfers - purchases - new money spent - interest

Base-year dollars are the cents of each month over the consumer price level of that month, before the tax on
consumption, which is itself one of the taxes; amounts of policies keep their purchasing power in the same
prices. With one price level a month the identity holds in base-year dollars, too. The debt at the end of a
month, bonds and money that was issued, is the one before less the balance, to the cent.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from sim.indicators.public_budget import public_budget
from sim.policies import Policy
from sim.policies.framework.financing import TAXES
from sim.simulation import Simulation
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR

__all__ = ["BALANCE", "BOOKS", "DEBT", "GDP", "LINES", "OWN", "PARTS", "REACTIONS", "REVALUATION", "Books"]

COST, OWN, BALANCE, DEBT, GDP = "gross_cost", "own_tax", "balance", "debt", "gdp"
REVALUATION = "revaluation"
REACTIONS = {
    "other_taxes": "Other taxes",
    "other_transfers": "Other transfers",
    "purchases": "Public purchases",
    "money_issued": "Spent out of new money",
    "interest": "Interest",
}
"""Lines that no policy sets: how the rest of the budget answers."""
PARTS = {COST: "Gross cost", OWN: "Own tax", **REACTIONS}
"""Lines that add up to the balance."""
LINES = {**PARTS, BALANCE: "Budget balance", REVALUATION: "Revaluation", DEBT: "Debt at the end", GDP: "GDP"}
"""All lines, in their order. The revaluation is what prices make of the debt: it follows from the others."""
BOOKS = {
    "year": pl.Int32,
    "line": pl.String,
    "source": pl.String,
    "cents": pl.Int64,
    "nominal": pl.Float64,
    "real": pl.Float64,
}
"""Columns of the books: ``source`` names the tax of a line ``own_tax``; ``cents`` are of the simulated
people, ``nominal`` and ``real`` billion dollars of the country, of the year and of the base year."""

Entry = tuple[str, str]
"""A line and its source."""


class Books:
    """Keeps the books of one run, month by month.

    Parameters
    ----------
    simulation : Simulation
        The run, before its first month in the books.
    common : int
        So many of its first policies are those of the story and belong to every arm; what the others cost and
        bring is the package's own.
    """

    def __init__(self, simulation: Simulation, common: int = 0) -> None:
        self.common = common
        self.scale = simulation.weight / CENTS_PER_BILLION
        self.months = 0
        self.cents: list[defaultdict[Entry, int]] = []
        self.real: list[defaultdict[Entry, float]] = []

    def add(self, simulation: Simulation) -> None:
        """Enter the month that has just been simulated."""
        if self.months % MONTHS_PER_YEAR == 0:
            self.cents.append(defaultdict(int))
            self.real.append(defaultdict(float))
        self.months += 1
        cents, real = self.cents[-1], self.real[-1]
        price = float(simulation.state.macro.price_level[0])
        for entry, amount in month_of(simulation, self.common).items():
            if entry[0] == DEBT:
                cents[entry], real[entry] = amount, amount / price
            else:
                cents[entry] += amount
                real[entry] += amount / price

    def years(self) -> pl.DataFrame:
        """Return the books of every whole year (``BOOKS``)."""
        rows = [
            (year, *entry, amount, amount * self.scale, real[entry] * self.scale)
            for year, (cents, real) in enumerate(zip(self.cents, self.real, strict=True), start=1)
            for entry, amount in cents.items()
            if year * MONTHS_PER_YEAR <= self.months
        ]
        return pl.DataFrame(rows, BOOKS, orient="row")


def month_of(simulation: Simulation, common: int = 0) -> dict[Entry, int]:
    """Return the entries of the month that has just been simulated, cents of the simulated people."""
    flows = simulation.flows
    assert flows is not None
    people, accounts = simulation.state.workers.team.size, simulation.state.accounts
    budget, paid, issued = public_budget(flows, people), flows.policies, flows.money
    cost, own = 0, defaultdict[str, int](int)
    for row, policy in enumerate(simulation.policies.policies[common:], start=common):
        cost += int(paid.cost[row])
        for tax, brought in zip(taxes_of(policy), (paid.own_revenue[row], paid.revenue[row]), strict=True):
            if tax in TAXES or brought:
                own[tax] += int(brought)
    bought = [number for number, one in enumerate(flows.levers.purchases) if one.policy >= common]
    for_policies = int(flows.spending.policy[bought].sum())
    transfers = budget.transfers + budget.subsidies - (cost - for_policies)
    spending = flows.spending
    return {
        (COST, ""): -cost,
        **{(OWN, tax): brought for tax, brought in own.items()},
        ("other_taxes", ""): budget.revenue - sum(own.values()),
        ("other_transfers", ""): -transfers,
        ("purchases", ""): issued.purchases + for_policies - budget.purchases,
        ("money_issued", ""): -issued.purchases - budget.new_money,
        ("interest", ""): -budget.interest,
        (BALANCE, ""): budget.balance,
        (DEBT, ""): -int(accounts[GOVERNMENT]) - int(accounts[CENTRAL_BANK]),
        (GDP, ""): int(spending.by_sector.sum()) + int(spending.consumption_tax),
    }


def taxes_of(policy: Policy) -> tuple[str, str]:
    """Return the tax that a policy is, its kind where it raises none by name, and what pays for it."""
    return policy.tax or policy.kind, policy.financed_by
