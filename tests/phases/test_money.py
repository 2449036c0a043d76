"""Money that the central bank issues: how much, to whom, and that none is made besides."""

import numpy as np
import pytest

from sim.phases import money, public_finance
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT
from sim.state.accounts import money as all_money


@pytest.mark.parametrize("due", [0, 1, 10**9 + 7])
def test_purchases_credit_the_state_to_the_cent(build, due):
    model = build(monetary__instrument="purchases")
    state = model.state
    state.macro.money_due[0] = due
    before, treasury = all_money(state), int(state.accounts[GOVERNMENT])
    issued = money.issue(state, model.scenario)
    assert issued == money.Money(due, 0)
    assert state.accounts[GOVERNMENT] - treasury == due == -state.accounts[CENTRAL_BANK]
    assert all_money(state) == before


def test_transfers_reach_every_adult_alike_in_whole_cents(build):
    model = build(people=3_000, monetary__instrument="transfers")
    model.state.macro.money_due[0] = 3_000 * 250 + 17
    assert money.issue(model.state, model.scenario) == money.Money(0, 250)


@pytest.mark.parametrize("instrument", ["purchases", "transfers"])
def test_a_slump_brings_money_and_a_floor_brings_none(build, instrument):
    """Where natural unemployment is zero, the rate that the bank would need is below zero from the start."""
    issued = {}
    for regime in ("target", "floor"):
        policy = {"monetary__regime": regime, "monetary__instrument": instrument}
        policy["rules__policy_rate"] = "inflation_target"
        policy["monetary__unemployment_response"] = 3.0
        model = build(**policy, wages__natural_unemployment_rate=0.0)
        model.run(24)
        issued[regime] = model.records.frames()["macro"]["money_issued"].to_numpy()
    assert issued["target"][3:8].min() > 0.0  # and stops where it has worked
    assert not issued["floor"].any()


@pytest.mark.parametrize(("rate", "share"), [(0.01, 0.0), (-0.05, 0.05), (-0.9, 0.25)])
def test_what_is_due_is_a_share_of_output_for_each_point_below_zero(build, rate, share):
    model = build(monetary__regime="target", monetary__money_per_point=1.0, monetary__money_cap=0.25)
    due = public_finance.money_due(model.scenario, rate, 10_000_001.0)
    assert due == int(share * 10_000_001.0)


def test_with_transfers_persons_receive_what_the_bank_issued(build):
    policy = {"monetary__regime": "target", "monetary__instrument": "transfers"}
    model = build(people=2_000, **policy)
    macro = model.state.macro
    model.run(1)
    macro.money_due[0] = 2_000 * 10_000
    before = int(model.state.accounts[CENTRAL_BANK])
    model.step()
    interest = int(max(0, -before) * float(macro.policy_rate[0]) / 12.0)
    assert before - int(model.state.accounts[CENTRAL_BANK]) == pytest.approx(
        2_000 * 10_000, abs=interest + 10**6
    )
    assert model.flows.money.per_person == 10_000
    assert np.isclose(
        model.records.frames()["macro"]["money_issued"][-1], 12 * 100.0 * 277.67e6 / 1e9, rtol=1e-3
    )


@pytest.mark.parametrize("instrument", ["purchases", "transfers"])
def test_what_is_issued_is_part_of_the_budget_and_of_the_debt(build, instrument):
    """What the state and its bank owe grows by what they paid beyond what they took, to the cent."""
    policy = {"monetary__regime": "target", "monetary__instrument": instrument}
    model = build(people=2_000, **policy, wages__natural_unemployment_rate=0.0)
    model.run(4)
    owed = model.flows.public.debt + model.flows.public.interest
    issued = 0
    for _ in range(12):
        model.step()
        flows = model.flows
        month = model.records.frames()["macro"][-1]
        people, cents = model.state.workers.team.size, 12.0 * 277.67e6 / 2_000 / 1e11
        issued += flows.money.purchases + flows.money.per_person * people
        balance = owed - flows.public.debt - flows.public.interest
        assert month["budget_balance"][0] == pytest.approx(cents * balance, rel=1e-4)
        owed = flows.public.debt + flows.public.interest
        assert owed == -int(model.state.accounts[[GOVERNMENT, CENTRAL_BANK]].sum())
    assert issued > 0
