"""Steps 7 and 8 for persons: wages, benefits, dividends, interest, taxes, then consumption; one pass.

Consumption is a1 Yd (mean / Yd)^zeta for incomes above the mean, plus a2 x deposits x exp(-chi x real-rate
gap), at most the cash at hand (docs/model.md, section 11). Wages are paid by the firms
(phases.firm_accounts debits the same wage bills).
"""

from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from sim.kernels.elementary import exp, powers
from sim.kernels.row_rule import entry_rule
from sim.kernels.sums import PERSON_CHUNK, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.benefits_in_force import benefit_levels, left_of_the_safety_net, months_between_tests
from sim.phases.budgets import BudgetsJob, settle_budgets
from sim.phases.homes_in_force import housing_in_force
from sim.phases.indices_in_force import Indices, indices_in_force, schedules_in_force
from sim.phases.lines_in_force import equivalence_scale, lines_in_force
from sim.phases.money import Money
from sim.rules import budget
from sim.rules.budget import KNOTS, N_SUMS, POINT, IncomeNumbers
from sim.rules.distribution import Distribution, empty_distributions
from sim.rules.grants import grants_in_force, guarantee_in_force
from sim.rules.household_distribution import Households, empty_households
from sim.rules.income_tax import LINES
from sim.state.accounts import (
    BANK,
    CENTRAL_BANK,
    CONSUMPTION_POT,
    EQUITY_POT,
    GOVERNMENT,
    PROPERTY_POT,
    PROVIDER_POT,
)
from sim.state.columns import PROVIDERS, Array, State, Teams
from sim.state.levers import Levers, bought_of_a_dollar, surcharge_table
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR, Cents, Codes, Totals

READS = (
    "workers.status", "workers.status_month", "workers.wage", "workers.occupation", "workers.deposits",
    "workers.equity", "workers.property", "workers.provider_equity", "workers.age", "workers.cell",
    "workers.purse", "workers.children", "workers.place", "workers.home", "workers.job_lost",
    "workers.pay_lost", "workers.hours", "workers.credits", "workers.support", "macro.granted",
    "teams.occupation", "teams.headcount", "macro.demand_shock", "macro.bond_rate", "macro.inflation",
    "macro.price_level", "macro.mean_income", "macro.claim_units", "macro.claim_price",
    "macro.claim_dividend", "macro.output_ratio", "macro.sector_price", "macro.occupation_wage",
    "macro.real_wages", "macro.base_gdp", "accounts.equity_pot", "accounts.property_pot",
    "accounts.provider_pot", "macro.real_rate",
)  # fmt: skip
WRITES = (
    "workers.deposits", "workers.income", "workers.credits", "workers.support", "macro.granted",
    "macro.mean_income", "macro.claim_price", "macro.claim_dividend", "accounts.government",
    "accounts.bank", "accounts.equity_pot", "accounts.property_pot", "accounts.provider_pot",
    "accounts.consumption_pot", "accounts.central_bank",
)  # fmt: skip
GROUPS_A_THREAD = 4  # parts of the population whose sums are kept apart
TAXES = [budget.WAGE_TAX, budget.EMPLOYEE_CONTRIBUTIONS, budget.CAPITAL_TAX, budget.WEALTH_TAX]
PAID_BY_THE_STATE = [
    budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES,
    budget.GUARANTEE_WAGES, *budget.HOUSEHOLD_BENEFITS, budget.PUBLIC_HEALTH,
]  # fmt: skip
DIVIDENDS = (budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER)  # by claim
ANSWER_OF_CLAIMS = 0.5  # of spending out of claims to the real rate, over that of spending out of money
MOST_UNITS = 2.0**32  # that a person can hold of a claim
CLAIM_MEMORY = 0.96  # weight of the past in the smoothed dividend that prices a claim


