"""An economy in which AI is at work, with one policy or none, month by month and on common random numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

BUSY = {
    "run.people": 3_000,
    "run.burn_in_months": 6,
    "run.months": 24,
    "adoption.initial_share": 0.8,
    "adoption.speed": 0.3,
    "compute.gpu_worker_ratio_start": 2.0,
    "compute.foreign_ownership": 0.3,
}


def economy(
    tables: Sequence[dict[str, Any]] = (), story: str = "pessimistic", seed: int = 5, **changes: Any
) -> Any:
    """Return a simulation of a story in which many tasks are automated from the start."""
    from sim.scenario import Scenario
    from sim.simulation import Simulation

    values = BUSY | {name.replace("__", "."): value for name, value in changes.items()}
    return Simulation(Scenario.load(story).with_({**values, "policy": list(tables)}), seed=seed)


@pytest.fixture(scope="session")
def policy_economy() -> Callable[..., Any]:
    """Return the function that makes such an economy."""
    return economy


@pytest.fixture(scope="session")
def last_year() -> Callable[..., dict[str, float]]:
    """Return a function that runs an economy with some policies and gives the means of its last year."""
    known: dict[str, dict[str, float]] = {}

    def run(*tables: dict[str, Any], **changes: Any) -> dict[str, float]:
        key = repr((tables, sorted(changes.items())))
        if key not in known:
            simulation = economy(tables, **changes)
            simulation.run()
            frames = simulation.records.frames()
            means = frames["macro"].tail(12).mean().row(0, named=True)
            flows = frames["labour_flows"].tail(12).mean().row(0, named=True)
            deciles = frames["income_deciles"].tail(120).group_by("decile").mean().sort("decile")
            known[key] = {
                **means,
                **{f"flow_{name}": value for name, value in flows.items()},
                "poorest_tenth": deciles["disposable_income"][0],
                "richest_tenth": deciles["disposable_income"][-1],
                "richest_taxes": deciles["taxes"][-1],
            }
            if tables:
                rows = frames["policies"].filter(
                    frames["policies"]["policy"] == frames["policies"]["policy"][0]
                )
                known[key] |= {
                    f"policy_{name}": rows[name].tail(12).mean()
                    for name in ("cost", "own_revenue", "tax_revenue", "rate", "unfunded_share", "recipients")
                }
        return known[key]

    return run
