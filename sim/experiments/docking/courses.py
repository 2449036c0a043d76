"""The runs of a docking: an economy without AI and what becomes of it in several cases, from one burn-in.

Neither AI nor its rules act before month 0, so that cases which agree on everything else share the burn-in
and the run without AI; every figure is a difference within one seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.run.fork import burn_in, counted, fork
from sim.experiments.run.task import ProgressCallback
from sim.parameters import SECTIONS
from sim.parameters.declare import declarations
from sim.phases.capital import machines
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["PLAIN", "Case", "Course", "Courses", "Pair", "Pairs", "Settlement", "in_groups"]

PLAIN = "without AI"
"""Name of the run without AI among the courses of a settlement."""
OF_AI = ("adoption", "compute_price", "compute_investment")
"""Slots whose rules do nothing without AI; cases differ in their parameters, not in the rules."""

Floats = NDArray[np.float64]
Window = tuple[int, int]
"""First month, and the month after the last."""


class Case(NamedTuple):
    """A scenario of a study, what is changed in it, and how long it runs.

    Parameters
    ----------
    name : str
        Unique in its study.
    scenario : str
        Built-in scenario.
    months : int
        Months after the burn-in.
    changes : mapping
        Values by dotted key.
    """

    name: str
    scenario: str
    months: int
    changes: Mapping[str, object] = {}

    def load(self, overrides: Iterable[str], people: int | None) -> Scenario:
        """Return the scenario with its changes, and with those of the user on top."""
        scenario = Scenario.load(self.scenario, list(overrides))
        sizes = {"run.months": self.months} | ({} if people is None else {"run.people": people})
        return scenario.with_({**self.changes, **sizes, "name": self.name})


class Course(NamedTuple):
    """What a run left, month by month.

    Attributes
    ----------
    macro : polars.DataFrame
        The table of that name, with ``capital``: all capital and the machines in use, in the unit of
        ``state.macro.capital``.
    occupations : dict of str to float64 array (months, occupations)
        Employment, unemployed, vacancies and going wage.
    """

    macro: pl.DataFrame
    occupations: dict[str, Floats]

    def mean(self, column: str, window: Window) -> float:
        """Return the mean of a column of the macro table over some months."""
        part = self.macro[column][window[0] : window[1]]
        return float(part.mean() or 0.0)  # type: ignore[arg-type]

    def until(self, months: int) -> Course:
        """Return the first months."""
        return Course(
            self.macro.head(months), {name: values[:months] for name, values in self.occupations.items()}
        )

    def by_occupation(self, column: str, window: Window) -> Floats:
        """Return the mean of a column of the occupations over some months."""
        return np.asarray(self.occupations[column][window[0] : window[1]].mean(axis=0), np.float64)


class Pair(NamedTuple):
    """A case beside the economy without AI, on one seed."""

    story: Course
    plain: Course
    cognitive: Floats
    """float64 array (occupations,): 1 for cognitive work (SOC 11 to 29, 41, 43), 0 for other work."""
    exposure: Floats
    """float64 array (occupations,): share of tasks that language models speed up (``human_beta``)."""
    mobility: Floats
    """float64 array (occupations, occupations): where those go who change, each row adds up to 1."""


Pairs = Mapping[str, Pair]
"""The cases of a study by name, on one seed."""
Courses = dict[str, Pair]


class Settlement(NamedTuple):
    """Cases that share burn-in and run without AI, on one seed: one task for a process."""

    cases: tuple[Scenario, ...]
    seed: int

    @property
    def plain(self) -> Scenario:
        """The economy without AI, as long as the longest case."""
        longest = max(case.run.months for case in self.cases)
        return self.cases[0].with_({"compute.enabled": False, "run.months": longest, "name": PLAIN})

    @property
    def months(self) -> int:
        """Months to simulate in all."""
        plain = self.plain.run
        return plain.burn_in_months + plain.months + sum(case.run.months for case in self.cases)

    def __str__(self) -> str:
        return f"{', '.join(case.name for case in self.cases)} (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> Courses:
        """Run the burn-in once, the economy without AI and every case, and return them in pairs."""
        step = counted(progress, self.months)
        plain = self.plain
        start = burn_in(plain, self.seed, step)

        def course(scenario: Scenario) -> Course:
            simulation = fork(start, scenario)
            capital = []
            for _ in range(scenario.run.months):
                step(simulation)
                capital.append(_capital(simulation))
            simulation.run()  # no month is left: new compiled code is sealed
            return _course(simulation, capital)

        without = course(plain)
        known = start.calibration
        of_occupations = (known.exposure["cognitive"], known.exposure["human_beta"], known.mobility)
        arrays = [np.array(values, np.float64) for values in of_occupations]
        return {case.name: Pair(course(case), without.until(case.run.months), *arrays) for case in self.cases}


def in_groups(cases: Iterable[Scenario], seeds: Iterable[int]) -> list[Settlement]:
    """Put cases together that differ only in what matters with AI from month 0 on.

    Parameters
    ----------
    cases : iterable of Scenario
        With names of their own.
    seeds : iterable of int
        Every group runs on each of them.
    """
    groups: dict[str, list[Scenario]] = {}
    for case in cases:
        groups.setdefault(_without_ai(case), []).append(case)
    return [Settlement(tuple(group), seed) for seed in seeds for group in groups.values()]


def _without_ai(scenario: Scenario) -> str:
    """Return everything of a scenario that matters without AI, and the names of its rules, as text."""
    tables: dict[str, Any] = scenario.resolved()
    matters = {
        f"{name}.{key}": tables[name][key]
        for name, section in SECTIONS.items()
        for key, declared in declarations(section).items()
        if declared.without_ai and (name, key) != ("run", "months")
    }
    rules = {
        slot: rule["rule"] if slot in OF_AI and isinstance(rule, dict) else rule
        for slot, rule in tables["rules"].items()
    }
    return repr(sorted(matters.items())) + repr(sorted(rules.items())) + repr(tables["policy"])


def _capital(simulation: Simulation) -> float:
    """Return all capital with the machines in use, cents a month that its use costs at base-year prices."""
    state, flows = simulation.state, simulation.flows
    at_work = machines(state, flows.market, simulation.scenario) if flows is not None else 0.0
    return float(state.macro.capital.sum()) + at_work


def _course(simulation: Simulation, capital: list[float]) -> Course:
    frames = simulation.records.frames()
    macro = frames["macro"].join(frames["labour_flows"].drop("year"), on="month", how="left")
    table = frames["occupations"]
    months = macro.height
    columns = ("employment", "unemployed", "vacancies", "wage")
    occupations = {column: table[column].to_numpy().reshape(months, -1) for column in columns}
    return Course(macro.with_columns(capital=pl.Series(capital, dtype=pl.Float64)), occupations)
