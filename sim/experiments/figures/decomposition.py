"""The change of employment against the counterfactual, split by mechanism.

Acemoglu and Restrepo (2019) split labour demand into displacement, reinstatement and productivity; here the
first two and assistance are counted inside the model, entry and policy are differences between paired runs,
and demand (their productivity effect) is what remains.
"""

from __future__ import annotations

from typing import overload

import polars as pl

from sim.scenario import Scenario

__all__ = ["PARTS", "PART_WORDS", "decompose", "without_policies"]

PART_WORDS = {
    "displacement": "Displacement",
    "assistance": "Assistance",
    "reinstatement": "New human tasks",
    "entry": "Young firms",
    "demand": "Demand",
    "policy": "Policy",
}
"""Parts of the change in employment in words, in the order in which they are shown."""

PARTS = ("total", "displacement", "reinstatement", "assistance", "entry", "policy", "demand")

_SUFFIX = " without policies"


@overload
def without_policies(scenario: str) -> str: ...
@overload
def without_policies(scenario: Scenario) -> Scenario | None: ...
def without_policies(scenario: str | Scenario) -> str | Scenario | None:
    """Return the scenario without its policies, None if it has none; or the name that it gets."""
    if isinstance(scenario, str):
        return scenario + _SUFFIX
    if not scenario.policy:
        return None
    return scenario.with_({"policy": [], "name": scenario.name + _SUFFIX})


def decompose(story: pl.DataFrame, plain: pl.DataFrame, counterfactual: pl.DataFrame) -> pl.DataFrame:
    """Split employment in ``story`` less that in ``counterfactual``.

    Parameters
    ----------
    story, plain, counterfactual : polars.DataFrame
        Macro tables on one seed: the story, the same story without its policies (or the story itself, if that
        was not run), and the counterfactual.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``part`` (of ``PARTS``), ``value`` in millions of jobs.
    """
    total = story["employment"] - counterfactual["employment"]
    known = {
        "displacement": -_column(plain, "displaced_jobs"),
        "reinstatement": _column(plain, "reinstated_jobs"),
        "assistance": -_column(plain, "assisted_jobs"),
        "entry": _column(plain, "entrant_jobs") - _column(counterfactual, "entrant_jobs"),
        "policy": story["employment"] - plain["employment"],
    }
    demand = total
    for part in known.values():
        demand = demand - part
    pieces = {"total": total, **known, "demand": demand}
    frame = pl.DataFrame({"month": story["month"], "year": story["year"], **pieces})
    return frame.unpivot(list(PARTS), index=["month", "year"], variable_name="part")


def _column(macro: pl.DataFrame, name: str) -> pl.Series:
    """Return a column with zero where the model had nothing to count."""
    return macro[name].fill_null(0.0)
