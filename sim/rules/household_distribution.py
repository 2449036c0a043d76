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
from sim.rules.budget import POINT, Budgets, Persons
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
from sim.rules.housing import BURDENS, N_HOME_SUMS, Homes, Housing, record_homes
from sim.rules.poverty_gap import record_gap
from sim.rules.purse import Purses, members_in
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
    people: Totals  # (3, 4): persons, poor, lacking (poor by the supplemental measure); 0
    ages: Totals  # (g, 8): adults, those with pay, poor, lacking; disposable income, pay, looking, 0
    pay: Totals  # (g, BINS): by pay; those without in bin 0
    types: Totals  # (N_TYPES, 8): households, people, poor, lacking, minors, poor minors; money, disposable
    places: Totals  # (PLACES, 8): households, people, poor, lacking, with pay, looking; money, disposable
    home_sums: Totals  # (2, N_HOME_SUMS): this and the next as in ``rules.housing.Homes``
    home_incomes: Totals  # (2, BINS)
    home_net: Totals  # (2, BINS)
    home_burdens: Totals  # (2, BURDENS)
    home_ages: Totals  # (g, 2)
    home_wealth: Totals  # (BINS, 2)
    gap: Totals  # (2,): people in households just above the line; what the poor miss, parts of it


class Lines(NamedTuple):
    """Tables by which households and people are told apart."""

    official: Amounts  # (MOST_PEOPLE + 1,): poverty line by size, cents a month
    supplemental: Amounts  # (2, MOST_ADULTS + 1, MOST_PEOPLE + 1): by home, grown-ups and minors
    parts: Amounts  # (MOST_ADULTS + 1,): one over the number of adults
    kinds: Codes  # (4, 2, 2): by up to three grown-ups, whether all of them are old, whether there are minors
    age_group: Codes  # (256,): by years of age
    property_rate: int  # of a unit of property a month, fixed point (budget.POINT): no income in money


class HouseholdLists(NamedTuple):
    """What is recorded of the households of a block, one behind the other; of every person where it says so.

    The lists may be longer than the block.

    Money is in cents.
    """

    number: Wholes  # of every person: number of the household
    first: Wholes  # row of the keeper
    size: Wholes
    minors: Wholes  # children, and members who are not grown up
    money: Wholes  # income before taxes in money
    gross: Wholes  # income before taxes without grants
    disposable: Wholes
    equity: Wholes  # units
    wealth: Amounts
    cents: Wholes  # wealth without its fraction
    work: Wholes  # members with pay; from SEEKERS on those who look for work
    seekers: Wholes
    poor: Wholes  # members if the household is poor, else 0
    lacking: Wholes  # the same by the supplemental measure
    poor_minors: Wholes
    eldest: Wholes  # age of the eldest
    equal: Amounts  # spending on housing before its factor
    share: Wholes  # of an adult in what is shared out
    rest: Wholes  # what of it is left to the keeper
    rows: Wholes  # in the distribution that is added to
    groups: Wholes  # of every person, as are the next five: row of the age group
    working: Wholes  # 1 with pay
    looking: Wholes  # 1 without work and looking for it
    needy: Wholes  # 1 in a poor household
    short: Wholes  # the same by the supplemental measure


SEEKERS = 32
"""Binary digits behind which a count of two begins."""


def empty_households(groups: int, age_groups: int, *, record: bool) -> Households:
    """Allocate the distributions of ``groups`` groups of persons; without rows if not to be recorded."""
    bins, one = (BINS, 1) if record else (1, 0)
    shapes = (
        (bins, 2), (bins, 2), (bins, 2), (3, 4), (one * age_groups, 8), (one * age_groups, bins),
        (one * N_TYPES, 8), (one * PLACES, 8), (2 * one, N_HOME_SUMS), (2 * one, bins), (2 * one, bins),
        (2 * one, BURDENS), (one * age_groups, 2), (bins, 2), (2,),
    )  # fmt: skip
    return Households(*(zeros(groups, *shape) for shape in shapes))


@njit(cache=True, inline="always")
def households_of(group: int, all_: Households) -> Households:
    """Return the distributions of one group."""
    return Households(
        all_.by_equivalised[group], all_.by_disposable[group], all_.by_money[group], all_.people[group],
        all_.ages[group], all_.pay[group], all_.types[group], all_.places[group],
        all_.home_sums[group], all_.home_incomes[group], all_.home_net[group], all_.home_burdens[group],
        all_.home_ages[group], all_.home_wealth[group], all_.gap[group],
    )  # fmt: skip


