"""What the households of a block have before benefits, and lists of those that may receive any.

Nine households in ten receive a given benefit never. Short loops without branches therefore find those that
may, and the schedules (rules.household_benefits) are worked out for them alone. A loop may list a household
that then receives nothing, but passes over none that receives something.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows, Wholes
from sim.rules.budget import POINT, Budgets, Persons
from sim.rules.purse import Purses, members_in
from sim.rules.social_insurance import BenefitLevels, whole_years
from sim.state.benefits import Benefits
from sim.state.households import number_of_children
from sim.units import Codes

PARTNERS_APART = 15
"""Years of age up to which two adults of a household are taken for partners."""
ADULT = 18
"""Age from which somebody may be a partner."""
UNKNOWN, ALONE = -2, -1
"""In place of a partner: where nobody has looked, and where there is none."""
YOUNG, ELDERLY, ENTITLED, AGED = 1, 1 << 8, 1 << 16, 1 << 24
"""Marks of persons, and units of their counts: a byte each holds the widest household. A child for the earned
income credit; old for the food benefit; old or disabled; old for the take-up of food."""
BYTE = 255
LISTED, NEEDY, HUNGRY = 1, 2, 4
"""Bits of what a household may receive: a credit or support, support, food."""


class Pooled(NamedTuple):
    """Means of the households of a block, in the row of the keeper, and lists of households by their keepers.

    Money is in cents.
    """

    disabled: Rows  # of every person: 1 if outside the labour force for good
    own: Wholes  # of every person: income before taxes, without that of property
    income: Wholes  # of the household, as are the next five
    earnings: Wholes
    granted: Wholes  # what policies pay, where that counts as income
    supported: Wholes  # supplemental income
    before: Wholes  # of every person: income that is not taxed, before benefits
    counts: Rows  # of members by mark
    last: Rows  # row of the last member
    marks: Rows  # of every person; then what the household may receive
    partner: Rows  # row of the keeper's partner, or UNKNOWN, ALONE
    for_credit: Rows  # children for the child credit
    for_earnings: Rows  # children for the earned income credit
    others: Rows  # list: members who may receive a credit alone, or be a child for one
    listed: Rows  # list: households that may receive a credit or support
    needy: Rows  # list: those that may be supported
    hungry: Rows  # list: households that may receive the food benefit
    parents: Rows  # list: may receive credits for children
    workers: Rows  # list: may receive a credit without children


@row_rule
def pool_means(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, benefits: Benefits,
    levels: BenefitLevels,
) -> int:  # fmt: skip
    """Write the means of households; list the other members who may matter for credits, return how many."""
    age, property_, keeper, disabled = persons.age, persons.property, purses.keeper, pooled.disabled
    gross, earned, untaxed, rate = budgets.gross, budgets.earned, budgets.untaxed, levels.property_rate
    own, income, earnings, granted = pooled.own, pooled.income, pooled.earnings, pooled.granted
    marks, counts, last, others = pooled.marks, pooled.counts, pooled.last, pooled.others
    for k in range(gross.size):
        mine = gross[k] - ((np.int64(property_[k]) * rate) >> POINT)
        own[k] = mine
        income[k] = mine if keeper[k] == k else np.int64(0)
        earnings[k] = earned[k] if keeper[k] == k else np.int64(0)
    young, elderly = whole_years(benefits.earned_credit_below_age), whole_years(benefits.food_old_age)
    aged, old = whole_years(benefits.food_take_up_age), whole_years(benefits.supplemental_from_age)
    for k in range(gross.size):
        years = np.int32(age[k])
        mark = np.int32(YOUNG if years < young else 0)
        mark |= np.int32(ELDERLY if years >= elderly else 0)
        mark |= np.int32(AGED if years >= aged else 0)
        mark |= np.int32(ENTITLED if (years >= old) | (disabled[k] > 0) else 0)
        marks[k], last[k] = mark, k
        counts[k] = mark if keeper[k] == k else np.int32(0)
    minor = max(young, whole_years(benefits.child_credit_below_age))
    most = _end_of_reward(benefits, False)
    members, n = members_in(purses), 0
    for i in range(members.size):
        k = np.uint64(members[i])
        row = np.uint64(keeper[k])
        income[row] += own[k]
        earnings[row] += earned[k]
        counts[row] += marks[k]
        last[row] = k
        rewarded = (earned[k] > 0) & (to_real(earned[k]) < most)
        n = append_if(rewarded | (np.int32(age[k]) < minor), others, n, members[i])
    if levels.count_grants:
        for k in range(gross.size):
            granted[k] = untaxed[k] if keeper[k] == k else np.int64(0)
        for i in range(members.size):
            k = np.uint64(members[i])
            granted[np.uint64(keeper[k])] += untaxed[k]
    return n


@row_rule
def list_households(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, benefits: Benefits,
    levels: BenefitLevels,
) -> tuple[int, int]:  # fmt: skip
    """List the households that may receive a credit or support, and those that may receive food.

    Households are tested that have little income for each adult, or minors. What policies pay is left out:
    it can only raise the income that counts.
    """
    _find_out_what_for(persons, budgets, purses, pooled, benefits, levels)
    what, listed, hungry = pooled.needy, pooled.listed, pooled.hungry
    n = fed = 0
    for k in range(what.size):
        n = append_if((what[k] & LISTED) > 0, listed, n, k)
        fed = append_if((what[k] & HUNGRY) > 0, hungry, fed, k)
    return n, fed


@row_rule
def _find_out_what_for(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, benefits: Benefits,
    levels: BenefitLevels,
) -> None:  # fmt: skip
    """Write what households may receive, in vector instructions, where the list of the needy will be."""
    children, deposits, property_, claims = (
        persons.children,
        persons.deposits,
        persons.property,
        budgets.claims,
    )
    keeper, adults, size, earned = purses.keeper, purses.adults, purses.size, budgets.earned
    income, earnings, supported = pooled.income, pooled.earnings, pooled.supported
    counts, partner, what = pooled.counts, pooled.partner, pooled.needy
    enough, price = levels.enough, levels.property_price
    assets_limit = max(benefits.supplemental_assets_couple, benefits.supplemental_assets_single)
    alone, joint = _end_of_reward(benefits, False), _end_of_reward(benefits, True)
    guideline, more, from_earnings = (
        benefits.guideline,
        benefits.guideline_more,
        benefits.food_earnings_deduction,
    )
    gross_limit, net_limit = benefits.food_gross_limit, benefits.food_net_limit
    # net income is at least this much less than income and deductions of earnings; a cent for rounding
    deducted = benefits.food_shelter_cost + 1.0
    for k in range(benefits.food_deduction.size):
        deducted = max(deducted, benefits.food_deduction[k] + benefits.food_shelter_cost + 1.0)
    all_ = benefits.child_credit_below_age > benefits.earned_credit_below_age
    for k in range(keeper.size):
        small = to_real(income[k]) <= enough * np.float64(adults[k])
        minors = (children[k] != 0) | ((counts[k] & BYTE) > 0)
        assets = to_real(deposits[k]) + claims[k]
        assets -= property_[k] * price
        needy = ((counts[k] & (BYTE * ENTITLED)) > 0) & ((assets <= assets_limit) | (adults[k] > 1))
        works = (earnings[k] > 0) & (to_real(earned[k]) < (joint if adults[k] > 1 else alone))
        of_all, of_work = to_real(income[k]), to_real(earnings[k])
        line = guideline + more * (np.float64(size[k]) - 1.0)
        net = of_all - from_earnings * of_work - deducted
        spared = (counts[k] & (BYTE * ELDERLY)) > 0
        hungry = (net <= net_limit * line) & (spared | (of_all <= gross_limit * line))
        found = np.int32(LISTED if minors | needy | works | all_ else 0)
        found |= np.int32(NEEDY if needy else 0) | np.int32(HUNGRY if hungry else 0)
        tested = (keeper[k] == k) & (small | minors | ((adults[k] > 1) & (needy | works)))
        what[k] = found if tested else np.int32(0)
        partner[k] = np.int32(UNKNOWN)
        supported[k] = 0


@row_rule
def find_partners(n: int, persons: Persons, purses: Purses, pooled: Pooled) -> int:
    """Write the partner and the children of the households listed; list the needy, return how many."""
    age, children, keeper = persons.age, persons.children, purses.keeper
    listed, last, partner, what = pooled.listed, pooled.last, pooled.partner, pooled.needy
    for_credit, for_earnings = pooled.for_credit, pooled.for_earnings
    needy = 0
    for i in range(n):
        k = np.int64(listed[i])
        following = min(k + 1, np.int64(age.size - 1))
        beside = (following != k) & (keeper[following] == k) & may_be_partner(following, k, age)
        found = following if beside else np.int64(ALONE)
        if (not beside) & (last[k] > following):
            found = partner_of(k, np.int64(last[k]), age, keeper)
        partner[k] = found
        young = number_of_children(np.int64(children[k]))
        for_credit[k] = for_earnings[k] = young
        # written over what is known of households before this one
        needy = append_if((what[k] & NEEDY) > 0, what, needy, k)
    return needy


@row_rule
def partner_of(row: int, last: int, age: Codes, keeper: Rows) -> int:
    """Return the first other adult of about the age of who keeps the purse, ALONE if there is none."""
    for k in range(row + 1, last + 1):
        if keeper[k] == row and may_be_partner(k, row, age):
            return k
    return ALONE


@row_rule
def may_be_partner(k: int, row: int, age: Codes) -> bool:
    """Say whether a member is an adult of about the age of who keeps the purse."""
    return (age[k] >= ADULT) & (abs(np.int64(age[k]) - np.int64(age[row])) <= PARTNERS_APART)


@row_rule
def list_claimants(n: int, budgets: Budgets, pooled: Pooled, benefits: Benefits) -> tuple[int, int]:
    """List the households with children, and those without but with earnings that are rewarded."""
    earned, listed, partner = budgets.earned, pooled.listed, pooled.partner
    for_credit, for_earnings, parents, workers = (
        pooled.for_credit, pooled.for_earnings, pooled.parents, pooled.workers,
    )  # fmt: skip
    alone, joint = _end_of_reward(benefits, False), _end_of_reward(benefits, True)
    with_children = without = 0
    for i in range(n):
        k = np.int64(listed[i])
        other = np.int64(partner[k])
        couple = np.int64(other >= 0)
        # no branch: the keeper's own earnings stand in for those of nobody, times 0
        earnings = earned[np.uint64(k)] + couple * earned[np.uint64(max(other, k * (1 - couple)))]
        children = (for_credit[k] | for_earnings[k]) > 0
        rewarded = (earnings > 0) & (to_real(earnings) < (joint if couple > 0 else alone))
        with_children = append_if(children, parents, with_children, k)
        without = append_if(rewarded & (not children), workers, without, k)
    return with_children, without


@row_rule
def _end_of_reward(benefits: Benefits, joint: bool) -> float:
    """Return the earnings above which there is no credit without children, cents."""
    plateaus = benefits.earned_credit_plateau_joint if joint else benefits.earned_credit_plateau_single
    falls = benefits.earned_credit_most[0] / benefits.earned_credit_phase_out[0]
    return float(plateaus[0] + falls + 1.0)  # a cent more than rounding can take away
