"""Figures of one month against the columns of persons and firms that they are figures of."""

import numpy as np
import pytest

from sim.indicators.beginners import exposed_occupations
from sim.indicators.gains import LONGEST_PAYBACK, gains, new_gpus
from sim.indicators.households import above, median_burden, part
from sim.indicators.inequality import (
    EDGES,
    durations,
    gini,
    group_sums,
    lorenz,
    quantile,
    running_sums,
    wealth_shares,
)
from sim.kernels.bins import BINS, bin_of
from sim.phases import firm_accounts
from sim.rules import budget
from sim.rules import life_cycle as life
from sim.rules.hours import full_time_hours
from sim.rules.housing import COST, DISPOSABLE, HOUSEHOLDS, NET, PEOPLE
from sim.state.columns import EMPLOYED, OWNER, UNEMPLOYED
from sim.state.households import number_of_children
from sim.units import WEEKS_PER_MONTH

WEEK = [{"kind": kind} for kind in ("gpu_tax", "wage_subsidy", "wealth_tax")]
WEEK.append({"kind": "shorter_week", "cut": 0.2})
NO_POLICY: list[dict[str, str]] = []


@pytest.fixture(scope="module", params=[NO_POLICY, WEEK], ids=["as it is", "with policies"])
def month(request, build):
    """Return a month of 1,000 persons in households, with AI in the first one, and its tables."""
    model = build(
        "neutral", people=1_000, policy=request.param, records__distribution_every=1,
        compute__capability_start=4.0, compute__gpu_worker_ratio_start=3.0, compute__gpu_worker_ratio=3.0,
        adoption__initial_share=0.8,
    )  # fmt: skip
    model.state.macro.gpu_rent[0] = 100_000.0
    model.state.workers.occupation[::3] = np.arange(model.state.workers.age[::3].size) % 22
    at_work = model.state.workers.status == EMPLOYED
    teams = model.state.workers.team[at_work]
    model.state.workers.occupation[at_work] = model.state.teams.occupation[teams]
    model.step()
    return model, model.records.frames()


def scale(model):
    """Return million people that one stands for."""
    return model.weight / 1e6


def billions(model):
    """Return billion dollars a year for a cent a month."""
    return 12.0 * model.weight / 1e11


def test_jobs_are_those_of_persons(month):
    model, tables = month
    workers, one = model.state.workers, scale(model)
    employed, jobless = workers.status == EMPLOYED, workers.status == UNEMPLOYED
    for name, rows in (("employment", employed), ("unemployed", jobless)):
        counted = np.bincount(workers.occupation[rows], minlength=22)
        np.testing.assert_allclose(tables["occupations"][name], counted * one)
        assert tables["states"][name].sum() == pytest.approx(counted.sum() * one)
    np.testing.assert_allclose(tables["occupations"]["exposure_now"], model.flows.frontier.automatable)
    macro = tables["macro"].row(0, named=True)
    assert macro["employment"] == pytest.approx(employed.sum() * one)
    assert macro["participation_rate"] == pytest.approx((employed.sum() + jobless.sum()) / 1_000)
    sectors = tables["sectors"]
    assert sectors["employment"].sum() == pytest.approx(model.flows.firms.employed.sum() * one)
    np.testing.assert_allclose(sectors["firms"], model.flows.firms.firms * one)
    np.testing.assert_allclose(sectors["price"], model.state.macro.sector_price / 100.0)
    np.testing.assert_allclose(sectors["value_added"], model.flows.spending.by_sector * billions(model))
    np.testing.assert_allclose(sectors["output"], 100.0 * model.flows.firms.output * billions(model))
    np.testing.assert_allclose(sectors["gpus"], model.flows.firms.gpus * one)
    share = model.flows.firms.with_ai / np.maximum(model.flows.firms.firms, 1)
    np.testing.assert_allclose(sectors["ai_share"], share)
    government = model.structure.role("government")
    public = int(model.flows.firms.employed[government])
    assert macro["government_employment"] == pytest.approx(public * one)
    private = int(model.flows.firms.firms.sum() - model.flows.firms.firms[government])
    assert macro["firms"] == pytest.approx(private * one)
    assert macro["mean_firm_size"] == pytest.approx((employed.sum() - public) / private)