class Household(NamedTuple):
    """What all persons together received, paid and spent, in cents, and how many they are in each status."""

    sums: Totals  # (N_SUMS,): columns of rules.budget
    unemployed: Totals  # (o,): by occupation
    employed: Totals  # (o,): by occupation, those in a guaranteed job with them
    guaranteed: Totals  # (o,): in a guaranteed job
    at_hand: Totals  # (o,): of the unemployed and these, whom firms win at the pay that they last had
    distribution: Distribution
    grants: Totals  # (k, 2): cents paid and persons reached by each grant
    surcharges: Cents  # (k,): cents of each surcharge, part of the wage tax
    consumption: Cents  # (n,): of every person, of households at the keeper; (0,) where nobody asked
    households: Households  # empty where nobody lives in one, or none are recorded
    poor: Codes  # (n,): 1 in a poor household, 2 by the supplemental measure, 3 by both; (0,) likewise


def receive_and_spend(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    money: Money,
    seed: int,
    month: int,
    *,
    record: bool,
    by_person: bool = False,
) -> Household:
    """Pay every person's incomes, collect their taxes and put their orders into the consumption pot.

    Parameters
    ----------
    state, structure, parameters, levers, money, seed, month
        As for every step.
    record : bool
        Whether to record the distributions of the month.
    by_person : bool
        Whether to hand out what every person consumed and, in months that are recorded, who is poor.
    """
    indices = indices_in_force(state, structure, parameters, month)
    schedules = schedules_in_force(structure, indices)
    shock = exp(float(state.macro.demand_shock[0]))
    households = parameters.households
    numbers = income_numbers(state, parameters, levers, indices, shock, money.per_person, month)
    propensity = propensity_table(
        float(households.propensity_to_consume) * shock, float(households.income_curvature)
    )
    slope, offset = tax_lines(
        structure.tax_floor * indices.brackets, structure.tax_rate * levers.wage_tax_scale
    )
    grants, surcharges = grants_in_force(levers, seed), surcharge_table(levers.surcharges)
    together = parameters.population.households or parameters.population.life_cycle
    # whole numbers, their order does not matter: as many groups as balance the threads
    groups = min(n_chunks(state.workers.team.size, PERSON_CHUNK), GROUPS_A_THREAD * get_num_threads())
    sums = np.zeros((groups, N_SUMS), np.int64)
    jobless = np.zeros((groups, 3, structure.base_wage.size), np.int64)
    granted = np.zeros((groups, grants.amount.size, 2), np.int64)
    surcharged = np.zeros((groups, surcharges.shape[0]), np.int64)
    bins = empty_distributions(groups, record=record)
    age_groups = int(structure.people.group_of_age.max()) + 1
    of_households = empty_households(groups, age_groups, record=record and together)
    consumed = np.zeros(state.workers.team.size if by_person else 0, np.int64)
    poor = np.zeros(consumed.size if record else 0, np.uint8)
    job = BudgetsJob(
        workers=state.workers,
        numbers=numbers,
        grants=grants,
        guarantee=guarantee_in_force(parameters, levers, seed),
        benefits=schedules,
        levels=benefit_levels(
            state, structure, parameters, levers, schedules, indices, numbers.property_rate, seed, month
        ),
        propensity=propensity,
        slope=slope,
        offset=offset,
        surcharges=surcharges,
        scale=equivalence_scale(),
        sums=sums,
        jobless=jobless,
        lines=lines_in_force(state, structure, parameters, numbers.property_rate),
        housing=housing_in_force(state, structure, parameters),
        distributions=bins,
        households=of_households,
        granted=granted,
        surcharged=surcharged,
        consumed=consumed,
        poor=poor,
        granted_by_law=state.macro.granted,
        months_between_tests=months_between_tests(state, parameters),
        record=record,
        together=together,
        seed=seed,
        month=month,
    )
    settle_budgets(groups, job)
    total = sums.sum(axis=0)
    _book(state, total, money.per_person)
    _price_claims(state, parameters, total)
    if together:
        state.macro.mean_income[0] = total[budget.EQUIVALISED] / total[budget.PEOPLE]
    else:
        state.macro.mean_income[0] = total[budget.DISPOSABLE] / state.workers.team.size
    distribution = Distribution(*(part.sum(axis=0) for part in bins))
    recorded = Households(*(part.sum(axis=0) for part in of_households))
    without_job = jobless.sum(axis=0)
    return Household(
        total,
        without_job[budget.LOOKING],
        employment(state.teams, structure.base_wage.size) + without_job[budget.GUARANTEED],
        without_job[budget.GUARANTEED],
        without_job[budget.LOOKING] + without_job[budget.AT_HAND],
        distribution,
        granted.sum(axis=0),
        surcharged.sum(axis=0),
        consumed,
        recorded,
        poor,
    )


