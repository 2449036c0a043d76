"""From the points of a design to the runs that are needed, each known by what makes its results."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from sim.errors import ScenarioError
from sim.experiments.run.shared_past import past_of
from sim.experiments.sweep.design import Row
from sim.experiments.sweep.factors import OPTIONS, STORY, Factor, Value
from sim.experiments.sweep.file import Sweep
from sim.records.provenance import model_version
from sim.scenario import Scenario

__all__ = ["Plan", "SweepJob", "identify", "make_plan", "months_in_all", "with_pasts"]

WORDS = ("name", "title", "question")
"""Keys of a scenario that change no number."""


class SweepJob(NamedTuple):
    """One run to be done, in plain values that any process on any machine can read."""

    run: str
    """Identity: a hash of scenario, seed and version of the model."""
    tables: dict[str, Any]
    """The resolved scenario."""
    seed: int
    model: str
    """Version of the model that is to do it."""
    outputs: tuple[str, ...]
    series: tuple[str, ...]
    past: str = ""
    """Identity of the months before month 0, where other runs share them (``with_pasts``)."""

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return int(self.tables["run"]["months"]) + self.burn_in

    @property
    def burn_in(self) -> int:
        """Months before month 0."""
        return int(self.tables["run"]["burn_in_months"])


class Plan(NamedTuple):
    """All runs of a sweep and the design that they belong to."""

    design: pl.DataFrame
    """``point``, ``seed``, ``run``, ``counterfactual`` (a run, or null) and a column a factor."""
    jobs: dict[str, SweepJob]
    """Runs by identity, in the order in which they are best done."""

    @property
    def only_counterfactuals(self) -> set[str]:
        """Runs that points are held against, and that are none of the points themselves."""
        return set(self.design["counterfactual"].drop_nulls()) - set(self.design["run"])


def identify(tables: dict[str, Any], seed: int, model: str) -> str:
    """Return the identity of a run.

    Parameters
    ----------
    tables : dict
        The resolved scenario, as ``Scenario.resolved`` returns it.
    seed : int
        Names the random numbers.
    model : str
        From ``sim.records.provenance.model_version``.

    Returns
    -------
    str
        24 hexadecimal digits. Two runs with one identity have the same results.
    """
    what = {key: value for key, value in tables.items() if key not in WORDS}
    what["run"] = {key: value for key, value in tables["run"].items() if key != "seed"}
    text = json.dumps([what, seed, model], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def make_plan(sweep: Sweep, rows: Sequence[Row]) -> Plan:
    """Return the runs that the points ``rows`` need.

    Raises
    ------
    ScenarioError
        If a point is no valid scenario: found out here, before the first run.
    """
    scenarios = _Scenarios(sweep)
    jobs: dict[str, SweepJob] = {}
    lines = []
    pairs = [(scenarios.of_point(row), scenarios.without_ai(row)) for row in rows]
    for seed in sweep.seeds:
        known: dict[int, str] = {}  # points share counterfactuals, each one object
        for point, (scenario, counterfactual) in enumerate(pairs):
            runs: list[str | None] = []
            for one in (scenario, counterfactual):
                if one is None:
                    runs.append(None)
                    continue
                model = model_version(one["run"]["data"])
                if id(one) not in known:
                    known[id(one)] = identify(one, seed, model)
                run = known[id(one)]
                jobs.setdefault(run, SweepJob(run, one, seed, model, sweep.outputs, sweep.series))
                runs.append(run)
            lines.append((point, seed, *runs, *rows[point].values()))
    return Plan(_design(sweep.factor, lines), jobs)


def with_pasts(jobs: Sequence[SweepJob]) -> list[SweepJob]:
    """Return the jobs with the past that they share with another, those of one past together.

    The order is otherwise as it was: a past stands where the first of its runs stood.
    """
    groups: dict[str, list[SweepJob]] = {}
    for job in jobs:
        groups.setdefault(past_of(job.tables, job.seed) or job.run, []).append(job)
    return [
        job._replace(past=past) if len(group) > 1 else job for past, group in groups.items() for job in group
    ]


def months_in_all(jobs: Sequence[SweepJob], workers: int) -> int:
    """Return the months to simulate if ``workers`` processes do all jobs, a past that is shared once each.

    Processes of which two or more work on one past have it each for themselves: this many at most.
    """
    shared = {job.past: job.burn_in for job in jobs if job.past}
    pasts = sum(shared.values())
    again = max(0, workers - len(shared)) * max(shared.values(), default=0)
    return sum(job.months - (job.burn_in if job.past else 0) for job in jobs) + pasts + again


def _design(factors: Sequence[Factor], lines: list[tuple[Any, ...]]) -> pl.DataFrame:
    schema: dict[str, Any] = {
        "point": pl.Int32,
        "seed": pl.Int64,
        "run": pl.String,
        "counterfactual": pl.String,
    }
    for factor in factors:
        schema[factor.column] = _type(factor)
    texts = [place for place, name in enumerate(schema) if place > 3 and schema[name] == pl.String]
    rows = [tuple(str(v) if place in texts else v for place, v in enumerate(line)) for line in lines]
    return pl.DataFrame(rows, schema, orient="row", strict=False)


def _type(factor: Factor) -> Any:
    if factor.is_numeric:
        return pl.Int64 if factor.is_whole else pl.Float64
    flags = bool(factor.values) and all(isinstance(value, bool) for value in factor.values)
    return pl.Boolean if flags else pl.String


class _Scenarios:
    """Resolved scenarios of points, each made once."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        size = {"people": sweep.people, "months": sweep.months, "burn_in_months": sweep.burn_in_months}
        self.common: dict[str, Any] = {f"run.{k}": v for k, v in size.items() if v is not None}
        self.common |= sweep.set
        self.bases: dict[str, Scenario] = {}
        self.base(sweep.scenario)
        if sweep.counterfactual:
            self.base(sweep.counterfactual)
        self.shared = [factor for factor in sweep.factor if factor.applies_without_ai]
        self.made: dict[str, dict[str, Any]] = {}

    def base(self, name: str) -> Scenario:
        """Return a scenario with what the sweep sets for all."""
        if name not in self.bases:
            data = self.common.get("run.data")
            country = [f"run.data={data}"] if isinstance(data, str) else []  # with the values of its folder
            base = Scenario.load(name, country, plugins=self.sweep.plugins)
            self.bases[name] = base.with_(self.common, place=f"sweep {self.sweep.name}: set")
        return self.bases[name]

    def of_point(self, row: Row) -> dict[str, Any]:
        """Return the resolved scenario of a point."""
        return self._changed(self.sweep.scenario, row, list(self.sweep.factor))

    def without_ai(self, row: Row) -> dict[str, Any] | None:
        """Return the resolved counterfactual of a point: it shares what matters without AI."""
        if not self.sweep.counterfactual:
            return None
        return self._changed(self.sweep.counterfactual, row, self.shared)

    def _changed(self, name: str, row: Row, factors: list[Factor]) -> dict[str, Any]:
        values = {factor.column: row[factor.column] for factor in factors}
        key = json.dumps([name, values])
        if key not in self.made:
            self.made[key] = self._make(name, values, factors).resolved()
        return self.made[key]

    def _make(self, name: str, values: dict[str, Value], factors: list[Factor]) -> Scenario:
        changes: list[tuple[str, dict[str, Any]]] = []
        policies: list[dict[str, Any]] = []
        for factor in factors:
            value = values[factor.column]
            place = f"sweep {self.sweep.name}: {factor.key} = {value}"
            if factor.key == STORY:
                name = str(value)
            elif factor.key == OPTIONS:
                option = next(one for one in factor.option if one.name == value)
                name = option.scenario or name
                changes.append((place, dict(option.set)))
                policies += [dict(table) for table in option.policy]
            else:
                changes.append((place, {factor.key: factor.given(value)}))
        scenario = self.base(name)
        if policies:
            scenario = scenario.with_({"policy": [*scenario.policy, *policies]}, f"sweep {self.sweep.name}")
        return self._apply_all(scenario, changes)

    def _apply_all(self, scenario: Scenario, changes: list[tuple[str, dict[str, Any]]]) -> Scenario:
        together = {key: value for _, change in changes for key, value in change.items()}
        if len(together) == sum(len(change) for _, change in changes):
            with contextlib.suppress(ScenarioError):  # found again below, with the factor that is wrong
                return scenario.with_(together)
        for place, change in changes:
            if change:
                scenario = self._apply(scenario, change, place)
        return scenario

    def _apply(self, scenario: Scenario, change: dict[str, Any], place: str) -> Scenario:
        try:
            return scenario.with_(change, place)
        except ScenarioError as error:
            # whole numbers that a distribution or a list writes as 3.0, where the key takes nothing else
            whole = {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in change.items()}
            try:
                return scenario.with_(whole, place)
            except ScenarioError:
                raise error from None
