"""Who writes what: every step of the month changes only the columns that it declares."""

import runpy
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from sim import month as schedule
from sim import phases
from sim.policies import Policies, kinds
from sim.state.accounts import ACCOUNT_NAMES

ROOT = Path(__file__).parents[2]
TABLE = runpy.run_path(str(ROOT / "scripts" / "odd_table.py"))
STEPS = TABLE["steps"]()


def declared(module, function):
    """Return the columns that a step of the month says it writes."""
    if module == "policies":
        return TABLE["POLICY_WRITES"][function]
    return getattr(schedule, module).WRITES


def named(columns, state):
    """Return the columns by name, with one entry for each account."""
    found = columns(state)
    accounts = found.pop("accounts")
    return found | {f"accounts.{name}": accounts[row : row + 1] for row, name in enumerate(ACCOUNT_NAMES)}


def moved(before, after):
    return {
        name
        for name, column in after.items()
        if not np.array_equal(column, before[name], equal_nan=column.dtype.kind == "f")
    }


@pytest.fixture
def watch(build, columns, monkeypatch):
    """Return a function that runs a scenario and returns what every step changed."""

    def run(scenario, months, **changes):
        model = build(scenario, **changes)
        changed = defaultdict(set)

        def copies():
            return {name: column.copy() for name, column in named(columns, model.state).items()}

        def watched(function, step):
            def call(*arguments, **named_arguments):
                before = copies()
                result = function(*arguments, **named_arguments)
                changed[step] |= moved(before, named(columns, model.state))
                return result

            return call

        with monkeypatch.context() as patch:
            for module, function in STEPS:
                owner = Policies if module == "policies" else getattr(schedule, module)
                patch.setattr(owner, function, watched(getattr(owner, function), (module, function)))
            for _ in range(months):
                before = copies()
                model.step()
                by_steps = {name for step in changed.values() for name in step}
                assert moved(before, named(columns, model.state)) <= by_steps, "written outside of all steps"
        return changed

    return run


def test_the_month_is_a_list_of_phases():
    assert len(STEPS) == len(set(STEPS)) > 10
    modules = [module for module, _ in STEPS if module != "policies"]
    assert len(modules) == len(set(modules))
    for module in modules:
        assert getattr(schedule, module).__name__ == f"sim.phases.{module}"


def test_declared_columns_exist(build, columns):
    exist = set(named(columns, build().state))
    for step in STEPS:
        assert set(declared(*step)) <= exist, step
        assert len(set(declared(*step))) == len(declared(*step)), step


CHURN = {"firms__exit_rate": 0.6, "firms__entry_rate": 0.6}  # many rows end and begin


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        pytest.param("baseline", CHURN, id="baseline"),
        pytest.param("optimistic", CHURN, id="optimistic"),
        pytest.param("mostaque_ubi", {"cycle__demand_sd": 0.05}, id="mostaque_ubi"),
        pytest.param("bakery", {"government__wealth_tax": 0.02}, id="bakery"),
        *[
            pytest.param("mostaque", {"policy": [{"kind": kind, "financed_by": "gpu_tax"}]}, id=kind)
            for kind in kinds()
        ],
    ],
)
def test_no_step_writes_what_it_does_not_declare(watch, scenario, changes):
    changed = watch(scenario, 20, people=2_000, burn_in=2, **changes)
    for step, columns_changed in changed.items():
        undeclared = columns_changed - set(declared(*step))
        assert not undeclared, f"{'.'.join(step)} writes {sorted(undeclared)}"
    assert "workers.deposits" in changed[("incomes", "receive_and_spend")]  # the watch sees changes


def test_an_undeclared_write_is_seen(watch, monkeypatch):
    monkeypatch.setattr(phases.planning, "WRITES", ("firms.planned_output",))
    changed = watch("baseline", 2)
    assert "teams.effort" in changed[("planning", "plan")] - set(declared("planning", "plan"))


def test_the_process_table_of_the_odd_protocol_is_up_to_date():
    text = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    assert TABLE["renew"](text) == text, "run: python scripts/odd_table.py"


def test_a_stale_process_table_is_renewed():
    text = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    stale = text.replace("| `planning.plan` |", "| `planning.invent` |")
    assert stale != text
    assert TABLE["renew"](stale) == text
