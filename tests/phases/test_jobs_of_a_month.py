"""Who looks for a job, which offers are taken and what teams are then: one month of the labour market."""

import numpy as np
import pytest

from sim.experiments.verification.economies import HIRING
from sim.phases import hiring, turnover
from sim.phases.separations import SEEKERS_OUTSIDE
from sim.rules.ledger import empty_ledger
from sim.state.accounts import PROVIDER_POT

from .one_occupation import check_teams, employ


def test_the_dividend_of_a_fund_for_all_keeps_people_out_of_the_labour_force(one_occupation):
    """Nine tenths of them at most, where it is the only income that work does not bring."""
    found = []
    for part in (0.0, 0.5):
        model = one_occupation(
            1_000, outside=900, labour__outside_search=0.9, population__income_effect=0.05
        )  # fmt: skip
        model.state.accounts[PROVIDER_POT] = 10**12
        found.append(employ(model, vacancies=5, citizens_dividend=part).counts[SEEKERS_OUTSIDE])
    assert found[0] > 700
    assert 0.02 * found[0] < found[1] < 0.2 * found[0]


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


def test_teams_stay_the_sums_of_their_people_whatever_memory_held_before(one_occupation, monkeypatch):
    """What moves people between teams is written into a ledger before it is read."""

    def stained(chunks, entries):
        ledger = empty_ledger(chunks, entries)
        ledger[:] = (1, 3, 5, 7)  # team 1: three people more, and what they bring and are paid
        return ledger

    for module in (hiring, turnover):
        monkeypatch.setattr(module, "empty_ledger", stained)
    model = one_occupation(
        1_000, unemployed=60, outside=30, labour__quit_rate=0.2, labour__employed_search=0.4
    )
    before = model.state.teams.headcount.copy()
    flows = employ(model, vacancies=50)
    check_teams(model.state)
    assert flows.hires.sum() > 10
    assert np.abs(model.state.teams.headcount - before).sum() > 10
