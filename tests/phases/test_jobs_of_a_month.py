"""Who looks for a job, which offers are taken and what teams are then: one month of the labour market."""

import numpy as np

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
