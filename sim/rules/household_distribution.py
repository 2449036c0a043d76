"""The distributions of a month over households, and over people by age, kind of household and place.

Counts and sums of whole numbers, so that their order does not matter. Two measures of poverty: money income
before taxes against a line that rises by a fixed amount with every member (the official guideline), and
income after taxes with credits and benefits in kind against a line by the three-parameter scale (Betson 1996;
the Supplemental Poverty Measure).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.kernels.vector_sums import add_columns
from sim.rules.budget import Budgets, Persons
from sim.rules.distribution import (
    Distribution,
    Recorded,
    add_up,
    record_disposable,
    record_gross,
    record_wages,
    record_wealth,
    zeros,
)
from sim.rules.purse import Purses
from sim.state.columns import UNEMPLOYED
from sim.state.households import number_of_children
from sim.units import Amounts, Codes, Totals

CHILDREN, GROWN, OLDER = range(3)  # rows of the counts of people: under GROWN_UP, up to OLD, and from OLD on
(
    SINGLE, OLDER_SINGLE, LONE_PARENT, PAIR, PAIR_WITH_CHILDREN, OLDER_PEOPLE, MORE, MORE_WITH_CHILDREN,
) = range(8)  # fmt: skip
N_TYPES = 8
PLACES = 256  # that a byte tells apart


class Households(NamedTuple):
    """Counts and sums over households and their people, of each group of persons; empty where not recorded.

    Money is in cents a month.
    """

    by_equivalised: Totals  # (BINS, 2): people; disposable income per equivalent adult of their households
    by_disposable: Totals  # (BINS, 2): households; income after taxes
    by_money: Totals  # (BINS, 2): households; income in money before taxes
    people: Totals  # (3, 4): persons, poor, poor by the supplemental measure; 0
    ages: Totals  # (g, 8): adults, with and without work, poor, supplementally; disposable, pay; 0
    pay: Totals  # (g, BINS): those who earn
    types: Totals  # (N_TYPES, 8): households, people, poor, supplementally, minors, poor minors; money, left
    places: Totals  # (PLACES, 8): households, people, poor, supplementally, with, without work; money, left


class Lines(NamedTuple):
    """Tables by which households and people are told apart."""

    official: Amounts  # (MOST_PEOPLE + 1,): poverty line by size, cents a month
    supplemental: Amounts  # (2, MOST_ADULTS + 1, MOST_PEOPLE + 1): by home, grown-ups and minors
    age_group: Codes  # (256,): by years of age


class HouseholdLists(NamedTuple):
    """What is recorded of the households of a block, in the row of the keeper; 0 in the rows of others."""

    count: Wholes  # 1 in the row of a keeper
    money: Wholes  # income in money before taxes, cents
    gross: Wholes  # income before taxes without grants, cents
    equity: Wholes  # units
    cents: Wholes  # wealth without its fraction
    wealth: Amounts
    poor: Wholes  # 1 if the household is poor
    lacking: Wholes  # 1 if it is poor by the supplemental measure
    rows: Wholes  # of the kind of household; of every person: of the age group, of the place
    working: Wholes  # of every person: 1 with pay
    looking: Wholes  # of every person: 1 without work and looking for it


def empty_households(groups: int, age_groups: int, *, record: bool) -> Households:
    """Allocate the distributions of ``groups`` groups of persons; without rows if not to be recorded."""
    bins, one = (BINS, 1) if record else (1, 0)
    shapes = (
        (bins, 2), (bins, 2), (bins, 2), (3, 4), (one * age_groups, 8), (one * age_groups, bins),
        (one * N_TYPES, 8), (one * PLACES, 8),
    )  # fmt: skip
    return Households(*(zeros(groups, *shape) for shape in shapes))


@njit(cache=True, inline="always")
def households_of(group: int, all_: Households) -> Households:
    """Return the distributions of one group."""
    return Households(
        all_.by_equivalised[group], all_.by_disposable[group], all_.by_money[group], all_.people[group],
        all_.ages[group], all_.pay[group], all_.types[group], all_.places[group],
    )  # fmt: skip


@row_rule
def record_together(
    bins: Distribution, households: Households, recorded: Recorded, lists: HouseholdLists, purses: Purses,
    persons: Persons, budgets: Budgets, lines: Lines, poverty_line: float, scale: Amounts,
) -> None:  # fmt: skip
    """Add a block of persons who may live in households to all distributions.

    Wealth is that of households; consumption and wealth by income of persons are shared out among adults.
    """
    add_up(recorded, budgets)
    _pool(lists, purses, persons, budgets)
    _record_kinds(households, lists, purses, persons, lines)
    _record_incomes(households, lists, purses, scale)
    _record_ages(households, lists, purses, persons, budgets, lines.age_group)
    _record_places(households, lists, purses, persons)
    _share(budgets.consumption, purses)
    _share_wealth(recorded.wealth, lists.cents, purses)
    record_disposable(bins, recorded, budgets, poverty_line)
    record_gross(bins.by_gross, recorded.bins, budgets.gross)
    record_wealth(
        bins.by_wealth, recorded.bins, lists.count, lists.wealth, lists.cents, lists.equity, lists.gross
    )
    record_wages(bins.by_wage, recorded.bins, budgets.earned)


@row_rule
def _pool(lists: HouseholdLists, purses: Purses, persons: Persons, budgets: Budgets) -> None:
    """Add up what the members of each household have."""
    keeper, in_kind, adults = purses.keeper, purses.credits, purses.adults
    count, money, gross, equity = lists.count, lists.money, lists.gross, lists.equity
    wealth, cents = lists.wealth, lists.cents
    own_gross, untaxed, own_wealth, units = budgets.gross, budgets.untaxed, budgets.wealth, persons.equity
    for k in range(count.size):
        count[k] = 1 if adults[k] > 0 else 0
        money[k] = gross[k] = equity[k] = 0
        wealth[k] = 0.0
    for k in range(count.size):
        row = keeper[k]
        gross[row] += own_gross[k]
        money[row] += own_gross[k] + untaxed[k] - in_kind[k]
        equity[row] += np.int64(units[k])
        wealth[row] += own_wealth[k]
    for k in range(count.size):
        cents[k] = whole_part(wealth[k])


@row_rule
def _record_kinds(
    households: Households, lists: HouseholdLists, purses: Purses, persons: Persons, lines: Lines
) -> None:
    """Find out who is poor, and add to the people by age and to the kinds of households."""
    types, people, children, home = households.types, households.people, persons.children, persons.home
    adults, minors, older, size = purses.adults, purses.minors, purses.older, purses.size
    disposable, money, poor, lacking = purses.disposable, lists.money, lists.poor, lists.lacking
    official, supplemental = lines.official, lines.supplemental
    for k in range(adults.size):
        poor[k] = lacking[k] = 0
        if adults[k] == 0:
            continue
        kids = np.int64(number_of_children(np.int64(children[k])))
        grown, young = adults[k] - minors[k], kids + minors[k]
        if grown == 0:  # minors who live on their own
            grown, young = adults[k], kids
        owner = 1 if home[k] > 0 else 0
        poor[k] = 1 if to_real(money[k]) < official[size[k]] else 0
        lacking[k] = 1 if to_real(disposable[k]) < supplemental[owner, grown, young] else 0
        below = kids + minors[k]
        for age, persons_of in ((0, below), (1, size[k] - below - older[k]), (2, older[k])):
            people[age, 0] += persons_of
            people[age, 1] += persons_of * poor[k]
            people[age, 2] += persons_of * lacking[k]
        kind = _kind(grown, young, older[k])
        types[kind, 0] += 1
        types[kind, 1] += size[k]
        types[kind, 2] += size[k] * poor[k]
        types[kind, 3] += size[k] * lacking[k]
        types[kind, 4] += below
        types[kind, 5] += below * poor[k]
        types[kind, 6] += money[k]
        types[kind, 7] += disposable[k]


@row_rule
def _kind(grown: int, young: int, older: int) -> int:
    """Return the kind of a household by its grown-ups, minors and older people."""
    if young > 0:
        return LONE_PARENT if grown == 1 else (PAIR_WITH_CHILDREN if grown == 2 else MORE_WITH_CHILDREN)
    if older == grown:
        return OLDER_SINGLE if grown == 1 else OLDER_PEOPLE
    return SINGLE if grown == 1 else (PAIR if grown == 2 else MORE)


@row_rule
def _record_incomes(households: Households, lists: HouseholdLists, purses: Purses, scale: Amounts) -> None:
    """Add to the distributions of households by income, and of people by equivalised income."""
    count, money, rows = lists.count, lists.money, lists.rows
    size, disposable = purses.size, purses.disposable
    by_equivalised = households.by_equivalised
    for k in range(rows.size):
        rows[k] = bin_of(to_real(money[k]))
    add_columns(households.by_money, rows, 0, (count, money))
    for k in range(rows.size):
        rows[k] = bin_of(to_real(disposable[k]))
    add_columns(households.by_disposable, rows, 0, (count, disposable))
    for k in range(rows.size):
        equal = to_real(disposable[k]) / scale[np.uint64(size[k])]
        row = np.uint64(bin_of(equal))
        by_equivalised[row, 0] += size[k]
        by_equivalised[row, 1] += size[k] * whole_part(equal)


@row_rule
def _record_ages(
    households: Households, lists: HouseholdLists, purses: Purses, persons: Persons, budgets: Budgets,
    age_group: Codes,
) -> None:  # fmt: skip
    """Add persons to their age groups."""
    rows, working, looking, keeper = lists.rows, lists.working, lists.looking, purses.keeper
    poor, lacking = lists.poor, lists.lacking
    age, status, earned, disposable = persons.age, persons.status, budgets.earned, budgets.disposable
    ages, pay = households.ages, households.pay
    for k in range(rows.size):
        row = np.int64(age_group[age[k]])
        rows[k] = row
        working[k] = 1 if earned[k] > 0 else 0
        looking[k] = 1 if (status[k] == UNEMPLOYED) & (earned[k] <= 0) else 0
        ages[row, 2] += looking[k]
        ages[row, 3] += poor[keeper[k]]
        ages[row, 4] += lacking[keeper[k]]
        if earned[k] > 0:
            pay[row, bin_of(to_real(earned[k]))] += 1
    add_columns(ages, rows, 0, (1, working))
    add_columns(ages, rows, 5, (disposable, earned))


@row_rule
def _record_places(households: Households, lists: HouseholdLists, purses: Purses, persons: Persons) -> None:
    """Add households and their people to the places where they live; members live where the keeper does."""
    rows, working, looking, count = lists.rows, lists.working, lists.looking, lists.count
    poor, lacking, size, place = lists.poor, lists.lacking, purses.size, persons.place
    for k in range(rows.size):
        rows[k] = np.int64(place[k])
        poor[k] *= size[k]
        lacking[k] *= size[k]
    add_columns(households.places, rows, 0, (count, size, poor, lacking))
    add_columns(households.places, rows, 4, (working, looking, lists.money, purses.disposable))


@row_rule
def _share(amounts: Wholes, purses: Purses) -> None:
    """Share what stands at the keepers among all adults of their households; what cannot be shared stays."""
    keeper, adults = purses.keeper, purses.adults
    for k in range(amounts.size - 1, -1, -1):  # from behind: the keeper has the lowest row of the household
        row = keeper[k]
        if row != k:
            part = amounts[row] // (adults[row] if adults[row] > 0 else 1)
            amounts[k] = part
    for k in range(amounts.size):
        row = keeper[k]
        if row != k:
            amounts[row] -= amounts[k]


@row_rule
def _share_wealth(amounts: Wholes, of_households: Wholes, purses: Purses) -> None:
    """Write the wealth of households, and share it among their adults."""
    for k in range(amounts.size):
        amounts[k] = of_households[k]
    _share(amounts, purses)
