"""The benchmark on the command line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import say_where

__all__ = ["benchmark"]


def benchmark(
    largest: Annotated[
        int, typer.Option(metavar="N", help="Largest population, memory permitting.", min=10_000)
    ] = 100_000_000,
    seconds: Annotated[
        float, typer.Option(metavar="S", help="Time for the months of one size.", min=0.0, max=3600.0)
    ] = 20.0,
    peers: Annotated[
        bool, typer.Option(help="Also run the programs in scripts/peers, where they are installed.")
    ] = True,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the tables and the chart go.")] = Path(
        "results/benchmark"
    ),
) -> None:
    """Measure what a month costs here."""
    from sim.experiments.benchmark.run import PEER_SIZES, SIZES
    from sim.experiments.benchmark.run import benchmark as measure
    from sim.report.benchmark import markdown, write_benchmark

    result = measure(
        sizes=[size for size in SIZES if size <= largest],
        seconds=seconds,
        peers=peers,
        peer_sizes=[size for size in PEER_SIZES if size <= largest],
        out=out,
        report=lambda what: print(f"Measuring {what} …", file=sys.stderr),
    )
    write_benchmark(result, out)
    print(markdown(result), end="")
    say_where(out)
