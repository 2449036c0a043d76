"""Sweeps on the real economy, tiny: the same numbers as a single run, on one process or several."""

import pytest

from sim.experiments.figures.headlines import headline_values
from sim.experiments.run.run import run
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.plan import make_plan
from sim.experiments.sweep.run import Sweep, run_sweep
from sim.experiments.sweep.task import simulate_job
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def sweep():
    return Sweep.from_tables(
        {
            "people": 2000,
            "months": 12,
            "burn_in_months": 3,
            "replicates": 1,
            "outputs": ["labour_flows.quits"],
            "factor": [{"key": "compute.gpu_worker_ratio", "values": [1, 10]}],
        }
    )


def test_a_run_of_a_sweep_is_a_run(sweep):
    plan = make_plan(sweep, lay_out(sweep))
    job = plan.jobs[plan.design["run"][1]]
    months = []
    record = simulate_job(job, lambda done, total: months.append((done, total)))
    scenario = Scenario.load("neutral").with_(
        {"run.people": 2000, "run.months": 12, "run.burn_in_months": 3, "compute.gpu_worker_ratio": 10}
    )
    alone = run(scenario, seed=1, progress=False)
    known = headline_values(alone.frames["macro"])
    assert {key: record.summary[key] for key in known} == known
    assert record.summary["quits"] == alone.labour_flows["quits"].tail(6).mean()
    assert record.series["macro"].equals(alone.macro.select(record.series["macro"].columns))
    assert months == [(month, 15) for month in range(1, 16)]
    assert record.memory > 10**8


def test_the_sweep_gives_what_single_runs_give(sweep, tmp_path):
    results = run_sweep(sweep, out=tmp_path, processes=1, progress=False)
    plan = make_plan(sweep, lay_out(sweep))
    for row in results.runs.iter_rows(named=True):
        record = simulate_job(plan.jobs[row["run"]])
        counterfactual = simulate_job(plan.jobs[row["counterfactual"]])
        assert {key: row[key] for key in record.summary} == record.summary
        effect = record.summary["employment"] - counterfactual.summary["employment"]
        assert row["employment_effect"] == pytest.approx(effect, abs=1e-12)
    assert results.failures().is_empty()
