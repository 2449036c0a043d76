"""Step 5, before the labour market: birthdays, deaths and newcomers, estates, and what changes households.

The birthday of a person is in the month of the yearly wage review. Whom the projection of the population no
longer has is replaced by a newcomer, in the same row (``rules.life_cycle``). What the dead owned stays with
the household; what somebody leaves who lived alone goes to a household of the block in which somebody is of
the age of an heir, less ``government.estate_tax``. The youngest newcomers take the place of a child of the
last band, if they can in a household so near that its purse reaches them. With ``population.households``
children grow and are born, young adults leave home, single people join, couples part; with
``population.homes`` they move between renting and owning (``rules.homes``). With ``life.drawing_down`` the
old sell part of their claims to younger households of the block (``rules.drawing_down``).

A block of persons is whole households, and one thread takes its rows in order: so nothing depends on the
number of threads, and all moves are of whole cents and units.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import GOLDEN, drawn_row, irwin_hall, purpose, stream, uniform, uniform_at
from sim.kernels.prefetch import prefetch, prefetch_rows
from sim.kernels.row_rule import row_rule
from sim.rules.drawing_down import sell_claims
from sim.rules.homes import home_stream, settle_home
from sim.rules.household_changes import bear, find_parents, find_partner, grow, leave_home, part
from sim.rules.household_moves import (
    Residents,
    add_children,
    age_of_eldest,
    hand_over,
    is_alone,
    leave,
    residents_of,
)
from sim.rules.ledger import Ledger, enter
from sim.rules.life_cycle import CLAIMS_SOLD, DEATHS, ESTATE_TAX, ESTATES, LifeCycle
from sim.rules.skill import effective_skill, first_skill_of
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, TENANT, TYPES, Workers
from sim.units import MONTHS_PER_YEAR, Totals

READS = (
    "workers.age", "workers.cell", "workers.status", "workers.team", "workers.wage", "workers.skill",
    "workers.hours", "workers.purse", "workers.children", "workers.home", "workers.place", "workers.deposits",
    "workers.equity", "workers.property", "workers.provider_equity", "macro.claim_price",
)  # fmt: skip
WRITES = (
    "workers.age", "workers.cell", "workers.hours", "workers.purse", "workers.children", "workers.place",
    "workers.home", "workers.deposits", "workers.equity", "workers.property", "workers.provider_equity",
    "workers.income", "workers.status", "workers.status_month", "workers.team", "workers.wage",
    "workers.skill", "workers.occupation", "workers.retraining_target", "workers.job_lost",
    "workers.pay_lost", "accounts.government",
)  # fmt: skip
DEATH = purpose("birthdays: who is replaced")
OLDER = purpose("birthdays: who grows older while shares by age stand still")
NEWCOMER_AGE = purpose("birthdays: age of a newcomer")
NEWCOMER_TYPE = purpose("birthdays: worker type of a newcomer")
NEWCOMER_ALIKE = purpose("birthdays: who takes after the parents")
NEWCOMER_OCCUPATION = purpose("birthdays: occupation of a newcomer")
NEWCOMER_SKILL = purpose("birthdays: skill of a newcomer")
HEIR = purpose("birthdays: heir of somebody who lived alone")
PARENTS = purpose("birthdays: household of a newcomer")
LEAVING = purpose("birthdays: who leaves home")
BIRTH = purpose("birthdays: who has a child")
COUPLE = purpose("birthdays: whether a child comes to a couple")
PARTING = purpose("birthdays: couples that part")
PARTED = purpose("birthdays: couples that part, of those who may, by their pay")
JOINING = purpose("birthdays: who looks for somebody to live with")
PARTNER = purpose("birthdays: with whom")
GROWING = purpose("birthdays: children who grow into the next band")
BUYER = purpose("birthdays: who is asked to buy what the old sell")
FOREVER = 100_000  # months
FIRST_WAGE = 1_000
"""Last wage of those who never worked, cents a month: they take any offer, and nothing insures them."""


class Streams(NamedTuple):
    """Streams of draws of the month."""

    death: int
    older: int
    age: int
    kind: int
    alike: int
    occupation: int
    skill: int
    heir: int
    parents: int
    leaving: int
    birth: int
    couple: int
    parting: int
    parted: int
    joining: int
    partner: int
    growing: int
    home: int
    buyer: int


@row_rule
def birthday_streams(seed: int, month: int, first_month: int) -> Streams:
    """Return the streams of the draws of birthdays."""
    return Streams(
        stream(seed, month, DEATH), stream(seed, month, OLDER), stream(seed, month, NEWCOMER_AGE),
        stream(seed, month, NEWCOMER_TYPE),
        stream(seed, month, NEWCOMER_ALIKE),
        stream(seed, month, NEWCOMER_OCCUPATION), stream(seed, month, NEWCOMER_SKILL),
        stream(seed, month, HEIR), stream(seed, month, PARENTS), stream(seed, month, LEAVING),
        stream(seed, month, BIRTH), stream(seed, month, COUPLE), stream(seed, month, PARTING),
        stream(seed, month, PARTED),
        stream(seed, month, JOINING), stream(seed, month, PARTNER), stream(seed, month, GROWING),
        home_stream(seed, first_month), stream(seed, month, BUYER),
    )  # fmt: skip


@row_rule
def birthday_block(
    start: int, size: int, workers: Workers, life: LifeCycle, ledger: Ledger, n: int, count: Totals,
    seed: int, month: int,
) -> int:  # fmt: skip
    """Let those of a block who have their birthday grow older, and their households change.

    Parameters
    ----------
    start, size : int
        First row and rows of the block, which is one of ``state.households.HOUSEHOLD_BLOCK`` rows.
    ledger : int32 array (entries, 4)
        Receives who leaves a team, from entry ``n`` on.
    count : int64 array (N_LIFE_COUNTS,)
        Receives what happened.

    Returns
    -------
    int
        Entries in the ledger.
    """
    residents = residents_of(workers, start, start + size)
    ages, purse, children, cells = (
        residents.age, residents.purse, residents.children, workers.cell[start : start + size],
    )  # fmt: skip
    status, since = workers.status[start : start + size], workers.status_month[start : start + size]
    replaced, older, group_of_age = life.replaced, life.older, life.group_of_age
    oldest, households = life.oldest, life.households
    leaving, births, joining, splitting = life.leaving_home, life.births, life.joining, life.splitting
    streams = birthday_streams(seed, month, life.first_month)
    first = (MONTHS_PER_YEAR - (start + month) % MONTHS_PER_YEAR) % MONTHS_PER_YEAR
    for k in range(first, size, MONTHS_PER_YEAR):
        # row and years are not negative: saves the question whether they count from the end
        row, worker = np.uint64(k), start + k
        years = np.uint64(ages[row])
        place = np.uint64(worker) * GOLDEN
        dies = uniform_at(streams.death + place) < replaced[years]
        age = np.int64(years) + (uniform_at(streams.older + place) < older[years])
        age = min(age, oldest)
        years = np.uint64(age)
        ages[row] = np.uint8(age)
        cells[row] = np.uint8(cells[row] % TYPES + TYPES * group_of_age[years])
        # while ages stand still nobody may be in a job for longer than of age
        longest = (
            MONTHS_PER_YEAR * (age + 1 - life.youngest) if status[row] == EMPLOYED else np.int64(FOREVER)
        )
        since[row] = np.int16(max(np.int64(since[row]), month - longest))
        if dies:
            n = _replace(start, k, workers, residents, life, streams, ledger, n, count, month)
        elif households > 0:
            # all draws first: most people have no event, and one question finds that out
            leaves = uniform_at(streams.leaving + place) < leaving[years]
            bears = uniform_at(streams.birth + place) < births[years]
            parts = uniform_at(streams.parting + place) < splitting[years]
            joins = uniform_at(streams.joining + place) < joining[years]
            grows = (purse[row] == 0) & (children[row] > 0)
            if leaves | bears | parts | joins | grows:
                if grows:
                    grow(children, k, worker, life.leaving_last_band, streams.growing)
                if leaves and not is_alone(purse, k):
                    leave_home(residents, k, life.generation, count)
                if bears:
                    bear(residents, k, worker, life, streams.couple, count)
                if parts and not is_alone(purse, k):
                    part(residents, k, worker, life, streams.parted, count)
                if joins and is_alone(purse, k):
                    find_partner(residents, k, worker, life, streams.partner, count)
        if life.drawing_down.sells > 0 and purse[row] == 0:
            eldest = age_of_eldest(ages, purse, k)
            if life.drawing_down.part[eldest] > 0.0:
                count[CLAIMS_SOLD] += sell_claims(
                    residents, k, eldest, worker, life.drawing_down, life.claim_price, streams.buyer
                )
        if life.homes > 0 and purse[row] == 0:
            settle_home(residents, k, worker, life, streams.home, count)
    return n


@njit(cache=True, inline="always")
def ask_for_birthdays(workers: Workers, start: int, size: int, month: int) -> None:
    """Ask for what birthdays of a block read: money of those whose birthday it is, households of all."""
    first = (MONTHS_PER_YEAR - (start + month) % MONTHS_PER_YEAR) % MONTHS_PER_YEAR
    prefetch_rows(workers.age, start, start + size)
    prefetch_rows(workers.purse, start, start + size)
    prefetch_rows(workers.children, start, start + size)
    prefetch_rows(workers.home, start, start + size)
    for row in range(start + first, start + size, MONTHS_PER_YEAR):
        prefetch(workers.deposits, row)
        prefetch(workers.equity, row)
        prefetch(workers.property, row)
        prefetch(workers.provider_equity, row)


@row_rule
def _replace(
    start: int, k: int, workers: Workers, residents: Residents, life: LifeCycle, streams: Streams,
    ledger: Ledger, n: int, count: Totals, month: int,
) -> int:  # fmt: skip
    """Settle the estate of a person who dies, and put a newcomer in the row."""
    worker = start + k
    if workers.status[worker] == EMPLOYED:
        brought = effective_skill(workers.skill[worker], workers.hours[worker])
        n = enter(ledger, n, workers.team[worker], -1, -brought, -np.int64(workers.wage[worker]))
    count[DEATHS + np.int64(workers.status[worker])] += 1
    if is_alone(residents.purse, k):
        _leave_estate(residents, k, worker, life, streams.heir, count)
    else:
        leave(residents, k)
    age = drawn_row(life.newcomer_ages, uniform(streams.age, worker))
    group = np.int64(life.group_of_age[age])
    workers.age[worker] = np.uint8(age)
    if life.households > 0 and age == life.youngest:
        find_parents(residents, k, worker, life.generation, streams.parents, count)
    kind = drawn_row(life.types, uniform(streams.kind, worker))
    keeper = np.int64(residents.purse[k])
    if keeper > 0 and uniform(streams.alike, worker) < life.alike:
        kind = np.int64(workers.cell[worker - keeper] % TYPES)
    occupation = drawn_row(life.first_jobs[group], uniform(streams.occupation, worker))
    workers.cell[worker] = np.uint8(kind + TYPES * group)
    workers.status[worker] = OUTSIDE
    workers.status_month[worker] = month
    workers.job_lost[worker] = workers.pay_lost[worker] = 0
    workers.team[worker] = -1
    workers.occupation[worker] = np.uint8(occupation)
    workers.retraining_target[worker] = np.uint8(occupation)
    factor = life.first_skill * life.type_pay[kind]
    skill = first_skill_of(irwin_hall(streams.skill, worker), life.skill_spread[occupation], factor)
    workers.skill[worker] = np.uint16(skill)
    workers.wage[worker] = np.int32(FIRST_WAGE)
    workers.income[worker] = np.int32(FIRST_WAGE)
    workers.hours[worker] = np.uint8(FULL_TIME)
    return n


@row_rule
def _leave_estate(
    residents: Residents, k: int, worker: int, life: LifeCycle, key: int, count: Totals
) -> None:
    """Let a household of the block inherit what a person leaves who lived alone, and take in the children.

    The heir is drawn: the first from a random row on who is of the age; anybody else if there is none. What
    the heir cannot hold, of claims, goes to the next.
    """
    deposits, children, size = residents.deposits, residents.children, residents.age.size
    left = max(np.int64(0), deposits[k])
    claims = (
        life.claim_price[0] * residents.equity[k]
        + life.claim_price[1] * residents.property[k]
        + life.claim_price[2] * residents.provider_equity[k]
    )
    tax = min(np.int64(life.estate_tax * (left + claims)), left)
    deposits[k] -= tax
    count[ESTATES] += left
    count[ESTATE_TAX] += tax
    first = np.int64(uniform(key, worker) * size)
    inherited = False
    for step in range(2 * size):  # in the second round anybody inherits
        row, age = (first + step) % size, np.int64(residents.age[(first + step) % size])
        suits = step >= size or (life.heirs_from <= age and age <= life.heirs_until)
        if row == k or not suits:
            continue
        heir = row - np.int64(residents.purse[row])
        hand_over(residents, k, heir)
        if not inherited:
            add_children(children, heir, np.int64(children[k]))
            inherited = True
        if residents.equity[k] == 0 and residents.property[k] == 0 and residents.provider_equity[k] == 0:
            break
    children[k] = 0
    residents.home[k] = TENANT
