"""Who does the tasks of a team: people alone, people with a GPU, or a GPU that people oversee.

Task-based production after Acemoglu and Restrepo (2018, 2022): tasks are combined with elasticity eta, each
is done by the cheaper factor, and the closed forms below are the cost minimum (tested against a numerical
one).
"""

from math import inf
from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.elementary import exp, power, raise_to
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import room_for
from sim.kernels.sums import FIRM_BLOCK
from sim.parameters.adoption import AdoptionParameters
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM, Array, Firms, Teams, teams_of
from sim.units import Amounts, Codes, Shares

BLOCK_TEAMS = FIRM_BLOCK * TEAMS_PER_FIRM  # places for teams of a block of firms


LEAST_COST = 1e-9  # of a machine's task over a unit's cost: of what is free, nobody uses without end


class Technology(NamedTuple):
    """What AI can do this month and what it costs."""

    active: bool  # whether any GPU-month can replace or assist work
    ratio: float  # kappa: workers whose automatable tasks a GPU-month does
    rent: float  # cents a month of an effective GPU
    oversight: float  # human time that each automated worker-equivalent needs, failures included
    substitution_share: float  # m: share of exposed tasks that a GPU does alone
    assist_speedup: float  # speed of a person with a GPU on the other exposed tasks
    assist_gpu_share: float  # GPU time of an assisted task relative to an automated one
    task_elasticity: float  # eta
    automation_tax: float = 0.0  # cents a month for each automated worker-equivalent
    royalty: float = 0.0  # part of what AI saves a user that goes to the owners of models
    adjustment: float = 0.0  # people who change work over, for each whose tasks are yet to change
    pay_share: float = 0.0  # cost of a task done by a GPU over people's pay for it; 0 = rent / ratio
    trial: float = 0.0  # intensity of firms that only try AI and change nothing over; 0: none


class Tasks(NamedTuple):
    """The technology, and the work that it finds in every occupation."""

    technology: Technology
    wage: (
        Amounts  # by occupation: cents an efficiency unit costs with contributions, before the firm's premium
    )
    automatable: Amounts  # by occupation: Phi, share of the tasks that AI can do


class Needs(NamedTuple):
    """A list of teams and what one unit of their effort needs; float64 (n,) each."""

    automatable: Array  # Phi, share of the occupation's tasks that AI can do
    intensity: Array  # a, the firm's intensity of AI use
    wage: Array  # cents an efficiency unit costs in a month, contributions included
    cost: Array  # cents a unit of effort
    people: Array  # efficiency units of labour, oversight included
    automated: Array  # worker-equivalents done by GPUs
    gpus: Array  # effective GPU-months
    assisted: Array  # efficiency units that assistance saves
    machine: Array  # v, cost of a worker-equivalent done by a GPU; from here on intermediate results
    share: Array  # phi, of the tasks done by GPUs alone
    helped: Array  # share of the tasks done by people with a GPU
    human_cost: Array  # w / b, of a unit of the other tasks
    by_people: Array  # (w / b)**(1 - eta)
    by_machine: Array  # v**(1 - eta)
    index: Array  # c**(1 - eta)


NEEDS = room_for(Needs, BLOCK_TEAMS)


@row_rule
def list_teams(
    needs: Needs,
    n: int,
    weight: Shares,
    occupation: Codes,
    intensity: float,
    premium: float,
    wage: Amounts,
    automatable: Amounts,
) -> int:
    """Append the teams of a firm that uses AI with ``intensity``; return the length of the list.

    ``weight`` and ``occupation`` are its own, ``wage`` and ``automatable`` those of all occupations.
    """
    for k in range(TEAMS_PER_FIRM):
        if weight[k] <= 0.0:
            break
        needs.automatable[n] = automatable[occupation[k]]
        needs.intensity[n] = intensity
        needs.wage[n] = wage[occupation[k]] * premium
        n += 1
    return n


@njit(cache=True, inline="always")
def uses_ai(status: int, adoption: float) -> bool:
    """Say whether a firm works with AI this month."""
    return status == ACTIVE and adoption > 0.0


@njit(cache=True, inline="always")
def only_tries(adoption: float, trial: float) -> bool:
    """Say whether a firm uses AI for a few tasks and no more; ``trial`` is the intensity of such firms."""
    return 0.0 < adoption <= trial


