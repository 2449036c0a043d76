"""All views of the page at one moment, as plain values that the browser shows: words, figures, drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import numpy as np

from sim.country import in_currency
from sim.dashboard.beside.histories import Recorded
from sim.dashboard.beside.luck import Luck
from sim.dashboard.beside.stories import NO_AI, SideBySide
from sim.dashboard.choices import Choices, levers, stories
from sim.dashboard.drawings import GROUPS, Ends, Scene
from sim.dashboard.futures import Futures
from sim.dashboard.lives import Words, deaths, tell, who
from sim.dashboard.panels import ENDS, PANELS, Panel, panel, panels
from sim.dashboard.people import Month
from sim.dashboard.pictures.shares import life_drawing
from sim.dashboard.pictures.svg import FUTURE, GHOST, Line, Range, line_chart
from sim.dashboard.policies import policy_sentences
from sim.dashboard.words import answer, clock, forces, tiles
from sim.mesa_model.economy import Economy
from sim.report.story_looks import BLACK, COLOURS, DASHES
from sim.report.wording import NOTHING, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["Painter", "keep_lines", "side_by_side"]


SIDE = (
    "employment", "poverty_rate", "real_median_wage", "real_p20_income", "price_level", "labour_share",
)  # fmt: skip
"""Figures in which the stories are held side by side."""

ALONE = Luck(1, lambda: None)
"""No history beside the page's own."""


def keep_lines(futures: Futures, choices: Choices) -> dict[str, list[float]]:
    """Return the story's lines as they are, to be shown in grey after the next start."""
    shown = panels(choices.figures, futures.story.scenario)
    return {one.about.name: one.values(futures.story.records) for one in shown}


