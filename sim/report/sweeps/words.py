"""What the figures of a sweep have in common: words, numbers, axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.measures import MEASURES, asked
from sim.experiments.sweep.results import SweepResults
from sim.records.figures import Figure
from sim.report.sweeps.charts import Axis
from sim.report.wording import NOTHING, SPACE, listing, number

__all__ = [
    "axis_of",
    "capital",
    "crossing_words",
    "flips_of",
    "group_words",
    "grouped_by",
    "labels_of",
    "show",
    "show_value",
    "shown_outputs",
    "small",
]


def flips_of(results: SweepResults) -> list[Flip]:
    """Return the conditions whose outputs the sweep has."""
    return [flip for flip in results.sweep.flip if flip.output in results.outputs]


def shown_outputs(results: SweepResults, usual: Sequence[str]) -> list[str]:
    """Return those of the usual outputs that the sweep has, and the ones that it asks for itself."""
    own = [one.name for one in asked(results.sweep.outputs, results.own_words)][len(MEASURES) :]
    return [one for one in dict.fromkeys([*usual, *own]) if one in results.outputs]


def grouped_by(results: SweepResults) -> str:
    """Say by what the runs of a sweep are told apart: the factors that are no numbers, or the first one."""
    names = [factor.words for factor in results.sweep.factor if not factor.is_numeric]
    return listing(names) if names else results.sweep.axes[0].words


def labels_of(results: SweepResults, columns: Sequence[str]) -> list[str]:
    """Return the words for factors."""
    return [results.sweep.find(column).words for column in columns]


def capital(words: str) -> str:
    """Write the first letter as a capital."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """Write the first letter small, unless it belongs to an acronym."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def axis_of(factor: Factor) -> Axis:
    """Return the axis of a numeric factor."""
    low, high = factor.reach
    return Axis(capital(factor.words), low, high, factor.is_log)


def show(value: object, words: Figure) -> str:
    """Write an output."""
    return number(float(value), words.digits) if isinstance(value, int | float) else NOTHING


def show_value(value: float | None) -> str:
    """Write the value of a factor, with three digits where it has a fraction."""
    return NOTHING if value is None else f"{value + 0.0:,.3g}" if abs(value) < 999.5 else f"{value:,.0f}"


def group_words(where: Mapping[str, Value]) -> str:
    """Write the values of the factors that are no numbers, in brackets; nothing if there are none."""
    return f" ({', '.join(str(value) for value in where.values())})" if where else ""


def crossing_words(x: Factor, y: Factor, row: dict[str, float | None]) -> str:
    """Say from which x on it holds at one y."""
    at = f"where {y.words} is {show_value(row['y'])},"
    low, high = (show_value(end) for end in x.reach)
    if row["x"] is None:
        return f"{at} nowhere up to {high} ({x.words})"
    if row["share"] == 1.0:
        return f"{at} anywhere from {low} to {high} ({x.words})"
    until = f"to {show_value(row['until'])} only" if row["until"] is not None else "on"
    if row["x"] == x.reach[0]:
        return f"{at} from {low} {until} ({x.words})"
    end = show_value(row["high"]) if row["high"] is not None else f"beyond {high}"
    band = f"95{SPACE}% band {show_value(row['low'])} to {end}"
    return f"{at} from {show_value(row['x'])} {until} ({x.words}; {band})"
