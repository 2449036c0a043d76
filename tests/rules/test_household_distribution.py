"""What is recorded of households and their people, against sums over households made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.kernels.bins import BINS, bin_of
from sim.rules.budget import POINT
from sim.rules.distribution import Recorded, distribution_of, empty_distributions
from sim.rules.household_distribution import (
    N_TYPES,
    PLACES,
    HouseholdLists,
    Lines,
    empty_households,
    households_of,
    record_together,
)
from sim.rules.housing import BURDENS, COST, DISPOSABLE, HOUSEHOLDS, NET, PEOPLE, Housing
from sim.rules.purse import MOST_ADULTS, MOST_PEOPLE, Purses, gather
from sim.state.columns import EMPLOYED, OUTSIDE, OWNER, TENANT, UNEMPLOYED
from sim.state.households import packed_children

from .persons import empty_budgets, persons

AGE_GROUPS, RATE, LINE = 3, 3 << 18, 300_000.0
AGES = [
    (30,), (70,), (17,), (40, 38), (40, 66), (70, 68), (45, 43, 20), (50, 16, 17), (67, 66, 90),
    (35, 33, 70, 19), (25,), (55, 14),
]  # fmt: skip
"""Ages of the adults of the households, the keeper of the purse first."""
CHILDREN = [(0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 2, 1), (0, 0, 0), (0, 0, 0),
            (2, 0, 0), (0, 1, 0), (0, 0, 0)]  # fmt: skip


@pytest.fixture(scope="module")
def recorded():
    """Record a block of households, and return it with what was recorded."""
    random, n = np.random.default_rng(8), sum(map(len, AGES))
    first = np.cumsum([0, *map(len, AGES[:-1])])
    status = random.choice([EMPLOYED, UNEMPLOYED, OUTSIDE], n)
    block = persons(
        age=np.concatenate([np.array(ages) for ages in AGES]), status=status,
        purse=np.concatenate([np.arange(len(ages)) for ages in AGES]),
        equity=random.integers(0, 10**6, n), property=random.integers(0, 10**5, n),
        children=np.zeros(n), home=np.zeros(n), place=random.integers(0, 5, n),
    )  # fmt: skip
    block.children[first] = [packed_children(*bands) for bands in CHILDREN]
    block.home[first] = random.choice([TENANT, OWNER], len(AGES))
    earned = np.where(status == EMPLOYED, random.integers(50_000, 900_000, n), 0)
    earned[np.flatnonzero(status == UNEMPLOYED)[0]] = 120_000  # has a guaranteed job
    earned[np.flatnonzero(status == EMPLOYED)[0]] = 1  # a single cent is pay, too
    disposable, wealth = random.integers(20_000, 700_000, n), random.uniform(0.0, 1e8, n) + 0.5
    disposable[first[1]] = 0  # nothing is left after taxes
    budgets = empty_budgets(
        n, earned=earned, gross=earned + random.integers(60_000, 200_000, n),
        untaxed=random.integers(1_000, 60_000, n), disposable=disposable, wealth=wealth,
        income_tax=random.integers(0, 50_000, n), capital_tax=random.integers(0, 5_000, n),
        wealth_tax=random.integers(0, 900, n), transfers=random.integers(0, 70_000, n), consumption=0,
    )  # fmt: skip
    budgets.consumption[first] = random.integers(30_000, 800_000, len(AGES))
    purses = Purses(*(np.zeros(n, np.int64) for _ in Purses._fields))
    gather(block, purses)
    purses.credits[:] = random.integers(0, 900, n)
    keeper = np.asarray(purses.keeper)
    purses.disposable[first] = np.bincount(keeper, disposable, n)[first]
    given = SimpleNamespace(**{name: np.array(column) for name, column in budgets._asdict().items()})
    lines = Lines(
        official=100_000.0 + 60_000.0 * np.arange(MOST_PEOPLE + 1),
        supplemental=random.uniform(1e5, 9e5, (2, MOST_ADULTS + 1, MOST_PEOPLE + 1)),
        parts=1.0 / np.maximum(np.arange(MOST_ADULTS + 1.0), 1.0),
        kinds=np.arange(16).reshape(4, 2, 2).astype(np.uint8) % N_TYPES,
        age_group=(np.arange(256) // 35).clip(0, 2).astype(np.uint8), property_rate=RATE,
    )  # fmt: skip
    scale = 1.0 / np.sqrt(np.maximum(np.arange(MOST_PEOPLE + 1.0), 1.0))
    housing = Housing(random.uniform(1.0, 3.0, (2, MOST_PEOPLE + 1)), 0.9, 0.8)
    bins, tables = empty_distributions(1, record=True), empty_households(1, AGE_GROUPS, record=True)
    names = HouseholdLists._fields
    lists = HouseholdLists(
        *(np.zeros(n, np.float64 if name in ("wealth", "equal") else np.int64) for name in names)
    )
    room = Recorded(*(np.zeros(n, np.int64) for _ in Recorded._fields))
    for _ in range(2):  # sums are added to; twice what is recorded once
        for name, column in given.__dict__.items():
            getattr(budgets, name)[:] = column
        record_together(
            distribution_of(0, bins), households_of(0, tables), room, lists, purses, block, budgets, lines,
            LINE, scale, housing,
        )  # fmt: skip
    return SimpleNamespace(
        block=block, given=given, after=budgets, purses=purses, keeper=keeper, first=first, lines=lines,
        scale=scale, housing=housing, bins=distribution_of(0, bins), tables=households_of(0, tables),
        lists=lists,
    )  # fmt: skip


@pytest.fixture(scope="module")
def households(recorded):
    """Return each household's people and money by definition."""
    found, block, given = [], recorded.block, recorded.given
    for ages, bands, first in zip(AGES, CHILDREN, recorded.first, strict=True):
        rows = np.arange(first, first + len(ages))
        kept = block.property[rows].astype(int) * RATE >> POINT
        money = given.gross[rows] + given.untaxed[rows] - recorded.purses.credits[rows] - kept
        ages, size = np.array(ages), len(ages) + sum(bands)
        teens = (ages < 18).sum()
        own = teens < ages.size  # with a grown-up
        grown, below = ages.size - teens * own, sum(bands) + teens * own
        old = (ages >= 65).sum()
        disposable = given.disposable[rows].sum() - kept.sum()
        lines, home = recorded.lines, int(block.home[first])
        found.append(SimpleNamespace(
            rows=rows, first=first, size=size, minors=sum(bands) + teens, old=old, money=money.sum(),
            disposable=disposable, poor=money.sum() < lines.official[size],
            lacking=disposable < lines.supplemental[home, grown, below], home=home,
            kind=int(lines.kinds[min(grown, 3), int(old == grown), int(below > 0)]),
            wealth=given.wealth[rows].sum(), equity=block.equity[rows].sum(dtype=int),
            gross=given.gross[rows].sum(), adults=ages.size, eldest=ages.max(),
            working=(given.earned[rows] > 0).sum(), place=int(block.place[first]),
            looking=((block.status[rows] == UNEMPLOYED) & (given.earned[rows] <= 0)).sum(),
            spent=int(given.consumption[first]),
        ))  # fmt: skip
    return found


