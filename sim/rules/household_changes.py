"""What changes a household at a birthday: children grow and are born, people leave, join and part.

The rows are those of a block of whole households (``rules.household_moves``); ``worker`` is the row among all
persons, by which chance is drawn.
"""

import numpy as np

from sim.kernels.draws import uniform
from sim.kernels.elementary import power
from sim.kernels.row_rule import row_rule
from sim.rules.household_moves import (
    NOBODY,
    Residents,
    add_children,
    can_hold,
    couple,
    fits,
    halve,
    is_alone,
    join,
    leave,
    next_member,
)
from sim.rules.life_cycle import BIRTHS, GROWN_UP, JOINED, LEFT_HOME, PARTED, LifeCycle
from sim.state.households import (
    CHILD_AGES,
    HOUSEHOLD_BLOCK,
    MOST_CHILDREN,
    WIDEST,
    large_children,
    middle_children,
    number_of_children,
    packed_children,
    small_children,
)
from sim.units import Codes, Totals

ROOM = 64
"""Draws that a person may take from one stream."""
OLDEST_PARENTS = 3
"""Generations from the age of a newcomer on beyond which nobody is taken for a parent."""
NEAR_IN_AGE = 2
"""Years within which one has a child in place of another."""


@row_rule
def find_parents(residents: Residents, k: int, worker: int, generation: int, key: int, count: Totals) -> None:
    """Let a newcomer who is just grown up be the eldest child of a household.

    Best is one near by with a child in the last band, who then is the newcomer; else one with somebody of the
    age of parents, while a household elsewhere in the block has a child less. Households whose rows lie
    behind the newcomer's come second, since the purse would move to the newcomer's row.
    """
    ages, purse, children, size = residents.age, residents.purse, residents.children, residents.age.size
    age = np.int64(ages[k])
    best, chosen = 0.0, NOBODY
    for keeper in range(max(0, k - WIDEST), min(size, k + WIDEST + 1)):
        if purse[keeper] > 0 or keeper == k or not fits(purse, k, keeper):
            continue
        rank = 0.0
        if large_children(np.int64(children[keeper])) > 0:
            rank = 3.0
        elif best < 3.0:  # else there is a better one than all of these
            for row in range(keeper, min(size, keeper + WIDEST + 1)):
                older = np.int64(ages[row]) - age
                if purse[row] == row - keeper and generation <= older and older < OLDEST_PARENTS * generation:
                    rank = 1.0
                    break
        if rank > 0.0:
            rank += 1.0 if keeper < k else 0.0
            rank += uniform(key, worker * ROOM + (keeper - k + WIDEST))
            if rank > best:
                best, chosen = rank, keeper
    if best >= 3.0:
        _take_child(children, chosen)
        count[GROWN_UP] += 1
    else:
        first = np.int64(uniform(key, worker * ROOM + ROOM - 1) * size)
        for step in range(size):
            row = (first + step) % size
            if purse[row] == 0 and large_children(np.int64(children[row])) > 0:
                _take_child(children, row)
                count[GROWN_UP] += 1
                break
    if chosen != NOBODY:
        join(residents, k, chosen)


@row_rule
def _take_child(children: Codes, row: int) -> None:
    """Take a child of the last band out of a household."""
    packed = np.int64(children[row])
    children[row] = packed_children(
        small_children(packed), middle_children(packed), large_children(packed) - 1
    )


@row_rule
def grow(children: Codes, k: int, worker: int, leaving_last_band: float, key: int) -> None:
    """Let the children of a household grow into the next band of ages by chance."""
    packed = np.int64(children[k])
    small, middle, large = small_children(packed), middle_children(packed), large_children(packed)
    draw, gone, to_large, to_middle = worker * ROOM, 0, 0, 0
    for _ in range(large):
        gone += uniform(key, draw) < leaving_last_band
        draw += 1
    for _ in range(middle):
        to_large += uniform(key, draw) * (CHILD_AGES[1] - CHILD_AGES[0]) < 1.0
        draw += 1
    for _ in range(small):
        to_middle += uniform(key, draw) * CHILD_AGES[0] < 1.0
        draw += 1
    large -= gone
    to_large = min(to_large, MOST_CHILDREN[2] - large)  # who finds no room stays a while
    large, middle = large + to_large, middle - to_large
    to_middle = min(to_middle, MOST_CHILDREN[1] - middle)
    middle, small = middle + to_middle, small - to_middle
    children[k] = packed_children(small, middle, large)


