"""Each kind of policy moves its own levers, by its size, by the part phased in, and nothing else."""

import numpy as np
import pytest

from sim.policies import find
from sim.policies.framework import financing
from sim.policies.framework.financing import (
    BASE,
    MEMORY,
    MOST_OWED,
    OWED,
    RATE,
    SPEED,
    TAXES,
    adjust,
    raise_by,
)
from sim.policies.framework.month import Now
from sim.state.columns import PROVIDERS

SMALL = {"run__people": 1_000, "run__burn_in_months": 0}
PRICES = 1.25
"""Level of consumer prices: amounts keep their purchasing power."""


@pytest.fixture(scope="module")
def month(policy_economy):
    """Return an economy in which prices have risen, its levers without a policy, and what policies see."""
    simulation = policy_economy([], **SMALL)
    simulation.state.macro.price_level[0] = PRICES
    levers = simulation.policies.levers_in_force(simulation.state, 0)
    return levers, Now(simulation.state, simulation.structure, simulation.scenario, 0, 3)


def changed(month, kind, strength=0.5, **values):
    """Return the levers that a policy replaces, by name."""
    levers, now = month
    after = find(kind)(**values).change_levers(levers, strength, now)
    return {
        name: value
        for name, value in after._asdict().items()
        if not np.array_equal(value, getattr(levers, name))
    }


@pytest.mark.parametrize(
    ("kind", "values", "amount"),
    [
        ("universal_basic_income", {"amount": 800.0}, 800.0),
        ("negative_income_tax", {"guarantee": 800.0, "taper": 0.4}, 800.0),
        ("basic_pension", {"amount": 800.0}, 800.0),
    ],
)
def test_a_grant_is_paid_in_money_of_the_base_year(month, kind, values, amount):
    (grant,) = changed(month, kind, **values)["grants"]
    assert grant.amount == round(100.0 * PRICES * 0.5 * amount)
    assert grant.policy == 3
    assert grant.taper == values.get("taper", 0.0)
    assert grant.youngest == (67 if kind == "basic_pension" else 0) or kind == "basic_pension"
    assert changed(month, kind, 1.0, **values)["grants"][0].amount == round(100.0 * PRICES * amount)
    assert changed(month, kind, **(values | dict.fromkeys(list(values)[:1], 0.0))) == {}


def test_an_allowance_is_paid_a_child_and_withdrawn_beyond_an_income(month):
    values = {"amount": 300.0, "phase_out": 0.1, "phase_out_from": 5_000.0}
    (grant,) = changed(month, "child_allowance", **values)["grants"]
    assert (grant.amount, grant.per_child) == (0, round(100.0 * PRICES * 150.0))
    assert (grant.taper, grant.taper_from) == (0.1, round(100.0 * PRICES * 5_000.0))
    assert grant.with_children
    assert grant.by_household


def test_wage_insurance_pays_a_part_of_the_loss_after_hiring(month):
    (grant,) = changed(month, "wage_insurance", share=0.6, most=1_000.0, months=24)["grants"]
    assert (grant.of_loss, grant.after_hiring) == (0.3, 24)
    assert grant.amount == round(100.0 * PRICES * 1_000.0)
    assert grant.statuses == 1  # the employed
    assert changed(month, "wage_insurance", share=0.0) == {}


def test_a_shorter_week_cuts_what_is_not_made_up_and_the_pay_that_is_cut(month):
    found = changed(month, "shorter_week", cut=0.2, made_up=0.25, pay_cut=0.5)
    assert found == pytest.approx({"hours_cut": 0.075, "hours_agreed": 0.9, "pay_scale": 0.95})


def test_unemployment_insurance_adds_to_what_is_paid(month):
    levers, _ = month
    more = {"more_replacement": 0.2, "more_months": 6, "more_take_up": 0.1, "higher_ceiling": 400.0}
    found = changed(month, "unemployment_insurance", **more)
    assert found == pytest.approx(
        {
            "replacement_rate": levers.replacement_rate + 0.1,
            "benefit_months": levers.benefit_months + 3,
            "benefit_take_up": levers.benefit_take_up + 0.05,
            "benefit_ceiling": levers.benefit_ceiling + 20_000,
        }
    )
    most = changed(month, "unemployment_insurance", 1.0, more_replacement=1.0, more_take_up=1.0)
    assert (most["replacement_rate"], most["benefit_take_up"]) == (1.0, 1.0)


