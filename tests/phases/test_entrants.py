"""Who founds firms where rows are empty: how many, of which size and sector, and with AI or without."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.phases import entry, firm_accounts
from sim.rules.compute_price import GpuMarket
from sim.rules.tasks import intensity_of_trial
from sim.state.columns import ACTIVE, EMPTY

from .watched import stream

MONTH = 21


def enter(build, era=1.0, elasticity=1.5, with_ai=0.3, trying=0.2, factor=80.0, empty=None, **changes):
    """Let firms enter an economy in which every second row is empty; return it, who entered, and how many."""
    keys = {
        "adoption__entry_ai_elasticity": elasticity,
        "adoption__trial_hazard": 0.1,
        "firms__entrant_size": 6.0,
    }
    model = build("neutral", people=1_000, **(keys | changes))
    firms, macro = model.state.firms, model.state.macro
    firms.status[::2], firms.output[::2] = EMPTY, 7.0
    macro.ai_era[0], macro.automation[0] = era, 0.4
    macro.entry_factor[:] = factor * np.linspace(0.5, 1.5, macro.entry_factor.size)
    rows = np.flatnonzero(firms.status == EMPTY)
    number = entry.enter(
        model.state, model.structure, model.scenario, rows.size if empty is None else empty, with_ai, trying,
        model.seed, MONTH,
    )  # fmt: skip
    return model, rows[firms.status[rows] == ACTIVE], rows, number


@pytest.mark.parametrize(
    ("era", "elasticity", "more"), [(1.0, 1.5, 1.6), (1.0, 0.0, 1.0), (0.0, 1.5, 1.0), (1.0, 0.5, 1.2)]
)
def test_entrants_are_as_many_as_in_the_base_year_and_more_where_ai_works(build, era, elasticity, more):
    model, founded, rows, number = enter(build, era, elasticity)
    structure, firms = model.structure, model.state.firms
    base = round(structure.firms_per_person * 1_000)
    rates = more * structure.entry_rate * structure.firm_share * base * model.state.macro.entry_factor
    chance = min(1.0, rates.sum() / rows.size)
    luck = np.array([uniform(stream(model.seed, MONTH, entry.ENTRY), int(row)) for row in rows])
    np.testing.assert_array_equal(founded, rows[luck < chance])
    assert number == founded.size
    assert 5 < founded.size < rows.size
    drawn = np.array([uniform(stream(model.seed, MONTH, entry.ENTRY_SECTOR), int(row)) for row in founded])
    shares = np.cumsum(rates) / rates.sum()
    np.testing.assert_array_equal(firms.sector[founded], (shares[None, :] <= drawn[:, None]).sum(axis=1))
    size = np.array([uniform(stream(model.seed, MONTH, entry.ENTRY_SIZE), int(row)) for row in founded])
    employees = 1.0 + 5.0 * 0.5 / np.sqrt(np.maximum(size, 0.001))
    np.testing.assert_allclose(
        firms.expected_demand[founded] / firms.productivity[founded], employees, rtol=1e-9
    )
    assert (firms.inventory[founded] == 0.0).all()
    assert (firms.output[founded] == 0.0).all()
    assert (firms.birth[founded] == MONTH).all()
    luck = np.array([uniform(stream(model.seed, MONTH, entry.ENTRY_AI), int(row)) for row in founded])
    trial = intensity_of_trial(model.scenario.adoption)
    usual = np.where(luck < 0.3, 0.5, np.where(luck < 0.5, trial, 0.0))
    # where AI is what lets them start, all use it in full
    expected = np.ones(founded.size) if more > 1.0 else usual
    np.testing.assert_allclose(firms.adoption[founded], expected, rtol=1e-6)


def test_firms_use_ai_in_full_where_all_of_them_do(build):
    model, founded, *_ = enter(build, era=0.0, with_ai=1.0, trying=0.0)
    assert (model.state.firms.adoption[founded] == 1.0).all()


def test_every_row_receives_a_firm_where_more_would_enter_than_there_are_rows(build):
    _, founded, rows, number = enter(build, factor=1e6)
    assert number == founded.size == rows.size


def test_entrants_use_and_try_ai_as_often_as_the_firms_that_are_there(build):
    """Of all firms a third uses it, a fifth of these only for a trial."""
    model = build(
        "neutral", people=1_000, adoption__trial_hazard=0.1, adoption__trial_intensity=0.05,
        firms__exit_rate=0.0, firms__young_exit_rate=0.0,
    )  # fmt: skip
    state = model.state
    firms, macro = state.firms, state.macro
    firms.status[::2], firms.adoption[:] = EMPTY, 0.0
    there = np.flatnonzero(firms.status == ACTIVE)
    trial = np.float32(intensity_of_trial(model.scenario.adoption))
    firms.adoption[there[::3]], firms.adoption[there[::15]] = 0.7, trial
    macro.ai_era[0], macro.entry_factor[:] = 0.0, 200.0
    levers = model.policies.levers_in_force(state, MONTH)
    market = GpuMarket(1.0, 0.0, 0.0, 0.0, np.zeros(0), 0.0, 0.0)
    given = state, model.structure, market, model.scenario, levers, model.seed, MONTH
    rows = np.flatnonzero(firms.status == EMPTY)
    found = firm_accounts.settle(*given)
    founded = rows[firms.status[rows] == ACTIVE]
    assert found.sums[firm_accounts.ENTRIES] == founded.size > 15
    assert found.trying.sum() == there[::15].size
    using, trying = (there[::3].size - there[::15].size) / there.size, there[::15].size / there.size
    luck = np.array([uniform(stream(model.seed, MONTH, entry.ENTRY_AI), int(row)) for row in founded])
    expected = np.where(luck < using, 0.5, np.where(luck < using + trying, trial, 0.0))
    np.testing.assert_allclose(firms.adoption[founded], expected, rtol=1e-6)
    assert (expected == 0.0).any()


@pytest.mark.parametrize("given", [{"factor": 0.0}, {"empty": 0}])
def test_nobody_enters_without_rows_or_founders(build, given):
    _, founded, _, number = enter(build, **given)
    assert number == founded.size == 0


def test_a_single_row_is_enough_for_a_firm(build):
    _, _, _, number = enter(build, empty=1)
    assert number > 10  # each row has the chance that one alone would have
