"""Homes in an economy: owners by age over the years, what rent does where land is short, and money."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from sim.base_year import networks
from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.indicators.households import TENURES
from sim.kernels.bins import BINS
from sim.phases import birthdays
from sim.phases.homes_in_force import housing_in_force, with_homes
from sim.phases.lines_in_force import equivalence_scale
from sim.rules import life_cycle as life
from sim.rules.budget import Persons
from sim.rules.housing import BURDENS, COST, DISPOSABLE, HOUSEHOLDS, NET, PEOPLE, Homes, record_homes
from sim.rules.ledger import empty_ledger
from sim.scenario import Scenario
from sim.state.columns import OUTSIDE, OWNER, TENANT, TYPES, Workers
from sim.state.households import HOUSEHOLD_BLOCK
from sim.state.structure import Structure

from ..people import nobody

YEAR = 12
PERSONS = 12 * HOUSEHOLD_BLOCK
TOGETHER = {"population__households": True, "population__life_cycle": True}


class Country(NamedTuple):
    """What birthdays need of an economy."""

    structure: Structure
    scenario: Scenario
    workers: Workers


@pytest.fixture(scope="module")
def country():
    """Return persons of the base year's ages who rent, alone or in families, richer the older they are."""
    known = load()
    table = networks.destination_table(networks.occupational_mobility(known), known.sizes["occupations"])
    values = {"population.households": True, "population.life_cycle": True, "population.homes": True}
    scenario = Scenario.load("baseline").with_(values | {"run.burn_in_months": 0})
    structure = build_structure(scenario, known, table)
    people, rng = structure.people, np.random.default_rng(1)
    share = people.ages[people.base_year - people.first_year]
    workers = nobody(PERSONS)
    workers.status[:], workers.team[:] = OUTSIDE, -1
    workers.age[:] = rng.choice(share.size, PERSONS, p=share)
    pairs = np.arange(0, PERSONS, 3)[:-1]  # one of two at some age, and one alone
    workers.purse[pairs + 1] = 1
    workers.age[pairs + 1] = workers.age[pairs]
    across = (pairs + 1) % HOUSEHOLD_BLOCK == 0
    workers.purse[pairs[across] + 1] = 0
    workers.cell[:] = TYPES * people.group_of_age[workers.age]
    keeps = workers.purse == 0
    wealth = np.exp(rng.normal(12.0 + 0.07 * workers.age, 1.5))
    workers.deposits[keeps] = wealth[keeps].astype(np.int64)
    workers.property[keeps] = (0.001 * wealth[keeps]).astype(np.uint32)
    return Country(structure, scenario, workers)


def keepers(workers):
    return np.arange(workers.age.size) - workers.purse.astype(int)


def eldest_ages(workers):
    keeper, found = keepers(workers), np.zeros(workers.age.size, int)
    np.maximum.at(found, keeper, workers.age.astype(int))
    return found


def shares(workers, group_of_age):
    """Return households by age group of the eldest, and the share of owners."""
    keeps = workers.purse == 0
    groups = group_of_age[eldest_ages(workers)][keeps]
    all_ = np.bincount(groups, minlength=8)
    return all_, np.bincount(groups, workers.home[keeps], minlength=8) / np.maximum(all_, 1)


def live(model, workers, years, *, moving=True, seed=1):
    """Let birthdays of years pass without an economy around them; return what happened."""
    state = SimpleNamespace(workers=workers)
    ledger, happened = empty_ledger(1, workers.age.size)[0], np.zeros(life.N_LIFE_COUNTS, np.int64)
    scenario = model.scenario if moving else model.scenario.with_({"population.homes": False})
    for month in range(years * YEAR):
        chances = life.life_cycle_of(model.structure, scenario, np.full(3, 100.0), 1, month)
        chances = with_homes(chances, state, model.structure, scenario)
        for start in range(0, workers.age.size, HOUSEHOLD_BLOCK):
            size = min(HOUSEHOLD_BLOCK, workers.age.size - start)
            birthdays.birthday_block(start, size, workers, chances, ledger, 0, chances.counts[0], seed, month)
        happened += chances.counts[0]
    return happened


