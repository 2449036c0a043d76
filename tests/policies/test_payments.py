"""What persons and firms receive is what the government pays for each policy, to the cent."""

import numpy as np
import pytest

from sim.phases import firm_accounts, incomes, indices_in_force
from sim.phases.money import Money
from sim.policies.framework.policies_in_force import base_levers
from sim.rules import budget
from sim.rules.grants import treated
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT, PROPERTY_POT, RENT_POT
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED

GRANTS = {
    "universal_basic_income": {"amount": 700.0},
    "negative_income_tax": {"guarantee": 900.0, "taper": 0.4},
    "child_allowance": {"amount": 400.0, "phase_out": 0.1, "phase_out_from": 2_000.0},
    "basic_pension": {"amount": 600.0},
    "wage_insurance": {"share": 0.5, "months": 600, "tenure": 3},
    "unemployment_insurance": {"more_replacement": 0.3, "more_months": 24, "more_take_up": 0.5},
    "job_guarantee": {"wage": 2_000.0},
    "universal_basic_compute": {"hours": 20.0, "used": 0.0},
}


def copy_state(state):
    return type(state)(
        *(
            type(part)(*(column.copy() for column in part)) if isinstance(part, tuple) else part.copy()
            for part in state
        )
    )


def settle_persons(simulation, state, levers, month):
    given = state, simulation.structure, simulation.scenario, levers, Money(0, 0), simulation.seed, month
    return incomes.receive_and_spend(*given, record=False)


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in households"])
@pytest.mark.parametrize("kind", sorted(GRANTS))
def test_persons_receive_what_the_policy_costs(policy_economy, alone, kind, together):
    """Settle the same persons with the policy and without it: incomes and taxes differ by its cost alone.

    Of households with little income, food and support fall by what the policy pays: they receive less than it
    costs, and the state saves the difference.
    """
    lives = {} if together else alone
    simulation = policy_economy([{"kind": kind, **GRANTS[kind]}], children=True, **lives)
    simulation.run(3)
    simulation.state.workers.status_month[::9] = -20  # long without a job, where they are
    simulation.state.workers.job_lost[::5], simulation.state.workers.pay_lost[::5] = 20, 60
    with_policy, without = copy_state(simulation.state), copy_state(simulation.state)
    month = simulation.month
    levers = simulation.policies.levers_in_force(simulation.state, month)
    here = settle_persons(simulation, with_policy, levers, month)
    base = base_levers(simulation.scenario, simulation.state)
    there = settle_persons(simulation, without, base, month)
    taxes = [budget.WAGE_TAX, budget.CAPITAL_TAX, budget.EMPLOYEE_CONTRIBUTIONS]
    received = int(
        with_policy.workers.income.astype(np.int64).sum() - without.workers.income.astype(np.int64).sum()
    )
    received += int(here.sums[taxes].sum() - there.sums[taxes].sum())
    # benefits that a guaranteed job or other income replaces are saved, not part of its cost
    replaced = [*budget.HOUSEHOLD_BENEFITS, *([budget.BENEFITS] if kind == "job_guarantee" else [])]
    saved = int(there.sums[replaced].sum() - here.sums[replaced].sum())
    assert saved == 0 or together or kind == "job_guarantee"
    received += saved
    flows = simulation.flows
    spending = flows.spending._replace(policy=np.zeros(1, np.int64))
    memory = copy_state(simulation.state)
    owners = flows.firms, flows.providers, flows.model_owners
    paid = simulation.policies.finance(memory, here, *owners, spending, levers, month)
    acted = int(simulation.policies.acted[0])
    assert received > 0
    assert received == int(paid.cost[0]) - acted
    spent = int(with_policy.accounts[GOVERNMENT] - without.accounts[GOVERNMENT])
    wage_taxes = int(here.sums[taxes].sum() - there.sums[taxes].sum())
    in_kind = int(there.sums[budget.PUBLIC_HEALTH] - here.sums[budget.PUBLIC_HEALTH])  # care for the poor
    assert -spent == received - wage_taxes - saved - in_kind


def test_what_the_basic_income_of_a_story_costs_is_in_its_table():
    small = {"run.people": 2_000, "run.burn_in_months": 2, "run.months": 2}
    simulation = Simulation(Scenario.load("pessimistic_ubi").with_(small))
    simulation.run(1)
    (row,) = simulation.records.frames()["policies"].iter_rows(named=True)
    (grant,) = simulation.flows.levers.grants
    assert (row["policy"], row["recipients"]) == ("universal_basic_income", pytest.approx(277.67))
    assert row["cost"] == pytest.approx(12.0 * 277.67e6 * grant.amount / 1e11)  # billion dollars a year


