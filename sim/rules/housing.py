"""What homes cost households, and what income is left: a view of their spending, not a payment of its own.

All spending goes to sectors by one set of shares, of which real estate has one. Of the spending of a
household housing is

    cost = share x equivalent adults x reference^(1 - eta) x (spending / equivalent adults)^eta x price

at most the spending itself: ``share`` is the published one at the mean spending of tenants, or of owners, and
eta < 1 lets it fall with spending (Schwabe's law; Albouy, Ehrlich and Liu 2016). Tenants pay the rent, owners
taxes and upkeep.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.bins import bin_of
from sim.kernels.conversions import to_real, whole_part
from sim.kernels.elementary import raise_to
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows, Wholes
from sim.rules.budget import Persons
from sim.state.columns import OWNER, TENANT
from sim.units import Amounts, Codes, Totals

BURDENS = 128  # bins of the cost over income after taxes, a hundredth each; the last holds all above
# columns of the sums by tenure
HOUSEHOLDS, PEOPLE, DISPOSABLE, COST, NET = range(5)
N_HOME_SUMS = 5


class Housing(NamedTuple):
    """What homes cost this month, cents; see ``phases.homes_in_force``."""

    part: Amounts  # (2, MOST_PEOPLE + 1): by tenure and size; factor on equivalised spending to the power
    income_elasticity: float
    deflator: float  # one over the prices of everything else, 1 in the base year


class Homes(NamedTuple):
    """Counts and sums of households by tenure (2), of one group of persons."""

    sums: Totals  # (2, N_HOME_SUMS): NET is of people, per equivalent adult
    incomes: Totals  # (2, BINS): households by income after taxes
    net: Totals  # (2, BINS): people by real income net of housing per equivalent adult
    burdens: Totals  # (2, BURDENS): households
    ages: Totals  # (g, 2): households by age group of the eldest; those that own their home
    wealth: Totals  # (BINS, 2): the same by wealth


@row_rule
def record_homes(
    n: int, homes: Homes, persons: Persons, number: Wholes, first: Wholes, eldest: Wholes, size: Wholes,
    disposable: Wholes, wealth: Amounts, consumption: Wholes, keeper: Rows, housing: Housing, scale: Amounts,
    age_group: Codes, equal: Amounts,
) -> None:  # fmt: skip
    """Add the ``n`` households of a block to the distributions by tenure; consumption is at the keeper.

    ``equal`` is room for the spending of each on an equivalent adult.
    """
    age, home, elasticity = persons.age, persons.home, housing.income_elasticity
    for k in range(n):
        eldest[k] = 0
    for k in range(keeper.size):
        row = np.uint64(number[k])
        eldest[row] = max(eldest[row], np.int64(age[k]))
    for k in range(n):
        equal[k] = max(to_real(consumption[first[k]]), 1.0) * scale[size[k]]
    raise_to(equal, equal, n, elasticity)
    for k in range(n):
        tenure = OWNER if home[first[k]] == OWNER else TENANT
        spent, income = to_real(consumption[first[k]]), to_real(disposable[k])
        cost = min(housing.part[tenure, size[k]] * equal[k], spent)
        net = whole_part(housing.deflator * (income - cost) * scale[size[k]])
        sums = homes.sums[tenure]
        sums[HOUSEHOLDS] += 1
        sums[PEOPLE] += size[k]
        sums[DISPOSABLE] += disposable[k]
        sums[COST] += whole_part(cost)
        sums[NET] += size[k] * net
        homes.incomes[tenure, bin_of(income)] += 1
        homes.net[tenure, bin_of(to_real(net))] += size[k]
        burden = (
            np.int64(100.0 * cost / max(income, 1.0)) if cost < income * (BURDENS / 100.0) else BURDENS - 1
        )
        homes.burdens[tenure, burden] += 1
        group = np.int64(age_group[eldest[k]])
        homes.ages[group, 0] += 1
        homes.ages[group, 1] += tenure
        bin_ = bin_of(wealth[k])
        homes.wealth[bin_, 0] += 1
        homes.wealth[bin_, 1] += tenure
