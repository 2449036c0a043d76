"""All views of the page at one moment, as plain values that the browser shows: words, figures, drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.dashboard.choices import Choices, levers
from sim.dashboard.futures import Futures
from sim.dashboard.panels import ENDS, PANELS, Panel, panel
from sim.dashboard.people import tell
from sim.dashboard.pictures.market import firms_drawing, market_drawing, owners_drawing
from sim.dashboard.pictures.network import mobility_drawing
from sim.dashboard.pictures.shares import gains_drawing, gains_reach, life_drawing, lorenz_drawing
from sim.dashboard.pictures.svg import WIDE, Line, Range, bar_rows, line_chart
from sim.dashboard.policies import policy_sentences
from sim.dashboard.words import Forces, answer, clock, forces, tiles
from sim.experiments.figures.decomposition import PART_WORDS
from sim.mesa_model.economy import Economy
from sim.records.figures import figure
from sim.report.story_looks import BLACK, ORANGE, PART_COLOURS, PURPLE, VERMILLION
from sim.report.wording import number

__all__ = ["Painter", "keep_lines"]

FUTURE = VERMILLION
"""Colour of the chosen future; the one it is held against is black and dotted everywhere."""

GHOST = "#b9bec4"


def keep_lines(futures: Futures) -> dict[str, list[float]]:
    """Return the story's lines as they are, to be shown in grey after the next start."""
    return {name: panel(name).values(futures, futures.story) for name in PANELS}


class Painter:
    """Draws every view; remembers the ends of the axes, so that nothing jumps while it is watched."""

    def __init__(self) -> None:
        self.ranges = {name: Range(*ends) for name, ends in ENDS.items()}
        self.ranges |= {"gpus": Range(0.0, 15.0), "gpu_rent": Range(0.0, 3_000.0), "ratio": Range(0.0, 11.0)}
        self.force_reach = 5.0
        self.gain_reach = 10.0

    def paint(
        self, futures: Futures, choices: Choices, *, before: Mapping[str, Sequence[float]], turn: int
    ) -> dict[str, Any]:
        """Return all views.

        Parameters
        ----------
        futures : Futures
            What is shown.
        choices : Choices
            What the visitor chose.
        before : mapping
            The story's lines before the last start, from :func:`keep_lines`.
        turn : int
            Which six persons are shown.
        """
        against, label = reference(futures, choices.against)
        split = forces(futures)
        marks = _marks(choices)
        return {
            "month": futures.month,
            "clock": clock(futures.month),
            "share": futures.month / max(1, futures.horizon),
            "answer": [sentence for sentence in answer(futures, split, choices.against) if sentence],
            "policies": policy_sentences(futures.story) if futures.month else [],
            "tiles": tiles(futures, split),
            "against": label,
            "lines": [self._panel(panel(name), futures, against, label, before, marks) for name in PANELS],
            "figures": self._figures(futures, against, label, split),
            "people": _people(futures, against, label, turn),
        }

    def _panel(
        self,
        panel: Panel,
        futures: Futures,
        against: Economy,
        label: str,
        before: Mapping[str, Sequence[float]],
        marks: Sequence[tuple[int, str]],
    ) -> dict[str, Any]:
        about = panel.about
        lines = [
            Line(label, panel.values(futures, against), BLACK, "2,3", 1.8),
            Line("your future", panel.values(futures, futures.story), FUTURE, width=2.4),
        ]
        if len(before.get(about.name, ())):
            ghost = Line("before your change", before[about.name], GHOST, width=1.6, told=False)
            lines.insert(0, ghost)
        if about.name not in self.ranges:
            self.ranges[about.name] = Range.around(lines)
        drawing = line_chart(
            lines,
            title=about.label,
            months=futures.horizon,
            ends=self.ranges[about.name].cover(lines),
            write=panel.write,
            tell=panel.tell,
            marks=marks,
        )
        now = [panel.tell(one.values[-1]) if len(one.values) else "" for one in lines[-2:]]
        return {
            "key": about.name, "title": about.label, "unit": about.unit, "svg": drawing,
            "now": now[1], "other": now[0],
        }  # fmt: skip

    def _figures(
        self, futures: Futures, against: Economy, label: str, split: Forces
    ) -> dict[str, dict[str, Any]]:
        story = futures.story
        has_ai = bool(story.scenario.compute.enabled)
        rows = split.rows()
        self.force_reach = max([self.force_reach, *(1.15 * abs(size) for _, size in rows)])
        change = gains_reach(futures.gains, story, against)
        self.gain_reach = max(self.gain_reach, 1.15 * change)
        bars = [
            (name, size, f"{number(size, 1, signed=True)}", colour)
            for (name, size), colour in zip(rows, _colours(rows), strict=True)
        ]
        foreign = 100.0 * float(story.scenario.compute.foreign_ownership)
        held = 100.0 * futures.gains.provider_shares * (1.0 - foreign / 100.0)
        fleet, inference, rented = (
            futures.series(story, column) for column in ("gpus", "gpus_inference", "gpus_used")
        )
        rent = Line("rent", futures.series(story, "gpu_rent"), PURPLE, width=2.4)
        used = 100.0 * futures.series(story, "gpu_utilisation")[-1] if futures.month else 0.0
        return {
            "forces": _figure(
                "Why the number of jobs changes", "million people, against no AI, mean of the last 12 months",
                bar_rows(
                    bars, title="Why the number of jobs changes", size=(WIDE[0], 210), left=140,
                    reach=self.force_reach,
                ),
            ),
            "mobility": _figure(
                "Where people work and move",
                f"{len(futures.moves)} occupation groups; lines: people who moved in a year",
                mobility_drawing(story, against, futures.moves),
            ),
            "firms": _figure(
                "Firms and their use of AI",
                f"each point a firm; height: intensity of use, in % ({_ai_firms(futures)})",
                firms_drawing(story),
            ),
            "ratio": _figure(
                "The claim and what becomes of it", "employees, or jobs, for one GPU that serves customers",
                self._ratio(futures),
            ),
            "gpus": _figure(
                figure("gpus").label, figure("gpus").unit,
                market_drawing(fleet, inference, rented, futures.horizon, self.ranges["gpus"]),
            ),
            "rent": _figure(
                figure("gpu_rent").label,
                f"{figure('gpu_rent').unit}; {number(used, 0)} % of those for inference are rented",
                line_chart(
                    [rent], title=figure("gpu_rent").label, months=futures.horizon,
                    ends=self.ranges["gpu_rent"].cover([rent]),
                    write=lambda value: f"${number(value, 0)}",
                ),
            ),
            "owners": _figure("Who owns the GPUs", "% of all in service", owners_drawing(story, has_ai)),
            "lorenz": _figure(
                "Who has which share of income", "Lorenz curve of income after taxes and transfers",
                lorenz_drawing(story, against, FUTURE, label),
            ),
            "gains": _figure(
                "Who owns the gains",
                f"by wealth in month 0, against {label}; shares in GPU companies: richest 1 % "
                f"{number(held[3:].sum(), 0)} %, poorer half {number(held[0], 0)} %, "
                f"abroad {number(foreign, 0)} %",
                gains_drawing(futures.gains, story, against, self.gain_reach, size=(WIDE[0], 240)),
            ),
        }  # fmt: skip

    def _ratio(self, futures: Futures) -> str:
        """Draw the claim, what a GPU can do, the work it has taken over and the jobs that are gone."""
        story, base = futures.story, futures.without_ai
        gpus = [max(value, 1e-9) for value in futures.series(story, "gpus_inference")]
        claim = float(story.scenario.compute.gpu_worker_ratio) if story.scenario.compute.enabled else 0.0
        able = futures.series(story, "gpu_worker_ratio")
        taken = [
            jobs / n
            for jobs, n in zip(futures.series(futures.without_policies, "displaced_jobs"), gpus, strict=True)
        ]
        gap = [
            there - here
            for there, here in zip(
                futures.series(base, "employment"), futures.series(story, "employment"), strict=True
            )
        ]
        lost = [
            sum(gap[max(0, k - 11) : k + 1]) / len(gap[max(0, k - 11) : k + 1]) / gpus[k]
            for k in range(len(gap))
        ]
        if not story.scenario.compute.enabled:
            taken, lost = [], []
        lines = [
            Line("the claim", [claim] * futures.horizon, GHOST, "6,4", 1.8, told=False),
            Line("a GPU can do", able, BLACK, width=1.8),
            Line("work taken over", taken, ORANGE, width=2.4),
            Line("jobs lost", lost, FUTURE, width=2.8),
        ]
        return line_chart(
            lines, title="The claim and what becomes of it", months=futures.horizon, size=(WIDE[0], 210),
            ends=self.ranges["ratio"].cover(lines),
            write=lambda value: number(value, 0 if value == round(value) else 1),
            tell=lambda value: number(value, 1),
            labels=True,
        )  # fmt: skip


