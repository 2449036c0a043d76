"""What all policies share: start, phase-in, duration, financing, and the amounts of one month."""

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple

from sim.parameters import Parameters, Section, parameter
from sim.parameters.declare import CHOICE
from sim.phases.firm_accounts import FirmFlows
from sim.phases.goods_market import Spending
from sim.phases.incomes import Household
from sim.phases.provider_accounts import ProviderFlows
from sim.rules.compute_price import GpuMarket
from sim.state.columns import State
from sim.state.levers import Levers

Tax = Literal[
    "deficit", "gpu_tax", "capital_tax", "corporate_tax", "wealth_tax", "wage_tax", "consumption_tax"
]

ADULTS = (
    275.05e6  # persons aged 16 and over in the United States (BLS Employment Situation, May 2026, table A)
)


class Now(NamedTuple):
    """What a policy may look at and act on in a month."""

    state: State
    parameters: Parameters
    month: int
    row: int  # of the policy in the scenario

    def cents(self, dollars: float) -> int:
        """Turn dollars of the base year into cents of this month; amounts keep their purchasing power."""
        return round(100.0 * dollars * float(self.state.macro.price_level[0]))

    def persons(self, millions: float) -> float:
        """Turn millions of people of the United States into simulated persons."""
        return millions * 1e6 * float(self.state.workers.team.size) / ADULTS

    @property
    def reached(self) -> float:
        """Persons that the policy reached last month."""
        return float(self.state.macro.policies[self.row, 3])


class MonthlyAccounts(NamedTuple):
    """The flows of a month from which policies read what they cost and taxes what they bring."""

    household: Household
    firms: FirmFlows
    providers: ProviderFlows
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


class Policy(Section):
    """A policy of a scenario; one of size zero changes nothing, to the bit."""

    repeatable: ClassVar[bool] = False
    """Whether a scenario may have several of the kind."""
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Columns that ``act``, ``change_levers`` and ``pay`` read, by method; those behind ``Now`` go unsaid."""
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Columns that ``act`` and ``pay`` write."""

    kind: str = parameter("", "Kind of policy: the name of its file in sim/policies", source=CHOICE)
    start: int = parameter(
        0, "Month in which the policy begins", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    phase_in: int = parameter(
        0, "Months over which it grows to full size", unit="months", at_least=0, at_most=600, source=CHOICE
    )
    duration: int = parameter(
        0, "Months after which it ends; 0 means never", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    financed_by: Tax = parameter(
        "deficit", "The tax whose rate adjusts to the yearly cost, or deficit", source=CHOICE
    )
    largest_rate: float = parameter(
        0.0,
        "Cap on the rate of that tax; 0 means the usual one (see docs/policies.md)",
        unit="share",
        at_least=0.0,
        at_most=5.0,
        source=CHOICE,
    )

    def strength(self, month: int) -> float:
        """Return the part phased in, 0 to 1."""
        if month < self.start or (self.duration > 0 and month >= self.start + self.duration):
            return 0.0
        return min(1.0, (month - self.start + 1) / self.phase_in) if self.phase_in > 0 else 1.0

    def act(self, strength: float, now: Now) -> int:
        """Do what the policy does by itself at the start of the month; return the cents it cost the state."""
        return 0

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Return the levers with the policy in force at ``strength``."""
        return levers

    def pay(self, strength: float, now: Now, market: GpuMarket, levers: Levers) -> int:
        """Pay GPU providers before they settle; return the cents it cost the state."""
        return 0

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return what the policy cost and brought by itself, apart from the tax that pays for it."""
        return Account()

    def rate(self, strength: float, now: Now) -> float:
        """Return the rate that a policy that is a tax adds to it; ``tax`` names it."""
        return 0.0

    @property
    def tax(self) -> str:
        """The tax that the policy raises (a name of ``financing.TAXES``), empty for none."""
        return ""

    @property
    def is_null(self) -> bool:
        """Whether the policy is of size zero, whatever its start."""
        return False
