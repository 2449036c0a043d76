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
