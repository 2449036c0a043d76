"""Who receives the state's grants, and who takes a guaranteed job: rules on one person."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream, uniform
from sim.parameters import Parameters
from sim.state.columns import OUTSIDE, Array
from sim.state.levers import GrantTable, Levers

TREATED = purpose("grants: treated by a lottery")
GUARANTEED = purpose("grants: offered a guaranteed job")


class Guarantee(NamedTuple):
    """The guaranteed job and the wage below which a person declines it."""

    wage: int  # cents a month, 0 = there is none
    share: float  # of the unemployed who are offered one
    reservation: float  # share of the last wage
    decay: float  # fall of the reservation wage a month without work


def guarantee_offer(parameters: Parameters, levers: Levers) -> Guarantee:
    """Return the guaranteed job of the month."""
    labour = parameters.labour
    return Guarantee(
        wage=int(levers.job_guarantee_wage),
        share=float(levers.job_guarantee_share),
        reservation=float(labour.reservation_wage),
        decay=float(labour.reservation_decay),
    )


@njit(cache=True)
def lottery_keys(grants: GrantTable, seed: int) -> Array:
    """Return the key of each grant's lot (uint64): the same lottery number gives the same key."""
    keys = np.empty(grants.amount.size, np.uint64)
    for grant in range(keys.size):
        keys[grant] = stream(seed, grants.lottery[grant], TREATED)
    return keys


@njit(cache=True)
def is_eligible(grant: int, grants: GrantTable, keys: Array, worker: int, status: int, wage: int) -> bool:
    """Say whether a person of this status and wage (the last one without a job) receives the grant."""
    if (grants.statuses[grant] >> np.int64(status)) & 1 == 0 or wage >= grants.earnings_below[grant]:
        return False
    return bool(grants.share[grant] >= 1.0 or uniform(keys[grant], worker) < grants.share[grant])


@njit(cache=True)
def grant_payment(grant: int, grants: GrantTable, other_income: int) -> int:
    """Return cents paid to an eligible person with this income before taxes."""
    if grants.taper[grant] <= 0.0:
        return int(grants.amount[grant])
    return max(0, int(grants.amount[grant]) - int(grants.taper[grant] * other_income))


@njit(cache=True)
def unearned(grants: GrantTable, keys: Array, worker: int, wage: int) -> int:
    """Return what a person would receive outside the labour force, cents a month."""
    total = 0
    for grant in range(grants.amount.size):
        if is_eligible(grant, grants, keys, worker, int(OUTSIDE), wage):
            total += int(grants.amount[grant])
    return total


@njit(cache=True)
def takes_guaranteed_job(worker: int, wage: int, months: int, guarantee: Guarantee, key: int) -> bool:
    """Say whether an unemployed person is offered a guaranteed job and it beats their reservation wage."""
    if guarantee.wage <= 0 or uniform(key, worker) >= guarantee.share:
        return False
    return guarantee.wage >= wage * guarantee.reservation * max(0.0, 1.0 - guarantee.decay * months)


def treated(share: float, lottery: int, people: int, seed: int) -> Array:
    """Return who is drawn by a lottery (bool, one a person); exactly those whom the kernels treat."""
    return _treated(share, people, stream(seed, lottery, TREATED))


@njit(cache=True)
def _treated(share: float, people: int, key: int) -> Array:
    drawn = np.empty(people, np.bool_)
    for worker in range(people):
        drawn[worker] = uniform(key, worker) < share
    return drawn
