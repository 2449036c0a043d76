"""The benchmark for people: every table is there, numbers agree with the frames, the chart is drawn."""

from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from sim.experiments.benchmark.peers import PEERS
from sim.experiments.benchmark.run import Benchmark
from sim.report.benchmark import CHART, TEXT, chart, markdown, write_benchmark


@pytest.fixture
def benchmark() -> Benchmark:
    rows = [
        {
            "people": people, "threads": threads, "seconds": people * 5e-8 / threads,
            "median_seconds": people * 6e-8, "recorded_seconds": people * 9e-8,
            "ns_per_person": 50.0 / threads,
            "read_write_seconds": people * 1e-8 / threads, "times_read_write": 10.0 / threads,
            "speed_up": float(threads), "triad_gb_per_second": 20.0, "person_bytes": 39.0, "other_bytes": 9.0,
            "peak_memory_gb": 0.5, "creation_seconds": 1.5, "months": 5,
        }
        for people in (10_000, 1_000_000)
        for threads in (1, 2)
    ]  # fmt: skip
    steps = [
        {
            "people": row["people"], "threads": row["threads"], "step": step,
            "seconds": part * row["seconds"],
            "ns_per_person": part * row["ns_per_person"], "times_read_write": part * row["times_read_write"],
            "bytes_per_person": 40.0, "gb_per_second": 10.0, "bandwidth_share": 0.5,
        }
        for row in rows
        for step, part in (("hiring", 0.75), ("incomes", 0.25))
    ]  # fmt: skip
    peer = [1_000_000, "Mesa", 1, 1_020_000, 3, 12.0, 255_000.0, 80.0, 156.25, "unemployment rate 0.05"]
    return Benchmark(
        sizes=pl.DataFrame(rows),
        steps=pl.DataFrame(steps),
        start_up=pl.DataFrame({"what": ["tenfold --help"], "seconds": [0.123]}),
        peers=pl.DataFrame([peer], PEERS, orient="row"),
        skipped=("100,000,000 persons need 9 GB",),
        manifest={
            "versions": {"tenfold": "1", "numba": "2", "python": "3"},
            "platform": "Linux",
            "started": "2026-01-02T03",
        },
    )


def test_the_text_holds_every_table(benchmark: Benchmark) -> None:
    text = markdown(benchmark)
    assert "| 1,000,000 | 2 | 0.025 | 25.0 | 5.0 | 2.00 | 0.09 | 20.0 | 0.50 | 1.5 |" in text
    assert "1,000,000 persons, 2 threads:" in text
    assert "| hiring | 18.75 | 75 % | 3.75 | 40 | 10.0 | 50 % |" in text
    assert "| tenfold --help | 0.12 |" in text
    assert "| 1,000,000 | Mesa | 1 | 0.26 | 80.0x | 156.2x | 3 | unemployment rate 0.05 |" in text
    assert "- 100,000,000 persons need 9 GB" in text
    widths = [line.count("|") for line in text.splitlines() if line.startswith("| persons")]
    assert widths == [11, 9]


def test_what_is_missing_has_no_heading(benchmark: Benchmark) -> None:
    alone = Benchmark(
        benchmark.sizes,
        benchmark.steps,
        benchmark.start_up,
        pl.DataFrame(schema=PEERS),
        (),
        benchmark.manifest,
    )
    assert "Beside other programs" not in markdown(alone)
    assert "Not measured" not in markdown(alone)


def test_the_chart_has_a_line_for_every_number_of_threads_and_for_the_limit(benchmark: Benchmark) -> None:
    pytest.importorskip("altair")
    drawing = chart(benchmark)
    ElementTree.fromstring(drawing)
    for name in (
        "a month, 1 thread",
        "a month, 2 threads",
        "person columns read and written once, 2 threads",
    ):
        assert name in drawing
    assert "persons" in drawing


def test_text_and_chart_are_written(benchmark: Benchmark, tmp_path: Path) -> None:
    write_benchmark(benchmark, tmp_path)
    assert (tmp_path / TEXT).read_text(encoding="utf-8") == markdown(benchmark)
    assert (tmp_path / CHART).read_text(encoding="utf-8").startswith("<svg")


def test_without_the_packages_for_charts_there_is_the_text(
    benchmark: Benchmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    write_benchmark(benchmark, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [TEXT]