def table(rows, size, *columns):
    """Return twice the sums of columns by row."""
    return np.stack([np.bincount(rows, np.asarray(column, float), size) for column in columns], axis=1) * 2


def of(households, name):
    return np.array([getattr(one, name) for one in households])


def test_the_block_has_poor_and_lacking_households_and_others(households):
    for name in ("poor", "lacking"):
        assert 0 < of(households, name).sum() < len(households)
    assert of(households, "looking").sum() > 0
    assert {one.home for one in households} == {TENANT, OWNER}


def test_kinds_of_households_are_counted_with_their_people_and_money(recorded, households):
    size, poor, minors = (of(households, name) for name in ("size", "poor", "minors"))
    columns = (
        np.ones(size.size), size, size * poor, size * of(households, "lacking"), minors, minors * poor,
        of(households, "money"), of(households, "disposable"),
    )  # fmt: skip
    expected = table(of(households, "kind"), N_TYPES, *columns)
    np.testing.assert_array_equal(recorded.tables.types, expected)


def test_places_are_those_of_the_keeper(recorded, households):
    size = of(households, "size")
    columns = (
        np.ones(size.size), size, size * of(households, "poor"), size * of(households, "lacking"),
        of(households, "working"), of(households, "looking"), of(households, "money"),
        of(households, "disposable"),
    )  # fmt: skip
    expected = table(of(households, "place"), PLACES, *columns)
    np.testing.assert_array_equal(recorded.tables.places, expected)


