"""Government, bank and wages: fixed points, floors and clips, interest to the cent."""

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.kernels.draws import irwin_hall, stream
from sim.phases import public_finance
from sim.phases.goods_market import Spending
from sim.phases.incomes import Distribution, Household
from sim.phases.indices_in_force import going_wages
from sim.rules.budget import N_SUMS
from sim.rules.household_distribution import empty_households
from sim.rules.trends import trend
from sim.state.accounts import BANK, CENTRAL_BANK, EQUITY_POT, GOVERNMENT, money

EMPTY_BINS = Distribution(*(np.zeros((1, 1), np.int64) for _ in range(6)))
NO_HOUSEHOLDS = empty_households(1, 8, record=False)


def household(unemployment):
    """Return the counts of an economy with the given unemployment rate in every occupation."""
    people = np.full(load().sizes["occupations"], 1_000_000)
    jobless = np.rint(people * unemployment).astype(np.int64)
    none = np.zeros((0, 2), np.int64)
    return Household(
        np.zeros(N_SUMS, np.int64), jobless, people - jobless, 0 * people, jobless, EMPTY_BINS, none,
        none[:, 0], none[:, 0], NO_HOUSEHOLDS, np.zeros(0, np.uint8),
    )  # fmt: skip


def spending(model, output, month):
    """Return sales that are ``output`` times their trend."""
    usual = float(model.state.macro.base_gdp[0]) * trend(model.scenario, month)
    received = (output * usual * model.structure.consumption).astype(np.int64)
    none = np.zeros(0, np.int64)
    return Spending(0, 0, 0, 0, 0, received, received / 100.0, none)


def settle(model, unemployment=0.05, month=0, output=1.0):
    levers = model.policies.levers_in_force(model.state, month)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, month)
    people, sold = household(unemployment), spending(model, output, month)
    return public_finance.settle(
        model.state, model.structure, people, sold, model.scenario, rules, model.seed, month
    )


def test_interest_and_payouts_are_conserved_to_the_cent(build):
    model = build()
    accounts, macro = model.state.accounts, model.state.macro
    accounts[BANK], accounts[EQUITY_POT] = 10**9 + 1, 5
    debt, before, rate = -int(accounts[GOVERNMENT]), money(model.state), float(macro.policy_rate[0])
    public = settle(model)
    assert money(model.state) == before
    assert public.interest == int(debt * rate / 12.0) > 0
    assert -int(accounts[GOVERNMENT]) == debt + public.interest
    assert accounts[EQUITY_POT] - 5 == int(0.2 * (10**9 + 1 + public.interest))


def test_losses_of_the_bank_are_taken_from_dividends_not_from_nothing(build):
    model = build()
    accounts = model.state.accounts
    accounts[GOVERNMENT] = 0
    accounts[BANK], accounts[EQUITY_POT] = -(10**9), 10**6
    settle(model)
    assert accounts[EQUITY_POT] == 5 * 10**5
    assert accounts[BANK] == -(10**9) + 5 * 10**5


def test_wages_follow_the_trend_at_natural_unemployment(build):
    model = build(rules__wages="phillips_curve", wages__natural_unemployment_rate=0.05)
    before = model.state.macro.occupation_wage.copy()
    settle(model, unemployment=0.05)
    step = (model.scenario.wages.trend_inflation + model.scenario.wages.productivity_growth) / 12.0
    np.testing.assert_allclose(model.state.macro.occupation_wage / before, 1.0 + step, rtol=1e-12)


@pytest.mark.parametrize(("unemployment", "step"), [(0.0, 0.01), (0.9, -0.002)])
def test_steps_of_wages_are_clipped(build, unemployment, step):
    clip = {"wages__largest_raise": 0.01, "wages__largest_cut": 0.002}
    model = build(rules__wages="phillips_curve", wages__phillips_slope=1.0, **clip)
    before = model.state.macro.occupation_wage.copy()
    settle(model, unemployment)
    np.testing.assert_allclose(model.state.macro.occupation_wage / before, 1.0 + step, rtol=1e-12)


