"""Read malformed scenarios, sweeps, studies, packages and overrides: each is a short sentence, no more.

    python scripts/attack/malformed.py --count 10000 --seed 1

Every attempt starts from a valid text and is spoilt in one to three ways: bytes, values, keys, tables. What
is read must be accepted, or refused within two seconds (of processor time) by one sentence of at most 500
characters that names the file; nothing may be written.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from report import Report

from sim.errors import UserError
from sim.experiments.lab.packages import parse_packages, with_policies
from sim.experiments.lab.study import load_study
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.plan import make_plan
from sim.scenario import Scenario, locate
from sim.scenario_files import built_in_names
from sim.toml import write_toml

LONGEST, SLOWEST = 500, 2.0
"""Characters of a sentence, seconds of processor time of an attempt."""
FEW_RUNS = 40
"""Runs up to which an accepted sweep is planned too."""
FAULTS = ("traceback", "file written", "over 500", "over 2 s", "several lines", "file not named")
PACKAGES = """
[[package]]
name = "both"
label = "UBI of $1,000 and a GPU tax"
[[package.policy]]
kind = "universal_basic_income"
amount = 1000.0
financed_by = "wealth_tax"
[[package.policy]]
kind = "gpu_tax"
tax_rate = 0.5
[[package]]
name = "training"
[[package.policy]]
kind = "retraining"
"""
OVERRIDES = (
    "compute.gpu_worker_ratio=3", "run.people=2000", "policy.gpu_tax.tax_rate=0.1", "rules.wages=anchored",
    "government.household_benefits=false", "name=mine", "wages.trend_inflation = 0.02", "run.months=12",
)  # fmt: skip
LINES = (
    "ubi:amount=500/1000,financed_by=gpu_tax/deficit", "gpu_tax:tax_rate=0.5", "retraining",
    "negative_income_tax:taper=0.4+wealth_tax", "ubi", "none", "job_guarantee:start=3",
)  # fmt: skip
WORDS = (
    "../../../escaped", "/etc/passwd", ".hidden", "a/b", "a\\b", "", " ", "x" * 5_000, "\x00", "\n", "=1+1",
    "é" * 200, "<script>", "nan", "none", "true", "baseline", "neutral", "macro.gdp", "gdp", "run", "point",
    "seed", "%s{0}", "NaN", "run.people", "policy", "policy.gpu_tax.tax_rate", "compute.gpu_worker_ratio",
    "scenario", "options", "'", '"',
)  # fmt: skip
NUMBERS = (
    0,
    1,
    -1,
    2,
    1_000,
    1_000_000,
    10**9,
    2**31,
    2**63,
    2**64,
    10**30,
    -(10**30),
    0.0,
    -0.0,
    0.5,
    1e-300,
    1e300,
)
CHARACTERS = "=[]{}\"'#.,\n\t\\\x00\u00a0\u201c\u2212x1-_ é"


def value(chance: random.Random, depth: int = 0) -> Any:
    """Return some value, rarely a fitting one."""
    match chance.randrange(9):
        case 0 | 1:
            return chance.choice(NUMBERS)
        case 2 | 3:
            return chance.choice(WORDS)
        case 4:
            return chance.choice([True, False])
        case 5:
            return chance.choice([float("nan"), float("inf"), float("-inf")])
        case 6 if depth < 3:
            return [value(chance, depth + 1) for _ in range(chance.choice([0, 1, 2, 3, 50]))]
        case 7 if depth < 3:
            return {chance.choice(WORDS): value(chance, depth + 1) for _ in range(chance.choice([0, 1, 2]))}
        case _:
            return chance.uniform(-10.0, 10.0)


def places(tables: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """List every container of nested tables with its keys."""
    pairs = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, below in pairs:
        found.append((tables, key))
        if isinstance(below, dict | list):
            places(below, found)
    return found


def spoil_tables(tables: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return tables with a value, a key or a list that is wrong."""
    tables = copy.deepcopy(tables)
    found = places(tables, [])
    if not found:
        return {chance.choice(WORDS): value(chance)}
    home, key = chance.choice(found)
    match chance.randrange(8):
        case 0 | 1 | 2:
            home[key] = value(chance)
        case 3 if isinstance(home, dict):
            home[chance.choice([str(key)[:-1], f"{key}x", str(key).upper(), *WORDS])] = home.pop(key)
        case 4 if isinstance(home[key], list) and home[key]:
            home[key] = home[key] * chance.choice([2, 3, 300, 20_000])
        case 5 if isinstance(home, dict):
            home[chance.choice([*WORDS, "name", "title", "values", "kind", "start", "levels"])] = value(
                chance
            )
        case 6 if isinstance(home, dict):
            del home[key]
        case _:
            other, place = chance.choice(found)
            home[key] = copy.deepcopy(other[place])
    return tables


