"""What the law pays households, the old and the disabled: amounts are cents a month."""

from typing import NamedTuple

from sim.state.columns import Array

FIXED, PRICES, WAGES, OUTPUT, NUMBER = range(5)
"""What an amount follows by law: nothing, consumer prices, average wages, output; or it is no money."""


class Benefits(NamedTuple):
    """Schedules by children (c, the last row for more) and persons (s, one is row 0).

    Of the base year as the tables have them, or in force in a month: every amount has followed its index.
    """

    child_credit: float  # a child
    child_credit_refundable: float  # of it, the most that is paid beyond the tax
    child_credit_phase_in: float  # of earnings above the next, what is paid beyond the tax
    child_credit_free: float
    child_credit_phase_out: float  # of income above the limit
    child_credit_limit_single: float
    child_credit_limit_joint: float
    child_credit_below_age: float  # of members who are no parents
    child_credit_take_up: float
    earned_credit_below_age: float  # as above
    earned_credit_from_age: float  # of people without children, as is the next
    earned_credit_until_age: float
    earned_credit_capital_limit: float  # capital income above which there is none
    food_income_share: float  # of net income, taken from the largest benefit
    food_earnings_deduction: float  # of earnings
    food_shelter_share: float  # of income after other deductions that does not count as shelter
    food_shelter_cost: float
    food_shelter_limit: float  # largest deduction, except of the old
    food_gross_limit: float  # of the guideline
    food_net_limit: float
    food_least: float  # of one or two persons
    food_old_age: float
    food_take_up_children: float
    food_take_up_old: float
    food_take_up: float
    food_take_up_age: float
    supplemental_single: float
    supplemental_couple: float
    supplemental_free: float  # of any income, as is the next of earnings
    supplemental_earnings_free: float
    supplemental_earnings_share: float  # of other earnings that counts
    supplemental_assets_single: float  # cents
    supplemental_assets_couple: float
    supplemental_from_age: float
    supplemental_take_up_old: float
    supplemental_take_up: float  # of the disabled
    pension_from_age: float  # outside the labour force
    pension_full_age: float  # whatever the status
    pension_career_share: float  # earnings of a career over the last wage
    pension_career_spread: float  # how far that is from its mean at most, share of it
    disability_career_share: float  # the same of the disabled
    pension_bend_1: float  # of earnings, where the rate falls from the first to the second
    pension_bend_2: float
    pension_rate_1: float
    pension_rate_2: float
    pension_rate_3: float
    pension_most_earnings: float  # that count
    pension_floor: float
    pension_years_paid: float  # mean years in payment
    disability_years_paid: float
    pension_take_up: float
    disability_from_age: float
    disability_young: float  # share at that age over that just below the age of a pension
    disability_share: float  # of those outside the labour force just below the age of a pension
    disability_insured: float  # of the disabled
    health_old: float  # care for a person of 65 and over
    health_poor: float  # for a member of a household with little income
    health_limit: float  # of the guideline, below which income is little
    health_take_up: float
    guideline: float  # of poverty, one person
    guideline_more: float  # every further person
    earned_credit_phase_in: Array  # float64 (c,): of earnings
    earned_credit_most: Array  # float64 (c,)
    earned_credit_plateau_single: Array  # float64 (c,): income above which it falls
    earned_credit_plateau_joint: Array  # float64 (c,)
    earned_credit_phase_out: Array  # float64 (c,): of income above that
    earned_credit_take_up: Array  # float64 (c,)
    food_most: Array  # float64 (s,)
    food_deduction: Array  # float64 (s,)
