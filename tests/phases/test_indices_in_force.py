"""What the law lets amounts follow: every programme its own index, and pensions in payment prices."""

import numpy as np
import pytest

from sim.phases import incomes, indices_in_force
from sim.phases.money import Money
from sim.rules import budget
from sim.rules.trends import trend
from sim.state.benefits import Benefits
from sim.state.columns import YEARS_OF_WAGES

TOGETHER = {"population__households": True, "government__household_benefits": True}
PRICES, WAGES, OUTPUT = 1.5, 0.75, 4.0


@pytest.fixture
def moved(build):
    """Return a function that builds an economy whose prices, wages and output have moved apart."""

    def make(**changes):
        model = build(people=2_048, **(TOGETHER | changes))
        macro = model.state.macro
        macro.price_level[0] = PRICES
        macro.occupation_wage[:] = WAGES * model.structure.base_wage
        macro.output_ratio[0] = OUTPUT / trend(model.scenario, 0)
        return model

    return make


def found_in(model):
    given = model.state, model.structure, model.scenario
    indices = indices_in_force.indices_in_force(*given, 0)
    return indices, indices_in_force.schedules_in_force(model.structure, indices)


def test_every_amount_follows_what_its_law_says(moved):
    model = moved()
    _, schedules = found_in(model)
    base = model.structure.benefits
    follows = {
        "child_credit": PRICES, "child_credit_free": 1.0, "child_credit_limit_joint": 1.0,
        "child_credit_phase_in": 1.0, "earned_credit_most": PRICES, "earned_credit_phase_out": 1.0,
        "earned_credit_until_age": 1.0, "food_most": PRICES, "food_deduction": PRICES, "guideline": PRICES,
        "supplemental_single": PRICES, "supplemental_free": 1.0, "supplemental_assets_couple": 1.0,
        "pension_bend_1": WAGES, "pension_most_earnings": WAGES, "pension_rate_1": 1.0, "health_old": OUTPUT,
        "health_limit": 1.0,
    }  # fmt: skip
    for name, factor in follows.items():
        expected = factor * np.asarray(getattr(base, name))
        assert getattr(schedules, name) == pytest.approx(expected, rel=1e-12), name


def test_tax_brackets_follow_prices_and_the_largest_unemployment_benefit_wages(moved):
    indices, _ = found_in(moved())
    assert indices.brackets == PRICES
    assert indices.ceiling == pytest.approx(WAGES, rel=1e-12)
    assert (indices.floor, indices.insurance) == (PRICES, 1.0)


def test_all_amounts_follow_output_where_the_scenario_says_so(moved):
    model = moved(government__amounts_follow="output", government__social_insurance_indexation=0.5)
    indices, schedules = found_in(model)
    dollars = OUTPUT * indices_in_force.base_year_dollars(model.state, model.structure)
    for name in ("child_credit", "child_credit_free", "food_least", "supplemental_assets_single"):
        assert getattr(schedules, name) == pytest.approx(
            dollars * getattr(model.structure.benefits, name), rel=1e-12
        )
    assert schedules.health_poor == pytest.approx(OUTPUT * model.structure.benefits.health_poor, rel=1e-12)
    assert indices.brackets == pytest.approx(WAGES, rel=1e-12)
    assert indices.ceiling == indices.floor == pytest.approx(OUTPUT, rel=1e-12)
    assert indices.insurance == pytest.approx((OUTPUT / WAGES) ** 0.5, rel=1e-12)
    given = model.state, model.structure, model.scenario, indices
    by_age, disability = indices_in_force.pensions_over_new_ones(*given)
    assert (by_age == indices.insurance).all()
    assert disability == indices.insurance


def test_before_the_base_year_amounts_have_grown_as_wages_do(build):
    model = build(people=2_048, burn_in=24, wages__productivity_growth=0.02, **TOGETHER)
    given = model.state, model.structure, model.scenario
    before, begun = (indices_in_force.indices_in_force(*given, month) for month in (-24, 0))
    assert begun.prices == model.state.macro.price_level[0]
    assert before.prices == pytest.approx(begun.prices / 1.02**2, rel=1e-9)
    assert (before.fixed, begun.fixed) == (pytest.approx(trend(model.scenario, -24), rel=1e-12), 1.0)
    assert before.brackets == before.prices


def pensions(model):
    """Return pensions in payment over new ones by age, and of the disabled."""
    indices, _ = found_in(model)
    return indices_in_force.pensions_over_new_ones(model.state, model.structure, model.scenario, indices)