@row_rule
def record_together(
    bins: Distribution, households: Households, recorded: Recorded, lists: HouseholdLists, purses: Purses,
    persons: Persons, budgets: Budgets, lines: Lines, poverty_line: float, scale: Amounts,
    housing: Housing,
) -> None:  # fmt: skip
    """Add a block of persons who may live in households to all distributions.

    Wealth is that of households; income, consumption and wealth by income of persons are shared out among
    adults, as a purse is.
    """
    add_up(recorded, budgets)
    n = _list_households(lists, purses, persons, budgets, lines.property_rate)
    _record_kinds(n, households, lists, purses, persons, lines)
    record_gap(households.gap, lists.money[:n], lists.size[:n], lines.official)
    _record_incomes(n, households, lists, scale)
    _record_places(n, households.places, lists, persons)
    homes = Homes(
        households.home_sums, households.home_incomes, households.home_net, households.home_burdens,
        households.home_ages, households.home_wealth,
    )  # fmt: skip
    record_homes(
        n, homes, persons, lists.number, lists.first, lists.eldest, lists.size, lists.disposable,
        lists.wealth, budgets.consumption, purses.keeper, housing, scale, lines.age_group,
        budgets.position, lists.equal, lists.share, lists.rest,
    )  # fmt: skip
    rows, cents = lists.rows[:n], lists.cents[:n]
    record_wealth(bins.by_wealth, rows, lists.wealth[:n], cents, lists.equity[:n], lists.gross[:n])
    _share(n, recorded.wealth, cents, lists, purses, lines.parts)
    for k in range(n):
        cents[k] = budgets.consumption[lists.first[k]]
    _share(n, budgets.consumption, cents, lists, purses, lines.parts)
    _share(n, budgets.gross, lists.gross, lists, purses, lines.parts)
    for k in range(n):
        cents[k] = purses.disposable[lists.first[k]]
    _share(n, budgets.disposable, cents, lists, purses, lines.parts)
    record_disposable(bins, recorded, budgets, poverty_line)
    record_gross(bins.by_gross, recorded.bins, budgets.gross)
    record_wages(bins.by_wage, recorded.bins, budgets.earned)
    _record_ages(households, lists, recorded.bins, persons, budgets, lines.age_group)


@row_rule
def _list_households(
    lists: HouseholdLists, purses: Purses, persons: Persons, budgets: Budgets, property_rate: int
) -> int:
    """List the households of the block with what their members have; return how many they are.

    What property brings, the rent that owners save and what pension assets earn, is no income of what is
    measured, as in the surveys of income. Without a branch: every row writes behind the last household, and
    those of members are written over. Sums begin with the keepers, and add the members.
    """
    property_ = persons.property
    status, units, earned = persons.status, persons.equity, budgets.earned
    own_gross, untaxed, own_wealth, in_kind = budgets.gross, budgets.untaxed, budgets.wealth, purses.credits
    keeper, pooled, members, working = purses.keeper, purses.disposable, purses.size, lists.working
    number, first, size, money, gross = lists.number, lists.first, lists.size, lists.money, lists.gross
    disposable, equity, wealth, work = lists.disposable, lists.equity, lists.wealth, lists.work
    looking, own_money = lists.looking, lists.rest
    n = 0
    for k in range(keeper.size):
        kept = (np.int64(property_[k]) * property_rate) >> POINT
        own_money[k] = own_gross[k] + untaxed[k] - in_kind[k] - kept
        pays = 1 if earned[k] > 0 else 0
        looks = 1 if (status[k] == UNEMPLOYED) & (earned[k] <= 0) else 0
        working[k], looking[k] = pays, looks
    for k in range(keeper.size):
        number[k], first[n] = n, k
        n += 1 if keeper[k] == k else 0
    for row in range(n):
        k = np.uint64(first[row])
        size[row], gross[row], money[row], equity[row] = members[k], own_gross[k], own_money[k], units[k]
        disposable[row] = pooled[k] - ((np.int64(property_[k]) * property_rate) >> POINT)
        wealth[row], work[row] = own_wealth[k], working[k] + (looking[k] << SEEKERS)
    others = members_in(purses)
    for i in range(others.size):
        k = np.uint64(others[i])
        place = np.uint64(number[np.uint64(keeper[k])])
        number[k] = place
        gross[place] += own_gross[k]
        money[place] += own_money[k]
        disposable[place] -= (np.int64(property_[k]) * property_rate) >> POINT
        equity[place] += np.int64(units[k])
        wealth[place] += own_wealth[k]
        work[place] += working[k] + (looking[k] << SEEKERS)
    for k in range(n):
        lists.cents[k] = whole_part(wealth[k])
    return n


