"""Step 6, production with the people and GPUs actually obtained.

Effort of a team e_j = L / (l + people who do what missing GPUs cannot), output
y = A [sum s_j (e_j / th_j)^((sigma - 1) / sigma)]^(sigma / (sigma - 1)), at most ``output_cap`` times the
plan (MODEL, section 4). Colleagues of the firm cover part of a team's missing work.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.kernels.elementary import power
from sim.kernels.parallel import allocating_chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, n_chunks
from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.phases.gpu_market import GpuMarket
from sim.phases.planning import human_need_with_rationing
from sim.rules.tasks import Needs, Technology, empty_needs, find_needs, needs_of_users, uses_ai
from sim.state.columns import ACTIVE, EMPTY, SKILL_ONE, TEAMS_PER_FIRM, Array, Firms, State, Teams
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure

WRITES = (
    "firms.output",
    "firms.gpus",
    "firms.inventory",
    "firms.automated",
    "macro.mean_adoption",
    "macro.automation",
)
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
    _produce(
        sums.shape[0],
        state.firms,
        state.teams,
        structure.base_wage,
        labour_cost(state.macro.occupation_wage, levers),
        frontier.technology,
        frontier.automatable,
        numbers,
        sums,
    )
    total = add_chunks(sums)
    if frontier.technology.active:
        work = total[LABOUR] + total[AUTOMATED]
        state.macro.automation[0] = (total[AUTOMATED] + total[ASSISTED]) / max(work, 1.0)
        state.macro.mean_adoption[0] = total[INTENSITY] / max(total[LABOUR], 1.0)
    return Production(
        float(total[DISPLACED]), float(total[REINSTATED]), float(total[ASSISTED]), float(total[ENTRANT_JOBS]),
        float(total[GPUS_USED]), float(total[AUTOMATED]),
    )  # fmt: skip


@allocating_chunk_rule
def _produce(chunk: int, arguments: Any) -> None:
    """Produce in the firms of a chunk, block by block."""
    firms, teams, base_wage, wage, technology, automatable, numbers, sums = read(arguments)
    room = FIRM_BLOCK * TEAMS_PER_FIRM
    needs, without, effort = empty_needs(room), empty_needs(room), np.empty(TEAMS_PER_FIRM)
    low, high = chunk * FIRM_CHUNK, min((chunk + 1) * FIRM_CHUNK, firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        _produce_block(start, end, firms, teams, base_wage, numbers, sums[chunk], effort)
        if technology.active:
            _account_block(
                start, end, firms, teams, wage, technology, automatable, numbers, sums[chunk], needs, without
            )


@row_rule
def _produce_block(
    start: int,
    end: int,
    firms: Firms,
    teams: Teams,
    base_wage: Array,
    numbers: ProductionNumbers,
    sums: Array,
    effort: Array,
) -> None:
    """Write the output of the firms of a block."""
    sigma = numbers.team_elasticity
    for firm in range(start, end):
        if firms.status[firm] == EMPTY:
            continue
        first = TEAMS_PER_FIRM * firm
        employees = 0
        pool = 0.0
        base = 0.0
        n = np.int64(0)
        for k in range(TEAMS_PER_FIRM):
            team = first + k
            share = np.float64(teams.weight[team])
            if share <= 0.0:
                break
            n += 1
            employees += teams.headcount[team]
            labour = teams.skill_sum[team] * numbers.effort_per_person / SKILL_ONE
            effort[k] = labour / human_need_with_rationing(team, teams, numbers.rationing)
            pool += effort[k]
            base += share * base_wage[teams.occupation[team]]
            sums[LABOUR] += labour
            sums[INTENSITY] += labour * firms.adoption[firm]
        if firms.birth[firm] >= 0:
            sums[ENTRANT_JOBS] += employees
        output = 0.0
        if pool > 0.0 and firms.status[firm] == ACTIVE:
            for k in range(n):
                team = first + k
                share = np.float64(teams.weight[team])
                covered = (1.0 - numbers.coverage) * effort[k] + numbers.coverage * share * pool
                weight = share * base_wage[teams.occupation[team]] / base
                output += weight * power(covered / share, (sigma - 1.0) / sigma)
            output = firms.productivity[firm] * power(output, sigma / (sigma - 1.0))
        output = min(output, numbers.output_cap * firms.planned_output[firm])
        firms.output[firm] = output
        firms.inventory[firm] += output
        firms.gpus[firm] = 0.0
        firms.automated[firm] = 0.0


@row_rule
def _account_block(
    start: int,
    end: int,
    firms: Firms,
    teams: Teams,
    wage: Array,
    technology: Technology,
    automatable: Array,
    numbers: ProductionNumbers,
    sums: Array,
    needs: Needs,
    without: Needs,
) -> None:
    """Book the GPUs that firms use and the labour they displace, give back through new tasks, and assist."""
    n = needs_of_users(needs, start, end, firms, teams, wage, automatable, technology)
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
