"""What the tables and the page of mechanisms have in common: words, keys and estimates."""

from __future__ import annotations

from sim.experiments.figures.statistics import Estimate
from sim.experiments.mechanisms.catalogue import Mechanism
from sim.experiments.mechanisms.run import ALONE, SHAPLEY, Hangs
from sim.scenario import Scenario
from sim.toml import write_value

__all__ = ["MEASURES", "estimates", "keys_of", "sentence"]

MEASURES = {
    ALONE: "What each adds to all the others: the story less the story without it",
    SHAPLEY: "What each adds by Shapley value: the mean over the orders in which they may come",
}
"""In the order of tables."""


def keys_of(one: Mechanism, story: Scenario) -> str:
    """Write the keys of a mechanism with the story's values and, where others switch it off, those."""
    words = []
    for key, value in one.values(story).items():
        off = one.off[key]
        words.append(
            f"{key} = {write_value(value)}" + (f" (off: {write_value(off)})" if value != off else "")
        )
    return "; ".join(words)


def estimates(found: Hangs) -> dict[tuple[str, str, str], Estimate]:
    """Return means and intervals by mechanism, measure and outcome."""
    return {
        (row["mechanism"], row["measure"], row["outcome"]): Estimate(row["mean"], row["low"], row["high"])
        for row in found.summary().iter_rows(named=True)
    }


def sentence(found: Hangs) -> str:
    """Say how the figures were made."""
    first, last = found.years
    seeds = f"{found.seeds} paired {'seed' if found.seeds == 1 else 'seeds'}"
    how = "all coalitions were played, so that Shapley values are exact for each seed"
    if found.orders:
        how = f"Shapley values are means over {found.orders} sampled orders a seed"
    elif not found.values["measure"].eq(SHAPLEY).any():
        how = "no orders were sampled, so that there are no Shapley values"
    return (
        f"Means of years {first} to {last}, against the same economy without AI, {seeds}, "
        f"{found.story.run.people:,} people; in brackets standard errors. Switches act from month 0 on; "
        f"{how}."
    )
