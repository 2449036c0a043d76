"""Who is paid: everybody, or some by status, earnings, age, children, state or time in a job, or by lot."""

from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import ValidationInfo, field_validator, model_validator

from sim.country import folder_of, state_codes
from sim.parameters import parameter
from sim.parameters.declare import CHOICE, folder_in_force
from sim.policies.framework.base import Policy
from sim.policies.framework.month import Account, MonthlyAccounts, Now
from sim.rules.budget import BASIC_INCOME
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.levers import ANY_AGE, EVERYBODY, EVERYWHERE, NO_LIMIT, Grant

__all__ = ["ELIGIBLE_ADULTS", "NOBODY_DRAWN", "STATUSES", "GrantPolicy"]

Who = Literal["everyone", "employed", "unemployed", "outside", "without_job"]

STATUSES: dict[str, int] = {
    "everyone": EVERYBODY,
    "employed": 1 << int(EMPLOYED),
    "unemployed": 1 << int(UNEMPLOYED),
    "outside": 1 << int(OUTSIDE),
    "without_job": (1 << int(UNEMPLOYED)) | (1 << int(OUTSIDE)) | (1 << int(RETRAINING)),
}
"""Bits of ``workers.status``."""

ELIGIBLE_ADULTS = "all adults, or those whom the keys of grants name"
OLDEST = 130
"""Years of age that nobody reaches."""
NOBODY_DRAWN = {"treated_share": 0.0}
"""A size zero of every grant."""


class GrantPolicy(Policy):
    """A policy that pays a grant to the eligible."""

    repeatable = True
    reaches = ELIGIBLE_ADULTS
    the_state = "pays the grants"
    booked_under: ClassVar[int] = BASIC_INCOME
    """Column of the sums of all budgets (``rules.budget``) that the payments are added to."""

    eligible: Who = parameter("everyone", "Who may be paid, by their status in the month", source=CHOICE)
    earnings_below: float = parameter(
        0.0,
        "Only people whose wage, or last wage, is below this, in base-year prices; 0 means everybody",
        unit="dollars a month",
        at_least=0.0,
        at_most=1e6,
        source=CHOICE,
    )
    treated_share: float = parameter(
        1.0,
        "Part of the eligible who are paid, drawn by lot for good (a field experiment in the model)",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    lottery: int = parameter(
        0,
        "Which lot is drawn: policies with one number treat the same people",
        at_least=0,
        at_most=1_000_000,
        source=CHOICE,
    )

    youngest: int = parameter(
        0, "Only people of this age and over", unit="years", at_least=0, at_most=OLDEST, source=CHOICE
    )
    oldest: int = parameter(
        OLDEST, "Only people up to this age", unit="years", at_least=0, at_most=OLDEST, source=CHOICE
    )
    with_children: bool = parameter(
        False,
        "Only households with children; paid once a household, to the person who keeps its purse",
        source=CHOICE,
    )
    per_child: float = parameter(
        0.0,
        "Paid on top for every child of the household, to the person who keeps its purse",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )
    states: str = parameter(
        "",
        "Only people who live in these states: their abbreviations, with spaces between; empty means all",
        at_most=400,
        source=CHOICE,
    )
    tenure: int = parameter(
        0,
        "Only people with so much time in their job, or without one in the job that they lost",
        unit="months",
        at_least=0,
        at_most=480,
        source=CHOICE,
    )

    @field_validator("states")
    @classmethod
    def _know_states(cls, states: str, info: ValidationInfo) -> str:
        folder = folder_in_force(info)
        if folder is not None:
            states_mask(states, folder)
        return states

    @model_validator(mode="after")
    def _have_an_age(self) -> Self:
        if self.youngest > self.oldest:
            raise ValueError(
                f"{self.kind}: youngest is {self.youngest} and oldest {self.oldest}: nobody is paid"
            )
        return self

    def grant(self, amount: int, taper: float, now: Now, strength: float = 1.0) -> tuple[Grant, ...]:
        """Return the grant of the month, none if it is of size zero.

        ``strength`` is the part phased in, of what is paid for children; ``amount`` has it already.
        """
        per_child = now.cents(strength * self.per_child)
        if (amount == 0 and per_child == 0) or self.treated_share <= 0.0:
            return ()
        limit = now.cents(self.earnings_below) if self.earnings_below > 0.0 else NO_LIMIT
        return (
            Grant(
                amount,
                self.booked_under,
                taper=taper,
                statuses=STATUSES[self.eligible],
                earnings_below=limit,
                share=self.treated_share,
                lottery=self.lottery,
                policy=now.row,
                youngest=self.youngest,
                oldest=self.oldest if self.oldest < OLDEST else ANY_AGE,
                with_children=self.with_children,
                per_child=per_child,
                states=states_mask(self.states, folder_of(now.parameters.run.data)),
                tenure=self.tenure,
            ),
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return the payments of the month."""
        paid, persons = flows.grants()
        return Account(paid, 0, persons)


def states_mask(states: str, folder: Path) -> int:
    """Return the bits of ``workers.place`` that stand for states of a data folder, all where none is named.

    Raises
    ------
    ValueError
        If there is no such state.
    """
    named, codes = set(states.split()), state_codes(folder) if states.split() else ()
    for unknown in sorted(named.difference(codes)):
        raise ValueError(f"there is no state {unknown}; the states are {', '.join(codes)}")
    return sum(1 << codes.index(code) for code in named) if named else EVERYWHERE
