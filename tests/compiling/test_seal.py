"""Compiled code on the disk: whatever happened to it, the program starts and gives the same numbers."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.compiling import seal
from sim.compiling.folder import LOCK
from sim.compiling.seal import SEAL, CompiledCode
from sim.simulation import Simulation

RUN = """
import hashlib
from sim.scenario import Scenario
from sim.simulation import Simulation

announced = []
Simulation.warm_up(lambda: announced.append(1))
simulation = Simulation(Scenario.load("neutral", ["run.people=1000", "run.burn_in_months=1"]))
simulation.run(2)
digest = hashlib.sha256()
for column in (*simulation.state.workers, *simulation.state.firms):
    digest.update(column.tobytes())
removed = Simulation.compiled_code.removed
print(digest.hexdigest(), len(announced), *sorted(removed))
"""


def program(folder: Path, code: str = RUN) -> list[str]:
    environment = {
        **os.environ,
        "NUMBA_CACHE_DIR": str(folder),
        "PYTHONPATH": str(Path(sim.__file__).parents[1]),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    path.write_bytes(hashlib.sha256(path.name.encode()).digest() * 40)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 16  # in the machine code
    path.write_bytes(content)


def swap_the_code(path: Path) -> None:
    other = max((p for p in path.parent.glob("*.nbc") if p != path), key=lambda p: p.stat().st_size)
    path.write_bytes(other.read_bytes())


KINDS = [
    ("log", ".nbi", empty),
    ("power", ".nbi", cut),
    ("normal_quantile", ".nbi", garble),
    ("exp", ".nbc", empty),
    ("weighted", ".nbc", flip_a_bit),
    ("add_chunks", ".nbc", swap_the_code),
    ("log", ".nbc", Path.unlink),
]
"""Kernels quick to compile, a file of each, and what happens to it."""


def file_of(folder: Path, kernel: str, suffix: str) -> Path:
    return next(p for p in sorted(folder.rglob(f"*.{kernel}-*")) if p.suffix == suffix)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy of the compiled code that the tests run on."""
    Simulation.warm_up()
    folder = tmp_path_factory.mktemp("compiled") / "good"
    shutil.copytree(os.environ["NUMBA_CACHE_DIR"], folder)
    (folder / LOCK).touch()
    CompiledCode(folder).check(lambda: None)
    return folder


def test_undamaged_code_is_loaded_and_left_alone(good: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in good.rglob("*.nb?")}
    _, announced, *removed = program(good)
    assert announced == "0"
    assert not removed
    assert {p: p.stat().st_mtime_ns for p in good.rglob("*.nb?")} == before


def test_damaged_code_is_found_removed_and_compiled_again(good: Path, tmp_path: Path) -> None:
    expected, *_ = program(good)
    folder = tmp_path / "damaged"
    shutil.copytree(good, folder)
    damaged = {file_of(folder, kernel, suffix): damage for kernel, suffix, damage in KINDS}
    assert len(damaged) == len(KINDS)
    for path, damage in damaged.items():
        damage(path)
    result, announced, *removed = program(folder)
    assert result == expected
    assert announced == "1"
    still_there = {
        path.relative_to(folder).as_posix() for path, damage in damaged.items() if damage is not Path.unlink
    }
    assert set(removed) == still_there
    result, announced, *removed = program(folder)  # and all is well again
    assert (result, announced, removed) == (expected, "0", [])


