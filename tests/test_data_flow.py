"""Who reads and writes what: every step of the month keeps to the columns that it declares."""

import runpy
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.data_flow import (
    BEFORE_THE_FIRST,
    FROM_LAST_MONTH,
    column_names,
    columns_of,
    from_last_month,
    named_columns,
)
from sim.month import steps
from sim.parameters.rules import SLOTS, rule_names
from sim.phases import adoption, firm_accounts, goods_market, planning
from sim.phases.flows import MonthFlows
from sim.policies import kinds
from sim.simulation import CHECK, RECORDS, Simulation

ROOT = Path(__file__).parents[1]
SIZES = load().sizes
CODES = {
    "workers.occupation": SIZES["occupations"], "workers.retraining_target": SIZES["occupations"],
    "workers.status": 4, "teams.occupation": SIZES["occupations"], "firms.sector": SIZES["sectors"],
    "firms.status": 3,
}  # fmt: skip
"""Columns of codes, and how many codes there are."""


class Watch:
    """Three equal economies that go through their months together, to see what each step reads and writes.

    Before every step the second gets strange values in all columns that the step does not declare to read:
    what it writes has to be the same. The third gets slightly larger numbers in the columns that the step
    reads but does not write: to store there even the old value is to write.
    """

    def __init__(self, sequence: list[str], make: Callable[[], Simulation]) -> None:
        self.sequence = sequence
        self.all = [make() for _ in range(3)]
        self.columns = [named_columns(simulation.state) for simulation in self.all]
        self.written: dict[str, set[str]] = {step: set() for step in sequence}
        first = self.columns[0]
        self.rows = {
            "workers.team": first["teams.weight"].size,
            "firms.neighbours": first["firms.status"].size,
        }

    def month(self) -> None:
        """Go through a month."""
        running = [
            steps(
                one.state, one.structure, one.scenario, one.policies, one.rules, one.seed, one.month,
                record=one.month % 2 == 0,
            )
            for one in self.all
        ]  # fmt: skip
        for step in self.sequence:
            self._step(step, running)
        flows = [finish(month) for month in running]
        for simulation in self.all:
            simulation.month += 1
        for field, ours, others in zip(flows[0]._fields, flows[0], flows[1], strict=True):
            assert same(ours, others), f"the flows of {field} depend on a column that is not declared"

    def _step(self, step: str, running: list[Generator[str, None, MonthFlows]]) -> None:
        reads, writes = (frozenset(names) for names in columns_of(step))
        first, second, third = self.columns
        before = {name: column.copy() for name, column in first.items()}
        planted = {
            name: values if name in reads else strange(name, values, self.rows)
            for name, values in before.items()
        }
        kept = {name: third[name].copy() for name in reads - writes if is_number(third[name])}
        for name, values in planted.items():
            second[name][:] = values
        for name, values in kept.items():
            third[name][:] = nudged(values)

        assert [next(month) for month in running] == [step] * 3

        self.written[step] |= {name for name in before if not same(first[name], before[name])}
        touched = {name for name in before if not same(second[name], planted[name])}
        touched |= {name for name in kept if not same(third[name], nudged(kept[name]))}
        undeclared = (touched | self.written[step]) - writes
        assert not undeclared, f"{step} writes {sorted(undeclared)}, which it does not declare"
        uneven = {
            name for name in writes if not alike(before[name], first[name], planted[name], second[name])
        }
        assert not uneven, (
            f"what {step} writes to {sorted(uneven)} depends on a column that it does not declare"
        )

        for name, column in second.items():
            column[:] = first[name]
        for name, values in kept.items():
            third[name][:] = values


def strange(name: str, values: np.ndarray, rows: dict[str, int]) -> np.ndarray:
    """Return quite other values of a column, for codes and rows possible ones."""
    choices = CODES.get(name) or rows.get(name)
    if choices:
        return ((values.astype(np.int64) + 1) % choices).astype(values.dtype)
    factor, more = (-1.5, -0.25) if values.dtype.kind == "f" else (2, 3)
    return values * values.dtype.type(factor) + values.dtype.type(more)


def nudged(values: np.ndarray) -> np.ndarray:
    """Return the next larger numbers."""
    return np.nextafter(values, values.dtype.type(np.inf)) if values.dtype.kind == "f" else values + 1


def is_number(values: np.ndarray) -> bool:
    """Say whether a column holds amounts rather than codes, rows or months, in which any number may stand."""
    return values.dtype.kind == "f" or values.dtype == np.int64


def alike(before: np.ndarray, after: np.ndarray, planted: np.ndarray, later: np.ndarray) -> bool:
    """Say whether a step stored the same from both starts, left what was there, or added the same to it."""
    left = (later == planted) & (after == before)
    added = left if before.dtype.kind == "f" else later - planted == after - before
    return bool(np.all((later == after) | left | added))


def same(ours: Any, others: Any) -> bool:
    """Compare columns, or flows whatever they are made of."""
    if isinstance(ours, tuple):
        return len(ours) == len(others) and all(map(same, ours, others))
    return bool(np.array_equal(ours, others))


def finish(month: Generator[str, None, MonthFlows]) -> MonthFlows:
    """Return what moved in a month of which all steps are done."""
    with pytest.raises(StopIteration) as end:
        next(month)
    flows: MonthFlows = end.value.value
    return flows


