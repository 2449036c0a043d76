"""Steps 7 and 8, the pass over persons: every budget of the month is settled, block by block."""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.prefetch import prefetch_rows
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import borrow, give_back, lists_in, room_for
from sim.rules.budget import (
    CITIZENS,
    N_SUMS,
    Budgets,
    IncomeNumbers,
    earn,
    earn_capital,
    persons_of_block,
    support_jobless,
    tax_wealth,
    value,
)
from sim.rules.distribution import Distribution, Recorded, distribution_of, record_budgets
from sim.rules.grant_payments import receive_grant
from sim.rules.grants import Grants, Guarantee
from sim.rules.household_benefits import assess_means, pay_as_assessed
from sim.rules.household_distribution import (
    HouseholdLists,
    Households,
    Lines,
    households_of,
    record_together,
)
from sim.rules.household_means import Pooled
from sim.rules.housing import Housing
from sim.rules.income_tax import contribute, tax_income, tax_more
from sim.rules.purse import LONGEST_PART, Purses, bring_home, end_of_part, gather, pool
from sim.rules.social_insurance import BenefitLevels, find_disabled, pay_social_insurance
from sim.rules.spending import consume, dispose, find_propensities
from sim.state.benefits import Benefits
from sim.state.columns import Workers
from sim.state.households import HOUSEHOLD_BLOCK
from sim.units import Amounts, Cents, Codes, Totals

ENTITLED = purpose("incomes: entitled to social insurance")
BLOCK = HOUSEHOLD_BLOCK  # persons whose budgets fit the caches of a processor; no household crosses its edge
BUDGETS, RECORDED, PURSES = room_for(Budgets, BLOCK), room_for(Recorded, BLOCK), room_for(Purses, BLOCK)
POOLED = room_for(Pooled, BLOCK)
LISTS = room_for(HouseholdLists, BLOCK)
MORE = max(POOLED, LISTS)  # not needed at the same time


class BudgetsJob(NamedTuple):
    """What a pass over persons reads, and the sums of each group of persons that it adds to."""

    workers: Workers
    numbers: IncomeNumbers
    grants: Grants
    guarantee: Guarantee
    benefits: Benefits
    levels: BenefitLevels
    propensity: Amounts  # (KNOTS + 2,): table of the propensity to consume
    slope: Amounts  # by bracket, as is the next: lines of the income tax
    offset: Amounts
    surcharges: Amounts  # (k, 2): threshold and rate of each
    scale: Amounts  # (MOST_PEOPLE + 1,): one over the equivalent adults of households by size
    sums: Totals  # (groups, N_SUMS)
    jobless: Totals  # (groups, 3, o): rows LOOKING, GUARANTEED and AT_HAND of rules.budget, by occupation
    lines: Lines
    housing: Housing
    distributions: Distribution
    households: Households
    granted: Totals  # (groups, k, 2): cents paid and persons reached by every grant
    surcharged: Cents  # (groups, k): what every surcharge brought
    consumed: Cents  # (n_workers,): what every person spent; (0,) where nobody asks
    poor: Codes  # (n_workers,): 1 in a poor household, 2 by the supplemental measure, 3 by both; likewise
    granted_by_law: Totals  # (blocks, N_SUMS): benefits of households as last tested
    months_between_tests: int
    record: bool  # whether the distributions are recorded
    together: bool  # whether people may live in households that share a purse
    seed: int
    month: int


