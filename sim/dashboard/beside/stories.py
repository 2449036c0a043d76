"""The stories of a page side by side: the others are lived through with its people, luck and policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sim.dashboard.beside.companion import ASKED_FOR
from sim.dashboard.beside.histories import History, Lives, Recorded
from sim.dashboard.choices import Choices
from sim.dashboard.futures import Futures
from sim.errors import UserError

__all__ = ["NO_AI", "Side", "SideBySide"]

NO_AI = "no AI"
"""Name of the economy without AI."""


class Side:
    """One of the stories: its name, its words, and its records as far as they are there."""

    def __init__(self, name: str, title: str, records: Recorded | None) -> None:
        self.name, self.title, self.records = name, title, records


class SideBySide:
    """Histories of all stories, worked out once somebody wants to see them.

    Parameters
    ----------
    heard : callable
        Is called when there is another one.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self.heard = heard
        self.shown = False
        self._histories: dict[str, History] = {}
        self._choices: Choices | None = None

    def follow(self, choices: Choices, known: Mapping[str, str]) -> None:
        """Have every story lived through, unless that is done.

        Parameters
        ----------
        choices : Choices
            Of the visitor: people, seed and policies are those of every story.
        known : mapping of str to str
            Words of the stories by name.
        """
        plain = replace(choices, story="", technology={}, against="", figures=(), month=0)
        if plain == self._choices:
            return
        self._histories, self._choices = {}, plain
        tasks = []
        for name in sorted(known, key=lambda name: name == choices.story):  # the page has its own
            chosen = replace(plain, story=name)
            try:
                tasks.append(Lives({name: chosen.scenario()}, choices.seed))
            except UserError:  # its policies do not fit this one: it stays empty
                continue

        def hear(histories: Mapping[str, History] | None) -> None:
            if self._choices is plain:
                self._histories.update(histories or {})
                self.heard()

        ASKED_FOR.want(self, tasks, hear)

    def forget(self) -> None:
        """Give up what is under way, and what there is."""
        self._histories, self._choices = {}, None
        ASKED_FOR.forget(self)

    def sides(self, futures: Futures, choices: Choices, known: Mapping[str, str]) -> list[Side]:
        """Return the economy without AI and every story; the one that the page shows is the page's own."""
        own = choices.story if not choices.technology else ""
        found = [Side(NO_AI, "The economy without AI", futures.without_ai.records)]
        for name, words in known.items():
            records = futures.story.records if name == own else self._histories.get(name)
            found.append(Side(name, words.partition(":")[0], records))
        return found
