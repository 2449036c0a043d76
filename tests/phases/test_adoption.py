"""Adoption: the users of the base year, the hazard, the role of neighbours, the deepening of use."""

import math

import numpy as np
import pytest

from sim.phases import adoption, frontier
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM


@pytest.fixture
def model(build):
    """Return an economy in which AI would pay for every firm and nobody uses it yet."""
    economy = build(
        "neutral", people=50_000, compute__gpu_worker_ratio_start=10.0, compute__start_rent=1.0,
        compute__capability_start=1.0, adoption__initial_share=0.0, adoption__saving_response=10.0,
        adoption__base_hazard=0.03, adoption__peer_hazard=0.2, adoption__speed=0.1,
        adoption__cost_median=0.0, adoption__trial_hazard=0.0,
    )  # fmt: skip
    train(economy)  # owners of models begin
    economy.state.macro.ai_era[0] = 1.0
    return economy


def train(economy, month=0):
    levers = economy.policies.levers_in_force(economy.state, month)
    return levers, frontier.train(economy.state, economy.structure, economy.scenario, levers, month)


def adopt(economy, month=0):
    levers, ai = train(economy, month)
    given = economy.state, economy.structure, economy.scenario, levers, economy.seed, month
    rules = economy.rules.in_month(*given)
    adoption.adopt(economy.state, economy.structure, ai, economy.scenario, levers, rules, economy.seed, month)
    return economy.state.firms


def within_five_sigma(found, probabilities):
    expected = probabilities.sum()
    return abs(found - expected) < 5.0 * math.sqrt((probabilities * (1.0 - probabilities)).sum())


def test_alone_firms_adopt_at_the_base_hazard_times_the_saving(model):
    firms = adopt(model)
    active = firms.status == ACTIVE
    hazard = 0.03 * np.clip(10.0 * firms.ai_saving[active].astype(float), 0.0, 1.0)
    assert hazard.sum() > 10.0
    assert within_five_sigma((firms.adoption[active] > 0.0).sum(), hazard)
    assert (firms.adoption[~active] == 0.0).all()
    assert set(np.unique(firms.adoption)) <= {np.float32(0.0), np.float32(0.1)}  # the first step is the speed


def test_neighbours_who_adopted_raise_the_hazard(model):
    firms = model.state.firms
    random = np.random.default_rng(2)
    users = (firms.status == ACTIVE) & (random.uniform(size=firms.status.size) < 0.5)
    firms.adoption[users] = 0.5
    adopt(model)
    rest = np.flatnonzero((firms.status == ACTIVE) & ~users)
    links = firms.neighbours[rest]
    peers = np.where(links >= 0, users[links], False).sum(axis=1) / links.shape[1]
    hazard = (0.03 + 0.2 * peers) * np.clip(10.0 * firms.ai_saving[rest].astype(float), 0.0, 1.0)
    adopted = firms.adoption[rest] > 0.0
    assert within_five_sigma(adopted.sum(), hazard)
    for k in (0.25, 0.5, 0.75):
        assert within_five_sigma(adopted[peers == k].sum(), hazard[peers == k])


def test_use_deepens_towards_one(model):
    firms = model.state.firms
    firms.adoption[firms.status == ACTIVE] = 0.4
    adopt(model)
    gains = (firms.status == ACTIVE) & (firms.ai_saving > 0.0)
    np.testing.assert_allclose(firms.adoption[gains], 0.4 + 0.1 * 0.6, rtol=1e-6)
    idle = (firms.status == ACTIVE) & (firms.ai_saving <= 0.0)
    np.testing.assert_allclose(firms.adoption[idle], 0.4, rtol=1e-6)


@pytest.mark.parametrize("scenario", ["neutral", "pessimistic"])
def test_nobody_adopts_what_costs_more_than_people(build, scenario):
    model = build(scenario, compute__start_rent=1e6, adoption__initial_share=0.0)
    for month in range(6):
        firms = adopt(model, month)
    assert (firms.adoption == 0.0).all()
    assert (firms.ai_saving <= 1e-9).all()


def test_the_users_of_month_zero_are_the_measured_share_and_larger_firms(build):
    alone = {f"adoption__{hazard}_hazard": 0.0 for hazard in ("base", "peer", "trial")}
    model = build("neutral", people=200_000, **alone)
    teams = model.state.teams
    firms = adopt(model)
    active = firms.status == ACTIVE
    employees = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)[active]
    share = model.scenario.adoption.initial_share
    chance = share * (0.8 + 1.9 * employees / (employees + 60.0))
    users = firms.adoption[active] > 0.0
    assert within_five_sigma(users.sum(), chance)
    assert 0.17 < chance.mean() < 0.20  # Census, December 2025 to May 2026
    assert employees[users].mean() > employees[~users].mean()
    again = firms.adoption.copy()
    adopt(model, 1)
    assert ((firms.adoption > 0.0) == (again > 0.0)).all()  # they are drawn once


def test_customers_who_pay_for_the_human_touch_hold_adoption_back(build):
    savings = []
    for touch in (0.0, 2.0):
        model = build("pessimistic", compute__gpu_worker_ratio_start=10.0, households__human_touch=touch)
        savings.append(adopt(model).ai_saving.copy())
    used = savings[0] > 0.0
    assert used.any()
    assert (savings[1][used] < savings[0][used]).all()


STILL = {
    "compute__gpu_worker_ratio_start": 10.0, "compute__ratio_growth": 1.0, "compute__capability_start": 1.0,
    "compute__frontier_per_doubling": 0.0, "adoption__initial_share": 0.0, "adoption__base_hazard": 1.0,
    "adoption__saving_response": 10.0, "adoption__trial_hazard": 0.0,
}  # fmt: skip
"""A technology that does not change and that all would adopt at once to whom it is worth its cost."""


