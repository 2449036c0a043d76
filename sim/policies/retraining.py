"""Mass retraining: seats for the unemployed, and a target occupation drawn from the openings of the month."""

from collections.abc import Mapping
from typing import ClassVar

from numba import njit, prange

from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION, CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.rules import budget
from sim.state.columns import RETRAINING, UNEMPLOYED, Array
from sim.state.levers import Levers, Purchase


class Retraining(Policy):
    """Train the unemployed for an occupation that hires.

    The target is drawn from the occupational-mobility network weighted by the openings of the month. Those
    in training receive the unemployment benefit and an allowance, do not search, and count as outside the
    labour force.
    """

    size = "seats"
    reaches = "the unemployed after some months"
    the_state = "pays allowances and teaching"
    moves = (
        Direction("labour_flows.retraining", 1, {"seats": 10.0}),
        Direction("unemployment_rate", -1, {"seats": 10.0}),
    )
    slider = Slider(
        "retraining",
        "Retraining",
        "million people in training at any time",
        largest=20,
        step=0.5,
        place=3,
        payable=True,
    )
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "change_levers": ("workers.status", "workers.status_month")
    }

    seats: float = parameter(
        2.0,
        "People in training at any time",
        unit="million people",
        at_least=0.0,
        at_most=100.0,
        source=CHOICE,
    )
    months: int = parameter(6, "Length of the training", unit="months", at_least=1, at_most=60, source=CHOICE)
    after: int = parameter(
        2, "Months without a job before one may enter", unit="months", at_least=0, at_most=60, source=CHOICE
    )
    quality: float = parameter(
        0.5,
        "Part of the skill lost by a change of occupation that training saves",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    allowance: float = parameter(
        300.0,
        "Paid on top of the unemployment benefit, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )
    cost: float = parameter(
        1_200.0,
        "Teaching, bought from the education sector, in base-year prices",
        unit="dollars a month for a seat taken",
        at_least=0.0,
        at_most=50_000.0,
        source=ASSUMPTION,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Open the free seats to the eligible, pay the allowance and buy the teaching."""
        workers = now.state.workers
        trainees, eligible = count_trainees(workers.status, workers.status_month, self.after, now.month)
        free = max(0.0, now.persons(strength * self.seats) - trainees)
        if free == 0.0 and trainees == 0:
            return levers
        teaching = Purchase(now.row, int(trainees) * now.cents(self.cost), now.structure.role("education"))
        return levers._replace(
            retraining_seats=min(1.0, free / max(1, eligible)),
            retraining_months=self.months,
            retraining_after=self.after,
            retraining_quality=self.quality,
            training_allowance=now.cents(self.allowance),
            purchases=(*levers.purchases, teaching),
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return allowances and teaching."""
        sums = flows.household.sums
        return Account(
            int(sums[budget.ALLOWANCES]) + flows.purchases(), 0, int(sums[budget.RETRAINING_COUNT])
        )


@njit(cache=True, parallel=True)
def count_trainees(status: Array, status_month: Array, after: int, month: int) -> tuple[int, int]:
    """Count people in training, and the unemployed who have waited long enough to enter it."""
    trainees = 0
    eligible = 0
    for worker in prange(status.size):
        trainees += status[worker] == RETRAINING
        eligible += status[worker] == UNEMPLOYED and month - status_month[worker] >= after
    return trainees, eligible
