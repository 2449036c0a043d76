"""Hours in the labour market: they change at reviews and hires, pay and what people bring go with them."""

import math
from functools import partial

import numpy as np
import pytest

from sim.experiments.verification.economies import EMPLOYER, HIRING
from sim.kernels.sums import PERSON_CHUNK
from sim.phases import hiring
from sim.phases.indices_in_force import bracket_index
from sim.rules.grants import treated
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, SKILL_ONE, TYPES, UNEMPLOYED
from sim.units import MONTHS_PER_YEAR

from .brackets import bracket_by_bracket
from .one_occupation import check_teams, employ

RESPONSE = {"labour__hours_elasticity": 0.33, "labour__hours_income": 0.035}
UBI = {"kind": "universal_basic_income", "amount": 1_000.0}


@pytest.fixture
def one_occupation(one_occupation):
    """Return the same function for more people, who work as much whatever others pay them."""
    return partial(one_occupation, people=12_000, population__income_effect=0.0)


def due_in(month, workers):
    """Return whose yearly review it is."""
    return (np.arange(workers.team.size) + month) % MONTHS_PER_YEAR == 0


def marginal_tax(model, pay):
    """Return the marginal rate of the schedule at scale 1."""
    structure = model.structure
    floor = structure.tax_floor * bracket_index(model.state, structure, model.scenario, 0)
    return structure.tax_rate[np.searchsorted(floor, pay) - 1]


def rounding(n):
    """Return five standard errors of the mean of hours that are rounded up or down at random."""
    return 5.0 * 0.5 / FULL_TIME / math.sqrt(n)


def test_a_wage_tax_of_ten_points_lowers_hours_and_pay_at_the_review(one_occupation):
    model = one_occupation(**RESPONSE)
    workers = model.state.workers
    old = int(workers.wage[0])
    rate, fixed = marginal_tax(model, old), model.scenario.government.employee_contribution_rate
    scale = model.scenario.government.wage_tax_scale
    employ(model, wage_tax_scale=scale + 0.1 / rate)
    due = due_in(0, workers)
    taken = scale * rate + fixed
    expected = ((1.0 - taken - 0.1) / (1.0 - taken)) ** 0.33
    structure = model.structure
    floor = structure.tax_floor * bracket_index(model.state, structure, model.scenario, 0)
    more = 0.1 / rate * bracket_by_bracket(old, floor, structure.tax_rate)
    expected *= 1.0 + 0.035 * more / old  # who pays more is poorer, and works a little more for it
    assert 0.9 < expected < 0.98
    assert workers.hours[due].mean() / FULL_TIME == pytest.approx(expected, abs=rounding(due.sum()))
    assert (workers.hours[~due] == FULL_TIME).all()
    # pay follows hours to the cent: it is no cut for the same work, which would be passed on in part
    np.testing.assert_allclose(workers.wage, old * (workers.hours / FULL_TIME), atol=1.0)
    check_teams(model.state)


def test_a_basic_income_lowers_hours_in_proportion_to_what_it_is_of_pay(one_occupation):
    model = one_occupation(policy=[{**UBI, "amount": 5_000.0}], **RESPONSE)
    workers = model.state.workers
    old = int(workers.wage[0])
    employ(model)
    due = due_in(0, workers)
    expected = 1.0 - 0.035 * 500_000.0 * float(model.state.macro.price_level[0]) / old
    assert expected < 0.99
    assert workers.hours[due].mean() / FULL_TIME == pytest.approx(expected, abs=rounding(due.sum()))


def test_hours_stay_where_they_are_without_a_response(one_occupation):
    model = one_occupation(policy=[UBI], labour__hours_elasticity=0.0, labour__hours_income=0.0)
    employ(model, wage_tax_scale=2.0, employee_contribution_rate=0.2)
    assert (model.state.workers.hours == FULL_TIME).all()


def test_a_lottery_moves_the_hours_of_those_drawn_only(one_occupation):
    table = {**UBI, "amount": 5_000.0, "treated_share": 0.3, "lottery": 2}
    model = one_occupation(policy=[table], **RESPONSE)
    workers = model.state.workers
    employ(model)
    drawn = treated(0.3, 2, workers.team.size, model.seed)
    np.testing.assert_array_equal(workers.hours < FULL_TIME, drawn & due_in(0, workers))


