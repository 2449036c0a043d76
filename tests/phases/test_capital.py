"""Capital: its supply curve, investment by what it earns, a limit to output, and nothing at all when off."""

from math import inf

import numpy as np
import pytest

from sim.base_year.structure import build_structure
from sim.phases import capital
from sim.phases.firm_accounts import N_SUMS, FirmFlows
from sim.rules.capital import LARGEST_RATIO, output_per_worker, user_cost
from sim.rules.compute_price import GpuMarket

OFF = {"capital__adjustment_cost": 0.0, "capital__return_share": 0.0, "capital__supply_elasticity": inf}
NO_GPUS = GpuMarket(1.0, 0.0, 0.0, 0.0, np.zeros(0), 0.0, 0.0)


def flows(output, demand):
    whole = np.zeros(output.size, np.int64)
    return FirmFlows(
        np.zeros(N_SUMS, np.int64),
        np.zeros(5, np.int64),
        *[whole] * 4,
        output,
        output,
        demand,
        output,
        whole,
    )


def adjust(model, output, demand=None, months=1, first=0):
    for month in range(first, first + months):
        made = flows(output, output if demand is None else demand)
        capital.adjust(model.state, model.structure, made, NO_GPUS, model.scenario, month)
    return model.state.macro


def base_output(model):
    model.state.macro.capital[:] = np.maximum(model.state.macro.capital, 1.0)  # so few people fill not all
    return model.state.macro.capital / model.structure.user_cost


@pytest.mark.parametrize("elasticity", [1.0, 3.0, inf])
def test_its_price_lies_on_the_supply_curve(build, elasticity):
    model = build(
        capital__supply_elasticity=elasticity, capital__adjustment_cost=0.0, wages__productivity_growth=0.0
    )
    plain = user_cost(model.state.macro, model.structure, model.scenario)
    macro = adjust(model, 2.0 * base_output(model))
    expected = 2.0 ** (1.0 / elasticity)
    assert macro.capital_price[0] == pytest.approx(expected, rel=1e-7)  # of sectors that were empty
    np.testing.assert_allclose(user_cost(macro, model.structure, model.scenario), expected * plain, rtol=1e-7)


def test_a_stock_follows_what_it_earns_and_comes_to_rest(build):
    keys = {"capital__supply_elasticity": inf, "wages__productivity_growth": 0.0}
    model = at_neutral_rate(build(capital__adjustment_cost=1.0, **keys))
    output = 1.5 * base_output(model)
    before = model.state.macro.capital.copy()
    first = adjust(model, output).capital_rent.copy()
    assert (first > 1.0).all()
    np.testing.assert_allclose(adjust(model, output, months=600, first=1).capital, 1.5 * before, rtol=1e-3)
    np.testing.assert_allclose(model.state.macro.capital_rent, 1.0, rtol=1e-3)


def test_output_is_limited_to_what_the_stock_can_make(build):
    model = build(capital__adjustment_cost=1.0, capital__largest_use=1.2, wages__productivity_growth=0.0)
    output = base_output(model)
    assert (adjust(model, output).output_limit == 1.0).all()
    macro = adjust(model, output, demand=2.0 * output)
    np.testing.assert_allclose(macro.output_limit, 0.6, rtol=1e-9)


def test_off_it_changes_nothing(build):
    model = build(**OFF)
    macro = adjust(model, 7.0 * base_output(model), months=24)
    for column in (macro.capital_price, macro.capital_rent, macro.output_limit, macro.deepening):
        assert (column == 1.0).all()
    np.testing.assert_array_equal(model.structure.user_cost, model.structure.capital_cost)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_the_normal_return_comes_out_of_profit_not_on_top_of_the_price(build, share):
    models = [build(capital__return_share=part) for part in (0.0, share)]
    plain, other = (build_structure(one.scenario, one.calibration, one.structure.mobility) for one in models)
    price = [(1.0 + one.markup) * (100.0 * one.labour_share + one.user_cost) for one in (plain, other)]
    np.testing.assert_allclose(*price, rtol=1e-12)
    assert (other.markup <= plain.markup).all()


def test_the_first_firms_of_a_sector_bring_what_they_need(build):
    model = build(capital__adjustment_cost=1.0)
    output = base_output(model)
    model.state.macro.capital[3] = 0.0
    macro = adjust(model, output)
    assert macro.output_limit[3] == 1.0
    assert macro.capital[3] == pytest.approx(output[3] * model.structure.user_cost[3], rel=0.05)


def at_neutral_rate(model):
    """Let neither the policy rate nor inflation ask anything of investment."""
    trend = model.scenario.wages.trend_inflation
    model.state.macro.inflation[0] = trend
    model.state.macro.policy_rate[0] = trend + model.scenario.monetary.neutral_real_rate
    model.state.macro.real_rate[0] = model.scenario.monetary.neutral_real_rate
    model.state.macro.usual_real_rate[0] = model.scenario.monetary.neutral_real_rate
    return model