class Painter:
    """Draws every view; remembers the ends of the axes, so that nothing jumps while it is watched."""

    def __init__(self) -> None:
        self.ends = Ends({f"line {name}": Range(*ends) for name, ends in ENDS.items()})

    def paint(
        self,
        futures: Futures,
        choices: Choices,
        *,
        before: Mapping[str, Sequence[float]],
        turn: int,
        luck: Luck = ALONE,
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
        luck : Luck
            Further histories of what is shown.
        """
        against, label = reference(futures, choices.against)
        split = forces(futures)
        marks = _marks(choices)
        scene = Scene(futures, against, label, split, self.ends, luck)
        shown = panels(choices.figures, futures.story.scenario)
        return {
            "month": futures.month,
            "clock": clock(futures.month),
            "share": futures.month / max(1, futures.horizon),
            "answer": [sentence for sentence in answer(futures, split, choices.against, luck) if sentence],
            "policies": policy_sentences(futures.story) if futures.month else [],
            "tiles": tiles(futures, split),
            "against": label,
            "before": bool(before),
            "luck": luck.words(futures),
            "lines": [self._panel(one, scene, before, marks) for one in shown],
            "groups": [group.table() for group in GROUPS],
            "figures": {draw.__name__: draw(scene)._asdict() for group in GROUPS for draw in group.drawings},
            "people": _people(futures, against, label, turn),
            "together": bool(futures.story.scenario.population.households),
        }

    def _panel(
        self,
        one: Panel,
        scene: Scene,
        before: Mapping[str, Sequence[float]],
        marks: Sequence[tuple[int, str]],
    ) -> dict[str, Any]:
        about, futures = one.about, scene.futures
        lines = [
            Line(
                scene.label,
                one.values(scene.against.records),
                BLACK,
                "2,3",
                1.8,
                band=scene.luck.band(one.values, futures, scene.against_name),
            ),
            Line(
                "your future",
                one.values(futures.story.records),
                FUTURE,
                width=2.4,
                band=scene.luck.band(one.values, futures, "story"),
            ),
        ]
        if len(before.get(about.name, ())):
            ghost = Line("the run before", before[about.name], GHOST, width=1.6, told=False)
            lines.insert(0, ghost)
        ends = self.ends.ranges.get(f"line {about.name}", Range.around(lines))
        if futures.month:
            self.ends.ranges[f"line {about.name}"] = ends
        drawing = line_chart(
            lines,
            title=about.label,
            months=futures.horizon,
            ends=ends.cover(lines),
            write=one.write,
            tell=one.tell,
            marks=marks,
        )
        now = [one.tell(drawn.values[-1]) if len(drawn.values) else "" for drawn in lines[-2:]]
        return {
            "key": about.name, "title": about.label, "meaning": about.words.description,
            "unit": about.unit, "rest": one.unit(), "svg": drawing,
            "now": now[1], "other": now[0], "added": about.name not in PANELS,
        }  # fmt: skip


def reference(futures: Futures, against: str) -> tuple[Economy, str]:
    """Return the future that the chosen one is held against, and its short name."""
    return (
        (futures.without_policies, "without policies")
        if against == "no_policies"
        else (futures.without_ai, "no AI")
    )


def _marks(choices: Choices) -> list[tuple[int, str]]:
    """Return the months in which a policy was moved, with words."""
    found = []
    for lever in levers(choices.plugins):
        for move in choices.policies.get(lever.name, ()):
            size = f"{number(move.size, 0)} {lever.unit}" if move.size else "ended"
            found.append((move.month, f"{lever.label}: {size}"))
    return found


def _people(futures: Futures, against: Economy, label: str, turn: int) -> list[dict[str, str]]:
    """Return the lives of six persons."""
    story = futures.story
    together = story.scenario.population.households
    words = Words(
        story.simulation.calibration.occupation_titles, story.names.states.tolist(), story.full_time
    )
    reference_words = "without the policies" if label == "without policies" else "without AI"
    cards = []
    for place in futures.followed.shown(turn):
        life, other = (futures.followed.life(economy, place) for economy in (story, against))
        start = futures.followed.start[place]
        title = f"Person {number(int(futures.followed.rows[place]) + 1, 0)}"
        whose = f"{title.lower()} and the household" if together else title.lower()
        cards.append(
            {
                "title": title,
                "trade": words.occupations[int(start[Month.OCCUPATION])],
                "who": who(start, words),
                "text": tell(life, other, words, reference_words, start),
                "svg": life_drawing(
                    life,
                    other,
                    futures.horizon,
                    in_currency(f"Income of {whose}, dollars a month"),
                    [(month, "died; a newcomer from here on") for month in deaths(life)],
                ),
            }
        )
    return cards


def side_by_side(sides: SideBySide, futures: Futures, choices: Choices, own: str | None) -> dict[str, Any]:
    """Return the stories side by side at the month of the page; nothing while they are not asked for.

    Parameters
    ----------
    sides : SideBySide
        Their histories.
    futures, choices : Futures and Choices
        What the page shows.
    own : str or None
        Scenario that the dashboard was started with.
    """
    if not sides.shown:
        return {}
    known, shown = stories(own, choices.plugins), [panel(name) for name in SIDE]
    found = sides.sides(futures, choices, known)
    looks = {NO_AI: (BLACK, "2,3")}
    for name, colour, dashes in zip(known, cycle(COLOURS), cycle(DASHES), strict=False):
        looks[name] = (colour, ",".join(map(str, dashes)) if dashes[1] else "")
    lines = []
    for one in shown:
        drawn = [
            Line(side.title, one.values(side.records)[: futures.month], *looks[side.name])
            for side in found
            if side.records is not None
        ]
        ends = Range(*ENDS[one.about.name]) if one.about.name in ENDS else Range.around(drawn)
        svg = line_chart(
            drawn,
            title=one.about.label,
            months=futures.horizon,
            ends=ends.cover(drawn),
            write=one.write,
            tell=one.tell,
        )
        lines.append({"title": one.about.label, "unit": one.about.unit, "rest": one.unit(), "svg": svg})
    rows = []
    for side in found:
        cells = [_recent(one, side.records, futures.month) for one in shown]
        colour, dash = looks[side.name]
        rows.append(
            {
                "title": side.title, "colour": colour, "dash": dash, "cells": cells,
                "own": side.name == choices.story and not choices.technology,
            }
        )  # fmt: skip
    missing = sum(side.records is None for side in found)
    return {
        "heads": [one.about.label for one in shown],
        "rows": rows,
        "lines": lines,
        "missing": f"{missing} of {len(known)} stories are still being worked out, one after the other."
        if missing
        else "",
        "when": clock(futures.month),
    }


def _recent(panel: Panel, records: Recorded | None, month: int) -> str:
    """Write the mean of the last 12 months up to ``month``; nothing where there are none."""
    values = panel.values(records)[:month] if records is not None else []
    return panel.tell(float(np.mean(values[-MONTHS_PER_YEAR:]))) if values else NOTHING
