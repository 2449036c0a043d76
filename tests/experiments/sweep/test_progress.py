"""What a sweep says before it begins and on the way."""

import pytest

from sim.experiments.run.progress import Report
from sim.experiments.sweep.progress import SweepEstimate, SweepReport


def test_an_estimate_in_one_sentence():
    estimate = SweepEstimate(1000, 24, 10, 180_000, 300_000, 180_240, 2, 1.8, 410.0, 25.0)
    assert estimate.seconds == pytest.approx(900.0)
    assert estimate.sentence() == (
        "1,000 runs (10 of the counterfactual, 24 more are done already) of 180 months, 300,000 months in "
        "all with those before month 0, of which 180,240 to simulate, since runs share the others, "
        "2 at a time, about 15 min, 410 MB of memory each, 25.0 MB on disk."
    )
    assert (
        SweepEstimate(10, 0, 0, 100, 100, 100, 1, None, None, 0.1).sentence()
        == "10 runs of 10 months, 1 at a time, 0.1 MB on disk."
    )


def test_rate_and_time_left(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("sim.experiments.run.progress.time.monotonic", lambda: clock[0])
    report = SweepReport(10, Report("10 runs", 1000, show=False))
    report.advance("run 0", 0)
    for place in range(4):
        clock[0] += 30.0
        report.finish(f"run {place}", 100, failed=place == 3)
    report.advance("run 4", 20)
    words = "4 of 10 runs, 1 failed, 2.0 runs a minute: 420 of 1,000 months, 3.5 a second, 3 min left"
    assert report.report.sentence() == words
