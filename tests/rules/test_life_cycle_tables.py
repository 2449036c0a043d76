"""Replacement, newcomers and births of a year follow the projection of the population."""

import numpy as np
import pytest

from sim.base_year import networks
from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.parameters import Parameters
from sim.rules.drawing_down import years_left
from sim.rules.life_cycle import (
    AGES,
    children_of,
    life_cycle_of,
    renewal,
    renewal_of,
    shares_of,
    standstill,
)
from sim.scenario import Scenario
from sim.state.columns import TYPES
from sim.state.households import CHILD_AGES


@pytest.fixture(scope="module")
def structure():
    known = load()
    table = networks.destination_table(networks.occupational_mobility(known), known.sizes["occupations"])
    return build_structure(Parameters(), known, table)


def scenario(**changes):
    return Scenario.load("baseline").with_({name.replace("__", "."): v for name, v in changes.items()})


def next_year(shares, renewed):
    """Let everybody grow older by a year who is not replaced and does not stand still, and newcomers come."""
    kept = shares * (1.0 - renewed.replaced)
    moving = kept * renewed.older
    later = kept - moving + renewed.newcomers
    later[1:] += moving[:-1]
    later[-1] += moving[-1]
    return later


@pytest.mark.parametrize("year", [-5, -1, 0, 7, 15, 33, 34, 60])
def test_a_year_leads_from_one_row_of_the_projection_to_the_next(structure, year):
    now, later = shares_of(structure, year), shares_of(structure, year + 1 if year >= 0 else year)
    renewed = renewal_of(structure, year)
    # sums of shares of one: rounding of double precision
    np.testing.assert_allclose(next_year(now, renewed), later, atol=1e-14)
    assert renewed.newcomers.sum() == pytest.approx(now @ renewed.replaced, abs=1e-14)
    assert ((renewed.replaced >= 0.0) & (renewed.replaced < 0.2)).all()
    assert ((renewed.older > 0.5) & (renewed.older <= 1.0))[16:85].all()
    old = renewed.replaced[-10:]
    assert old[0] < old[4] < old[-1], "of the old more die from age to age"
    # 3.07 million deaths of 277.7 million adults in 2024 (NCHS), of which immigration hides a part below 45;
    # by the projection 1.4 to 1.5 % are replaced
    assert 0.012 < renewed.newcomers.sum() < 0.016


def test_the_years_are_those_of_the_calendar_and_stand_still_outside_the_projection(structure):
    people = structure.people
    base = people.ages[people.base_year - people.first_year]
    np.testing.assert_array_equal(shares_of(structure, 0), base)
    np.testing.assert_array_equal(shares_of(structure, -10), base)
    np.testing.assert_array_equal(
        shares_of(structure, 1), people.ages[people.base_year - people.first_year + 1]
    )
    np.testing.assert_array_equal(shares_of(structure, 500), people.ages[-1])


@pytest.mark.parametrize("burn_in", [0, 10])
def test_births_keep_children_on_the_projection(structure, burn_in):
    """Followed by hand from year to year, the bands add up to the projection wherever births can do it."""
    people, widths = structure.people, np.diff((0, *CHILD_AGES))
    row = people.base_year - people.first_year
    bands = np.array(people.children[row])
    for year in range(-burn_in, 30):
        found = children_of(structure, -burn_in, year)
        taken = renewal_of(structure, year).newcomers[load().people.group_from[0]]
        moving = bands / widths
        out = taken + found.leaving * bands[-1]
        assert 0.008 < found.births < 0.016, "births for one adult: 1.3 % in 2024 (NCHS), falling"
        assert 0.0 <= found.leaving < 0.15
        bands += np.array([found.births, moving[0], moving[1]]) - np.array([moving[0], moving[1], out])
        wanted = people.children[row + (year + 1 if year >= 0 else 0)].sum()
        assert bands.sum() == pytest.approx(wanted, rel=1e-12)


