"""Benefits to households in force without any policy: credits, food, support of the old and disabled.

A household is tested by the income of all who share its purse. The person who keeps it and the first other
adult of about the same age file together and are the parents of its children; every other adult files alone,
without children. Who takes a benefit up is drawn once and for all, by household. Schedules are those in force
in the month, in its cents (phases.indices_in_force).
"""

import numpy as np
from numba import njit

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import uniform
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows
from sim.rules.benefit_schedules import (
    child_tax_credit,
    earned_income_credit,
    food_benefit,
    net_income_for_food,
    supplemental_income,
)
from sim.rules.budget import (
    CHILD_CREDIT,
    EARNED_CREDIT,
    FOOD,
    FOOD_PERSONS,
    SUPPLEMENTAL,
    Budgets,
    Persons,
)
from sim.rules.household_means import (
    AGED,
    BYTE,
    ELDERLY,
    UNKNOWN,
    Pooled,
    find_partners,
    list_claimants,
    list_households,
    may_be_partner,
    partner_of,
    pool_means,
)
from sim.rules.public_health import care_for
from sim.rules.purse import Purses
from sim.rules.social_insurance import CREDITED, EARNING, FED, SUPPLEMENTED, BenefitLevels
from sim.state.benefits import Benefits
from sim.state.columns import LARGEST_INCOME, OUTSIDE
from sim.state.households import number_of_children
from sim.units import Totals, Wages

__all__ = ["Pooled", "assess_means", "enough_for", "pay_as_assessed", "pay_household_benefits"]


def enough_for(benefits: Benefits) -> float:
    """Return an income for each adult above which a household without minors receives nothing."""
    food = benefits.food_deduction.max() + benefits.food_shelter_cost + benefits.guideline
    food /= 1.0 - benefits.food_earnings_deduction
    credit = benefits.earned_credit_plateau_joint[0]
    credit += benefits.earned_credit_most[0] / max(1e-9, benefits.earned_credit_phase_out[0])
    support = benefits.supplemental_couple / max(1e-9, benefits.supplemental_earnings_share)
    support += benefits.supplemental_free + benefits.supplemental_earnings_free
    return float(max(food, credit, support))


@row_rule
def assess_means(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int, benefits: Benefits,
    levels: BenefitLevels, credits_: Wages, support: Wages, sums: Totals,
) -> None:  # fmt: skip
    """Pay benefits by the means of this month, and keep what each person receives until the next test."""
    untaxed, before, kind = budgets.untaxed, pooled.before, purses.credits
    for k in range(untaxed.size):
        before[k] = untaxed[k]
    pay_household_benefits(persons, budgets, purses, pooled, start, benefits, levels, sums)
    care_for(purses, pooled, start, benefits, levels, sums)
    for k in range(untaxed.size):
        credits_[k] = np.int32(kind[k])
        support[k] = np.int32(untaxed[k] - before[k] - kind[k])


@row_rule
def pay_as_assessed(budgets: Budgets, purses: Purses, credits_: Wages, support: Wages) -> None:
    """Pay the benefits that the last test of means has found."""
    untaxed, kind = budgets.untaxed, purses.credits
    for k in range(untaxed.size):
        kind[k] = credits_[k]
        untaxed[k] += np.int64(credits_[k]) + np.int64(support[k])


