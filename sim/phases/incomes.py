"""Steps 7 and 8 for persons: wages, benefits, dividends, interest, taxes, then consumption; one pass.

Consumption is a1 Yd (mean / Yd)^zeta for incomes above the mean, plus a2 x deposits x exp(-chi x real-rate gap), at
most the cash at hand (MODEL, section 4). Wages are paid by the firms (phases.firm_accounts debits the same wage bills).
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from sim.kernels.bins import BINS, bin_of
from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.elementary import exp, power
from sim.kernels.sums import PERSON_CHUNK, n_chunks
from sim.parameters import Parameters
from sim.rules.grants import (
    Grants,
    Guarantee,
    grant_payment,
    grants_in_force,
    guarantee_in_force,
    is_eligible,
    takes_guaranteed_job,
)
from sim.state.accounts import BANK, CONSUMPTION_POT, EQUITY_POT, GOVERNMENT, PROPERTY_POT, PROVIDER_POT
from sim.state.columns import (
    EMPLOYED,
    LARGEST_INCOME,
    N_OCCUPATIONS,
    OUTSIDE,
    UNEMPLOYED,
    Array,
    State,
    Workers,
)
from sim.state.levers import Levers, surcharge_table
from sim.state.structure import Structure

WRITES = (
    "workers.deposits",
    "workers.income",
    "macro.mean_income",
    "macro.claim_price",
    "macro.claim_dividend",
)
ENTITLED = purpose("incomes: entitled to social insurance")
POINT = 20  # binary digits of the rates below
LONGEST_SPELL = 64  # months of unemployment told apart
N_BRACKETS = 8  # of the income tax
KNOTS = 256  # of the table of the propensity to consume
PROVIDERS = 2  # row of provider equity among the claims
CLAIM_MEMORY = 0.96  # weight of the past in the smoothed dividend that prices a claim

GROUPS = (
    64  # parts of the population whose sums are kept apart: whole numbers, so their order does not matter
)

(
    WAGES, BENEFITS, TRANSFERS, BASIC_INCOME, GUARANTEES, DIVIDEND_EQUITY, DIVIDEND_PROPERTY, DIVIDEND_PROVIDER,
    CITIZENS, INTEREST, WAGE_TAX, CAPITAL_TAX, WEALTH_TAX, CONSUMPTION, DISPOSABLE, OUTSIDE_COUNT, RETRAINING_COUNT,
    ALLOWANCES, GUARANTEE_WAGES, GUARANTEE_COUNT, MORE_BENEFITS, TAXABLE_WEALTH,
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


class Household(NamedTuple):
    """What all persons together received, paid and spent, in cents, and how many they are in each status."""

    sums: Array  # int64 (N_SUMS,)
    unemployed: Array  # int64 (22,): by occupation
    employed: Array  # int64 (22,)
    distribution: Distribution
    grants: Array  # int64 (k, 2): cents paid and persons reached by each grant
    surcharges: Array  # int64 (k,): cents of each surcharge, part of the wage tax


def receive_and_spend(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    seed: int,
    month: int,
    *,
    record: bool,
) -> Household:
    """Pay every person's incomes, collect their taxes and put their orders into the consumption pot."""
    nominal = trend(parameters, month)
    public = public_trend(state, parameters, month)
    shock = exp(float(state.macro.demand_shock[0]))
    households = parameters.households
    numbers = income_numbers(state, parameters, levers, public, shock, month)
    propensity = propensity_table(
        float(households.propensity_to_consume) * shock, float(households.income_curvature)
    )
    slope, offset = tax_lines(structure.tax_floor * nominal, structure.tax_rate * levers.wage_tax_scale)
    grants, surcharges = grants_in_force(levers, seed), surcharge_table(levers.surcharges)
    chunks = n_chunks(state.workers.team.size, PERSON_CHUNK)
    groups = min(chunks, GROUPS)
    sums = np.zeros((groups, N_SUMS), np.int64)
    unemployed = np.zeros((groups, N_OCCUPATIONS), np.int64)
    employed = np.zeros((groups, N_OCCUPATIONS), np.int64)
    granted = np.zeros((groups, grants.amount.size, 2), np.int64)
    surcharged = np.zeros((groups, surcharges.shape[0]), np.int64)
    size = (groups, BINS) if record else (groups, 1)
    bins = Distribution(
        np.zeros((*size, 7), np.int64), np.zeros((*size, 2), np.int64), np.zeros((*size, 4), np.int64),
        np.zeros((*size, 2), np.int64), np.zeros((groups, 2), np.int64), np.zeros((groups, LONGEST_SPELL), np.int64),
    )  # fmt: skip
    _receive_and_spend(
        state.workers,
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
        grants,
        guarantee_in_force(parameters, levers, seed),
        granted,
        surcharges,
        surcharged,
    )
    total = sums.sum(axis=0)
    _book(state, total)
    _price_claims(state, parameters, total)
    state.macro.mean_income[0] = total[DISPOSABLE] / state.workers.team.size
    distribution = Distribution(*(part.sum(axis=0) for part in bins))
    return Household(
        total,
        unemployed.sum(axis=0),
        employed.sum(axis=0),
        distribution,
        granted.sum(axis=0),
        surcharged.sum(axis=0),
    )


