"""The demand for GPUs at other rents than today's, for the output that firms plan.

At every rent the closed forms of ``sim.rules.tasks`` say what a team costs and how many GPUs it wants,
the cost minimum of the firm how effort shifts between its teams, and the elasticity of demand how much
less is sold where a unit gets dearer (docs/model.md, section 8). A number of blocks of firms is looked
at, evenly spread, so that a larger economy costs no more.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import exp, log, power
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import entry_rule, row_rule
from sim.kernels.scratch import borrow, give_back, lists_in, room_for
from sim.kernels.sums import FIRM_BLOCK, add_chunks
from sim.rules.tasks import (
    BLOCK_TEAMS,
    NEEDS,
    Needs,
    Tasks,
    Technology,
    change_over,
    fee,
    find_needs,
    list_teams,
    uses_ai,
)
from sim.state.columns import TEAMS_PER_FIRM, Array, Firms, State, Teams, teams_of
from sim.units import Amounts

MULTIPLES = (1.0, 0.4, 0.7, 1.4, 2.5)  # of today's rent; today's first
IN_ORDER = (1, 2, 0, 3, 4)  # their rows by size
MOST_BLOCKS = 64  # of firms that are looked at


class DemandCurve(NamedTuple):
    """GPUs that firms would want at some rents; straight between them in logs, and beyond the ends."""

    rent: Array  # float64 (m,): cents a month before tax, rising
    gpus: Array  # float64 (m,): effective GPUs

    def at(self, rent: float) -> float:
        """Return the effective GPUs wanted at a rent."""
        return gpus_at(self.rent, self.gpus, float(rent))

    def elasticity(self, rent: float) -> float:
        """Return by how many per cent demand falls if the rent rises by one from ``rent``."""
        if self.gpus[0] <= 0.0:
            return 0.0
        above = min(max(int(np.searchsorted(self.rent, rent)), 1), self.rent.size - 1)
        if 0 < above < self.rent.size - 1 and abs(float(self.rent[above]) / rent - 1.0) < 1e-9:
            # at a corner, both sides
            return -0.5 * (slope_at(self.rent, self.gpus, above) + slope_at(self.rent, self.gpus, above + 1))
        return -slope_at(self.rent, self.gpus, above)


@entry_rule
def gpus_at(rents: Amounts, gpus: Amounts, rent: float) -> float:
    """Return the effective GPUs that a curve wants at a rent."""
    if gpus[0] <= 0.0:
        return 0.0
    row = 1
    while row < rents.size - 1 and rents[row] < rent:
        row += 1
    return gpus[row - 1] * exp(slope_at(rents, gpus, row) * log(rent / rents[row - 1]))


@entry_rule
def slope_at(rents: Amounts, gpus: Amounts, row: int) -> float:
    """Return d ln(GPUs) / d ln(rent) of a curve between the rents ``row - 1`` and ``row``."""
    more, less = max(gpus[row - 1], 1e-12), max(gpus[row], 1e-12)
    return log(less / more) / log(rents[row] / rents[row - 1])


class DemandJob(NamedTuple):
    """What a pass over blocks of firms reads, and the sums of each that it writes."""

    firms: Firms
    teams: Teams
    tasks: Tasks
    benchmark: Amounts  # by occupation: cents an efficiency unit costs in the base year
    multiples: Amounts  # (m,): of the rent
    team_elasticity: float
    demand_elasticity: float  # of what a sector sells to its price
    step: int  # from one block that is looked at to the next
    first: int
    gpus: Amounts  # (n_blocks, m)


class Costs(NamedTuple):
    """Costs of the firms of a block at today's rent; float64, one a firm."""

    index: Amounts  # R, cost of effort relative to the base year
    labour: Amounts  # effort's part in the cost of a unit


COSTS = room_for(Costs, FIRM_BLOCK)


