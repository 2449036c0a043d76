"""Leaving, joining and inheriting move whole cents, units and children, and keep the form of households."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import household_moves as moves
from sim.state.columns import OWNER, TENANT
from sim.state.households import WIDEST, number_of_children, packed_children

from ..people import nobody

SIZE = 60


def block(seed, size=SIZE):
    """Return persons in households of one to five rows, with everything at the keepers' rows."""
    rng = np.random.default_rng(seed)
    workers = nobody(size)
    row = 0
    while row < size:
        members = min(int(rng.integers(1, 6)), size - row)
        workers.purse[row : row + members] = np.arange(members)
        workers.children[row] = packed_children(*rng.integers(0, 3, 3))
        workers.home[row] = rng.integers(0, 2)
        workers.deposits[row] = rng.integers(0, 1_000_000)
        workers.equity[row], workers.property[row] = rng.integers(0, 10**9, 2)
        row += members
    workers.age[:] = rng.integers(16, 86, size)
    return moves.residents_of(workers, 0, size)


def keepers(residents):
    return np.arange(residents.purse.size) - residents.purse.astype(int)


def owned(residents):
    """Return what all together own, to the cent and the unit."""
    columns = (residents.deposits, residents.equity, residents.property, residents.provider_equity)
    return [int(column.sum(dtype=np.int64)) for column in columns]


def check(residents):
    """Hold the form of households: the lowest row keeps the purse, and all that belongs to it."""
    keeper = keepers(residents)
    assert (keeper >= 0).all()
    assert (residents.purse[keeper] == 0).all()
    assert residents.purse.max() <= WIDEST
    others = residents.purse > 0
    for column in (residents.children, residents.deposits, residents.equity, residents.property):
        assert not column[others].any()
    assert (residents.home[others] == TENANT).all()