@entry_rule
def _count(headcount: Array, occupation: Array, count: Array) -> None:
    for team in range(headcount.size):
        count[occupation[team]] += headcount[team]


def employment(teams: Teams, n_occupations: int) -> Array:
    """Return the number of employees by occupation (int64 (o,)); a team has one occupation."""
    count = np.zeros(n_occupations, np.int64)
    _count(teams.headcount, teams.occupation, count)
    return count


def income_numbers(
    state: State,
    parameters: Parameters,
    levers: Levers,
    indices: Indices,
    shock: float,
    issued: int,
    month: int,
) -> IncomeNumbers:
    """Turn the scenario, the levers, the pots and ``issued`` cents a person into the rates of the month."""
    macro, accounts = state.macro, state.accounts
    households, government = parameters.households, parameters.government
    erosion = left_of_the_safety_net(parameters, month)
    flat = 0.0 if government.household_benefits else levers.transfers_scale * erosion
    gap = float(macro.real_rate[0]) - parameters.monetary.neutral_real_rate
    citizens = int(levers.citizens_dividend * max(0, accounts[PROVIDER_POT]) / state.workers.team.size)
    owners = int(accounts[PROVIDER_POT]) - citizens * state.workers.team.size
    # a high real rate makes wealth worth keeping, money more than claims
    of_money, of_claims = (exp(-part * households.rate_sensitivity * gap) for part in (1.0, ANSWER_OF_CLAIMS))
    spent = households.wealth_propensity * of_money * shock
    if households.spends_real_interest:  # of interest, the part that makes up for inflation is saved
        lost = households.propensity_to_consume * float(macro.inflation[0]) / MONTHS_PER_YEAR
        spent = max(0.0, spent - lost)
    # prices paid over listed
    taxed = bought_of_a_dollar(government.consumption_tax) / bought_of_a_dollar(levers.consumption_tax)
    return numbers_of(
        IncomeNumbers,
        equity_rate=claim_rate(int(accounts[EQUITY_POT]), float(macro.claim_units[0])),
        property_rate=claim_rate(int(accounts[PROPERTY_POT]), float(macro.claim_units[1])),
        provider_rate=claim_rate(owners, float(macro.claim_units[2])),
        interest_rate=max(0.0, float(macro.bond_rate[0])) / 12.0 * (1 << POINT),
        equity_price=macro.claim_price[0],
        property_price=macro.claim_price[1],
        provider_price=macro.claim_price[2],
        replacement_rate=levers.replacement_rate * erosion,
        benefit_months=levers.benefit_months,
        benefit_take_up=levers.benefit_take_up,
        benefit_ceiling=levers.benefit_ceiling * indices.ceiling,
        transfer_floor=flat * government.transfer_floor * 100.0 * indices.floor,
        transfer_rate=flat * (government.transfer_rate * indices.insurance),
        transfer_take_up=government.transfer_take_up,
        base_replacement_rate=government.replacement_rate * erosion,
        base_benefit_months=government.benefit_months,
        base_benefit_take_up=government.benefit_take_up,
        base_benefit_ceiling=round(100.0 * government.benefit_ceiling) * indices.ceiling,
        more_benefits=(
            levers.replacement_rate != government.replacement_rate
            or levers.benefit_months != government.benefit_months
            or levers.benefit_take_up != government.benefit_take_up
            or levers.benefit_ceiling != round(100.0 * government.benefit_ceiling)
        ),
        training_allowance=levers.training_allowance,
        employee_rate=levers.employee_contribution_rate,
        health_rate=levers.health_contribution_rate,
        pension_rate=levers.pension_contribution_rate,
        capital_tax=levers.capital_tax,
        wealth_tax=levers.wealth_tax / 12.0,
        wealth_exemption=levers.wealth_exemption,
        measure_wealth=levers.measure_wealth or levers.wealth_tax > 0.0,
        mean_income=max(1.0, float(macro.mean_income[0])),
        wealth_propensity=spent,
        claims_propensity=households.claims_propensity * of_claims / MONTHS_PER_YEAR,
        citizens_dividend=citizens + issued,
        poverty_line=100.0 * government.poverty_line * macro.price_level[0] * taxed,
    )