def test_the_chances_of_births_by_age_have_the_mean_of_the_year(structure):
    chosen = scenario(population__life_cycle=True, population__households=True, run__burn_in_months=0)
    life = life_cycle_of(structure, chosen, np.ones(3), 1, 0)
    shares = shares_of(structure, 0)
    expected = children_of(structure, 0, 0).births
    assert life.births[: shares.size] @ shares == pytest.approx(expected, rel=1e-12)
    ages = np.arange(AGES)
    mean = (ages[: shares.size] * life.births[: shares.size]) @ shares / expected
    # the mean over people shifts from that of the bell as their number changes with age, by less than a year
    assert abs(mean - chosen.life.birth_age) < 1.0
    assert life.births[: life.youngest].sum() == 0.0


def test_nothing_is_drawn_without_a_life_cycle_or_households(structure, alone):
    plain = life_cycle_of(structure, scenario().with_(alone), np.ones(3), 1, 0)
    assert (plain.passes, plain.households) == (0, 0)
    ageing = scenario().with_(alone | {"population.life_cycle": True})
    life = life_cycle_of(structure, ageing, np.ones(3), 1, 0)
    assert (life.passes, life.households) == (1, 0)
    assert life.births.sum() == 0.0


CHOSEN = {
    "population__life_cycle": True, "population__households": True, "run__burn_in_months": 24,
    "life__leaving_from": 18, "life__late_from": 25, "life__leaving_until": 40, "life__leaving_home": 0.11,
    "life__leaving_home_late": 0.23, "life__joining": 0.31, "life__joining_until": 55,
    "life__splitting": 0.04,
    "life__splitting_until": 60, "life__drawing_from": 70, "life__drawing_down": 1.5,
    "life__family_by_pay": 0.7,
}  # fmt: skip


@pytest.mark.parametrize("wages", [None, "some"])
def test_chances_hold_between_the_ages_of_their_keys(structure, wages):
    given = None if wages is None else structure.base_wage * 1.5
    life = life_cycle_of(structure, scenario(**CHOSEN), np.ones(3), 1, 12, given)
    ages = np.arange(AGES)
    young, late = (ages >= 18) & (ages < 25), (ages >= 25) & (ages < 40)
    np.testing.assert_array_equal(life.leaving_home, np.where(young, 0.11, np.where(late, 0.23, 0.0)))
    np.testing.assert_array_equal(life.joining, np.where((ages >= 18) & (ages < 55), 0.31, 0.0))
    # where family life follows pay twice as many are asked, of whom a half part on the mean
    asked = 0.04 if wages is None else 0.08
    np.testing.assert_array_equal(life.splitting, np.where(ages < 60, asked, 0.0))
    assert life.by_pay == (0.0 if wages is None else 0.7)
    usual = structure.people.pay[TYPES * structure.people.group_of_age.astype(int)]
    expected = np.ones(AGES) if wages is None else usual * structure.mean_wage(structure.base_wage * 1.5)
    np.testing.assert_allclose(life.usual_pay, expected, rtol=1e-12)
    part = np.where(ages >= 70, np.minimum(1.0, 1.5 / years_left(life.replaced)), 0.0)
    np.testing.assert_allclose(life.drawing_down.part, part, rtol=1e-12)
    assert life.drawing_down.sells == 1
    assert (life.passes, life.households, life.homes) == (1, 1, 0)
    assert life.youngest == int(np.argmax(shares_of(structure, 1) > 0.0))
    assert life.oldest == shares_of(structure, 1).size - 1
    first = np.diff(life.first_jobs, axis=1, prepend=0.0)
    jobs = structure.people.first_jobs
    np.testing.assert_allclose(first, jobs / jobs.sum(axis=1, keepdims=True), atol=1e-12)
    newcomers = renewal_of(structure, 1).newcomers
    np.testing.assert_allclose(
        np.diff(life.newcomer_ages, prepend=0.0), newcomers / newcomers.sum(), atol=1e-12
    )
    np.testing.assert_array_equal(life.replaced[: life.oldest + 1], renewal_of(structure, 1).replaced)
    np.testing.assert_array_equal(life.replaced[life.oldest :], life.replaced[life.oldest])


