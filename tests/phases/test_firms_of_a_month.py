"""Planning, production, sales and accounts of the firms of one month, each worked out again from columns."""

import numpy as np
import pytest

from sim.kernels.draws import irwin_hall, uniform
from sim.phases import entry, firm_accounts, goods_market
from sim.phases.firm_accounts import (
    AUTOMATION_TAX,
    CONTRIBUTIONS,
    DIVIDENDS_EQUITY,
    DIVIDENDS_PROPERTY,
    DIVIDENDS_PUBLIC,
    ENTRIES,
    ESTATES,
    EXITS,
    GPU_TAX,
    HEALTH,
    INTEREST_PAID,
    INVESTMENT,
    LABOUR_COST,
    PENSIONS,
    PRODUCTION_TAX,
    PROFIT_TAX,
    RENT,
    ROYALTIES,
    SUBSIDY,
)
from sim.phases.frontier import Frontier
from sim.rules.capital import user_cost
from sim.rules.tasks import Needs, Tasks, needs_of_users
from sim.state.accounts import (
    BANK,
    CONSUMPTION_POT,
    EQUITY_POT,
    FOREIGN,
    GOVERNMENT,
    INVESTMENT_POT,
    PROPERTY_POT,
    RENT_POT,
)
from sim.state.columns import ACTIVE, CLOSING, EMPTY, SKILL_ONE
from sim.state.levers import labour_cost

from .watched import by_firm, stream


def needs_by_team(model, state, frontier: Frontier, levers):
    """Return what a unit of effort needs in the teams of firms that use AI, and which teams these are."""
    firms, teams = state.firms, state.teams
    needs = Needs(*np.zeros((len(Needs._fields), teams.weight.size + 1)))
    wage = labour_cost(state.macro.occupation_wage, levers)
    listed = needs_of_users(
        needs, 0, firms.status.size, firms, teams, Tasks(frontier.technology, wage, frontier.automatable)
    )
    users = np.repeat((firms.status == ACTIVE) & (firms.adoption > 0.0), 4) & (teams.weight > 0.0)
    assert users.sum() == listed > 20
    return Needs(*(column[:listed] for column in needs)), users


def test_teams_that_use_ai_need_the_people_and_gpus_of_the_cost_minimum(watched):
    after, flows = watched.after["planning"], watched.flows
    teams = after.teams
    needs, users = needs_by_team(watched.model, watched.before["planning"], flows.frontier, flows.levers)
    np.testing.assert_allclose(teams.human_need[users], needs.people, rtol=1e-6)
    np.testing.assert_allclose(teams.gpu_need[users], needs.gpus, rtol=1e-6)
    others = np.repeat(after.firms.status == ACTIVE, 4) & (teams.weight > 0.0) & ~users
    assert (teams.human_need[others] == 1.0).all()
    assert (teams.gpu_need[others] == 0.0).all()
    demand = float((teams.effort * teams.gpu_need)[users].sum())
    assert flows.plans.gpu_demand == pytest.approx(demand, rel=1e-6)
    planned = np.bincount(teams.occupation[users | others], teams.effort[users | others], 22)
    saved = np.maximum(0.0, 1.0 - teams.human_need[users].astype(float)) * teams.effort[users]
    done = np.bincount(teams.occupation[users], saved, 22) / np.maximum(planned, 1e-12)
    np.testing.assert_allclose(flows.plans.done_by_ai, done, rtol=1e-6, atol=1e-12)


