"""The policy lab: stories crossed with policy packages on common random numbers, against doing nothing.

Every arm of a story and seed shares its burn-in and its random numbers with the reference, the same story
without the packages. Differences are taken seed by seed; intervals are 95 per cent t intervals over seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from sim.arguments import count_of, list_of, seed_of
from sim.errors import ScenarioError, UserError
from sim.experiments.figures.asked import own_words, words_to_keep
from sim.experiments.lab.cell import Cell, Cells
from sim.experiments.lab.measures import named_measures
from sim.experiments.lab.packages import NONE, Package, parse_packages
from sim.experiments.lab.results import KIND, NO_AI, PolicyComparison
from sim.experiments.lab.tables import CellResults
from sim.experiments.public_finance.financing import refuse_shortfalls
from sim.experiments.run.kept import forget, run_kept
from sim.experiments.run.progress import say_idle
from sim.experiments.run.resources import processors
from sim.experiments.run.run import ScenarioLike, as_compared
from sim.experiments.run.same_names import refuse_same_names
from sim.experiments.run.shared_past import early_values
from sim.parameters.explain import show
from sim.plugins.plugin import Plugin, as_plugins
from sim.policies import policy_names
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.tables import results_folder
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["HORIZONS", "REPLICATES", "as_packages", "compare_policies"]

HORIZONS = (1, 5, 10, 15)
"""Years at which effects are reported, as far as the runs reach, beside the last."""
REPLICATES = 10


def compare_policies(
    stories: Sequence[ScenarioLike],
    policies: Sequence[str | Package],
    *,
    replicates: int = REPLICATES,
    people: int | None = None,
    months: int | None = None,
    horizons: Sequence[int] | None = None,
    first_seed: int = 1,
    no_ai: bool = True,
    chance: bool = True,
    processes: int | None = None,
    progress: bool = True,
    title: str = "",
    question: str = "",
    about: Sequence[str] = (),
    figures: Sequence[str] = (),
    on_credit: bool = False,
    out: Path | str | None = None,
    unfinished: Path | None = None,
    anyway: bool = False,
) -> PolicyComparison:
    """Cross stories with policy packages.

    Parameters
    ----------
    stories : sequence of Scenario, str or Path
        A story's own policies are part of its reference and of every arm.
    policies : sequence of str or Package
        Packages, or lines that make them: ``"universal_basic_income:amount=500/1000,financed_by=gpu_tax"``.
    replicates : int
        Seeds: ``first_seed``, ``first_seed + 1``, and so on.
    people, months : int or None
        Instead of the stories' own size and length; stories of the default size have 20,000 people here.
    horizons : sequence of int or None
        Years at which effects are reported; by default 1, 5, 10, 15 and the last.
    first_seed : int
        First seed.
    no_ai : bool
        Also run the economy without AI, which has no policy, and hold everybody against their path in it.
    chance : bool
        Also run each story's twin with other luck, which tells what luck does to winners and losers.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    progress : bool
        Show a progress bar on a terminal.
    title, question : str
        Head of the report.
    about : sequence of str
        What the answer of the report says (``study.SUBJECTS``), the main thing first; empty for all.
    figures : sequence of str
        Figures of the report beside those of every report, by name: ``inflation``, ``layoffs``.
    on_credit : bool
        Also run packages whose tax is known beforehand not to cover the cost; the rest is borrowed.
    out : path or None
        Folder for the results; it keeps finished runs, and the same call goes on with them if interrupted.
    unfinished : path or None
        Folder that keeps finished runs where the caller writes the results; it is the caller who clears it.
    anyway : bool
        Start also where memory does not suffice.

    Returns
    -------
    PolicyComparison
        Every figure of every arm, and what the packages change.

    Raises
    ------
    UserError
        If a story, a package or the folder is not valid, the runs are shorter than a year, or what is to pay
        for a package is known not to cover it (``on_credit``).
    """
    with results_folder(out) as folder:
        replicates, first_seed = count_of("replicates", replicates), seed_of(first_seed)
        scenarios = {scenario.name: scenario for scenario in _resolve(stories, people, months)}
        plugins = as_plugins([plugin for scenario in scenarios.values() for plugin in scenario.plugins])
        if plugins:  # a package of theirs is held against every story
            scenarios = {name: story.with_({"plugins": list(plugins)}) for name, story in scenarios.items()}
        packages = as_packages(policies, plugins)
        for story in scenarios.values():
            for one in packages:
                _refuse_twice_in_force(story, one)
        asked = named_measures(figures, list(scenarios.values()))
        years = min(scenario.run.months for scenario in scenarios.values()) // MONTHS_PER_YEAR
        if years < 1:
            raise UserError("the policy lab compares whole years; run at least 12 months.")
        reported = horizons or (*HORIZONS, years)  # the last year is always one of them
        shown = tuple(sorted({h for h in reported if h <= years} or {years}))
        seeds = tuple(range(first_seed, first_seed + replicates))
        say_idle((story.resolved() for story in scenarios.values()), show=progress)
        runs = [story.run.model_dump() for story in scenarios.values()]
        say_idle(({"run": run, "policy": one.tables} for run in runs for one in packages), show=progress)
        active = tuple(one for one in packages if not one.is_null)
        plain = as_compared(NO_AI, people=people, months=months, plugins=plugins)
        beside = {
            name: _without_ai(story, plain) if no_ai and name != NO_AI else None
            for name, story in scenarios.items()
        }
        cells = [
            Cell(story, seed, active, shown, chance, beside[name])
            for seed in seeds
            for name, story in scenarios.items()
        ]
        everything = dict(scenarios)
        sharing = next((name for name, other in beside.items() if other is plain), None)
        if no_ai and NO_AI not in scenarios:
            everything[NO_AI] = plain
            if sharing is None:
                cells += [Cell(plain, seed, (), shown, False) for seed in seeds]
        if not on_credit:
            refuse_shortfalls([(one.name, one.policies) for one in active], list(scenarios.values()))
        stopwatch = Stopwatch.start()
        options = {"processes": processes, "progress": progress, "label": "Policy lab", "anyway": anyway}
        results = run_kept(cells, Cells(), folder or unfinished, **options)
        record = manifest_of(everything, seeds, stopwatch, kind=KIND) | {
            "title": title,
            "question": question,
            "about": list(about),
            "figures": [one.name for one in asked],
            "words": words_to_keep(own_words(list(everything.values()))),
            "stories": list(scenarios),
            "horizons": list(shown),
            "packages": [{"name": p.name, "label": p.label, "policy": p.tables} for p in packages],
            "months_simulated": sum(result.months_simulated for result in results),
            "people": results[0].people,
            "processes": processes or processors(),
        }
        comparison = PolicyComparison(
            tuple(scenarios),
            tuple(packages),
            shown,
            seeds,
            _stack(cells, results, "values", None if NO_AI in scenarios else sharing),
            _stack(cells, results, "groups"),
            _stack(cells, results, "winners"),
            _stack(cells, results, "policies"),
            _stack(cells, results, "books"),
            everything,
            record,
            tuple(record["figures"]),
        )
        if folder is not None:
            comparison.write(folder)
            forget(folder)
        return comparison


def _refuse_twice_in_force(story: Scenario, one: Package) -> None:
    """Refuse, before anything runs, a policy of a package that the story has already and that comes once."""
    try:
        policy_names((*story.policy, *one.policies))
    except ScenarioError as error:
        raise UserError(f"package {one.name} in {story.name}: {error}") from None


def as_packages(policies: Sequence[str | Package], plugins: tuple[Plugin, ...] = ()) -> list[Package]:
    """Return packages from packages and from lines that make them, perhaps of plugins' policies."""
    found: list[Package] = []
    for one in list_of("policies", policies, 'packages, each a Package or a line like "ubi:amount=500"'):
        if not isinstance(one, Package | str):
            raise UserError(f"policies has {show(one)}; each must be a Package or a line of text.")
        found += [one] if isinstance(one, Package) else parse_packages([one], plugins=plugins)
    if not found:
        raise UserError("there is no policy to compare; name at least one.")
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1 or name == NONE:
            raise UserError(f"two packages are called {name}; give one of them another name.")
    return found


