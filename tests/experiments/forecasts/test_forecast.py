"""Analogues in a world whose law is known, and the evaluation on published quarters."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.forecasts.analogues import YEAR, learn, look_ahead, states
from sim.experiments.forecasts.forecast import MODELS, TRACKS, Forecasts, evaluate, forecast
from sim.experiments.forecasts.library import simulated_quarters
from sim.experiments.forecasts.panel import SERIES, Panel, place_of, read_panel
from sim.experiments.forecasts.slopes import compare_slopes

SOURCES = os.environ.get("TENFOLD_SOURCE_DATA")
QUARTERS = "us_quarterly_2000_2025.csv"
PERSISTENCE = np.array([0.3, 0.6, 0.9, 0.85])
LEVEL, SPREAD = np.array([2.0, 2.0, 5.0, 3.0]), np.array([2.0, 1.0, 0.4, 0.4])


def linear_world(seeds: int, quarters: int, seed: int = 0) -> np.ndarray:
    """Return paths of four series, each an AR(1) of its own."""
    draws = np.random.default_rng(seed).normal(size=(seeds, quarters + 50, 4)) * SPREAD
    paths = np.zeros_like(draws)
    for before, now in pairwise(range(quarters + 50)):
        paths[:, now] = PERSISTENCE * paths[:, before] + draws[:, now]
    return LEVEL + paths[:, 50:]


def small_panel(quarters: int = 101, seed: int = 9) -> Panel:
    return Panel(place_of("2000Q3"), SERIES, linear_world(1, quarters, seed)[0])


def test_a_state_is_the_last_quarter_and_means_of_a_year() -> None:
    series = np.arange(24.0).reshape(6, 4)
    found = states(series)
    assert found.shape == (3, 4)
    assert found[0].tolist() == [14.0, 6.0, 7.0, 15.0]


def test_analogues_foretell_what_the_law_of_the_world_says() -> None:
    known = learn(linear_world(40, 100))
    origin = np.array([8.0, 2.0, 2.0, 3.0])  # three points more unemployment than usual
    outlook = look_ahead(known, origin, 400)
    horizons = np.arange(1, 13)
    expected = 5.0 + 3.0 * 0.9**horizons
    # 400 analogues, spread of the futures at most 0.92, each path counted several times: 4 x 0.92 / sqrt(40)
    assert np.abs(outlook.mean[:, 2] - expected).max() < 0.58
    assert outlook.mean[0, 2] == pytest.approx(expected[0], abs=4.0 * 0.4 / np.sqrt(200.0))
    spread = 0.4 * np.sqrt((1.0 - 0.81**horizons) / (1.0 - 0.81))
    width = (outlook.high - outlook.low)[:, 2]
    np.testing.assert_allclose(width, 2.0 * 1.645 * spread, rtol=0.25)


def test_an_origin_beyond_the_library_is_reached_by_projection_and_said_to_be_far() -> None:
    known = learn(linear_world(40, 100))
    near, far = (look_ahead(known, np.array([jobless, 2.0, 2.0, 3.0]), 200) for jobless in (5.0, 13.0))
    assert far.mean[0, 2] == pytest.approx(5.0 + 8.0 * 0.9, abs=0.5)
    assert far.distance > 3.0 * near.distance


def test_intervals_hold_ninety_per_cent_of_a_world_that_follows_the_law() -> None:
    known, worlds = learn(linear_world(40, 100)), linear_world(60, 40, seed=5)
    inside = []
    for path in worlds:
        outlook = look_ahead(known, states(path[:20])[-1], 200)
        future = path[20:32, :3]
        inside.append(((future >= outlook.low) & (future <= outlook.high)).mean())
    # 60 independent paths of 36 outcomes that go together: standard error at most 0.3 / sqrt(60) = 0.039
    assert np.mean(inside) == pytest.approx(0.9, abs=3 * 0.039)


def test_simulated_quarters_have_the_units_of_the_published_ones() -> None:
    months = np.arange(12) // 3
    macro = pl.DataFrame({
        "real_gdp": np.exp(0.005 * months), "price_level": np.exp(0.01 * months),
        "unemployment_rate": np.full(12, 0.05), "policy_rate": np.full(12, 0.03),
    })  # fmt: skip
    np.testing.assert_allclose(simulated_quarters(macro), np.tile([2.0, 4.0, 5.0, 3.0], (3, 1)))


def test_slopes_of_two_samples_of_one_world_agree_and_are_its_persistence() -> None:
    table = compare_slopes(small_panel(), linear_world(40, 100))
    own = table.filter(target="unemployment_rate", state="unemployment")
    assert own["economy"].to_list() == pytest.approx([0.9, 0.9**4], abs=0.03)  # of 3,600 quarters
    # of 70 quarters: standard error sqrt((1 - 0.81) / 70) = 0.05, and a small-sample bias of as much
    assert own["published"].to_list()[0] == pytest.approx(0.9, abs=0.2)
    assert table.height == 3 * 2 * 4


@pytest.fixture(scope="module")
def invented() -> Forecasts:
    return evaluate(small_panel(), linear_world(4, 60), 60, {"note": "invented"})


def test_every_model_is_scored_on_the_same_cells(invented: Forecasts) -> None:
    counts = invented.scores.group_by("track", "target", "horizon").agg(pl.col("origins").n_unique())
    assert counts["origins"].max() == 1
    first = invented.scores.filter(track="all", target="real_gdp", model="economy")
    assert first["origins"].to_list() == [61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50]
    masked = invented.scores.filter(track="masked", target="real_gdp", model="economy", horizon=1)
    assert masked["origins"].item() == 53  # as in US_BeforeIT
    assert set(invented.ratios["model"]) == set(MODELS)
    assert set(invented.ratios["track"]) == set(TRACKS)


def test_every_record_is_measured_with_an_error_of_the_library(invented: Forecasts) -> None:
    assert [one.id for one in invented.findings] == [one.id for one in read_numbers("forecasts")]
    assert all(one.standard_error > 0.0 and one.low < one.value < one.high for one in invented.findings)


def test_no_forecast_knows_what_comes_after_its_origin(invented: Forecasts) -> None:
    panel = small_panel()
    origin = place_of("2015Q4")
    changed = panel.values.copy()
    changed[origin - panel.first + 1 :] = 99.0
    other = evaluate(panel._replace(values=changed), linear_world(4, 60), 60, {})
    place = invented.origins.index(origin)
    for model in MODELS:
        np.testing.assert_array_equal(invented.points[model][: place + 1], other.points[model][: place + 1])
        assert not np.array_equal(invented.points[model][place + 1], other.points[model][place + 1])


def test_data_that_do_not_reach_and_libraries_that_are_too_small_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a table"):
        forecast(tmp_path / "none.csv", progress=False)
    short = tmp_path / "short.csv"
    rows = [f"{2000 + q // 4}Q{q % 4 + 1},1,2,3,4" for q in range(20)]
    short.write_text("\n".join([",".join(("period", *SERIES)), *rows]), encoding="utf-8")
    with pytest.raises(UserError, match="2000Q1 to 2004Q4"):
        forecast(short, progress=False)


def test_the_most_analogues_that_are_allowed_can_be_found_with_a_seed_left_out() -> None:
    result = evaluate(small_panel(), linear_world(3, 59), 87, {})  # two paths of 59 - 15 quarters: 88
    assert len(result.findings) == len(read_numbers("forecasts"))


@pytest.mark.skipif(not SOURCES, reason="TENFOLD_SOURCE_DATA names no folder of published files")
def test_statistics_score_as_published() -> None:
    """US_BeforeIT (2026) has 0.879 for the mean on all cells and 0.848 for an AR(1) on masked ones."""
    result = evaluate(read_panel(Path(str(SOURCES)) / QUARTERS), linear_world(3, 60), 60, {})
    for track, model, published in (("all", "mean", 0.879), ("masked", "AR(1)", 0.848)):
        found = result.ratios.filter(track=track, model=model, targets="growth and inflation")
        assert found["ratio"].item() == pytest.approx(published, abs=0.0005)  # three digits are printed


@pytest.mark.skipif(not SOURCES, reason="TENFOLD_SOURCE_DATA names no folder of published files")
@pytest.mark.parametrize(
    ("years", "seeds", "analogues", "words"),
    [(4, 2, 200, "at least 5"), (15, 2, 10, "at least 20"), (15, 3, 88, "below 88")],
)
def test_a_library_must_be_large_enough(years: int, seeds: int, analogues: int, words: str) -> None:
    with pytest.raises(UserError, match=words):
        forecast(Path(str(SOURCES)) / QUARTERS, years=years, seeds=seeds, analogues=analogues, progress=False)


def test_a_year_has_four_quarters() -> None:
    assert len(states(np.ones((YEAR, 4)))) == 1
