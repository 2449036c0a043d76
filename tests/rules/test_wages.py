"""Wages that follow anchored expectations: what prices grant, the dial of rigidity, the rest of nothing."""

import numpy as np
import pytest

from sim.kernels.elementary import exp, log


def rule_and_moment(model, month=0):
    levers = model.policies.levers_in_force(model.state, month)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, month)
    return rules.wages, rules.moments["wages"]


def people(model, unemployment):
    """Return unemployed and employed by occupation, a million in each."""
    total = np.full(model.structure.base_wage.size, 1_000_000)
    jobless = np.rint(total * unemployment).astype(np.int64)
    return jobless, total - jobless


def steps(model, unemployment, months, productivity=0.0):
    """Return the yearly log growth of the mean wage in each month; firms' prices are wages over product."""
    macro, growth = model.state.macro, []
    for month in range(months):
        rule, moment = rule_and_moment(model, month)
        wages = rule.next_wages(moment, *people(model, unemployment))
        growth.append(12.0 * log(float(wages.mean() / macro.occupation_wage.mean())))
        macro.price_level[0] *= exp(growth[-1] / 12.0 - productivity / 12.0)
        macro.inflation[0] = exp(growth[-1] - productivity) - 1.0
        macro.occupation_wage[:] = wages
    return np.array(growth)


@pytest.mark.parametrize("productivity", [-0.03, 0.0, 0.018, 0.08])
def test_wages_find_what_prices_grant_at_natural_unemployment(build, productivity):
    # the fixed point of da = c (12 (dlnW - dlnP) - a) is a = g, and inflation is then what is expected
    keys = {"wages__expectations_anchor": 1.0, "wages__trend_inflation": 0.02, "wages__outside_option": 0.0}
    keys["wages__anchor_learning"] = 0.0  # no bank holds inflation here
    model = build(rules__wages="anchored", **keys)
    natural = model.scenario.wages.natural_unemployment_rate
    growth = steps(model, natural, 600, productivity)
    assert growth[-1] == pytest.approx(
        0.02 + productivity, abs=5e-4
    )  # smoothed unemployment starts elsewhere


@pytest.mark.parametrize("rigidity", [0.2, 0.5, 0.9, 1.0])
def test_a_point_of_unemployment_costs_wages_by_the_dial(build, rigidity):
    limit = {"wages__catch_up": 0.0, "wages__expectations_anchor": 1.0, "wages__anchor_learning": 0.0}
    limit["wages__productivity_growth"] = 0.0  # so that there is no habit that slack could weaken
    model = build(rules__wages="anchored", wages__rigidity=rigidity, **limit)
    wages = model.scenario.wages
    rest, slack = (steps(model, wages.natural_unemployment_rate + gap, 120)[-1] for gap in (0.0, 0.01))
    expected = -12.0 * wages.phillips_slope * np.log(rigidity) / np.log(0.5) * 0.01
    # the second order of a month's step is left out of the closed form
    assert slack - rest == pytest.approx(expected, abs=2e-5 + 2.0 * abs(expected) * 0.02 / 12.0)


def test_natural_unemployment_of_an_occupation_is_what_was_usual_in_the_burn_in(build):
    model = build(rules__wages="anchored")
    natural = model.scenario.wages.natural_unemployment_rate
    occupations = model.structure.base_wage.size
    rates = np.full(occupations, natural * occupations / (occupations + 1))  # natural on the mean
    rates[0] *= 2.0
    jobless, employed = people(model, rates)
    for month in range(-400, 0):
        rule, moment = rule_and_moment(model, month)
        rule.next_wages(moment, jobless, employed)
    before = model.state.macro.occupation_wage
    rule, moment = rule_and_moment(model, 0)
    growth = rule.next_wages(moment, jobless, employed) / before
    # twice the unemployment that is usual elsewhere is usual here, and grants no other wage
    assert growth[0] == pytest.approx(growth[1:].mean(), abs=1e-6)


