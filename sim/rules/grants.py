"""Who receives the state's grants, and who takes a guaranteed job: rules on one person.

Children have no row: they are counted where the purse of their household lies. A grant for parents or by the
child is therefore paid once a household, to the person who keeps its purse, and it is that person who takes
part less in the labour market for it; since the response is linear, it is as large as if parents shared it.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.row_rule import row_rule
from sim.parameters import Parameters
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, Array, Workers
from sim.state.households import number_of_children
from sim.state.levers import ANY_AGE, EVERYWHERE, Grant, Levers
from sim.units import MONTHS_PER_YEAR, Codes, Months

TREATED = purpose("grants: treated by a lottery")
GUARANTEED = purpose("grants: offered a guaranteed job")
QUARTER = MONTHS_PER_YEAR // 4
"""Months in a unit of ``workers.job_lost``."""
LOST_ONE = 256
"""Fixed point of ``workers.pay_lost``: all of the pay."""


class Grants(NamedTuple):
    """The grants in force as columns for the kernels, one row a grant (state.levers.Grant)."""

    amount: Array  # int64 (k,): cents a month
    booked_under: Array  # int64 (k,): column of the sums of all budgets
    taper: Array  # float64 (k,)
    statuses: Array  # int64 (k,)
    earnings_below: Array  # int64 (k,)
    share: Array  # float64 (k,)
    keys: Array  # uint64 (k,): of the lots
    narrow: Array  # bool (k,): whether any of the following asks for more than everybody has
    youngest: Array  # int64 (k,): years
    oldest: Array  # int64 (k,)
    with_children: Array  # bool (k,)
    per_child: Array  # int64 (k,): cents a month, to the person who keeps the purse
    states: Array  # uint64 (k,): bits of workers.place
    tenure: Array  # int64 (k,): months
    by_household: Array  # bool (k,): whether the taper is on the income of the household
    taper_from: Array  # int64 (k,): cents a month that are not tapered
    of_loss: Array  # float64 (k,): part of the pay lost that is paid; 0 = the amount itself
    after_hiring: Array  # int64 (k,): months


class Recipients(NamedTuple):
    """What grants ask of persons beside status and wage: columns of a block, or of all."""

    age: Codes
    children: Codes
    place: Codes
    status: Codes
    status_month: Months
    job_lost: Codes
    month: int


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
        narrow=np.array([_is_narrow(grant) for grant in grants], np.bool_),
        youngest=np.array([grant.youngest for grant in grants], np.int64),
        oldest=np.array([grant.oldest for grant in grants], np.int64),
        with_children=np.array([grant.with_children for grant in grants], np.bool_),
        per_child=np.array([grant.per_child for grant in grants], np.int64),
        states=np.array([grant.states for grant in grants], np.uint64),
        tenure=np.array([grant.tenure for grant in grants], np.int64),
        by_household=np.array([grant.by_household for grant in grants], np.bool_),
        taper_from=np.array([grant.taper_from for grant in grants], np.int64),
        of_loss=np.array([grant.of_loss for grant in grants], np.float64),
        after_hiring=np.array([grant.after_hiring for grant in grants], np.int64),
    )


def _is_narrow(grant: Grant) -> bool:
    """Say whether a grant asks for more than status, wage and luck."""
    ages = grant.youngest > 0 or grant.oldest < ANY_AGE
    return bool(
        ages or grant.with_children or grant.states != EVERYWHERE or grant.tenure > 0 or grant.of_loss
    )


@njit(cache=True, inline="always")
def recipients_of(workers: Workers, start: int, end: int, month: int) -> Recipients:
    """Return the columns of the persons from ``start`` to ``end``."""
    return Recipients(
        workers.age[start:end], workers.children[start:end], workers.place[start:end],
        workers.status[start:end], workers.status_month[start:end], workers.job_lost[start:end], month,
    )  # fmt: skip


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
def is_meant(grant: int, grants: Grants, people: Recipients, k: int) -> bool:
    """Say whether row ``k`` has the age, the children, the place and the time in a job that a grant asks for.

    The time in a job is that in the present one, and without a job that in the one that was lost; who gave
    it up has lost none.
    """
    if not grants.narrow[grant]:
        return True
    if not _is_asked_for(grant, grants, people, k):
        return False
    held = people.month - np.int64(people.status_month[k])
    lost = QUARTER * np.int64(people.job_lost[k])
    if grants.of_loss[grant] > 0.0:  # of the displaced who have found work again
        return bool(held < grants.after_hiring[grant] and lost >= max(1, grants.tenure[grant]))
    return bool((held if people.status[k] == EMPLOYED else lost) >= grants.tenure[grant])


@row_rule
def _is_asked_for(grant: int, grants: Grants, people: Recipients, k: int) -> bool:
    """Say whether row ``k`` has the age, the children and the place that a grant asks for."""
    age, place = np.int64(people.age[k]), np.uint64(people.place[k])
    if age < grants.youngest[grant] or age > grants.oldest[grant]:
        return False
    if grants.with_children[grant] and people.children[k] == 0:
        return False
    return bool((grants.states[grant] >> place) & np.uint64(1) != 0)


@row_rule
def grant_payment(grant: int, grants: Grants, children: int, other_income: int) -> int:
    """Return cents paid to an eligible person with these ``children`` of the household and this income.

    ``children`` is the packed column, 0 for all but the one who keeps the purse; ``other_income`` is before
    taxes, cents.
    """
    amount = np.int64(grants.amount[grant])
    if grants.per_child[grant] > 0:
        amount += grants.per_child[grant] * number_of_children(np.int64(children))
    if grants.taper[grant] <= 0.0:
        return amount
    tapered = max(np.int64(0), other_income - grants.taper_from[grant])
    return max(np.int64(0), amount - np.int64(grants.taper[grant] * tapered))


@row_rule
def pay_lost_paid(grant: int, grants: Grants, wage: int, pay_lost: int) -> int:
    """Return cents that insure the pay lost: a part of it, at most the amount.

    The last pay was wage / (1 - f), where f is ``pay_lost`` over ``LOST_ONE``.
    """
    lost = wage * (pay_lost / (LOST_ONE - pay_lost))
    return min(np.int64(grants.amount[grant]), np.int64(grants.of_loss[grant] * lost))


@row_rule
def insures_loss(grants: Grants) -> bool:
    """Say whether a grant pays part of what the displaced lose in their next job."""
    insures = False
    for grant in range(grants.amount.size):
        insures |= grants.of_loss[grant] > 0.0
    return insures


@row_rule
def insurance_of_loss(
    grants: Grants, worker: int, offer: float, last_wage: float, people: Recipients, k: int
) -> float:
    """Return cents a month that would insure a person without a job who took an offer below the last wage."""
    total, lost = 0.0, QUARTER * np.int64(people.job_lost[k])
    for grant in range(grants.amount.size):
        covers = grants.of_loss[grant] > 0.0 and lost >= max(1, grants.tenure[grant])
        if not (covers and _is_asked_for(grant, grants, people, k) and offer < last_wage):
            continue
        if is_eligible(grant, grants, worker, int(EMPLOYED), np.int64(offer)):
            total += min(grants.amount[grant], grants.of_loss[grant] * (last_wage - offer))
    return total


@row_rule
def unearned(grants: Grants, worker: int, wage: int, people: Recipients, k: int) -> float:
    """Return what a person, row ``k`` of ``people``, would receive outside the labour force, cents a month.

    Grants that ask for time in a job are left out: who leaves by choice has lost none.
    """
    total = 0.0
    for grant in range(grants.amount.size):
        meant = grants.tenure[grant] == 0 and is_meant(grant, grants, people, k)
        if meant and is_eligible(grant, grants, worker, int(OUTSIDE), wage):
            total += grant_payment(grant, grants, people.children[k], 0)
    return total


@row_rule
def guaranteed_pay(hours: int, guarantee: Guarantee) -> int:
    """Return what a guaranteed job pays a person who works ``hours``, cents a month."""
    return np.int64(guarantee.wage) * hours // FULL_TIME


@row_rule
def takes_guaranteed_job(worker: int, wage: int, hours: int, months: int, guarantee: Guarantee) -> bool:
    """Say whether an unemployed person is offered a guaranteed job and it beats their reservation wage.

    They work the same ``hours`` in it as in their last job, which paid ``wage``.
    """
    if guarantee.wage <= 0 or uniform(guarantee.key, worker) >= guarantee.share:
        return False
    asked = wage * guarantee.reservation * max(0.0, 1.0 - guarantee.decay * months)
    return guaranteed_pay(hours, guarantee) >= asked


def treated(share: float, lottery: int, people: int, seed: int) -> Array:
    """Return who is drawn by a lottery (bool, one a person); exactly those whom the kernels treat."""
    return _treated(share, people, np.uint64(stream(seed, lottery, TREATED)))


@njit(cache=True)
def _treated(share: float, people: int, key: int) -> Array:
    drawn = np.empty(people, np.bool_)
    for worker in range(people):
        drawn[worker] = uniform(key, worker) < share
    return drawn
