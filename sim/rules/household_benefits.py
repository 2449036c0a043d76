"""Benefits to households in force without any policy: credits, food, support of the old and disabled.

A household is tested by the income of all who share its purse. The person who keeps it and the first other
adult of about the same age file together and are the parents of its children; every other adult files alone,
without children. Who takes a benefit up is drawn once and for all, by household. Schedules are those of the
base year: incomes are divided by the nominal trend, and what is paid is multiplied by it.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import uniform
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.rules.benefit_schedules import (
    child_tax_credit,
    disabled_share,
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
    POINT,
    SUPPLEMENTAL,
    Budgets,
    Persons,
)
from sim.rules.purse import Purses
from sim.rules.social_insurance import CREDITED, DISABLED, EARNING, FED, SUPPLEMENTED, BenefitLevels
from sim.state.benefits import Benefits
from sim.state.columns import OUTSIDE
from sim.state.households import number_of_children
from sim.units import Totals

PARTNERS_APART = 15
"""Years of age up to which two adults of a household are taken for partners."""
ADULT = 18
"""Age from which somebody may be a partner."""


class Pooled(NamedTuple):
    """What the households of a block have before benefits, in the row of the keeper."""

    income: Wholes  # before taxes, without that of property, cents
    young: Wholes  # members with a row of their own who may still be a child for the earned income credit
    last: Wholes  # row of the last member


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
def pay_household_benefits(
    persons: Persons, budgets: Budgets, purses: Purses, pooled: Pooled, start: int, benefits: Benefits,
    levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Add credits, food and income support to income that is not taxed, of the households of a block.

    Credits and food are no money that official poverty counts: they are added to ``purses.credits``, too.
    """
    keeper, adults, age, children = purses.keeper, purses.adults, persons.age, persons.children
    gross, income, young, last = budgets.gross, pooled.income, pooled.young, pooled.last
    below = benefits.earned_credit_below_age
    for k in range(gross.size):
        income[k], young[k] = 0, 0
    for k in range(gross.size):
        row = keeper[k]
        income[row] += gross[k] - _of_property(k, persons, levels)
        young[row] += 1 if age[k] < below else 0
        last[row] = k
    enough = levels.enough * levels.nominal
    for k in range(gross.size):
        if keeper[k] == k:
            small = to_real(income[k]) <= enough * to_real(adults[k])
            if small or children[k] != 0 or young[k] > 0:
                _pay_household(k, last[k], persons, budgets, purses, start, benefits, levels, sums)


