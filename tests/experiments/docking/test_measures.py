"""What is measured in a pair of runs, on made-up ones whose answer is known."""

import math

import numpy as np
import polars as pl
import pytest

from sim.experiments.docking import measures, mobility, robots
from sim.experiments.docking.courses import Course, Pair
from sim.experiments.docking.korinek import OF_2030, STEPS, rigidity_slope, steps_up

MONTHS = 60
YEAR = (12, 24)
COGNITIVE = np.array([1.0, 1.0, 0.0])
NETWORK = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.4, 0.4, 0.2]])


def course(jobs=(10.0, 20.0, 30.0), wages=(1.0, 2.0, 3.0), jobless=(1.0, 1.0, 2.0), **columns):
    """Return a run in which nothing moves."""
    macro = {"price_level": 1.0, "real_gdp": 100.0, "employment": sum(jobs), "labour_share": 0.5} | columns
    levels = {"employment": jobs, "wage": wages, "unemployed": jobless, "vacancies": jobless}
    return Course(
        pl.DataFrame({name: np.broadcast_to(value, MONTHS) for name, value in macro.items()}),
        {name: np.tile(values, (MONTHS, 1)) for name, values in levels.items()},
    )


def pair(story, plain=None):
    return Pair(story, plain or course(), COGNITIVE, np.array([0.8, 0.5, 0.1]), NETWORK)


def test_effects_are_relative_to_the_economy_without_ai_and_to_its_prices():
    found = pair(course(mean_wage=6.0, price_level=1.2), course(mean_wage=4.0))
    assert measures.real("mean_wage", YEAR)(found) == pytest.approx(25.0)
    assert measures.growth("mean_wage", YEAR)(found) == pytest.approx(50.0)
    assert measures.labour_share(60.0, YEAR)(pair(course(labour_share=0.4))) == pytest.approx(48.0)
    fewer = pair(course(jobs=(10.0, 20.0, 20.0)))
    assert measures.productivity(YEAR)(fewer) == pytest.approx(20.0)


def test_growth_over_growth_without_ai():
    steps = 1.1 ** (np.arange(MONTHS) / 12)
    found = pair(course(real_gdp=100.0 * steps), course(real_gdp=50.0 * np.sqrt(steps)))
    expected = 10.0 - 100.0 * (math.sqrt(1.1) - 1.0)
    assert measures.growth_rate("real_gdp", (24, 36))(found) == pytest.approx(expected)


def test_cognitive_and_other_work_are_told_apart():
    found = pair(course(jobs=(5.0, 20.0, 35.0), wages=(0.5, 2.0, 6.0), jobless=(4.0, 3.0, 0.0)))
    # jobs without AI are the weights: (10 x 0.5 + 20 x 2) / (10 x 1 + 20 x 2) = 0.9
    assert measures.going_wage(YEAR, cognitive=True)(found) == pytest.approx(-10.0)
    assert measures.going_wage(YEAR, cognitive=False)(found) == pytest.approx(100.0)
    assert measures.cognitive_employment(YEAR)(found) == pytest.approx(100.0 * (25.0 / 30.0 - 1.0))
    assert measures.cognitive_wage_bill(YEAR)(found) == pytest.approx(100.0 * (42.5 / 50.0 - 1.0))
    assert measures.cognitive_unemployment(YEAR)(found) == pytest.approx(100.0 * (7.0 / 32.0 - 2.0 / 32.0))


def test_pay_of_a_unit_of_labour_does_not_fall_because_better_paid_jobs_go():
    def of(pay, prices, *jobs):
        wages = (1.0, 2.0, 3.0)
        bill = pay * prices * sum(wage * number for wage, number in zip(wages, jobs, strict=True))
        return course(jobs=jobs, wages=wages, compensation=bill, price_level=prices)

    plain = of(1.0, 1.0, 10.0, 20.0, 30.0)
    assert measures.pay_of_a_unit(YEAR)(pair(of(1.0, 1.2, 20.0, 20.0, 10.0), plain)) == pytest.approx(0.0)
    assert measures.pay_of_a_unit(YEAR)(pair(of(1.1, 0.9, 10.0, 5.0, 30.0), plain)) == pytest.approx(10.0)


