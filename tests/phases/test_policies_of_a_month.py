"""What each policy costs and brings in one month, and the tax that pays for it, worked out again."""

import numpy as np
import pytest

from sim.phases import firm_accounts
from sim.policies.framework.financing import TAXES
from sim.policies.framework.month import BASE, OWED, RATE, REACHED
from sim.rules import budget
from sim.state.accounts import GOVERNMENT, N_ACCOUNTS, RENT_POT
from sim.state.columns import PROVIDERS


def row_of(watched, kind):
    """Return the row of a policy."""
    return watched.model.policies.names.index(kind)


def test_what_policies_cost_is_what_they_pay(watched):
    flows, sums = watched.flows, watched.flows.household.sums
    of_firms, cost, people = flows.firms.sums, flows.policies.cost, watched.model.state.workers.age.size
    bought = {one.policy: int(paid) for one, paid in zip(flows.levers.purchases, flows.spending.policy,
                                                         strict=True)}  # fmt: skip

    def of_grants(row):
        rows = [number for number, grant in enumerate(flows.levers.grants) if grant.policy == row]
        return flows.household.grants[rows].sum(axis=0)

    for kind in ("universal_basic_income", "child_allowance"):
        row = row_of(watched, kind)
        np.testing.assert_array_equal((cost[row], flows.policies.recipients[row]), of_grants(row))
        assert cost[row] > 0 or not watched.model.scenario.population.households
    row = row_of(watched, "universal_basic_compute")
    rent = int(flows.levers.public_compute * flows.market.rationing * flows.market.rent)
    assert cost[row] == of_grants(row)[0] + rent
    assert rent == flows.policies.paid > 0
    row = row_of(watched, "job_guarantee")
    assert cost[row] == sums[budget.GUARANTEE_WAGES] + bought.get(row, 0) > 0
    row = row_of(watched, "retraining")
    assert cost[row] == sums[budget.ALLOWANCES] + bought.get(row, 0) > 0
    assert cost[row_of(watched, "wage_subsidy")] == of_firms[firm_accounts.SUBSIDY] > 0
    assert cost[row_of(watched, "unemployment_insurance")] == sums[budget.MORE_BENEFITS] > 0
    assert flows.policies.recipients[row_of(watched, "citizens_fund")] == people
    for kind in ("gpu_tax", "wealth_tax", "income_surtax", "automation_tax", "foreign_rent_levy"):
        assert cost[row_of(watched, kind)] == 0


def test_policies_that_are_taxes_bring_their_part_of_the_tax(watched):
    flows, own = watched.flows, watched.flows.policies.own_revenue
    brought = {
        "gpu_tax": flows.firms.sums[firm_accounts.GPU_TAX],
        "automation_tax": flows.firms.sums[firm_accounts.AUTOMATION_TAX],
        "wealth_tax": flows.household.sums[budget.WEALTH_TAX],
        "foreign_rent_levy": flows.providers.levy + flows.model_owners.levy,
        "income_surtax": flows.household.surcharges.sum(),
    }
    for kind, cents in brought.items():
        assert own[row_of(watched, kind)] == pytest.approx(cents, abs=1.0), kind
        assert cents > 0
    taxes = [row_of(watched, kind) for kind in brought]
    assert own.sum() == own[taxes].sum()
    levers = flows.levers
    policies = watched.model.policies.policies
    assert levers.gpu_tax == policies[row_of(watched, "gpu_tax")].tax_rate
    assert levers.wealth_tax == policies[row_of(watched, "wealth_tax")].tax_rate
    assert levers.foreign_levy == policies[row_of(watched, "foreign_rent_levy")].tax_rate


def test_the_tax_that_pays_begins_at_cost_over_its_base_and_remembers_what_it_owes(watched):
    before, after, flows = (
        watched.before["policies.finance"],
        watched.after["policies.finance"],
        watched.flows,
    )
    for kind in ("universal_basic_income", "job_guarantee"):
        row = row_of(watched, kind)
        policy, memory = watched.model.policies.policies[row], after.macro.policies[row]
        tax, cost = TAXES[policy.financed_by], int(flows.policies.cost[row])
        assert before.macro.policies[row, RATE] == 0.0
        assert memory[BASE] > 0.0
        assert memory[OWED] == cost
        assert memory[RATE] == pytest.approx(min(tax.cap, cost * (1.0 + 1.0 / 12.0) / memory[BASE]))
        assert flows.policies.revenue[row] == 0
    np.testing.assert_array_equal(after.macro.policies[:, REACHED], flows.policies.recipients)
    income_tax = flows.household.sums[budget.WAGE_TAX] - flows.household.surcharges.sum()
    base = after.macro.policies[row_of(watched, "universal_basic_income"), BASE]
    assert base == pytest.approx(income_tax / flows.levers.wage_tax_scale, rel=1e-9)
    base = after.macro.policies[row_of(watched, "job_guarantee"), BASE]
    assert base == flows.spending.consumption


def test_the_fund_buys_the_same_part_from_every_owner_and_pays_it_to_all(watched):
    before, after = watched.before["policies.act"], watched.after["policies.act"]
    old, new, macro = before.workers, after.workers, before.macro
    policy = watched.model.policies.policies[row_of(watched, "citizens_fund")]
    sold = old.provider_equity.astype(int) - new.provider_equity
    held = float(macro.claim_units[PROVIDERS])
    np.testing.assert_array_equal(sold, (policy.speed / 12.0 * old.provider_equity).astype(int))
    paid = (sold * macro.claim_price[PROVIDERS]).astype(int)
    np.testing.assert_array_equal(new.deposits - old.deposits, paid)
    moved = np.zeros(N_ACCOUNTS, np.int64)
    moved[GOVERNMENT] = -paid.sum()
    np.testing.assert_array_equal(after.accounts - before.accounts, moved)
    assert after.macro.fund_units[0] == sold.sum() > 0
    assert after.macro.claim_units[PROVIDERS] == held - sold.sum()
    assert watched.flows.levers.citizens_dividend == pytest.approx(sold.sum() / held)
    assert watched.flows.policies.acted == paid.sum()


def test_rent_for_people_goes_to_those_who_own_the_gpus(watched):
    moved = watched.after["policies.pay"].accounts - watched.before["policies.pay"].accounts
    assert moved[RENT_POT] == -moved[GOVERNMENT] == watched.flows.policies.paid > 0
    assert np.count_nonzero(moved) == 2
