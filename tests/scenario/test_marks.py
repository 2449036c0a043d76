"""What a key is declared to leave alone, it leaves alone to the bit: shown by running with another value.

A wrong mark would let two stories share a burn-in that is not theirs, or a story a counterfactual.
"""

import numpy as np
import pytest

from sim.experiments.sweep.factors import Factor
from sim.parameters import find
from sim.records.columns import TABLES

from .other_values import KEYS, another

LATE = [key for key, declared in KEYS.items() if declared.late]
# turning AI on is what makes the difference
OF_TECHNOLOGY = [
    key for key, declared in KEYS.items() if not declared.without_ai and key != "compute.enabled"
]
TOGETHER = 8
"""Keys that one run changes; each alone is a slow test, for what one of them might hide of another."""
MACHINES = ("providers.", "model_owners.", "macro.gpu_rent")
"""Columns of the state that are the machines and their price: they lie idle in an economy without AI."""
KEPT = "macro.kept_by_rules"
"""What all rules keep, side by side."""


def in_groups(keys):
    """Return the keys in groups, each of keys from far apart: neighbours may exclude each other's values."""
    groups = -(-len(keys) // TOGETHER)
    return [pytest.param(keys[start::groups], id=keys[start]) for start in range(groups)]


def at_month_zero(build, columns, **changes):
    model = build("mostaque", people=1_000, burn_in=3, **changes)
    model.run(0)
    return columns(model.state)


def without_ai(build, columns, **changes):
    model = build("baseline", people=1_000, burn_in=2, **changes)
    model.run(4)
    state = {name: values for name, values in columns(model.state).items() if not name.startswith(MACHINES)}
    del state[KEPT]
    state |= kept_by_others(model)
    of_machines = {
        table: [name for name, about in TABLES[table].columns.items() if about.with_ai] for table in TABLES
    }
    return state, {table: frame.drop(of_machines[table]) for table, frame in model.records.frames().items()}


def kept_by_others(model):
    """Return what rules keep but those of the market for GPUs: its machines and rent lie idle without AI."""
    levers = model.policies.levers_in_force(model.state, model.month)
    given = model.state, model.structure, model.scenario, levers, model.seed, model.month
    moments = model.rules.in_month(*given).moments
    return {
        f"{slot}: {name}": values
        for slot, moment in moments.items()
        if not slot.startswith("compute_")
        for name, values in moment.kept.items()
    }


def changed(before, after):
    return [name for name in before if not np.array_equal(before[name], after[name])]


def settings(keys):
    return {key.replace(".", "__"): another(key) for key in keys}


@pytest.fixture(scope="module")
def month_zero(build, columns):
    return at_month_zero(build, columns)


@pytest.fixture(scope="module")
def no_ai(build, columns):
    return without_ai(build, columns)


@pytest.mark.parametrize("keys", in_groups(LATE))
def test_late_keys_leave_the_months_before_month_zero_alone(build, columns, month_zero, keys):
    assert changed(month_zero, at_month_zero(build, columns, **settings(keys))) == []


@pytest.mark.parametrize("keys", in_groups(OF_TECHNOLOGY))
def test_keys_of_the_technology_leave_an_economy_without_ai_alone(build, columns, no_ai, keys):
    state, tables = without_ai(build, columns, **settings(keys))
    assert changed(no_ai[0], state) == []
    assert [name for name in tables if not tables[name].equals(no_ai[1][name])] == []


@pytest.mark.slow
@pytest.mark.parametrize("key", LATE)
def test_a_late_key_alone_leaves_the_months_before_month_zero_alone(build, columns, month_zero, key):
    test_late_keys_leave_the_months_before_month_zero_alone(build, columns, month_zero, [key])


@pytest.mark.slow
@pytest.mark.parametrize("key", OF_TECHNOLOGY)
def test_a_key_of_the_technology_alone_leaves_an_economy_without_ai_alone(build, columns, no_ai, key):
    test_keys_of_the_technology_leave_an_economy_without_ai_alone(build, columns, no_ai, [key])


@pytest.mark.parametrize("key", ["compute.gpus_start", "compute.training_share", "firms.exit_rate"])
def test_a_key_that_shapes_the_burn_in_would_be_found_out(build, columns, month_zero, key):
    assert not find(key).late
    assert changed(month_zero, at_month_zero(build, columns, **settings([key]))) != []


def test_a_key_that_matters_without_ai_would_be_found_out(build, columns, no_ai):
    state, _ = without_ai(build, columns, households__propensity_to_consume=0.7)
    assert find("households.propensity_to_consume").without_ai
    assert changed(no_ai[0], state) != []


def test_a_new_key_is_early_and_matters_without_ai():
    from sim.parameters import Section, declarations, parameter

    class Example(Section):
        new: float = parameter(1.0, "New", unit="share", at_least=0.0, at_most=1.0, source="test")

    declared = declarations(Example)["new"]
    assert (declared.late, declared.without_ai, declared.policy) == (False, True, False)


@pytest.mark.parametrize("key", KEYS)
def test_a_sweep_gives_the_counterfactual_what_matters_there(key):
    declared = KEYS[key]
    factor = Factor(key=key, values=[1, 2])
    assert factor.applies_without_ai is (declared.without_ai and not declared.policy)
