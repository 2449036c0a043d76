"""Hours of one person, against the equation and its limits."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.draws import uniform
from sim.rules.grants import grants_in_force, recipients_of
from sim.rules.hours import (
    HALF_TIME,
    LEAST_KEPT,
    WorkingTime,
    contract_hours,
    full_time_hours,
    grants_at_work,
    kept_of_a_dollar,
    taken_more,
    usual_hours,
    with_answers,
    working_hours,
)
from sim.rules.skill import effective_skill
from sim.state.columns import CELLS, FULL_TIME
from sim.state.levers import EVERYBODY, NO_LIMIT, Grant

from ..people import nobody

PAY = 400_000.0  # cents a month
PEOPLE = range(2_000)
WORKERS = nobody(len(PEOPLE))
COLUMNS = recipients_of(WORKERS, 0, len(PEOPLE), 0)
FLOOR, RATE = np.array([0.0, 100_000.0, 500_000.0]), np.array([0.0, 0.2, 0.4])


def time(**changes):
    """Return the working time of a month in which nothing moves hours, but for ``changes``."""
    changes.setdefault("part_time", np.zeros(CELLS))
    plain = WorkingTime(
        moves=True, elasticity=0.0, income_response=0.0, week=1.0, everyone=0.0, tax_floor=FLOOR,
        tax_rate=RATE, tax_scale=1.0, base_tax_scale=1.0, employee_rate=0.0, base_employee_rate=0.0,
        surcharges=np.zeros((0, 2)), part_time=np.zeros(CELLS), full_time=1.0, part_time_key=np.uint64(11),
        rounding_key=np.uint64(12),
    )  # fmt: skip
    return plain._replace(**changes)


def grants(*rows):
    """Return grants of (amount in cents, taper, statuses, earnings below, share of people drawn)."""
    given = tuple(
        Grant(amount, 0, taper=taper, statuses=statuses, earnings_below=below, share=share, lottery=row)
        for row, (amount, taper, statuses, below, share) in enumerate(rows)
    )
    return grants_in_force(SimpleNamespace(grants=given), 1)


def mean_hours(rule, given=None, pay=PAY):
    """Return the mean over many persons, full time = 1."""
    none = grants() if given is None else given
    return float(np.mean([working_hours(k, 0, pay, rule, none, COLUMNS) for k in PEOPLE])) / FULL_TIME


ROUNDING = 5.0 * 0.5 / FULL_TIME / math.sqrt(len(PEOPLE))
"""Five standard errors of a mean of numbers rounded up or down at random."""


def test_hours_are_full_time_where_nothing_moves_them():
    rule = time(moves=False, tax_scale=3.0, week=0.5)
    assert {working_hours(k, 0, PAY, rule, grants(), COLUMNS) for k in PEOPLE} == {FULL_TIME}


def test_nobody_is_rounded_where_taxes_are_those_of_the_base_year():
    rule = time(elasticity=0.33, income_response=0.035)
    assert {working_hours(k, 0, PAY, rule, grants(), COLUMNS) for k in PEOPLE} == {FULL_TIME}


@pytest.mark.parametrize("elasticity", [0.1, 0.33, 1.0])
def test_ten_points_of_tax_lower_hours_by_the_elasticity(elasticity):
    expected = (0.7 / 0.8) ** elasticity  # the rate at this pay is 20 %
    by_schedule = time(elasticity=elasticity, tax_scale=1.5)
    by_contributions = time(elasticity=elasticity, employee_rate=0.1)
    by_surcharge = time(elasticity=elasticity, surcharges=np.array([[300_000.0, 0.1], [450_000.0, 0.3]]))
    for rule in (by_schedule, by_contributions, by_surcharge):
        assert mean_hours(rule) == pytest.approx(expected, abs=ROUNDING)


def test_only_the_tax_on_the_last_dollar_counts():
    rule = time(tax_scale=2.0)
    kept = [kept_of_a_dollar(pay, 0.0, rule) for pay in (50_000.0, 300_000.0, 900_000.0)]
    assert kept == pytest.approx([1.0, 0.6 / 0.8, 0.2 / 0.6])


def test_all_that_is_taken_of_the_last_dollar_adds_up():
    """Tax, contributions, surcharges above thresholds and the taper of a grant, against the base year."""
    surcharges = np.array([[300_000.0, 0.1], [350_000.0, 0.05], [450_000.0, 0.3]])
    rule = time(tax_scale=1.5, employee_rate=0.02, surcharges=surcharges, base_tax_scale=0.5,
                base_employee_rate=0.03)  # fmt: skip
    for pay, marginal, taken, before in (
        (PAY, 0.2, 0.15, 0.13), (320_000.0, 0.2, 0.1, 0.13), (600_000.0, 0.4, 0.45, 0.23),
        (90_000.0, 0.0, 0.0, 0.03),
    ):  # fmt: skip
        expected = (1.0 - 1.5 * marginal - 0.02 - taken - 0.07) / (1.0 - before)
        expected = max(expected, LEAST_KEPT / (1.0 - before))
        assert kept_of_a_dollar(pay, 0.07, rule) == pytest.approx(expected), pay


@pytest.mark.parametrize(("usual", "by_pay"), [(0.0, 2.0), (PAY, 0.0), (PAY, 2.0), (PAY / 2.0, 2.0)])
def test_who_works_part_time_is_drawn_by_pay_where_usual_pay_is_known(usual, by_pay):
    part_time, usual_pay = np.full(CELLS, 0.4), np.full(CELLS, usual)
    rule = time(part_time=part_time, usual_pay=usual_pay, by_pay=by_pay, full_time=1.1)
    known = usual > 0.0 and by_pay > 0.0
    for pay in (PAY, 3.0 * PAY):
        share = 0.4 * (2.0 / (1.0 + (pay / usual) ** by_pay) if known else 1.0)
        for worker in range(60):
            drawn = uniform(rule.part_time_key, worker) < share
            assert usual_hours(worker, 3, pay, rule) == (HALF_TIME * 1.1 if drawn else 1.1)


@pytest.mark.parametrize("pay", [150_000.0, 400_000.0, 1_600_000.0])
def test_income_from_the_state_lowers_hours_in_proportion_to_pay(pay):
    basic_income = grants((100_000, 0.0, EVERYBODY, NO_LIMIT, 1.0))
    rule = time(income_response=0.035, elasticity=0.33)
    expected = 1.0 - 0.035 * 100_000 / pay
    assert mean_hours(rule, basic_income, pay) == pytest.approx(expected, abs=ROUNDING)
    assert mean_hours(rule._replace(everyone=100_000.0), pay=pay) == pytest.approx(expected, abs=ROUNDING)


def test_a_grant_that_is_withdrawn_is_a_tax_up_to_where_it_ends():
    negative_tax = grants((300_000, 0.5, EVERYBODY, NO_LIMIT, 1.0))
    rule = time(income_response=0.035, elasticity=0.33)
    below = (0.3 / 0.8) ** 0.33 * (1.0 - 0.035 * 300_000 / 400_000)
    assert mean_hours(rule, negative_tax, 400_000.0) == pytest.approx(below, abs=ROUNDING)
    assert mean_hours(rule, negative_tax, 600_001.0) == 1.0


def test_a_taper_counts_from_where_it_begins_and_what_a_grant_pays_at_no_pay_always():
    """Up to 200,000 cents nothing is withdrawn, from 400,000 on nothing is left."""
    levers = SimpleNamespace(grants=(
        Grant(100_000, 0, taper=0.5, taper_from=200_000), Grant(7_000, 0, per_child=900),
        Grant(5, 0, of_loss=0.5),
        Grant(30_000, 0, taper=0.25, taper_from=0, earnings_below=300_000),
    ))  # fmt: skip
    given = grants_in_force(levers, 1)
    for pay, taper, unearned in (
        (1, 0.25, 137_000), (200_000, 0.0, 107_000), (200_001, 0.5, 107_000), (399_000, 0.5, 107_000),
        (400_001, 0.0, 7_000), (100_000, 0.25, 137_000),
    ):  # fmt: skip
        assert grants_at_work(3, pay, given, COLUMNS) == (taper, unearned), pay


def test_what_only_people_without_work_receive_does_not_count():
    not_at_work = grants(
        (100_000, 0.0, EVERYBODY & ~1, NO_LIMIT, 1.0), (100_000, 0.5, EVERYBODY, 300_000, 1.0)
    )
    assert mean_hours(time(income_response=0.5, elasticity=0.5), not_at_work) == 1.0


def test_a_lottery_moves_the_hours_of_those_drawn_only():
    drawn = grants((100_000, 0.0, EVERYBODY, NO_LIMIT, 0.3))
    rule = time(income_response=0.2)
    hours = np.array([working_hours(k, 0, PAY, rule, drawn, COLUMNS) for k in PEOPLE])
    assert abs((hours < FULL_TIME).mean() - 0.3) < 5.0 * math.sqrt(0.21 / hours.size)
    assert set(hours) == {190, FULL_TIME}  # 5 % of 200


def test_hours_stay_between_a_quarter_and_five_quarters_of_full_time():
    rich = grants((10_000_000, 0.0, EVERYBODY, NO_LIMIT, 1.0))
    assert mean_hours(time(income_response=1.0), rich) == pytest.approx(0.25, abs=ROUNDING)
    assert mean_hours(time(elasticity=2.0, base_tax_scale=4.0)) == pytest.approx(1.25, abs=ROUNDING)
    assert mean_hours(time(elasticity=2.0, tax_scale=10.0)) == pytest.approx(0.25, abs=ROUNDING)
    half = time(income_response=1.0, week=0.5)
    assert mean_hours(half, rich) == pytest.approx(0.125, abs=ROUNDING)


def test_one_draw_for_life_says_who_works_part_time():
    shares = (0.1, 0.4)
    part_time = [
        np.array([usual_hours(k, 0, PAY, time(part_time=np.full(CELLS, share))) < 1.0 for k in PEOPLE])
        for share in shares
    ]
    for found, share in zip(part_time, shares, strict=True):
        assert abs(found.mean() - share) < 5.0 * math.sqrt(share * (1.0 - share) / found.size)
    assert (part_time[0] <= part_time[1]).all()
    rule = time(part_time=np.full(CELLS, 0.4))
    hours = np.array([working_hours(k, 0, PAY, rule, grants(), COLUMNS) for k in PEOPLE])
    np.testing.assert_array_equal(hours, np.where(part_time[1], FULL_TIME // 2, FULL_TIME))


def test_part_time_work_falls_with_pay_and_its_share_stays_where_pay_is_spread_evenly():
    share, usual = 0.3, np.full(CELLS, PAY)
    rule = time(part_time=np.full(CELLS, share), by_pay=3.0, usual_pay=usual)

    def part_timers(pay):
        return np.array([usual_hours(k, 0, pay, rule) < 1.0 for k in PEOPLE])

    low, middle, high = (part_timers(pay) for pay in (0.5 * PAY, PAY, 2.0 * PAY))
    assert (high <= middle).all() and (middle <= low).all()  # noqa: PT018  one draw for life
    for found, expected in ((low, 2.0 * share * 8 / 9), (middle, share), (high, 2.0 * share / 9)):
        assert found.mean() == pytest.approx(expected, abs=5.0 * 0.5 / math.sqrt(found.size))
    rule = rule._replace(usual_pay=np.zeros(CELLS))  # of the young and the old
    np.testing.assert_array_equal(part_timers(0.5 * PAY), part_timers(2.0 * PAY))


@pytest.mark.parametrize("part_time", [0.0, 0.5, 1.0])
def test_part_time_leaves_the_mean_of_the_base_year(part_time):
    full_time = full_time_hours(part_time, 0.3)
    rule = time(part_time=np.full(CELLS, part_time * 0.3), full_time=full_time)
    share = part_time * 0.3
    error = 5.0 * 0.5 * full_time * math.sqrt(share * (1.0 - share) / len(PEOPLE))
    assert mean_hours(rule) == pytest.approx(1.0, abs=error + ROUNDING)


def test_pay_is_compared_over_the_hours_of_the_job_or_of_the_shorter_week():
    week = time(week=0.9)
    found = [contract_hours(0, 0, hours, PAY, week) for hours in (FULL_TIME, 180, 150)]
    assert found == pytest.approx([180.0, 180.0, 150.0])
    assert [contract_hours(0, 0, hours, PAY, time()) for hours in (210, 100)] == [210.0, 100.0]


def test_full_time_brings_exactly_the_skill():
    skills = np.arange(64, 65_000, 7)
    np.testing.assert_array_equal([effective_skill(skill, FULL_TIME) for skill in skills], skills)
    assert effective_skill(4_096, 100) == 2_048


@given(
    st.integers(0, len(PEOPLE) - 1),
    st.floats(0.0, 1e9),
    st.floats(0.0, 2.0),
    st.floats(0.0, 1.0),
    st.floats(0.2, 1.0),
    st.floats(0.0, 10.0),
    st.integers(0, 2_000_000),
    st.floats(0.0, 1.0),
)
def test_hours_fit_their_column(worker, pay, elasticity, response, week, scale, amount, taper):
    rule = time(
        elasticity=elasticity,
        income_response=response,
        week=week,
        tax_scale=scale,
        part_time=np.full(CELLS, 0.3),
    )
    hours = working_hours(worker, 0, pay, rule, grants((amount, taper, EVERYBODY, NO_LIMIT, 1.0)), COLUMNS)
    assert 1 <= hours <= round(1.25 * FULL_TIME)


@pytest.mark.parametrize("free", [0.0, 60_000.0])
def test_hours_looked_up_by_bracket_are_those_worked_out(free):
    rule = time(elasticity=0.33, tax_scale=1.3, employee_rate=0.05, tax_floor=FLOOR + free)
    looked_up = with_answers(rule)
    assert looked_up.by_bracket.tolist() == sorted(looked_up.by_bracket, reverse=True)  # higher taxes, fewer
    for paid in (grants(), grants((10_000, 0.3, EVERYBODY, NO_LIMIT, 1.0))):  # the second has a taper
        for pay in (50_000.0, 100_000.0, 300_000.0, 900_000.0):
            found = [
                [working_hours(k, 0, pay, one, paid, COLUMNS) for k in range(20)] for one in (rule, looked_up)
            ]
            assert found[0] == found[1]


@pytest.mark.parametrize("pay", [150_000.0, 400_000.0, 1_600_000.0])
def test_a_gift_that_an_equal_tax_pays_for_leaves_hours_where_the_last_dollar_is_kept(pay):
    # at no elasticity of the last dollar only wealth counts, and there is none to spend
    poorer = time(income_response=0.2, employee_rate=0.1)
    rule = poorer._replace(everyone=taken_more(pay, poorer))
    assert mean_hours(rule, pay=pay) == pytest.approx(1.0, abs=1e-9)
    assert mean_hours(poorer, pay=pay) == pytest.approx(1.0 + 0.2 * 0.1, abs=ROUNDING)


def test_a_tax_on_what_is_bought_is_one_on_what_is_earned():
    # a share t of spending leaves as much of an hour as a share t of pay does
    rules = time(elasticity=0.33, consumption_tax=0.2), time(elasticity=0.33, employee_rate=0.2)
    found = [kept_of_a_dollar(50_000.0, 0.0, rule) for rule in rules]  # below the first bracket
    assert found[0] == pytest.approx(found[1], rel=1e-12) == pytest.approx(0.8)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_what_taxes_take_more_is_the_area_under_the_brackets(scale):
    pay = 700_000.0
    taxed = 0.2 * 400_000.0 + 0.4 * 200_000.0
    assert taken_more(pay, time(tax_scale=scale)) == pytest.approx((scale - 1.0) * taxed)
    assert taken_more(pay, time(surcharges=np.array([[600_000.0, 0.1]]))) == pytest.approx(10_000.0)
    assert taken_more(500_000.0, time(surcharges=np.array([[600_000.0, 0.1]]))) == 0.0
