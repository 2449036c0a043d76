"""Universal basic compute: every adult gets GPU time each month, to use or to sell at the rent of the day."""

from collections.abc import Mapping
from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION, CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.rules.budget import BASIC_INCOME
from sim.rules.compute_price import GpuMarket
from sim.state.accounts import GOVERNMENT, RENT_POT
from sim.state.levers import Grant, Levers

HOURS_A_MONTH = 730.0


class UniversalBasicCompute(Policy):
    """Give each adult ``hours`` of a GPU a month.

    What people use themselves the state rents from the providers, in competition with firms; it is a benefit
    in kind that no income figure counts. What they sell, firms rent as before and the state pays people its
    rent.
    """

    size = "hours"
    null_sizes = ({"hours": 0.0}, {"largest_part": 0.0})
    reaches = "all adults"
    the_state = "pays the rent of the GPU time"
    moves = (
        Direction("gpu_rent", 1, {"hours": 100.0, "used": 0.5}),
        Direction("income_deciles.1.disposable_income", 1, {"hours": 100.0, "used": 0.0}),
    )
    short = "ubc"
    slider = Slider(
        "compute",
        "Basic compute",
        "GPU hours a month for every adult",
        largest=100,
        step=5,
        place=7,
        payable=True,
        more=True,
    )
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {"change_levers": ("providers.fleet", "macro.gpu_rent")}
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {"pay": ("accounts.government", "accounts.rent_pot")}

    hours: float = parameter(
        10.0,
        "GPU time of one adult",
        unit="hours of an H100-equivalent a month",
        at_least=0.0,
        at_most=730.0,
        source=CHOICE,
    )
    used: float = parameter(
        0.25, "Part that people use themselves", unit="share", at_least=0.0, at_most=1.0, source=ASSUMPTION
    )
    largest_part: float = parameter(
        0.3,
        "Most that is given away of the capacity for inference",
        unit="share",
        at_least=0.0,
        at_most=0.95,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add people's own use to the demand for GPUs and pay them the rent of what they sell."""
        compute, state = now.parameters.compute, now.state
        if not compute.enabled:
            return levers
        people = state.workers.team.size
        capacity = float(state.providers.fleet.sum()) * (1.0 - compute.training_share)
        given = min(strength * self.hours / HOURS_A_MONTH * people, self.largest_part * capacity)
        sold = int((1.0 - self.used) * given / people * float(state.macro.gpu_rent[0]))
        payment = (Grant(sold, BASIC_INCOME, policy=now.row),) if sold > 0 else ()
        return levers._replace(
            public_compute=levers.public_compute + self.used * given, grants=levers.grants + payment
        )

    def pay(self, strength: float, now: Now, market: GpuMarket, levers: Levers) -> int:
        """Pay the rent of the GPU time that people use themselves."""
        return rent_for_people(now, market, levers)

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return the rent paid for people and to people."""
        paid, persons = flows.grants()
        return Account(paid + flows.acted, 0, persons)


def rent_for_people(now: Now, market: GpuMarket, levers: Levers) -> int:
    """Move the rent of the GPU time that people got from the government to the providers' pot, cents."""
    rent = int(levers.public_compute * market.rationing * market.rent)
    now.state.accounts[GOVERNMENT] -= rent
    now.state.accounts[RENT_POT] += rent
    return rent
