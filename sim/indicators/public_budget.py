"""The budget of the state in a month, line by line in whole cents: tables and books of policies share it."""

from __future__ import annotations

from typing import NamedTuple

from sim.phases import firm_accounts as firm
from sim.phases.flows import MonthFlows
from sim.rules import budget
from sim.rules.life_cycle import ESTATE_TAX

__all__ = ["PublicBudget", "public_budget"]

TRANSFERS = [
    budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES,
    *budget.HOUSEHOLD_BENEFITS, budget.PUBLIC_HEALTH,
]  # fmt: skip
TAXES_OF_PERSONS = [budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX, budget.EMPLOYEE_CONTRIBUTIONS]
TAXES_OF_FIRMS = [
    firm.PRODUCTION_TAX, firm.CONTRIBUTIONS, firm.PROFIT_TAX, firm.GPU_TAX, firm.AUTOMATION_TAX,
    firm.DIVIDENDS_PUBLIC,
]  # fmt: skip


class PublicBudget(NamedTuple):
    """What the state received and paid in a month, cents of the simulated people."""

    revenue: int  # taxes, contributions, and dividends of what it owns
    transfers: int  # to persons
    purchases: int  # those for policies, and those that new money pays, included
    subsidies: int  # to firms, wages of guaranteed jobs, and what policies paid by themselves
    interest: int
    new_money: int  # paid to every adult, issued by the central bank

    @property
    def spending(self) -> int:
        """All that it paid."""
        return self.transfers + self.purchases + self.subsidies + self.interest + self.new_money

    @property
    def balance(self) -> int:
        """Revenue less spending: by so much debt falls, money that was issued included."""
        return self.revenue - self.spending


def public_budget(flows: MonthFlows, people: int) -> PublicBudget:
    """Return the budget of a month.

    Parameters
    ----------
    flows : MonthFlows
        What moved in it.
    people : int
        Simulated adults.
    """
    sums, firms = flows.household.sums, flows.firms.sums
    owners = flows.providers.levy + flows.providers.tax + flows.model_owners.levy + flows.model_owners.tax
    revenue = int(sums[TAXES_OF_PERSONS].sum()) + int(firms[TAXES_OF_FIRMS].sum()) + int(owners)
    revenue += int(flows.spending.consumption_tax) + int(flows.labour.life[ESTATE_TAX])
    acted = int(flows.policies.acted) + int(flows.policies.paid)
    return PublicBudget(
        revenue=revenue,
        transfers=int(sums[TRANSFERS].sum()),
        purchases=int(flows.spending.government),
        subsidies=int(firms[firm.SUBSIDY]) + int(sums[budget.GUARANTEE_WAGES]) + acted,
        interest=int(flows.public.interest),
        new_money=int(flows.money.per_person) * people,
    )
