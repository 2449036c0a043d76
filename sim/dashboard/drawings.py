"""The large drawings of the page, group by group: a function each, listed in ``GROUPS``.

A new drawing is a function of a :class:`Scene` and its place in a group; the page, and Mesa's own page, show
what is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from sim.dashboard.beside.luck import Luck
from sim.dashboard.futures import Futures
from sim.dashboard.pictures.market import firms_drawing, market_drawing, owners_drawing
from sim.dashboard.pictures.network import mobility_drawing
from sim.dashboard.pictures.shares import gains_drawing, gains_reach, lorenz_drawing
from sim.dashboard.pictures.svg import FUTURE, GHOST, WIDE, Line, Range, bar_rows, line_chart
from sim.dashboard.words import Forces
from sim.experiments.figures.decomposition import PART_WORDS
from sim.experiments.figures.ratios import BASE, NEEDED, values
from sim.mesa_model.economy import Economy
from sim.records.columns import TABLES
from sim.records.figures import figure
from sim.report.story_looks import BLACK, BLUE, ORANGE, PART_COLOURS, PURPLE
from sim.report.wording import money, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["GROUPS", "Drawing", "Ends", "Group", "Scene"]


@dataclass
class Ends:
    """Ends of axes, remembered so that nothing jumps while it is watched."""

    ranges: dict[str, Range] = field(default_factory=dict)
    reaches: dict[str, float] = field(default_factory=dict)

    def of(self, name: str, low: float, high: float) -> Range:
        """Return the ends of an axis; ``low`` and ``high`` where it is new."""
        return self.ranges.setdefault(name, Range(low, high))

    def reach(self, name: str, least: float, values: Iterable[float]) -> float:
        """Return how far an axis goes to both sides of zero: never less than before."""
        found = max([self.reaches.get(name, least), *(1.15 * abs(value) for value in values)])
        self.reaches[name] = found
        return found


@dataclass(frozen=True)
class Scene:
    """What a drawing shows: the futures at one moment."""

    futures: Futures
    against: Economy
    """The future that the chosen one is held against."""
    label: str
    """Its short name."""
    split: Forces
    ends: Ends
    luck: Luck
    """Further histories of the futures."""

    @property
    def against_name(self) -> str:
        """The name of the other future."""
        return "without_ai" if self.against is self.futures.without_ai else "without_policies"

    @property
    def story(self) -> Economy:
        """The chosen future."""
        return self.futures.story

    def series(self, column: str) -> list[float]:
        """Return a column of the chosen future, month by month."""
        return self.futures.series(self.story, column)


class Drawing(NamedTuple):
    """A drawing with what is written over it."""

    title: str
    unit: str
    svg: str


def forces(scene: Scene) -> Drawing:
    """Draw why the number of jobs changes."""
    rows = scene.split.rows()
    colours = {words: PART_COLOURS[part] for part, words in PART_WORDS.items()}
    bars = [(name, size, number(size, 1, signed=True), colours.get(name, BLACK)) for name, size in rows]
    title = "Why the number of jobs changes"
    reach = scene.ends.reach("forces", 5.0, (size for _, size in rows))
    svg = bar_rows(bars, title=title, size=(WIDE[0], 210), left=140, reach=reach)
    return Drawing(title, "million people, against no AI, mean of the last 12 months", svg)


def ratio(scene: Scene) -> Drawing:
    """Draw the claim, what a GPU can do, the work it has taken over and the jobs that are gone."""
    futures, compute = scene.futures, scene.story.scenario.compute
    claim = float(compute.gpu_worker_ratio) if compute.enabled else 0.0
    plain = {name: futures.series(futures.without_policies, name) for name in NEEDED}
    base = futures.series(futures.without_ai, "employment")
    found = pl.DataFrame({**plain, BASE: base}).select(gross=values("gross", "used").fill_null(0.0))
    taken = found["gross"].to_list()
    gpus = [max(value, 1e-9) for value in scene.series("gpus_used")]
    gap = [there - here for there, here in zip(base, scene.series("employment"), strict=True)]
    years = [gap[max(0, k + 1 - MONTHS_PER_YEAR) : k + 1] for k in range(len(gap))]
    lost = [sum(year) / len(year) / n for year, n in zip(years, gpus, strict=True)]
    if not compute.enabled:
        taken, lost = [], []
    lines = [
        Line("the claim", [claim] * futures.horizon, GHOST, "6,4", 1.8, told=False),
        Line("a GPU can do", scene.series("gpu_worker_ratio"), BLACK, width=1.8),
        Line("work taken over", taken, ORANGE, width=2.4),
        Line("jobs lost", lost, FUTURE, width=2.8),
    ]
    title = "The claim and what becomes of it"
    svg = line_chart(
        lines,
        title=title,
        months=futures.horizon,
        size=(WIDE[0], 210),
        ends=scene.ends.of("ratio", 0.0, 11.0).cover(lines),
        write=lambda value: number(value, 0 if value == round(value) else 1),
        tell=lambda value: number(value, 1),
        labels=True,
    )
    unit = "employees, or jobs, for one GPU in use; jobs lost: mean of 12 months"
    if len(lost) >= MONTHS_PER_YEAR:  # earlier, few GPUs make the quotient erratic
        most = (number(max(path[MONTHS_PER_YEAR - 1 :]), 1) for path in (taken, lost))
        unit += "; highest so far: {} taken over, {} lost".format(*most)
    return Drawing(title, unit, svg)


def gains(scene: Scene) -> Drawing:
    """Draw who owns the gains."""
    told = scene.futures.gains
    foreign = 100.0 * float(scene.story.scenario.compute.foreign_ownership)
    held = 100.0 * told.provider_shares * (1.0 - foreign / 100.0)
    unit = (
        f"by wealth in month 0, against {scene.label}; shares in GPU companies: richest 1 % "
        f"{number(held[3:].sum(), 0)} %, poorer half {number(held[0], 0)} %, abroad {number(foreign, 0)} %"
    )
    reach = scene.ends.reach("gains", 10.0, [gains_reach(told, scene.story, scene.against)])
    svg = gains_drawing(told, scene.story, scene.against, reach, size=(WIDE[0], 240))
    return Drawing("Who owns the gains", unit, svg)


def doors(scene: Scene) -> Drawing:
    """Draw what owners of GPUs and of models and those who use AI get of output."""
    output = [max(value, 1e-9) for value in scene.series("gdp")]
    looks = {"royalties": PURPLE, "rents": BLUE, "kept": ORANGE}
    paid = {
        "royalties": _over(scene.series("royalties"), output),
        "rents": [100.0 * value for value in scene.series("gpu_rent_share")],
        "kept": _over(scene.series("kept_savings"), output),
    }
    lines = [Line(name, paid[name], colour, width=2.4) for name, colour in looks.items()]
    title = "What AI brings owners and users"
    svg = line_chart(
        lines,
        title=title,
        months=scene.futures.horizon,
        size=(WIDE[0], 210),
        ends=scene.ends.of("doors", 0.0, 2.0).cover(lines),
        write=lambda value: f"{number(value, 0 if value == round(value) else 1)} %",
        tell=lambda value: f"{number(value, 2)} %",
        labels=True,
    )
    unit = "% of output: royalties to owners of models, rents of GPUs, savings that users keep"
    income, abroad = scene.series("owners_income")[-1:], scene.series("foreign_rent")[-1:]
    if income and income[0] > 0.0:
        unit += f"; {number(100.0 * abroad[0] / income[0], 0)} % of pay-outs go abroad"
    return Drawing(title, unit, svg)


def payback(scene: Scene) -> Drawing:
    """Draw the months in which a new GPU pays itself back."""
    about = figure("gpu_payback")
    line = Line("payback", scene.series("gpu_payback"), PURPLE, width=2.4)
    svg = line_chart(
        [line],
        title=about.label,
        months=scene.futures.horizon,
        size=(WIDE[0], 210),
        ends=scene.ends.of("payback", 0.0, 60.0).cover([line]),
        write=lambda value: number(value, 0),
    )
    tested = scene.series("rent_over_pay")[-1:]
    workers = f"; its rent is the pay of {number(tested[0], 2)} average workers" if tested else ""
    return Drawing(about.label, f"{about.unit}, 120 at most{workers}", svg)


def _over(values: list[float], output: list[float]) -> list[float]:
    return [100.0 * value / whole for value, whole in zip(values, output, strict=True)]


def lorenz(scene: Scene) -> Drawing:
    """Draw who has which share of income."""
    svg = lorenz_drawing(scene.story, scene.against, FUTURE, scene.label)
    return Drawing("Who has which share of income", "Lorenz curve of income after taxes and transfers", svg)


def mobility(scene: Scene) -> Drawing:
    """Draw where people work and move."""
    svg = mobility_drawing(scene.story, scene.against, scene.futures.moves)
    unit = f"{len(scene.futures.moves)} occupation groups; lines: people who moved in a year"
    return Drawing("Where people work and move", unit, svg)


def firms(scene: Scene) -> Drawing:
    """Draw firms and their use of AI."""
    shares = scene.series("ai_firm_share")
    users = f"{number(100.0 * shares[-1], 0)} % of firms use any" if shares else "nobody yet"
    unit = f"each point a firm; height: intensity of use, in % ({users})"
    return Drawing("Firms and their use of AI", unit, firms_drawing(scene.story))


def gpus(scene: Scene) -> Drawing:
    """Draw the GPUs in the country."""
    about = figure("gpus")
    fleet, inference, rented = map(scene.series, ("gpus", "gpus_inference", "gpus_used"))
    ends = scene.ends.of("gpus", 0.0, 15.0)
    svg = market_drawing(fleet, inference, rented, scene.futures.horizon, ends)
    return Drawing(about.label, about.unit, svg)


def rent(scene: Scene) -> Drawing:
    """Draw the rent of a GPU."""
    about, use = figure("gpu_rent"), scene.series("gpu_utilisation")
    line = Line("rent", scene.series("gpu_rent"), PURPLE, width=2.4)
    svg = line_chart(
        [line],
        title=about.label,
        months=scene.futures.horizon,
        ends=scene.ends.of("rent", 0.0, 3_000.0).cover([line]),
        write=lambda value: money(number(value, 0)),
    )
    rented = number(100.0 * use[-1] if use else 0.0, 0)
    return Drawing(about.label, f"{about.unit}; {rented} % of those for inference are rented", svg)


def owners(scene: Scene) -> Drawing:
    """Draw who owns the GPUs."""
    svg = owners_drawing(scene.story, bool(scene.story.scenario.compute.enabled))
    return Drawing("Who owns the GPUs", TABLES["providers"].columns["share"].unit_shown, svg)


class Group(NamedTuple):
    """Drawings that stand together on the page."""

    name: str
    title: str
    style: str
    """``tf-wide``: two in a row, ``tf-narrow``: three."""
    drawings: tuple[Callable[[Scene], Drawing], ...]

    def table(self) -> dict[str, object]:
        """Return the group as the page needs it, drawings by the names of their functions."""
        keys = [one.__name__ for one in self.drawings]
        return {"name": self.name, "title": self.title, "style": self.style, "figures": keys}


GROUPS = (
    Group("why", "Why", "tf-wide", (forces, ratio)),
    Group("whom", "For whom", "tf-wide", (gains, lorenz, doors, payback)),
    Group("work", "Work and firms", "tf-wide", (mobility, firms)),
    Group("gpus", "The market for GPUs", "tf-narrow", (gpus, rent, owners)),
)
"""Everything that is drawn below the lines, in the order of the page."""
