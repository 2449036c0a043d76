"""Hours of work: of the employed, for each adult, and how many work part time."""

from typing import NamedTuple

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import PERSON_CHUNK, add_chunks, n_chunks, persons_of
from sim.rules.hours import full_time_hours
from sim.state.columns import EMPLOYED, FULL_TIME, Workers
from sim.units import Totals

PART_TIME_BELOW = 5.0 / 6.0
"""Part of the full-time hours below which work is part time: 35 of 42, as surveys have it."""
EMPLOYEES, HOURS, SHORTER, PART_TIMERS = range(4)
N_SUMS = 4


class HoursJob(NamedTuple):
    """The persons, and the sums of each chunk."""

    workers: Workers
    week: int  # most hours under a shorter week, FULL_TIME = 1
    part_time: int  # below which work is part time
    sums: Totals  # (n_chunks, N_SUMS)


@indicator("labour_flows")
def hours(seen: Observation) -> dict[str, float]:
    """Return hours a week of those employed by firms, hours for each adult, and the share of part-timers.

    Under a shorter week those who have it work less than what counts in production by what they make up.
    """
    workers, levers, labour = seen.state.workers, seen.flows.levers, seen.parameters.labour
    chunks = n_chunks(workers.team.size, PERSON_CHUNK)
    sums = np.zeros((chunks, N_SUMS), np.int64)
    done = 1.0 - levers.hours_cut
    usual = FULL_TIME * done * full_time_hours(labour.part_time, seen.structure.figure("part_time_share"))
    week = int(np.ceil(usual)) if done < 1.0 else 0
    _add_up(chunks, HoursJob(workers, week, int(np.ceil(PART_TIME_BELOW * usual)), sums))
    total = add_chunks(sums)
    shorter = total[SHORTER] * levers.hours_agreed / done
    weekly = seen.structure.figure("weekly_hours") / FULL_TIME
    worked = weekly * (total[HOURS] - total[SHORTER] + shorter)
    employed = max(1, int(total[EMPLOYEES]))
    return {
        "weekly_hours": worked / employed,
        "weekly_hours_per_adult": worked / workers.team.size,
        "part_time_share": total[PART_TIMERS] / employed,
    }


@chunk_rule
def _add_up(chunk: int, arguments: Arguments[HoursJob]) -> None:
    """Add up the hours of the employed of a chunk of persons."""
    job = job_of(arguments)
    low, high = persons_of(chunk, job.workers.team.size)
    status, hours = job.workers.status[low:high], job.workers.hours[low:high]
    week, part_time, sums = np.int32(job.week), np.int32(job.part_time), job.sums[chunk]
    # a chunk's sums fit into 32 bits, of which a processor adds up twice as many at a time as of 64
    employees = worked = shorter = part_timers = np.int32(0)
    for k in range(status.size):
        own = np.int32(hours[k]) * np.int32(status[k] == EMPLOYED)
        employees += np.int32(own > 0)
        worked += own
        shorter += own * np.int32(own <= week)
        part_timers += np.int32((own > 0) & (own < part_time))
    sums[EMPLOYEES], sums[HOURS], sums[SHORTER], sums[PART_TIMERS] = employees, worked, shorter, part_timers