def test_those_hired_begin_with_the_hours_of_the_month(one_occupation):
    model = one_occupation(unemployed=2_000, policy=[{**UBI, "amount": 20_000.0}], **RESPONSE)
    workers = model.state.workers
    employ(model, 1_000, month=1)
    hired = workers.team == HIRING
    assert hired.sum() > 500
    assert (workers.hours[hired] < FULL_TIME).all()
    assert (workers.hours[workers.status == UNEMPLOYED] == FULL_TIME).all()
    check_teams(model.state)


def test_part_time_follows_the_age(one_occupation):
    model = one_occupation(labour__part_time=1.0, labour__part_time_by_pay=0.0)
    workers = model.state.workers
    for month in range(MONTHS_PER_YEAR):
        employ(model, month=month)
    full_time = FULL_TIME / (1.0 - 0.5 * model.structure.figure("part_time_share"))  # so that the mean is 1
    half = workers.hours < FULL_TIME
    assert workers.hours[~half].mean() == pytest.approx(full_time, abs=FULL_TIME * rounding((~half).sum()))
    assert workers.hours[half].mean() == pytest.approx(0.5 * full_time, abs=FULL_TIME * rounding(half.sum()))
    group, shares = workers.cell // TYPES, model.structure.people.part_time[::TYPES]
    for own in range(8):
        found, share = half[group == own], shares[own]
        assert abs(found.mean() - share) < 5.0 * math.sqrt(share * (1.0 - share) / found.size)
    full_pay = workers.wage * (FULL_TIME / workers.hours)
    np.testing.assert_allclose(full_pay, full_pay.max(), atol=2.0 * FULL_TIME / workers.hours.min())


