"""Whom grants reach by age, children, state and time in a job; what households and the displaced receive."""

import numpy as np
import pytest

from sim.country import DATA, state_codes
from sim.errors import ScenarioError
from sim.phases import incomes
from sim.phases.money import Money
from sim.policies import find
from sim.policies.framework.eligibility import states_mask
from sim.rules import budget
from sim.rules.grants import LOST_ONE, QUARTER, grants_in_force, recipients_of, unearned
from sim.scenario import Scenario
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED
from sim.state.households import packed_children
from sim.state.levers import EVERYWHERE, Grant

UBI = {"kind": "universal_basic_income", "amount": 300.0}
FIRST = -6  # month of the burn-in in which an economy of these tests begins


def reached(simulation):
    return int(simulation.flows.policies.recipients[0])


def settle(simulation, *grants, month=None):
    """Settle the persons of an economy as they are; return cents paid and persons reached by grant."""
    month = simulation.month if month is None else month
    levers = simulation.policies.levers_in_force(simulation.state, month)._replace(grants=grants)
    given = simulation.state, simulation.structure, simulation.scenario, levers, Money(0, 0), simulation.seed
    return incomes.receive_and_spend(*given, month, record=False).grants


@pytest.mark.parametrize(("youngest", "oldest"), [(0, 17), (18, 130), (65, 130), (30, 40)])
def test_only_people_of_the_age_are_paid(policy_economy, youngest, oldest):
    simulation = policy_economy([{**UBI, "youngest": youngest, "oldest": oldest}])
    simulation.run(1)
    age = simulation.state.workers.age
    expected = (age >= youngest) & (age <= oldest)
    assert 0 < expected.sum() < age.size
    assert reached(simulation) == expected.sum()
    amount = simulation.flows.levers.grants[0].amount
    assert int(simulation.flows.policies.cost[0]) == amount * expected.sum()


def test_a_basic_pension_is_a_basic_income_of_the_old(policy_economy):
    pension = policy_economy([{"kind": "basic_pension", "amount": 300.0}])
    income = policy_economy([{**UBI, "youngest": 65}])
    for simulation in (pension, income):
        simulation.run(3)
    np.testing.assert_array_equal(pension.state.workers.income, income.state.workers.income)
    assert reached(pension) == (pension.state.workers.age >= 65).sum() > 0


def test_a_grant_for_parents_is_paid_once_a_household(policy_economy, alone):
    simulation = policy_economy([{**UBI, "with_children": True, "per_child": 100.0}], **alone)
    workers = simulation.state.workers
    workers.children[:] = 0
    workers.children[10:20] = packed_children(1, 2, 0)
    workers.children[20:25] = packed_children(0, 0, 1)
    simulation.run(1)
    (grant,) = simulation.flows.levers.grants
    assert reached(simulation) == 15
    assert int(simulation.flows.policies.cost[0]) == 15 * grant.amount + 35 * grant.per_child


def test_in_households_a_grant_for_parents_goes_to_those_who_keep_the_purse(build):
    model = build(people=2_000)
    workers = model.state.workers
    parents = workers.children > 0
    assert 0 < parents.sum() < (workers.purse == 0).sum()
    ((paid, people),) = settle(model, Grant(100, budget.BASIC_INCOME, with_children=True))
    assert (paid, people) == (100 * people, parents.sum())
    assert not parents[workers.purse > 0].any()


def test_an_allowance_costs_in_proportion_to_children(policy_economy, alone):
    costs = []
    for amount, children in ((200.0, 1), (400.0, 1), (200.0, 3)):
        simulation = policy_economy([{"kind": "child_allowance", "amount": amount}], **alone)
        simulation.state.workers.children[::4] = packed_children(children, 0, 0)
        simulation.run(1)
        costs.append(int(simulation.flows.policies.cost[0]))
    assert costs[1] == pytest.approx(2.0 * costs[0], rel=1e-4)  # amounts are cut to cents
    assert costs[2] == 3 * costs[0]


def test_an_allowance_falls_with_the_income_of_all_who_share_the_purse(build):
    model = build(people=2_000)
    workers = model.state.workers
    workers.status[:6] = EMPLOYED, EMPLOYED, EMPLOYED, UNEMPLOYED, OUTSIDE, EMPLOYED
    workers.status_month[:6], workers.wage[:6] = -100, (300_000, 200_000, 300_000, 0, 0, 100_000)
    workers.deposits[:6] = workers.equity[:6] = workers.property[:6] = workers.provider_equity[:6] = 0
    workers.children[:] = 0
    workers.purse[:6] = 0, 1, 0, 0, 0, 0
    workers.children[[0, 2]] = packed_children(0, 2, 0)
    grant = Grant(
        0, budget.BASIC_INCOME, taper=0.1, with_children=True, per_child=30_000, by_household=True,
        taper_from=200_000,
    )  # fmt: skip
    ((paid, people),) = settle(model, grant)
    # the couple has 5,000 dollars and the other parent 3,000: 600 less 300, and 600 less 100
    assert (paid, people) == (30_000 + 50_000, 2)
    ((paid, people),) = settle(model, grant._replace(taper=1.0))
    assert (paid, people) == (0, 0)