def test_trainees_are_paid_what_retraining_costs(policy_economy):
    simulation = policy_economy(
        [{"kind": "retraining", "seats": 8.0, "after": 0, "allowance": 400.0}], run__people=8_000
    )
    simulation.run(4)
    state, month = simulation.state, simulation.month
    trainees = state.workers.status == RETRAINING
    assert trainees.sum() > 10
    levers = simulation.policies.levers_in_force(state, month)
    given = state, simulation.structure, simulation.scenario, month
    ceiling = int(levers.benefit_ceiling * indices_in_force.indices_in_force(*given).ceiling)
    erosion = 1.0  # the first year's is below a cent a person; bounded below
    rate = levers.replacement_rate * erosion
    expected = (
        np.minimum((rate * state.workers.wage[trainees]).astype(np.int64), ceiling)
        + levers.training_allowance
    )
    price = float(state.macro.price_level[0])  # at which the month's amounts are set
    simulation.step()
    sums = simulation.flows.household.sums
    row = simulation.flows.policies
    bought = int(simulation.flows.spending.policy.sum())
    assert int(row.cost[0]) == int(sums[budget.ALLOWANCES]) + bought
    # those in training before the month are nearly all still there; entrants of the month are paid too
    assert sums[budget.ALLOWANCES] == pytest.approx(expected.sum(), rel=0.3)
    assert bought == pytest.approx(
        trainees.sum() * simulation.policies.policies[0].cost * 100 * price,
        rel=0.01,
    )


def test_firms_receive_the_wage_subsidy(policy_economy):
    """Settle the same firms with and without it, at no tax and no payout: deposits differ by it alone."""
    simulation = policy_economy([{"kind": "wage_subsidy", "share": 0.2}], firms__payout_rate=0.0)
    simulation.run(2)
    with_policy, without = copy_state(simulation.state), copy_state(simulation.state)
    levers = simulation.policies.levers_in_force(simulation.state, 2)._replace(corporate_tax=0.0)
    market = simulation.flows.market
    settle = lambda state, in_force: firm_accounts.settle(  # noqa: E731
        state, simulation.structure, market, simulation.scenario, in_force, simulation.seed, 2
    )
    here = settle(with_policy, levers)
    there = settle(without, levers._replace(wage_subsidy=np.zeros(22)))
    paid = int(here.sums[firm_accounts.SUBSIDY])
    assert paid > 0
    assert there.sums[firm_accounts.SUBSIDY] == 0
    gained = int(with_policy.firms.deposits.sum() - without.firms.deposits.sum())
    # what closed firms leave, and losses that the bank bears, are part of it too
    others = (EQUITY_POT, PROPERTY_POT, BANK)
    gained += sum(int(with_policy.accounts[pot] - without.accounts[pot]) for pot in others)
    public = int(here.sums[firm_accounts.DIVIDENDS_PUBLIC] - there.sums[firm_accounts.DIVIDENDS_PUBLIC])
    assert gained + public == paid
    assert int(without.accounts[GOVERNMENT] - with_policy.accounts[GOVERNMENT]) == paid - public


@pytest.mark.parametrize(
    ("kind", "size", "column"),
    [
        ("gpu_tax", {"tax_rate": 0.5}, firm_accounts.GPU_TAX),
        ("automation_tax", {"amount": 300.0}, firm_accounts.AUTOMATION_TAX),
    ],
)
def test_firms_pay_what_the_tax_brings(policy_economy, kind, size, column):
    simulation = policy_economy([{"kind": kind, **size}])
    simulation.run(6)
    brought = int(simulation.flows.policies.own_revenue[0])
    assert brought == int(simulation.flows.firms.sums[column]) > 0
    base = simulation.flows.firms.sums[firm_accounts.RENT if kind == "gpu_tax" else firm_accounts.AUTOMATED]
    rate = size["tax_rate"] if kind == "gpu_tax" else simulation.flows.levers.automation_tax / 1000.0
    assert brought == pytest.approx(rate * base, rel=0.01)