def reference(futures: Futures, against: str) -> tuple[Economy, str]:
    """Return the future that the chosen one is held against, and its short name."""
    return (
        (futures.without_policies, "without policies")
        if against == "no_policies"
        else (futures.without_ai, "no AI")
    )


def _figure(title: str, unit: str, svg: str) -> dict[str, Any]:
    return {"title": title, "unit": unit, "svg": svg}


def _colours(rows: Sequence[tuple[str, float]]) -> list[str]:
    by_name = {words: PART_COLOURS[part] for part, words in PART_WORDS.items()}
    return [by_name.get(name, BLACK) for name, _ in rows]


def _ai_firms(futures: Futures) -> str:
    if not futures.month:
        return "nobody yet"
    return f"{number(100.0 * futures.series(futures.story, 'ai_firm_share')[-1], 0)} % of firms use any"


def _marks(choices: Choices) -> list[tuple[int, str]]:
    """Return the months in which a policy was moved, with words."""
    found = []
    for lever in levers():
        for move in choices.policies.get(lever.name, ()):
            size = f"{number(move.size, 0)} {lever.unit}" if move.size else "ended"
            found.append((move.month, f"{lever.label}: {size}"))
    return found


def _people(futures: Futures, against: Economy, label: str, turn: int) -> list[dict[str, str]]:
    """Return the lives of six persons."""
    names = futures.story.simulation.calibration.occupation_titles
    words = "without the policies" if label == "without policies" else "without AI"
    cards = []
    for place in futures.followed.shown(turn):
        life = futures.followed.life(futures.story, place)
        other = futures.followed.life(against, place)
        row = int(futures.followed.rows[place])
        start = (
            names[int(life[0, 1])] if len(life) else names[int(futures.story.state.workers.occupation[row])]
        )
        title = f"Person {number(row + 1, 0)}"
        cards.append(
            {
                "title": title,
                "trade": start,
                "text": tell(life, other, names, words),
                "svg": life_drawing(
                    life, other, futures.horizon, f"Income of {title.lower()}, dollars a month"
                ),
            }
        )
    return cards
