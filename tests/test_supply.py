"""What is accepted as safe is named with a reason, and what is built is the same twice."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ACCEPTED = tomllib.loads((ROOT / ".ci" / "accepted.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def finding(file, code="B102"):
    return {"filename": file, "test_id": code, "line_number": 7, "issue_text": "Use of exec.\nMore."}


def test_only_what_is_accepted_at_its_place_passes(audit):
    entry = {"codes": ["B102"], "places": ["sim/a.py", "sim/b/"], "reason": "it is ours"}
    both = [finding("sim/a.py"), finding("sim/b/c.py")]
    assert list(audit.unsafe_lines(both, [entry])) == []
    assert list(audit.unsafe_lines([*both, finding("sim/c.py")], [entry])) == [
        "sim/c.py:7: B102 Use of exec."
    ]
    assert len(list(audit.unsafe_lines([*both, finding("sim/a.py", "B301")], [entry]))) == 1
    (stale,) = audit.unsafe_lines(both[:1], [entry])
    assert "sim/b/ is accepted (it is ours) and not found any more" in stale


def test_an_advisory_passes_by_any_of_its_names(audit):
    weak = {
        "name": "lib",
        "version": "1.0",
        "vulns": [{"id": "X-1", "aliases": ["Y-2"], "fix_versions": ["1.1"]}],
    }
    assert list(audit.weak_versions([weak], [])) == ["lib 1.0: X-1, mended by 1.1"]
    assert list(audit.weak_versions([weak], [{"id": "Y-2", "reason": "not called"}])) == []
    assert len(list(audit.weak_versions([], [{"id": "Y-2", "reason": "not called"}]))) == 1


def test_what_is_accepted_has_a_reason_and_exists():
    for entry in ACCEPTED["bandit"]:
        assert entry["reason"]
        assert all((ROOT / place).exists() for place in entry["places"])


def test_two_builds_of_the_wheel_are_the_same_byte_for_byte(tmp_path):
    hashes = []
    for number in (1, 2):
        checkout = tmp_path / str(number)
        for name in ("sim", "scenarios"):
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            (checkout / name).write_bytes((ROOT / name).read_bytes())  # another time of change
        os.utime(checkout / "sim" / "cli.py", (10**9 * number, 10**9 * number))
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
        kept = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
        subprocess.run(command, cwd=checkout, env=kept, check=True, capture_output=True)
        (wheel,) = (checkout / "dist").glob("*.whl")
        hashes.append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert hashes[0] == hashes[1]
    with zipfile.ZipFile(wheel) as built:
        assert {"sim/cli.py", "sim/scenarios/baseline.toml"} <= set(built.namelist())
