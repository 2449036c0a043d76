"""The statistics against closed forms and against scipy."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiments.figures.statistics import (
    autocorrelation,
    elasticity,
    hp_cycle,
    interval,
    least_squares_slope,
    over_seeds,
    quarterly,
    t_quantile,
    tail_exponent,
    trend,
)


@pytest.mark.parametrize("degrees", [1, 2, 3, 19, 30, 31, 120, 1000])
def test_t_quantiles_are_those_of_the_t_distribution(degrees: int) -> None:
    assert t_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-12)


def test_interval_is_the_t_interval() -> None:
    sample = [4.0, 5.5, 3.2, 4.7]
    mean, low, high = interval(sample)
    expected = stats.t.interval(0.95, 3, loc=np.mean(sample), scale=stats.sem(sample))
    assert mean == pytest.approx(4.35)
    assert (low, high) == pytest.approx(expected)


def test_one_value_has_no_interval() -> None:
    assert interval([2.0]) == (2.0, None, None)
    mean, low, high = interval([math.nan])
    assert math.isnan(mean)
    assert (low, high) == (None, None)


def test_over_seeds_agrees_with_interval() -> None:
    rng = np.random.default_rng(1)
    values = pl.DataFrame({"month": [0, 1] * 3, "seed": [1, 1, 2, 2, 3, 3], "value": rng.random(6)})
    summary = over_seeds(values, ["month"])
    for month in (0, 1):
        row = summary.filter(pl.col("month") == month).select("mean", "low", "high").row(0)
        assert row == pytest.approx(interval(values.filter(pl.col("month") == month)["value"].to_numpy()))


def test_over_seeds_ignores_missing_figures() -> None:
    values = pl.DataFrame({"month": [0, 0, 0], "value": [1.0, None, 3.0]})
    assert over_seeds(values, ["month"])["mean"].to_list() == [2.0]
    single = over_seeds(values.head(1), ["month"])
    assert single.row(0, named=True) == {"month": 0, "mean": 1.0, "low": None, "high": None}


def test_quarters_are_means_of_three_months() -> None:
    assert quarterly([1, 2, 3, 4, 5, 6, 100]).tolist() == [2.0, 5.0]


@given(st.floats(-5, 5), st.floats(-5, 5), st.sampled_from([1600.0, 1e5]))
def test_a_straight_line_has_no_cycle(level: float, slope: float, smoothing: float) -> None:
    line = level + slope * np.arange(60)
    assert np.abs(hp_cycle(line, smoothing)).max() < 1e-7


def test_the_trend_minimises_the_criterion_of_hodrick_and_prescott() -> None:
    rng = np.random.default_rng(3)
    series = rng.normal(size=40).cumsum()

    def criterion(trend: np.ndarray) -> float:
        return ((series - trend) ** 2).sum() + 1600.0 * (np.diff(trend, n=2) ** 2).sum()

    best = series - hp_cycle(series, 1600.0)
    assert all(criterion(best + 1e-3 * rng.normal(size=40)) > criterion(best) for _ in range(50))


def test_a_fast_wave_is_all_cycle_and_a_slow_one_all_trend() -> None:
    time = np.arange(400)
    fast, slow = np.sin(2 * np.pi * time / 4), np.sin(2 * np.pi * time / 400)
    assert hp_cycle(fast, 1600.0).std() == pytest.approx(fast.std(), rel=0.01)
    assert hp_cycle(slow, 1600.0).std() < 0.02


def test_slope_and_elasticity() -> None:
    x = np.array([1.0, 2.0, 4.0, 8.0])
    assert least_squares_slope(x, 3.0 - 2.0 * x) == pytest.approx(-2.0)
    assert elasticity(x, 7.0 * x**-0.75) == pytest.approx(-0.75)


def test_autocorrelation_of_an_autoregression() -> None:
    rng = np.random.default_rng(5)
    series = np.zeros(20_000)
    for t in range(1, series.size):
        series[t] = 0.8 * series[t - 1] + rng.normal()
    # standard error of an AR(1) coefficient: sqrt((1 - rho^2) / n)
    assert autocorrelation(series) == pytest.approx(0.8, abs=4 * math.sqrt(0.36 / series.size))


def test_trend_without_lags_is_least_squares_with_a_robust_error() -> None:
    rng = np.random.default_rng(7)
    series = 2.0 + 0.5 * np.arange(50) + rng.normal(size=50)
    fit = stats.linregress(np.arange(50), series)
    slope = trend(series, 0)
    assert slope.value == pytest.approx(fit.slope)
    # same expectation under equal variances; they differ by sampling only
    assert slope.standard_error == pytest.approx(fit.stderr, rel=0.4)
    assert slope.t == pytest.approx(slope.value / slope.standard_error)


def test_autocorrelation_widens_the_error_of_a_trend() -> None:
    rng = np.random.default_rng(9)
    clear_without, clear_with = 0, 0
    for _ in range(200):
        series = np.zeros(100)
        for t in range(1, series.size):
            series[t] = 0.7 * series[t - 1] + rng.normal()
        clear_without += abs(trend(series, 0).t) > 2.58
        clear_with += abs(trend(series, 8).t) > 2.58
    assert clear_with < clear_without / 2


def test_a_perfect_line_is_infinitely_clear() -> None:
    assert trend(np.full(10, 3.0), 2).t == 0.0
    assert abs(trend(np.arange(10.0) * 2.0, 2).t) > 1e6


def test_the_tail_of_an_exact_pareto_distribution() -> None:
    ranks = np.arange(1, 10_001) - 0.5
    sizes = (ranks / 10_000) ** (-1.0 / 1.06)
    fit = tail_exponent(sizes)
    assert fit.value == pytest.approx(1.06, rel=1e-9)
    assert fit.standard_error == pytest.approx(1.06 * math.sqrt(2.0 / 1000))


def test_the_tail_of_a_sample_lies_within_its_error() -> None:
    sizes = np.floor(np.random.default_rng(11).pareto(1.06, 20_000) * 5 + 5)
    fit = tail_exponent(sizes)
    assert abs(fit.value - 1.06) < 3 * fit.standard_error


def test_too_few_sizes_have_no_tail() -> None:
    assert math.isnan(tail_exponent([0, 0, 3]).value)
