"""AI spreads from the neighbours who use it, and from nobody else: one month of firms told where to look."""

import numpy as np
import pytest

from sim.phases import adoption, frontier
from sim.state.columns import ACTIVE


@pytest.fixture
def spread(build):
    """Return firms after a month in which only the peers of a firm make it adopt, and surely so."""

    def month(kinds, born=-100, rows=False, cost=0.0):
        model = build(
            "neutral", people=1_000, adoption__base_hazard=0.0, adoption__peer_hazard=1.0,
            adoption__saving_response=10.0, adoption__cost_median=cost, adoption__trial_hazard=0.01,
            adoption__trial_intensity=0.05, adoption__speed=0.2, adoption__initial_share=0.0,
            compute__capability_start=4.0, compute__gpu_worker_ratio=3.0, compute__gpu_worker_ratio_start=3.0,
        )  # fmt: skip
        state, levers = model.state, model.policies.levers_in_force(model.state, 3)
        frontier.train(state, model.structure, model.scenario, levers, 0)
        state.macro.ai_era[0], state.macro.gpu_rent[0] = 1.0, 100_000.0
        firms = state.firms
        active = np.flatnonzero(firms.status == ACTIVE)
        user, tries, idle = active[:3]
        firms.birth[:] = born
        firms.adoption[:] = 0.0
        firms.adoption[user], firms.adoption[tries] = 0.5, np.float32(0.05)
        places = {"user": user, "tries": tries, "idle": idle, "nobody": -1}
        firms.neighbours[:] = [places[kind] for kind in kinds]
        firms.ai_saving[:] = 0.3
        ai = frontier.train(state, model.structure, model.scenario, levers, 3)
        rules = model.rules.in_month(state, model.structure, model.scenario, levers, model.seed, 3)
        adoption.adopt(state, model.structure, ai, model.scenario, levers, rules, model.seed, 3)
        others = active[3:]
        last = others if rows else firms.adoption[[user, tries]]
        return firms.adoption[others], firms.ai_saving[others], last

    return month


def test_firms_look_at_ai_twice_a_year_in_turns_by_row_and_new_ones_at_once(spread):
    _, saving, _ = spread(["idle"] * 4)
    looked = saving != np.float32(0.3)
    _, new, _ = spread(["idle"] * 4, born=2)
    assert 0 < looked.sum() < 0.3 * looked.size
    assert (new != np.float32(0.3)).all()
    np.testing.assert_allclose(new[looked], saving[looked], rtol=1e-6)
    _, *_, rows = spread(["idle"] * 4, rows=True)
    np.testing.assert_array_equal(looked, (rows + 3) % 6 == 0)


def test_all_adopt_whose_neighbours_all_use_it(spread):
    found, saving, (user, _) = spread(["user"] * 4)
    gains = saving >= 0.1
    np.testing.assert_allclose(found[gains], 0.05 + 0.2 * 0.95, rtol=1e-6)
    assert gains.sum() > 10
    assert user == pytest.approx(0.5 + 0.2 * 0.5)


@pytest.mark.parametrize("kind", ["tries", "idle", "nobody"])
def test_nobody_adopts_from_those_who_only_try_it_or_do_not(spread, kind):
    found, *_ = spread([kind] * 4)
    assert (found <= np.float32(0.05)).all()


def test_a_half_of_the_neighbours_convinces_a_half_of_the_firms(spread):
    """By chance: 5 standard deviations of a share of a half among those who gain."""
    found, saving, _ = spread(["user", "idle", "user", "nobody"])
    gains = saving >= 0.1
    share = (found[gains] > 0.1).mean()
    assert share == pytest.approx(0.5, abs=min(0.45, 2.5 / np.sqrt(gains.sum())))


@pytest.mark.parametrize(("born", "pays"), [(1, False), (2, True)])
def test_the_fixed_cost_of_adoption_is_paid_by_firms_of_the_month_before_and_of_this_one(spread, born, pays):
    """Who was founded as a user then goes back to a trial where no saving is worth the cost."""
    found, _, (user, tries) = spread(["nobody"] * 4, born=born, cost=10.0)
    assert user == (np.float32(0.05) if pays else pytest.approx(0.5 + 0.2 * 0.5))
    assert tries == np.float32(0.05)
    assert (found <= np.float32(0.05)).all()


def test_the_first_users_of_ai_are_drawn_once_when_its_era_begins(build):
    model = build(
        "neutral", people=1_000, adoption__initial_share=0.5, adoption__base_hazard=0.0,
        adoption__peer_hazard=0.0, adoption__trial_hazard=0.0, adoption__speed=0.0,
    )  # fmt: skip
    state = model.state
    assert state.macro.ai_era[0] == 0.0
    users = []
    for month in (-1, 0, 1):
        levers = model.policies.levers_in_force(state, month)
        ai = frontier.train(state, model.structure, model.scenario, levers, month)
        rules = model.rules.in_month(state, model.structure, model.scenario, levers, model.seed, month)
        adoption.adopt(state, model.structure, ai, model.scenario, levers, rules, model.seed, month)
        users.append(state.firms.adoption > 0.0)
        assert state.macro.ai_era[0] == float(month >= 0)
    assert not users[0].any()
    assert users[1].sum() > 20
    np.testing.assert_array_equal(users[1], users[2])