def intensity_of_trial(adoption: AdoptionParameters) -> float:
    """Return the intensity of firms that only try AI, as their column holds it; 0 where nobody only tries."""
    return float(np.float32(adoption.trial_intensity)) if adoption.trial_hazard > 0.0 else 0.0


@row_rule
def needs_of_users(needs: Needs, start: int, end: int, firms: Firms, teams: Teams, tasks: Tasks) -> int:
    """List the teams of those firms from ``start`` on that use AI, with their needs; return their number."""
    status, adoption, premium = firms.status, firms.adoption, firms.premium
    weight, occupation, wage, automatable = teams.weight, teams.occupation, tasks.wage, tasks.automatable
    n = np.int64(0)
    for firm in range(start, end):
        if uses_ai(status[firm], adoption[firm]):
            n = list_teams(
                needs, n, teams_of(weight, firm), teams_of(occupation, firm), np.float64(adoption[firm]),
                premium[firm], wage, automatable,
            )  # fmt: skip
    find_needs(needs, n, tasks.technology)
    if tasks.technology.adjustment > 0.0:
        change_over(needs, start, end, firms, weight, tasks.technology)
    return n


@row_rule
def change_over(
    needs: Needs, start: int, end: int, firms: Firms, weight: Shares, technology: Technology
) -> None:
    """Add the people who change work over to AI, adjustment (1 - a) Phi, in firms whose use deepens."""
    status, adoption, saving = firms.status, firms.adoption, firms.ai_saving
    adjustment, trial = technology.adjustment, technology.trial
    n = np.int64(0)
    for firm in range(start, end):
        if not uses_ai(status[firm], adoption[firm]):
            continue
        for part in teams_of(weight, firm):
            if part <= 0.0:
                break
            if saving[firm] > 0.0 and needs.gpus[n] > 0.0 and not only_tries(adoption[firm], trial):
                people = adjustment * (1.0 - needs.intensity[n]) * needs.automatable[n]
                needs.people[n] += people
                needs.cost[n] += people * needs.wage[n]
            n += 1


@row_rule
def find_needs(needs: Needs, n: int, technology: Technology) -> None:
    """Write the cost-minimal inputs of the first ``n`` teams of a list.

    x = a Phi, phi = x m, b = (1 - x m) / ((1 - x) + x (1 - m) / speedup), v = rent / kappa + oversight w,
    c = [(1 - phi) (w / b)^(1 - eta) + phi v^(1 - eta)]^(1 / (1 - eta)),
    l = (1 - phi) (w / (b c))^(-eta) / b, x_g = phi (v / c)^(-eta)   (docs/model.md, section 5.1).

    Parameters
    ----------
    needs : Needs
        With ``automatable``, ``intensity`` and ``wage`` filled in; the rest is written.
    technology : Technology
        What a GPU does and costs.
    """
    if not technology.active or technology.ratio <= 0.0:
        for k in range(n):
            needs.cost[k] = needs.wage[k]
            needs.people[k] = 1.0
            needs.automated[k] = needs.gpus[k] = needs.assisted[k] = 0.0
        return
    # whole loops of one kind of work each: the processor does eight teams at once
    _divide_tasks(needs, n, technology)
    eta = technology.task_elasticity
    raise_to(needs.by_people, needs.human_cost, n, 1.0 - eta)
    raise_to(needs.by_machine, needs.machine, n, 1.0 - eta)
    for k in range(n):
        share = needs.share[k]
        needs.index[k] = (1.0 - share) * needs.by_people[k] + share * needs.by_machine[k]
    raise_to(needs.cost, needs.index, n, 1.0 / (1.0 - eta))
    _combine(needs, n, technology)


@njit(cache=True, inline="always")
def gpu_time(wage: float, technology: Technology) -> float:
    """Return the GPU time of a task over 1 / kappa: 1, or as much as makes it cost its share of the pay."""
    if technology.pay_share <= 0.0:
        return 1.0
    return technology.pay_share * wage * technology.ratio / technology.rent


