"""Small parts of the steps of a month, each by its closed form and at its edges, on columns made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.phases import (
    capital,
    frontier,
    goods_market,
    hours_in_force,
    incomes,
    indices_in_force,
    lines_in_force,
    model_accounts,
    public_finance,
    search,
    separations,
    vacancies,
)
from sim.rules import budget
from sim.rules.purse import MOST_PEOPLE
from sim.rules.trends import trend
from sim.scenario import Scenario
from sim.state.columns import (
    CELLS,
    OUTSIDE,
    TYPES,
    UNEMPLOYED,
)
from sim.state.levers import Purchase
from sim.units import MONTHS_PER_YEAR

from .by_hand import teams_of

CENTS = st.integers(0, 10**14)


PARAMETERS = Scenario.load("neutral")


# The goods market


SECTORS = st.lists(st.tuples(st.floats(1e-4, 1.0), st.sampled_from([0.0, 0.5, 3.0])), min_size=1, max_size=6)


@settings(max_examples=30)
@given(CENTS, SECTORS)
def test_an_amount_is_split_over_the_sectors_that_can_sell(amount, sectors):
    shares, weight = np.array(sectors).T
    parts = goods_market._split(float(amount), shares, weight)
    there = weight > 0.0
    assert not parts[~there].any()
    if there.any():
        expected = amount * np.where(there, shares, 0.0) / shares[there].sum()
        np.testing.assert_allclose(parts, expected, rtol=1e-9, atol=1.0)
        assert 0 <= amount - parts.sum() <= shares.size + 1e-9 * amount
    assert parts.dtype == np.int64


def test_what_the_state_buys_for_policies_goes_to_one_sector_or_to_its_usual_ones():
    structure = SimpleNamespace(government=np.array([0.375, 0.125, 0.5]))
    levers = SimpleNamespace(
        purchases=(Purchase(0, 1_000), Purchase(1, 77, sector=0), Purchase(2, 50, sector=2))
    )
    bought = goods_market._for_policies(levers, structure, np.array([1.0, 2.0, 0.0]))
    np.testing.assert_array_equal(bought, [[750, 250, 0], [77, 0, 0], [0, 0, 0]])  # the last sells nothing


@pytest.mark.parametrize(("real", "expected"), [([2.0, 0.5], 1.25), ([0.0, 0.0], 1.0)])
def test_what_is_paid_over_list_prices(real, expected):
    received = np.array([300, 200], np.int64)
    spending = goods_market.Spending(0, 0, 0, 0, 0, received, np.array(real), np.zeros(0, np.int64))
    assert spending.over_list(np.array([100.0, 400.0])) == expected


# Owners of models, the state and the bank


@settings(max_examples=30)
@given(CENTS, st.lists(st.floats(0.0, 3.0), min_size=1, max_size=5), st.floats(0.0, 4.0))
def test_royalties_are_split_by_what_users_think_of_the_models(cents, capability, sensitivity):
    capability = np.array(capability)
    parts = model_accounts._split(cents, capability, sensitivity)
    weight = np.exp(sensitivity * capability)
    assert parts.sum() == cents
    np.testing.assert_allclose(parts, cents * weight / weight.sum(), rtol=1e-9, atol=capability.size + 1e-9)


@pytest.mark.parametrize(
    ("owed", "rate", "interest"),
    [(1_200_000, 0.05, 5_000), (1_200_000, 0.0, 0), (1_200_000, -0.05, 0), (-1_200_000, 0.05, 0),
     (239, 0.05, 0), (240, 0.05, 1)],
)  # fmt: skip
def test_interest_is_paid_in_whole_cents_on_debts_alone(owed, rate, interest):
    assert public_finance._interest(owed, np.array([rate])) == interest


@pytest.mark.parametrize(("regime", "wanted", "due"), [
    ("floor", -0.05, 0.0), ("target", 0.05, 0.0), ("target", 0.0, 0.0), ("target", -0.01, 200.0),
    ("target", -0.05, 1_000.0), ("target", -0.9, 2_500.0),
])  # fmt: skip
def test_money_is_due_for_each_point_below_zero_up_to_a_bound(regime, wanted, due):
    keys = {"monetary.regime": regime, "monetary.money_per_point": 2.0, "monetary.money_cap": 0.25}
    assert public_finance.money_due(PARAMETERS.with_(keys), wanted, 10_000.0) == due


# Capital


@pytest.mark.parametrize(
    ("memory", "inflation", "rate"),
    [(12.0, 0.5, 0.03), (1.0, 0.5, -0.46), (1.0, 0.001, 0.02), (1.5, 0.5, 0.03)],
)
def test_the_real_rate_is_learned_or_counts_on_the_goal_of_the_bank(memory, inflation, rate):
    keys = {"households.rate_memory": memory, "wages.trend_inflation": 0.02}
    macro = SimpleNamespace(
        real_rate=np.array([0.03]), inflation=np.array([inflation]), policy_rate=np.array([0.04])
    )
    assert capital._real_rate(macro, PARAMETERS.with_(keys)) == pytest.approx(rate, abs=1e-12)


def test_stocks_at_rest_follow_need_on_their_trend_and_new_sectors_bring_theirs():
    parameters = PARAMETERS.with_({"wages.productivity_growth": 0.06, "supply.lag": 10.0})
    macro = SimpleNamespace(capital=np.array([0.0, 0.5, 200.0]))
    need = np.array([7.0, 0.6, 100.0])
    capital._rest(macro, need, parameters)
    np.testing.assert_allclose(macro.capital, [7.0, 0.9 * 0.5025 + 0.06, 0.9 * 201.0 + 10.0], rtol=1e-12)


# The frontier


@pytest.mark.parametrize(
    ("era", "delay", "reached"),
    [(0.0, 24.0, 0.9), (1.0, 1.0, 0.9), (1.0, 0.0, 0.9), (1.0, 1.5, 0.7), (1.0, 6.0, 0.4)],
)
def test_what_models_can_do_reaches_hands_after_its_delay(era, delay, reached):
    macro = SimpleNamespace(physical_capability=np.array([0.3]), ai_era=np.array([era]))
    found = frontier._reach_hands(SimpleNamespace(macro=macro), 0.9, delay)
    assert found == macro.physical_capability[0] == pytest.approx(reached)


def test_a_month_of_training_counts_doublings_and_the_best_shows_the_others():
    ability, compute = np.array([0.5, 0.2, 0.1]), np.array([8.0, 1.0, 0.0])
    frontier._train.py_func(ability, compute, np.array([24.0, 1.0, 5.0]), 0.1, 0.25)
    np.testing.assert_array_equal(compute, [32.0, 2.0, 5.0])
    # two doublings, one, and none of nothing; then a quarter of the gap to 0.7
    np.testing.assert_allclose(ability, [0.7, 0.3 + 0.1, 0.1 + 0.15], rtol=1e-12)


@pytest.mark.parametrize("of_hands", [0.4, 0.9])
def test_hands_are_automated_by_what_has_reached_them(of_hands):
    exposure, physical = np.array([0.3, 0.6]), np.array([0.25, 1.0])
    structure = SimpleNamespace(exposure=exposure, physical_share=physical)
    compute = SimpleNamespace(human_essential=0.0, capability_bound=np.inf)
    minds, hands = 1.0 - (1.0 - exposure) ** 0.9, 1.0 - (1.0 - exposure) ** of_hands
    found = frontier._automatable(structure, compute, 0.9, of_hands, 1.0)
    np.testing.assert_allclose(found, (1.0 - physical) * minds + physical * hands, rtol=1e-9)


# Search


@pytest.mark.parametrize("recruiting", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("low", "high"), [(0, 0), (5, 5), (5, 4), (0, 1), (3, 13)])
def test_seekers_are_spread_evenly_over_the_vacancies_that_look_at_them(low, high, recruiting):
    size = max(high - low, 0)
    looking = min(size, int(recruiting * size + 1.0))
    slots = np.zeros(64, np.int64)
    found = []
    for turn in (0.0, 0.4, 0.99):
        drawn = [
            search._draw_vacancy.py_func(low, high, (k + 0.5) / 120.0, recruiting, turn, slots)
            for k in range(120)
        ]
        if size == 0:
            assert set(drawn) == {-1}
            continue
        rows, times = np.unique(drawn, return_counts=True)
        assert rows.min() >= low
        assert rows.max() < high
        assert rows.size == looking
        assert times.max() - times.min() <= 1
        assert np.ptp(np.diff(rows)) <= 1 if rows.size > 1 else True
        found.append(tuple(rows))
    assert looking == size or len(set(found)) > 1  # others from month to month


@pytest.mark.parametrize(
    ("status", "months", "loss", "expected"),
    [(UNEMPLOYED, 7, 0.5, 7), (OUTSIDE, 7, 0.5, 3), (OUTSIDE, 7, 0.0, 0), (0, 7, 0.5, 0)],
)
def test_skill_decays_with_the_months_of_unemployment(status, months, loss, expected):
    assert search.months_without_job.py_func(status, months, loss) == expected


def test_changers_go_where_the_network_leads():
    ways = np.array([[0.0, 0.25, 0.75, 1.0], [0.5, 0.5, 1.0, 1.0]])
    drawn = [separations.other_occupation.py_func(0, u, ways) for u in (0.0, 0.1, 0.25, 0.7, 0.75, 0.99)]
    assert drawn == [1, 1, 2, 2, 3, 3]
    assert [separations.other_occupation.py_func(1, u, ways) for u in (0.0, 0.49, 0.5, 0.99)] == [0, 0, 2, 2]


@settings(max_examples=30)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**31 - 1),
    st.floats(0.25, 4.0, width=32),
    st.integers(0, 2**32 - 1),
)
def test_a_vacancy_keeps_team_premium_and_applicant_apart(team, luck, premium, person):
    offer = (int(np.float32(premium).view(np.int32)) << 32) | team
    slots = np.array([-1, -1, (luck << 32) | person, offer], np.int64)
    assert vacancies.team_of.py_func(slots, 1) == team
    assert vacancies.premium_of.py_func(slots, 1) == np.float32(premium)
    assert vacancies.applicant_of.py_func(slots, 1) == person


# Hours and incomes


def test_hours_go_by_usual_pay_between_school_and_retirement():
    group_of_age, pay = np.arange(100) // 10, np.linspace(0.5, 2.0, CELLS)
    structure = SimpleNamespace(people=SimpleNamespace(group_of_age=group_of_age, pay=pay))
    found = hours_in_force._pay_by_cell(structure).reshape(-1, TYPES)
    inside = np.zeros(found.shape[0], bool)
    inside[2:6] = True  # the groups of 25 and of 64
    np.testing.assert_array_equal(found, np.where(inside[:, None], pay.reshape(-1, TYPES), 0.0))


def test_a_table_of_equivalent_adults_has_every_household_that_there_may_be():
    scale = lines_in_force.equivalence_scale()
    assert scale.size == MOST_PEOPLE + 1
    np.testing.assert_allclose(scale[1:], np.arange(1, MOST_PEOPLE + 1) ** -0.5, rtol=1e-12)
    assert scale[0] == 1.0  # nobody there: nothing is shared out


def test_employees_are_counted_by_the_occupation_of_their_team():
    teams = teams_of(2, headcount=[3, 0, 5, 1, 2, 0, 0, 7], occupation=[1, 0, 2, 1, 2, 2, 0, 1])
    np.testing.assert_array_equal(incomes.employment(teams, 4), [0, 3 + 1 + 7, 5 + 2, 0])


CLAIMS = len(incomes.DIVIDENDS)


@pytest.mark.parametrize("paid", [0, 1, 10**6])
@pytest.mark.parametrize("smoothed", [0.0, 500.0])
def test_claims_are_worth_a_multiple_of_smoothed_dividends(paid, smoothed):
    parameters = PARAMETERS.with_({"households.equity_multiple": 15.0})
    total = np.zeros(budget.N_SUMS, np.int64)
    total[list(incomes.DIVIDENDS)] = paid
    macro = SimpleNamespace(
        claim_dividend=np.full(CLAIMS, smoothed), claim_price=np.full(CLAIMS, 3.0),
        claim_units=np.array([1e4, 2e4, 4e4]),
    )  # fmt: skip
    incomes._price_claims(SimpleNamespace(macro=macro), parameters, total)
    usual = 0.96 * smoothed + 0.04 * paid if smoothed else float(paid)
    expected = np.full(CLAIMS, usual)
    if not smoothed and paid:  # those of GPUs are worth what they were thought to be
        stood_for = 3.0 * 4e4 / (MONTHS_PER_YEAR * 15.0)
        expected[incomes.PROVIDERS] = 0.96 * stood_for + 0.04 * paid
    np.testing.assert_allclose(macro.claim_dividend, expected, rtol=1e-12)
    price = 15.0 * MONTHS_PER_YEAR * expected / macro.claim_units
    np.testing.assert_allclose(macro.claim_price, np.where(expected > 0.0, price, 3.0), rtol=1e-12)


# What the law lets amounts follow


def test_a_dollar_of_the_law_is_worth_what_output_a_person_is_over_the_published_one():
    structure = SimpleNamespace(figure={"gdp": 3e13, "population": 3e8}.__getitem__)
    state = SimpleNamespace(
        macro=SimpleNamespace(base_gdp=np.array([5e9])), workers=SimpleNamespace(team=np.zeros(4_000))
    )
    # 5e7 dollars a month are 150,000 a year and person, published are 100,000
    assert indices_in_force.base_year_dollars(state, structure) == pytest.approx(1.5, rel=1e-12)


@pytest.mark.parametrize("month", [-12, 0, 24])
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_brackets_follow_wages_as_far_as_the_scenario_says(part, month):
    parameters = PARAMETERS.with_({"government.income_indexation": part})
    structure = SimpleNamespace(mean_wage=np.mean, base_wage=np.array([1_000.0, 3_000.0]))
    state = SimpleNamespace(macro=SimpleNamespace(occupation_wage=np.array([2_000.0, 3_000.0])))
    nominal, wages = trend(parameters, month), 1.25
    found = indices_in_force.wage_trend(state, structure, parameters, month)
    assert found == pytest.approx(nominal ** (1.0 - part) * wages**part, rel=1e-9)