def claim_rate(pot: int, units: float) -> int:
    """Return cents a unit as fixed point, so that floors over all owners never pay out more than the pot.

    What all the units of one person would bring must fit 64 bits; more than that stays in the pot.
    """
    if pot <= 0 or units <= 0.0:
        return 0
    most = (1 << 62) // int(min(max(1.0, units), MOST_UNITS))
    return max(0, min(most, int(pot / units * (1 << POINT) * (1.0 - 1e-12))))


def propensity_table(propensity: float, curvature: float) -> Array:
    """Tabulate a1 (mean / Yd)^zeta over Yd / (Yd + mean) in [0, 1]; a1 below the mean.

    KNOTS + 2 values: the last one stands beside the end, where nothing is added of it.
    """
    share = np.arange(KNOTS + 1) / KNOTS
    above = share[KNOTS // 2 + 1 :]
    table = np.full(KNOTS + 2, propensity)
    table[KNOTS // 2 + 1 : KNOTS + 1] *= powers((1.0 - above) / above, curvature)
    table[KNOTS + 1] = table[KNOTS]
    return table


def tax_lines(floor: Array, rate: Array) -> tuple[Array, Array]:
    """Return slopes and offsets whose upper envelope is the schedule: tax = max_k (slope_k y - offset_k).

    They are filled up with lines of no tax, so that ``LINES`` of them at a time leave none over.
    """
    size = -(-rate.size // LINES) * LINES
    slope, offset = np.zeros(size), np.zeros(size)
    slope[: rate.size] = rate
    for k in range(1, rate.size):
        offset[k] = offset[k - 1] + (rate[k] - rate[k - 1]) * floor[k]
    return slope, offset


def _book(state: State, total: Array, issued: int) -> None:
    """Book the other side of what persons received and paid; wages leave the firms in step 9.

    Contributions to health insurance and pensions leave the firms then too, and fill what is taken here from
    the pot of property and pensions; fractions of a cent of each employee stay there. Of what everybody
    received alike the central bank issued ``issued`` cents a person.
    """
    accounts = state.accounts
    accounts[GOVERNMENT] += total[TAXES].sum() - total[PAID_BY_THE_STATE].sum()
    accounts[EQUITY_POT] -= total[budget.DIVIDEND_EQUITY]
    accounts[PROPERTY_POT] -= total[[budget.DIVIDEND_PROPERTY, budget.HEALTH_CARE, budget.PENSIONS]].sum()
    money = issued * state.workers.team.size
    accounts[PROVIDER_POT] -= total[budget.DIVIDEND_PROVIDER] + total[budget.CITIZENS] - money
    accounts[CENTRAL_BANK] -= money
    accounts[BANK] -= total[budget.INTEREST]
    accounts[CONSUMPTION_POT] += total[budget.CONSUMPTION]


def _price_claims(state: State, parameters: Parameters, total: Array) -> None:
    """Price the claims at a multiple of smoothed yearly dividends."""
    macro = state.macro
    multiple = parameters.households.equity_multiple
    for claim, column in enumerate(DIVIDENDS):
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