def test_a_dear_stock_is_not_renewed_until_it_earns_its_price(build):
    """With a supply curve of elasticity 1, K comes to rest where it earns R: K^2 is need."""
    keys = {"capital__adjustment_cost": 1.0, "capital__supply_elasticity": 1.0, "capital__substitution": 1.0}
    model = at_neutral_rate(build(wages__productivity_growth=0.0, supply__lag=1.0, **keys))
    output = 1.5 * base_output(model)
    before = model.state.macro.capital.copy()
    macro = model.state.macro
    macro.base_capital[0] = before.sum()
    adjust(model, output, months=1_200)
    np.testing.assert_allclose(macro.capital_rent, macro.capital_price[0], rtol=1e-3)
    np.testing.assert_allclose(macro.capital / before, 1.5**0.5, rtol=2e-3)


def test_a_real_rate_that_stays_high_becomes_usual(build):
    keys = {"capital__adjustment_cost": 2.0, "capital__gain_memory": 24.0, "wages__productivity_growth": 0.0}
    model = at_neutral_rate(build(**keys))
    model.state.macro.policy_rate[0] += 0.03
    model.state.macro.real_rate[0] += 0.03
    fallen = adjust(model, base_output(model), months=24).expansion.copy()
    assert (fallen < -1e-3).all()
    usual = adjust(model, base_output(model), months=480, first=24).usual_real_rate[0]
    assert usual == pytest.approx(model.scenario.monetary.neutral_real_rate + 0.03, abs=1e-6)


@pytest.mark.parametrize("use", [0.9, 1.0, 1.1])
def test_what_is_paid_for_growth_is_what_the_stock_grows(build, use):
    """Over one and the same time to build; what is paid is the part K grows by times the worth of K."""
    keys = {
        "capital__adjustment_cost": 2.0,
        "capital__time_to_build": 12.0,
        "wages__productivity_growth": 0.0,
    }
    model = at_neutral_rate(build(**keys))
    model.state.macro.capital[:] = before = np.maximum(model.state.macro.capital, 1_000.0)
    macro, paid = model.state.macro, 0.0
    for month in range(24):
        adjust(model, use * base_output(model), first=month)
        paid = paid + macro.expansion / 12.0
    np.testing.assert_allclose(np.log(macro.capital / before), paid, rtol=2e-3, atol=1e-9)
    assert (np.sign(macro.expansion) == np.sign(use - 1.0)).all() or use == 1.0


@pytest.mark.parametrize("response", [0.0, 1.0, 4.0])
def test_a_real_rate_above_neutral_lowers_orders_by_its_response(build, response):
    keys = {"capital__adjustment_cost": 2.0, "capital__time_to_build": 1.0, "capital__passing_gain": 1.0}
    keys |= {"capital__supply_elasticity": inf}
    model = at_neutral_rate(build(capital__interest_response=response, **keys))
    plain = adjust(model, base_output(model)).expansion.copy()
    model.state.macro.policy_rate[0] += 0.03
    model.state.macro.real_rate[0] += 0.03
    np.testing.assert_allclose(
        adjust(model, base_output(model)).expansion - plain, -response * 0.03 / 2.0, atol=2e-3
    )


@pytest.mark.parametrize("passing", [0.2, 0.6])
def test_a_gain_that_lasts_counts_in_full_and_one_that_passes_in_part(build, passing):
    keys = {"capital__adjustment_cost": 2.0, "capital__time_to_build": 1.0, "capital__gain_memory": 24.0}
    keys |= {"capital__interest_response": 0.0, "capital__passing_gain": passing}
    keys |= {"capital__supply_elasticity": inf}
    model = at_neutral_rate(build(**keys))
    sigma = model.scenario.capital.substitution
    gain, ordered = 1.1 ** (1.0 / sigma) - 1.0, []
    for month in range(240):
        ordered.append(adjust(model, 1.1 * base_output(model), first=month).expansion.copy())
    np.testing.assert_allclose(ordered[0], (passing + (1.0 - passing) / 24.0) * gain / 2.0, rtol=1e-9)
    np.testing.assert_allclose(ordered[-1], gain / 2.0, rtol=1e-3)


