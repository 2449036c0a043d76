"""What tests of several phases share."""

import pytest

from sim.experiments.verification.economies import into_one_occupation

from .one_occupation import QUIET
from .watched import APART, EVENTFUL, POLICIES, stir, watch


@pytest.fixture
def one_occupation(build):
    """Return a function that builds an economy of one occupation with the same skill and wage for all.

    People live alone and have no age, unless ``alone`` is false.
    """

    def make(people: int = 2_000, *, unemployed: int = 0, outside: int = 0, alone: bool = True, **changes):
        model = build(people=people, alone=alone, **(QUIET | changes))
        return into_one_occupation(model, unemployed=unemployed, outside=outside)

    return make


@pytest.fixture(scope="session", params=["together", "apart"])
def watched(request, build):
    """Return an eventful month of 1,000 persons, step by step: in households, then all alike and alone."""
    scenario, apart = ("neutral", {}) if request.param == "together" else ("mostaque", APART)
    model = build(scenario, people=1_000, policy=list(POLICIES), **(EVENTFUL | apart))
    stir(model)
    return watch(model)
