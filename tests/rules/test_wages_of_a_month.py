"""Going wages of one month by each rule, worked out again for occupations of all sizes and kinds."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.rules.wages.anchored import Anchored
from sim.rules.wages.phillips_curve import PhillipsCurve
from sim.scenario import Scenario
from sim.state.columns import SKILL_ONE

UNEMPLOYED = np.array([0, 3, 40, 900, 5, 0])
EMPLOYED = np.array([30, 60, 4_000, 6_000, 2_500, 0])
WAGE = np.array([250_000.0, 380_000.0, 520_000.0, 610_000.0, 900_000.0, 450_000.0])
BASE = np.array([300_000.0, 400_000.0, 500_000.0, 600_000.0, 700_000.0, 800_000.0])
SIZE = WAGE.size


def scenario(**changes):
    values = {
        "wages.rigidity": 0.7, "wages.catch_up": 0.2, "wages.expectations_anchor": 0.6,
        "wages.anchor_learning": 0.3, "wages.anchor_band": 0.01, "wages.outside_option": 0.0,
    }  # fmt: skip
    return Scenario.load("neutral").with_(values | changes)


def moment(month=9, granted=0.015, inflation=0.05, parameters=None):
    """Return the labour market that a rule looks at, with teams whose people are fewer than planned."""
    random = np.random.default_rng(2)
    teams = SimpleNamespace(
        weight=np.where(np.arange(40) % 5 == 0, 0.0, 0.25), occupation=np.arange(40) % SIZE,
        effort=random.uniform(50.0, 90.0, 40), human_need=random.uniform(0.5, 1.1, 40),
        skill_sum=(SKILL_ONE * random.uniform(40.0, 60.0, 40)).astype(np.int64),
    )  # fmt: skip
    macro = SimpleNamespace(
        inflation=np.array([inflation]), price_level=np.array([1.3]), occupation_wage=WAGE.copy()
    )
    kept = {
        "granted": np.array([granted]), "log_price": np.array([np.log(1.298)]), "anchor": np.array([0.02]),
        "unemployment": np.full(SIZE, 0.05), "natural": np.linspace(0.03, 0.07, SIZE),
        "missing": np.full(SIZE, 0.02), "usually_missing": np.full(SIZE, 0.01),
    }  # fmt: skip
    structure = SimpleNamespace(base_wage=BASE, mean_wage=lambda wages: float(wages.mean()))
    return SimpleNamespace(
        parameters=parameters or scenario(), month=month, kept=kept, structure=structure,
        state=SimpleNamespace(macro=macro, teams=teams),
    )  # fmt: skip


def tightness(natural, unemployment):
    """Return u* - u, or u* ln(u* / u) where that is more."""
    gap = natural - unemployment
    return np.where(
        gap > 0.0, np.maximum(gap, natural * np.log(natural / np.maximum(unemployment, 0.002))), gap
    )


def worked_out(now):
    """Return by the equations the growth of wages of a month, and what the rule then keeps."""
    wages, kept = now.parameters.wages, {name: column.copy() for name, column in now.kept.items()}
    labour = UNEMPLOYED + EMPLOYED
    overall = UNEMPLOYED.sum() / labour.sum()
    rates = (UNEMPLOYED + 50 * overall) / (labour + 50)
    if now.month < 0:
        kept["natural"] += (rates - kept["natural"]) / 36.0
    kept["unemployment"] += (rates - kept["unemployment"]) / 6.0
    mean = (kept["natural"] * labour).sum() / labour.sum()
    natural = wages.natural_unemployment_rate * kept["natural"] / mean
    inflation = float(now.state.macro.inflation[0])
    missed = inflation - kept["anchor"][0]
    kept["anchor"][0] += 0.3 * np.sign(missed) * max(0.0, abs(missed) - 0.01)
    expected = 0.6 * kept["anchor"][0] + 0.4 * inflation
    slack = np.maximum(kept["unemployment"], 0.002) / np.maximum(natural, 0.002)
    habit = float(kept["granted"][0])
    granted = habit * np.minimum(1.0, slack if habit < 0.0 else 1.0 / slack)
    if wages.outside_option > 0.0:
        worth = wages.outside_option * BASE.mean() * 1.3
        below = np.log(np.maximum(worth / WAGE, 1.0))
        granted = np.where(below > 0.0, np.maximum(granted, 0.0), granted) + wages.outside_response * below
    step = (expected + granted) / 12.0
    slope = wages.phillips_slope * np.log(0.7) / np.log(0.5)
    if np.isfinite(wages.demand_elasticity):
        teams = now.state.teams
        planned = np.where(teams.weight > 0.0, teams.effort * teams.human_need, 0.0)
        wanted = np.bincount(teams.occupation, planned, SIZE)
        there = np.bincount(teams.occupation, teams.skill_sum / SKILL_ONE, SIZE)
        missing = np.log(np.maximum(wanted, 1.0) / np.maximum(there, 1.0))
        if now.month < 0:
            kept["usually_missing"] += (missing - kept["usually_missing"]) / 36.0
        kept["missing"] += (missing - kept["missing"]) / 6.0
        beyond = kept["missing"] - kept["usually_missing"] + natural - kept["unemployment"]
        whole = np.average(beyond, weights=WAGE * EMPLOYED)
        step += (1.0 - 0.7 ** (1.0 / 12.0)) * (beyond - whole) / wages.demand_elasticity
        usual = wages.natural_unemployment_rate
        step += slope * tightness(np.array([usual]), np.array([usual - whole]))
    else:
        step += slope * tightness(natural, kept["unemployment"])
    step = np.clip(step, -0.03, 0.03)
    raised = np.average(np.log(1.0 + step), weights=EMPLOYED)
    found = 12.0 * (raised - np.log(1.3 / 1.298))
    kept["granted"][0] += 0.2 * (found - kept["granted"][0])
    kept["granted"][0] = min(max(kept["granted"][0], wages.least_granted), wages.most_granted)
    kept["log_price"][0] = np.log(1.3)
    return 1.0 + step, kept


CASES = [
    {}, {"wages.demand_elasticity": 0.8}, {"wages.outside_option": 0.7},
    {"wages.demand_elasticity": 0.8, "wages.outside_option": 0.7},
]  # fmt: skip


@pytest.mark.parametrize("changes", CASES, ids=str)
@pytest.mark.parametrize(("month", "granted", "inflation"), [
    (9, 0.015, 0.05), (-3, 0.015, 0.025), (9, -0.02, -0.03), (9, 0.5, 0.05), (9, -0.9, 0.05),
])  # fmt: skip
def test_wages_follow_what_is_expected_granted_and_scarce(changes, month, granted, inflation):
    given = {"wages.demand_elasticity": np.inf} | changes
    now = moment(month, granted, inflation, scenario(**given))
    growth, kept = worked_out(now)
    found = Anchored().next_wages(now, UNEMPLOYED, EMPLOYED)
    np.testing.assert_allclose(found, WAGE * growth, rtol=1e-9)
    for name, column in kept.items():
        np.testing.assert_allclose(now.kept[name], column, rtol=1e-7, atol=1e-12, err_msg=name)
    np.testing.assert_array_equal(now.state.macro.occupation_wage, WAGE)


def test_what_prices_have_granted_is_learned_by_the_catch_up():
    """Where wages have outrun prices the habit grows, by the part of the gap that the key says."""
    grown = []
    for speed in (0.0, 0.1, 0.2):
        now = moment(granted=0.0, parameters=scenario(**{"wages.catch_up": speed}))
        Anchored().next_wages(now, UNEMPLOYED, EMPLOYED)
        grown.append(float(now.kept["granted"][0]))
    assert grown[0] == 0.0
    assert grown[2] == pytest.approx(2.0 * grown[1], rel=1e-9)
    assert grown[1] != 0.0


def test_the_rule_begins_at_the_trend_and_the_unemployment_of_the_base_year():
    parameters = scenario()
    now = moment(parameters=parameters)
    Anchored().begin(now)
    assert now.kept["granted"][0] == parameters.wages.productivity_growth
    assert now.kept["anchor"][0] == parameters.wages.trend_inflation
    assert now.kept["log_price"][0] == pytest.approx(np.log(1.3))
    for name in ("unemployment", "natural"):
        np.testing.assert_array_equal(now.kept[name], parameters.population.unemployment_rate)


@pytest.mark.parametrize("empty", [False, True])
def test_nobody_in_the_labour_force_moves_no_wage_apart(empty):
    now = moment()
    nobody = np.zeros(SIZE, np.int64)
    found = Anchored().next_wages(now, nobody, nobody if empty else nobody + 1)
    assert np.isfinite(found).all()
    assert np.isfinite(now.kept["granted"][0])


@pytest.mark.parametrize("slope", [0.05, 0.9])
def test_a_phillips_curve_for_each_occupation_within_the_bounds_of_a_month(slope):
    parameters = scenario(**{
        "wages.phillips_slope": slope, "wages.largest_cut": 0.004, "wages.largest_raise": 0.006,
    })  # fmt: skip
    now, wages = moment(parameters=parameters), parameters.wages
    found = PhillipsCurve().next_wages(now, UNEMPLOYED, EMPLOYED)
    rates = UNEMPLOYED / np.maximum(UNEMPLOYED + EMPLOYED, 1)
    step = (wages.trend_inflation + wages.productivity_growth) / 12.0
    step = step + slope * (wages.natural_unemployment_rate - rates)
    np.testing.assert_allclose(found, WAGE * (1.0 + np.clip(step, -0.004, 0.006)), rtol=1e-12)
    if slope > 0.5:
        assert (found < WAGE).any()
        assert (found > WAGE).any()
