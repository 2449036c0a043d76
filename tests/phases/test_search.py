"""Who looks for a job is refused by vacancies, or takes what beats the job at hand: one month each."""

import numpy as np
import pytest

from sim.experiments.verification.economies import HIRING
from sim.phases import hiring, separations
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
