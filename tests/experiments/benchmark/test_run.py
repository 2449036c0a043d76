"""The benchmark: its clock counts every second once and changes nothing, and its bytes are those declared."""

import itertools
import json
import subprocess
import time
from functools import partial
from pathlib import Path
from typing import Any

import numba
import numpy as np
import polars as pl
import pytest

from sim.compiling.programs import command, environment
from sim.data_flow import named_columns
from sim.experiments.benchmark import bandwidth, peers, run
from sim.experiments.benchmark.bandwidth import read_write_seconds, triad_bandwidth
from sim.experiments.benchmark.month_cost import measure, step_bytes, step_seconds
from sim.experiments.benchmark.peers import PEERS, peer_folder, run_peers
from sim.experiments.benchmark.run import Benchmark
from sim.records.tables import read_results
from sim.scenario import Scenario
from sim.simulation import CHECK, RECORDS, Simulation


def small(people: int = 2_000) -> Simulation:
    changes = [f"run.people={people}", "run.months=50", "run.burn_in_months=1"]
    return Simulation(Scenario.load("neutral", changes))


def test_the_clock_counts_every_second_once_and_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    timed, plain = small(), small()
    ticks = itertools.count()  # a second passes from one look at the clock to the next
    clock = partial(next, ticks)
    monkeypatch.setattr(time, "perf_counter", clock)
    for _ in range(3):
        start = clock()
        seconds = step_seconds(timed)
        whole = clock() - start - 2  # without those before the first step and after the last
        assert sum(seconds.values()) == whole
        assert list(seconds) == list(plain.steps())
    for name, column in named_columns(plain.state).items():
        assert np.array_equal(column, named_columns(timed.state)[name]), name


def test_bytes_are_those_of_the_declared_columns() -> None:
    simulation = small()
    found = step_bytes(simulation.state, simulation.steps())
    assert {"policies.pay", "planning"} <= set(found)
    assert not {RECORDS, CHECK} & set(found)
    assert found["policies.pay"] == 16  # it writes to two accounts
    workers = simulation.state.workers
    passed = (workers.status, workers.wage, workers.deposits, workers.deposits, workers.income)
    assert found["incomes"] > sum(column.nbytes for column in passed)


def test_bandwidth_is_measured_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bandwidth, "LENGTH", 1 << 20)
    assert 1e8 < triad_bandwidth(1) < 1e13
    state = small(1_003).state
    before = [column.copy() for column in state.workers]
    threads = numba.get_num_threads()
    seconds = read_write_seconds(state.workers, 1)
    assert 1e-7 < seconds < 1.0
    assert all(np.array_equal(a, b) for a, b in zip(before, state.workers, strict=True))
    assert numba.get_num_threads() == threads


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    before, bandwidth.LENGTH = bandwidth.LENGTH, 1 << 20
    threads = numba.get_num_threads()
    try:
        found = measure(Scenario.load("neutral"), people=2_000, threads=[1, threads], seconds=0.0)
    finally:
        bandwidth.LENGTH = before
        numba.set_num_threads(threads)
    result: dict[str, Any] = json.loads(json.dumps(found))
    return result


def test_tables_say_what_was_measured(measured: dict[str, Any]) -> None:
    sizes, steps = run._sizes([measured]), run._steps([measured])
    assert sizes["people"].unique().to_list() == [2_000]
    for row in sizes.iter_rows(named=True):
        months = [
            sum(m["seconds"].values())
            for m in measured["months"]
            if m["threads"] == row["threads"] and not m["recorded"]
        ]
        assert row["seconds"] == pytest.approx(min(months))
        assert row["months"] == len(months) >= 3
        assert row["ns_per_person"] == pytest.approx(1e9 * min(months) / 2_000)
        own = steps.filter(threads=row["threads"])
        assert own["seconds"].sum() == pytest.approx(row["seconds"])
        assert own["times_read_write"].sum() == pytest.approx(row["times_read_write"])
    assert sizes.filter(threads=1)["speed_up"].to_list() == [1.0]
    state = small().state
    assert sizes["person_bytes"][0] == sum(column.itemsize for column in state.workers)
    assert sizes["peak_memory_gb"][0] > 0.05
    assert steps.filter(step="incomes")["bytes_per_person"].min() > 30


def test_a_size_that_does_not_fit_is_skipped_and_said(
    measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start_up = pl.DataFrame({"what": ["tenfold --help"], "seconds": [0.1]})
    asked = []

    def stand_in(people: int, *_: object) -> dict[str, Any]:
        asked.append(people)
        return {**measured, "people": people}

    monkeypatch.setattr(run, "_measure", stand_in)
    monkeypatch.setattr(run, "start_up", lambda: start_up)
    monkeypatch.setattr(run, "available_memory", lambda: 1.2e9)
    result = run.benchmark(sizes=[100_000_000, 10_000], peers=False, out=tmp_path / "out")
    assert asked == [10_000]
    assert len(result.skipped) == 1
    assert result.skipped[0].startswith("100,000,000 persons need ")
    frames, manifest = read_results(tmp_path / "out")
    assert manifest["kind"] == "benchmark"
    assert frames["sizes"].equals(result.sizes)
    assert frames["peers"].is_empty()


PEER = """
import json, os, sys
name = {name!r}
if name == "broken":
    import no_such_package
threads = int(os.environ["NUMBA_NUM_THREADS"])
people = int(sys.argv[sys.argv.index("--people") + 1])
print("a word by the way")
found = {{"program": name, "agents": 2 * people, "steps": 3, "seconds": {seconds} / threads}}
print(json.dumps({{**found, "threads": threads, "check": ""}}))
"""


def test_programs_are_held_against_tenfold_on_one_thread_and_on_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("tenfold_run", 1.0), ("slow", 20.0), ("broken", 1.0)):
        (tmp_path / f"{name}.py").write_text(PEER.format(name=name, seconds=seconds))
    monkeypatch.setattr(peers, "peer_folder", lambda: tmp_path)
    frame, missing = run_peers([1_000], threads=2)
    assert frame.schema == PEERS
    assert frame.select("program", "threads").rows() == [("slow", 1), ("tenfold_run", 1), ("tenfold_run", 2)]
    slow = frame.row(0, named=True)
    assert slow["agent_steps_per_second"] == pytest.approx(300.0)
    assert slow["tenfold_ratio"] == pytest.approx(20.0)
    assert slow["tenfold_ratio_all"] == pytest.approx(40.0)
    assert missing == ["broken with 1,000 persons: ModuleNotFoundError: No module named 'no_such_package'"]


@pytest.mark.parametrize("name", ["tenfold_run", "mesa_labour_market", "bamengine_run"])
def test_the_programs_run(name: str) -> None:
    if name == "bamengine_run":
        pytest.importorskip("bamengine")
    folder = peer_folder()
    assert folder is not None
    found = peers._run_peer(folder / f"{name}.py", 1_000, 1)
    assert not isinstance(found, str), found
    assert found["agents"] >= 1_000
    assert found["steps"] == peers.STEPS
    assert found["threads"] == 1
    rate = float(found["check"].removeprefix("unemployment rate "))
    assert 0.0 <= rate < 0.4


def test_a_measurement_is_a_process_of_its_own() -> None:
    request = json.dumps({"people": 1_000, "threads": [1], "seconds": 0.0})
    done = subprocess.run(
        command("sim.experiments.benchmark.month_cost", request),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["people"] == 1_000


def test_the_result_names_its_tables() -> None:
    empty = pl.DataFrame()
    result = Benchmark(empty, empty, empty, empty, (), {})
    assert list(result.frames) == ["sizes", "steps", "start_up", "peers"]
