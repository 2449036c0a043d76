"""A sweep in parts: together they are what one machine finds, and nothing is lost or mixed up."""

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.plan import make_plan, with_pasts
from sim.experiments.sweep.run import open_sweep, run_sweep
from sim.experiments.sweep.shards import Shard, merge_shards

COST = ["seconds", "memory_mb", "finished"]


def go(sweep, folder, invented, shard="", **options):
    return run_sweep(
        sweep, out=folder, simulate=invented.invent, processes=1, progress=False, shard=shard, **options
    )


@pytest.fixture
def sweep(make_sweep):
    return make_sweep(design="latin_hypercube", points=7)


def test_parts_brought_together_are_the_sweep_of_one_machine(invented, sweep, tmp_path):
    whole = go(sweep, tmp_path / "whole", invented)
    for number in (1, 2, 3):
        part = go(sweep, tmp_path / "parts", invented, f"{number}/3").status()
        assert part.finished == part.runs
        assert f"of part {number}/3" in part.sentence()
        assert part.runs in (5, 6)  # 7 points and the counterfactual on 2 seeds
    merged = merge_shards(tmp_path / "parts")
    assert merged.design.equals(whole.design)
    assert merged.runs.drop(COST).equals(whole.runs.drop(COST))
    assert merged.series().collect().equals(whole.series().collect())
    assert merged.status().finished == merged.status().runs == 16
    assert merge_shards(tmp_path / "parts").runs.equals(merged.runs)  # again: nothing twice


def test_what_is_missing_may_follow_from_a_part_or_from_the_sweep_itself(invented, sweep, tmp_path):
    go(sweep, tmp_path, invented, "2/4")
    assert merge_shards(tmp_path).status().finished == 4
    go(sweep, tmp_path, invented, "1/4")
    merged = merge_shards(tmp_path)
    assert merged.status().finished == 8
    done = merged.store.summaries()
    rest = go(sweep, tmp_path, invented)
    assert rest.status().finished == rest.status().runs
    again = rest.store.summaries().filter(pl.col("run").is_in(done["run"].implode()))
    assert again.sort("run").equals(done.sort("run"))  # not repeated


def test_failures_come_along(invented, make_sweep, tmp_path):
    factor = {"key": "compute.oversight", "values": [0.1, invented.BOOM]}
    sweep = make_sweep(factor=[factor], replicates=1, counterfactual="")
    for number in (1, 2):
        go(sweep, tmp_path, invented, f"{number}/2")
    merged = merge_shards(tmp_path)
    assert merged.failures()["kind"].to_list() == ["RuntimeError"]
    assert merge_shards(tmp_path).failures().height == 1


@pytest.mark.parametrize("of", [1, 2, 5, 16, 20])
def test_every_run_is_in_one_part_and_pasts_are_cut_as_little_as_possible(make_sweep, of):
    factors = [
        {"key": "labour.quit_rate", "values": [0.02, 0.03]},
        {"key": "compute.gpu_worker_ratio", "values": [1, 2, 3]},
    ]
    sweep = make_sweep(factor=factors)
    jobs = list(make_plan(sweep, lay_out(sweep)).jobs.values())
    assert len(jobs) == 2 * (6 + 2)
    parts = [Shard(number, of).part(jobs) for number in range(1, of + 1)]
    assert sorted(job.run for part in parts for job in part) == sorted(job.run for job in jobs)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    past = {job.run: job.past for job in with_pasts(jobs)}
    cuts = sum(len({past[job.run] for job in part}) for part in parts) - len(set(past.values()))
    assert cuts <= of - 1


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3"])
def test_a_part_that_cannot_be_is_refused(invented, sweep, tmp_path, shard):
    with pytest.raises(UserError, match=r"--shard .*from 1/10 to 10/10"):
        go(sweep, tmp_path / "new", invented, shard)
    assert not (tmp_path / "new").exists()


def test_what_does_not_belong_together_is_not_merged(invented, sweep, make_sweep, tmp_path):
    with pytest.raises(UserError, match="holds no parts of a sweep"):
        merge_shards(tmp_path)
    go(sweep, tmp_path, invented, "1/2")
    go(sweep.with_(replicates=3), tmp_path, invented, "2/2")
    with pytest.raises(UserError, match=r"2-of-2: is of another sweep than .*1-of-2"):
        merge_shards(tmp_path)
    assert not (tmp_path / "sweep.json").exists()
    with pytest.raises(UserError, match="the design adaptive chooses points by what all runs have found"):
        go(make_sweep(design="adaptive"), tmp_path / "map", invented, "1/2", more_points=lambda results: [])
    with pytest.raises(UserError, match="not brought together yet; tenfold merge"):
        open_sweep(tmp_path)
