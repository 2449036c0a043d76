"""Step 6, production with the people and GPUs actually obtained.

Effort of a team e_j = L / (l + people who do what missing GPUs cannot), output
y = A [sum s_j (e_j / th_j)^((sigma - 1) / sigma)]^(sigma / (sigma - 1)), at most ``output_cap`` times the
plan (MODEL, section 4). Colleagues of the firm cover part of a team's missing work.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import real
from sim.kernels.elementary import raise_to
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import borrow, give_back, lists_in
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, n_chunks, span
from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.phases.planning import with_rationing
from sim.rules.compute_price import GpuMarket
from sim.rules.tasks import (
    BLOCK_TEAMS,
    NEEDS,
    Needs,
    Technology,
    find_needs,
    needs_of_users,
    uses_ai,
)
from sim.state.columns import ACTIVE, EMPTY, SKILL_ONE, TEAMS_PER_FIRM, Array, Firms, State, Teams, places
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure
from sim.units import Amounts

READS = (
    "firms.status", "firms.birth", "firms.productivity", "firms.premium", "firms.inventory",
    "firms.planned_output", "firms.adoption", "teams.occupation", "teams.weight", "teams.headcount",
    "teams.skill_sum", "teams.human_need", "teams.effort", "teams.gpu_need", "macro.occupation_wage",
    "macro.new_task_index",
)  # fmt: skip
WRITES = (
    "firms.output", "firms.gpus", "firms.inventory", "firms.automated", "macro.mean_adoption",
    "macro.automation",
)  # fmt: skip
DISPLACED, REINSTATED, ASSISTED, ENTRANT_JOBS, GPUS_USED, AUTOMATED, LABOUR, INTENSITY = range(8)
N_SUMS = 8


class ProductionNumbers(NamedTuple):
    """Numbers of the scenario that production uses."""

    team_elasticity: float
    output_cap: float
    coverage: float
    rationing: float
    effort_per_person: float
    new_task_index: float


class ProductionJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    base_wage: Amounts  # by occupation, as is the next: cents a month in the base year
    wage: Amounts  # cents an efficiency unit costs, contributions included
    technology: Technology
    automatable: Amounts  # by occupation: Phi
    numbers: ProductionNumbers
    sums: Amounts  # (n_chunks, N_SUMS)


class Work(NamedTuple):
    """What the teams of a block of firms do; float64, one number a place for a team unless stated."""

    share: Array  # of the firm's effort that a unit of output needs; 0 = no team
    labour: Array  # efficiency units at work
    effort: Array  # first what the team achieves, then in relation to its share
    value: Array  # first the team's cost in the base year, then its share in the firm's
    pool: Array  # effort of the whole firm
    base: Array  # cost of the whole firm in the base year
    output: Array  # by firm


WORK = len(Work._fields) * BLOCK_TEAMS  # numbers in the lists of a block


class Production(NamedTuple):
    """What AI did this month, in efficiency units of labour (worker-equivalents)."""

    displaced: float  # work done by GPUs, as if there were no new tasks
    reinstated: float  # of it, what new human tasks give back
    assisted: float  # labour that assistance saves
    entrant_jobs: float  # employees of firms founded since month 0
    gpus_used: float  # effective GPUs
    automated: float  # worker-equivalents of GPU work after new tasks


def produce(
    state: State,
    structure: Structure,
    frontier: Frontier,
    market: GpuMarket,
    parameters: Parameters,
    levers: Levers,
) -> Production:
    """Produce the month's output into the inventories."""
    numbers = ProductionNumbers(
        team_elasticity=float(parameters.firms.team_elasticity),
        output_cap=float(parameters.firms.output_cap),
        coverage=float(parameters.firms.team_coverage),
        rationing=float(market.rationing),
        effort_per_person=float(1.0 - levers.hours_cut),
        new_task_index=float(state.macro.new_task_index[0]),
    )
    sums = np.zeros((n_chunks(state.firms.status.size, FIRM_CHUNK), N_SUMS))
    job = ProductionJob(
        firms=state.firms,
        teams=state.teams,
        base_wage=structure.base_wage,
        wage=labour_cost(state.macro.occupation_wage, levers),
        technology=frontier.technology,
        automatable=frontier.automatable,
        numbers=numbers,
        sums=sums,
    )
    _produce(sums.shape[0], job)
    total = add_chunks(sums)
    if frontier.technology.active:
        work = total[LABOUR] + total[AUTOMATED]
        state.macro.automation[0] = (total[AUTOMATED] + total[ASSISTED]) / max(work, 1.0)
        state.macro.mean_adoption[0] = total[INTENSITY] / max(total[LABOUR], 1.0)
    return Production(
        float(total[DISPLACED]), float(total[REINSTATED]), float(total[ASSISTED]), float(total[ENTRANT_JOBS]),
        float(total[GPUS_USED]), float(total[AUTOMATED]),
    )  # fmt: skip