def test_the_young_in_exposed_occupations_are_counted(month):
    model, tables = month
    workers, exposed = model.state.workers, exposed_occupations(model.structure)
    young = (workers.status == EMPLOYED) & (workers.age < 25)
    share = exposed[workers.occupation[young]].mean()
    assert 0.0 < share < 1.0
    assert tables["macro"]["young_exposed_employment"][0] == pytest.approx(share)
    jobs = model.structure.jobs
    assert jobs[exposed].sum() / jobs.sum() == pytest.approx(0.4, abs=0.1)
    least = model.structure.usual_exposure[exposed].min()
    assert model.structure.usual_exposure[~exposed].max() <= least


def test_hours_are_those_worked_a_shorter_week_as_agreed(month):
    model, tables = month
    workers, levers = model.state.workers, model.flows.levers
    hours = workers.hours[workers.status == EMPLOYED].astype(float)
    done = 1.0 - levers.hours_cut
    full = full_time_hours(model.scenario.labour.part_time, model.structure.figure("part_time_share"))
    usual = 200.0 * done * full
    short = hours <= np.ceil(usual) if done < 1.0 else np.zeros(hours.size, bool)
    weekly = np.where(short, hours * levers.hours_agreed / done, hours) / 200.0
    weekly *= model.structure.figure("weekly_hours")
    found = tables["labour_flows"].row(0, named=True)
    assert found["weekly_hours"] == pytest.approx(weekly.mean())
    assert found["weekly_hours_per_adult"] == pytest.approx(weekly.sum() / 1_000)
    part_time = (hours < np.ceil(usual * 5.0 / 6.0)).mean()
    assert found["part_time_share"] == pytest.approx(part_time)
    assert 0.0 < part_time < 1.0


def test_incomes_are_those_of_persons(month):
    model, tables = month
    keeper = np.arange(1_000) - model.state.workers.purse.astype(int)
    together = np.bincount(keeper, model.state.workers.income, 1_000)
    each = together / np.maximum(np.bincount(keeper, minlength=1_000), 1)  # adults share alike
    income = np.sort(each[keeper]) / 100.0
    macro = tables["macro"].row(0, named=True)
    assert macro["median_disposable_income"] == pytest.approx(np.median(income), rel=1.0 / 16.0)
    assert macro["real_mean_income"] == pytest.approx(income.mean(), rel=1e-3)
    for name, rank in (("p10", 100), ("p20", 200), ("median", 500), ("p80", 800)):
        assert macro[f"real_{name}_income"] == pytest.approx(income[rank], rel=1.0 / 12.0), name
    deciles = tables["income_deciles"]
    assert deciles["decile"].to_list() == list(range(1, 11))
    means = income.reshape(10, 100).mean(axis=1)
    np.testing.assert_allclose(deciles["disposable_income"], means, rtol=0.06, atol=20.0)
    parts = np.arange(1, 1_001)
    exact = float((2.0 * parts - 1_001) @ income / (1_000 * income.sum()))
    assert macro["disposable_income_gini"] == pytest.approx(exact, abs=0.02)
    wages = model.state.workers.wage[model.state.workers.status == EMPLOYED] / 100.0
    assert macro["median_wage"] == pytest.approx(np.median(wages), rel=1.0 / 16.0)
    assert macro["poverty_rate"] == pytest.approx(macro["supplemental_poverty"], abs=0.25)
    cut = [macro[name] for name in ("wealth_bottom50_share", "wealth_top10_share", "wealth_top1_share")]
    assert 0.0 <= cut[0] < cut[2] < cut[1] <= 1.0
    groups = tables["wealth_groups"]
    running = running_sums(model.flows.household.distribution.by_wealth)
    apart = group_sums(running, np.array([0.0, 0.5, 0.9, 0.99, 0.999, 1.0]))
    for k, share in enumerate(("wealth_share", "equity_share", "income_share")):
        assert groups[share].sum() == pytest.approx(1.0)
        np.testing.assert_allclose(groups[share], apart[:, k] / running[-1, k + 1])
    for name, share, first, end in (
        ("wealth_bottom50_share", "wealth_share", 0, 1), ("wealth_top10_share", "wealth_share", 2, 5),
        ("wealth_top1_share", "wealth_share", 3, 5), ("wealth_top0_1_share", "wealth_share", 4, 5),
        ("equity_bottom50_share", "equity_share", 0, 1), ("equity_top10_share", "equity_share", 2, 5),
    ):  # fmt: skip
        assert macro[name] == pytest.approx(groups[share][first:end].sum()), name


