"""Latent types of the base year: who is of which follows from what a person earns and does."""

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.state.columns import EMPLOYED, TYPES, UNEMPLOYED

PEOPLE = load().people
SHARE = np.asarray(PEOPLE.type_share)


@pytest.fixture(scope="module")
def alike(build):
    return build(people=20_000, alone=True).state.workers


@pytest.fixture(scope="module")
def different(build):
    return build(people=20_000, alone=True, careers__type_differences=1.0).state.workers


def by_type(workers, values, where):
    """Return the mean and the number of those of each type."""
    kinds = (workers.cell % TYPES)[where]
    numbers = np.bincount(kinds, minlength=SHARE.size).astype(float)
    return np.bincount(kinds, weights=values[where].astype(float), minlength=SHARE.size) / numbers, numbers


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "in households"])
def test_types_do_not_change_what_people_earn_own_and_do(build, alone):
    alike, different = (
        build(people=20_000, alone=alone, careers__type_differences=differences).state.workers
        for differences in (0.0, 1.0)
    )
    for column in ("status", "team", "occupation", "skill", "wage", "age", "deposits", "equity"):
        np.testing.assert_array_equal(getattr(alike, column), getattr(different, column), err_msg=column)
    assert (alike.cell != different.cell).any()


def test_those_who_earn_little_are_of_the_types_that_earn_little(alike, different):
    everybody = np.ones(different.skill.size, bool)
    means, _ = by_type(different, different.skill, everybody)
    pay = np.asarray(PEOPLE.type_factors["pay"])
    assert (np.argsort(means) == np.argsort(pay)).all()
    # skill is only one sign of the type, so that the types differ less than the table says, but beyond chance
    means, numbers = by_type(different, different.skill, everybody)
    assert means.max() - means.min() > 5.0 * different.skill.std() * np.sqrt(2.0 / numbers.min())
    working = alike.status == EMPLOYED
    means, numbers = by_type(alike, alike.skill, working)
    noise = alike.skill[working].std() / np.sqrt(numbers)
    assert (np.abs(means - alike.skill[working].mean()) < 5.0 * noise).all()  # standard errors


def test_the_unemployed_are_of_the_types_that_are_often_unemployed(different):
    jobless = different.status == UNEMPLOYED
    _, numbers = by_type(different, different.skill, jobless)
    factors = np.asarray(PEOPLE.type_factors["unemployed"])
    often = factors > 1.0
    assert numbers[often].sum() / numbers.sum() > SHARE[often].sum()


def test_every_age_group_is_of_the_types_of_newcomers(build):
    """Else employment by age would drift as those of the base year grow older, and newcomers come."""
    workers = build(people=40_000, careers__type_differences=1.0).state.workers
    groups, kinds = workers.cell // TYPES, workers.cell % TYPES
    for group in range(PEOPLE.group_from.size):
        here = kinds[groups == group]
        found = np.bincount(here, minlength=SHARE.size) / here.size
        # couples are often of one type, so that errors are larger than those of as many persons; those of the
        # base year who are outside, by chance or for want of jobs, are of the types of those who are
        error = np.sqrt(2.0 * SHARE * (1.0 - SHARE) / here.size)
        assert (np.abs(found - SHARE) < 5.0 * error + 0.02).all(), PEOPLE.group_titles[group]
