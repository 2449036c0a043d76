"""Rates of the month follow the cycle, the price level, the real rate and AI in the direction they should."""

import math

import numpy as np
import pytest

from sim.phases.benefits_in_force import left_of_the_safety_net
from sim.phases.hazards_in_force import mean_hazards
from sim.phases.incomes import ANSWER_OF_CLAIMS, claim_rate, income_numbers
from sim.phases.indices_in_force import indices_in_force
from sim.rules.budget import POINT
from sim.state.accounts import PROVIDER_POT


@pytest.fixture(scope="module")
def model(build):
    """Return an economy in which every rate looked at has an answer that is not zero."""
    return build(
        "neutral", people=1_000, cycle__separation_response=2.0, population__training_cut=0.4,
        government__safety_net_erosion=0.1, households__rate_sensitivity=3.0,
    )  # fmt: skip


def numbers(model, month=0, **macro):
    """Return the rates of budgets with other values of the whole economy, which are put back."""
    state, levers = model.state, model.policies.levers_in_force(model.state, month)
    before = {name: getattr(state.macro, name).copy() for name in macro}
    for name, value in macro.items():
        getattr(state.macro, name)[:] = value
    indices = indices_in_force(state, model.structure, model.scenario, 0)
    found = income_numbers(state, model.scenario, levers, indices, 1.0, 0, month)
    for name, column in before.items():
        getattr(state.macro, name)[:] = column
    return found


@pytest.mark.parametrize("shock", [-0.2, 0.0, 0.1])
def test_dismissals_rise_in_a_slump(model, shock):
    model.state.macro.demand_shock[0] = shock
    rate = model.scenario.labour.dismissal_rate * math.exp(-2.0 * shock)
    assert mean_hazards(model.state, model.scenario).dismissal == pytest.approx(rate, rel=1e-12)
    model.state.macro.demand_shock[0] = 0.0


@pytest.mark.parametrize("automation", [0.0, 0.25, 1.0])
def test_people_learn_less_where_ai_does_the_work(model, automation):
    model.state.macro.automation[0] = automation
    growth = model.scenario.population.skill_growth * (1.0 - 0.4 * automation)
    assert mean_hazards(model.state, model.scenario).skill_growth == pytest.approx(growth, rel=1e-12)
    model.state.macro.automation[0] = 0.0


@pytest.mark.parametrize("gap", [-0.01, 0.02])
def test_a_high_real_rate_makes_wealth_worth_keeping(model, gap):
    neutral = model.scenario.monetary.neutral_real_rate
    usual, other = numbers(model, real_rate=neutral), numbers(model, real_rate=neutral + gap)
    money = other.wealth_propensity / usual.wealth_propensity
    claims = other.claims_propensity / usual.claims_propensity
    assert claims == pytest.approx(math.exp(-ANSWER_OF_CLAIMS * 3.0 * gap), rel=1e-12)
    assert (money < 1.0) is (gap > 0.0)
    assert abs(math.log(money)) >= 0.999 * abs(math.log(claims))  # money answers more than claims


def test_the_poverty_line_is_indexed_to_prices(model):
    line = numbers(model).poverty_line / float(model.state.macro.price_level[0])
    for level in (0.9, 1.3):
        assert numbers(model, price_level=level).poverty_line == pytest.approx(level * line, rel=1e-12)
    assert line == pytest.approx(100.0 * model.scenario.government.poverty_line, rel=1e-9)


@pytest.mark.parametrize(("month", "left"), [(-12, 1.0), (0, 1.0), (12, 0.9), (24, 0.81), (120, 0.9**10)])
def test_the_safety_net_erodes_year_by_year(model, month, left):
    assert left_of_the_safety_net(model.scenario, month) == pytest.approx(left, rel=1e-12)
    now, first = numbers(model, month), numbers(model, 0)
    assert now.replacement_rate == pytest.approx(left * first.replacement_rate, rel=1e-12)
    assert now.base_replacement_rate == pytest.approx(left * first.base_replacement_rate, rel=1e-12)


def test_every_claim_has_the_price_of_its_own(model):
    found = numbers(model, claim_price=np.array([3.0, 5.0, 7.0]))
    assert (found.equity_price, found.property_price, found.provider_price) == (3.0, 5.0, 7.0)


