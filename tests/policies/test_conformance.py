"""What holds for every kind of policy: size zero changes no bit, and every cent has two sides."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from sim.phases import firm_accounts
from sim.policies import find, kinds
from sim.rules import budget
from sim.state.accounts import GOVERNMENT, money

ZERO = {
    "antitrust": {"largest_share": 1.0, "contracts_ended": 0.0, "open_models": 0.0},
    "automation_tax": {"amount": 0.0},
    "capital_income_tax": {"tax_rate": 0.0},
    "citizens_fund": {"target": 0.0},
    "foreign_rent_levy": {"tax_rate": 0.0},
    "gpu_tax": {"tax_rate": 0.0},
    "income_surtax": {"tax_rate": 0.0},
    "job_guarantee": {"wage": 0.0},
    "negative_income_tax": {"guarantee": 0.0},
    "retraining": {"seats": 0.0},
    "shorter_week": {"cut": 0.0},
    "unemployment_insurance": {
        "more_replacement": 0.0, "more_months": 0, "more_take_up": 0.0, "higher_ceiling": 0.0,
    },
    "universal_basic_compute": {"hours": 0.0},
    "universal_basic_income": {"amount": 0.0},
    "wage_subsidy": {"share": 0.0},
    "wealth_tax": {"tax_rate": 0.0},
}  # fmt: skip
"""Every kind of policy at size zero."""
TAXES = ("gpu_tax", "capital_tax", "corporate_tax", "wealth_tax", "wage_tax", "consumption_tax")


def test_the_tables_of_the_document_are_up_to_date():
    root = Path(__file__).parents[2]
    text = (root / "docs" / "policies.md").read_text(encoding="utf-8")
    renew = runpy.run_path(str(root / "scripts" / "policy_table.py"))["renew"]
    assert renew(text) == text, "run: python scripts/policy_table.py"
    assert all(f"| `{kind}` |" in text for kind in kinds())
    assert all(f"| `{tax}` |" in text for tax in (*TAXES, "deficit"))


def test_every_kind_is_tested():
    assert sorted(ZERO) == list(kinds())


@pytest.mark.parametrize("kind", kinds())
def test_size_zero_is_known_and_full_size_is_not_zero(kind):
    assert find(kind).model_validate({"kind": kind, **ZERO[kind]}).is_null
    assert not find(kind).model_validate({"kind": kind}).is_null


@pytest.mark.parametrize(
    ("kind", "financed_by"),
    [
        *((kind, "deficit") for kind in kinds()),
        *((kind, "wealth_tax") for kind in kinds()),  # measures wealth even at rate zero
        *(("universal_basic_income", tax) for tax in TAXES if tax != "wealth_tax"),
    ],
)
def test_size_zero_is_bit_identical_to_no_policy(policy_economy, columns, kind, financed_by):
    plain = policy_economy()
    null = policy_economy([{"kind": kind, "financed_by": financed_by, **ZERO[kind]}])
    for simulation in (plain, null):
        simulation.run(9)
    ours, theirs = columns(plain.state), columns(null.state)
    for name, column in ours.items():
        if name != "macro.policies":
            np.testing.assert_array_equal(column, theirs[name], err_msg=name)
    here, there = plain.records.frames(), null.records.frames()
    for table in here:
        if table != "policies":
            assert here[table].equals(there[table]), table
    costs = there["policies"]
    assert costs.height == 9
    assert costs.select("cost", "own_revenue", "tax_revenue").to_numpy().max() == 0.0


def spent_and_raised(simulation):
    """Return what the government paid and received this month, cents, from the flows of all steps."""
    flows = simulation.flows
    sums, firms = flows.household.sums, flows.firms.sums
    paid = [budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES]
    spent = int(sums[[*paid, budget.GUARANTEE_WAGES]].sum()) + flows.spending.government
    spent += int(firms[firm_accounts.SUBSIDY]) + flows.public.interest
    spent += flows.policies.assets + flows.policies.compute
    taxes = [firm_accounts.CONTRIBUTIONS, firm_accounts.PROFIT_TAX, firm_accounts.GPU_TAX]
    raised = int(firms[[*taxes, firm_accounts.AUTOMATION_TAX, firm_accounts.DIVIDENDS_PUBLIC]].sum())
    raised += int(sums[[budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX]].sum())
    raised += flows.spending.consumption_tax + flows.providers.levy + flows.providers.tax
    return spent, raised


@pytest.mark.parametrize("kind", [None, *kinds()])
def test_the_budget_adds_up_to_the_cent(policy_economy, kind):
    tables = [] if kind is None else [{"kind": kind, "start": 2}]
    simulation = policy_economy(tables)
    total = money(simulation.state)
    while simulation.month < 12:
        before = int(simulation.state.accounts[GOVERNMENT])
        simulation.step()
        spent, raised = spent_and_raised(simulation)
        assert int(simulation.state.accounts[GOVERNMENT]) - before == raised - spent
        assert money(simulation.state) == total
    if kind is not None:
        row = simulation.flows.policies
        assert row.strength[0] == 1.0
        assert row.cost[0] >= 0
        assert row.own_revenue[0] >= 0


def test_all_policies_at_once_conserve_money_and_are_told_apart(policy_economy):
    tables = [{"kind": kind, "financed_by": TAXES[n % 6]} for n, kind in enumerate(kinds())]
    tables += [
        {"kind": "universal_basic_income", "amount": 200.0, "treated_share": 0.3, "lottery": 1},
        {"kind": "gpu_tax", "tax_rate": 0.1},
    ]
    simulation = policy_economy(tables)
    total = money(simulation.state)
    simulation.run(15)
    assert money(simulation.state) == total
    rows = simulation.records.frames()["policies"]
    assert rows.height == 15 * len(tables)
    assert {"universal_basic_income 1", "universal_basic_income 2", "gpu_tax 1", "gpu_tax 2"} <= set(
        rows["policy"]
    )
    last = rows.tail(len(tables))
    first, second = (last.filter(last["policy"] == f"gpu_tax {n}")["own_revenue"][0] for n in (1, 2))
    assert first / second == pytest.approx(2.5, rel=0.01)  # a rate of 0.25 and one of 0.1


def test_a_kind_that_may_come_once_may_not_come_twice(policy_economy):
    from sim.errors import ScenarioError

    with pytest.raises(
        ScenarioError, match=r"^policy: there are 2 of kind retraining; there can be only one\."
    ):
        policy_economy([{"kind": "retraining"}, {"kind": "retraining"}])


@pytest.mark.parametrize("kind", kinds())
def test_start_phase_in_and_duration(kind):
    policy = find(kind).model_validate({"kind": kind, "start": 3, "phase_in": 4, "duration": 6})
    assert [policy.strength(month) for month in range(2, 11)] == [
        0.0,
        0.25,
        0.5,
        0.75,
        1.0,
        1.0,
        1.0,
        0.0,
        0.0,
    ]
