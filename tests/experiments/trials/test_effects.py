"""What trials make of what they see: on data made by hand, what they find is what was put in."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.experiments.trials import adopters, beginners, cost_shock, windfall
from sim.experiments.trials.beginners import Arm
from sim.experiments.trials.slump import Slump
from sim.experiments.trials.trial import over_seeds, pooled, ratio
from sim.state.columns import ACTIVE, EMPTY


def test_the_entry_cut_that_is_needed_lies_where_a_line_through_the_changes_crosses():
    def path(young_in_exposed):
        found = np.ones((beginners.MONTHS, 5, 2, 4))
        found[:, 0, 1, 0] = young_in_exposed
        return found

    cuts = {0.0: 1.0, 12.0: 0.94, 20.0: 0.82}
    run = {Arm(beginners.NONE, 0.0): path(1.0)}
    run |= {Arm(beginners.TECHNOLOGY, cut): path(value) for cut, value in cuts.items()}
    part = math.log((1.0 + beginners.WANTED) / 0.94) / math.log(0.82 / 0.94)
    assert beginners.needed([run]) == pytest.approx(12.0 + 8.0 * part)
    changes = beginners.relative(run[Arm(beginners.TECHNOLOGY, 20.0)], run[Arm(beginners.NONE, 0.0)], 36)
    np.testing.assert_allclose(changes, [math.log(0.82), 0.0, 0.0, 0.0, 0.0], atol=1e-12)
    short = {arm: path(1.0) for arm in run}
    assert beginners.needed([short]) == math.inf


def test_what_all_households_spend_more_is_no_spending_of_the_windfall():
    without = np.array([1_000, 2_000, 3_000, 4_000])
    received = np.array([0.0, 500.0, 0.0, 1_500.0])
    with_it = without + 70 + np.array([0, 200, 0, 600])  # 40 per cent of what each received
    assert windfall.spent_of(with_it, without, received) == pytest.approx(0.4)
    first = np.array([True, True, False, False])
    with_it[3] += 1_000
    assert windfall.spent_of(with_it, without, received, first) == pytest.approx(0.4)


def test_the_difference_of_early_adopters_leaves_out_what_happens_to_everybody_and_what_differed_before():
    without = np.tile([100.0, 300.0, 100.0, 50.0], (3, 1))
    with_ai = without * 1.05
    with_ai[:, :2] *= 1.02
    early, others = np.array([0, 1]), np.array([2, 3])
    np.testing.assert_allclose(adopters.difference(with_ai, without, early, others), 2.0)


def firms(price, cost, status):
    made = SimpleNamespace(
        price=np.array(price), unit_cost=np.array(cost), status=np.array(status),
        birth=np.array([-5, -5, -5]), expected_demand=np.array([1.0, 2.0, 3.0]),
    )  # fmt: skip
    return SimpleNamespace(state=SimpleNamespace(firms=made))


def test_pass_through_is_that_of_firms_that_live_on_in_both():
    alive, gone = [ACTIVE] * 3, [ACTIVE, ACTIVE, EMPTY]
    plain = firms([100.0, 100.0, 100.0], [50.0, 50.0, 50.0], alive)
    shocked = firms([95.0, 90.0, 1.0], [45.0, 45.0, 1.0], gone)
    price, cost, sales = cost_shock.pass_through(plain, plain, shocked, np.arange(3))
    np.testing.assert_allclose(price / cost, np.log([0.95, 0.9]) / np.log(0.9))
    np.testing.assert_allclose(sales, [100.0, 200.0])


def test_a_slump_at_depth_nought_sets_nothing_and_a_deep_one_ends_where_it_is_told():
    macro = SimpleNamespace(demand_shock=np.array([0.017]))
    economy = SimpleNamespace(state=SimpleNamespace(macro=macro), month=5)
    slump = Slump(-0.1, -0.3, lasts=11, begins=0)
    slump.scaled(0.0).hold(economy)
    assert macro.demand_shock[0] == 0.017
    slump.hold(economy)
    assert macro.demand_shock[0] == pytest.approx(-0.2)
    economy.month = 11
    macro.demand_shock[0] = 0.5
    slump.hold(economy)
    assert macro.demand_shock[0] == 0.5


def test_seeds_without_a_figure_are_left_out_of_its_mean():
    found = over_seeds("x", [1.0, math.nan, 3.0])
    assert (found.value, found.seeds) == (2.0, 2)
    assert math.isnan(over_seeds("x", [math.nan]).value)


def test_leaving_out_one_at_a_time_gives_a_mean_its_standard_error():
    values = np.random.default_rng(1).normal(size=20).tolist()
    found = pooled("x", values, lambda chosen: float(np.mean(chosen)))
    assert found.standard_error == pytest.approx(np.std(values, ddof=1) / math.sqrt(20))


def test_a_ratio_of_means_is_no_mean_of_ratios():
    runs = [{"jobs": -1.0, "pay": 1.0}, {"jobs": -3.0, "pay": 9.0}]
    assert ratio("x", runs, "jobs", "pay").value == pytest.approx(-0.4)


def test_a_figure_that_is_not_there_without_one_of_the_seeds_has_no_interval():
    found = pooled("x", [0.0, 1.0], lambda chosen: 2.0 / sum(chosen) if sum(chosen) else math.inf)
    assert found.value == 2.0
    assert math.isnan(found.low)
    assert math.isnan(found.standard_error)
