"""Slot ``matching``: who is hired. The contract is :class:`MatchingRule`."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from sim.rules.life_cycle import N_LIFE_COUNTS
from sim.rules.slots import Moment, Rule
from sim.state.columns import Array


class LabourFlows(NamedTuple):
    """Persons who moved this month."""

    counts: Array  # int64: columns of phases.separations
    hires: Array  # int64: columns of phases.hiring
    vacancies: Array  # int64 (o,): posted this month
    openings: Array  # int64 (o,): still open at the end of the month
    life: Array = np.zeros(N_LIFE_COUNTS, np.int64)  # int64: columns of rules.life_cycle

    @property
    def open_jobs(self) -> Array:
        """Jobs open on a day of the month, as surveys count them (float64 (o,); JOLTS: the last one).

        Here all are posted and filled at once; where hires are spread over the month, half of what is filled
        in it still stands open on a day.
        """
        return 0.5 * (self.vacancies + self.openings)


class Applications(Protocol):
    """Part of the applications of the month, in the order of persons."""

    @property
    def worker(self) -> Array:
        """Who applied and would take the job: int32 (n,), rows of persons."""

    @property
    def vacancy(self) -> Array:
        """For which vacancy: int32 (n,)."""


class LabourMarket(Protocol):
    """The labour market of a month, step by step."""

    slots: Array
    """int64 (2 n,): two numbers a vacancy. The lower 32 bits of the first are the person whom it picks, -1 is
    none; the second is its offer."""
    first: Array
    """int64 (23,): where the vacancies of each occupation begin; the last number is their number."""

    def apply(self) -> Sequence[Applications]:
        """Review wages and separate; who looks applies to one vacancy, which picks one by chance."""

    def hire(self) -> LabourFlows:
        """Let everybody begin whom the vacancy of the application picks; it has to be called once."""


class MatchingRule(Rule):
    """How seekers and vacancies find each other: the whole of step 5, so that a rule may do without parts.

    Never more persons are hired in an occupation than it has vacancies, and who separates is booked.
    """

    slot: ClassVar[str] = "matching"
    writes: ClassVar[tuple[str, ...]] = (
        "workers.status", "workers.status_month", "workers.team", "workers.wage", "workers.skill",
        "workers.occupation", "workers.retraining_target", "teams.headcount", "teams.skill_sum",
        "teams.wage_bill", "workers.hours", "workers.job_lost", "workers.pay_lost", "workers.age",
        "workers.cell", "workers.purse", "workers.children", "workers.place", "workers.home",
        "workers.deposits", "workers.equity", "workers.property", "workers.provider_equity",
        "workers.income", "accounts.government", "macro.layoff_risk",
    )  # fmt: skip

    def match(self, moment: Moment, market: LabourMarket) -> LabourFlows:
        """Move persons through separations, search and hiring.

        Parameters
        ----------
        moment : Moment
            The economy after firms have posted vacancies; what is in ``writes`` may be changed.
        market : LabourMarket
            Does what most rules need, birthdays and estates of those who die included. Between ``apply`` and
            ``hire`` a rule may change whom vacancies pick, and the vacancies of applications.

        Returns
        -------
        LabourFlows
            Persons who moved, vacancies posted and still open.
        """
        raise NotImplementedError
