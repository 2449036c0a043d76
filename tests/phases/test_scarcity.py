"""What nobody can make: scarcity prices follow the supply curves, and real estate's rent its owners."""

from math import inf

import numpy as np
import pytest

from sim.phases import scarcity
from sim.phases.goods_market import Spending

OFF = {f"supply__{name}_elasticity": inf for name in ("land", "energy", "mining", "farming")}
ON = dict.fromkeys(OFF, 1.0)


def sold(volume):
    none = np.zeros(0, np.int64)
    return Spending(0, 0, 0, 0, 0, np.zeros(volume.size, np.int64), volume, none)


def settle(model, factor, months=600):
    """Sell ``factor`` times the base volume on its trend for years; return the scarcity of every sector."""
    macro, supply = model.state.macro, model.scenario.supply
    macro.base_volume[:] = macro.sales_volume[:] = 1000.0
    for month in range(months):
        trend = 1.0 + supply.land_growth
        volume = np.full(macro.scarcity.size, 1000.0 * factor * trend ** ((month + supply.lag) / 12.0))
        scarcity.price(model.state, model.structure, sold(volume), model.scenario, month)
    return macro.scarcity.copy()


@pytest.mark.parametrize("elasticity", [0.3, 0.4, 1.75])
@pytest.mark.parametrize("factor", [0.8, 1.0, 2.0])
def test_the_price_of_land_lies_on_its_supply_curve(build, elasticity, factor):
    model = build(supply__land_elasticity=elasticity, supply__land_growth=0.0)
    row = model.structure.role("real_estate")
    assert settle(model, factor)[row] == pytest.approx(factor ** (1.0 / elasticity), rel=1e-6)


def test_sectors_without_a_curve_are_not_scarce(build):
    model = build(**ON)
    curves = {model.structure.role(role) for role in ("real_estate", "energy", "mining", "farming")}
    found = settle(model, 3.0)
    assert {row for row, price in enumerate(found) if price != 1.0} == curves
    assert (settle(build(**OFF), 3.0) == 1.0).all()


def test_the_burn_in_sets_what_is_usual(build):
    model = build(**ON)
    macro = model.state.macro
    for month in range(-600, 0):
        scarcity.price(model.state, model.structure, sold(np.full(20, 55.0)), model.scenario, month)
    np.testing.assert_allclose(macro.base_volume, 55.0, rtol=1e-6)
    assert (macro.scarcity == 1.0).all()


@pytest.mark.parametrize("month", [-10, 10])
def test_a_shock_to_cost_raises_all_prices_alike(build, month):
    model = build(**OFF)
    macro = model.state.macro
    macro.base_volume[:] = macro.sales_volume[:] = 55.0
    macro.cost_shock[0] = 0.02
    scarcity.price(model.state, model.structure, sold(np.full(20, 55.0)), model.scenario, month)
    np.testing.assert_allclose(macro.scarcity, np.exp(0.02), rtol=1e-14)


def test_list_prices_follow_a_shortage_and_no_ordinary_one(build):
    """In a lasting shortage e, ln F = rho (s - 5 %) and s + ln F = e: F = exp(rho (e - 5 %) / (1 + rho))."""
    model = build(**OFF, supply__shortage_response=3.0)
    macro = model.state.macro
    macro.usual_shortage[0] = 0.02
    volume = np.full(macro.scarcity.size, 100.0)
    listed = float((volume * macro.sector_price).sum())
    for excess, expected in ((0.04, 1.0), (0.4, float(np.exp(3.0 * 0.35 / 4.0)))):
        for month in range(240):
            paid = listed * np.exp(0.02 + excess) / macro.scarcity[0]
            spent = np.full(volume.size, round(paid / volume.size), np.int64)
            spending = sold(volume)._replace(by_sector=spent)
            scarcity.price(model.state, model.structure, spending, model.scenario, month)
        np.testing.assert_allclose(macro.scarcity, expected, rtol=1e-3)


@pytest.mark.parametrize(
    ("role", "elasticity", "volume", "price"),
    [
        ("energy", 1.0, 1e-9, 0.2), ("energy", 1.0, 0.1, 0.2), ("energy", 1.0, 0.3, 0.3),
        ("energy", 1.0, 19.0, 19.0), ("energy", 1.0, 21.0, 20.0), ("energy", 1.0, 1e9, 20.0),
        ("energy", 0.4, 21.0, 1e3), ("energy", 0.2, 0.1, 1e-3), ("energy", inf, 5.0, 1.0),
        ("land", 2.0, 4.0, 2.0), ("mining", 2.0, 4.0, 2.0), ("farming", 2.0, 4.0, 2.0),
    ],
)  # fmt: skip
def test_a_curve_makes_a_price_within_bounds_of_its_own_sector_alone(build, role, elasticity, volume, price):
    name = "real_estate" if role == "land" else role
    keys = {f"supply__{role}_elasticity": elasticity, "supply__land_growth": 0.01, "supply__lag": 6.0}
    model = build(**OFF | keys, wages__productivity_growth=0.02)
    macro, row = model.state.macro, model.structure.role(name)
    growth = 0.01 if role == "land" else 0.02
    macro.base_volume[:] = 100.0
    macro.sales_volume[:] = 100.0 * volume * (1.0 + growth) ** ((30 + 6) / 12.0)
    scarcity.price(model.state, model.structure, sold(macro.sales_volume.copy()), model.scenario, 30)
    expected = np.where(np.arange(macro.scarcity.size) == row, price, 1.0)
    np.testing.assert_allclose(macro.scarcity, expected, rtol=1e-9)


@pytest.mark.parametrize(("paid", "beyond"), [(0.0, 0.0), (0.3, 0.3), (0.9, 0.5), (-0.2, -0.2), (-0.9, -0.5)])
def test_a_shortage_is_a_mean_of_half_a_year_of_what_is_paid_beyond_the_usual(build, paid, beyond):
    model = build(**OFF)
    macro = model.state.macro
    macro.usual_shortage[0], macro.shortage[0] = 0.02, 0.01
    volume = np.full(macro.scarcity.size, 1e6)
    listed = float((volume * macro.sector_price).sum())
    spent = np.full(volume.size, round(listed * np.exp(0.02 + paid) / volume.size), np.int64)
    scarcity.price(model.state, model.structure, sold(volume)._replace(by_sector=spent), model.scenario, 5)
    assert macro.shortage[0] == pytest.approx(0.01 + (beyond - 0.01) / 6.0, abs=1e-6)
    assert macro.usual_shortage[0] == 0.02  # of the base years
