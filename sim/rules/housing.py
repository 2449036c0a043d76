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
    age_group: Codes, spending: Amounts, equal: Amounts, burden: Wholes, net: Wholes,
) -> None:  # fmt: skip
    """Add the ``n`` households of a block to the distributions by tenure; consumption is at the keeper.

    ``spending``, ``equal``, ``burden`` and ``net`` are room for what is worked out of each.
    """
    age, home, elasticity = persons.age, persons.home, housing.income_elasticity
    for k in range(n):
        eldest[k] = 0
    for k in range(keeper.size):
        row = np.uint64(number[k])
        eldest[row] = max(eldest[row], np.int64(age[k]))
    for k in range(n):
        spending[k] = max(to_real(consumption[first[k]]), 1.0) * scale[size[k]]
    raise_to(equal, spending, n, elasticity)
    incomes, nets, burdens, ages, wealths = homes.incomes, homes.net, homes.burdens, homes.ages, homes.wealth
    for k in range(n):  # the part of the cost that follows from tenure and size
        tenure = OWNER if home[np.uint64(first[k])] == OWNER else TENANT
        spent = to_real(consumption[np.uint64(first[k])])
        equal[k] = min(housing.part[np.uint64(tenure), np.uint64(size[k])] * equal[k], spent)
        net[k] = whole_part(
            housing.deflator * (to_real(disposable[k]) - equal[k]) * scale[np.uint64(size[k])]
        )
    for k in range(n):  # vector instructions
        income, cost = to_real(disposable[k]), equal[k]
        part = 100.0 * cost / max(income, 1.0)
        burden[k] = whole_part(part if cost < income * (BURDENS / 100.0) else BURDENS - 1.0)
    for k in range(n):
        tenure = np.uint64(OWNER if home[np.uint64(first[k])] == OWNER else TENANT)
        row = np.uint64(k)
        sums = homes.sums[tenure]
        sums[HOUSEHOLDS] += 1
        sums[PEOPLE] += size[row]
        sums[DISPOSABLE] += disposable[row]
        sums[COST] += whole_part(equal[row])
        sums[NET] += size[row] * net[row]
        incomes[tenure, np.uint64(bin_of(to_real(disposable[row])))] += 1
        nets[tenure, np.uint64(bin_of(to_real(net[row])))] += size[row]
        burdens[tenure, np.uint64(burden[row])] += 1
        group, bin_ = np.uint64(age_group[np.uint64(eldest[row])]), np.uint64(bin_of(wealth[row]))
        ages[group, 0] += 1
        ages[group, 1] += np.int64(tenure)
        wealths[bin_, 0] += 1
        wealths[bin_, 1] += np.int64(tenure)
