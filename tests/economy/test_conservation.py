"""Money to the cent, whoever pays for what; teams and their people, while rows end and begin."""

import numpy as np
import pytest

from sim.errors import ConservationError
from sim.policies import kinds
from sim.policies.framework.financing import PAYERS
from sim.scenario import built_in_names
from sim.state.columns import ACTIVE, CLOSING, EMPLOYED, EMPTY, FULL_TIME, TEAMS_PER_FIRM


def balance(state) -> int:
    """Add up all balances in whole numbers of any size, apart from the program's own check."""
    owners = (state.workers, state.firms, state.providers, state.model_owners)
    balances = [*(table.deposits for table in owners), state.accounts]
    return sum(int(value) for column in balances for value in column.tolist())


def run_and_check(model, months):
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


@pytest.mark.parametrize("scenario", [name for name in built_in_names() if name != "us_full"])
def test_money_is_conserved_every_month_of_every_story(build, scenario):
    run_and_check(build(scenario, burn_in=6), 36)


PAID = [(kind, list(PAYERS)[n % len(PAYERS)]) for n, kind in enumerate(kinds())]
"""Every kind of policy with one that pays for it, taken in turn."""


@pytest.mark.parametrize(("kind", "tax"), PAID)
def test_money_is_conserved_whatever_pays_for_a_policy(build, kind, tax):
    policy = [{"kind": kind, "financed_by": tax}]
    run_and_check(build("mostaque", burn_in=1, policy=policy), 18)


@pytest.mark.parametrize("turn", range(1, len(PAYERS)))
def test_money_is_conserved_where_all_policies_are_there_whatever_pays_for_them(build, turn):
    """Over all turns every kind meets everything that pays, the one of the test above included."""
    payers = list(PAYERS)
    policy = [
        {"kind": kind, "financed_by": payers[(payers.index(tax) + turn) % len(payers)]} for kind, tax in PAID
    ]
    run_and_check(build("mostaque", burn_in=1, policy=policy), 18)


@pytest.mark.slow
@pytest.mark.parametrize("tax", PAYERS)
@pytest.mark.parametrize("kind", kinds())
def test_money_is_conserved_whatever_pays_for_a_policy_alone(build, kind, tax):
    test_money_is_conserved_whatever_pays_for_a_policy(build, kind, tax)


def test_a_cent_too_much_is_noticed(build):
    model = build(burn_in=1)
    model.state.workers.deposits[7] += 1
    with pytest.raises(ConservationError, match="balances add up to 1, not 0 cents"):
        model.step()


def test_rows_of_firms_are_used_again_and_teams_stay_the_sum_of_their_people(build):
    model = build(
        "neutral", people=5_000, burn_in=3, firms__exit_rate=0.9, firms__entry_rate=0.9,
        firms__young_exit_rate=0.9, labour__part_time=1.0, labour__hours_elasticity=0.33,
    )  # fmt: skip
    workers, teams, firms = model.state.workers, model.state.teams, model.state.firms
    lives = np.zeros(firms.status.size, int)
    was_empty = firms.status == EMPTY
    size = teams.headcount.size
    for _ in range(30):
        model.step()
        employed = workers.status == EMPLOYED
        np.testing.assert_array_equal(workers.team >= 0, employed)
        at_work = workers.team[employed]
        np.testing.assert_array_equal(teams.headcount, np.bincount(at_work, minlength=size))
        brings = workers.skill.astype(np.int64) * workers.hours // FULL_TIME
        for sums, column in ((teams.skill_sum, brings), (teams.wage_bill, workers.wage)):
            expected = np.bincount(at_work, weights=column[employed], minlength=size)
            np.testing.assert_array_equal(sums, expected)
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
