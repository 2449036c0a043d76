"""People of the sample get the jobs of the base year: every team its people, by occupation and chance.

The employed of the sample and the jobs of the firms agree by occupation but for chance. Within an occupation
people are dealt to the teams in a shuffled order, so that a household does not work in one firm. People for
whom there is no job in their occupation take one in another where people lack: both are laid side by side in
the order of the occupations' wages, which moves pay least. If people lack altogether, those without work are
hired, the unemployed first; if jobs lack, the rest is out of work.
"""

from typing import NamedTuple

import numpy as np

from sim.base_year.settling import row_above
from sim.kernels.draws import GOLDEN, purpose, scramble, stream, uniform
from sim.kernels.memory import allocate
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import entry_rule, row_rule
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK, firms_of, n_chunks, persons_of
from sim.state.columns import (
    EMPLOYED,
    LARGEST_INCOME,
    OUTSIDE,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    TYPES,
    UNEMPLOYED,
    Array,
    Firms,
    Teams,
    Workers,
)
from sim.units import Amounts

SHUFFLE = purpose("base year: order in which people get jobs")
WITHOUT = purpose("base year: unemployed of those left without a job")
ROUNDS = 4  # of the shuffle; three make a Feistel network pseudo-random (Luby and Rackoff 1988)
MOST_WORK = 0.5  # participation from which an age is one at which people are hired first


class ListJob(NamedTuple):
    """The persons, listed by what they are: employed by occupation, unemployed, outside by age."""

    workers: Workers
    working_age: Array  # bool (g,): ages at which most take part
    n_occupations: int
    counts: Array  # int64 (chunks, kinds): how many; then where the next one goes
    rows: Array  # int32 (n,)


class TeamsJob(NamedTuple):
    """The jobs of the teams, counted by occupation."""

    teams: Teams
    n_firms: int
    jobs: Array  # int64 (chunks of firms, o)


class Order(NamedTuple):
    """Who takes which job: people by kind (k: occupations, three without work), jobs by occupation (o)."""

    first: Array  # int64 (k,): where the kind begins in the list of persons
    people: Array  # int64 (k,)
    jobs: Array  # int64 (o,)
    by_wage: Array  # int64 (o,): occupations, the lowest wage first
    spare_first: Array  # int64 (o,): spare people before the occupation in that order, a row a place in it
    spare_below: Array  # float64 (o,): spare people up to and with each place
    lack_first: Array  # int64 (o,): lacking people before the occupation in that order, by occupation


class DealJob(NamedTuple):
    """The people and the teams that they are dealt to."""

    workers: Workers
    teams: Teams
    firms: Firms
    order: Order
    rows: Array  # int32 (n,): persons by kind
    slots: Array  # int64 (chunks of firms, o): jobs of the occupation dealt before the chunk
    base_wage: Amounts
    spare: int  # people without a job in their occupation
    lacking: int  # jobs without people of their occupation
    seed: int
    month: int


class WithoutJob(NamedTuple):
    """The persons who got no job, and how many of them look for one."""

    workers: Workers
    working_age: Array
    losing: float  # part that is unemployed of those who were to be employed, or are without a job
    joining: float  # part of the others of working age
    seed: int
    month: int


