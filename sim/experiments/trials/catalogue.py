"""The twelve trials, in the order in which they are listed."""

from __future__ import annotations

from sim.errors import UserError
from sim.experiments.trials import (
    adopters,
    beginners,
    cost_shock,
    displaced,
    dividend,
    financing,
    lottery,
    minimum_wage,
    monetary,
    multipliers,
    windfall,
)
from sim.experiments.trials.trial import Trial

__all__ = ["TRIALS", "find"]

TRIALS: dict[str, Trial] = {
    trial.name: trial
    for trial in (
        lottery.TRIAL, dividend.TRIAL, financing.TRIAL, displaced.TRIAL, beginners.TRIAL, adopters.TRIAL,
        windfall.TRIAL, multipliers.PURCHASES, multipliers.LADDER, monetary.TRIAL, cost_shock.TRIAL,
        minimum_wage.TRIAL,
    )
}  # fmt: skip


def find(name: str) -> Trial:
    """Return a trial by its name.

    Raises
    ------
    UserError
        There is none.
    """
    if name not in TRIALS:
        raise UserError(f"trial {name!r}: there is none; there are {', '.join(TRIALS)}.")
    return TRIALS[name]