@row_rule
def _divide_tasks(needs: Needs, n: int, technology: Technology) -> None:
    """Write who does which share of the tasks, and what a unit of both kinds costs."""
    gpu_assist = technology.assist_gpu_share / technology.ratio
    help_saves = 1.0 - 1.0 / technology.assist_speedup
    rent = technology.rent / technology.ratio
    for k in range(n):
        wage = needs.wage[k]
        exposed = needs.intensity[k] * needs.automatable[k]
        time = gpu_time(wage, technology)
        help_costs = technology.rent * gpu_assist * time
        machine = rent * time + technology.oversight * wage + technology.automation_tax
        share = exposed * technology.substitution_share if machine < wage else 0.0
        helped = exposed * (1.0 - technology.substitution_share) if wage * help_saves > help_costs else 0.0
        rest = 1.0 - share
        by_people = (rest - helped) + helped / technology.assist_speedup
        needs.machine[k] = machine
        needs.share[k] = share
        needs.helped[k] = helped
        # the work that is not automated, per unit of it, assistance included
        needs.human_cost[k] = (wage * by_people + help_costs * helped) / rest


@row_rule
def _combine(needs: Needs, n: int, technology: Technology) -> None:
    """Write the inputs at the cost minimum."""
    gpu_assist = technology.assist_gpu_share / technology.ratio
    most = power(LEAST_COST, -technology.task_elasticity)  # (v / c)^-eta where machines are free
    speedup, oversight, ratio = technology.assist_speedup, technology.oversight, technology.ratio
    for k in range(n):
        share, helped = needs.share[k], needs.helped[k]
        human_cost, machine = needs.human_cost[k], needs.machine[k]
        rest = 1.0 - share
        time = (rest - helped) + helped / speedup
        # with y**(1 - eta) at hand, (y / c)**-eta = (y**(1 - eta) / y) (c / c**(1 - eta)) costs no power
        spread = needs.cost[k] / needs.index[k]
        tilt = (needs.by_people[k] / human_cost) * spread
        automated = share * (needs.by_machine[k] / machine) * spread if machine > 0.0 else share * most
        cost = needs.cost[k]
        if share <= 0.0:
            cost, tilt, automated = human_cost, 1.0, 0.0
        people = time * tilt + oversight * automated
        per_task = gpu_time(needs.wage[k], technology)
        gpus = (automated / ratio + gpu_assist * helped * tilt) * per_task
        assisted = (helped - helped / speedup) * tilt
        if rest <= 1e-12:  # nothing is left to people but oversight
            cost, people, automated, gpus, assisted = (
                max(machine, LEAST_COST * needs.wage[k]),
                oversight,
                1.0,
                per_task / ratio,
                0.0,
            )
        needs.cost[k] = cost
        needs.people[k] = people
        needs.automated[k] = automated
        needs.gpus[k] = gpus
        needs.assisted[k] = assisted


@njit(cache=True, inline="always")
def fee(wage: float, cost: float, royalty: float) -> float:
    """Return what the owners of models get for a unit of effort, cents: a part of what it saves."""
    return royalty * max(wage - cost, 0.0)


def bounded_capability(capability: float, bound: float) -> float:
    """Return bound (1 - exp(-A / bound)), which is close to A far below the bound; A without one."""
    return capability if bound == inf else bound * (1.0 - exp(-capability / bound))


def effective_oversight(
    oversight: float, success_start: float, halving: float, capability: float, start: float, bound: float
) -> float:
    """Return the human time for a worker-equivalent done by a GPU: oversight, and failures done again.

    o = oversight + (1 - success_start) 0.5^((A - A_0) / halving), at most 1; A and A_0 as far as the bound
    lets them work (docs/model.md, section 4.5).
    """
    gained = bounded_capability(capability, bound) - bounded_capability(start, bound)
    return min(1.0, oversight + (1.0 - success_start) * power(0.5, max(0.0, gained) / halving))


@njit(cache=True)
def automatable_shares(
    exposure: np.ndarray, capability: float, human_essential: float, new_tasks: float
) -> np.ndarray:
    """Return Phi_o = (1 - h) (1 - (1 - x_o)^A) / N for every occupation (docs/model.md, section 4.3)."""
    shares = np.empty_like(exposure)
    for occupation in range(exposure.size):
        untouched = power(1.0 - min(exposure[occupation], 0.999999), capability)
        shares[occupation] = (1.0 - human_essential) * (1.0 - untouched) / new_tasks
    return shares


@njit(cache=True, inline="always")
def with_rationing(human_need: float, rationing: float) -> float:
    """Return people per unit of effort when a share of the GPUs is to be had: people do the rest alone."""
    return rationing * human_need + (1.0 - rationing)
