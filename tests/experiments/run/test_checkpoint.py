"""A run that is interrupted, even killed, ends with the same bits as one that is not."""

import os
import signal
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import UserError
from sim.experiments.run import checkpoint
from sim.experiments.run import run as run_module
from sim.experiments.run.checkpoint import CHECKPOINT, Journey, load, save
from sim.experiments.run.run import load_results, resume, run
from sim.records.columns import TABLES
from sim.records.files import held, is_left_over
from sim.records.snapshot import columns_of
from sim.records.tables import read_results
from sim.scenario import Scenario
from sim.simulation import Simulation

MONTHS, BURN_IN = 11, 4
JOURNEY = Journey(every=3, started="2026-01-01T00:00:00+00:00")
OPTIONS = ("--people", "2000", "--months", str(MONTHS), "--set", f"run.burn_in_months={BURN_IN}")


def scenario(name: str = "pessimistic_ubi") -> Scenario:
    changes = ["run.people=2000", f"run.months={MONTHS}", f"run.burn_in_months={BURN_IN}"]
    return Scenario.load(name, [*changes, "records.distribution_every=4"])


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "uninterrupted"
    run(scenario(), out=folder)
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def bits(value: Any) -> Any:
    """Turn everything a simulation holds into values that compare to the bit."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return {key: bits(item) for key, item in value.items()}
    if isinstance(value, list | tuple | deque):
        return [bits(item) for item in value]
    return value if isinstance(value, int | str | None) else repr(value)


@pytest.mark.parametrize("stop", [-3, 0, 5])
def test_a_resumed_simulation_is_the_same_to_the_bit(tmp_path: Path, stop: int) -> None:
    whole = Simulation(scenario(), seed=5)
    whole.run(stop)
    save(whole, tmp_path, JOURNEY)
    resumed, journey = load(tmp_path)
    assert journey == JOURNEY._replace(resumed_at=(stop,))
    assert vars(resumed).keys() == vars(whole).keys()
    for _ in range(2):
        assert bits(columns_of(resumed.state, "")) == bits(columns_of(whole.state, ""))
        assert bits(columns_of(resumed.structure, "")) == bits(columns_of(whole.structure, ""))
        for part in ("records", "indicators"):
            assert bits(vars(getattr(resumed, part))) == bits(vars(getattr(whole, part))), part
        for name in ("month", "seed", "money", "weight", "scenario"):
            assert getattr(resumed, name) == getattr(whole, name), name
        assert resumed.policies.cost == whole.policies.cost
        whole.run(MONTHS)
        resumed.run(MONTHS)
    assert bits(resumed.flows) == bits(whole.flows)


def test_a_resumed_run_writes_the_same_files(uninterrupted: Path, tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "out"
    saved = 0

    def save_twice(*arguments: Any) -> None:
        nonlocal saved
        save(*arguments)
        saved += 1
        if saved == 2:
            raise InterruptedError

    monkeypatch.setattr(run_module, "save", save_twice)
    with pytest.raises(InterruptedError):
        run(scenario(), out=folder, checkpoint_every=3)
    assert [path.name for path in folder.iterdir() if not is_left_over(path)] == [CHECKPOINT]
    with pytest.raises(UserError, match=r"the run is unfinished; go on with it by tenfold resume"):
        read_results(folder)
    monkeypatch.setattr(run_module, "save", save)
    results = resume(folder)
    assert tables(folder) == tables(uninterrupted)
    assert not (folder / CHECKPOINT).exists()
    assert results.manifest["resumed_at"] == [2 * 3 - BURN_IN]
    read, once = load_results(folder), load_results(uninterrupted)
    assert read.scenario == once.scenario
    assert read.frames.keys() == TABLES.keys()


def test_checkpoints_change_nothing(uninterrupted: Path, tmp_path: Path) -> None:
    run(scenario(), out=tmp_path / "out", checkpoint_every=1)
    assert tables(tmp_path / "out") == tables(uninterrupted)
    assert not (tmp_path / "out" / CHECKPOINT).exists()


KILLER = """
import os, signal, sys
from sim.experiments.run import run
from sim.records import snapshot
where, number = sys.argv.pop(1), int(sys.argv.pop(1))
saved, pieces = 0, 0
save, each_piece = run.save, snapshot._each_piece