def copied(workers):
    return type(workers)(*(column.copy() for column in workers))


def test_owners_by_age_stay_those_of_the_census_and_rise_with_wealth(country):
    """After 15 years within three points, the line of the issue, where there are households enough.

    A share of 600 households has a standard error of two points, so smaller groups are left out.
    """
    workers = copied(country.workers)
    happened = live(country, workers, 15)
    all_, owners = shares(workers, country.structure.people.group_of_age)
    wanted = country.structure.homes.share
    large = all_ >= 600
    assert large.sum() >= 5
    error = 2.0 * np.sqrt(wanted * (1.0 - wanted) / np.maximum(all_, 1))
    assert (np.abs(owners - wanted)[large] < np.maximum(0.03, error[large])).all(), (owners, all_)
    keeps = np.flatnonzero(workers.purse == 0)
    claims = sum(column[keeps].astype(float) for column in (workers.equity, workers.property))
    order = np.argsort(workers.deposits[keeps] + 100.0 * claims)
    fifths = [workers.home[keeps[part]].mean() for part in np.array_split(order, 5)]
    assert (np.diff(fifths) > -0.01).all(), fifths
    assert fifths[-1] - fifths[0] > 0.3, fifths
    assert happened[life.HOMES_BOUGHT] > 0
    assert happened[life.HOMES_LEFT] > 0


def test_without_moves_the_home_of_the_base_year_stays_while_households_do(country):
    """And off, the draws of everything else are the same to the bit."""
    moving, resting = copied(country.workers), copied(country.workers)
    live(country, moving, 3)
    happened = live(country, resting, 3, moving=False)
    assert happened[[life.HOMES_BOUGHT, life.HOMES_LEFT]].sum() == 0
    for name, here, there in zip(moving._fields, moving, resting, strict=True):
        if name != "home":
            np.testing.assert_array_equal(here, there, err_msg=name)
    assert (moving.home != resting.home).any()


def test_moves_cost_no_money_and_only_keepers_own(country):
    workers = copied(country.workers)
    columns = (workers.deposits, workers.equity, workers.property, workers.provider_equity)
    before = [int(column.sum(dtype=np.int64)) for column in columns]
    live(country, workers, 5)
    assert [int(column.sum(dtype=np.int64)) for column in columns] == before
    assert (workers.home[workers.purse > 0] == TENANT).all()


def test_most_households_that_nothing_happens_to_stay(country):
    """The chance is of the rank and the age, and the draw stays: few move in a year."""
    workers = copied(country.workers)
    live(country, workers, 1)  # the first year lets ranks be those of these households
    before, keeper = workers.home.copy(), workers.purse.copy()
    live(country, workers, 1)
    same = (keeper == 0) & (workers.purse == 0)
    assert (workers.home != before)[same].mean() < 0.1


def recorded(country, rows, *, real_estate=1.0, prices=1.0, mean=300_000.0, **changes):
    """Record households of (tenure, size, income, spending in dollars), each with one adult.

    Real estate costs ``real_estate`` and everything, by the shares of consumption, ``prices``.
    """
    structure = country.structure
    macro = SimpleNamespace(
        sector_price=np.full(structure.consumption.size, 100.0), price_level=np.array([prices]),
        mean_income=np.array([mean]),
    )  # fmt: skip
    macro.sector_price[structure.role("real_estate")] = 100.0 * real_estate
    scenario = country.scenario.with_({name.replace("__", "."): value for name, value in changes.items()})
    housing = housing_in_force(SimpleNamespace(macro=macro), structure, scenario)
    n = len(rows)
    tenure, size, income, spending = (np.array(column) for column in zip(*rows, strict=True))
    persons = Persons(*[np.zeros(n, np.uint8)] * len(Persons._fields))
    persons = persons._replace(home=tenure.astype(np.uint8), age=np.full(n, 40, np.uint8))
    rows_ = np.arange(n)
    shapes = ((2, 5), (2, BINS), (2, BINS), (2, BURDENS), (8, 2), (BINS, 2))
    homes_ = Homes(*(np.zeros(shape, np.int64) for shape in shapes))
    record_homes(
        n, homes_, persons, rows_, rows_, np.zeros(n, np.int64), size.astype(np.int64),
        np.round(100.0 * income).astype(np.int64), np.full(n, 1e6),
        np.round(100.0 * spending).astype(np.int64), rows_.astype(np.int32), housing, equivalence_scale(),
        structure.people.group_of_age, np.zeros(n), np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64),
    )  # fmt: skip
    return homes_


