"""docs/extending.md is true: one thing is one file, counted in a copy of the tree, and scenarios take it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import sim

ROOT = Path(sim.__file__).parents[1]
FOLDERS = ("sim", "docs", "examples", "scenarios", "scripts", "tests")
FILES = ("pyproject.toml", "README.md", ".gitignore")
COUNTS = {
    "A policy": 1,
    "A rule of a market": 1,
    "An indicator": 2,
    "A tax that pays": 1,
    "A key of a scenario": 2,
    "A chart": 1,
}
"""Sections of the page, and how many files of the package each addition touches."""
GENERATED = {"docs/parameters.md", "docs/policies.md", "docs/ODD.md", "docs/pictures/month.svg"}
OF_POLICIES = (
    "the_tables_of_the_document_are_up_to_date", "every_kind_says_what_is_to_be_known_of_it",
    "short_names_are_those_of_one_kind_each", "what_pays_has_a_name_of_its_own",
    "size_zero_is_known_and_full_size_is_not_zero", "start_phase_in_and_duration",
)  # fmt: skip
CHECKS = (
    "tests/scenario/test_reference.py", "tests/scenario/test_declarations.py",
    "tests/records/test_figures.py", "tests/report/comparison/test_series.py",
    *(f"tests/policies/test_conformance.py::test_{name}" for name in OF_POLICIES),
)  # fmt: skip
"""Tests of what was added, none of which takes long: they run no economy, so that nothing is compiled."""
ORDER = "tests/test_data_flow.py::test_the_order_of_the_steps_follows_from_what_they_declare"
ALL_OF_IT = (
    "--set", "firms.longest_boom=1.2", "--set", "rules.wages=adaptive_wages",
    "--set", "policy.compute_dividend.share=0.5",
    "--set", "policy.compute_dividend.financed_by=employers_tax",
)  # fmt: skip
"""Options of a run that uses what was added."""


def section(heading: str) -> str:
    """Return the text under a heading of the page."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]


def git(tree: Path, *arguments: str, text: str | None = None) -> str:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    done = subprocess.run(["git", *who, *arguments], cwd=tree, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def keep(tree: Path) -> set[str]:
    """Keep the tree as it is, and return the files that have changed since it was last kept."""
    git(tree, "add", "--all")
    git(tree, "commit", "-q", "--allow-empty", "-m", "kept")
    return set(git(tree, "show", "--format=", "--name-only", "--no-renames").split())


def python(tree: Path, *arguments: str) -> str:
    """Run the Python of the copy, with compiled code of its own, and not as a part of these tests."""
    of_ours = ("NUMBA_CACHE_DIR", "PYTEST_XDIST_WORKER")
    known = {name: value for name, value in os.environ.items() if name not in of_ours}
    own = {"PYTHONPATH": str(tree), "XDG_CACHE_HOME": str(tree.parent / "cache")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=known | own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def add(tree: Path, text: str) -> None:
    """Do what a section says: copy files into the package, apply changes."""
    for copied, to in re.findall(r"^cp (\S+) +(sim/\S+)", text, re.MULTILINE):
        shutil.copy2(tree / copied, tree / to)
    for change in re.findall(r"^```diff\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        git(tree, "apply", "-", text=change)


@pytest.fixture(scope="module")
def touched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[str]]]:
    """Return a copy of the tree with everything added, and the files that each addition touched."""
    tree = tmp_path_factory.mktemp("copy") / "tree"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, tree / name)
    git(tree.parent, "init", "-q", str(tree))
    keep(tree)
    found = {}
    for heading in COUNTS:
        add(tree, section(heading))
        found[heading] = keep(tree)
    return tree, found


def test_one_thing_is_one_file(touched: tuple[Path, dict[str, set[str]]]) -> None:
    _, found = touched
    assert {heading: len(files) for heading, files in found.items()} == COUNTS, found


def test_what_was_added_is_found_documented_and_passes_the_checks(
    touched: tuple[Path, dict[str, set[str]]],
) -> None:
    tree, _ = touched
    (tree / "docs" / "parameters.md").write_text(python(tree, "-m", "sim", "parameters", "--markdown"))
    for script in ("policy_table", "story_table"):
        python(tree, f"scripts/{script}.py")
    assert keep(tree) <= GENERATED
    assert "`longest_boom`" in (tree / "docs" / "parameters.md").read_text()
    assert "`compute_dividend`" in (tree / "docs" / "policies.md").read_text()
    assert "adaptive_wages" in python(tree, "-m", "sim", "parameters", "rules")
    python(tree, "-m", "ruff", "check", "sim")
    python(tree, "-m", "ruff", "format", "--check", "sim")
    python(tree, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *CHECKS)


def test_a_scenario_takes_all_of_it(touched: tuple[Path, dict[str, set[str]]]) -> None:
    """What an economy does with such things is seen where plugins bring them, in ``tests/plugins``."""
    told = python(touched[0], "-m", "sim", "sources", "pessimistic", *ALL_OF_IT)
    for key in ("firms.longest_boom", "rules.wages.adaptive_wages.speed", "policy.compute_dividend.share"):
        assert key in told


@pytest.mark.slow  # compiles all kernels of the copy
def test_an_economy_runs_with_all_of_it(touched: tuple[Path, dict[str, set[str]]], tmp_path: Path) -> None:
    tree, _ = touched
    for script in ("odd_table", "month_picture"):
        python(tree, f"scripts/{script}.py")
    assert keep(tree) <= GENERATED
    python(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", ORDER)
    python(
        tree, "-m", "sim", "run", "pessimistic", "--people", "1000", "--months", "4",
        "--set", "run.burn_in_months=2", *ALL_OF_IT, "--out", str(tmp_path / "run"),
    )  # fmt: skip
    flows = pl.read_parquet(tmp_path / "run" / "labour_flows.parquet")
    ratio = (flows["openings"] / flows["unemployed"]).to_list()
    assert flows["tightness"].to_list() == pytest.approx(ratio, rel=1e-9)
    assert min(ratio) > 0.0
    assert pl.read_parquet(tmp_path / "run" / "policies.parquet")["cost"][-1] > 0.0