def test_households_are_those_of_their_members(month):
    model, tables = month
    workers, one = model.state.workers, scale(model)
    keeps = workers.purse == 0
    keeper = np.arange(1_000) - workers.purse.astype(int)
    children = np.array([number_of_children(int(packed)) for packed in workers.children])
    size = np.bincount(keeper, minlength=1_000) + children
    homes = tables["homes"]
    assert homes["tenure"].to_list() == ["tenants", "owners"]
    owns = workers.home == OWNER
    for row, rows in enumerate((keeps & ~owns, keeps & owns)):
        assert homes["households"][row] == pytest.approx(rows.sum() * one)
        assert homes["persons"][row] == pytest.approx(size[rows].sum() * one)
    for table in ("states", "household_types"):
        assert tables[table]["households"].sum() == pytest.approx(keeps.sum() * one)
        assert tables[table]["persons"].sum() == pytest.approx(size[keeps].sum() * one)
    macro = tables["macro"].row(0, named=True)
    for name in ("income", "disposable_income"):  # both tables are of the same households
        found = [(tables[table][name].fill_nan(0.0) * tables[table]["households"]).sum()
                 for table in ("states", "household_types")]  # fmt: skip
        assert found[0] == pytest.approx(found[1], rel=1e-9)
        assert found[0] > 0.0
    bins = model.flows.household.households
    for name, table in (("income", bins.by_money), ("disposable_income", bins.by_disposable)):
        together = (tables["states"][name].fill_nan(0.0) * tables["states"]["households"]).sum()
        assert together == pytest.approx(table[:, 1].sum() / 100.0 * one, rel=1e-9)
        half = EDGES[int(np.searchsorted(table[:, 0].cumsum(), 0.5 * keeps.sum()))] / 100.0
        assert half <= macro[f"median_household_{name}"] <= half * 17.0 / 16.0
    assert macro["homeowners"] == pytest.approx((keeps & owns).sum() / keeps.sum())
    poorer, richest = macro["homeowners_bottom50"], macro["homeowners_top10"]
    assert 0.0 <= poorer < macro["homeowners"] < richest <= 1.0
    by_age = tables["homes_by_age"]
    assert by_age["households"].sum() == pytest.approx(keeps.sum() * one)
    owners = (by_age["homeowners"].fill_nan(0.0) * by_age["households"]).sum()
    assert owners == pytest.approx((keeps & owns).sum() * one)


def test_ages_are_those_of_persons(month):
    model, tables = month
    workers, table, one = model.state.workers, tables["ages"], scale(model)
    group = model.structure.people.group_of_age[workers.age]
    rows = table.height
    employed = workers.status == EMPLOYED
    np.testing.assert_allclose(table["persons"], np.bincount(group, minlength=rows) * one)
    np.testing.assert_allclose(table["employment"], np.bincount(group[employed], minlength=rows) * one)
    jobless = workers.status == UNEMPLOYED
    np.testing.assert_allclose(table["unemployed"], np.bincount(group[jobless], minlength=rows) * one)
    for row in range(rows):
        own = workers.wage[employed & (group == row)] / 100.0
        if own.size > 30:
            assert table["mean_pay"][row] == pytest.approx(own.mean(), rel=1e-6)
            assert table["median_pay"][row] == pytest.approx(np.median(own), rel=1.0 / 12.0)
    mean = (table["disposable_income"] * table["persons"]).sum() / table["persons"].sum()
    assert mean == pytest.approx(workers.income.mean() / 100.0, rel=1e-3)


