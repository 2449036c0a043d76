"""Who receives the state's grants, and who takes a guaranteed job: rules on one person."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.row_rule import row_rule
from sim.parameters import Parameters
from sim.state.columns import OUTSIDE, Array
from sim.state.levers import Levers

TREATED = purpose("grants: treated by a lottery")
GUARANTEED = purpose("grants: offered a guaranteed job")


class Grants(NamedTuple):
    """The grants in force as columns for the kernels, one row a grant (state.levers.Grant)."""

    amount: Array  # int64 (k,): cents a month
    booked_under: Array  # int64 (k,): column of the sums of all budgets
    taper: Array  # float64 (k,)
    statuses: Array  # int64 (k,)
    earnings_below: Array  # int64 (k,)
    share: Array  # float64 (k,)
    keys: Array  # uint64 (k,): of the lots


class Guarantee(NamedTuple):
    """The guaranteed job and the wage below which a person declines it."""

    wage: int  # cents a month, 0 = there is none
    share: float  # of the unemployed who are offered one
    reservation: float  # share of the last wage
    decay: float  # fall of the reservation wage a month without work
    key: np.uint64  # of the lot


def grants_in_force(levers: Levers, seed: int) -> Grants:
    """Turn the grants of the levers into columns; a lottery number draws the same people every month."""
    grants = levers.grants
    return Grants(
        amount=np.array([grant.amount for grant in grants], np.int64),
        booked_under=np.array([grant.booked_under for grant in grants], np.int64),
        taper=np.array([grant.taper for grant in grants], np.float64),
        statuses=np.array([grant.statuses for grant in grants], np.int64),
        earnings_below=np.array([grant.earnings_below for grant in grants], np.int64),
        share=np.array([grant.share for grant in grants], np.float64),
        keys=np.array([stream(seed, grant.lottery, TREATED) for grant in grants], np.uint64),
    )


def guarantee_in_force(parameters: Parameters, levers: Levers, seed: int) -> Guarantee:
    """Return the guaranteed job of the month."""
    labour = parameters.labour
    return Guarantee(
        wage=int(levers.job_guarantee_wage),
        share=float(levers.job_guarantee_share),
        reservation=float(labour.reservation_wage),
        decay=float(labour.reservation_decay),
        key=np.uint64(stream(seed, 0, GUARANTEED)),
    )


@row_rule
def is_eligible(grant: int, grants: Grants, worker: int, status: int, wage: int) -> bool:
    """Say whether a person of this status and wage (the last one without a job) receives the grant."""
    if (grants.statuses[grant] >> np.int64(status)) & 1 == 0 or wage >= grants.earnings_below[grant]:
        return False
    return bool(grants.share[grant] >= 1.0 or uniform(grants.keys[grant], worker) < grants.share[grant])


@row_rule
def grant_payment(grant: int, grants: Grants, other_income: int) -> int:
    """Return cents paid to an eligible person with this income before taxes."""
    if grants.taper[grant] <= 0.0:
        return int(grants.amount[grant])
    return max(0, int(grants.amount[grant]) - int(grants.taper[grant] * other_income))


@row_rule
def unearned(grants: Grants, worker: int, wage: int) -> float:
    """Return what a person would receive outside the labour force, cents a month."""
    total = 0.0
    for grant in range(grants.amount.size):
        if is_eligible(grant, grants, worker, int(OUTSIDE), wage):
            total += grants.amount[grant]
    return total


@row_rule
def takes_guaranteed_job(worker: int, wage: int, months: int, guarantee: Guarantee) -> bool:
    """Say whether an unemployed person is offered a guaranteed job and it beats their reservation wage."""
    if guarantee.wage <= 0 or uniform(guarantee.key, worker) >= guarantee.share:
        return False
    return guarantee.wage >= wage * guarantee.reservation * max(0.0, 1.0 - guarantee.decay * months)


def treated(share: float, lottery: int, people: int, seed: int) -> Array:
    """Return who is drawn by a lottery (bool, one a person); exactly those whom the kernels treat."""
    return _treated(share, people, np.uint64(stream(seed, lottery, TREATED)))


@njit(cache=True)
def _treated(share: float, people: int, key: int) -> Array:
    drawn = np.empty(people, np.bool_)
    for worker in range(people):
        drawn[worker] = uniform(key, worker) < share
    return drawn