@pytest.mark.parametrize("rule", ["taylor", "inflation_target"])
def test_a_rate_rests_at_neutral_and_stops_at_zero(build, rule):
    bank = {"monetary__inflation_response": 2.0, "monetary__unemployment_response": 4.0}
    model = build(rules__policy_rate=rule, **bank)
    scenario, macro = model.scenario, model.state.macro
    neutral = scenario.monetary.neutral_real_rate + scenario.wages.trend_inflation
    macro.policy_rate[0] = neutral
    inflation = 1.0 + scenario.wages.trend_inflation
    macro.prices_last_year[:] = macro.price_level[0] * inflation ** (np.arange(12) / 12.0 - 1.0)
    settle(model, unemployment=scenario.wages.natural_unemployment_rate)
    assert macro.policy_rate[0] == pytest.approx(neutral, abs=1e-7)  # unemployment in whole persons
    for month in range(120):
        settle(model, unemployment=0.6, month=month)
    assert macro.policy_rate[0] == 0.0


def test_the_bank_learns_what_unemployment_is_natural_but_never_less_than_wage_setting_has(build):
    learned = {}
    for unemployment in (0.035, 0.12):
        model = build(
            monetary__natural_rate_learning=0.05, monetary__drift=0.0, monetary__inflation_response=0.0
        )
        macro, wages = model.state.macro, model.scenario.wages
        for month in range(240):
            macro.price_level[0] = (1.0 + wages.trend_inflation) ** (month / 12.0)
            settle(model, unemployment, month)
        neutral = model.scenario.monetary.neutral_real_rate + wages.trend_inflation
        response = model.scenario.monetary.unemployment_response
        learned[unemployment] = unemployment + (macro.policy_rate[0] - neutral) / response
    assert learned[0.035] == pytest.approx(wages.natural_unemployment_rate, abs=1e-3)
    assert learned[0.12] == pytest.approx(0.12, abs=1e-3)


def test_the_bank_raises_its_rate_where_capital_earns_more_than_its_growth_asks_for(build):
    rates = {}
    for rent, grown in ((1.0, 0.0), (1.2, 0.0), (1.2, 0.1)):
        bank = {"monetary__capacity_response": 0.5, "monetary__drift": 0.0, "monetary__rate_smoothing": 0.0}
        model = build(capital__adjustment_cost=2.0, monetary__largest_real_rate=0.5, **bank)
        macro = model.state.macro
        macro.capital[:], macro.capital_rent[:], macro.expansion[:] = 1.0, rent, grown
        macro.prices_last_year[:] = macro.price_level[0]
        settle(model, unemployment=0.01)
        rates[rent, grown] = float(macro.policy_rate[0])
    assert rates[1.2, 0.0] - rates[1.0, 0.0] == pytest.approx(0.5 * 0.2, abs=1e-9)
    assert rates[1.2, 0.1] == pytest.approx(rates[1.0, 0.0], abs=1e-9)  # 2 times 0.1 is what it asks for


def test_inflation_is_over_twelve_months(build):
    model = build()
    macro = model.state.macro
    for month in range(30):
        macro.price_level[0] = 1.03 ** (month / 12.0)
        settle(model, month=month)
        if month >= 12:
            assert macro.inflation[0] == pytest.approx(0.03, rel=1e-9)


def test_taxes_follow_debt(build):
    for debt, sign in ((0.5, -1), (1.0, 0), (2.0, 1)):
        model = build(government__debt_target=1.0)
        model.state.accounts[GOVERNMENT] = -int(debt * 12.0 * model.state.macro.base_gdp[0])
        settle(model)
        assert np.sign(np.round(model.state.macro.tax_scale[0] - 1.0, 9)) == sign