def place_people(
    workers: Workers, teams: Teams, firms: Firms, participation: Array, base_wage: Array, unemployed: float,
    seed: int, month: int,
) -> None:  # fmt: skip
    """Fill the teams with people of their occupations; who gets no job is unemployed or outside.

    Parameters
    ----------
    participation : float64 array (g,)
        By age group.
    base_wage : float64 array (o,)
        Cents a month of an efficiency unit.
    unemployed : float
        How many of those without a job are to be unemployed, share.
    """
    people, n_firms, occupations = workers.age.size, firms.status.size, base_wage.size
    working_age = participation > MOST_WORK
    chunks, firm_chunks = n_chunks(people, PERSON_CHUNK), n_chunks(n_firms, FIRM_CHUNK)
    counts = np.zeros((chunks, occupations + 3), np.int64)
    rows = allocate(people, np.int32)
    listing = ListJob(workers, working_age, occupations, counts, rows)
    count_people(chunks, listing)
    kinds = counts.sum(axis=0)
    first = np.cumsum(kinds) - kinds
    counts[:] = np.cumsum(counts, axis=0) - counts + first
    list_people(chunks, listing)
    slots = np.zeros((firm_chunks, occupations), np.int64)
    count_jobs(firm_chunks, TeamsJob(teams, n_firms, slots))
    jobs = slots.sum(axis=0)
    slots[:] = np.cumsum(slots, axis=0) - slots
    order = _order(first, kinds, jobs, base_wage)
    spare = int(np.maximum(kinds[:occupations] - jobs, 0).sum())
    lacking = int(np.maximum(jobs - kinds[:occupations], 0).sum())
    dealing = DealJob(workers, teams, firms, order, rows, slots, base_wage, spare, lacking, seed, month)
    deal_people(firm_chunks, dealing)
    hired = max(lacking - spare, 0)
    looking = max(spare - lacking, 0) + max(int(kinds[occupations]) - hired, 0)
    near = int(kinds[occupations + 1]) - max(hired - int(kinds[occupations]), 0)
    goal = unemployed * (people - int(jobs.sum()))
    losing = min(goal / max(looking, 1), 1.0)
    joining = min(max(goal - looking, 0.0) / max(near, 1), 1.0)
    settle_the_rest(chunks, WithoutJob(workers, working_age, losing, joining, seed, month))


def _order(first: Array, kinds: Array, jobs: Array, base_wage: Array) -> Order:
    """Lay spare people and lacking ones side by side in the order of wages."""
    by_wage = np.argsort(base_wage, kind="stable")
    gap = (kinds[: jobs.size] - jobs)[by_wage]
    spare, lacking = np.maximum(gap, 0), np.maximum(-gap, 0)
    lack_first = np.zeros(jobs.size, np.int64)
    lack_first[by_wage] = np.cumsum(lacking) - lacking
    return Order(
        first=first,
        people=kinds,
        jobs=jobs,
        by_wage=by_wage,
        spare_first=np.cumsum(spare) - spare,
        spare_below=np.cumsum(spare).astype(np.float64),
        lack_first=lack_first,
    )