def test_people_are_children_grown_or_old(recorded, households):
    minors, old = of(households, "minors"), of(households, "old")
    others = of(households, "size") - minors - old
    for row, people in enumerate((minors, others, old)):
        for column, counted in enumerate((1, of(households, "poor"), of(households, "lacking"))):
            assert recorded.tables.people[row, column] == 2 * (people * counted).sum(), (row, column)


def test_households_and_people_by_income(recorded, households):
    size, money, disposable = (of(households, name) for name in ("size", "money", "disposable"))
    equal = np.array([one.disposable * recorded.scale[one.size] for one in households])
    ones = np.ones(size.size)
    for found, amounts, columns in (
        (recorded.tables.by_money, money, (ones, money)),
        (recorded.tables.by_disposable, disposable, (ones, disposable)),
        (recorded.tables.by_equivalised, equal, (size, size * equal.astype(int))),
    ):
        rows = [bin_of(float(amount)) for amount in amounts]
        np.testing.assert_array_equal(found, table(rows, BINS, *columns))


def test_wealth_lies_with_households(recorded, households):
    wealth = of(households, "wealth")
    columns = (np.ones(wealth.size), wealth.astype(int), of(households, "equity"), of(households, "gross"))
    expected = table([bin_of(amount) for amount in wealth], BINS, *columns)
    np.testing.assert_array_equal(recorded.bins.by_wealth, expected)


def shared(households, amounts):
    """Share amounts of households out among their adults; the keeper has what is left over."""
    found = []
    for one, amount in zip(households, amounts, strict=True):
        each = int(amount / one.adults)
        found += [amount - (one.adults - 1) * each, *[each] * (one.adults - 1)]
    return np.array(found)


def test_income_consumption_and_wealth_are_shared_out_among_adults(recorded, households):
    spent, gross = of(households, "spent"), of(households, "gross")
    whole = np.array([recorded.given.disposable[one.rows].sum() for one in households])
    disposable = shared(households, whole)
    np.testing.assert_array_equal(recorded.after.consumption, shared(households, spent))
    np.testing.assert_array_equal(recorded.after.gross, shared(households, gross))
    np.testing.assert_array_equal(recorded.after.disposable, disposable)
    given = recorded.given
    wealth = shared(households, of(households, "wealth").astype(int))
    columns = (
        np.ones(disposable.size), shared(households, gross), disposable,
        given.income_tax + given.capital_tax + given.wealth_tax, given.transfers + given.untaxed,
        shared(households, spent), wealth, np.zeros(disposable.size),
    )  # fmt: skip
    expected = table([bin_of(float(income)) for income in disposable], BINS, *columns)
    np.testing.assert_array_equal(recorded.bins.by_disposable, expected)
    rows = [bin_of(float(income)) for income in shared(households, gross)]
    expected = table(rows, BINS, np.ones(disposable.size), shared(households, gross))
    np.testing.assert_array_equal(recorded.bins.by_gross, expected)


def test_persons_under_the_line_and_just_above_it(recorded):
    income, line = recorded.after.disposable, LINE
    missing = np.maximum(0.0, 1.0 - income / line)
    poor, near = (income < line).sum(), ((income >= line) & (income < 1.25 * line)).sum()
    assert recorded.bins.poor[0] == 2 * poor
    assert recorded.bins.poor[1] == 2 * near
    assert recorded.bins.poor[2] == pytest.approx(2e6 * missing.sum(), abs=2.0 * income.size)
    assert poor > 0