def test_full_timers_of_an_age_earn_their_median_pay(month):
    model, tables = month
    workers, people = model.state.workers, model.structure.people
    usual = full_time_hours(model.scenario.labour.part_time, model.structure.figure("part_time_share"))
    least = np.ceil(200.0 * (1.0 - model.flows.levers.hours_cut) * usual * 5.0 / 6.0)
    full_time = (workers.status == EMPLOYED) & (workers.hours >= least)
    seen = 0
    for row, found in enumerate(tables["tenure"]["median_full_time_pay"]):
        own = workers.wage[full_time & (people.group_of_age[workers.age] == row)] / 100.0
        if own.size > 30:
            assert found == pytest.approx(np.median(own), rel=1.0 / 12.0)
            seen += 1
    assert seen > 2


def test_gpus_and_what_they_bring_are_those_of_the_month(month):
    model, tables = month
    flows, macro, one = model.flows, tables["macro"].row(0, named=True), scale(model)
    fleet = model.state.providers.fleet
    assert macro["gpus"] == pytest.approx(fleet.sum() * one)
    assert macro["gpus_inference"] == pytest.approx((fleet.sum() - flows.market.training) * one)
    assert macro["gpus_used"] == pytest.approx(flows.market.used * one)
    assert macro["gpu_rent"] == pytest.approx(flows.market.rent / 100.0)
    assert macro["gpu_utilisation"] == pytest.approx(flows.market.in_use)
    assert min(macro["gpus_used"], macro["gpu_rent"], macro["royalties"]) > 0.0
    assert macro["gpu_power"] == pytest.approx(model.state.providers.power.sum() * one)
    assert macro["royalties"] == pytest.approx(flows.model_owners.royalties * billions(model))
    assert macro["compute_investment"] == pytest.approx(flows.providers.ordered * billions(model))
    assert macro["chip_margins"] == pytest.approx(flows.providers.chip_margin * billions(model))
    rent = flows.firms.sums[firm_accounts.RENT] / flows.spending.by_sector.sum()
    assert macro["gpu_rent_share"] == pytest.approx(rent, rel=0.05)
    people = flows.household.employed.sum() / flows.production.labour
    for name in ("displaced", "reinstated", "assisted"):
        done = getattr(flows.production, name) * people * one
        assert macro[f"{name}_jobs"] == pytest.approx(done)
    pay = flows.market.rent * flows.household.employed.sum() / flows.firms.sums[firm_accounts.LABOUR_COST]
    assert macro["rent_over_pay"] == pytest.approx(pay)
    table = tables["providers"]
    np.testing.assert_allclose(table["gpus"], fleet * one)
    assert table["share"].sum() == pytest.approx(1.0)
    np.testing.assert_allclose(table["revenue"], model.state.providers.revenue * billions(model))
    owners = tables["model_owners"]
    np.testing.assert_allclose(owners["royalties"], model.state.model_owners.revenue * billions(model))
    np.testing.assert_allclose(owners["model_capability"], model.state.model_owners.capability)


def test_what_owners_and_the_state_receive_of_pay_and_profits_is_added_up(month):
    model, tables = month
    flows, macro, year = model.flows, tables["macro"].row(0, named=True), billions(model)
    owners, firms, sums = flows.providers, flows.firms.sums, flows.household.sums
    both = int(firms[firm_accounts.CONTRIBUTIONS]) + int(sums[budget.EMPLOYEE_CONTRIBUTIONS])
    assert macro["social_contributions"] == pytest.approx(both * year)
    assert both > firms[firm_accounts.CONTRIBUTIONS] > 0
    taxes = int(firms[firm_accounts.PROFIT_TAX]) + owners.tax + flows.model_owners.tax
    assert macro["profit_taxes"] == pytest.approx(taxes * year)
    assert taxes > firms[firm_accounts.PROFIT_TAX]
    paid = int(firms[firm_accounts.HEALTH]) + int(firms[firm_accounts.PENSIONS])
    assert macro["benefits_of_employers"] == pytest.approx(paid * year)
    assert paid > firms[firm_accounts.HEALTH] > 0
    earned = (flows.market.rent - owners.running_cost) * flows.market.in_use
    assert macro["gpu_payback"] == pytest.approx(min(owners.price / earned, LONGEST_PAYBACK))
    assert 0.0 < macro["gpu_payback"] <= LONGEST_PAYBACK


