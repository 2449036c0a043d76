"""The young in occupations that AI can reach: how many of those employed work there."""

from typing import NamedTuple

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import PERSON_CHUNK, add_chunks, n_chunks, persons_of
from sim.state.columns import EMPLOYED, Array, Workers
from sim.state.structure import Structure
from sim.units import Totals

YOUNG_UNTIL = 25
"""Age under which the employed count as young, as where vacancies may refuse beginners."""
BITS = 64
EXPOSED_PART = 0.4
"""Part of jobs that the most exposed occupations have: the two top fifths."""


def exposed_occupations(structure: Structure) -> Array:
    """Return which occupations are the most exposed, with two fifths of the jobs of the base year (o,).

    By the usual measure, whichever one AI follows: stories are held against one path without AI.
    """
    order = np.argsort(-structure.usual_exposure, kind="stable")
    share = structure.jobs[order]
    exposed = np.zeros(order.size, np.bool_)
    exposed[order] = np.cumsum(share) - 0.5 * share < EXPOSED_PART * share.sum()
    return exposed


class BeginnersJob(NamedTuple):
    """The persons, which occupations are exposed, and the counts of each chunk."""

    workers: Workers
    exposed: Array  # int64: a bit for each occupation, 64 a number, that of the first one last
    counts: Totals  # (n_chunks, 2)


@indicator("macro")
def young_exposed_employment(seen: Observation) -> float:
    """Return the part of the employed under 25 whose occupation is exposed; not a number where none is young.

    Brynjolfsson, Chandar and Chen 2025 find that it falls. What it says of AI is the difference from the path
    without AI, or from month 0: the young choose other occupations than the rest whatever AI does.
    """
    workers = seen.state.workers
    chunks = n_chunks(workers.team.size, PERSON_CHUNK)
    counts = np.zeros((chunks, 2), np.int64)
    _count(chunks, BeginnersJob(workers, _bits(exposed_occupations(seen.structure)), counts))
    young, exposed = add_chunks(counts)
    return float(exposed / young) if young > 0 else float("nan")


def _bits(exposed: Array) -> Array:
    """Return flags of rows as bits, 64 a number (int64)."""
    padded = np.zeros(-(-exposed.size // BITS) * BITS, np.bool_)
    padded[: exposed.size] = exposed
    return np.packbits(padded, bitorder="little").view(np.dtype("<i8")).astype(np.int64)


@chunk_rule
def _count(chunk: int, arguments: Arguments[BeginnersJob]) -> None:
    """Count the employed under 25 of a chunk of persons, and those of them in exposed occupations."""
    job = job_of(arguments)
    low, high = persons_of(chunk, job.workers.team.size)
    status, age = job.workers.status[low:high], job.workers.age[low:high]
    occupation = job.workers.occupation[low:high]
    young = there = np.int64(0)
    for k in range(status.size):
        young += np.int64((status[k] == EMPLOYED) & (age[k] < YOUNG_UNTIL))
    for part in range(job.exposed.size):
        exposed, first = job.exposed[part], BITS * part
        for k in range(status.size):  # a shift instead of a table, so that it becomes vector instructions
            row = np.int64(occupation[k]) - first
            counts = (status[k] == EMPLOYED) & (age[k] < YOUNG_UNTIL) & (row >= 0) & (row < BITS)
            there += np.int64(counts) & (exposed >> (row & (BITS - 1)))
    job.counts[chunk][0], job.counts[chunk][1] = young, there
