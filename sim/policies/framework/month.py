"""What a policy sees of a month: the state it acts on, and the flows that tell what it cost."""

from typing import NamedTuple

from sim.parameters import Parameters
from sim.phases.firm_accounts import FirmFlows
from sim.phases.goods_market import Spending
from sim.phases.incomes import Household
from sim.phases.model_accounts import ModelFlows
from sim.phases.provider_accounts import ProviderFlows
from sim.state.columns import State
from sim.state.levers import Levers
from sim.state.structure import Structure

__all__ = ["BASE", "OWED", "RATE", "REACHED", "Account", "MonthlyAccounts", "Now"]

RATE, OWED, BASE, REACHED = range(4)  # columns of macro.policies


class Now(NamedTuple):
    """What a policy may look at and act on in a month."""

    state: State
    structure: Structure
    parameters: Parameters
    month: int
    row: int  # of the policy in the scenario

    def cents(self, dollars: float) -> int:
        """Turn dollars of the base year into cents of this month; amounts keep their purchasing power."""
        return round(100.0 * dollars * float(self.state.macro.price_level[0]))

    def persons(self, millions: float) -> float:
        """Turn millions of people of the country into simulated persons."""
        adults = self.structure.figure("population")
        return millions * 1e6 * float(self.state.workers.team.size) / adults

    @property
    def reached(self) -> float:
        """Persons that the policy reached last month."""
        return float(self.state.macro.policies[self.row, REACHED])


class MonthlyAccounts(NamedTuple):
    """The flows of a month from which policies read what they cost and taxes what they bring."""

    household: Household
    firms: FirmFlows
    providers: ProviderFlows
    model_owners: ModelFlows
    spending: Spending
    levers: Levers
    row: int  # of the policy that asks
    acted: int  # cents the policy paid by itself this month (``act`` and ``pay``)
    people: int  # simulated persons

    def grants(self) -> tuple[int, int]:
        """Return what the policy's own grants paid, cents, and how many persons they reached."""
        rows = [number for number, grant in enumerate(self.levers.grants) if grant.policy == self.row]
        return int(self.household.grants[rows, 0].sum()), int(self.household.grants[rows, 1].sum())

    def purchases(self) -> int:
        """Return what the state bought for the policy, cents."""
        rows = [number for number, bought in enumerate(self.levers.purchases) if bought.policy == self.row]
        return int(self.spending.policy[rows].sum())


class Account(NamedTuple):
    """What a policy cost the state and brought it this month, and whom it reached."""

    cost: int = 0  # cents
    revenue: int = 0  # cents
    recipients: int = 0  # persons
