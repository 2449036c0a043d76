"""Change one sign, number or line at a time, and see whether the tests notice.

    python scripts/attack/mutants.py --number 400 --out build/mutants/mutants.csv

A seeded sample of changes (``changes.py``) over rules, phases, policies, indicators, money and configuration.
Nothing is compiled: a change then costs no minute of compiling, and results have the same bits
(``sim/compiling/interpreted.py``). No file is edited: each change gets a process of its own, forked from
one that has collected the tests (``judging.py``). It runs the tests that call the changed function
(``reached.py``), those first that call little else or are named after the module, as many as fit
``--seconds``, until one fails. A change that no test calls is a survivor, too.

mutmut and cosmic-ray do not fit: they write each change into a file and start pytest for it, and an edit of a
kernel means compiling it and all that calls it.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

os.environ |= {"NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
os.environ.pop("PYTEST_XDIST_WORKER", None)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from changes import Change, changes_of  # noqa: E402
from judging import Judge  # noqa: E402


class Area(NamedTuple):
    """Modules that share a target, and the files of tests that may notice a change in them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    part: float
    """Of the sample."""
    target: float
    """Part of the changes that tests should notice."""


def _files(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/test_{name}.py" for name in names)


RULES = _files(
    "tests/rules", "benefit_schedules", "budget", "cost", "counts_of_people", "demand_at_other_rents",
    "drawing_down", "firm_month", "first_look", "founding", "grants", "hazards", "homes", "hours",
    "household_benefits", "household_changes", "household_distribution", "household_moves",
    "life_cycle_tables", "market", "minimal", "orders", "parts", "payouts", "prices_and_rates",
    "public_health", "rents", "rules_by_hand", "skill", "slots", "tasks", "taxes_and_spending", "wages",
    "wages_of_a_month",
)  # fmt: skip
MONTH = _files(
    "tests/phases", "budgets_of_a_month", "firms_of_a_month", "owners_and_state_of_a_month",
    "people_of_a_month", "policies_of_a_month",
)  # fmt: skip
PHASES = MONTH + _files(
    "tests/phases", "birthdays", "capital", "chances_of_the_month", "closures", "competition", "customers",
    "entrants", "estates", "frontier", "gpu_market", "groups_of_persons", "homes_in_force", "incomes",
    "indices_in_force", "jobs_of_a_month", "levels_of_benefits", "model_accounts", "money", "neighbours",
    "parts_of_firms", "planning", "providers_alone", "public_finance", "rates_of_the_month", "rows_of_firms",
    "scarcity", "search", "small_parts",
)  # fmt: skip
LEDGERS = _files("tests/economy", "ledgers_of_money")
INDICATORS = _files("tests/indicators", "absent", "columns_of_a_month", "inequality", "labour", "meaning")
POLICIES = _files(
    "tests/policies", "accounts", "amounts", "answers", "antitrust", "base", "declared", "first_answers",
    "in_force", "levers", "policies_in_force",
) + _files("tests/phases", "policies_of_a_month")  # fmt: skip
DECLARED = _files("tests/policies", "declared") + tuple(
    f"tests/policies/test_conformance.py::test_{name}"
    for name in (
        "every_kind_says_what_is_to_be_known_of_it",
        "size_zero_is_known_and_full_size_is_not_zero",
        "start_phase_in_and_duration",
        "the_tables_of_the_document_are_up_to_date",
    )
)
"""Tests of what policies declare."""
DOCUMENTS = (
    "tests/scenario/test_reference.py::test_the_reference_is_up_to_date",
    "tests/policies/test_conformance.py::test_the_tables_of_the_document_are_up_to_date",
)
"""Tests of what is declared against documents that are written from it."""
SCENARIO = _files(
    "tests/scenario", "combinations", "data", "declarations", "declare", "errors", "explain", "files", "grid",
    "loading", "marks", "numbers", "origins", "overrides", "policies", "reference", "scenario",
    "scenario_files", "toml",
)  # fmt: skip
MONEY = (
    "sim/state/accounts.py", "sim/rules/payouts.py", "sim/phases/money.py", "sim/rules/firm_month.py",
    "sim/phases/provider_accounts.py", "sim/phases/public_finance.py",
)  # fmt: skip
CONFIGURATION = (
    "sim/parameters/declare.py", "sim/parameters/explain.py", "sim/parameters/limits.py",
    "sim/parameters/numbers.py", "sim/parameters/rules.py", "sim/scenario.py", "sim/scenario_files.py",
    "sim/toml.py", "sim/origins.py", "sim/rules/slots.py",
)  # fmt: skip
AREAS = {
    "money": Area(MONEY, (*LEDGERS, *PHASES, *RULES), 0.1, 0.95),
    "configuration": Area(CONFIGURATION, (*SCENARIO, *_files("tests/rules", "slots")), 0.15, 0.95),
    "rules": Area(("sim/rules/**/*.py",), (*RULES, *PHASES), 0.25, 0.8),
    "phases": Area(("sim/phases/*.py",), (*PHASES, *RULES), 0.25, 0.8),
    "policies": Area(
        ("sim/policies/**/*.py",), (*POLICIES, *DECLARED, *DOCUMENTS, *INDICATORS[-1:]), 0.125, 0.9
    ),
    "indicators": Area(("sim/indicators/*.py",), INDICATORS, 0.125, 0.9),
}
"""What belongs to an area is in none below. The files of tests are quick where nothing is compiled."""
MOST_TESTS = 300
"""For one change: what tests share is made for the first, whatever they take by themselves."""


FEW = 20
"""Functions: a test that calls no more is about each of them."""


class Verdict(NamedTuple):
    """What became of a change."""

    area: str
    change: Change
    outcome: str
    """``killed``, ``survived``, or ``no test`` where none calls it."""
    test: str
    """The test that failed."""
    tests: int
    """Tests that were to be run."""
    seconds: float


def sample(number: int, seed: int, areas: Iterable[str] = AREAS) -> list[tuple[str, Change]]:
    """Draw changes from each area in its part of ``number``; any begin of the list is a sample, too."""
    order = random.Random(seed)
    drawn = []
    for name, area in AREAS.items():
        paths = sorted({path for pattern in area.modules for path in ROOT.glob(pattern)})
        if name == "rules":
            paths = [
                path for path in paths if path.relative_to(ROOT).as_posix() not in AREAS["money"].modules
            ]
        found = [change for path in paths for change in changes_of(path, ROOT)]
        drawn += [
            (name, change) for change in order.sample(found, min(len(found), round(area.part * number)))
        ]
    order.shuffle(drawn)
    return [(name, change) for name, change in drawn if name in areas]


def look(folder: Path, place: str, longest: float) -> None:
    """Run a file of tests once, and keep which functions each of them calls."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "reached", "-p", "no:cacheprovider",
        "--tb=no", "--reached", str(_seen(folder, place)), "--longest", str(longest), place,
    ]  # fmt: skip
    paths = os.pathsep.join((str(ROOT), str(HERE)))
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, check=False)


def _seen(folder: Path, place: str) -> Path:
    return folder / f"{place.replace('/', '-')}.json"


def known(folder: Path, places: Iterable[str]) -> dict[str, Any]:
    """Return which functions each test calls."""
    found: dict[str, Any] = {}
    for place in places:
        found |= json.loads(_seen(folder, place).read_text(encoding="utf-8"))
    return found


def calls(change: Change, places: Iterable[str]) -> bool:
    """Say whether what is changed, or any function of its module, is among ``places`` that are called."""
    if change.function:
        return f"{change.path}:{change.function}" in places
    return any(place.startswith(f"{change.path}:") for place in places)


def room_of(change: Change) -> str:
    """Return the folder of the tests of what is changed."""
    return f"tests/{Path(change.path).parts[1]}/"


def tests_for(change: Change, area: Area, reached: dict[str, Any], seconds: float) -> list[str]:
    """Return the tests that call what is changed.

    Those come first that call few functions, as nothing else hides what is wrong with one of them; then those
    whose file is named after its module, or whose name or case is, then those of its room. A test that takes
    a third of ``seconds`` by itself comes after all of them, as it leaves no time for many.
    """
    stem, room = Path(change.path).stem, room_of(change)

    def place(name: str, test: dict[str, Any]) -> tuple[bool, bool, bool, bool, bool, float, str]:
        slow, broad = test["seconds"] > seconds / 3.0, bool(change.function) and len(test["calls"]) > FEW
        file, case = name.split("::", 1)
        other = not file.endswith(f"/test_{stem}.py"), stem not in case, not name.startswith(room)
        return slow, broad, *other, test["seconds"], name

    reading = () if change.function else (*DECLARED, *SCENARIO)  # whatever reads what is declared
    found = {
        name: place(name, test)
        for name, test in reached.items()
        if name.startswith(area.tests) and (calls(change, test["calls"]) or name.startswith(reading))
    }
    documents = [] if change.function else [name for name in found if name.startswith(DOCUMENTS)]
    chosen: list[str] = []
    total = 0.0
    for name in [*documents, *sorted(found, key=found.__getitem__)][:MOST_TESTS]:
        if name not in chosen and (total + reached[name]["seconds"] <= seconds or not chosen):
            chosen.append(name)
            total += reached[name]["seconds"]
    return chosen


def main() -> None:
    """Judge a sample and write it down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=400, help="changes to judge")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=6.0, help="of tests for each change")
    parser.add_argument("--longest", type=float, default=4.0, help="seconds of a test that is used")
    parser.add_argument("--minutes", type=float, default=1e9, help="after which no other change is begun")
    parser.add_argument("--out", type=Path, help="table of all changes, CSV")
    parser.add_argument("--areas", nargs="+", choices=AREAS, default=list(AREAS), help="areas to look at")
    parser.add_argument("--only", help="changes in one file, or one line of it: sim/phases/money.py:31")
    parser.add_argument("--go-on", action="store_true", help="what the table --out says was noticed stays so")
    parser.add_argument("--known", action="store_true", help="what tests call is known from before")
    parser.add_argument("--at-least", type=float, default=0.0, help="part of all below which it ends with 1")
    given = parser.parse_args()
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    drawn = sample(given.number, given.seed, given.areas)
    if given.only:
        file, _, line = given.only.partition(":")
        area = next(name for name, area in AREAS.items() if any(Path(file).match(m) for m in area.modules))
        drawn = [(area, change) for change in changes_of(ROOT / file, ROOT) if line in ("", str(change.line))]
    places = sorted({test for name, _ in drawn for test in AREAS[name].tests})
    for place in places:
        if not (given.known and _seen(folder, place).exists()):
            look(folder, place, given.longest)
    reached = known(folder, places)
    os.chdir(ROOT)
    verdicts = judged_before(given.out) if given.go_on else {}
    drawn = [one for one in drawn if one not in verdicts or verdicts[one].outcome != "killed"]
    drawn.sort(key=lambda one: one in verdicts)  # what was not noticed is judged again, after the others

    def judge_all(judge: Judge) -> None:
        begin = time.monotonic()
        for name, change in drawn:
            if time.monotonic() - begin <= 60.0 * given.minutes:
                tests = tests_for(change, AREAS[name], reached, given.seconds)
                tests = in_order(tests, change, list(judge.items))
                verdicts[name, change] = judged(name, change, tests, judge)
                if given.out:
                    write(verdicts.values(), given.out)

    quiet = ["-q", "-s", "-p", "no:cacheprovider", "-W", "ignore", "-m", "not slow"]
    pytest.main([*quiet, *places], plugins=[Judge(ROOT, folder / "economies", judge_all)])
    report(verdicts.values())
    killed = sum(one.outcome == "killed" for one in verdicts.values())
    sys.exit(killed < given.at_least * len(verdicts))


