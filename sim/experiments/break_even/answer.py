"""The answer to a break-even question, in a sentence and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sim.experiments.break_even.crossing import Crossing
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.safe_text import as_csv
from sim.records.tables import check_folder, write_file, write_results
from sim.scenario import Scenario

__all__ = ["WIDE", "BreakEven", "interval_words", "write_break_even", "written"]

KIND = "break-even"
WIDE = 100.0
"""Ratio of the ends of a range from which on it is looked at by logarithms."""


@dataclass(frozen=True)
class BreakEven:
    """The answer to one question in one story.

    Attributes
    ----------
    question, story, unit : str
        What was asked, where, and what the answer counts.
    range : tuple of float
        Values between which it was looked for.
    crossing : Crossing
        The answer, its interval and residual.
    response : str
        What crosses zero, in words, with its unit.
    reason : str
        Why there is no answer in the range; empty if there is one.
    scenario : Scenario
        The story in full.
    seeds : tuple of int
        What it was run with.
    varied : str
        What is looked for, in a few words.
    target : float
        Where the response is zero on the scale of ``axis``: the value that a figure is to have.
    axis : str
        What the response is told from, with its unit; the response itself where there is none.
    who_paid : str
        The policy as it is named after the run nearest to the answer, with who paid for it; empty where that
        is not asked.
    """

    question: str
    story: str
    unit: str
    range: tuple[float, float]
    crossing: Crossing
    response: str
    reason: str
    scenario: Scenario
    seeds: tuple[int, ...]
    varied: str
    target: float = 0.0
    axis: str = ""
    who_paid: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether the range is looked at by logarithms."""
        start, end = self.range
        return start > 0.0 and end >= WIDE * start

    @property
    def sentence(self) -> str:
        """The answer in a sentence, with interval and residual."""
        found = self.crossing
        if found.value is None:
            span = " and ".join(map(written, self.range))
            return f"{self.story}: none between {self._in_unit(span)}: {self.reason}"
        between = ""
        if found.residual_low is not None:
            between = f" (95 % interval {interval_words(found.low, found.high)}"
            between += f"; by the band of the whole curve {interval_words(found.sure_low, found.sure_high)})"
        missed = "; MISSED, the tolerance is " + written(found.tolerance) if found.missed else ""
        more = f"; the response changes sign {found.sign_changes} times" if found.sign_changes > 1 else ""
        return (
            f"{self.story}: {self._in_unit(written(found.value))}{between}; residual {found.residual:+.3g} "
            f"{self.response} at {written(found.at or 0.0)}{missed}{more}"
            + (f"; who paid: {self.who_paid}." if self.who_paid else ".")
        )

    def _in_unit(self, number: str) -> str:
        return f"{number} {self.unit}".rstrip()


def interval_words(low: float | None, high: float | None) -> str:
    """Say between which values an interval lies; an end that is None is beyond the range that was run."""
    if low is None and high is None:
        return "the whole range"
    known = [written(end) if end is not None else "beyond the range" for end in (low, high)]
    return " to ".join(known)


def write_break_even(answers: Sequence[BreakEven], folder: Path | str, started: Stopwatch) -> Path:
    """Write answers, curves and manifest to ``folder``, as Parquet and CSV."""
    fields = (
        "value", "low", "high", "sure_low", "sure_high", "residual", "residual_low", "residual_high", "at",
        "tolerance", "target",
    )  # fmt: skip
    rows = []
    for one in answers:
        figures = [*(getattr(one.crossing, field) for field in fields[:-1]), one.target]
        ends = (one.crossing.missed, one.reason, one.who_paid)
        rows.append((one.question, one.story, one.unit, *one.range, *figures, *ends))
    numbers = dict.fromkeys(("range_low", "range_high", *fields), pl.Float64)
    text = dict.fromkeys(("question", "story", "unit"), pl.String)
    last = {"missed": pl.Boolean, "reason": pl.String, "who_paid": pl.String}
    table = pl.DataFrame(rows, {**text, **numbers, **last}, orient="row")
    curves = pl.concat(
        a.crossing.curve.select(
            pl.lit(a.question).alias("question"), pl.lit(a.story).alias("story"), pl.all()
        )
        for a in answers
    )
    seeds = tuple(sorted({seed for answer in answers for seed in answer.seeds}))
    record = manifest_of({answer.story: answer.scenario for answer in answers}, seeds, started, kind=KIND)
    folder = write_results(check_folder(folder), {"break_even": table, "curves": curves}, record)
    for name, frame in (("break_even", table), ("curves", curves)):
        write_file(folder / f"{name}.csv", as_csv(frame))
    return folder


def written(value: float) -> str:
    """Write a number with three significant digits, or without decimals from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value + 0.0:.3g}"