@given(
    seed=st.integers(0, 1_000), steps=st.lists(st.tuples(st.booleans(), st.integers(0, 2**30)), max_size=40)
)
def test_whatever_moves_nothing_is_lost_and_the_lowest_row_keeps_the_purse(seed, steps):
    residents = block(seed)
    before = owned(residents)
    children = sum(number_of_children(int(packed)) for packed in residents.children)
    for joins, draw in steps:
        row = draw % SIZE
        if not joins:
            moves.leave(residents, row)
            continue
        near = [k for k in range(max(0, row - WIDEST), min(SIZE, row + WIDEST + 1)) if k != row]
        keeper = keepers(residents)[near[draw // SIZE % len(near)]]
        if (
            keeper != row
            and moves.is_alone(residents.purse, row)
            and moves.fits(residents.purse, row, keeper)
        ):
            moves.join(residents, row, keeper)
        check(residents)
    assert owned(residents) == before
    after = sum(number_of_children(int(packed)) for packed in residents.children)
    full = residents.children.max() == 255
    assert after == children or full, "only a household with all bands full has no room for a child"


@pytest.mark.parametrize("seed", range(3))
def test_who_joins_must_not_stretch_a_household_beyond_what_a_purse_reaches(seed):
    residents = block(seed)
    keeper = keepers(residents)
    found = set()
    for first in np.unique(keeper):
        members = np.flatnonzero(keeper == first)
        for row in range(max(0, first - WIDEST - 4), min(SIZE, first + WIDEST + 5)):
            if row in members:
                continue
            reach = max(row, members[-1]) - min(row, first)
            fits = moves.fits(residents.purse, row, first)
            assert fits == (reach <= WIDEST), (row, first)
            found.add((row < first, bool(fits)))
    assert found == {(below, fits) for below in (False, True) for fits in (False, True)}


def test_members_are_found_up_to_the_end_of_the_block():
    for size in (5, 16, 17, 40):
        residents = block(6, size)
        keeper = keepers(residents)
        for first in np.unique(keeper):
            members = np.flatnonzero(keeper == first)
            belong = moves.members_of(residents.purse, first)
            assert [back for back in range(1, WIDEST + 1) if belong >> back & 1] == list(members[1:] - first)
            expected = members[1] if members.size > 1 else moves.NOBODY
            assert moves.next_member(residents.purse, first) == expected
            assert moves.is_alone(residents.purse, first) == (members.size == 1)
            ages = residents.age[members].astype(int)
            order = members[np.lexsort((members, -ages))]
            second = order[1] if order.size > 1 else moves.NOBODY
            assert moves.eldest(residents, first) == (order[0], second)
            assert moves.age_of_eldest(residents.age, residents.purse, first) == ages.max()


def test_all_three_claims_are_handed_over_and_halved():
    residents = block(7)
    residents.purse[:] = 0
    claims = (residents.equity, residents.property, residents.provider_equity)
    for units, held in zip(claims, (10, 20, 30), strict=True):
        units[:2] = (held, 1)
    assert moves.can_hold(residents, 0, 1)
    moves.hand_over(residents, 0, 1)
    assert [units[:2].tolist() for units in claims] == [[0, 11], [0, 21], [0, 31]]
    for units in claims:
        units[0] = 0
    moves.halve(residents, 1, 0)
    assert [units[:2].tolist() for units in claims] == [[5, 6], [10, 11], [15, 16]]
    for units in claims:
        before = units[0]
        units[0] = moves.LARGEST_UNITS
        assert not moves.can_hold(residents, 0, 1)
        assert not moves.can_hold(residents, 1, 0)
        units[0] = moves.LARGEST_UNITS - int(units[1])
        assert moves.can_hold(residents, 0, 1)
        units[0] = before


def test_a_half_that_finds_no_room_stays():
    residents = block(8)
    residents.purse[:] = 0
    residents.equity[:2] = (1_000, moves.LARGEST_UNITS - 7)
    moves.halve(residents, 0, 1)
    assert residents.equity[:2].tolist() == [993, moves.LARGEST_UNITS]


def test_children_of_two_households_are_together_after_they_join():
    residents = block(9)
    residents.purse[:], residents.children[:], residents.home[:] = 0, 0, TENANT
    residents.children[[3, 5]] = packed_children(1, 2, 0), packed_children(2, 0, 1)
    moves.join(residents, 5, 3)
    assert residents.children[3] == packed_children(3, 2, 1)
    assert residents.children[5] == 0
    residents.children[1] = packed_children(0, 1, 0)
    moves.join(residents, 1, 3)  # from below: its own child stays, the others come
    assert residents.purse[[1, 3, 5]].tolist() == [0, 2, 4]
    assert residents.children[[1, 3, 5]].tolist() == [packed_children(3, 3, 1), 0, 0]


def test_the_next_member_becomes_keeper_and_who_leaves_takes_nothing():
    residents = block(1)
    residents.purse[:] = 0
    residents.purse[:6] = (0, 1, 2, 0, 4, 0)  # rows 0, 1, 2, 4 are a household, rows 3 and 5 others
    residents.deposits[:6], residents.children[:6] = (90, 0, 0, 7, 0, 8), (packed_children(1, 2, 0), *[0] * 5)
    residents.home[:6] = (OWNER, *[TENANT] * 5)
    moves.leave(residents, 0)
    assert residents.purse[:6].tolist() == [0, 0, 1, 0, 3, 0]
    assert residents.deposits[:6].tolist() == [0, 90, 0, 7, 0, 8]
    assert residents.children[:6].tolist() == [0, packed_children(1, 2, 0), 0, 0, 0, 0]
    assert residents.home[:6].tolist() == [TENANT, OWNER, *[TENANT] * 4]
    moves.leave(residents, 4)
    assert residents.purse[:6].tolist() == [0, 0, 1, 0, 0, 0]
    assert residents.deposits[4] == 0


def test_the_lower_row_keeps_the_purse_of_two():
    residents = block(2)
    residents.purse[:] = 0
    residents.purse[2] = 1
    residents.deposits[:8] = (5, 20, 0, 1, 1, 1, 1, 1)
    residents.place[:8] = (3, 9, 9, 0, 0, 0, 0, 0)
    moves.join(residents, 0, 1)  # from below: the purse comes to row 0
    assert residents.purse[:8].tolist() == [0, 1, 2, 0, 0, 0, 0, 0]
    assert residents.deposits[:3].tolist() == [25, 0, 0]
    assert residents.place[0] == 9
    moves.join(residents, 7, 0)
    assert residents.purse[7] == 7
    assert residents.deposits[[0, 7]].tolist() == [26, 0]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        pytest.param((50, 47, 20), (0, 1), id="a couple and a child"),
        pytest.param((20, 50, 47), (1, 2), id="the child has the lowest row"),
        pytest.param((50, 20, 18), (0, moves.NOBODY), id="a parent and two children"),
        pytest.param((50, 34, 3), (0, moves.NOBODY), id="sixteen years are a generation"),
        pytest.param((50, 35, 3), (0, 1), id="fifteen are not"),
        pytest.param((40, 40, 40), (0, 1), id="rows break ties"),
    ],
)
def test_the_two_eldest_are_a_couple_if_no_generation_lies_between_them(ages, expected):
    residents = block(3)
    residents.purse[:] = 0
    residents.purse[:3] = (0, 1, 2)
    residents.age[:3] = ages
    for row in range(3):
        assert moves.couple(residents, row, 16) == expected


def test_claims_beyond_what_a_row_holds_stay_with_the_giver():
    residents = block(4)
    residents.equity[:2] = (4_000_000_000, 1_000_000_000)
    assert not moves.can_hold(residents, 0, 1)
    moves.hand_over(residents, 1, 0)
    assert residents.equity[:2].tolist() == [moves.LARGEST_UNITS, 5_000_000_000 - moves.LARGEST_UNITS]


@given(deposits=st.integers(0, 10**14), units=st.integers(0, moves.LARGEST_UNITS))
def test_a_half_is_half_and_odd_cents_stay(deposits, units):
    residents = block(5)
    residents.purse[:] = 0
    residents.deposits[:2], residents.equity[:2] = (deposits, 0), (units, 0)
    moves.halve(residents, 0, 1)
    assert residents.deposits[:2].tolist() == [deposits - deposits // 2, deposits // 2]
    assert residents.equity[:2].tolist() == [units - units // 2, units // 2]
