"""Draw scenarios over all that the schema allows, run each for two years, and say which of them break.

    python scripts/attack/extremes.py                           # 3,000 scenarios
    python scripts/attack/extremes.py --scenarios 200 --seed 5
    python scripts/attack/extremes.py --only 17 --seed 5        # one again, with what was drawn

A scenario that the schema refuses is drawn again and counted. Of every other one all columns have
to hold what they declare (``sim.state.columns``) after each month, and the tables finite numbers, with Gini
coefficients and shares between 0 and 1. A run that ends early with one sentence is counted apart from one
that breaks: money may outgrow its column, but no share may leave its range.
"""

import argparse
import json
import math
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from polars import selectors as cs

from sim import Scenario, Simulation
from sim.errors import ScenarioError, UserError
from sim.parameters import SECTIONS, Declaration, declarations
from sim.parameters.rules import SLOTS, rule_names
from sim.policies import find, kinds
from sim.scenario import built_in_names

MONTHS = 24
PEOPLE = 1_000
BURN_IN = 2
WIDE = 30.0  # a range whose ends differ by more than this factor is drawn from by logarithm
LEFT_ALONE = ("run", "records", "rules")
ROUNDING = 1e-9
AT_AN_END = 0.15  # chance of each end of a range
SHARES = (
    "unemployment_rate", "participation_rate", "employment_rate", "poverty_rate", "ai_firm_share",
    "ai_employment_share", "income_top1_share", "income_middle60_share", "wealth_top1_share",
    "wealth_top10_share", "wealth_top0_1_share", "wealth_bottom50_share", "equity_top10_share",
    "equity_bottom50_share",
)  # fmt: skip
"""Figures of the table ``macro`` that are parts of a whole; some other shares may pass 1, and say why."""

ALWAYS = ("gdp", "real_gdp", "price_level", "consumption", "unemployment_rate", "disposable_income_gini")
"""Figures of the table ``macro`` that every month has."""

GIVEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("baseline", {"population.outside_share": 0.0, "population.unemployment_rate": 0.0}),
    (
        "baseline",
        {"firms.markup_scale": 5.0, "firms.price_adjustment": 0.914, "firms.investment_share": 0.812},
    ),
    (
        "optimistic_ubi",
        {"firms.markup_scale": 0.1, "firms.price_elasticity": 18.38, "firms.habit": 1.0},
    ),
    ("baseline", {"firms.entry_rate": 0.0}),
    (
        "baseline",
        {
            "government.wage_tax_scale": 5.0,
            "policy": [
                {"kind": "income_surtax", "tax_rate": 0.6, "threshold": 0.0},
                {"kind": "income_surtax", "tax_rate": 0.6, "threshold": 0.0},
                {
                    "kind": "universal_basic_income",
                    "amount": 2_000.0,
                    "financed_by": "wage_tax",
                    "largest_rate": 5.0,
                },
            ],
        },
    ),
    (  # assistance saved more work than people still did
        "first_edition",
        {
            "adoption.initial_share": 1.0,
            "adoption.base_hazard": 1.0,
            "adoption.peer_hazard": 1.0,
            "adoption.speed": 1.0,
            "adoption.trial_intensity": 0.5,
            "compute.assist_speedup": 20.0,
            "compute.assist_gpu_share": 0.0,
            "compute.capability_start": 10.0,
            "compute.exposure": "gpt4_beta",
            "compute.gpus_start": 1e9,
            "compute.human_essential": 0.0,
            "compute.new_tasks_rate": 0.0,
            "compute.oversight": 0.0,
            "compute.substitution_share": 0.3,
        },
    ),
)
"""Combinations that once broke; they come first."""


FAULTS = ("crash", "strange")
FEW = 1_000_000_000
"""A number above this has outgrown its column; what ends a run below it has no business there."""
HELD = re.compile(r" is ([-+.,\w]+); it must be ")
"""How the guards name what lies outside its range."""


class Verdict(NamedTuple):
    """What became of a scenario: ``fine``, ``ended`` with a sentence, or how it broke."""

    kind: str
    what: str