@row_rule
def _record_kinds(
    n: int, households: Households, lists: HouseholdLists, purses: Purses, persons: Persons, lines: Lines
) -> None:
    """Find out who is poor, and add to the people by age and to the kinds of households."""
    people, children, home = households.people, persons.children, persons.home
    all_adults, all_minors, all_older = purses.adults, purses.minors, purses.older
    first, size, money, disposable = lists.first[:n], lists.size[:n], lists.money[:n], lists.disposable[:n]
    poor, lacking, minors = lists.poor[:n], lists.lacking[:n], lists.minors[:n]
    poor_minors, rows = lists.poor_minors[:n], lists.rows[:n]
    official, supplemental, kinds = lines.official, lines.supplemental, lines.kinds
    young = young_poor = young_lacking = np.int64(0)
    old = old_poor = old_lacking = np.int64(0)
    everybody = everybody_poor = everybody_lacking = np.int64(0)
    for k in range(n):
        row = first[k]
        adults, older = np.int64(all_adults[row]), np.int64(all_older[row])
        kids, teens = np.int64(number_of_children(np.int64(children[row]))), np.int64(all_minors[row])
        teens_count = teens if teens < adults else np.int64(0)  # minors who live on their own are grown up
        grown, below = adults - teens_count, kids + teens_count
        is_poor = np.int64(to_real(money[k]) < official[size[k]])
        is_lacking = np.int64(to_real(disposable[k]) < supplemental[min(home[row], 1), grown, below])
        under = kids + teens
        poor[k], lacking[k] = size[k] * is_poor, size[k] * is_lacking
        minors[k], poor_minors[k] = under, under * is_poor
        few = grown if grown < 3 else np.int64(3)
        rows[k] = np.int64(kinds[few, np.int64(older == grown), np.int64(below > 0)])
        young += under
        young_poor += under * is_poor
        young_lacking += under * is_lacking
        old += older
        old_poor += older * is_poor
        old_lacking += older * is_lacking
        everybody += size[k]
        everybody_poor += poor[k]
        everybody_lacking += lacking[k]
    people[CHILDREN, 0] += young
    people[CHILDREN, 1] += young_poor
    people[CHILDREN, 2] += young_lacking
    people[GROWN, 0] += everybody - young - old
    people[GROWN, 1] += everybody_poor - young_poor - old_poor
    people[GROWN, 2] += everybody_lacking - young_lacking - old_lacking
    people[OLDER, 0] += old
    people[OLDER, 1] += old_poor
    people[OLDER, 2] += old_lacking
    add_columns(households.types, rows, 0, (1, size, poor, lacking))
    add_columns(households.types, rows, 4, (minors, poor_minors, money, disposable))


@row_rule
def _record_incomes(n: int, households: Households, lists: HouseholdLists, scale: Amounts) -> None:
    """Add to the distributions of households by income, and of people by equivalised income."""
    rows, money, disposable = lists.rows[:n], lists.money[:n], lists.disposable[:n]
    size, sums = lists.size[:n], lists.share[:n]
    for k in range(n):
        rows[k] = bin_of(to_real(money[k]))
    add_columns(households.by_money, rows, 0, (1, money))
    for k in range(n):
        rows[k] = bin_of(to_real(disposable[k]))
    add_columns(households.by_disposable, rows, 0, (1, disposable))
    for k in range(n):
        equal = to_real(disposable[k]) * scale[size[k]]
        rows[k] = bin_of(equal)
        sums[k] = size[k] * whole_part(equal)
    add_columns(households.by_equivalised, rows, 0, (size, sums))


@row_rule
def _record_places(n: int, places: Totals, lists: HouseholdLists, persons: Persons) -> None:
    """Add households and their people to the places where they live; members live where the keeper does."""
    rows, first, place, work, seekers = lists.rows[:n], lists.first, persons.place, lists.work, lists.seekers
    for k in range(n):
        rows[k] = np.int64(place[first[k]])
        seekers[k] = work[k] >> SEEKERS
        work[k] &= (1 << SEEKERS) - 1
    add_columns(places, rows, 0, (1, lists.size[:n], lists.poor[:n], lists.lacking[:n]))
    add_columns(places, rows, 4, (work[:n], seekers[:n], lists.money[:n], lists.disposable[:n]))


@row_rule
def _record_ages(
    households: Households, lists: HouseholdLists, pay_bins: Wholes, persons: Persons, budgets: Budgets,
    age_group: Codes,
) -> None:  # fmt: skip
    """Add persons to their age groups; those without pay to bin 0 of pay."""
    people, number = persons.age.size, lists.number
    groups, needy, short = lists.groups[:people], lists.needy[:people], lists.short[:people]
    working, looking = lists.working[:people], lists.looking[:people]
    age, poor, lacking, pay = persons.age, lists.poor, lists.lacking, households.pay
    for k in range(people):
        group = np.int64(age_group[age[k]])
        groups[k] = group
        row = np.uint64(number[k])
        needy[k] = 1 if poor[row] > 0 else 0
        short[k] = 1 if lacking[row] > 0 else 0
        pay[np.uint64(group), np.uint64(pay_bins[k])] += 1
    add_columns(households.ages, groups, 0, (1, working, needy, short))
    add_columns(households.ages, groups, 4, (budgets.disposable, budgets.earned, looking, 0))


@row_rule
def _share(
    n: int, amounts: Wholes, of_households: Wholes, lists: HouseholdLists, purses: Purses, parts: Amounts
) -> None:
    """Share out among adults what their households have; the keeper has what whole cents leave over."""
    share, rest, first, number = lists.share, lists.rest, lists.first, lists.number
    adults, keeper = purses.adults, purses.keeper
    for k in range(n):
        all_ = np.int64(adults[first[k]])
        share[k] = whole_part(to_real(of_households[k]) * parts[all_])
        rest[k] = of_households[k] - (all_ - 1) * share[k]
    for k in range(amounts.size):
        row = np.uint64(number[k])
        amounts[k] = rest[row] if keeper[k] == k else share[row]
