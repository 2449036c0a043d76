"""Charts of a sweep: maps with a boundary, tornados, indices, curves over one factor, scattered points."""

from __future__ import annotations

import hashlib
import math
import re
from typing import Any, NamedTuple

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.report.charts import WIDTH
from sim.report.letters import short_labels, width_of
from sim.report.story_looks import BLUE, GREY, ORANGE, SKY_BLUE, VERMILLION
from sim.report.svg import INK, TEXT_SIZE, to_svg

__all__ = ["Axis", "curve_chart", "effect_chart", "heat_map", "index_chart", "scatter_chart", "tornado_chart"]

LEFT, RIGHT, BOTTOM = 54, 92, 42  # on the right the colours and their figures, -$10,000 the longest
HEIGHT = 250
LABELS, LONGEST_LABEL = 176, 34
PAPER = "#f7f7f7"
GOOD, BAD = BLUE, VERMILLION


class Axis(NamedTuple):
    """One axis: words, ends and scale."""

    title: str
    low: float
    high: float
    is_log: bool

    def ticks(self) -> list[float]:
        """Return 1, 2 and 5 times powers of ten between the ends, for a logarithmic axis."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        found = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        return [tick for tick in found if self.low * 0.999 <= tick <= self.high * 1.001]

    def encode(self, channel: Any, column: str) -> Any:
        """Return ``channel`` (``alt.X`` or ``alt.Y``) for ``column`` on this axis."""
        scale = alt.Scale(
            domain=[self.low, self.high], nice=False, zero=False, type="log" if self.is_log else "linear"
        )
        axis = (
            alt.Axis(values=self.ticks(), format="~g", grid=False, labelFlush=False)
            if self.is_log
            else alt.Axis(tickCount=6, format=",~r", grid=False, labelFlush=False)
        )
        return channel(f"{column}:Q", title=self.title, scale=scale, axis=axis)


def heat_map(
    cells: pl.DataFrame,
    line: pl.DataFrame,
    edges: pl.DataFrame,
    points: pl.DataFrame,
    x: Axis,
    y: Axis,
    *,
    number_format: str,
    threshold: float | None = None,
    bad_above: bool = True,
) -> Markup:
    """Draw an output over two factors.

    Parameters
    ----------
    cells : polars.DataFrame
        ``x``, ``x2``, ``y``, ``y2`` (edges) and ``value``.
    line, edges : polars.DataFrame
        Pieces ``x``, ``y``, ``x_end``, ``y_end`` of the boundary and of the ends of its band.
    points : polars.DataFrame
        ``x`` and ``y`` of what was run.
    x, y : Axis
        The axes.
    number_format : str
        d3 format of the legend.
    threshold : float or None
        Value in the middle of the colours, where the story flips; without one the colours run from low to
        high.
    bad_above : bool
        Whether the bad side is above the threshold.

    Returns
    -------
    str
        An ``svg`` element.
    """
    lowest, highest = float(cells["value"].min()), float(cells["value"].max())  # type: ignore[arg-type]
    if threshold is None:
        domain, colours = [lowest, highest], [PAPER, BLUE]
    else:
        reach = max(abs(lowest - threshold), abs(highest - threshold)) or 1.0
        domain = [threshold - reach, threshold, threshold + reach]
        colours = [GOOD, PAPER, BAD] if bad_above else [BAD, PAPER, GOOD]
    paint = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=domain, range=colours, clamp=True),
        legend=alt.Legend(
            title=None,
            format=number_format,
            orient="right",
            gradientLength=HEIGHT - 20,
            gradientThickness=12,
            labelFontSize=TEXT_SIZE,
            tickCount=6,
        ),
    )
    across, upright = x.encode(alt.X, "x"), y.encode(alt.Y, "y")
    layers: list[Any] = [
        alt.Chart(cells)
        .mark_rect(strokeWidth=0)
        .encode(x=across, x2="x2:Q", y=upright, y2="y2:Q", color=paint)
    ]
    for pieces, width, dash in ((edges, 1.0, [3, 3]), (line, 2.5, [1, 0])):
        if pieces.height:
            layers.append(
                alt.Chart(pieces)
                .mark_rule(color=INK, strokeWidth=width, strokeDash=dash, strokeCap="round")
                .encode(x=across, x2="x_end:Q", y=upright, y2="y_end:Q")
            )
    layers.append(
        alt.Chart(points).mark_point(filled=True, size=9, color=INK, opacity=0.55).encode(x=across, y=upright)
    )
    drawing = to_svg(
        alt.layer(*layers), width=WIDTH - LEFT - RIGHT, height=HEIGHT, left=LEFT, right=RIGHT, bottom=BOTTOM
    )
    # the colours of the legend have a name, which must be that of no other map on the page
    name = hashlib.sha256(drawing.encode()).hexdigest()[:8]
    return Markup(re.sub(r"gradient_\d+", f"gradient-{name}", drawing))


def tornado_chart(bars: pl.DataFrame, *, number_format: str, low: str, high: str) -> Markup:
    """Draw two bars a factor to both sides of zero, the widest on top.

    Parameters
    ----------
    bars : polars.DataFrame
        ``label``, ``low``, ``low_se``, ``high``, ``high_se``, from top to bottom.
    number_format : str
        d3 format of the axis.
    low, high : str
        Words for the two bars.

    Returns
    -------
    str
        An ``svg`` element.
    """
    order = bars["label"].to_list()
    long = pl.concat(
        [
            bars.select(
                "label",
                side=pl.lit(words),
                value=pl.col(end),
                start=pl.col(end) - 1.96 * pl.col(f"{end}_se").fill_nan(0.0),
                stop=pl.col(end) + 1.96 * pl.col(f"{end}_se").fill_nan(0.0),
            )
            for end, words in (("low", low), ("high", high))
        ]
    )
    return _bars(long, order, {low: SKY_BLUE, high: ORANGE}, number_format)


def effect_chart(bars: pl.DataFrame, *, number_format: str) -> Markup:
    """Draw one bar a factor to either side of zero, and a line through its end.

    Parameters
    ----------
    bars : polars.DataFrame
        ``label``, ``value``, ``start``, ``stop`` (ends of the line), from top to bottom.
    number_format : str
        d3 format of the axis.
    """
    sides = bars.with_columns(side=pl.when(pl.col("value") < 0).then(pl.lit("down")).otherwise(pl.lit("up")))
    return _bars(sides, bars["label"].to_list(), {"up": ORANGE, "down": SKY_BLUE}, number_format, apart=False)


def index_chart(bars: pl.DataFrame, *, first: str, total: str) -> Markup:
    """Draw first-order and total indices as two bars a factor, the largest total on top.

    Parameters
    ----------
    bars : polars.DataFrame
        ``label``, ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``, ``total_high``.
    first, total : str
        Words for the two bars.
    """
    long = pl.concat(
        [
            bars.select(
                "label",
                side=pl.lit(words),
                value=pl.col(end),
                start=pl.col(f"{end}_low"),
                stop=pl.col(f"{end}_high"),
            )
            for end, words in (("first", first), ("total", total))
        ]
    )
    return _bars(long, bars["label"].to_list(), {first: BLUE, total: GREY}, ".1~f")


def curve_chart(
    points: pl.DataFrame,
    colours: dict[str, str],
    x: Axis,
    *,
    number_format: str,
    threshold: float | None = None,
) -> Markup:
    """Draw an output over one factor, a line with its band for every group.

    Parameters
    ----------
    points : polars.DataFrame
        ``group``, ``x``, ``mean``, ``low``, ``high``.
    colours : dict
        Colour of each group.
    x : Axis
        The factor.
    number_format : str
        d3 format of the vertical axis.
    threshold : float or None
        Where the story flips: a dashed line.
    """
    low, high = float(points["low"].min()), float(points["high"].max())  # type: ignore[arg-type]
    if threshold is not None:
        low, high = min(low, threshold), max(high, threshold)
    pad = 0.05 * ((high - low) or abs(high) or 1.0)
    scale = alt.Scale(domain=[low - pad, high + pad], nice=False, zero=False)
    axis = alt.Axis(format=number_format, tickCount=5, grid=True)
    paint = alt.Color(
        "group:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
    )
    across = x.encode(alt.X, "x")
    base = alt.Chart(points)
    layers = [
        base.mark_area(opacity=0.16).encode(
            x=across, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=paint
        ),
        base.mark_line(strokeWidth=2).encode(
            x=across, y=alt.Y("mean:Q", scale=scale, title=None, axis=axis), color=paint
        ),
        base.mark_point(filled=True, size=30, opacity=1).encode(
            x=across, y=alt.Y("mean:Q", scale=scale), color=paint
        ),
    ]
    if threshold is not None:
        rule = alt.Chart(pl.DataFrame({"flip": [threshold]})).mark_rule(color=INK, strokeDash=[4, 3])
        layers.append(rule.encode(y=alt.Y("flip:Q", scale=scale)))
    return to_svg(
        alt.layer(*layers), width=WIDTH - LEFT - 16, height=HEIGHT - 40, left=LEFT, right=16, bottom=BOTTOM
    )


def scatter_chart(
    points: pl.DataFrame, box: pl.DataFrame, x: Axis, y: Axis, words: tuple[str, str]
) -> Markup:
    """Draw points that are cases or not, and the box around the cases.

    Parameters
    ----------
    points : polars.DataFrame
        ``x``, ``y``, ``case``.
    box : polars.DataFrame
        One row ``x``, ``x2``, ``y``, ``y2``.
    x, y : Axis
        The axes.
    words : tuple of str
        Names of cases and of the others.
    """
    across, upright = x.encode(alt.X, "x"), y.encode(alt.Y, "y")
    named = points.with_columns(side=pl.when("case").then(pl.lit(words[0])).otherwise(pl.lit(words[1])))
    domain = list(words)
    layers = [
        alt.Chart(box)
        .mark_rect(fill="none", stroke=INK, strokeWidth=2)
        .encode(x=across, x2="x2:Q", y=upright, y2="y2:Q"),
        alt.Chart(named)
        .mark_point(size=30, filled=True, opacity=0.75)
        .encode(
            x=across,
            y=upright,
            color=alt.Color("side:N", legend=None, scale=alt.Scale(domain=domain, range=[BAD, GREY])),
            shape=alt.Shape(
                "side:N", legend=None, scale=alt.Scale(domain=domain, range=["triangle-down", "circle"])
            ),
        ),
    ]
    return to_svg(
        alt.layer(*layers), width=WIDTH - LEFT - 16, height=HEIGHT, left=LEFT, right=16, bottom=BOTTOM
    )


def _bars(
    long: pl.DataFrame, order: list[str], colours: dict[str, str], number_format: str, *, apart: bool = True
) -> Markup:
    short = short_labels(order, LONGEST_LABEL)
    long = long.with_columns(pl.col("label").replace_strict(order, short, return_dtype=pl.String))
    order, left = short, max(LABELS, math.ceil(12 + max(width_of(one, 11) for one in short)))
    low = min(0.0, float(long["start"].min()))  # type: ignore[arg-type]
    high = max(0.0, float(long["stop"].max()))  # type: ignore[arg-type]
    scale = alt.Scale(domain=[low, high if high > low else low + 1.0], nice=True, zero=True)
    words = f"datum.value == 0 ? '0' : format(datum.value, '{number_format}')"
    axis = alt.Axis(labelExpr=words, tickCount=5, grid=True)
    rows = alt.Y("label:N", sort=order, title=None, axis=None, scale=alt.Scale(padding=0.2))
    sides = list(colours)
    beside = {"yOffset": alt.YOffset("side:N", sort=sides, scale=alt.Scale(domain=sides))} if apart else {}
    paint = alt.Color(
        "side:N", legend=None, scale=alt.Scale(domain=sides, range=[colours[side] for side in sides])
    )
    labels = alt.Chart(pl.DataFrame({"label": order}))
    base = alt.Chart(long)
    layers = [
        base.mark_bar().encode(
            x=alt.X("value:Q", scale=scale, title=None, axis=axis),
            x2=alt.datum(0.0),
            y=rows,
            color=paint,
            **beside,
        ),
        base.mark_rule(color=INK, strokeWidth=1).encode(
            x=alt.X("start:Q", scale=scale), x2="stop:Q", y=rows, **beside
        ),
        alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=INK).encode(x=alt.X("zero:Q", scale=scale)),
        labels.mark_text(align="right", fontSize=11, color=INK).encode(
            x=alt.value(-6), y=rows, text="label:N"
        ),
    ]
    return to_svg(
        alt.layer(*layers),
        width=WIDTH + 60 - left - 16,
        height=(24 if apart else 20) * len(order),
        left=left,
        right=16,
    )
