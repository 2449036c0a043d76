"""Benefits of households made by hand: who is tested with whom, what is booked, and who gets nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base_year.benefit_tables import load_benefits, load_indices
from sim.country import DATA
from sim.rules import budget
from sim.rules.household_benefits import enough_for, pay_household_benefits
from sim.rules.household_means import Pooled
from sim.rules.purse import Purses, gather
from sim.rules.social_insurance import AGES, N_KEYS, BenefitLevels, find_disabled, pay_social_insurance
from sim.state.benefits import NUMBER, Benefits
from sim.state.columns import CELLS, EMPLOYED, LARGEST_INCOME, OUTSIDE, TYPES, UNEMPLOYED
from sim.state.households import packed_children

from ..people import nobody

TABLES = load_benefits(DATA)
OTHERS = ("earned_credit_take_up", "food_take_up_age")
ALWAYS = {name: 1.0 for name in TABLES._fields if "take_up" in name and name not in OTHERS}
BENEFITS = TABLES._replace(
    **ALWAYS, earned_credit_take_up=np.ones(TABLES.earned_credit_most.size), disability_insured=1.0
)
"""Everybody takes up what they are entitled to."""
LEVELS = BenefitLevels(
    on=True, pension=np.ones(AGES), disability=1.0, food=1.0, child_credit=1.0,
    earned_credit=1.0, supplemental=1.0, health=1.0, tax_scale=1.0, employee_rate=0.0, property_price=0.0,
    property_rate=0, count_grants=True,
    enough=enough_for(BENEFITS), keys=np.arange(1, N_KEYS + 1).astype(np.uint64),
    disabled=np.full(CELLS, 0.6),
)  # fmt: skip
YEAR = 100.0 / 12.0  # cents a month for dollars a year
PAID = dict(zip(("food", "child", "earned", "supplemental"), budget.HOUSEHOLD_BENEFITS, strict=True))


def member(age=40, wage=0.0, status=None, other=0.0, children=(0, 0, 0), tax=0.0, deposits=0.0,
           grant=0.0, transfers=0.0):  # fmt: skip
    """Describe an adult by dollars a month."""
    if status is None:
        status = EMPLOYED if wage > 0.0 else OUTSIDE
    return {"age": age, "wage": wage, "status": status, "other": other, "children": children, "tax": tax,
            "deposits": deposits, "grant": grant, "transfers": transfers}  # fmt: skip


def settle(*households, benefits=BENEFITS, start=0, **levels):
    """Pay a block of households from row ``start`` on; return sums, untaxed income by row and the purses."""
    rows = [(back, one) for household in households for back, one in enumerate(household)]
    n = len(rows)
    persons = budget.persons_of_block(nobody(n), 0, n)
    reals = ("taxable", "claims", "wealth", "position", "propensity")
    fields = budget.Budgets._fields
    budgets = budget.Budgets(*(np.zeros(n, np.float64 if name in reals else np.int64) for name in fields))
    for k, (back, one) in enumerate(rows):
        persons.purse[k], persons.age[k], persons.status[k] = back, one["age"], one["status"]
        persons.wage[k], persons.deposits[k] = round(100 * one["wage"]), round(100 * one["deposits"])
        persons.children[k] = packed_children(*one["children"])
        budgets.earned[k] = round(100 * one["wage"]) if one["status"] == EMPLOYED else 0
        budgets.transfers[k] = round(100 * one["transfers"])
        budgets.gross[k] = budgets.earned[k] + budgets.transfers[k] + round(100 * one["other"])
        budgets.untaxed[k] = round(100 * one["grant"])
        budgets.income_tax[k] = round(100 * one["tax"])
    purses = Purses(*(np.zeros(n, np.int64) for _ in Purses._fields))
    pooled = Pooled(*(np.zeros(n, np.int64) for _ in Pooled._fields))
    sums = np.zeros(budget.N_SUMS, np.int64)
    gather(persons, purses)
    levels = LEVELS._replace(**levels)
    find_disabled(persons, pooled.disabled, pooled.listed, start, benefits, levels)
    pay_household_benefits(persons, budgets, purses, pooled, start, benefits, levels, sums)
    return sums, budgets.untaxed, purses


def raised(benefits, factor):
    """Return schedules with every amount of money raised by a factor."""
    both = zip(benefits, load_indices(DATA), strict=True)
    return Benefits(*(value * np.where(np.asarray(index) != NUMBER, factor, 1.0) for value, index in both))


def paid(*household, **settings):
    """Return dollars a month by programme of one household."""
    sums, _, _ = settle(household, **settings)
    return {name: sums[column] / 100.0 for name, column in PAID.items()}


def test_a_lone_parent_of_two_at_half_time_gets_what_the_law_says():
    found = paid(member(age=30, wage=1_500.0, children=(1, 1, 0)))
    assert found["earned"] == pytest.approx(0.4 * 18_000.0 / 12.0 if 18_000 < 18_290 else 0, abs=0.01)
    assert found["child"] == pytest.approx(0.15 * (18_000.0 - 2_500.0) / 12.0, abs=0.01)
    rest = 1_500.0 * 0.8 - 209.0
    net = rest - min(744.0, 900.0 - 0.5 * rest)
    assert found["food"] == pytest.approx(785.0 - 0.3 * net, abs=0.01)
    assert found["supplemental"] == 0.0


def test_the_test_is_of_the_income_of_all_who_share_the_purse():
    alone = paid(member(age=30))
    assert alone["food"] == 298.0
    earner = member(age=32, wage=6_000.0)
    assert paid(member(age=30), earner)["food"] == 0.0
    assert paid(earner, member(age=30))["food"] == 0.0
    # apart, the one without income is entitled
    sums, untaxed, _ = settle((member(age=30),), (earner,))
    assert sums[budget.FOOD] == 29_800
    assert untaxed.tolist() == [29_800, 0]


def test_partners_file_together_and_other_adults_alone():
    children = (0, 2, 0)
    lone = paid(member(age=40, wage=2_500.0, children=children))
    couple = paid(member(age=40, wage=2_500.0, children=children), member(age=38, wage=2_500.0))
    grandmother = paid(member(age=40, wage=2_500.0, children=children), member(age=66, wage=2_500.0))
    assert lone["earned"] == pytest.approx((7_316.0 - 0.2106 * (30_000.0 - 23_890.0)) / 12.0, abs=0.01)
    assert couple["earned"] == pytest.approx((7_316.0 - 0.2106 * (60_000.0 - 31_160.0)) / 12.0, abs=0.01)
    assert grandmother["earned"] == lone["earned"]  # she is too old to be a parent and earns too much


@pytest.mark.parametrize(("age", "status", "counts"), [
    (40, UNEMPLOYED, True), (40, OUTSIDE, False), (66, UNEMPLOYED, True), (68, UNEMPLOYED, False),
])  # fmt: skip
def test_benefits_of_the_unemployed_count_for_the_credits_and_pensions_do_not(age, status, counts):
    """Of either of two who file together; what counts falls on the way out of the credit."""
    parent = member(age=55, wage=2_600.0, children=(0, 1, 0))
    other = {"age": age, "status": status, "transfers": 900.0}
    certain = BENEFITS._replace(earned_credit_until_age=200.0)
    before = paid(parent, member(**other | {"transfers": 0.0}), benefits=certain)["earned"]
    found = paid(parent, member(**other), benefits=certain)["earned"]
    fall = BENEFITS.earned_credit_phase_out[1] * 900.0
    assert before > fall
    assert found == pytest.approx(before - (fall if counts else 0.0), abs=0.01)
    swapped = (member(**other | {"children": (0, 1, 0)}), member(age=55, wage=2_600.0))
    assert paid(*swapped, benefits=certain)["earned"] == pytest.approx(found, abs=0.01)


def test_income_from_capital_of_both_counts_towards_the_limit():
    limit = BENEFITS.earned_credit_capital_limit / 100.0
    for mine, partners in ((1.1, 0.0), (0.0, 1.1), (0.6, 0.6), (0.4, 0.4)):
        found = paid(
            member(age=40, wage=1_200.0, other=mine * limit, children=(1, 0, 0)),
            member(age=40, other=partners * limit),
        )
        assert (found["earned"] > 0.0) == (mine + partners < 1.0)


def test_the_young_with_a_row_of_their_own_count_as_children():
    parent = member(age=45, wage=2_000.0)
    assert paid(parent)["child"] == paid(parent, member(age=17))["child"] == 0.0
    assert paid(parent, member(age=16))["child"] > 0.0
    one_child = (4_427.0 - 0.1598 * (24_000.0 - 23_890.0)) / 12.0
    assert paid(parent, member(age=18))["earned"] == pytest.approx(one_child, abs=0.01)
    assert paid(parent, member(age=19))["earned"] == 0.0  # 24,000 dollars are too much without children


@pytest.mark.parametrize("child", [(1, 0, 0), (0, 1, 0), (0, 0, 1), "in a row"])
def test_one_child_of_any_age_makes_a_parent_of_any_income(child):
    """The first test of who may receive something looks at children, however much the parent earns."""
    parent = {"age": 40, "wage": 5_000.0, "tax": 400.0}
    household = (
        (member(**parent), member(age=16)) if child == "in a row" else (member(**parent, children=child),)
    )
    assert paid(*household)["child"] == pytest.approx(BENEFITS.child_credit / 100.0, abs=0.01)


@pytest.mark.parametrize("people", [1, 2, 3, 5])
def test_the_gross_limit_for_food_rises_with_everybody_in_the_household(people):
    line = (BENEFITS.guideline + BENEFITS.guideline_more * (people - 1)) * BENEFITS.food_gross_limit / 100.0
    others = [member(age=20) for _ in range(people - 1)]
    given = {
        "disabled": np.zeros(CELLS),
        "benefits": BENEFITS._replace(food_net_limit=9.0, food_income_share=0.0),
    }
    for income, receives in ((line - 1.0, True), (line + 1.0, False)):
        assert (paid(member(age=40, other=income), *others, **given)["food"] > 0.0) == receives


@pytest.mark.parametrize("people", [1, 2, 4])
def test_the_net_limit_for_food_is_of_income_less_deductions(people):
    free = dict.fromkeys(("food_shelter_cost", "food_earnings_deduction", "food_income_share"), 0.0)
    deduction = 0.0 * BENEFITS.food_deduction
    deduction[-1] = 10**6  # of the largest households, so that a first look lets all of them through
    tables = BENEFITS._replace(food_gross_limit=9.0, food_deduction=deduction, **free)
    line = (BENEFITS.guideline + BENEFITS.guideline_more * (people - 1)) * BENEFITS.food_net_limit / 100.0
    others = [member(age=20) for _ in range(people - 1)]
    for income, receives in ((line - 1.0, True), (line + 1.0, False)):
        found = paid(member(age=40, other=income), *others, benefits=tables, disabled=np.zeros(CELLS))
        assert (found["food"] > 0.0) == receives


def test_those_without_children_are_rewarded_between_two_ages_only():
    at_the_top = (12.0 * 800.0, 664.0)
    for age, due in ((24, 0.0), (25, at_the_top[1] / 12.0), (64, at_the_top[1] / 12.0), (65, 0.0)):
        assert paid(member(age=age, wage=800.0))["earned"] == pytest.approx(due, abs=0.01)


def test_capital_income_above_the_limit_ends_the_reward():
    one = {"age": 40, "wage": 1_200.0, "children": (1, 0, 0)}
    assert paid(member(**one, other=1_000.0))["earned"] > 0.0
    assert paid(member(**one, other=1_050.0))["earned"] == 0.0


def test_supplemental_income_fills_what_the_old_lack_and_counts_for_food():
    poor, most = member(age=70, status=OUTSIDE, other=520.0), BENEFITS.supplemental_assets_single / 100.0
    found = paid(poor)
    assert found["supplemental"] == pytest.approx(994.0 - 500.0, abs=0.01)
    rest = 520.0 + 494.0 - 209.0
    assert found["food"] == pytest.approx(298.0 - 0.3 * (rest - (900.0 - 0.5 * rest)), abs=0.01)
    assert paid(member(age=70, other=520.0, deposits=most + 1.0))["supplemental"] == 0.0
    healthy = np.zeros(CELLS)
    assert paid(member(age=64, other=520.0), disabled=healthy)["supplemental"] == 0.0
    couple = paid(member(age=70), member(age=68))
    assert couple["supplemental"] == 1_491.0
    younger = paid(member(age=70), member(age=60), disabled=healthy)
    assert younger["supplemental"] == 994.0


@pytest.mark.parametrize("income", ["other", "wage"])
def test_what_either_of_a_couple_has_lowers_what_both_are_paid_alike(income):
    means = {"age": 70, "status": EMPLOYED if income == "wage" else OUTSIDE, income: 600.0}
    first, second = paid(member(**means), member(age=70)), paid(member(age=70), member(**means))
    assert first["supplemental"] == second["supplemental"]
    # earnings count by half, above what is free
    counts = 580.0 if income == "other" else 0.5 * (600.0 - 20.0 - 65.0)
    assert first["supplemental"] == pytest.approx(1_491.0 - counts, abs=0.01)
    both = paid(member(age=70, other=300.0), member(age=70, other=300.0))
    assert both["supplemental"] == pytest.approx(1_491.0 - 580.0, abs=0.01)


def test_no_household_without_minors_receives_anything_above_the_income_that_is_enough():
    """Whichever benefit ends last: food, the credit for work, or support of a couple."""
    least = {
        "guideline": 0.0, "food_shelter_cost": 0.0, "food_deduction": 0.0 * BENEFITS.food_deduction,
        "earned_credit_plateau_joint": 0.0 * BENEFITS.earned_credit_plateau_joint,
        "earned_credit_most": 0.0 * BENEFITS.earned_credit_most, "supplemental_couple": 0.0,
        "supplemental_free": 0.0, "supplemental_earnings_free": 0.0,
    }  # fmt: skip
    food = least | {
        "guideline": 100.0, "food_shelter_cost": 30.0, "food_deduction": 0.0 * BENEFITS.food_deduction + 50.0,
    }  # fmt: skip
    kept = 1.0 - BENEFITS.food_earnings_deduction
    assert enough_for(BENEFITS._replace(**food)) == pytest.approx(180.0 / kept)
    support = least | {
        "supplemental_couple": 40.0,
        "supplemental_free": 5.0,
        "supplemental_earnings_free": 6.0,
    }
    part = BENEFITS.supplemental_earnings_share
    assert enough_for(BENEFITS._replace(**support)) == pytest.approx(40.0 / part + 11.0)


def test_deductions_of_any_size_are_thought_of_when_the_hungry_are_looked_for():
    """With a deduction of 1,000 dollars more, the net income of somebody old is far below the limit."""
    tables = BENEFITS._replace(food_deduction=BENEFITS.food_deduction + 100_000.0)
    one, rest = member(age=70, other=2_400.0), 2_400.0 - 209.0 - 1_000.0
    net = rest - min(744.0, 900.0 - 0.5 * rest)
    found = paid(one, benefits=tables, enough=enough_for(tables))["food"]
    assert found == pytest.approx(298.0 - 0.3 * net, abs=0.01)


def test_other_members_are_supported_whatever_the_assets_of_those_they_live_with():
    """Keeper and partner are tested by what the household has, an old parent or grown child is not."""
    rich = 2.0 * BENEFITS.supplemental_assets_couple / 100.0
    keeper, parent = member(age=45, wage=1_500.0, deposits=rich), member(age=70)
    assert paid(keeper, parent)["supplemental"] == 994.0
    assert paid(keeper, parent | {"other": 800.0})["supplemental"] == pytest.approx(214.0, abs=0.01)
    assert paid(member(age=70, deposits=rich), member(age=68))["supplemental"] == 0.0
    assert (
        paid(member(age=70, deposits=rich), member(age=68), member(age=35, wage=500.0))["supplemental"] == 0.0
    )


def test_credits_and_food_are_kept_apart_from_money_income():
    household = (member(age=40, wage=900.0, children=(1, 0, 0)), member(age=70))
    sums, untaxed, purses = settle(household)
    assert untaxed.sum() == sums[list(budget.HOUSEHOLD_BENEFITS)].sum()
    assert purses.credits.sum() == untaxed.sum() - sums[budget.SUPPLEMENTAL]
    assert sums[budget.FOOD_PERSONS] == 3


def test_what_policies_pay_counts_where_the_scenario_says_so():
    rest = 1_500.0 - 209.0
    counted = 298.0 - 0.3 * (rest - (900.0 - 0.5 * rest))
    for counts, expected in ((True, counted), (False, 298.0)):
        assert paid(member(age=30, grant=1_500.0), count_grants=counts)["food"] == pytest.approx(
            max(24.0, expected), abs=0.01
        )
        supported = paid(member(age=70, grant=500.0), count_grants=counts)["supplemental"]
        assert supported == pytest.approx(994.0 - 480.0 if counts else 994.0, abs=0.01)


def test_everything_follows_prices():
    """At twice the prices and twice the incomes twice as much is paid."""
    one = {"age": 30, "children": (1, 0, 1)}
    before = paid(member(**one, wage=1_600.0, tax=50.0))
    twice = raised(BENEFITS, 2.0)
    after = paid(member(**one, wage=3_200.0, tax=100.0), benefits=twice, enough=enough_for(twice))
    for name, amount in before.items():
        assert after[name] == pytest.approx(2.0 * amount, abs=0.02)  # two amounts cut to cents
    for name, column in (("food", "food"), ("child", "child_credit"), ("earned", "earned_credit")):
        half = paid(member(**one, wage=1_600.0, tax=50.0), **{column: 0.5})
        assert half[name] == pytest.approx(0.5 * before[name], abs=0.01)


members = st.lists(
    st.tuples(
        st.integers(16, 90), st.floats(0.0, 20_000.0), st.sampled_from([EMPLOYED, UNEMPLOYED, OUTSIDE]),
        st.floats(0.0, 5_000.0), st.floats(0.0, 20_000.0),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(members, st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)))
def test_nothing_is_negative_every_cent_is_booked_and_the_shortcut_skips_nobody(people, children):
    household = [
        member(age, wage, status, other, children if k == 0 else (0, 0, 0), deposits=deposits)
        for k, (age, wage, status, other, deposits) in enumerate(people)
    ]
    sums, untaxed, _ = settle(household)
    assert (untaxed >= 0).all()
    assert untaxed.sum() == sums[list(budget.HOUSEHOLD_BENEFITS)].sum()
    everybody, same, _ = settle(household, enough=1e15)
    np.testing.assert_array_equal(untaxed, same)
    np.testing.assert_array_equal(sums, everybody)


@pytest.mark.parametrize("prices", [1e5, 1e7, 1e12])
def test_what_a_household_receives_fits_its_column_at_any_prices(prices):
    dear = raised(BENEFITS, prices)
    parent = member(age=30, wage=min(1_500.0 * prices, 1e7), children=(1, 1, 1))
    for household in [(parent,), (member(age=70),), (member(age=70), member(age=80))]:
        sums, untaxed, purses = settle(household, benefits=dear, enough=enough_for(dear))
        assert 0 < untaxed.max() <= LARGEST_INCOME
        assert 0 <= purses.credits.max() <= LARGEST_INCOME
        assert untaxed.sum() == sums[list(budget.HOUSEHOLD_BENEFITS)].sum()


def test_a_part_takes_up_benefits_and_always_the_same_households():
    households = [(member(age=30),) for _ in range(2_000)]
    tables, healthy = BENEFITS._replace(food_take_up=0.7), np.zeros(CELLS)
    first, second = (settle(*households, benefits=tables, disabled=healthy)[1] for _ in range(2))
    np.testing.assert_array_equal(first, second)
    # five standard deviations of a share of 0.7 among 2,000
    assert (first > 0).mean() == pytest.approx(0.7, abs=5.0 * (0.7 * 0.3 / 2_000) ** 0.5)
    fewer = settle(*households, benefits=BENEFITS._replace(food_take_up=0.5), disabled=healthy)[1]
    assert ((fewer > 0) <= (first > 0)).all()  # who takes up at a lower rate does so at a higher one


def test_draws_are_those_of_a_persons_row_wherever_the_block_begins():
    names = [name for name in ALWAYS if name.startswith(("food", "child", "supplemental"))]
    half = np.full(TABLES.earned_credit_most.size, 0.5)
    tables = BENEFITS._replace(**dict.fromkeys(names, 0.5), earned_credit_take_up=half)
    kinds = (
        (member(age=30),), (member(age=70),), (member(age=30, wage=1_500.0, children=(1, 1, 0)),),
        (member(age=30, wage=800.0),),
        (member(age=40, wage=800.0), member(age=20, wage=700.0), member(age=71)),
    )  # fmt: skip
    households = kinds * 20
    rows = sum(map(len, households))
    for half_way in (len(kinds) * 8, len(kinds) * 13):
        before = sum(map(len, households[:half_way]))
        whole, part = (settle(*some, benefits=tables, start=first)[1] for some, first in (
            (households, 0), (households[half_way:], before)))  # fmt: skip
        np.testing.assert_array_equal(part, whole[before:])
        assert 0 < (part > 0).sum() < rows - before


def test_the_old_are_tested_by_net_income_alone_and_the_disabled_are_not():
    """What is earned just above the gross limit is, less its deduction, below the net one."""
    gross = BENEFITS.food_gross_limit * BENEFITS.guideline / 100.0 + 100.0
    one = {"wage": gross, "deposits": 0.0}
    old, young = int(BENEFITS.food_old_age) + 1, int(BENEFITS.food_old_age) - 1
    assert paid(member(age=old, **one))["food"] > 0.0
    assert paid(member(age=young, **one))["food"] == 0.0
    # somebody disabled is not old: both limits are of what the partner earns
    line = (BENEFITS.guideline + BENEFITS.guideline_more) / 100.0
    earner = member(age=39, wage=BENEFITS.food_gross_limit * line + 100.0)
    alone = {"supplemental_take_up": 0.0, "supplemental_take_up_old": 0.0}  # nothing else is paid
    certain, unable = BENEFITS._replace(disability_young=1.0, **alone), np.ones(CELLS)
    assert paid(member(age=40, status=OUTSIDE), earner, benefits=certain, disabled=unable)["food"] == 0.0
    assert paid(member(age=old, status=OUTSIDE), earner, benefits=certain, disabled=unable)["food"] > 0.0


@pytest.mark.parametrize("people", [7, 8, 9, 12])
def test_the_food_benefit_of_a_large_household_is_that_of_its_size(people):
    household = [member(age=40), *[member(age=20) for _ in range(people - 1)]]
    most = BENEFITS.food_most[people - 1] / 100.0
    assert paid(*household, disabled=np.zeros(CELLS))["food"] == pytest.approx(most)


COMPLETE = BENEFITS._replace(pension_career_spread=0.0)  # careers without gaps


def pensions(n, age, status, benefits=COMPLETE, wage=400_000, disabled=0.6):
    persons = budget.persons_of_block(nobody(n), 0, n)
    persons.age[:], persons.status[:], persons.wage[:], persons.cell[:] = age, status, wage, 0
    transfers = np.zeros(n, np.int64)
    fields = budget.Budgets._fields
    budgets = budget.Budgets(
        *(transfers if name == "transfers" else np.zeros(n, np.int64) for name in fields)
    )
    sums = np.zeros(budget.N_SUMS, np.int64)
    rows, unable = np.zeros((2, n), np.int32)
    levels = LEVELS._replace(disabled=np.full(CELLS, disabled))
    listed = find_disabled(persons, unable, rows, 0, benefits, levels)
    pay_social_insurance(rows[:listed], unable, persons, budgets, 0, benefits, levels, sums)
    assert transfers.sum() == sums[budget.TRANSFERS] == sums[budget.OLD_AGE] + sums[budget.DISABILITY]
    return transfers, sums


def test_careers_with_gaps_spread_pensions_evenly_around_the_same_mean_of_earnings():
    n, spread = 4_000, BENEFITS.pension_career_spread
    paid = np.sort(pensions(n, 70, OUTSIDE, BENEFITS)[0])
    share = BENEFITS.pension_career_share
    for part in (0.1, 0.25, 0.5, 0.75, 0.9):
        earnings = share * 4_000.0 * (1.0 + spread * (2.0 * part - 1.0))
        below = 0.9 * min(earnings, 1_286.0) + 0.32 * max(0.0, earnings - 1_286.0)
        due = 100.0 * max(below, BENEFITS.pension_floor / 100.0)
        # five standard deviations of a quantile of a uniform draw, in dollars at the steepest rate
        error = 5.0 * (part * (1.0 - part) / n) ** 0.5 * 2.0 * spread * share * 4_000.0 * 0.9
        assert paid[int(part * n)] / 100.0 == pytest.approx(due / 100.0, abs=error)


def test_pensions_are_paid_to_the_old_and_not_to_the_young():
    earnings = BENEFITS.pension_career_share * 4_000.0
    due = int(100 * (0.9 * 1_286.0 + 0.32 * (earnings - 1_286.0)))
    for age, status, expected in (
        (61, EMPLOYED, 0), (62, OUTSIDE, due), (62, EMPLOYED, 0), (66, UNEMPLOYED, 0), (67, EMPLOYED, due),
        (20, OUTSIDE, 0), (40, EMPLOYED, 0),
    ):  # fmt: skip
        transfers, _ = pensions(50, age, status, disabled=0.0)
        assert np.abs(transfers - expected).max() <= 1
    for age in (30, 45, 60):
        n = 4_000
        transfers, sums = pensions(n, age, OUTSIDE)
        young, begin = BENEFITS.disability_young, BENEFITS.disability_from_age
        share = 0.6 * (young + (1.0 - young) * (age - begin) / (BENEFITS.pension_from_age - begin))
        assert (transfers > 0).mean() == pytest.approx(share, abs=5.0 * (share * (1.0 - share) / n) ** 0.5)
        assert sums[budget.OLD_AGE] == 0
    young, old = (pensions(4_000, age, OUTSIDE)[0] > 0 for age in (40, 55))
    assert (young <= old).all()  # nobody recovers


def test_the_disabled_are_insured_as_such_until_the_full_age_and_follow_the_latent_type():
    """Below the full age of a pension an insured disabled person gets the benefit of the disabled."""
    early, disabled = (pensions(50, 64, OUTSIDE, disabled=share)[1] for share in (0.0, 1.0))
    assert early[budget.OLD_AGE] > 0 == early[budget.DISABILITY]
    assert disabled[budget.DISABILITY] > 0
    assert pensions(50, 67, OUTSIDE, disabled=1.0)[1][budget.DISABILITY] == 0
    uninsured = pensions(50, 64, OUTSIDE, COMPLETE._replace(disability_insured=0.0), disabled=1.0)[1]
    assert uninsured[budget.OLD_AGE] == early[budget.OLD_AGE]
    persons = budget.persons_of_block(nobody(2_000), 0, 2_000)
    persons.age[:], persons.status[:], persons.cell[:] = 61, OUTSIDE, 0
    persons.cell[::2] = 3
    levels = LEVELS._replace(disabled=np.where(np.arange(CELLS) % TYPES == 3, 0.9, 0.0))
    rows, unable = np.zeros((2, 2_000), np.int32)
    find_disabled(persons, unable, rows, 0, COMPLETE, levels)
    assert unable[1::2].sum() == 0
    assert unable[::2].mean() > 0.7
