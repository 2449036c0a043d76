"""Taxes that pay for policies: revenue covers cost unless the cap binds, and every cent is counted once."""

import numpy as np
import pytest

from sim.policies.framework.financing import DEFICIT, PAYERS, TAXES, adjust, split
from sim.policies.framework.month import BASE, OWED, RATE

FINANCING = tuple(payer for payer in PAYERS if payer != DEFICIT)


@pytest.mark.parametrize("tax", FINANCING)
def test_revenue_covers_cost(policy_economy, tax):
    # an economy whose tax bases move, but do not halve within a year
    calm = {"story": "neutral", "run__people": 6_000, "run__burn_in_months": 36}
    table = {"kind": "universal_basic_income", "amount": 1.0, "financed_by": tax}
    first = policy_economy([table], **calm)
    first.run(1)
    base = first.state.macro.policies[0, BASE] / 6_000 / 100.0  # dollars a person
    table["amount"] = round(0.3 * TAXES[tax].cap * base, 2)  # far from the cap, even where the base shrinks
    simulation = policy_economy([table], **calm)
    # firms' use of GPUs triples within a year: what a tax on it brings too much is given back by and by
    simulation.run(48 if tax == "gpu_tax" else 36)
    rows = simulation.records.frames()["policies"]
    assert rows["cost"].sum() > 0.0
    assert rows["tax_revenue"].sum() == pytest.approx(rows["cost"].sum(), rel=0.1)
    assert 0.0 < rows["rate"].max() <= TAXES[tax].cap


@pytest.mark.parametrize("tax", FINANCING)
def test_a_cap_leaves_the_rest_unfunded(policy_economy, tax):
    table = {"kind": "universal_basic_income", "amount": 3_000.0, "financed_by": tax, "largest_rate": 0.01}
    simulation = policy_economy([table])
    simulation.run(12)
    rows = simulation.records.frames()["policies"].tail(3)
    assert rows["rate"].to_numpy() == pytest.approx(0.01, rel=1e-9)
    assert rows["unfunded_share"].min() > 0.5
    covered = 1.0 - rows["tax_revenue"] / rows["cost"]
    assert rows["unfunded_share"].to_list() == pytest.approx(covered.to_list())


def test_two_policies_with_one_tax_share_its_revenue(policy_economy):
    tables = [
        {"kind": "universal_basic_income", "amount": 60.0, "financed_by": "capital_tax"},
        {"kind": "universal_basic_income", "amount": 20.0, "financed_by": "capital_tax"},
        {"kind": "capital_income_tax", "tax_rate": 0.05},
    ]
    simulation = policy_economy(tables, government__surplus_lowers="wage_tax")
    simulation.run(18)
    paid, levers = simulation.flows.policies, simulation.flows.levers
    collected = TAXES["capital_tax"].collected(type("Flows", (), {"household": simulation.flows.household})())
    ours = int(paid.revenue.sum() + paid.own_revenue.sum())
    base = simulation.scenario.government.capital_tax
    assert 0 < ours < collected
    assert collected - ours == pytest.approx(collected * base / levers.capital_tax, rel=1e-6)
    assert paid.revenue[0] == pytest.approx(3.0 * paid.revenue[1], rel=0.05)


def test_the_rate_settles_where_revenue_meets_cost():
    memory = np.zeros(4)
    revenue = 0
    for _ in range(60):
        base = 1_000.0 / (1.0 + memory[RATE])  # the base shrinks as the rate rises
        adjust(memory, 300, revenue, base, 1.0)
        revenue = int(memory[RATE] * 1_000.0 / (1.0 + memory[RATE]))
    assert memory[RATE] == pytest.approx(0.3 / 0.7, rel=0.02)
    assert abs(memory[OWED]) <= 900.0


def test_without_a_base_the_rate_is_probed_not_thrown_to_the_cap():
    memory = np.zeros(4)
    adjust(memory, 100, 0, 0.0, 0.5)
    assert memory[RATE] == pytest.approx(0.005)
    adjust(memory, 100, 5, 1_000.0, 0.5)
    assert memory[BASE] == 1_000.0
    assert 0.005 < memory[RATE] < 0.1


def test_without_a_cost_nothing_is_raised():
    memory = np.zeros(4)
    adjust(memory, 0, 0, 1e9, 0.5)
    assert memory[RATE] == 0.0


def test_a_policy_that_ends_lets_its_tax_fade(policy_economy):
    table = {"kind": "universal_basic_income", "amount": 50.0, "financed_by": "wage_tax", "duration": 6}
    simulation = policy_economy([table])
    simulation.run(24)
    rate = simulation.records.frames()["policies"]["rate"]
    assert rate[5] > 0.01
    assert rate[23] < 0.1 * rate[5]


def test_nothing_is_remembered_before_the_start(policy_economy):
    table = {"kind": "universal_basic_income", "amount": 50.0, "financed_by": "wage_tax", "start": 6}
    simulation = policy_economy([table])
    simulation.run(6)
    assert not simulation.state.macro.policies.any()


@pytest.mark.parametrize("whole", [0.0, 0.25, 1.0])
def test_parts_of_a_revenue_are_never_more_than_the_whole(whole):
    parts = split(1_000_003, [0.1, 0.05, 0.0], whole)
    assert parts[2] == 0
    assert sum(parts) <= 1_000_003
    assert parts[0] == (400_001 if whole == 0.25 else 0 if whole == 0.0 else 100_000)