def share_of(country, tenure, **given):
    """Return the part of spending that housing takes of one household that spends what it has."""
    sums = recorded(country, [(tenure, *given.pop("household", (4, 6_000.0, 6_000.0)))], **given).sums[tenure]
    return sums[COST] / sums[DISPOSABLE]


def test_at_the_published_means_housing_takes_the_published_share(country):
    """Tenants spend .727 of the mean: for four people, of twice the equivalised income of one.

    The published share is one of spending as surveys find it, a part of what national accounts have.
    """
    figure = country.structure.figure
    for tenure, who, share in ((TENANT, "tenant", "rent_share"), (OWNER, "owner", "owner_cost_share")):
        dollars = 2.0 * 3_000.0 * figure(f"{who}_spending") / figure("household_spending")
        found = share_of(country, tenure, household=(4, dollars, dollars))
        cent = 0.01 / dollars
        assert found == pytest.approx(figure("survey_spending") * figure(share), abs=cent)


@pytest.mark.parametrize("tenure", [TENANT, OWNER])
def test_the_poor_and_single_people_pay_a_larger_part(country, tenure):
    """By the elasticity less one, of spending and of the equivalent adults who share a home."""
    elasticity = country.structure.figure("housing_income_elasticity")
    poor, rich = (share_of(country, tenure, household=(1, x, x)) for x in (1_000.0, 4_000.0))
    assert poor / rich == pytest.approx(4.0 ** (1.0 - elasticity), rel=1e-4)
    alone, four = (share_of(country, tenure, household=(size, 4_000.0, 4_000.0)) for size in (1, 4))
    assert four / alone == pytest.approx(2.0 ** (1.0 - elasticity), rel=1e-4)


def test_rents_follow_the_price_of_real_estate_and_costs_of_owners_do_not(country):
    """By one less the elasticity of the goods market."""
    weight = country.structure.consumption[country.structure.role("real_estate")]
    dear = {"real_estate": 2.0, "prices": 1.0 + weight}
    for elasticity in (0.5, 0.8, 1.0):
        key = {"households__sector_elasticity": elasticity}
        rise = share_of(country, TENANT, **dear, **key) / share_of(country, TENANT, **key)
        assert rise == pytest.approx((2.0 / (1.0 + weight)) ** (1.0 - elasticity), rel=1e-4)
    assert share_of(country, OWNER, **dear) == pytest.approx(share_of(country, OWNER), rel=1e-4)


def test_dear_land_takes_more_of_what_is_left_to_tenants(country):
    """All else costs the same, so that owners keep their real income net of housing."""
    weight = country.structure.consumption[country.structure.role("real_estate")]
    rows = [(TENANT, 2, 4_000.0, 4_000.0), (OWNER, 2, 4_000.0, 4_000.0)]
    before = recorded(country, rows).sums
    after = recorded(country, rows, real_estate=2.0, prices=1.0 + weight).sums
    net = after[:, NET] / before[:, NET]
    assert net[OWNER] == pytest.approx(1.0, rel=1e-4)
    rent = [
        before[TENANT, COST] / before[TENANT, DISPOSABLE],
        after[TENANT, COST] / after[TENANT, DISPOSABLE],
    ]
    assert rent[1] > 1.2 * rent[0], "twice the price, by one less the elasticity of the goods market"
    assert net[TENANT] == pytest.approx((1.0 - rent[1]) / (1.0 - rent[0]), rel=1e-4)
    # and the deflator is that of all else: where it alone rises, everybody has that much less
    dearer = recorded(country, rows, prices=weight + 1.25 * (1.0 - weight), real_estate=1.0).sums
    assert dearer[OWNER, NET] / before[OWNER, NET] == pytest.approx(1.0 / 1.25, rel=1e-4)