def trend(parameters: Parameters, month: int) -> float:
    """Return the nominal trend relative to the base year: trend inflation and productivity growth."""
    wages = parameters.wages
    growth = (1.0 + wages.trend_inflation) * (1.0 + wages.productivity_growth)
    return float(power(growth, (month + parameters.run.burn_in_months) / 12.0))


def public_trend(state: State, parameters: Parameters, month: int) -> float:
    """Return the trend that purchases and transfers follow: nominal, in part corrected by how far prices left theirs.

    Without indexation a fall of prices raises real public spending without limit; with full indexation nothing would
    anchor the price level.
    """
    prices = power(1.0 + parameters.wages.trend_inflation, (month + parameters.run.burn_in_months) / 12.0)
    gap = power(float(state.macro.price_level[0]) / prices, float(parameters.government.indexation))
    return trend(parameters, month) * gap


def income_numbers(
    state: State, parameters: Parameters, levers: Levers, nominal: float, shock: float, month: int
) -> IncomeNumbers:
    """Turn the scenario, the levers and the pots into the rates of the month."""
    macro, accounts = state.macro, state.accounts
    households, government = parameters.households, parameters.government
    erosion = power(1.0 - government.safety_net_erosion, max(0, month) / 12.0)
    gap = float(macro.policy_rate[0] - macro.inflation[0]) - parameters.bank.neutral_real_rate
    citizens = int(levers.citizens_dividend * max(0, accounts[PROVIDER_POT]) / state.workers.team.size)
    owners = int(accounts[PROVIDER_POT]) - citizens * state.workers.team.size
    return IncomeNumbers(
        equity_rate=claim_rate(int(accounts[EQUITY_POT]), float(macro.claim_units[0])),
        property_rate=claim_rate(int(accounts[PROPERTY_POT]), float(macro.claim_units[1])),
        provider_rate=claim_rate(owners, float(macro.claim_units[2])),
        interest_rate=int(max(0.0, float(macro.policy_rate[0])) / 12.0 * (1 << POINT)),
        equity_price=float(macro.claim_price[0]),
        property_price=float(macro.claim_price[1]),
        provider_price=float(macro.claim_price[2]),
        replacement_rate=float(levers.replacement_rate * erosion),
        benefit_months=int(levers.benefit_months),
        benefit_take_up=float(levers.benefit_take_up),
        benefit_ceiling=int(levers.benefit_ceiling * nominal),
        transfer_floor=int(levers.transfers_scale * erosion * government.transfer_floor * 100.0 * nominal),
        transfer_rate=float(levers.transfers_scale * erosion * government.transfer_rate),
        transfer_take_up=float(government.transfer_take_up),
        base_replacement_rate=float(government.replacement_rate * erosion),
        base_benefit_months=int(government.benefit_months),
        base_benefit_take_up=float(government.benefit_take_up),
        base_benefit_ceiling=int(round(100.0 * government.benefit_ceiling) * nominal),
        more_benefits=bool(
            levers.replacement_rate != government.replacement_rate
            or levers.benefit_months != government.benefit_months
            or levers.benefit_take_up != government.benefit_take_up
            or levers.benefit_ceiling != round(100.0 * government.benefit_ceiling)
        ),
        training_allowance=int(levers.training_allowance),
        capital_tax=float(levers.capital_tax),
        wealth_tax=float(levers.wealth_tax / 12.0),
        wealth_exemption=float(levers.wealth_exemption),
        measure_wealth=bool(levers.measure_wealth or levers.wealth_tax > 0.0),
        mean_income=max(1.0, float(macro.mean_income[0])),
        wealth_propensity=float(
            households.wealth_propensity * exp(-households.rate_sensitivity * gap) * shock
        ),
        citizens_dividend=citizens,
        poverty_line=float(100.0 * government.poverty_line * macro.price_level[0]),
    )


