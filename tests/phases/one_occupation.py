"""An economy of one occupation in which nothing happens by itself, and a month of its labour market."""

import numpy as np

from sim.experiments.verification import economies
from sim.experiments.verification.economies import HIRING, OCCUPATION
from sim.kernels.sums import FIRM_CHUNK, n_chunks
from sim.phases import hiring
from sim.phases.planning import Plans
from sim.state.columns import FULL_TIME

# nothing happens by itself: a test switches on what it is about
QUIET = {key.replace(".", "__"): value for key, value in economies.QUIET.items()}


def employ(model, vacancies=0, month=0, by_ai=None, **levers):
    """Post ``vacancies`` in one team and run the labour market of a month; AI does a part of the work."""
    model.state.teams.vacancies[:] = 0
    model.state.teams.vacancies[HIRING] = vacancies
    posted = np.zeros((n_chunks(model.state.firms.status.size, FIRM_CHUNK), 22), np.int64)
    posted[0, OCCUPATION] = vacancies
    in_force = model.policies.levers_in_force(model.state, month)._replace(**levers)
    plans = Plans(posted, 0.0, done_by_ai=None if by_ai is None else np.full(22, by_ai))
    given = model.state, model.structure, model.scenario, in_force, model.seed, month
    return hiring.employ(plans, model.rules.in_month(*given))


def check_teams(state):
    """Teams are the sums of what their people bring and are paid."""
    workers, teams = state.workers, state.teams
    at_work = workers.team >= 0
    brings = workers.skill.astype(np.int64) * workers.hours // FULL_TIME
    columns = (
        (teams.headcount, np.ones(brings.size)), (teams.skill_sum, brings), (teams.wage_bill, workers.wage),
    )  # fmt: skip
    for sums, column in columns:
        counted = np.bincount(workers.team[at_work], column[at_work], teams.headcount.size)
        np.testing.assert_array_equal(sums, counted)
