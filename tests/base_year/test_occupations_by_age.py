"""Occupations by age of the base year are kept by who changes and who retires."""

import numpy as np
import pytest

from sim.base_year import networks
from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.parameters import Parameters
from sim.phases.hazards_in_force import changing, destinations

KNOWN = load()
TABLES = KNOWN.people


@pytest.fixture(scope="module")
def structure():
    table = networks.destination_table(networks.occupational_mobility(KNOWN), KNOWN.sizes["occupations"])
    return build_structure(Parameters(), KNOWN, table)


def distance(here, there):
    """Return which part of people are in other occupations."""
    return 0.5 * np.abs(here - there).sum()


def grown_older(structure, differences):
    """Return the occupations of those of 30 after 20 years in which they change as the base year has it."""
    turnover = (TABLES.occupation_ages * TABLES.group_factors["layoff"]).sum(axis=1)
    open_jobs = turnover * structure.jobs
    ways = np.diff(destinations(structure, open_jobs, differences), axis=2, prepend=0.0)
    tendency = changing(structure, open_jobs, differences)
    yearly = np.average(np.asarray(KNOWN.occupation_leave_rate), weights=structure.jobs)
    mix = structure.people.first_jobs[2].copy()
    for age in range(30, 50):
        group = int(structure.people.group_of_age[age])
        often = TABLES.group_factors["other_occupation"][group] * TABLES.group_factors["layoff"][group]
        leaving = yearly * often * tendency[group] * mix
        mix = mix - leaving + (leaving[:, None] * ways[group]).sum(axis=0)
    return mix


def test_a_cohort_comes_to_have_the_occupations_of_its_age(structure):
    aim = structure.people.first_jobs[4]
    moved = grown_older(structure, 1.0)
    assert moved.sum() == pytest.approx(1.0)
    assert distance(moved, aim) < 0.5 * distance(structure.people.first_jobs[2], aim)
    assert distance(moved, aim) < 0.5 * distance(grown_older(structure, 0.0), aim)


def test_ages_that_are_alike_change_alike(structure):
    posted = structure.jobs * 1_000.0
    np.testing.assert_allclose(changing(structure, posted, 0.0), np.tile(structure.leaving, (8, 1)))


def test_who_stays_at_work_has_the_occupations_of_the_old(structure):
    people, mix = structure.people, structure.people.first_jobs
    np.testing.assert_allclose((people.retiring * mix).sum(axis=1), 1.0)
    assert (people.retiring[:5] == 1.0).all(), "hardly anybody retires before 55"
    young, old = 5, 6
    retired = 12.0 * 5.0 * (TABLES.retirement[[young, old]][:, None] * people.retiring[[young, old]])
    staying = mix[young] * np.exp(-retired.sum(axis=0))  # from the middle of one group to that of the next
    staying /= staying.sum()
    assert distance(staying, mix[old]) < 0.6 * distance(mix[young], mix[old])
