"""The results of a sweep: filters, exports, status, figures against the counterfactual and year 0, speed."""

import time

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.measures import MEASURES, kept_series, outputs, summarise, with_effects
from sim.experiments.sweep.plan import make_plan
from sim.experiments.sweep.results import export
from sim.experiments.sweep.run import open_sweep
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.task import Record
from sim.records.columns import TABLES


def macro(months=36, **columns):
    frame = {name: np.linspace(1.0, 2.0, months) for name in TABLES["macro"].columns}
    return pl.DataFrame({"month": np.arange(months), "year": np.arange(months) / 12.0, **frame, **columns})


def test_filters_are_like_those_of_sql(sampled_results):
    chosen = sampled_results.filter("gpu_worker_ratio > 5 AND seed = 1")
    assert chosen["seed"].unique().to_list() == [1]
    assert chosen["gpu_worker_ratio"].min() > 5
    assert sampled_results.filter(None).height == sampled_results.runs.height
    for wrong in ("gpu_worker_rati > 5", "gpu_worker_ratio >", "seed = 'one'", "1; drop"):
        with pytest.raises(UserError, match="conditions are like those of SQL") as caught:
            sampled_results.filter(wrong)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 400


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_exports(sampled_results, tmp_path, ending):
    path = tmp_path / "new" / f"runs.{ending}"
    export(sampled_results.points(["employment_effect"]), path)
    found = pl.read_csv(path) if ending == "csv" else pl.read_parquet(path)
    assert found.height == 120
    assert "employment_effect_se" in found.columns
    assert "employment_effect_values" not in found.columns


def test_an_export_that_cannot_be_written(sampled_results, tmp_path):
    with pytest.raises(UserError, match=r"must end in .csv or .parquet"):
        export(sampled_results.runs, tmp_path / "runs.xlsx")
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        export(sampled_results.runs, tmp_path / "file" / "runs.csv")


def test_an_output_that_is_not_there_is_named_with_the_nearest(sampled_results):
    with pytest.raises(UserError, match='no output "employment_efect"; the nearest is employment_effect'):
        sampled_results.points(["employment_efect"])


def test_every_output_is_described(sampled_results):
    known = outputs()
    assert set(sampled_results.outputs) <= set(known)
    for one in known.values():
        assert one.label
        assert one.unit


def test_figures_are_means_over_the_first_and_the_last_year():
    values = np.arange(36.0)
    figures = summarise({"macro": macro(employment=values, unemployment_rate=values / 1000.0)})
    assert figures["employment_start"] == pytest.approx(5.5)
    assert figures["employment"] == pytest.approx(29.5)
    assert figures["unemployment_rate"] == pytest.approx(2.95)
    nothing = summarise({"macro": macro(employment=np.full(36, np.nan))})
    assert nothing["employment"] is None


def test_percentiles_of_income_are_outputs_of_every_sweep():
    figures = summarise({"macro": macro(real_p20_income=np.repeat([3000.0, 2000.0, 1500.0], 12))})
    assert figures["real_p20_income_start"] == pytest.approx(3000.0)
    assert figures["real_p20_income"] == pytest.approx(1500.0)
    names = ("mean", "p10", "p20", "median", "p80")
    assert {
        f"real_{name}_income{end}" for name in names for end in ("", "_effect", "_change")
    } <= outputs().keys()


def test_headline_figures_are_those_of_every_other_summary():
    from sim.experiments.figures.headlines import headline_values

    frame = macro()
    figures = summarise({"macro": frame})
    assert {key: figures[key] for key in headline_values(frame)} == headline_values(frame)


def test_own_outputs_and_series():
    frames = {
        "macro": macro(),
        "sectors": pl.DataFrame({"month": [0, 0], "year": [0.0, 0.0], "price": [1.0, 2.0]}),
    }
    figures = summarise(frames, ["macro.inflation", "debt_gdp", "employment"])
    assert figures["inflation"] == pytest.approx(100.0 * frames["macro"]["inflation"].tail(12).mean())
    ratio = frames["macro"]["government_debt"] / frames["macro"]["gdp"]
    assert figures["debt_gdp_start"] == pytest.approx(100.0 * ratio.head(12).mean())
    assert set(figures) == {*summarise(frames), "inflation", "inflation_start", "debt_gdp", "debt_gdp_start"}
    known = outputs(["macro.inflation"])
    assert (known["inflation"].label, known["inflation"].unit) == ("Inflation", "% a year")
    assert known["inflation_effect"].unit == "percentage points a year"
    kept = kept_series(frames, ["macro.gdp", "sectors", "macro.firms"])
    assert kept["macro"].columns == ["month", "gdp", "firms"]
    assert kept["sectors"].columns == ["month", "price"]
    assert kept_series(frames, []) == {}


def test_effects_are_taken_on_the_same_seed():
    names = [f"{one.name}{ending}" for one in MEASURES for ending in ("", "_start")]
    summaries = pl.DataFrame({"run": ["a", "b", "c"], **{name: [110.0, 100.0, 50.0] for name in names}})
    summaries = summaries.with_columns(employment_start=pl.lit(80.0), gpus_used=pl.lit(5.0))
    runs = summaries.head(2).with_columns(counterfactual=pl.Series(["c", None]))
    found = with_effects(runs, summaries)
    assert found["employment_effect"].to_list() == [60.0, None]
    assert found["employment_change"].to_list() == pytest.approx([37.5, 25.0])
    assert found["jobs_lost_per_gpu"].to_list() == [-12.0, None]
    # effort: 110 jobs, 220 taken over or saved, 110 given back; the same share of the 50 jobs without AI
    taken = 220.0 / (110.0 + 220.0 - 110.0) * 50.0 / 5.0
    assert found["jobs_displaced_per_gpu"].to_list() == [pytest.approx(taken), None]


def test_opening_ten_thousand_runs_takes_less_than_a_second(make_sweep, tmp_path):
    sweep = make_sweep(design="random", points=5000, counterfactual="")
    plan = make_plan(sweep, lay_out(sweep))
    store = Store(tmp_path)
    store.begin({"name": "s", "sweep": sweep.to_toml(), "model": "m", "versions": {}})
    store.write_design(plan.design)
    draws = np.random.default_rng(1)
    names = [f"{one.name}{ending}" for one in MEASURES for ending in ("", "_start")]
    jobs = list(plan.jobs.values())
    store.add(Record(jobs[0].run, 1, "m", dict.fromkeys(names, 1.0), {}, 1.0, 1))
    # the rest in a few large files, as a long sweep leaves them
    row = store._summaries.read().drop("batch")
    for number, start in enumerate(range(1, len(jobs), 2500), 1):
        part = jobs[start : start + 2500]
        figures = {name: draws.random(len(part)) for name in names}
        rows = pl.concat([row] * len(part)).with_columns(
            pl.Series("run", [job.run for job in part]), *(pl.Series(k, v) for k, v in figures.items())
        )
        store._summaries.append(number, rows)
    started = time.perf_counter()
    runs = open_sweep(tmp_path).runs
    seconds = time.perf_counter() - started
    assert runs.height == 10_000
    assert seconds < 1.0