def test_firms_plan_what_they_expect_to_sell_and_the_cost_minimum_for_it(watched):
    model, flows, before, after = (
        watched.model, watched.flows, watched.before["planning"], watched.after["planning"],
    )  # fmt: skip
    scenario, firms, teams, macro = model.scenario, after.firms, after.teams, after.macro
    active = firms.status == ACTIVE
    stock = scenario.firms.inventory_target * firms.expected_demand - firms.inventory
    wanted = np.maximum(0.0, firms.expected_demand + scenario.firms.inventory_speed * stock)
    wanted *= macro.output_limit[firms.sector]
    np.testing.assert_allclose(firms.planned_output[active], wanted[active], rtol=1e-9)
    needs, users = needs_by_team(model, before, flows.frontier, flows.levers)
    premium = np.repeat(firms.premium.astype(float), 4)
    wage = labour_cost(macro.occupation_wage, flows.levers)[teams.occupation]
    benchmark = (
        model.structure.base_wage * (1.0 + flows.levers.employer_contributions)
    )[teams.occupation]  # fmt: skip
    cost, relative = wage * premium, wage / benchmark
    fee = flows.frontier.technology.royalty * np.maximum(0.0, needs.wage - needs.cost)
    working = needs.gpus > 0.0
    rows = np.flatnonzero(users)[working]
    alone = relative.copy()
    cost[rows] = (needs.cost + fee)[working]
    relative[rows] = cost[rows] / (benchmark * premium)[rows]
    sigma, weight = scenario.firms.team_elasticity, teams.weight.astype(float)

    def index(ratio):
        """Return R^(1 - sigma) of every firm."""
        total = by_firm(weight * benchmark * ratio ** (1.0 - sigma)).sum(axis=1)
        return total / np.maximum(by_firm(weight * benchmark).sum(axis=1), 1e-300)

    now = np.where(active, index(relative), 1.0)
    needed = weight * relative**-sigma * np.repeat(now ** (sigma / (1.0 - sigma)), 4)
    effort = needed * np.repeat(firms.planned_output / firms.productivity.clip(1e-300), 4)
    staffed = np.repeat(active, 4) & (weight > 0.0)
    np.testing.assert_allclose(teams.effort[staffed], effort[staffed], rtol=1e-7)
    of_labour = by_firm(needed * cost).sum(axis=1) / firms.productivity.clip(1e-300)
    capital = user_cost(macro, model.structure, scenario)[firms.sector]
    unit, dear = of_labour + capital, index(alone)
    uses = active & (firms.adoption > 0.0) & (dear > now)
    without = of_labour * (dear / now) ** (1.0 / (1.0 - sigma)) + capital
    kept = np.where(uses, (without / unit) ** macro.saving_kept[firms.sector], 1.0)
    np.testing.assert_allclose(firms.unit_cost[active], (unit * kept)[active], rtol=1e-7)
    more = ((kept - 1.0) * unit * firms.planned_output)[active].sum()
    assert flows.plans.kept == pytest.approx(more, rel=1e-6)
    by_gpus = np.zeros(weight.size)
    by_gpus[rows] = (needs.automated / (needs.people + needs.automated))[working]
    people = 1.0 - by_firm(weight * by_gpus).sum(axis=1)
    np.testing.assert_allclose(firms.human_content[active], people[active], rtol=1e-6)
    assert people[active].min() < 0.9 < people[active].max()


def test_vacancies_and_layoffs_are_the_gap_to_the_people_there(watched):
    model, state = watched.model, watched.after["planning"]
    scenario, teams, macro = model.scenario, state.teams, state.macro
    staffed = np.repeat(state.firms.status == ACTIVE, 4) & (teams.weight > 0.0)
    rationing = float(macro.gpu_rationing[0])
    there = teams.headcount.astype(float)
    skill = np.where(there > 0.0, teams.skill_sum / np.maximum(there, 1.0) / SKILL_ONE, 1.0)
    needed = teams.effort * (rationing * teams.human_need + 1.0 - rationing) / skill
    staying = there * (1.0 - scenario.labour.expected_quits)
    gap = needed - staying
    layoffs = np.where(gap < 0.0, scenario.labour.firing_speed * -gap / np.maximum(there, 1.0), 0.0)
    np.testing.assert_allclose(teams.layoff_rate[staffed], layoffs[staffed], rtol=1e-5, atol=1e-9)
    assert (np.abs(teams.vacancies - np.maximum(gap, 0.0))[staffed] < 1.0).all()
    assert (layoffs > 0.0).any()
    listed = np.bincount(teams.occupation[staffed], teams.vacancies[staffed], 22)
    np.testing.assert_array_equal(watched.flows.plans.vacancies.sum(axis=0), listed)
    np.testing.assert_array_equal(watched.flows.labour.vacancies, listed)


