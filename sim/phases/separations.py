"""Step 5, labour market: separations, and who looks for a job.

One draw decides what happens to a person this month: an employed person leaves the labour force, quits or is
laid off, or looks for another job; an unemployed person leaves the labour force or looks for a job; a person
outside looks for a job, and becomes unemployed if none comes of it (two thirds of those who take up work come
straight from outside, BLS flows). Nothing happens to most: a first look over a block of persons finds those
for whom something may change. Seekers are listed for phases.search; what leaves a team goes to a ledger.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real
from sim.kernels.draws import GOLDEN, draw_position, purpose, stream, uniform, uniform_at
from sim.kernels.lists import append_if
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Bytes, Flags, Rows, Wholes, room_for
from sim.kernels.sums import firms_of
from sim.phases.turnover_job import SeparationNumbers, TurnoverJob
from sim.rules.grants import QUARTER, Grants, Recipients, recipients_of, takes_guaranteed_job, unearned
from sim.rules.hazards import (
    HIGH_UNIT,
    Hazards,
    exits_of,
    high_of,
    low_of,
    own_layoff_rate,
    place_of,
    told_apart,
    weight_of,
)
from sim.rules.ledger import Ledger, enter
from sim.rules.skill import LEAST_SKILL, LONGEST_DECAY, effective_skill, trained_skill
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, TEAMS_PER_FIRM, TYPES, UNEMPLOYED
from sim.units import Amounts, Codes, Months, Positions, Shares, Totals, Wages

STATUS = purpose("separations: what happens to a person")
TARGET = purpose("separations: occupation of retraining")
NOTICE = purpose("separations: who is told of a layoff in time to apply elsewhere")
BYTE = 1.0 / 255.0  # layoff rates rounded up to a byte
CLOSING = np.uint8(0.9 * 255.0)  # from this rate on a firm may close, and lay off all
BLOCK = 2_048  # persons whose draws are made at once, so that the processor makes several together
ROOM = BLOCK + 1  # numbers a list has room for

# columns of the counters, one row a chunk of persons
(
    LAYOFFS, QUITS_TO_UNEMPLOYMENT, EMPLOYED_TO_OUTSIDE, UNEMPLOYED_TO_OUTSIDE, OUTSIDE_TO_UNEMPLOYED,
    SEEKERS, SEEKERS_UNEMPLOYED, SEEKERS_EMPLOYED, SEEKERS_OUTSIDE, RETRAINING_ENTRIES, RETRAINING_EXITS,
    DISMISSALS, REVIEWED, RISK,
) = range(14)  # fmt: skip
N_COUNTS = 14
RISK_ONE = 1 << 20  # fixed point of RISK: layoff rates of the reviewed over those of their teams

# what a person in the labour force without a job does this month
WAIT, SEARCH, GIVE_UP, ENTER_TRAINING, FINISH_TRAINING = (
    np.uint8(0), np.uint8(1), np.uint8(2), np.uint8(3), np.uint8(4),
)  # fmt: skip
LARGEST_RESPONSE = 0.9  # of the hazards into and out of the labour force to unearned income


class Block(NamedTuple):
    """A block of persons: their draws, and lists of those for whom this month may change something."""

    draw: Amounts
    response: Amounts  # of the person's hazards to unearned income
    bound: Bytes  # largest layoff rate in the person's firm, rounded up
    place: Rows  # of the person's bounds in the table of the first look
    bounds: Wholes  # of the person's hazards, packed
    stirred: Flags  # whether something may change
    step: Bytes  # what a person in the labour force without a job does
    due: Rows  # list of those whose wage is reviewed, in the block
    rows: Rows  # of those for whom something may change
    leaving: Rows  # of those who may leave their team
    jobless: Rows  # of those in the labour force without a job
    moving: Rows  # of those among them who give up, enter retraining or finish it
    seekers: Rows  # of those who look for a job, among all persons


BLOCKS = room_for(Block, ROOM)


class LayoffBoundsJob(NamedTuple):
    """The layoff rates of all teams, and where the bounds of their firms are written."""

    rate: Shares  # by team
    bound: Codes  # by firm, from row 1 on; row 0 is of those without a firm


@chunk_rule(grain=50)
def bound_layoffs(chunk: int, arguments: Arguments[LayoffBoundsJob]) -> None:
    """Round the largest layoff rate in each firm up to a byte: a table small enough to stay near."""
    job = job_of(arguments)
    rate, bound = job.rate, job.bound
    for firm in range(*firms_of(chunk, bound.size - 1)):
        largest = np.float64(0.0)
        for k in range(TEAMS_PER_FIRM):
            largest = max(largest, np.float64(rate[TEAMS_PER_FIRM * firm + k]))
        bound[firm + 1] = np.uint8(min(255.0, np.ceil(largest * 255.0 + 1e-9)))


@row_rule
def separate_block(
    start: int, size: int, job: TurnoverJob, block: Block, ledger: Ledger, n: int, count: Totals
) -> tuple[int, int]:
    """Move the persons of a block; return the entries in the ledger and how many look for a job."""
    position = draw_position(stream(job.seed, job.month, STATUS), start)
    for k in range(size):
        block.draw[k] = uniform_at(position)
        position += GOLDEN
    if job.grants.amount.size > 0 or job.numbers.everyone > 0.0:
        people = recipients_of(job.workers, start, start + size, job.month)
        _respond(
            start, job.workers.wage[start : start + size], job.numbers, job.grants, people, block.response
        )
    status, team = job.workers.status[start : start + size], job.workers.team[start : start + size]
    stirred = _list_stirred(start, size, status, team, job, block)
    seekers, leaving, jobless = _sort_stirred(start, stirred, status, job, block, count)
    n, seekers = _leave_teams(start, size, leaving, job, block, ledger, n, seekers, count)
    _decide(start, size, jobless, job, block)
    seekers = _move_jobless(start, size, jobless, seekers, job, block, count)
    count[SEEKERS] += seekers
    return n, seekers


@row_rule
def _respond(
    start: int, wage: Wages, numbers: SeparationNumbers, grants: Grants, people: Recipients, response: Amounts
) -> None:
    """Write by which part unearned income and what wages are worth change each person's hazards."""
    for k in range(wage.size):
        income = numbers.everyone + unearned(grants, start + k, np.int64(wage[k]), people, k)
        response[k] = min(LARGEST_RESPONSE, numbers.wage_response + numbers.income_response * income)


