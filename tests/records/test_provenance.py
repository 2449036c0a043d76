"""Results say where they come from."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.records import provenance
from sim.records.columns import TABLES
from sim.records.provenance import (
    WITHOUT_NUMBERS,
    WORDS,
    Stopwatch,
    commit,
    manifest,
    model_sources,
    model_version,
    peak_memory,
    sources_hash,
    versions,
)

PACKAGE = Path(sim.__file__).parent
A_RUN = """
import sys
from sim.parameters.rules import SLOTS, rule_names
from sim.rules.slots import find
from sim.scenario import Scenario, policy_kinds
from sim.simulation import Simulation
tables = {"run": {"people": 1000, "burn_in_months": 1, "months": 2}, "compute": {"enabled": True}}
Simulation(Scenario.from_tables({**tables, "policy": [{"kind": kind} for kind in policy_kinds()]})).run()
[find(slot, name) for slot in SLOTS for name in rule_names(slot)]
print(*(name for name in sys.modules if name.startswith("sim.")))
"""
"""A run with every policy and every rule at hand, which says what it has imported."""


def test_the_manifest_is_complete_and_plain() -> None:
    text = 'title = "A"\n[[plugins]]\nname = "mine.py"\nsha256 = "0123"\n'
    written = manifest({"a": text, "b": text}, (1, 2), Stopwatch.start(), kind="comparison")
    assert json.loads(json.dumps(written)) == written
    assert written["kind"] == "comparison"
    assert written["scenarios"] == {"a": text, "b": text}
    assert written["plugins"] == [{"name": "mine.py", "sha256": "0123"}]
    assert written["seeds"] == [1, 2]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", written["started"])


def test_versions_name_what_shapes_results() -> None:
    found = versions()
    assert re.fullmatch(rf"{re.escape(sim.__version__)}(, commit \w{{12}}( and changes)?)?", found["tenfold"])
    assert all(re.match(r"\d", found[name]) for name in ("python", "numpy", "numba", "polars", "mesa"))


def test_the_commit_is_that_of_the_clone_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*words: str) -> str:
        call = ("git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c", *words)
        return subprocess.run(call, capture_output=True, text=True, check=True).stdout

    git("init")
    (tmp_path / "rule.py").write_text("1\n")
    git("add", "rule.py")
    git("commit", "-m", "one rule")
    head = git("rev-parse", "HEAD")[:12]
    monkeypatch.setattr(provenance, "_SOURCES", tmp_path / "sim")
    assert commit.__wrapped__() == head
    (tmp_path / "rule.py").write_text("2\n")
    assert commit.__wrapped__() == f"{head} and changes"
    monkeypatch.setattr(provenance, "_SOURCES", tmp_path / "site-packages" / "sim")
    assert commit.__wrapped__() == ""  # installed within a project of somebody else's


def test_the_hash_of_the_sources_is_stable() -> None:
    assert sources_hash() == sources_hash()
    assert re.fullmatch(r"[0-9a-f]{64}", sources_hash())


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Return what a run imports of the package, found by a run, less what changes no number."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", A_RUN], env=environment, capture_output=True, check=True)
    return {name for name in done.stdout.decode().split() if not name.startswith(WITHOUT_NUMBERS)}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Put a copy of the sources in the place of the sources; return a function that finds their version."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(provenance, "_SOURCES", tmp_path / "sim")
    return model_version.__wrapped__


def edit(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n# edited\n")


def test_the_model_is_what_a_run_imports_and_the_data(imported: set[str]) -> None:
    data = {path for path in (PACKAGE / "data").iterdir() if path.name != WORDS}
    assert data <= model_sources()
    names = {
        ".".join(["sim", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
        for path in model_sources() - data
    }
    assert imported <= names
    # what this scenario has not chosen is of the model too
    assert {name.split(".")[1] for name in names - imported} <= {"plugins", "policies", "rules"}


def test_the_version_of_the_model_is_a_hash_of_just_these_files(
    copied: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copied()
    assert before == model_version()
    model = model_sources()
    monkeypatch.setattr(provenance, "model_sources", lambda: model)  # a line of comment imports nothing
    for path in (tmp_path / "sim").rglob("*"):
        if path.suffix in (".py", ".csv", ".toml", ".css", ".vue"):
            content = path.read_bytes()
            edit(path)
            assert (copied() != before) is (path in model), path
            path.write_bytes(content)


@pytest.mark.parametrize(
    ("place", "makes_numbers"),
    [
        ("cli.py", False),
        ("commands/policies.py", False),
        ("compiling/seal.py", False),
        ("dashboard/words.py", False),
        ("errors.py", False),
        ("experiments/run/run.py", False),
        ("mesa_model/economy.py", False),
        ("records/columns.py", False),
        ("records/provenance.py", False),
        ("records/words.py", False),
        ("report/wording.py", False),
        ("toml.py", False),
        ("data/words.csv", False),
        ("data/scalars.csv", True),
        ("kernels/draws.py", True),
        ("month.py", True),
        ("parameters/compute.py", True),
        ("indicators/macro.py", True),
        ("policies/universal_basic_income.py", True),
        ("policies/framework/financing.py", True),
        ("rules/budget.py", True),
        ("rules/wages/indexed.py", True),
        ("scenario.py", True),
        ("simulation.py", True),
    ],
)
def test_editing_a_file_changes_the_version_if_it_makes_numbers(
    copied: Callable[[], str], tmp_path: Path, place: str, makes_numbers: bool
) -> None:
    edit(tmp_path / "sim" / place)
    assert (copied() != model_version()) is makes_numbers


@pytest.mark.parametrize(
    ("changes", "tables_differ"),
    [
        ({"label": "Jobless", "description": "People without a job", "short": "U"}, False),
        ({"digits": 3, "scale": 1.0, "better": 0}, False),
        ({"kind": "integer"}, True),
    ],
)
def test_words_of_a_column_leave_the_version_alone_and_how_it_is_stored_does_not(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], tables_differ: bool
) -> None:
    columns = TABLES["macro"].columns
    monkeypatch.setitem(columns, "unemployment_rate", columns["unemployment_rate"]._replace(**changes))
    assert (model_version.__wrapped__() != model_version()) is tables_differ


def test_a_column_that_is_added_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = TABLES["macro"].columns
    monkeypatch.setitem(columns, "misery", columns["unemployment_rate"])
    assert model_version.__wrapped__() != model_version()


def test_a_policy_or_an_import_that_is_added_is_part_of_the_model(
    copied: Callable[[], str], tmp_path: Path
) -> None:
    (tmp_path / "sim" / "policies" / "new.py").write_text("from sim.rules import newer\n")
    (tmp_path / "sim" / "rules" / "newer.py").write_text("def f():\n    import sim.phases.newest\n")
    (tmp_path / "sim" / "phases" / "newest.py").write_text("if TYPE_CHECKING:\n    import sim.report.html\n")
    found = {path.relative_to(tmp_path / "sim").as_posix() for path in model_sources()}
    assert {"policies/new.py", "rules/newer.py", "phases/newest.py"} <= found
    assert "report/html.py" not in found
    assert copied() != model_version()


def test_peak_memory_is_in_bytes() -> None:
    peak = peak_memory()
    assert peak is None or 2**24 < peak < 2**40