def test_what_users_save_follows_from_what_they_pay():
    found = pair(course(gpu_rent_share=0.0073))
    assert measures.saving(0.73, YEAR)(found) == pytest.approx(0.27)


def test_the_net_return_is_theirs_where_capital_costs_what_it_does_without_ai():
    same, dearer = (pair(course(capital_price=price), course(capital_price=2.0)) for price in (2.0, 2.2))
    assert OF_2030["net_return_to_capital"](same) == pytest.approx(6.5)
    assert OF_2030["net_return_to_capital"](dearer) == pytest.approx(6.5 + 0.1 * 11.5)


def of_rigidity(wages, jobless):
    stories = (
        course(wages=(1.0 + wage, 2.0 + 2.0 * wage, 3.0), jobless=(2.0 + more, 0.0, 2.0))
        for wage, more in zip(wages, jobless, strict=True)
    )
    return {name: pair(story) for name, story in zip(STEPS, stories, strict=True)}


def test_the_trade_off_of_rigidity_is_read_at_its_ends_and_at_every_step():
    pairs = of_rigidity((-0.4, -0.1, 0.0, 0.1), (0.0, 1.0, 2.0, 4.0))
    assert rigidity_slope(pairs) == pytest.approx(100.0 * (6.0 / 36.0 - 2.0 / 32.0) / 50.0)
    assert steps_up(pairs) == 3.0
    assert steps_up(of_rigidity((-0.4, -0.1, -0.2, 0.1), (0.0, 1.0, 2.0, 4.0))) == 2.0


def test_effects_of_machines_are_for_one_of_them_whatever_the_dose(monkeypatch):
    monkeypatch.setattr(robots, "LAST", YEAR)
    for dose in (1.0, 5.0):
        fewer = course(jobs=(60.0 - 0.2 * dose, 0.0, 0.0), gpus_used=0.06 * dose)
        found = pair(fewer, course(jobs=(60.0, 0.0, 0.0)))
        assert robots.machines(found) == pytest.approx(dose)
        assert robots.jobs_lost(found) == pytest.approx(0.2 / 0.06)
        assert robots.for_a_machine(lambda _, dose=dose: -0.42 * dose)(found) == pytest.approx(-0.42)


def test_a_loop_has_the_area_that_it_encloses_and_the_sign_of_its_turn():
    angle = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    u, v = 5.0 + 2.0 * np.cos(angle), 3.0 + np.sin(angle)
    assert mobility.loop_area(u, v) == pytest.approx(2.0 * np.pi, rel=1e-3)
    assert mobility.loop_area(u[::-1], v[::-1]) == pytest.approx(-2.0 * np.pi, rel=1e-3)
    assert mobility.loop_area(v, u) == pytest.approx(-2.0 * np.pi, rel=1e-3)
    line = np.arange(10.0)
    assert mobility.loop_area(line, 7.0 - 2.0 * line) == pytest.approx(0.0, abs=1e-9)


def test_the_weight_of_neighbours_is_found_beside_that_of_the_occupation_itself():
    chance = np.random.default_rng(3)
    network = chance.random((40, 40))
    network /= network.sum(axis=1, keepdims=True)
    exposure = chance.random(40)
    others = network - np.diag(np.diag(network))
    around = others @ exposure / others.sum(axis=1)
    around = (around - around.mean()) / around.std()
    assert mobility.neighbours_weight(2.0 * exposure + 0.7 * around, exposure, network) == pytest.approx(0.7)
    assert mobility.neighbours_weight(2.0 * exposure, exposure, network) == pytest.approx(0.0, abs=1e-9)
