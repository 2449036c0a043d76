"""One visitor's session: what was asked for, a worker that does it, and the view that results.

The worker is a thread that lives only while there is something to do, so that an idle page costs nothing.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.dashboard.address import to_query
from sim.dashboard.beside.luck import Luck
from sim.dashboard.beside.stories import SideBySide
from sim.dashboard.choices import Choices, stories
from sim.dashboard.futures import Futures
from sim.dashboard.positions import stand
from sim.dashboard.requests import SPEEDS, Requests
from sim.dashboard.views import Painter, keep_lines, side_by_side
from sim.dashboard.words import Notice, clock
from sim.errors import UserError

__all__ = ["Session"]

REPLAY = 6
"""Months between two views while the page catches up with the month it was in."""

PATIENCE = 2.0
"""Seconds to wait until a browser has shown one view before it is sent the next."""

ODD = (ValueError, TypeError, LookupError, ArithmeticError, StopIteration)
"""What a message that no page of ours sends may bring about."""

View = dict[str, Any]


class Session(Requests):
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
    seeds : int
        Histories behind the bands, the page's own among them; 1 for none.
    """

    def __init__(
        self,
        choices: Choices,
        problems: list[str],
        own: str | None,
        publish: Callable[[View], None],
        seeds: int = 1,
    ) -> None:
        self.choices, self.own, self.publish = choices, own, publish
        self.futures: Futures | None = None
        self.playing, self.speed, self.turn = False, "normal", 0
        self.notice, self.error = Notice(), " ".join(problems)
        self.busy: dict[str, Any] | None = None
        self._payers: dict[str, str] = {}
        self.download: dict[str, Any] = {"count": 0}
        self.frame: dict[str, Any] = {}
        self._before: Mapping[str, list[float]] = {}
        self._painter = Painter()
        self.luck, self.sides = Luck(seeds, self._heard), SideBySide(self._heard)
        self._kept: tuple[Futures, Painter, Choices] | None = None
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
        self.luck.forget()
        self.sides.forget()

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what the page asks for: ``message["do"]`` names it.

        A value that is not allowed changes nothing and is answered with a sentence.
        """
        action = getattr(self, f"_on_{message.get('do')}", None) if isinstance(message, Mapping) else None
        if action is None:
            return
        if message["do"] == "drawn":
            with contextlib.suppress(*ODD):
                action(message)
            return
        with self._lock:
            self.error = ""
            try:
                action(message)
            except UserError as error:
                self.error = str(error)
            except ODD as error:
                self.error = str(UserError(f"That is not possible: {error or 'there is no such control'}."))
        self.start()  # first: a view that shows what was asked for must not say that nothing is to be done
        self._show()

    def view(self) -> View:
        """Return everything the page shows."""
        with self._lock:
            month = 0 if self.futures is None else self.futures.month
            finished = self.futures is not None and month >= self.futures.horizon
            return {
                "count": self._views,
                "playing": self.playing,
                "idle": self._worker is None,
                "finished": finished,
                "busy": self.busy,
                "notice": self.notice.told(month),
                "back": "" if self._kept is None else clock(self._kept[0].month),
                "error": self.error,
                "download": self.download,
                "query": to_query(replace(self.choices, month=max(month, self._target))),
                "controls": stand(self.choices, self._payers, self.own) | {"speed": self.speed},
                "frame": self.frame,
            }

    def _on_drawn(self, message: Mapping[str, Any]) -> None:
        if int(message.get("count", 0)) >= self._views:
            self._drawn.set()

    # what the worker does

    def _begin(self, words: str, *, replay: bool, former: Choices | None = None) -> None:
        month = 0 if self.futures is None else max(self.futures.month, self._target)
        if self.futures is not None and self.futures.month > 0:
            self._before = keep_lines(self.futures, self.choices)
            self._kept = (self.futures, self._painter, former or self.choices)
        self._target = month if replay and not self.playing else 0
        later = ""
        if replay:
            later = "Grey: the run before your change." if self._before else ""
            words += f" and runs to {clock(month)}; grey: before your change." if self._target else "."
        self.notice = Notice(words, self._target, later)
        self._restart, self._steps = True, 0

    def _go_back(self) -> None:
        if self._kept is None or self.futures is None:
            return
        leaves = (self.futures, self._painter, self.choices)
        self.futures, self._painter, self.choices = self._kept
        self._kept = leaves if leaves[0].month else None
        self.playing, self._restart, self._target, self._steps = False, False, 0, 0
        self._before = {}
        self.notice = Notice("The run before is back, as it was.", self.futures.month)
        self._repaint = True

    def _heard(self) -> None:
        """Draw again: something was worked out beside the page."""
        with self._lock:
            self._repaint = True
        self.start()

    def _work(self) -> None:
        """Do one thing after the other until nothing is left to do."""
        while True:
            with self._lock:
                task = self._next()
                if task is None:
                    self._worker = None
            if task is None:
                if self._closed:
                    self.close()  # what was asked for beside the page a moment ago
                self._show()
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
        if not self._closed:
            self._look_beside(futures)
        self._paint()
        self._wake.clear()
        rest = pause - (time.monotonic() - begun)
        if rest > 0.0 and self.playing:
            self._wake.wait(rest)

    def _look_beside(self, futures: Futures) -> None:
        """Ask for what is worked out beside the page while it is looked at."""
        if futures.month:
            self.luck.follow(futures)
        if self.sides.shown:
            self.sides.follow(self.choices, stories(self.own, self.choices.plugins))

    def _paint(self) -> None:
        """Draw all views and show them; wait until the browser has."""
        with self._lock:
            assert self.futures is not None
            self.frame = self._painter.paint(
                self.futures, self.choices, before=self._before, turn=self.turn, luck=self.luck
            )
            self.frame["stories"] = side_by_side(self.sides, self.futures, self.choices, self.own)
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
