"""Competition: entry follows profit; rivals and entrants wear away what users of AI keep."""

import numpy as np
import pytest

from sim.phases import competition
from sim.phases.firm_accounts import N_SUMS, FirmFlows
from sim.phases.goods_market import Spending

SECTORS = 20


def erode(model, margin=0.1, firms=1000, users=0, months=1, first=0):
    """Settle months in which every sector has this profit over sales, firms and users of AI."""
    sales = np.full(SECTORS, 10**9)
    none, real = np.zeros(0, np.int64), np.zeros(SECTORS)
    sold = Spending(0, 0, 0, 0, 0, sales, real, none)
    counts = np.full(SECTORS, firms), np.full(SECTORS, users), np.zeros(SECTORS, np.int64)
    jobs = np.zeros(5, np.int64)
    made = FirmFlows(
        np.zeros(N_SUMS, np.int64),
        jobs,
        np.zeros(SECTORS, np.int64),
        *counts,
        real,
        real,
        real,
        margin * sales,
        np.zeros(SECTORS, np.int64),
    )
    for month in range(first, first + months):
        competition.erode(model.state, model.structure, sold, made, model.scenario, month)
    return model.state.macro


@pytest.mark.parametrize("elasticity", [0.0, 0.5, 1.0, 2.0])
def test_entry_follows_profit_by_its_elasticity(build, elasticity):
    model = build(firms__entry_elasticity=elasticity)
    model.state.macro.base_margin[:] = 0.08
    found = erode(model, margin=0.12, months=400).entry_factor
    np.testing.assert_allclose(found, (0.12 / 0.08) ** elasticity, rtol=1e-6)


@pytest.mark.parametrize(("users", "firms"), [(0, 1000), (1000, 1000), (500, 2000)])
def test_what_is_kept_falls_with_rivals_and_entrants(build, users, firms):
    model = build(firms__saving_kept=0.6, firms__rival_erosion=0.5, firms__entry_competition=1.0)
    model.state.macro.base_firms[:] = 1000.0
    found = erode(model, firms=firms, users=users).saving_kept
    expected = np.full(SECTORS, 0.6 * (1.0 - 0.5 * users / firms) * min(1.0, 1000.0 / firms))
    expected[model.structure.role("government")] = 0.0
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_before_the_base_year_competition_follows_margins_and_firms_as_a_mean_of_eighteen_months(build):
    model = build(people=1_000)
    macro = model.state.macro
    macro.profit_margin[:], macro.base_margin[:], macro.base_firms[:] = 0.12, 0.08, 500.0
    factor = macro.entry_factor.copy()
    erode(model, margin=0.12, firms=1000, months=36, first=-36)
    left = (1.0 - 1.0 / 18.0) ** 36
    np.testing.assert_allclose(macro.base_margin, 0.12 - 0.04 * left, rtol=1e-9)
    np.testing.assert_allclose(macro.base_firms, 1000.0 - 500.0 * left, rtol=1e-9)
    np.testing.assert_array_equal(macro.entry_factor, factor)


@pytest.mark.parametrize(
    ("margin", "base", "entry"),
    [
        (-0.5, 0.08, 0.3), (0.0, 0.04, 0.5), (0.01, 0.04, 0.5), (0.04, -0.5, 2.0), (0.04, 0.01, 2.0),
        (0.31, 0.08, 3.875), (0.9, 0.08, 4.0), (0.025, 0.08, 0.3125), (0.02, 0.08, 0.3),
    ],
)  # fmt: skip
def test_entry_stays_within_bounds_and_counts_on_a_least_margin(build, margin, base, entry):
    model = build(firms__entry_elasticity=1.0)
    macro = model.state.macro
    macro.profit_margin[:], macro.base_margin[:] = margin, base
    np.testing.assert_allclose(erode(model, margin=margin).entry_factor, entry, rtol=1e-9)
    np.testing.assert_allclose(macro.profit_margin, margin, rtol=1e-9)


def test_margins_are_a_mean_of_a_year_and_sectors_without_firms_or_sales_have_none(build):
    model = build(firms__entry_elasticity=1.0, firms__saving_kept=0.5, firms__entry_competition=1.0)
    macro = model.state.macro
    macro.profit_margin[:], macro.base_firms[:] = 0.06, 1.0
    erode(model, margin=0.18, firms=0)
    np.testing.assert_allclose(macro.profit_margin, 0.06 + 0.12 / 12.0, rtol=1e-9)
    others = np.arange(SECTORS) != model.structure.role("government")
    np.testing.assert_allclose(macro.saving_kept[others], 0.5, rtol=1e-12)  # nobody there is no crowd