@chunk_rule(grain=2)
def settle_budgets(group: int, arguments: Arguments[BudgetsJob]) -> None:
    """Pay and charge every person of a group, block by block: earn, be taxed, receive, spend."""
    job = job_of(arguments)
    workers, numbers, grants, surcharges = job.workers, job.numbers, job.grants, job.surcharges
    sums, jobless = job.sums[group], job.jobless[group]
    granted, surcharged = job.granted[group], job.surcharged[group]
    bins, key = distribution_of(group, job.distributions), stream(job.seed, np.int64(0), ENTITLED)
    households = households_of(group, job.households)
    n, groups = workers.team.size, job.sums.shape[0]
    blocks = (n + BLOCK - 1) // BLOCK
    low, high = blocks * group // groups * BLOCK, min(blocks * (group + 1) // groups * BLOCK, n)
    sums[CITIZENS] = numbers.citizens_dividend * (high - low)
    benefits, levels = job.benefits, job.levels
    shared, start = job.together or levels.on, low
    memory = borrow(BUDGETS + RECORDED + PURSES + MORE)
    while start < high:
        end = end_of_part(workers.purse, start, high) if shared else min(start + BLOCK, high)
        _ask_for(workers, end, min(end + LONGEST_PART, high))
        persons, budgets = persons_of_block(workers, start, end), lists_in(Budgets, memory, 0, end - start)
        purses = lists_in(Purses, memory, BUDGETS + RECORDED, end - start)
        pooled = lists_in(Pooled, memory, BUDGETS + RECORDED + PURSES, end - start)
        if shared:
            gather(persons, purses)
        earn(persons, budgets, start, key, numbers, sums)
        support_jobless(
            persons, budgets, start, job.month, key, numbers, job.guarantee, sums, jobless, bins.durations
        )
        if levels.on:
            listed = find_disabled(persons, pooled.disabled, pooled.listed, start, benefits, levels)
            pay_social_insurance(
                pooled.listed[:listed], pooled.disabled, persons, budgets, start, benefits, levels, sums
            )
        tax_income(persons, budgets, job.slope, job.offset, sums)
        for row in range(surcharges.shape[0]):
            surcharged[row] += tax_more(budgets, surcharges[row, 0], surcharges[row, 1], sums)
        if numbers.employee_rate > 0.0:
            contribute(budgets, numbers.employee_rate, sums)
        earn_capital(persons, budgets, numbers, sums)
        budgets.wealth_tax[:] = 0
        if job.record or numbers.measure_wealth:
            value(persons, budgets)
        if numbers.measure_wealth:
            tax_wealth(persons, budgets, numbers, sums)
        budgets.untaxed[:] = numbers.citizens_dividend
        for grant in range(grants.amount.size):
            receive_grant(grant, grants, persons, budgets, start, job.month, granted[grant], sums)
        if levels.on:
            block = start // BLOCK
            held, credits_ = job.granted_by_law[block], workers.credits[start:end]
            support = workers.support[start:end]
            if (block + job.month) % job.months_between_tests == 0:
                if start % BLOCK == 0:
                    held[:] = 0
                assess_means(
                    persons, budgets, purses, pooled, start, benefits, levels, credits_, support, held
                )
            else:
                pay_as_assessed(budgets, purses, credits_, support)
            if end % BLOCK == 0 or end == high:
                for column in range(N_SUMS):
                    sums[column] += held[column]
        dispose(budgets, numbers.mean_income, job.together, sums)
        spendable = budgets.disposable
        if job.together:
            pool(budgets, purses, job.scale, numbers.mean_income, sums)
            spendable = purses.disposable
        find_propensities(budgets, job.propensity)
        consume(persons, budgets, spendable, numbers, sums)
        if job.together:
            bring_home(persons.deposits, purses)
            if job.record or job.consumed.size > 0:
                bring_home(budgets.consumption, purses)
        if job.consumed.size > 0:
            for k in range(end - start):  # a slice set from a slice would allocate a copy
                job.consumed[start + k] = budgets.consumption[k]
        if job.record:
            recorded = lists_in(Recorded, memory, BUDGETS, end - start)
            if job.together:
                lists = lists_in(HouseholdLists, memory, BUDGETS + RECORDED + PURSES, end - start)
                record_together(
                    bins, households, recorded, lists, purses, persons, budgets, job.lines,
                    numbers.poverty_line, job.scale, job.housing,
                )  # fmt: skip
                if job.poor.size > 0:
                    for k in range(end - start):
                        job.poor[start + k] = lists.needy[k] + 2 * lists.short[k]
            else:
                record_budgets(bins, recorded, persons, budgets, numbers.poverty_line)
                if job.poor.size > 0:
                    for k in range(end - start):
                        job.poor[start + k] = 1 if budgets.disposable[k] < numbers.poverty_line else 0
        start = end
    give_back(memory)


@row_rule
def _ask_for(workers: Workers, start: int, end: int) -> None:
    """Ask for the columns of the next part while this one is worked on."""
    prefetch_rows(workers.status, start, end)
    prefetch_rows(workers.status_month, start, end)
    prefetch_rows(workers.wage, start, end)
    prefetch_rows(workers.deposits, start, end)
    prefetch_rows(workers.equity, start, end)
    prefetch_rows(workers.property, start, end)
    prefetch_rows(workers.provider_equity, start, end)
    prefetch_rows(workers.income, start, end)