@row_rule
def pay_household_benefits(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int, benefits: Benefits,
    levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Add credits, food and income support to income that is not taxed, of the households of a block.

    Credits and food are no money that official poverty counts: they are added to ``purses.credits``, too.
    """
    others = pool_means(persons, budgets, purses, pooled, benefits, levels)
    listed, hungry = list_households(persons, budgets, purses, pooled, benefits, levels)
    needy = find_partners(listed, persons, purses, pooled)
    needy = _find_the_poor(needy, persons, budgets, pooled, start, benefits, levels)
    _support(needy, persons, budgets, purses, pooled, start, benefits, levels, sums)
    _feed(hungry, persons, budgets, purses, pooled, start, benefits, levels, sums)
    _reward_others(others, persons, budgets, purses, pooled, start, benefits, levels, sums)
    parents, workers = list_claimants(listed, budgets, pooled, benefits)
    _credit(pooled.parents[:parents], True, persons, budgets, purses, pooled, start, benefits, levels, sums)
    _credit(pooled.workers[:workers], False, persons, budgets, purses, pooled, start, benefits, levels, sums)


@row_rule
def _find_the_poor(
    n: int, persons: Persons, budgets: Budgets, pooled: Pooled, start: int, benefits: Benefits,
    levels: BenefitLevels,
) -> int:  # fmt: skip
    """Keep of the needy those who may take support up; mark who has few assets, return how many they are.

    Others than the keeper and the partner are tested by what they have themselves, which is not known of
    those who share a purse, and taken to be little.
    """
    needy, partner, last, few = pooled.needy, pooled.partner, pooled.last, pooled.marks
    deposits, property_, claims = persons.deposits, persons.property, budgets.claims
    key, price = levels.keys[SUPPLEMENTED], levels.property_price
    single, couple = benefits.supplemental_assets_single, benefits.supplemental_assets_couple
    take_up = max(benefits.supplemental_take_up, benefits.supplemental_take_up_old)
    found = 0
    for i in range(n):
        row = np.int64(needy[i])
        k = np.uint64(row)
        assets = to_real(deposits[k]) + claims[k]
        assets -= property_[k] * price
        poor = assets <= (couple if partner[k] >= 0 else single)
        few[k] = np.int32(1 if poor else 0)
        others = np.int64(last[k]) > max(row, np.int64(partner[k]))
        found = append_if((poor | others) & (uniform(key, start + row) < take_up), needy, found, row)
    return found


@row_rule
def _support(
    n: int, persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay supplemental income to the old and disabled; of keeper and partner only where assets are few.

    Partners are tested together: by the rate of a couple, of which one alone receives at most that of a
    single person.
    """
    age, keeper, earned, untaxed = persons.age, purses.keeper, budgets.earned, budgets.untaxed
    own, disabled, count_grants = pooled.own, pooled.disabled, levels.count_grants
    single, both = benefits.supplemental_single, benefits.supplemental_couple
    old_age, of_old = benefits.supplemental_from_age, benefits.supplemental_take_up_old
    of_disabled, key = benefits.supplemental_take_up, levels.keys[SUPPLEMENTED]
    free, from_earnings = benefits.supplemental_free, benefits.supplemental_earnings_free
    part, level, total = benefits.supplemental_earnings_share, levels.supplemental, np.int64(0)
    for i in range(n):
        row = np.int64(pooled.needy[i])
        partner, luck = np.int64(pooled.partner[row]), uniform(key, start + row)
        for k in range(row, np.int64(pooled.last[row]) + 1):
            if keeper[k] != row or k == partner or (k == row and pooled.marks[row] == 0):
                continue
            old = age[k] >= old_age
            entitled = 1 if old or disabled[k] > 0 else 0
            earnings, rate, largest = earned[k], single, single
            other = own[k] - earned[k] + (untaxed[k] if count_grants else np.int64(0))
            if k == row and partner >= 0:
                entitled += 1 if age[partner] >= old_age or disabled[partner] > 0 else 0
                earnings += earned[partner]
                other += own[partner] - earned[partner]
                other += untaxed[partner] if count_grants else np.int64(0)
                rate, largest = both, both if entitled == 2 else single
            if entitled == 0 or luck >= (of_old if old else of_disabled):
                continue
            due = supplemental_income(rate, to_real(earnings), to_real(other), free, from_earnings, part)
            paid = _paid(level * min(largest, due))
            untaxed[k] += paid
            pooled.supported[row] += paid
            total += paid
    sums[SUPPLEMENTAL] += total


@row_rule
def _feed(
    n: int, persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay the food benefit of households by their size and the income of all their members."""
    untaxed, credits_, counts = budgets.untaxed, purses.credits, pooled.counts
    key, count_grants = levels.keys[FED], levels.count_grants
    total = fed = np.int64(0)
    for i in range(n):
        row = np.int64(pooled.hungry[i])
        counted = pooled.income[row] + pooled.supported[row]
        counted += pooled.granted[row] if count_grants else np.int64(0)
        size, parents = np.int64(purses.size[row]), number_of_children(np.int64(persons.children[row])) > 0
        place = min(size - 1, np.int64(benefits.food_most.size - 1))
        earnings, income = to_real(pooled.earnings[row]), to_real(counted)
        guideline = benefits.guideline + benefits.guideline_more * (size - 1)
        spared = (counts[row] & (BYTE * ELDERLY)) > 0
        net = net_income_for_food(
            earnings, income, benefits.food_earnings_deduction, benefits.food_deduction[place],
            benefits.food_shelter_cost, benefits.food_shelter_share,
            benefits.food_shelter_cost if spared else benefits.food_shelter_limit,
        )  # fmt: skip
        take_up = benefits.food_take_up_old if counts[row] >= AGED else benefits.food_take_up
        take_up = benefits.food_take_up_children if parents else take_up
        poor = (spared | (income <= benefits.food_gross_limit * guideline)) & (
            net <= benefits.food_net_limit * guideline
        )
        least = benefits.food_least if size <= 2 else 0.0
        due = food_benefit(net, benefits.food_most[place], benefits.food_income_share, least)
        takes = poor & (uniform(key, start + row) < take_up)
        paid = _paid(levels.food * due) if takes else np.int64(0)
        untaxed[row] += paid
        credits_[row] += paid
        total += paid
        fed += size if paid > 0 else np.int64(0)
    sums[FOOD] += total
    sums[FOOD_PERSONS] += fed


@row_rule
def _reward_others(
    n: int, persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Count members who are children for the credits; reward the others but partners, without children."""
    total, full_age = np.int64(0), benefits.pension_full_age
    for i in range(n):
        k = np.int64(pooled.others[i])
        row, years = np.int64(purses.keeper[k]), np.float64(persons.age[k])
        partner = np.int64(pooled.partner[row])
        if partner == UNKNOWN and may_be_partner(k, row, persons.age):
            partner = k if k == row + 1 else partner_of(row, k, persons.age, purses.keeper)
        if partner == k:
            continue
        pooled.for_credit[row] += 1 if years < benefits.child_credit_below_age else 0
        if years < benefits.earned_credit_below_age:
            pooled.for_earnings[row] += 1
            continue
        earned = budgets.earned[k]
        capital, taxed = _taxed(
            pooled.own[k], earned, budgets.transfers[k], persons.status[k] == OUTSIDE or years >= full_age
        )
        paid = _reward(
            start + k, 0, False, years, to_real(earned), to_real(taxed), to_real(capital), benefits, levels
        )
        budgets.untaxed[k] += paid
        purses.credits[k] += paid
        total += paid
    sums[EARNED_CREDIT] += total


@row_rule
def _taxed(own: int, earned: int, transfers: int, pensioner: bool) -> tuple[int, int]:
    """Return income from capital, and income that counts for the credits, without pensions, cents."""
    capital = own - earned - transfers
    return capital, earned + capital + (np.int64(0) if pensioner else transfers)


@row_rule
def _credit(
    rows: Rows, parents: bool, persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay the credits of those who keep a purse, with the partner and children."""
    status, age, own = persons.status, persons.age, pooled.own
    earned, transfers, income_tax = budgets.earned, budgets.transfers, budgets.income_tax
    full_age, below, until = (
        benefits.pension_full_age, benefits.earned_credit_from_age, benefits.earned_credit_until_age,
    )  # fmt: skip
    tax_scale, key = max(1e-9, levels.tax_scale), levels.keys[CREDITED]
    for_children = for_work = np.int64(0)
    for i in range(rows.size):
        row = np.int64(rows[i])
        found = np.int64(pooled.partner[row])
        couple = found >= 0
        # no branch, chance decides who has a partner: else all that is theirs is taken 0 times
        two, partner = np.int64(couple), found if couple else row
        years, other = np.float64(age[row]), np.float64(age[partner])
        capital, taxed = _taxed(
            own[row], earned[row], transfers[row], (status[row] == OUTSIDE) | (years >= full_age)
        )
        of_capital, more = _taxed(
            own[partner], earned[partner], transfers[partner],
            (status[partner] == OUTSIDE) | (other >= full_age),
        )  # fmt: skip
        earnings = to_real(earned[row] + two * earned[partner])
        income = to_real(taxed + two * more)
        # one of the two within the ages is enough
        years = other if (below <= other) & (other <= until) else years
        reward = _reward(
            start + row, np.int64(pooled.for_earnings[row]), couple, years, earnings, income,
            to_real(capital + two * of_capital), benefits, levels,
        )  # fmt: skip
        credit = np.int64(0)
        if parents:
            children, tax = (
                np.int64(pooled.for_credit[row]),
                to_real(income_tax[row] + two * income_tax[partner]),
            )
            own_tax = (tax - levels.employee_rate * earnings) / tax_scale
            due = child_tax_credit(
                children, earnings, income, own_tax, benefits.child_credit,
                benefits.child_credit_refundable, benefits.child_credit_phase_in, benefits.child_credit_free,
                benefits.child_credit_limit_joint if couple else benefits.child_credit_limit_single,
                benefits.child_credit_phase_out,
            )  # fmt: skip
            claims = (children > 0) & (uniform(key, start + row) < benefits.child_credit_take_up)
            credit = _paid(levels.child_credit * due) if claims else np.int64(0)
        budgets.untaxed[row] += reward + credit
        purses.credits[row] += reward + credit
        for_work += reward
        for_children += credit
    sums[EARNED_CREDIT] += for_work
    sums[CHILD_CREDIT] += for_children


@njit(cache=True, inline="always")
def _paid(due: float) -> int:
    """Return what is due in whole cents, at most so much that three benefits of a person fit a column."""
    return whole_part(min(due, LARGEST_INCOME / 4.0))


@njit(cache=True, inline="always")
def _reward(
    person: int, children: int, couple: bool, years: float, earnings: float, income: float, capital: float,
    benefits: Benefits, levels: BenefitLevels,
) -> int:  # fmt: skip
    """Return the earned income credit of a person or a couple with this many children, cents."""
    between = (benefits.earned_credit_from_age <= years) & (years <= benefits.earned_credit_until_age)
    most = benefits.earned_credit_most
    column = min(children, most.size - 1)
    plateau = (
        benefits.earned_credit_plateau_joint[column]
        if couple
        else benefits.earned_credit_plateau_single[column]
    )
    due = earned_income_credit(
        earnings, income, benefits.earned_credit_phase_in[column], most[column], plateau,
        benefits.earned_credit_phase_out[column],
    )  # fmt: skip
    entitled = (earnings > 0.0) & (capital <= benefits.earned_credit_capital_limit)
    entitled = entitled & (between | (children > 0))
    takes = entitled & (uniform(levels.keys[EARNING], person) < benefits.earned_credit_take_up[column])
    return _paid(levels.earned_credit * due) if takes else np.int64(0)
