"""Who owns the home: a status that follows the age of the eldest and the rank of the household by wealth.

    odds of owning = factor of the age group x factor of the rank

The factors of ranks are those of the base year; those of age groups are found anew every month, so that among
the households of the month each age group has its published share of owners. A draw that stays with the row
of who keeps the purse decides: at the birthday of the keeper a household owns if the draw is below the
chance. So nobody moves whose chance stays, and a household that grows older or richer buys at the rate at
which its chance rises. Homes are no claims: property is (``workers.property``), so a move is no payment.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import to_real
from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.elementary import exp, log
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import entry_rule, row_rule
from sim.kernels.scratch import borrow, give_back
from sim.rules.household_moves import Residents, age_of_eldest, residents_of
from sim.rules.life_cycle import HOMES_BOUGHT, HOMES_LEFT, LifeCycle
from sim.state.columns import OWNER, TENANT, Workers
from sim.state.households import HOUSEHOLD_BLOCK
from sim.state.structure import HomeOwners
from sim.units import Amounts, Codes, Positions, Totals

HOME = purpose("base year: owner of the home")
"""The draw of a row, which never changes: in the stream of the first month."""
LARGEST_LOG_ODDS = 40.0
GROUPS = 16  # of blocks, at most, that are counted at the same time
STEPS = 60  # halvings by which a factor is found


@njit(cache=True, inline="always")
def home_stream(seed: int, first_month: int) -> int:
    """Return the stream of the draws by row that decide who owns the home."""
    return stream(seed, first_month, HOME)


@entry_rule
def chances_to_own(households: Totals, homes: HomeOwners, chance: Amounts) -> None:
    """Write the chance to own by age group and bin of wealth (g, BINS).

    ``households`` (g, BINS) counts those of the month; the chances give each age group its share of owners.
    """
    groups = households.shape[0]
    total = np.int64(0)
    for wealth in range(BINS):
        for group in range(groups):
            total += households[group, wealth]
    below = np.int64(0)
    for wealth in range(BINS):
        here = np.int64(0)
        for group in range(groups):
            here += households[group, wealth]
        factor = odds_at((to_real(below) + 0.5 * to_real(here)) / max(to_real(total), 1.0), homes)
        below += here
        for group in range(groups):
            chance[group, wealth] = factor
    for group in range(groups):
        factor = factor_of_group(households[group], chance[group], homes.share[group])
        for wealth in range(BINS):
            odds = factor * chance[group, wealth]
            chance[group, wealth] = odds / (1.0 + odds)


@row_rule
def odds_at(rank: float, homes: HomeOwners) -> float:
    """Return the factor of a rank: between the middles of bands its logarithm is a line."""
    ranks, odds = homes.rank, homes.odds
    if rank <= ranks[0]:
        return odds[0]
    for band in range(1, ranks.size):
        if rank <= ranks[band]:
            part = (rank - ranks[band - 1]) / (ranks[band] - ranks[band - 1])
            return exp((1.0 - part) * log(odds[band - 1]) + part * log(odds[band]))
    return odds[-1]


@row_rule
def factor_of_group(households: Totals, odds: Amounts, share: float) -> float:
    """Return the factor on odds with which ``share`` of the households own their home."""
    low, high = -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS
    first, end, all_ = odds.size, 0, 0.0  # nobody is poorer or richer
    for wealth in range(odds.size):
        all_ += to_real(households[wealth])
        if households[wealth] > 0:
            first, end = min(first, wealth), wealth + 1
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        factor, owners = exp(middle), 0.0
        for wealth in range(first, end):
            if households[wealth] > 0:
                here = to_real(households[wealth])
                owners += here * factor * odds[wealth] / (1.0 + factor * odds[wealth])
        if owners < share * all_:
            low = middle
        else:
            high = middle
    return exp(0.5 * (low + high))


@row_rule
def settle_home(
    residents: Residents, keeper: int, worker: int, life: LifeCycle, key: int, count: Totals
) -> None:
    """Let a household own its home or rent it, by its age and wealth and the draw of the keeper's row."""
    wealth = wealth_of(residents, keeper, life.claim_price)
    oldest = age_of_eldest(residents.age, residents.purse, keeper)
    chance = life.owners[life.group_of_age[oldest], bin_of(wealth)]
    home = OWNER if uniform(key, worker) < chance else TENANT
    if home > residents.home[keeper]:
        count[HOMES_BOUGHT] += 1
    elif home < residents.home[keeper]:
        count[HOMES_LEFT] += 1
    residents.home[keeper] = home


@row_rule
def wealth_of(residents: Residents, keeper: int, claim_price: Amounts) -> float:
    """Return deposits and the value of claims of a household, cents."""
    row = np.uint64(keeper)
    return (
        to_real(residents.deposits[row])
        + claim_price[0] * residents.equity[row]
        + claim_price[1] * residents.property[row]
        + claim_price[2] * residents.provider_equity[row]
    )


class CountingJob(NamedTuple):
    """The blocks of persons whose households are counted."""

    workers: Workers
    start: Positions  # (blocks,): first row
    claim_price: Amounts  # (3,)
    group_of_age: Codes
    counts: Totals  # (groups, g, BINS): of blocks that are counted at the same time, at most ``GROUPS``


@chunk_rule
def count_households(group: int, arguments: Arguments[CountingJob]) -> None:
    """Count the households of every block of a group by the age of the eldest and by wealth."""
    job = job_of(arguments)
    workers, group_of_age = job.workers, job.group_of_age
    groups, counts = job.counts.shape[0], job.counts[group]
    memory = borrow(HOUSEHOLD_BLOCK)
    oldest = memory.view(np.int64)
    for block in range(group, job.start.size, groups):
        start = job.start[block]
        end = min(start + HOUSEHOLD_BLOCK, workers.team.size)
        residents = residents_of(workers, start, end)
        age, purse = residents.age, residents.purse
        for k in range(end - start):
            oldest[k] = age[k]
        for k in range(end - start):
            keeper = np.uint64(k - np.int64(purse[k]))
            oldest[keeper] = max(oldest[keeper], np.int64(age[k]))
        for k in range(end - start):  # no branch, chance decides who keeps a purse: others count 0 times
            row = np.int64(group_of_age[oldest[k]])
            counts[row, bin_of(wealth_of(residents, k, job.claim_price))] += 1 if purse[k] == 0 else 0
    give_back(memory)
