"""The change of employment against the counterfactual, split by mechanism without a remainder.

Acemoglu and Restrepo (2019) split labour demand into displacement, reinstatement and productivity. Here jobs
are a product, L = E (1 - d + n - a): the effort that output asks for, in jobs, times what people still do of
it. Of the effort GPUs do the share d alone, new human tasks give back n, and assistance saves a. So the
change of L is the change of the shares at a given effort, and that of effort at given shares.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, overload

import polars as pl

from sim.errors import UserError
from sim.scenario import Scenario

__all__ = [
    "COUNTED", "PARTS", "PART_MEANINGS", "PART_WORDS", "WEIGHTS", "Weights", "WorkContent", "decompose",
    "without_policies",
]  # fmt: skip

PART_WORDS = {
    "displacement": "Displacement",
    "assistance": "Assistance",
    "reinstatement": "New human tasks",
    "entry": "Young firms",
    "demand": "Demand",
    "policy": "Policy",
}
"""Parts of the change in employment in words, in the order in which they are shown."""

PART_MEANINGS = {
    "displacement": "what GPUs do alone, in jobs, of the work without AI: never more than the jobs there are",
    "assistance": "labour saved, of the same work, where people work faster with a GPU",
    "reinstatement": "tasks that did not exist before and that people do, beside the same work",
    "entry": "jobs in firms founded since year 0, against the counterfactual",
    "demand": "jobs because more is produced, as goods get cheaper and incomes change: the additional output "
    "at the work that a unit of it still takes, less the jobs of young firms",
    "policy": "employment against the same story without its policies",
}
"""What each part is, for readers of charts."""

COUNTED = ("employment", "displaced_jobs", "reinstated_jobs", "assisted_jobs", "entrant_jobs")
"""Columns of the macro table that ``decompose`` reads."""

PARTS = ("total", "displacement", "reinstatement", "assistance", "entry", "policy", "demand")

Weights = Literal["no_ai", "shapley"]
WEIGHTS: tuple[Weights, ...] = ("no_ai", "shapley")
"""At which output the shares count: that without AI, or the mean of both (Shapley, free of order)."""

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


class WorkContent(NamedTuple):
    """Jobs as a product of effort and what people still do of it, by month."""

    effort: pl.Series
    """Jobs that the output would take with the tasks and tools of the time before AI, millions."""
    displaced: pl.Series
    """Share of it that GPUs do alone, d."""
    reinstated: pl.Series
    """What new human tasks give back, n, as a share of it."""
    assisted: pl.Series
    """Share of it that assistance saves, a."""

    @property
    def kept(self) -> pl.Series:
        """Share that people do: 1 - d + n - a."""
        return 1.0 - self.displaced + self.reinstated - self.assisted

    @classmethod
    def of(cls, macro: pl.DataFrame) -> WorkContent:
        """Read it from a macro table: its effort times what is kept of it is its employment."""
        names = ("displaced_jobs", "reinstated_jobs", "assisted_jobs")
        displaced, reinstated, assisted = (_column(macro, name) for name in names)
        effort = macro["employment"] + displaced - reinstated + assisted
        # where nobody works and nothing is made there is no share to speak of
        unit = pl.select(pl.when(effort > 0.0).then(effort).otherwise(1.0)).to_series()
        return cls(effort, displaced / unit, reinstated / unit, assisted / unit)


def decompose(
    story: pl.DataFrame,
    plain: pl.DataFrame,
    counterfactual: pl.DataFrame,
    *,
    weights: Weights = "no_ai",
) -> pl.DataFrame:
    """Split employment in ``story`` less that in ``counterfactual``; the parts add up to it exactly.

    With E the effort, without AI E0 = L0: displacement is -d E0, reinstatement n E0, assistance -a E0, and
    demand and entry together (E1 - E0)(1 - d + n - a). As d is a share, displacement is at most the jobs
    there are without AI. With ``shapley`` the shares count at (E0 + E1)/2 and effort at 1 - (d - n + a)/2,
    the mean over both orders: free of order, but displacement may exceed all jobs where output has grown a
    lot. If the counterfactual has AI too, d, n and a are differences of shares.

    Parameters
    ----------
    story, plain, counterfactual : polars.DataFrame
        Macro tables on one seed: the story, the same story without its policies (or the story itself, if that
        was not run), and the counterfactual.
    weights : {"no_ai", "shapley"}
        At which output the shares count.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``part`` (of ``PARTS``), ``value`` in millions of jobs.
    """
    if weights not in WEIGHTS:
        raise UserError(f"weights is {weights!r}; it is one of {', '.join(WEIGHTS)}.")
    there, here = WorkContent.of(counterfactual), WorkContent.of(plain)
    at, kept = there.effort, here.kept
    if weights == "shapley":
        at, kept = (there.effort + here.effort) / 2.0, (there.kept + here.kept) / 2.0
    entry = _column(plain, "entrant_jobs") - _column(counterfactual, "entrant_jobs")
    pieces = {
        "total": story["employment"] - counterfactual["employment"],
        "displacement": (there.displaced - here.displaced) * at,
        "reinstatement": (here.reinstated - there.reinstated) * at,
        "assistance": (there.assisted - here.assisted) * at,
        "entry": entry,
        "policy": story["employment"] - plain["employment"],
        "demand": (here.effort - there.effort) * kept - entry,
    }
    frame = pl.DataFrame({"month": story["month"], "year": story["year"], **pieces})
    return frame.unpivot(list(PARTS), index=["month", "year"], variable_name="part")


def _column(macro: pl.DataFrame, name: str) -> pl.Series:
    """Return a column with zero where the model had nothing to count."""
    return macro[name].fill_null(0.0)
