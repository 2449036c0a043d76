"""Charts that several pages draw, as static vector drawings: lines with bands, bars to both sides of zero.

Every chart has the same width, so that a page can set them side by side and text keeps one size. A line
carries its story's name at its end; the names are moved apart where lines meet.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.country import country_words
from sim.records.figures import Figure
from sim.report.letters import broken, label_lines, width_of
from sim.report.story_looks import Story
from sim.report.svg import INK, LINE, TEXT_SIZE, labels_beside, to_svg

__all__ = [
    "WIDTH",
    "axis_format",
    "bars_beside_zero",
    "line_chart",
    "names",
    "room_for_numbers",
    "signed_axis",
    "spread",
    "spread_blocks",
    "whole_ticks",
]

WIDTH = 400
LEFT = 54
"""Pixels for the numbers of a vertical axis, unless they are longer."""
LONGEST_NAME, MOST_LINES = 21, 3
"""Letters of a line of a name beside the end of a line, and lines of a long name."""


def line_chart(
    points: pl.DataFrame,
    stories: Sequence[Story],
    *,
    number_format: str,
    x: str = "year",
    x_title: str = "Year",
    x_range: tuple[float, float],
    scale: str = "linear",
    from_zero: bool = False,
    height: int = 200,
    markers: bool = False,
    reach: tuple[float, float] | None = None,
) -> Markup:
    """Draw one line with its band for every story.

    Parameters
    ----------
    points : polars.DataFrame
        Columns ``scenario``, ``x``, ``mean``, ``low`` and ``high``.
    stories : sequence of Story
        Who is drawn; a story without points is left out.
    number_format : str
        d3 format of the vertical axis.
    x, x_title : str
        Horizontal column and the words under the axis.
    x_range : tuple of float
        Ends of the horizontal axis.
    scale : str
        ``linear`` or ``log``.
    from_zero : bool
        Let the vertical axis include zero.
    height : int
        Height of the plot in pixels; it is taller where the names of the lines need it.
    markers : bool
        Mark every point, for a horizontal axis of few places.
    reach : tuple of float or None
        Ends of the vertical axis for charts that are to be compared; by default those of the figures.

    Returns
    -------
    str
        An ``svg`` element without a role: ``describe`` gives it one.
    """
    present = set(points["scenario"].unique())
    shown = [story for story in stories if story.name in present]
    low, high = _vertical_range(points, scale, from_zero, reach)
    colour = alt.Color(
        "scenario:N", legend=None, scale=alt.Scale(domain=names(shown), range=[s.colour for s in shown])
    )
    dash = alt.StrokeDash(
        "scenario:N", legend=None, scale=alt.Scale(domain=names(shown), range=[list(s.dash) for s in shown])
    )
    shape = alt.Shape(
        "scenario:N", legend=None, scale=alt.Scale(domain=names(shown), range=[s.marker for s in shown])
    )
    ends = points.filter(pl.col(x) == pl.col(x).max().over("scenario"))
    height = max(height, _height_of([story.label for story in shown]))
    labels = _end_labels(ends, shown, (low, high), scale, height)
    left = room_for_numbers(number_format, low, high)
    written = (line for name in labels["label"] for line in name.split("\n"))
    right = 24 + math.ceil(max(map(width_of, written), default=0.0))
    width = WIDTH - left - right
    # a title is centred below the plot: what is longer than the room to its nearer edge is broken
    title = broken(x_title, width + 2 * min(left, right) - 8)
    bottom = 38 + math.ceil(LINE * (len(title) - 1))
    across = alt.X(
        f"{x}:Q",
        title=title if len(title) > 1 else x_title,
        scale=alt.Scale(domain=list(x_range), nice=False, zero=False),
        axis=alt.Axis(values=whole_ticks(*x_range), format="d", grid=False, labelFlush=False),
    )
    upright = alt.Scale(
        domain=[low, high], nice=False, zero=False, type="log" if scale == "log" else "linear"
    )
    axis = signed_axis(number_format, 5)
    base = alt.Chart(points)
    layers: list[Any] = []
    if low < 0 < high:
        layers.append(alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color="#777777").encode(y="zero:Q"))
    layers += [
        base.mark_area(opacity=0.16).encode(
            x=across, y=alt.Y("low:Q", scale=upright), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=2).encode(
            x=across,
            y=alt.Y("mean:Q", scale=upright, title=None, axis=axis),
            color=colour,
            strokeDash=alt.value([1, 0]) if markers else dash,
        ),
    ]
    drawn = points if markers else ends
    layers.append(
        alt.Chart(drawn)
        .mark_point(filled=True, size=42, opacity=1)
        .encode(x=across, y=alt.Y("mean:Q", scale=upright), color=colour, shape=shape)
    )
    layers += _label_layers(labels, colour, width)
    figures = points.filter(pl.col("scenario").is_in(names(shown)))
    return to_svg(
        alt.layer(*layers), width=width, height=height, left=left, right=right, bottom=bottom, data=figures
    )


def bars_beside_zero(
    bars: pl.DataFrame,
    *,
    number_format: str,
    reach: tuple[float, float],
) -> Markup:
    """Draw horizontal bars to both sides of zero, with the band of each and its value in words.

    Parameters
    ----------
    bars : polars.DataFrame
        Columns ``label`` (a line feed between lines), ``value``, ``low``, ``high``, ``words`` and
        ``colour``, from top to bottom.
    number_format : str
        d3 format of the horizontal axis.
    reach : tuple of float
        Ends of the horizontal axis, the same for all charts that are to be compared.

    Returns
    -------
    str
        An ``svg`` element.
    """
    order = bars["label"].to_list()
    left = math.ceil(14 + max(width_of(line) for label in order for line in label.split("\n")))
    right = max(56, math.ceil(10 + max(map(width_of, bars["words"]))))
    row_height = round(4 + LINE * (1 + max(label.count("\n") for label in order)))
    low, high = min(reach[0], 0.0), max(reach[1], 0.0)
    across = alt.Scale(domain=[low, high if high > low else low + 1.0], nice=False, zero=False)
    rows = alt.Y("label:N", sort=order, title=None, axis=None, scale=alt.Scale(padding=0.25))
    sides = bars.with_columns(
        end=pl.when(pl.col("value") < 0).then(pl.max_horizontal("high", pl.lit(0.0))).otherwise("high")
    )
    base = alt.Chart(sides)
    layers = [
        base.mark_bar().encode(
            x=alt.X("value:Q", scale=across, title=None, axis=signed_axis(number_format, 4)),
            x2=alt.datum(0.0),
            y=rows,
            color=alt.Color("colour:N", scale=None),
        ),
        alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=INK).encode(x=alt.X("zero:Q", scale=across)),
        base.mark_rule(color=INK, strokeWidth=1).encode(x=alt.X("low:Q", scale=across), x2="high:Q", y=rows),
        *labels_beside(bars.select("label"), rows),
        base.mark_text(align="left", fontSize=TEXT_SIZE, color=INK, dx=5).encode(
            x=alt.X("end:Q", scale=across), y=rows, text="words:N"
        ),
    ]
    return to_svg(
        alt.layer(*layers), width=WIDTH - left - right, height=row_height * len(order),
        left=left, right=right,
        data=bars.drop("colour").with_columns(pl.col("label").str.replace_all("\n", " ")),
    )  # fmt: skip


def axis_format(about: Figure) -> str:
    """Return the d3 format of an axis that shows a figure."""
    known = country_words()
    if about.unit.startswith(known.currency):
        return "$,.0f" if known.currency_sign == "$" else ",.0f"
    return ".3~f" if about.digits > 1 else ",~f"


def room_for_numbers(number_format: str, low: float, high: float) -> int:
    """Return the pixels left of a vertical axis that its numbers need."""
    longest = len(f"{max(abs(low), abs(high)):,.0f}") + (low < 0) + number_format.startswith("$")
    return max(LEFT, 12 + 7 * longest)


def names(stories: Sequence[Story]) -> list[str]:
    """Return the names of stories in the result tables."""
    return [story.name for story in stories]


def _vertical_range(
    points: pl.DataFrame, scale: str, from_zero: bool, reach: tuple[float, float] | None = None
) -> tuple[float, float]:
    low, high = reach or (float(points["low"].min()), float(points["high"].max()))  # type: ignore[arg-type]
    if scale == "log":
        low = max(low, high * 1e-6)
        return low / 1.15, high * 1.15
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    flat = high - low < 1e-6 * abs(high)
    pad = (0.05 * abs(high) if flat else 0.05 * (high - low)) or 1.0
    return low - pad * (low != 0 or not from_zero), high + pad * (high != 0 or not from_zero)


def _end_labels(
    ends: pl.DataFrame,
    stories: Sequence[Story],
    reach: tuple[float, float],
    scale: str,
    height: int,
) -> pl.DataFrame:
    """Place the names beside the ends of their lines; they take several lines of text where there is room."""
    values = dict(zip(ends["scenario"], ends["mean"], strict=True))
    targets = []
    for story in stories:
        targets.append((_to_pixel(values[story.name], reach, scale, height), story))
    targets.sort(key=lambda target: target[0])
    labels = label_lines([story.label for _, story in targets], LONGEST_NAME, MOST_LINES)
    sizes = [LINE * (1 + label.count("\n")) for label in labels]
    placed = spread_blocks([pixel for pixel, _ in targets], sizes, top=4.0 - LINE / 2, bottom=height + 5.0)
    return pl.DataFrame(
        {
            "scenario": [story.name for _, story in targets],
            "label": labels,
            "pixel": placed,
            "from_pixel": [pixel for pixel, _ in targets],
            "first_line": [middle - (size - LINE) / 2.0 for middle, size in zip(placed, sizes, strict=True)],
        }
    )


def _height_of(names: Sequence[str]) -> int:
    """Return the height that names need one below the other, all of their lines."""
    lines = label_lines(names, LONGEST_NAME, MOST_LINES)
    return math.ceil(LINE * sum(1 + name.count("\n") for name in lines) - LINE / 2)


def whole_ticks(low: float, high: float) -> list[int]:
    """Return whole numbers from ``low`` to ``high``, at most ten, in steps of 1, 5, 10, ..."""
    first, last = math.ceil(low), math.floor(high)
    step = next(size for size in (1, 5, 10, 20, 50, 100) if last - first < 10 * size or size == 100)
    return [tick for tick in range(first, last + 1) if (tick - first) % step == 0]


def spread(targets: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move sorted positions as little as possible so that neighbours are ``gap`` apart and between the ends.

    The squared distance moved is least: positions less ``gap`` times their rank are pooled as in isotonic
    regression (pool adjacent violators), then kept within the room.
    """
    pools: list[tuple[float, int]] = []
    for rank, target in enumerate(targets):
        mean, size = target - rank * gap, 1
        while pools and pools[-1][0] > mean:
            earlier, count = pools.pop()
            mean, size = (mean * size + earlier * count) / (size + count), size + count
        pools.append((mean, size))
    level = [mean for mean, size in pools for _ in range(size)]
    lowest = max(top, bottom - gap * (len(level) - 1))
    return [min(max(mean, top), lowest) + rank * gap for rank, mean in enumerate(level)]