def test_without_the_check_damaged_code_ends_the_program(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(good, folder)
    cut(file_of(folder, "add_chunks", ".nbi"))
    (folder / LOCK).unlink()  # now it is somebody else's folder
    with pytest.raises(AssertionError, match=r"EOFError|UnpicklingError|truncated"):
        program(folder, RUN.replace("Simulation.compiled_code.removed", "()"))


@pytest.fixture
def code(tmp_path: Path) -> CompiledCode:
    (tmp_path / LOCK).touch()
    (tmp_path / "phases_0").mkdir()
    (tmp_path / "phases_0" / "a.nbi").write_bytes(b"index")
    (tmp_path / "phases_0" / "a.nbc").write_bytes(b"code")
    result = CompiledCode(tmp_path)

    def compile_all() -> None:
        (tmp_path / "phases_0" / "b.nbc").write_bytes(b"new")

    result.check(compile_all)
    return result


FUNCTIONS = """
from numba import njit


@njit(cache=True)
def twice(x):
    return 2 * x


@njit(cache=True)
def thrice(x):
    return 3 * x
"""


@pytest.fixture
def evaluate(tmp_path: Path) -> Callable[[Path, str], str]:
    """Return a function that evaluates an expression of the functions above, compiled into a folder."""
    (tmp_path / "functions.py").write_text(FUNCTIONS)

    def run(folder: Path, expression: str) -> str:
        code = f"from functions import *\nprint({expression}, *twice.stats.cache_misses.values())"
        settings = {**os.environ, "NUMBA_CACHE_DIR": str(folder), "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    return run


@pytest.mark.parametrize(("meanwhile", "compiled_again"), [("thrice(1)", ""), ("twice(1j)", " 1")])
def test_what_another_program_compiled_in_a_copy_is_taken_over(
    tmp_path: Path, evaluate: Callable[[Path, str], str], meanwhile: str, compiled_again: str
) -> None:
    ours, copy = CompiledCode(tmp_path / "ours"), tmp_path / "copy"
    evaluate(ours.folder, "twice(1)")
    before = ours.indices()
    shutil.copytree(ours.folder, copy)
    evaluate(copy, "(twice(2.5), thrice(2.5))")
    evaluate(ours.folder, meanwhile)
    ours.take_over(copy, before)
    # a function that both compiled stays as it is here, and what it lacks is compiled again
    assert evaluate(ours.folder, "(twice(1), twice(2.5))") == f"(2, 5.0){compiled_again}"
    assert evaluate(ours.folder, "(twice(1j), thrice(2), thrice(2.5))").startswith("(2j, 6, 7.5)")
    assert not list(ours.folder.rglob("*.partial"))


def never() -> None:
    pytest.fail("compiled although all was there")


def test_what_an_interrupted_program_left_is_not_trusted(code: CompiledCode) -> None:
    assert code.removed == ["phases_0/a.nbc", "phases_0/a.nbi"]
    assert set(json.loads((code.folder / SEAL).read_bytes())) == {"phases_0/b.nbc"}
    CompiledCode(code.folder).check(never)
    (code.folder / "phases_0" / "c.nbc").write_bytes(b"half")
    later = CompiledCode(code.folder)
    later.check(never)  # nothing is missing
    assert later.removed == ["phases_0/c.nbc"]
    (code.folder / "phases_0" / "b.nbc").write_bytes(b"other")
    again: list[str] = []
    CompiledCode(code.folder).check(lambda: again.append("compiled"))
    assert again == ["compiled"]


def test_what_was_compiled_later_is_sealed(code: CompiledCode) -> None:
    before = (code.folder / SEAL).stat().st_mtime_ns
    code.seal_new()
    assert (code.folder / SEAL).stat().st_mtime_ns == before
    (code.folder / "phases_0" / "c.nbc").write_bytes(b"later")
    code.seal_new()
    CompiledCode(code.folder).check(never)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"null", b"\xff"])
def test_a_damaged_seal_means_that_nothing_is_trusted(code: CompiledCode, content: bytes) -> None:
    (code.folder / SEAL).write_bytes(content)
    later = CompiledCode(code.folder)
    later.check(lambda: None)
    assert later.removed == ["phases_0/b.nbc"]


def test_one_program_compiles_and_the_others_wait(tmp_path: Path) -> None:
    (tmp_path / LOCK).touch()
    compiling, compiled_by = threading.Event(), []

    def compile_all(name: str) -> None:
        compiling.set()
        compiled_by.append(name)
        (tmp_path / "a.nbc").write_bytes(b"code")

    def compile_slowly() -> None:
        compile_all("first")
        threading.Event().wait(0.3)

    def first() -> None:
        CompiledCode(tmp_path).check(compile_slowly)

    thread = threading.Thread(target=first)
    thread.start()
    compiling.wait()
    CompiledCode(tmp_path).check(lambda: compile_all("second"))
    thread.join()
    assert compiled_by == ["first"]


def test_a_folder_of_the_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert seal.find() is None
    (tmp_path / LOCK).touch()
    assert seal.find() is not None
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert seal.find() is None
