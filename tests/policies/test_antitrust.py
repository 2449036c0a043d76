"""Antitrust: who sells GPUs to whom, what moves with them, and when nobody has to."""

import numpy as np
import pytest

from sim.policies import find
from sim.policies.framework.month import Now

PRICES = 1.5


@pytest.fixture
def market(policy_economy):
    """Return the owners of GPUs, two of them large, and what a policy sees."""
    simulation = policy_economy([], run__people=1_000, run__burn_in_months=0)
    state = simulation.state
    state.macro.price_level[0] = PRICES
    alone = np.flatnonzero(simulation.structure.provider_single)
    fleet = state.providers.fleet
    fleet[:] = 100.0
    fleet[alone[:2]] = 300.0, 500.0
    state.providers.power[:] = fleet * np.linspace(1.0, 2.0, fleet.size)  # machines of all kinds
    return state.providers, Now(state, simulation.structure, simulation.scenario, 0, 0)


def act(market, strength=1.0, **values):
    """Let the policy act; return what each owner has more of: GPUs, power and cents."""
    providers, now = market
    before = [column.copy() for column in (providers.fleet, providers.power, providers.deposits)]
    assert find("antitrust")(**values).act(strength, now) == 0
    after = providers.fleet, providers.power, providers.deposits
    return [new - old for new, old in zip(after, before, strict=True)]


@pytest.mark.parametrize("strength", [0.5, 1.0])
@pytest.mark.parametrize("cap", [0.15, 0.25])
def test_owners_above_the_cap_sell_a_part_of_what_is_beyond_to_those_with_room(market, cap, strength):
    providers, now = market
    fleet, power = providers.fleet.copy(), providers.power.copy()
    limit, single = cap * fleet.sum(), now.structure.provider_single
    beyond = np.where(single, np.maximum(fleet - limit, 0.0), 0.0)
    room = np.where(single, np.maximum(limit - fleet, 0.0), limit)
    assert (beyond > 0.0).any()
    sold = strength * 0.4 * beyond
    gpus, kilowatts, cents = act(market, strength, largest_share=cap, selling_speed=0.4)
    np.testing.assert_allclose(gpus, sold.sum() * room / room.sum() - sold, atol=1e-9)
    of_sellers = sold * power / fleet
    np.testing.assert_allclose(
        kilowatts, of_sellers.sum() * room / room.sum() - of_sellers, atol=1e-9
    )  # machines move as they are
    price = 0.5 * 100.0 * now.parameters.compute.gpu_price * PRICES  # halfway through their life
    np.testing.assert_allclose(cents, -gpus * price, atol=2.0 * fleet.size)
    assert cents.sum() == 0


def test_after_some_months_nobody_alone_is_above_the_cap(market):
    providers, now = market
    total = providers.fleet.sum()
    for _ in range(60):
        act(market, largest_share=0.2, selling_speed=0.3)
    single = now.structure.provider_single
    assert (providers.fleet[single] <= 0.2 * total * (1.0 + 1e-6)).all()
    assert providers.fleet.sum() == pytest.approx(total)
    assert (providers.fleet > 0.0).all()


@pytest.mark.parametrize(
    "values",
    [{"largest_share": 1.0}, {"largest_share": 0.9}, {"selling_speed": 0.0}],
)
def test_nobody_sells_where_nobody_is_above_the_cap_or_must(market, values):
    assert not any(column.any() for column in act(market, **values))


def test_without_ai_there_is_nothing_to_sell(market):
    providers, now = market
    calm = now._replace(parameters=now.parameters.with_({"compute.enabled": False}))
    assert not any(column.any() for column in act((providers, calm), largest_share=0.15))


def test_nobody_sells_where_nobody_has_room(market):
    providers, now = market
    first = {name: getattr(providers, name)[:3] for name in ("fleet", "power", "deposits")}
    three = providers._replace(**first)
    three.fleet[:] = 100.0
    structure = now.structure._replace(provider_single=np.ones(3, bool))
    now = now._replace(state=now.state._replace(providers=three), structure=structure)
    assert not any(column.any() for column in act((three, now), largest_share=0.2))


@pytest.mark.parametrize(("strength", "left", "opened"), [(0.0, 1.0, 0.0), (0.5, 0.7, 0.1), (1.0, 0.4, 0.2)])
def test_contracts_end_and_models_open_by_the_part_phased_in(market, policy_economy, strength, left, opened):
    _, now = market
    levers = policy_economy([], run__people=1_000).policies.levers_in_force(now.state, 0)
    policy = find("antitrust")(contracts_ended=0.6, open_models=0.2)
    after = policy.change_levers(levers, strength, now)
    assert after.concentration_scale == pytest.approx(left)
    assert after.model_spillover == pytest.approx(levers.model_spillover + opened)
    everything = find("antitrust")(open_models=1.0).change_levers(levers, 1.0, now)
    assert everything.model_spillover == 1.0