def test_a_shorter_week_reaches_everybody_within_a_year_and_ends_as_it_came(one_occupation):
    week = {"kind": "shorter_week", "cut": 0.2, "made_up": 0.5, "duration": 24}
    model = one_occupation(policy=[week])
    workers, teams = model.state.workers, model.state.teams
    old = int(workers.wage[0])
    for month in range(MONTHS_PER_YEAR):
        employ(model, month=month)
        assert (workers.hours < FULL_TIME).mean() == pytest.approx((month + 1) / 12.0, abs=1e-9)
    assert (workers.hours == 0.9 * FULL_TIME).all()  # half of the fifth is made up
    assert teams.skill_sum[EMPLOYER] == teams.headcount[EMPLOYER] * (9 * SKILL_ONE // 10)
    np.testing.assert_allclose(workers.wage, old, atol=1.0)  # the same pay for fewer hours
    for month in range(24, 36):
        employ(model, month=month)
    assert (workers.hours == FULL_TIME).all()
    check_teams(model.state)


@pytest.mark.parametrize("pay_cut", [0.0, 1.0])
def test_a_cut_of_pay_for_the_shorter_week_is_passed_on_as_any_other(one_occupation, pay_cut):
    week = {"kind": "shorter_week", "cut": 0.1, "made_up": 0.3, "pay_cut": pay_cut}
    model = one_occupation(policy=[week])
    workers = model.state.workers
    old, due = int(workers.wage[0]), due_in(0, workers)
    employ(model)
    cut = 1.0 - workers.wage[due] / old
    if pay_cut == 0.0:
        np.testing.assert_allclose(cut, 0.0, atol=2.0 / old)
    else:
        assert (cut > 0.001).all()
        assert (cut < 0.1 - 0.001).all()


@pytest.mark.parametrize(("premium", "moves"), [(1.019, False), (1.021, True)])
@pytest.mark.parametrize("hours", [FULL_TIME // 2, FULL_TIME])
def test_offers_are_compared_for_the_same_hours(one_occupation, premium, moves, hours):
    model = one_occupation(
        people=2_000, labour__employed_search=1.0, labour__offer_margin=0.02,
        labour__part_time=1e-9 if hours < FULL_TIME else 0.0,
    )  # fmt: skip
    workers, teams = model.state.workers, model.state.teams
    workers.hours[:] = hours
    workers.wage[:] = workers.wage * hours // FULL_TIME
    teams.skill_sum[EMPLOYER] = teams.skill_sum[EMPLOYER] * hours // FULL_TIME
    teams.wage_bill[EMPLOYER] = workers.wage.sum()
    model.state.firms.premium[1] = premium
    flows = employ(model, 10)
    assert (flows.hires[hiring.JOB_TO_JOB] > 0) == moves
    check_teams(model.state)


@pytest.mark.parametrize("before", [FULL_TIME, 180])
def test_nobody_moves_for_the_shorter_week_alone(one_occupation, before):
    """It comes to the present job too, at the next review: there is nothing to gain elsewhere."""
    model = one_occupation(people=2_000, labour__employed_search=1.0, labour__offer_margin=0.02)
    workers, teams = model.state.workers, model.state.teams
    workers.hours[:] = before
    teams.skill_sum[EMPLOYER] = teams.skill_sum[EMPLOYER] * before // FULL_TIME
    for premium, moves in ((1.019, False), (1.021, True)):
        model.state.firms.premium[1] = premium
        flows = employ(model, 10, hours_cut=0.1, hours_agreed=0.9)
        assert (flows.hires[hiring.JOB_TO_JOB] > 0) == moves


def test_teams_are_the_sums_of_what_their_people_bring(one_occupation):
    model = one_occupation(
        people=2_000, unemployed=300, policy=[UBI, {"kind": "shorter_week", "phase_in": 12}],
        labour__part_time=1.0, labour__quit_rate=0.05, labour__employed_search=0.5,
        labour__newcomer_share=0.5, population__skill_growth=0.02, **RESPONSE,
    )  # fmt: skip
    workers = model.state.workers
    workers.status[:200] = OUTSIDE
    model.state.firms.premium[1] = 1.2
    for month in range(24):
        employ(model, 40, month, employee_contribution_rate=0.01 * month)
        check_teams(model.state)
    assert np.unique(workers.hours).size > 5


def test_threads_change_no_bit_of_hours(build, columns, threads):
    """Nor do they where people die in their jobs, and live in households."""
    states = []
    for n in (1, 2):
        threads(n)
        week = {"kind": "shorter_week", "start": 2}
        model = build(
            "mostaque", people=20_000, burn_in=2, policy=[UBI, week], labour__part_time=1.0,
            population__life_cycle=True, population__households=True, **RESPONSE,
        )  # fmt: skip
        assert model.state.workers.team.size > 2 * PERSON_CHUNK
        model.run(8)
        check_teams(model.state)
        states.append({name: column.copy() for name, column in columns(model.state).items()})
    assert np.unique(states[0]["workers.hours"]).size > 5
    for name, column in states[0].items():
        np.testing.assert_array_equal(column, states[1][name], err_msg=name)


@pytest.mark.parametrize("part_time", [0.0, 1.0])
def test_weekly_hours_are_those_of_the_state(build, part_time):
    model = build(people=20_000, burn_in=13, labour__part_time=part_time)
    model.run(1)
    workers = model.state.workers
    hours = workers.hours[workers.status == EMPLOYED] / FULL_TIME
    flows = model.records.frames()["labour_flows"]
    assert flows["weekly_hours"][0] == pytest.approx(38.6 * hours.mean())
    assert flows["weekly_hours_per_adult"][0] == pytest.approx(38.6 * hours.sum() / 20_000)
    assert flows["part_time_share"][0] == pytest.approx((hours < 0.8).mean())
    assert (flows["part_time_share"][0] > 0.0) == (part_time > 0.0)


def test_as_many_work_part_time_by_age_as_in_all(build):
    model = build(people=20_000)
    workers = model.state.workers
    by_age = model.structure.people.part_time[workers.cell[workers.status == EMPLOYED]]
    # shares by age of 2021 and 2024 against the share of 2024: the years differ by about half a point
    assert by_age.mean() == pytest.approx(model.structure.figure("part_time_share"), abs=0.012)


def test_weekly_hours_count_what_is_worked_under_a_shorter_week(build):
    week = {"kind": "shorter_week", "cut": 0.1, "made_up": 0.3}
    model = build(people=4_000, burn_in=1, alone=True, policy=[week])
    model.run(13)
    flows = model.records.frames()["labour_flows"]
    assert flows["weekly_hours"][12] == pytest.approx(0.9 * 38.6, rel=1e-9)
    assert 0.9 * 38.6 < flows["weekly_hours"][0] < 38.6
    assert flows["part_time_share"].max() == 0.0
