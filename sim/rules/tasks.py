"""Who does the tasks of a team: people alone, people with a GPU, or a GPU that people oversee.

Task-based production after Acemoglu and Restrepo (2018, 2022): tasks are combined with elasticity eta, each
is done by the cheaper factor, and the closed forms below are the cost minimum (tested against a numerical
one).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.elementary import power
from sim.kernels.row_rule import row_rule


class Technology(NamedTuple):
    """What AI can do this month and what it costs."""

    active: bool  # whether any GPU-month can replace or assist work
    ratio: float  # kappa: workers whose automatable tasks a GPU-month does
    rent: float  # cents a month of an effective GPU
    oversight: float  # human time that each automated worker-equivalent needs
    substitution_share: float  # m: share of exposed tasks that a GPU does alone
    assist_speedup: float  # speed of a person with a GPU on the other exposed tasks
    assist_gpu_share: float  # GPU time of an assisted task relative to an automated one
    task_elasticity: float  # eta
    automation_tax: float = 0.0  # cents a month for each automated worker-equivalent


class TeamNeed(NamedTuple):
    """Inputs for one unit of team effort."""

    cost: float  # cents a unit of effort
    people: float  # efficiency units of labour, oversight included
    automated: float  # worker-equivalents done by GPUs
    gpus: float  # effective GPU-months
    assisted: float  # efficiency units that assistance saves


@row_rule
def team_need(automatable: float, intensity: float, wage: float, technology: Technology) -> TeamNeed:
    """Return the cost-minimal inputs of a team.

    x = a Phi, phi = x m, b = (1 - x m) / ((1 - x) + x (1 - m) / speedup), v = rent / kappa + oversight w,
    c = [(1 - phi) (w / b)^(1 - eta) + phi v^(1 - eta)]^(1 / (1 - eta)),
    l = (1 - phi) (w / (b c))^(-eta) / b, x_g = phi (v / c)^(-eta)   (MODEL, section 4).

    Parameters
    ----------
    automatable : float
        Phi, share of the occupation's tasks that AI can do.
    intensity : float
        a, the firm's intensity of AI use.
    wage : float
        Cents an efficiency unit costs in a month, contributions included.
    technology : Technology
        What a GPU does and costs.
    """
    exposed = intensity * automatable
    if not technology.active or exposed <= 0.0 or technology.ratio <= 0.0:
        return TeamNeed(wage, 1.0, 0.0, 0.0, 0.0)
    machine = technology.rent / technology.ratio + technology.oversight * wage + technology.automation_tax
    share = exposed * technology.substitution_share if machine < wage else 0.0
    assisted = exposed * (1.0 - technology.substitution_share)
    gpu_assist = technology.assist_gpu_share / technology.ratio
    if wage * (1.0 - 1.0 / technology.assist_speedup) <= technology.rent * gpu_assist:
        assisted = 0.0
    if share <= 0.0 and assisted <= 0.0:
        return TeamNeed(wage, 1.0, 0.0, 0.0, 0.0)
    rest = 1.0 - share
    if rest <= 1e-12:  # nothing is left to people but oversight
        return TeamNeed(machine, technology.oversight, 1.0, 1.0 / technology.ratio, 0.0)
    human_time = (rest - assisted) + assisted / technology.assist_speedup
    # cost of the work that is not automated, per unit of it, assistance included
    human_cost = (wage * human_time + technology.rent * gpu_assist * assisted) / rest
    eta = technology.task_elasticity
    if share <= 0.0:
        return TeamNeed(
            human_cost,
            human_time,
            0.0,
            gpu_assist * assisted,
            assisted - assisted / technology.assist_speedup,
        )
    # with y**(1 - eta) at hand, (y / c)**-eta = (y**(1 - eta) / y) (c / c**(1 - eta)) costs no further power
    by_people, by_machine = power(human_cost, 1.0 - eta), power(machine, 1.0 - eta)
    index = rest * by_people + share * by_machine
    cost = power(index, 1.0 / (1.0 - eta))
    tilt = (by_people / human_cost) * (cost / index)
    automated = share * (by_machine / machine) * (cost / index) if machine > 0.0 else 0.0
    people = human_time * tilt + technology.oversight * automated
    saved = (assisted - assisted / technology.assist_speedup) * tilt
    gpus = automated / technology.ratio + gpu_assist * assisted * tilt
    return TeamNeed(cost, people, automated, gpus, saved)


@njit(cache=True)
def automatable_shares(
    exposure: np.ndarray, capability: float, human_essential: float, new_tasks: float
) -> np.ndarray:
    """Return Phi_o = (1 - h) (1 - (1 - x_o)^A) / N for every occupation (MODEL, section 4)."""
    shares = np.empty_like(exposure)
    for occupation in range(exposure.size):
        untouched = power(1.0 - min(exposure[occupation], 0.999999), capability)
        shares[occupation] = (1.0 - human_essential) * (1.0 - untouched) / new_tasks
    return shares
