"""Hours of work of a person: the usual ones, and how they answer to taxes and to income from the state.

hours = clip[1/4, 5/4](own ((1 - m) / (1 - m0))^e (1 - i (unearned - taxes) / pay)) x week. Here m is what the
state takes of one more dollar of pay, by the taxes in force, that on what it buys included, and by the tapers
of the grants that the person receives; m0 is the same by the taxes of the base year. e is the elasticity at
given utility (Chetty, Guren, Manoli and Weber 2011), i the fall for income that the state pays a person
whatever they earn, less what taxes take more than in the base year, over the pay of full-time work. Hours
change at the yearly review and with a new job, not in between: frictions are why small changes of taxes move
few (Chetty 2012).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import uniform
from sim.kernels.elementary import power
from sim.kernels.row_rule import row_rule
from sim.rules.grants import Grants, Recipients, grant_payment, is_eligible, is_meant
from sim.state.columns import EMPLOYED, FULL_TIME
from sim.state.levers import LEAST_BOUGHT
from sim.units import Amounts

HALF_TIME = 0.5
"""Usual hours of part-time work over those of full time."""
LEAST, MOST = 0.25, 1.25
LEAST_KEPT = 0.01
"""Part of one more dollar that counts as kept, however much the state takes."""


class WorkingTime(NamedTuple):
    """What the hours of a person follow this month."""

    moves: bool  # whether anybody's hours may differ from full time
    elasticity: float
    income_response: float  # fall for unearned income of one full-time pay
    week: float  # part of the hours that a shorter working week leaves
    everyone: float  # cents a month that every adult receives
    tax_floor: Amounts  # (k,): cents a month where each bracket begins
    tax_rate: Amounts  # (k,): marginal rates, times the next two
    tax_scale: float  # in force
    base_tax_scale: float  # in the base year
    employee_rate: float  # contributions of the employed, in force
    base_employee_rate: float
    surcharges: Amounts  # (k, 2): threshold in cents a month, rate
    part_time: Amounts  # by cell: share of people who usually work part time
    full_time: float  # usual hours of the others; 1 is the mean of the base year
    part_time_key: np.uint64
    rounding_key: np.uint64
    by_pay: float = 0.0  # how steeply the share of part-time work falls with full-time pay
    usual_pay: Amounts = np.ones(1)  # by cell: full-time pay at which it is that of the age group; 0: any pay
    consumption_tax: float = 0.0  # share of what is spent, in force
    base_consumption_tax: float = 0.0
    by_bracket: Amounts = np.zeros(0)  # (k + 1,): what taxes leave of hours, from below the first bracket on


@row_rule
def usual_hours(worker: int, cell: int, full_pay: float, time: WorkingTime) -> float:
    """Return the hours of a person before taxes and grants; 1 is the mean of the base year.

    One draw for life says who works part time first when the share of the age group rises. Who would earn
    little in full-time work does so more often: the share is multiplied by 2 / (1 + (pay / usual pay)^b),
    whose mean is 1 where the log of pay lies evenly around that of usual pay.
    """
    share = time.part_time[cell]
    if time.by_pay > 0.0 and time.usual_pay[cell] > 0.0:
        share *= 2.0 / (1.0 + power(max(full_pay, 1.0) / time.usual_pay[cell], time.by_pay))
    part_time = share > 0.0 and uniform(time.part_time_key, worker) < share
    return HALF_TIME * time.full_time if part_time else time.full_time


def full_time_hours(part_time: float, share: float) -> float:
    """Return the usual hours of full-time work, so that the mean over all is 1.

    Parameters
    ----------
    part_time : float
        Part-timers relative to their share.
    share : float
        Share of the employed of the base year who usually work part time.
    """
    return 1.0 / (1.0 - (1.0 - HALF_TIME) * part_time * share)


@njit(cache=True, inline="always")  # handing the numbers over costs as much as what is done with them
def kept_of_a_dollar(pay: float, taper: float, time: WorkingTime) -> float:
    """Return (1 - m) / (1 - m0) at a monthly pay in cents, with the tapers of grants that people receive."""
    bracket, more = 0.0, 0.0
    for k in range(time.tax_floor.size):
        bracket = time.tax_rate[k] if pay > time.tax_floor[k] else bracket
    for k in range(time.surcharges.shape[0]):
        more += time.surcharges[k, 1] if pay > time.surcharges[k, 0] else 0.0
    return _kept_at_rate(bracket, more, taper, time)


@njit(cache=True, inline="always")
def _kept_at_rate(bracket: float, more: float, taper: float, time: WorkingTime) -> float:
    """Return (1 - m) / (1 - m0) at a marginal rate of the schedule and what else is taken."""
    taken = time.tax_scale * bracket + time.employee_rate + more + taper
    taken_before = time.base_tax_scale * bracket + time.base_employee_rate
    spent = max(1.0 - time.consumption_tax, LEAST_BOUGHT) / max(1.0 - time.base_consumption_tax, LEAST_BOUGHT)
    return spent * max(LEAST_KEPT, 1.0 - taken) / max(LEAST_KEPT, 1.0 - taken_before)


@njit(cache=True, inline="always")
def taken_more(pay: float, time: WorkingTime) -> float:
    """Return by how much the taxes in force take more of a monthly pay than those of the base year, cents.

    It makes people poorer, as a gift makes them richer: what a tax on everybody pays out to everybody leaves
    the mean as rich as it was.
    """
    taken, below = 0.0, 0.0
    for k in range(time.tax_floor.size):
        taken += (time.tax_rate[k] - below) * max(0.0, pay - time.tax_floor[k])
        below = time.tax_rate[k]
    more = (time.tax_scale - time.base_tax_scale) * taken
    more += (time.employee_rate - time.base_employee_rate) * pay
    for k in range(time.surcharges.shape[0]):
        more += time.surcharges[k, 1] * max(0.0, pay - time.surcharges[k, 0])
    return more + (time.consumption_tax - time.base_consumption_tax) * (pay - more)


@njit(cache=True, inline="always")
def _answer_to(price: float, elasticity: float) -> float:
    """Return the factor on hours where (1 - m) / (1 - m0) is ``price``."""
    return power(price, elasticity) if price != 1.0 else 1.0  # as where no tax has changed


def with_answers(time: WorkingTime) -> WorkingTime:
    """Work out once a month what hours are in each bracket, for all who receive nothing with a taper."""
    if time.surcharges.shape[0] > 0:
        return time
    kept = (_kept_at_rate.py_func(rate, 0.0, 0.0, time) for rate in (0.0, *time.tax_rate))
    answers = [_answer_to.py_func(price, time.elasticity) for price in kept]
    return time._replace(by_bracket=np.array(answers, np.float64))


@row_rule
def grants_at_work(worker: int, pay: int, grants: Grants, people: Recipients) -> tuple[float, float]:
    """Return the tapers of the grants that a person with this pay receives, and what they pay at no pay.

    A grant that is withdrawn pays its whole amount whatever people earn, and takes the taper of each dollar,
    up to where nothing is left of it. What only those without work receive does not count, nor what insures
    the pay of the displaced; of a household's income only the person's own pay is looked at.
    """
    taper, unearned = 0.0, 0.0
    children = people.children[worker]
    for grant in range(grants.amount.size):
        meant = grants.of_loss[grant] <= 0.0 and is_meant(grant, grants, people, worker)
        if not (meant and is_eligible(grant, grants, worker, int(EMPLOYED), pay)):
            continue
        if grant_payment(grant, grants, children, pay) > 0:
            taper += grants.taper[grant] if pay > grants.taper_from[grant] else 0.0
            unearned += grant_payment(grant, grants, children, 0)
    return taper, unearned


@njit(cache=True, inline="always")
def working_hours(
    worker: int, cell: int, full_pay: float, time: WorkingTime, grants: Grants, people: Recipients
) -> int:
    """Return the hours of a person whom full-time work would pay ``full_pay`` cents a month.

    Whole numbers, FULL_TIME = 1, the mean of the base year; rounded up or down by one draw for life, so that
    the mean is exact and nobody's hours change unless what they follow does.
    """
    if not time.moves:
        return np.int64(FULL_TIME)
    own = usual_hours(worker, cell, full_pay, time)
    taper, unearned = 0.0, 0.0
    if grants.amount.size > 0:
        taper, unearned = grants_at_work(worker, np.int64(own * full_pay), grants, people)
    if taper == 0.0 and time.by_bracket.size > 0:
        row = 0
        for k in range(time.tax_floor.size):
            row = k + 1 if own * full_pay > time.tax_floor[k] else row
        response = time.by_bracket[row]
    else:
        response = _answer_to(kept_of_a_dollar(own * full_pay, taper, time), time.elasticity)
    given = time.everyone + unearned - taken_more(own * full_pay, time)
    response *= 1.0 - time.income_response * given / max(1.0, full_pay)
    hours = min(max(own * response, LEAST), MOST) * time.week
    return max(np.int64(1), np.int64(FULL_TIME * hours + uniform(time.rounding_key, worker)))


@row_rule
def contract_hours(worker: int, cell: int, hours: int, pay: float, time: WorkingTime) -> float:
    """Return over which hours, FULL_TIME = 1, the pay of a job is compared with that of others.

    They are those of the job. Under a shorter week they are at most its hours: the same pay is due for them,
    at the next review at the latest.
    """
    if time.week >= 1.0:
        return np.float64(hours)
    full_pay = pay * (FULL_TIME / max(np.float64(hours), 1.0))
    return min(np.float64(hours), FULL_TIME * time.week * usual_hours(worker, cell, full_pay, time))
