"""What a policy buys, pays and offers in a month, per person and per year, in closed form."""

import pytest

from sim.policies.framework.month import REACHED, Now
from sim.policies.job_guarantee import JobGuarantee
from sim.policies.retraining import Retraining
from sim.state.accounts import GOVERNMENT
from sim.state.columns import RETRAINING, UNEMPLOYED

SMALL = {"run__people": 1_000, "run__burn_in_months": 0}


@pytest.fixture(scope="module")
def small(policy_economy):
    """Return an economy with room for the accounts of one policy, and what a policy sees of it."""
    simulation = policy_economy([{"kind": "job_guarantee"}], **SMALL)
    return simulation, Now(simulation.state, simulation.structure, simulation.scenario, 0, 0)


@pytest.mark.parametrize("months", [1, 3])
def test_the_fund_buys_the_part_of_a_year_in_twelve_months(policy_economy, months):
    simulation = policy_economy([{"kind": "citizens_fund", "target": 1.0, "speed": 0.12}], **SMALL)
    state = simulation.state
    paid = -int(state.accounts[GOVERNMENT])
    for month in range(months):
        simulation.policies.act(state, simulation.scenario, month)
    held, fund = float(state.macro.claim_units[2]), float(state.macro.fund_units[0])
    assert fund / (held + fund) == pytest.approx(0.01 * months, rel=0.03)  # all sell whole units
    cost = fund * float(state.macro.claim_price[2])
    assert -int(state.accounts[GOVERNMENT]) - paid == pytest.approx(cost, rel=0.01)


@pytest.mark.parametrize("reached", [0, 1, 40])
@pytest.mark.parametrize("overhead", [0.0, 0.25, 1.0])
def test_a_guaranteed_job_needs_its_overhead_for_everybody_in_one(small, reached, overhead):
    simulation, now = small
    simulation.state.macro.policies[0, REACHED] = reached
    levers = simulation.policies.levers_in_force(simulation.state, 0)
    policy = JobGuarantee(wage=2_000.0, overhead=overhead)
    offered = policy.change_levers(levers._replace(purchases=()), 0.5, now)
    assert offered.job_guarantee_wage == now.cents(2_000.0)
    assert offered.job_guarantee_share == 0.5
    (bought,) = offered.purchases
    assert bought.amount == int(overhead * now.cents(2_000.0) * reached)


def test_teaching_is_bought_for_every_seat_taken_and_free_seats_are_shared(small):
    simulation, now = small
    workers = simulation.state.workers
    status = workers.status.copy()
    workers.status[:7] = RETRAINING
    levers = simulation.policies.levers_in_force(simulation.state, 0)._replace(purchases=())
    policy = Retraining(seats=10.0, after=0, cost=1_000.0, quality=0.3, allowance=200.0, months=4)
    opened = policy.change_levers(levers, 1.0, now)
    (teaching,) = opened.purchases
    assert teaching.amount == 7 * now.cents(1_000.0)
    assert teaching.sector == simulation.structure.role("education")
    unemployed = int((workers.status == 1).sum())
    free = now.persons(10.0) - 7
    assert opened.retraining_seats == pytest.approx(min(1.0, free / unemployed), rel=1e-12)
    assert (opened.retraining_quality, opened.retraining_months) == (0.3, 4)
    assert opened.training_allowance == now.cents(200.0)
    workers.status[:] = status


def test_those_in_a_guaranteed_job_do_not_leave_the_labour_force_as_the_unemployed_do(policy_economy):
    leaving = []
    for tables in ([{"kind": "job_guarantee", "wage": 20_000.0}], []):
        simulation = policy_economy(tables, story="baseline", run__people=20_000)
        simulation.run(6)
        flows = simulation.records.frames()["labour_flows"]
        leaving.append(float(flows["un"].sum()))
    # here nearly all who look for work hold one
    assert leaving[0] < 0.7 * leaving[1]


def test_firms_win_back_those_of_a_guaranteed_job_who_earned_as_much_before(policy_economy):
    at_hand = []
    for wage in (1_000.0, 20_000.0):
        simulation = policy_economy(
            [{"kind": "job_guarantee", "wage": wage}], story="baseline", run__people=20_000
        )
        simulation.run(1)
        people = simulation.flows.household
        looking = int((simulation.state.workers.status == UNEMPLOYED).sum())
        assert people.unemployed.sum() + people.guaranteed.sum() == looking
        assert (people.unemployed <= people.at_hand).all()
        held = int(people.guaranteed.sum())
        at_hand.append((int(people.at_hand.sum()) - (looking - held)) / held)
        slack = people.at_hand.sum() / (people.at_hand + people.employed - people.guaranteed).sum()
        assert float(simulation.state.macro.unemployment_rate[0]) == pytest.approx(float(slack))
    assert at_hand[0] > 0.2 > 0.1 > at_hand[1]
