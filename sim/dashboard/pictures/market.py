"""Firms and their use of AI, and the market for GPUs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.country import country_words
from sim.dashboard.pictures.svg import (
    GRID,
    INK,
    SOFT,
    WIDE,
    Line,
    Range,
    line,
    line_chart,
    picture,
    rect,
    text,
)
from sim.mesa_model.economy import Economy
from sim.report.story_looks import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY_BLUE, VERMILLION
from sim.report.wording import SPACE, number
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM

__all__ = ["firms_drawing", "market_drawing", "owners_drawing"]

FAMILY_COLOURS = (ORANGE, SKY_BLUE, BLUE, GREEN, PURPLE, GREY, VERMILLION, "#332288")
"""Of the families of sectors, in the order of their first sector."""

MOST_FIRMS = 1_500
"""Firms drawn; of more, every second, third, ... row is taken, always the same ones."""

OWNER_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY_BLUE, "#332288", GREY)


def firms_drawing(economy: Economy, size: tuple[int, int] = WIDE) -> str:
    """Draw firms as points: employees across, intensity of AI use upwards, colour by family of sectors."""
    width, height = size
    left, right, top, bottom = 46, width - 12, 10, height - 74
    firms, teams = economy.state.firms, economy.state.teams
    people = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    rows = np.flatnonzero((firms.status == ACTIVE) & (people > 0))
    using = float((firms.adoption[rows] > 0).mean()) if rows.size else 0.0
    every = -(-firms.status.size // MOST_FIRMS)
    rows = rows[rows % every == 0]
    most = 5_000.0
    scatter = (rows * 0.6180339887) % 1.0 - 0.5  # firms of one, two, three people would lie on one line
    seen = np.log10(np.minimum(people[rows] + 0.5 * scatter, most)) / math.log10(most)
    x = left + 10 + (right - left - 10) * seen
    y = bottom - (bottom - top) * np.minimum(firms.adoption[rows], 1.0)
    families = economy.simulation.calibration.sector_families
    family_of_firm = np.array(families)[firms.sector[rows]]
    parts = _firm_axes(left, right, top, bottom, most)
    for place, name in enumerate(dict.fromkeys(families)):
        colour = FAMILY_COLOURS[place % len(FAMILY_COLOURS)]
        mine = family_of_firm == name
        dots = "".join(f"M{a:.0f},{b:.0f}h0" for a, b in zip(x[mine], y[mine], strict=True))
        parts.append(
            f'<path d="{dots}" stroke="{colour}" stroke-width="5" stroke-linecap="round" opacity="0.75">'
            f"<title>{name}</title></path>"
        )
        kx, ky = 10 + 150 * (place % 3), height - 24 + 17 * (place // 3)
        parts.append(
            f'<circle cx="{kx + 4}" cy="{ky - 4}" r="4" fill="{colour}"/>'
            + text(kx + 12, ky, name, size=11.5)
        )
    words = (
        f"{number(100.0 * using, 0)} % of firms use AI. Points are firms, further right with more employees, "
        "higher with more intense use of AI."
    )
    return picture(size, "Firms and their use of AI", words, parts)


def _firm_axes(left: float, right: float, top: float, bottom: float, most: float) -> list[str]:
    parts = []
    for share in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * share / 100.0
        parts += [
            line(left, y, right, y),
            text(left - 5, y + 4, f"{share}{SPACE}%" if share else "none", anchor="end", size=11.5),
        ]
    for people in (1, 10, 100, 1000):
        x = left + 10 + (right - left - 10) * math.log10(people) / math.log10(most)
        parts += [
            line(x, top, x, bottom),
            text(x, bottom + 15, f"{people:,}", anchor="middle", size=11.5),
        ]
    parts.append(text((left + right) / 2, bottom + 30, "employees", anchor="middle", size=11.5, colour=SOFT))
    return parts


def market_drawing(
    fleet: Sequence[float], inference: Sequence[float], used: Sequence[float], months: int, ends: Range
) -> str:
    """Draw the GPUs in service, those that serve inference and those in use, in millions."""
    lines = [
        Line("in service", fleet, INK),
        Line("for inference", inference, BLUE, "6,3"),
        Line("rented", used, ORANGE, width=2.6),
    ]
    return line_chart(
        lines, title=f"GPUs in {country_words().country}, millions", months=months, ends=ends.cover(lines),
        write=lambda value: number(value, 0 if ends.high > 8 else 1), labels=True,
    )  # fmt: skip


def owners_drawing(economy: Economy, has_ai: bool) -> str:
    """Draw who owns the GPUs, as one bar a provider."""
    width, height = 300, 172
    names, single = economy.simulation.calibration.owner_names, economy.simulation.structure.provider_single
    fleet = economy.state.providers.fleet
    shares = fleet / max(float(fleet.sum()), 1e-12)
    ranked = np.argsort(-shares)
    order = [*ranked[single[ranked]], *ranked[~single[ranked]]]  # many small owners come last
    left, right = 74, width - 62
    step = (height - 6) / len(order)
    largest = 0.6 if shares.max() < 0.6 else 1.0
    parts = []
    for row, place in enumerate(order):
        y = 3 + row * step
        length = (right - left) * min(1.0, shares[place] / largest)
        parts += [
            text(left - 6, y + step / 2 + 4, names[place], anchor="end", size=11.5),
            rect(left, y + 0.18 * step, right - left, 0.64 * step, fill=GRID, more='opacity="0.5"'),
            rect(left, y + 0.18 * step, length, 0.64 * step, fill=OWNER_COLOURS[place % len(OWNER_COLOURS)]),
            text(left + length + 5, y + step / 2 + 4, f"{number(100 * shares[place], 0)}{SPACE}%", size=11.5),
        ]
    first = order[0]
    words = f"{names[first]} owns {number(100 * shares[first], 0)} % of the GPUs."
    if not has_ai:
        words = "Without AI nobody rents GPUs."
    return picture((width, height), "Who owns the GPUs", words, parts)