def save_and_die(*arguments):
    global saved
    saved += 1
    save(*arguments)
    if where == "after" and saved == number:
        os.kill(os.getpid(), signal.SIGKILL)

def write_and_die(*arguments):
    global pieces
    each_piece(*arguments)
    pieces += saved == number
    if where == "during" and pieces == 30:
        os.kill(os.getpid(), signal.SIGKILL)

run.save, snapshot._each_piece = save_and_die, write_and_die
from sim.cli import main
main()
"""


def tenfold(*arguments: str, kill: tuple[str, int] = ("never", 0)) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    command = [sys.executable, "-c", KILLER, kill[0], str(kill[1]), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_run_killed_again_and_again_ends_with_the_same_bits(uninterrupted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    options = [*OPTIONS, "--set", "records.distribution_every=4", "--out", str(folder)]
    start = ["run", "pessimistic_ubi", *options, "--checkpoint-every", "3"]
    killed = [
        tenfold(*start, kill=("during", 1)),  # nothing to resume: half of the first checkpoint
        tenfold(*start, kill=("after", 1)),
        tenfold("resume", str(folder), kill=("during", 1)),  # half of the second one beside the first
        tenfold("resume", str(folder), kill=("after", 2)),
    ]
    assert [done.returncode for done in killed] == [-signal.SIGKILL] * 4, [done.stderr for done in killed]
    assert [path.name for path in folder.iterdir() if not is_left_over(path)] == [CHECKPOINT]
    again = tenfold(*start)
    assert again.returncode == 2
    assert again.stderr.startswith(
        f"tenfold: {folder}: holds an unfinished run; go on with it by tenfold resume"
    )
    done = tenfold("resume", str(folder))
    assert done.returncode == 0, done.stderr
    assert tables(folder) == tables(uninterrupted)
    assert {path.suffix for path in folder.iterdir()} == {".parquet", ".json", ".html"}


def test_one_run_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    for every in (None, 3):
        with (
            held(tmp_path),
            pytest.raises(UserError, match=rf"process {os.getpid()}, since .* is writing there"),
        ):
            run(scenario(), out=tmp_path, checkpoint_every=every)


def test_a_checkpoint_of_other_sources_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    simulation = Simulation(scenario())
    monkeypatch.setattr(checkpoint, "model_version", lambda data: "0.1.0+other")
    save(simulation, tmp_path, JOURNEY)
    monkeypatch.undo()
    with pytest.raises(UserError, match=r"the sources or the data of tenfold were changed since"):
        resume(tmp_path)
    monkeypatch.setattr(sim, "__version__", "0.0.9")
    save(simulation, tmp_path, JOURNEY)
    monkeypatch.undo()
    with pytest.raises(
        UserError, match=r"tenfold 0\.0\.9 wrote this checkpoint; resume it with that version"
    ):
        resume(tmp_path)


def test_a_damaged_checkpoint_is_one_sentence_and_stays(tmp_path: Path) -> None:
    save(Simulation(scenario()), tmp_path, JOURNEY)
    path = tmp_path / CHECKPOINT
    content = bytearray(path.read_bytes())
    content[-500] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="the checkpoint is damaged"):
        resume(tmp_path)
    assert path.read_bytes() == content


def test_there_must_be_something_to_resume_and_a_place_to_write(tmp_path: Path, monkeypatch: Any) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UserError, match="there is nothing to resume"):
            resume(folder)
    assert not (tmp_path / "nothing").exists()
    with pytest.raises(UserError, match="needs --out FOLDER"):
        run(scenario(), checkpoint_every=3)
    with pytest.raises(UserError, match="checkpoint_every is 0; it must be at least 1"):
        run(scenario(), out=tmp_path, checkpoint_every=0)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="is not empty"):
        run(scenario(), out=tmp_path, checkpoint_every=3)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_new_run_does_not_replace_an_unfinished_one(tmp_path: Path) -> None:
    save(Simulation(scenario()), tmp_path, JOURNEY)
    for every in (None, 3):
        with pytest.raises(UserError, match="holds an unfinished run"):
            run(scenario(), out=tmp_path, checkpoint_every=every)
    assert checkpoint.load(tmp_path)[0].month == -BURN_IN