def test_output_is_what_teams_achieve_together_with_the_people_and_gpus_there(watched):
    model, before, after = watched.model, watched.before["production"], watched.after["production"]
    numbers, rationing, teams, firms = (
        model.scenario.firms, watched.flows.market.rationing, before.teams, before.firms,
    )  # fmt: skip
    weight = by_firm(teams.weight).astype(float)
    there = weight > 0.0
    labour = np.where(there, by_firm(teams.skill_sum) / SKILL_ONE, 0.0)
    need = rationing * by_firm(teams.human_need) + 1.0 - rationing
    effort = np.where(there, labour / np.maximum(need, 1e-12), 0.0)
    effort = np.where(there & (need < 1e-3), np.maximum(effort, by_firm(teams.effort)), effort)
    cost = model.structure.base_wage[by_firm(teams.occupation)] * weight
    value = cost / np.maximum(cost.sum(axis=1, keepdims=True), 1e-300)
    pool = effort.sum(axis=1, keepdims=True)
    done = (1.0 - numbers.team_coverage) * effort + numbers.team_coverage * weight * pool
    power = (numbers.team_elasticity - 1.0) / numbers.team_elasticity
    achieved = np.where(there, done / np.where(there, weight, 1.0), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        made = (value * achieved**power).sum(axis=1) ** (1.0 / power)
    works = (firms.status == ACTIVE) & (pool[:, 0] > 0.0)
    made = firms.productivity * np.where(works, made, 0.0)
    made = np.minimum(made, numbers.output_cap * firms.planned_output)
    alive = firms.status != EMPTY
    np.testing.assert_allclose(after.firms.output[alive], made[alive], rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(
        (after.firms.inventory - firms.inventory)[alive], made[alive], rtol=1e-6, atol=1e-6
    )
    assert (made > 0.0).sum() > 30
    assert watched.flows.production.labour == pytest.approx(labour.sum(), rel=1e-12)
    intensity = (labour * firms.adoption[:, None]).sum() / labour.sum()
    assert after.macro.mean_adoption[0] == pytest.approx(intensity, rel=1e-6)


def test_work_of_ai_is_booked_where_it_is_done(watched):
    model, flows, before, after = (
        watched.model, watched.flows, watched.before["production"], watched.after["production"],
    )  # fmt: skip
    needs, users = needs_by_team(model, before, flows.frontier, flows.levers)
    effort = before.teams.effort[users] * flows.market.rationing
    firm = np.flatnonzero(users) // 4
    used = before.teams.gpu_need[users] * effort
    size = before.firms.status.size
    np.testing.assert_allclose(after.firms.gpus, np.bincount(firm, used, size), rtol=1e-6)
    assert flows.production.gpus_used == pytest.approx(used.sum(), rel=1e-9)
    of_people = flows.levers.public_compute * flows.market.rationing
    assert flows.production.gpus_used == pytest.approx(flows.market.used - of_people, rel=1e-6)
    automated = effort * needs.automated
    np.testing.assert_allclose(after.firms.automated, np.bincount(firm, automated, size), rtol=1e-9)
    assert flows.production.automated == pytest.approx(automated.sum(), rel=1e-9)
    assisted = (effort * needs.assisted).sum()
    assert flows.production.assisted == pytest.approx(assisted, rel=1e-9)
    royalty = effort * flows.frontier.technology.royalty * np.maximum(0.0, needs.wage - needs.cost)
    np.testing.assert_allclose(after.firms.royalty, np.bincount(firm, royalty, size), rtol=1e-6, atol=1e-9)
    share = (automated.sum() + assisted) / (flows.production.labour + automated.sum())
    assert after.macro.automation[0] == pytest.approx(share, rel=1e-9)
    # what is displaced is given back, but for what people no longer do
    saved = (effort * (1.0 - needs.people - needs.assisted)).sum()
    assert flows.production.displaced - flows.production.reinstated == pytest.approx(saved, rel=1e-9)
    founded = (before.firms.birth >= 0) & (before.firms.status != EMPTY)
    assert flows.production.entrant_jobs == by_firm(before.teams.headcount)[founded].sum()


def test_customers_move_towards_what_appeals_to_them(watched):
    model, before, after = watched.model, watched.before["goods_market"], watched.after["goods_market"]
    numbers, firms, sector = model.scenario.firms, before.firms, before.firms.sector
    sells = np.flatnonzero((firms.status == ACTIVE) & (firms.inventory > 0.0))
    sold, shock = sector[sells], numbers.demand_shock_sd
    key = stream(model.seed, model.month, goods_market.APPEAL)
    luck = np.array([irwin_hall(key, int(firm)) for firm in sells])
    government = model.structure.role("government")
    spread = np.where(sold == government, 0.25 * shock, shock)
    age = (model.month - firms.birth[sells]) / 12.0
    drift = numbers.young_growth / 12.0 * np.maximum(0.0, 1.0 - age / 6.0)
    taste = np.exp(spread * luck + drift - 0.5 * spread**2)
    np.testing.assert_allclose(after.firms.appeal[sells], (firms.appeal[sells] * taste), rtol=1e-9)
    touch = np.maximum(0.0, model.structure.human_touch[sold])
    human = np.exp(touch * (firms.human_content[sells].astype(float) - 1.0))
    relative = firms.price[sells] / before.macro.sector_price[sold]
    drawn = after.firms.appeal[sells] * human * relative ** (1.0 - numbers.price_elasticity)
    share = firms.demand_share[sells] + numbers.habit * (drawn - firms.demand_share[sells])
    np.testing.assert_allclose(after.firms.demand_share[sells], share, rtol=1e-8)
    weight = np.bincount(sold, share, after.macro.sector_price.size)
    listed = np.bincount(sold, share * firms.price[sells], weight.size)
    open_ = weight > 0.0
    np.testing.assert_allclose(after.macro.sector_price[open_], (listed / np.maximum(weight, 1e-300))[open_])
    np.testing.assert_array_equal(after.macro.sector_price[~open_], before.macro.sector_price[~open_])
    prices = (model.structure.consumption * after.macro.sector_price).sum() / 100.0
    assert after.macro.price_level[0] == pytest.approx(prices, rel=1e-12)


def orders(watched):
    """Return by buyer what is ordered of each sector that can sell, cents with fractions."""
    model, before, after = watched.model, watched.before["goods_market"], watched.after["goods_market"]
    structure, levers, flows = model.structure, watched.flows.levers, watched.flows
    firms = after.firms
    sells = (before.firms.status == ACTIVE) & (before.firms.inventory > 0.0)
    size = after.macro.sector_price.size
    weight = np.bincount(firms.sector[sells], firms.demand_share[sells], size)
    human = np.bincount(firms.sector[sells], (firms.demand_share * firms.human_content)[sells], size)
    content = human / np.maximum(weight, 1e-300)
    price = after.macro.sector_price / before.macro.price_level[0] / 100.0
    shares = structure.consumption * price ** (1.0 - model.scenario.households.sector_elasticity)
    shares *= np.exp(structure.human_touch * (content - (structure.consumption * content).sum()))
    tax = int(before.accounts[CONSUMPTION_POT] * levers.consumption_tax)
    amounts = (
        (before.accounts[CONSUMPTION_POT] - tax, shares),
        (flows.spending.government - int(flows.spending.policy.sum()), structure.government),
        (max(0, before.accounts[INVESTMENT_POT]), structure.investment),
        (model.scenario.compute.foreign_recycling * max(0, before.accounts[FOREIGN]), structure.exports),
        *((one.amount, structure.government if one.sector < 0 else np.eye(size)[one.sector])
          for one in levers.purchases),
    )  # fmt: skip
    split = [amount * np.where(weight > 0.0, part, 0.0) for amount, part in amounts]
    return [one / max(np.where(weight > 0.0, part, 0.0).sum(), 1e-300)
            for one, (_, part) in zip(split, amounts, strict=True)], weight  # fmt: skip


def test_each_buyer_spends_by_its_own_shares_and_firms_sell_by_theirs(watched):
    before, after, spending = (
        watched.before["goods_market"], watched.after["goods_market"], watched.flows.spending,
    )  # fmt: skip
    by_buyer, weight = orders(watched)
    firms = after.firms
    sales = np.bincount(firms.sector, firms.sales, weight.size)
    np.testing.assert_array_equal(sales, spending.by_sector)
    expected = sum(by_buyer)
    np.testing.assert_allclose(spending.by_sector, expected, rtol=1e-6, atol=120.0)
    np.testing.assert_allclose(spending.policy, [part.sum() for part in by_buyer[4:]], atol=weight.size)
    paid = sum(int(before.accounts[pot] - after.accounts[pot]) for pot in (
        CONSUMPTION_POT, GOVERNMENT, INVESTMENT_POT, FOREIGN))  # fmt: skip
    assert paid == int(spending.by_sector.sum())
    assert int(before.accounts[GOVERNMENT] - after.accounts[GOVERNMENT]) == (
        spending.government - spending.consumption_tax
    )
    assert int(before.accounts[INVESTMENT_POT] - after.accounts[INVESTMENT_POT]) == spending.investment
    assert int(before.accounts[FOREIGN] - after.accounts[FOREIGN]) == spending.exports
    assert 0 <= after.accounts[CONSUMPTION_POT] < 100
    sells = (before.firms.status == ACTIVE) & (before.firms.inventory > 0.0)
    part = (firms.demand_share / np.maximum(weight, 1e-300)[firms.sector])[sells]
    np.testing.assert_allclose(firms.sales[sells], part * expected[firms.sector[sells]], rtol=1e-6, atol=9.0)
    assert (firms.sales[~sells] == 0).all()


def test_firms_hand_over_what_they_have_and_learn_what_was_wanted(watched):
    model, before, after = watched.model, watched.before["goods_market"], watched.after["goods_market"]
    old, firms, numbers = before.firms, after.firms, model.scenario.firms
    sells = (old.status == ACTIVE) & (old.inventory > 0.0)
    wanted = firms.sales / old.price.clip(1e-300)
    units = np.minimum(wanted, old.inventory)
    np.testing.assert_allclose(firms.inventory[sells], (old.inventory - units)[sells], rtol=1e-9, atol=1e-9)
    most = goods_market.LONGEST_BOOM * old.expected_demand + 1e-9
    expected = old.expected_demand + numbers.expectation_weight * (
        np.minimum(wanted, most) - old.expected_demand
    )
    np.testing.assert_allclose(firms.expected_demand[sells], expected[sells], rtol=1e-9)
    np.testing.assert_array_equal(firms.inventory[~sells], old.inventory[~sells])
    size = after.macro.sector_price.size
    np.testing.assert_allclose(
        watched.flows.spending.real, np.bincount(firms.sector[sells], units[sells], size), rtol=1e-9
    )
    assert (wanted > old.inventory)[sells].any()
    assert (wanted < old.inventory)[sells].any()


def test_firms_pay_everybody_and_keep_the_rest(watched):
    model, before, after, flows = watched.around("firm_accounts")
    scenario, levers, structure, macro = model.scenario, flows.levers, model.structure, before.macro
    firms, new, teams = before.firms, after.firms, before.teams
    alive = firms.status != EMPTY
    wages = by_firm(teams.wage_bill).sum(axis=1)
    goods = (structure.investment * macro.sector_price).sum() / 100.0
    rent = firms.gpus * flows.market.rent
    subsidy = by_firm(levers.wage_subsidy[teams.occupation] * teams.wage_bill).sum(axis=1)
    subsidy *= 1.0 + levers.employer_contributions
    replaced = firms.output * structure.capital_cost[firms.sector] * goods
    cost = (
        wages * (1.0 + levers.employer_contributions) - subsidy + rent * (1.0 + levers.gpu_tax)
        + levers.automation_tax * firms.automated + replaced + firms.royalty
    )  # fmt: skip
    tax = structure.production_tax[firms.sector] * firms.sales
    loan = max(0.0, macro.policy_rate[0] + scenario.monetary.loan_spread) / 12.0
    rate = np.where(firms.deposits < 0, loan, max(0.0, macro.bond_rate[0]) / 12.0)
    interest = -firms.deposits * rate
    profit = firms.sales - tax - cost - interest
    on_profit = np.maximum(0.0, levers.corporate_tax * profit)
    expansion = np.maximum(scenario.capital.years_of_investment * macro.expansion, -1.0)[firms.sector]
    usual = np.where(firms.operating_cost == 0, cost, (3 * firms.operating_cost + cost) / 4.0)
    cash = firms.deposits + profit - on_profit - expansion * replaced
    payout = np.maximum(0.0, scenario.firms.payout_rate * (cash - scenario.firms.cash_buffer * usual))
    stays = alive & (new.status != EMPTY) & (new.birth == firms.birth)
    np.testing.assert_allclose(new.deposits[stays], (cash - payout)[stays], atol=40.0)
    np.testing.assert_allclose(new.operating_cost[stays], usual[stays], atol=40.0)
    growth = (1.0 + scenario.wages.productivity_growth) ** (1.0 / 12.0) * macro.deepening[firms.sector]
    np.testing.assert_allclose(new.productivity[stays], (firms.productivity * growth)[stays], rtol=1e-12)
    sums, close = flows.firms.sums, {"rel": 1e-5, "abs": 400.0}
    expected = {
        LABOUR_COST: (1.0 + levers.employer_contributions) * wages,
        CONTRIBUTIONS: levers.contribution_rate * wages, HEALTH: levers.health_contribution_rate * wages,
        PENSIONS: levers.pension_contribution_rate * wages, SUBSIDY: subsidy, RENT: rent,
        GPU_TAX: levers.gpu_tax * rent, PRODUCTION_TAX: tax, PROFIT_TAX: on_profit, ROYALTIES: firms.royalty,
        INTEREST_PAID: interest, INVESTMENT: (1.0 + expansion) * replaced,
        AUTOMATION_TAX: levers.automation_tax * firms.automated, firm_accounts.PROFITS: profit.clip(min=0.0),
    }  # fmt: skip
    for column, values in expected.items():
        assert sums[column] == pytest.approx(values[alive].sum(), **close), column
    public, homes = structure.role("government"), structure.role("real_estate")
    private = alive & (firms.sector != public) & (firms.sector != homes)
    pensions = scenario.households.pension_share * payout[private].sum()
    assert sums[DIVIDENDS_PUBLIC] == pytest.approx(payout[alive & (firms.sector == public)].sum(), **close)
    of_homes = payout[alive & (firms.sector == homes)].sum()
    assert sums[DIVIDENDS_PROPERTY] == pytest.approx(of_homes + pensions, **close)
    assert sums[DIVIDENDS_EQUITY] == pytest.approx(payout[private].sum() - pensions, **close)
    left = alive & (firms.status == CLOSING) & (by_firm(teams.headcount).sum(axis=1) == 0)
    left_over = (cash - payout)[left]
    assert sums[firm_accounts.BAD_DEBT] == pytest.approx(left_over.clip(max=0.0).sum(), **close)
    assert sums[ESTATES] == pytest.approx(
        left_over[firms.sector[left] != public].clip(min=0.0).sum(), **close
    )
    assert sums[firm_accounts.BAD_DEBT] < 0 < sums[ESTATES]
    moved = after.accounts - before.accounts
    taxes = [CONTRIBUTIONS, PRODUCTION_TAX, PROFIT_TAX, GPU_TAX, AUTOMATION_TAX, DIVIDENDS_PUBLIC]
    assert moved[GOVERNMENT] == sums[taxes].sum() - sums[SUBSIDY]
    assert moved[RENT_POT] == sums[RENT] + sums[ROYALTIES]
    assert moved[INVESTMENT_POT] == sums[INVESTMENT]
    assert moved[BANK] == sums[INTEREST_PAID] + sums[firm_accounts.BAD_DEBT]
    assert moved[EQUITY_POT] == sums[DIVIDENDS_EQUITY] + sums[ESTATES]
    assert moved[PROPERTY_POT] == sums[DIVIDENDS_PROPERTY] + sums[HEALTH] + sums[PENSIONS]


def test_firms_are_counted_by_sector(watched):
    before, after, flows = watched.before["firm_accounts"], watched.after["firm_accounts"], watched.flows
    firms, alive = before.firms, before.firms.status != EMPTY
    size = flows.firms.firms.size

    def by_sector(values):
        return np.bincount(firms.sector[alive], np.asarray(values, float)[alive], size)

    people = by_firm(before.teams.headcount).sum(axis=1)
    pairs = (
        (flows.firms.firms, np.ones(alive.size)), (flows.firms.employed, people),
        (flows.firms.with_ai, firms.adoption > 0.0), (flows.firms.output, firms.output),
        (flows.firms.gpus, firms.gpus), (flows.firms.expected_demand, firms.expected_demand),
    )  # fmt: skip
    for found, values in pairs:
        np.testing.assert_allclose(found, by_sector(values), rtol=1e-9)
    sums = flows.firms.sums
    assert sums[firm_accounts.N_ACTIVE] == alive.sum()
    assert sums[firm_accounts.EMPLOYED] == people[alive].sum() == flows.firms.employed.sum()
    assert sums[firm_accounts.WITH_AI] == (alive & (firms.adoption > 0.0)).sum()
    assert sums[firm_accounts.EMPLOYED_WITH_AI] == people[alive & (firms.adoption > 0.0)].sum()
    assert sums[firm_accounts.AUTOMATED] == pytest.approx(
        1000.0 * firms.automated.sum(), abs=float(alive.sum())
    )
    labour = by_firm(before.teams.wage_bill).sum(axis=1) * (1.0 + flows.levers.employer_contributions)
    np.testing.assert_allclose(flows.firms.labour_cost, by_sector(labour), atol=400.0)
    reports = alive & ((np.arange(alive.size) + watched.model.month) % 12 == 0)
    change = (people - np.maximum(0, firms.headcount_last_year))[reports]
    closed = alive & (after.firms.status == EMPTY)
    jobs = flows.firms.jobs
    assert jobs[firm_accounts.CREATED] == change[change > 0].sum()
    assert jobs[firm_accounts.DESTROYED] >= -change[change < 0].sum()
    young = alive & (watched.model.month - firms.birth < firm_accounts.YOUNG)
    assert jobs[firm_accounts.EMPLOYED_BY_YOUNG] == people[young].sum()
    stays = reports & ~closed
    np.testing.assert_array_equal(after.firms.headcount_last_year[stays], people[stays])


def test_firms_begin_to_close_and_rows_are_taken_by_entrants(watched):
    model, before, after, flows = watched.around("firm_accounts")
    was, now = before.firms.status, after.firms.status
    assert flows.firms.sums[EXITS] == ((was == ACTIVE) & (now == CLOSING)).sum() > 0
    people = by_firm(before.teams.headcount).sum(axis=1)
    left = (was == CLOSING) & (people == 0)
    assert not (was[~left] != EMPTY)[now[~left] == EMPTY].any()
    macro, structure = before.macro, model.structure
    base = round(structure.firms_per_person * before.workers.team.size)
    rates = structure.entry_rate * structure.firm_share * base * macro.entry_factor
    automation = float(macro.automation[0]) if macro.ai_era[0] > 0.0 else 0.0
    rates = rates * (1.0 + model.scenario.adoption.entry_ai_elasticity * automation)
    empty = np.flatnonzero((was == EMPTY) | left)
    key = stream(model.seed, model.month, entry.ENTRY)
    luck = np.array([uniform(key, int(firm)) for firm in empty])
    founded = empty[luck < min(1.0, rates.sum() / empty.size)]
    np.testing.assert_array_equal(np.flatnonzero(now[empty] == ACTIVE), np.searchsorted(empty, founded))
    assert flows.firms.sums[ENTRIES] == founded.size
    assert (after.firms.birth[founded] == model.month).all()
    assert (after.firms.inventory[founded] == 0.0).all()
    draws = stream(model.seed, model.month, entry.ENTRY_SECTOR)
    shares = np.cumsum(rates) / rates.sum()
    drawn = [int((shares <= uniform(draws, int(firm))).sum()) for firm in founded]
    np.testing.assert_array_equal(after.firms.sector[founded], drawn)