def test_what_persons_receive_is_taxed_spent_and_saved(month):
    model, tables = month
    sums, macro, year = model.flows.household.sums, tables["macro"].row(0, named=True), billions(model)
    taxes = sum(int(sums[tax]) for tax in (budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX))
    in_kind = sum(int(sums[part]) for part in (budget.HEALTH_CARE, budget.PENSIONS, budget.PUBLIC_HEALTH))
    cash = int(sums[budget.DISPOSABLE]) - int(sums[budget.WEALTH_TAX])
    expected = {
        "personal_taxes": taxes, "disposable_cash_income": cash, "disposable_personal_income": cash + in_kind,
        "personal_income": cash + in_kind + taxes,
        "personal_saving": cash + in_kind - int(sums[budget.CONSUMPTION]),
        "wages_and_salaries": int(sums[budget.WAGES]) - int(sums[budget.GUARANTEE_WAGES]),
    }  # fmt: skip
    for name, cents in expected.items():
        assert macro[name] == pytest.approx(cents * year), name
    assert macro["saving_rate"] == pytest.approx(expected["personal_saving"] / (cash + in_kind))
    if model.scenario.policy:
        assert sums[budget.WEALTH_TAX] > 0


def test_owners_receive_dividends_of_both_kinds_and_the_margins_of_chips(month):
    model, _ = month
    seen = model.observation(model.flows)
    paying = {"dividends": 500, "chip_margin": 30, "equity": 7, "foreign": 2}
    providers = seen.flows.providers._replace(**paying)
    models = seen.flows.model_owners._replace(dividends=9_000, venture=60, foreign=40)
    found = gains(seen._replace(flows=seen.flows._replace(providers=providers, model_owners=models)))
    expected = {"owners_income": 9_530, "owners_money": 67, "foreign_rent": 42}
    for name, cents in expected.items():
        assert found[name] == pytest.approx(cents * billions(model)), name


def test_a_gpu_that_earns_little_is_said_to_pay_back_in_the_longest_time_that_is_shown(month):
    model, _ = month
    seen = model.observation(model.flows)
    costs, in_use = seen.flows.providers.running_cost, seen.flows.market.in_use
    assert 0.0 < in_use <= 1.0
    for price, rent, at_cap, shown in (
        (1e15, 2.0 * costs, True, LONGEST_PAYBACK), (0.0, 2.0 * costs, False, 0.0),
        (3.0 * costs * in_use, 2.0 * costs, True, 3.0), (costs, 0.5 * costs, False, LONGEST_PAYBACK),
    ):  # fmt: skip
        providers = seen.flows.providers._replace(price=price, at_cap=at_cap)
        market = seen.flows.market._replace(rent=rent)
        found = new_gpus(seen._replace(flows=seen.flows._replace(providers=providers, market=market)))
        assert found["gpu_payback"] == pytest.approx(shown)
        assert found["supply_at_cap"] == float(at_cap)
        assert found["gpu_price"] == pytest.approx(price / 100.0)


def test_owners_and_tenants_share_what_housing_leaves_with_their_households(month):
    model, tables = month
    sums, homes = model.flows.household.households.home_sums, tables["homes"]
    people, left = sums[:, PEOPLE], sums[:, NET]
    assert (people > 0).all()
    np.testing.assert_allclose(homes["net_income"] * people, left / 100.0)
    np.testing.assert_allclose(homes["housing_cost"] * sums[:, HOUSEHOLDS], sums[:, COST] / 100.0)
    np.testing.assert_allclose(homes["housing_cost_share"] * sums[:, DISPOSABLE], sums[:, COST])