def spread_blocks(targets: Sequence[float], sizes: Sequence[float], top: float, bottom: float) -> list[float]:
    """Move the middles of blocks as little as possible so that none overlaps its neighbour.

    As :func:`spread`, whose gap is here half the sizes of two neighbours; where the blocks have no room they
    go beyond ``bottom``.
    """
    offsets = [0.0]
    for one, other in itertools.pairwise(sizes):
        offsets.append(offsets[-1] + (one + other) / 2.0)
    level = [target - offset for target, offset in zip(targets, offsets, strict=True)]
    first = top + sizes[0] / 2.0 if sizes else top
    last = bottom - sizes[-1] / 2.0 - offsets[-1] if sizes else bottom
    moved = spread(level, gap=0.0, top=first, bottom=max(first, last))
    return [one + offset for one, offset in zip(moved, offsets, strict=True)]


def _to_pixel(value: float, reach: tuple[float, float], scale: str, height: int) -> float:
    if scale == "log":
        low, high, value = math.log(reach[0]), math.log(reach[1]), math.log(max(value, reach[0]))
    else:
        low, high = reach
    if high <= low:  # nothing differs: all labels in the middle
        return height / 2.0
    return height * (high - value) / (high - low)


def _label_layers(labels: pl.DataFrame, colour: Any, width: int) -> list[Any]:
    """Return the names of the lines, each tied to the end of its line."""
    base = alt.Chart(labels)
    tie = base.mark_rule(strokeWidth=1).encode(
        x=alt.value(width + 4),
        x2=alt.value(width + 15),
        y=alt.Y("from_pixel:Q", scale=None, axis=None),
        y2=alt.Y2("pixel:Q"),
        color=colour,
    )
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": TEXT_SIZE, "color": INK}
    name = base.mark_text(lineBreak="\n", lineHeight=LINE, **look).encode(
        x=alt.value(width + 18), y=alt.Y("first_line:Q", scale=None, axis=None), text="label:N"
    )
    return [tie, name]


def signed_axis(number_format: str, ticks: int) -> Any:
    """Return an axis that writes zero without a sign."""
    words = (
        f"datum.value == 0 ? '0' : format(datum.value, '{number_format}')"
        if "+" in number_format
        else "datum.label"
    )
    return alt.Axis(format=number_format, labelExpr=words, tickCount=ticks, grid=True)
