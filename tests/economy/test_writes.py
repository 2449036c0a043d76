"""Who writes what: every step of the month changes only the columns that it declares."""

import ast
import inspect
from collections import defaultdict

import numpy as np
import pytest

from sim import month as schedule
from sim import phases
from sim.policies import kinds
from sim.policies.in_force import Policies
from sim.state.accounts import ACCOUNT_NAMES

# what the policies of a scenario may write, by method; it is shown in docs/ODD.md too
POLICY_WRITES = {
    "act": (  # the citizens' fund buys equity; antitrust splits providers
        "workers.deposits", "workers.provider_equity", "providers.fleet", "providers.deposits", "macro.claim_units",
        "macro.claim_dividend", "macro.fund_units", "accounts.government",
    ),
    "levers_in_force": (),
    "pay": ("accounts.government", "accounts.rent_pot"),  # the state rents GPUs for people
    "finance": ("macro.policies",),
}  # fmt: skip


def steps() -> list[tuple[str, str]]:
    """Return (module or "policies", function) of the calls of ``month.advance``, in their order."""
    tree = ast.parse(inspect.getsource(schedule.advance))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [(call.func.value.id, call.func.attr) for call in calls]


def declared(module: str, function: str) -> tuple[str, ...]:
    """Return the columns that a step of the month says it writes."""
    return POLICY_WRITES[function] if module == "policies" else getattr(schedule, module).WRITES


def named(columns, state):
    """Return the columns by name, with one entry for each account."""
    found = columns(state)
    accounts = found.pop("accounts")
    return found | {f"accounts.{name}": accounts[row : row + 1] for row, name in enumerate(ACCOUNT_NAMES)}


def differ(a, b):
    return not np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


@pytest.fixture
def watch(build, columns, monkeypatch):
    """Return a function that runs a scenario and returns what every step changed."""

    def run(scenario, months, **changes):
        model = build(scenario, **changes)
        changed = defaultdict(set)

        def watched(function, step):
            def call(*arguments, **named_arguments):
                before = {name: column.copy() for name, column in named(columns, model.state).items()}
                result = function(*arguments, **named_arguments)
                after = named(columns, model.state)
                changed[step] |= {name for name, column in after.items() if differ(column, before[name])}
                return result

            return call

        with monkeypatch.context() as patch:
            for module, function in steps():
                owner = Policies if module == "policies" else getattr(schedule, module)
                patch.setattr(owner, function, watched(getattr(owner, function), (module, function)))
            for _ in range(months):
                before = {name: column.copy() for name, column in named(columns, model.state).items()}
                so_far = {name for step in changed.values() for name in step}
                model.step()
                after = named(columns, model.state)
                moved = {name for name, column in after.items() if differ(column, before[name])}
                assert moved <= so_far | {name for step in changed.values() for name in step}, "outside of all steps"
        return changed

    return run


def test_the_month_is_a_list_of_phases():
    called = steps()
    assert len(called) == len(set(called))
    modules = [module for module, _ in called if module != "policies"]
    assert modules == sorted(set(modules), key=modules.index)  # each phase once
    for module in modules:
        assert getattr(schedule, module).__name__ == f"sim.phases.{module}"
    assert {function for module, function in called if module == "policies"} == set(POLICY_WRITES)


def test_declared_columns_exist(build, columns):
    exist = set(named(columns, build().state))
    for step in steps():
        assert set(declared(*step)) <= exist, step
        assert len(set(declared(*step))) == len(declared(*step)), step


CHURN = {"firms__exit_rate": 0.6, "firms__entry_rate": 0.6}  # many rows end and begin


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        ("baseline", CHURN),
        ("optimistic", CHURN),
        ("mostaque_ubi", {"cycle__demand_sd": 0.05}),
        ("bakery", {"government__wealth_tax": 0.02}),
        *[("mostaque", {"policy": [{"kind": kind, "financed_by": "gpu_tax"}]}) for kind in kinds()],
    ],
    ids=str,
)
def test_no_step_writes_what_it_does_not_declare(watch, scenario, changes):
    changed = watch(scenario, 18, people=2_000, burn_in=2, **changes)
    for step, columns_changed in changed.items():
        undeclared = columns_changed - set(declared(*step))
        assert not undeclared, f"{'.'.join(step)} writes {sorted(undeclared)}"
    assert changed[("incomes", "receive_and_spend")]  # the watch sees changes


def test_an_undeclared_write_is_seen(watch, monkeypatch):
    monkeypatch.setattr(phases.planning, "WRITES", ("firms.planned_output",))
    changed = watch("baseline", 2)
    assert "teams.effort" in changed[("planning", "plan")] - set(declared("planning", "plan"))
