"""The market for compute in a whole economy: the boom of today, rents that forget their start, who is paid.

Three paired seeds of 5,000 people; the bands are those that the technologies were set to, widened by two
standard errors of such a mean (0.05 of the growth, 0.1 points of spending, 40 dollars of the rent, measured
over ten seeds of 20,000 people).
"""

from functools import cache

import numpy as np
import pytest

from sim.experiments.run.fork import burn_in, fork
from sim.scenario import Scenario
from sim.simulation import Simulation

SEEDS = (11, 12, 13)
LATE = 72
"""Months after which a rent has forgotten its start."""


@cache
def at_month_0(story, seed):
    """Return a small economy after its burn-in."""
    return burn_in(Scenario.load(story).with_({"run.people": 5_000}), seed)


@cache
def macro(story, seed, months, *, goes_on=False, **changes):
    """Run a small economy and return its table of the whole.

    It ``goes_on`` from the one burn-in of its story and seed if nothing that is changed acts before month 0.
    """
    values = {name.replace("__", "."): value for name, value in changes.items()}
    scenario = Scenario.load(story).with_({"run.people": 5_000, "run.months": months, **values})
    simulation = fork(at_month_0(story, seed), scenario) if goes_on else Simulation(scenario, seed=seed)
    simulation.run()
    return simulation.records.frames()["macro"]


def real_rent(table):
    return (table["gpu_rent"] / table["price_level"] * table["price_level"][0]).to_numpy()


@pytest.mark.parametrize(("technology", "months"), [("consensus", 36), ("brisk", LATE)])
def test_the_first_years_are_the_boom_of_today(technology, months):
    growth, spending, rent, power = [], [], [], []
    for seed in SEEDS:
        table = macro(technology, seed, months)[:36]
        gpus = table["gpus"].to_numpy()
        growth.append(gpus[12] / gpus[0])
        share = 100.0 * (table["compute_investment"] / table["gdp"]).to_numpy()
        spending.append(share.reshape(3, 12).mean(axis=1))
        rent.append(real_rent(table).reshape(3, 12).mean(axis=1)[:2])
        power.append(table["gpu_power"][30] * 8.766 + 150.0)  # TWh a year, with 150 of other work (LBNL 2024)
    assert 2.65 < np.mean(growth) < 4.15
    assert ((np.mean(spending, axis=0) > 1.3) & (np.mean(spending, axis=0) < 2.2)).all()
    assert ((np.mean(rent, axis=0) > 1_240.0) & (np.mean(rent, axis=0) < 2_230.0)).all()
    assert 325.0 < np.mean(power) < 580.0


def test_a_rent_forgets_where_it_began():
    start = Scenario.load("brisk").compute.start_rent
    starts = {factor: {"compute__start_rent": factor * start} for factor in (0.5, 2.0)}
    late = {
        factor: np.mean([real_rent(macro("brisk", seed, LATE, **keys))[60:].mean() for seed in SEEDS])
        for factor, keys in {1.0: {}, **starts}.items()
    }
    assert late[0.5] == pytest.approx(late[1.0], rel=0.1)
    assert late[2.0] == pytest.approx(late[1.0], rel=0.1)


def test_joint_conduct_pays_where_models_are_closed_and_open_models_undo_it():
    def paid(conduct, spillover):
        """Return royalties over output in year 8."""
        tables = [
            macro(
                "brisk/closed", seed, 96, goes_on=True,
                compute__concentration=conduct, compute__model_spillover=spillover,
            )
            for seed in SEEDS
        ]  # fmt: skip
        return np.array([(table["royalties"] / table["gdp"]).to_numpy()[84:].mean() for table in tables])

    closed, opened = 0.02, 0.15
    gain_closed = paid(0.5, closed) - paid(0.0, closed)
    gain_opened = paid(0.5, opened) - paid(0.0, opened)
    assert (gain_closed > 0.0).all()
    assert gain_opened.mean() < 0.5 * gain_closed.mean()


def test_nobody_burns_money_on_a_race_that_cannot_be_won():
    useless = macro(
        "brisk", SEEDS[0], 24, compute__gpu_worker_ratio=1e-4, compute__gpu_worker_ratio_start=1e-4
    )
    gpus = useless["gpus"].to_numpy()
    assert (useless["compute_investment"] == 0.0).all()
    assert gpus[-1] < gpus[0]
