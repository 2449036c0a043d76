"""Step 3, plan: every firm turns expected demand into output, people and GPUs, layoffs or vacancies.

Desired output y* = max(0, E + v (i E - inventory)); effort of team j
e_j = (y* / A) th_j (r_j / R)^(-sigma) with r_j = c_j / c0_j and R = [sum s_j r_j^(1 - sigma)]^(1 / (1 -
sigma)), the cost minimum of a calibrated-share CES (docs/model.md, sections 5.2 and 7). Layoffs are part of
the excess that quits do not remove; vacancies are the gap plus the separations a firm expects, rounded at
random.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.kernels.elementary import power, powers
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import borrow, give_back, lists_in
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, firms_of, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.frontier import Frontier
from sim.phases.staffing import DRAFT, Draft, LabourCost, PlanNumbers, aim, list_plans, staff, use_ai
from sim.rules.capital import user_cost
from sim.rules.tasks import BLOCK_TEAMS, NEEDS, Needs, Tasks, needs_of_users
from sim.state.columns import (
    ACTIVE,
    CLOSING,
    TEAMS_PER_FIRM,
    Array,
    Firms,
    State,
    Teams,
    places,
)
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure
from sim.units import Amounts, Totals

READS = (
    "firms.status", "firms.sector", "firms.productivity", "firms.premium", "firms.inventory",
    "firms.expected_demand", "firms.adoption", "firms.ai_saving", "teams.occupation", "teams.weight",
    "teams.headcount", "teams.skill_sum", "macro.sector_price", "macro.gpu_rationing",
    "macro.occupation_wage", "macro.capital_price", "macro.capital_rent", "macro.saving_kept",
    "macro.output_limit",
)  # fmt: skip
WRITES = (
    "teams.vacancies", "teams.layoff_rate", "teams.effort", "teams.human_need", "teams.gpu_need",
    "firms.planned_output", "firms.unit_cost", "firms.human_content",
)  # fmt: skip
ROUND_VACANCIES = purpose("planning: round vacancies")
GPU_DEMAND, KEPT = range(2)
N_SUMS = 2


class PlanningJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    user_cost: Amounts  # by sector: of the capital for a unit of output, cents
    saving_kept: Amounts  # by sector: part of the saving by AI that users keep in their price
    output_limit: Amounts  # by sector: part of what firms want to produce that capital allows
    tasks: Tasks
    labour_cost: LabourCost
    numbers: PlanNumbers
    vacancies: Totals  # (n_chunks, o): posted
    work: Amounts  # (n_chunks, 2 o): effort planned by occupation, then the part that AI does or saves
    sums: Amounts  # (n_chunks, N_SUMS)
    seed: int
    month: int


class Plans(NamedTuple):
    """What all firms together want."""

    vacancies: Array  # int64 (n_chunks, o): posted, by chunk of firms and occupation
    gpu_demand: float  # effective GPUs at planned output
    kept: float = 0.0  # cents of their saving by AI that users keep in the cost on which they set prices
    done_by_ai: Array | None = None  # float64 (o,): part of each occupation's work that AI does or saves


def plan(
    state: State,
    structure: Structure,
    frontier: Frontier,
    parameters: Parameters,
    levers: Levers,
    seed: int,
    month: int,
) -> Plans:
    """Write every firm's plan and return the vacancies and the demand for GPUs."""
    firms = state.firms
    chunks = n_chunks(firms.status.size, FIRM_CHUNK)
    vacancies = np.zeros((chunks, structure.base_wage.size), np.int64)
    sums = np.zeros((chunks, N_SUMS))
    work = np.zeros((chunks, 2 * structure.base_wage.size))
    labour = parameters.labour
    numbers = numbers_of(
        PlanNumbers,
        parameters.firms,
        firing_speed=labour.firing_speed,
        expected_separations=labour.expected_quits,
        rationing=state.macro.gpu_rationing[0],
        hours_of_hires=1.0 - levers.hours_cut,
    )
    wage = labour_cost(state.macro.occupation_wage, levers)
    benchmark = structure.base_wage * (1.0 + levers.employer_contributions)
    ratio, sigma = wage / benchmark, numbers.team_elasticity  # of an efficiency unit without AI
    job = PlanningJob(
        firms=state.firms,
        teams=state.teams,
        user_cost=user_cost(state.macro, structure, parameters),
        saving_kept=state.macro.saving_kept,
        output_limit=state.macro.output_limit,
        tasks=Tasks(frontier.technology, wage, frontier.automatable),
        labour_cost=LabourCost(benchmark, powers(ratio, 1.0 - sigma), powers(ratio, -sigma)),
        numbers=numbers,
        vacancies=vacancies,
        work=work,
        sums=sums,
        seed=seed,
        month=month,
    )
    _plan(chunks, job)
    total = add_chunks(sums)
    planned, done = add_chunks(work).reshape(2, -1)
    return Plans(vacancies, float(total[GPU_DEMAND]), float(total[KEPT]), done / np.maximum(planned, 1e-12))