def test_the_year_is_that_of_the_month_and_the_burn_in_is_followed_in_whole_years(structure):
    chosen = scenario(**(CHOSEN | {"run__burn_in_months": 13}))
    for month in (0, 11, 12, 25):
        life = life_cycle_of(structure, chosen, np.ones(3), 1, month)
        np.testing.assert_array_equal(
            life.replaced[: life.oldest], renewal_of(structure, month // 12).replaced[:-1]
        )
        children = children_of(structure, -2, month // 12)
        assert life.leaving_last_band == children.leaving
        shares = shares_of(structure, month // 12)
        assert life.births[: shares.size] @ shares == pytest.approx(children.births, rel=1e-12)


def test_an_open_last_age_keeps_its_share_where_deaths_are_known():
    """Three ages below the open one; of the two that come together there nobody knows who dies."""
    now, later = np.array([0.0, 0.3, 0.3, 0.25, 0.15]), np.array([0.0, 0.31, 0.27, 0.26, 0.16])
    found = renewal(now, later)
    np.testing.assert_allclose(found.replaced[:3], [0.0, 0.1, 1.0 - 0.26 / 0.3])
    before = found.replaced[2]
    last = (0.25 * (1.0 - 0.5 * before) + 0.15 - 0.16) / (0.5 * 0.25 + 0.15)
    np.testing.assert_allclose(found.replaced[3:], [0.5 * (before + last), last])
    np.testing.assert_allclose(found.newcomers, [0.0, 0.31, 0.0, 0.0, 0.0], atol=1e-15)
    np.testing.assert_array_equal(found.older, 1.0)
    np.testing.assert_allclose(next_year(now, found), later, atol=1e-15)
    more = np.array([0.0, 0.31, 0.35, 0.26, 0.6])  # ages that only newcomers can explain
    found = renewal(now, more)
    np.testing.assert_allclose(
        found.newcomers, [0.0, 0.31, 0.05, 0.0, 0.6 - (0.25 * (1 - found.replaced[3]) + 0.15)]
    )
    np.testing.assert_allclose(next_year(now, found), more, atol=1e-15)
    nobody_left = renewal(now, np.array([0.0, 0.31, 0.27, 0.26, 0.0]))
    assert nobody_left.replaced[-1] == 1.0


@pytest.mark.parametrize("deaths", [0.1, 0.9])
def test_shares_stand_still_whoever_dies(deaths):
    shares, replaced = np.array([0.0, 0.4, 0.3, 0.2, 0.1]), deaths * np.array([0.0, 0.1, 0.3, 0.6, 1.0])
    found = standstill(shares, replaced)
    np.testing.assert_allclose(next_year(shares, found), shares, atol=1e-15)
    assert (found.older <= 1.0).all()
    beyond = (shares * replaced)[::-1].cumsum()[::-1]
    needed = max(
        1.0, float((np.append(beyond[1:], 0.0) / (shares - shares * replaced).clip(1e-300))[1:].max())
    )
    np.testing.assert_allclose(found.replaced, replaced / needed)


@pytest.mark.parametrize("more", [1.0, 3.0])
@pytest.mark.parametrize("year", [-1, 0])
def test_children_of_a_single_year_are_those_of_the_projection(structure, year, more):
    """A year's part of every band moves on; who grows up and takes no row is not counted."""
    people = structure.people._replace(children=more * structure.people.children)
    row = people.base_year - people.first_year
    bands, youngest = people.children[row], int(np.argmax(people.ages[0] > 0.0))
    taken = renewal_of(structure, -1).newcomers[youngest] if year < 0 else people.ages[row + 1, youngest]
    grown = max(taken, bands[-1] / (CHILD_AGES[2] - CHILD_AGES[1]))
    wanted = people.children[row + 1 + min(year, 0)].sum()
    found = children_of(structure._replace(people=people), year, year)
    assert found.leaving == pytest.approx((grown - taken) / bands[-1], rel=1e-12)
    assert found.births == pytest.approx(wanted - bands.sum() + grown, rel=1e-12)
    assert (found.leaving > 0.0) == (more > 1.0)