@pytest.mark.parametrize(
    ("changed", "more"),
    [
        ({}, False), ({"replacement_rate": 0.1}, True), ({"benefit_months": 3}, True),
        ({"benefit_take_up": 0.1}, True), ({"benefit_ceiling": 1}, True), ({"capital_tax": 0.1}, False),
    ],
)  # fmt: skip
def test_benefits_are_more_than_the_law_where_an_instrument_is_another(model, changed, more):
    levers = model.policies.levers_in_force(model.state, 0)._replace(**changed)
    indices = indices_in_force(model.state, model.structure, model.scenario, 0)
    assert income_numbers(model.state, model.scenario, levers, indices, 1.0, 0, 0).more_benefits is more


@pytest.mark.parametrize(
    ("wealth_tax", "asked", "measured"), [(0.0, False, False), (0.0, True, True), (0.12, False, True)]
)
def test_every_instrument_reaches_budgets_as_itself(model, wealth_tax, asked, measured):
    own = {
        "replacement_rate": 0.41, "benefit_months": 5, "benefit_take_up": 0.62, "training_allowance": 88,
        "capital_tax": 0.13, "wealth_exemption": 99,
    }  # fmt: skip
    rates = {"employee_rate": 0.011, "health_rate": 0.022, "pension_rate": 0.033}
    levers = model.policies.levers_in_force(model.state, 0)._replace(
        employee_contribution_rate=0.011, health_contribution_rate=0.022, pension_contribution_rate=0.033,
        wealth_tax=wealth_tax, measure_wealth=asked, benefit_ceiling=70_000, **own,
    )  # fmt: skip
    indices = indices_in_force(model.state, model.structure, model.scenario, 0)._replace(ceiling=1.5)
    found = income_numbers(model.state, model.scenario, levers, indices, 1.0, 17, 0)
    assert {name: getattr(found, name) for name in own | rates} == own | rates
    assert found.wealth_tax == pytest.approx(wealth_tax / 12.0)
    assert found.measure_wealth is measured
    assert found.benefit_ceiling == 105_000
    assert found.citizens_dividend == 17  # what is issued to everybody, beside no fund
    government = model.scenario.government
    assert found.base_replacement_rate == government.replacement_rate
    assert found.base_benefit_months == government.benefit_months
    assert found.base_benefit_ceiling == int(round(100.0 * government.benefit_ceiling) * 1.5)
    assert found.transfer_take_up == government.transfer_take_up


@pytest.mark.parametrize("dividend", [0.0, 0.25])
@pytest.mark.parametrize("pot", [-(10**6), 0, 10**6 + 3])
def test_what_a_fund_pays_to_all_leaves_the_owners_the_rest(model, dividend, pot):
    levers = model.policies.levers_in_force(model.state, 0)._replace(citizens_dividend=dividend)
    accounts, indices = (
        model.state.accounts,
        indices_in_force(model.state, model.structure, model.scenario, 0),
    )
    before, accounts[PROVIDER_POT] = int(accounts[PROVIDER_POT]), pot
    found = income_numbers(model.state, model.scenario, levers, indices, 1.0, 0, 0)
    accounts[PROVIDER_POT] = before
    each = int(dividend * max(0, pot) / 1_000)
    assert found.citizens_dividend == each
    assert found.provider_rate == claim_rate(pot - 1_000 * each, float(model.state.macro.claim_units[2]))


def test_a_negative_rate_of_bonds_pays_no_interest(model):
    assert numbers(model, bond_rate=-0.02).interest_rate == 0
    assert numbers(model, bond_rate=0.06).interest_rate == int(0.005 * 2.0**POINT)


def test_what_has_no_answer_in_the_scenario_does_not_move(build):
    still = build("neutral", people=1_000, population__training_cut=0.0, cycle__separation_response=0.0)
    before = mean_hazards(still.state, still.scenario)
    still.state.macro.automation[0], still.state.macro.demand_shock[0] = 0.7, -0.3
    np.testing.assert_array_equal(mean_hazards(still.state, still.scenario), before)
