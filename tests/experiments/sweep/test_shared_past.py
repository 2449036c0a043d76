"""Runs of a sweep that share their past have the bits of runs from the start."""

import itertools

import pytest

from sim.experiments.run import shared_past
from sim.experiments.run.shared_past import past_of
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.plan import make_plan, months_in_all, with_pasts
from sim.experiments.sweep.run import Sweep
from sim.experiments.sweep.task import simulate_job
from sim.scenario import Scenario

INCOME = {"kind": "universal_basic_income", "amount": 900, "financed_by": "gpu_tax"}
BURN_IN = 3


def small(factors, **changes):
    size = {"people": 1_000, "months": 4, "burn_in_months": BURN_IN, "replicates": 1}
    return Sweep.from_tables({**size, "series": ["macro", "sectors"], "factor": factors, **changes})


def jobs_of(sweep):
    return with_pasts(list(make_plan(sweep, lay_out(sweep)).jobs.values()))


def options(*given):
    return {
        "key": "options",
        "name": "what",
        "option": [{"name": str(k), **one} for k, one in enumerate(given)],
    }


def test_late_keys_stories_and_policies_share_a_past_to_the_bit():
    changes = [
        {"set": {"compute": {"gpu_worker_ratio": 20.0}}},
        {"set": {"compute": {"exposure": "gpt4_gamma", "oversight": 0.3}}},
        {"set": {"adoption": {"speed": 0.5}, "run": {"months": 2}}},
        {"scenario": "transformative/middle", "policy": [INCOME]},
        {"policy": [INCOME, {"kind": "gpu_tax", "tax_rate": 0.3, "start": 2}]},
        {"set": {"labour": {"quit_rate": 0.03}}},  # an early key: another past
    ]
    jobs = jobs_of(small([options(*changes)]))
    pasts = {job.past for job in jobs}
    assert len(jobs) == 7
    assert [job.past for job in jobs].count("") == 1
    assert len(pasts) == 2
    for job in jobs:
        together, alone = simulate_job(job), simulate_job(job._replace(past=""))
        assert together.summary == alone.summary
        for table, frame in alone.series.items():
            assert together.series[table].equals(frame), (job.tables["name"], table)
    assert list(shared_past._KEPT) == [past for past in pasts if past]


def test_what_shapes_the_past_or_is_not_known_to_leave_it_alone_is_not_shared():
    story = Scenario.load("neutral")
    past = past_of(story.resolved(), 1)
    late = {"compute.gpu_worker_ratio": 30.0, "policy": [INCOME], "run.seed": 7, "name": "other"}
    assert past_of(story.with_(late).resolved(), 1) == past
    for early in ({"run.people": 2_000}, {"run.burn_in_months": 119}, {"labour.quit_rate": 0.03},
                  {"compute.gpus_start": 3e6}, {"rules.matching": "short_side"}):  # fmt: skip
        assert past_of(story.with_(early).resolved(), 1) != past
    assert past_of(story.resolved(), 2) != past
    assert past_of(story.with_({"records.burn_in": True}).resolved(), 1) == ""
    assert past_of(story.with_({"run.burn_in_months": 0}).resolved(), 1) == ""
    assert past_of({**story.resolved(), "plugins": [{"name": "mine"}]}, 1) == ""
    assert past_of({**story.resolved(), "new": {"key": 1}}, 1) != past


@pytest.mark.parametrize(("workers", "pasts"), [(1, 1), (2, 2)])
def test_a_past_counts_once_for_every_process_that_needs_it(workers, pasts):
    factor = {"key": "compute.gpu_worker_ratio", "values": [1, 2, 3, 4, 5]}
    jobs = jobs_of(small([factor]))
    assert len(jobs) == 6
    assert len({job.past for job in jobs}) == 1
    assert months_in_all(jobs, workers) == 6 * 4 + pasts * BURN_IN


def test_runs_of_one_past_stand_together():
    factors = [
        {"key": "labour.quit_rate", "values": [0.02, 0.03]},
        {"key": "compute.gpu_worker_ratio", "values": [1, 2]},
    ]
    pasts = [job.past for job in jobs_of(small(factors, replicates=2))]
    assert len(pasts) == 2 * (4 + 2)
    changes = sum(one != other for one, other in itertools.pairwise(pasts))
    assert len(set(pasts)) == 4 == changes + 1
