"""Two pages: forecasts with fan charts, and the years from mid-2022 beside published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from markupsafe import Markup
from numpy.typing import NDArray

import sim
from sim.experiments.evidence.findings import Finding, side_by_side
from sim.experiments.evidence.numbers import OutsideNumber, read_numbers
from sim.experiments.forecasts.analogues import STATE
from sim.experiments.forecasts.forecast import MODELS, TRACKS, Forecasts
from sim.experiments.forecasts.hindcast import ARMS, HINDCAST, NO_RACE, Hindcast
from sim.experiments.forecasts.measures import hourly_rent
from sim.experiments.forecasts.panel import TARGETS, period_name, place_of
from sim.experiments.forecasts.years import SIZES
from sim.records.figures import figure as words_of
from sim.records.tables import write_file
from sim.report.forecasts.charts import COLOURS, Panel, fan_chart, panel_chart
from sim.report.forecasts.terminal import TARGET_WORDS, digits_of, sentence
from sim.report.html import contents, element, figure, joined, key_of, page, runs_section, section, table
from sim.report.story_looks import BLUE, VERMILLION
from sim.report.svg import describe, unchecked
from sim.report.wording import number

__all__ = ["write_forecasts_page", "write_hindcast_page"]

Values = NDArray[np.float64]

ORIGINS = ("2010Q2", "2016Q1", "2019Q2", "2021Q3", "2023Q1")
"""Origins whose fan charts are drawn: slack, an upswing, before and after 2020, high inflation."""
LOOKS = {HINDCAST: VERMILLION, NO_RACE: BLUE}
START = 2022.5
"""Beginning of month 0."""
POINTS = {
    "ai_firm_share": {14: "use_2023_09", 19: "use_2024_02", 34: "use_2025_q2", 44: "use_2026"},
    "largest": {36: "use_largest_2025", 44: "use_largest_2026"},
    "smallest": {37: "use_smallest_2025"},
    "gpus": {29: "gpus_2024", 42: "gpus_2026"},
    "rent": {12: "rent_2023", 27: "rent_2024_10", 39: "rent_2025_10", 44: "rent_2026_03"},
    "spending": {12: "spending_2023", 24: "spending_2024", 36: "spending_2025"},
}
"""Records by panel and month."""


@unchecked
def write_forecasts_page(result: Forecasts, path: Path) -> None:
    """Write the page of the forecasts without AI."""
    fans = [
        figure(
            f"{TARGET_WORDS[target]}, from {origin}", "% a year" if target != "unemployment_rate" else "%",
            describe(
                fan_chart(result, place_of(origin), target), f"{TARGET_WORDS[target]} from {origin}",
                f"{TARGET_WORDS[target]}: published, and foretold from {origin} by the economy with its "
                "middle 90 per cent, an AR(1) and a VAR(1).",
            ),
        )
        for origin in ORIGINS
        for target in TARGETS
    ]  # fmt: skip
    ratios = [
        [f"{TARGET_WORDS[str(target)]}, {track}", *(number(value, 2) for value in part["ratio"])]
        for (track, target), part in result.ratios.group_by(["track", "targets"], maintain_order=True)
    ]
    parts = {
        "answer": ("The answer", element("p", _forecast_answer(result), class_="answer")),
        "ratios": (
            "Against statistics",
            table(
                "Error over that of the VAR(1), weighted over horizons", ["Target and cells", *MODELS], ratios
            )
            + joined(element("p", f"{track}: {words}.", class_="note") for track, words in TRACKS.items()),
        ),
        "fans": ("Fan charts", key_of(COLOURS) + element("div", *fans, class_="grid")),
        "horizons": ("By horizon", _horizons(result)),
        "slopes": ("What follows on what", _slopes(result)),
        "records": ("Against records", _records(read_numbers("forecasts"), result.findings)),
        "limits": ("What this is not", _limits(result.manifest)),
    }
    _write(
        path,
        "Forecasts without AI",
        "Growth, inflation and unemployment, out of sample",
        parts,
        result.manifest,
    )


@unchecked
def write_hindcast_page(result: Hindcast, path: Path) -> None:
    """Write the page of the years from mid-2022."""
    numbers = read_numbers("hindcast")
    by_name = {one.id.partition(".")[2]: one for one in numbers}
    drawn = [
        figure(
            title, unit, describe(panel_chart(_panel(result, key, by_name, scale)), title, f"{title}, {unit}")
        )
        for key, title, unit, scale in (
            ("ai_firm_share", "Firms that use AI", "% of firms", "linear"),
            ("largest", "Firms of 250 and more that use AI", "% of firms", "linear"),
            ("smallest", "Firms of 1 to 4 that use AI", "% of firms", "linear"),
            ("gpus", "GPUs in service", "million H100 equivalents, logarithmic", "log"),
            ("rent", "Rent of a GPU", "dollars an hour, logarithmic", "log"),
            ("spending", words_of("compute_investment").label, "% of GDP", "linear"),
            ("capability", words_of("capability").label, "1: all that exposure studies say", "linear"),
            ("unemployment_rate", "Unemployment", words_of("unemployment_rate").unit, "linear"),
        )
    ]
    others = {one.id: one.value for one in result.known_then}
    key = {f"{arm}: {ARMS[arm]}": colour for arm, colour in LOOKS.items()}
    parts = {
        "answer": ("The answer", element("p", sentence(numbers, result.findings), class_="answer")),
        "panels": (
            "Month by month",
            key_of(key)
            + element("p", "Points: published figures with the band in which ours are inside.", class_="note")
            + element("div", *drawn, class_="grid"),
        ),
        "records": ("Against records", _records(numbers, result.findings, others)),
        "limits": ("What this is not", _limits(result.manifest)),
    }  # fmt: skip
    _write(path, "From mid-2022 to mid-2026", "What the economy would have foretold", parts, result.manifest)


def _panel(result: Hindcast, key: str, numbers: Mapping[str, OutsideNumber], scale: str) -> Panel:
    lines = []
    for arm in LOOKS:
        values = _series(result, arm, key)
        there = np.isfinite(values).any(axis=0)  # a small economy may have no large firm in a month
        low, high = np.nanquantile(values[:, there], (0.05, 0.95), axis=0)
        mean = np.nanmean(values[:, there], axis=0)
        years = START + (np.flatnonzero(there) + 0.5) / 12.0
        lines.append(
            pl.DataFrame({"arm": [arm] * mean.size, "year": years, "mean": mean, "low": low, "high": high})
        )
    points = [
        {"year": START + (month + 0.5) / 12.0, "value": one.value, "low": one.low, "high": one.high}
        for month, name in POINTS.get(key, {}).items()
        if (one := numbers[name])
    ]
    columns = dict.fromkeys(("year", "value", "low", "high"), pl.Float64)
    return Panel(pl.concat(lines), pl.DataFrame(points, schema=columns), LOOKS, scale)


def _series(result: Hindcast, arm: str, key: str) -> Values:
    """Return what a panel shows (seeds, months)."""
    runs = result.years[arm]
    if key == "rent":
        return hourly_rent(runs)
    if key == "spending":
        return 100.0 * result.path(arm, "compute_investment") / result.path(arm, "gdp")
    if key in ("largest", "smallest"):
        row = len(SIZES) - 1 if key == "largest" else 0
        counts = np.stack([one.by_size[:, row] for one in runs])
        return np.asarray(100.0 * counts[..., 1] / np.where(counts[..., 0] > 0.0, counts[..., 0], np.nan))
    values = result.path(arm, key)
    return 100.0 * values if key in ("ai_firm_share", "unemployment_rate") else values


def _forecast_answer(result: Forecasts) -> str:
    ours = result.ratios.filter(model="economy")
    both, jobless = (
        dict(ours.filter(targets=name).select("track", "ratio").iter_rows())
        for name in ("growth and inflation", "unemployment_rate")
    )
    return (
        f"Errors of growth and inflation are {both['all']:.2f} times those of a VAR(1) ({both['masked']:.2f} "
        f"without the targets of 2020 and 2021), errors of unemployment {jobless['all']:.2f} times "
        f"({jobless['masked']:.2f}); {len(result.origins)} origins from {period_name(result.origins[0])} to "
        f"{period_name(result.origins[-1])}."
    )


def _horizons(result: Forecasts) -> Markup:
    rows = [
        [
            f"{TARGET_WORDS[row['target']]}, {row['horizon']}",
            number(row["rmse"], 2), number(row["ratio"], 2),
            number(row["bias"], 2, signed=True), number(row["dm_t"], 1, signed=True), number(row["dm_p"], 2),
            number(row["coverage"], 2),
        ]
        for row in result.scores.filter(track="all", model="economy").iter_rows(named=True)
    ]  # fmt: skip
    heads = ["Target, quarters ahead", "RMSE", "Over VAR(1)", "Bias", "t against AR(1)", "p", "In 90 %"]
    return table("The economy by horizon, all cells", heads, rows)


def _slopes(result: Forecasts) -> Markup:
    rows = [
        [
            f"{TARGET_WORDS[str(target)]}, {horizon}",
            *(
                f"{number(ours, 2)} / {number(theirs, 2)}"
                for ours, theirs in zip(part["economy"], part["published"], strict=True)
            ),
        ]
        for (target, horizon), part in result.slopes.group_by(["target", "horizon"], maintain_order=True)
    ]
    title = "Points for a point of the state: economy / published quarters before 2020"
    return table(title, ["Target, quarters ahead", *STATE], rows)


def _records(
    numbers: Sequence[OutsideNumber], findings: Sequence[Finding], others: Mapping[str, float] | None = None
) -> Markup:
    rows = []
    for row, one in zip(side_by_side(numbers, findings).iter_rows(named=True), numbers, strict=True):
        digits = digits_of(row["published"] or row["value"])
        band = f"{number(row['band_low'], digits)} to {number(row['band_high'], digits)}"
        beside = [number(others.get(row["id"]), digits)] if others else []
        rows.append([
            f"{row['label']} ({row['unit']})", number(row["value"], digits),
            number(row["standard_error"], digits), *beside, number(row["published"], digits), band,
            one.use, row["verdict"], row["reason"], f"{row['source']} ({one.certainty})",
        ])  # fmt: skip
    heads = [
        "Figure",
        "Model",
        "Error",
        *(["No race"] if others else []),
        "Published",
        "Band",
        "Use",
        "Verdict",
    ]
    return table("Ours and the published figures", [*heads, "Reason", "Source"], rows, class_="assumptions")


def _limits(manifest: Mapping[str, Any]) -> Markup:
    return element("ul", *(element("li", words) for words in manifest["what_it_is_not"]))


def _write(
    path: Path, title: str, subtitle: str, parts: dict[str, tuple[str, Markup]], manifest: Mapping[str, Any]
) -> None:
    sections = [section(key, name, content) for key, (name, content) in parts.items()]
    facts = [("Seeds", str(len(manifest["seeds"]))), ("People", f"{manifest['people']:,}"),
             ("Data", str(manifest.get("data", "")))]  # fmt: skip
    navigation = contents({key: name for key, (name, _) in parts.items()})
    made = runs_section(facts, manifest["scenarios"], manifest.get("origins"))
    whole = (sections[0], navigation, *sections[1:], made)
    write_file(path, page(title, subtitle, ("Skip to the answer", "answer"), whole, sim.__version__).encode())
