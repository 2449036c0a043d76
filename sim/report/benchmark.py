"""The benchmark for people: tables in Markdown and a chart in which proportional cost is a straight line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sim.records.tables import write_file

if TYPE_CHECKING:
    from sim.experiments.benchmark.run import Benchmark

__all__ = ["CHART", "TEXT", "chart", "markdown", "write_benchmark"]

TEXT, CHART = "benchmark.md", "benchmark.svg"
Cell = Callable[[dict[str, Any]], str]
BLUE, VERMILLION, GREY = "#0072B2", "#D55E00", "#777777"


def write_benchmark(benchmark: Benchmark, folder: Path) -> None:
    """Write the text and, where the packages for charts are there, the chart beside the tables."""
    write_file(folder / TEXT, markdown(benchmark).encode())
    try:
        drawing = chart(benchmark)
    except ImportError:
        return
    write_file(folder / CHART, drawing.encode())


def markdown(benchmark: Benchmark) -> str:
    """Return the whole benchmark as Markdown."""
    machine = benchmark.manifest
    parts = [
        "# Benchmark",
        f"tenfold {machine['versions']['tenfold']}, numba {machine['versions']['numba']}, "
        f"Python {machine['versions']['python']}, {machine['platform']}, {machine['started'][:10]}. "
        "The fastest of several months with AI, against the fastest of several passes over memory.",
        "## A month by size",
        _by_size(benchmark.sizes),
        "`times read+write` is a month over the time that this machine takes to read and write every person "
        "column once on all threads, measured in the same process; `with distributions` is a month in which "
        "the distributions over persons are recorded too.",
        "## A month by step",
        *_by_step(benchmark),
        "`bytes` counts every column that a step declares to read once, and those that it writes once more; "
        "`bandwidth` is their rate over that of the triad on as many threads (above 100 %: from the cache).",
        "## Start-up",
        _start_up(benchmark.start_up),
    ]
    if benchmark.peers.height:
        parts += ["## Beside other programs", _beside(benchmark.peers)]
    if benchmark.skipped:
        parts += ["## Not measured", "\n".join(f"- {line}" for line in benchmark.skipped)]
    return "\n\n".join(parts) + "\n"


def chart(benchmark: Benchmark) -> str:
    """Draw seconds a month against persons, both axes logarithmic, as SVG.

    Raises
    ------
    ImportError
        The packages for charts are not installed.
    """
    import altair as alt
    import vl_convert

    most = max(benchmark.sizes["threads"])
    lines = [_line(rows, f"a month, {_threads(count)}") for (count,), rows in _by_threads(benchmark.sizes)]
    limit = benchmark.sizes.filter(threads=most).with_columns(seconds="read_write_seconds")
    lines.append(_line(limit, f"person columns read and written once, {_threads(most)}"))
    data = pl.concat(lines)
    names = data["line"].unique(maintain_order=True).to_list()
    ticks = sorted(set(data["people"]))
    drawing = (
        alt.Chart(data)
        .mark_line(point=True)
        .encode(
            x=alt.X("people:Q", title="persons").scale(type="log").axis(values=ticks, format="~s"),
            y=alt.Y("seconds:Q", title="seconds a month").scale(type="log").axis(format="~g"),
            color=alt.Color("line:N", title=None)
            .scale(domain=names, range=[*[BLUE, VERMILLION][: len(names) - 1], GREY])
            .legend(orient="top", direction="vertical", labelLimit=500),
        )
        .properties(width=560, height=320, background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
    )
    return str(vl_convert.vegalite_to_svg(drawing.to_dict(validate=False)))


def _line(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.select("people", "seconds", line=pl.lit(name))


def _by_threads(frame: pl.DataFrame) -> Any:
    return frame.group_by("threads", maintain_order=True)


def _by_size(sizes: pl.DataFrame) -> str:
    return _table(
        sizes,
        {
            "persons": lambda row: f"{row['people']:,}",
            "threads": lambda row: str(row["threads"]),
            "month, s": lambda row: f"{row['seconds']:.4g}",
            "ns a person": lambda row: f"{row['ns_per_person']:.1f}",
            "times read+write": lambda row: f"{row['times_read_write']:.1f}",
            "speed-up": lambda row: f"{row['speed_up']:.2f}",
            "with distributions, s": lambda row: f"{row['recorded_seconds']:.4g}",
            "triad, GB/s": lambda row: f"{row['triad_gb_per_second']:.1f}",
            "peak memory, GB": lambda row: f"{row['peak_memory_gb']:.2f}",
            "creation, s": lambda row: f"{row['creation_seconds']:.1f}",
        },
    )


def _by_step(benchmark: Benchmark) -> list[str]:
    """Return a table a size, on all threads, with the steps in the order of the month."""
    steps = benchmark.steps.filter(threads=max(benchmark.steps["threads"]))
    steps = steps.with_columns(share=pl.col("seconds") / pl.col("seconds").sum().over("people"))
    columns: dict[str, Cell] = {
        "step": lambda row: row["step"],
        "ns a person": lambda row: f"{row['ns_per_person']:.2f}",
        "share": lambda row: f"{100 * row['share']:.0f} %",
        "times read+write": lambda row: f"{row['times_read_write']:.2f}",
        "bytes a person": lambda row: f"{row['bytes_per_person']:.0f}",
        "GB/s": lambda row: f"{row['gb_per_second']:.1f}",
        "bandwidth": lambda row: f"{100 * row['bandwidth_share']:.0f} %",
    }
    parts = []
    for (people,), rows in steps.group_by("people", maintain_order=True):
        parts += [f"{people:,} persons, {_threads(rows['threads'][0])}:", _table(rows, columns)]
    return parts


def _beside(peers: pl.DataFrame) -> str:
    return _table(
        peers,
        {
            "persons": lambda row: f"{row['people']:,}",
            "program": lambda row: row["program"],
            "threads": lambda row: str(row["threads"]),
            "million agent-steps a second": lambda row: f"{row['agent_steps_per_second'] / 1e6:.2f}",
            "tenfold on one thread": lambda row: _times(row["tenfold_ratio"]),
            "on all threads": lambda row: _times(row["tenfold_ratio_all"]),
            "steps": lambda row: str(row["steps"]),
            "check": lambda row: row["check"],
        },
    )


def _start_up(start_up: pl.DataFrame) -> str:
    return _table(start_up, {"what": lambda row: row["what"], "seconds": lambda row: f"{row['seconds']:.2f}"})


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.1f}x"


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _table(frame: pl.DataFrame, columns: dict[str, Cell]) -> str:
    """Return a Markdown table: the first column to the left, the others to the right."""
    lines = [list(columns), ["---", *["---:"] * (len(columns) - 1)]]
    lines += [[cell(row) for cell in columns.values()] for row in frame.iter_rows(named=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
