"""How far luck alone carries the futures of a page: the same choices with other seeds.

A band goes from the lowest to the highest of all histories month by month, the page's own among them. Few
histories make no interval of confidence, and the page calls it what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.dashboard.beside.companion import COMPANION
from sim.dashboard.beside.histories import MOST_PEOPLE, History, Lives, Recorded
from sim.dashboard.futures import Futures
from sim.report.wording import number
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["LEAST", "SEEDS", "Luck"]

SEEDS = 5
"""Histories of a page where nothing else is said, its own among them."""

LEAST = 3
"""Histories without which no range is told."""

MOST_SEED = 2_147_483_647

Read = Callable[[Recorded], Sequence[float]]
"""Reads a line, month by month, from records."""


class Luck:
    """Further histories of what a page shows.

    Parameters
    ----------
    seeds : int
        Histories in all, the page's own among them; 1 for none beside it.
    heard : callable
        Is called when there is another one.
    """

    def __init__(self, seeds: int, heard: Callable[[], None]) -> None:
        self.wanted, self.heard = seeds - 1, heard
        self.histories: list[Mapping[str, History]] = []
        self.failed = 0
        self._scenarios: dict[str, Scenario] = {}

    def follow(self, futures: Futures) -> None:
        """Have the further histories of what is shown lived through, unless they are already."""
        scenarios = {name: economy.scenario for name, economy in futures.by_name().items()}
        if futures.without_policies is futures.story:
            del scenarios["without_policies"]
        if self.wanted < 1 or self._known(scenarios):
            return
        self.histories, self.failed, self._scenarios = [], 0, scenarios
        first = futures.story.simulation.seed
        tasks = [Lives(scenarios, (first + place) % MOST_SEED) for place in range(1, self.wanted + 1)]

        def hear(history: Mapping[str, History] | None) -> None:
            if self._scenarios is not scenarios:
                return
            if history is None:
                self.failed += 1
            else:
                self.histories.append(history)
            self.heard()

        COMPANION.want(self, tasks, hear)

    def forget(self) -> None:
        """Give up what is under way, and what there is."""
        self.histories, self._scenarios = [], {}
        COMPANION.forget(self)

    def band(self, read: Read, futures: Futures, name: str) -> list[tuple[float, float]]:
        """Return lowest and highest of a line in a future, month by month; nothing if there are few.

        Parameters
        ----------
        read : callable
            Reads the line from records.
        futures : Futures
            What is shown.
        name : str
            Which future: a name of :meth:`Futures.by_name`.
        """
        lines = self._lines(read, futures, name)
        if len(lines) < LEAST:
            return []
        ends = np.array(lines)
        return list(zip(ends.min(axis=0).tolist(), ends.max(axis=0).tolist(), strict=True))

    def range_of_change(self, column: str, futures: Futures, against: str) -> tuple[float, float] | None:
        """Return lowest and highest change of a column of ``macro``, mean of the last 12 months.

        It is the story's less that of the future called ``against``, each with the same luck.
        """
        story, other = (
            self._lines(lambda records: records.series("macro", column), futures, name)
            for name in ("story", against)
        )
        if len(story) < LEAST or not futures.month:
            return None
        changes = [
            float(np.mean(here[-MONTHS_PER_YEAR:]) - np.mean(there[-MONTHS_PER_YEAR:]))
            for here, there in zip(story, other, strict=True)
        ]
        return min(changes), max(changes)

    def words(self, futures: Futures) -> str:
        """Say what the band is, or how far it is."""
        if self.wanted < 1 or not self._scenarios or not futures.month:
            return ""
        done, people = len(self.histories) + 1, futures.story.scenario.run.people
        left = self.wanted + 1 - done - self.failed
        if done < LEAST and not left:
            return "How far luck alone carries the lines could not be worked out; the terminal says why."
        if done < LEAST:
            return (
                f"How far luck alone carries the lines is being worked out: {done - 1} of {self.wanted} "
                "further histories done."
            )
        words = f"Shaded: lowest to highest of {done} histories that differ only in luck"
        words += f" (another {left} to come)" if left else ""
        if people > MOST_PEOPLE:
            words += f"; the further ones have {number(MOST_PEOPLE, 0)} people, and so more of it"
        return f"{words}."

    def _known(self, scenarios: Mapping[str, Scenario]) -> bool:
        """Tell whether these are the ones whose histories there are; the very same ones are known at once."""
        before = self._scenarios
        if scenarios.keys() != before.keys():
            return False
        for name, scenario in scenarios.items():
            if scenario is not before[name] and scenario != before[name]:
                return False
            before[name] = scenario
        return True

    def _lines(self, read: Read, futures: Futures, name: str) -> list[Sequence[float]]:
        """Return a line in every history, as long as the page's own, which is the first."""
        own = read(futures.by_name()[name].records)
        months = len(own)
        others = [read(history.get(name, history["story"]))[:months] for history in self.histories]
        return [own, *(line for line in others if len(line) == months)]
