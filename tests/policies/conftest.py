"""An economy in which AI is at work, with one policy or none, month by month and on common random numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

SEEDS = tuple(
    range(5, 13)
)  # a tax on GPUs is borne by their owners for the most part: what it leaves is small
BUSY = {
    "run.people": 3_000,
    "run.burn_in_months": 6,
    "run.months": 24,
    "adoption.initial_share": 0.8,
    "adoption.speed": 0.3,
    "compute.gpu_worker_ratio_start": 2.0,
    "compute.foreign_ownership": 0.3,
}

LARGER = {"run__people": 10_000, "run__burn_in_months": 24}  # a sign that a bank answers to is a small one


def economy(
    tables: Sequence[dict[str, Any]] = (),
    story: str = "pessimistic",
    seed: int = 5,
    *,
    children: bool = False,
    **changes: Any,
) -> Any:
    """Return a simulation of a story in which many tasks are automated from the start.

    With ``children`` every third person has one, unless people live in households, which have theirs.
    """
    from sim.scenario import Scenario
    from sim.simulation import Simulation
    from sim.state.households import packed_children

    values = BUSY | {name.replace("__", "."): value for name, value in changes.items()}
    simulation = Simulation(Scenario.load(story).with_({**values, "policy": list(tables)}), seed=seed)
    if children and not simulation.scenario.population.households:
        simulation.state.workers.children[::3] = packed_children(0, 1, 0)
    return simulation


@pytest.fixture(scope="session")
def policy_economy() -> Callable[..., Any]:
    """Return the function that makes such an economy."""
    return economy


@pytest.fixture(scope="session")
def last_year() -> Callable[..., dict[str, float]]:
    """Return a function that runs an economy with some policies and gives the means of its last year.

    Policies that go on from one past share its burn-in, to the same bits as each from its own start.
    """
    from sim.experiments.run.fork import fork

    known: dict[str, dict[str, float]] = {}
    pasts: dict[str, Any] = {}

    def run(*tables: dict[str, Any], **changes: Any) -> dict[str, float]:
        past = repr(sorted(changes.items()))
        key = repr((tables, past))
        if key not in known:
            if past not in pasts:
                pasts[past] = economy(**changes)
                pasts[past].run(0)
            simulation = fork(pasts[past], pasts[past].scenario.with_({"policy": list(tables)}))
            simulation.run()
            known[key] = figures_of(simulation.records.frames(), 12)
        return known[key]

    return run


@pytest.fixture(scope="session")
def changes(last_year: Callable[..., dict[str, float]]) -> Callable[..., np.ndarray]:
    """Return a function that gives what a policy changes in a figure, seed by seed."""

    def change(table: dict[str, Any], figure: str) -> np.ndarray:
        from sim.policies import find

        given = LARGER | ({"children": True} if find(table["kind"]).needs_households else {})
        runs = [
            (last_year(table, seed=seed, **given)[figure], last_year(seed=seed, **given)[figure])
            for seed in SEEDS
        ]
        return np.array([with_policy - without for with_policy, without in runs])

    return change


def figures_of(frames: dict[str, pl.DataFrame], months: int) -> dict[str, float]:
    """Return means of the last months, named as policies do.

    ``COLUMN`` is one of macro; others are ``TABLE.COLUMN`` and ``TABLE.GROUP.COLUMN``.
    """
    figures = dict(frames["macro"].tail(months).mean().row(0, named=True))
    flows = frames["labour_flows"].tail(months).mean().row(0, named=True)
    figures |= {f"labour_flows.{name}": value for name, value in flows.items()}
    deciles = frames["income_deciles"].tail(10 * months).group_by("decile").mean()
    for row in deciles.iter_rows(named=True):
        figures |= {f"income_deciles.{row['decile']}.{name}": value for name, value in row.items()}
    policies = frames["policies"]
    if policies.height:
        first = policies.filter(pl.col("policy") == policies["policy"][0]).tail(months)
        numbers = ("cost", "own_revenue", "tax_revenue", "rate", "unfunded_share", "recipients")
        figures |= {f"policies.{name}": first[name].mean() for name in numbers}
    return figures
