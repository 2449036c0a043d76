"""Forecasts and the hindcast in the terminal: ours beside the published figures, and beside statistics."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from rich.console import Console

from sim.experiments.evidence.findings import INSIDE, Finding, side_by_side
from sim.experiments.evidence.numbers import OutsideNumber, read_numbers
from sim.experiments.forecasts.analogues import STATE
from sim.experiments.forecasts.forecast import ECONOMY, MODELS, TRACKS, Forecasts
from sim.experiments.forecasts.hindcast import Hindcast
from sim.experiments.run.run import show_number
from sim.report.terminal import VERDICT_COLOURS, empty_table

__all__ = ["TARGET_WORDS", "digits_of", "print_forecasts", "print_hindcast", "sentence"]

TARGET_WORDS = {
    "real_gdp": "Growth of real GDP",
    "gdp_deflator": "Inflation of the deflator",
    "unemployment_rate": "Unemployment",
    "growth and inflation": "Growth and inflation",
}
"""What is forecast, in words."""
SHOWN = (1, 2, 4, 8, 12)


def print_forecasts(result: Forecasts, console: Console | None = None) -> None:
    """Print weighted ratios, errors by horizon, and the figures that have a record."""
    screen = console or Console()
    table = empty_table(
        "Root mean squared error over that of the VAR(1), weighted over 1 to 12 quarters",
        ["Target", "Cells"], [*MODELS],
    )  # fmt: skip
    for (track, target), part in _by(result.ratios, "track", "targets"):
        values = dict(zip(part["model"], part["ratio"], strict=True))
        table.add_row(TARGET_WORDS[target], track, *(show_number(values[model], 2) for model in MODELS))
    screen.print(table)
    table = empty_table(
        "Errors of the economy by horizon, all cells (points of per cent)",
        ["Target"],
        ["Quarters", "RMSE", "AR(1)", "Ratio to VAR(1)", "Bias", "t against AR(1)", "p", "In 90 %"],
    )
    every = result.scores.filter(track="all")
    for target in TARGET_WORDS:
        for horizon in SHOWN:
            rows = {
                row["model"]: row
                for row in every.filter(target=target, horizon=horizon).iter_rows(named=True)
            }
            if rows:
                ours, plain = rows[ECONOMY], rows["AR(1)"]
                cells = (
                    (ours["rmse"], 2), (plain["rmse"], 2), (ours["ratio"], 2), (ours["bias"], 2),
                    (ours["dm_t"], 1), (ours["dm_p"], 2), (ours["coverage"], 2),
                )  # fmt: skip
                table.add_row(TARGET_WORDS[target], str(horizon), *(show_number(*cell) for cell in cells))
        table.add_section()
    screen.print(table)
    table = empty_table(
        "What follows on what: points for a point of the state, economy / published before 2020",
        ["Target"], ["Quarters", *STATE],
    )  # fmt: skip
    for (target, quarters), part in _by(result.slopes, "target", "horizon"):
        pairs = zip(part["economy"], part["published"], strict=True)
        table.add_row(
            TARGET_WORDS[target], quarters, *(f"{ours:.2f} / {theirs:.2f}" for ours, theirs in pairs)
        )
    screen.print(table)
    for track, words in TRACKS.items():
        screen.print(f"{track}: {words}.")
    _print_records(screen, "Held against records", read_numbers("forecasts"), result.findings)
    screen.print("Data are revised, not those of the time; parameters were fitted after the origins.")


def print_hindcast(result: Hindcast, console: Console | None = None) -> None:
    """Print every figure beside the published one, and what would have been foretold without the race."""
    screen = console or Console()
    numbers = read_numbers("hindcast")
    _print_records(screen, "From mid-2022 to mid-2026", numbers, result.findings, result.known_then)
    stood = result.manifest["origin"]
    means = ", ".join(
        f"{name.replace('_', ' ')} {value}" for name, value in stood["start_of_the_seeds_run"].items()
    )
    screen.print(
        f"Start: {len(result.seeds)} of {stood['tried']} seeds nearest to {stood['unemployment']} % "
        f"unemployment; theirs, per cent: {means}."
    )
    screen.print(sentence(numbers, result.findings))


def sentence(numbers: Sequence[OutsideNumber], findings: Sequence[Finding]) -> str:
    """Say how many figures are inside their band, those apart that a parameter was set from."""
    table = side_by_side(numbers, findings).with_columns(use=pl.Series([one.use for one in numbers]))
    parts = []
    for use, words in (("held out", "held out"), ("set", "that a parameter was set from")):
        own = table.filter(pl.col("use") == use)
        if own.height:
            parts.append(f"{own.filter(pl.col('verdict') == INSIDE).height} of {own.height} figures {words}")
    return f"Inside their band: {' and '.join(parts)}."


def digits_of(value: float | None) -> int:
    """Return the digits that suit a figure of this size."""
    size = abs(value or 0.0)
    return 1 if size >= 10.0 else 2


def _print_records(
    screen: Console,
    title: str,
    numbers: Sequence[OutsideNumber],
    findings: Sequence[Finding],
    others: Sequence[Finding] = (),
) -> None:
    table = empty_table(title, ["Figure"], ["Model", *(["No race"] if others else []), "Data", "Band"])
    table.add_column("Verdict")
    beside = {one.id: one.value for one in others}
    rows = side_by_side(numbers, findings).iter_rows(named=True)
    for row, number in zip(rows, numbers, strict=True):
        digits = digits_of(row["published"] or row["value"])
        ends = (show_number(row[key], digits) for key in ("band_low", "band_high"))
        other = [show_number(beside.get(row["id"]), digits)] if others else []
        colour = VERDICT_COLOURS.get(row["verdict"], "dim")
        ours = f"{show_number(row['value'], digits)} ({show_number(row['standard_error'], digits)})"
        table.add_row(
            f"{row['label']} [dim]({row['unit']})[/]", ours, *other, show_number(row["published"], digits),
            " to ".join(ends), f"[{colour}]{row['verdict']}[/], {number.use}",
        )  # fmt: skip
    screen.print(table)


def _by(table: pl.DataFrame, *keys: str) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    return [(tuple(map(str, key)), part) for key, part in table.group_by(list(keys), maintain_order=True)]
