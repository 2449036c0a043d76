"""Step 3, plan: output, people and GPUs of a block of firms, in loops that become vector instructions."""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real
from sim.kernels.draws import GOLDEN, draw_position, round_randomly
from sim.kernels.elementary import power, raise_to
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes, room_for
from sim.rules.tasks import BLOCK_TEAMS, Needs, fee, uses_ai, with_rationing
from sim.state.columns import ACTIVE, SKILL_ONE, TEAMS_PER_FIRM, Array, Firms, Teams, places
from sim.units import Amounts, Counts, Shares, Totals


class PlanNumbers(NamedTuple):
    """Numbers of the scenario that planning uses."""

    team_elasticity: float
    inventory_target: float
    inventory_speed: float
    firing_speed: float
    expected_separations: float
    rationing: float  # share of the GPUs demanded that firms expect to get
    hours_of_hires: float  # in an empty team, 1 = full time


class LabourCost(NamedTuple):
    """What an efficiency unit of labour costs without AI; by occupation."""

    benchmark: Amounts  # c0: cents a month in the base year, contributions included
    relative: Amounts  # (c / c0)**(1 - sigma)
    tilt: Amounts  # (c / c0)**-sigma


class Draft(NamedTuple):
    """The plans of a block of firms; float64, one number a place for a team unless stated."""

    share: Amounts  # of the firm's effort that a unit of output needs; 0 = no team that plans
    cost: Amounts  # cents a unit of effort
    benchmark: Amounts  # cents an efficiency unit of labour costs in the base year
    relative: Amounts  # (c / c0)**(1 - sigma)
    tilt: Amounts  # (c / c0)**-sigma
    index: Amounts  # R**sigma of the firm
    scale: Amounts  # planned output over productivity of the firm
    unit_cost: Amounts  # cents of the effort for a unit of output
    effort: Amounts  # planned
    missing: Amounts  # people, with fractions
    layoff_rate: Amounts
    users: Wholes  # list of the teams that use GPUs
    firm_relative: Amounts  # by firm: R**(1 - sigma)
    firm_index: Amounts  # by firm: R**sigma
    firm_scale: Amounts  # by firm: planned output over productivity
    replaced: Amounts  # by firm: share of the work that GPUs do alone
    alone: Amounts  # by firm that uses AI: R**(1 - sigma) without it, 0 for the others


DRAFT = room_for(Draft, BLOCK_TEAMS)


@row_rule
def list_plans(
    start: int, end: int, firms: Firms, teams: Teams, wage: Amounts, labour_cost: LabourCost, draft: Draft
) -> None:
    """List what every team of a block costs without AI; only teams of active firms have a share."""
    occupation, shares = places(teams.occupation, start, end), places(teams.weight, start, end)
    premium, status = firms.premium[start:end], firms.status[start:end]
    benchmark, relative, tilt = labour_cost.benchmark, labour_cost.relative, labour_cost.tilt
    for firm in range(end - start):
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            group = occupation[k]
            draft.share[k] = np.float64(shares[k]) if status[firm] == ACTIVE else 0.0
            draft.cost[k] = wage[group] * np.float64(premium[firm])
            draft.benchmark[k] = benchmark[group]
            draft.relative[k] = relative[group]
            draft.tilt[k] = tilt[group]
    _work_alone(draft.share, places(teams.human_need, start, end), places(teams.gpu_need, start, end))


@row_rule
def _work_alone(share: Array, human_need: Array, gpu_need: Array) -> None:
    """Let the teams that plan work without AI."""
    for k in range(human_need.size):
        people, gpus = human_need[k], gpu_need[k]
        human_need[k] = np.float32(1.0) if share[k] > 0.0 else people
        gpu_need[k] = np.float32(0.0) if share[k] > 0.0 else gpus


@row_rule
def use_ai(
    start: int, end: int, firms: Firms, teams: Teams, elasticity: float, royalty: float, needs: Needs,
    draft: Draft,
) -> int:  # fmt: skip
    """Replace the costs of teams that use GPUs, list these teams and return their number."""
    status, adoption, premium = firms.status[start:end], firms.adoption[start:end], firms.premium[start:end]
    human_need, gpu_need = places(teams.human_need, start, end), places(teams.gpu_need, start, end)
    n = users = np.int64(0)
    for firm in range(end - start):
        draft.replaced[firm] = draft.alone[firm] = 0.0
        if not uses_ai(status[firm], adoption[firm]):
            continue
        base_cost = alone = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            if draft.share[k] <= 0.0:
                break
            base_cost += draft.share[k] * draft.benchmark[k]
            alone += draft.share[k] * draft.benchmark[k] * draft.relative[k]
            if needs.gpus[n] > 0.0:
                cost = needs.cost[n] + fee(needs.wage[n], needs.cost[n], royalty)
                ratio = cost / (draft.benchmark[k] * np.float64(premium[firm]))
                draft.cost[k] = cost
                draft.relative[k] = power(ratio, 1.0 - elasticity)
                draft.tilt[k] = draft.relative[k] / ratio
                human_need[k] = needs.people[n]
                gpu_need[k] = needs.gpus[n]
                part = needs.automated[n] / (needs.people[n] + needs.automated[n])
                draft.replaced[firm] += draft.share[k] * part
                draft.users[users] = k
                users += 1
            n += 1
        draft.alone[firm] = alone / base_cost
    return users