def test_those_who_have_a_job_bear_what_rigidity_leaves(build):
    for rigidity in (0.3, 0.8):
        rule, moment = rule_and_moment(build(rules__wages="anchored", wages__rigidity=rigidity))
        assert rule.cut_pass_through(moment) == pytest.approx(1.0 - rigidity)
    old = build(rules__wages="phillips_curve", wages__cut_pass_through=0.3)
    rule, moment = rule_and_moment(old)
    assert rule.cut_pass_through(moment) == 0.3


@pytest.mark.parametrize("response", [0.1, 0.25])
def test_a_wage_below_life_without_a_job_is_pulled_up_in_proportion(build, response):
    limit = {"wages__catch_up": 0.0, "wages__expectations_anchor": 1.0, "wages__outside_response": response}
    growth = {}
    for option in (0.0, 0.5):
        model = build(rules__wages="anchored", wages__outside_option=option, **limit)
        base, macro = model.structure, model.state.macro
        worth = 0.5 * base.mean_wage(base.base_wage) * macro.price_level[0]
        macro.occupation_wage[:] = worth * np.exp(-0.4)  # four tenths of a log below it, all alike
        macro.occupation_wage[0] = 2.0 * worth  # but one, above it
        rule, moment = rule_and_moment(model)
        wages = rule.next_wages(moment, *people(model, model.scenario.wages.natural_unemployment_rate))
        growth[option] = wages / macro.occupation_wage
    np.testing.assert_allclose(growth[0.5][1:] - growth[0.0][1:], 0.4 * response / 12.0, rtol=1e-9)
    assert growth[0.5][0] == growth[0.0][0]


def test_work_that_nobody_does_is_paid_like_other_work(build):
    """An empty occupation has no unemployment: it moves as the others do, neither scarce nor in slack."""
    model = build(rules__wages="anchored")
    natural = model.scenario.wages.natural_unemployment_rate
    relative = []
    for month in range(600):
        rule, moment = rule_and_moment(model, month)
        jobless, employed = people(model, np.full(model.structure.base_wage.size, 0.5 * natural))
        jobless[0] = employed[0] = 0
        wages = rule.next_wages(moment, jobless, employed)
        model.state.macro.occupation_wage[:] = wages
        relative.append(wages[0] / wages[1])
    assert relative[-1] == pytest.approx(relative[0], rel=0.05)  # a millionth part of persons is rounded


@pytest.mark.parametrize(("size", "weight"), [(50, 0.5), (5_000, 0.99)])
def test_unemployment_of_few_people_says_little(build, size, weight):
    """Of as many people as FEW counts half of what sets their unemployment apart, of many nearly all."""
    model = build(rules__wages="anchored", wages__outside_option=0.0, wages__catch_up=0.0)
    natural = model.scenario.wages.natural_unemployment_rate
    jobless, employed = people(model, np.full(model.structure.base_wage.size, natural))
    jobless[0], employed[0] = size, 0
    model.state.macro.occupation_wage[:] = 1_000.0
    rule, moment = rule_and_moment(model)
    before = moment.kept["unemployment"][0]
    rule.next_wages(moment, jobless, employed)
    moved = (moment.kept["unemployment"][0] - before) * 6.0 + before
    assert moved == pytest.approx(weight + (1.0 - weight) * natural, abs=0.001)


def _growth(model, unemployment):
    """Return the growth of wages in a month, a year, once unemployment has been the same for long."""
    model.state.macro.inflation[0] = model.scenario.wages.trend_inflation
    for month in range(80):
        rule, moment = rule_and_moment(model, month)
        before = model.state.macro.occupation_wage.copy()
        after = rule.next_wages(moment, *people(model, unemployment))
    return 12.0 * float((after / before - 1.0).mean())


