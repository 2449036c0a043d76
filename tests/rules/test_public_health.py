"""Health care in kind, on households made by hand: who is insured, what is booked, where the limit lies."""

import numpy as np
import pytest

from sim.base_year.benefit_tables import load_benefits
from sim.country import DATA
from sim.rules import budget
from sim.rules.household_benefits import Pooled, enough_for
from sim.rules.public_health import care_for
from sim.rules.purse import OLD, Purses, gather
from sim.rules.social_insurance import AGES, N_KEYS, BenefitLevels
from sim.state.columns import CELLS
from sim.state.households import packed_children

from ..people import nobody

BENEFITS = load_benefits(DATA)._replace(health_take_up=1.0)
"""Everybody who is insured for want of income takes it up."""
LEVELS = BenefitLevels(
    on=True, pension=np.ones(AGES), disability=1.0, food=1.0, child_credit=1.0,
    earned_credit=1.0, supplemental=1.0, health=1.0, tax_scale=1.0, employee_rate=0.0, property_price=0.0,
    property_rate=0, count_grants=True,
    enough=enough_for(BENEFITS), keys=np.arange(1, N_KEYS + 1).astype(np.uint64),
    disabled=np.zeros(CELLS),
)  # fmt: skip
RICH = 100_000_000  # cents a month


def limit_of(size, benefits=BENEFITS):
    """Return the income below which a household is poor, cents a month."""
    return benefits.health_limit * (benefits.guideline + benefits.guideline_more * (size - 1))


def care(*households, benefits=BENEFITS, **levels):
    """Care for households (income, ages, children); return what each gets, at its keeper, and sums."""
    found, total, start = [], np.zeros(budget.N_SUMS, np.int64), 0
    for income, ages, *children in households:
        n = len(ages)
        persons = budget.persons_of_block(nobody(n), 0, n)
        purses = Purses(*(np.zeros(n, np.int64) for _ in Purses._fields))
        pooled = Pooled(*(np.zeros(n, np.int64) for _ in Pooled._fields))
        persons.purse[:], persons.age[:] = range(n), ages
        pooled.income[0] = income
        persons.children[0] = packed_children(*(children[0] if children else (0, 0, 0)))
        sums = np.zeros(budget.N_SUMS, np.int64)
        gather(persons, purses)
        care_for(purses, pooled, start, benefits, LEVELS._replace(**levels), sums)
        found += [sums[budget.PUBLIC_HEALTH]] + [0] * (n - 1)
        total += sums
        start += n
    return np.array(found), total


@pytest.mark.parametrize("income", [0, RICH])
def test_the_old_are_insured_whatever_their_income(income):
    of_old, of_poor = int(BENEFITS.health_old), int(BENEFITS.health_poor)
    found, _ = care((income, [OLD]), (income, [OLD - 1]), (income, [OLD - 1, OLD + 20]))
    younger = of_poor if income == 0 else 0
    assert found.tolist() == pytest.approx([of_old, younger, of_old + younger, 0], abs=1)  # cut to a cent


@pytest.mark.parametrize(
    ("ages", "children"), [([40], (0, 0, 0)), ([30, 31], (1, 1, 0)), ([40, 20], (0, 0, 3))]
)
def test_the_limit_of_the_poor_follows_the_people_of_the_household(ages, children):
    size = len(ages) + sum(children)
    limit = limit_of(size)
    below, above = (int(limit) - 1, ages, children), (int(limit) + 1, ages, children)
    found, _ = care(below, above)
    assert found[0] == pytest.approx(size * BENEFITS.health_poor, abs=1)
    assert found[len(ages)] == 0
    # a higher limit only lets more in
    raised = BENEFITS._replace(health_limit=2.0 * BENEFITS.health_limit)
    assert care(below, above, benefits=raised)[0][len(ages)] == found[0]


def test_every_cent_is_booked_as_paid_and_as_consumed():
    households = [(income, [age, 40], (0, 1, 0)) for income in (0, 150_000, RICH) for age in (30, 70)]
    found, sums = care(*households)
    assert found.sum() > 0
    assert sums[budget.PUBLIC_HEALTH] == sums[budget.CONSUMPTION] == found.sum()
    assert np.count_nonzero(sums) == 2


def test_care_follows_its_factor_and_the_limit_follows_prices():
    poor, old = (int(limit_of(1)) - 1, [40]), (RICH, [80])
    whole, half = care(poor, old)[0], care(poor, old, health=0.5)[0]
    assert half.tolist() == pytest.approx((0.5 * whole).tolist(), abs=1)
    assert (care(poor, old, health=0.0)[0] == 0).all()
    dearer = (2 * poor[0], [40])
    assert care(dearer)[0][0] == 0
    twice = BENEFITS._replace(guideline=2.0 * BENEFITS.guideline)
    assert care(dearer, benefits=twice)[0][0] == whole[0]


def test_a_part_of_the_poor_takes_it_up_and_all_of_the_old():
    n = 2_000
    benefits = BENEFITS._replace(health_take_up=0.7)
    found, _ = care(*((0, [30]) for _ in range(n)), benefits=benefits)
    # five standard deviations of a share of 0.7
    assert (found > 0).mean() == pytest.approx(0.7, abs=5.0 * (0.7 * 0.3 / n) ** 0.5)
    old, _ = care(*((0, [OLD]) for _ in range(n)), benefits=benefits)
    assert (old > 0).all()
