"""Interchangeable rules on a month made by hand: each answer by its definition."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.kernels.draws import purpose, stream, uniform
from sim.rules.capital import LARGEST_RATIO, user_cost
from sim.rules.compute_investment.by_return import _clearing_price
from sim.rules.compute_price import gpu_cost
from sim.rules.compute_price.cost import Cost
from sim.rules.compute_price.marginal_cost import MarginalCost
from sim.rules.grants import TREATED, treated
from sim.rules.hours import HALF_TIME, usual_hours
from sim.rules.household_benefits import pay_as_assessed
from sim.rules.matching.short_side import pass_on
from sim.rules.pricing import Offer
from sim.rules.pricing.cost_plus import CostPlus
from sim.rules.wages.indexed import Indexed
from sim.scenario import Scenario
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED

PARAMETERS = Scenario.load("neutral")
WAGE = np.array([2_000.0, 5_000.0])


def moment(month=24, keys=None, **macro):
    """Return a month in which two occupations are paid ``WAGE``."""
    columns = {"price_level": 1.25, "occupation_wage": WAGE, "gpu_worker_ratio": 3.0, "capital_price": 1.5}
    columns |= {"sector_price": np.array([100.0, 200.0])} | macro
    structure = SimpleNamespace(
        jobs=np.array([3.0, 1.0]), exposure=np.array([0.5, 0.5]), investment=np.array([0.5, 0.5]),
        mean_wage=lambda wage: float(wage @ [0.75, 0.25]),
    )  # fmt: skip
    return SimpleNamespace(
        state=SimpleNamespace(macro=SimpleNamespace(**{k: np.atleast_1d(v) for k, v in columns.items()})),
        parameters=PARAMETERS.with_(keys or {}),
        structure=structure,
        levers=SimpleNamespace(
            employer_contributions=0.2, hours_cut=0.0, pay_scale=1.0, wage_subsidy=np.zeros(2)
        ),
        kept={"real_pay": np.zeros(1)},
        month=month,
    )  # fmt: skip


def test_indexed_wages_rise_with_prices_and_productivity():
    keys = {"wages.trend_inflation": 0.024, "wages.productivity_growth": 0.012}
    found = Indexed().next_wages(moment(keys=keys), np.array([900, 0]), np.array([0, 900]))
    np.testing.assert_allclose(found, 1.003 * WAGE, rtol=1e-12)


def test_the_rent_at_marginal_cost_is_that_of_a_gpu_at_prices_of_the_month():
    assert MarginalCost().next_rent(moment(), None) == pytest.approx(1.25 * gpu_cost(PARAMETERS))


@pytest.mark.parametrize(("month", "years"), [(-5, 0.0), (0, 0.0), (24, 2.0)])
def test_a_machine_costs_a_share_of_pay_that_grows_at_its_rate(month, years):
    rule = Cost(cost_ratio=0.6, cost_ratio_growth=-0.1)
    share = 0.6 * np.exp(-0.1 * years)
    assert rule.share_of_pay(moment(month)) == pytest.approx(share, rel=1e-12)
    pay = 0.75 * 2_000.0 * 1.2 + 0.25 * 5_000.0 * 1.2  # with what employers pay on top
    assert rule.next_rent(moment(month), None) == pytest.approx(3.0 * share * pay, rel=1e-12)
    assert rule.use_cost(moment(month), 77.0) == 0.0


def test_a_machine_that_is_capital_gets_dearer_as_it_is_scarce_and_pay_falls():
    rule, keys = Cost(cost_ratio=0.6, follows="capital"), {"wages.productivity_growth": 0.02}
    assert rule.share_of_pay(moment(-1, keys, capital_price=9.0)) == 0.6
    first = moment(12, keys, capital_price=1.0)
    assert rule.share_of_pay(first) == pytest.approx(0.6 * 1.02, rel=1e-9)
    pay = (0.75 * 2_000.0 + 0.25 * 5_000.0) / 1.5  # in goods at the prices of the two sectors
    assert first.kept["real_pay"][0] == pytest.approx(pay, rel=1e-12)
    later = moment(24, keys, capital_price=1.5, occupation_wage=0.8 * WAGE)
    later.kept["real_pay"][0] = pay
    assert rule.share_of_pay(later) == pytest.approx(0.6 * 1.5 * 1.02**2 / 0.8, rel=1e-9)
    assert later.kept["real_pay"][0] == pay
    assert rule.use_cost(later, 90.0) == pytest.approx(90.0 / (1.5 * 1.5), rel=1e-12)


def test_prices_at_cost_plus_are_the_markup_over_cost_whatever_they_were():
    offer = Offer(*(7.0 for _ in Offer._fields))._replace(markup=0.25, unit_cost=80.0, scarcity=1.5)
    assert CostPlus.next_price.py_func((), offer) == pytest.approx(150.0)
    assert CostPlus().numbers(moment()) == ()


EVERYBODY = np.array([UNEMPLOYED, UNEMPLOYED, EMPLOYED, OUTSIDE, UNEMPLOYED, UNEMPLOYED], np.uint8)


def passed_on(picked, vacancy, key=5):
    """Return where six persons apply in the end: of seven vacancies 5 and 6 are of another occupation."""
    slots = np.full(14, -1, np.int64)
    for row, person in picked.items():
        slots[2 * row] = (99 << 32) | person
    where, seen = np.array(vacancy), np.zeros(2, np.int64)
    pass_on.py_func(slots, np.array([0, 5, 7]), np.arange(6), where, EVERYBODY, seen, np.uint64(key))
    return where, slots[::2], seen


@pytest.mark.parametrize("key", [1, 2, 3, 4])
def test_on_the_short_side_who_has_no_job_gets_a_vacancy_that_nobody_wanted(key):
    """Persons 0 and 5 are picked, 1 and 4 are not, nor is 2, who has a job; 3 wants the other occupation."""
    before = [2, 2, 2, 5, 2, 5]
    where, holders, seen = passed_on({2: 0, 5: 5}, before, key)
    assert list(where[[0, 2, 5]]) == [2, 2, 5]
    assert sorted(where[[1, 4]]) == sorted(set(where[[1, 4]])) != [2, 2]
    assert all(0 <= row < 5 and row != 2 for row in where[[1, 4]])
    assert [holders[row] for row in where[[1, 3, 4]]] == [1, 3, 4]
    assert where[3] == 6
    assert (holders == -1).sum() == 7 - 5
    assert list(seen > 0) == [True, True]
    start = int(uniform(np.uint64(key), 0) * 5)
    free = [(start + k) % 5 for k in range(5) if (start + k) % 5 != 2]
    assert list(where[[1, 4]]) == free[:2]


def test_on_the_short_side_nobody_gets_what_is_taken():
    full = {0: 0, 1: 11, 2: 12, 3: 13, 4: 14, 5: 15, 6: 16}
    before = [0, 1, 2, 5, 3, 4]
    where, holders, seen = passed_on(full, before)
    assert list(where) == before
    assert (holders >= 0).all()
    assert list(seen) == [5, 2]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_lottery_treats_whom_its_draw_names(share):
    found = treated(share, 7, 2_000, 3)
    key = np.uint64(stream(3, 7, TREATED))
    assert [bool(one) for one in found] == [uniform(key, person) < share for person in range(2_000)]
    assert found.mean() == pytest.approx(share, abs=5.0 * 0.5 / np.sqrt(2_000))
    assert purpose("a lottery of its own") != TREATED


def test_benefits_as_assessed_add_to_what_is_not_taxed():
    budgets = SimpleNamespace(untaxed=np.array([10, 20, 30], np.int64))
    purses = SimpleNamespace(credits=np.array([7, 7, 7], np.int64))
    pay_as_assessed.py_func(budgets, purses, np.array([1, 0, 5], np.int32), np.array([100, 0, 3], np.int32))
    np.testing.assert_array_equal(budgets.untaxed, [111, 20, 38])
    np.testing.assert_array_equal(purses.credits, [1, 0, 5])


RENTS = np.array([1.2, 0.8])


@pytest.mark.parametrize("substitution", [0.5, 1.0])
def test_capital_costs_its_price_and_what_it_earns_where_labour_stands_in_for_a_part(substitution):
    month = moment(capital_rent=RENTS)
    structure = month.structure
    structure.user_cost, structure.labour_share = np.array([30.0, 900.0]), np.array([0.5, 0.25])
    goods = 1.5  # a half of each sector, at 1 and 2
    at_once = PARAMETERS.with_({"capital.adjustment_cost": 0.0})
    found = user_cost(month.state.macro, structure, at_once)
    np.testing.assert_allclose(found, structure.user_cost * 1.5 * RENTS * goods, rtol=1e-12)
    later = PARAMETERS.with_({"capital.adjustment_cost": 1.0, "capital.substitution": substitution})
    part = np.minimum(structure.user_cost, LARGEST_RATIO * 100.0 * structure.labour_share)
    expected = ((structure.user_cost - part) * RENTS + part * RENTS ** (1.0 - substitution)) * goods
    np.testing.assert_allclose(user_cost(month.state.macro, structure, later), expected, rtol=1e-9)
    assert 0.0 < part[1] < structure.user_cost[1]


@pytest.mark.parametrize(
    ("wanted", "price"), [(0.5, 1.0), (1.0, 1.0), (4.0, 4.0 ** (1.0 / 2.5)), (32.0, 4.0)]
)
def test_makers_of_chips_ask_what_clears_their_market_and_no_less_than_list_price(wanted, price):
    found = _clearing_price(lambda x: wanted * x**-1.5, 1.0, 1.0)
    assert found == pytest.approx(price, rel=1e-3)


def working_time():
    """Return a month in which two fifths of those with usual pay work part time."""
    return SimpleNamespace(
        part_time=np.array([0.4]), usual_pay=np.array([2_000.0]), by_pay=1.0, full_time=1.1,
        part_time_key=np.uint64(5),
    )  # fmt: skip


@pytest.mark.parametrize(("pay", "factor"), [(2_000.0, 1.0), (8_000.0, 0.4), (0.0, 2.0 / (1.0 + 0.0005))])
def test_who_would_earn_little_works_part_time_more_often(pay, factor):
    """The share of the age group times 2 / (1 + pay over usual pay), by the draw of each person."""
    time = working_time()
    found = np.array([usual_hours.py_func(person, 0, pay, time) for person in range(500)])
    short = np.array([uniform(np.uint64(5), person) < 0.4 * factor for person in range(500)])
    np.testing.assert_allclose(found, np.where(short, HALF_TIME * 1.1, 1.1), rtol=1e-12)