CHURN = {"firms__exit_rate": 0.6, "firms__entry_rate": 0.6}  # many rows end and begin
LIFE = {"population__life_cycle": True, "population__households": True}
TECHNOLOGY = {
    "compute__success_start": 0.7, "compute__physical_delay": 2.0, "adoption__cost_median": 0.03,
    "adoption__adjustment": 0.2,
}  # fmt: skip


@pytest.fixture(scope="module")
def sequence(build: Callable[..., Simulation]) -> list[str]:
    """Return the steps of a month, in their order."""
    *names, check, records = build(people=1_000).steps()
    assert (check, records) == (CHECK, RECORDS)
    return names


@pytest.fixture
def watch(build: Callable[..., Simulation], sequence: list[str]) -> Callable[..., Watch]:
    """Return a function that watches the months of a scenario."""

    def run(scenario: str, months: int, **changes: Any) -> Watch:
        watched = Watch(sequence, lambda: build(scenario, people=2_000, burn_in=2, **changes))
        for _ in range(months):
            watched.month()
        return watched

    return run


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        pytest.param("baseline", CHURN, id="baseline"),
        pytest.param("optimistic", CHURN, id="optimistic"),
        pytest.param("mostaque", {**CHURN, **TECHNOLOGY}, id="technology"),
        pytest.param("mostaque_ubi", {"cycle__demand_sd": 0.05}, id="mostaque_ubi"),
        pytest.param("bakery", {"government__consumption_tax": 0.2}, id="bakery"),
        pytest.param(
            "baseline", {**LIFE, "government__estate_tax": 0.3, "life__drawing_down": 1.0}, id="life cycle"
        ),
        *[
            pytest.param("mostaque", {f"rules__{slot}": name}, id=f"{slot}: {name}")
            for slot in SLOTS
            for name in rule_names(slot)
        ],
        *[
            pytest.param("mostaque", {"policy": [{"kind": kind, "financed_by": "gpu_tax"}]}, id=kind)
            for kind in kinds()
        ],
    ],
)
def test_every_step_keeps_to_the_columns_that_it_declares(
    watch: Callable[..., Watch], scenario: str, changes: dict[str, Any]
) -> None:
    seen = watch(scenario, 8, **changes)
    assert {"workers.deposits", "workers.income"} <= seen.written["incomes"]


@pytest.mark.parametrize(
    ("phase", "declares", "column"),
    [
        pytest.param(planning, "WRITES", "teams.effort", id="a change"),
        pytest.param(firm_accounts, "WRITES", "firms.automated", id="a zero stored where a zero was"),
        pytest.param(adoption, "READS", "firms.ai_saving", id="a column of firms"),
        pytest.param(goods_market, "READS", "macro.price_level", id="a number of the whole economy"),
        pytest.param(firm_accounts, "READS", "macro.automation", id="a number that decides on a few rows"),
    ],
)
def test_an_undeclared_column_is_seen(
    watch: Callable[..., Watch], monkeypatch: pytest.MonkeyPatch, phase: Any, declares: str, column: str
) -> None:
    declared = tuple(name for name in getattr(phase, declares) if name != column)
    assert len(declared) == len(getattr(phase, declares)) - 1
    monkeypatch.setattr(phase, declares, declared)
    step = phase.__name__.removeprefix("sim.phases.")
    message = f"^{step} writes .*{column}" if declares == "WRITES" else f"^what {step} writes .* depends"
    with pytest.raises(AssertionError, match=message):
        watch("optimistic", 8, **CHURN)


def test_every_declared_column_exists_and_is_named_once(sequence: list[str]) -> None:
    assert len(sequence) == len(set(sequence)) > 10
    for step in sequence:
        for names in columns_of(step):
            assert set(names) <= set(column_names()), step
            assert len(set(names)) == len(names), step


def test_the_order_of_the_steps_follows_from_what_they_declare(sequence: list[str]) -> None:
    assert lags_of(sequence) == FROM_LAST_MONTH
    assert tuple(sequence[: len(BEFORE_THE_FIRST)]) == BEFORE_THE_FIRST


@pytest.mark.parametrize(
    ("one", "other"),
    [("adoption", "planning"), ("hiring", "production"), ("goods_market", "firm_accounts")],
)
def test_two_steps_in_another_order_would_read_other_values(
    sequence: list[str], one: str, other: str
) -> None:
    places = {one: other, other: one}
    assert lags_of([places.get(step, step) for step in sequence]) != FROM_LAST_MONTH


def lags_of(sequence: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the lags of all steps but those whose reads are nothing else."""
    found = from_last_month(sequence)
    return {step: columns for step, columns in found.items() if step not in BEFORE_THE_FIRST}


def test_the_process_table_of_the_odd_protocol_is_up_to_date(sequence: list[str]) -> None:
    text = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    renew = script("odd_table")["renew"]
    assert renew(text, sequence) == text, "run: make reference"
    stale = text.replace("| `planning` |", "| `guesswork` |")
    assert stale != text
    assert renew(stale, sequence) == text


def test_the_picture_of_the_month_is_up_to_date(sequence: list[str]) -> None:
    drawn = script("month_picture")["draw"](sequence)
    picture = ROOT / "docs" / "pictures" / "month.svg"
    assert picture.read_text(encoding="utf-8") == drawn, "run: make reference"


def script(name: str) -> dict[str, Any]:
    """Return what a script of the checkout defines."""
    return runpy.run_path(str(ROOT / "scripts" / f"{name}.py"))
