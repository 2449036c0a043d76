"""Money: the sum of all balances is a constant, to the cent, every month, in every story and under every policy."""

import numpy as np
import pytest

from sim import simulation
from sim.errors import ConservationError
from sim.policies import kinds
from sim.policies.financing import TAXES
from sim.scenario import built_in_names
from sim.state.accounts import BANK, N_ACCOUNTS
from sim.state.columns import ACTIVE, CLOSING, EMPLOYED, EMPTY, TEAMS_PER_FIRM

MONTHS = 36


def balance(state) -> int:
    """Add up all balances in whole numbers of any size."""
    owners = (state.workers.deposits, state.firms.deposits, state.providers.deposits, state.accounts)
    return sum(int(value) for column in owners for value in column)


def check(model, months):
    """Step through the months and check the balances and signs of every one."""
    total = balance(model.state)
    while model.month < months:
        model.step()
        assert balance(model.state) == total, f"month {model.month - 1}"
        # nobody spends what they have not got
        assert model.state.workers.deposits.min() >= 0
        assert model.state.workers.wage.min() > 0
        for name, column in {**model.state.firms._asdict(), **model.state.macro._asdict()}.items():
            assert np.isfinite(column).all(), name


@pytest.mark.parametrize("scenario", built_in_names())
def test_money_is_conserved_in_every_story(build, scenario):
    check(build(scenario, burn_in=6), MONTHS)


@pytest.mark.parametrize("kind", kinds())
def test_money_is_conserved_under_every_policy(build, kind):
    check(build("pessimistic", burn_in=1, policy=[{"kind": kind}]), 18)


@pytest.mark.parametrize("tax", [*sorted(TAXES), "deficit"])
def test_money_is_conserved_whatever_pays_for_a_policy(build, tax):
    policy = [{"kind": "universal_basic_income", "amount": 800.0, "financed_by": tax}]
    check(build("mostaque", burn_in=1, policy=policy), 18)


def test_a_cent_that_vanishes_stops_the_run(build, monkeypatch):
    model = build()
    model.step()
    advance = simulation.advance

    def lose(state, *arguments, **named):
        flows = advance(state, *arguments, **named)
        state.accounts[BANK] -= 1
        return flows

    monkeypatch.setattr(simulation, "advance", lose)
    with pytest.raises(ConservationError, match="month 1: balances add up to -1, not 0 cents"):
        model.step()


def test_every_account_is_one_of_those_named(build):
    assert build().state.accounts.size == N_ACCOUNTS


def test_teams_are_the_sum_of_their_people_and_rows_are_used_again(build):
    """Headcount, skill and wage bill of every team equal the persons' columns, while firms come and go."""
    model = build(
        "neutral", people=5_000, burn_in=3, firms__exit_rate=0.9, firms__entry_rate=0.9, firms__young_exit_rate=0.9,
    )  # fmt: skip
    workers, teams, firms = model.state.workers, model.state.teams, model.state.firms
    lives = np.zeros(firms.status.size, int)
    was_empty = firms.status == EMPTY
    for _ in range(30):
        model.step()
        employed = workers.status == EMPLOYED
        np.testing.assert_array_equal(workers.team >= 0, employed)
        at_work = workers.team[employed]
        size = teams.headcount.size
        for sums, column in ((teams.skill_sum, workers.skill), (teams.wage_bill, workers.wage)):
            expected = np.bincount(at_work, weights=column[employed], minlength=size)
            np.testing.assert_array_equal(sums, expected)
        np.testing.assert_array_equal(teams.headcount, np.bincount(at_work, minlength=size))
        # an employee belongs to a firm that exists, in a team that has work for this occupation
        assert np.isin(firms.status[at_work // TEAMS_PER_FIRM], (ACTIVE, CLOSING)).all()
        assert (teams.weight[at_work] > 0.0).all()
        np.testing.assert_array_equal(workers.occupation[employed], teams.occupation[at_work])
        weight = teams.weight.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
        empty = firms.status == EMPTY
        np.testing.assert_allclose(weight[~empty], 1.0, rtol=1e-6)
        assert (weight[empty] == 0.0).all()
        assert (firms.deposits[empty] == 0).all()
        assert (firms.demand_share[empty] == 0.0).all()
        lives += was_empty & ~empty
        was_empty = empty
    assert lives.max() >= 2  # a row that a firm left was taken by another, which left it too