def demand_curve(
    state: State,
    tasks: Tasks,
    benchmark: Array,
    *,
    rent: float,
    wanted: float,
    team_elasticity: float,
    demand_elasticity: float,
    month: int,
) -> DemandCurve:
    """Return the curve through today's demand.

    Parameters
    ----------
    state : State
        After firms have planned.
    tasks : Tasks
        The technology, at today's rent with tax, and the work that it finds.
    benchmark : float64 array (o,)
        What an efficiency unit of labour costs in the base year, cents.
    rent, wanted : float
        Today's rent before tax, cents, and the effective GPUs that all firms want at it.
    team_elasticity, demand_elasticity : float
        Between the teams of a firm, and of what a sector sells to its price.
    month : int
        Which of the blocks are looked at.
    """
    order = np.array(IN_ORDER)
    multiples = np.array(MULTIPLES)
    rents = rent * multiples[order]
    if wanted <= 0.0 or rent <= 0.0:
        return DemandCurve(rents, np.zeros(multiples.size))
    blocks = -(-state.firms.status.size // FIRM_BLOCK)
    step = max(1, blocks // MOST_BLOCKS)
    first = month % step
    gpus = np.zeros((max(1, (blocks - first + step - 1) // step), multiples.size))
    job = DemandJob(
        firms=state.firms,
        teams=state.teams,
        tasks=tasks,
        benchmark=benchmark,
        multiples=multiples,
        team_elasticity=team_elasticity,
        demand_elasticity=demand_elasticity,
        step=step,
        first=first,
        gpus=gpus,
    )
    _look(gpus.shape[0], job)
    total = add_chunks(gpus)
    if total[0] <= 0.0:  # the blocks that were looked at have no users: as if demand did not respond
        return DemandCurve(rents, np.full(multiples.size, wanted))
    return DemandCurve(rents, wanted * total[order] / total[0])


@chunk_rule
def _look(chunk: int, arguments: Arguments[DemandJob]) -> None:
    """Add up the GPUs that a block of firms would want at every rent."""
    job = job_of(arguments)
    start = FIRM_BLOCK * (job.first + chunk * job.step)
    end = min(start + FIRM_BLOCK, job.firms.status.size)
    memory = borrow(NEEDS + COSTS)
    needs, costs = lists_in(Needs, memory, 0, BLOCK_TEAMS), lists_in(Costs, memory, NEEDS, FIRM_BLOCK)
    n = _list_users(needs, start, end, job)
    now = job.tasks.technology
    for m in range(job.multiples.size):
        technology = Technology(
            now.active, now.ratio, now.rent * job.multiples[m], now.oversight, now.substitution_share,
            now.assist_speedup, now.assist_gpu_share, now.task_elasticity, now.automation_tax, now.royalty,
            now.adjustment, now.pay_share * job.multiples[m], now.trial,
        )  # fmt: skip
        find_needs(needs, n, technology)
        if now.adjustment > 0.0:
            change_over(needs, start, end, job.firms, job.teams.weight, now)
        job.gpus[chunk, m] = _want(start, end, job, needs, costs, m == 0)
    give_back(memory)


@row_rule
def _list_users(needs: Needs, start: int, end: int, job: DemandJob) -> int:
    """List the teams of the firms that use AI."""
    firms, teams, tasks = job.firms, job.teams, job.tasks
    n = np.int64(0)
    for firm in range(start, end):
        if uses_ai(firms.status[firm], firms.adoption[firm]):
            n = list_teams(
                needs, n, teams_of(teams.weight, firm), teams_of(teams.occupation, firm),
                np.float64(firms.adoption[firm]), firms.premium[firm], tasks.wage, tasks.automatable,
            )  # fmt: skip
    return n


@row_rule
def _want(start: int, end: int, job: DemandJob, needs: Needs, costs: Costs, today: bool) -> float:
    """Return the GPUs that the users of a block want with these needs; keep their costs if it is today's."""
    firms, teams, sigma = job.firms, job.teams, job.team_elasticity
    royalty = job.tasks.technology.royalty
    total, n = 0.0, np.int64(0)
    for firm in range(start, end):
        if not uses_ai(firms.status[firm], firms.adoption[firm]):
            continue
        premium, base_cost, index, gpus, first = np.float64(firms.premium[firm]), 0.0, 0.0, 0.0, n
        for k in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
            share = np.float64(teams.weight[k])
            if share <= 0.0:
                break
            base = job.benchmark[teams.occupation[k]]
            cost = needs.cost[n] + fee(needs.wage[n], needs.cost[n], royalty)
            relative = cost / (base * premium)
            tilt = power(relative, -sigma)
            base_cost += share * base
            index += share * base * relative * tilt
            gpus += share * tilt * needs.gpus[n]
            n += 1
        if n == first:
            continue
        level = power(index / base_cost, 1.0 / (1.0 - sigma))
        if today:
            labour = (
                level * base_cost * premium / (firms.productivity[firm] * max(firms.unit_cost[firm], 1e-9))
            )
            costs.index[firm - start] = level
            costs.labour[firm - start] = min(labour, 1.0)
        part = costs.labour[firm - start]
        dearer = 1.0 - part + part * level / costs.index[firm - start]
        output = firms.planned_output[firm] / firms.productivity[firm] * power(dearer, -job.demand_elasticity)
        total += gpus * power(level, sigma) * output
    return total
