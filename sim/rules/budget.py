"""The monthly budget of a person: incomes, taxes, consumption; and the pass that settles it for everybody."""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from sim.kernels.bins import bin_of
from sim.kernels.draws import purpose, stream, uniform
from sim.rules.grants import Grants, Guarantee, grant_payment, is_eligible, takes_guaranteed_job
from sim.state.columns import EMPLOYED, LARGEST_INCOME, OUTSIDE, UNEMPLOYED, Array, Workers

ENTITLED = purpose("incomes: entitled to social insurance")
POINT = 20  # binary digits of the rates below
LONGEST_SPELL = 64  # months of unemployment told apart
N_BRACKETS = 8  # of the income tax
KNOTS = 256  # of the table of the propensity to consume
GROUPS = 64  # parts of the population whose sums are kept apart: whole numbers, their order does not matter

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


class Distribution(NamedTuple):
    """Counts and sums by logarithmic bin (kernels.bins); empty in months that are not recorded."""

    by_disposable: (
        Array  # int64 (BINS, 7): persons; gross, disposable, taxes, transfers, consumption, wealth (cents)
    )
    by_gross: Array  # int64 (BINS, 2): persons; income before taxes
    by_wealth: Array  # int64 (BINS, 4): persons; wealth, units of equity, income before taxes
    by_wage: Array  # int64 (BINS, 2): employed persons; wage
    poor: Array  # int64 (2,): persons under the poverty line, cents missing
    durations: Array  # int64 (LONGEST_SPELL,): unemployed by months without a job


@njit(cache=True, parallel=True)
def receive_and_spend_all(
    workers: Workers,
    numbers: IncomeNumbers,
    propensity: Array,
    slope: Array,
    offset: Array,
    sums: Array,
    unemployed: Array,
    employed: Array,
    bins: Distribution,
    record: bool,
    seed: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
    granted: Array,
    surcharges: Array,
    surcharged: Array,
) -> None:
    """Pay and charge every person, group by group."""
    entitled_key = stream(seed, 0, ENTITLED)
    n_persons = workers.team.size
    groups = sums.shape[0]
    for group in prange(groups):
        _receive_group(
            np.int64(group),
            workers,
            numbers,
            propensity,
            slope,
            offset,
            sums,
            unemployed,
            employed,
            bins,
            record,
            seed,
            month,
            entitled_key,
            n_persons,
            groups,
            grants,
            guarantee,
            granted[group],
            surcharges,
            surcharged[group],
        )


