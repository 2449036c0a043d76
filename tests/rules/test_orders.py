"""Orders of GPUs by return and by use: q theory, the race, the supply of chips, the grid, new money."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.rules import hardware
from sim.rules.compute_investment import Books
from sim.rules.compute_investment.by_return import ByReturn
from sim.rules.compute_investment.replacement import Replacement
from sim.rules.compute_investment.utilisation import Utilisation
from sim.rules.compute_price import GpuMarket
from sim.rules.derived_demand import DemandCurve
from sim.rules.race import belief
from sim.scenario import Scenario
from sim.state.accounts import EQUITY_POT, N_ACCOUNTS

FLEET, PRICES, RENT, MONTH = np.array([60.0, 30.0, 10.0]), 1.25, 400_000.0, 36
SINGLE, START = np.array([True, True, False]), np.array([0.5, 0.35, 0.15])
WEAR = 1.0 / 50.0
PLENTY = {
    "hardware.grid": 90_000.0, "hardware.chip_capacity": 1.0, "hardware.chip_elasticity": 3.0,
    "compute.gpu_life_months": 50, "compute.concentration": 0.5, "investors.equity_issues": 0.5,
    "investors.race_prize": 0.0, "investors.adjustment_cost": 40.0,
}  # fmt: skip


def moment(month=MONTH, equity=0, **changes):
    scenario = Scenario.load("neutral").with_(PLENTY | changes)
    macro = {
        "price_level": PRICES, "base_gdp": 4e9, "output_ratio": 1.1, "capital_price": 1.0,
    }  # fmt: skip
    accounts = np.zeros(N_ACCOUNTS, np.int64)
    accounts[EQUITY_POT] = equity
    state = SimpleNamespace(
        macro=SimpleNamespace(**{name: np.array([value]) for name, value in macro.items()}),
        providers=SimpleNamespace(fleet=FLEET.copy(), power=1.2 * FLEET), accounts=accounts,
    )  # fmt: skip
    structure = SimpleNamespace(
        figure=lambda name: 3e8, provider_single=SINGLE, provider_share=START,
        base_wage=np.array([400_000.0, 600_000.0]), mean_wage=lambda wages: float(wages.mean()),
    )  # fmt: skip
    kept = {"rent": 250_000.0, "last": 300_000.0, "trend": 0.002, "fleet": 90.0, "elasticity": 2.0}
    return SimpleNamespace(
        parameters=scenario, month=month, state=state, structure=structure,
        levers=SimpleNamespace(concentration_scale=0.8, public_compute=0.0),
        kept={name: np.array([value]) for name, value in kept.items()},
    )  # fmt: skip


RENTS = RENT * np.array([0.4, 0.7, 1.0, 1.4, 2.5])
MARKET = GpuMarket(
    rationing=1.0, demand=70.0, capacity=100.0, used=60.0, share=FLEET / 100.0, herfindahl=0.46, rent=RENT,
    training=20.0, curve=DemandCurve(RENTS, 60.0 * (RENTS / RENT) ** -1.5),
)  # fmt: skip


def books(cash=10**13, revenue=0):
    each = np.ones(3, np.int64)
    return Books(revenue * each, cash * each, FLEET * WEAR)


def worth(now, market=MARKET):
    """Return by the equations what a GPU of each provider will earn, cents at base-year prices."""
    parameters, section = now.parameters, now.parameters.investors
    kept, share = now.kept, FLEET / 100.0
    real = market.rent / PRICES
    rent = kept["rent"][0] + (real - kept["rent"][0]) / 12.0
    trend = kept["trend"][0] + (np.log(real / kept["last"][0]) - kept["trend"][0]) / 12.0
    elasticity = kept["elasticity"][0]
    if market.curve is not None:
        own = 1.5 if market.training == 0.0 else (1.5 * 60.0 + 20.0) / 80.0
        elasticity += 0.1 * (own - elasticity)
    else:
        elasticity += 0.1 * (1.0 - elasticity)
    use, running = min(1.0, market.in_use), hardware.running_cost_now(now)
    conduct = (
        0.8 * parameters.compute.concentration * (1.0 - 2.0 ** (-now.month / section.concentration_half_life))
    )
    payback = hardware.chip_price(parameters, now.month) / max(rent * use - running, 1e-6)
    joint = np.where(SINGLE, conduct, conduct * min(1.0, payback / section.open_payback))
    held_back = np.where(SINGLE, share - START, 0.0) + joint * (1.0 - np.where(SINGLE, share, 0.0))
    lerner = np.minimum(held_back / elasticity, 0.9)
    net = np.maximum(0.0, rent * use * (1.0 - lerner) - running)
    prize = section.race_prize * belief(now.state.macro, now.structure, parameters, now.month)
    rivals = np.where(SINGLE, (1.0 - share) / np.maximum(1.0 - START, 1e-9), 1.0)
    net = net + prize * rivals * (1.0 - joint) / 100.0
    growth = {
        "obsolescence": hardware.chip_price_growth(parameters, now.month),
        "adaptive": min(max(trend, -0.05), 0.01), "scaling": 0.0,
    }[section.expectations]  # fmt: skip
    return net / max(section.hurdle_rate / 12.0 + WEAR - growth, 1e-3)


def wanted(now, price, value):
    section = now.parameters.investors
    return FLEET * np.clip(WEAR + (value / price - 1.0) / section.adjustment_cost, 0.0, 0.25)


CASES = [
    {}, {"investors.expectations": "adaptive"}, {"investors.expectations": "scaling"},
    {"investors.race_prize": 0.02}, {"compute.concentration": 0.0}, {"investors.open_payback": 300.0},
    {"hardware.chip_capacity": 0.001}, {"hardware.grid": 0.171},
]  # fmt: skip


@pytest.mark.parametrize("changes", CASES, ids=str)
def test_orders_are_those_of_q_theory_at_the_price_at_which_makers_deliver(changes):
    now, before = moment(**changes), moment(**changes)
    found = ByReturn().orders(now, MARKET, books())
    value, parameters = worth(before), before.parameters
    at_list, part = hardware.chip_price(parameters, MONTH), parameters.hardware
    dearer = found.price / PRICES / at_list
    capacity = hardware.chip_capacity(parameters, 90.0, MONTH)
    asked = wanted(before, dearer * at_list, value)
    assert dearer >= 1.0 - 1e-12
    if dearer > 1.0 + 1e-9 and dearer < 8.0 - 1e-9:
        assert asked.sum() == pytest.approx(capacity * dearer**part.chip_elasticity, rel=1e-6)
    elif dearer <= 1.0 + 1e-9:
        assert asked.sum() <= capacity
    draw = hardware.new_power(parameters, MONTH)
    room = max(0.0, hardware.grid_now(before) - 120.0 * (1.0 - WEAR))
    fits = min(1.0, room / (asked.sum() * draw)) if asked.sum() > 0.0 else 1.0
    np.testing.assert_allclose(found.gpus, fits * asked, rtol=1e-6)
    assert found.draw == pytest.approx(draw)
    maker = parameters.compute.chip_margin
    assert found.margin == pytest.approx(1.0 - (1.0 - maker) / dearer)
    assert found.credit_months == parameters.investors.credit_months
    assert asked.max() > 0.0
    real = RENT / PRICES
    assert now.kept["last"][0] == pytest.approx(real)
    assert now.kept["rent"][0] == pytest.approx(250_000.0 + (real - 250_000.0) / 12.0)


def test_the_cases_reach_the_limits_that_they_are_about():
    """A short supply of chips raises the price, a full grid cuts orders, and neither otherwise."""
    usual, chips, grid = (ByReturn().orders(moment(**CASES[k]), MARKET, books()) for k in (0, 6, 7))
    assert chips.price > usual.price
    assert grid.gpus.sum() < usual.gpus.sum()
    assert (usual.gpus > FLEET * WEAR).any()


@pytest.mark.parametrize(("cash", "revenue", "equity"), [
    (0, 0, 10**8), (10**6, 10**5, 10**8), (10**6, 10**5, 10**15), (-(10**7), 0, 10**9), (0, 0, 0),
])  # fmt: skip
def test_owners_add_what_orders_lack_and_orders_are_what_cash_credit_and_owners_pay_for(
    cash, revenue, equity
):
    now = moment(equity=equity)
    asked = ByReturn().orders(moment(), MARKET, books()).gpus
    found = ByReturn().orders(now, MARKET, books(cash, revenue))
    section, value = now.parameters.investors, worth(moment())
    own = cash + section.credit_months * revenue
    worthwhile = value > found.price / PRICES
    lacking = np.where(worthwhile, np.maximum(0.0, asked * found.price - own), 0.0)
    most = 0.5 * equity
    added = lacking * min(1.0, most / max(lacking.sum(), 1.0))
    np.testing.assert_allclose(found.equity, added, atol=1.0)
    pays = np.maximum(0.0, (own + found.equity) / found.price)
    np.testing.assert_allclose(found.gpus, np.minimum(asked, pays), rtol=1e-9)
    assert found.equity.sum() <= most
    assert lacking.sum() > 0.0


def test_the_use_of_gpus_counts_up_to_all_of_them_and_dear_running_leaves_nothing():
    full = MARKET._replace(used=500.0)
    found = ByReturn().orders(moment(**{"investors.race_prize": 0.01}), full, books())
    now = moment(**{"investors.race_prize": 0.01})
    value = worth(now, full)
    price = found.price / PRICES
    np.testing.assert_allclose(found.gpus, wanted(now, price, value), rtol=1e-6)
    dear = moment(**{"hardware.power_price": 10.0})
    assert ByReturn().orders(dear, MARKET, books()).gpus.sum() == 0.0


def use_moment(**changes):
    return moment(**({"compute.target_utilisation": 0.8, "compute.chip_supply_growth": 0.05} | changes))


@pytest.mark.parametrize(
    ("demand", "part", "growth"),
    [(0.0, 0.0, 0.0), (40.0, 0.5, 0.0), (80.0, 1.0, 0.0), (82.0, 1.0, 0.025), (200.0, 1.0, 0.05)],
)
def test_by_use_what_wears_out_is_replaced_as_far_as_it_is_wanted_and_more_where_more_is(
    demand, part, growth
):
    found = Utilisation().orders(use_moment(), MARKET._replace(demand=demand), books())
    np.testing.assert_allclose(found.gpus, part * FLEET * WEAR + growth * FLEET, rtol=1e-9)
    assert found.price == pytest.approx(100.0 * use_moment().parameters.compute.gpu_price * PRICES)
    assert found.equity is None


def test_replacement_orders_what_wears_out():
    given = books()
    found = Replacement().orders(moment(), MARKET, given)
    np.testing.assert_array_equal(found.gpus, given.wear)
    found.gpus[:] = 0.0
    assert given.wear.all()


@pytest.mark.parametrize("month", [0, 36])
def test_belief_halves_with_patience_and_ends_where_machines_cost_what_people_do(month):
    now = moment()
    parameters, compute = now.parameters, now.parameters.compute
    wages = parameters.wages
    grown = (1.0 + wages.productivity_growth) ** (month / 12.0)
    passed = month if parameters.run.base_year_after_burn_in else month + parameters.run.burn_in_months
    prices = (1.0 + wages.trend_inflation) ** (passed / 12.0) / PRICES
    cost = 100.0 * (compute.gpu_price / 50.0 + compute.gpu_running_cost)
    useful = max(0.0, 1.0 - cost / (compute.gpu_worker_ratio * 500_000.0))
    patience = 0.5 ** (month / parameters.investors.patience)
    found = belief(now.state.macro, now.structure, parameters, month)
    assert found == pytest.approx(patience * useful * 4e9 * 1.1 * grown * prices, rel=1e-9)
    none = moment(**{"compute.gpu_worker_ratio": 0.0, "compute.gpu_worker_ratio_start": 0.0})
    assert belief(none.state.macro, none.structure, none.parameters, month) == 0.0
