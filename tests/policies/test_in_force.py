"""Which policies are in force in a month, whose tax pays, and how high taxes may be together."""

from typing import ClassVar

import numpy as np
import pytest

from sim.parameters.combinations import MOST_OF_PAY
from sim.policies import Policies, find, kinds, policy_names
from sim.policies.framework.financing import (
    DEFICIT,
    PAYERS,
    TAXES,
    adjust,
    left_of_pay,
    raise_by,
    room_for,
    split,
)
from sim.policies.framework.month import BASE, OWED, RATE, REACHED, Now
from sim.policies.framework.policies_in_force import AddedRate, base_levers
from sim.rules import budget
from sim.state.levers import ANY_AGE, NO_LIMIT, Surcharge

PAYING = tuple(payer for payer in PAYERS if payer != DEFICIT)
TOP = 0.4
"""Rate of the highest bracket of an income tax."""
OF_POLICIES = (
    "wealth_tax", "wealth_exemption", "gpu_tax", "automation_tax", "foreign_levy", "job_guarantee_wage",
    "public_compute", "retraining_seats", "hours_cut", "citizens_dividend",
)  # fmt: skip
"""Instruments that only policies have."""


@pytest.fixture(scope="module")
def economy(policy_economy):
    """Return an economy with room for the accounts of five policies."""
    tables = [{"kind": "universal_basic_income", "amount": 1.0} for _ in range(5)]
    return policy_economy(tables, run__people=1_000, run__burn_in_months=0)


@pytest.fixture
def in_force(economy):
    """Return a function that puts policies in force, with their rates of last month, and gives the levers."""

    def put(*policies, month=0, rates=()):
        made = Policies(economy.scenario, policies, economy.structure)
        economy.state.macro.policies[: len(rates), RATE] = rates
        return made, made.levers_in_force(economy.state, month)

    yield put
    economy.state.macro.policies[:] = 0.0


def policy(kind, **values):
    return find(kind)(**values)


def test_without_a_policy_no_instrument_of_one_is_in_force(in_force):
    made, levers = in_force()
    assert all(getattr(levers, name) == 0 for name in OF_POLICIES)
    assert (levers.grants, levers.purchases, levers.surcharges) == ((), (), ())
    assert not levers.wage_subsidy.any()
    assert (made.cost, made.revenue, made.acted.size, made.added_rates) == ([], [], 0, [])


@pytest.mark.parametrize(("month", "there"), [(2, False), (3, True), (7, True), (8, False)])
def test_a_policy_is_in_force_from_its_first_month_to_its_last(in_force, month, there):
    dates = {"start": 3, "duration": 5}
    made, levers = in_force(
        policy("gpu_tax", tax_rate=0.2, **dates), policy("universal_basic_income", **dates), month=month
    )
    assert (levers.gpu_tax > 0.0, len(levers.grants)) == (there, int(there))
    assert made.added_rates == ([AddedRate(0, "gpu_tax", 0.2, False)] if there else [])


def test_rates_of_policies_add_up_in_their_order_and_are_kept_apart(in_force):
    made, levers = in_force(
        policy("capital_income_tax", tax_rate=0.1, phase_in=2),
        policy("universal_basic_income", financed_by="capital_tax"),
        policy("gpu_tax", tax_rate=0.3),
        policy("capital_income_tax", tax_rate=0.04),
        rates=(0.0, 0.2, 0.0, 0.0),
    )
    assert made.added_rates == [
        AddedRate(0, "capital_tax", pytest.approx(0.05), False),
        AddedRate(1, "capital_tax", pytest.approx(0.2), True),
        AddedRate(2, "gpu_tax", 0.3, False),
        AddedRate(3, "capital_tax", pytest.approx(0.04), False),
    ]
    assert levers.capital_tax == pytest.approx(base_levers_of(in_force).capital_tax + 0.29)


def base_levers_of(in_force):
    """Return the levers without a policy."""
    return in_force()[1]