def spoil_text(text: str, chance: random.Random) -> bytes:
    """Return a text with characters or bytes that are wrong, or a part missing or repeated."""
    place = chance.randrange(len(text) + 1)
    other = chance.randrange(len(text) + 1)
    first, last = min(place, other), max(place, other)
    match chance.randrange(7):
        case 0:
            return text[:place].encode()
        case 1:
            return (text[:first] + text[last:]).encode()
        case 2:
            return (text[:last] + text[first:]).encode()
        case 3:
            return (text[:place] + chance.choice(CHARACTERS) + text[place:]).encode()
        case 4:
            return (text[:place] + chance.choice(CHARACTERS) + text[place + 1 :]).encode()
        case 5:
            return text[:place].encode() + chance.randbytes(4) + text[place:].encode()
        case _:
            lines = text.splitlines()
            chance.shuffle(lines)
            return "\n".join(lines).encode()


def spoil(text: str, chance: random.Random) -> bytes:
    """Return a text that is spoilt in one to three ways."""
    if chance.random() < 0.3:
        return spoil_text(text, chance)
    tables: dict[str, Any] = tomllib.loads(text)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        tables = spoil_tables(tables, chance)
    try:
        written = write_toml(tables)
    except RecursionError:
        return b"[" * 100_000
    return spoil_text(written, chance) if chance.random() < 0.1 else written.encode("utf-8", "surrogatepass")


def spoil_line(line: str, chance: random.Random) -> str:
    """Return a line of the command line that is spoilt."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        place = chance.randrange(len(line) + 1)
        match chance.randrange(6):
            case 0:
                line = line[:place]
            case 1:
                line = line[:place] + chance.choice(CHARACTERS) + line[place:]
            case 2:
                line = line.partition("=")[0] + "=" + repr(value(chance))
            case 3:
                line = line + chance.choice(["+", ",", "/", "=", ":", "."]) + line
            case 4:
                line = line[:place] + chance.choice(WORDS) + line[place:]
            case _:
                line = f"{line}/{'/'.join(map(str, range(chance.choice([3, 300, 5_000]))))}"
    return line


def sweep(path: Path) -> None:
    """Read a sweep, and plan it where it is small."""
    found = Sweep.load(path)
    if found.runs <= FEW_RUNS:
        make_plan(found, lay_out(found))


READERS: dict[str, Callable[[Path], object]] = {
    "scenario": Scenario.load,
    "sweep": sweep,
    "study": load_study,
    "packages": lambda path: parse_packages([str(path)]),
}
LINE_READERS: dict[str, Callable[[str], object]] = {
    "override": lambda line: Scenario.load("neutral", [line]),
    "package line": lambda line: parse_packages([line]),
    "policy line": lambda line: with_policies(Scenario(), [line], "--policy"),
}


def texts() -> dict[str, list[str]]:
    """Return valid texts of every kind of file."""
    found: dict[str, list[str]] = {}
    for kind in ("scenario", "sweep", "study"):
        found[kind] = [locate(name, kind)[0].read_text(encoding="utf-8") for name in built_in_names(kind)]
    return {**found, "packages": [PACKAGES]}


def attempt(report: Report, kind: str, read: Callable[[], object], shown: str, name: str, base: Path) -> None:
    """Read one malformed thing and count what came of it."""
    report.count(kind, "tried")
    before = sorted(base.rglob("*"))
    started = time.process_time()
    sentence = ""
    try:
        read()
        report.count(kind, "accepted")
    except UserError as error:
        sentence = str(error)
        report.count(kind, "refused")
    except Exception:
        report.count(kind, "traceback", f"{shown}\n{traceback.format_exc(limit=-4)}")
    if (seconds := time.process_time() - started) > SLOWEST:
        report.count(kind, "over 2 s", f"{seconds:.1f} s: {shown}")
    if sorted(base.rglob("*")) != before:
        report.count(kind, "file written", shown)
    if len(sentence) > LONGEST:
        report.count(kind, "over 500", sentence)
    if "\n" in sentence:
        report.count(kind, "several lines", repr(sentence))
    if sentence and name and name not in sentence:
        report.count(kind, "file not named", sentence)


def main() -> int:
    """Attack and report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    report = Report(f"{given.count:,} malformed inputs, seed {given.seed}", FAULTS)
    valid = texts()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        work = base / "a" / "b" / "c"
        work.mkdir(parents=True)
        os.chdir(work)
        for number in range(given.count):
            kind = chance.choice([*READERS, *READERS, *LINE_READERS])
            if kind in LINE_READERS:
                line = spoil_line(chance.choice(OVERRIDES if kind == "override" else LINES), chance)
                attempt(
                    report, kind, lambda k=kind, one=line: LINE_READERS[k](one), repr(line)[:300], "", base
                )
                continue
            content = spoil(chance.choice(valid[kind]), chance)
            path = work / f"mine{number}.toml"
            path.write_bytes(content)
            attempt(
                report, kind, lambda k=kind, one=path: READERS[k](one), repr(content[:1_500]), path.name, base
            )
            path.unlink()
        os.chdir("/")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
