"""What is counted of people beside their budgets: months in the job, pay of full-time work, skill, homes.

One pass over persons in months in which distributions are recorded. Whole numbers, so that their order does
not matter.
"""

from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import to_real
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import PERSON_CHUNK, n_chunks
from sim.rules.distribution import zeros
from sim.state.columns import EMPLOYED, OWNER, Workers
from sim.units import Codes, Totals

LONGEST_JOB = 600
"""Months in a job that are told apart; the last number counts all who have been there longer."""
SKILL, KEEPERS, OWNERS = range(3)
N_SUMS = 3
GROUPS_A_THREAD = 4  # parts of the population whose counts are kept apart


class PeopleCounts(NamedTuple):
    """Counts by age group (g)."""

    months: Totals  # (g, LONGEST_JOB + 1): the employed, by months in the job so far
    pay: Totals  # (g, BINS): those who work full time, by pay
    sums: Totals  # (N_SUMS,): skill of the employed (SKILL_ONE = 1); keepers of a purse; those who own a home


class TenureJob(NamedTuple):
    """The persons, and the counts of each group of persons."""

    workers: Workers
    age_group: Codes  # (256,): by years of age
    month: int
    full_time: int  # hours from which work is full time
    months: Totals  # (groups, g, LONGEST_JOB + 1)
    pay: Totals  # (groups, g, BINS)
    sums: Totals  # (groups, N_SUMS)


def count_people(workers: Workers, age_group: Codes, full_time: int, month: int) -> PeopleCounts:
    """Count the employed by age group and months in the job, and what else one pass finds.

    Parameters
    ----------
    workers : Workers
        All persons, at the end of ``month``.
    age_group : uint8 array (256,)
        Age group by years of age.
    full_time : int
        Hours from which work counts as full time, FULL_TIME = the mean of the base year.
    month : int
        Who began in it has been 0 months in the job.
    """
    chunks = n_chunks(workers.team.size, PERSON_CHUNK)
    groups, ages = min(chunks, GROUPS_A_THREAD * get_num_threads()), int(age_group.max()) + 1
    months, pay = zeros(groups, ages, LONGEST_JOB + 1), zeros(groups, ages, BINS)
    sums = zeros(groups, N_SUMS)
    count_group(groups, TenureJob(workers, age_group, month, full_time, months, pay, sums))
    return PeopleCounts(months.sum(axis=0), pay.sum(axis=0), sums.sum(axis=0))


@chunk_rule
def count_group(group: int, arguments: Arguments[TenureJob]) -> None:
    """Count the persons of a group."""
    job = job_of(arguments)
    workers, age_group, month, full_time = job.workers, job.age_group, job.month, job.full_time
    months, pay, sums = job.months[group], job.pay[group], job.sums[group]
    n, groups = workers.team.size, job.sums.shape[0]
    chunks = (n + PERSON_CHUNK - 1) // PERSON_CHUNK
    low = chunks * group // groups * PERSON_CHUNK
    high = min(chunks * (group + 1) // groups * PERSON_CHUNK, n)
    status, age, since = workers.status[low:high], workers.age[low:high], workers.status_month[low:high]
    wage, hours, skill = workers.wage[low:high], workers.hours[low:high], workers.skill[low:high]
    purse, home = workers.purse[low:high], workers.home[low:high]
    worked = keepers = owners = np.int64(0)
    for k in range(status.size):
        keeps = purse[k] == 0
        keepers += keeps
        owners += keeps & (home[k] == OWNER)
        if status[k] == EMPLOYED:
            own = np.uint64(age_group[age[k]])
            held = min(max(np.int64(month) - np.int64(since[k]), 0), LONGEST_JOB)
            months[own, np.uint64(held)] += 1
            worked += np.int64(skill[k])
            if np.int64(hours[k]) >= full_time:
                pay[own, np.uint64(bin_of(to_real(wage[k])))] += 1
    sums[SKILL], sums[KEEPERS], sums[OWNERS] = worked, keepers, owners
