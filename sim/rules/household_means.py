"""What the households of a block have before benefits, and lists of those that may receive any.

Nine households in ten receive a given benefit never. Short loops without branches therefore find those that
may, and the schedules (rules.household_benefits) are worked out for them alone. A loop may list a household
that then receives nothing, but passes over none that receives something.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real
from sim.kernels.draws import GOLDEN, draw_position, uniform_at
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows, Wholes
from sim.rules.benefit_schedules import disabled_share, net_income_for_food
from sim.rules.budget import POINT, Budgets, Persons
from sim.rules.purse import Purses
from sim.rules.social_insurance import DISABLED, BenefitLevels
from sim.state.benefits import Benefits
from sim.state.columns import OUTSIDE
from sim.state.households import number_of_children

PARTNERS_APART = 15
"""Years of age up to which two adults of a household are taken for partners."""
ADULT = 18
"""Age from which somebody may be a partner."""
NOT_LISTED, ALONE = -2, -1
"""In place of a partner: of households that receive nothing, and of a keeper without one."""
YOUNG, ELDERLY, ENTITLED = 1, 1 << 8, 1 << 16
"""Marks of persons, and units of their counts: a byte each holds the widest household. A child for the earned
income credit, old for the food benefit, old or disabled."""


class Pooled(NamedTuple):
    """Means of the households of a block, in the row of the keeper, and lists of households by their keepers.

    Money is in cents.
    """

    own: Wholes  # of every person: income before taxes, without that of property
    income: Wholes  # of the household, as are the next three
    earnings: Wholes
    supported: Wholes  # supplemental income
    counts: Rows  # of members by mark
    marks: Rows  # of every person
    last: Rows  # row of the last member
    partner: Rows  # row of the keeper's partner; NOT_LISTED, ALONE
    for_credit: Rows  # children for the child credit
    for_earnings: Rows  # children for the earned income credit
    listed: Rows  # list: households that may receive something
    needy: Rows  # list: may be supported
    hungry: Rows  # list: may receive the food benefit
    claimants: Rows  # list: may receive a credit
    others: Rows  # list: members who may receive a credit alone, or be a child for one


@row_rule
def pool_means(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int, benefits: Benefits,
    levels: BenefitLevels,
) -> int:  # fmt: skip
    """Write the means of households; list the other members who may matter for credits, return how many."""
    age, status, property_, keeper = persons.age, persons.status, persons.property, purses.keeper
    gross, earned, rate = budgets.gross, budgets.earned, levels.property_rate
    own, income, earnings, counts = pooled.own, pooled.income, pooled.earnings, pooled.counts
    marks, last, partner, others = pooled.marks, pooled.last, pooled.partner, pooled.others
    for k in range(gross.size):
        own[k] = gross[k] - ((np.int64(property_[k]) * rate) >> POINT)
        income[k] = earnings[k] = 0
    young, elderly, old = (
        benefits.earned_credit_below_age,
        benefits.food_old_age,
        benefits.supplemental_from_age,
    )
    begin, end, part = benefits.disability_from_age, benefits.pension_from_age, benefits.disability_share
    position = draw_position(levels.keys[DISABLED], start)
    for k in range(gross.size):
        years, luck = np.float64(age[k]), uniform_at(position)
        position += GOLDEN
        # no fewer disabled between the age of a pension and that of support
        disabled = (status[k] == OUTSIDE) & (luck < disabled_share(min(years, end - 1.0), begin, end, part))
        mark = YOUNG if years < young else 0
        mark |= ELDERLY if years >= elderly else 0
        mark |= ENTITLED if disabled | (years >= old) else 0
        marks[k], counts[k], partner[k] = mark, 0, NOT_LISTED
    minor = max(young, benefits.child_credit_below_age)
    most = _end_of(0, benefits, False) * levels.nominal
    n = 0
    for k in range(gross.size):
        row = np.uint64(keeper[k])
        income[row] += own[k]
        earnings[row] += earned[k]
        counts[row] += marks[k]
        last[row] = k
        rewarded = (earned[k] > 0) & (to_real(earned[k]) < most)
        n = append_if((row != np.uint64(k)) & (rewarded | (np.float64(age[k]) < minor)), others, n, k)
    return n


@row_rule
def list_households(
    persons: Persons, purses: Purses, pooled: Pooled, benefits: Benefits, levels: BenefitLevels
) -> int:
    """List the households with little income for each adult, or with minors; return how many they are."""
    children, keeper, adults = persons.children, purses.keeper, purses.adults
    income, counts, listed = pooled.income, pooled.counts, pooled.listed
    enough = levels.enough * levels.nominal
    n = 0
    for k in range(keeper.size):
        small = to_real(income[k]) <= enough * np.float64(adults[k])
        minors = (children[k] != 0) | ((counts[k] & (ELDERLY - 1)) > 0)
        n = append_if((keeper[k] == k) & (small | minors), listed, n, k)
    return n


@row_rule
def find_partners(n: int, persons: Persons, purses: Purses, pooled: Pooled) -> None:
    """Write the partner and the children of the households listed."""
    age, children, keeper = persons.age, persons.children, purses.keeper
    listed, last, partner, supported = pooled.listed, pooled.last, pooled.partner, pooled.supported
    for_credit, for_earnings = pooled.for_credit, pooled.for_earnings
    for i in range(n):
        k = np.int64(listed[i])
        following = min(k + 1, np.int64(age.size - 1))
        apart = abs(np.int64(age[following]) - np.int64(age[k]))
        beside = (following != k) & (keeper[following] == k)
        beside = beside & (age[following] >= ADULT) & (apart <= PARTNERS_APART)
        found = following if beside else np.int64(ALONE)
        if (not beside) & (last[k] > following):
            found = _partner_of(k, np.int64(last[k]), age, keeper)
        partner[k] = found
        young = number_of_children(np.int64(children[k]))
        for_credit[k] = for_earnings[k] = young
        supported[k] = 0


@row_rule
def _partner_of(row: int, last: int, age: Rows, keeper: Rows) -> int:
    """Return the first other adult of about the age of who keeps the purse, ALONE if there is none."""
    own = np.int64(age[row])
    for k in range(row + 1, last + 1):
        years = np.int64(age[k])
        if keeper[k] == row and years >= ADULT and abs(years - own) <= PARTNERS_APART:
            return k
    return ALONE


@row_rule
def list_hungry(n: int, purses: Purses, pooled: Pooled, benefits: Benefits, levels: BenefitLevels) -> int:
    """List the households with little income for their size: what policies pay can only raise it."""
    size, income, earnings, counts = purses.size, pooled.income, pooled.earnings, pooled.counts
    listed, hungry, deductions = pooled.listed, pooled.hungry, benefits.food_deduction
    guideline, more = benefits.guideline, benefits.guideline_more
    gross_limit, net_limit = benefits.food_gross_limit, benefits.food_net_limit
    from_earnings, cost = benefits.food_earnings_deduction, benefits.food_shelter_cost
    share, most = benefits.food_shelter_share, benefits.food_shelter_limit
    to_base, rows = 1.0 / levels.nominal, deductions.size - 1
    found = 0
    for i in range(n):
        k = np.uint64(listed[i])
        people = np.int64(size[k])
        line = guideline + more * (people - 1)
        spared = ((counts[k] // ELDERLY) & (ELDERLY - 1)) > 0
        of_all = to_real(income[k]) * to_base
        net = net_income_for_food(
            to_real(earnings[k]) * to_base, of_all, from_earnings, deductions[min(people - 1, rows)], cost,
            share, cost if spared else most,
        )  # fmt: skip
        poor = (spared | (of_all <= gross_limit * line)) & (net <= net_limit * line)
        found = append_if(poor, hungry, found, np.int64(k))
    return found


@row_rule
def list_claimants(
    n: int, budgets: Budgets, pooled: Pooled, benefits: Benefits, levels: BenefitLevels
) -> int:
    """List the households with children, or with earnings that the earned income credit rewards."""
    earned, listed, partner, claimants = budgets.earned, pooled.listed, pooled.partner, pooled.claimants
    for_credit, for_earnings = pooled.for_credit, pooled.for_earnings
    alone, joint = _end_of(0, benefits, False) * levels.nominal, _end_of(0, benefits, True) * levels.nominal
    found = 0
    for i in range(n):
        k = np.uint64(listed[i])
        other = np.int64(partner[k])
        couple = other >= 0
        more = earned[np.uint64(other if couple else np.int64(k))]
        earnings = earned[k] + (more if couple else np.int64(0))
        rewarded = (earnings > 0) & (to_real(earnings) < (joint if couple else alone))
        parents = (for_credit[k] > 0) | (for_earnings[k] > 0)
        found = append_if(rewarded | parents, claimants, found, np.int64(k))
    return found


@row_rule
def _end_of(column: int, benefits: Benefits, joint: bool) -> float:
    """Return the earnings above which there is no earned income credit, cents of the base year."""
    plateaus = benefits.earned_credit_plateau_joint if joint else benefits.earned_credit_plateau_single
    falls = benefits.earned_credit_most[column] / benefits.earned_credit_phase_out[column]
    return float(plateaus[column] + falls + 1.0)  # a cent more than rounding can take away
