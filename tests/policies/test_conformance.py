"""What holds for every kind of policy: size zero changes no bit, and every cent has two sides."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from sim.parameters import declarations
from sim.phases import firm_accounts
from sim.plugins.extensions import extensions
from sim.policies import find, kinds
from sim.policies.framework.financing import DEFICIT, PAYERS
from sim.rules import budget
from sim.rules.life_cycle import ESTATE_TAX
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT, money

PAYING = tuple(payer for payer in PAYERS if payer != DEFICIT)
SIZES_OF_ZERO = [(kind, size) for kind in kinds() for size in find(kind).sizes_of_zero()]


def test_the_tables_of_the_document_are_up_to_date():
    root = Path(__file__).parents[2]
    text = (root / "docs" / "policies.md").read_text(encoding="utf-8")
    renew = runpy.run_path(str(root / "scripts" / "policy_table.py"))["renew"]
    assert renew(text) == text, "run: make reference"
    assert all(f"| `{kind}`" in text for kind in kinds())
    assert all(f"| `{payer}` |" in text for payer in PAYERS)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_says_what_is_to_be_known_of_it(kind):
    policy = find(kind)
    assert policy.reaches
    assert policy.the_state
    assert policy.moves
    known = declarations(policy)
    assert policy.size in known
    for keys in (*policy.sizes_of_zero(), *(direction.at for direction in policy.moves)):
        assert set(keys) <= set(known)
    assert all(direction.sign in (-1, 1) for direction in policy.moves)


def test_short_names_are_those_of_one_kind_each():
    shorts = [find(kind).short for kind in kinds() if find(kind).short]
    assert len(set(shorts)) == len(shorts) == len(extensions(()).short_names())
    assert not set(shorts) & set(kinds())


def test_what_pays_has_a_name_of_its_own():
    for words in zip(*PAYERS.values(), strict=True):
        assert all(words)
        assert len(set(words)) == len(PAYERS)


@pytest.mark.parametrize(("kind", "size"), SIZES_OF_ZERO)
def test_size_zero_is_known_and_full_size_is_not_zero(kind, size):
    assert find(kind).model_validate({"kind": kind, **size}).is_null
    assert not find(kind).model_validate({"kind": kind}).is_null


@pytest.fixture(scope="module")
def plain(policy_economy):
    """Return nine months without a policy."""
    simulation = policy_economy()
    simulation.run(9)
    return simulation


@pytest.mark.parametrize(
    ("kind", "size", "financed_by"),
    [
        *((kind, size, DEFICIT) for kind, size in SIZES_OF_ZERO),
        *((kind, find(kind).sizes_of_zero()[0], "wealth_tax") for kind in kinds()),  # measures wealth
        *(("universal_basic_income", {"amount": 0.0}, tax) for tax in PAYING if tax != "wealth_tax"),
    ],
)
def test_size_zero_is_bit_identical_to_no_policy(policy_economy, plain, columns, kind, size, financed_by):
    null = policy_economy([{"kind": kind, "financed_by": financed_by, **size}])
    null.run(9)
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
    """Return what the state and its central bank paid and received this month, cents, from all flows."""
    flows = simulation.flows
    sums, firms = flows.household.sums, flows.firms.sums
    paid = [budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES]
    paid += [*budget.HOUSEHOLD_BENEFITS, budget.PUBLIC_HEALTH]
    spent = int(sums[[*paid, budget.GUARANTEE_WAGES]].sum()) + flows.spending.government
    spent += int(firms[firm_accounts.SUBSIDY]) + flows.public.interest
    spent += flows.policies.acted + flows.policies.paid
    spent += flows.money.per_person * simulation.state.workers.team.size
    taxes = [firm_accounts.CONTRIBUTIONS, firm_accounts.PROFIT_TAX, firm_accounts.GPU_TAX]
    taxes += [firm_accounts.PRODUCTION_TAX]
    raised = int(firms[[*taxes, firm_accounts.AUTOMATION_TAX, firm_accounts.DIVIDENDS_PUBLIC]].sum())
    of_persons = [budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX, budget.EMPLOYEE_CONTRIBUTIONS]
    raised += int(sums[of_persons].sum())
    raised += flows.spending.consumption_tax + int(flows.labour.life[ESTATE_TAX])
    raised += sum(owners.levy + owners.tax for owners in (flows.providers, flows.model_owners))
    return spent, raised


@pytest.mark.parametrize("kind", [None, *kinds()])
def test_the_budget_adds_up_to_the_cent(policy_economy, kind):
    tables = [] if kind is None else [{"kind": kind, "start": 2}]
    simulation = policy_economy(tables)
    total = money(simulation.state)
    while simulation.month < 12:
        before = int(simulation.state.accounts[[GOVERNMENT, CENTRAL_BANK]].sum())
        simulation.step()
        spent, raised = spent_and_raised(simulation)
        after = int(simulation.state.accounts[[GOVERNMENT, CENTRAL_BANK]].sum())
        assert after - before == raised - spent
        assert money(simulation.state) == total
    if kind is not None:
        row = simulation.flows.policies
        assert row.strength[0] == 1.0
        assert row.cost[0] >= 0
        assert row.own_revenue[0] >= 0


def test_all_policies_at_once_conserve_money_and_are_told_apart(policy_economy):
    tables = [{"kind": kind, "financed_by": PAYING[n % len(PAYING)]} for n, kind in enumerate(kinds())]
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
        ScenarioError, match=r"policy: there are 2 of kind retraining; there can be only one\."
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
