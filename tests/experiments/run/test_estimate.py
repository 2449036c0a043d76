"""What a run will take is said before it starts, from the columns that it will have."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.compiling.programs import environment
from sim.errors import UserError
from sim.experiments.compare.compare import compare
from sim.experiments.explore.map import next_points
from sim.experiments.run import estimate as module
from sim.experiments.run.checkpoint import CHECKPOINT, Journey, save
from sim.experiments.run.estimate import announce, estimate, memory_of, refuse_too_large
from sim.experiments.run.run import run
from sim.experiments.sweep.run import Sweep, run_sweep
from sim.scenario import Scenario
from sim.simulation import Simulation


def scenario(people: int = 30_000, months: int = 20) -> Scenario:
    return Scenario.load("neutral", [f"run.people={people}", f"run.months={months}", "run.burn_in_months=4"])


def test_disk_is_what_the_files_take(tmp_path: Path) -> None:
    small = scenario()
    expected = estimate(small, checkpoints=True, measure=False)
    simulation = Simulation(small)
    save(simulation, tmp_path, Journey(every=1, started=""))
    assert expected.checkpoint == pytest.approx((tmp_path / CHECKPOINT).stat().st_size, rel=0.1)
    run(small, out=tmp_path / "out", progress=False)
    written = sum(path.stat().st_size for path in (tmp_path / "out").glob("*.parquet"))
    assert written / 3 < expected.results < 3 * written  # of few months


@pytest.mark.parametrize("name", ["neutral_ubi", "first_edition"])
def test_results_take_the_disk_that_was_said(name: str, tmp_path: Path) -> None:
    """Of people in households with a policy, and of the economy where all live alone."""
    told = Scenario.load(name, ["run.people=2000", "run.months=24", "run.burn_in_months=0"])
    run(told, out=tmp_path / "out", progress=False)
    written = sum(path.stat().st_size for path in (tmp_path / "out").glob("*.parquet"))
    # a fifth is what is promised
    assert estimate(told, measure=False).results == pytest.approx(written, rel=0.2)


def test_memory_grows_with_the_columns() -> None:
    per_person = (memory_of(20_000_000) - memory_of(10_000_000)) / 10_000_000
    state = Simulation(scenario()).state
    columns = [column for table in (state.workers, state.teams, state.firms) for column in table]
    assert per_person == pytest.approx(module.SCRATCH * sum(c.nbytes for c in columns) / 30_000, rel=0.01)


MEASURE = """
import sys
from pathlib import Path
from sim.experiments.sweep.run import Sweep, run_sweep
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.experiments.run.estimate import memory_of
people = int(sys.argv[1])
simulation = Simulation(Scenario.load("neutral").with_({"run.people": people, "run.burn_in_months": 1}))
for _ in range(3):
    simulation.step()
lines = Path("/proc/self/status").read_text().splitlines()  # resource counts the parent's memory, too
peak = next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(peak, memory_of(people))
"""
"""Prints the bytes that a run of this size took at most, and those that are expected of it."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell the peak")
def test_a_run_takes_no_more_memory_than_was_said() -> None:
    # so many people that what a month allocates would show: the columns alone are 280 MB
    command = [sys.executable, "-P", "-c", MEASURE, "4_000_000"]
    told = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True).stdout
    peak, expected = map(float, told.split())
    assert 0.5 * expected < peak <= expected


def test_all_adults_of_the_united_states_fit_twenty_gibibytes() -> None:
    assert memory_of(Scenario.load("us_full").run.people) < 20 * 1024**3


def test_a_measured_estimate_is_of_the_right_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROBE", 10_000)
    expected = estimate(scenario(10_000_000, 1_000))
    assert expected.seconds is not None
    assert 60.0 < expected.seconds < 3e7
    text = str(expected)
    assert text.startswith("10,000,000 persons, 1,004 months: about ")
    assert "of memory" in text
    assert "checkpoints" not in text


def test_long_and_large_runs_are_announced_and_small_ones_are_not(monkeypatch: Any, capsys: Any) -> None:
    announce(scenario())
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(module, "_seconds", lambda _: 7_500.0)
    announce(Scenario.load("us_full"), checkpoints=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Estimate: 277,670,000 persons, ")
    assert "about 2 h 5 min" in err
    assert "for checkpoints" in err


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test fail in which an economy is made."""

    def never(*_: object, **__: object) -> None:
        pytest.fail("something ran")

    monkeypatch.setattr(Simulation, "__init__", never)


@pytest.mark.usefixtures("nothing_runs")
def test_what_does_not_fit_is_refused_before_anything_runs(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "available_memory", lambda: 2e8)
    monkeypatch.setattr(module, "_free_space", lambda _: 1e5)
    out = tmp_path / "out"
    both = r"GB of memory are needed, but 0\.2 GB are free and .* of disk .* --anyway"
    with pytest.raises(UserError, match=both):
        run(scenario(), out=out)
    with pytest.raises(UserError, match="of disk are needed"):
        run(scenario(), out=out, checkpoint_every=3)
    with pytest.raises(UserError, match="of memory are needed"):
        compare("neutral", people=1_000, months=12, seeds=2, processes=1, progress=False, out=out)
    sweep = Sweep.load("gpu_ratio").with_(people=1_000, months=12, replicates=1)
    with pytest.raises(UserError, match="of memory are needed"):
        run_sweep(sweep, out=out, processes=1, progress=False, more_points=next_points)
    assert not (out / "manifest.json").exists()


def test_runs_at_a_time_need_the_memory_of_all(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(module, "available_memory", lambda: 3.5 * memory_of(30_000))
    refuse_too_large([scenario()] * 9, at_once=3)
    with pytest.raises(UserError, match="of memory are needed"):
        refuse_too_large([scenario()] * 9, at_once=4)
    refuse_too_large([scenario()] * 9, at_once=4, anyway=True)
    assert "Starting anyway: " in capsys.readouterr().err


def test_checkpoints_need_disk_for_two(tmp_path: Path, monkeypatch: Any) -> None:
    expected = estimate(scenario(), checkpoints=True, measure=False)
    monkeypatch.setattr(module, "_free_space", lambda _: expected.results + 1.9 * expected.checkpoint)
    refuse_too_large([scenario()], tmp_path)
    with pytest.raises(UserError, match="of disk are needed"):
        refuse_too_large([scenario()], tmp_path, checkpoints=True)
