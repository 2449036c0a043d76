"""Steps 7 and 8, the pass over persons: every budget of the month is settled, block by block."""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.prefetch import prefetch_rows
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes, borrow, give_back, lists_in
from sim.rules.budget import (
    ALLOWANCES,
    BENEFITS,
    CAPITAL_TAX,
    CITIZENS,
    CONSUMPTION,
    DISPOSABLE,
    DIVIDEND_EQUITY,
    DIVIDEND_PROPERTY,
    DIVIDEND_PROVIDER,
    GUARANTEE_COUNT,
    GUARANTEE_WAGES,
    INTEREST,
    MORE_BENEFITS,
    OUTSIDE_COUNT,
    RETRAINING_COUNT,
    TAXABLE_WEALTH,
    TRANSFERS,
    WAGE_TAX,
    WAGES,
    WEALTH_TAX,
    IncomeNumbers,
    base_benefit,
    consume,
    dispose,
    earn,
    earn_capital,
    list_jobless,
    propensities,
    receive_grant,
    tax_income,
    tax_more,
    tax_wealth,
    value,
)
from sim.rules.distribution import (
    LONGEST_SPELL,
    Distribution,
    add_up,
    distribution_of,
    in_cents,
    record_disposable,
    record_gross,
    record_wages,
    record_wealth,
)
from sim.rules.grants import Grants, Guarantee, takes_guaranteed_job
from sim.state.columns import UNEMPLOYED, Array, Workers
from sim.units import Amounts, Cents, Totals

LOOKING, GUARANTEED = range(2)  # rows of the counts of those without a job
ENTITLED = purpose("incomes: entitled to social insurance")
BLOCK = 2_048  # persons whose budgets fit the caches of a processor


class Budgets(NamedTuple):
    """Amounts of a block of persons, cents, as whole numbers or float64."""

    earned: Wholes
    transfers: Wholes
    untaxed: Wholes
    gross: Wholes
    taxable: Array
    income_tax: Wholes
    capital_tax: Wholes
    wealth: Array
    wealth_tax: Wholes
    disposable: Wholes
    propensity: Array  # first the place in its table
    consumption: Wholes
    rows: Wholes  # list of some of them, or their bins


class BudgetsJob(NamedTuple):
    """What a pass over persons reads, and the sums of each group of persons that it adds to."""

    workers: Workers
    numbers: IncomeNumbers
    grants: Grants
    guarantee: Guarantee
    propensity: Amounts  # (KNOTS + 2,): table of the propensity to consume
    slope: Amounts  # by bracket, as is the next: lines of the income tax
    offset: Amounts
    surcharges: Amounts  # (k, 2): threshold and rate of each
    sums: Totals  # (groups, N_SUMS)
    jobless: Totals  # (groups, 2, o): unemployed, and those in a guaranteed job, by occupation
    distributions: Distribution
    granted: Totals  # (groups, k, 2): cents paid and persons reached by every grant
    surcharged: Cents  # (groups, k): what every surcharge brought
    consumed: Cents  # (n_workers,): what every person spent; (0,) where nobody asks
    record: bool  # whether the distributions are recorded
    seed: int
    month: int


BUDGETS = len(Budgets._fields) * BLOCK  # numbers in the lists of a block