@row_rule
def _list_stirred(start: int, size: int, status: Codes, team: Rows, job: TurnoverJob, block: Block) -> int:
    """List those whose draw may change something, and all without a job; return how many they are.

    Loops without branches: a processor mispredicts those that chance decides. A table by cell and time bounds
    what a person's hazards can be.
    """
    bound, rate, stirred, hazards = job.bound, block.bound, block.stirred, job.hazards
    for k in range(size):  # those without a team are of row 0
        rate[k] = bound[np.uint64(team[k] + TEAMS_PER_FIRM) // np.uint64(TEAMS_PER_FIRM)]
    if hazards.alike > 0:
        own, beyond = hazards.bounds[0], hazards.bounds[hazards.bounds.size // 2]
        for k in range(size):
            block.bounds[k] = beyond if status[k] == OUTSIDE else own
    else:
        end = start + size
        cell, status_month = job.workers.cell[start:end], job.workers.status_month[start:end]
        _look_up(status, cell, status_month, job.month, hazards.bounds, block.place, block.bounds)
    _look_at_each(status, hazards, block)
    n = 0
    for k in range(size):
        n = append_if(stirred[k], block.rows, n, k)
    return n


@row_rule
def _look_up(
    status: Codes, cell: Codes, status_month: Months, month: int, table: Positions, place: Rows,
    bounds: Wholes,
) -> None:  # fmt: skip
    """Write what bounds the hazards of each, as it stands in the table for their cell and months."""
    for k in range(status.size):
        place[k] = place_of(status[k], cell[k], month - status_month[k])
    for k in range(status.size):
        bounds[k] = table[np.uint64(place[k])]


@row_rule
def _look_at_each(status: Codes, hazards: Hazards, block: Block) -> None:
    """Flag those whom a draw may move, by the bounds of each."""
    low_unit, by_rate, exit_unit = hazards.low_unit, hazards.weight_unit * BYTE, hazards.exit_unit
    draw, response, rate, stirred = block.draw, block.response, block.bound, block.stirred
    bounds = block.bounds
    for k in range(status.size):
        packed = bounds[k]
        low = to_real(low_of(packed)) * low_unit + to_real(weight_of(packed)) * (by_rate * rate[k])
        low += to_real(exits_of(packed)) * (exit_unit * response[k])
        moves = (draw[k] < low) | (draw[k] > to_real(high_of(packed)) * HIGH_UNIT)
        stirred[k] = moves | ((status[k] & 1) == 1) | (rate[k] >= CLOSING)


@row_rule
def _sort_stirred(
    start: int, stirred: int, status: Codes, job: TurnoverJob, block: Block, count: Totals
) -> tuple[int, int, int]:
    """Sort the listed into seekers, those who may leave a team, and the jobless; return their numbers."""
    cells, status_month, month = job.workers.cell, job.workers.status_month, job.month
    job_search, ladder = job.hazards.job_search, job.hazards.ladder
    entry, fading = job.hazards.entry, job.hazards.outside
    n = leaving = jobless = at_work = outside = 0
    for i in range(stirred):
        k = np.int64(block.rows[i])
        row, worker = np.uint64(k), np.uint64(start + k)  # not negative, as is the next
        employed, beyond, u = status[row] == EMPLOYED, status[row] == OUTSIDE, block.draw[row]
        cell, held = cells[worker], np.uint64(told_apart(month - status_month[worker]))
        changes = employed & (u > 1.0 - job_search[cell] * ladder[held])
        looks = beyond & (u < entry[cell] * fading[held] * (1.0 - block.response[row]))
        n = append_if(changes | looks, block.seekers, n, start + k)
        leaving = append_if(employed & (not changes), block.leaving, leaving, k)
        jobless = append_if(not (employed | beyond), block.jobless, jobless, k)
        at_work += changes
        outside += looks
    count[SEEKERS_EMPLOYED] += at_work
    count[SEEKERS_OUTSIDE] += outside
    return n, leaving, jobless


@row_rule
def _leave_teams(
    start: int, size: int, leaving: int, job: TurnoverJob, block: Block, ledger: Ledger, n: int, seekers: int,
    count: Totals,
) -> tuple[int, int]:  # fmt: skip
    """Take out of their teams whom the draw takes, for the reason that it says; return entries and seekers.

    Who is laid off and was told in time applies in the same month, and has a new job then or none.
    """
    notice, key = job.numbers.notice, stream(job.seed, job.month, NOTICE)
    before = seekers
    workers, layoff_rate, end = job.workers, job.layoff_rate, start + size
    status, status_month, team = (
        workers.status[start:end],
        workers.status_month[start:end],
        workers.team[start:end],
    )
    skill, wage, cells = workers.skill[start:end], workers.wage[start:end], workers.cell[start:end]
    job_lost, occupation = workers.job_lost[start:end], workers.occupation[start:end]
    hours, retiring = workers.hours[start:end], job.hazards.retiring
    profile, worth, retire, risk = (
        job.hazards.profile,
        job.hazards.worth,
        job.hazards.retire,
        job.hazards.risk,
    )
    exit_rate, quit_rate, dismissal = job.hazards.leaving, job.hazards.quit, job.hazards.dismissal
    layoff = job.hazards.layoff
    for i in range(leaving):
        prefetch(layoff_rate, team[np.uint64(block.leaving[i])])
    for i in range(leaving):
        k = np.int64(block.leaving[i])
        row = np.uint64(k)
        u, cell, held = block.draw[row], cells[row], np.uint64(told_apart(job.month - status_month[row]))
        by_tenure = profile[held]
        exit_bar = exit_rate[cell] * by_tenure
        retires = retire[cell] * retiring[np.uint64(cell // TYPES), np.uint64(occupation[row])]
        more = exit_bar * block.response[row] + retires * (1.0 + block.response[row])
        quit_bar = exit_bar + quit_rate[cell] * by_tenure
        dismissal_bar = quit_bar + dismissal[cell] * by_tenure
        laid_off = own_layoff_rate(layoff_rate[np.uint64(team[row])], layoff[cell] * risk[held])
        if u >= dismissal_bar + laid_off + more:
            continue
        exits, quits, dismissed = u < exit_bar + more, u < quit_bar + more, u < dismissal_bar + more
        count[EMPLOYED_TO_OUTSIDE] += exits
        count[QUITS_TO_UNEMPLOYMENT] += quits & (not exits)
        count[DISMISSALS] += dismissed & (not quits)
        count[LAYOFFS] += not dismissed
        n = enter(ledger, n, team[k], -1, -effective_skill(skill[k], hours[k]), -np.int64(wage[k]))
        skill[k] = np.uint16(max(LEAST_SKILL, skill[k] / worth[held]))  # what only this job used is lost
        team[k] = -1
        job_lost[k] = np.uint8(0 if quits else np.int64(held) // QUARTER)
        status[k] = OUTSIDE if exits else UNEMPLOYED
        status_month[k] = job.month
        if notice > 0.0 and not quits and uniform(key, start + k) < notice:
            seekers = append_if(True, block.seekers, seekers, start + k)
    count[SEEKERS_UNEMPLOYED] += seekers - before
    return n, seekers


@row_rule
def _decide(start: int, size: int, jobless: int, job: TurnoverJob, block: Block) -> None:
    """Write what those in the labour force without a job do: look for one, give up, or retrain."""
    numbers, month, end = job.numbers, job.month, start + size
    status, status_month = job.workers.status[start:end], job.workers.status_month[start:end]
    cells, finding, giving_up = job.workers.cell[start:end], job.hazards.finding, job.hazards.giving_up
    wage, hours, steady = job.workers.wage[start:end], job.workers.hours[start:end], numbers.discouraged_share
    leaving, new = job.hazards.leaving, job.hazards.profile[0]
    for k in block.jobless[:jobless]:
        months, u = month - status_month[k], block.draw[k]
        fade = 1.0 / (1.0 + numbers.search_decay * months)
        discouraged = giving_up[cells[k]] * (1.0 + block.response[k])
        gives_up = min(0.9, discouraged) * (steady + (1.0 - steady) * fade)
        # who holds a guaranteed job is not discouraged
        if takes_guaranteed_job(start + k, np.int64(wage[k]), hours[k], months, job.guarantee):
            gives_up = min(gives_up, leaving[cells[k]] * new * (1.0 + block.response[k]))
        trains = (u - gives_up < numbers.retraining_entry) & (months >= numbers.retraining_after)
        step = SEARCH if u > 1.0 - finding[cells[k]] * fade else WAIT
        step = ENTER_TRAINING if trains else step
        step = GIVE_UP if u < gives_up else step
        in_training = FINISH_TRAINING if months >= numbers.retraining_months else WAIT
        block.step[k] = in_training if status[k] == RETRAINING else step


@row_rule
def _move_jobless(
    start: int, size: int, jobless: int, seekers: int, job: TurnoverJob, block: Block, count: Totals
) -> int:
    """Let those in the labour force without a job do what they decided; return the number of seekers."""
    before, moving, month, end = seekers, 0, job.month, start + size
    for k in block.jobless[:jobless]:
        seekers = append_if(block.step[k] == SEARCH, block.seekers, seekers, start + k)
        moving = append_if(block.step[k] > SEARCH, block.moving, moving, k)
    count[SEEKERS_UNEMPLOYED] += seekers - before
    workers, key = job.workers, stream(job.seed, month, TARGET)
    status, status_month, skill = (
        workers.status[start:end],
        workers.status_month[start:end],
        workers.skill[start:end],
    )
    occupation, target = workers.occupation[start:end], workers.retraining_target[start:end]
    cells = workers.cell[start:end]
    for k in block.moving[:moving]:
        own = np.int64(occupation[k])
        months = month - status_month[k]
        status_month[k] = month
        if block.step[k] == GIVE_UP:
            if job.numbers.loss_outside > 0.0:
                kept = 1.0 - job.numbers.skill_decay * min(months, LONGEST_DECAY)
                skill[k] = np.uint16(max(LEAST_SKILL, skill[k] * kept))
            status[k] = OUTSIDE
            count[UNEMPLOYED_TO_OUTSIDE] += 1
        elif block.step[k] == ENTER_TRAINING:
            status[k] = RETRAINING
            ways = job.vacancies.destination[cells[k] // TYPES]
            target[k] = other_occupation(own, uniform(key, start + k), ways)
            count[RETRAINING_ENTRIES] += 1
        else:
            worth = job.transfer[own, target[k]]
            trained = trained_skill(np.int64(skill[k]), worth, job.numbers.retraining_quality)
            skill[k] = np.uint16(trained)
            occupation[k] = target[k]
            status[k] = UNEMPLOYED
            count[RETRAINING_EXITS] += 1
    return seekers


@row_rule
def other_occupation(own: int, u: float, destination: Amounts) -> int:
    """Draw the group that a changer goes to from the occupational-mobility network."""
    passed = destination[own, : destination.shape[1] - 1]
    occupation = 0
    for k in range(passed.size):  # all of them at once, sooner than one after the other
        occupation += passed[k] <= u
    return occupation