@njit(cache=True)
def _receive_group(
    group: int,
    workers: Workers,
    numbers: IncomeNumbers,
    propensity: Array,
    slope: Array,
    offset: Array,
    sums: Array,
    unemployed: Array,
    employed: Array,
    bins: Distribution,
    record: bool,
    seed: int,
    month: int,
    entitled_key: int,
    n_persons: int,
    groups: int,
    grants: Grants,
    guarantee: Guarantee,
    granted: Array,
    surcharges: Array,
    surcharged: Array,
) -> None:
    """Settle the budgets of one group of persons."""
    total = np.zeros(N_SUMS, np.int64)
    jobless = np.zeros(unemployed.shape[1], np.int64)
    at_work = np.zeros(unemployed.shape[1], np.int64)
    # the sums that every person adds to stay in registers
    wages = np.int64(0)
    transferred = np.int64(0)
    outside = np.int64(0)
    equity_income = np.int64(0)
    property_income = np.int64(0)
    provider_income = np.int64(0)
    interest_income = np.int64(0)
    income_taxes = np.int64(0)
    capital_taxes = np.int64(0)
    consumed = np.int64(0)
    disposed = np.int64(0)
    for worker in range(n_persons * group // groups, n_persons * (group + 1) // groups):
        status = workers.status[worker]
        wage = np.int64(workers.wage[worker])
        deposits = workers.deposits[worker]
        earned = np.int64(0)
        transfers = np.int64(0)
        if status == EMPLOYED:
            earned = wage
            at_work[workers.occupation[worker]] += 1
            wages += earned
        elif status == OUTSIDE:
            transfers = numbers.transfer_floor
            if uniform(entitled_key, worker) < numbers.transfer_take_up:
                transfers += np.int64(numbers.transfer_rate * wage)
            transferred += transfers
            outside += 1
        elif status == UNEMPLOYED:
            spell = month - workers.since[worker]
            if guarantee.wage > 0 and takes_guaranteed_job(worker, wage, spell, guarantee):
                earned = np.int64(guarantee.wage)
                at_work[workers.occupation[worker]] += 1
                wages += earned
                total[GUARANTEE_WAGES] += earned
                total[GUARANTEE_COUNT] += 1
            else:
                jobless[workers.occupation[worker]] += 1
                if record:
                    bins.durations[group, min(spell, LONGEST_SPELL - 1)] += 1
                if spell < numbers.benefit_months and uniform(entitled_key, worker) < numbers.benefit_take_up:
                    transfers = min(np.int64(numbers.replacement_rate * wage), numbers.benefit_ceiling)
                    total[BENEFITS] += transfers
                if numbers.more_benefits:
                    total[MORE_BENEFITS] += transfers
                    total[MORE_BENEFITS] -= base_benefit(wage, spell, uniform(entitled_key, worker), numbers)
        else:
            transfers = min(np.int64(numbers.replacement_rate * wage), numbers.benefit_ceiling)
            transfers += numbers.training_allowance
            total[ALLOWANCES] += transfers
            total[RETRAINING_COUNT] += 1
        untaxed = np.int64(numbers.citizens_dividend)
        from_equity = (np.int64(workers.equity[worker]) * numbers.equity_rate) >> POINT
        from_property = (np.int64(workers.property[worker]) * numbers.property_rate) >> POINT
        from_provider = (np.int64(workers.provider_equity[worker]) * numbers.provider_rate) >> POINT
        interest = np.int64(deposits * (numbers.interest_rate / 1048576.0))
        capital = from_equity + from_property + from_provider + interest
        taxable = np.float64(earned + transfers)
        if status == OUTSIDE:
            taxable *= 0.5  # half of social insurance benefits is taxable
        due = 0.0
        for k in range(N_BRACKETS):
            due = max(due, slope[k] * taxable - offset[k])
        income_tax = np.int64(due)
        for surcharge in range(surcharges.shape[0]):
            extra = np.int64(surcharges[surcharge, 1] * max(0.0, taxable - surcharges[surcharge, 0]))
            surcharged[surcharge] += extra
            income_tax += extra
        capital_tax = np.int64(numbers.capital_tax * capital)
        wealth = np.float64(deposits)
        if record or numbers.measure_wealth:
            wealth += (
                workers.equity[worker] * numbers.equity_price
                + workers.property[worker] * numbers.property_price
                + workers.provider_equity[worker] * numbers.provider_price
            )
        wealth_tax = np.int64(0)
        if numbers.wealth_tax > 0.0 and wealth > numbers.wealth_exemption:
            wealth_tax = np.int64(numbers.wealth_tax * (wealth - numbers.wealth_exemption))
            wealth_tax = min(wealth_tax, max(np.int64(0), deposits))
            total[WEALTH_TAX] += wealth_tax
        if numbers.measure_wealth and wealth > numbers.wealth_exemption:
            total[TAXABLE_WEALTH] += np.int64(wealth - numbers.wealth_exemption)
        gross = earned + transfers + capital
        for grant in range(grants.amount.size):
            if is_eligible(grant, grants, worker, status, wage):
                paid = np.int64(grant_payment(grant, grants, gross))
                untaxed += paid
                granted[grant, 0] += paid
                granted[grant, 1] += 1 if paid > 0 else 0
                total[GUARANTEES if grants.taper[grant] > 0.0 else BASIC_INCOME] += paid
        disposable = gross + untaxed - income_tax - capital_tax
        share = disposable / (disposable + numbers.mean_income) if disposable > 0 else 0.0
        knot = int(share * KNOTS)
        part = share * KNOTS - knot
        rate = propensity[knot]
        if part > 0.0:
            rate += part * (propensity[knot + 1] - rate)
        cash = deposits + disposable - wealth_tax
        consumption = np.int64(rate * disposable + numbers.wealth_propensity * deposits)
        consumption = max(np.int64(0), min(consumption, cash))
        workers.deposits[worker] = cash - consumption
        workers.income[worker] = np.int32(min(disposable, LARGEST_INCOME))
        equity_income += from_equity
        property_income += from_property
        provider_income += from_provider
        interest_income += interest
        income_taxes += income_tax
        capital_taxes += capital_tax
        consumed += consumption
        disposed += disposable
        if record:
            record_person(
                group, bins, earned, gross, disposable, income_tax + capital_tax + wealth_tax,
                transfers + untaxed, consumption, wealth, np.int64(workers.equity[worker]),
                numbers.poverty_line,
            )  # fmt: skip
    persons = n_persons * (group + 1) // groups - n_persons * group // groups
    total[CITIZENS] = numbers.citizens_dividend * persons
    total[WAGES] = wages
    total[TRANSFERS] = transferred
    total[OUTSIDE_COUNT] = outside
    total[DIVIDEND_EQUITY] = equity_income
    total[DIVIDEND_PROPERTY] = property_income
    total[DIVIDEND_PROVIDER] = provider_income
    total[INTEREST] = interest_income
    total[WAGE_TAX] = income_taxes
    total[CAPITAL_TAX] = capital_taxes
    total[CONSUMPTION] = consumed
    total[DISPOSABLE] = disposed
    for k in range(N_SUMS):
        sums[group, k] = total[k]
    for occupation in range(jobless.size):
        unemployed[group, occupation] = jobless[occupation]
        employed[group, occupation] = at_work[occupation]


@njit(cache=True)
def base_benefit(wage: int, spell: int, u: float, numbers: IncomeNumbers) -> int:
    """Return the unemployment benefit that a person would receive without policies."""
    if spell < numbers.base_benefit_months and u < numbers.base_benefit_take_up:
        return min(int(numbers.base_replacement_rate * wage), numbers.base_benefit_ceiling)
    return 0


@njit(cache=True)
def record_person(
    group: int, bins: Distribution, earned: int, gross: int, disposable: int, taxes: int, received: int,
    consumption: int, wealth: float, equity: int, poverty_line: float,
) -> None:  # fmt: skip
    """Add a person to the distributions."""
    b = bin_of(np.float64(disposable))
    bins.by_disposable[group, b, 0] += 1
    bins.by_disposable[group, b, 1] += gross
    bins.by_disposable[group, b, 2] += disposable
    bins.by_disposable[group, b, 3] += taxes
    bins.by_disposable[group, b, 4] += received
    bins.by_disposable[group, b, 5] += consumption
    bins.by_disposable[group, b, 6] += np.int64(wealth)
    b = bin_of(np.float64(gross))
    bins.by_gross[group, b, 0] += 1
    bins.by_gross[group, b, 1] += gross
    b = bin_of(wealth)
    bins.by_wealth[group, b, 0] += 1
    bins.by_wealth[group, b, 1] += np.int64(wealth)
    bins.by_wealth[group, b, 2] += equity
    bins.by_wealth[group, b, 3] += gross
    if earned > 0:
        b = bin_of(np.float64(earned))
        bins.by_wage[group, b, 0] += 1
        bins.by_wage[group, b, 1] += earned
    if disposable < poverty_line:
        bins.poor[group, 0] += 1
        bins.poor[group, 1] += np.int64(poverty_line) - disposable
