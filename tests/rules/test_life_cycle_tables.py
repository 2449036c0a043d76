"""Replacement, newcomers and births of a year follow the projection of the population."""

import numpy as np
import pytest

from sim.base_year import networks
from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.parameters import Parameters
from sim.rules.life_cycle import AGES, children_of, life_cycle_of, renewal_of, shares_of
from sim.scenario import Scenario
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
