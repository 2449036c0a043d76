"""Step 5, labour market: wage reviews, once a year a person, an equal part of all people every month."""

import numpy as np

from sim.kernels.lists import append_if
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows
from sim.phases.separations import REVIEWED, RISK, RISK_ONE
from sim.phases.turnover_job import TurnoverJob
from sim.rules.grants import recipients_of
from sim.rules.hazards import told_apart
from sim.rules.hours import contract_hours, working_hours
from sim.rules.ledger import Ledger, enter
from sim.rules.skill import effective_skill
from sim.state.columns import EMPLOYED, FULL_TIME, LARGEST_INCOME, OUTSIDE, SKILL_ONE, TEAMS_PER_FIRM
from sim.units import MONTHS_PER_YEAR, Totals


@row_rule
def review_block(
    start: int, size: int, job: TurnoverJob, due: Rows, ledger: Ledger, n: int, count: Totals
) -> int:
    """Review the wages and hours due this month, so that who leaves does so at the reviewed wage.

    Raises of pay for the same hours are passed on, cuts in part; the firm's training shows in skill. Returns
    the number of entries in the ledger; ``due`` is room for the list of those whose turn it is. The last
    wages of those outside the labour force, by which they are insured, follow the wages of others. Those
    reviewed are a twelfth of all: from them follows how much they risk in a team that shrinks, on average.
    People learn with age: while ages stand still, in the burn-in, they learn as much less.
    """
    workers, end = job.workers, start + size
    status, team, occupation = (
        workers.status[start:end],
        workers.team[start:end],
        workers.occupation[start:end],
    )
    skills, wages, hours = workers.skill[start:end], workers.wage[start:end], workers.hours[start:end]
    premium, occupation_wage = job.premium, job.vacancies.wage
    cells, status_month = workers.cell[start:end], workers.status_month[start:end]
    skill_growth, worth = job.hazards.skill_growth, job.hazards.worth
    passes, older, ages = job.life.passes > 0, job.life.older, workers.age[start:end]
    risk, layoff, cut_pass_through = job.hazards.risk, job.hazards.layoff, job.numbers.cut_pass_through
    first = (MONTHS_PER_YEAR - (start + job.month) % MONTHS_PER_YEAR) % MONTHS_PER_YEAR
    moves, shorter, listed = job.time.moves, job.time.week < 1.0, 0
    for k in range(first, size, MONTHS_PER_YEAR):
        row = np.uint64(k)
        prefetch(premium, team[row] // TEAMS_PER_FIRM)
        listed = append_if(status[row] == EMPLOYED, due, listed, k)
        last = min(wages[row] * job.numbers.outside_growth + 0.5, float(LARGEST_INCOME))
        wages[row] = np.int32(last) if status[row] == OUTSIDE else wages[row]  # no branch: chance decides
    exposed = np.int64(0)
    people = recipients_of(workers, 0, workers.team.size, job.month)
    for i in range(listed):
        k = np.int64(due[i])
        row = np.uint64(k)  # not negative, as is the next: saves the question whether it counts from the end
        skill, wage, firm = (
            np.int64(skills[row]),
            np.int64(wages[row]),
            np.uint64(team[row] // TEAMS_PER_FIRM),
        )
        months, cell = told_apart(job.month - status_month[row]), cells[row]
        held, before = np.uint64(months), np.uint64(max(months - MONTHS_PER_YEAR, 0))
        learns = older[ages[row]] * skill_growth[cell] if passes else skill_growth[cell]
        growth = (1.0 + learns) * (worth[held] / worth[before])
        exposed += np.int64(layoff[cell] * risk[held] * RISK_ONE)
        learned = np.int64(min(skill * growth, 65_000.0))
        pay = occupation_wage[occupation[row]] * premium[firm] * learned / SKILL_ONE
        old_hours = np.int64(hours[row])
        new_hours, held_hours = np.int64(FULL_TIME), np.float64(old_hours)
        if moves:
            new_hours = working_hours(start + k, cell, pay, job.time, job.grants, people)
        if shorter:
            held_hours = contract_hours(start + k, cell, old_hours, np.float64(wage), job.time)
        pay = min(pay * (new_hours / FULL_TIME), float(LARGEST_INCOME))
        agreed = np.int64(min(wage * (new_hours / held_hours), float(LARGEST_INCOME)))
        reviewed = np.int64(pay) if pay > agreed else agreed - np.int64(cut_pass_through * (agreed - pay))
        skills[row] = np.uint16(learned)
        wages[row] = np.int32(reviewed)
        hours[row] = np.uint8(new_hours)
        brings = effective_skill(learned, new_hours) - effective_skill(skill, old_hours)
        n = enter(ledger, n, team[row], 0, brings, reviewed - wage)
    count[RISK] += exposed
    count[REVIEWED] += listed
    return n