@row_rule
def _pay_household(
    keeper: int, last: int, persons: Persons, budgets: Budgets, purses: Purses, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay a household what it is entitled to and takes up."""
    partner = _partner_of(keeper, last, persons, purses)
    supported = _support(keeper, partner, last, persons, budgets, purses, start, benefits, levels, sums)
    _feed(keeper, last, supported, persons, budgets, purses, start, benefits, levels, sums)
    _credit(keeper, partner, last, persons, budgets, purses, start, benefits, levels, sums)


@row_rule
def _partner_of(keeper: int, last: int, persons: Persons, purses: Purses) -> int:
    """Return the first other adult of about the age of who keeps the purse, -1 if there is none."""
    own = np.int64(persons.age[keeper])
    for k in range(keeper + 1, last + 1):
        years = np.int64(persons.age[k])
        if purses.keeper[k] == keeper and years >= ADULT and abs(years - own) <= PARTNERS_APART:
            return k
    return -1


@row_rule
def _needs_support(k: int, start: int, persons: Persons, benefits: Benefits, levels: BenefitLevels) -> bool:
    """Say whether somebody is old or disabled."""
    years = np.float64(persons.age[k])
    if years >= benefits.supplemental_from_age:
        return True
    years = min(years, benefits.pension_from_age - 1.0)  # no fewer between the age of a pension and this one
    share = disabled_share(
        years, benefits.disability_from_age, benefits.pension_from_age, benefits.disability_share
    )
    return persons.status[k] == OUTSIDE and share > 0.0 and uniform(levels.keys[DISABLED], start + k) < share


@row_rule
def _support(
    keeper: int, partner: int, last: int, persons: Persons, budgets: Budgets, purses: Purses, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> int:  # fmt: skip
    """Pay supplemental income to the old and disabled; return what the household receives, cents.

    Partners are tested together: by the rate of a couple, of which one alone receives at most that of a
    single person.
    """
    luck = uniform(levels.keys[SUPPLEMENTED], start + keeper)
    if luck >= max(benefits.supplemental_take_up, benefits.supplemental_take_up_old):
        return 0
    assets = to_real(persons.deposits[keeper]) + budgets.claims[keeper]
    assets -= persons.property[keeper] * levels.property_price
    couple = partner >= 0
    most = benefits.supplemental_assets_couple if couple else benefits.supplemental_assets_single
    if assets > most * levels.nominal:
        return 0
    single, both = benefits.supplemental_single, benefits.supplemental_couple
    to_base, total = 1.0 / levels.nominal, np.int64(0)
    for k in range(keeper, last + 1):
        if purses.keeper[k] != keeper or k == partner:
            continue
        earnings, other = to_real(budgets.earned[k]), _other_income(k, persons, budgets, levels)
        entitled = 1 if _needs_support(k, start, persons, benefits, levels) else 0
        rate, largest = single, single
        if k == keeper and couple:
            entitled += 1 if _needs_support(partner, start, persons, benefits, levels) else 0
            earnings += to_real(budgets.earned[partner])
            other += _other_income(partner, persons, budgets, levels)
            rate, largest = both, both if entitled == 2 else single
        old = persons.age[k] >= benefits.supplemental_from_age
        take_up = benefits.supplemental_take_up_old if old else benefits.supplemental_take_up
        if entitled == 0 or luck >= take_up:
            continue
        due = supplemental_income(
            rate, earnings * to_base, other * to_base, benefits.supplemental_free,
            benefits.supplemental_earnings_free, benefits.supplemental_earnings_share,
        )  # fmt: skip
        paid = whole_part(levels.supplemental * min(largest, due))
        budgets.untaxed[k] += paid
        total += paid
    sums[SUPPLEMENTAL] += total
    return total


@row_rule
def _of_property(k: int, persons: Persons, levels: BenefitLevels) -> int:
    """Return what a person's property earned, cents."""
    return (np.int64(persons.property[k]) * levels.property_rate) >> POINT


@row_rule
def _other_income(k: int, persons: Persons, budgets: Budgets, levels: BenefitLevels) -> float:
    """Return income before taxes beside earnings, cents."""
    grants = budgets.untaxed[k] if levels.count_grants else np.int64(0)
    return to_real(budgets.gross[k] - budgets.earned[k] - _of_property(k, persons, levels) + grants)


@row_rule
def _feed(
    keeper: int, last: int, supported: int, persons: Persons, budgets: Budgets, purses: Purses, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay the food benefit of a household by its size and the income of all its members."""
    earnings, income, oldest = 0.0, 0.0, np.int64(0)
    for k in range(keeper, last + 1):
        if purses.keeper[k] == keeper:
            earnings += to_real(budgets.earned[k])
            income += to_real(budgets.earned[k]) + _other_income(k, persons, budgets, levels)
            oldest = max(oldest, np.int64(persons.age[k]))
    if not levels.count_grants:
        income += to_real(supported)
    young = number_of_children(np.int64(persons.children[keeper]))
    size = purses.size[keeper]
    row = min(size, benefits.food_most.size) - 1
    to_base = 1.0 / levels.nominal
    earnings, income = earnings * to_base, income * to_base
    guideline = benefits.guideline + benefits.guideline_more * (size - 1)
    spared = oldest >= benefits.food_old_age
    if not spared and income > benefits.food_gross_limit * guideline:
        return
    limit = benefits.food_shelter_cost if spared else benefits.food_shelter_limit
    net = net_income_for_food(
        earnings, income, benefits.food_earnings_deduction, benefits.food_deduction[row],
        benefits.food_shelter_cost, benefits.food_shelter_share, limit,
    )  # fmt: skip
    if net > benefits.food_net_limit * guideline:
        return
    least = benefits.food_least if size <= 2 else 0.0
    take_up = benefits.food_take_up_old if oldest >= benefits.food_take_up_age else benefits.food_take_up
    take_up = benefits.food_take_up_children if young > 0 else take_up
    if uniform(levels.keys[FED], start + keeper) >= take_up:
        return
    due = food_benefit(net, benefits.food_most[row], benefits.food_income_share, least)
    paid = whole_part(levels.food * due)
    budgets.untaxed[keeper] += paid
    purses.credits[keeper] += paid
    sums[FOOD] += paid
    sums[FOOD_PERSONS] += size if paid > 0 else 0


@row_rule
def _taxed_income(
    k: int, persons: Persons, budgets: Budgets, full_age: float, levels: BenefitLevels
) -> tuple[float, float]:
    """Return income that counts for the credits, without pensions, and that from capital of it, cents."""
    pensioner = persons.status[k] == OUTSIDE or persons.age[k] >= full_age
    capital = budgets.gross[k] - budgets.earned[k] - budgets.transfers[k] - _of_property(k, persons, levels)
    income = budgets.earned[k] + capital + (np.int64(0) if pensioner else budgets.transfers[k])
    return to_real(income), to_real(capital)


@row_rule
def _credit(
    keeper: int, partner: int, last: int, persons: Persons, budgets: Budgets, purses: Purses, start: int,
    benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay the credits of the parents, and of every other adult as somebody without children."""
    young = number_of_children(np.int64(persons.children[keeper]))
    for_credit = for_earnings = young
    full_age = benefits.pension_full_age
    for k in range(keeper + 1, last + 1):
        if purses.keeper[k] != keeper or k == partner:
            continue
        years = np.float64(persons.age[k])
        for_credit += 1 if years < benefits.child_credit_below_age else 0
        if years < benefits.earned_credit_below_age:
            for_earnings += 1
        else:
            earnings = to_real(budgets.earned[k])
            income, capital = _taxed_income(k, persons, budgets, full_age, levels)
            _reward(
                k, 0, False, years, earnings, income, capital, budgets, purses, start, benefits, levels, sums
            )
    years, couple = np.float64(persons.age[keeper]), partner >= 0
    earnings = to_real(budgets.earned[keeper])
    income, capital = _taxed_income(keeper, persons, budgets, full_age, levels)
    tax = to_real(budgets.income_tax[keeper])
    if couple:
        earnings += to_real(budgets.earned[partner])
        more, of_capital = _taxed_income(partner, persons, budgets, full_age, levels)
        income += more
        capital += of_capital
        tax += to_real(budgets.income_tax[partner])
        # one of the two within the ages is enough
        other = np.float64(persons.age[partner])
        between = benefits.earned_credit_from_age <= other <= benefits.earned_credit_until_age
        years = other if between else years
    _reward(
        keeper, for_earnings, couple, years, earnings, income, capital, budgets, purses, start, benefits,
        levels, sums,
    )  # fmt: skip
    if for_credit == 0 or uniform(levels.keys[CREDITED], start + keeper) >= benefits.child_credit_take_up:
        return
    to_base = 1.0 / levels.nominal
    tax = (tax - levels.employee_rate * earnings) / max(1e-9, levels.tax_scale)
    due = child_tax_credit(
        for_credit, earnings * to_base, income * to_base, tax * to_base, benefits.child_credit,
        benefits.child_credit_refundable, benefits.child_credit_phase_in, benefits.child_credit_free,
        benefits.child_credit_limit_joint if couple else benefits.child_credit_limit_single,
        benefits.child_credit_phase_out,
    )  # fmt: skip
    paid = whole_part(levels.child_credit * due)
    budgets.untaxed[keeper] += paid
    purses.credits[keeper] += paid
    sums[CHILD_CREDIT] += paid


@row_rule
def _reward(
    row: int, children: int, couple: bool, years: float, earnings: float, income: float, capital: float,
    budgets: Budgets, purses: Purses, start: int, benefits: Benefits, levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Pay the earned income credit of a person or a couple with this many children."""
    to_base = 1.0 / levels.nominal
    if earnings <= 0.0 or capital * to_base > benefits.earned_credit_capital_limit:
        return
    between = benefits.earned_credit_from_age <= years <= benefits.earned_credit_until_age
    if children == 0 and not between:
        return
    most = benefits.earned_credit_most
    column = min(children, most.size - 1)
    if uniform(levels.keys[EARNING], start + row) >= benefits.earned_credit_take_up[column]:
        return
    plateaus = benefits.earned_credit_plateau_joint if couple else benefits.earned_credit_plateau_single
    due = earned_income_credit(
        earnings * to_base, income * to_base, benefits.earned_credit_phase_in[column], most[column],
        plateaus[column], benefits.earned_credit_phase_out[column],
    )  # fmt: skip
    paid = whole_part(levels.earned_credit * due)
    budgets.untaxed[row] += paid
    purses.credits[row] += paid
    sums[EARNED_CREDIT] += paid