def draw(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Return a story and values by key: of a few keys, of some, or of many at once."""
    keys = [
        (f"{name}.{key}", one)
        for name, section in SECTIONS.items()
        if name not in LEFT_ALONE
        for key, one in declarations(section).items()
        if one.kind in ("number", "whole number", "flag", "choice")
    ]
    number = chance.choice((chance.randint(1, 4), chance.randint(5, 20), chance.randint(20, len(keys) // 2)))
    changes = {key: _value(chance, one) for key, one in sorted(chance.sample(keys, number))}
    for slot in SLOTS:
        if chance.random() < 0.1:
            changes[f"rules.{slot}"] = chance.choice(rule_names(slot))
    policies = [_policy(chance) for _ in range(chance.choice((0, 0, 1, 2, 3)))]
    if policies:
        changes["policy"] = policies
    return chance.choice(built_in_names()), changes


def _policy(chance: random.Random) -> dict[str, Any]:
    """Return a policy of a kind and with parameters that chance picks."""
    kind = chance.choice(kinds())
    known = {key: one for key, one in declarations(find(kind)).items() if key != "kind"}
    keys = chance.sample(sorted(known), chance.randint(1, len(known)))
    values = {key: _value(chance, known[key]) for key in keys if known[key].kind not in ("text", "table")}
    early = {"start": chance.choice((0, 0, 3))} if "start" in values else {}
    return {"kind": kind} | {key: value for key, value in values.items() if value is not None} | early


def _value(chance: random.Random, one: Declaration) -> Any:
    """Return a value that the declaration of a key allows."""
    match one.kind:
        case "flag":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(one.choices)
        case "number" | "whole number":
            number = _number(chance, float(one.at_least or 0.0), float(one.at_most or 0.0))
            return number if one.kind == "number" else round(number)
    return None


def _number(chance: random.Random, low: float, high: float) -> float:
    """Return a number between two ends: one of them, or any; by logarithm where the range is wide."""
    end = chance.random()
    if end < 2.0 * AT_AN_END:
        return low if end < AT_AN_END else high
    high = min(high, 1e6)
    if low < 0.0 or high <= 0.0:
        return chance.uniform(low, high)
    least = low if low > 0.0 else high / 1e4
    if high / least < WIDE or chance.random() < 0.3:
        return chance.uniform(low, high)
    return min(high, max(low, math.exp(chance.uniform(math.log(least), math.log(high)))))


def scenario_of(story: str, changes: Mapping[str, Any], people: int) -> Scenario:
    """Return a scenario of the size of this attack."""
    size = {"run.people": people, "run.months": MONTHS, "run.burn_in_months": BURN_IN, "run.seed": 1}
    return Scenario.load(story).with_({**changes, **size, "records.distribution_every": 1})


def attack(scenario: Scenario) -> Verdict:
    """Run a scenario and look at what it leaves."""
    simulation = None
    try:
        simulation = Simulation(scenario)
        simulation.run()
    except UserError as error:
        ended = str(error)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rpartition('sim/')[2]}:{place.lineno}"
        return Verdict("crash", f"{type(error).__name__}: {error} ({where})")
    else:
        ended = ""
    if (held := HELD.search(ended)) and not FEW < float(held[1].replace(",", "")) < math.inf:
        return Verdict("strange", ended)
    if simulation is not None and (found := "; ".join(strange(simulation))):
        return Verdict("strange", found)
    return Verdict("ended", ended) if ended else Verdict("fine", "")


def strange(simulation: Simulation) -> Iterator[str]:
    """Say what the months recorded have in their tables that cannot be."""
    frames = simulation.records.frames() if len(simulation.records) else {}
    for name, frame in frames.items():
        for column, finite in frame.select(cs.float().is_finite().all()).row(0, named=True).items():
            if not finite:
                yield f"{name}.{column} is no finite number"
    for column in frames["macro"].columns if frames else ():
        values = frames["macro"][column]
        if column in ALWAYS and values.null_count():
            yield f"macro.{column} is no number in {values.null_count()} months"
        if (column.endswith("_gini") or column in SHARES) and not values.drop_nulls().is_between(
            -ROUNDING, 1.0 + ROUNDING
        ).all():
            yield f"macro.{column} is {values.min():g} to {values.max():g}"


def accepted(number: int, seed: int, people: int) -> tuple[Scenario | None, dict[str, Any], int]:
    """Return a scenario that the schema accepts, what was drawn for it, and how often it refused.

    A given combination that it refuses is not replaced.
    """
    if number < len(GIVEN):
        story, changes = GIVEN[number]
        try:
            return scenario_of(story, changes, people), changes, 0
        except ScenarioError as error:
            print(f"{number}: refused: {error}", flush=True)
            return None, changes, 1
    chance, refused = random.Random(f"{seed}/{number}"), 0
    while True:
        story, changes = draw(chance)
        try:
            return scenario_of(story, changes, people), {"based on": story, **changes}, refused
        except ScenarioError:
            refused += 1


def main() -> int:
    """Draw, run, and tell; the status is 1 if a scenario broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scenarios", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long")
    parser.add_argument("--only", type=int, help="this one only, and show it")
    options = parser.parse_args()
    numbers = range(options.first, options.scenarios) if options.only is None else [options.only]
    start, counts, refused = time.monotonic(), Counter[str](), 0
    for number in numbers:
        scenario, changes, times = accepted(number, options.seed, options.people)
        refused += times
        if options.only is not None:
            print(json.dumps(changes, indent=1))
        if scenario is None:
            continue
        verdict = attack(scenario)
        counts[verdict.kind] += 1
        if verdict.kind != "fine":
            print(f"{number}: {verdict.kind}: {verdict.what}", flush=True)
        late = time.monotonic() - start > 60.0 * options.minutes
        if late or sum(counts.values()) % 100 == 0 or number == numbers[-1]:
            told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
            print(f"{sum(counts.values()):,} scenarios: {told}; {refused:,} draws refused", flush=True)
        if late:
            break
    return int(any(counts[fault] for fault in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
