"""Results in a notebook: tables on Tab, a table of figures, charts, units, for one run and for several."""

import pickle

import altair
import polars as pl
import pytest

from sim import Scenario, compare, run
from sim.errors import UserError
from sim.experiments.compare.compare import Comparison
from sim.experiments.run.run import Results, load_results
from sim.records.figures import figure

SIZE = {"run.people": 1_000, "run.months": 13, "run.burn_in_months": 6}


@pytest.fixture(scope="module")
def results() -> Results:
    return run(Scenario.load("neutral").with_(SIZE), progress=False)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    story, base = (Scenario.load(name).with_(SIZE) for name in ("neutral", "baseline"))
    options = {"seeds": 2, "processes": 1, "progress": False, "chance": False}
    return compare(story, counterfactual=base, **options)


def test_every_table_is_offered_on_tab_and_is_there(results: Results) -> None:
    assert {*results.frames, "plot", "units", "summary"} <= set(dir(results))
    assert all(getattr(results, name) is frame for name, frame in results.frames.items())


def test_every_column_of_every_table_has_a_unit(results: Results, comparison: Comparison) -> None:
    for shown in (results, comparison):
        assert {name: [*units] for name, units in shown.units.items()} == {
            name: frame.columns for name, frame in results.frames.items()
        }
    assert results.units["macro"]["real_gdp"] == "billion dollars of year 0 a year"
    assert results.units["macro"]["unemployment_rate"] == "share"


def test_the_table_shows_the_figures_of_the_summary(results: Results) -> None:
    html = results._repr_html_()
    assert html.startswith("<table>")
    for row in results.summary().iter_rows(named=True):
        if row["end"] is not None:
            assert f"<td>{row['end']:,.{row['digits']}f}</td>" in html
    assert "neutral, seed 1, 13 months" in html
    named = Results(results.frames, results.scenario.with_({"name": "<b>"}), 1, {})
    assert "&lt;b&gt;" in named._repr_html_()


def test_the_table_of_a_comparison_has_a_column_for_every_story(comparison: Comparison) -> None:
    html = comparison._repr_html_()
    row = comparison.headline().filter(pl.col("measure") == "unemployment_rate").row(1, named=True)
    shown = [f"{row[end]:,.{row['digits']}f}" for end in ("mean", "low", "high")]
    assert f"<td>{shown[0]} ({shown[1]} to {shown[2]})</td>" in html
    assert "<th>baseline</th><th>neutral</th>" in html


def data_of(chart: altair.Chart) -> pl.DataFrame:
    (rows,) = chart.to_dict()["datasets"].values()
    return pl.DataFrame(rows)


def test_a_chart_has_the_figure_in_the_unit_shown(results: Results) -> None:
    chart = results.plot("unemployment_rate")
    found = chart.to_dict()
    assert found["title"] == "Unemployment"
    assert found["encoding"]["y"]["title"] == figure("unemployment_rate").unit
    expected = 100.0 * results.macro["unemployment_rate"]
    assert data_of(chart)["mean"].to_list() == pytest.approx(expected.to_list())
    assert len(results.plot("inflation", "layoffs").to_dict()["concat"]) == 2
    assert results.plot().to_dict()  # a few to begin with
    with pytest.raises(UserError, match='plot: there is no figure "inflaton"; the nearest is inflation'):
        results.plot("inflaton")


def test_a_chart_of_a_comparison_has_the_bands_of_every_story(comparison: Comparison) -> None:
    drawn = data_of(comparison.plot("unemployment_rate"))
    bands = comparison.bands("unemployment_rate")
    assert drawn["scenario"].unique(maintain_order=True).to_list() == ["baseline", "neutral"]
    for end in ("mean", "low", "high"):
        found = drawn.sort("scenario", "year")[end].to_list()
        assert found == pytest.approx((100.0 * bands.sort("scenario", "month")[end]).to_list())


def test_what_is_read_or_unpickled_shows_itself_too(results: Results, tmp_path) -> None:
    results.write(tmp_path)
    for again in (load_results(tmp_path), pickle.loads(pickle.dumps(results))):
        assert again._repr_html_() == results._repr_html_()
        assert "macro" in dir(again)
