"""Hazards by type, age and months in the job: closed forms, means, and all alike where nothing differs."""

import math

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.parameters.careers import CareerParameters
from sim.rules.hazards import (
    LONGEST,
    STEPS,
    MeanHazards,
    factor,
    hazards_of,
    own_layoff_rate,
    pay_of_types,
    place_of,
    profile_of,
    step_of,
)
from sim.scenario import Scenario
from sim.state.columns import CELLS, EMPLOYED, OUTSIDE, TYPES, UNEMPLOYED
from sim.state.structure import HAZARDS

MEAN = MeanHazards(
    leaving=0.02, quit=0.01, dismissal=0.005, job_search=0.1, finding=0.6, giving_up=0.2, entry=0.04,
    other_occupation=0.3, newcomer=0.2, skill_growth=0.005,
)  # fmt: skip
MONTHS = np.arange(LONGEST)


def careers(**values):
    """Return parameters with the profile and the differences that a test asks for."""
    return CareerParameters(**values)


@pytest.fixture(scope="module")
def people():
    calibration = load()
    occupations = calibration.sizes["occupations"]
    scenario = Scenario.load("baseline")
    return build_structure(scenario, calibration, np.ones((occupations, occupations))).people


def test_separations_fall_with_tenure_as_the_sum_of_two_exponentials():
    found = profile_of(
        careers(new_job_risk=3.0, new_job_months=5.0, young_job_risk=1.5, young_job_months=30.0)
    )
    expected = 1.0 + 3.0 * np.exp(-MONTHS / 5.0) + 1.5 * np.exp(-MONTHS / 30.0)
    np.testing.assert_allclose(found, expected, rtol=1e-12)  # rounding of two exponentials
    assert (np.diff(found) < 0.0).all()


def test_without_differences_all_are_alike(people):
    found = hazards_of(careers(), people, MEAN, 1.0)
    for name in ("profile", "worth", "outside", "risk", "layoff"):
        assert (getattr(found, name) == 1.0).all(), name
    assert (found.retire == 0.0).all()
    for name, mean in MEAN._asdict().items():
        np.testing.assert_array_equal(getattr(found, name), np.full(CELLS, mean), err_msg=name)
    np.testing.assert_array_equal(pay_of_types(people, careers()), np.ones(TYPES))


@pytest.mark.parametrize("name", HAZARDS)
def test_factors_are_powers_of_those_of_the_tables(people, name):
    row = HAZARDS.index(name)
    by_type, by_age = people.by_type[row], people.by_age[row]
    for types, ages in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 2.0)):
        found = factor(name, people, careers(type_differences=types, age_differences=ages))
        expected = (by_type**types if types else 1.0) * (by_age**ages if ages else 1.0)
        # rounding of the package's own power, which is not the library's to the last bit
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["layoff", "leaving", "job_search", "finding", "entry"])
def test_the_mean_over_people_of_the_factors_of_types_is_one(people, name):
    """Types say who is at risk, not how many are: the tables give four digits."""
    share = np.diff(people.type_share, prepend=0.0)
    by_type = people.by_type[HAZARDS.index(name)][: share.size]
    assert share @ by_type == pytest.approx(1.0, abs=0.01)


def test_pay_of_types_is_a_power_with_mean_about_one(people):
    whole, half = (pay_of_types(people, careers(type_differences=power)) for power in (1.0, 0.5))
    np.testing.assert_allclose(half, np.sqrt(whole), rtol=1e-12)
    share = np.diff(people.type_share, prepend=0.0)
    assert share @ whole[: share.size] == pytest.approx(1.0, abs=0.01)
    assert np.ptp(whole[: share.size]) > 0.1


def test_what_time_in_the_job_changes(people):
    chosen = careers(
        new_job_risk=2.0, new_job_months=6.0, seniority=0.5, search_by_tenure=0.7, job_capital=0.3,
        job_capital_months=50.0, outside_decay=0.1,
    )  # fmt: skip
    found, profile = hazards_of(chosen, people, MEAN, 1.25), profile_of(chosen)
    np.testing.assert_allclose(found.worth, np.exp(0.3 * (1.0 - np.exp(-MONTHS / 50.0))), rtol=1e-12)
    np.testing.assert_allclose(found.ladder, (profile / profile[0]) ** 0.7, rtol=1e-12)
    np.testing.assert_allclose(found.risk, profile**0.5, rtol=1e-12)
    np.testing.assert_allclose(found.outside, 1.0 / (1.0 + 0.1 * MONTHS), rtol=1e-12)
    np.testing.assert_allclose(found.layoff, 1.0 / 1.25, rtol=1e-12)


def test_everybody_has_a_place_of_their_own_in_the_table_of_the_first_look():
    """A row by cell and step of time, those outside behind all others; months fall into steps one by one."""
    for months in range(LONGEST):
        assert step_of.py_func(months) == min(months // 2, 12 + months // 8, STEPS - 1)
    for status, shift in ((EMPLOYED, 0), (UNEMPLOYED, 0), (OUTSIDE, CELLS)):
        for cell in (0, 1, CELLS - 1):
            for months in (-3, 0, 5, 77, 500):
                step = step_of.py_func(max(months, 0))
                assert place_of.py_func(status, cell, months) == (shift + cell) * STEPS + step


def test_hazards_have_largest_values(people):
    """Nobody looks for work for certain, however many look on the mean."""
    frequent = MEAN._replace(dismissal=0.5, job_search=3.0, entry=3.0, giving_up=2.0)
    found = hazards_of(careers(), people, frequent, 1.0)
    assert (found.dismissal == 0.2).all()
    assert (found.giving_up == 0.9).all()
    assert (found.job_search == 0.98).all()
    assert (found.entry == 0.98).all()
    assert (hazards_of(careers(), people, MEAN._replace(finding=1.0), 1.0).finding == 1.0).all()


def test_retirement_and_newcomers_differ_by_age_as_far_as_ages_do(people):
    for differences in (0.5, 1.0, 2.0):
        found = hazards_of(careers(age_differences=differences), people, MEAN, 1.0)
        np.testing.assert_allclose(found.retire, people.retirement * differences, rtol=1e-12)
        by_age = min(1.0, differences)
        np.testing.assert_allclose(found.newcomer, 0.2 + by_age * (people.newcomer - 0.2), rtol=1e-12)
        np.testing.assert_allclose(found.retiring, people.retiring**by_age, rtol=1e-12)


def test_a_firm_that_closes_lays_off_everybody():
    assert own_layoff_rate(0.1, 0.5) == pytest.approx(0.05)
    assert own_layoff_rate(0.5, 3.0) == 0.9
    assert own_layoff_rate(1.0, 0.1) == 1.0
    assert math.isclose(own_layoff_rate(0.0, 5.0), 0.0)
