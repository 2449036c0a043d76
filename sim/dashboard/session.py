"""One visitor's session: what was asked for, a worker that does it, and the view that results.

The worker is a thread that lives only while there is something to do, so that an idle page costs nothing.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.dashboard.address import file_text, to_query
from sim.dashboard.choices import (
    AGAINST,
    CONTROLS,
    LEAST_PEOPLE,
    MOST_PEOPLE,
    Choices,
    Move,
    can_end,
    levers,
    stories,
)
from sim.dashboard.futures import Futures
from sim.dashboard.positions import stand, whole
from sim.dashboard.views import Painter, keep_lines
from sim.dashboard.words import clock
from sim.errors import UserError
from sim.policies.framework.financing import PAYERS
from sim.report.wording import number
from sim.units import MONTHS_PER_YEAR

__all__ = ["SPEEDS", "Session"]

SPEEDS = {
    "slow": ("2 months a second", 1, 0.5),
    "normal": ("6 months a second", 1, 0.16),
    "fast": ("20 months a second", 4, 0.2),
    "yearly": ("a year at a time", MONTHS_PER_YEAR, 0.3),
}
"""Words, months between two views, and seconds between two views."""

REPLAY = 6
"""Months between two views while the page catches up with the month it was in."""

PATIENCE = 2.0
"""Seconds to wait until a browser has shown one view before it is sent the next."""

MOST_SEED = 2_147_483_647

FIRST_DAY = "That holds from the first day, so the story"

View = dict[str, Any]


class Session:
    """What one page holds.

    Parameters
    ----------
    choices : Choices
        From the address.
    problems : list of str
        What the address said and was not understood.
    own : str or None
        Scenario that the dashboard was started with.
    publish : callable
        Receives every new view.
    """

    def __init__(
        self, choices: Choices, problems: list[str], own: str | None, publish: Callable[[View], None]
    ) -> None:
        self.choices, self.own, self.publish = choices, own, publish
        self.futures: Futures | None = None
        self.playing, self.speed, self.turn = False, "normal", 0
        self.notice, self.error = "", " ".join(problems)
        self.busy: dict[str, Any] | None = None
        self._payers: dict[str, str] = {}
        self.download: dict[str, Any] = {"count": 0}
        self.frame: dict[str, Any] = {}
        self._before: Mapping[str, list[float]] = {}
        self._painter = Painter()
        self._target, self._steps = choices.month, 0
        self._restart, self._repaint, self._closed = True, False, False
        self._lock, self._showing = threading.RLock(), threading.Lock()
        self._worker: threading.Thread | None = None
        self._wake, self._drawn = threading.Event(), threading.Event()
        self._views = 0

    def start(self) -> None:
        """Do what has been asked for, in the background."""
        with self._lock:
            self._wake.set()
            if self._worker is None and not self._closed:
                self._worker = threading.Thread(target=self._work, name="tenfold session", daemon=True)
                self._worker.start()

    def close(self) -> None:
        """Stop for good: the visitor has gone."""
        self._closed = True
        self._wake.set()
        self._drawn.set()

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what the page asks for: ``message["do"]`` names it.

        A value that is not allowed changes nothing and is answered with a sentence.
        """
        action = getattr(self, f"_on_{message.get('do')}", None)
        if action is None:
            return
        if message["do"] == "drawn":
            action(message)
            return
        with self._lock:
            self.error = ""
            try:
                action(message)
            except (UserError, ValueError, KeyError) as error:
                self.error = str(error) if isinstance(error, UserError) else f"That is not possible: {error}"
        self._show()
        self.start()

    def view(self) -> View:
        """Return everything the page shows."""
        with self._lock:
            month = 0 if self.futures is None else self.futures.month
            finished = self.futures is not None and month >= self.futures.horizon
            return {
                "count": self._views,
                "playing": self.playing,
                "finished": finished,
                "busy": self.busy,
                "notice": self.notice,
                "error": self.error,
                "download": self.download,
                "query": to_query(replace(self.choices, month=max(month, self._target))),
                "controls": stand(self.choices, self._payers, self.own) | {"speed": self.speed},
                "frame": self.frame,
            }

    # what the page can ask for

    def _on_drawn(self, message: Mapping[str, Any]) -> None:
        if int(message.get("count", 0)) >= self._views:
            self._drawn.set()

    def _on_play(self, message: Mapping[str, Any]) -> None:
        finished = self.futures is not None and self.futures.month >= self.futures.horizon
        self.playing = not self.playing
        if self.playing and finished:
            self._begin("Began again at month 0.", replay=False)

    def _on_step(self, message: Mapping[str, Any]) -> None:
        self.playing = False
        self._steps += 1

    def _on_restart(self, message: Mapping[str, Any]) -> None:
        self.playing = False
        self._begin("Began again at month 0.", replay=False)

    def _on_speed(self, message: Mapping[str, Any]) -> None:
        if message["value"] in SPEEDS:
            self.speed = message["value"]

    def _on_against(self, message: Mapping[str, Any]) -> None:
        if message["value"] in AGAINST:
            self.choices = replace(self.choices, against=message["value"])
            self._repaint = True

    def _on_others(self, message: Mapping[str, Any]) -> None:
        self.turn += 1
        self._repaint = True

    def _on_story(self, message: Mapping[str, Any]) -> None:
        name = message["value"]
        if name not in stories(self.own):
            raise UserError("there is no such story.")
        self._change(
            replace(self.choices, story=name, technology={}), f"The story is another one. {FIRST_DAY}"
        )

    def _on_reset(self, message: Mapping[str, Any]) -> None:
        kept = Choices(story=self.choices.story, people=self.choices.people, seed=self.choices.seed)
        self._change(
            replace(kept, against=self.choices.against),
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
        lever = next(one for one in levers() if one.name == message["name"])
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
        self.notice = f"{words}, from the next month on."
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
        name = f"tenfold-{self.choices.story.replace('/', '-').removesuffix('.toml')}.toml"
        self.download = {"count": self.download["count"] + 1, "name": name, "text": file_text(self.choices)}

    # what the worker does

    def _change(self, choices: Choices, words: str) -> None:
        """Take over choices that need the story from its first day; ``words`` end in "the story"."""
        choices.scenario()
        self.choices = choices
        self._begin(f"{words} begins again", replay=True)

    def _begin(self, words: str, *, replay: bool) -> None:
        month = 0 if self.futures is None else max(self.futures.month, self._target)
        if self.futures is not None and self.futures.month > 2 and replay:
            self._before = keep_lines(self.futures)
        self._target = month if replay and not self.playing else 0
        if replay:
            words += f" and runs to {clock(month)}; grey: before your change." if self._target else "."
        self.notice = words
        self._restart, self._steps = True, 0

    def _work(self) -> None:
        """Do one thing after the other until nothing is left to do."""
        while True:
            with self._lock:
                task = self._next()
                if task is None:
                    self._worker = None
                    return
            try:
                task()
            except Exception as error:  # the page says it, whatever it is
                if not isinstance(error, UserError):
                    traceback.print_exc(file=sys.stderr)
                with self._lock:
                    self.playing, self._steps, self._target, self.busy = False, 0, 0, None
                    self.error = f"The economy stopped: {error}"
                self._show()

    def _next(self) -> Callable[[], None] | None:
        """Return the next thing to do."""
        if self._closed:
            return None
        if self._restart:
            self._restart = False
            return self._prepare
        if self.futures is None:
            return None
        left = self.futures.horizon - self.futures.month
        if self._steps and left > 0:
            self._steps -= 1
            return lambda: self._advance(1)
        behind = self._target - self.futures.month
        if behind > 0:
            return lambda: self._advance(min(REPLAY, behind))
        self._target = 0
        if self.playing and left > 0:
            _, months, pause = SPEEDS[self.speed]
            return lambda: self._advance(min(months, left), pause)
        self.playing = False
        if self._repaint:
            return lambda: self._advance(0)
        return None

    def _prepare(self) -> None:
        """Build the futures of the present choices at month 0."""
        with self._lock:
            choices = self.choices
            self.busy = {"words": "Building the population", "share": 0.0}
        self._show()
        told = time.monotonic()

        def progress(done: int, of: int) -> None:
            nonlocal told
            if self._restart or self._closed:
                raise _GivenUpError
            if time.monotonic() - told > 0.15:
                told = time.monotonic()
                self.busy = {
                    "words": f"Settling the economy before month 0: {done} of {of} months",
                    "share": done / of,
                }
                self._show()

        try:
            futures = Futures(choices.scenario(), counterfactual=choices.counterfactual(), progress=progress)
        except _GivenUpError:
            return
        with self._lock:
            self.futures, self._painter, self.busy = futures, Painter(), None
            if self.choices != choices and not self._restart:
                self._restart = True
        self._paint()

    def _advance(self, months: int, pause: float = 0.0) -> None:
        """Simulate some months and show the result."""
        futures, begun = self.futures, time.monotonic()
        assert futures is not None
        with self._lock:
            self._repaint = False
        for _ in range(months):
            with self._lock:
                if self._restart or self._closed:
                    return
                futures.step()
        self._paint()
        self._wake.clear()
        rest = pause - (time.monotonic() - begun)
        if rest > 0.0 and self.playing:
            self._wake.wait(rest)

    def _paint(self) -> None:
        """Draw all views and show them; wait until the browser has."""
        with self._lock:
            assert self.futures is not None
            self.frame = self._painter.paint(self.futures, self.choices, before=self._before, turn=self.turn)
            self._views += 1
            self._drawn.clear()
        self._show()
        if not self._closed:
            self._drawn.wait(PATIENCE)

    def _show(self) -> None:
        with self._showing:  # a view never overtakes a newer one
            if not self._closed:
                self.publish(self.view())


class _GivenUpError(Exception):
    """The visitor asked for something else while the economy was being prepared."""
