"""Who gets what: the Lorenz curve, the gains by wealth group, and the lives of a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.dashboard.people import GROUPS, Gains
from sim.dashboard.pictures.svg import (
    GRID,
    SOFT,
    WIDE,
    Line,
    bar_rows,
    line,
    line_chart,
    path,
    picture,
    rect,
    text,
)
from sim.mesa_model.economy import Economy
from sim.report.story_looks import BLACK, BLUE, GREY, ORANGE, VERMILLION
from sim.report.wording import SPACE, money, number
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED

__all__ = ["gains_drawing", "life_drawing", "lorenz", "lorenz_drawing"]

POINTS = 101
MILLION = 1e6
MOST_PERSONS = 120_000
"""Persons sorted for the curve; of more, every second, third, ... is taken."""

STATUS_LOOKS = {
    int(EMPLOYED): ("at work", BLUE),
    int(UNEMPLOYED): ("looking for work", VERMILLION),
    int(RETRAINING): ("in retraining", ORANGE),
    int(OUTSIDE): ("not looking", "#c9ced3"),
}
"""Words and colours of what a person may be doing."""


def lorenz(economy: Economy) -> np.ndarray:
    """Return the share of all disposable income that the poorest 0, 1, ... 100 % of adults have."""
    income = economy.state.workers.income
    every = -(-income.size // MOST_PERSONS)
    ordered = np.sort(income[::every])
    total = np.concatenate([[0.0], np.cumsum(ordered, dtype=np.float64)])
    places = np.linspace(0.0, ordered.size, POINTS)
    return np.asarray(np.interp(places, np.arange(ordered.size + 1), total) / max(total[-1], 1.0))


def lorenz_drawing(
    economy: Economy, reference: Economy, colour: str, label: str, size: tuple[int, int] = WIDE
) -> str:
    """Draw the Lorenz curves of disposable income in two futures."""
    width, height = size
    left, right, top, bottom = 46, width - 14, 10, height - 40
    at = np.linspace(0.0, 1.0, POINTS)

    def across(share: float) -> float:
        return left + (right - left) * share

    def upright(share: float) -> float:
        return bottom - (bottom - top) * share

    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts += [
            line(left, upright(share), right, upright(share)),
            text(left - 5, upright(share) + 4, f"{100 * share:.0f}{SPACE}%", anchor="end", size=11.5),
            text(across(share), bottom + 15, f"{100 * share:.0f}{SPACE}%", anchor="middle", size=11.5),
        ]
    parts.append(
        text(
            (left + right) / 2,
            height - 8,
            "adults, from poor to rich",
            anchor="middle",
            size=11.5,
            colour=SOFT,
        )
    )
    parts.append(path([(across(0), upright(0)), (across(1), upright(1))], colour=GREY, width=1))
    parts.append(text(across(0.44), upright(0.5), "all equal", anchor="end", size=11.5, colour=SOFT))
    curves = {
        label: (lorenz(reference), BLACK, "2,3", 2.0),
        "your future": (lorenz(economy), colour, "", 2.4),
    }
    words = []
    for place, (name, (curve, paint, dash, stroke)) in enumerate(curves.items()):
        points = [(across(share), upright(max(0.0, part))) for share, part in zip(at, curve, strict=True)]
        parts.append(path(points, colour=paint, width=stroke, dash=dash))
        y = top + 22 + 18 * (1 - place)
        half, tenth = 100.0 * curve[50], 100.0 * (1.0 - curve[90])
        parts.append(path([(left + 8, y - 4), (left + 34, y - 4)], colour=paint, width=stroke, dash=dash))
        parts.append(
            text(
                left + 40,
                y,
                f"{name}: poorer half {number(half, 1)}{SPACE}%, top tenth {number(tenth, 1)}{SPACE}%",
                size=11.5,
            )
        )
        words.append(
            f"{name}: the poorer half has {number(half, 1)} % and the top tenth {number(tenth, 1)} %"
        )
    return picture(size, "Who has which share of income", "; ".join(words) + ".", parts)


def gains_drawing(
    gains: Gains, economy: Economy, reference: Economy, reach: float, size: tuple[int, int] = WIDE
) -> str:
    """Draw the change of real disposable income by wealth group between two futures, in per cent."""
    now, then = gains.recent(economy), gains.recent(reference)
    rows = []
    for place, group in enumerate(GROUPS):
        change = 100.0 * (now[place] / then[place] - 1.0) if then[place] > 0.0 else 0.0
        more = money(number(now[place] - then[place], 0, signed=True))
        words = f"{number(change, 0, signed=True)}{SPACE}%"
        rows.append((f"{group}  {more}", change, words, VERMILLION if change < 0 else BLUE))
    return bar_rows(
        rows, title="Who owns the gains", size=size, left=190, reach=reach,
        note="change of real income a month, last 12 months",
    )  # fmt: skip


def gains_reach(gains: Gains, economy: Economy, reference: Economy) -> float:
    """Return the largest change in per cent that the bars must have room for."""
    now, then = gains.recent(economy), gains.recent(reference)
    return float(np.abs(100.0 * (now / np.maximum(then, 1e-9) - 1.0)).max()) if then.any() else 1.0


def life_drawing(
    life: np.ndarray, other: np.ndarray, months: int, title: str, marks: Sequence[tuple[int, str]] = ()
) -> str:
    """Draw a person's income in two futures over a band that says what the person was doing.

    ``marks`` are months of which something is to be said.
    """
    width, height = 300, 118
    left, right = 46, width - 10
    highest = max(1_000.0, *(float(part[:, 2].max()) for part in (life, other) if len(part)), 1_000.0)
    chart = line_chart(
        [
            Line("in the other future", _smooth(other[:, 2]), BLACK, "2,3", 1.6),
            Line("income", _smooth(life[:, 2]), VERMILLION, width=2.2),
        ],
        title=title, months=months, ends=(0.0, 1.1 * highest), size=(width, height - 12),
        write=_in_thousands(highest), marks=marks,
    )  # fmt: skip
    y, step = height - 9, (right - left) / max(1, months - 1)
    bands, start = [], 0
    status = life[:, 0].astype(int) if len(life) else np.zeros(0, int)
    for month in range(1, len(status) + 1):
        if month == len(status) or status[month] != status[start]:
            words, colour = STATUS_LOOKS[int(status[start])]
            wide = max(1.0, step * (month - start))
            bands.append(rect(left + step * start, y, wide, 8, fill=colour, title=words))
            start = month
    frame = rect(left, y, right - left, 8, fill=GRID, more='opacity="0.5"')
    opening, body = chart.split(">", 1)
    opening = opening.replace(f'viewBox="0 0 {width} {height - 12}"', f'viewBox="0 0 {width} {height}"')
    return f"{opening}>{body.removesuffix('</svg>')}{frame}{''.join(bands)}</svg>"


def _in_thousands(highest: float) -> Callable[[float], str]:
    """Write amounts of money, in thousands or millions where they are large."""
    if highest < 9_000.0:
        return lambda value: money(number(value, 0))
    if highest >= MILLION:
        return lambda value: money(f"{number(value / MILLION, 0 if value == 0.0 else 1)}m")
    return lambda value: money(
        f"{number(value / 1000.0, 0 if value % 1000.0 == 0.0 or value > 20_000.0 else 1)}k"
    )


def _smooth(values: np.ndarray) -> list[float]:
    """Return a mean over three months: pay moves with the calendar, a life does not."""
    if len(values) < 3:
        return [float(value) for value in values]
    padded = np.concatenate([values[:1], values, values[-1:]])
    return [float(value) for value in np.convolve(padded, np.ones(3) / 3.0, "valid")]
