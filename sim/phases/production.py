"""Step 6, production with the people and GPUs actually obtained.

Effort of a team e_j = L / (l + people who do what missing GPUs cannot), output
y = A [sum s_j (e_j / th_j)^((sigma - 1) / sigma)]^(sigma / (sigma - 1)), at most ``output_cap`` times the
plan (docs/model.md, section 10). Colleagues of the firm cover part of a team's missing work.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real
from sim.kernels.elementary import raise_to
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import borrow, give_back, lists_in, room_for
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, firms_of, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.frontier import Frontier
from sim.rules.compute_price import GpuMarket
from sim.rules.tasks import (
    BLOCK_TEAMS,
    NEEDS,
    Needs,
    Tasks,
    fee,
    find_needs,
    needs_of_users,
    uses_ai,
    with_rationing,
)
from sim.state.columns import ACTIVE, EMPTY, SKILL_ONE, TEAMS_PER_FIRM, Firms, State, Teams, places
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure
from sim.units import Amounts, Codes, Shares, Totals

READS = (
    "firms.status", "firms.birth", "firms.productivity", "firms.premium", "firms.inventory",
    "firms.planned_output", "firms.adoption", "firms.ai_saving", "teams.occupation", "teams.weight",
    "teams.headcount", "teams.skill_sum", "teams.human_need", "teams.effort", "teams.gpu_need",
    "macro.occupation_wage", "macro.new_task_index",
)  # fmt: skip
WRITES = (
    "firms.output", "firms.gpus", "firms.royalty", "firms.inventory", "firms.automated",
    "macro.mean_adoption",
    "macro.automation",
)  # fmt: skip
DISPLACED, REINSTATED, ASSISTED, ENTRANT_JOBS, GPUS_USED, AUTOMATED, LABOUR, INTENSITY = range(8)
N_SUMS = 8
BESIDES = 1e-3  # people for a unit of effort: who runs the firm does that little without being counted


class ProductionNumbers(NamedTuple):
    """Numbers of the scenario that production uses."""

    team_elasticity: float
    output_cap: float
    team_coverage: float
    rationing: float
    new_task_index: float


class ProductionJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    base_wage: Amounts  # by occupation: cents a month in the base year
    tasks: Tasks
    numbers: ProductionNumbers
    sums: Amounts  # (n_chunks, N_SUMS)


class Work(NamedTuple):
    """What the teams of a block of firms do; float64, one number a place for a team unless stated."""

    share: Amounts  # of the firm's effort that a unit of output needs; 0 = no team
    labour: Amounts  # efficiency units at work
    effort: Amounts  # what the team achieves
    cost: Amounts  # what it costs in the base year
    pool: Amounts  # effort of the whole firm
    base: Amounts  # cost of the whole firm in the base year
    covered: Amounts  # effort e / th, with what colleagues do for it, relative to the share
    yielded: Amounts  # (e / th)**((sigma - 1) / sigma)
    value: Amounts  # s, share in the firm's cost
    combined: Amounts  # by firm: sum of value times yielded
    output: Amounts  # by firm: a unit of productivity


WORK = room_for(Work, BLOCK_TEAMS)


class Production(NamedTuple):
    """What AI did this month, in efficiency units of labour (worker-equivalents)."""

    displaced: float  # work done by GPUs, as if there were no new tasks
    reinstated: float  # of it, what new human tasks and changing work over to AI give back
    assisted: float  # labour that assistance saves
    entrant_jobs: float  # employees of firms founded since month 0
    gpus_used: float  # effective GPUs
    automated: float  # worker-equivalents of GPU work after new tasks
    labour: float  # people at work


def produce(
    state: State,
    structure: Structure,
    frontier: Frontier,
    market: GpuMarket,
    parameters: Parameters,
    levers: Levers,
) -> Production:
    """Produce the month's output into the inventories."""
    numbers = numbers_of(
        ProductionNumbers,
        parameters.firms,
        rationing=market.rationing,
        new_task_index=state.macro.new_task_index[0],
    )
    wage = labour_cost(state.macro.occupation_wage, levers)
    sums = np.zeros((n_chunks(state.firms.status.size, FIRM_CHUNK), N_SUMS))
    job = ProductionJob(
        firms=state.firms,
        teams=state.teams,
        base_wage=structure.base_wage,
        tasks=Tasks(frontier.technology, wage, frontier.automatable),
        numbers=numbers,
        sums=sums,
    )
    _produce(sums.shape[0], job)
    total = add_chunks(sums)
    if frontier.technology.active:
        work = total[LABOUR] + total[AUTOMATED]
        by_gpus = (total[AUTOMATED] + total[ASSISTED]) / max(work, 1.0)
        state.macro.automation[0] = min(by_gpus, 1.0)  # assistance may save more work than people still do
        state.macro.mean_adoption[0] = total[INTENSITY] / max(total[LABOUR], 1.0)
    return Production(
        float(total[DISPLACED]), float(total[REINSTATED]), float(total[ASSISTED]), float(total[ENTRANT_JOBS]),
        float(total[GPUS_USED]), float(total[AUTOMATED]), float(total[LABOUR]),
    )  # fmt: skip


