"""Jobs lost per GPU, gross and net, and nothing where there are no GPUs."""

import polars as pl

from sim.experiments.figures.ratios import jobs_per_gpu


def test_jobs_are_counted_per_gpu() -> None:
    clock = {"month": [0, 1, 2], "year": [0.0, 1 / 12, 2 / 12]}
    story = pl.DataFrame(
        {
            **clock,
            "gpus_inference": [0.0, 2.0, 4.0],
            "displaced_jobs": [0.0, 6.0, 8.0],
            "employment": [150.0, 146.0, 152.0],
        }
    )
    without = pl.DataFrame({**clock, "employment": [150.0, 150.0, 150.0]})
    found = jobs_per_gpu(story, without)
    assert found.columns == ["month", "year", "measure", "value"]
    values = {measure: rows["value"].to_list() for (measure,), rows in found.group_by("measure")}
    assert values == {"gross": [None, 3.0, 2.0], "net": [None, 2.0, -0.5]}