@pytest.mark.parametrize(("median", "spread"), [(0.05, 0.5), (0.1, 0.2), (0.1, 1.0)])
def test_the_firms_that_find_ai_worth_its_cost_are_as_many_as_the_log_logistic_says(build, median, spread):
    model = build(
        "neutral", people=50_000, adoption__cost_median=median, adoption__cost_spread=spread, **STILL
    )
    for month in range(12):
        firms = adopt(model, month)
        if month == 0:
            first = firms.adoption > 0.0
    active = firms.status == ACTIVE
    saving = firms.ai_saving[active].astype(float)
    certain = saving >= 0.1  # the hazard is one
    assert certain.sum() > 100
    worth = 1.0 / (1.0 + (median / saving[certain]) ** (1.0 / spread))
    adopters = firms.adoption[active][certain] > 0.0
    assert within_five_sigma(adopters.sum(), worth)
    assert 0.05 < adopters.mean() < 0.97
    # the cost of a firm is drawn once: who did not adopt at once never does
    np.testing.assert_array_equal(adopters, first[active][certain])


def test_a_cost_that_is_the_same_for_all_parts_firms_by_their_saving(build):
    model = build("neutral", adoption__cost_median=0.12, adoption__cost_spread=0.0, **STILL)
    firms = adopt(model)
    active = firms.status == ACTIVE
    np.testing.assert_array_equal(firms.adoption[active] > 0.0, firms.ai_saving[active] > 0.12)
    assert 0.0 < (firms.adoption[active] > 0.0).mean() < 1.0


def test_new_firms_give_up_what_is_not_worth_its_cost_and_old_users_have_paid_it(build):
    model = build("neutral", adoption__cost_median=10.0, adoption__cost_spread=0.0, **STILL)
    firms = model.state.firms
    active = firms.status == ACTIVE
    firms.adoption[active] = 0.5
    firms.birth[active] = -100
    new = active & (np.arange(active.size) % 3 == 0)
    firms.birth[new] = 5
    train(model)
    model.state.macro.ai_era[0] = 1.0
    adopt(model, 6)
    assert (firms.adoption[new] == 0.0).all()
    assert (firms.adoption[active & ~new] >= 0.5).all()


def test_without_a_fixed_cost_its_spread_and_its_draws_change_nothing(build):
    found = []
    for spread in (0.0, 0.5, 5.0):
        model = build("pessimistic", adoption__cost_median=0.0, adoption__cost_spread=spread)
        for month in range(6):
            firms = adopt(model, month)
        found.append(firms.adoption.copy())
    assert (found[0] > 0.0).any()
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


TRIAL = {"adoption__trial_hazard": 0.1, "adoption__trial_intensity": 0.01, "adoption__initial_share": 0.0}
TRIED = np.float32(0.01)


def test_firms_try_ai_as_others_use_it_and_by_size_whatever_it_would_save(build):
    model = build("neutral", people=50_000, compute__start_rent=1e6, **TRIAL)
    firms, teams = model.state.firms, model.state.teams
    model.state.macro.ai_era[0] = 1.0
    active = firms.status == ACTIVE
    users = active & (np.random.default_rng(2).uniform(size=firms.status.size) < 0.5)
    firms.adoption[users] = np.where(firms.sector[users] % 2 == 0, TRIED, np.float32(0.5))
    before = firms.adoption.copy()
    employees = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    adopt(model)
    rest = np.flatnonzero(active & ~users)
    assert (firms.ai_saving[rest] <= 0.0).all()
    chance = 0.1 * users.sum() / active.sum() * (0.8 + 1.9 * employees[rest] / (employees[rest] + 60.0))
    assert set(np.unique(firms.adoption[rest])) == {np.float32(0.0), TRIED}
    tried = firms.adoption[rest] > 0.0
    for some in (employees[rest] < 5, employees[rest] >= 20):
        assert within_five_sigma(tried[some].sum(), chance[some])
    np.testing.assert_array_equal(firms.adoption[users], before[users])  # nothing to save: nothing deepens


@pytest.mark.parametrize("hazard", [0.0, 1.0])
def test_use_deepens_beyond_a_trial_only_with_the_hazard_of_the_saving(build, hazard):
    model = build("neutral", **STILL | TRIAL | {"adoption__base_hazard": hazard})
    firms = model.state.firms
    active = firms.status == ACTIVE
    firms.adoption[active] = TRIED
    train(model)
    model.state.macro.ai_era[0] = 1.0
    adopt(model)
    assert (firms.ai_saving[active] > 0.0).any()
    assert (firms.adoption[active] > TRIED).any() == (hazard > 0.0)
    assert (firms.adoption[active] >= TRIED).all()


def test_who_only_tries_ai_is_no_adopter_to_its_neighbours_and_has_no_one_change_work_over(build):
    asked = []
    for intensity in (0.0, 0.01):
        model = build(
            "neutral", **STILL | TRIAL | {"adoption__adjustment": 1.0, "adoption__base_hazard": 0.0}
        )
        firms = model.state.firms
        firms.adoption[firms.status == ACTIVE] = intensity
        model.state.macro.ai_era[0] = 1.0
        assert not (adopt(model).adoption > TRIED).any()
        for _ in range(2):
            model.step()
        users = (firms.status == ACTIVE) & (firms.birth < 0)
        asked.append(model.state.teams.human_need.reshape(-1, TEAMS_PER_FIRM)[users].mean())
    # a hundredth of full use takes at most a hundredth of the work, and nobody is there to change work over
    assert 0.99 <= asked[1] / asked[0] <= 1.0