@pytest.mark.parametrize("sigma", [0.5, 0.8, 1.0, 1.25])
def test_capital_earns_and_labour_makes_what_a_ces_function_says(build, sigma):
    """The numerical derivative of output with respect to capital is q, at any capital a worker."""
    model = build(capital__substitution=sigma)
    macro, labour = model.state.macro, model.structure.labour_share
    replaceable = np.minimum(model.structure.user_cost / 100.0, LARGEST_RATIO * labour)
    share = replaceable / (replaceable + labour)

    def output(capital):  # of one unit of labour
        if sigma == 1.0:
            return capital**share
        r = (sigma - 1.0) / sigma
        return (share * capital**r + 1.0 - share) ** (1.0 / r)

    for stock in (0.8, 1.0, 1.3):
        made = output(stock)
        earned = (output(stock + 1e-6) - output(stock - 1e-6)) / 2e-6
        macro.capital_rent[:] = earned / share
        np.testing.assert_allclose(macro.capital_rent, (made / stock) ** (1.0 / sigma), rtol=1e-6)
        np.testing.assert_allclose(output_per_worker(macro, model.structure, model.scenario), made, rtol=1e-6)
        # what a unit is charged for capital is what capital earns, times what there is of it for a unit
        rest = model.structure.user_cost / 100.0 - replaceable
        charged = user_cost(macro, model.structure, model.scenario) / user_cost(
            build().state.macro, model.structure, model.scenario
        )
        paid = (rest + replaceable * stock / made) * macro.capital_rent / (rest + replaceable)
        np.testing.assert_allclose(charged, paid, rtol=1e-6)


def test_a_stock_that_is_short_asks_for_more_labour_and_the_change_adds_up(build):
    model = at_neutral_rate(build(capital__adjustment_cost=2.0))
    structure, scenario = model.structure, model.scenario
    begin, product = output_per_worker(model.state.macro, structure, scenario), 1.0
    output = 1.3 * base_output(model)
    for month in range(24):
        product = product * adjust(model, output, first=month).deepening
    end = output_per_worker(model.state.macro, structure, scenario)
    np.testing.assert_allclose(begin * product, end, rtol=1e-9)
    assert (product < 1.0).all()


def test_all_stocks_together_grow_no_faster_than_builders_can(build):
    keys = {"capital__adjustment_cost": 0.5, "capital__largest_growth": 0.05, "capital__time_to_build": 1.0}
    model = at_neutral_rate(build(**keys))
    model.state.macro.capital[:] = np.maximum(model.state.macro.capital, 1_000.0)
    for month in range(24):
        macro = adjust(model, 3.0 * base_output(model), first=month)
        together = float((macro.capital * macro.expansion).sum() / macro.capital.sum())
        assert together == pytest.approx(0.05, rel=1e-6)


def test_before_the_base_year_stocks_rest_on_a_trend_that_follows_their_use(build):
    model = build(capital__adjustment_cost=1.0, supply__lag=12.0, wages__productivity_growth=0.024)
    macro, output = model.state.macro, base_output(model)
    macro.capital[4], macro.base_capital[0] = 0.0, 1e9
    before, base = macro.capital.copy(), float(macro.base_capital[0])
    adjust(model, 1.5 * output, first=-3)
    need = 1.5 * output * model.structure.user_cost
    trend = before * (1.0 + 0.024 / 12.0)
    expected = np.where(before > 0.0, trend + (need - trend) / 12.0, need)
    np.testing.assert_allclose(macro.capital, expected, rtol=1e-12)
    assert macro.base_capital[0] == pytest.approx(base + (expected.sum() - base) / 12.0, rel=1e-12)
    assert (macro.expansion == 0.0).all()


def price_of_capital(build, elasticity, times):
    """Return the price of capital where output is so many times that of the base year."""
    model = build(
        capital__supply_elasticity=elasticity, capital__adjustment_cost=0.0, wages__productivity_growth=0.0,
        compute__enabled=False,
    )  # fmt: skip
    output = base_output(model)
    model.state.macro.base_capital[0] = (output * model.structure.user_cost).sum()
    adjust(model, times * output)
    return model.state.macro.capital_price[0]


@pytest.mark.parametrize(("times", "price"), [(1e-6, 0.3), (1.0, 1.0), (5.0, 5.0), (7.9, 7.9), (50.0, 8.0)])
def test_the_price_of_capital_stays_between_three_tenths_and_eight_times(build, times, price):
    assert price_of_capital(build, 1.0, times) == pytest.approx(price, rel=1e-7)


@pytest.mark.parametrize(("times", "relative"), [(1e-9, 1e-3), (2e-3, 2e-3), (500.0, 500.0), (1e6, 1e3)])
def test_the_price_of_capital_counts_a_stock_of_a_thousandth_to_a_thousand_times_what_is_due(
    build, times, relative
):
    assert price_of_capital(build, 10.0, times) == pytest.approx(relative**0.1, rel=1e-7)