def test_who_was_born_died_and_moved_is_counted(month):
    model, tables = month
    counts, row = model.flows.labour.life, tables["population"].row(0, named=True)
    people = {
        "newcomers": counts[: life.DEATHS_RETRAINING + 1].sum(), "births": counts[life.BIRTHS],
        "deaths_employed": counts[life.DEATHS], "deaths_outside": counts[life.DEATHS_OUTSIDE],
        "leaving_home": counts[life.LEFT_HOME], "couples_parted": counts[life.PARTED],
    }  # fmt: skip
    for name, number in people.items():
        assert row[name] == pytest.approx(number * scale(model)), name
    for name, cents in (("estates", life.ESTATES), ("estate_tax", life.ESTATE_TAX)):
        assert row[name] == pytest.approx(counts[cents] * billions(model))


def test_policies_are_told_what_nobody_pays_for(month):
    model, tables = month
    paid, table = model.flows.policies, tables["policies"]
    assert table.height == paid.cost.size
    for row in range(table.height):
        cost = int(paid.cost[row])
        covered = min(cost, int(paid.own_revenue[row] + paid.revenue[row]))
        expected = 1.0 - covered / cost if cost > 0 else 0.0
        assert table["unfunded_share"][row] == pytest.approx(expected)
        assert table["cost"][row] == pytest.approx(cost * billions(model))
        assert table["recipients"][row] == pytest.approx(paid.recipients[row] * scale(model))


def test_a_quantile_lies_in_its_bin_as_far_as_people_below_it():
    persons = np.zeros(BINS, np.int64)
    low, high = bin_of(1_000.0), bin_of(5_000.0)
    persons[low], persons[high] = 30, 10
    width = EDGES[low + 1] - EDGES[low]
    assert quantile(persons, 0.5) == pytest.approx(EDGES[low] + width * 20.0 / 30.0)
    top = EDGES[high + 1] - EDGES[high]
    assert quantile(persons, 0.9) == pytest.approx(EDGES[high] + top * 6.0 / 10.0)
    first = np.zeros(BINS, np.int64)
    first[0] = 4
    assert quantile(first, 0.25) == pytest.approx(0.25 * EDGES[1])


def test_curves_of_two_groups():
    table = np.zeros((BINS, 3), np.int64)
    table[10], table[20] = (3, 30, 3), (1, 90, 5)
    running = running_sums(table)
    assert running.shape == (BINS + 1, 3)
    assert (running[0] == 0).all()
    np.testing.assert_array_equal(running[-1], [4, 120, 8])
    people, money = lorenz(running, 1)
    assert people[15] == 0.75
    assert money[15] == 0.25
    assert gini(people, money) == pytest.approx(0.5)
    halves = group_sums(running, np.array([0.0, 0.75, 1.0]))
    np.testing.assert_allclose(halves, [[30.0, 3.0], [90.0, 5.0]])
    shares = wealth_shares(running)
    np.testing.assert_allclose(shares.sum(axis=0), 1.0)
    assert shares[0, 0] == pytest.approx(0.5 / 0.75 * 0.25)


def test_spells_of_half_a_month_more_than_is_counted():
    assert durations(np.zeros(5, np.int64)) == (0.0, 0.0)
    mean, median = durations(np.array([4, 2, 2, 0]))
    assert mean == pytest.approx((4 * 0.5 + 2 * 1.5 + 2 * 2.5) / 8)
    assert median == pytest.approx(1.0 * WEEKS_PER_MONTH)
    _, later = durations(np.array([1, 1, 6]))
    assert later == pytest.approx((2.0 + 2.0 / 6.0) * WEEKS_PER_MONTH)


def test_burdens_of_housing():
    households = np.zeros(101, np.int64)
    households[20], households[30], households[60] = 1, 2, 1
    assert median_burden(households) == pytest.approx((30 + 0.5) / 100.0)
    assert above(households, 30) == 0.75
    assert above(households, 31) == 0.25
    households[20] = 9
    assert median_burden(households) == pytest.approx((20 + 6.0 / 9.0) / 100.0)
    first = np.array([4, 0, 0])
    assert median_burden(first) == pytest.approx(0.5 / 100.0)
    assert np.isnan(median_burden(np.zeros(3, np.int64)))
    assert np.isnan(median_burden(np.zeros(0, np.int64)))
    np.testing.assert_array_equal(part(np.array([1, 2]), np.array([4, 0]))[:1], [0.25])
    assert np.isnan(part(np.array([1, 2]), np.array([4, 0]))[1])