@chunk_rule
def _produce(chunk: int, arguments: Arguments[ProductionJob]) -> None:
    """Produce in the firms of a chunk, block by block, in short loops that become vector instructions."""
    job = job_of(arguments)
    sigma, sums = job.numbers.team_elasticity, job.sums[chunk]
    memory = borrow(2 * NEEDS + WORK)
    needs, without = lists_in(Needs, memory, 0, BLOCK_TEAMS), lists_in(Needs, memory, NEEDS, BLOCK_TEAMS)
    work = lists_in(Work, memory, 2 * NEEDS, BLOCK_TEAMS)
    low, high = firms_of(chunk, job.firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        n = TEAMS_PER_FIRM * (end - start)
        _list_work(start, end, job, sums, work)
        _cover(work, n, job.numbers.team_coverage)
        raise_to(work.yielded, work.covered, n, (sigma - 1.0) / sigma)
        _combine(work, end - start)
        raise_to(work.output, work.combined, end - start, sigma / (sigma - 1.0))
        _store(start, end, job.firms, job.numbers.output_cap, work)
        if job.tasks.technology.active:
            _account_block(start, end, job, sums, needs, without)
    give_back(memory)


@row_rule
def _list_work(start: int, end: int, job: ProductionJob, sums: Amounts, work: Work) -> None:
    """List what the teams of a block bring along, beside the sums of their firm; add up labour and jobs.

    A place without a team has share 0 and adds nothing.
    """
    teams, headcount = job.teams, places(job.teams.headcount, start, end)
    _work_together(
        places(teams.weight, start, end), places(teams.skill_sum, start, end),
        places(teams.human_need, start, end), places(teams.effort, start, end), job.numbers, work,
    )  # fmt: skip
    _price(places(teams.occupation, start, end), job.base_wage, work)
    birth, adoption = job.firms.birth[start:end], job.firms.adoption[start:end]
    efforts, costs, labours, pools, bases = work.effort, work.cost, work.labour, work.pool, work.base
    labour, intensity, entrant_jobs = sums[LABOUR], sums[INTENSITY], np.int64(0)
    for firm in range(end - start):
        pool = base = 0.0
        employees = np.int64(0)
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            pool += efforts[k]
            base += costs[k]
            labour += labours[k]
            intensity += labours[k] * adoption[firm]
            employees += headcount[k]
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            pools[k] = pool
            bases[k] = base
        entrant_jobs += employees if birth[firm] >= 0 else 0
    sums[LABOUR], sums[INTENSITY] = labour, intensity
    sums[ENTRANT_JOBS] += entrant_jobs


@row_rule
def _work_together(
    weight: Shares, skill_sum: Totals, human_need: Shares, planned: Amounts, numbers: ProductionNumbers,
    work: Work,
) -> None:  # fmt: skip
    """Write share, labour and effort of every team.

    Where machines leave people next to nothing to do, a team without people does what is planned: L / l at
    L = l e, as l goes to zero.
    """
    n = weight.size
    share, labour, effort = work.share[:n], work.labour[:n], work.effort[:n]
    for k in range(n):
        part = np.float64(weight[k])
        there = to_real(skill_sum[k]) / SKILL_ONE
        need = with_rationing(human_need[k], numbers.rationing)
        done = there / max(need, 1e-12)
        done = max(done, planned[k]) if need < BESIDES else done
        share[k] = part
        labour[k] = there if part > 0.0 else 0.0
        effort[k] = done if part > 0.0 else 0.0


@row_rule
def _price(occupation: Codes, base_wage: Amounts, work: Work) -> None:
    """Write what every team costs in the base year."""
    n = occupation.size
    share, cost = work.share[:n], work.cost[:n]
    for k in range(n):
        cost[k] = base_wage[occupation[k]] * share[k]


@row_rule
def _cover(work: Work, n: int, coverage: float) -> None:
    """Let colleagues cover part of a team's missing work; write its effort and cost by share."""
    share, pool, base, effort = work.share[:n], work.pool[:n], work.base[:n], work.effort[:n]
    cost, covered, value = work.cost[:n], work.covered[:n], work.value[:n]
    for k in range(n):
        done = (1.0 - coverage) * effort[k] + coverage * share[k] * pool[k]
        relative, worth = done / share[k], cost[k] / base[k]
        covered[k] = relative if share[k] > 0.0 else 0.0
        value[k] = worth if share[k] > 0.0 else 0.0


@row_rule
def _combine(work: Work, n_firms: int) -> None:
    """Add up the efforts, raised to a power, of the teams of every firm."""
    value, yielded, combined = work.value, work.yielded, work.combined
    for firm in range(n_firms):
        total = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            total += value[k] * yielded[k]
        combined[firm] = total


@row_rule
def _store(start: int, end: int, firms: Firms, output_cap: float, work: Work) -> None:
    """Put the output of active firms, at most ``output_cap`` times the plan, into their stock."""
    status, productivity = firms.status[start:end], firms.productivity[start:end]
    planned, output = firms.planned_output[start:end], firms.output[start:end]
    inventory = firms.inventory[start:end]
    gpus, automated, royalty = firms.gpus[start:end], firms.automated[start:end], firms.royalty[start:end]
    for firm in range(end - start):
        works = (status[firm] == ACTIVE) & (work.pool[TEAMS_PER_FIRM * firm] > 0.0)
        made = productivity[firm] * work.output[firm] if works else 0.0
        made = min(made, output_cap * planned[firm])
        if status[firm] != EMPTY:
            output[firm] = made
            inventory[firm] += made
            gpus[firm] = 0.0
            automated[firm] = 0.0
            royalty[firm] = 0.0


@row_rule
def _account_block(
    start: int, end: int, job: ProductionJob, sums: Amounts, needs: Needs, without: Needs
) -> None:
    """Book the GPUs that firms use and the labour they displace, give back through new tasks, and assist."""
    numbers = job.numbers
    n = needs_of_users(needs, start, end, job.firms, job.teams, job.tasks)
    for k in range(n):
        # the same team if AI had brought no new human tasks: its automatable share would be N times as large
        without.automatable[k] = min(needs.automatable[k] * max(1.0, numbers.new_task_index), 1.0)
        without.intensity[k] = needs.intensity[k]
        without.wage[k] = needs.wage[k]
    find_needs(without, n, job.tasks.technology)
    status, adoption = job.firms.status[start:end], job.firms.adoption[start:end]
    gpus, automated = job.firms.gpus[start:end], job.firms.automated[start:end]
    royalties, royalty = job.firms.royalty[start:end], job.tasks.technology.royalty
    weight, planned = places(job.teams.weight, start, end), places(job.teams.effort, start, end)
    gpu_need = places(job.teams.gpu_need, start, end)
    n = np.int64(0)
    for firm in range(end - start):
        if not uses_ai(status[firm], adoption[firm]):
            continue
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            if weight[k] <= 0.0:
                break
            used = planned[k] * gpu_need[k] * numbers.rationing
            gpus[firm] += used
            sums[GPUS_USED] += used
            effort = planned[k] * numbers.rationing
            saved = effort * (1.0 - needs.people[n] - needs.assisted[n])
            displaced = effort * (1.0 - without.people[n] - without.assisted[n])
            sums[DISPLACED] += displaced
            sums[REINSTATED] += displaced - saved
            sums[ASSISTED] += effort * needs.assisted[n]
            sums[AUTOMATED] += effort * needs.automated[n]
            automated[firm] += effort * needs.automated[n]
            royalties[firm] += effort * fee(needs.wage[n], needs.cost[n], royalty)
            n += 1
