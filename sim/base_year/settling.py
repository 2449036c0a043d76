"""Households of the base year: real ones, drawn from the sample and put into blocks of rows.

A block of ``HOUSEHOLD_BLOCK`` rows is filled household after household. Their places in the sample are those
of a Weyl sequence with the golden section (Niederreiter 1992): its points are spread so evenly that a block
alone has nearly the shares of the sample by size, age and state, in which order the sample stands.
"""

from typing import NamedTuple

import numpy as np

from sim.base_year.household_tables import HouseholdTables
from sim.kernels.conversions import real_of_53_bits
from sim.kernels.draws import UNIT, draw_position, purpose, stream
from sim.kernels.elementary import exps, logs
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import n_chunks
from sim.rules.skill import LEAST_SKILL, MOST_SKILL
from sim.state.columns import FULL_TIME, LARGEST_INCOME, SKILL_ONE, TENANT, TYPES, Array, Workers
from sim.state.households import HOUSEHOLD_BLOCK, packed_children
from sim.units import Amounts

HOUSEHOLD = purpose("base year: household of the sample")
TRIES = 1_000  # draws beyond the rows of a block until a household is cut because none fits


class Sample(NamedTuple):
    """The sample as columns: of households (h), and of persons (p) in their order."""

    below: Array  # float64 (h,): cumulative shares
    first: Array  # int64 (h + 1,)
    place: Array  # uint8 (h,)
    children: Array  # uint8 (h, 3): by band
    age: Array  # uint8 (p,)
    status: Array  # uint8 (p,)
    occupation: Array  # uint8 (p,)
    skill: Array  # uint16 (p,): pay over the mean of the occupation


class SettleJob(NamedTuple):
    """The rows to fill, and what they are filled from."""

    workers: Workers
    sample: Sample
    group_of_age: Array  # uint8 (a,)
    base_wage: Amounts  # by occupation: cents a month of an efficiency unit
    settled: Array  # int64 (blocks,): households of each block, written
    a_block: int  # households that a block holds on average
    seed: int
    month: int


def sample_of(tables: HouseholdTables, spread: Array, wider: float) -> Sample:
    """Return the sample as columns of the state's types, its pay spread as ``spread`` (o, 3) says.

    ``wider`` is the standard deviation of log pay there over that of the sample.
    """
    sd, tail, mean = spread[tables.occupation.astype(np.int64)].T
    narrow = sd / wider
    rank = logs(np.maximum(tables.pay, 1e-3)) / narrow + 0.5 * narrow
    above = np.maximum(rank - 1.0, 0.0)
    pay = exps(sd * rank - 0.5 * sd * sd + tail * above * above - mean)
    skill = np.clip(np.floor(pay * SKILL_ONE + 0.5), LEAST_SKILL, MOST_SKILL)
    return Sample(
        below=np.cumsum(tables.share),
        first=np.array(tables.first),
        place=tables.state.astype(np.uint8),
        children=tables.children.astype(np.uint8),
        age=tables.age.astype(np.uint8),
        status=tables.status.astype(np.uint8),
        occupation=tables.occupation.astype(np.uint8),
        skill=skill.astype(np.uint16),
    )


def settle_households(
    workers: Workers, tables: HouseholdTables, group_of_age: Array, base_wage: Array, spread: Array,
    wider: float, seed: int, month: int,
) -> int:  # fmt: skip
    """Fill the rows with households of the sample and return how many there are.

    ``income`` of who keeps a purse holds the household's row in the sample until wealth is given out.
    """
    blocks = n_chunks(workers.age.size, HOUSEHOLD_BLOCK)
    job = SettleJob(
        workers=workers,
        sample=sample_of(tables, spread, wider),
        group_of_age=group_of_age,
        base_wage=base_wage,
        settled=np.zeros(blocks, np.int64),
        a_block=round(HOUSEHOLD_BLOCK / tables.adults_a_household),
        seed=seed,
        month=month,
    )
    settle(blocks, job)
    return int(job.settled.sum())


@chunk_rule
def settle(block: int, arguments: Arguments[SettleJob]) -> None:
    """Fill a block of rows with households; the last ones are those that fit."""
    job = job_of(arguments)
    key = stream(job.seed, job.month, HOUSEHOLD)
    row = block * HOUSEHOLD_BLOCK
    end = min(row + HOUSEHOLD_BLOCK, job.workers.age.size)
    draw, last = block * job.a_block, block * job.a_block + HOUSEHOLD_BLOCK + TRIES
    while row < end:
        point = real_of_53_bits(draw_position(key, draw) >> np.uint64(11)) * UNIT
        household = row_above(job.sample.below, point)
        adults = job.sample.first[household + 1] - job.sample.first[household]
        draw += 1
        if adults > end - row and draw < last:
            continue
        adults = min(adults, end - row)
        _move_in(row, adults, household, job)
        job.settled[block] += 1
        row += adults


@row_rule
def row_above(below: Array, point: float) -> int:
    """Return the first row whose cumulative share is above a point."""
    low, high = 0, below.size - 1
    while low < high:
        middle = (low + high) // 2
        if below[middle] > point:
            high = middle
        else:
            low = middle + 1
    return low


@row_rule
def _move_in(row: int, adults: int, household: int, job: SettleJob) -> None:
    """Fill the rows of a household from ``row`` on; nobody has a job or wealth yet."""
    workers, sample = job.workers, job.sample
    children = sample.children[household]
    packed = packed_children(children[0], children[1], children[2])
    for k in range(adults):
        worker, person = row + k, sample.first[household] + k
        occupation, skill = sample.occupation[person], sample.skill[person]
        wage = min(job.base_wage[occupation] * skill / SKILL_ONE, LARGEST_INCOME)
        workers.occupation[worker] = occupation
        workers.retraining_target[worker] = occupation
        workers.status[worker] = sample.status[person]
        workers.team[worker] = -1
        workers.skill[worker] = skill
        workers.wage[worker] = np.int32(wage)
        workers.deposits[worker] = 0
        workers.equity[worker] = 0
        workers.property[worker] = 0
        workers.provider_equity[worker] = 0
        workers.age[worker] = sample.age[person]
        workers.cell[worker] = np.uint8(TYPES * job.group_of_age[sample.age[person]])
        workers.hours[worker] = np.uint8(FULL_TIME)
        workers.purse[worker] = np.uint8(k)
        workers.children[worker] = packed if k == 0 else np.uint8(0)
        workers.place[worker] = sample.place[household]
        workers.home[worker] = TENANT
        workers.income[worker] = np.int32(household)
