"""The ledger of a month's changes of teams: who left, who came, whose skill and wage moved.

Passes over persons write entries, each chunk into its own part; one pass over the entries then moves the team
columns, each thread its own range of teams. The sums are integers, so neither the order of entries nor the
number of threads matters.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import get_num_threads, njit
from numpy.typing import NDArray

from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.prefetch import AHEAD, prefetch
from sim.kernels.scratch import borrow, give_back
from sim.state.columns import Array, Teams
from sim.units import Totals

Ledger: TypeAlias = NDArray[np.int32]
"""By chunk and entry: team, change of headcount, of skill, of wage (n_chunks, entries, 4)."""

FEW = 32  # chunks of persons whose entries one thread settles sooner than it wakes another


class LedgerJob(NamedTuple):
    """The teams, and the entries that move them."""

    teams: Teams
    ledger: Ledger
    entries: Totals  # by chunk: how many
    parts: int  # in which the teams are divided


def empty_ledger(chunks: int, entries: int) -> Ledger:
    """Allocate room for ``entries`` a chunk."""
    return np.empty((chunks, entries, 4), np.int32)


@njit(cache=True, inline="always")
def enter(ledger: Array, n: int, team: int, headcount: int, skill: int, wage: int) -> int:
    """Write entry ``n`` of a chunk's part of the ledger and return the number of entries."""
    ledger[n, 0] = team
    ledger[n, 1] = headcount
    ledger[n, 2] = skill
    ledger[n, 3] = wage
    return n + 1


def settle(teams: Teams, ledger: Array, entries: Array) -> None:
    """Move headcount, skill and wage bill of every team by its entries."""
    parts = get_num_threads() if entries.size > FEW else 1
    _settle(parts, LedgerJob(teams, ledger, entries, parts))


@chunk_rule
def _settle(part: int, arguments: Arguments[LedgerJob]) -> None:
    """Apply the entries of the teams of one part, which are listed first, without branches."""
    job = job_of(arguments)
    teams, ledger, entries, parts = job.teams, job.ledger, job.entries, job.parts
    memory = borrow(ledger.shape[1] + AHEAD)
    rows = memory.view(np.int64)
    size = teams.headcount.size // parts + 1
    low, high = part * size, (part + 1) * size
    for chunk in range(entries.size):
        own = 0
        for n in range(entries[chunk]):
            team = ledger[chunk, n, 0]
            rows[own] = n
            own += (team >= low) & (team < high)
        for k in range(own, own + AHEAD):
            rows[k] = 0
        for k in range(own):
            later = ledger[chunk, rows[k + AHEAD], 0]
            prefetch(teams.headcount, later)
            prefetch(teams.skill_sum, later)
            prefetch(teams.wage_bill, later)
            n = rows[k]
            team = ledger[chunk, n, 0]
            teams.headcount[team] += ledger[chunk, n, 1]
            teams.skill_sum[team] += ledger[chunk, n, 2]
            teams.wage_bill[team] += ledger[chunk, n, 3]
    give_back(memory)
