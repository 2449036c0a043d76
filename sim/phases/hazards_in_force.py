"""Step 5, labour market: what the hazards of the month follow, and where people look for work."""

import numpy as np

from sim.kernels.elementary import exp, log, power, powers
from sim.parameters import Parameters
from sim.parameters.careers import CareerParameters
from sim.parameters.numbers import numbers_of
from sim.phases import separations
from sim.phases.turnover_job import SeparationNumbers
from sim.rules.hazards import MeanHazards
from sim.rules.life_cycle import renewal_of, shares_of
from sim.rules.outside_option import worth_without_a_job
from sim.state.accounts import PROVIDER_POT
from sim.state.columns import CELLS, TYPES, Array, State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR, Totals

BEGINNERS_UNTIL = 25
"""Age under which a vacancy may refuse people for want of experience."""
LEAST_FIT = 0.7
"""Part of their skill that people hired without a job bring at least, however slack the labour market."""
SLACK_FROM = 1.5
"""Unemployment over its natural rate from which the labour market is slack: in recessions only."""
RISK_SPEED = 0.1
"""Part of the gap of the mean risk that a month closes."""


def destinations(structure: Structure, vacancies: Array, age_differences: float = 0.0) -> Array:
    """Return cumulative probabilities of the group that a changer applies to (g, o, o), by age group.

    The occupational-mobility network times the vacancies of each group relative to its jobs in the base year:
    people change towards groups that hire, and, as far as ages differ, towards those that draw people of
    their age.
    """
    weights = _ways(structure, vacancies, age_differences)
    total = weights.sum(axis=2, keepdims=True)
    weights = np.where(total > 0.0, weights, structure.mobility[None, :, :])
    return np.cumsum(weights / weights.sum(axis=2, keepdims=True), axis=2)


def changing(structure: Structure, vacancies: Array, age_differences: float) -> Array:
    """Return the tendency to change the group, by age group (g, o).

    As far as ages differ people leave the sooner the less an occupation holds those of their age, and the
    more others draw them.
    """
    weights = _ways(structure, vacancies, age_differences).sum(axis=2)
    alike = _ways(structure, vacancies, 0.0).sum(axis=2)
    return np.where(alike > 0.0, weights / np.where(alike > 0.0, alike, 1.0), 1.0) * structure.leaving


def _ways(structure: Structure, vacancies: Array, age_differences: float) -> Array:
    """Return weights of the ways between groups (g, o, o): what draws people there over what holds them."""
    network = structure.mobility * (vacancies / structure.jobs)[None, :]
    pull = np.array([powers(row, age_differences) for row in structure.people.pull])
    return network[None, :, :] * (pull[:, None, :] / pull[:, :, None])


def first_jobs(structure: Structure, vacancies: Array, age_differences: float) -> Array:
    """Return cumulative probabilities of the group to which those without an occupation apply (g, o)."""
    ages = np.array([powers(row, age_differences) for row in structure.people.destination])
    weights = ages * vacancies[None, :] + 1e-12
    return np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)


def mean_hazards(state: State, parameters: Parameters) -> MeanHazards:
    """Return the probabilities of the month from which those of every cell differ."""
    population, labour = parameters.population, parameters.labour
    slump = exp(-parameters.cycle.separation_response * float(state.macro.demand_shock[0]))
    training = 1.0 - population.training_cut * state.macro.automation[0]
    return numbers_of(
        MeanHazards,
        leaving=population.employed_exit_rate,
        quit=labour.quit_rate,
        dismissal=min(0.2, labour.dismissal_rate * slump),
        job_search=labour.employed_search,
        finding=labour.unemployed_search,
        giving_up=population.unemployed_exit_rate,
        entry=labour.outside_search,
        other_occupation=labour.other_occupation,
        newcomer=labour.newcomer_share,
        skill_growth=population.skill_growth * training,
    )


