"""Who is paid: everybody or some statuses, below a limit of earnings, all of them or those drawn by lot."""

from typing import ClassVar, Literal

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework.base import Policy
from sim.policies.framework.month import Account, MonthlyAccounts, Now
from sim.rules.budget import BASIC_INCOME
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.levers import EVERYBODY, NO_LIMIT, Grant

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

ELIGIBLE_ADULTS = "all adults, or those that `eligible`, `earnings_below` and `treated_share` name"
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

    def grant(self, amount: int, taper: float, now: Now) -> tuple[Grant, ...]:
        """Return the grant of the month, none if it is of size zero."""
        if amount <= 0 or self.treated_share <= 0.0:
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
            ),
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return the payments of the month."""
        paid, persons = flows.grants()
        return Account(paid, 0, persons)
