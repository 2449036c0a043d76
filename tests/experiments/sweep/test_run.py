"""Sweeps end to end with made-up runs: results, going on, failures, SIGKILL of everything."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.explore.map import next_points
from sim.experiments.sweep.append_only import Segments
from sim.experiments.sweep.run import open_sweep, run_sweep
from sim.experiments.sweep.store import Store

COST = ["seconds", "memory_mb", "finished"]
OPTIONS = {"processes": 1, "progress": False, "more_points": next_points}


def go(sweep, folder, simulate, **options):
    return run_sweep(sweep, out=folder, simulate=simulate, **{**OPTIONS, **options})


def test_every_run_is_there_with_its_factors_and_its_pair(invented, make_sweep, tmp_path):
    results = go(make_sweep(design="latin_hypercube", points=6), tmp_path, invented.invent, processes=2)
    assert results.runs.select("point", "seed").rows() == [(p, s) for s in (1, 2) for p in range(6)]
    assert results.status().finished == results.status().runs == 12 + 2
    assert results.failures().is_empty()
    for row in results.runs.iter_rows(named=True):
        expected = invented.expected(row["gpu_worker_ratio"], row["substitution_share"])
        assert row["employment_effect"] == pytest.approx(expected / 2, abs=1.5)  # 5 standard deviations
    points = results.points(["employment_effect"])
    values = points["employment_effect_values"].to_list()
    assert points["employment_effect"].to_list() == pytest.approx([sum(pair) / 2 for pair in values])
    errors = [abs(first - second) / 2 for first, second in values]
    assert points["employment_effect_se"].to_list() == pytest.approx(errors)
    series = results.series().filter(pl.col("point") == 3).collect()
    assert series.columns[:6] == ["point", "seed", "gpu_worker_ratio", "substitution_share", "month", "year"]
    assert series.height == 2 * 24


def test_finished_runs_are_never_repeated_and_a_larger_sweep_does_only_what_is_new(
    invented, make_sweep, tmp_path
):
    sweep = make_sweep(design="latin_hypercube", points=4)
    first = go(sweep, tmp_path, invented.invent).runs
    assert go(sweep, tmp_path, invented.invent).runs.equals(first)
    more = go(sweep.with_(replicates=3), tmp_path, invented.invent)
    assert more.runs.filter(pl.col("seed") < 3).select("finished").equals(first.select("finished"))
    assert more.status().finished == 3 * 5
    fewer = go(sweep.with_(replicates=1), tmp_path, invented.invent)
    assert fewer.status().finished == 5
    assert fewer.status().outdated == 10


def test_runs_that_raise_die_or_are_too_large_or_slow_are_recorded_and_stop_nothing(
    invented, make_sweep, tmp_path
):
    trouble = {"values": [0.1, invented.BOOM, invented.CRASH, invented.GREEDY, invented.SLOW]}
    factors = [
        {"key": "compute.oversight", **trouble},
        {"key": "compute.gpu_worker_ratio", "values": [1.0, 2.0]},
    ]
    sweep = make_sweep(factor=factors, replicates=1, limits={"memory_gb": 1.5, "minutes": 0.03})
    results = go(sweep, tmp_path, invented.invent, processes=2)
    assert results.runs["oversight"].to_list() == [0.1, 0.1]
    kinds = {
        row["oversight"]: (row["kind"], row["message"]) for row in results.failures().iter_rows(named=True)
    }
    assert kinds[invented.BOOM] == ("RuntimeError", "invented trouble")
    assert kinds[invented.CRASH][0] == "process died"
    assert "ended by signal 9, 2 times; it may hold 1.5 GB" in kinds[invented.CRASH][1]
    assert kinds[invented.GREEDY] == ("out of memory", "out of memory; it may hold 1.5 GB")
    assert kinds[invented.SLOW] == ("too long", "the run took longer than 0.03 minutes")
    boom = results.failures().filter(pl.col("kind") == "RuntimeError")
    assert boom.height == 2
    assert "in _misbehave" in boom["details"][0]
    before = results.failures()
    assert go(sweep, tmp_path, invented.invent).failures().equals(before)  # not tried again ...
    again = go(sweep, tmp_path, invented.invent, retry=True, processes=2).failures()  # ... unless asked for
    assert again["failed"].min() > before["failed"].max()


def test_a_sweep_of_failures_only_stops_early(invented, make_sweep, tmp_path):
    factor = {"key": "compute.oversight", "values": [invented.BOOM]}
    sweep = make_sweep(factor=[factor], replicates=100, counterfactual="")
    with pytest.raises(UserError, match="the first 20 runs all failed, and the sweep stopped"):
        go(sweep, tmp_path, invented.invent)
    assert open_sweep(tmp_path).status().failed == 20


def finished(folder):
    return sum(one.size for one in Segments(folder / "summaries").files())


def command(file, folder):
    """Return a program that runs a sweep, and prints a line before and after each run is written down."""
    code = (
        "from invented_runs import invent\nfrom sim.experiments.explore.map import next_points\n"
        "from sim.experiments.sweep.run import Sweep, run_sweep\n"
        "from sim.experiments.sweep.store import Store\n"
        "add = Store.add\n"
        "def told(self, record):\n"
        "    print(flush=True)\n"
        "    add(self, record)\n"
        "    print(flush=True)\n"
        "Store.add = told\n"
        f"sweep = Sweep.load({str(file)!r})\n"
        "options = {'more_points': next_points, 'processes': 2, 'progress': False}\n"
        f"run_sweep(sweep, out={str(folder)!r}, simulate=invent, **options)\n"
    )
    return [sys.executable, "-c", code]


# in the first grid, while points are added, near the end; with 1, while it writes
MOMENTS = ((3, 1), (40, 0), (60, 0))
EVERY_MOMENT = ((0, 0), (3, 1), (40, 0), (52, 1), (60, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process group")
@pytest.mark.parametrize("moments", [MOMENTS, pytest.param(EVERY_MOMENT, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_goes_on_and_gives_the_same_results(
    invented, make_sweep, tmp_path, monkeypatch, moments
):
    sweep = make_sweep(design="adaptive", adaptive={"rounds": 2, "points": 6, "lattice": 17})
    expected = go(sweep, tmp_path / "undisturbed", invented.invent)
    monkeypatch.setenv("INVENTED_SECONDS", "0.03")  # so that it does not finish before it is killed
    file, folder = tmp_path / "sweep.toml", tmp_path / "killed"
    file.write_text(sweep.to_toml(), encoding="utf-8")
    known: dict[str, object] = {}
    for moment, writing in moments:
        lines = 2 * (moment - finished(folder)) + writing
        with subprocess.Popen(
            command(file, folder), start_new_session=True, stdout=subprocess.PIPE
        ) as process:
            for _ in range(lines):
                assert process.stdout.readline()
            os.killpg(process.pid, signal.SIGKILL)
        now = dict(Store(folder).summaries().select("run", "finished").iter_rows())
        assert {run: now.get(run) for run in known} == known  # none lost, none repeated
        known = now
    assert 60 <= len(known) < expected.status().runs == 25 * 2 + 2 * 6 * 2 + 2
    results = go(sweep, folder, invented.invent)
    after = dict(results.store.summaries().select("run", "finished").iter_rows())
    assert {run: after[run] for run in known} == known
    assert results.store.summaries()["run"].is_unique().all()
    assert results.failures().is_empty()
    assert results.runs.drop(COST).equals(expected.runs.drop(COST))
    assert results.series().collect().equals(expected.series().collect())


def kill_a_worker(parent):
    """End the first process of the pool, as a system short of memory would."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            words = stat.with_name("cmdline").read_bytes()
            if int(fields[1]) == parent and b"sim.experiments.run.worker" in words:
                os.kill(int(stat.parent.name), signal.SIGKILL)
                return True
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_a_worker_that_is_killed_from_outside_costs_nothing(invented, make_sweep, tmp_path, monkeypatch):
    sweep, add, killed = make_sweep(design="latin_hypercube", points=20), Store.add, []

    def add_and_kill(self, record):
        add(self, record)
        if not killed:
            killed.append(kill_a_worker(os.getpid()))

    monkeypatch.setattr(Store, "add", add_and_kill)
    monkeypatch.setenv("INVENTED_SECONDS", "0.1")
    results = go(sweep, tmp_path, invented.invent, processes=2)
    assert killed == [True]
    assert results.status().finished == results.status().runs
    assert results.failures().is_empty()


def test_a_folder_in_use_or_of_something_else_is_refused(invented, make_sweep, tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UserError, match="is not empty and holds no sweep of tenfold"):
        go(make_sweep(), tmp_path, invented.invent)


def test_sources_that_change_while_it_runs_end_it(invented, make_sweep, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.sweep.plan.model_version", lambda *data: "0.0.9+old")
    with pytest.raises(UserError, match=r"the sources changed .* the sweep was planned with 0.0.9\+old"):
        run_sweep(make_sweep(), out=tmp_path, processes=1, progress=False)
    assert open_sweep(tmp_path).store.failures().is_empty()
