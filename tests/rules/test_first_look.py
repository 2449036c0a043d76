"""What a first look takes hazards to be at most is never less than what they are, and not much more."""

import numpy as np
import pytest

from sim.base_year import networks
from sim.base_year.calibration import load
from sim.base_year.structure import build_structure
from sim.parameters import Parameters
from sim.parameters.careers import CareerParameters
from sim.rules.hazards import (
    HIGH_UNIT,
    LONGEST,
    MeanHazards,
    exits_of,
    hazards_of,
    high_of,
    low_of,
    place_of,
    weight_of,
)
from sim.state.columns import CELLS, EMPLOYED, OUTSIDE, TYPES

MEAN = MeanHazards(0.003, 0.001, 0.003, 0.5, 0.4, 0.1, 0.03, 0.2, 0.3, 0.01)
DIFFERENT = {
    "type_differences": 1.0, "age_differences": 1.0, "new_job_risk": 3.6, "young_job_risk": 1.5,
    "search_by_tenure": 2.0, "seniority": 0.8, "outside_decay": 0.016,
}  # fmt: skip
LAST = 150
"""Months up to about the last step."""
ALIKE = dict.fromkeys(DIFFERENT, 0.0)


@pytest.fixture(scope="module")
def people():
    known = load()
    table = networks.destination_table(networks.occupational_mobility(known), known.sizes["occupations"])
    return build_structure(Parameters(), known, table).people


def looked_up(hazards, status):
    """Return what stands in the table of the first look for every cell and month (c, t)."""
    places = [[place_of(status, cell, month) for month in range(LONGEST)] for cell in range(CELLS)]
    return hazards.bounds[np.array(places)]


@pytest.mark.parametrize("differences", [DIFFERENT, ALIKE])
def test_no_hazard_is_larger_than_what_the_first_look_takes_it_to_be(people, differences):
    hazards = hazards_of(CareerParameters(**differences), people, MEAN, 1.3)
    packed, beyond = looked_up(hazards, EMPLOYED), looked_up(hazards, OUTSIDE)
    by_tenure = (hazards.leaving + hazards.quit + hazards.dismissal)[:, None] * hazards.profile
    soonest = hazards.retire * np.repeat(hazards.retiring.max(axis=1), TYPES)  # in any occupation
    by_response = hazards.leaving[:, None] * hazards.profile + soonest[:, None]
    found = {
        "separations": (low_of(packed) * hazards.low_unit, by_tenure + soonest[:, None]),
        "layoffs": (weight_of(packed) * hazards.weight_unit, hazards.layoff[:, None] * hazards.risk),
        "exits": (exits_of(packed) * hazards.exit_unit, by_response),
        "search": (1.0 - high_of(packed) * HIGH_UNIT, hazards.job_search[:, None] * hazards.ladder),
        "entry": (low_of(beyond) * hazards.low_unit, hazards.entry[:, None] * hazards.outside),
    }
    for name, (bound, exact) in found.items():
        assert (bound >= exact).all(), name
        # a step is of two months at first, in which the steepest of them, search, falls by about a quarter;
        # the last one, of all months beyond, is open
        assert bound[:, :LAST].mean() < 1.25 * exact[:, :LAST].mean() + 1e-4, name


def test_a_table_of_people_who_are_all_alike_says_so(people):
    assert hazards_of(CareerParameters(**ALIKE), people, MEAN, 1.0).alike == 1
    for name, value in DIFFERENT.items():
        hazards = hazards_of(CareerParameters(**(ALIKE | {name: value})), people, MEAN, 1.0)
        # seniority and search fall with the profile, which is flat here
        assert hazards.alike == int(name in ("search_by_tenure", "seniority")), name