@chunk_rule(grain=2)
def settle_budgets(group: int, arguments: Arguments[BudgetsJob]) -> None:
    """Pay and charge every person of a group, block by block: earn, be taxed, receive, spend."""
    job = read(arguments)
    workers, numbers, grants, guarantee = job.workers, job.numbers, job.grants, job.guarantee
    propensity, slope, offset, surcharges = job.propensity, job.slope, job.offset, job.surcharges
    sums, jobless, distributions = job.sums, job.jobless, job.distributions
    granted, surcharged, consumed = job.granted, job.surcharged, job.consumed
    record, seed, month = job.record, job.seed, job.month
    n, groups = workers.team.size, sums.shape[0]
    low, high = n * group // groups, n * (group + 1) // groups
    total, bins, key = sums[group], distribution_of(group, distributions), stream(seed, np.int64(0), ENTITLED)
    total[CITIZENS] = numbers.citizens_dividend * (high - low)
    memory = borrow(BUDGETS)
    for start in range(low, high, BLOCK):
        end = min(start + BLOCK, high)
        _ask_for(workers, end, min(end + BLOCK, high))
        block = lists_in(Budgets, memory, 0, end - start)
        status, wage = workers.status[start:end], workers.wage[start:end]
        deposits = workers.deposits[start:end]
        wages, transfers, outside = earn(block.earned, block.transfers, status, wage, key, start, numbers)
        total[WAGES] += wages
        total[TRANSFERS] += transfers
        total[OUTSIDE_COUNT] += outside
        for k in block.rows[: list_jobless(block.rows, status)]:
            _support_jobless(
                k, start + k, block, workers, numbers, total, jobless[group], bins, record, month, key,
                guarantee,
            )  # fmt: skip
        total[WAGE_TAX] += tax_income(
            block.income_tax, block.taxable, block.earned, block.transfers, status, slope, offset
        )
        for row in range(surcharges.shape[0]):
            extra = tax_more(block.income_tax, block.taxable, surcharges[row, 0], surcharges[row, 1])
            surcharged[group, row] += extra
            total[WAGE_TAX] += extra
        equity, property_ = workers.equity[start:end], workers.property[start:end]
        provider_equity = workers.provider_equity[start:end]
        interest, first, second, third, tax = earn_capital(
            block.gross, block.capital_tax, block.earned, block.transfers, deposits, equity, property_,
            provider_equity, numbers,
        )  # fmt: skip
        total[INTEREST] += interest
        total[DIVIDEND_EQUITY] += first
        total[DIVIDEND_PROPERTY] += second
        total[DIVIDEND_PROVIDER] += third
        total[CAPITAL_TAX] += tax
        if record or numbers.measure_wealth:
            value(block.wealth, deposits, equity, property_, provider_equity, numbers)
        block.wealth_tax[:] = 0
        if numbers.measure_wealth:
            paid, taxable = tax_wealth(block.wealth_tax, block.wealth, deposits, numbers)
            total[WEALTH_TAX] += paid
            total[TAXABLE_WEALTH] += taxable
        block.untaxed[:] = numbers.citizens_dividend
        for grant in range(grants.amount.size):
            cents, reached = receive_grant(grant, grants, block.untaxed, block.gross, status, wage, start)
            granted[group, grant, 0] += cents
            granted[group, grant, 1] += reached
            total[grants.booked_under[grant]] += cents
        total[DISPOSABLE] += dispose(
            block.disposable, block.propensity, block.gross, block.untaxed, block.income_tax,
            block.capital_tax, numbers.mean_income,
        )  # fmt: skip
        propensities(block.propensity, propensity)
        total[CONSUMPTION] += consume(
            block.consumption, deposits, workers.income[start:end], block.disposable, block.wealth_tax,
            block.propensity, numbers.wealth_propensity,
        )  # fmt: skip
        if consumed.size > 0:
            for k in range(end - start):
                consumed[start + k] = block.consumption[k]
        if record:
            taxes, received, wealth = block.income_tax, block.transfers, block.capital_tax
            add_up(taxes, received, block.capital_tax, block.wealth_tax, block.untaxed)
            in_cents(wealth, block.wealth)  # the tax on capital is booked by now
            record_disposable(
                bins, block.rows, block.gross, block.disposable, taxes, received, block.consumption, wealth,
                numbers.poverty_line,
            )  # fmt: skip
            record_gross(bins, block.rows, block.gross)
            record_wealth(bins, block.rows, block.wealth, wealth, equity, block.gross)
            record_wages(bins, block.rows, block.earned)
    give_back(memory)


@row_rule
def _ask_for(workers: Workers, start: int, end: int) -> None:
    """Ask for the columns of the next block while this one is worked on."""
    prefetch_rows(workers.status, start, end)
    prefetch_rows(workers.wage, start, end)
    prefetch_rows(workers.deposits, start, end)
    prefetch_rows(workers.equity, start, end)
    prefetch_rows(workers.property, start, end)
    prefetch_rows(workers.provider_equity, start, end)
    prefetch_rows(workers.income, start, end)


@row_rule
def _support_jobless(
    k: int,
    worker: int,
    block: Budgets,
    workers: Workers,
    numbers: IncomeNumbers,
    total: Array,
    jobless: Array,
    bins: Distribution,
    record: bool,
    month: int,
    key: int,
    guarantee: Guarantee,
) -> None:
    """Pay a person without a job a guaranteed wage, unemployment insurance, or for retraining."""
    wage = np.int64(workers.wage[worker])
    benefit = np.int64(min(numbers.replacement_rate * wage, float(numbers.benefit_ceiling)))
    if workers.status[worker] != UNEMPLOYED:
        block.transfers[k] = benefit + numbers.training_allowance
        total[ALLOWANCES] += block.transfers[k]
        total[RETRAINING_COUNT] += 1
        return
    spell = month - workers.since[worker]
    if takes_guaranteed_job(worker, wage, spell, guarantee):
        block.earned[k] = guarantee.wage
        jobless[GUARANTEED, workers.occupation[worker]] += 1
        total[WAGES] += guarantee.wage
        total[GUARANTEE_WAGES] += guarantee.wage
        total[GUARANTEE_COUNT] += 1
        return
    jobless[LOOKING, workers.occupation[worker]] += 1
    if record:
        bins.durations[min(spell, LONGEST_SPELL - 1)] += 1
    luck = uniform(key, worker)
    # no branch: a processor mispredicts those that chance decides
    insured = (spell < numbers.benefit_months) & (luck < numbers.benefit_take_up)
    benefit = benefit if insured else np.int64(0)
    block.transfers[k] = benefit
    total[BENEFITS] += benefit
    if numbers.more_benefits:
        total[MORE_BENEFITS] += block.transfers[k] - base_benefit(wage, spell, luck, numbers)
