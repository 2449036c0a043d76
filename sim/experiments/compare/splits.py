"""Exact splits of what stories change, of every story and seed: jobs by force and by buyer, pay by force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from sim.experiments.figures.decomposition import Weights, by_buyer, decompose, without_policies
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.figures.wages import split_wages
from sim.experiments.run.run import Results
from sim.scenario import Scenario

__all__ = ["split_demand", "split_jobs", "split_pay"]

Runs = Mapping[tuple[str, int], Results]
Tables = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def split_jobs(runs: Runs, names: Sequence[str], weights: Weights, *, by_seed: bool = False) -> pl.DataFrame:
    """Return the parts of the change of employment (``figures.decomposition.decompose``).

    Parameters
    ----------
    runs : mapping of (str, int) to Results
        By scenario and seed; stories without their policies, where these were run, are among them.
    names : sequence of str
        The counterfactual, then the stories.
    weights : {"no_ai", "shapley"}
        At which output shares count.
    by_seed : bool
        Return the figures of each seed instead of their mean and interval.
    """
    return _of_all(runs, names, by_seed, lambda _, macro: decompose(*macro, weights=weights))


def split_demand(
    runs: Runs,
    names: Sequence[str],
    scenarios: Mapping[str, Scenario],
    weights: Weights,
    *,
    by_seed: bool = False,
) -> pl.DataFrame:
    """Return who asks for the change of output, in jobs (``figures.decomposition.by_buyer``)."""

    def split(name: str, macro: Tables) -> pl.DataFrame:
        _, plain, base = macro
        imported = scenarios[name].hardware.imported_share
        return by_buyer(plain, base, imported=imported, weights=weights)

    return _of_all(runs, names, by_seed, split)


def split_pay(runs: Runs, names: Sequence[str], *, by_seed: bool = False) -> pl.DataFrame:
    """Return the parts of the change of real pay (``figures.wages.split_wages``)."""
    return _of_all(runs, names, by_seed, lambda _, macro: split_wages(macro[0], macro[2]))


def _of_all(
    runs: Runs, names: Sequence[str], by_seed: bool, split: Callable[[str, Tables], pl.DataFrame]
) -> pl.DataFrame:
    """Split every story and seed; ``split`` gets tables of it, of it without policies, of the base."""
    base, *stories = names
    seeds = [seed for name, seed in runs if name == base]
    macro = {key: results.frames["macro"] for key, results in runs.items()}
    parts = []
    for name in stories:
        for seed in seeds:
            story = macro[name, seed]
            plain = macro.get((without_policies(name), seed), story)
            key = [pl.lit(name).alias("scenario"), pl.lit(seed, pl.Int64).alias("seed")]
            parts.append(split(name, (story, plain, macro[base, seed])).select(*key, pl.all()))
    values = pl.concat(parts)
    return values if by_seed else over_seeds(values, ["scenario", "month", "year", "part"])
