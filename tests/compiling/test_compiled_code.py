"""Compiled code comes from the folder named by the sources, whatever was imported first."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.compiling.folder import _is_usable

ROOT = Path(sim.__file__).parents[1]


@pytest.mark.parametrize("imports", ["import sim, numba", "import numba, sim"])
def test_compiled_code_lies_in_the_folder_named_by_the_sources(imports):
    # numba reads its settings when it is imported; beside the sources it would keep, and silently run, code
    # that an edit of another file has made stale
    code = f"{imports}, os; print(numba.config.CACHE_DIR); print(os.environ['NUMBA_CACHE_DIR'])"
    kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    used, wanted = done.stdout.splitlines()
    assert used == wanted


@pytest.mark.skipif(os.name != "posix", reason="no modes of folders there")
def test_the_folder_is_for_its_owner_alone_even_one_that_was_open_before(tmp_path):
    opened = tmp_path / "tenfold" / "open"
    opened.mkdir(parents=True, mode=0o755)
    for folder in (opened, tmp_path / "tenfold" / "new"):
        assert _is_usable(folder)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


RULES = """
from typing import NamedTuple

import numpy as np

from sim.kernels.parallel import Arguments, chunk_rule, job_of


class Job(NamedTuple):
    rows: np.ndarray


@chunk_rule
def one(chunk: int, arguments: Arguments[Job]) -> None:
    job_of(arguments).rows[chunk] += 1


@chunk_rule
def two(chunk: int, arguments: Arguments[Job]) -> None:
    job_of(arguments).rows[chunk] += 2
"""


def test_what_a_second_process_compiles_runs_in_a_third_that_has_used_no_threads_yet(tmp_path):
    # the first keeps the loop that all rules share, the second compiles another rule's entry to it; numba
    # then forgets that this entry calls its threads, and the third would call what nobody has loaded
    (tmp_path / "rules.py").write_text(RULES)
    settings = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "code")}
    settings["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])
    for rule, added in (("one", 1), ("two", 2), ("two", 2)):
        code = f"import rules, numpy; rows = numpy.zeros(3); rules.{rule}(3, rules.Job(rows)); print(*rows)"
        done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True)
        assert done.returncode == 0, (rule, done.stderr[-500:])
        assert [float(row) for row in done.stdout.split()] == [added] * 3