@pytest.mark.parametrize("payer", PAYING)
def test_the_tax_that_pays_rises_and_no_other_up_to_its_limit(in_force, payer):
    before = base_levers_of(in_force)
    _, levers = in_force(policy("shorter_week", cut=0.0, financed_by=payer), rates=(0.01,))
    field = TAXES[payer].field
    assert getattr(levers, field) == pytest.approx(getattr(before, field) + 0.01)
    fields = {tax.field for tax in TAXES.values()} - {field}
    assert {name: getattr(levers, name) for name in fields} == {
        name: getattr(before, name) for name in fields
    }
    made, levers = in_force(policy("shorter_week", cut=0.0, financed_by=payer), rates=(1e6,))
    assert getattr(levers, field) <= TAXES[payer].limit + 1e-12
    assert made.added_rates[0].rate == pytest.approx(getattr(levers, field) - getattr(before, field))


@pytest.mark.parametrize("payer", [payer for payer in PAYING if payer not in ("wage_tax", "payroll_tax")])
def test_a_tax_that_is_not_on_pay_rises_to_its_limit(in_force, payer):
    _, levers = in_force(policy("shorter_week", cut=0.0, financed_by=payer), rates=(1e6,))
    assert getattr(levers, TAXES[payer].field) == pytest.approx(TAXES[payer].limit)


def test_what_debt_added_to_the_income_tax_leaves_policies_as_much_room(economy, in_force):
    pays = policy("shorter_week", cut=0.0, financed_by="wage_tax")
    added = []
    for scale in (1.0, 1.05):
        economy.state.macro.tax_scale[0] = scale
        made, _ = in_force(pays, rates=(0.9,))
        added.append(made.added_rates[0].rate)
    economy.state.macro.tax_scale[0] = 1.0
    assert added == [pytest.approx(0.9)] * 2
    assert raise_by(base_levers_of(in_force), "wage_tax", 9.0)[0].wage_tax_scale == TAXES["wage_tax"].limit


def test_every_tax_on_the_last_dollar_of_pay_leaves_less_for_others(in_force):
    levers = base_levers_of(in_force)._replace(
        wage_tax_scale=0.5,
        employee_contribution_rate=0.1,
        surcharges=(Surcharge(0, 0.05, 0), Surcharge(0, 0.02, 1)),
    )
    left = MOST_OF_PAY - (0.5 * TOP + 0.1 + 0.05 + 0.02)
    assert left_of_pay(levers, TOP) == pytest.approx(left)
    assert room_for("payroll_tax", levers, TOP) == pytest.approx(left)
    assert room_for("wage_tax", levers, TOP) == pytest.approx(left / TOP)  # of which a dollar pays only TOP
    assert room_for("capital_tax", levers, TOP) == np.inf
    assert left_of_pay(levers._replace(employee_contribution_rate=0.9), TOP) == 0.0


def test_a_surtax_takes_no_more_than_others_leave(in_force, economy):
    levers = base_levers_of(in_force)
    now = Now(economy.state, economy.structure, economy.scenario, 0, 0)
    top = float(economy.structure.tax_rate.max())
    room = left_of_pay(levers, top)
    taken = policy("income_surtax", tax_rate=0.6).change_levers(levers, 1.0, now)
    assert taken.surcharges[0].rate == pytest.approx(min(0.6, room))
    dear = levers._replace(employee_contribution_rate=levers.employee_contribution_rate + room - 0.07)
    assert policy("income_surtax", tax_rate=0.6).change_levers(dear, 1.0, now).surcharges[
        0
    ].rate == pytest.approx(0.07)


def test_a_rate_closes_a_quarter_of_the_gap_each_month():
    memory = np.zeros(4)
    memory[RATE], memory[BASE] = 0.2, 1_000.0
    for months in range(1, 9):
        memory[OWED] = 0.0
        adjust(memory, 100, 100, 1_000.0, 1.0)
        assert memory[RATE] == pytest.approx(0.1 + 0.1 * 0.75**months)


def test_a_base_is_remembered_for_some_months_and_the_latest_counts_less_than_the_rest():
    memory = np.zeros(4)
    memory[BASE] = 1_000.0
    adjust(memory, 100, 100, 2_000.0, 1.0)
    assert 1_000.0 < memory[BASE] < 1_500.0
    for _ in range(24):
        adjust(memory, 100, 100, 2_000.0, 1.0)
    assert memory[BASE] == pytest.approx(2_000.0, rel=0.01)


