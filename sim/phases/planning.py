"""Step 3, plan: every firm turns expected demand into output, people and GPUs, layoffs or vacancies.

Desired output y* = max(0, E + v (i E - inventory)); effort of team j
e_j = (y* / A) th_j (r_j / R)^(-sigma) with r_j = c_j / c0_j and R = [sum s_j r_j^(1 - sigma)]^(1 / (1 -
sigma)), the cost minimum of a calibrated-share CES (MODEL, section 4). Layoffs are part of the excess that
quits do not remove; vacancies are the gap plus the separations a firm expects, rounded at random.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.conversions import real
from sim.kernels.draws import GOLDEN, place, purpose, stream, whole
from sim.kernels.elementary import power, powers, raise_to
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes, borrow, give_back, lists_in
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, n_chunks, span, weighted
from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.rules.tasks import BLOCK_TEAMS, NEEDS, Needs, Technology, needs_of_users, uses_ai
from sim.state.columns import (
    ACTIVE,
    CLOSING,
    N_OCCUPATIONS,
    SKILL_ONE,
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
    "firms.expected_demand", "firms.adoption", "teams.occupation", "teams.weight", "teams.headcount",
    "teams.skill_sum", "macro.sector_price", "macro.gpu_rationing", "macro.occupation_wage",
)  # fmt: skip
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


class PlanningJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    capital_cost: Amounts  # by sector: replacement investment, cents a unit in the base year
    wage: Amounts  # by occupation, as are the next three: cents an efficiency unit costs with contributions
    benchmark: Amounts  # what it costs in the base year
    relative: Amounts  # (wage / benchmark)**(1 - sigma)
    tilt: Amounts  # (wage / benchmark)**-sigma
    technology: Technology
    automatable: Amounts  # by occupation: Phi
    numbers: PlanNumbers
    vacancies: Totals  # (n_chunks, N_OCCUPATIONS): posted
    gpu_demand: Amounts  # (n_chunks, 1): effective GPUs
    seed: int
    month: int


class Plans(NamedTuple):
    """What all firms together want."""

    vacancies: Array  # int64 (n_chunks, 22): posted, by chunk of firms and occupation
    gpu_demand: float  # effective GPUs at planned output


class Draft(NamedTuple):
    """The plans of a block of firms; float64, one number a place for a team unless stated."""

    share: Array  # of the firm's effort that a unit of output needs; 0 = no team that plans
    cost: Array  # cents a unit of effort, then of the effort for a unit of output
    benchmark: Array  # cents an efficiency unit of labour costs in the base year
    relative: Array  # (c / c0)**(1 - sigma)
    tilt: Array  # (c / c0)**-sigma
    index: Array  # R**sigma of the firm
    scale: Array  # planned output over productivity of the firm
    effort: Array  # planned
    missing: Array  # people to be hired
    layoff_rate: Array
    rows: Wholes  # list of the teams that use GPUs
    firm_index: Array  # by firm: R**(1 - sigma), then R**sigma
    firm_scale: Array  # by firm: planned output over productivity
    replaced: Array  # by firm: share of the work that GPUs do alone


DRAFT = len(Draft._fields) * BLOCK_TEAMS  # numbers in the lists of a block


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
    job = PlanningJob(
        firms=state.firms,
        teams=state.teams,
        capital_cost=structure.capital_cost,
        wage=wage,
        benchmark=benchmark,
        relative=powers(ratio, 1.0 - sigma),
        tilt=powers(ratio, -sigma),
        technology=frontier.technology,
        automatable=frontier.automatable,
        numbers=numbers,
        vacancies=vacancies,
        gpu_demand=gpu_demand,
        seed=seed,
        month=month,
    )
    _plan(chunks, job)
    return Plans(vacancies, float(add_chunks(gpu_demand)[0]))


@chunk_rule
def _plan(chunk: int, arguments: Arguments[PlanningJob]) -> None:
    """Plan the firms of a chunk, block by block, in short loops that become vector instructions."""
    job = read(arguments)
    firms, teams, numbers = job.firms, job.teams, job.numbers
    memory = borrow(NEEDS + DRAFT)
    needs, draft = lists_in(Needs, memory, 0, BLOCK_TEAMS), lists_in(Draft, memory, NEEDS, BLOCK_TEAMS)
    rounding = stream(job.seed, job.month, ROUND_VACANCIES)
    low, high = span(chunk, FIRM_CHUNK, firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        needs_of_users(needs, start, end, firms, teams, job.wage, job.automatable, job.technology)
        _list_teams(start, end, job, draft)
        users = _use_ai(start, end, firms, teams, numbers.team_elasticity, needs, draft)
        _aim(start, end, firms, numbers, draft)
        _staff(start, end, teams, numbers, draft, rounding)
        _write_costs(start, end, firms, job.capital_cost, numbers.price_level, draft)
        _close(start, end, firms, teams)
        _add_up(start, end, teams, draft, users, job.vacancies[chunk], job.gpu_demand[chunk])
    give_back(memory)


@row_rule
def _list_teams(start: int, end: int, job: PlanningJob, draft: Draft) -> None:
    """List what every team of a block costs without AI; only teams of active firms have a share."""
    occupation, shares = places(job.teams.occupation, start, end), places(job.teams.weight, start, end)
    premium, status = job.firms.premium[start:end], job.firms.status[start:end]
    wage, benchmark, relative, tilt = job.wage, job.benchmark, job.relative, job.tilt
    for firm in range(end - start):
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            group = occupation[k]
            draft.share[k] = np.float64(shares[k]) if status[firm] == ACTIVE else 0.0
            draft.cost[k] = wage[group] * np.float64(premium[firm])
            draft.benchmark[k] = benchmark[group]
            draft.relative[k] = relative[group]
            draft.tilt[k] = tilt[group]
    _work_alone(draft.share, places(job.teams.human_need, start, end), places(job.teams.gpu_need, start, end))


@row_rule
def _work_alone(share: Array, human_need: Array, gpu_need: Array) -> None:
    """Let the teams that plan work without AI."""
    for k in range(human_need.size):
        people, gpus = human_need[k], gpu_need[k]
        human_need[k] = np.float32(1.0) if share[k] > 0.0 else people
        gpu_need[k] = np.float32(0.0) if share[k] > 0.0 else gpus


@row_rule
def _use_ai(
    start: int, end: int, firms: Firms, teams: Teams, elasticity: float, needs: Needs, draft: Draft
) -> int:
    """Replace the costs of teams that use GPUs; list them in ``rows`` and return their number."""
    n = users = np.int64(0)
    for firm in range(start, end):
        draft.replaced[firm - start] = 0.0
        if not uses_ai(firm, firms):
            continue
        for team in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            k = team - TEAMS_PER_FIRM * start
            if draft.share[k] <= 0.0:
                break
            if needs.gpus[n] > 0.0:
                ratio = needs.cost[n] / (draft.benchmark[k] * np.float64(firms.premium[firm]))
                draft.cost[k] = needs.cost[n]
                draft.relative[k] = power(ratio, 1.0 - elasticity)
                draft.tilt[k] = draft.relative[k] / ratio
                teams.human_need[team] = needs.people[n]
                teams.gpu_need[team] = needs.gpus[n]
                part = needs.automated[n] / (needs.people[n] + needs.automated[n])
                draft.replaced[firm - start] += draft.share[k] * part
                draft.rows[users] = k
                users += 1
            n += 1
    return users


@row_rule
def _aim(start: int, end: int, firms: Firms, numbers: PlanNumbers, draft: Draft) -> None:
    """Write what every firm plans to produce, and R**sigma beside its teams, R its index of costs."""
    n, sigma = end - start, numbers.team_elasticity
    for firm in range(n):
        base_cost = index = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            base = draft.share[k] * draft.benchmark[k]
            base_cost += base
            index += base * draft.relative[k]
        draft.firm_index[firm] = index / base_cost
    raise_to(draft.firm_index, draft.firm_index, n, sigma / (1.0 - sigma))
    _plan_output(
        firms.status[start:end], firms.expected_demand[start:end], firms.inventory[start:end],
        firms.productivity[start:end], firms.planned_output[start:end], draft.firm_scale,
        numbers.inventory_target, numbers.inventory_speed,
    )  # fmt: skip
    for firm in range(n):
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            draft.index[k] = draft.firm_index[firm]
            draft.scale[k] = draft.firm_scale[firm]


@row_rule
def _plan_output(
    status: Array, expected_demand: Array, inventory: Array, productivity: Array, planned_output: Array,
    scale: Array, inventory_target: float, inventory_speed: float,
) -> None:  # fmt: skip
    """Let active firms plan what they expect to sell and a part of what their stock lacks."""
    for firm in range(status.size):
        expected, before = expected_demand[firm], planned_output[firm]
        stock = inventory_target * expected - inventory[firm]
        desired = expected + inventory_speed * stock
        desired = desired if desired > 0.0 else 0.0
        planned_output[firm] = desired if status[firm] == ACTIVE else before
        scale[firm] = desired / productivity[firm]


@row_rule
def _staff(start: int, end: int, teams: Teams, numbers: PlanNumbers, draft: Draft, rounding: int) -> None:
    """Write effort, layoffs and vacancies of every team that plans."""
    n = TEAMS_PER_FIRM * (end - start)
    _share_effort(draft.share[:n], draft.tilt, draft.index, draft.scale, draft.cost, draft.effort)
    _compare_staff(
        places(teams.headcount, start, end), places(teams.skill_sum, start, end),
        places(teams.human_need, start, end), draft.effort, draft.missing, draft.layoff_rate, numbers,
    )  # fmt: skip
    _round(draft.missing[:n], place(rounding, TEAMS_PER_FIRM * start))
    _keep_plans(
        draft.share, draft.effort, draft.layoff_rate, draft.missing, places(teams.effort, start, end),
        places(teams.layoff_rate, start, end), places(teams.vacancies, start, end),
    )  # fmt: skip


@row_rule
def _share_effort(share: Array, tilt: Array, index: Array, scale: Array, cost: Array, effort: Array) -> None:
    """Write the effort that the planned output takes, and the cost of the effort for a unit of output."""
    for k in range(share.size):
        needed, price = share[k] * tilt[k] * index[k], cost[k]
        cost[k] = needed * price if share[k] > 0.0 else 0.0
        effort[k] = needed * scale[k]


@row_rule
def _compare_staff(
    headcount: Array, skill_sum: Array, human_need: Array, effort: Array, missing: Array, layoff_rate: Array,
    numbers: PlanNumbers,
) -> None:  # fmt: skip
    """Write how many people are missing, or with which probability those there are too many of leave."""
    staying = 1.0 - numbers.expected_separations
    for k in range(headcount.size):
        there = np.float64(headcount[k])
        skill = real(skill_sum[k]) / (SKILL_ONE * there)
        skill = (skill if there > 0.0 else 1.0) * numbers.effort_per_person
        needed = effort[k] * with_rationing(human_need[k], numbers.rationing) / skill
        gap, layoffs = needed - there * staying, numbers.firing_speed * (there * staying - needed) / there
        missing[k] = gap if gap > 0.0 else 0.0
        layoff_rate[k] = layoffs if gap < 0.0 else 0.0


@row_rule
def _round(missing: Array, luck: int) -> None:
    """Round numbers of people up or down at random."""
    for k in range(missing.size):
        missing[k] = whole(missing[k], luck)
        luck += GOLDEN


@row_rule
def _keep_plans(
    share: Array, effort: Array, layoff_rate: Array, missing: Array, planned_effort: Array,
    planned_layoff_rate: Array, vacancies: Array,
) -> None:  # fmt: skip
    """Write the plans of the teams that have any."""
    for k in range(vacancies.size):
        before, rate, posted = planned_effort[k], planned_layoff_rate[k], vacancies[k]
        new_rate, new_posted = np.float32(layoff_rate[k]), np.int32(missing[k])
        planned_effort[k] = effort[k] if share[k] > 0.0 else before
        planned_layoff_rate[k] = new_rate if share[k] > 0.0 else rate
        vacancies[k] = new_posted if share[k] > 0.0 else posted


@row_rule
def _write_costs(
    start: int, end: int, firms: Firms, capital_cost: Array, price_level: float, draft: Draft
) -> None:
    """Write what a unit of output costs every active firm, and the share of its work that people do alone."""
    status, sector, productivity = (
        firms.status[start:end],
        firms.sector[start:end],
        firms.productivity[start:end],
    )
    unit_cost, human_content = firms.unit_cost[start:end], firms.human_content[start:end]
    for firm in range(end - start):
        labour = 0.0
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            labour += draft.cost[k]
        if status[firm] == ACTIVE:
            unit_cost[firm] = labour / productivity[firm] + capital_cost[sector[firm]] * price_level
            human_content[firm] = 1.0 - draft.replaced[firm]


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
    start: int, end: int, teams: Teams, draft: Draft, users: int, vacancies: Array, gpu_demand: Array
) -> None:
    """Add to the vacancies by occupation and to the demand for GPUs."""
    occupation, posted = places(teams.occupation, start, end), places(teams.vacancies, start, end)
    for k in range(posted.size):
        vacancies[occupation[k]] += posted[k] if draft.share[k] > 0.0 else 0
    gpu_need = places(teams.gpu_need, start, end)
    for k in draft.rows[:users]:
        gpu_demand[0] += draft.effort[k] * gpu_need[k]


@njit(cache=True, inline="always")
def with_rationing(human_need: float, rationing: float) -> float:
    """Return people per unit of effort when a share of the GPUs is to be had: people do the rest alone."""
    return rationing * human_need + (1.0 - rationing)
