"""The monthly budget of persons: incomes, taxes, consumption, one rule after the other on a block of persons.

Each rule is a short loop over few columns, which the compiler turns into vector instructions; all of them
together on one person at a time take three times as long.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import real, whole_part
from sim.kernels.draws import GOLDEN, place, uniform_at
from sim.kernels.row_rule import row_rule
from sim.rules.grants import Grants, grant_payment, is_eligible
from sim.state.columns import EMPLOYED, LARGEST_INCOME, OUTSIDE, Array

POINT = 20  # binary digits of the rates below
LINES = 8  # of a tax schedule, worked out at once: as many as the registers hold
KNOTS = 256  # of the table of the propensity to consume

# columns of the sums, in cents or persons
(
    WAGES, BENEFITS, TRANSFERS, BASIC_INCOME, GUARANTEES, DIVIDEND_EQUITY, DIVIDEND_PROPERTY,
    DIVIDEND_PROVIDER, CITIZENS, INTEREST, WAGE_TAX, CAPITAL_TAX, WEALTH_TAX, CONSUMPTION, DISPOSABLE,
    OUTSIDE_COUNT, RETRAINING_COUNT, ALLOWANCES, GUARANTEE_WAGES, GUARANTEE_COUNT, MORE_BENEFITS,
    TAXABLE_WEALTH,
) = range(22)  # fmt: skip
N_SUMS = 22


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
    capital_tax: float
    wealth_tax: float
    wealth_exemption: float
    measure_wealth: bool
    mean_income: float
    wealth_propensity: float
    citizens_dividend: int  # paid to every adult by the citizens' fund
    poverty_line: float


@row_rule
def earn(
    earned: Array, transfers: Array, status: Array, wage: Array, key: int, start: int, numbers: IncomeNumbers
) -> tuple[int, int, int]:
    """Write wages and transfers to those outside; return both sums and the number of persons outside.

    A draw decides once and for all who takes up benefits: the persons with a low number.
    """
    floor, rate, take_up = numbers.transfer_floor, numbers.transfer_rate, numbers.transfer_take_up
    wages = transferred = outsiders = np.int64(0)
    luck = place(key, start)
    for k in range(earned.size):
        last = np.int64(wage[k])
        outside = status[k] == OUTSIDE
        insurance = whole_part(rate * last) if uniform_at(luck) < take_up else np.int64(0)
        luck += GOLDEN
        received = floor + insurance if outside else np.int64(0)
        pay = last if status[k] == EMPLOYED else np.int64(0)
        earned[k] = pay
        transfers[k] = received
        wages += pay
        transferred += received
        outsiders += 1 if outside else 0
    return wages, transferred, outsiders


@row_rule
def list_jobless(rows: Array, status: Array) -> int:
    """List those in the labour force without a job, whose status is odd; return how many they are."""
    n = 0
    for k in range(status.size):
        rows[n] = k
        n += status[k] & 1
    return n


@row_rule
def tax_income(
    tax: Array, taxable: Array, earned: Array, transfers: Array, status: Array, slope: Array, offset: Array
) -> int:
    """Write taxable income and its tax by the schedule max_k (slope_k y - offset_k); return the sum.

    Half of social insurance benefits is taxable. The schedule has a multiple of ``LINES`` lines.
    """
    total = np.int64(0)
    for k in range(tax.size):
        income = real(earned[k] + transfers[k])
        income = 0.5 * income if status[k] == OUTSIDE else income
        taxable[k] = income
        due = 0.0
        for bracket in range(LINES):
            line = slope[bracket] * income - offset[bracket]
            due = line if line > due else due
        tax[k] = whole_part(due)
        total += tax[k]
    for first in range(LINES, slope.size, LINES):
        total += _tax_higher(tax, taxable, slope[first : first + LINES], offset[first : first + LINES])
    return total


@row_rule
def _tax_higher(tax: Array, taxable: Array, slope: Array, offset: Array) -> int:
    """Raise the tax to that of ``LINES`` more lines of the schedule, where it is higher; return the sum."""
    total = np.int64(0)
    for k in range(tax.size):
        due = 0.0
        for bracket in range(LINES):
            line = slope[bracket] * taxable[k] - offset[bracket]
            due = line if line > due else due
        more = max(np.int64(0), whole_part(due) - tax[k])
        tax[k] += more
        total += more
    return total


@row_rule
def tax_more(tax: Array, taxable: Array, threshold: float, rate: float) -> int:
    """Add a surcharge on income above a threshold; return the sum."""
    total = np.int64(0)
    for k in range(tax.size):
        extra = whole_part(rate * max(0.0, taxable[k] - threshold))
        tax[k] += extra
        total += extra
    return total


@row_rule
def earn_capital(
    gross: Array, tax: Array, earned: Array, transfers: Array, deposits: Array, equity: Array,
    property_: Array, provider_equity: Array, numbers: IncomeNumbers,
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Write income before taxes, interest and dividends included, and the tax on capital income.

    Returns the sums of interest, of the dividends of each claim, and of the tax.
    """
    rate = numbers.interest_rate / (1 << POINT)
    interest = first = second = third = taxes = np.int64(0)
    for k in range(gross.size):
        on_deposits = whole_part(real(deposits[k]) * rate)
        on_equity = (np.int64(equity[k]) * numbers.equity_rate) >> POINT
        on_property = (np.int64(property_[k]) * numbers.property_rate) >> POINT
        on_providers = (np.int64(provider_equity[k]) * numbers.provider_rate) >> POINT
        capital = on_deposits + on_equity + on_property + on_providers
        gross[k] = earned[k] + transfers[k] + capital
        tax[k] = whole_part(numbers.capital_tax * real(capital))
        interest += on_deposits
        first += on_equity
        second += on_property
        third += on_providers
        taxes += tax[k]
    return interest, first, second, third, taxes