@pytest.mark.parametrize("what", ["demand", "cost"])
def test_the_cycle_is_an_autoregression_shared_by_all_sizes(build, what):
    shocks = []
    keys = {f"cycle__{what}_sd": 0.012, f"cycle__{what}_persistence": 0.9}
    for people in (1_000, 5_000):
        model = build(people=people, **keys)
        path = []
        for month in range(400):
            settle(model, month=month)
            path.append(float(getattr(model.state.macro, f"{what}_shock")[0]))
        shocks.append(path)
    assert shocks[0] == shocks[1]
    innovations = np.array(shocks[0][1:]) - 0.9 * np.array(shocks[0][:-1])
    assert abs(innovations.std() / 0.012 - 1.0) < 5.0 * np.sqrt(1.7 / 4 / 399)  # kurtosis of the draw is 2.7
    assert abs(innovations.mean()) < 5.0 * 0.012 / np.sqrt(399)


@pytest.mark.parametrize(("base", "ratio"), [("trend", 1.0), ("output", 0.5)])
def test_debt_is_held_against_output_or_its_trend(build, base, ratio):
    model = build(government__debt_base=base, government__debt_target=0.0)
    model.state.accounts[GOVERNMENT] = -int(12.0 * model.state.macro.base_gdp[0])
    model.state.macro.output_ratio[0] = 2.0
    assert settle(model, output=2.0).debt_ratio == pytest.approx(ratio, rel=1e-6)


def test_output_over_its_trend_is_a_mean_of_about_a_year(build):
    model = build()
    for month in range(120):
        settle(model, month=month, output=1.3)
    assert model.state.macro.output_ratio[0] == pytest.approx(1.3, rel=1e-4)


@pytest.mark.parametrize("lowers", ["all_taxes", "wage_tax"])
@pytest.mark.parametrize("raises", ["all_taxes", "wage_tax"])
def test_a_surplus_and_a_debt_move_the_taxes_that_the_scenario_names(build, lowers, raises):
    keys = {"government__surplus_lowers": lowers, "government__debt_raises": raises}
    model = build(government__consumption_tax=0.1, **keys)
    government = model.scenario.government
    names = ("wage_tax_scale", "corporate_tax", "capital_tax", "consumption_tax")
    for scale, named in ((0.4, lowers), (1.0, lowers), (1.8, raises)):
        others = scale if named == "all_taxes" else 1.0
        model.state.macro.tax_scale[0] = scale
        levers = model.policies.levers_in_force(model.state, 0)
        found = [getattr(levers, name) / getattr(government, name) for name in names]
        assert found == pytest.approx([scale, others, others, others], rel=1e-12)


def test_money_that_was_issued_counts_as_debt_for_taxes(build):
    scales = []
    for issued in (0, 1):
        model = build()
        accounts = model.state.accounts
        moved = issued * int(accounts[GOVERNMENT]) // 2  # half of the debt is money instead
        accounts[CENTRAL_BANK] += moved
        accounts[GOVERNMENT] -= moved
        settle(model)
        scales.append(float(model.state.macro.tax_scale[0]))
    assert scales[0] == scales[1]


@pytest.mark.parametrize("least", [0.7, 0.85, 1.0])
def test_a_surplus_lowers_taxes_down_to_the_bound(build, least):
    model = build(government__least_tax_scale=least, government__debt_reaction=3.0)
    model.state.accounts[GOVERNMENT] = 0
    for month in range(240):
        model.state.accounts[GOVERNMENT] = 0
        settle(model, month=month)
    assert model.state.macro.tax_scale[0] == pytest.approx(least, abs=1e-4)


def test_the_ceiling_is_one_of_the_real_rate(build):
    """At any inflation the rate may be as far above it, so that prices cannot run away from the bank."""
    rates = {}
    for inflation in (0.04, 0.2, 0.5):
        model = build(monetary__inflation_response=5.0, monetary__largest_real_rate=0.05)
        macro = model.state.macro
        for month in range(60):
            macro.price_level[0] = (1.0 + inflation) ** (month / 12.0)
            settle(model, month=month)
        rates[inflation] = float(macro.policy_rate[0]) - inflation
    neutral = model.scenario.monetary.neutral_real_rate
    assert all(rate == pytest.approx(neutral + 0.05, abs=1e-6) for rate in rates.values())


