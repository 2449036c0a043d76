"""Children grow and are born, people join, leave and part: single rules on rows made by hand."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.phases.birthdays import birthday_block
from sim.rules.drawing_down import DrawingDown
from sim.rules.household_changes import (
    ROOM,
    bear,
    find_parents,
    find_partner,
    grow,
    leave_home,
    more_of_low_pay,
    part,
)
from sim.rules.household_moves import (
    NOBODY,
    add_children,
    can_hold,
    couple,
    eldest,
    halve,
    is_alone,
    join,
    leave,
    next_member,
)
from sim.rules.ledger import empty_ledger
from sim.rules.life_cycle import BIRTHS, GROWN_UP, JOINED, LEFT_HOME, N_LIFE_COUNTS, PARTED, LifeCycle
from sim.state.columns import OUTSIDE, OWNER, TENANT
from sim.state.households import (
    CHILD_AGES,
    HOUSEHOLD_BLOCK,
    large_children,
    middle_children,
    number_of_children,
    packed_children,
    small_children,
)

from ..people import nobody
from .residents import rows

KEY = 7


def counts():
    """Return counters of what happened."""
    return np.zeros(N_LIFE_COUNTS, np.int64)


NOTHING = LifeCycle(
    **{name: np.zeros((1, 256)) if name in ("first_jobs", "skill_spread", "owners") else np.zeros(256)
       for name, kind in LifeCycle.__annotations__.items() if kind not in (int, float, DrawingDown)},
    **{name: kind() for name, kind in LifeCycle.__annotations__.items() if kind in (int, float)},
    drawing_down=DrawingDown(np.zeros(256), 0.0, 0),
)  # fmt: skip
"""Chances of a life in which nothing happens."""


def life(**changes):
    """Return chances with which whatever may happen does."""
    return NOTHING._replace(**({
        "generation": 16, "partner_ages": 10, "single_births": 1.0, "first_births": 1.0, "later_births": 1.0,
        "by_pay": 0.0, "joining": np.ones(256), "usual_pay": np.full(256, 1_000.0),
    } | changes))  # fmt: skip


def test_children_grow_from_band_to_band_by_their_draws():
    draws, worker = 0, 0
    for worker in range(200):
        children = np.array([packed_children(2, 2, 1)], np.uint8)
        grow(children, 0, worker, 0.4, KEY)
        lot = [uniform(KEY, worker * ROOM + n) for n in range(5)]
        gone = int(lot[0] < 0.4)
        to_large = sum(u * (CHILD_AGES[1] - CHILD_AGES[0]) < 1.0 for u in lot[1:3])
        to_middle = sum(u * CHILD_AGES[0] < 1.0 for u in lot[3:])
        large = 1 - gone + min(to_large, 3 - (1 - gone))
        packed = int(children[0])
        assert large_children(packed) == large
        assert middle_children(packed) == 2 - to_large + to_middle
        assert small_children(packed) == 2 - to_middle
        draws += gone + to_large + to_middle
    assert draws > 100


def test_a_grown_child_leaves_and_the_couple_stays():
    for who, leaves in ((0, False), (1, False), (2, True)):
        residents, count = rows(age=[45, 44, 20], purse=[0, 1, 2]), counts()
        leave_home(residents, who, 16, count)
        assert is_alone(residents.purse, who) == leaves
        assert count[LEFT_HOME] == leaves


@pytest.mark.parametrize(
    ("ages", "children", "chances", "comes_to_them"),
    [
        ([30, 31], 0, {}, True),
        ([30, 31], 0, {"first_births": 0.0}, False),
        ([30, 31], 1, {"first_births": 0.0, "later_births": 0.0, "single_births": 0.0}, True),
        ([30, 31], 2, {"later_births": 0.0}, False),
        ([30, 60], 0, {"single_births": 0.0}, False),  # lives with somebody of another generation
        ([30, 60], 0, {"first_births": 0.0}, True),
    ],
)
def test_couples_and_singles_have_children_by_chances_of_their_own(ages, children, chances, comes_to_them):
    residents, count = rows(age=ages, purse=[0, 1]), counts()
    residents.children[0] = packed_children(children, 0, 0)
    # somebody has the child that is due: where chance prefers nobody, the person whose birthday it is
    others = rows(age=[*ages, 31], purse=[0, 1, 0])
    others.children[0] = packed_children(children, 0, 0)
    certain = life(**({"single_births": 1.0} | chances))
    bear(residents, 0, 0, certain, KEY, count)
    assert count[BIRTHS] == 1
    assert number_of_children(int(residents.children[0])) == children + 1
    bear(others, 0, 0, certain, KEY, counts())
    alone = number_of_children(int(others.children[2]))
    assert number_of_children(int(others.children[0])) + alone == children + 1
    if comes_to_them or chances.get("single_births") == 0.0:
        assert alone == 0
    else:
        assert alone == 1


@pytest.mark.parametrize(("pay", "chance"), [(1_000.0, 0.3), (2_000.0, 0.12), (500.0, 0.48)])
def test_births_without_a_partner_follow_pay_around_the_mean(pay, chance):
    """Twice 1 / (1 + (pay / usual pay)^2): as many on the mean, of those who are paid as usual."""
    came = []
    for worker in range(200):
        residents = rows(age=[30, 31], purse=[0, 0], wage=[pay, 1.0])
        bear(residents, 0, worker, life(by_pay=2.0, single_births=0.3), KEY, counts())
        own, rival = (uniform(KEY, worker * HOUSEHOLD_BLOCK + step) for step in range(2))
        # the rival is paid next to nothing: twice the mean; whose birthday it is has the child if nobody else
        came.append(own < chance or rival >= 0.6)
        assert number_of_children(int(residents.children[0])) == came[-1]
    assert 0 < sum(came) < len(came)


def test_a_child_comes_to_the_next_of_about_the_age_whom_chance_prefers():
    chosen = []
    for worker in range(60):
        residents, count = rows(age=[30, 33, 32, 60, 29, 31], wage=[1_000.0] * 6), counts()
        bear(residents, 2, worker, life(single_births=0.3), KEY, count)
        lots = [uniform(KEY, worker * HOUSEHOLD_BLOCK + step) for step in range(6)]
        near = [
            (step, (2 + step) % 6)
            for step in range(6)
            if abs([30, 33, 32, 60, 29, 31][(2 + step) % 6] - 32) <= 2
        ]
        expected = next((row for step, row in near if lots[step] < 0.3), 2)
        assert number_of_children(int(residents.children[expected])) == 1
        assert count[BIRTHS] == 1 == sum(number_of_children(int(one)) for one in residents.children)
        chosen.append(expected)
    assert set(chosen) == {0, 1, 2, 5}


@pytest.mark.parametrize(("wages", "ages", "chance"), [
    ([1_500.0, 500.0], [40, 38], 0.5), ([500.0, 2_500.0], [40, 38], 1.0 / 3.25),
    ([1_000.0, 0.0], [40, 38], 0.8),
    ([1_000.0, 1_000.0], [40, 31], 0.8),
])  # fmt: skip
def test_couples_part_by_their_mean_pay_over_the_usual_one_of_their_mean_age(wages, ages, chance):
    usual = np.where(np.arange(256) == 35, 2_000.0, 1_000.0)
    for worker in range(200):
        residents, count = rows(age=ages, purse=[0, 1], wage=wages), counts()
        part(residents, 0, worker, life(by_pay=2.0, usual_pay=usual), KEY, count)
        assert count[PARTED] == (uniform(KEY, worker) < chance)


def test_low_pay_is_half_as_likely_again_where_pay_is_usual():
    table = life(by_pay=2.0)
    assert more_of_low_pay(1_000.0, 30, table) == pytest.approx(0.5)
    assert more_of_low_pay(2_000.0, 30, table) == pytest.approx(0.2)
    assert more_of_low_pay(500.0, 30, table) == pytest.approx(0.8)


def test_who_parts_takes_half_and_leaves_children_and_home():
    residents, count = rows(
        age=[40, 38], purse=[0, 1], deposits=[1_001, 0], equity=[8, 0], property=[6, 0],
        provider_equity=[5, 0], home=[OWNER, TENANT],
    ), counts()  # fmt: skip
    residents.children[0] = packed_children(1, 0, 0)
    part(residents, 1, 1, life(), KEY, count)  # it is the lower row whose birthday counts
    assert count[PARTED] == 0
    part(residents, 0, 0, life(), KEY, count)
    assert count[PARTED] == 1
    assert residents.purse.tolist() == [0, 0]
    assert residents.deposits.tolist() == [501, 500]
    assert residents.equity.tolist() == [4, 4]
    assert residents.property.tolist() == [3, 3]
    assert residents.provider_equity.tolist() == [3, 2]
    assert number_of_children(int(residents.children[0])) == 1
    assert residents.home.tolist() == [OWNER, TENANT]


@pytest.mark.parametrize(("wages", "leaver"), [([10.0, 20.0], 1), ([20.0, 10.0], 0)])
def test_children_stay_with_the_one_who_is_paid_less_where_pay_matters(wages, leaver):
    residents = rows(age=[40, 38], purse=[0, 1], wage=wages, deposits=[1_000, 0])
    residents.children[0] = packed_children(1, 0, 0)
    part(residents, 0, 0, life(by_pay=1e-9), uniform_below_half(), counts())
    stays = 1 - leaver
    assert number_of_children(int(residents.children[stays])) == 1
    assert number_of_children(int(residents.children[leaver])) == 0
    assert residents.deposits.tolist() == [500, 500]


def uniform_below_half():
    """Return a key with which row 0 draws less than a half."""
    return next(key for key in range(100) if uniform(key, 0) < 0.5)


@pytest.mark.parametrize(
    ("ages", "purse", "joined"),
    [([40, 45], [0, 0], True), ([40, 51], [0, 0], False), ([40, 45, 20], [0, 0, 1], False)],
)
def test_single_people_of_about_an_age_join(ages, purse, joined):
    residents, count = rows(age=ages, purse=purse, deposits=[100, *[7] * (len(ages) - 1)]), counts()
    find_partner(residents, 0, 0, life(), KEY, count)
    assert count[JOINED] == joined
    assert (residents.purse[1] == 1) == joined
    nobody = rows(age=ages, purse=purse)
    find_partner(nobody, 0, 0, life(joining=np.zeros(256)), KEY, count)
    assert nobody.purse[1] == 0


def test_a_newcomer_takes_the_place_of_a_child_near_by_before_anybody_of_the_age_of_parents():
    residents, count = rows(age=[40, 16, 41], purse=[0, 0, 0]), counts()
    residents.children[2] = packed_children(0, 0, 2)
    find_parents(residents, 1, 1, 16, KEY, count)
    assert count[GROWN_UP] == 1
    assert residents.purse.tolist() == [0, 0, 1]  # the newcomer has the lower row and keeps the purse
    assert large_children(int(residents.children[1])) == 1
    adopted, count = rows(age=[40, 16, 90], purse=[0, 0, 0]), counts()
    find_parents(adopted, 1, 1, 16, KEY, count)
    assert adopted.purse.tolist() == [0, 1, 0]
    assert count[GROWN_UP] == 0
    too_old = rows(age=[70, 16, 20], purse=[0, 0, 0])
    find_parents(too_old, 1, 1, 16, KEY, counts())
    assert too_old.purse.tolist() == [0, 0, 0]


def test_the_eldest_and_the_couple_of_a_household():
    residents = rows(age=[30, 50, 20, 48], purse=[0, 1, 2, 3])
    assert eldest(residents, 0) == (1, 3)
    assert couple(residents, 2, 16) == (1, 3)
    apart = rows(age=[30, 50, 20], purse=[0, 1, 2])
    assert couple(apart, 0, 16) == (1, NOBODY)
    assert couple(apart, 0, 21) == (1, 0)
    assert next_member(residents.purse, 0) == 1
    assert next_member(rows(age=[30, 40], purse=[0, 0]).purse, 0) == NOBODY


def test_claims_are_halved_joined_and_held_as_far_as_there_is_room():
    residents = rows(age=[40, 38], equity=[9, 1], property=[4, 0], provider_equity=[2, 0], deposits=[7, 0])
    assert can_hold(residents, 0, 1)
    halve(residents, 0, 1)
    assert residents.equity.tolist() == [5, 5]
    assert residents.property.tolist() == [2, 2]
    assert residents.provider_equity.tolist() == [1, 1]
    assert residents.deposits.tolist() == [4, 3]
    residents.home[1], residents.place[0] = OWNER, 9
    join(residents, 1, 0)
    assert residents.purse.tolist() == [0, 1]
    assert residents.equity.tolist() == [10, 0]
    assert residents.home.tolist() == [OWNER, TENANT]
    assert residents.place[1] == 9
    leave(residents, 0)
    assert residents.purse.tolist() == [0, 0]
    assert residents.deposits.tolist() == [0, 7]
    assert residents.home.tolist() == [TENANT, OWNER]


def test_children_beyond_what_a_band_holds_go_to_the_one_before():
    children = np.array([packed_children(0, 6, 2)], np.uint8)
    add_children(children, 0, packed_children(1, 1, 2))
    packed = int(children[0])
    assert (small_children(packed), middle_children(packed), large_children(packed)) == (2, 7, 3)


def test_at_their_birthdays_grown_children_leave_home_and_nobody_else_does():
    """Rows 0, 12 and 24 have their birthday: somebody alone, a child of two parents, and one of a couple."""
    workers = nobody(36)
    workers.status[:], workers.team[:], workers.age[:] = OUTSIDE, -1, 30
    workers.age[10:13], workers.purse[10:13] = (50, 48, 19), (0, 1, 2)
    workers.age[24:26], workers.purse[24:26] = (50, 48), (0, 1)
    before, others = workers.purse.copy(), np.arange(36) != 12
    life = NOTHING._replace(
        households=1, generation=16, oldest=90, group_of_age=np.zeros(256, np.uint8), counts=counts()[None]
    )
    for leaving, left in ((0.0, 0), (1.0, 1)):
        certain = life._replace(leaving_home=np.full(256, leaving))
        count, ledger = counts(), empty_ledger(1, 36)[0]
        assert birthday_block(0, 36, workers, certain, ledger, 0, count, KEY, 0) == 0
        assert count[LEFT_HOME] == count.sum() == left
        assert workers.purse[12] == (0 if left else 2)
        np.testing.assert_array_equal(workers.purse[others], before[others])
