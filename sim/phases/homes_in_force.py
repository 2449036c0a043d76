"""What a month makes of homes: the chances to own one, and what homes cost."""

from typing import NamedTuple

import numpy as np

from sim.kernels.bins import BINS, bin_of
from sim.kernels.elementary import power
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.parameters import Parameters
from sim.rules.homes import chances_to_own, wealth_of
from sim.rules.household_moves import eldest, residents_of
from sim.rules.housing import Housing
from sim.rules.life_cycle import LifeCycle
from sim.rules.purse import MOST_PEOPLE
from sim.rules.trends import first_month
from sim.state.columns import Array, State, Workers
from sim.state.households import HOUSEHOLD_BLOCK
from sim.state.structure import PRICE_BASE, Structure
from sim.units import Amounts, Codes, Positions, Totals

MOST_BLOCKS = 256
"""Blocks that are counted: half a million persons, of whom a share is known within a thousandth."""
GROUPS = 16  # that count at the same time


class CountingJob(NamedTuple):
    """The blocks of persons whose households are counted."""

    workers: Workers
    start: Positions  # (blocks,): first row
    claim_price: Amounts  # (3,)
    group_of_age: Codes
    counts: Totals  # (GROUPS x g, BINS)


@chunk_rule
def _count(group: int, arguments: Arguments[CountingJob]) -> None:
    """Count the households of every ``GROUPS``-th block by the age of the eldest and by wealth."""
    job = job_of(arguments)
    workers, counts = job.workers, job.counts
    age_groups = counts.shape[0] // GROUPS
    for block in range(group, job.start.size, GROUPS):
        start = job.start[block]
        end = min(start + HOUSEHOLD_BLOCK, workers.team.size)
        residents = residents_of(workers, start, end)
        for k in range(end - start):
            if residents.purse[k] == 0:
                first, _ = eldest(residents, k)
                row = age_groups * group + np.int64(job.group_of_age[residents.age[first]])
                counts[row, bin_of(wealth_of(residents, k, job.claim_price))] += 1


def with_homes(life: LifeCycle, state: State, structure: Structure, parameters: Parameters) -> LifeCycle:
    """Return the life cycle with the chances to own a home, if households move between renting and owning."""
    if not life.households or not parameters.population.homes:
        return life
    blocks = -(-state.workers.team.size // HOUSEHOLD_BLOCK)
    counted = min(blocks, MOST_BLOCKS)
    groups = structure.homes.share.size
    counts = np.zeros((GROUPS * groups, BINS), np.int64)
    start = np.arange(counted) * blocks // counted * HOUSEHOLD_BLOCK
    _count(GROUPS, CountingJob(state.workers, start, life.claim_price, life.group_of_age, counts))
    owners = np.zeros((groups, BINS))
    chances_to_own(counts.reshape(GROUPS, groups, BINS).sum(axis=0), structure.homes, owners)
    return life._replace(homes=1, owners=owners, first_month=first_month(parameters) - 1)


def housing_in_force(state: State, structure: Structure, parameters: Parameters) -> Housing:
    """Return what homes cost this month, by tenure and size of the household.

    Rents follow the price of real estate relative to all prices as spending on the sector does
    (``households.sector_elasticity``); taxes and upkeep of owners follow the price level.
    """
    macro, figure = state.macro, structure.figure
    row = structure.role("real_estate")
    prices = float(macro.price_level[0])
    real_estate = float(macro.sector_price[row]) / PRICE_BASE
    relative = max(real_estate / prices, 1e-9)
    others = (prices - structure.consumption[row] * real_estate) / (1.0 - structure.consumption[row])
    elasticity = figure("housing_income_elasticity")
    rent = figure("rent_share") * power(relative, 1.0 - parameters.households.sector_elasticity)
    shares = ((rent, "tenant_spending"), (figure("owner_cost_share"), "owner_spending"))
    mean = max(1.0, float(macro.mean_income[0]))
    adults = np.sqrt(np.arange(MOST_PEOPLE + 1.0))
    part: Array = np.stack(
        [
            share * adults * power(mean * figure(spending) / figure("household_spending"), 1.0 - elasticity)
            for share, spending in shares
        ]
    )
    return Housing(part, float(elasticity), 1.0 / max(float(others), 1e-9))
