"""Forecasts without AI and the hindcast, on the command line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands.inputs import MOST_SEEDS, Overrides, Plugins, check_files, load, page_to
from sim.experiments.evidence import UNFITTED

if TYPE_CHECKING:
    from sim.experiments.evidence.findings import Finding

__all__ = ["forecast", "hindcast"]

LAST_SEED = 1_000_000
Size = Annotated[int, typer.Option("--people", metavar="N", help="Simulated persons.", min=1_000)]
Runs = Annotated[int, typer.Option("--seeds", metavar="N", help="Seeds.", min=1, max=MOST_SEEDS)]
First = Annotated[
    int, typer.Option(metavar="S", help="First seed; fits use seeds 1 to 99.", min=0, max=LAST_SEED)
]
Table = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Where figures go, as CSV; the manifest beside it, as JSON."),
]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Where a page with charts goes.")]


def forecast(
    data: Annotated[
        Path, typer.Option(metavar="FILE", help="Quarters as published: us_quarterly_2000_2025.csv.")
    ],
    people: Size = 20_000,
    years: Annotated[int, typer.Option(metavar="T", help="Years of every run.", min=5, max=100)] = 25,
    seeds: Runs = 20,
    first_seed: First = UNFITTED,
    analogues: Annotated[
        int, typer.Option(metavar="K", help="Simulated quarters that stand for an origin.", min=20)
    ] = 200,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Table = None,
    page: Page = None,
) -> None:
    """Forecast growth, inflation and unemployment without AI, out of sample."""
    check_files(out, page)
    write_page = page_to(page, "sim.report.forecasts.page", "write_forecasts_page")
    from sim.experiments.forecasts.forecast import forecast as forecast_all
    from sim.report.forecasts.terminal import print_forecasts

    result = forecast_all(
        data, load("baseline", overrides, plugins), people=people, years=years, seeds=seeds,
        first_seed=first_seed, analogues=analogues,
    )  # fmt: skip
    print_forecasts(result)
    _write(out, result.findings, result.manifest, "tenfold forecast")
    write_page(result)


def hindcast(
    people: Size = 20_000,
    seeds: Runs = 20,
    tried: Annotated[
        int, typer.Option(metavar="N", help="Seeds tried for each one that is run on.", min=1, max=100)
    ] = 3,
    first_seed: First = UNFITTED,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Table = None,
    page: Page = None,
) -> None:
    """Run mid-2022 to mid-2026 again and hold it against what was published."""
    check_files(out, page)
    write_page = page_to(page, "sim.report.forecasts.page", "write_hindcast_page")
    from sim.experiments.forecasts.hindcast import hindcast as run_years
    from sim.report.forecasts.terminal import print_hindcast

    result = run_years(
        load("hindcast_2022", overrides, plugins), people=people, seeds=seeds, tried=tried,
        first_seed=first_seed,
    )  # fmt: skip
    print_hindcast(result)
    _write(out, result.findings, result.manifest, "tenfold hindcast")
    write_page(result)


def _write(out: Path | None, findings: "list[Finding]", manifest: dict[str, Any], command: str) -> None:
    if out is None:
        return
    from sim.experiments.evidence.findings import write_findings
    from sim.records.provenance import model_version
    from sim.records.tables import write_file

    write_findings(out, findings, people=manifest["people"], command=command, version=model_version())
    write_file(out.with_suffix(".json"), json.dumps(manifest, indent=1, default=str).encode())
    print(f"Figures: {out}")
