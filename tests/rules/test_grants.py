"""Who is meant by a grant, what it pays, and who takes a guaranteed job: rules on people made by hand."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.rules.budget import Budgets, persons_of_block
from sim.rules.grant_payments import household_income, receive_grant
from sim.rules.grants import (
    LOST_ONE,
    QUARTER,
    Guarantee,
    Recipients,
    grant_payment,
    grants_in_force,
    guaranteed_pay,
    insurance_of_loss,
    insures_loss,
    is_eligible,
    is_meant,
    pay_lost_paid,
    takes_guaranteed_job,
    unearned,
)
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, UNEMPLOYED
from sim.state.households import packed_children
from sim.state.levers import Grant

from ..people import nobody

MONTH = 40


class _Levers:
    """The only lever that grants look at."""

    def __init__(self, *grants):
        self.grants = grants


def grants(**terms):
    """Return one grant of 1,000 cents as columns."""
    return grants_in_force(_Levers(Grant(**({"amount": 1_000, "booked_under": 3} | terms))), 1)


def people(age=40, children=0, place=5, status=EMPLOYED, since=0, job_lost=0):
    """Return one person as columns."""
    return Recipients(
        np.array([age], np.uint8), np.array([children], np.uint8), np.array([place], np.uint8),
        np.array([status], np.uint8), np.array([since], np.int16), np.array([job_lost], np.uint8), MONTH,
    )  # fmt: skip


def test_an_amount_for_each_child_and_less_of_it_for_other_income():
    two_and_one = packed_children(2, 0, 1)
    assert grant_payment(0, grants(), two_and_one, 10**6) == 1_000
    assert grant_payment(0, grants(per_child=300), two_and_one, 0) == 1_900
    assert grant_payment(0, grants(per_child=300), 0, 0) == 1_000
    tapered = grants(taper=0.25, taper_from=2_000)
    assert [grant_payment(0, tapered, 0, income) for income in (0, 2_000, 3_000, 6_000, 9_000)] == [
        1_000, 1_000, 750, 0, 0,
    ]  # fmt: skip


def test_status_and_earnings_say_who_is_eligible_and_a_lot_who_is_drawn():
    jobless = grants(statuses=1 << UNEMPLOYED, earnings_below=5_000)
    assert is_eligible(0, jobless, 0, int(UNEMPLOYED), 4_999)
    assert not is_eligible(0, jobless, 0, int(UNEMPLOYED), 5_000)
    assert not is_eligible(0, jobless, 0, int(EMPLOYED), 0)
    lot = grants(share=0.3, lottery=4)
    drawn = [is_eligible(0, lot, row, int(EMPLOYED), 0) for row in range(2_000)]
    assert drawn == [uniform(lot.keys[0], row) < 0.3 for row in range(2_000)]
    assert np.mean(drawn) == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize(
    ("terms", "person", "meant"),
    [
        ({}, {}, True),
        ({"youngest": 40}, {}, True), ({"youngest": 41}, {}, False),
        ({"oldest": 40}, {}, True), ({"oldest": 39}, {}, False),
        ({"with_children": True}, {}, False), ({"with_children": True}, {"children": 1}, True),
        ({"states": 1 << 5}, {}, True), ({"states": 1 << 5}, {"place": 6}, False),
        ({"tenure": 12}, {"since": MONTH - 12}, True), ({"tenure": 12}, {"since": MONTH - 11}, False),
        ({"tenure": 12}, {"status": UNEMPLOYED, "job_lost": 12 // QUARTER}, True),
        ({"tenure": 12}, {"status": UNEMPLOYED, "job_lost": 3, "since": 0}, False),
        ({"of_loss": 0.5, "after_hiring": 6}, {"since": MONTH - 5, "job_lost": 1}, True),
        ({"of_loss": 0.5, "after_hiring": 6}, {"since": MONTH - 6, "job_lost": 1}, False),
        ({"of_loss": 0.5, "after_hiring": 6}, {"since": MONTH - 5, "job_lost": 0}, False),
        ({"of_loss": 0.5, "after_hiring": 6, "tenure": 9}, {"since": MONTH, "job_lost": 2}, False),
        ({"of_loss": 0.5, "after_hiring": 6, "tenure": 9}, {"since": MONTH, "job_lost": 3}, True),
    ],
)  # fmt: skip
def test_age_children_place_and_time_in_a_job_say_who_is_meant(terms, person, meant):
    assert is_meant(0, grants(**terms), people(**person), 0) == meant


@pytest.mark.parametrize("fell", [0.125, 0.5])
def test_a_part_of_the_pay_lost_is_insured_up_to_the_amount(fell):
    last, wage = 80_000, round(80_000 * (1.0 - fell))
    insurance = grants(amount=15_000, of_loss=0.5, after_hiring=12)
    paid = pay_lost_paid(0, insurance, wage, round(fell * LOST_ONE))
    assert paid == min(15_000, round(0.5 * (last - wage)))
    assert insures_loss(insurance)
    assert not insures_loss(grants())


def test_insurance_adds_to_an_offer_below_the_last_wage_of_those_who_lost_a_job():
    insurance = grants(amount=15_000, of_loss=0.5, after_hiring=12, youngest=30)
    lost = people(status=UNEMPLOYED, job_lost=4)
    assert insurance_of_loss(insurance, 0, 70_000.0, 80_000.0, lost, 0) == 5_000.0
    assert insurance_of_loss(insurance, 0, 10_000.0, 80_000.0, lost, 0) == 15_000.0
    assert insurance_of_loss(insurance, 0, 80_000.0, 80_000.0, lost, 0) == 0.0
    assert insurance_of_loss(insurance, 0, 90_000.0, 80_000.0, lost, 0) == 0.0
    gave_up, young = people(status=UNEMPLOYED), people(status=UNEMPLOYED, job_lost=4, age=29)
    assert insurance_of_loss(insurance, 0, 70_000.0, 80_000.0, gave_up, 0) == 0.0
    assert insurance_of_loss(insurance, 0, 70_000.0, 80_000.0, young, 0) == 0.0
    assert insurance_of_loss(grants(), 0, 70_000.0, 80_000.0, lost, 0) == 0.0


def test_what_leaving_brings_leaves_out_what_asks_for_a_job():
    both = grants_in_force(
        _Levers(Grant(1_000, 3), Grant(700, 3, tenure=6), Grant(50, 3, statuses=1 << EMPLOYED),
                Grant(400, 3, youngest=41)), 1
    )  # fmt: skip
    assert unearned(both, 0, 90_000, people(since=-100), 0) == 1_000.0
    assert unearned(both, 0, 90_000, people(age=41), 0) == 1_400.0


def test_a_guaranteed_job_is_taken_if_it_beats_a_reservation_wage_that_falls():
    job = Guarantee(60_000, 1.0, 0.8, 0.05, np.uint64(7))
    assert not takes_guaranteed_job(0, 100_000, FULL_TIME, 4, job)  # 64,000 dollars are asked for
    assert takes_guaranteed_job(0, 100_000, FULL_TIME, 5, job)
    assert takes_guaranteed_job(0, 10**9, FULL_TIME, 20, job)  # nothing is asked for any more
    assert not takes_guaranteed_job(0, 1, FULL_TIME, 0, job._replace(wage=0))
    assert (
        guaranteed_pay(FULL_TIME // 2, job) == 30_000
    )  # half the hours, half the pay, and half is asked for
    for months in (4, 5):
        whole = takes_guaranteed_job(0, 100_000, FULL_TIME, months, job)
        assert takes_guaranteed_job(0, 50_000, FULL_TIME // 2, months, job) == whole
    half = job._replace(share=0.5)
    offered = [takes_guaranteed_job(row, 1, FULL_TIME, 0, half) for row in range(1_000)]
    assert offered == [uniform(half.key, row) < 0.5 for row in range(1_000)]


def block(purses, **columns):
    """Return persons in one block, and their budgets."""
    n = len(purses)
    persons = persons_of_block(nobody(n), 0, n)
    persons.purse[:] = purses
    for name, values in columns.items():
        getattr(persons, name)[:] = values
    return persons, Budgets(*(np.zeros(n, np.int64) for _ in Budgets._fields))


def test_a_taper_is_on_the_income_of_one_person_or_of_all_who_share_the_purse():
    persons, budgets = block([0, 1, 0, 1, 2])
    budgets.gross[:] = [500, 700, 2_000, 300, 4_000]
    assert [household_income(k, persons, budgets) for k in range(5)] == [1_200, 1_200, 6_300, 6_300, 6_300]
    sums, granted = np.zeros(40, np.int64), np.zeros(2, np.int64)
    receive_grant(0, grants(taper=0.5), persons, budgets, 0, MONTH, granted, sums)
    np.testing.assert_array_equal(budgets.untaxed, [750, 650, 0, 850, 0])
    np.testing.assert_array_equal(granted, [2_250, 3])
    assert sums[3] == 2_250 == sums.sum()
    together, poor = block([0, 1, 0, 1, 2])
    poor.gross[:] = [500, 700, 2_000, 300, 4_000]
    receive_grant(0, grants(taper=0.5, by_household=True), together, poor, 0, MONTH, granted, sums)
    np.testing.assert_array_equal(poor.untaxed, [400, 400, 0, 0, 0])
    np.testing.assert_array_equal(granted, [3_050, 5])


def test_the_widest_household_has_the_income_of_all_its_members():
    persons, budgets = block([*range(16), 0, 1])
    budgets.gross[:] = 10 ** np.arange(18) % 999_983
    assert household_income(15, persons, budgets) == budgets.gross[:16].sum()
    assert household_income(0, persons, budgets) == budgets.gross[:16].sum()
    assert household_income(17, persons, budgets) == budgets.gross[16:].sum()
    assert household_income(0, *block([0])) == 0


@pytest.mark.parametrize(("terms", "narrow"), [
    ({}, False), ({"youngest": 1}, True), ({"oldest": 60}, True), ({"with_children": True}, True),
    ({"states": 1 << 5}, True), ({"tenure": 1}, True), ({"of_loss": 0.5}, True), ({"taper": 0.5}, False),
])  # fmt: skip
def test_a_grant_is_narrow_if_it_asks_for_more_than_status_wage_and_luck(terms, narrow):
    assert grants(**terms).narrow[0] == narrow


def test_those_outside_receive_what_is_meant_for_them_only():
    persons, budgets = block([0, 0, 0], status=[EMPLOYED, OUTSIDE, OUTSIDE], wage=[10, 10, 10_000])
    sums, granted = np.zeros(40, np.int64), np.zeros(2, np.int64)
    outside = grants(statuses=1 << OUTSIDE, earnings_below=10_000)
    receive_grant(0, outside, persons, budgets, 0, MONTH, granted, sums)
    np.testing.assert_array_equal(budgets.untaxed, [0, 1_000, 0])