def test_where_wages_have_grown_as_published_pensions_are_those_of_the_schedule_after_the_mean_time(build):
    model = build(people=2_048, wages__productivity_growth=0.02, **TOGETHER)
    by_age, disability = pensions(model)
    law = model.structure.benefits
    begin, mean = int(law.pension_from_age), int(law.pension_years_paid)
    # going wages of the base year are rounded to no more than a float's digits
    assert by_age[begin + mean] == pytest.approx(1.0, rel=1e-9)
    growth = 1.0 + model.structure.figure("past_real_wage_growth")
    assert by_age[begin] == pytest.approx(growth**mean, rel=1e-9)
    assert by_age[begin + 2 * mean] == pytest.approx(growth**-mean, rel=1e-9)
    assert disability == pytest.approx(1.0, rel=1e-9)


def test_a_pension_in_payment_keeps_what_it_buys_and_a_new_one_follows_wages(build):
    """Wages fall by half while prices stay: who has retired before loses nothing."""
    model = build(people=2_048, **TOGETHER)
    macro = model.state.macro
    before, disability = pensions(model)
    macro.occupation_wage[:] *= 0.5
    macro.real_wages[0] *= 0.5
    after, disability_after = pensions(model)
    begin = int(model.structure.benefits.pension_from_age)
    # over a new one, which has halved
    assert after[begin] == pytest.approx(before[begin], rel=1e-12)
    np.testing.assert_allclose(after[begin + 1 :], 2.0 * before[begin + 1 :], rtol=1e-12)
    assert disability_after == pytest.approx(2.0 * disability, rel=1e-12)


def test_real_wages_of_the_past_move_on_once_a_year(build):
    model = build(people=2_048, burn_in=12, **TOGETHER)
    assert model.month == -12
    before = model.state.macro.real_wages.copy()
    model.run(1)  # two years begin, one in the first month and one after the burn-in
    macro = model.state.macro
    assert before.size == YEARS_OF_WAGES
    np.testing.assert_array_equal(macro.real_wages[2:], before[:-2])
    now = indices_in_force.going_wages(model.state, model.structure) / macro.price_level[0]
    assert macro.real_wages[0] == now


def paid(model):
    """Return what the programmes pay in the month, cents."""
    levers = model.policies.levers_in_force(model.state, 0)
    given = model.state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0
    return incomes.receive_and_spend(*given, record=False).sums


def test_where_output_doubles_without_prices_and_wages_care_alone_does(build):
    sums = []
    for output in (1.0, 2.0):
        model = build(people=4_096, **TOGETHER)
        model.state.macro.output_ratio[0] = output
        sums.append(paid(model))
    same = [budget.OLD_AGE, budget.DISABILITY, *budget.HOUSEHOLD_BENEFITS, budget.BENEFITS, budget.WAGE_TAX]
    np.testing.assert_array_equal(sums[0][same], sums[1][same])
    # cut to a cent for every household
    assert sums[1][budget.PUBLIC_HEALTH] == pytest.approx(2.0 * sums[0][budget.PUBLIC_HEALTH], abs=2 * 4_096)


def test_public_spending_follows_output_down_to_a_thousandth_of_its_trend(moved):
    model = moved(government__income_indexation=0.5, government__indexation=0.0)
    for output in (0.0, 0.0015, 0.5):
        model.state.macro.output_ratio[0] = output
        found = indices_in_force.public_trend(model.state, model.scenario, 12)
        assert found == pytest.approx(trend(model.scenario, 12) * max(output, 0.001) ** 0.5, rel=1e-9)


def test_all_schedules_have_an_index_for_each_of_their_amounts(build):
    structure = build(people=2_048, **TOGETHER).structure
    assert isinstance(structure.benefit_indices, Benefits)
    for name, value, index in zip(
        Benefits._fields, structure.benefits, structure.benefit_indices, strict=True
    ):
        assert np.shape(value) == np.shape(index), name


def test_benefits_of_a_month_do_not_add_to_those_of_the_month_before(build):
    """All households are tested every month, and little has changed for them."""
    model = build(people=1_000, government__months_between_tests=1, **TOGETHER)
    of_law = list(budget.HOUSEHOLD_BENEFITS)
    first, second, third = (paid(model)[of_law] for _ in range(3))
    assert first.sum() > 0
    for later in (second, third):
        assert later.sum() == pytest.approx(first.sum(), rel=0.2)
