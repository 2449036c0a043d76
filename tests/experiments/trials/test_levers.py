"""The levers of the trials: each does what it says, makes no money, and is off where nobody pulls it."""

import numpy as np
import pytest

from sim.experiments.run.fork import burn_in, counted, fork
from sim.experiments.trials.levers import LEVERS
from sim.experiments.trials.trial import Setting
from sim.experiments.trials.windfall import give, purses
from sim.scenario import Scenario
from sim.state.accounts import money
from sim.state.columns import EMPLOYED, FULL_TIME

SETS = ["run.people=2000", "run.burn_in_months=6", "records.distribution_every=12"]


@pytest.fixture(scope="module")
def story():
    return Scenario.load("baseline", SETS, plugins=LEVERS)


@pytest.fixture(scope="module")
def past(story):
    return burn_in(story, 1)


def branch(past, scenario, months):
    twin = fork(past, scenario)
    twin.run(months)  # a step refuses to go on if a cent was made or lost
    return twin


def macro(simulation, name):
    return simulation.records.frames()["macro"][name].to_numpy()


def test_levers_that_nobody_pulls_change_no_bit(past, story, columns):
    null = [{"kind": "minimum_wage", "wage": 0.0}, {"kind": "public_purchases", "share": 0.0}]
    rule = {"rules.policy_rate": {"rule": "shocked_rate", "rise": 0.0}}
    plain = branch(past, Scenario.load("baseline", SETS), 6)
    pulled = branch(past, story.with_({"policy": null, **rule}), 6)
    ours, theirs = columns(plain.state), columns(pulled.state)
    for name in ours.keys() - {"macro.policies"}:
        np.testing.assert_array_equal(ours[name], theirs[name], err_msg=name)


def test_the_state_buys_the_share_of_output_that_it_is_told_to(past, story):
    bought = story.with_({"policy": [{"kind": "public_purchases", "share": 0.02}]})
    here, there = branch(past, bought, 1), branch(past, story, 1)
    more = here.flows.spending.government - there.flows.spending.government
    price = float(past.state.macro.price_level[0])
    # floors of a split over sectors take a cent each
    assert more == pytest.approx(0.02 * float(past.state.macro.base_gdp[0]) * price, abs=100)
    assert here.flows.policies.cost[0] == more


def test_the_rate_is_higher_for_as_long_as_it_is_told_to_and_the_rule_does_not_learn_it(past, story):
    rule = {"rule": "shocked_rate", "rise": 0.02, "first": 1, "lasts": 2}
    here, there = branch(past, story.with_({"rules.policy_rate": rule}), 1), branch(past, story, 1)
    # set at the end of month 0 for month 1, before the economy can have answered
    assert here.state.macro.policy_rate[0] - there.state.macro.policy_rate[0] == pytest.approx(0.02)
    np.testing.assert_array_equal(here.state.macro.kept_by_rules, there.state.macro.kept_by_rules)
    here.run(3)
    there.run(3)
    assert abs(here.state.macro.policy_rate[0] - there.state.macro.policy_rate[0]) < 0.01


def test_nobody_with_a_firm_earns_less_than_the_floor_and_every_wage_stands_in_a_wage_bill(past, story):
    workers = past.state.workers
    works = workers.status == EMPLOYED
    floor = int(np.quantile((workers.wage / workers.hours)[works], 0.2) * FULL_TIME) / 100
    floor /= float(past.state.macro.price_level[0])
    law = fork(past, story.with_({"policy": [{"kind": "minimum_wage", "wage": floor}]}))
    policy, state = law.policies.policies[0], law.state
    for _ in range(3):
        law.step()
    steps = law.steps()
    assert next(steps) == "policies.act"
    workers, teams = state.workers, state.teams
    works = (workers.status == EMPLOYED) & (workers.team >= 0)
    least = np.round(100.0 * floor * float(state.macro.price_level[0]) * workers.hours[works] / FULL_TIME)
    assert (workers.wage[works] >= least - 1).all()
    bill = np.bincount(workers.team[works], weights=workers.wage[works], minlength=teams.wage_bill.size)
    np.testing.assert_array_equal(teams.wage_bill, bill)
    for _ in steps:
        pass
    lift = -law.flows.levers.wage_subsidy
    assert (lift >= 0.0).all()
    # work that is paid little gets dearer by most
    going = state.macro.occupation_wage
    assert lift[np.argmin(going)] > 5.0 * lift[np.argmax(going)]
    assert policy.kind == "minimum_wage"


def test_a_prize_is_paid_by_the_state_to_those_who_keep_a_purse(past, story):
    twin = fork(past, story)
    total, keeper = money(twin.state), purses(twin)
    assert (keeper[keeper] == keeper).all()
    rows = np.flatnonzero(keeper == np.arange(keeper.size))[:100]
    before = twin.state.workers.deposits[rows].copy()
    cents = give(twin, rows, 1_000.0)
    assert money(twin.state) == total
    np.testing.assert_array_equal(twin.state.workers.deposits[rows] - before, cents)
    twin.step()


def test_two_branches_without_a_treatment_are_the_same_to_the_bit(past, story, columns):
    done = []
    setting = Setting(tuple(SETS), 1, counted(lambda months, _: done.append(months), 6))
    one, other = (columns(setting.branch(past, setting.scenario(), months=3).state) for _ in range(2))
    assert done == [1, 2, 3, 4, 5, 6]
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name], err_msg=name)