@row_rule
def _kind(worker: int, workers: Workers, working_age: Array, n_occupations: int) -> int:
    """Return under what a person is listed."""
    status = workers.status[worker]
    if status == EMPLOYED:
        return np.int64(workers.occupation[worker])
    if status == UNEMPLOYED:
        return n_occupations
    return n_occupations + (1 if working_age[workers.cell[worker] // TYPES] else 2)


@chunk_rule
def count_people(chunk: int, arguments: Arguments[ListJob]) -> None:
    """Count the persons of a chunk by kind."""
    job = job_of(arguments)
    for worker in range(*persons_of(chunk, job.workers.age.size)):
        job.counts[chunk, _kind(worker, job.workers, job.working_age, job.n_occupations)] += 1


@chunk_rule
def list_people(chunk: int, arguments: Arguments[ListJob]) -> None:
    """List the persons of a chunk behind those of their kind in the chunks before."""
    job = job_of(arguments)
    for worker in range(*persons_of(chunk, job.workers.age.size)):
        kind = _kind(worker, job.workers, job.working_age, job.n_occupations)
        job.rows[job.counts[chunk, kind]] = worker
        job.counts[chunk, kind] += 1


@chunk_rule
def count_jobs(chunk: int, arguments: Arguments[TeamsJob]) -> None:
    """Count the jobs of a chunk of firms by occupation."""
    job = job_of(arguments)
    begin, end = firms_of(chunk, job.n_firms)
    for team in range(TEAMS_PER_FIRM * begin, TEAMS_PER_FIRM * end):
        job.jobs[chunk, job.teams.occupation[team]] += job.teams.headcount[team]


@chunk_rule
def deal_people(chunk: int, arguments: Arguments[DealJob]) -> None:
    """Fill the teams of a chunk of firms."""
    job = job_of(arguments)
    workers, teams = job.workers, job.teams
    key = stream(job.seed, job.month, SHUFFLE)
    begin, end = firms_of(chunk, job.firms.status.size)
    for team in range(TEAMS_PER_FIRM * begin, TEAMS_PER_FIRM * end):
        occupation = teams.occupation[team]
        pay = job.base_wage[occupation] * job.firms.premium[team // TEAMS_PER_FIRM]
        for _ in range(teams.headcount[team]):
            worker = _person_for(np.int64(occupation), job.slots[chunk, occupation], job, key)
            job.slots[chunk, occupation] += 1
            skill = workers.skill[worker]
            workers.occupation[worker] = occupation
            workers.retraining_target[worker] = occupation
            workers.status[worker] = EMPLOYED
            workers.team[worker] = team
            workers.wage[worker] = np.int32(min(pay * skill / SKILL_ONE, LARGEST_INCOME))
            teams.skill_sum[team] += np.int64(skill)
            teams.wage_bill[team] += np.int64(workers.wage[worker])


@row_rule
def _person_for(occupation: int, slot: int, job: DealJob, key: int) -> int:
    """Return the person who takes a job, the number ``slot`` of its occupation."""
    order = job.order
    if slot < order.people[occupation]:
        return _listed(occupation, slot, job, key)
    lack = order.lack_first[occupation] + slot - order.people[occupation]
    if job.spare >= job.lacking:
        return _spare_person(lack * job.spare // job.lacking, job, key)
    # spare person m takes job floor(m lacking / spare); the jobs between them go to people without work
    spare = -(-lack * job.spare // job.lacking)
    if spare < job.spare and spare * job.lacking // job.spare == lack:
        return _spare_person(spare, job, key)
    hired, kind = lack - spare, order.jobs.size
    while kind < order.people.size - 1 and hired >= order.people[kind]:
        hired -= order.people[kind]
        kind += 1
    return _listed(kind, hired, job, key)


@row_rule
def _spare_person(number: int, job: DealJob, key: int) -> int:
    """Return a person without a job in the own occupation, by their number in the order of wages."""
    order = job.order
    place = row_above(order.spare_below, np.float64(number))
    occupation = order.by_wage[place]
    return _listed(occupation, order.jobs[occupation] + number - order.spare_first[place], job, key)


@row_rule
def _listed(kind: int, number: int, job: DealJob, key: int) -> int:
    """Return the person at a place of the shuffled list of a kind."""
    size = job.order.people[kind]
    place = shuffled(number, size, scramble(np.uint64(key) + np.uint64(kind) * GOLDEN))
    return np.int64(job.rows[job.order.first[kind] + place])


@entry_rule
def shuffled(number: int, size: int, key: int) -> int:
    """Return the place of ``number`` among ``size`` in an order that a key mixes; each place comes once.

    A Feistel network permutes the numbers below the next power of 4, and is applied until the place is one of
    ``size`` (Black and Rogaway 2002).
    """
    half = np.uint64(0)
    while np.uint64(size) > np.uint64(1) << (np.uint64(2) * half):
        half += np.uint64(1)
    mask = (np.uint64(1) << half) - np.uint64(1)
    place = np.uint64(number)
    while True:
        left, right = place >> half, place & mask
        for turn in range(ROUNDS):
            mixed = scramble(np.uint64(key) + np.uint64(turn) * GOLDEN + (right << np.uint64(8)))
            left, right = right, left ^ ((mixed >> np.uint64(20)) & mask)
        place = left << half | right
        if place < np.uint64(size):
            return np.int64(place)


@chunk_rule
def settle_the_rest(chunk: int, arguments: Arguments[WithoutJob]) -> None:
    """Let the persons of a chunk who got no job look for one, or not."""
    job = job_of(arguments)
    workers, key = job.workers, stream(job.seed, job.month, WITHOUT)
    for worker in range(*persons_of(chunk, workers.age.size)):
        if workers.team[worker] < 0:
            part = 0.0
            if workers.status[worker] != OUTSIDE:
                part = job.losing
            elif job.working_age[workers.cell[worker] // TYPES]:
                part = job.joining
            workers.status[worker] = UNEMPLOYED if uniform(key, worker) < part else OUTSIDE
