"""AI, its owners, the state and the bank of one month, each worked out again from columns."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.phases import adoption, provider_accounts, public_finance
from sim.phases.cycle import shock
from sim.rules.adoption import Prospect
from sim.rules.compute_investment import Books, list_price
from sim.rules.trends import trend
from sim.state.accounts import (
    BANK,
    CENTRAL_BANK,
    EQUITY_POT,
    FOREIGN,
    GOVERNMENT,
    INVESTMENT_POT,
    N_ACCOUNTS,
    PROVIDER_POT,
    RENT_POT,
)
from sim.state.columns import ACTIVE
from sim.state.levers import labour_cost

from .test_firms_of_a_month import needs_by_team
from .watched import by_firm, stream


def moved(watched, step):
    """Return by how much each account moved in a step."""
    return watched.after[step].accounts - watched.before[step].accounts


def test_training_adds_to_what_models_can_do_by_doublings_of_compute(watched):
    model, before, after = watched.model, watched.before["frontier"], watched.after["frontier"]
    compute, levers = model.scenario.compute, watched.flows.levers
    if model.scenario.models.separate:
        assert after.model_owners.capability.max() > compute.capability_start
        return
    old, new = before.providers, after.providers
    added = compute.training_share * old.fleet
    np.testing.assert_allclose(new.compute - old.compute, added, rtol=1e-9)
    learned = old.capability + compute.frontier_per_doubling * np.log2(new.compute / old.compute)
    caught_up = learned + levers.model_spillover * (learned.max() - learned)
    np.testing.assert_allclose(new.capability, caught_up, rtol=1e-9)
    assert watched.flows.frontier.capability == new.capability.max()


def test_gpus_are_shared_out_and_rationed(watched):
    model, before, market = watched.model, watched.before["gpu_market"], watched.flows.market
    compute, fleet = model.scenario.compute, before.providers.fleet
    separate = model.scenario.models.separate
    offered = fleet * (1.0 if separate else 1.0 - compute.training_share) * watched.flows.frontier.quality
    assert market.capacity == pytest.approx(offered.sum(), rel=1e-12)
    np.testing.assert_allclose(market.share, offered / offered.sum(), rtol=1e-12)
    assert market.share.sum() == pytest.approx(1.0)
    served = market.capacity * (compute.target_utilisation if separate else 1.0)
    assert market.demand == pytest.approx(
        watched.flows.plans.gpu_demand + watched.flows.levers.public_compute, rel=1e-12
    )
    assert market.demand > served
    assert market.used == pytest.approx(served, rel=1e-12)
    assert market.rationing == pytest.approx(served / market.demand, rel=1e-12)
    assert watched.after["gpu_market"].macro.gpu_rationing[0] == market.rationing
    assert market.rent == before.macro.gpu_rent[0]


def test_firms_look_at_what_ai_saves_and_follow_their_neighbours(watched):
    model, before, after, flows = watched.around("adoption")
    firms, numbers, month = before.firms, model.scenario.adoption, model.month
    active = firms.status == ACTIVE
    # all firms look in the first month; what full use would bring follows from the tasks of their teams
    full = after._replace(firms=firms._replace(adoption=np.ones_like(firms.adoption)))
    technology = flows.frontier.technology._replace(adjustment=0.0)
    needs, users = needs_by_team(model, full, flows.frontier._replace(technology=technology), flows.levers)
    weight, rows = before.teams.weight[users].astype(float), np.flatnonzero(users) // 4
    wage = labour_cost(before.macro.occupation_wage, flows.levers)[before.teams.occupation][users]
    wage = wage * firms.premium[rows]
    fee = technology.royalty * np.maximum(0.0, needs.wage - needs.cost)
    size = firms.status.size
    now = np.bincount(rows, weight * wage, size)
    cost = np.bincount(rows, weight * (needs.cost + fee), size)
    replaced = np.bincount(rows, weight * needs.automated / (needs.people + needs.automated), size)
    touch = model.structure.human_touch[firms.sector]
    loss = touch * replaced / max(model.scenario.firms.price_elasticity - 1.0, 0.1)
    saving = 1.0 - cost / np.maximum(now, 1e-300) - loss
    np.testing.assert_allclose(after.firms.ai_saving[active], saving[active], rtol=1e-5, atol=1e-6)
    # intensities of the next month, firm by firm
    users = _first_use(watched)
    trial = technology.trial
    trying = numbers.trial_hazard * (users[active] > 0.0).mean()
    costs, hazards = stream(model.seed, 0, adoption.FIXED_COST), stream(model.seed, month, adoption.ADOPT)
    tries, rule = stream(model.seed, month, adoption.TRIAL), model.rules.in_month(
        before, model.structure, model.scenario, flows.levers, model.seed, month
    )  # fmt: skip
    of_rule = rule.adoption.numbers(rule.moments["adoption"])
    for firm in np.flatnonzero(active):
        gain, intensity = float(after.firms.ai_saving[firm]), float(users[firm])
        luck = uniform(costs, int(firm))
        worth = numbers.cost_median * (luck / (1.0 - luck)) ** numbers.cost_spread
        young = firms.birth[firm] >= month - 1
        too_dear = numbers.cost_median > 0.0 and (intensity <= trial or young) and gain <= worth
        near = firms.neighbours[firm]
        peers = ((near >= 0) & (users[near] > trial)).sum() / near.size
        chance = type(rule.adoption).hazard(of_rule, Prospect(int(firm), gain, peers))
        if intensity > trial:
            deeper = intensity + numbers.speed * (1.0 - intensity)
            expected = trial if too_dear else (deeper if gain > 0.0 else intensity)
        elif not too_dear and uniform(hazards, int(firm)) < chance:
            expected = trial + numbers.speed * (1.0 - trial)
        elif intensity == 0.0 and uniform(tries, int(firm)) < trying * _use_by_size(watched)[firm]:
            expected = trial
        else:
            expected = intensity
        assert after.firms.adoption[firm] == pytest.approx(expected, rel=1e-5), firm
    np.testing.assert_array_equal(after.firms.adoption[~active], firms.adoption[~active])


def _use_by_size(watched):
    """Return how often firms of their sizes use AI, over the share of all."""
    figure, state = watched.model.structure.figure, watched.before["adoption"]
    people = by_firm(state.teams.headcount).sum(axis=1)
    return figure("ai_use_smallest") + figure("ai_use_gain") * people / (people + figure("ai_use_half_size"))


def _first_use(watched):
    """Return the intensities once those are drawn who use AI in the first month."""
    model, state = watched.model, watched.before["adoption"]
    key = stream(model.seed, model.month, adoption.FIRST)
    draw = np.array([uniform(key, firm) for firm in range(state.firms.status.size)])
    chance = model.scenario.adoption.initial_share * _use_by_size(watched)
    intensity = np.maximum(0.02, 2.0 * model.structure.figure("ai_first_intensity") * draw / chance)
    return np.where((state.firms.status == ACTIVE) & (draw < chance), intensity, state.firms.adoption).astype(
        np.float32
    )


def test_owners_of_models_are_paid_by_users_and_pay_for_gpus(watched):
    model, before, after, flows = watched.around("model_accounts")
    found, levers, scenario = flows.model_owners, flows.levers, model.scenario
    if not scenario.models.separate:
        assert sum(found) == 0
        assert (moved(watched, "model_accounts") == 0).all()
        return
    owners, new = before.model_owners, after.model_owners
    royalties = int(before.firms.royalty.sum())
    assert found.royalties == pytest.approx(royalties, abs=before.firms.status.size)
    appeal = np.exp(scenario.compute.quality_sensitivity * owners.capability)
    np.testing.assert_allclose(new.revenue, found.royalties * appeal / appeal.sum(), atol=owners.gpus.size)
    assert new.revenue.sum() == found.royalties
    np.testing.assert_allclose(new.spending, owners.gpus * flows.market.rent, atol=1.0)
    lacking = np.maximum(new.spending - new.revenue - owners.deposits, 0)
    assert found.venture == lacking.sum()
    profit = new.revenue - new.spending
    tax = np.where(profit > 0, (levers.corporate_tax * profit).astype(np.int64), 0)
    assert found.tax == tax.sum() > 0
    assert found.profits == np.maximum(profit, 0).sum()
    cash = owners.deposits + profit + lacking - tax
    payout = scenario.firms.payout_rate * np.maximum(cash - 3 * new.spending, 0)
    np.testing.assert_allclose(new.dividend, payout, atol=1.0)
    np.testing.assert_array_equal(new.deposits, cash - new.dividend)
    assert found.dividends == new.dividend.sum()
    abroad = int(scenario.compute.foreign_ownership * found.dividends)
    assert found.foreign + found.levy == abroad
    accounts = moved(watched, "model_accounts")
    assert accounts[GOVERNMENT] == found.tax + found.levy
    assert accounts[RENT_POT] == found.spending - found.royalties
    assert accounts[PROVIDER_POT] == found.dividends - abroad
    macro = before.macro
    wanted = macro.compute_budget[0] * scenario.models.budget_growth ** (1.0 / 12.0)
    assert after.macro.compute_budget[0] <= wanted * (1.0 + 1e-12)


def test_providers_pay_power_taxes_and_gpus_out_of_rents(watched):
    model, before, after, flows = watched.around("provider_accounts")
    scenario, levers, market, found = model.scenario, flows.levers, flows.market, flows.providers
    compute, old, new = scenario.compute, before.providers, after.providers
    prices = float(before.macro.price_level[0])
    pot = int(before.accounts[RENT_POT])
    assert found.revenue == new.revenue.sum() == pot > 0
    np.testing.assert_allclose(new.revenue, pot * market.share, atol=old.fleet.size)
    running = (found.running_cost * old.fleet * market.in_use).astype(np.int64)
    assert found.running == running.sum() > 0
    wear = old.fleet / compute.gpu_life_months
    profit = new.revenue - running - (wear * list_price(scenario, prices)).astype(np.int64)
    tax = np.where(profit > 0, (levers.corporate_tax * profit).astype(np.int64), 0)
    assert found.tax == tax.sum()
    assert found.profits == np.maximum(profit, 0).sum()
    bought = new.fleet - old.fleet + wear
    assert found.bought == pytest.approx(bought.sum(), rel=1e-9)
    assert (bought >= -1e-12).all()
    cost = (bought * found.price).astype(np.int64)
    assert found.ordered == pytest.approx(cost.sum(), abs=2.0 * cost.size)
    cash = old.deposits + new.revenue - running - tax - cost
    assert found.equity == 0
    keeps = provider_accounts.CASH_MONTHS * (running + cost)
    payout = scenario.firms.payout_rate * np.maximum(cash - keeps, 0)
    np.testing.assert_allclose(new.dividend, payout, atol=2.0)
    np.testing.assert_allclose(new.deposits, cash - new.dividend, atol=2.0)
    assert found.dividends == new.dividend.sum()
    # the maker's margin goes to owners, what is made abroad leaves, the rest is demand
    made = found.ordered - found.chip_margin
    assert found.spending == found.running + made
    assert found.chip_margin >= int(compute.chip_margin * found.ordered) - cost.size
    imported = int(scenario.hardware.imported_share * made)
    earned = found.dividends + found.chip_margin
    abroad = int(compute.foreign_ownership * earned)
    assert found.foreign + found.levy == abroad
    accounts = moved(watched, "provider_accounts")
    assert accounts[RENT_POT] == -pot
    assert accounts[INVESTMENT_POT] == found.spending - imported
    assert accounts[FOREIGN] == imported + found.foreign
    assert accounts[GOVERNMENT] == found.tax + found.levy
    assert accounts[PROVIDER_POT] == earned - abroad
    assert accounts.sum() + (new.deposits - old.deposits).sum() == 0


def test_no_provider_orders_more_than_cash_and_credit_pay_for(watched):
    model, before, after, flows = watched.around("provider_accounts")
    rules = model.rules.in_month(
        before, model.structure, model.scenario, flows.levers, model.seed, model.month
    )
    old, new = before.providers, after.providers
    wear = old.fleet / model.scenario.compute.gpu_life_months
    running = (flows.providers.running_cost * old.fleet * flows.market.in_use).astype(np.int64)
    cash = (old.deposits + new.revenue - running).astype(float)
    asked = rules.compute_investment.orders(
        rules.moments["compute_investment"], flows.market, Books(new.revenue, cash, wear)
    )
    credit = (cash + asked.credit_months * new.revenue) / flows.providers.price
    bought = new.fleet - old.fleet + wear
    assert (bought <= np.maximum(0.0, credit) + 1e-9).all()
    assert (bought <= asked.gpus + 1e-9).all()
    draw = model.scenario.compute.gpu_power if asked.draw is None else asked.draw
    power = old.power + bought * draw - old.power / model.scenario.compute.gpu_life_months
    np.testing.assert_allclose(new.power, power, rtol=1e-9)


def test_the_state_and_the_bank_settle(watched):
    model, before, after, flows = watched.around("public_finance")
    scenario, month, old, new = model.scenario, model.month, before.macro, after.macro
    government, monetary, accounts = scenario.government, scenario.monetary, before.accounts
    debt, issued = -int(accounts[GOVERNMENT]), -int(accounts[CENTRAL_BANK])
    interest = int(max(0, debt) * old.bond_rate[0] / 12.0)
    reserves = int(max(0, issued) * old.policy_rate[0] / 12.0)
    assert flows.public.interest == interest + reserves > 0
    assert flows.public.debt == debt + issued
    surplus = int(accounts[BANK]) + interest + reserves
    payout = int(0.2 * surplus) if surplus > 0 else -min(-surplus, int(0.5 * max(0, accounts[EQUITY_POT])))
    expected = np.zeros(N_ACCOUNTS, np.int64)
    expected[[GOVERNMENT, CENTRAL_BANK, EQUITY_POT]] = -interest, -reserves, payout
    expected[BANK] = interest + reserves - payout
    np.testing.assert_array_equal(moved(watched, "public_finance"), expected)
    usual = old.base_gdp[0] * trend(scenario, month)
    output = float(flows.spending.by_sector.sum())
    ratio = old.output_ratio[0] + (output / usual - old.output_ratio[0]) / 12.0
    assert new.output_ratio[0] == pytest.approx(ratio, rel=1e-12)
    base = usual * (ratio if government.debt_base == "output" else 1.0)
    owed = (debt + issued) / (12.0 * base)
    assert flows.public.debt_ratio == pytest.approx(owed, rel=1e-12)
    target = 1.0 + government.debt_reaction * (owed - government.debt_target)
    target = min(max(target, government.least_tax_scale), government.largest_tax_scale)
    smooth = old.tax_scale[0] + public_finance.TAX_SMOOTHING * (target - old.tax_scale[0])
    assert new.tax_scale[0] == pytest.approx(smooth, rel=1e-12)
    people = flows.household
    jobless, at_work = people.at_hand.sum(), (people.employed - people.guaranteed).sum()
    assert new.unemployment_rate[0] == pytest.approx(jobless / (jobless + at_work), rel=1e-12)
    slot = month % 12
    inflation = old.price_level[0] / old.prices_last_year[slot] - 1.0
    assert new.inflation[0] == pytest.approx(inflation, abs=1e-12)
    assert new.prices_last_year[slot] == old.price_level[0]
    others = np.arange(12) != slot
    np.testing.assert_array_equal(new.prices_last_year[others], old.prices_last_year[others])
    assert new.policy_rate[0] >= 0.0
    years = 12.0 * government.debt_years
    bonds = old.bond_rate[0] + (new.policy_rate[0] - old.bond_rate[0]) / max(years, 1.0)
    assert new.bond_rate[0] == pytest.approx(bonds, rel=1e-9)
    real = new.policy_rate[0] - new.inflation[0]
    memory = max(1.0, scenario.households.rate_memory)
    assert new.real_rate[0] == pytest.approx(old.real_rate[0] + (real - old.real_rate[0]) / memory, abs=1e-12)
    assert new.wages_last_year[slot] == pytest.approx(model.structure.mean_wage(new.occupation_wage))
    assert not np.array_equal(new.occupation_wage, old.occupation_wage)
    assert monetary.regime == "floor" or new.money_due[0] >= 0.0
    cycle = scenario.cycle
    demand = cycle.demand_persistence * old.demand_shock[0] + cycle.demand_sd * shock(
        model.seed, month, public_finance.CYCLE
    )
    assert new.demand_shock[0] == pytest.approx(demand, rel=1e-12)
    cost = cycle.cost_persistence * old.cost_shock[0] + cycle.cost_sd * shock(
        model.seed, month, public_finance.COST
    )
    assert new.cost_shock[0] == pytest.approx(cost, rel=1e-12)
    if slot == 0:
        np.testing.assert_array_equal(new.real_wages[1:], old.real_wages[:-1])


def test_no_step_makes_or_loses_money(watched):
    """What is on its way to sellers or from employers is in two places, or none, between two steps."""

    def total(state):
        tables = (state.workers, state.firms, state.providers, state.model_owners)
        return sum(int(table.deposits.sum()) for table in tables) + int(state.accounts.sum())

    wages = int(watched.before["incomes"].teams.wage_bill.sum())
    sales = int(watched.after["goods_market"].firms.sales.sum())
    for step, state in watched.before.items():
        change = total(watched.after[step]) - total(state)
        if step == "incomes":
            assert change == wages
        elif step == "goods_market":
            assert change == -sales
        elif step == "firm_accounts":
            assert change == sales - wages
        else:
            assert change == 0, step