@pytest.mark.parametrize(
    ("kind", "size", "sum_of", "lever"),
    [
        ("capital_income_tax", {"tax_rate": 0.2}, budget.CAPITAL_TAX, "capital_tax"),
        ("wealth_tax", {"tax_rate": 0.1, "exemption": 50_000.0}, budget.WEALTH_TAX, "wealth_tax"),
    ],
)
def test_owners_pay_what_the_tax_brings(policy_economy, kind, size, sum_of, lever):
    """Settle the same persons with the tax and without it: the government has more by what they pay."""
    simulation = policy_economy([{"kind": kind, **size}])
    simulation.run(3)
    flows = simulation.flows
    collected = int(flows.household.sums[sum_of])
    brought = int(flows.policies.own_revenue[0])
    assert brought == int(collected * (size["tax_rate"] / getattr(flows.levers, lever))) > 0
    with_policy, without = copy_state(simulation.state), copy_state(simulation.state)
    month = simulation.month
    levers = simulation.policies.levers_in_force(simulation.state, month)
    here = settle_persons(simulation, with_policy, levers, month)
    there = settle_persons(simulation, without, base_levers(simulation.scenario, simulation.state), month)
    taxes = [budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX]
    more = int(here.sums[taxes].sum() - there.sums[taxes].sum())
    assert more == int(here.sums[sum_of] - there.sums[sum_of]) > 0
    assert int(with_policy.accounts[GOVERNMENT] - without.accounts[GOVERNMENT]) == more


@pytest.mark.parametrize("kind", ["shorter_week", "antitrust"])
def test_rules_cost_the_state_nothing_by_themselves(policy_economy, kind):
    simulation = policy_economy([{"kind": kind, "financed_by": "capital_tax"}])
    simulation.run(4)
    rows = simulation.records.frames()["policies"]
    assert rows.select("cost", "own_revenue", "tax_revenue", "rate").to_numpy().max() == 0.0


def test_the_levy_is_taken_from_what_leaves(policy_economy):
    simulation = policy_economy([{"kind": "foreign_rent_levy", "tax_rate": 0.3}])
    simulation.run(6)
    providers, owners = simulation.flows.providers, simulation.flows.model_owners
    assert int(simulation.flows.policies.own_revenue[0]) == providers.levy + owners.levy
    assert providers.levy > 0
    for paid in (providers, owners):
        assert paid.levy == pytest.approx(0.3 * (paid.levy + paid.foreign), abs=2.0)


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in households"])
def test_the_surtax_is_paid_by_those_above_its_threshold(policy_economy, alone, together):
    lives = {} if together else alone
    simulation = policy_economy([{"kind": "income_surtax", "tax_rate": 0.2, "threshold": 30_000.0}], **lives)
    simulation.run(2)
    state, month = simulation.state, simulation.month
    levers = simulation.policies.levers_in_force(state, month)
    (surcharge,) = levers.surcharges
    household = settle_persons(simulation, copy_state(state), levers, month)
    employed = state.workers.status == EMPLOYED
    above = np.maximum(0.0, state.workers.wage[employed].astype(np.float64) - surcharge.threshold)
    of_wages = int(np.floor(0.2 * above).sum())  # no benefit is so large
    # some of those who earn so much have a pension beside it
    pensions = int(household.sums[[budget.OLD_AGE, budget.DISABILITY]].sum())
    assert (pensions > 0) is together
    assert of_wages <= int(household.surcharges[0]) <= of_wages + int(0.2 * pensions)


def test_the_fund_pays_owners_what_it_costs_and_keeps_every_unit(policy_economy):
    simulation = policy_economy([{"kind": "citizens_fund", "target": 0.5, "speed": 1.0}])
    simulation.run(3)
    state = simulation.state
    before = copy_state(state)
    simulation.policies.act(state, simulation.scenario, simulation.month)
    paid = int(state.workers.deposits.sum() - before.workers.deposits.sum())
    assert paid > 0
    assert paid == int(before.accounts[GOVERNMENT] - state.accounts[GOVERNMENT])
    sold = int(
        before.workers.provider_equity.astype(np.int64).sum()
        - state.workers.provider_equity.astype(np.int64).sum()
    )
    assert state.macro.fund_units[0] - before.macro.fund_units[0] == sold > 0
    assert state.macro.claim_units[2] == state.workers.provider_equity.astype(np.int64).sum()
    simulation.run(30)
    share = state.macro.fund_units[0] / (state.macro.fund_units[0] + state.macro.claim_units[2])
    assert share == pytest.approx(0.5, abs=0.01)
    dividends = simulation.flows.household.sums
    assert dividends[budget.CITIZENS] == pytest.approx(dividends[budget.DIVIDEND_PROVIDER], rel=0.05)