@chunk_rule
def _produce(chunk: int, arguments: Arguments[ProductionJob]) -> None:
    """Produce in the firms of a chunk, block by block, in short loops that become vector instructions."""
    job = read(arguments)
    firms, numbers, sums = job.firms, job.numbers, job.sums
    sigma = numbers.team_elasticity
    memory = borrow(2 * NEEDS + WORK)
    needs, without = lists_in(Needs, memory, 0, BLOCK_TEAMS), lists_in(Needs, memory, NEEDS, BLOCK_TEAMS)
    work = lists_in(Work, memory, 2 * NEEDS, BLOCK_TEAMS)
    low, high = span(chunk, FIRM_CHUNK, firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        n = TEAMS_PER_FIRM * (end - start)
        _list_work(start, end, job, sums[chunk], work)
        _cover(work.share[:n], work.pool, work.base, work.effort, work.value, numbers.coverage)
        raise_to(work.effort, work.effort, n, (sigma - 1.0) / sigma)
        _combine(work.value, work.effort, work.output[: end - start])
        raise_to(work.output, work.output, end - start, sigma / (sigma - 1.0))
        _store(start, end, firms, numbers.output_cap, work)
        if job.technology.active:
            _account_block(start, end, job, sums[chunk], needs, without)
    give_back(memory)


@row_rule
def _list_work(start: int, end: int, job: ProductionJob, sums: Amounts, work: Work) -> None:
    """List what the teams of a block bring along, beside the sums of their firm; add up labour and jobs.

    A place without a team has share 0 and adds nothing.
    """
    firms, teams, base_wage = job.firms, job.teams, job.base_wage
    occupation, headcount = places(teams.occupation, start, end), places(teams.headcount, start, end)
    for k in range(occupation.size):
        work.value[k] = base_wage[occupation[k]]
    _work_together(
        places(teams.weight, start, end), places(teams.skill_sum, start, end),
        places(teams.human_need, start, end), work.share, work.labour, work.effort, work.value, job.numbers,
    )  # fmt: skip
    birth, adoption = firms.birth[start:end], firms.adoption[start:end]
    labour, intensity, entrant_jobs = sums[LABOUR], sums[INTENSITY], np.int64(0)
    for firm in range(end - start):
        pool = base = 0.0
        employees = np.int64(0)
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            pool += work.effort[k]
            base += work.value[k]
            labour += work.labour[k]
            intensity += work.labour[k] * adoption[firm]
            employees += headcount[k]
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            work.pool[k] = pool
            work.base[k] = base
        entrant_jobs += employees if birth[firm] >= 0 else 0
    sums[LABOUR], sums[INTENSITY] = labour, intensity
    sums[ENTRANT_JOBS] += entrant_jobs


@row_rule
def _work_together(
    weight: Array, skill_sum: Array, human_need: Array, share: Array, labour: Array, effort: Array,
    value: Array, numbers: ProductionNumbers,
) -> None:  # fmt: skip
    """Write share, labour and effort of every team, and what it costs in the base year."""
    for k in range(weight.size):
        part = np.float64(weight[k])
        work = real(skill_sum[k]) * numbers.effort_per_person / SKILL_ONE
        done = work / with_rationing(human_need[k], numbers.rationing)
        share[k] = part
        labour[k] = work if part > 0.0 else 0.0
        effort[k] = done if part > 0.0 else 0.0
        value[k] *= part


@row_rule
def _cover(share: Array, pool: Array, base: Array, effort: Array, value: Array, coverage: float) -> None:
    """Let colleagues cover part of a team's missing work; write its effort and value by share."""
    for k in range(share.size):
        covered = (1.0 - coverage) * effort[k] + coverage * share[k] * pool[k]
        done, worth = covered / share[k], value[k] / base[k]
        effort[k] = done if share[k] > 0.0 else 0.0
        value[k] = worth if share[k] > 0.0 else 0.0


@row_rule
def _combine(value: Array, effort: Array, output: Array) -> None:
    """Add up the efforts, raised to a power, of the teams of every firm."""
    for firm in range(output.size):
        total = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            total += value[k] * effort[k]
        output[firm] = total


@row_rule
def _store(start: int, end: int, firms: Firms, output_cap: float, work: Work) -> None:
    """Put the output of active firms, at most ``output_cap`` times the plan, into their stock."""
    status, productivity = firms.status[start:end], firms.productivity[start:end]
    planned, output = firms.planned_output[start:end], firms.output[start:end]
    inventory = firms.inventory[start:end]
    gpus, automated = firms.gpus[start:end], firms.automated[start:end]
    for firm in range(end - start):
        works = (status[firm] == ACTIVE) & (work.pool[TEAMS_PER_FIRM * firm] > 0.0)
        made = productivity[firm] * work.output[firm] if works else 0.0
        made = min(made, output_cap * planned[firm])
        if status[firm] != EMPTY:
            output[firm] = made
            inventory[firm] += made
            gpus[firm] = 0.0
            automated[firm] = 0.0


@row_rule
def _account_block(
    start: int, end: int, job: ProductionJob, sums: Amounts, needs: Needs, without: Needs
) -> None:
    """Book the GPUs that firms use and the labour they displace, give back through new tasks, and assist."""
    firms, teams, technology, numbers = job.firms, job.teams, job.technology, job.numbers
    n = needs_of_users(needs, start, end, firms, teams, job.wage, job.automatable, technology)
    for k in range(n):
        # the same team if AI had brought no new human tasks: its automatable share would be N times as large
        without.automatable[k] = min(needs.automatable[k] * max(1.0, numbers.new_task_index), 1.0)
        without.intensity[k] = needs.intensity[k]
        without.wage[k] = needs.wage[k]
    find_needs(without, n, technology)
    n = np.int64(0)
    for firm in range(start, end):
        if not uses_ai(firm, firms):
            continue
        for team in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            if teams.weight[team] <= 0.0:
                break
            gpus = teams.effort[team] * teams.gpu_need[team] * numbers.rationing
            firms.gpus[firm] += gpus
            sums[GPUS_USED] += gpus
            effort = teams.effort[team] * numbers.rationing
            saved = effort * (1.0 - needs.people[n] - needs.assisted[n])
            displaced = effort * (1.0 - without.people[n] - without.assisted[n])
            sums[DISPLACED] += displaced
            sums[REINSTATED] += displaced - saved
            sums[ASSISTED] += effort * needs.assisted[n]
            sums[AUTOMATED] += effort * needs.automated[n]
            firms.automated[firm] += effort * needs.automated[n]
            n += 1