def claim_rate(pot: int, units: float) -> int:
    """Return cents a unit as fixed point, so that floors over all owners never pay out more than the pot."""
    if pot <= 0 or units <= 0.0:
        return 0
    return max(0, int(pot / units * (1 << POINT) * (1.0 - 1e-12)))


def propensity_table(propensity: float, curvature: float) -> Array:
    """Tabulate a1 (mean / Yd)^zeta over Yd / (Yd + mean) in [0, 1]; constant below the mean (float64, KNOTS + 1)."""
    table = np.empty(KNOTS + 1)
    for knot in range(KNOTS + 1):
        share = knot / KNOTS
        above = share > 0.5
        table[knot] = propensity * (power((1.0 - share) / share, curvature) if above else 1.0)
    return table


def tax_lines(floor: Array, rate: Array) -> tuple[Array, Array]:
    """Return slopes and offsets whose upper envelope is the progressive schedule: tax = max_k slope_k y - offset_k."""
    offset = np.zeros(rate.size)
    for k in range(1, rate.size):
        offset[k] = offset[k - 1] + (rate[k] - rate[k - 1]) * floor[k]
    return rate.astype(np.float64), offset


@njit(cache=True, parallel=True)
def _receive_and_spend(
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
            group,
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
            granted,
            surcharges,
            surcharged,
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
    """Do one chunk of the rows."""
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
                    total[MORE_BENEFITS] += transfers - base_benefit(
                        wage, spell, uniform(entitled_key, worker), numbers
                    )
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
            surcharged[group, surcharge] += extra
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
                granted[group, grant, 0] += paid
                granted[group, grant, 1] += 1 if paid > 0 else 0
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


def _book(state: State, total: Array) -> None:
    """Book what persons received and paid on the other side; wages leave the firms in phases.firm_accounts."""
    accounts = state.accounts
    paid = total[BENEFITS] + total[TRANSFERS] + total[BASIC_INCOME] + total[GUARANTEES]
    paid += total[ALLOWANCES] + total[GUARANTEE_WAGES]
    accounts[GOVERNMENT] += total[WAGE_TAX] + total[CAPITAL_TAX] + total[WEALTH_TAX] - paid
    accounts[EQUITY_POT] -= total[DIVIDEND_EQUITY]
    accounts[PROPERTY_POT] -= total[DIVIDEND_PROPERTY]
    accounts[PROVIDER_POT] -= total[DIVIDEND_PROVIDER] + total[CITIZENS]
    accounts[BANK] -= total[INTEREST]
    accounts[CONSUMPTION_POT] += total[CONSUMPTION]


def _price_claims(state: State, parameters: Parameters, total: Array) -> None:
    """Price the claims at a multiple of smoothed yearly dividends."""
    macro = state.macro
    multiple = parameters.households.equity_multiple
    for claim, column in enumerate((DIVIDEND_EQUITY, DIVIDEND_PROPERTY, DIVIDEND_PROVIDER)):
        if claim == PROVIDERS and macro.claim_dividend[claim] == 0.0 and total[column] > 0:
            # the first dividends must not make the price jump: it stood for dividends before they were paid
            macro.claim_dividend[claim] = (
                macro.claim_price[claim] * macro.claim_units[claim] / (12.0 * multiple)
            )
        weight = CLAIM_MEMORY if macro.claim_dividend[claim] > 0.0 else 0.0
        macro.claim_dividend[claim] = weight * macro.claim_dividend[claim] + (1.0 - weight) * total[column]
        yearly = 12.0 * macro.claim_dividend[claim]
        if yearly > 0.0 and macro.claim_units[claim] > 0.0:
            macro.claim_price[claim] = multiple * yearly / macro.claim_units[claim]