def test_gpu_time_of_people_is_paid_to_the_providers(policy_economy):
    simulation = policy_economy([{"kind": "universal_basic_compute", "hours": 30.0, "used": 0.5}])
    simulation.run(5)
    state, flows = simulation.state, simulation.flows
    levers = simulation.policies.levers_in_force(state, simulation.month)
    before = state.accounts.copy()
    simulation.policies.pay(state, flows.market, levers, simulation.month)
    paid = int(before[GOVERNMENT] - state.accounts[GOVERNMENT])
    assert paid == int(state.accounts[RENT_POT] - before[RENT_POT]) > 0
    assert paid == int(levers.public_compute * flows.market.rationing * flows.market.rent)


def test_providers_that_sell_gpus_are_paid_by_those_that_buy(policy_economy):
    simulation = policy_economy([{"kind": "antitrust", "largest_share": 0.15, "selling_speed": 1.0}])
    simulation.run(2)
    providers = simulation.state.providers
    providers.fleet[0] *= 3.0
    fleet, cash = providers.fleet.sum(), int(providers.deposits.sum())
    alone = simulation.structure.provider_single  # the many small owners together are not one owner
    small = providers.fleet[~alone].copy()
    simulation.policies.act(simulation.state, simulation.scenario, 2)
    assert providers.fleet.sum() == pytest.approx(fleet, rel=1e-12)
    assert int(providers.deposits.sum()) == cash
    assert (providers.fleet / fleet)[alone].max() == pytest.approx(0.15, rel=0.01)
    assert (providers.fleet[~alone] > small).all()


def test_a_lottery_pays_those_it_draws_and_nobody_else(policy_economy):
    tables = [
        {"kind": "universal_basic_income", "amount": 500.0, "treated_share": 0.2, "lottery": 3},
        {"kind": "universal_basic_income", "amount": 100.0, "treated_share": 0.6, "lottery": 4},
        {"kind": "universal_basic_income", "amount": 50.0, "treated_share": 0.1, "lottery": 3},
    ]
    simulation = policy_economy(tables)
    simulation.run(1)
    paid = simulation.flows.policies
    draws = [
        treated(share, lottery, 3_000, simulation.seed) for share, lottery in ((0.2, 3), (0.6, 4), (0.1, 3))
    ]
    assert [int(n) for n in paid.recipients] == [int(drawn.sum()) for drawn in draws]
    amounts = [grant.amount for grant in simulation.flows.levers.grants]
    assert [int(c) for c in paid.cost] == [a * int(d.sum()) for a, d in zip(amounts, draws, strict=True)]
    assert (draws[0] | ~draws[2]).all()  # the same lot: the smaller group lies within the larger one
    assert 0.05 < (draws[0] & draws[1]).mean() < 0.20  # another lot: independent, 12 % in both
    np.testing.assert_array_equal(draws[0], treated(0.2, 3, 3_000, simulation.seed))


@pytest.mark.parametrize(
    ("eligible", "statuses"),
    [
        ("employed", [EMPLOYED]),
        ("unemployed", [UNEMPLOYED]),
        ("without_job", [UNEMPLOYED, OUTSIDE, RETRAINING]),
    ],
)
def test_only_the_eligible_are_paid(policy_economy, eligible, statuses):
    simulation = policy_economy(
        [{"kind": "universal_basic_income", "amount": 300.0, "eligible": eligible, "earnings_below": 4_000.0}]
    )
    simulation.run(1)
    workers = simulation.state.workers
    limit = simulation.flows.levers.grants[0].earnings_below
    expected = np.isin(workers.status, statuses) & (workers.wage < limit)
    assert int(simulation.flows.policies.recipients[0]) == int(expected.sum()) > 0


def test_wage_tax_of_a_guaranteed_job_and_benefits_saved(policy_economy):
    simulation = policy_economy([{"kind": "job_guarantee", "wage": 2_500.0, "overhead": 0.0}])
    simulation.run(6)
    sums = simulation.flows.household.sums
    assert int(simulation.flows.policies.cost[0]) == int(sums[budget.GUARANTEE_WAGES]) > 0
    # less for those who work less than full time
    at_full_time = sums[budget.GUARANTEE_COUNT] * simulation.flows.levers.job_guarantee_wage
    assert 0.5 * at_full_time < sums[budget.GUARANTEE_WAGES] < 1.1 * at_full_time
    counted = int(simulation.flows.household.unemployed.sum()) + int(sums[budget.GUARANTEE_COUNT])
    assert counted == int((simulation.state.workers.status == UNEMPLOYED).sum())