@row_rule
def aim(
    start: int, end: int, firms: Firms, numbers: PlanNumbers, output_limit: Amounts, draft: Draft
) -> None:
    """Write what every firm plans to produce, and R**sigma beside its teams, R its index of costs."""
    n, sigma = end - start, numbers.team_elasticity
    share, benchmark, relative = draft.share, draft.benchmark, draft.relative
    for firm in range(n):
        base_cost = cost = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            base = share[k] * benchmark[k]
            base_cost += base
            cost += base * relative[k]
        draft.firm_relative[firm] = cost / base_cost
    raise_to(draft.firm_index, draft.firm_relative, n, sigma / (1.0 - sigma))
    _plan_output(
        firms.status[start:end], firms.expected_demand[start:end], firms.inventory[start:end],
        firms.productivity[start:end], firms.planned_output[start:end], firms.sector[start:end], output_limit,
        draft.firm_scale, numbers.inventory_target, numbers.inventory_speed,
    )  # fmt: skip
    index, scale, firm_index, firm_scale = draft.index, draft.scale, draft.firm_index, draft.firm_scale
    for firm in range(n):
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            index[k] = firm_index[firm]
            scale[k] = firm_scale[firm]


@row_rule
def _plan_output(
    status: Array, expected_demand: Array, inventory: Array, productivity: Array, planned_output: Array,
    sector: Array, output_limit: Array, scale: Array, inventory_target: float, inventory_speed: float,
) -> None:  # fmt: skip
    """Let active firms plan what they expect to sell and a part of what their stock lacks.

    The capital of the sector limits what they plan to the part ``output_limit`` of it.
    """
    for firm in range(status.size):
        expected, before = expected_demand[firm], planned_output[firm]
        stock = inventory_target * expected - inventory[firm]
        desired = expected + inventory_speed * stock
        desired = desired * output_limit[sector[firm]] if desired > 0.0 else 0.0
        planned_output[firm] = desired if status[firm] == ACTIVE else before
        scale[firm] = desired / productivity[firm]


@row_rule
def staff(start: int, end: int, teams: Teams, numbers: PlanNumbers, draft: Draft, rounding: int) -> None:
    """Write effort, layoffs and vacancies of every team that plans."""
    n = TEAMS_PER_FIRM * (end - start)
    _share_effort(draft, n)
    headcount, skill_sum = places(teams.headcount, start, end), places(teams.skill_sum, start, end)
    _compare_staff(headcount, skill_sum, places(teams.human_need, start, end), numbers, draft)
    _keep_plans(
        draft, places(teams.effort, start, end), places(teams.layoff_rate, start, end),
        places(teams.vacancies, start, end), draw_position(rounding, TEAMS_PER_FIRM * start),
    )  # fmt: skip


@row_rule
def _share_effort(draft: Draft, n: int) -> None:
    """Write the effort that the planned output takes, and the cost of the effort for a unit of output."""
    share, tilt, index, scale = draft.share[:n], draft.tilt[:n], draft.index[:n], draft.scale[:n]
    cost, unit_cost, effort = draft.cost[:n], draft.unit_cost[:n], draft.effort[:n]
    for k in range(n):
        needed = share[k] * tilt[k] * index[k]
        unit_cost[k] = needed * cost[k] if share[k] > 0.0 else 0.0
        effort[k] = needed * scale[k]


@row_rule
def _compare_staff(
    headcount: Counts, skill_sum: Totals, human_need: Shares, numbers: PlanNumbers, draft: Draft
) -> None:
    """Write how many people are missing, or with which probability those there are too many of leave."""
    staying = 1.0 - numbers.expected_separations
    effort, missing, layoff_rate = draft.effort, draft.missing, draft.layoff_rate
    for k in range(headcount.size):
        there = np.float64(headcount[k])
        skill = to_real(skill_sum[k]) / (SKILL_ONE * there)
        skill = skill if there > 0.0 else numbers.hours_of_hires
        needed = effort[k] * with_rationing(human_need[k], numbers.rationing) / skill
        gap, layoffs = needed - there * staying, numbers.firing_speed * (there * staying - needed) / there
        missing[k] = gap if gap > 0.0 else 0.0
        layoff_rate[k] = layoffs if gap < 0.0 else 0.0


@row_rule
def _keep_plans(draft: Draft, effort: Amounts, layoff_rate: Shares, vacancies: Counts, position: int) -> None:
    """Write the plans of the teams that have any; missing people are rounded up or down at random."""
    n = vacancies.size
    share, planned, rate, missing = (
        draft.share[:n],
        draft.effort[:n],
        draft.layoff_rate[:n],
        draft.missing[:n],
    )
    for k in range(n):
        old_effort, old_rate, old_vacancies = effort[k], layoff_rate[k], vacancies[k]
        new_rate, new_vacancies = np.float32(rate[k]), np.int32(round_randomly(missing[k], position))
        position += GOLDEN
        effort[k] = planned[k] if share[k] > 0.0 else old_effort
        layoff_rate[k] = new_rate if share[k] > 0.0 else old_rate
        vacancies[k] = new_vacancies if share[k] > 0.0 else old_vacancies
