"""Small economies for the checks, and single steps of their month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from sim.kernels.sums import FIRM_CHUNK, n_chunks
from sim.phases import frontier, hiring, planning
from sim.phases.frontier import Frontier
from sim.phases.planning import Plans
from sim.rules.matching import LabourFlows
from sim.rules.rules_in_force import RulesOfMonth
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, SKILL_ONE, TEAMS_PER_FIRM, UNEMPLOYED
from sim.state.levers import Levers

__all__ = [
    "EMPLOYER", "HIRING", "OCCUPATION", "economy", "employ", "into_one_occupation", "levers_of",
    "one_occupation", "plan", "replaced", "rules_of",
]  # fmt: skip

ALIKE: dict[str, Any] = {
    "population.households": False, "population.life_cycle": False, "population.homes": False,
    "population.alike": 0.0, "population.pay_spread": 1.0, "population.top_pay": 0.0,
    "government.household_benefits": False, "government.health_scale": 1.0,
    "labour.hours_elasticity": 0.0, "labour.hours_income": 0.0, "labour.part_time": 0.0,
    "labour.part_time_by_pay": 0.0, "life.family_by_pay": 0.0,
    "careers.type_differences": 0.0, "careers.age_differences": 0.0, "careers.new_job_risk": 0.0,
    "careers.young_job_risk": 0.0, "careers.search_by_tenure": 0.0, "careers.seniority": 0.0,
    "careers.job_capital": 0.0, "careers.notice": 0.0, "careers.outside_decay": 0.0,
    "careers.discouraged_share": 0.0, "careers.first_skill": 1.0, "careers.loss_outside": 0.0,
    "careers.slack_loss": 0.0, "careers.search_widening": 0.0, "labour.recruiting": 1.0,
    "labour.reservation_memory": 1.0,
}  # fmt: skip
"""People who live alone, are all alike and have no age, as closed forms suppose."""
QUIET: dict[str, Any] = {
    "population.employed_exit_rate": 0.0, "population.unemployed_exit_rate": 0.0,
    "population.skill_growth": 0.0, "population.skill_decay": 0.0, "labour.quit_rate": 0.0,
    "labour.dismissal_rate": 0.0, "labour.unemployed_search": 1.0, "labour.employed_search": 0.0,
    "labour.outside_search": 0.0, "labour.search_decay": 0.0, "labour.other_occupation": 0.0,
    "labour.newcomer_share": 0.0, "labour.reservation_wage": 0.0, "wages.premium_sd": 0.0,
}  # fmt: skip
"""Nothing happens in the labour market by itself."""
OCCUPATION = 3
EMPLOYER, HIRING = 0, TEAMS_PER_FIRM
"""Rows of the team where the employed of ``one_occupation`` are, and of the one that hires."""


def economy(
    scenario: str = "baseline",
    *,
    people: int = 2_000,
    burn_in: int = 0,
    seed: int = 1,
    alike: bool = False,
    changes: dict[str, Any] | None = None,
) -> Simulation:
    """Return a small economy; ``changes`` are values by dotted key, ``alike`` those of ``ALIKE`` before."""
    values: dict[str, Any] = {"run.people": people, "run.burn_in_months": burn_in, "run.months": 1_200}
    values |= ALIKE if alike else {}
    given = tuple(sorted((values | (changes or {})).items()))
    made = _made(scenario, _Frozen(given), seed)
    return Simulation(made.scenario, seed=seed, created=(deepcopy(made.state), made.structure))


class _Frozen:
    """Values of a scenario that are told apart by what they are."""

    def __init__(self, items: tuple[tuple[str, Any], ...]) -> None:
        self.items, self._words = items, repr(items)

    def __hash__(self) -> int:
        """Return the hash of the values."""
        return hash(self._words)

    def __eq__(self, other: object) -> bool:
        """Say whether the values are the same."""
        return isinstance(other, _Frozen) and self._words == other._words


@lru_cache(maxsize=64)
def _made(scenario: str, values: _Frozen, seed: int) -> Simulation:
    """Return an economy as it begins; making it anew for every dose would take most of the time."""
    return Simulation(Scenario.load(scenario).with_(dict(values.items)), seed=seed)


def levers_of(model: Simulation, month: int = 0, **changes: Any) -> Levers:
    """Return the levers in force, with changes."""
    return model.policies.levers_in_force(model.state, month)._replace(**changes)


def rules_of(model: Simulation, month: int = 0, levers: Levers | None = None) -> RulesOfMonth:
    """Return the market rules with what they may look at in a month."""
    force = levers_of(model, month) if levers is None else levers
    return model.rules.in_month(model.state, model.structure, model.scenario, force, model.seed, month)


def plan(model: Simulation, ai: Frontier | None = None, month: int = 0) -> tuple[Levers, Frontier, Plans]:
    """Let firms plan a month with the technology ``ai``, that of the month if not given."""
    levers = levers_of(model, month)
    if ai is None:
        ai = frontier.train(model.state, model.structure, model.scenario, levers, month)
    return (
        levers,
        ai,
        planning.plan(model.state, model.structure, ai, model.scenario, levers, model.seed, month),
    )


def one_occupation(
    people: int, *, unemployed: int = 0, seed: int = 1, changes: dict[str, Any] | None = None
) -> Simulation:
    """Return an economy of one occupation, with the same skill and wage for all, at work in one team."""
    model = economy(people=people, seed=seed, alike=True, changes=QUIET | (changes or {}))
    return into_one_occupation(model, unemployed=unemployed)


def into_one_occupation(model: Simulation, *, unemployed: int = 0, outside: int = 0) -> Simulation:
    """Put all people into one occupation, the first ones out of work; the others are at work in one team."""
    workers, teams = model.state.workers, model.state.teams
    wage = int(model.structure.base_wage[OCCUPATION])
    model.state.macro.occupation_wage[:] = model.structure.base_wage
    for column in (teams.headcount, teams.skill_sum, teams.wage_bill, teams.vacancies, teams.layoff_rate):
        column[:] = 0
    teams.occupation[:] = OCCUPATION
    workers.occupation[:] = OCCUPATION
    workers.status[:] = EMPLOYED
    workers.status[:unemployed] = UNEMPLOYED
    workers.status[unemployed : unemployed + outside] = OUTSIDE
    employed = workers.status == EMPLOYED
    workers.team[:] = np.where(employed, EMPLOYER, -1)
    workers.wage[:], workers.skill[:], workers.hours[:] = wage, SKILL_ONE, FULL_TIME
    workers.status_month[:] = -3
    teams.headcount[EMPLOYER] = employed.sum()
    teams.skill_sum[EMPLOYER] = employed.sum() * SKILL_ONE
    teams.wage_bill[EMPLOYER] = employed.sum() * wage
    return model


def employ(model: Simulation, vacancies: int = 0, month: int = 0) -> LabourFlows:
    """Post ``vacancies`` in one team and let the labour market of a month take place."""
    model.state.teams.vacancies[:] = 0
    model.state.teams.vacancies[HIRING] = vacancies
    occupations = model.structure.base_wage.size
    posted = np.zeros((n_chunks(model.state.firms.status.size, FIRM_CHUNK), occupations), np.int64)
    posted[0, OCCUPATION] = vacancies
    return hiring.employ(Plans(posted, 0.0), rules_of(model, month))


@contextmanager
def replaced(step: ModuleType, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Put a wrong function in the place of one of a step, as long as the block lasts."""
    right = getattr(step, name)
    setattr(step, name, function)
    try:
        yield
    finally:
        setattr(step, name, right)