@pytest.mark.parametrize("years", [0.0, 2.0, 6.0])
def test_what_is_owed_keeps_its_rate_until_it_falls_due(build, years):
    """After a rise of the rate for good, (1 - 1 / months)^k of the gap is left after k months."""
    model = build(government__debt_years=years, rules__policy_rate="fixed")
    macro = model.state.macro
    macro.bond_rate[0], rates = 0.01, []
    for month in range(24):
        settle(model, month=month)
        rates.append(float(macro.bond_rate[0]))
    policy_rate, months = float(macro.policy_rate[0]), 12.0 * years
    left = np.zeros(24) if years == 0.0 else (1.0 - 1.0 / months) ** np.arange(1, 25)
    np.testing.assert_allclose(policy_rate - np.array(rates), (policy_rate - 0.01) * left, atol=1e-12)


@pytest.mark.parametrize("most", [1.0, 1.5])
def test_a_debt_raises_taxes_up_to_the_bound(build, most):
    model = build(government__largest_tax_scale=most)
    for month in range(240):
        model.state.accounts[GOVERNMENT] = -int(200.0 * model.state.macro.base_gdp[0])
        settle(model, month=month)
    assert model.state.macro.tax_scale[0] == pytest.approx(most, abs=1e-4)


@pytest.mark.parametrize("month", [0, 12, 17])
@pytest.mark.parametrize(
    ("bank", "pot"), [(10**9, 10**6), (0, 10**6), (-(10**9), 10**6), (-(10**9), 10**12), (-9, -5)]
)
def test_a_month_of_the_state_and_the_bank_is_what_the_equations_say(build, month, bank, pot):
    """Every column has a value of its own before, so that none can stand for another."""
    keys = {
        "government__debt_base": "output", "government__debt_target": 0.7, "government__debt_reaction": 0.5,
        "government__debt_years": 5.0, "households__rate_memory": 8.0, "cycle__demand_persistence": 0.9,
        "cycle__demand_sd": 0.02, "cycle__cost_persistence": 0.7, "cycle__cost_sd": 0.03,
        "rules__policy_rate": {"rule": "fixed", "rate": 0.025}, "government__largest_tax_scale": 2.0,
    }  # fmt: skip
    model = build(**keys)
    macro, accounts = model.state.macro, model.state.accounts
    debt, issued = 3 * 10**11 + 77, 10**10 + 7
    places = {GOVERNMENT: -debt, CENTRAL_BANK: -issued, BANK: bank, EQUITY_POT: pot}
    for place, cents in places.items():
        accounts[place] = cents
    values = {
        "bond_rate": 0.04, "policy_rate": 0.03, "tax_scale": 1.1, "demand_shock": 0.2, "cost_shock": -0.1,
        "output_ratio": 1.2, "real_rate": 0.015, "price_level": 1.5,
    }  # fmt: skip
    for name, value in values.items():
        getattr(macro, name)[0] = value
    macro.prices_last_year[:] = 1.3 + 0.01 * np.arange(12)
    macro.real_wages[:] = 100.0 + np.arange(macro.real_wages.size)
    macro.wages_last_year[:] = 1.0 + np.arange(12)
    public = settle(model, 0.08, month, output=1.4)

    interest, reserves = int(debt * 0.04 / 12.0), int(issued * 0.03 / 12.0)
    surplus = bank + interest + reserves
    payout = int(0.2 * surplus) if surplus > 0 else -min(-surplus, int(0.5 * max(0, pot)))
    moved = {
        GOVERNMENT: -interest,
        CENTRAL_BANK: -reserves,
        BANK: interest + reserves - payout,
        EQUITY_POT: payout,
    }
    assert {place: int(accounts[place]) - cents for place, cents in places.items()} == moved
    assert (public.interest, public.debt) == (interest + reserves, debt + issued)
    ratio = 1.2 + (1.4 - 1.2) / 12.0
    assert macro.output_ratio[0] == pytest.approx(ratio, rel=1e-6)  # sold in whole cents
    yearly = 12.0 * float(macro.base_gdp[0]) * trend(model.scenario, month) * ratio
    assert public.debt_ratio == pytest.approx((debt + issued) / yearly, rel=1e-6)
    target = min(max(1.0 + 0.5 * (public.debt_ratio - 0.7), model.scenario.government.least_tax_scale), 2.0)
    assert macro.tax_scale[0] == pytest.approx(1.1 + 0.05 * (target - 1.1), rel=1e-9)
    assert macro.unemployment_rate[0] == pytest.approx(0.08, rel=1e-6)
    slot = month % 12
    assert macro.inflation[0] == pytest.approx(1.5 / (1.3 + 0.01 * slot) - 1.0, rel=1e-12)
    now = np.arange(12) == slot
    np.testing.assert_array_equal(macro.prices_last_year, np.where(now, 1.5, 1.3 + 0.01 * np.arange(12)))
    wage = model.structure.mean_wage(macro.occupation_wage)
    np.testing.assert_array_equal(macro.wages_last_year, np.where(now, wage, 1.0 + np.arange(12)))
    shift = int(slot == 0)  # a year begins
    years = np.maximum(np.arange(macro.real_wages.size) - shift, 0)
    np.testing.assert_array_equal(macro.real_wages[1:], (100.0 + years)[1:])
    now = going_wages(model.state, model.structure) / 1.5
    assert macro.real_wages[0] == pytest.approx(now, rel=1e-12)
    assert macro.policy_rate[0] == 0.025
    assert macro.bond_rate[0] == pytest.approx(0.04 + (0.025 - 0.04) / 60.0, rel=1e-12)
    assert macro.real_rate[0] == pytest.approx(
        0.015 + (0.025 - float(macro.inflation[0]) - 0.015) / 8.0, rel=1e-9
    )
    for name, mean, persistence, spread, what in (
        ("demand_shock", 0.2, 0.9, 0.02, public_finance.CYCLE),
        ("cost_shock", -0.1, 0.7, 0.03, public_finance.COST),
    ):  # fmt: skip
        drawn = irwin_hall(np.uint64(stream(model.seed, month, what)), 0)
        assert getattr(macro, name)[0] == pytest.approx(persistence * mean + spread * drawn, rel=1e-12)
    assert macro.money_due[0] == 0.0


