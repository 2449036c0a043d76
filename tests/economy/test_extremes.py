"""Combinations of extreme values that the schema accepts either run, or end with one sentence."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from sim.errors import MonthError, ScenarioError
from sim.scenario import Scenario
from sim.simulation import Simulation

ATTACK = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "attack" / "extremes.py"))
MONTHS = 6


@pytest.mark.parametrize("number", range(len(ATTACK["GIVEN"]) + 3))
def test_no_combination_breaks_a_run(number: int) -> None:
    try:
        scenario, *_ = ATTACK["accepted"](number, seed=1, people=1_000)
    except ScenarioError as error:
        pytest.fail(f"{number} is drawn again where it is refused: {error}")
    if scenario is None:
        return  # refused, in a sentence
    verdict = ATTACK["attack"](scenario.with_({"run.months": MONTHS}))
    assert verdict.kind in ("fine", "ended"), verdict.what


EXPLOSIVE: dict[str, Any] = {"wages.trend_inflation": 0.5, "wages.largest_raise": 0.2}


def test_money_that_outgrows_its_column_ends_the_run() -> None:
    scenario = Scenario.load("baseline").with_({"run.people": 1_000, "run.burn_in_months": 0, **EXPLOSIVE})
    simulation = Simulation(scenario)
    simulation.state.workers.wage[17] = 1_999_999_998  # the next raise is more than 32 bits hold
    with pytest.raises(MonthError, match=r"workers\.wage in row \d+ is 2,000,000,000; it must be"):
        simulation.run(14)
