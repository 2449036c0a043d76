"""Dock on published studies: run their cases, measure what they publish, and hold both side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from sim.arguments import count_of, seed_of
from sim.errors import UserError
from sim.experiments.docking.agi import KORINEK_SUH
from sim.experiments.docking.courses import Courses, Pairs, in_groups
from sim.experiments.docking.korinek import KORINEK
from sim.experiments.docking.mobility import MOBILITY
from sim.experiments.docking.robots import ROBOTS
from sim.experiments.docking.study import Study
from sim.experiments.docking.tasks import ACEMOGLU, AGHION_BUNEL, GOLDMAN, JONES_TONETTI
from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import (
    INSIDE,
    OUTSIDE,
    Finding,
    side_by_side,
    summarise,
    write_findings,
)
from sim.experiments.run.pool import run_jobs
from sim.parameters.explain import nearest
from sim.records.provenance import own_version

__all__ = ["PEOPLE", "SEEDS", "STUDIES", "Docking", "dock", "named"]

STUDIES = {
    study.name: study
    for study in (
        KORINEK, ACEMOGLU, AGHION_BUNEL, GOLDMAN, JONES_TONETTI, KORINEK_SUH, MOBILITY, ROBOTS,
    )
}  # fmt: skip
ALL = "all"
SEEDS, PEOPLE = 20, 20_000
"""What the verdicts of the documents come from."""


class Docking(NamedTuple):
    """Published figures beside ours.

    Attributes
    ----------
    studies : tuple of Study
        What was docked on.
    findings : tuple of Finding
        Ours, one a record that has a measure.
    seeds, people : int
        Pairs of runs, and simulated persons of each.
    """

    studies: tuple[Study, ...]
    findings: tuple[Finding, ...]
    seeds: int
    people: int

    def table(self, study: Study) -> pl.DataFrame:
        """Return the figures of a study, as :func:`~sim.experiments.evidence.findings.side_by_side`."""
        return side_by_side(study.numbers, self.findings)

    def sentence(self) -> str:
        """Say the outcome in one sentence."""
        verdicts = [verdict for study in self.studies for verdict in self.table(study)["verdict"]]
        inside, outside = verdicts.count(INSIDE), verdicts.count(OUTSIDE)
        others = len(verdicts) - inside - outside
        return (
            f"{inside} of {inside + outside} published figures are met, {others} are not modelled or not "
            f"measured; {self.seeds} pairs of runs with {self.people:,} people each."
        )

    def write(self, file: Path) -> Path:
        """Write the findings as CSV."""
        names = " ".join(study.name for study in self.studies)
        command = f"tenfold dock {names} --seeds {self.seeds} --people {self.people}"
        return write_findings(file, self.findings, people=self.people, command=command, version=own_version())


def named(names: Iterable[str]) -> tuple[Study, ...]:
    """Return studies by name, every one for ``all``.

    Raises
    ------
    UserError
        If there is none of that name.
    """
    found: dict[str, Study] = {}
    for name in names:
        if name == ALL:
            found |= STUDIES
        elif name in STUDIES:
            found[name] = STUDIES[name]
        else:
            meant = nearest(name, STUDIES)
            hint = f"; did you mean {meant}?" if meant else "."
            raise UserError(f"there is no study {name!r} to dock on{hint} There are {', '.join(STUDIES)}.")
    return tuple(found.values())


def dock(
    names: Iterable[str],
    *,
    seeds: int = SEEDS,
    people: int = PEOPLE,
    overrides: Sequence[str] = (),
    first_seed: int = UNFITTED,
    processes: int | None = None,
    progress: bool = True,
    out: Path | None = None,
) -> Docking:
    """Run the cases of studies beside the economy without AI, and measure what the studies publish.

    Parameters
    ----------
    names : iterable of str
        Studies by name (``STUDIES``), or ``all``.
    seeds : int
        Pairs of runs: seeds ``first_seed``, ``first_seed + 1``, and so on.
    people : int
        Simulated persons.
    overrides : sequence of str
        ``section.key=value``, set in every case and in its economy without AI.
    first_seed : int
        First seed.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    progress : bool
        Tell how far it is.
    out : path or None
        CSV file for the findings; its folder is looked for before the first run.

    Raises
    ------
    UserError
        If a name, a value or the file cannot be used.
    """
    seeds, first_seed = count_of("seeds", seeds), seed_of(first_seed)
    if out is not None and not out.resolve().parent.is_dir():
        raise UserError(f"{out}: there is no folder {out.parent}; make it, or name another file.")
    studies = named(names)
    loaded = {}
    for study in studies:
        for case in study.cases:
            name = f"{study.name}.{case.name}"
            loaded[name] = case._replace(name=name).load(overrides, people)
    tasks = in_groups(loaded.values(), range(first_seed, first_seed + seeds))
    found = run_jobs(tasks, processes=processes, progress=progress, label="Docking")
    by_seed: dict[int, Courses] = {}
    for task, courses in zip(tasks, found, strict=True):
        by_seed.setdefault(task.seed, {}).update(courses)
    findings = [
        finding
        for study in studies
        for finding in measure(study, [by_seed[seed] for seed in sorted(by_seed)])
    ]
    docking = Docking(studies, tuple(findings), seeds, people)
    if out is not None:
        docking.write(out)
    return docking


def measure(study: Study, seeds: Sequence[Pairs]) -> list[Finding]:
    """Return what a study publishes, measured in the pairs of every seed (cases named ``study.case``)."""
    start = len(study.name) + 1
    own = [
        {name[start:]: pair for name, pair in pairs.items() if name.startswith(f"{study.name}.")}
        for pairs in seeds
    ]
    published = {number.id.removeprefix(f"{study.figures}.") for number in study.numbers if not number.status}
    return [
        summarise(f"{study.figures}.{name}", [of(pairs) for pairs in own])
        for name, of in study.measures.items()
        if name in published
    ]
