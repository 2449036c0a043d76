"""The schedules of benefits against the law as it is written: by the year, in dollars, at their kinks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base_year.benefit_tables import load_benefits
from sim.country import DATA
from sim.rules import benefit_schedules as schedules

BENEFITS = load_benefits(DATA)
DOLLARS = 100.0 / 12.0  # cents a month for dollars a year
CENT = 1e-6  # cents: schedules are a few products of floats
dollars = st.floats(0.0, 600_000.0)


def earned_credit(children, earnings, income, *, joint=False):
    """Return the earned income tax credit, dollars a year."""
    plateau = BENEFITS.earned_credit_plateau_joint if joint else BENEFITS.earned_credit_plateau_single
    return (
        schedules.earned_income_credit(
            earnings * DOLLARS,
            income * DOLLARS,
            BENEFITS.earned_credit_phase_in[children],
            BENEFITS.earned_credit_most[children],
            plateau[children],
            BENEFITS.earned_credit_phase_out[children],
        )
        / DOLLARS
    )


def child_credit(children, earnings, tax, *, income=None, joint=False):
    """Return the child tax credit, dollars a year."""
    limit = BENEFITS.child_credit_limit_joint if joint else BENEFITS.child_credit_limit_single
    return (
        schedules.child_tax_credit(
            children,
            earnings * DOLLARS,
            (earnings if income is None else income) * DOLLARS,
            tax * DOLLARS,
            BENEFITS.child_credit,
            BENEFITS.child_credit_refundable,
            BENEFITS.child_credit_phase_in,
            BENEFITS.child_credit_free,
            limit,
            BENEFITS.child_credit_phase_out,
        )
        / DOLLARS
    )


@pytest.mark.parametrize(
    ("children", "plateau", "end", "most"),  # published: largest credit, and where it has gone (single)
    [
        (0, 10_860, 19_540, 664),
        (1, 23_890, 51_593, 4_427),
        (2, 23_890, 58_629, 7_316),
        (3, 23_890, 62_974, 8_231),
    ],
)
def test_the_earned_income_credit_at_its_kinks(children, plateau, end, most):
    begin = most / BENEFITS.earned_credit_phase_in[children]
    assert earned_credit(children, 0.0, 0.0) == 0.0
    assert earned_credit(children, 0.5 * begin, 0.0) == pytest.approx(0.5 * most)
    for earnings in (begin, plateau):
        assert earned_credit(children, earnings, earnings) == pytest.approx(most)
    half = 0.5 * (plateau + end)
    assert earned_credit(children, half, half) == pytest.approx(
        0.5 * most, rel=1e-3
    )  # ends are whole dollars
    assert earned_credit(children, end + 1.0, end + 1.0) == 0.0
    assert earned_credit(children, end - 100.0, end - 100.0) > 0.0
    # couples lose it later, and income beside earnings counts too
    assert earned_credit(children, half, half, joint=True) > earned_credit(children, half, half)
    assert earned_credit(children, begin, half) == pytest.approx(0.5 * most, rel=1e-3)


def test_the_child_credit_at_its_kinks():
    assert child_credit(2, 2_500.0, 0.0) == 0.0
    assert child_credit(2, 12_500.0, 0.0) == pytest.approx(1_500.0)  # 15 % of 10,000 dollars
    assert child_credit(2, 40_000.0, 0.0) == pytest.approx(3_400.0)  # of which no more is paid beyond the tax
    assert child_credit(2, 40_000.0, 500.0) == pytest.approx(3_900.0)
    assert child_credit(2, 40_000.0, 2_000.0) == pytest.approx(4_400.0)  # no more than the credit itself
    assert child_credit(2, 200_000.0, 30_000.0) == pytest.approx(4_400.0)
    assert child_credit(2, 244_000.0, 40_000.0) == pytest.approx(2_200.0)
    assert child_credit(2, 288_000.0, 50_000.0) == pytest.approx(0.0, abs=CENT)
    assert child_credit(2, 288_000.0, 50_000.0, joint=True) == pytest.approx(4_400.0)
    assert child_credit(0, 50_000.0, 4_000.0) == 0.0


def pension(wage):
    """Return the monthly pension by the last wage, dollars."""
    bends = (BENEFITS.pension_bend_1, BENEFITS.pension_bend_2)
    rates = (BENEFITS.pension_rate_1, BENEFITS.pension_rate_2, BENEFITS.pension_rate_3)
    paid = schedules.pension(
        100.0 * wage,
        BENEFITS.pension_career_share,
        BENEFITS.pension_most_earnings,
        bends,
        rates,
        BENEFITS.pension_floor,
    )
    return paid / 100.0


def test_the_pension_at_its_kinks():
    share = BENEFITS.pension_career_share
    assert pension(0.0) == BENEFITS.pension_floor / 100.0
    assert pension(1_286.0 / share) == pytest.approx(0.9 * 1_286.0)
    second = 0.9 * 1_286.0 + 0.32 * (7_749.0 - 1_286.0)
    assert pension(7_749.0 / share) == pytest.approx(second)
    assert pension(10_000.0 / share) == pytest.approx(second + 0.15 * (10_000.0 - 7_749.0))
    top = second + 0.15 * (184_500.0 / 12.0 - 7_749.0)
    assert pension(50_000.0) == pytest.approx(top)  # earnings above the maximum do not count


def net_income(earnings, other, size, shelter_limit=None):
    """Return net income for food benefits, dollars a month."""
    limit = BENEFITS.food_shelter_limit if shelter_limit is None else 100.0 * shelter_limit
    return (
        schedules.net_income_for_food(
            100.0 * earnings,
            100.0 * (earnings + other),
            BENEFITS.food_earnings_deduction,
            BENEFITS.food_deduction[size - 1],
            BENEFITS.food_shelter_cost,
            BENEFITS.food_shelter_share,
            limit,
        )
        / 100.0
    )


def food(net, size):
    """Return the food benefit, dollars a month."""
    least = BENEFITS.food_least if size <= 2 else 0.0
    most = BENEFITS.food_most[size - 1]
    return schedules.food_benefit(100.0 * net, most, BENEFITS.food_income_share, least) / 100.0


def test_food_benefits_at_their_kinks():
    assert [food(0.0, size) for size in (1, 2, 3, 8, 10)] == [
        298.0,
        546.0,
        785.0,
        1_789.0,
        1_789.0 + 2 * 218.0,
    ]
    assert food(500.0, 3) == pytest.approx(785.0 - 150.0)
    assert food(5_000.0, 1) == 24.0  # the least for one or two, as long as they are entitled
    assert food(5_000.0, 3) == 0.0
    # 1,000 dollars of earnings: 20 % and 209 off leaves 591; shelter of 900 takes 900 - 295.5 of it
    assert net_income(1_000.0, 0.0, 1) == pytest.approx(0.0)
    assert net_income(2_000.0, 0.0, 1) == pytest.approx(1_391.0 - (900.0 - 695.5))
    assert net_income(0.0, 2_000.0, 1) == pytest.approx(1_791.0 - (900.0 - 895.5))
    assert net_income(0.0, 1_200.0, 1, shelter_limit=100.0) == pytest.approx(991.0 - 100.0)


def supplemental(rate, earnings, other):
    """Return supplemental income, dollars a month."""
    return (
        schedules.supplemental_income(
            100.0 * rate,
            100.0 * earnings,
            100.0 * other,
            BENEFITS.supplemental_free,
            BENEFITS.supplemental_earnings_free,
            BENEFITS.supplemental_earnings_share,
        )
        / 100.0
    )


def test_supplemental_income_at_its_kinks():
    assert supplemental(994.0, 0.0, 0.0) == 994.0
    assert supplemental(994.0, 0.0, 20.0) == 994.0
    assert supplemental(994.0, 0.0, 520.0) == pytest.approx(494.0)
    assert supplemental(994.0, 85.0, 0.0) == 994.0  # 20 dollars unused are taken off earnings
    assert supplemental(994.0, 1_085.0, 0.0) == pytest.approx(494.0)
    assert supplemental(994.0, 0.0, 1_014.0) == 0.0


def test_disability_rises_with_age_and_ends_with_the_pension():
    ages = np.arange(16, 75)
    shares = np.array([schedules.disabled_share(float(age), 25.0, 62.0, 0.6, 0.2) for age in ages])
    assert (shares[ages < 25] == 0.0).all()
    assert (shares[ages >= 62] == 0.0).all()
    assert (np.diff(shares[(ages >= 25) & (ages < 62)]) > 0.0).all()
    assert shares[ages == 25] == pytest.approx(0.2 * 0.6)
    assert shares.max() == pytest.approx(0.6 * (0.2 + 0.8 * 36.0 / 37.0))


@given(st.integers(0, 3), dollars, dollars, dollars, st.booleans())
def test_more_income_never_raises_a_credit_and_no_credit_is_negative(children, earnings, income, more, joint):
    low, high = (
        earned_credit(children, earnings, max(earnings, one), joint=joint) for one in (income, income + more)
    )
    assert 0.0 <= high <= low <= BENEFITS.earned_credit_most[children] / DOLLARS + CENT
    tax = 0.1 * earnings
    low, high = (
        child_credit(children, earnings, tax, income=one, joint=joint) for one in (income, income + more)
    )
    assert 0.0 <= high <= low <= 2_200.0 * children + CENT


@given(st.integers(1, 20), st.floats(0.0, 20_000.0), st.floats(0.0, 20_000.0), st.floats(0.0, 20_000.0))
def test_more_income_never_raises_food_or_support_and_people_never_lose_by_working(
    size, earnings, other, more
):
    before, after = (food(net_income(earnings + one, other, size), size) for one in (0.0, more))
    assert 0.0 <= after <= before
    # 20 % of earnings do not count, and at most 45 % of the rest is taken: 30 % of it and of half the shelter
    assert before - after <= 0.45 * 0.8 * more + CENT
    with_pay = supplemental(994.0, earnings + more, other)
    without = supplemental(994.0, earnings, other)
    assert 0.0 <= with_pay <= without <= 994.0
    assert without - with_pay <= 0.5 * more + CENT


@given(st.floats(0.0, 40_000.0), st.floats(0.0, 40_000.0))
def test_a_higher_wage_gives_a_higher_pension_and_a_smaller_part_of_it(wage, more):
    assert pension(wage + more) >= pension(wage)
    share = BENEFITS.pension_career_share
    assert pension(wage + more) - pension(wage) <= 0.9 * share * more + CENT
