"""What a page can ask of its session: a method for each request, named by what ``do`` says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.dashboard.address import file_text
from sim.dashboard.beside.stories import SideBySide
from sim.dashboard.choices import (
    AGAINST,
    CONTROLS,
    LEAST_PEOPLE,
    MOST_PEOPLE,
    Choices,
    Move,
    can_end,
    find_story,
    levers,
    stories,
)
from sim.dashboard.futures import Futures
from sim.dashboard.panels import panel
from sim.dashboard.pictures.card import card
from sim.dashboard.positions import whole
from sim.dashboard.words import Notice, clock
from sim.errors import UserError
from sim.experiments.figures.asked import own_words
from sim.policies.framework.financing import PAYERS
from sim.records.figures import names
from sim.report.wording import number
from sim.units import MONTHS_PER_YEAR

__all__ = ["SPEEDS", "Requests"]

SPEEDS = {
    "slow": ("2 months a second", 1, 0.5),
    "normal": ("6 months a second", 1, 0.16),
    "fast": ("20 months a second", 4, 0.2),
    "yearly": ("a year at a time", MONTHS_PER_YEAR, 0.3),
}
"""Words, months between two views, and seconds between two views."""

MOST_SEED = 2_147_483_647

MOST_ADDRESS = 2_000

AGAIN = "Began again at month 0; grey: the run before."

FIRST_DAY = "That holds from the first day, so the story"


class Requests(ABC):
    """The requests; what they change is held by the session.

    A value that is not allowed raises a UserError, ValueError or KeyError and changes nothing.
    """

    choices: Choices
    own: str | None
    futures: Futures | None
    playing: bool
    speed: str
    turn: int
    error: str
    busy: dict[str, Any] | None
    frame: dict[str, Any]
    notice: Notice
    sides: SideBySide
    download: dict[str, Any]
    _payers: dict[str, str]
    _repaint: bool
    _steps: int

    def _on_play(self, message: Mapping[str, Any]) -> None:
        finished = self.futures is not None and self.futures.month >= self.futures.horizon
        self.playing = not self.playing
        if self.playing and finished:
            self._begin(AGAIN, replay=False)

    def _on_step(self, message: Mapping[str, Any]) -> None:
        self.playing = False
        self._steps += 1

    def _on_restart(self, message: Mapping[str, Any]) -> None:
        self.playing = False
        self._begin(AGAIN, replay=False)

    def _on_back(self, message: Mapping[str, Any]) -> None:
        if self.busy:
            raise UserError("The economy is still being prepared; go back in a moment.")
        self._go_back()

    def _on_stories(self, message: Mapping[str, Any]) -> None:
        """Show all stories side by side, or no longer."""
        self.sides.shown = not self.sides.shown
        if not self.sides.shown:
            self.sides.forget()
        self._repaint = True

    def _on_picture(self, message: Mapping[str, Any]) -> None:
        """Make a picture to share, with the address that the visitor sees."""
        if not self.frame:
            raise UserError("There is nothing to show yet; save it in a moment.")
        title = stories(self.own, self.choices.plugins).get(self.choices.story, self.choices.story)
        svg = card(self.frame, title.partition(":")[0], str(message["address"])[:MOST_ADDRESS])
        kind = "svg" if message.get("kind") == "svg" else "png"
        self._keep(f"tenfold-{self._plain_name()}.{kind}", svg, kind)

    def _on_speed(self, message: Mapping[str, Any]) -> None:
        if message["value"] in SPEEDS:
            self.speed = message["value"]

    def _on_against(self, message: Mapping[str, Any]) -> None:
        if message["value"] in AGAINST:
            self.choices = replace(self.choices, against=message["value"])
            self._repaint = True

    def _on_figure(self, message: Mapping[str, Any]) -> None:
        """Show the lines of a figure, or take them away."""
        name = panel(str(message["value"]), self.choices.base()).about.name
        shown = tuple(one for one in self.choices.figures if one != name)
        added = () if name in self.choices.figures else (name,)
        self.choices = replace(self.choices, figures=(*shown, *added))
        self._repaint = True

    def _on_others(self, message: Mapping[str, Any]) -> None:
        self.turn += 1
        self._repaint = True

    def _on_story(self, message: Mapping[str, Any]) -> None:
        name = find_story(str(message["value"]), stories(self.own, self.choices.plugins))
        chosen = replace(self.choices, story=name, technology={})
        known = names(own_words([chosen.base()]))
        kept = tuple(one for one in chosen.figures if one in known)  # another story has other plugins
        self._change(replace(chosen, figures=kept), f"The story is another one. {FIRST_DAY}")

    def _on_reset(self, message: Mapping[str, Any]) -> None:
        old = self.choices
        self._change(
            replace(old, technology={}, policies={}, month=0),
            f"All controls are back where the story has them. {FIRST_DAY}",
        )

    def _on_control(self, message: Mapping[str, Any]) -> None:
        control = next(one for one in CONTROLS if one.name == message["name"])
        value = float(message["value"])
        technology = {name: old for name, old in self.choices.technology.items() if name != control.name}
        if value != control.shown(self.choices.base()):
            technology[control.name] = value
        digits = 0 if value == round(value) else 2
        words = f"{control.label}: {number(value, digits)} {control.unit}. {FIRST_DAY}"
        self._change(replace(self.choices, technology=technology), words)

    def _on_lever(self, message: Mapping[str, Any]) -> None:
        lever = next(one for one in levers(self.choices.plugins) if one.name == message["name"])
        if self.futures is None:
            raise UserError("The economy is still being prepared; move it again in a moment.")
        month = self.futures.month
        former = self.choices.lever_position(lever)
        payer = str(message.get("payer", self._payers.get(lever.name, former.payer)))
        if payer not in PAYERS:
            raise UserError(f"There is no such payer; it must be one of {', '.join(PAYERS)}.")
        self._payers[lever.name] = payer
        move = Move(month, float(message.get("value", former.size)), payer)
        if (move.size, move.payer) == (former.size, former.payer):
            return
        choices = self.choices.with_move(lever, move.size, move.payer, month)
        if move.size == 0.0 and former.size == 0.0:
            return
        scenario = choices.scenario()
        words = f"{lever.label}: {number(move.size, 0)} {lever.unit}"
        moves = choices.policies.get(lever.name, ())
        replays = not can_end(lever) and moves and moves[0].month < month
        if replays or (not can_end(lever) and not moves and former.month < month):
            once = "A policy of this kind comes only once, so the story"
            self._change(choices, f"{words}, from {clock(former.month)} on. {once}")
            return
        self.choices = choices
        self.futures.change_policies(scenario)
        when = f"year {month // MONTHS_PER_YEAR + 1}, month {month % MONTHS_PER_YEAR + 1}"
        self.notice = Notice(f"{words}, from the next month on.", month, f"{words}, since {when}.")
        self._repaint = True

    def _on_people(self, message: Mapping[str, Any]) -> None:
        people = whole(message["value"], "The number of people")
        if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
            raise UserError(
                f"The number of people is {people:,}; it must be from {LEAST_PEOPLE:,} to {MOST_PEOPLE:,}."
            )
        if people != self.choices.people:
            self._change(replace(self.choices, people=people), f"Another number of people. {FIRST_DAY}")

    def _on_seed(self, message: Mapping[str, Any]) -> None:
        seed = whole(message["value"], "The seed")
        if not 0 <= seed <= MOST_SEED:
            raise UserError(f"The seed is {seed:,}; it must be from 0 to {MOST_SEED:,}.")
        if seed != self.choices.seed:
            self._change(replace(self.choices, seed=seed), f"Other luck for everybody. {FIRST_DAY}")

    def _on_file(self, message: Mapping[str, Any]) -> None:
        self._keep(f"tenfold-{self._plain_name()}.toml", file_text(self.choices), "toml")

    def _plain_name(self) -> str:
        """Return the story's name as part of the name of a file."""
        return self.choices.story.replace("/", "-").removesuffix(".toml")

    def _keep(self, name: str, text: str, kind: str) -> None:
        """Have the browser save a file."""
        self.download = {"count": self.download["count"] + 1, "name": name, "text": text, "kind": kind}

    def _change(self, choices: Choices, words: str) -> None:
        """Take over choices that need the story from its first day; ``words`` end in "the story"."""
        choices.scenario()
        former, self.choices = self.choices, choices
        self._begin(f"{words} begins again", replay=True, former=former)

    @abstractmethod
    def _begin(self, words: str, *, replay: bool, former: Choices | None = None) -> None:
        """Begin the story again from month 0, and go on to the month it was in if ``replay``.

        The run before is kept, with ``former`` choices where these have changed.
        """

    @abstractmethod
    def _go_back(self) -> None:
        """Show the run before again, as it was."""