@row_rule
def value(
    wealth: Array, deposits: Array, equity: Array, property_: Array, provider_equity: Array,
    numbers: IncomeNumbers,
) -> None:  # fmt: skip
    """Write the wealth of every person."""
    first, second, third = numbers.equity_price, numbers.property_price, numbers.provider_price
    for k in range(wealth.size):
        wealth[k] = real(deposits[k]) + (
            equity[k] * first + property_[k] * second + provider_equity[k] * third
        )


@row_rule
def tax_wealth(tax: Array, wealth: Array, deposits: Array, numbers: IncomeNumbers) -> tuple[int, int]:
    """Write the tax on wealth above the exemption, at most the deposits; return tax and taxable wealth."""
    paid = taxable = np.int64(0)
    for k in range(tax.size):
        above = max(0.0, wealth[k] - numbers.wealth_exemption)
        tax[k] = min(whole_part(numbers.wealth_tax * above), max(np.int64(0), deposits[k]))
        paid += tax[k]
        taxable += whole_part(above)
    return paid, taxable


@row_rule
def receive_grant(
    grant: int, grants: Grants, untaxed: Array, gross: Array, status: Array, wage: Array, start: int
) -> tuple[int, int]:
    """Add what a grant pays to income that is not taxed; return cents paid and persons reached."""
    total = persons = np.int64(0)
    for k in range(untaxed.size):
        if is_eligible(grant, grants, start + k, status[k], np.int64(wage[k])):
            paid = np.int64(grant_payment(grant, grants, gross[k]))
            untaxed[k] += paid
            total += paid
            persons += 1 if paid > 0 else 0
    return total, persons


@row_rule
def dispose(
    disposable: Array, place: Array, gross: Array, untaxed: Array, income_tax: Array, capital_tax: Array,
    mean_income: float,
) -> int:  # fmt: skip
    """Write income after taxes and its place in the table of propensities; return the sum."""
    total = np.int64(0)
    for k in range(disposable.size):
        rest = gross[k] + untaxed[k] - income_tax[k] - capital_tax[k]
        disposable[k] = rest
        total += rest
        income = max(real(rest), 0.0)
        place[k] = income / (income + mean_income) * KNOTS
    return total


@row_rule
def propensities(rate: Array, table: Array) -> None:
    """Turn places in the table over Yd / (Yd + mean) into propensities to consume."""
    for k in range(rate.size):
        knot = whole_part(rate[k])
        row = np.uint64(knot)  # not negative: saves the question whether it counts from the end
        left = table[row]
        rate[k] = left + (rate[k] - real(knot)) * (table[row + np.uint64(1)] - left)


@row_rule
def consume(
    consumption: Array, deposits: Array, income: Array, disposable: Array, wealth_tax: Array, rate: Array,
    wealth_propensity: float,
) -> int:  # fmt: skip
    """Spend out of income and deposits, at most all of it; return the sum."""
    total = np.int64(0)
    for k in range(consumption.size):
        cash = deposits[k] + disposable[k] - wealth_tax[k]
        wanted = whole_part(rate[k] * real(disposable[k]) + wealth_propensity * real(deposits[k]))
        spent = wanted if wanted < cash else cash
        spent = spent if spent > 0 else np.int64(0)
        consumption[k] = spent
        deposits[k] = cash - spent
        income[k] = np.int32(min(disposable[k], LARGEST_INCOME))
        total += spent
    return total


@row_rule
def base_benefit(wage: int, spell: int, u: float, numbers: IncomeNumbers) -> int:
    """Return the unemployment benefit that a person would receive without policies."""
    if spell < numbers.base_benefit_months and u < numbers.base_benefit_take_up:
        return min(int(numbers.base_replacement_rate * wage), numbers.base_benefit_ceiling)
    return 0