@pytest.mark.parametrize("cost", [0, -50])
@pytest.mark.parametrize("revenue", [0, 40, 1_000])
def test_without_a_cost_nothing_is_owed_and_nothing_is_ahead(cost, revenue):
    memory = np.zeros(4)
    memory[RATE], memory[BASE], memory[OWED] = 0.2, 1_000.0, 100.0
    adjust(memory, cost, revenue, 1_000.0, 1.0)
    assert memory[OWED] == 0.0
    assert memory[RATE] == pytest.approx(0.15)  # fades


def test_the_smallest_cost_is_paid_for():
    memory = np.zeros(4)
    memory[BASE], memory[OWED] = 100.0, -9.0
    adjust(memory, 1, 1, 100.0, 1.0)  # three months of cost are the most that is ahead
    assert memory[OWED] == -3.0
    assert memory[RATE] == pytest.approx((1.0 - 3.0 / 12.0) / 100.0)


def test_a_cap_holds_for_any_cost_and_where_there_is_no_base():
    for base, needed in ((1_000.0, 0.3), (0.0, None)):
        memory = np.zeros(4)
        adjust(memory, 10**9, 0, base, 0.3)
        assert memory[RATE] <= 0.3
        assert needed is None or memory[RATE] == needed


@pytest.mark.parametrize(("rates", "whole"), [([0.1, 0.3], 0.4), ([0.1, 0.1], 0.4), ([0.0, 0.2], 0.2)])
def test_a_revenue_is_split_in_proportion_to_rates(rates, whole):
    parts = split(10_000, rates, whole)
    assert parts == [pytest.approx(10_000 * rate / whole, abs=1.0) for rate in rates]


def test_what_a_month_costs_and_brings_is_booked_with_the_policy_whose_it_is(economy, policy_economy):
    """Of policies on one tax the part of each is its rate; what pays for a cost is no revenue of its own."""
    tables = [
        {"kind": "universal_basic_income", "amount": 300.0, "financed_by": "capital_tax", "start": 0},
        {"kind": "capital_income_tax", "tax_rate": 0.1},
        {"kind": "universal_basic_income", "amount": 100.0, "financed_by": "capital_tax", "start": 9},
    ]
    simulation = policy_economy(tables, run__people=1_000, run__burn_in_months=0)
    simulation.state.macro.policies[0, RATE] = 0.05
    simulation.run(1)
    flows = simulation.flows
    paid = flows.policies
    collected, whole = flows.household.sums[budget.CAPITAL_TAX], flows.levers.capital_tax
    assert paid.revenue[0] == pytest.approx(collected * 0.05 / whole, abs=1.0)
    assert paid.own_revenue[1] == pytest.approx(collected * 0.1 / whole, abs=1.0)
    assert (paid.own_revenue[[0, 2]] == 0).all()
    assert (paid.revenue[1:] == 0).all()
    (grant,) = flows.levers.grants
    assert paid.cost.tolist() == [1_000 * grant.amount, 0, 0]
    assert paid.recipients.tolist() == [1_000, 0, 0]
    assert paid.strength.tolist() == [1.0, 1.0, 0.0]
    assert paid.rate.tolist() == pytest.approx([0.05, 0.1, 0.0])
    memory = simulation.state.macro.policies
    assert memory[:, REACHED].tolist() == [1_000.0, 0.0, 0.0]
    assert memory[0, OWED] == paid.cost[0] - paid.revenue[0]
    assert not memory[2].any()  # nothing is remembered of one that has not begun
    assert simulation.policies.cost == paid.cost.tolist()
    assert simulation.policies.revenue == (paid.revenue + paid.own_revenue).tolist()


class Paying(find("gpu_tax")):
    """A policy that pays at the start of the month and once more before providers settle."""

    calls: ClassVar[list[tuple[str, float, int, int]]] = []

    def act(self, strength, now):
        """Pay a dollar."""
        self.calls.append(("act", strength, now.month, now.row))
        return 100

    def pay(self, strength, now, market, levers):
        """Pay seven cents."""
        self.calls.append(("pay", strength, now.month, now.row))
        return 7


