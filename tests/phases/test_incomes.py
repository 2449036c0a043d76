"""Incomes, taxes and consumption: tables against definitions, every cent of every person accounted for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base_year.calibration import load
from sim.kernels.draws import stream, uniform
from sim.parameters import declarations
from sim.parameters.government import GovernmentParameters
from sim.phases import budgets, incomes, indices_in_force
from sim.phases.money import Money
from sim.rules import budget, income_tax
from sim.rules.trends import trend
from sim.state.accounts import EQUITY_POT, GOVERNMENT, PROPERTY_POT, PROVIDER_POT, money
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED
from sim.state.levers import Grant

from ..people import nobody
from .brackets import bracket_by_bracket


@given(
    st.lists(st.floats(1.0, 1e7), min_size=0, max_size=8, unique=True),
    st.lists(st.floats(0.0, 0.9), min_size=9, max_size=9),
    st.floats(0.0, 2e7),
)
def test_tax_lines_are_the_schedule(floors, rates, income):
    floors = [0.0, *sorted(floors)]
    rates = sorted(rates)[: len(floors)]
    slope, offset = incomes.tax_lines(np.array(floors), np.array(rates))
    envelope = max(0.0, *(s * income - o for s, o in zip(slope, offset, strict=True)))
    # differences of products of rates and amounts: 2e7 cents and nine terms, each rounded
    assert envelope == pytest.approx(bracket_by_bracket(income, floors, rates), rel=1e-12, abs=1e-7)


def block(n):
    """Return the columns of ``n`` persons and their budgets, all zero."""
    reals = ("taxable", "wealth", "position", "propensity")
    fields = budget.Budgets._fields
    budgets_ = budget.Budgets(*(np.zeros(n, np.float64 if name in reals else np.int64) for name in fields))
    persons = budget.persons_of_block(nobody(n), 0, n)
    return persons, budgets_


@pytest.mark.parametrize("brackets", [1, income_tax.LINES, income_tax.LINES + 1, 3 * income_tax.LINES + 2])
def test_any_number_of_brackets_is_taxed_by_the_schedule(brackets):
    floors = 50_000.0 * np.arange(brackets)
    rates = 0.6 * (np.arange(brackets) + 1.0) / brackets
    slope, offset = incomes.tax_lines(floors, rates)
    earned = np.arange(0, 3_000_000, 7_001)
    persons, amounts = block(earned.size)
    persons.status[:], amounts.earned[:] = EMPLOYED, earned
    sums = np.zeros(budget.N_SUMS, np.int64)
    income_tax.tax_income(persons, amounts, slope, offset, sums)
    tax, total = amounts.income_tax, sums[budget.WAGE_TAX]
    due = np.array([bracket_by_bracket(income, list(floors), list(rates)) for income in earned])
    assert np.abs(tax - due).max() <= 1.0  # whole cents
    assert total == tax.sum()


def test_the_schedule_of_the_base_year_is_progressive(build):
    structure = build().structure
    assert structure.tax_floor.size == structure.tax_rate.size == load().tax_floor.size
    assert (np.diff(structure.tax_floor) > 0.0).all()
    assert (np.diff(structure.tax_rate) >= 0.0).all()  # else the envelope of the lines is not the schedule
    assert structure.tax_floor[0] == 0.0
    assert structure.tax_rate[-1] < 1.0


def test_the_wage_tax_scale_multiplies_the_rate_of_every_bracket(build):
    about = declarations(GovernmentParameters)["wage_tax_scale"]
    assert "every bracket" in about.description
    assert "by bracket" in about.source
    structure = build().structure
    tops = np.append(structure.tax_floor[1:], 2.0 * structure.tax_floor[-1])
    for floor, top, rate in zip(structure.tax_floor, tops, structure.tax_rate, strict=True):
        slope, offset = incomes.tax_lines(structure.tax_floor, 1.5 * structure.tax_rate)
        low, high = (max(slope * income - offset) for income in (floor, top))
        assert high - low == pytest.approx(1.5 * rate * (top - floor), rel=1e-12)


@given(st.floats(0.1, 1.5), st.floats(0.0, 1.0), st.floats(1e-3, 1e4))
def test_the_propensity_table(propensity, curvature, relative):
    table = incomes.propensity_table(propensity, curvature)
    share = relative / (1.0 + relative)
    knot = int(share * budget.KNOTS)
    part = share * budget.KNOTS - knot
    found = table[knot] + part * (table[min(knot + 1, budget.KNOTS)] - table[knot])
    exact = propensity * (relative**-curvature if relative > 1.0 else 1.0)
    # the propensity never rises with income, so both lie between the two knots
    assert abs(found - exact) <= table[knot] - table[min(knot + 1, budget.KNOTS)] + 1e-12
    if relative < 30.0:  # there the gap is small: the table is good to half a percent
        assert found == pytest.approx(exact, rel=0.005)


def test_the_propensity_table_keeps_those_below_the_mean_apart():
    table = incomes.propensity_table(0.9, 0.5)
    assert (table[: budget.KNOTS // 2 + 1] == 0.9).all()
    assert (np.diff(table[budget.KNOTS // 2 : budget.KNOTS + 1]) < 0.0).all()
    assert table[-1] == 0.0


units = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40)


@given(st.integers(0, 10**16), units)
def test_owners_are_never_paid_more_than_the_pot(pot, holdings):
    total = sum(holdings)
    rate = incomes.claim_rate(pot, float(total))
    paid = sum((held * rate) >> budget.POINT for held in holdings)
    assert 0 <= paid <= pot
    if total and rate == (1 << 62) // total:
        return  # all units together bring no more than fits 64 bits
    # what stays is less than a cent an owner and the rounding of the rate
    assert pot - paid <= len(holdings) + total / (1 << budget.POINT) + 1e-11 * pot + 1 or total == 0


@pytest.mark.parametrize("pot", [0, -1, -(10**12)])
def test_an_empty_pot_pays_nothing(pot):
    assert incomes.claim_rate(pot, 1e6) == 0
    assert incomes.claim_rate(10**6, 0.0) == 0


NONE = Money(0, 0)


def receive(model, month=0, money=NONE, **changes):
    levers = model.policies.levers_in_force(model.state, month)._replace(**changes)
    given = model.state, model.structure, model.scenario, levers, money, model.seed, month
    return incomes.receive_and_spend(*given, record=True)


def in_purses(workers, amounts):
    """Return amounts of persons added up in the purses of their households, in the rows of the keepers."""
    found = np.zeros(amounts.size, np.int64)
    np.add.at(found, np.arange(amounts.size) - workers.purse.astype(np.int64), amounts.astype(np.int64))
    return found


@pytest.mark.parametrize("alone", [True, False])
def test_money_of_persons_and_accounts_is_conserved(build, alone):
    model = build(people=5_000, alone=alone)
    accounts = model.state.accounts
    accounts[[EQUITY_POT, PROPERTY_POT, PROVIDER_POT]] = 10**9, 3 * 10**9, 7 * 10**6
    paid_by_firms = int(model.state.teams.wage_bill.sum())
    before = money(model.state)
    grants = (Grant(50_000, budget.BASIC_INCOME, share=0.4), Grant(80_000, budget.GUARANTEES, taper=0.5))
    household = receive(
        model, grants=grants,
        wealth_tax=0.02, wealth_exemption=10**7, citizens_dividend=0.1,
    )  # fmt: skip
    # wages are debited later, in the firms' accounts
    assert money(model.state) - before == paid_by_firms
    assert household.sums[budget.WAGES] == paid_by_firms
    drawn = int(household.grants[0, 1])
    assert household.sums[budget.BASIC_INCOME] == 50_000 * drawn
    assert abs(drawn - 2_000) < 5.0 * math.sqrt(5_000 * 0.4 * 0.6)  # a lottery of 40 %, five deviations
    assert (household.sums[[budget.WEALTH_TAX, budget.CITIZENS, budget.BENEFITS, budget.INTEREST]] > 0).all()
    # what employers pay for health and pensions they hand to the owners' pot later, as they do wages
    accounts[PROPERTY_POT] += household.sums[[budget.HEALTH_CARE, budget.PENSIONS]].sum()
    for pot in (EQUITY_POT, PROPERTY_POT, PROVIDER_POT):
        assert accounts[pot] >= 0
    # floors leave less than two cents a person in a pot of the owners
    assert accounts[EQUITY_POT] < 2 * 5_000
    assert accounts[PROPERTY_POT] < 2 * 5_000


def test_every_person_is_paid_and_charged_as_the_rules_say(build):
    """Recompute the month of every person from the rules, in floating point and person by person."""
    model = build(
        people=3_000, alone=True, population__unemployment_rate=0.3, households__spends_real_interest=False
    )
    state, scenario = model.state, model.scenario
    workers, accounts = state.workers, state.accounts
    accounts[EQUITY_POT], accounts[PROPERTY_POT] = 5 * 10**8, 10**9
    before = {name: column.copy() for name, column in workers._asdict().items()}
    units, prices = state.macro.claim_units.copy(), state.macro.claim_price.copy()
    pots = [accounts[EQUITY_POT], accounts[PROPERTY_POT], 0]
    mean_income = float(state.macro.mean_income[0])
    rate = float(state.macro.bond_rate[0])
    state.macro.real_rate[0] = scenario.monetary.neutral_real_rate + 0.02
    gap = 0.02  # at which spending out of money and out of claims differ
    household = receive(model, month=0, grants=(Grant(20_000, budget.BASIC_INCOME),))
    assert household.sums[budget.BASIC_INCOME] == 20_000 * 3_000
    entitled = np.uint64(stream(model.seed, 0, budgets.ENTITLED))
    government = scenario.government
    floors, rates = model.structure.tax_floor.tolist(), model.structure.tax_rate.tolist()
    for person in range(3_000):
        wage, deposits = int(before["wage"][person]), int(before["deposits"][person])
        status, luck = before["status"][person], uniform(entitled, person)
        transfers = 0.0
        if status == OUTSIDE:
            transfers = 100.0 * government.transfer_floor
            transfers += government.transfer_rate * wage if luck < government.transfer_take_up else 0.0
        elif status == UNEMPLOYED and -int(before["status_month"][person]) < government.benefit_months:
            benefit = min(government.replacement_rate * wage, 100.0 * government.benefit_ceiling)
            transfers = benefit if luck < government.benefit_take_up else 0.0
        earned = wage if status == EMPLOYED else 0
        holdings = [int(before[name][person]) for name in ("equity", "property", "provider_equity")]
        capital = sum(pot * held / total for pot, held, total in zip(pots, holdings, units, strict=True))
        capital += deposits * rate / 12.0
        taxable = earned + (0.5 if status == OUTSIDE else 1.0) * transfers
        taxes = government.wage_tax_scale * bracket_by_bracket(taxable, floors, rates)
        taxes += government.capital_tax * capital + government.employee_contribution_rate * earned
        disposable = earned + transfers + capital + 20_000 - taxes
        relative = disposable / mean_income
        part = scenario.households.propensity_to_consume
        part *= relative**-scenario.households.income_curvature if relative > 1.0 else 1.0
        claims = sum(held * price for held, price in zip(holdings, prices, strict=True))
        answer = scenario.households.rate_sensitivity * gap
        of_wealth = math.exp(-answer) * scenario.households.wealth_propensity * deposits
        of_wealth += math.exp(-0.5 * answer) * scenario.households.claims_propensity / 12.0 * claims
        spent = max(0.0, min(part * disposable + of_wealth, deposits + disposable))
        # each of at most ten amounts is rounded down to a cent; rates of claims and interest to 2**-20
        rounding = 10.0 + (sum(holdings) + deposits) * 2.0**-20
        assert workers.income[person] == pytest.approx(disposable, abs=rounding)
        # on top of it consumption carries the interpolation of the propensity: half a percent (tested above)
        pension = government.pension_contribution_rate * earned
        assert workers.deposits[person] == pytest.approx(
            deposits + disposable - spent + pension, abs=rounding + 0.005 * abs(part * disposable)
        )


def test_who_has_nothing_spends_at_most_what_comes_in(build):
    model = build(households__propensity_to_consume=1.5)
    model.state.workers.deposits[:] = 0
    receive(model)
    assert model.state.workers.deposits.min() == 0


def test_nobody_is_charged_below_zero_by_the_wealth_tax(build):
    model = build()
    receive(model, wealth_tax=0.5)
    assert model.state.workers.deposits.min() >= 0


def test_counts_by_status_and_occupation(build):
    model = build()
    workers = model.state.workers
    household = receive(model)
    for status, counts in ((EMPLOYED, household.employed), (UNEMPLOYED, household.unemployed)):
        expected = np.bincount(workers.occupation[workers.status == status], minlength=22)
        np.testing.assert_array_equal(counts, expected)
    assert household.sums[budget.OUTSIDE_COUNT] == (workers.status == OUTSIDE).sum()


def test_claims_are_priced_at_a_multiple_of_dividends(build):
    model = build()
    model.state.accounts[EQUITY_POT] = 10**9
    household = receive(model)
    multiple = model.scenario.households.equity_multiple
    yearly = 12.0 * household.sums[budget.DIVIDEND_EQUITY] / model.state.macro.claim_units[0]
    assert model.state.macro.claim_price[0] == pytest.approx(multiple * yearly, rel=1e-12)


@given(st.floats(-0.05, 0.1), st.floats(-0.05, 0.1), st.integers(-120, 600))
def test_the_trend_grows_every_year_by_inflation_and_productivity(inflation, growth, month):
    from sim.scenario import Scenario

    scenario = Scenario.load("baseline").with_(
        {
            "wages.trend_inflation": inflation,
            "wages.productivity_growth": growth,
            "run.base_year_after_burn_in": False,
        }
    )
    ratio = trend(scenario, month + 12) / trend(scenario, month)
    assert ratio == pytest.approx((1.0 + inflation) * (1.0 + growth), rel=1e-10)
    assert trend(scenario, -scenario.run.burn_in_months) == 1.0
    after = scenario.with_({"run.base_year_after_burn_in": True})
    assert trend(after, 0) == 1.0
    assert trend(after, month) == pytest.approx(trend(scenario, month) / trend(scenario, 0), rel=1e-10)


@pytest.mark.parametrize(("indexation", "expected"), [(0.0, 1.0), (0.5, math.sqrt(0.5)), (1.0, 0.5)])
def test_public_spending_follows_a_fall_of_prices_in_part(build, indexation, expected):
    model = build(government__indexation=indexation, government__income_indexation=0.0)
    model.state.macro.price_level[0] = 0.5
    assert indices_in_force.public_trend(model.state, model.scenario, 0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("alone", [True, False])
def test_what_every_person_spent_is_handed_out_where_it_is_asked_for(build, alone):
    in_kind = ("health_contribution_rate", "pension_contribution_rate", "health_scale")  # no cash
    model = build(people=5_000, alone=alone, **{f"government__{key}": 0.0 for key in in_kind})
    before = model.state.workers.deposits.copy()
    levers = model.policies.levers_in_force(model.state, 0)._replace(wealth_tax=0.02)
    given = model.state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0
    household = incomes.receive_and_spend(*given, record=False, by_person=True)
    assert household.consumption.sum() == household.sums[budget.CONSUMPTION] > 0
    workers = model.state.workers
    received = in_purses(workers, workers.income)
    taxed = before + received - household.consumption - workers.deposits
    assert taxed.min() == 0
    assert taxed.sum() == household.sums[budget.WEALTH_TAX] > 0
    assert receive(model).consumption.size == 0


@pytest.mark.parametrize("alone", [True, False])
def test_contributions_of_the_employed_are_a_share_of_pay_and_go_to_the_state(build, alone):
    # the credit for children depends on taxes, of which contributions are told apart to a cent
    keys = {"people": 3_000, "alone": alone, "government__child_credit_scale": 0.0}
    model = build(**keys)
    before = [int(model.state.accounts[GOVERNMENT]), model.state.workers.deposits.copy()]
    without = receive(model, employee_contribution_rate=0.0)
    taken = int(model.state.accounts[GOVERNMENT]) - before[0]
    model = build(**keys)
    with_them = receive(model, employee_contribution_rate=0.08)
    wages = model.state.workers.wage[model.state.workers.status == EMPLOYED].astype(np.int64)
    due = np.floor(0.08 * wages).astype(np.int64).sum()
    assert with_them.sums[budget.EMPLOYEE_CONTRIBUTIONS] == due > 0
    assert with_them.sums[budget.WAGE_TAX] == without.sums[budget.WAGE_TAX]
    assert with_them.sums[budget.DISPOSABLE] == without.sums[budget.DISPOSABLE] - due
    assert int(model.state.accounts[GOVERNMENT]) - before[0] == taken + due


@pytest.mark.parametrize("alone", [True, False])
def test_employers_health_insurance_is_spent_and_their_pensions_are_saved(build, alone):
    """Cash income does not change: care is consumed on top, pensions are added to what is saved."""
    plain, model = (build(people=3_000, alone=alone) for _ in range(2))
    without = receive(plain, health_contribution_rate=0.0, pension_contribution_rate=0.0)
    with_them = receive(model, health_contribution_rate=0.085, pension_contribution_rate=0.06)
    workers = model.state.workers
    wages = np.where(workers.status == EMPLOYED, workers.wage, 0).astype(np.int64)
    care, saved = (np.floor(rate * wages).astype(np.int64) for rate in (0.085, 0.06))
    np.testing.assert_array_equal(workers.income, plain.state.workers.income)
    more = workers.deposits - plain.state.workers.deposits
    np.testing.assert_array_equal(more, in_purses(workers, saved))
    sums = with_them.sums
    assert (
        sums[budget.HEALTH_CARE] == care.sum() == sums[budget.CONSUMPTION] - without.sums[budget.CONSUMPTION]
    )
    assert sums[budget.PENSIONS] == saved.sum()
    pots = [int(one.state.accounts[PROPERTY_POT]) for one in (plain, model)]
    assert pots[0] - pots[1] == care.sum() + saved.sum()


@pytest.mark.parametrize("output", [0.5, 1.0, 3.0])
def test_public_spending_follows_output_and_then_knows_nothing_of_prices(build, output):
    model = build(government__income_indexation=1.0)
    model.state.macro.output_ratio[0] = output
    for price in (0.5, 1.0, 2.0):
        model.state.macro.price_level[0] = price
        usual = trend(model.scenario, 0)
        assert indices_in_force.public_trend(model.state, model.scenario, 0) == pytest.approx(
            output * usual, rel=1e-12
        )


def test_interest_that_makes_up_for_inflation_is_not_spent(build):
    spent = {}
    for real in (True, False):
        model = build(households__spends_real_interest=real)
        model.state.macro.inflation[0] = 0.12
        levers = model.policies.levers_in_force(model.state, 0)
        indices = indices_in_force.indices_in_force(model.state, model.structure, model.scenario, 0)
        numbers = incomes.income_numbers(model.state, model.scenario, levers, indices, 1.0, 0, 0)
        spent[real] = numbers.wealth_propensity
    part = model.scenario.households.propensity_to_consume * 0.12 / 12.0
    assert spent[True] == pytest.approx(max(0.0, spent[False] - part), rel=1e-12)


@pytest.mark.parametrize(("part", "growth"), [(0.0, 1.0), (0.5, 0.5), (1.0, 0.25)])
def test_the_trend_of_brackets_follows_wages_and_not_output(build, part, growth):
    model = build(government__income_indexation=part)
    usual = trend(model.scenario, 0)
    model.state.macro.output_ratio[0] = 3.0
    model.state.macro.occupation_wage[:] = 0.25 * usual * model.structure.base_wage
    found = indices_in_force.wage_trend(model.state, model.structure, model.scenario, 0)
    assert found == pytest.approx(growth * usual, rel=1e-12)


@pytest.mark.parametrize(("part", "factor"), [(0.0, 1.0), (0.5, 2.0), (1.0, 2.0 / 0.5)])
def test_social_insurance_keeps_up_with_output_where_wages_fall_behind(build, part, factor):
    model = build(
        alone=True, government__amounts_follow="output", government__social_insurance_indexation=part
    )
    macro = model.state.macro
    macro.output_ratio[0] = 2.0 / trend(model.scenario, 0)
    macro.occupation_wage[:] = 0.5 * model.structure.base_wage
    levers = model.policies.levers_in_force(model.state, 0)
    indices = indices_in_force.indices_in_force(model.state, model.structure, model.scenario, 0)
    found = incomes.income_numbers(model.state, model.scenario, levers, indices, 1.0, 0, 0).transfer_rate
    assert found == pytest.approx(factor * model.scenario.government.transfer_rate, rel=1e-12)


def test_of_what_claims_are_worth_a_part_is_spent(build):
    """The difference is the part times their value a twelfth of a year, of those who have the cash."""
    models = {part: build(people=3_000, households__claims_propensity=part) for part in (0.0, 0.03)}
    workers, macro = models[0.0].state.workers, models[0.0].state.macro
    prices = macro.claim_price
    value = workers.equity * prices[0] + workers.property * prices[1] + workers.provider_equity * prices[2]
    rich = workers.deposits > 10**8
    spent = {}
    for part, model in models.items():
        levers = model.policies.levers_in_force(model.state, 0)
        given = model.state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0
        spent[part] = incomes.receive_and_spend(*given, record=False, by_person=True).consumption
    more = (spent[0.03] - spent[0.0])[rich]
    assert rich.sum() > 10
    np.testing.assert_allclose(more, np.minimum(0.03 / 12.0 * value, 1e15)[rich], atol=1.0)
