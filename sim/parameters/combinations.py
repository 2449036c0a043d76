"""What values may be only together: rules on several keys, checked when a scenario is read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sim.country import read_table

__all__ = ["MOST_OF_PAY", "refuse_combinations"]

MOST_OF_PAY = 0.99
"""Part of the last dollar of pay that all taxes on it take at most: nothing is taken that is not there."""
SURTAX = "income_surtax"


def refuse_combinations(parameters: Any, policies: Sequence[Any]) -> None:
    """Make sure that values fit together.

    Raises
    ------
    ValueError
        They do not; it names the keys, what they come to and what is allowed.
    """
    kinds = [one.kind for one in policies]
    for one in policies:
        if kinds.count(one.kind) > 1 and not getattr(one, "repeatable", True):
            raise ValueError(
                f"policy: there are {kinds.count(one.kind)} of kind {one.kind}; there can be only one"
            )
    government = parameters.government
    surtax = _largest_together([one for one in policies if one.kind == SURTAX])
    schedule = top_rate() * government.wage_tax_scale
    taken = schedule + government.employee_contribution_rate + surtax
    if taken > MOST_OF_PAY:
        words = [
            f"government.wage_tax_scale = {government.wage_tax_scale:g}",
            f"government.employee_contribution_rate = {government.employee_contribution_rate:g}",
            *([f"policy.{SURTAX}.tax_rate = {surtax:g} in all"] if surtax else []),
        ]
        raise ValueError(
            f"{', '.join(words)} together take {taken:.2f} of the last dollar of high pay; they must take "
            f"{MOST_OF_PAY:g} at most"
        )


@cache
def top_rate() -> float:
    """Return the rate of the highest bracket of the income tax, before ``wage_tax_scale``."""
    return max(read_table("tax_brackets.csv").numbers("rate"))


def _largest_together(policies: Sequence[Any]) -> float:
    """Return what the rates of surtaxes that are in force at the same time come to at most."""

    def in_force(month: int) -> float:
        running = (
            one
            for one in policies
            if one.start <= month and (one.duration == 0 or month < one.start + one.duration)
        )
        return float(sum(one.tax_rate for one in running))

    return max((in_force(one.start) for one in policies), default=0.0)
