"""What multiplies each benefit in a month, and which part of the amounts of the law erosion leaves."""

import numpy as np
import pytest

from sim.phases.benefits_in_force import benefit_levels, months_between_tests
from sim.phases.incomes import income_numbers
from sim.phases.indices_in_force import indices_in_force, pensions_over_new_ones, schedules_in_force
from sim.rules.hazards import factor
from sim.rules.household_benefits import enough_for

SCALES = {
    "pension_scale": 1.1, "disability_scale": 0.9, "food_scale": 0.7, "child_credit_scale": 1.3,
    "earned_credit_scale": 0.6, "supplemental_scale": 1.2, "health_scale": 0.8,
}  # fmt: skip
MONTH, LEFT = 24, 0.9**2


@pytest.fixture(scope="module")
def model(build):
    keys = {f"government__{name}": value for name, value in SCALES.items()}
    model = build("neutral", people=1_000, government__safety_net_erosion=0.1, **keys)
    model.state.macro.claim_price[:] = 3.0, 5.0, 7.0
    return model


def test_every_programme_has_its_factor_times_what_policies_and_erosion_leave(model):
    state, structure, parameters = model.state, model.structure, model.scenario
    levers = model.policies.levers_in_force(state, 0)._replace(transfers_scale=0.5)
    indices = indices_in_force(state, structure, parameters, MONTH)
    schedules = schedules_in_force(structure, indices)
    found = benefit_levels(
        state, structure, parameters, levers, schedules, indices, 77, model.seed, MONTH
    )  # fmt: skip
    paid = 0.5 * LEFT
    by_age, disability = pensions_over_new_ones(state, structure, parameters, indices)
    np.testing.assert_allclose(found.pension, 1.1 * paid * by_age, rtol=1e-12)
    expected = {
        "disability": 0.9 * paid * disability, "food": 0.7 * paid, "child_credit": 1.3 * paid,
        "earned_credit": 0.6 * paid, "supplemental": 1.2 * paid, "health": 0.8 * paid,
        "tax_scale": levers.wage_tax_scale, "employee_rate": levers.employee_contribution_rate,
        "property_rate": 77, "property_price": 5.0,
        "enough": enough_for(schedules),
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-12), name
    assert found.on == parameters.government.household_benefits
    assert found.count_grants == parameters.government.benefits_count_grants
    share = schedules.disability_share * factor("disabled", structure.people, parameters.careers)
    np.testing.assert_allclose(found.disabled, np.minimum(1.0, share), rtol=1e-12)
    assert found.disabled.max() > 0.0
    assert len({int(key) for key in found.keys}) == found.keys.size


@pytest.mark.parametrize("households", [True, False])
def test_flat_transfers_erode_and_follow_policies_where_households_are_not_tested(model, households):
    state, structure = model.state, model.structure
    parameters = model.scenario.with_({"government.household_benefits": households})
    government, levers = parameters.government, model.policies.levers_in_force(state, 0)
    indices = indices_in_force(state, structure, parameters, MONTH)
    found = income_numbers(state, parameters, levers._replace(transfers_scale=0.5), indices, 1.0, 0, MONTH)
    flat = 0.0 if households else 0.5 * LEFT
    floor = flat * 100.0 * government.transfer_floor * indices.floor
    assert found.transfer_floor == pytest.approx(floor, abs=1.0)
    rate = flat * government.transfer_rate * indices.insurance
    assert found.transfer_rate == pytest.approx(rate, rel=1e-12)
    assert found.base_replacement_rate == pytest.approx(LEFT * government.replacement_rate, rel=1e-12)
    assert found.base_benefit_ceiling == pytest.approx(
        round(100.0 * government.benefit_ceiling) * indices.ceiling, abs=1.0
    )


@pytest.mark.parametrize(("changes", "more"), [
    ({}, False), ({"replacement_rate": 0.9}, True), ({"benefit_months": 40}, True),
    ({"benefit_take_up": 0.99}, True),    ({"benefit_ceiling": 12_345}, True),
])  # fmt: skip
def test_any_lever_of_unemployment_insurance_tells_a_policy_from_the_law(model, changes, more):
    levers = model.policies.levers_in_force(model.state, 0)._replace(**changes)
    indices = indices_in_force(model.state, model.structure, model.scenario, 0)
    assert income_numbers(model.state, model.scenario, levers, indices, 1.0, 0, 0).more_benefits == more


@pytest.mark.parametrize(
    ("months", "known", "between"), [(1, False, 1), (1, True, 1), (6, False, 1), (6, True, 6)]
)
def test_all_households_are_tested_where_nobody_was_yet(model, months, known, between):
    parameters = model.scenario.with_({"government.months_between_tests": months})
    before = model.state.macro.granted.copy()
    model.state.macro.granted[:] = int(known)
    assert months_between_tests(model.state, parameters) == between
    model.state.macro.granted[:] = before
