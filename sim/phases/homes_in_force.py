"""What a month makes of homes: the chances to own one, and what homes cost."""

import numpy as np

from sim.kernels.bins import BINS
from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.homes import GROUPS, CountingJob, chances_to_own, count_households
from sim.rules.housing import Housing
from sim.rules.life_cycle import LifeCycle
from sim.rules.purse import MOST_PEOPLE
from sim.rules.trends import first_month
from sim.state.columns import Array, State
from sim.state.households import HOUSEHOLD_BLOCK
from sim.state.structure import PRICE_BASE, Structure

MOST_BLOCKS = 256
"""Blocks that are counted: half a million persons, of whom a share is known within a thousandth."""


def with_homes(life: LifeCycle, state: State, structure: Structure, parameters: Parameters) -> LifeCycle:
    """Return the life cycle with the chances to own a home, if households move between renting and owning."""
    if not life.households or not parameters.population.homes:
        return life
    blocks = -(-state.workers.team.size // HOUSEHOLD_BLOCK)
    counted = min(blocks, MOST_BLOCKS)
    together, ages = min(GROUPS, counted), structure.homes.share.size
    counts = np.zeros((together, ages, BINS), np.int64)
    start = np.arange(counted) * blocks // counted * HOUSEHOLD_BLOCK
    count_households(together, CountingJob(state.workers, start, life.claim_price, life.group_of_age, counts))
    owners = np.zeros((ages, BINS))
    chances_to_own(counts.sum(axis=0), structure.homes, owners)
    return life._replace(homes=1, owners=owners, first_month=first_month(parameters) - 1)


def housing_in_force(state: State, structure: Structure, parameters: Parameters) -> Housing:
    """Return what homes cost this month, by tenure and size of the household.

    Rents follow the price of real estate relative to all prices as spending on the sector does
    (``households.sector_elasticity``); taxes and upkeep of owners follow the price level. Published shares
    are of spending as surveys find it, less than that of national accounts; rents they find whole.
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
    surveyed = figure("survey_spending")
    mean = max(1.0, float(macro.mean_income[0]))
    adults = np.sqrt(np.arange(MOST_PEOPLE + 1.0))
    part: Array = np.stack(
        [
            surveyed
            * share
            * adults
            * power(mean * figure(spending) / figure("household_spending"), 1.0 - elasticity)
            for share, spending in shares
        ]
    )
    return Housing(part, float(elasticity), 1.0 / max(float(others), 1e-9))