def test_what_is_due_grows_with_the_trend_from_the_middle_of_the_mean_on(build):
    model = build(
        capital__supply_elasticity=1.0, capital__adjustment_cost=0.0, wages__productivity_growth=0.03,
        supply__lag=6.0, compute__enabled=False,
    )  # fmt: skip
    output = base_output(model)
    model.state.macro.base_capital[0] = (output * model.structure.user_cost).sum()
    adjust(model, 2.0 * output, first=18)
    assert model.state.macro.capital_price[0] == pytest.approx(2.0 / 1.03**2, rel=1e-7)
    model.state.macro.base_capital[0] = 0.0  # nothing is due where nothing ever was
    assert adjust(model, 2.0 * output, first=18).capital_price[0] == 1.0


@pytest.mark.parametrize(("use_cost", "in_use"), [(0.0, 0.75), (777.0, 0.75), (0.5, 0.75), (0.0, 0.0)])
def test_machines_are_capital_by_their_wear_or_by_what_their_use_costs(build, use_cost, in_use):
    model = build("neutral", people=1_000)
    compute, fleet = model.scenario.compute, float(model.state.providers.fleet.sum())
    market = NO_GPUS._replace(capacity=100.0, used=100.0 * in_use, use_cost=use_cost)
    each = use_cost or 100.0 * compute.gpu_price / compute.gpu_life_months
    found = capital.machines(model.state, market, model.scenario)
    assert found == pytest.approx(in_use * fleet * each, rel=1e-12)
    small = market._replace(capacity=0.5, used=0.5 * in_use)
    assert capital.machines(model.state, small, model.scenario) == pytest.approx(found, rel=1e-12)
    assert capital.machines(model.state, NO_GPUS, model.scenario) == 0.0
    off = model.scenario.with_({"compute.enabled": False})
    assert capital.machines(model.state, market, off) == 0.0


def test_what_orders_are_and_what_is_built_of_them(build):
    """A month of investment by the equations, each sector with a use of its own."""
    keys = {"capital__adjustment_cost": 2.0, "capital__gain_memory": 24.0, "capital__time_to_build": 9.0,
            "capital__passing_gain": 0.3, "capital__interest_response": 1.5, "capital__largest_use": 1.1,
            "capital__substitution": 0.8, "capital__largest_growth": 0.02,
            "wages__productivity_growth": 0.01}  # fmt: skip
    for much in (1.0, 3.0):
        model = at_neutral_rate(build(**keys))
        macro, section = model.state.macro, model.scenario.capital
        output = base_output(model) * np.linspace(0.5, 1.0 + 0.5 * much, macro.capital.size)
        macro.capital_gain[:], macro.expansion[:] = 0.01, 0.005
        macro.capital_price[0], macro.real_rate[0] = 1.1, float(macro.usual_real_rate[0]) + 0.01
        before = type(macro)(*(column.copy() for column in macro))
        made = output_per_worker(before, model.structure, model.scenario)
        adjust(model, output, demand=1.2 * output)
        use = output * model.structure.user_cost / before.capital
        earned = np.clip(use ** (1.0 / 0.8), 0.3, 4.0)
        np.testing.assert_allclose(
            macro.capital_rent, before.capital_rent + (earned - before.capital_rent) / 6.0, rtol=1e-9
        )
        remembers = model.scenario.households.rate_memory > 1.0
        now = 0.01 if remembers else float(
            macro.policy_rate[0] - max(macro.inflation[0], model.scenario.wages.trend_inflation)
            - before.usual_real_rate[0]
        )  # fmt: skip
        gain = earned / 1.1 - 1.0 - 1.5 * now
        mean = 0.01 + (gain - 0.01) / 24.0
        np.testing.assert_allclose(macro.capital_gain, mean, rtol=1e-9)
        assert macro.usual_real_rate[0] == pytest.approx(before.usual_real_rate[0] + now / 24.0)
        ordered = np.clip((mean + 0.3 * (gain - mean)) / 2.0, -0.6, 0.6)
        together = np.average(ordered, weights=before.capital)
        assert (together > 0.02) == (much > 1.0)
        ordered *= min(1.0, 0.02 / together) if together > 0.0 else 1.0
        built = 0.005 + (ordered - 0.005) / 9.0
        np.testing.assert_allclose(macro.expansion, built, rtol=1e-9)
        stock = before.capital * (1.0 + (0.01 + built) / 12.0)
        np.testing.assert_allclose(macro.capital, stock, rtol=1e-9)
        wanted = 1.2 * output * model.structure.user_cost
        np.testing.assert_allclose(macro.output_limit, np.minimum(1.0, 1.1 * stock / wanted), rtol=1e-9)
        deeper = output_per_worker(macro, model.structure, model.scenario) / made
        np.testing.assert_allclose(macro.deepening, deeper, rtol=1e-12)
        assert section.adjustment_cost == 2.0
