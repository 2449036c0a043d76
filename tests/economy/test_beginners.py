"""Entry-level jobs: AI closes them to the young, by the entry cut; by the training cut they learn less."""

import math

import numpy as np
import pytest

from sim.indicators.beginners import EXPOSED_PART, exposed_occupations, young_exposed_employment
from sim.kernels.sums import FIRM_CHUNK, n_chunks
from sim.phases import hiring
from sim.phases.hazards_in_force import BEGINNERS_UNTIL, mean_hazards
from sim.phases.planning import Plans
from sim.rules.hazards import hazards_of
from sim.state.columns import EMPLOYED, TEAMS_PER_FIRM, TYPES, UNEMPLOYED

OCCUPATION, HIRING = 3, TEAMS_PER_FIRM  # of all, and row of the team that hires
PEOPLE, VACANCIES = 12_000, 300_000  # so many vacancies that two applicants seldom meet
EVERYBODY_LOOKS = {
    "population__unemployed_exit_rate": 0.0, "labour__unemployed_search": 1.0, "labour__search_decay": 0.0,
    "labour__other_occupation": 0.0, "labour__reservation_wage": 0.0, "population__skill_decay": 0.0,
}  # fmt: skip


def hired(build, *, by_ai, **changes):
    """Return who of all, all without a job, is hired in an occupation of which AI does a part of the work."""
    model = build(people=PEOPLE, **EVERYBODY_LOOKS, **changes)
    workers, teams = model.state.workers, model.state.teams
    for column in (teams.headcount, teams.skill_sum, teams.wage_bill, teams.vacancies, teams.layoff_rate):
        column[:] = 0
    teams.occupation[:] = OCCUPATION
    workers.occupation[:] = OCCUPATION
    workers.status[:] = UNEMPLOYED
    workers.team[:] = -1
    workers.status_month[:] = -1
    teams.vacancies[HIRING] = VACANCIES
    posted = np.zeros((n_chunks(model.state.firms.status.size, FIRM_CHUNK), 22), np.int64)
    posted[0, OCCUPATION] = VACANCIES
    levers = model.policies.levers_in_force(model.state, 0)
    given = model.state, model.structure, model.scenario, levers, model.seed, 0
    plans = Plans(posted, 0.0, done_by_ai=np.full(22, by_ai))
    hiring.employ(plans, model.rules.in_month(*given))
    return workers, workers.status == EMPLOYED


def test_a_vacancy_refuses_beginners_the_more_ai_does_and_nobody_else(build):
    workers, works = hired(build, by_ai=0.4, population__entry_cut=1.5)
    _, before = hired(build, by_ai=0.4)
    young = workers.age < BEGINNERS_UNTIL
    rate = works[young].mean() / before[young].mean()
    # five standard errors of a share of so many people
    assert rate == pytest.approx(math.exp(-1.5 * 0.4), abs=5.0 * math.sqrt(0.45 * 0.55 / young.sum()))
    assert works[~young].mean() >= before[~young].mean()  # fewer are in the way


def test_without_ai_an_entry_cut_refuses_nobody(build):
    _, works = hired(build, by_ai=0.0, population__entry_cut=20.0)
    _, before = hired(build, by_ai=0.0)
    np.testing.assert_array_equal(works, before)


def test_the_training_cut_takes_most_from_the_young(build):
    model = build(population__training_cut=0.5, population__skill_growth=0.02)
    people, careers = (
        model.structure.people,
        model.scenario.careers.model_copy(update={"age_differences": 1.0}),
    )
    growth = []
    for automation in (0.0, 0.3):
        model.state.macro.automation[0] = automation
        mean = mean_hazards(model.state, model.scenario)
        growth.append(hazards_of(careers, people, mean, 1.0).skill_growth.reshape(-1, TYPES)[:, 0])
    lost = growth[0] - growth[1]
    np.testing.assert_allclose(lost, 0.5 * 0.3 * growth[0], rtol=1e-12)  # the closed form
    group = people.group_of_age
    assert lost[group[20]] > 1.5 * lost[group[30]] > 3.0 * lost[group[40]] > 0.0
    assert lost[group[60]] == pytest.approx(0.0, abs=1e-12)


def test_exposed_occupations_have_two_fifths_of_the_jobs(build):
    structure = build().structure
    exposed = exposed_occupations(structure)
    jobs = structure.jobs / structure.jobs.sum()
    assert abs(jobs[exposed].sum() - EXPOSED_PART) <= 0.5 * jobs.max()
    assert structure.usual_exposure[exposed].min() >= structure.usual_exposure[~exposed].max()


def test_the_young_in_exposed_occupations_are_counted(build):
    model = build()
    workers, exposed = model.state.workers, exposed_occupations(model.structure)
    model.step()
    young = (workers.status == EMPLOYED) & (workers.age < 25)
    expected = exposed[workers.occupation[young]].mean()
    assert 0.05 < expected < 0.95
    assert young_exposed_employment(model.observation(model.flows)) == pytest.approx(expected)
    workers.age[:] = 40
    assert math.isnan(young_exposed_employment(model.observation(model.flows)))