@row_rule
def leave_home(residents: Residents, k: int, generation: int, count: Totals) -> None:
    """Let a person live alone who is not at the head of the household; who is alone already is not asked."""
    first, second = couple(residents, k, generation)
    if k != first and k != second:
        leave(residents, k)
        count[LEFT_HOME] += 1


@row_rule
def bear(residents: Residents, k: int, worker: int, life: LifeCycle, key: int, count: Totals) -> None:
    """Let a child be born to a person, or to the next one of about that age whom chance prefers.

    People without a partner and couples with no child or several have one less often than couples with one.
    """
    ages, children, size, generation = residents.age, residents.children, residents.age.size, life.generation
    parent = k
    for step in range(size):
        row = (k + step) % size
        if abs(np.int64(ages[row]) - np.int64(ages[k])) > NEAR_IN_AGE:
            continue
        first, second = couple(residents, row, generation)
        born = number_of_children(np.int64(children[row - np.int64(residents.purse[row])]))
        chance = life.first_births if born == 0 else (1.0 if born == 1 else life.later_births)
        if second == NOBODY or row not in (first, second):
            chance = life.single_births
            if life.by_pay > 0.0:
                chance *= 2.0 * more_of_low_pay(residents.wage[row], ages[row], life)
        if uniform(key, worker * HOUSEHOLD_BLOCK + step) < chance:
            parent = row
            break
    keeper = parent - np.int64(residents.purse[parent])
    before = number_of_children(np.int64(children[keeper]))
    add_children(children, keeper, 1)
    count[BIRTHS] += number_of_children(np.int64(children[keeper])) - before


@row_rule
def more_of_low_pay(pay: float, age: int, life: LifeCycle) -> float:
    """Return 1 / (1 + (pay / usual pay)^b) of the age: a half where the log of pay is the usual one."""
    return 1.0 / (1.0 + power(max(np.float64(pay), 1.0) / life.usual_pay[age], life.by_pay))


@row_rule
def part(residents: Residents, k: int, worker: int, life: LifeCycle, key: int, count: Totals) -> None:
    """Let a couple part at the birthday of the one with the lower row: the other takes half and leaves.

    Where family life follows pay, couples with little part more often, and children stay with the one who is
    paid less, who has looked after them more. Who is alone is not asked.
    """
    first, second = couple(residents, k, life.generation)
    if second == NOBODY or k != min(first, second):
        return
    leaver = max(first, second)
    if life.by_pay > 0.0:
        wage, mean_age = residents.wage, (np.int64(residents.age[first]) + residents.age[second]) // 2
        mean_pay = 0.5 * (np.float64(wage[first]) + wage[second])
        if uniform(key, worker) >= more_of_low_pay(mean_pay, mean_age, life):
            return
        if wage[k] > wage[leaver]:
            leaver = k
    keeper = leaver - np.int64(residents.purse[leaver])
    keeper = keeper if keeper != leaver else next_member(residents.purse, leaver)
    leave(residents, leaver)
    halve(residents, keeper, leaver)
    count[PARTED] += 1


@row_rule
def find_partner(residents: Residents, k: int, worker: int, life: LifeCycle, key: int, count: Totals) -> None:
    """Let a person who is the only adult of the household join another one near by, of about the same age."""
    ages, purse = residents.age, residents.purse
    best, chosen = -1.0, NOBODY
    for row in range(max(0, k - WIDEST), min(ages.size, k + WIDEST + 1)):
        if purse[row] > 0 or row == k or life.joining[ages[row]] <= 0.0:
            continue
        if abs(np.int64(ages[row]) - np.int64(ages[k])) > life.partner_ages or not is_alone(purse, row):
            continue
        draw = uniform(key, worker * ROOM + (row - k + WIDEST))
        if draw > best and can_hold(residents, k, row):
            best, chosen = draw, row
    if chosen != NOBODY:
        join(residents, k, chosen)
        count[JOINED] += 1