def test_the_gap_of_poor_households(recorded, households):
    money, size = of(households, "money"), of(households, "size")
    line = recorded.lines.official[size]
    near = (money >= line) & (money < 1.25 * line)
    assert recorded.tables.gap[0] == 2 * size[near].sum()
    missing = (size * (1e6 * np.maximum(0.0, 1.0 - money / line)).astype(int)).sum()
    assert recorded.tables.gap[1] == pytest.approx(2 * missing, abs=2.0 * size.sum())


def test_adults_are_counted_by_age_with_their_pay(recorded, households):
    block, given = recorded.block, recorded.given
    groups = recorded.lines.age_group[block.age].astype(int)
    poor, lacking = (
        np.repeat(of(households, name), of(households, "adults")) for name in ("poor", "lacking")
    )
    looking = (block.status == UNEMPLOYED) & (given.earned <= 0)
    columns = (
        np.ones(groups.size), given.earned > 0, poor, lacking, recorded.after.disposable, given.earned,
        looking, np.zeros(groups.size),
    )  # fmt: skip
    np.testing.assert_array_equal(recorded.tables.ages, table(groups, AGE_GROUPS, *columns))
    pay = np.zeros((AGE_GROUPS, BINS), int)
    np.add.at(pay, (groups, [bin_of(float(cents)) for cents in given.earned]), 2)
    np.testing.assert_array_equal(recorded.tables.pay, pay)
    np.testing.assert_array_equal(recorded.lists.needy, poor)
    np.testing.assert_array_equal(recorded.lists.short, lacking)
    working = given.earned > 0
    by_wage = table([bin_of(float(cents)) for cents in given.earned[working]], BINS, np.ones(working.sum()))
    np.testing.assert_array_equal(recorded.bins.by_wage.sum(axis=1), by_wage[:, 0])


def test_homes_cost_a_part_of_spending_and_are_counted_by_tenure(recorded, households):
    tables, housing = recorded.tables, recorded.housing
    sums, burdens = np.zeros((2, 5)), np.zeros((2, BURDENS))
    incomes, nets = np.zeros((2, BINS)), np.zeros((2, BINS))
    ages, wealths = np.zeros((AGE_GROUPS, 2)), np.zeros((BINS, 2))
    for one in households:
        scale = recorded.scale[one.size]
        cost = min(housing.part[one.home, one.size] * (one.spent * scale) ** 0.9, one.spent)
        net = int(0.8 * (one.disposable - cost) * scale)
        sums[one.home, HOUSEHOLDS] += 2
        sums[one.home, PEOPLE] += 2 * one.size
        sums[one.home, DISPOSABLE] += 2 * one.disposable
        sums[one.home, COST] += 2 * int(cost)
        sums[one.home, NET] += 2 * one.size * net
        part = 100.0 * cost / max(one.disposable, 1.0)
        burdens[one.home, int(part if cost < one.disposable * 1.28 else 127.0)] += 2
        incomes[one.home, bin_of(float(one.disposable))] += 2
        nets[one.home, bin_of(float(net))] += 2 * one.size
        ages[recorded.lines.age_group[one.eldest]] += (2, 2 * one.home)
        wealths[bin_of(one.wealth)] += (2, 2 * one.home)
    np.testing.assert_allclose(tables.home_sums, sums, atol=60)
    for found, expected in (
        (tables.home_burdens, burdens), (tables.home_incomes, incomes), (tables.home_net, nets),
        (tables.home_ages, ages), (tables.home_wealth, wealths),
    ):  # fmt: skip
        np.testing.assert_array_equal(found, expected)


def test_where_nothing_is_recorded_there_is_no_room():
    for column in (*empty_households(2, AGE_GROUPS, record=False), *empty_distributions(2, record=False)):
        assert column.shape[0] == 2
    off = empty_households(2, AGE_GROUPS, record=False)
    assert off.types.size == off.places.size == off.ages.size == 0
    on = empty_households(2, AGE_GROUPS, record=True)
    assert on.by_money.shape == (2, BINS, 2)
    assert on.places.shape == (2, PLACES, 8)
    assert empty_distributions(2, record=False).durations.shape == (2, 0)