def test_burdens_are_of_income_after_taxes_and_nobody_pays_more_than_is_spent(country):
    rows = [
        (TENANT, 1, 1_000.0, 1_000.0), (TENANT, 1, 1_000.0, 4_000.0), (TENANT, 1, -50.0, 20.0),
        (TENANT, 1, 0.0, 0.0), (OWNER, 1, 1e6, 0.0),
    ]  # fmt: skip
    found = recorded(country, rows)
    one = recorded(country, rows[:1])
    burden = one.sums[TENANT, COST] / one.sums[TENANT, DISPOSABLE]
    assert one.burdens[TENANT, int(100.0 * burden)] == 1
    assert found.burdens.sum(axis=1).tolist() == found.sums[:, HOUSEHOLDS].tolist() == [4, 1]
    assert found.burdens[TENANT, BURDENS - 1] >= 1, "who has no income and spends"
    dear = recorded(country, rows, real_estate=1e9)
    assert dear.sums[TENANT, COST] == 100 * (1_000 + 4_000 + 20)
    assert dear.sums[OWNER, COST] == 0
    assert dear.ages[:, 0].sum() == dear.wealth[:, 0].sum() == 5
    assert dear.ages[:, 1].sum() == dear.wealth[:, 1].sum() == 1
    assert dear.sums[TENANT, PEOPLE] == 4


def test_figures_of_tenants_and_owners(build):
    """The tables against each other."""
    model = build(people=8_000, **TOGETHER, population__homes=True)
    model.run(1)
    frames = model.records.frames()
    table, macro = frames["homes"], frames["macro"]
    assert table["tenure"].to_list() == list(TENURES)
    assert table["households"].sum() == pytest.approx(frames["states"]["households"].sum())
    assert macro["homeowners"][0] == pytest.approx(table["households"][1] / table["households"].sum())
    by_age = frames["homes_by_age"]
    assert (by_age["households"] * by_age["homeowners"].fill_nan(0.0)).sum() == pytest.approx(
        table["households"][1]
    )
    assert macro["rent_severely_burdened"][0] <= macro["rent_burdened"][0]
    assert macro["homeowners_bottom50"][0] < macro["homeowners"][0] < macro["homeowners_top10"][0]
    assert macro["rent_of_tenants"][0] == pytest.approx(table["housing_cost_share"][0])
    assert 100.0 * macro["median_rent_burden"][0] > 0.0


def test_a_scenario_without_households_has_no_homes(build):
    model = build(people=1_000, alone=True)
    model.run(1)
    frames = model.records.frames()
    assert frames["homes"].height == frames["homes_by_age"].height == 0
    assert frames["macro"]["homeowners"].null_count() == 1
    structure = model.structure
    assert (
        with_homes(
            life.life_cycle_of(structure, model.scenario, np.ones(3), 1, 0),
            model.state,
            structure,
            model.scenario,
        ).homes
        == 0
    )


def test_the_odds_of_ranks_are_those_of_the_base_year(country):
    """They rise with wealth; the richest hundredth is published in one, so its two parts are nearly alike."""
    odds = country.structure.homes.odds
    assert (np.diff(odds[:-1]) > 0.0).all()
    assert odds[-1] == pytest.approx(odds[-2], rel=0.1)
    assert odds[0] > 0.0
