"""Charts of people: tenure, pay and work by age; pay and ages by occupation."""

from __future__ import annotations

import math
from typing import NamedTuple

import polars as pl
from markupsafe import Markup

from sim.experiments.validation.published import published_series
from sim.experiments.validation.validate import WITHOUT_AI, Validation
from sim.report.validation.charts import Axis, by_group, ranges, rows_of_points
from sim.report.validation.facts import Held
from sim.report.validation.figure import (
    drawn_figure,
    figures_table,
    model_curve,
    over_runs,
    points_of,
    sources_note,
)
from sim.report.wording import band, number

__all__ = ["people_figures"]

AGES = {
    "16_19": "16-19", "20_24": "20-24", "25_34": "25-34", "35_44": "35-44", "45_54": "45-54",
    "55_64": "55-64", "65": "65+", "65_74": "65-74", "75": "75+",
}  # fmt: skip
"""Endings of targets, and the age groups under the axis."""
PERCENTILES = (10, 25, 50, 75, 90)
YOUNG, OLD = 25.0, 55.0
"""Ages below and from which the employed of an occupation are counted."""
PAY_TICKS = (0.1, 0.2, 0.5, 1, 2, 5)


class ByAge(NamedTuple):
    """A chart of targets by age."""

    prefix: str
    title: str
    axis: str


BY_AGE = (
    ByAge("tenure", "Time in the job by age", "Median years in the present job"),
    ByAge("pay", "Pay by age", "Median full-time pay, 35-44 = 1"),
    ByAge("employment", "Work by age", "Employed, % of the age group"),
)


def people_figures(validation: Validation, targets: dict[str, Held]) -> list[Markup]:
    """Return all charts of people that the runs allow."""
    found = [_by_age(one, targets) for one in BY_AGE]
    found += [_pay_by_occupation(validation), *_ages_by_occupation(validation)]
    return [one for one in found if one]


def _by_age(about: ByAge, targets: dict[str, Held]) -> Markup:
    """Return the targets of one kind over age."""
    chosen = {
        words: targets[name]
        for ending, words in AGES.items()
        if (name := f"{about.prefix}_{ending}") in targets
    }
    known = {words: one for words, one in chosen.items() if math.isfinite(one.value) and one.band}
    if not known:
        return Markup()
    rows = pl.DataFrame(
        [
            {
                "group": words,
                "published": one.published,
                "band_low": one.band[0],
                "band_high": one.band[1],
                "value": one.value,
                "low": one.interval[0] if one.interval else one.value,
                "high": one.interval[1] if one.interval else one.value,
            }
            for words, one in known.items()
            if one.band
        ]
    )
    top = 1.06 * float(rows.select(pl.max_horizontal("band_high", "high", "value").max()).item())
    cells = [
        [words, number(one.published, one.digits), band(*one.band, one.digits) if one.band else "",
         number(one.value, one.digits), one.verdict]
        for words, one in known.items()
    ]  # fmt: skip
    told = "; ".join(f"{row[0]}: {row[3]} in the model, {row[1]} published" for row in cells) + "."
    source = next(iter(known.values())).source
    return drawn_figure(
        about.title,
        about.axis,
        by_group(rows, Axis("", 0.0, top), "Age"),
        told,
        rows=figures_table(about.title, ["Age", "Published", "Band", "Model", "Verdict"], cells),
        note=f"Grey: the band. Source: {source}.",
    )


