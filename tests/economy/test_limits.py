"""Limits: a useless GPU, parameters at the ends of their ranges, and what the sources must not do."""

import ast
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sim

PACKAGE = Path(sim.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)

# with AI on but useless these describe the technology and the use of it, and nothing else may differ
TECHNOLOGY = {
    "providers.fleet", "providers.capability", "providers.compute", "firms.adoption", "firms.ai_saving",
    "macro.gpu_worker_ratio", "macro.new_task_index", "macro.mean_adoption", "macro.ai_era", "macro.gpu_rent",
    "macro.saving_kept", "macro.physical_capability", "macro.open_capability", "macro.royalty_rate",
    "macro.compute_budget", "macro.kept_by_rules", "providers.power", "model_owners.gpus",
    "model_owners.capability", "model_owners.compute",
}  # fmt: skip
TECHNOLOGY_RECORDS = {
    "gpus", "gpus_inference", "gpu_rent", "gpu_worker_ratio", "capability", "new_task_index", "gpu_power",
    "compute_hhi", "rent_over_pay", "ai_firm_share", "ai_employment_share", "exposure_now", "ai_share",
    "share", "saving_kept", "gpu_price", "gpu_payback", "supply_at_cap", "royalty_rate", "training",
    "model_capability",
}  # fmt: skip


@pytest.fixture(scope="module")
def without_ai(build):
    """Return a function that gives two years of a story in which AI is off, run once."""

    @cache
    def run(story):
        model = build(story, burn_in=6, compute__enabled=False)
        model.run(24)
        return model

    return run


NOTHING = [(story, 0.0) for story in ("neutral", "optimistic", "bakery", "pessimistic")]


@pytest.mark.parametrize(("story", "ratio"), [*NOTHING, ("neutral", 1e-12), ("pessimistic", 1e-12)])
def test_a_ratio_that_vanishes_is_no_ai_to_the_bit(build, without_ai, columns, story, ratio):
    ratios = {"compute__gpu_worker_ratio": ratio, "compute__gpu_worker_ratio_start": ratio}
    off, on = without_ai(story), build(story, burn_in=6, **ratios)
    on.run(24)
    theirs = columns(on.state)
    for name, column in columns(off.state).items():
        if name not in TECHNOLOGY:
            np.testing.assert_array_equal(column, theirs[name], err_msg=name)
    frames = on.records.frames()
    for table, frame in off.records.frames().items():
        same = [name for name in frame.columns if name not in TECHNOLOGY_RECORDS]
        if table != "providers":
            assert frame.select(same).equals(frames[table].select(same), null_equal=True), table


EXTREMES = {
    "a ratio of a hundred at once": {
        "compute__gpu_worker_ratio": 100.0, "compute__gpu_worker_ratio_start": 100.0,
        "adoption__initial_share": 1.0,
    },
    "free GPUs": {"compute__start_rent": 0.0, "compute__gpu_price": 1.0, "compute__gpu_running_cost": 0.0},
    "no use of AI in month zero": {"adoption__initial_share": 0.0},
    "no GPUs": {"compute__gpus_start": 1.0},
    "nothing that AI does succeeds": {"compute__success_start": 0.0, "compute__failure_halving": 0.01},
    "changing over takes twice the people": {"adoption__adjustment": 2.0, "compute__ratio_growth": 10.0},
    "a cost that few can bear": {"adoption__cost_median": 10.0, "adoption__cost_spread": 5.0},
    "no feasible work": {"compute__feasible_share": 0.0, "compute__capability_bound": 0.05},
    "all rent goes abroad": {"compute__foreign_ownership": 1.0, "compute__foreign_recycling": 0.0},
    "wild cycle": {"cycle__demand_sd": 0.2, "cycle__demand_persistence": 0.99},
    "everybody quits": {"labour__quit_rate": 0.2, "population__employed_exit_rate": 0.5},
    "nobody searches": {
        "labour__unemployed_search": 0.0, "labour__outside_search": 0.0, "labour__employed_search": 0.0,
    },
    "no firm survives": {"firms__exit_rate": 0.99, "firms__young_exit_rate": 0.99, "firms__exit_size": 1e6},
    "no government": {
        "government__purchases": 0.0, "government__wage_tax_scale": 0.0, "government__contribution_rate": 0.0,
        "government__transfer_floor": 0.0, "government__transfer_rate": 0.0,
    },
    "everything taxed away": {
        "government__wage_tax_scale": 2.4, "government__capital_tax": 0.95, "government__corporate_tax": 0.95,
        "government__consumption_tax": 1.0,
        "policy": [
            {"kind": "wealth_tax", "tax_rate": 0.5, "exemption": 0.0}, {"kind": "gpu_tax", "tax_rate": 10.0},
        ],
    },
    "a basic income of twenty thousand": {
        "policy": [{"kind": "universal_basic_income", "amount": 20_000.0}],
    },
    "deflation": {"wages__trend_inflation": -0.1, "wages__largest_cut": 0.2},
    "inflation": {"wages__trend_inflation": 0.5, "wages__largest_raise": 0.2},
}  # fmt: skip


@pytest.mark.parametrize("changes", EXTREMES.values(), ids=EXTREMES)
def test_a_run_at_the_end_of_a_range_keeps_its_books(build, changes):
    # step() raises where a cent is made or lost; no number may leave the range that its column holds
    model = build("mostaque", people=1_000, burn_in=2, **changes)
    model.run(30)
    for table in model.state:
        for column in table if isinstance(table, tuple) else [table]:
            assert np.isfinite(column).all()
    state = model.state
    assert (state.firms.inventory >= 0.0).all()
    assert (state.firms.price > 0.0)[state.firms.status == 1].all()
    assert ((state.firms.adoption >= 0.0) & (state.firms.adoption <= 1.0)).all()
    assert (state.providers.fleet >= 0.0).all()
    assert (state.workers.skill > 0).all()
    macro = model.records.frames()["macro"]
    for share in ("unemployment_rate", "participation_rate", "employment_rate", "gpu_utilisation"):
        assert macro[share].is_between(0.0, 1.0).all(), share


def parallel_loops():
    """Return (place, body) of every loop over ``prange``."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.For) and ast.unparse(node.iter).startswith("prange("):
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}", node.body


def calls_that_return_nothing(body):
    return [s for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)]


def test_a_parallel_loop_that_calls_a_function_does_nothing_else():
    # numba executes assignments to columns before a call that precedes them in the body of a prange loop
    loops = list(parallel_loops())
    callers = [place.split(":")[0] for place, body in loops if calls_that_return_nothing(body)]
    assert callers == ["kernels/parallel.py"]  # all rules on chunks are called there
    mixed = [place for place, body in loops if calls_that_return_nothing(body) and len(body) > 1]
    assert not mixed, f"statements beside a call in a parallel loop: {', '.join(mixed)}"