def _resolve(stories: Sequence[ScenarioLike], people: int | None, months: int | None) -> list[Scenario]:
    given = list_of("stories", stories, "scenarios, each its name, a file or a Scenario")
    found = [as_compared(story, people=people, months=months) for story in given]
    if not found:
        raise UserError("there is no story to run the policies in; name at least one.")
    refuse_same_names(found, "story", "two stories")
    return found


def _without_ai(story: Scenario, plain: Scenario) -> Scenario:
    """Return ``plain`` if it has the past of a story, which then goes on without AI as it; else its own."""
    if early_values(story.resolved()) == early_values(plain.resolved()):
        return plain
    return story.with_({"compute.enabled": False, "policy": []})


def _stack(
    cells: Sequence[Cell], results: Sequence[CellResults], table: str, sharing: str | None = None
) -> pl.DataFrame:
    """Put the tables of all cells one below the other, and the economy without AI of one story last."""
    parts = []
    for cell, result in zip(cells, results, strict=True):
        key = [pl.lit(cell.story.name).alias("story"), pl.lit(cell.seed, pl.Int64).alias("seed")]
        parts.append(getattr(result, table).select(*key, pl.all()))
    for cell, result in zip(cells, results, strict=True):
        if sharing and cell.story.name == sharing:
            names = [pl.lit(NO_AI).alias("story"), pl.lit(cell.seed, pl.Int64).alias("seed")]
            parts.append(result.without_ai.select(*names, pl.lit(NONE).alias("policy"), pl.all()))
    stacked: pl.DataFrame = pl.concat(parts)
    first = ["story", "policy", "seed"]
    return stacked.select(*first, pl.exclude(first))
