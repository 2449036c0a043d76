"""The economy of the base year: its firms, persons and wealth add up and look like the published figures."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base_year.calibration import load
from sim.base_year.firms import apportion, firm_rows, firm_sizes
from sim.base_year.households import SKILL, WEALTH, normal_rank, within_group
from sim.kernels.draws import stream, uniform
from sim.kernels.elementary import normal_quantile
from sim.state.accounts import GOVERNMENT, money
from sim.state.columns import (
    ACTIVE,
    EMPLOYED,
    EMPTY,
    OUTSIDE,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
)
from sim.state.structure import PRICE_BASE

PEOPLE = 100_000


@pytest.fixture(scope="module")
def together(build):
    return build(people=PEOPLE)


@pytest.fixture(scope="module")
def singles(build):
    """Return an economy of people who live alone: whose skill and wealth are drawn, not those of a sample."""
    return build(people=PEOPLE, alone=True)


@pytest.fixture(params=["together", "singles"])
def model(request):
    """Return each of the two: what follows holds however people live, unless it asks for ``singles``."""
    return request.getfixturevalue(request.param)


# firms


@given(st.integers(1, 2_000), st.integers(0, 60_000), st.floats(1.01, 3.0), st.integers(10, 100_000))
def test_firm_sizes_add_up_to_the_jobs(n, more, tail, largest):
    jobs = n + more
    sizes = firm_sizes(n, jobs, tail, float(largest))
    assert sizes.size == n
    assert sizes.min() >= 1
    assert sizes.max() <= max(largest, math.ceil(jobs / n)) + 1  # rounding
    # a size under one half is rounded up to a person: at most one a firm
    assert jobs - 1 <= sizes.sum() <= jobs + n
    assert (np.diff(sizes) <= 1).all()  # ranked, up to rounding


def test_firm_sizes_have_a_pareto_tail():
    sizes = firm_sizes(20_000, 500_000, 1.06, 1e9)
    rank = np.arange(1, 201)
    slope = np.polyfit(np.log(sizes[:200]), np.log(rank - 0.5), 1)[0]
    # quantiles of an exact Pareto law: the fit on ranks minus a half is exact up to whole persons
    assert slope == pytest.approx(-1.06, rel=0.02)


@pytest.mark.parametrize("people", [1_000, 4_000, 10_000, 20_000])
def test_a_small_economy_lacks_no_jobs(build, people):
    """Large employers are few in it, so that each has more of the jobs than the largest firm is to have."""
    model = build(people=people)
    start = model.scenario.population
    employed = people * (1.0 - start.outside_share) * (1.0 - start.unemployment_rate)
    jobs = int(model.state.teams.headcount.sum())
    # sizes of firms are rounded sector by sector: less than a job each
    assert abs(jobs - employed) < model.calibration.sizes["sectors"]


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100.0), min_size=1, max_size=22))
def test_apportioning_loses_no_row(total, shares):
    shares = np.array(shares)
    rows = apportion(total, shares)
    assert rows.sum() == total
    assert (np.abs(rows - total * shares / shares.sum()) < 1.0).all()


def test_firms_have_ages_cash_and_last_years_employees(model):
    firms = model.state.firms
    active = firms.status == ACTIVE
    employees = model.state.teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    np.testing.assert_array_equal(firms.headcount_last_year[active], employees[active])
    # at rest: a month's profit after tax and the payout of the cash above the buffer leave it as it is
    structure, section = model.structure, model.scenario.firms
    wages = model.state.teams.wage_bill.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    costs = (
        wages * (1.0 + contributions(model.scenario)) + firms.output * structure.capital_cost[firms.sector]
    )
    sold = firms.output * firms.price * (1.0 - structure.production_tax[firms.sector])
    profit = np.maximum(0.0, sold - costs) * (1.0 - model.scenario.government.corporate_tax)
    cash = firms.deposits + profit
    left = cash - section.payout_rate * (cash - section.cash_buffer * costs)
    np.testing.assert_allclose(left[active], firms.deposits[active], atol=1.0)  # whole cents
    age = model.month - 1 - firms.birth[active].astype(int)
    assert age.min() >= 6
    assert age.max() <= 600
    assert np.unique(age).size > 100
    large, small = employees[active] >= 100, employees[active] <= 5
    assert age[large].mean() > 2.0 * age[small].mean()  # small firms are young


def test_numbers_of_firms_by_sector_are_the_published_ones(model):
    calibration, firms = load(), model.state.firms
    active = firms.status == ACTIVE
    n_sectors = calibration.sizes["sectors"]
    counts = np.bincount(firms.sector[active], minlength=n_sectors)
    n_firms, rows = firm_rows(PEOPLE, model.scenario.firms.spare_rows, calibration)
    # 5.6 million firms and units of government, 278 million adults
    assert n_firms == pytest.approx(0.02026 * PEOPLE, rel=1e-3)
    assert n_firms <= active.sum() <= n_firms + n_sectors  # every sector has at least one
    assert firms.status.size == rows
    assert (firms.status[~active] == EMPTY).all()
    expected = n_firms * calibration.sector_firms / calibration.sector_firms.sum()
    assert (
        np.abs(counts - np.maximum(expected, 1.0)) <= 2.0
    ).all()  # largest remainders, at least one a sector


def test_jobs_by_sector_and_occupation_are_the_published_ones(model):
    calibration, state = load(), model.state
    workers = state.workers
    employed = workers.status == EMPLOYED
    published = calibration.sector_jobs / calibration.sector_jobs.sum()
    sectors = (
        np.bincount(state.firms.sector[workers.team[employed] // TEAMS_PER_FIRM], minlength=published.size)
        / employed.sum()
    )
    # rounding of sizes adds at most a person a firm
    assert np.abs(sectors - published).max() < 0.01
    occupations = (
        np.bincount(workers.occupation[employed], minlength=calibration.occupation_jobs.size) / employed.sum()
    )
    published = calibration.staffing_jobs.sum(axis=0) / calibration.staffing_jobs.sum()
    # teams take evenly spaced quantiles of the sector's staffing, and the largest firms are a sample of one
    assert np.abs(occupations - published).max() < 0.03
    assert np.abs(occupations - published).sum() / 2.0 < 0.08


def contributions(scenario):
    """Return what employers pay on top of wages, share of the wage."""
    government = scenario.government
    return (
        government.contribution_rate
        + government.health_contribution_rate
        + government.pension_contribution_rate
    )


def test_a_price_of_the_base_year_covers_cost_and_pays_labour_its_share(model):
    firms, teams, structure = model.state.firms, model.state.teams, model.structure
    scenario, above = model.scenario, []
    assert model.state.macro.price_level[0] == pytest.approx(1.0, rel=1e-9)
    for firm in np.flatnonzero(firms.status == ACTIVE)[:200]:
        rows = np.arange(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1))
        weight = teams.weight[rows].astype(float)
        sector = firms.sector[firm]
        pay = structure.base_wage[teams.occupation[rows]] * (1.0 + contributions(scenario))
        unit_labour = (weight * pay).sum() * firms.premium[firm] / firms.productivity[firm]
        # the firm's own productivity is lognormal: labour is its sector's share of the price where that is
        # one
        own = 100.0 * structure.labour_share[sector] / unit_labour
        assert 0.3 < own < 3.0
        above.append(structure.user_cost[sector] / (firms.unit_cost[firm] - unit_labour))
        price = (1.0 + structure.markup[sector]) * firms.unit_cost[firm]
        assert firms.price[firm] == pytest.approx(price, rel=1e-6)
    # what firms asked at first was lowered, as wages were, until the price level was that of the base year
    np.testing.assert_allclose(above, above[0], rtol=1e-4)  # weight and premium are float32
    assert 1.0 < above[0] < 1.2


def test_labour_takes_its_published_share_of_value_added(build):
    model = build(people=PEOPLE, firms__productivity_sd=0.0, wages__premium_sd=0.0, firms__markup_scale=1.0)
    firms, teams = model.state.firms, model.state.teams
    structure = model.structure
    # without spread every firm sells at the base price, labour at the wages of the base year its sector's
    # share
    active = firms.status == ACTIVE
    np.testing.assert_allclose(firms.price[active], PRICE_BASE, rtol=1e-6)
    rows = teams.weight > 0.0
    sector = np.repeat(firms.sector, TEAMS_PER_FIRM)[rows]
    benchmark = structure.base_wage[teams.occupation[rows]] * (1.0 + contributions(model.scenario))
    output = np.repeat(firms.output, TEAMS_PER_FIRM)[rows]
    scale = np.repeat(firms.productivity, TEAMS_PER_FIRM)[rows]
    cost = np.bincount(sector, weights=teams.weight[rows] * benchmark * output / scale, minlength=20)
    value = np.bincount(firms.sector[active], weights=(firms.price * firms.output)[active], minlength=20)
    np.testing.assert_allclose(cost / value, structure.labour_share, rtol=1e-6)


# persons


def test_every_person_has_a_place(model):
    workers, teams = model.state.workers, model.state.teams
    employed = workers.status == EMPLOYED
    assert np.isin(workers.status, (EMPLOYED, UNEMPLOYED, OUTSIDE)).all()
    np.testing.assert_array_equal(workers.team >= 0, employed)
    at_work = workers.team[employed]
    size = teams.headcount.size
    np.testing.assert_array_equal(np.bincount(at_work, minlength=size), teams.headcount)
    np.testing.assert_array_equal(
        np.bincount(at_work, weights=workers.skill[employed], minlength=size), teams.skill_sum
    )
    np.testing.assert_array_equal(
        np.bincount(at_work, weights=workers.wage[employed], minlength=size), teams.wage_bill
    )
    np.testing.assert_array_equal(workers.occupation[employed], teams.occupation[at_work])
    assert (workers.status_month <= model.month - 1).all()
    assert workers.wage.min() > 0


def test_shares_of_the_population_are_the_published_ones(model):
    population, workers = model.scenario.population, model.state.workers
    inside = (workers.status != OUTSIDE).mean()
    jobless = (workers.status == UNEMPLOYED).sum() / (workers.status != OUTSIDE).sum()
    # jobs are rounded up by at most a person a firm; who has none is drawn by chance
    firms = firm_rows(PEOPLE, 2.0, load())[0] / PEOPLE
    assert abs(inside - (1.0 - population.outside_share)) < firms + 5.0 * math.sqrt(0.24 / PEOPLE)
    assert abs(jobless - population.unemployment_rate) < firms + 5.0 * math.sqrt(0.043 / PEOPLE / 0.618)


def test_skill_is_lognormal_with_mean_one(singles):
    workers, structure = singles.state.workers, singles.structure
    for occupation in range(structure.jobs.size):
        skill = workers.skill[workers.occupation == occupation] / SKILL_ONE
        sd = structure.log_wage_sd[occupation]
        n = skill.size
        assert abs(np.log(skill).std() / sd - 1.0) < 5.0 / math.sqrt(2.0 * n) + 0.01  # 64 is the lowest skill
        assert abs(skill.mean() - 1.0) < 5.0 * skill.std() / math.sqrt(n) + 1.0 / SKILL_ONE


def test_mean_wages_are_the_published_ones(model):
    workers, calibration = model.state.workers, load()
    for occupation in range(calibration.occupation_jobs.size):
        wage = workers.wage[(workers.occupation == occupation) & (workers.status == EMPLOYED)] / 100.0
        published = model.scenario.wages.level * calibration.occupation_wage[occupation]  # of payrolls
        # premiums of firms are drawn too: a few large firms can carry an occupation
        premium = model.scenario.wages.premium_sd
        assert (
            abs(wage.mean() / published - 1.0)
            < 5.0 * wage.std() / published / math.sqrt(wage.size) + 2.0 * premium
        )


# wealth


@given(st.floats(-8.0, 8.0))
def test_normal_rank(z):
    assert normal_rank(z) == pytest.approx(NormalDist().cdf(z), abs=7.5e-8)


@pytest.mark.parametrize(
    ("tail", "low", "high"),
    [(0.0, 0.0, 0.5), (0.75, 0.5, 0.9), (0.75, 0.9, 0.99), (0.75, 0.99, 0.999), (0.55, 0.999, 1.0)],
)
def test_holdings_within_a_group_have_mean_one(tail, low, high):
    # midpoints of equal slices; the open end of the top group converges slowly: slices are finer there
    ranks = low + (high - low) * (1.0 - ((np.arange(200_000) + 0.5) / 200_000) ** 4)
    ranks = np.minimum(ranks, 1.0 - 1e-9)  # the highest rank that occurs
    weight = 4.0 * ((np.arange(200_000) + 0.5) / 200_000) ** 3 / 200_000
    holdings = np.array([within_group(rank, tail, low, high) for rank in ranks[::20]])
    weight = weight[::20]
    assert (holdings * weight).sum() / weight.sum() == pytest.approx(1.0, rel=0.005)
    assert (np.diff(holdings) <= 1e-9).all()  # ranks fall along the slices, and so do holdings


def wealth_ranks(model):
    """Draw again the rank in wealth that every person got."""
    keys = [np.uint64(stream(model.seed, model.month - 1, what)) for what in (SKILL, WEALTH)]
    quantiles = [np.array([normal_quantile(uniform(key, row)) for row in range(PEOPLE)]) for key in keys]
    correlation = load().figure("skill_wealth_correlation")
    z = correlation * quantiles[0] + math.sqrt(1.0 - correlation**2) * quantiles[1]
    return np.array([normal_rank(value) for value in z])


def test_wealth_shares_by_group_are_the_published_ones(singles):
    calibration, workers = load(), singles.state.workers
    edges = np.concatenate([[0.0], np.cumsum(calibration.wealth_group_population)])
    group = np.clip(np.searchsorted(edges, wealth_ranks(singles), side="right") - 1, 0, 4)
    for column, shares in (
        (workers.deposits, calibration.wealth_group_settled_deposits),
        (workers.equity, calibration.wealth_group_equity),
        (workers.provider_equity, calibration.wealth_group_equity),
    ):
        held = np.bincount(group, weights=column, minlength=5) / column.sum(dtype=float)
        for k in range(5):
            members = column[group == k].astype(float)
            # sampling error of the group's mean and size, and of the total
            error = members.std() / members.mean() / math.sqrt(members.size) + 1.0 / math.sqrt(members.size)
            assert abs(held[k] - shares[k]) < 5.0 * shares[k] * error + 0.005


def test_net_worth_is_distributed_as_published(singles):
    """Of households it says so test_households.py, whose wealth groups are groups of households."""
    calibration, workers = load(), singles.state.workers
    worth = workers.deposits + 100.0 * workers.equity + 100.0 * workers.property
    shares = np.cumsum(np.sort(worth)) / worth.sum()
    edges = np.cumsum(calibration.wealth_group_population)[:-1]
    found = np.diff(np.interp(edges, (np.arange(PEOPLE) + 1) / PEOPLE, shares), prepend=0.0, append=1.0)
    # the top thousandth is a hundred persons of a Pareto tail: two points of sampling error
    assert np.abs(found - calibration.wealth_group_networth).max() < 0.03


def test_wealth_goes_with_skill_but_not_one_to_one(singles):
    workers = singles.state.workers
    sd = singles.structure.log_wage_sd[workers.occupation]
    z = (np.log(workers.skill / SKILL_ONE) + 0.5 * sd**2) / sd
    wealth_rank = np.argsort(np.argsort(workers.deposits + np.linspace(0.0, 0.5, PEOPLE)))
    normal = np.array([NormalDist().inv_cdf((rank + 0.5) / PEOPLE) for rank in wealth_rank])
    # correlation of normal scores is the rank correlation of the model, 0.55
    assert np.corrcoef(z, normal)[0, 1] == pytest.approx(0.55, abs=0.02)


def test_all_balances_add_up_to_zero(model):
    assert money(model.state) == 0
    debt = -int(model.state.accounts[GOVERNMENT])
    gdp = 12.0 * float(model.state.macro.base_gdp[0])
    # deposits in hands of persons and firms are the debt of the government
    assert debt / gdp == pytest.approx(model.scenario.government.debt_target, rel=0.03)
    assert (model.state.workers.deposits >= 0).all()


def test_claims_in_all_hands_are_counted(model):
    workers = model.state.workers
    for total, column in zip(
        model.state.macro.claim_units,
        (workers.equity, workers.property, workers.provider_equity),
        strict=True,
    ):
        assert total == column.astype(np.int64).sum()


# size and chance


def test_a_person_stands_for_so_many(model):
    assert model.weight * PEOPLE == pytest.approx(277.67e6)  # adults of 2026 (Census projection)


def test_the_base_year_is_the_same_on_any_number_of_threads(build, columns, threads):
    states = []
    for n in (1, 2):
        threads(n)
        states.append({name: column.copy() for name, column in columns(build(people=40_000).state).items()})
    for name, column in states[0].items():
        np.testing.assert_array_equal(column, states[1][name], err_msg=name)


def test_another_seed_is_another_economy_with_the_same_totals(build):
    first, second = build(people=20_000, seed=1), build(people=20_000, seed=2)
    assert not np.array_equal(first.state.workers.skill, second.state.workers.skill)
    np.testing.assert_array_equal(first.state.firms.sector, second.state.firms.sector)
    sizes = [m.state.teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1) for m in (first, second)]
    np.testing.assert_array_equal(*sizes)


def test_units_of_government_are_firms_of_the_public_sector(model):
    firms = model.state.firms
    government = load().sector_codes.index("92")
    public = (firms.status == ACTIVE) & (firms.sector == government)
    assert public.sum() >= 1
    assert model.structure.entry_rate[government] == 0.0
    assert model.structure.exit_rate[government] == 0.0


def test_the_burn_in_can_begin_as_far_before_the_base_year_as_it_lasts(build):
    """Wages, prices and productivity then start on the trends that reach the tables in month 0."""
    start = build(people=5_000, burn_in=60, run__base_year_after_burn_in=False)
    early = build(people=5_000, burn_in=60, run__base_year_after_burn_in=True)
    wages = start.scenario.wages
    prices, growth = (1.0 + wages.trend_inflation) ** -5, (1.0 + wages.productivity_growth) ** -5
    nominal = prices * growth
    one, other = start.state, early.state
    active = one.firms.status == ACTIVE
    for column, factor in (("price", prices), ("unit_cost", prices), ("productivity", growth)):
        ratio = getattr(other.firms, column)[active] / getattr(one.firms, column)[active]
        np.testing.assert_allclose(ratio, factor, rtol=1e-6)
    np.testing.assert_allclose(other.macro.occupation_wage, nominal * one.macro.occupation_wage, rtol=1e-12)
    np.testing.assert_allclose(other.workers.wage, nominal * one.workers.wage, atol=1.0)  # whole cents
    np.testing.assert_allclose(other.workers.deposits, nominal * one.workers.deposits, atol=1.0)
    # consumers pay what firms ask, which is dispersed around the trend
    assert other.macro.price_level[0] == pytest.approx(prices * one.macro.price_level[0], rel=1e-6)
    assert other.macro.base_gdp[0] == pytest.approx(one.macro.base_gdp[0], rel=1e-6)
    np.testing.assert_allclose(early.structure.base_wage, start.structure.base_wage, rtol=1e-12)
