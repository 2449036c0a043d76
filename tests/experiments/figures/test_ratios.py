"""Jobs for each GPU: counted, gross and net, by month and by year, and nothing where there are no GPUs."""

import polars as pl
import pytest

from sim.experiments.figures.ratios import average, jobs_per_gpu, peak, stock_test, yearly


def paths(months: int, **columns: list[float] | float) -> pl.DataFrame:
    clock = pl.DataFrame({"month": range(months), "year": [month / 12 for month in range(months)]})
    zero = dict.fromkeys(("displaced_jobs", "reinstated_jobs", "assisted_jobs", "gpus_used", "gpus"), 0.0)
    return clock.with_columns(
        (pl.Series(value) if isinstance(value, list) else pl.lit(value)).alias(name)
        for name, value in (zero | columns).items()
    )


STORY = paths(
    3,
    employment=[150.0, 140.0, 160.0],
    displaced_jobs=[0.0, 50.0, 140.0],
    reinstated_jobs=[0.0, 10.0, 40.0],
    assisted_jobs=[0.0, 20.0, 40.0],
    gpus_used=[0.0, 2.0, 10.0],
    gpus=[0.0, 10.0, 20.0],
)
WITHOUT = paths(3, employment=150.0)


def by_measure(frame: pl.DataFrame, gpus: str) -> dict[str, list[float | None]]:
    mine = frame.filter(pl.col("gpus") == gpus)
    return {measure: rows["value"].to_list() for (measure,), rows in mine.group_by("measure")}


def test_jobs_are_counted_per_gpu() -> None:
    """Effort is 200 and 300 jobs: 70 and 180 of them are taken over or saved."""
    found = jobs_per_gpu(STORY, WITHOUT)
    assert found.columns == ["month", "year", "measure", "gpus", "value"]
    used, owned = by_measure(found, "used"), by_measure(found, "owned")
    assert used["counted"] == [None, 35.0, 18.0]
    assert used["gross"] == [None, pytest.approx(0.35 * 150.0 / 2.0), pytest.approx(0.6 * 150.0 / 10.0)]
    assert used["net"] == [None, 5.0, -1.0]
    assert owned["net"] == [None, 1.0, -0.5]
    assert owned["counted"] == [None, 7.0, 9.0]


def test_gross_less_net_is_what_new_tasks_and_output_give_back() -> None:
    """By hand for the second month: 200 of effort, 150 without AI, tasks worth a twentieth given back."""
    used = by_measure(jobs_per_gpu(STORY, WITHOUT), "used")
    given_back = 0.05 * 150.0 + (200.0 - 150.0) * 140.0 / 200.0
    assert (used["gross"][1] - used["net"][1]) * 2.0 == pytest.approx(given_back)


def test_a_year_is_its_jobs_over_its_gpus() -> None:
    """A month with few GPUs weighs little; the last year is the last twelve months."""
    months = 30
    story = paths(months, employment=140.0, displaced_jobs=10.0, gpus=8.0, gpus_used=[1.0] * 29 + [3.0])
    found = yearly(story, paths(months, employment=150.0))
    net = found.filter(pl.col("measure") == "net", pl.col("gpus") == "used")
    assert net["year"].to_list() == [1, 2, 3]
    assert net["value"].to_list() == pytest.approx([10.0, 10.0, 10.0 / (14.0 / 12.0)])
    last = average(story.tail(12), paths(months, employment=150.0).tail(12))
    assert last["net"] == net["value"].to_list()[-1]
    assert last["gross"] == pytest.approx(10.0 / 150.0 * 150.0 / (14.0 / 12.0))


def test_without_ai_there_is_no_ratio() -> None:
    assert set(average(WITHOUT, WITHOUT).values()) == {None}
    assert yearly(WITHOUT, WITHOUT)["value"].null_count() == 18


def test_the_peak_is_that_of_the_mean_path() -> None:
    years = pl.DataFrame(
        {"scenario": "a", "year": [1, 2, 3], "measure": "net", "gpus": "used", "mean": [0.1, 0.7, 0.3]}
    )
    assert peak(years).select("year", "mean").rows() == [(2, 0.7)]
    assert peak(years.with_columns(mean=-pl.col("mean")))["year"].to_list() == [1]


def test_the_stock_test_counts_the_claim_for_every_gpu_of_today() -> None:
    assert stock_test(paths(2, employment=150.0, gpus=[15.0, 90.0]), 10.0) == 1.0