def test_a_subsidy_covers_wages_up_to_its_ceiling(month):
    _, now = month
    wages = now.state.macro.occupation_wage
    ceiling = float(np.median(wages)) / (100.0 * PRICES)
    found = changed(month, "wage_subsidy", share=0.4, ceiling=ceiling)["wage_subsidy"]
    np.testing.assert_allclose(found, 0.2 * np.minimum(1.0, now.cents(ceiling) / wages), rtol=1e-12)
    assert (found == 0.2).any()
    assert (found < 0.2).any()


def test_surtaxes_and_wealth_taxes_begin_at_a_threshold_of_the_base_year(month):
    (own,) = changed(month, "income_surtax", threshold=10_000.0, tax_rate=0.3)["surcharges"]
    assert own == (round(100.0 * PRICES * 10_000.0), 0.15, 3)
    levers, now = month
    taxed = find("wealth_tax")(tax_rate=0.02, exemption=2e6)
    free = round(100.0 * PRICES * 2e6)
    assert taxed.change_levers(levers, 1.0, now).wealth_exemption == free
    lower = levers._replace(wealth_tax=0.01, wealth_exemption=free // 2)
    assert taxed.change_levers(lower, 1.0, now).wealth_exemption == free // 2  # the lower of two


@pytest.mark.parametrize("kind", ["gpu_tax", "capital_income_tax", "foreign_rent_levy", "wealth_tax"])
def test_a_tax_is_raised_by_the_part_phased_in(month, kind):
    tax = find(kind)(tax_rate=0.04)
    assert tax.rate(0.5, month[1]) == 0.02
    assert tax.tax in TAXES
    assert find(kind)(tax_rate=0.0).tax == ""
    assert find("automation_tax")(amount=100.0).rate(0.5, month[1]) == round(100.0 * PRICES * 50.0)


def test_free_gpu_time_is_used_or_sold_at_the_rent(month):
    _, now = month
    state, compute = now.state, now.parameters.compute
    state.macro.gpu_rent[0] = 1e9
    people, fleet = state.workers.team.size, float(state.providers.fleet.sum())
    largest = fleet * (1.0 - compute.training_share)
    values = {"hours": 730.0, "used": 0.25, "largest_part": 0.1}  # more than there is: the largest part
    found = changed(month, "universal_basic_compute", 1.0, **values)
    assert found["public_compute"] == pytest.approx(0.25 * 0.1 * largest, rel=1e-12)
    (grant,) = found["grants"]
    assert grant.amount == int(0.75 * 0.1 * largest / people * 1e9)
    few = changed(month, "universal_basic_compute", 0.5, hours=1e-6, used=1.0, largest_part=0.9)
    assert few == {"public_compute": pytest.approx(0.5e-6 / 730.0 * people, rel=1e-3)}


def test_antitrust_ends_contracts_and_opens_models(month):
    levers, _ = month
    found = changed(month, "antitrust", contracts_ended=0.4, open_models=0.1)
    assert found["concentration_scale"] == pytest.approx(0.8)
    assert found["model_spillover"] == pytest.approx(min(1.0, levers.model_spillover + 0.05))


def test_what_is_sold_by_antitrust_stays_in_the_market_with_its_power_and_its_price(month):
    _, now = month
    providers, cash = now.state.providers, now.state.providers.deposits.copy()
    providers.power[:] = now.parameters.compute.gpu_power * providers.fleet
    fleet, power = providers.fleet.copy(), providers.power.copy()
    single = now.structure.provider_single
    largest = int(np.argmax(np.where(single, fleet, 0.0)))
    cap = 0.8 * fleet[largest] / fleet.sum()
    policy = find("antitrust")(largest_share=cap, selling_speed=0.5)
    assert policy.act(1.0, now) == 0
    sold = 0.5 * (fleet[largest] - cap * fleet.sum())
    assert fleet[largest] - providers.fleet[largest] == pytest.approx(sold, rel=1e-9)
    price = 100.0 * PRICES * now.parameters.compute.gpu_price
    paid = (providers.deposits - cash)[largest] / (sold * price)
    assert paid == pytest.approx(0.5, rel=1e-4)  # used machines, halfway through their life
    assert providers.fleet.sum() == pytest.approx(fleet.sum(), rel=1e-12)
    np.testing.assert_allclose(providers.power, now.parameters.compute.gpu_power * providers.fleet, rtol=1e-9)
    assert (providers.deposits - cash).sum() == 0
    providers.fleet[:], providers.power[:], providers.deposits[:] = fleet, 0.0 * power, cash


def test_a_rate_moves_a_part_of_the_way_to_what_pays_the_cost_and_a_twelfth_of_what_is_owed():
    memory = np.zeros(4)
    memory[RATE], memory[BASE], memory[OWED] = 0.1, 2_000.0, 60.0
    adjust(memory, 300, 240, 1_000.0, 1.0)
    base = MEMORY * 2_000.0 + (1.0 - MEMORY) * 1_000.0
    assert memory[BASE] == base
    assert memory[OWED] == 120.0
    assert memory[RATE] == pytest.approx(0.1 + SPEED * ((300.0 + 120.0 / 12.0) / base - 0.1), rel=1e-12)
    adjust(memory, 300, 0, 1_000.0, 0.05)
    assert memory[RATE] < 0.15  # a cap binds
    for _ in range(20):
        adjust(memory, 300, 0, 1_000.0, 0.05)
    assert memory[OWED] == 300.0 * MOST_OWED
    for _ in range(20):
        adjust(memory, 300, 900, 1_000.0, 0.05)
    assert memory[OWED] == -300.0 * MOST_OWED


def test_a_tax_rises_as_far_as_its_limit(month):
    levers, _ = month
    field, limit = TAXES["capital_tax"].field, TAXES["capital_tax"].limit
    before = getattr(levers, field)
    after, added = raise_by(levers, "capital_tax", 0.1)
    assert (added, getattr(after, field)) == (0.1, before + 0.1)
    after, added = raise_by(levers, "capital_tax", 5.0)
    assert getattr(after, field) == pytest.approx(limit)
    assert added == pytest.approx(limit - before)
    assert raise_by(levers, "capital_tax", -1.0)[1] == 0.0
    scale = levers.wage_tax_scale
    assert raise_by(levers, "wage_tax", 9.0, by_debt=0.3)[0].wage_tax_scale == pytest.approx(
        max(scale, TAXES["wage_tax"].limit + 0.3)
    )


def test_a_wealth_tax_is_measured_before_there_is_a_rate(month):
    levers, now = month
    prepared = TAXES["wealth_tax"].prepare(levers, now)
    assert prepared.measure_wealth
    assert prepared.wealth_exemption == now.cents(financing.WEALTH_EXEMPTION)
    taxed = levers._replace(wealth_tax=0.01)
    assert TAXES["wealth_tax"].prepare(taxed, now) == taxed


@pytest.mark.parametrize(("at", "strength"), [(5, 0.0), (6, 0.25), (8, 0.75), (9, 1.0), (17, 1.0), (18, 0.0)])
def test_a_policy_is_phased_in_and_ends(at, strength):
    policy = find("universal_basic_income")(amount=1.0, start=6, phase_in=4, duration=12)
    assert policy.strength(at) == strength


def test_the_fund_buys_the_same_part_of_everybody_and_stops_at_its_target(month):
    _, now = month
    state = now.state
    macro, units, cash = state.macro, state.workers.provider_equity, state.workers.deposits
    before, money = units.astype(np.int64).copy(), cash.copy()
    held = float(macro.claim_units[PROVIDERS])
    fund = find("citizens_fund")(target=0.3, speed=1.0)
    paid = sum(fund.act(1.0, now) for _ in range(8))
    sold = before - units.astype(np.int64)
    assert macro.fund_units[0] == sold.sum()
    assert macro.fund_units[0] / held == pytest.approx(0.3, abs=0.01)
    assert (
        paid
        == int((cash - money).sum())
        == pytest.approx(sold.sum() * macro.claim_price[PROVIDERS], rel=1e-3)
    )
    many = before > 1_000
    np.testing.assert_allclose(sold[many] / before[many], 0.3, atol=0.02)
    share = fund.change_levers(month[0], 1.0, now).citizens_dividend
    assert share == pytest.approx(macro.fund_units[0] / held, rel=1e-9)
    macro.claim_units[PROVIDERS], macro.fund_units[0] = held, 0.0
    units[:], cash[:] = before, money
