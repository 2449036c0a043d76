"""Who looks for a job is refused by vacancies, or takes what beats the job at hand: one month each."""

import numpy as np
import pytest

from sim.experiments.verification.economies import HIRING
from sim.phases import hiring

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
