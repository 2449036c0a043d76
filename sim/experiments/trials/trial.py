"""What a trial is, what it is given on a seed, and how the effects of all seeds become findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.experiments.evidence.findings import Finding, summarise, with_interval
from sim.experiments.run.fork import Step, burn_in, fork
from sim.experiments.trials.levers import LEVERS
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["AREA", "Effects", "Setting", "Trial", "means", "over_seeds", "pooled", "ratio", "series"]

AREA = "trials"
Effects = Mapping[str, float]
"""What one seed shows, by the name of the figure without the area and the trial."""


@dataclass(frozen=True)
class Setting:
    """An economy without the treatment, on one seed.

    Attributes
    ----------
    sets : tuple of str
        What was typed after ``--set``, and the size.
    seed : int
        Of all branches: who is drawn and what luck they have is the same in every one.
    step : callable
        Moves an economy by a month, and counts that.
    """

    sets: tuple[str, ...]
    seed: int
    step: Step
    known: dict[str, Simulation] = field(default_factory=dict, repr=False)
    """Economies at month 0, by story: trials of one size and seed share them."""

    def scenario(self, story: str = "baseline", **policy: Any) -> Scenario:
        """Return a story in this size, with one policy if ``kind`` and its keys are given."""
        found = Scenario.load(story, list(self.sets), plugins=LEVERS)
        return found.with_({"policy": [policy]}) if policy else found

    def past(self, story: str = "baseline") -> Simulation:
        """Return an economy at month 0, from which every branch goes on; nobody may change it."""
        if story not in self.known:
            self.known[story] = burn_in(self.scenario(story), self.seed, self.step)
        return self.known[story]

    def branch(self, past: Simulation, scenario: Scenario, *, months: int = 0) -> Simulation:
        """Return a copy of ``past`` that has gone on for some months as ``scenario``."""
        twin = fork(past, scenario)
        self.go(twin, months)
        return twin

    def go(
        self, simulation: Simulation, months: int, before: Callable[[Simulation], None] | None = None
    ) -> None:
        """Go on for some months; ``before`` may act on the economy before each of them."""
        for _ in range(months):
            if before is not None:
                before(simulation)
            self.step(simulation)


@dataclass(frozen=True)
class Trial:
    """An experiment that was made in the world and is made here.

    Attributes
    ----------
    name : str
        What is typed after ``tenfold trial``, and the second part of the names of its figures.
    question : str
        What is asked, one sentence.
    people : int
        Persons simulated unless somebody says otherwise.
    months : int
        Months simulated on a seed after the burn-in, all branches together.
    measure : callable
        Makes the experiment on a seed; what it returns goes between processes.
    findings : callable
        Turns what all seeds returned into findings, named without the area.
    """

    name: str
    question: str
    people: int
    months: int
    measure: Callable[[Setting], Any]
    findings: Callable[[Sequence[Any]], list[Finding]]

    def found(self, results: Sequence[Any]) -> list[Finding]:
        """Return the findings of all seeds by their full names."""
        return [one._replace(id=f"{AREA}.{self.name}.{one.id}") for one in self.findings(results)]


def series(simulation: Simulation) -> Mapping[str, np.ndarray]:
    """Return the macroeconomic figures of the months since month 0, by name."""
    macro = simulation.records.frames()["macro"]
    return {name: macro[name].to_numpy().astype(float) for name in macro.columns}


def over_seeds(name: str, values: Sequence[float]) -> Finding:
    """Return mean and interval over the seeds in which there is a figure."""
    kept = [value for value in values if math.isfinite(value)]
    return summarise(name, kept) if kept else Finding(name, math.nan, math.nan, math.nan, math.nan, 0)


def means(results: Sequence[Effects]) -> list[Finding]:
    """Return mean and interval of every figure over seeds."""
    return [over_seeds(name, [one[name] for one in results]) for name in results[0]]


def pooled(name: str, results: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> Finding:
    """Return a figure of all seeds together, with the error that leaving out one seed at a time shows.

    For what is no mean over seeds, a ratio or a share of a sum (the jackknife: Efron and Tibshirani 1993,
    section 11).
    """
    value, count = figure(results), len(results)
    if count < 2:
        return Finding(name, value, math.nan, math.nan, math.nan, count)
    without = np.array([figure([*results[:k], *results[k + 1 :]]) for k in range(count)])
    if not np.isfinite(without).all():  # of a seed without events, or of a value that is never reached
        return Finding(name, value, math.nan, math.nan, math.nan, count)
    error = math.sqrt((count - 1) * float(((without - without.mean()) ** 2).mean()))
    return with_interval(name, value, error, count)


def ratio(name: str, results: Sequence[Effects], over: str, under: str) -> Finding:
    """Return the ratio of two means over seeds."""

    def figure(chosen: Sequence[Effects]) -> float:
        top, bottom = (float(np.mean([one[key] for one in chosen])) for key in (over, under))
        return top / bottom if bottom else math.nan

    return pooled(name, results, figure)
