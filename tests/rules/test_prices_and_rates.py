"""What a firm asks, what the bank asks, what slack and trends do to both: closed forms of single rules."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.parameters import Parameters
from sim.rules import hardware, policy_rate
from sim.rules.adoption import Prospect
from sim.rules.adoption.uniform_hazard import UniformHazard
from sim.rules.compute_investment.by_return import LEAST_RENT, ByReturn
from sim.rules.policy_rate.inflation_target import FORGETTING, InflationTarget
from sim.rules.policy_rate.taylor import Taylor
from sim.rules.pricing import Offer, excess_demand
from sim.rules.pricing.cost_plus import CostPlus
from sim.rules.pricing.strategic import Numbers, Strategic
from sim.rules.pricing.target_markup import Numbers as Target
from sim.rules.pricing.target_markup import TargetMarkup
from sim.rules.slack import answer_to_want
from sim.rules.trends import months_from_base_year, price_trend, productivity_trend, trend
from sim.scenario import Scenario

OFFER = Offer(
    price=100.0, unit_cost=60.0, markup=0.5, scarcity=1.2, sector_price=90.0, expected_demand=40.0,
    stock=10.0, target_stock=20.0,
)  # fmt: skip
WANTED = 1.5 * 60.0 * 1.2


@pytest.fixture(scope="module")
def scenario() -> Parameters:
    return Scenario.load("neutral")


@pytest.mark.parametrize(
    ("stock", "missing"), [(0.0, 1.0), (10.0, 0.5), (20.0, 0.0), (30.0, -0.5), (99.0, -1.0)]
)
def test_what_is_missing_is_a_part_of_the_wanted_stock(stock, missing):
    assert excess_demand(OFFER._replace(stock=stock)) == pytest.approx(missing)


def test_cost_plus_asks_the_markup_at_once():
    assert CostPlus.next_price((), OFFER) == pytest.approx(WANTED)


@pytest.mark.parametrize("speed", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("response", [0.0, 0.4])
def test_a_price_closes_in_on_the_markup_higher_where_stocks_lack(speed, response):
    target = WANTED * (1.0 + response * 0.5)
    price = TargetMarkup.next_price(Target(speed, response), OFFER)
    assert price == pytest.approx(100.0 + speed * (target - 100.0))


@pytest.mark.parametrize("own", [0.4, 1.0])
@pytest.mark.parametrize("half_size", [40.0, 10.0])
@pytest.mark.parametrize("steepness", [1.0, 2.0])
def test_large_firms_follow_their_rivals(own, half_size, steepness):
    numbers = Numbers(0.25, own, half_size, steepness, 0.4)
    size = 40.0**steepness / (40.0**steepness + half_size**steepness)
    weight = 1.0 - (1.0 - own) * size
    target = 90.0 * (WANTED / 90.0) ** weight * (1.0 + 0.4 * 0.5)
    assert Strategic.next_price(numbers, OFFER) == pytest.approx(100.0 + 0.25 * (target - 100.0))


def macro(**rows):
    """Return rows of the macro table as arrays of one number."""
    return SimpleNamespace(**{name: np.atleast_1d(np.asarray(value, float)) for name, value in rows.items()})


@pytest.mark.parametrize("automation", [-0.2, 0.0, 0.5, 1.0, 1.3])
@pytest.mark.parametrize("times", [0.5, 1.0, 2.0, 4.0])
def test_idle_hands_make_up_for_a_want_of_goods_as_far_as_people_do_the_work(scenario, automation, times):
    parameters = scenario.with_({"firms.slack_in_prices": 0.5})
    natural = parameters.wages.natural_unemployment_rate
    found = answer_to_want(macro(unemployment_rate=times * natural, automation=automation), parameters)
    by_people = 1.0 - min(max(automation, 0.0), 1.0)
    assert found == pytest.approx(1.0 - by_people * (1.0 - min(1.0, times**-0.5)))


@pytest.mark.parametrize("burn_in", [0, 24])
def test_trends_grow_from_the_base_year_on(scenario, burn_in):
    parameters = scenario.with_({"run.burn_in_months": burn_in})
    month = 36
    passed = month if parameters.run.base_year_after_burn_in else month + burn_in
    assert months_from_base_year(parameters, month) == passed
    prices, output = (1.0 + rate for rate in (
        parameters.wages.trend_inflation, parameters.wages.productivity_growth))  # fmt: skip
    assert price_trend(parameters, month) == pytest.approx(prices ** (passed / 12.0))
    assert productivity_trend(parameters, month) == pytest.approx(output ** (passed / 12.0))
    assert trend(parameters, month) == pytest.approx((prices * output) ** (passed / 12.0))


def moment(scenario, inflation=0.05, unemployment=0.06, recent=1.02, month=9, drift=0.01):
    """Return what a rule for the policy rate looks at; prices rose by ``recent`` in half a year."""
    ring = np.full(12, 9.9)
    ring[(month - 6) % 12] = 1.5
    return SimpleNamespace(
        parameters=scenario, month=month,
        state=SimpleNamespace(macro=macro(
            inflation=inflation, unemployment_rate=unemployment, prices_last_year=ring,
            price_level=1.5 * recent, policy_rate=0.03, capital=0.0, capital_rent=1.0, capital_price=1.0,
            expansion=0.0,
        )),
        kept={"rate": np.array([0.03]), "drift": np.array([drift]), "natural": np.array([0.05])},
    )  # fmt: skip


@pytest.mark.parametrize("month", [-3, 9])
@pytest.mark.parametrize("unemployment", [0.03, 0.06])
def test_a_bank_that_targets_inflation_looks_at_both_half_a_year_and_a_year(scenario, month, unemployment):
    parameters = scenario.with_({"monetary.recent_weight": 0.3, "monetary.drift": 0.2})
    bank, wages = parameters.monetary, parameters.wages
    now = moment(parameters, unemployment=unemployment, month=month)
    found = InflationTarget().next_rate(now)
    inflation = 0.3 * (1.02**2 - 1.0) + 0.7 * 0.05
    natural = 0.05 + bank.natural_rate_learning * (unemployment - 0.05)
    natural = max(natural, wages.natural_unemployment_rate)
    goal, drift = wages.trend_inflation, 0.01
    if month >= 0:
        drift = (1.0 - FORGETTING) * 0.01 + 0.2 * (inflation - goal) / 12.0
    wanted = bank.neutral_real_rate + goal + (1.0 + bank.inflation_response) * (inflation - goal)
    wanted += bank.unemployment_response * (natural - unemployment) + drift
    rate = bank.rate_smoothing * 0.03 + (1.0 - bank.rate_smoothing) * wanted
    rate = min(rate, bank.neutral_real_rate + max(goal, inflation) + bank.largest_real_rate)
    assert found == pytest.approx(rate)
    assert now.kept["rate"][0] == found
    assert now.kept["natural"][0] == pytest.approx(natural)
    assert now.kept["drift"][0] == pytest.approx(drift)


def test_the_rule_of_taylor(scenario):
    bank, wages = scenario.monetary, scenario.wages
    asked = bank.neutral_real_rate + 0.05 + bank.inflation_response * (0.05 - wages.trend_inflation)
    asked += bank.unemployment_response * (wages.natural_unemployment_rate - 0.06)
    rate = bank.rate_smoothing * 0.03 + (1.0 - bank.rate_smoothing) * asked
    assert Taylor().next_rate(moment(scenario)) == pytest.approx(rate)
    assert policy_rate.PolicyRateRule.slot == "policy_rate"


@pytest.mark.parametrize("dollars", [0.0, 1_825.0])
def test_investors_begin_with_the_rent_of_the_first_month(scenario, dollars):
    fleet = np.array([3.0, 5.0])
    now = SimpleNamespace(
        parameters=scenario.with_({"compute.start_rent": dollars}),
        state=SimpleNamespace(providers=SimpleNamespace(fleet=fleet)),
        kept={name: np.zeros(1) for name in ByReturn.keeps},
    )
    ByReturn().begin(now)
    assert now.kept["rent"][0] == now.kept["last"][0] == max(100.0 * dollars, LEAST_RENT)
    assert now.kept["fleet"][0] == 8.0
    assert now.kept["elasticity"][0] == 1.0


@pytest.mark.parametrize(("saving", "adopts"), [(-0.1, False), (0.0, False), (0.1, True)])
def test_nobody_adopts_at_a_uniform_hazard_what_saves_nothing(saving, adopts):
    rule = UniformHazard()
    numbers = rule.numbers(SimpleNamespace())
    assert (rule.hazard(numbers, Prospect(0, saving, 1.0)) > 0.0) == adopts


def grown(rate, half_life, month):
    """Return what growth of ``rate`` a month at first, which halves after a half-life, comes to."""
    halves = max(month, 0) / half_life
    return np.exp(rate * half_life / np.log(2.0) * (1.0 - 2.0**-halves))


@pytest.mark.parametrize("month", [-5, 0, 1, 30, 400])
def test_chips_get_cheaper_and_the_grid_grows_ever_more_slowly(scenario, month):
    part, compute = scenario.hardware, scenario.compute
    fall = np.log(1.0 - part.chip_price_decline) / 12.0
    price = 100.0 * compute.gpu_price * grown(fall, part.chip_price_half_life, month)
    assert hardware.chip_price(scenario, month) == pytest.approx(price)
    growth = fall * 2.0 ** (-max(month, 0) / part.chip_price_half_life)
    assert hardware.chip_price_growth(scenario, month) == pytest.approx(growth)
    capacity = (
        part.chip_capacity * 50.0 * grown(part.chip_capacity_growth, part.chip_capacity_half_life, month)
    )
    assert hardware.chip_capacity(scenario, 50.0, month) == pytest.approx(capacity)
    progress = np.log(1.0 - part.power_progress) / 12.0
    draw = part.new_power * grown(progress, part.chip_price_half_life, month)
    assert hardware.new_power(scenario, month) == pytest.approx(draw)
    grid = (
        1e6 * part.grid / 2_000.0 * grown(np.log(1.0 + part.grid_growth) / 12.0, part.grid_half_life, month)
    )
    assert hardware.grid(scenario, 2_000.0, month) == pytest.approx(grid)


@pytest.mark.parametrize("load", [0.0, 70.0, 90.0, 140.0])
def test_power_is_dear_beyond_what_the_grid_has_to_spare(scenario, load):
    part = scenario.hardware
    scarce = max(1.0, load / (hardware.FREE_GRID * 100.0))
    price = 100.0 * part.power_price * scarce ** (1.0 / part.power_elasticity)
    assert hardware.power_price(scenario, load, 100.0) == pytest.approx(price)


@pytest.mark.parametrize("month", [0, 24])
@pytest.mark.parametrize("load", [10.0, 1e6])
def test_running_a_gpu_costs_its_power_and_an_operation_that_gets_cheaper(scenario, month, load):
    part, compute, size = scenario.hardware, scenario.compute, 3e8
    now = SimpleNamespace(
        parameters=scenario, month=month, structure=SimpleNamespace(figure=lambda name: size),
        state=SimpleNamespace(
            providers=SimpleNamespace(power=np.array([load, load]), fleet=np.array([3.0, 5.0]))
        ),
    )  # fmt: skip
    weight = size / scenario.run.people
    assert hardware.grid_now(now) == pytest.approx(hardware.grid(scenario, weight, month))
    at_list = 100.0 * part.power_price * 730.0 * compute.gpu_power
    operation = max(0.0, 100.0 * compute.gpu_running_cost - at_list)
    operation *= hardware.chip_price(scenario, month) / hardware.chip_price(scenario, 0)
    power = 730.0 * hardware.power_price(scenario, 2.0 * load, hardware.grid(scenario, weight, month))
    expected = operation + power * 2.0 * load / 8.0
    assert hardware.running_cost_now(now) == pytest.approx(expected)