def retirement(structure: Structure, month: int) -> Array:
    """Return the share of the employed who retire in a month (c,).

    While ages stand still, in the burn-in, people retire as much more slowly as they leave their age group;
    the last one they leave by death, as ever.
    """
    year = month // MONTHS_PER_YEAR
    shares, older = shares_of(structure, year), renewal_of(structure, year).older
    group = structure.people.group_of_age[: shares.size].astype(np.int64)
    groups = structure.people.first_jobs.shape[0]
    pace = np.bincount(group, shares * older, groups) / np.maximum(np.bincount(group, shares, groups), 1e-12)
    pace[-1] = 1.0
    of_group = np.minimum(np.arange(CELLS) // TYPES, groups - 1)
    return np.asarray(structure.people.retirement * pace[of_group])


def keep_risk(state: State, counts: Totals, careers: CareerParameters) -> None:
    """Keep the mean of what the employed risk in a team that shrinks, by which each one's risk is divided.

    Counted among those whose wage is reviewed, a twelfth of all; a mean of about a year.
    """
    reviewed = counts[separations.REVIEWED]
    if careers.seniority > 0.0 and reviewed > 0:
        found = counts[separations.RISK] / (separations.RISK_ONE * reviewed)
        state.macro.layoff_risk[0] *= 1.0 + RISK_SPEED * (found - 1.0)


def on_the_margin(structure: Structure, parameters: Parameters) -> float:
    """Return the mean of p (1 - p) over people, where p is the participation of their age and type.

    Most people hardly ever change between the labour force and life outside it: the mean is below what the
    participation of all people gives, and the same hazards move fewer.
    """
    participation = structure.figure("participation_rate")
    if parameters.careers.age_differences <= 0.0:  # all are alike
        return participation * (1.0 - participation)
    people = structure.people
    return float((people.adults * people.participation * (1.0 - people.participation)).sum())


def separation_numbers(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    cut_pass_through: float,
    month: int,
) -> SeparationNumbers:
    """Collect the probabilities of the month; unearned income from the state lowers participation.

    Hazards out of the labour force rise and hazards into it fall by the factor z that lowers participation p
    by ``income_effect`` per 1,000 dollars: dp = -2 z p (1 - p) around the base year, the mean over people of
    all ages and types. Everybody's z follows from what they would receive outside the labour force
    themselves, so a lottery treats only those it draws.
    Where going wages are worth less than life without a job, p falls by ``wage_effect`` times the log gap.
    """
    population, labour = parameters.population, parameters.labour
    participation = structure.figure("participation_rate")
    margin = 2.0 * on_the_margin(structure, parameters)
    z = population.income_effect / margin
    wages = structure.mean_wage(state.macro.occupation_wage)
    outside = worth_without_a_job(state.macro, structure, parameters)
    gap = log(max(1.0, outside / max(wages, 1e-9)))
    generosity = levers.replacement_rate - parameters.government.replacement_rate
    reservation = labour.reservation_wage * (1.0 + labour.reservation_benefit_response * generosity)
    income_reservation = 0.1 * labour.reservation_wage * labour.reservation_benefit_response
    fund = levers.citizens_dividend * max(0.0, float(state.accounts[PROVIDER_POT])) / state.workers.team.size
    last_year = state.macro.wages_last_year
    slack = float(state.macro.unemployment_rate[0]) - SLACK_FROM * parameters.wages.natural_unemployment_rate
    raised = float(last_year[(month - 1) % MONTHS_PER_YEAR] / last_year[month % MONTHS_PER_YEAR])
    return numbers_of(
        SeparationNumbers,
        population,
        labour,
        parameters.careers,
        beginner_groups=int(structure.people.group_of_age[BEGINNERS_UNTIL - 1]) + 1,
        outside_entry=population.outside_entry_share,
        fit=max(LEAST_FIT, 1.0 - parameters.careers.slack_loss * max(0.0, slack)),
        reservation=reservation,
        wage_response=min(
            separations.LARGEST_RESPONSE, population.wage_effect * gap * participation / margin
        ),
        income_response=z / (100_000.0 * state.macro.price_level[0]),
        income_reservation=income_reservation / max(1.0, float(state.macro.mean_income[0])),
        everyone=fund,
        cut_pass_through=cut_pass_through,
        outside_growth=power(raised, parameters.government.last_wage_indexation),
        retraining_entry=levers.retraining_seats,
        retraining_months=levers.retraining_months,
        retraining_after=levers.retraining_after,
        retraining_quality=levers.retraining_quality,
    )