@pytest.mark.parametrize(("month", "strength"), [(1, 0.0), (2, 0.5), (3, 1.0), (4, 0.0)])
def test_policies_act_and_pay_in_the_months_in_which_they_are_in_force(economy, in_force, month, strength):
    Paying.calls.clear()
    dates = {"start": 2, "phase_in": 2, "duration": 2}
    made, levers = in_force(policy("gpu_tax"), Paying(kind="gpu_tax", **dates))
    made.act(economy.state, economy.scenario, month)
    assert made.acted.tolist() == [0, 100 if strength else 0]
    made.pay(economy.state, None, levers, month)
    assert made.acted.tolist() == [0, 107 if strength else 0]
    assert Paying.calls == ([("act", strength, month, 1), ("pay", strength, month, 1)] if strength else [])
    made.act(economy.state, economy.scenario, 9)
    made.pay(economy.state, None, levers, 9)
    assert made.acted.tolist() == [0, 0]


def test_kinds_that_come_more_than_once_are_numbered_in_their_order():
    made = [policy(kind) for kind in ("gpu_tax", "retraining", "gpu_tax", "wealth_tax")]
    assert policy_names(made) == ("gpu_tax 1", "retraining", "gpu_tax 2", "wealth_tax")


@pytest.mark.parametrize("kind", kinds())
def test_a_name_on_charts_is_the_name_in_a_sentence_with_a_capital_or_one_of_its_own(kind):
    words, name = find(kind).in_words(), find(kind).on_charts()
    assert name == (find(kind).label or words[0].upper() + words[1:])
    assert name[0].isupper()
    assert "_" not in words + name


def test_any_limit_of_earnings_or_age_is_one_but_none_by_default(economy):
    now = Now(economy.state, economy.structure, economy.scenario, 0, 0)
    income = find("universal_basic_income")
    for dollars in (0.5, 1.0, 4_000.0):
        (grant,) = income(earnings_below=dollars).grant(100, 0.0, now)
        assert grant.earnings_below == now.cents(dollars)
    (open_to_all,) = income().grant(100, 0.0, now)
    assert (open_to_all.earnings_below, open_to_all.oldest) == (NO_LIMIT, ANY_AGE)
    (of_age,) = income(youngest=18, oldest=64).grant(100, 0.0, now)
    assert (of_age.youngest, of_age.oldest) == (18, 64)


def test_a_grant_is_paid_for_adults_or_children_or_both_and_by_the_part_phased_in_for_these(economy):
    now = Now(economy.state, economy.structure, economy.scenario, 0, 0)
    income = find("universal_basic_income")
    assert income().grant(0, 0.0, now) == ()
    assert income(treated_share=0.0).grant(100, 0.0, now) == ()
    (cent,) = income().grant(1, 0.0, now)
    assert (cent.amount, cent.per_child) == (1, 0)
    (child,) = income(per_child=0.01 / float(economy.state.macro.price_level[0])).grant(0, 0.0, now)
    assert (child.amount, child.per_child) == (0, 1)
    (half,) = income(per_child=80.0).grant(5, 0.25, now, 0.5)
    assert (half.amount, half.per_child, half.taper) == (5, now.cents(40.0), 0.25)


def test_millions_of_people_of_the_country_are_its_simulated_persons(economy):
    now = Now(economy.state, economy.structure, economy.scenario, 0, 0)
    adults = economy.structure.figure("population") / 1e6
    assert now.persons(adults) == pytest.approx(1_000.0)
    assert now.persons(adults / 4.0) == pytest.approx(250.0)


@pytest.mark.parametrize("named", ["all_taxes", "wage_tax"])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5, 1_000.0])
def test_what_debt_sets_moves_the_taxes_that_the_scenario_names_up_to_their_limits(economy, named, scale):
    keys = {"government.debt_raises": named, "government.surplus_lowers": named}
    scenario = economy.scenario.with_({**keys, "government.consumption_tax": 0.9})
    government = scenario.government
    economy.state.macro.tax_scale[0] = scale
    levers = base_levers(scenario, economy.state)
    economy.state.macro.tax_scale[0] = 1.0
    assert levers.wage_tax_scale == pytest.approx(scale * government.wage_tax_scale)
    others = scale if named == "all_taxes" else 1.0
    for tax in ("corporate_tax", "capital_tax", "consumption_tax"):
        rate, limit = getattr(government, tax), TAXES[tax].limit
        assert getattr(levers, tax) == pytest.approx(min(others * rate, max(rate, limit))), tax
    assert levers.consumption_tax <= 0.9  # above its limit, as the scenario has it, and no higher
    assert levers.benefit_ceiling == round(100.0 * government.benefit_ceiling)
