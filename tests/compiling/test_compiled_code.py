"""Compiled code comes from the folder named by the sources, whatever was imported first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim

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
