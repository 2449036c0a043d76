"""Who looks for a job is refused by vacancies, or takes what beats the job at hand: one month each."""

from copy import deepcopy

import numpy as np
import pytest

from sim.experiments.verification.economies import HIRING, OCCUPATION
from sim.phases import hiring, separations
from sim.state.columns import OUTSIDE, UNEMPLOYED
from sim.state.levers import EVERYBODY, NO_LIMIT, Grant

from .one_occupation import employ


def test_a_vacancy_refuses_beginners_by_as_much_of_the_work_as_ai_does(one_occupation):
    """One less exp(-cut done) of them: five standard deviations of a share of 300 vacancies."""
    hired = []
    for cut, done in ((0.0, 1.0), (0.5, 1.0), (0.5, 0.0)):
        model = one_occupation(1_000, unemployed=700, population__entry_cut=cut)
        model.state.workers.cell[:] = 0
        hired.append(int(employ(model, vacancies=300, by_ai=done).hires.sum()))
    refused = 1.0 - np.exp(-0.5)
    error = 5.0 * (refused * (1.0 - refused) / 300.0) ** 0.5
    assert hired[1] / hired[0] == pytest.approx(1.0 - refused, abs=error)
    assert hired[2] == hired[0] > 200


@pytest.mark.parametrize(("premium", "moves"), [(1.019, False), (1.021, True)])
def test_in_a_shorter_week_jobs_are_compared_for_the_same_hours(one_occupation, premium, moves):
    """People move for better pay, and not because the week becomes shorter in the next job first."""
    model = one_occupation(1_000, labour__employed_search=1.0, labour__offer_margin=0.02)
    model.state.firms.premium[HIRING // 4] = premium
    flows = employ(model, vacancies=10, hours_cut=0.2, hours_agreed=0.8)
    assert (flows.hires[hiring.JOB_TO_JOB] > 0) == moves


@pytest.mark.parametrize(("beyond", "takes"), [(0.99, False), (1.01, True)])
def test_in_their_search_people_ask_for_more_where_they_receive_something_without_a_job(
    one_occupation, beyond, takes
):
    """The share of the last wage asked for rises by a tenth of the response, times income to its mean."""
    model = one_occupation(
        1_000, unemployed=300, labour__reservation_wage=0.8, labour__reservation_benefit_response=0.5,
        labour__reservation_decay=0.0, careers__slack_loss=0.0,
    )  # fmt: skip
    macro = model.state.macro
    macro.mean_income[0] = 200_000.0
    grant = Grant(500_000, 0, taper=0.0, statuses=EVERYBODY, earnings_below=NO_LIMIT, share=1.0, lottery=0)
    needed = 0.8 * (1.0 + 0.1 * 0.5 * 500_000.0 / 200_000.0)
    model.state.firms.premium[HIRING // 4] = beyond * needed
    assert (employ(model, vacancies=10, grants=(grant,)).hires.sum() > 0) == takes


def test_all_people_of_a_block_may_search_at_once(one_occupation):
    """More than a block of 2,048 persons, none of whom has a job."""
    model = one_occupation(2_100, unemployed=2_080)
    flows = employ(model, vacancies=2_080)
    assert flows.counts[separations.SEEKERS] == 2_080
    assert flows.counts[separations.SEEKERS] > separations.BLOCK
    assert flows.hires.sum() > 1_000


OTHER = 5
"""An occupation without vacancies."""


def test_who_looks_in_another_occupation_in_search_applies_to_a_vacancy_of_it(one_occupation):
    model = one_occupation(1_000, unemployed=300, labour__other_occupation=0.5)
    workers = model.state.workers
    workers.occupation[:300] = OTHER
    employ(model, vacancies=300)
    assert model.state.teams.headcount[HIRING] == (workers.occupation[:300] == OCCUPATION).sum() > 10


def test_of_skill_that_search_takes_to_another_occupation_what_counts_there_is_offered(one_occupation):
    """Full pay is asked for, and offered for the skill that is of use in the new occupation."""
    model = one_occupation(
        1_000, unemployed=300, labour__other_occupation=0.5, labour__reservation_wage=1.0,
        labour__reservation_decay=0.0, careers__slack_loss=0.0,
    )  # fmt: skip
    useful, back = model.structure.transfer[OTHER, OCCUPATION], model.structure.transfer[OCCUPATION, OTHER]
    assert abs(np.log(useful / back)) > 0.02
    workers, wage = model.state.workers, model.structure.base_wage
    workers.occupation[:300], workers.wage[:300] = OTHER, wage[OTHER]
    for beyond, takes in ((0.99, False), (1.01, True)):
        model.state.firms.premium[HIRING // 4] = beyond * wage[OTHER] / (wage[OCCUPATION] * useful)
        assert (employ(model, vacancies=10).hires.sum() > 0) == takes


def test_search_widens_with_the_months_of_the_unemployed_alone(one_occupation):
    model = one_occupation(
        1_000, unemployed=900, labour__other_occupation=0.05, labour__outside_search=0.9,
        careers__search_widening=0.05,
    )  # fmt: skip
    model.state.workers.occupation[:900] = OTHER
    begin, hired = model.state, {}
    for status, months in ((UNEMPLOYED, 0), (UNEMPLOYED, 100), (OUTSIDE, 0), (OUTSIDE, 100)):
        model.state = deepcopy(begin)
        model.state.workers.status[:900], model.state.workers.status_month[:] = status, -months
        hired[status, months] = employ(model, vacancies=900).hires.sum()
    assert hired[UNEMPLOYED, 100] > 2 * hired[UNEMPLOYED, 0] > 0
    assert hired[OUTSIDE, 100] == hired[OUTSIDE, 0] > 0