@chunk_rule
def _plan(chunk: int, arguments: Arguments[PlanningJob]) -> None:
    """Plan the firms of a chunk, block by block, in short loops that become vector instructions."""
    job = job_of(arguments)
    firms, teams, numbers = job.firms, job.teams, job.numbers
    vacancies, work, sums = job.vacancies[chunk], job.work[chunk], job.sums[chunk]
    memory = borrow(NEEDS + DRAFT)
    needs, draft = lists_in(Needs, memory, 0, BLOCK_TEAMS), lists_in(Draft, memory, NEEDS, BLOCK_TEAMS)
    rounding = stream(job.seed, job.month, ROUND_VACANCIES)
    low, high = firms_of(chunk, firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        needs_of_users(needs, start, end, firms, teams, job.tasks)
        list_plans(start, end, firms, teams, job.tasks.wage, job.labour_cost, draft)
        users = use_ai(
            start, end, firms, teams, numbers.team_elasticity, job.tasks.technology.royalty, needs, draft
        )
        aim(start, end, firms, numbers, job.output_limit, draft)
        staff(start, end, teams, numbers, draft, rounding)
        _write_costs(start, end, firms, job, draft, sums)
        _close(start, end, firms, teams)
        _add_up(start, end, teams, draft, users, vacancies, work, sums)
    give_back(memory)


@row_rule
def _write_costs(start: int, end: int, firms: Firms, job: PlanningJob, draft: Draft, sums: Amounts) -> None:
    """Write what a unit of output costs every active firm, and the share of its work that people do alone.

    The cost on which a user of AI sets its price keeps the part k of the saving: c (c0 / c)^k with c0 the
    cost at the same wages without AI, where that is higher. What is kept is added up at planned output.
    """
    user_cost, saving_kept = job.user_cost, job.saving_kept
    exponent = 1.0 / (1.0 - job.numbers.team_elasticity)
    status, sector = firms.status[start:end], firms.sector[start:end]
    productivity, effort_cost = firms.productivity[start:end], draft.unit_cost
    unit_cost, human_content = firms.unit_cost[start:end], firms.human_content[start:end]
    planned_output, all_kept = firms.planned_output[start:end], sums[KEPT]
    for firm in range(end - start):
        labour = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            labour += effort_cost[k]
        if status[firm] == ACTIVE:
            capital = user_cost[sector[firm]]
            cost = labour / productivity[firm] + capital
            kept = saving_kept[sector[firm]]
            if kept > 0.0 and draft.alone[firm] > draft.firm_relative[firm]:
                dearer = power(draft.alone[firm] / draft.firm_relative[firm], exponent)
                alone = dearer * labour / productivity[firm] + capital
                dearer = power(alone / cost, kept)
                all_kept += (dearer - 1.0) * cost * planned_output[firm]
                cost *= dearer
            unit_cost[firm] = cost
            human_content[firm] = max(0.0, 1.0 - draft.replaced[firm])
    sums[KEPT] = all_kept


@row_rule
def _close(start: int, end: int, firms: Firms, teams: Teams) -> None:
    """Let firms that close lay off everybody and post nothing."""
    for firm in range(start, end):
        if firms.status[firm] != CLOSING:
            continue
        firms.planned_output[firm] = 0.0
        for team in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            teams.layoff_rate[team] = 1.0
            teams.vacancies[team] = 0
            teams.effort[team] = 0.0
            teams.gpu_need[team] = 0.0


@row_rule
def _add_up(
    start: int,
    end: int,
    teams: Teams,
    draft: Draft,
    users: int,
    vacancies: Array,
    work: Amounts,
    sums: Amounts,
) -> None:
    """Add to the vacancies and the work by occupation, and to the demand for GPUs."""
    occupation, posted = places(teams.occupation, start, end), places(teams.vacancies, start, end)
    gpu_need, share, effort = places(teams.gpu_need, start, end), draft.share, draft.effort
    human_need, saved = places(teams.human_need, start, end), work[work.size // 2 :]
    for k in range(posted.size):
        vacancies[occupation[k]] += posted[k] if share[k] > 0.0 else 0
        work[occupation[k]] += effort[k] if share[k] > 0.0 else 0.0
    for k in draft.users[:users]:
        sums[GPU_DEMAND] += effort[k] * gpu_need[k]
        saved[occupation[k]] += effort[k] * max(0.0, 1.0 - human_need[k])
