"""The package: public names on first use, compiled code kept apart by source."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parents[1]


def python(code, path=ROOT, **environment):
    kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"PYTHONPATH": str(path)} | environment,
        cwd=path,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


CACHE = "import sim, os; print(os.environ['NUMBA_CACHE_DIR'])"


def test_public_names():
    assert sim.Scenario.load("baseline").name == "baseline"
    assert set(sim.__all__) <= set(dir(sim))
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        sim.nothing  # noqa: B018


def test_importing_loads_no_library():
    loaded = python("import sim, sys; print(*sys.modules)").split()
    assert not {"numpy", "numba", "pydantic", "polars", "mesa"} & set(loaded)


def test_compiled_code_has_a_folder_of_its_own_for_every_state_of_the_sources(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    before = python(CACHE, tmp_path, **cache)
    assert Path(before).is_relative_to(tmp_path / "cache" / "tenfold")
    assert Path(before).is_dir()
    assert python(CACHE, tmp_path, **cache) == before
    for name, compiled in (("records/columns.py", False), ("kernels/sums.py", True)):
        source = tmp_path / "sim" / name
        source.write_text(source.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
        assert (python(CACHE, tmp_path, **cache) != before) is compiled, name


def test_compiled_code_has_a_folder_of_its_own_for_every_version_of_python(tmp_path):
    # one program at a time compiles for all, but only where the list of what is compiled is not whole
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    other = "import sys; sys.implementation.cache_tag = 'cpython-399'; "
    assert python(CACHE, **cache) != python(other + CACHE, **cache)


def test_a_cache_folder_set_by_the_user_is_kept():
    assert python(CACHE, NUMBA_CACHE_DIR="/somewhere") == "/somewhere"


def test_without_a_home_the_cache_is_a_private_folder_that_later_runs_find_again(tmp_path):
    (tmp_path / "file").touch()
    elsewhere = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    first, second = (Path(python(CACHE, **elsewhere)) for _ in range(2))
    assert first == second
    assert first.parent.parent == tmp_path
    assert first.parent.stat().st_mode & 0o077 == 0


def test_a_cache_folder_that_others_can_write_to_is_not_used(tmp_path):
    (tmp_path / "file").touch()
    elsewhere = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    open_to_all = Path(python(CACHE, **elsewhere)).parent
    open_to_all.chmod(0o777)
    folder = Path(python(CACHE, **elsewhere))
    assert open_to_all not in folder.parents
    assert folder.stat().st_mode & 0o077 == 0


def test_compiling_writes_nothing_into_the_package(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted((tmp_path / "sim").rglob("*"))
    code = "from sim.kernels.elementary import exp; exp(1.0); print(exp.stats.cache_path)"
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    for first in ("", "import numba; "):  # numba reads its settings when it is imported
        place = Path(python(first + code, tmp_path, **cache))
        assert place.is_relative_to(tmp_path / "cache" / "tenfold")
        assert {path.suffix for path in place.iterdir()} == {".nbi", ".nbc"}
    assert sorted((tmp_path / "sim").rglob("*")) == before


def test_versions_agree():
    assert f"version: {sim.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{sim.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_pinned_versions_satisfy_the_declared_ones_and_name_no_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pinned = {line.partition("==")[0].lower() for line in text.splitlines() if "==" in line}
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *extras["report"],
        *extras["experiments"],
        *extras["site"],
        *extras["dev"],
    ]
    names = {name.partition(">")[0].partition("=")[0].partition("<")[0].lower() for name in wanted}
    assert names <= pinned
