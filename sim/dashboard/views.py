"""All views of the page at one moment, as plain values that the browser shows: words, figures, drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.country import in_currency
from sim.dashboard.choices import Choices, levers
from sim.dashboard.drawings import FUTURE, GHOST, GROUPS, Ends, Scene
from sim.dashboard.futures import Futures
from sim.dashboard.lives import Words, deaths, tell, who
from sim.dashboard.panels import ENDS, PANELS, Panel, panels
from sim.dashboard.people import Month
from sim.dashboard.pictures.shares import life_drawing
from sim.dashboard.pictures.svg import Line, Range, line_chart
from sim.dashboard.policies import policy_sentences
from sim.dashboard.words import answer, clock, forces, tiles
from sim.mesa_model.economy import Economy
from sim.report.story_looks import BLACK
from sim.report.wording import number

__all__ = ["Painter", "keep_lines"]


def keep_lines(futures: Futures, choices: Choices) -> dict[str, list[float]]:
    """Return the story's lines as they are, to be shown in grey after the next start."""
    shown = panels(choices.figures, futures.story.scenario)
    return {one.about.name: one.values(futures, futures.story) for one in shown}


class Painter:
    """Draws every view; remembers the ends of the axes, so that nothing jumps while it is watched."""

    def __init__(self) -> None:
        self.ends = Ends({f"line {name}": Range(*ends) for name, ends in ENDS.items()})

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
        scene = Scene(futures, against, label, split, self.ends)
        shown = panels(choices.figures, futures.story.scenario)
        return {
            "month": futures.month,
            "clock": clock(futures.month),
            "share": futures.month / max(1, futures.horizon),
            "answer": [sentence for sentence in answer(futures, split, choices.against) if sentence],
            "policies": policy_sentences(futures.story) if futures.month else [],
            "tiles": tiles(futures, split),
            "against": label,
            "lines": [self._panel(one, scene, before, marks) for one in shown],
            "groups": [group.table() for group in GROUPS],
            "figures": {draw.__name__: draw(scene)._asdict() for group in GROUPS for draw in group.drawings},
            "people": _people(futures, against, label, turn),
            "together": bool(futures.story.scenario.population.households),
        }

    def _panel(
        self,
        panel: Panel,
        scene: Scene,
        before: Mapping[str, Sequence[float]],
        marks: Sequence[tuple[int, str]],
    ) -> dict[str, Any]:
        about, futures = panel.about, scene.futures
        lines = [
            Line(scene.label, panel.values(futures, scene.against), BLACK, "2,3", 1.8),
            Line("your future", panel.values(futures, futures.story), FUTURE, width=2.4),
        ]
        if len(before.get(about.name, ())):
            ghost = Line("before your change", before[about.name], GHOST, width=1.6, told=False)
            lines.insert(0, ghost)
        ends = self.ends.ranges.get(f"line {about.name}", Range.around(lines))
        if futures.month:
            self.ends.ranges[f"line {about.name}"] = ends
        drawing = line_chart(
            lines,
            title=about.label,
            months=futures.horizon,
            ends=ends.cover(lines),
            write=panel.write,
            tell=panel.tell,
            marks=marks,
        )
        now = [panel.tell(one.values[-1]) if len(one.values) else "" for one in lines[-2:]]
        return {
            "key": about.name, "title": about.label, "unit": about.unit, "svg": drawing,
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