def test_people_in_some_states_are_paid(policy_economy):
    codes = state_codes()
    simulation = policy_economy([{**UBI, "states": f"{codes[4]} {codes[-1]}"}])
    place = simulation.state.workers.place
    place[:] = np.arange(place.size) % len(codes)
    simulation.run(1)
    assert reached(simulation) == np.isin(place, [4, len(codes) - 1]).sum() > 0
    assert states_mask("", DATA) == EVERYWHERE
    assert states_mask(codes[0], DATA) == 1


def test_time_in_a_job_counts_in_the_present_one_or_in_the_one_that_was_lost(build):
    model = build(people=2_000)
    workers = model.state.workers
    status, began = workers.status, workers.status_month
    workers.job_lost[:] = np.arange(2_000) % 20
    month = 2
    held = np.where(status == EMPLOYED, month - began, QUARTER * workers.job_lost)
    for tenure in (1, 12, 36):
        ((_, people),) = settle(model, Grant(100, budget.BASIC_INCOME, tenure=tenure), month=month)
        assert people == (held >= tenure).sum() > 0


def test_the_displaced_are_paid_a_part_of_the_pay_lost_for_some_time(build):
    model = build(people=2_000)
    workers = model.state.workers
    workers.job_lost[:] = workers.pay_lost[:] = 0
    rows = np.flatnonzero(workers.status == EMPLOYED)[:4]
    workers.wage[rows], workers.status_month[rows] = 300_000, (0, 0, -30, 0)
    workers.pay_lost[rows] = LOST_ONE // 4  # 3,000 dollars are three quarters of 4,000
    workers.job_lost[rows] = 12, 11, 40, 200
    grant = Grant(
        1_000_000, budget.BASIC_INCOME, statuses=1 << int(EMPLOYED), of_loss=0.5, after_hiring=24, tenure=36
    )
    assert settle(model, grant, month=1).tolist() == [[2 * 50_000, 2]]
    assert settle(model, grant._replace(amount=30_000), month=1).tolist() == [[2 * 30_000, 2]]
    assert settle(model, grant._replace(tenure=33), month=1).tolist() == [[3 * 50_000, 3]]
    assert settle(model, grant._replace(after_hiring=1), month=1).tolist() == [[0, 0]]
    assert settle(model, grant._replace(after_hiring=600), month=1).tolist() == [[3 * 50_000, 3]]


def test_who_loses_a_job_is_told_from_who_gives_it_up(policy_economy):
    """After some months the columns say what was lost, and job changers have lost nothing."""
    simulation = policy_economy([], story="baseline", run__people=20_000)
    workers = simulation.state.workers
    workers.job_lost[:] = 0
    simulation.run(8)
    displaced = (workers.status == EMPLOYED) & (workers.pay_lost > 0)
    assert displaced.sum() > 20
    assert (workers.job_lost[displaced] > 0).all()
    assert (workers.status_month[displaced] >= FIRST).all()  # hired in these months
    jobless = (workers.status == UNEMPLOYED) & (workers.job_lost > 0)
    longest = (workers.status_month[jobless].astype(int) + 1_000) // QUARTER
    assert (workers.job_lost[jobless] <= np.minimum(longest, 255)).all()


def test_what_is_received_without_work_follows_the_same_keys(build):
    """Those whom a grant is meant for take part less, and for what children bring the keeper of the purse."""
    model = build(people=2_000)
    workers = model.state.workers
    workers.age[:2], workers.children[:2] = (30, 70), (packed_children(1, 1, 0), 0)

    def found(grant, row):
        levers = model.policies.levers_in_force(model.state, 0)._replace(grants=(grant,))
        people = recipients_of(workers, 0, workers.age.size, 0)
        return unearned(grants_in_force(levers, 1), row, 100_000, people, row)

    pays = Grant(10_000, budget.BASIC_INCOME)
    assert [found(pays, row) for row in (0, 1)] == [10_000.0, 10_000.0]
    assert [found(pays._replace(youngest=65), row) for row in (0, 1)] == [0.0, 10_000.0]
    assert [found(pays._replace(oldest=64), row) for row in (0, 1)] == [10_000.0, 0.0]
    assert [found(pays._replace(amount=0, with_children=True, per_child=5_000), row) for row in (0, 1)] == [
        10_000.0, 0.0,
    ]  # fmt: skip
    assert found(pays._replace(tenure=12), 0) == 0.0  # who leaves by choice has lost no job


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({**UBI, "states": "CA ZZ"}, "there is no state ZZ; the states are "),
        ({**UBI, "youngest": 65, "oldest": 20}, "youngest is 65 and oldest 20: nobody is paid"),
        ({"kind": "child_allowance", "phase_out": 2.0}, "phase_out is 2.0; it must be a number from 0 to 1"),
        ({"kind": "wage_insurance", "months": 0}, "months is 0; it must be a whole number from 1 to 1,200"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(table, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        Scenario.load("baseline").with_({"policy": [table]})


def test_by_default_everybody_is_meant():
    for kind in ("universal_basic_income", "negative_income_tax"):
        policy = find(kind).model_validate({"kind": kind})
        assert (policy.youngest, policy.oldest, policy.states, policy.tenure) == (0, 130, "", 0)
        assert not policy.with_children
        assert policy.per_child == 0.0