@pytest.mark.parametrize(("bank", "paid"), [(4, 0), (5, 1), (1, 0), (0, 0), (-1, -1)])
def test_a_surplus_of_the_bank_of_less_than_a_cent_to_its_owners_stays(build, bank, paid):
    model = build()
    accounts = model.state.accounts
    accounts[[GOVERNMENT, CENTRAL_BANK]], accounts[BANK], accounts[EQUITY_POT] = 0, bank, 100
    settle(model)
    assert (accounts[BANK], accounts[EQUITY_POT]) == (bank - paid, 100 + paid)


def test_nobody_at_hand_and_nobody_at_work_is_no_unemployment(build):
    model = build()
    nobody = household(0.0)
    nobody = nobody._replace(employed=0 * nobody.employed)
    levers = model.policies.levers_in_force(model.state, 0)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, 0)
    public_finance.settle(
        model.state, model.structure, nobody, spending(model, 1.0, 0), model.scenario, rules, model.seed, 0
    )
    assert model.state.macro.unemployment_rate[0] == 0.0


def test_people_in_a_guaranteed_job_are_not_at_work_in_firms(build):
    """Of 100 at hand and 300 at work, 100 of these in a guaranteed job, a third of those whom firms count."""
    model = build()
    zero = household(0.0)
    people = zero._replace(
        employed=0 * zero.employed + 300, guaranteed=0 * zero.employed + 100, at_hand=0 * zero.employed + 100
    )
    levers = model.policies.levers_in_force(model.state, 0)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, 0)
    public_finance.settle(
        model.state, model.structure, people, spending(model, 1.0, 0), model.scenario, rules, model.seed, 0
    )
    assert model.state.macro.unemployment_rate[0] == pytest.approx(100 / 300)