def in_order(tests: Iterable[str], change: Change, collected: Sequence[str]) -> list[str]:
    """Return tests in an order in which what they share is made once, those of the change's room first."""
    place, room = {name: number for number, name in enumerate(collected)}, room_of(change)
    known = [name for name in tests if name in place]
    return sorted(known, key=lambda name: (not name.startswith((room, *DOCUMENTS)), place[name]))


def judged(area: str, change: Change, tests: Sequence[str], judge: Judge) -> Verdict:
    """Say whether a change is noticed, and print it."""
    started = time.monotonic()
    test = judge.noticed_by(change, tests) if tests else ""
    outcome = "killed" if test else ("survived" if tests else "no test")
    verdict = Verdict(area, change, outcome, test, len(tests), time.monotonic() - started)
    place = f"{change.path}:{change.line}"
    print(f"{outcome:8} {verdict.seconds:5.1f} s  {place}  {change.words[:90]}  {test}", flush=True)
    return verdict


def report(verdicts: Collection[Verdict]) -> None:
    """Print what was noticed by area."""
    for name, area in AREAS.items():
        mine = [one for one in verdicts if one.area == name]
        killed = sum(one.outcome == "killed" for one in mine)
        part = f"{killed / len(mine):.0%}" if mine else "-"
        print(f"{name}: {killed} of {len(mine)} killed ({part}, target {area.target:.0%})")


COLUMNS = ("area", *Change._fields, "outcome", "test", "tests", "seconds")


def write(verdicts: Collection[Verdict], file: Path) -> None:
    """Write a row a change."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for one in sorted(verdicts):
            table.writerow([one.area, *one.change, one.outcome, one.test, one.tests, f"{one.seconds:.1f}"])


def judged_before(file: Path) -> dict[tuple[str, Change], Verdict]:
    """Read a table of changes; none where there is no file yet."""
    found: dict[tuple[str, Change], Verdict] = {}
    if not file.exists():
        return found
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            texts = {name: row[name] for name in Change._fields if name not in ("line", "node")}
            change = Change(line=int(row["line"]), node=int(row["node"]), **texts)
            tests, seconds = int(row["tests"]), float(row["seconds"])
            found[row["area"], change] = Verdict(
                row["area"], change, row["outcome"], row["test"], tests, seconds
            )
    return found


if __name__ == "__main__":
    main()
