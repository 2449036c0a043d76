"""The monthly budget of persons: incomes, taxes, consumption, one rule after the other on a block of persons.

Each rule is a short loop over few columns, which the compiler turns into vector instructions; all of them
together on one person at a time take three times as long.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import GOLDEN, draw_position, uniform, uniform_at
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.rules.grants import Guarantee, guaranteed_pay, takes_guaranteed_job
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED, Workers
from sim.units import Amounts, Cents, Codes, Months, Totals, Units, Wages

POINT = 20  # binary digits of the rates below
KNOTS = 256  # of the table of the propensity to consume

# columns of the sums, in cents or persons
(
    WAGES, BENEFITS, TRANSFERS, BASIC_INCOME, GUARANTEES, DIVIDEND_EQUITY, DIVIDEND_PROPERTY,
    DIVIDEND_PROVIDER, CITIZENS, INTEREST, WAGE_TAX, CAPITAL_TAX, WEALTH_TAX, CONSUMPTION, DISPOSABLE,
    OUTSIDE_COUNT, RETRAINING_COUNT, ALLOWANCES, GUARANTEE_WAGES, GUARANTEE_COUNT, MORE_BENEFITS,
    TAXABLE_WEALTH, EMPLOYEE_CONTRIBUTIONS, HEALTH_CARE, PENSIONS, EQUIVALISED, PEOPLE,
    FOOD, CHILD_CREDIT, EARNED_CREDIT, SUPPLEMENTAL, OLD_AGE, DISABILITY, FOOD_PERSONS, PUBLIC_HEALTH,
) = range(35)  # fmt: skip
N_SUMS = 35
HOUSEHOLD_BENEFITS = (FOOD, CHILD_CREDIT, EARNED_CREDIT, SUPPLEMENTAL)
"""Columns of what the state pays to households; pensions (OLD_AGE, DISABILITY) are part of TRANSFERS."""
# rows of the counts of those without a job; the last are part of the second
LOOKING, GUARANTEED, AT_HAND = range(3)


class IncomeNumbers(NamedTuple):
    """Rates as fixed point integers (2**-POINT) or floats, amounts in cents a month."""

    equity_rate: int  # cents a unit, fixed point
    property_rate: int
    provider_rate: int
    interest_rate: int  # a month, fixed point
    equity_price: float  # cents a unit
    property_price: float
    provider_price: float
    replacement_rate: float
    benefit_months: int
    benefit_take_up: float
    benefit_ceiling: int
    transfer_floor: int  # paid to everyone outside the labour force
    transfer_rate: float  # share of the last wage paid on top to those entitled
    transfer_take_up: float
    base_replacement_rate: float  # the benefit as it is without policies
    base_benefit_months: int
    base_benefit_take_up: float
    base_benefit_ceiling: int
    more_benefits: bool  # whether a policy changes it
    training_allowance: int
    employee_rate: float  # contributions of the employed for social insurance, share of the wage
    health_rate: float  # contributions of employers to health insurance, as is the next to pensions
    pension_rate: float
    capital_tax: float
    wealth_tax: float
    wealth_exemption: float
    measure_wealth: bool
    mean_income: float
    wealth_propensity: float
    claims_propensity: float
    citizens_dividend: int  # paid to every adult by the citizens' fund
    poverty_line: float


class Persons(NamedTuple):
    """Columns of a block of persons."""

    status: Codes
    status_month: Months
    occupation: Codes
    wage: Wages
    deposits: Cents
    equity: Units
    property: Units
    provider_equity: Units
    income: Wages
    age: Codes  # years
    cell: Codes  # latent type and age group
    purse: Codes  # rows back to the person who keeps the purse of the household
    children: Codes  # at the purse, by band (state.households)
    place: Codes  # row of the state of the country
    home: Codes  # at the purse: TENANT, OWNER
    job_lost: Codes  # quarters of a year spent in the job last lost
    pay_lost: Codes  # part of the pay of that job that the next one does not pay
    hours: Codes  # of work over FULL_TIME; the last ones without a job


class Budgets(NamedTuple):
    """Amounts of a block of persons in a month, cents."""

    earned: Wholes
    transfers: Wholes
    untaxed: Wholes  # income that is not taxed
    gross: Wholes  # income before taxes
    taxable: Amounts  # of wages and transfers
    income_tax: Wholes
    capital_tax: Wholes
    claims: Amounts  # value of equity and property
    wealth: Amounts
    wealth_tax: Wholes
    disposable: Wholes
    position: Amounts  # in the table of propensities
    propensity: Amounts  # to consume
    consumption: Wholes
    jobless: Wholes  # list of those in the labour force without a job, in the block


@njit(cache=True, inline="always")
def persons_of_block(workers: Workers, start: int, end: int) -> Persons:
    """Return the columns of the persons from ``start`` to ``end``."""
    return Persons(
        workers.status[start:end], workers.status_month[start:end], workers.occupation[start:end],
        workers.wage[start:end], workers.deposits[start:end], workers.equity[start:end],
        workers.property[start:end], workers.provider_equity[start:end], workers.income[start:end],
        workers.age[start:end], workers.cell[start:end], workers.purse[start:end],
        workers.children[start:end],
        workers.place[start:end], workers.home[start:end], workers.job_lost[start:end],
        workers.pay_lost[start:end], workers.hours[start:end],
    )  # fmt: skip


@row_rule
def earn(
    persons: Persons, budgets: Budgets, start: int, key: int, numbers: IncomeNumbers, sums: Totals
) -> None:
    """Write wages, and transfers to those outside the labour force.

    A draw decides once and for all who takes up benefits: the persons with a low number.
    """
    status, wage, earned, transfers = persons.status, persons.wage, budgets.earned, budgets.transfers
    floor, rate, take_up = numbers.transfer_floor, numbers.transfer_rate, numbers.transfer_take_up
    wages = transferred = outsiders = np.int64(0)
    position = draw_position(key, start)
    if floor == 0 and rate == 0.0:  # nothing is transferred: no draw is needed
        for k in range(earned.size):
            pay = np.int64(wage[k]) if status[k] == EMPLOYED else np.int64(0)
            earned[k] = pay
            transfers[k] = 0
            wages += pay
            outsiders += 1 if status[k] == OUTSIDE else 0
        sums[WAGES] += wages
        sums[OUTSIDE_COUNT] += outsiders
        return
    for k in range(earned.size):
        last = np.int64(wage[k])
        outside = status[k] == OUTSIDE
        insurance = whole_part(rate * last) if uniform_at(position) < take_up else np.int64(0)
        position += GOLDEN
        received = floor + insurance if outside else np.int64(0)
        pay = last if status[k] == EMPLOYED else np.int64(0)
        earned[k] = pay
        transfers[k] = received
        wages += pay
        transferred += received
        outsiders += 1 if outside else 0
    sums[WAGES] += wages
    sums[TRANSFERS] += transferred
    sums[OUTSIDE_COUNT] += outsiders


@row_rule
def support_jobless(
    persons: Persons, budgets: Budgets, start: int, month: int, key: int, numbers: IncomeNumbers,
    guarantee: Guarantee, sums: Totals, jobless: Totals, durations: Totals,
) -> None:  # fmt: skip
    """Pay those without a job a guaranteed wage, unemployment insurance, or for retraining.

    Counts by occupation the unemployed, those in a guaranteed job and those of them whom their last pay would
    win back, and the first by months without work if ``durations`` is not empty.
    """
    status, status_month, wages, occupation = (
        persons.status,
        persons.status_month,
        persons.wage,
        persons.occupation,
    )
    hours, listed = persons.hours, 0
    for k in range(status.size):
        listed = append_if(status[k] & 1, budgets.jobless, listed, k)  # UNEMPLOYED and RETRAINING are odd
    for k in budgets.jobless[:listed]:
        worker, wage = start + k, np.int64(wages[k])
        benefit = np.int64(min(numbers.replacement_rate * wage, float(numbers.benefit_ceiling)))
        if status[k] != UNEMPLOYED:
            budgets.transfers[k] = benefit + numbers.training_allowance
            sums[ALLOWANCES] += budgets.transfers[k]
            sums[RETRAINING_COUNT] += 1
            continue
        spell = month - status_month[k]
        if takes_guaranteed_job(worker, wage, hours[k], spell, guarantee):
            pay = guaranteed_pay(hours[k], guarantee)
            budgets.earned[k] = pay
            jobless[GUARANTEED, occupation[k]] += 1
            jobless[AT_HAND, occupation[k]] += wage >= pay
            sums[WAGES] += pay
            sums[GUARANTEE_WAGES] += pay
            sums[GUARANTEE_COUNT] += 1
            continue
        jobless[LOOKING, occupation[k]] += 1
        if durations.size > 0:
            durations[min(spell, durations.size - 1)] += 1
        luck = uniform(key, worker)
        # no branch: a processor mispredicts those that chance decides
        insured = (spell < numbers.benefit_months) & (luck < numbers.benefit_take_up)
        benefit = benefit if insured else np.int64(0)
        budgets.transfers[k] = benefit
        sums[BENEFITS] += benefit
        if numbers.more_benefits:
            sums[MORE_BENEFITS] += benefit - base_benefit(wage, spell, luck, numbers)


@row_rule
def earn_capital(persons: Persons, budgets: Budgets, numbers: IncomeNumbers, sums: Totals) -> None:
    """Write what claims are worth, income before taxes with interest and dividends, and the tax on these."""
    deposits, equity, property_ = persons.deposits, persons.equity, persons.property
    provider_equity, earned, transfers = persons.provider_equity, budgets.earned, budgets.transfers
    gross, tax, rate = budgets.gross, budgets.capital_tax, numbers.interest_rate / (1 << POINT)
    claims, of_equity = budgets.claims, numbers.equity_price
    of_property, of_providers = numbers.property_price, numbers.provider_price
    interest = first = second = third = taxes = np.int64(0)
    for k in range(gross.size):
        on_deposits = whole_part(to_real(deposits[k]) * rate)
        claims[k] = equity[k] * of_equity + property_[k] * of_property + provider_equity[k] * of_providers
        on_equity = (np.int64(equity[k]) * numbers.equity_rate) >> POINT
        on_property = (np.int64(property_[k]) * numbers.property_rate) >> POINT
        on_providers = (np.int64(provider_equity[k]) * numbers.provider_rate) >> POINT
        capital = on_deposits + on_equity + on_property + on_providers
        gross[k] = earned[k] + transfers[k] + capital
        tax[k] = whole_part(numbers.capital_tax * to_real(capital))
        interest += on_deposits
        first += on_equity
        second += on_property
        third += on_providers
        taxes += tax[k]
    sums[INTEREST] += interest
    sums[DIVIDEND_EQUITY] += first
    sums[DIVIDEND_PROPERTY] += second
    sums[DIVIDEND_PROVIDER] += third
    sums[CAPITAL_TAX] += taxes


@row_rule
def value(persons: Persons, budgets: Budgets) -> None:
    """Write the wealth of every person."""
    deposits, claims, wealth = persons.deposits, budgets.claims, budgets.wealth
    for k in range(wealth.size):
        wealth[k] = to_real(deposits[k]) + claims[k]


@row_rule
def tax_wealth(persons: Persons, budgets: Budgets, numbers: IncomeNumbers, sums: Totals) -> None:
    """Write the tax on wealth above the exemption, at most the deposits."""
    deposits, wealth, tax = persons.deposits, budgets.wealth, budgets.wealth_tax
    paid = taxable = np.int64(0)
    for k in range(tax.size):
        above = max(0.0, wealth[k] - numbers.wealth_exemption)
        tax[k] = min(whole_part(numbers.wealth_tax * above), max(np.int64(0), deposits[k]))
        paid += tax[k]
        taxable += whole_part(above)
    sums[WEALTH_TAX] += paid
    sums[TAXABLE_WEALTH] += taxable


@row_rule
def base_benefit(wage: int, spell: int, u: float, numbers: IncomeNumbers) -> int:
    """Return the unemployment benefit that a person would receive without policies."""
    if spell < numbers.base_benefit_months and u < numbers.base_benefit_take_up:
        return min(int(numbers.base_replacement_rate * wage), numbers.base_benefit_ceiling)
    return 0
