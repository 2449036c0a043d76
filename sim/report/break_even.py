"""Answers to break-even questions as one page: where the curve meets what was asked, with its bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.experiments.break_even.answer import BreakEven, interval_words, written
from sim.records.tables import read_manifest, write_beside
from sim.report.charts import WIDTH, room_for_numbers, signed_axis
from sim.report.html import (
    PAGE,
    contents,
    element,
    figure,
    file_link,
    joined,
    page,
    runs_section,
    section,
    table,
)
from sim.report.letters import broken
from sim.report.story_looks import BLUE, VERMILLION, readable
from sim.report.svg import INK, TEXT_SIZE, describe, to_svg, unchecked
from sim.report.wording import NOTHING, number

__all__ = ["compose_break_even", "write_break_even_page"]

FEW = 5
HEIGHT = 220
LINE = 14
BANDS = (("low", "high"), ("band_low", "band_high"))
"""Columns of the band of each point, and of that of the whole curve."""
NOTE = (
    "Line and points: mean over seeds. Dark band: 95 % interval of each point. Light band: holds the whole "
    "curve with 95 % confidence. Dashed: what was asked; the bar on it is the 95 % interval of the answer."
)
CONVENTIONS = (
    "Figures are those of the last year of the runs. All values of the key are run on the same seeds. The "
    "interval of an answer is a bootstrap over seeds. By the band of the whole curve every crossing lies in "
    "the wider interval. The residual is what is left between the figure and what was asked, at the value "
    "nearest to the answer that was run. Intervals cover chance in the model, not doubt about its rules."
)


def write_break_even_page(answers: Sequence[BreakEven], folder: Path) -> Path:
    """Write the page of some answers beside their tables in ``folder``."""
    content = compose_break_even(answers, read_manifest(folder), folder)
    (path,) = write_beside(folder, {PAGE: content.encode()})
    return path


@unchecked
def compose_break_even(
    answers: Sequence[BreakEven], manifest: dict[str, Any], beside: Path | None = None
) -> str:
    """Return the page as text.

    Parameters
    ----------
    answers : sequence of BreakEven
        In the order in which they are shown.
    manifest : dict
        Of the results.
    beside : Path or None
        Folder whose files are linked.
    """
    questions = list(dict.fromkeys(answer.question for answer in answers))
    first = questions[0]
    title = first[:1].upper() + first[1:] if len(questions) == 1 else "Break-even questions"
    drawn = element("div", joined(_drawing(answer) for answer in answers), class_="grid")
    parts = {
        "answer": ("The answer", _answer(answers, questions)),
        "curves": ("Along the range", section("curves", "Along the range", element("p", NOTE), drawn)),
        "origin": ("How it was made", _origin(answers, manifest)),
        "files": ("Data", _files(beside)),
    }
    head, *rest = (content for _, content in parts.values())
    navigation = contents({key: words for key, (words, _) in parts.items()})
    version = str(manifest.get("versions", {}).get("tenfold", ""))
    return page(title, "", ("Skip to the answer", "answer"), (head, navigation, *rest), version)


def _answer(answers: Sequence[BreakEven], questions: Sequence[str]) -> Markup:
    told = joined(element("li", answer.sentence) for answer in answers)
    seeds = len(answers[0].seeds)
    few = f" These are {seeds} seeds: too few for an interval to mean much." if seeds < FEW else ""
    rows = []
    for answer in answers:
        found = answer.crossing
        rows.append(
            [
                readable(answer.story) + (f": {answer.question}" if len(questions) > 1 else ""),
                _written(found.value),
                _between(found.value, found.low, found.high),
                _between(found.value, found.sure_low, found.sure_high),
                NOTHING if found.residual is None else f"{found.residual:+.3g}",
                number(found.tolerance, 3),
                str(found.curve.height),
            ]
        )
    about = answers[0]
    heads = [
        "Story", f"{about.varied}, {about.unit}".rstrip(", "), "95 % interval", "By the whole curve",
        "Residual", "Tolerance", "Values run",
    ]  # fmt: skip
    return section(
        "answer",
        "The answer",
        element("div", element("ul", told), class_="answer"),
        element("p", CONVENTIONS + few, class_="conventions"),
        table("Where it is met", heads, rows, class_="headline"),
    )


def _written(value: float | None) -> str:
    return "not in the range" if value is None else written(value)


def _between(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return NOTHING
    return interval_words(low, high)


def _drawing(answer: BreakEven) -> Markup:
    """Return the curve of a story with its bands, what was asked, and where it is met."""
    levels = ("mean", "low", "high", "band_low", "band_high")
    curve = answer.crossing.curve.with_columns(pl.col(levels) + answer.target)
    lowest = min(answer.target, *_known(curve, "mean"), *_known(curve, "band_low"))
    highest = max(answer.target, *_known(curve, "mean"), *_known(curve, "band_high"))
    pad = 0.06 * (highest - lowest) or 1.0
    reach = (lowest - pad, highest + pad)
    form = ",.0f" if max(map(abs, reach)) >= 1_000.0 else ",.3~f"
    left, right = room_for_numbers(form, *reach), 24
    words = f"{answer.varied}, {answer.unit}".rstrip(", ")
    lines = broken(words, WIDTH - left - right)
    across = alt.X(
        "x:Q",
        title=lines if len(lines) > 1 else words,
        scale=alt.Scale(
            domain=list(answer.range), nice=False, zero=False, type="log" if answer.is_wide else "linear"
        ),
        axis=alt.Axis(format=",.3~r", tickCount=5, grid=False, labelOverlap=True),
    )
    upright = alt.Scale(domain=list(reach), nice=False, zero=False)
    base = alt.Chart(curve)
    layers: list[Any] = [
        base.mark_area(opacity=shade, color=BLUE).encode(
            x=across, y=alt.Y(f"{low}:Q", scale=upright), y2=f"{high}:Q"
        )
        for (low, high), shade in zip(BANDS[::-1], (0.13, 0.22), strict=True)
        if not curve[low].null_count()
    ]
    mean = alt.Y("mean:Q", scale=upright, title=None, axis=signed_axis(form, 5))
    layers += [
        base.mark_line(strokeWidth=2, color=BLUE).encode(x=across, y=mean),
        base.mark_point(filled=True, size=30, opacity=1, color=BLUE).encode(x=across, y=mean),
        *_asked(answer, across, upright),
    ]
    drawing = to_svg(
        alt.layer(*layers), width=WIDTH - left - right, height=HEIGHT, left=left, right=right,
        bottom=38 + LINE * (len(lines) - 1), data=curve,
    )  # fmt: skip
    title = readable(answer.story)
    description = f"Line chart, {answer.axis or answer.response}. {answer.sentence}"
    key = f"curve-{answer.story}-{answer.varied}-{written(answer.target)}".replace(".", "-").replace(" ", "-")
    return figure(
        title, answer.axis or answer.response, describe(drawing, key, description), _figures(curve), key=key
    )


def _asked(answer: BreakEven, across: Any, upright: Any) -> list[Any]:
    """Return the line of what was asked, the interval of the answer on it, and the answer."""
    start, end = answer.range
    level = alt.Y("level:Q", scale=upright)

    def rule(low: float, high: float, **look: Any) -> Any:
        data = pl.DataFrame({"x": [low], "end": [high], "level": [answer.target]})
        return alt.Chart(data).mark_rule(**look).encode(x=across, x2="end:Q", y=level)

    layers = [rule(start, end, color=INK, strokeDash=[4, 3])]
    found = answer.crossing
    if found.value is None:
        return layers
    if found.residual_low is not None:
        ends = (start if found.low is None else found.low, end if found.high is None else found.high)
        layers.append(rule(*ends, color=VERMILLION, strokeWidth=5, opacity=0.7))
    at = pl.DataFrame({"x": [found.value], "level": [answer.target], "words": [written(found.value)]})
    is_late = _place(answer, found.value) > 0.8
    side: dict[str, Any] = {"align": "right", "dx": -8} if is_late else {"align": "left", "dx": 8}
    point = alt.Chart(at).encode(x=across, y=level)
    layers.append(point.mark_point(filled=True, size=70, opacity=1, color=VERMILLION))
    look: dict[str, Any] = {"fontSize": TEXT_SIZE, "fontWeight": "bold", "color": INK, "baseline": "bottom"}
    layers.append(point.mark_text(dy=-6, **look, **side).encode(text="words:N"))
    return layers


def _place(answer: BreakEven, value: float) -> float:
    """Return where a value lies between the ends of the range, 0 to 1."""
    start, end = answer.range
    if answer.is_wide:
        start, end, value = math.log(start), math.log(end), math.log(value)
    return (value - start) / (end - start)


def _known(curve: pl.DataFrame, column: str) -> list[float]:
    return curve[column].drop_nulls().to_list()


def _figures(curve: pl.DataFrame) -> Markup:
    heads = ["Value", "Mean", "95 % interval", "Band of the curve"]
    rows = [
        [written(row["x"]), written(row["mean"]), *(_ends(row[low], row[high]) for low, high in BANDS)]
        for row in curve.iter_rows(named=True)
    ]
    return table("Every value that was run", heads, rows)


def _ends(low: float | None, high: float | None) -> str:
    return NOTHING if low is None or high is None else f"{written(low)} to {written(high)}"


def _origin(answers: Sequence[BreakEven], manifest: dict[str, Any]) -> Markup:
    run = answers[0].scenario.run
    items = [
        ("Seeds", ", ".join(map(str, answers[0].seeds))),
        ("People", f"{run.people:,}"),
        ("Months", f"{run.months} after a burn-in of {run.burn_in_months}"),
        ("Time", f"{number(manifest.get('wall_seconds'), 0)} seconds"),
        ("Begun", str(manifest.get("started", "")).replace("T", " ")),
        (
            "Versions",
            ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items()),
        ),
    ]
    return runs_section(items, manifest.get("scenarios", {}), manifest.get("origins"))


def _files(beside: Path | None) -> Markup:
    names = {
        "break_even.csv": "answers, intervals and residuals",
        "curves.csv": "every value that was run, less what was asked",
    }
    entries = (element("li", file_link(name, beside), f": {what}") for name, what in names.items())
    return section("files", "Data", element("ul", *entries))
