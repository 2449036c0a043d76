"""Panel, benchmarks and scores of forecasts, where the answer is known."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.errors import UserError
from sim.experiments.forecasts.benchmarks import autoregression, historical_mean, vector_autoregression
from sim.experiments.forecasts.panel import SERIES, period_name, place_of, read_panel
from sim.experiments.forecasts.scores import (
    HORIZON_WEIGHTS,
    coverage,
    diebold_mariano,
    rmse,
    weighted_ratio,
)

HEAD = ",".join(("period", *SERIES))


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "quarters.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return file


def test_quarters_are_numbered_one_after_the_other() -> None:
    assert place_of("2020Q1") - place_of("2019Q4") == 1
    assert period_name(place_of("2012Q3")) == "2012Q3"
    with pytest.raises(UserError, match="2012-Q3"):
        place_of("2012-Q3")


def test_a_panel_is_read_in_the_order_of_its_columns(tmp_path: Path) -> None:
    panel = read_panel(table(tmp_path, "2019Q4,1,2,3,4", "2020Q1,5,6,7,8"))
    assert panel.row("2020Q1") == 1
    assert panel.of(("unemployment_rate", "real_gdp")).tolist() == [[3.0, 1.0], [7.0, 5.0]]


@pytest.mark.parametrize(
    ("rows", "head", "words"),
    [
        (("2019Q4,1,2,3,4", "2020Q2,5,6,7,8"), HEAD, "2019Q4 is followed by 2020Q2"),
        (("2019Q4,1,2,3,x",), HEAD, "must be a number"),
        (("2019Q4,1,2,3,",), HEAD, "must be a number"),
        (("2019Q4,1,2,3",), "period,real_gdp,gdp_deflator,unemployment_rate", "effective_federal_funds_rate"),
    ],
)
def test_a_panel_that_cannot_be_used_is_refused(
    tmp_path: Path, rows: tuple[str, ...], head: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        read_panel(table(tmp_path, *rows, head=head))


def test_a_vector_autoregression_finds_the_recursion_that_made_the_data() -> None:
    constant, matrix = np.array([1.0, -0.5]), np.array([[0.6, 0.2], [-0.3, 0.5]])
    path = [np.array([3.0, -2.0])]
    for _ in range(30):
        path.append(constant + matrix @ path[-1])
    found = vector_autoregression(np.array(path[:20]), 8)
    np.testing.assert_allclose(found, path[20:28], atol=1e-8)


def test_an_autoregression_is_a_vector_of_one_series_at_a_time() -> None:
    history = np.random.default_rng(1).normal(size=(60, 3)).cumsum(axis=0)
    found = autoregression(history, 5)
    for column in range(3):
        own = vector_autoregression(history[:, [column]], 5)
        np.testing.assert_allclose(found[:, [column]], own)
    x, y = history[:-1, 0], history[1:, 0]
    slope, intercept = np.polyfit(x, y, 1)
    assert found[0, 0] == pytest.approx(intercept + slope * history[-1, 0])
    assert historical_mean(history, 5)[4].tolist() == history.mean(axis=0).tolist()


def test_weighted_ratio_is_scale_free_and_one_for_itself() -> None:
    errors = np.random.default_rng(2).normal(size=(40, 12, 2))
    assert sum(HORIZON_WEIGHTS.values()) == pytest.approx(1.0)
    assert weighted_ratio(errors, errors, (0, 1)) == pytest.approx(1.0)
    assert weighted_ratio(2.0 * errors, errors, (0,)) == pytest.approx(2.0)
    worse = errors.copy()
    worse[:, 0] *= 3.0  # one quarter ahead alone, whose weight is 0.3
    assert weighted_ratio(worse, errors, (0, 1)) == pytest.approx(0.7 + 3.0 * 0.3)


def test_cells_without_an_outcome_do_not_count() -> None:
    errors = np.full((3, 12, 1), 2.0)
    errors[2] = np.nan
    assert rmse(errors) == pytest.approx(np.full((12, 1), 2.0))
    actual = np.array([0.0, 5.0, np.nan]).reshape(3, 1, 1)
    ends = np.full((3, 1, 1), -1.0), np.full((3, 1, 1), 1.0)
    assert coverage(actual, *ends).item() == pytest.approx(0.5)


def test_equal_accuracy_one_quarter_ahead_is_a_t_test_of_squared_errors() -> None:
    draws = np.random.default_rng(3).normal(size=(50, 2))
    draws[:, 1] *= 1.5
    found = diebold_mariano(draws[:, 0], draws[:, 1], 1)
    plain = stats.ttest_1samp(draws[:, 0] ** 2 - draws[:, 1] ** 2, 0.0)
    assert found.t == pytest.approx(plain.statistic)
    assert found.p == pytest.approx(plain.pvalue)
    assert diebold_mariano(draws[:, 1], draws[:, 0], 1).t == pytest.approx(-found.t)
    assert np.isnan(diebold_mariano(draws[:, 0], draws[:, 0], 1).t)


def test_equal_accuracy_allows_for_errors_that_overlap() -> None:
    shocks = np.random.default_rng(4).normal(size=(400, 2))
    overlapping = np.apply_along_axis(lambda one: np.convolve(one, np.ones(4), mode="valid"), 0, shocks)
    naive, fair = (diebold_mariano(*overlapping.T, horizon) for horizon in (1, 4))
    assert abs(fair.t) < abs(naive.t)