def _pay_by_occupation(validation: Validation) -> Markup:
    """Return percentiles of pay within occupations."""
    names = {float(percent): f"p{percent}" for percent in PERCENTILES}
    model = model_curve(validation, WITHOUT_AI, "pay").select(
        pl.col("group").alias("label"), "x", pl.col("mean").alias("value")
    )
    published = published_series("pay_by_occupation").select(
        pl.col("occupation").alias("label"),
        pl.col("percentile").cast(pl.Float64).alias("x"),
        pl.col("relative").alias("value"),
    )
    both = pl.concat([published.with_columns(of=pl.lit("published")), model.with_columns(of=pl.lit("model"))])
    wide = (
        both.filter(pl.col("label").is_in(model["label"].unique().to_list()), pl.col("x").is_in(list(names)))
        .with_columns(pl.col("x").replace_strict(names, return_dtype=pl.String))
        .pivot("x", index=["label", "of"], values="value")
    )
    if wide.is_empty() or not set(names.values()) <= set(wide.columns):
        return Markup()
    order = wide.filter(pl.col("of") == "published").sort("p50", descending=True)["label"].to_list()
    wide = wide.filter(pl.col("label").is_in(order)).sort(
        pl.col("label").replace_strict(
            {label: place for place, label in enumerate(order)}, return_dtype=pl.Int64
        ),
        pl.col("of"),
        descending=[False, True],
    )
    rows = [
        [row["label"], row["of"], *(number(row[name], 2) for name in names.values())]
        for row in wide.iter_rows(named=True)
    ]
    medians = wide.pivot("of", index="label", values="p50").drop_nulls()
    gap = float((medians["model"] / medians["published"]).log().abs().mean() or 0.0)  # type: ignore[arg-type]
    spread = (
        wide.with_columns(spread=pl.col("p90") / pl.col("p10")).group_by("of").agg(pl.col("spread").mean())
    )
    spreads = dict(spread.iter_rows())
    words = (
        f"Medians of {medians.height} occupation groups differ by {number(100 * gap, 0)} % on average; "
        f"pay at the 90th over the 10th percentile is {number(spreads.get('model'), 1)} in the model and "
        f"{number(spreads.get('published'), 1)} published, mean over groups."
    )
    return drawn_figure(
        "Pay by occupation",
        "10th to 90th percentile (thin), 25th to 75th (thick), median (gap); mean of all jobs = 1",
        ranges(wide, _pay_axis(wide)),
        words,
        rows=figures_table("Pay over the mean of all jobs", ["Occupation", "Of", *names.values()], rows),
        note=f"{words} {sources_note('pay_by_occupation')}",
    )


def _pay_axis(wide: pl.DataFrame) -> Axis:
    """Return a logarithmic axis from the lowest to the highest percentile."""
    lowest, highest = float(wide["p10"].min()), float(wide["p90"].max())  # type: ignore[arg-type]
    ticks = [tick for tick in PAY_TICKS if 0.9 * lowest <= tick <= 1.1 * highest]
    return Axis("Mean of all jobs = 1", 0.9 * lowest, 1.1 * highest, True, ticks)


def _ages_by_occupation(validation: Validation) -> list[Markup]:
    """Return the young and the old among the employed of every occupation."""
    ours = points_of(validation, WITHOUT_AI, "ages")
    if ours.is_empty():
        return []
    published = published_series("ages_by_occupation")
    ages = (
        (
            "The young by occupation",
            "Under 25, % of the employed",
            pl.col("x") < YOUNG,
            pl.col("from_age") < YOUNG,
        ),
        (
            "The old by occupation",
            "55 and over, % of the employed",
            pl.col("x") >= OLD,
            pl.col("from_age") >= OLD,
        ),
    )
    found = []
    for title, unit, mine, theirs in ages:
        summed = ours.filter(mine).group_by("group", "seed", maintain_order=True).agg(pl.col("value").sum())
        model = over_runs(summed, ["group"], 100.0)
        rows = (
            published.filter(theirs)
            .group_by(label="occupation")
            .agg(published=100.0 * pl.col("share").sum())
            .join(model.rename({"group": "label", "mean": "value"}), on="label")
            .with_columns(pl.col("low", "high").clip(0.0, 100.0))
            .sort("published", descending=True)
        )
        if rows.is_empty():
            continue
        top = 1.08 * float(rows.select(pl.max_horizontal("published", "value", "high").max()).item())
        cells = [
            [
                row["label"],
                number(row["published"], 1),
                number(row["value"], 1),
                band(row["low"], row["high"], 1),
            ]
            for row in rows.iter_rows(named=True)
        ]
        off = float((rows["published"] - rows["value"]).abs().mean() or 0.0)  # type: ignore[arg-type]
        words = f"{rows.height} groups of work; the model is off by {number(off, 1)} points on average."
        head = ["Occupation", "Published", "Model", "Interval"]
        found.append(
            drawn_figure(
                title,
                unit,
                rows_of_points(rows, Axis(unit, 0.0, top)),
                words,
                rows=figures_table(f"{title}, %", head, cells),
                note=f"{words} {sources_note('ages_by_occupation')}",
            )
        )
    return found