def test_wages_rise_more_and_more_as_nobody_is_left(build):
    limit = {"wages__catch_up": 0.0, "wages__productivity_growth": 0.0, "wages__outside_option": 0.0}
    model = build(rules__wages="anchored", **limit)
    natural, slope = model.scenario.wages.natural_unemployment_rate, model.scenario.wages.phillips_slope
    slope *= 12.0 * np.log(model.scenario.wages.rigidity) / np.log(0.5)
    rest = _growth(model, natural)
    for part in (0.8, 0.5, 0.25):  # u* ln(u* / u), at least u* - u
        assert _growth(model, part * natural) - rest == pytest.approx(
            -slope * natural * np.log(part), rel=5e-3
        )
    assert rest - _growth(model, 1.5 * natural) == pytest.approx(slope * 0.5 * natural, rel=5e-3)


@pytest.mark.parametrize("granted", [-0.04, 0.04])
def test_a_habit_of_less_fades_where_hands_are_scarce_and_one_of_more_where_they_are_not(build, granted):
    limit = {"wages__catch_up": 0.0, "wages__phillips_slope": 0.0, "wages__outside_option": 0.0}
    model = build(rules__wages="anchored", **limit)
    wages = model.scenario.wages
    rule, moment = rule_and_moment(model)
    rule.next_wages(moment, *people(model, wages.natural_unemployment_rate))
    growth = {}
    for part in (0.5, 1.0, 2.0):
        moment.kept["granted"][0] = granted
        growth[part] = _growth(model, part * wages.natural_unemployment_rate) - wages.trend_inflation
    weakened = 0.5 if granted < 0.0 else 2.0
    assert growth[1.0] == pytest.approx(granted, rel=1e-2)
    assert growth[weakened] == pytest.approx(0.5 * granted, rel=1e-2)
    assert growth[1.0 / weakened] == pytest.approx(growth[1.0], rel=1e-2)


def test_only_what_inflation_misses_beyond_the_band_is_learned(build):
    found = {}
    for inflation in (0.02, 0.028, 0.06):
        keys = {"wages__anchor_band": 0.01, "wages__anchor_learning": 0.05, "wages__trend_inflation": 0.02}
        model = build(rules__wages="anchored", **keys)
        for month in range(240):
            model.state.macro.inflation[0] = inflation
            rule, moment = rule_and_moment(model, month)
            rule.next_wages(moment, *people(model, 0.045))
        found[inflation] = float(moment.kept["anchor"][0])
    assert found[0.02] == found[0.028] == pytest.approx(0.02)
    assert found[0.06] == pytest.approx(0.05, abs=1e-4)


@pytest.mark.parametrize(("elasticity", "rigidity"), [(0.5, 0.5), (0.5, 0.9), (2.0, 0.5)])
def test_pay_of_scarce_work_closes_in_on_what_clears_its_market(build, elasticity, rigidity):
    # d ln W_o - d ln W_p = (1 - xi^(1/12)) ln(wanted_o / wanted_p) / eps, over what was usual
    model = build(
        rules__wages="anchored", wages__demand_elasticity=elasticity, wages__rigidity=rigidity,
        wages__outside_option=0.0, wages__catch_up=0.0,
    )  # fmt: skip
    natural, macro, teams = (
        model.scenario.wages.natural_unemployment_rate,
        model.state.macro,
        model.state.teams,
    )
    model.step()  # firms have plans
    for _ in range(300):  # what is missing now is usual
        rule, moment = rule_and_moment(model, -1)
        rule.next_wages(moment, *people(model, natural))
    scarce = int(np.bincount(teams.occupation, teams.effort).argmax())
    teams.effort[teams.occupation == scarce] *= 1.1
    for _ in range(60):
        rule, moment = rule_and_moment(model, 0)
        wages = rule.next_wages(moment, *people(model, natural))
    growth = np.log(wages / macro.occupation_wage)
    others = np.delete(growth, scarce)
    assert np.ptp(others) < 1e-4
    expected = (1.0 - rigidity ** (1.0 / 12.0)) * np.log(1.1) / elasticity
    assert growth[scarce] - others.mean() == pytest.approx(
        expected, rel=0.02
    )  # a step is in per cent, not logs
