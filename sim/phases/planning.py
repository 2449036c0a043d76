"""Step 3, plan: every firm turns expected demand into output, people and GPUs, layoffs or vacancies.

Desired output y* = max(0, E + v (i E - inventory)); effort of team j
e_j = (y* / A) th_j (r_j / R)^(-sigma) with r_j = c_j / c0_j and R = [sum s_j r_j^(1 - sigma)]^(1 / (1 -
sigma)), the cost minimum of a calibrated-share CES (MODEL, section 4). Layoffs are part of the excess that
quits do not remove; vacancies are the gap plus the separations a firm expects, rounded at random.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream, whole
from sim.kernels.elementary import power, powers
from sim.kernels.parallel import allocating_chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, n_chunks, weighted
from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.rules.tasks import Needs, Technology, empty_needs, needs_of_users, uses_ai
from sim.state.columns import (
    CLOSING,
    EMPTY,
    N_OCCUPATIONS,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    Array,
    Firms,
    State,
    Teams,
)
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure

WRITES = (
    "teams.vacancies", "teams.layoff_rate", "teams.effort", "teams.human_need", "teams.gpu_need",
    "firms.planned_output", "firms.unit_cost", "firms.human_content",
)  # fmt: skip
ROUND_VACANCIES = purpose("planning: round vacancies")


class PlanNumbers(NamedTuple):
    """Numbers of the scenario that planning uses."""

    team_elasticity: float
    inventory_target: float
    inventory_speed: float
    firing_speed: float
    expected_separations: float
    price_level: float  # of capital goods relative to the base year
    rationing: float  # share of the GPUs demanded that firms expect to get
    effort_per_person: float  # working hours relative to the base year


class Plans(NamedTuple):
    """What all firms together want."""

    vacancies: Array  # int64 (n_chunks, 22): posted, by chunk of firms and occupation
    gpu_demand: float  # effective GPUs at planned output


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
    vacancies = np.zeros((chunks, N_OCCUPATIONS), np.int64)
    gpu_demand = np.zeros((chunks, 1))
    labour = parameters.labour
    numbers = PlanNumbers(
        team_elasticity=float(parameters.firms.team_elasticity),
        inventory_target=float(parameters.firms.inventory_target),
        inventory_speed=float(parameters.firms.inventory_speed),
        firing_speed=float(labour.firing_speed),
        expected_separations=float(labour.expected_quits),
        price_level=float(weighted(structure.investment, state.macro.sector_price) / 100.0),
        rationing=float(state.macro.gpu_rationing[0]),
        effort_per_person=float(1.0 - levers.hours_cut),
    )
    wage = labour_cost(state.macro.occupation_wage, levers)
    benchmark = structure.base_wage * (1.0 + levers.contribution_rate)
    ratio, sigma = wage / benchmark, numbers.team_elasticity  # of an efficiency unit without AI
    _plan(
        chunks,
        state.firms,
        state.teams,
        structure.capital_cost,
        wage,
        benchmark,
        powers(ratio, 1.0 - sigma),
        powers(ratio, -sigma),
        frontier.technology,
        frontier.automatable,
        numbers,
        vacancies,
        gpu_demand,
        seed,
        month,
    )
    return Plans(vacancies, float(add_chunks(gpu_demand)[0]))


@allocating_chunk_rule
def _plan(chunk: int, arguments: Any) -> None:
    """Plan the firms of a chunk, block by block."""
    (
        firms, teams, capital_cost, wage, benchmark, weight, tilt, technology, automatable, numbers,
        vacancies, gpu_demand, seed, month,
    ) = read(arguments)  # fmt: skip
    needs, costs = empty_needs(FIRM_BLOCK * TEAMS_PER_FIRM), np.empty((2, TEAMS_PER_FIRM))
    low, high = chunk * FIRM_CHUNK, min((chunk + 1) * FIRM_CHUNK, firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        _plan_block(
            start, min(start + FIRM_BLOCK, high), firms, teams, capital_cost, wage, technology, automatable,
            numbers, vacancies[chunk], gpu_demand[chunk], needs, costs[0], costs[1],
            stream(seed, month, ROUND_VACANCIES), benchmark, weight, tilt,
        )  # fmt: skip


@row_rule
def _plan_block(
    start: int,
    end: int,
    firms: Firms,
    teams: Teams,
    capital_cost: Array,
    wage: Array,
    technology: Technology,
    automatable: Array,
    numbers: PlanNumbers,
    vacancies: Array,
    gpu_demand: Array,
    needs: Needs,
    cost: Array,
    tilts: Array,
    rounding: int,
    benchmark: Array,
    weight: Array,
    tilt: Array,
) -> None:
    """Find what the teams of firms with AI need, then plan firm by firm."""
    needs_of_users(needs, start, end, firms, teams, wage, automatable, technology)
    n = np.int64(0)
    sigma = numbers.team_elasticity
    for firm in range(start, end):
        first = TEAMS_PER_FIRM * firm
        if firms.status[firm] == EMPTY:
            continue
        if firms.status[firm] == CLOSING:
            firms.planned_output[firm] = 0.0
            for team in range(first, first + TEAMS_PER_FIRM):
                teams.layoff_rate[team] = 1.0
                teams.vacancies[team] = 0
                teams.effort[team] = 0.0
                teams.gpu_need[team] = 0.0
            continue
        with_ai = uses_ai(firm, firms)
        premium = np.float64(firms.premium[firm])
        base_cost = 0.0
        index = 0.0
        replaced = 0.0
        for k in range(TEAMS_PER_FIRM):
            team = first + k
            share = np.float64(teams.weight[team])
            if share <= 0.0:
                break
            occupation = teams.occupation[team]
            if with_ai and needs.gpus[n] > 0.0:
                cost[k] = needs.cost[n]
                ratio = cost[k] / (benchmark[occupation] * premium)
                relative = power(ratio, 1.0 - sigma)
                tilts[k] = relative / ratio
                teams.human_need[team] = needs.people[n]
                teams.gpu_need[team] = needs.gpus[n]
                replaced += share * needs.automated[n] / (needs.people[n] + needs.automated[n])
            else:
                cost[k] = wage[occupation] * premium
                relative = weight[occupation]
                tilts[k] = tilt[occupation]
                teams.human_need[team] = 1.0
                teams.gpu_need[team] = 0.0
            n += with_ai
            base_cost += share * benchmark[occupation]
            index += share * benchmark[occupation] * relative
        # R**sigma with R the CES index of relative costs
        index = power(index / base_cost, sigma / (1.0 - sigma))
        expected = firms.expected_demand[firm]
        stock = numbers.inventory_target * expected - firms.inventory[firm]
        desired = max(0.0, expected + numbers.inventory_speed * stock)
        scale = desired / firms.productivity[firm]
        unit_cost = 0.0
        for k in range(TEAMS_PER_FIRM):
            team = first + k
            share = np.float64(teams.weight[team])
            if share <= 0.0:
                break
            effort = share * tilts[k] * index
            unit_cost += effort * cost[k]
            effort *= scale
            teams.effort[team] = effort
            headcount = teams.headcount[team]
            skill = teams.skill_sum[team] / (SKILL_ONE * headcount) if headcount > 0 else 1.0
            skill *= numbers.effort_per_person
            people = effort * human_need_with_rationing(team, teams, numbers.rationing) / skill
            kept = headcount * (1.0 - numbers.expected_separations)
            teams.layoff_rate[team] = 0.0
            teams.vacancies[team] = 0
            if people >= kept:
                posted = whole(people - kept, rounding, team)
                teams.vacancies[team] = posted
                vacancies[teams.occupation[team]] += posted
            else:
                teams.layoff_rate[team] = numbers.firing_speed * (kept - people) / headcount
            gpu_demand[0] += effort * teams.gpu_need[team]
        firms.planned_output[firm] = desired
        capital = capital_cost[firms.sector[firm]] * numbers.price_level
        firms.unit_cost[firm] = unit_cost / firms.productivity[firm] + capital
        firms.human_content[firm] = 1.0 - replaced


@njit(cache=True, inline="always")
def human_need_with_rationing(team: int, teams: Teams, rationing: float) -> float:
    """Return people per unit of effort when a share of the GPUs is to be had: people do the rest alone."""
    return rationing * teams.human_need[team] + (1.0 - rationing)
