"""Charts of distributions: Lorenz curves of income and of wealth, sizes of firms, who uses AI."""

from __future__ import annotations

import numpy as np
import polars as pl
from markupsafe import Markup

from sim.experiments.run.run import Results
from sim.experiments.validation.published import published_series
from sim.experiments.validation.validate import WITH_AI, WITHOUT_AI, Validation
from sim.report.validation.charts import Axis, by_group, curve
from sim.report.validation.facts import Held
from sim.report.validation.figure import (
    drawn_figure,
    figures_table,
    model_curve,
    over_runs,
    said_of,
    sources_note,
)
from sim.report.wording import band, number

__all__ = ["adoption_figures", "firm_figures", "lorenz_figures"]

BELOW = Axis("The poorest so many % of households", 0.0, 100.0, False, (0, 20, 40, 60, 80, 100))
INCOME = Axis("% of all income before taxes", 0.0, 100.0, False, (0, 20, 40, 60, 80, 100))
WEALTH = Axis("% of all net worth", 0.0, 100.0, False, (0, 20, 40, 60, 80, 100))
EMPLOYEES = Axis("At least so many employees", 1.0, 5_000.0, True, (1, 5, 20, 100, 500, 2_000), ",d")
FIRMS = Axis("% of firms", 0.02, 120.0, True, (0.03, 0.1, 0.3, 1, 3, 10, 30, 100))
MONTHS = Axis("Months from the start of the AI story", -0.4, 11.4, False, (0, 2, 4, 6, 8, 10))
NO_RANGE = {"least": pl.lit(None, pl.Float64), "most": pl.lit(None, pl.Float64)}


def lorenz_figures(validation: Validation, targets: dict[str, Held]) -> list[Markup]:
    """Return the Lorenz curves of income and of wealth."""
    about = (
        ("income", "Lorenz curve of income", INCOME, ("gini_households", "income_top1")),
        ("wealth", "Lorenz curve of wealth", WEALTH, ("wealth_gini", "wealth_top10")),
    )
    found = []
    for chart, title, axis, names in about:
        model = model_curve(validation, WITHOUT_AI, chart, 100.0).with_columns(pl.col("x") * 100.0)
        if model.is_empty():
            continue
        series = published_series(f"{chart}_lorenz")
        if "of" not in series.columns:
            series = series.with_columns(of=pl.lit("households"))
        published = series.select("of", x=100.0 * pl.col("below"), y=100.0 * pl.col("share"), **NO_RANGE)
        rows = [
            [f"poorest {row['x']:.4g} % of {row['of']}", number(row["y"], 1), number(_at(model, row["x"]), 1)]
            for row in published.iter_rows(named=True)
        ]
        words = (
            "; ".join(f"{row[0]}: {row[1]} % published, {row[2]} % in the model" for row in rows[:6]) + "."
        )
        marks = (
            "Circles: households; squares: tax units, of which there are more. "
            if published["of"].n_unique() > 1 else ""
        )  # fmt: skip
        note = " ".join(filter(None, (*(said_of(targets.get(name)) for name in names), marks)))
        found.append(
            drawn_figure(
                title,
                f"{axis.title}, households at the end of the runs",
                curve(model, published, BELOW, axis, diagonal=True),
                words,
                rows=figures_table(f"{title}, %", ["Whose", "Published", "Model"], rows),
                note=f"{note} {sources_note(f'{chart}_lorenz')}",
            )
        )
    return found


def firm_figures(validation: Validation, targets: dict[str, Held]) -> list[Markup]:
    """Return the share of firms with at least some number of employees, on logarithmic axes."""
    model = model_curve(validation, WITHOUT_AI, "firms", 100.0).filter(pl.col("mean") > 0.0)
    if model.is_empty():
        return []
    floor = pl.col("mean") / 4.0
    model = model.with_columns(low=pl.max_horizontal("low", floor))
    published = published_series("firm_size_distribution").select(
        pl.col("employees").cast(pl.Float64).alias("x"),
        y=100.0 * pl.col("share"),
        of=pl.lit("firms"),
        **NO_RANGE,
    )
    rows = [
        [f"{row['x']:,.0f}", number(row["y"], 2), number(_at(model, row["x"]), 2)]
        for row in published.iter_rows(named=True)
    ]
    words = (
        "; ".join(f"at least {row[0]}: {row[1]} % published, {row[2]} % in the model" for row in rows) + "."
    )
    note = f"{said_of(targets.get('firm_size_zipf'))} {said_of(targets.get('mean_firm_size'))}"
    return [
        drawn_figure(
            "Sizes of firms",
            "% of firms; both axes logarithmic, so that a power law is a straight line",
            curve(model, published, EMPLOYEES, FIRMS),
            words,
            rows=figures_table("% of firms by employees", ["At least", "Published", "Model"], rows),
            note=f"{note} {sources_note('firm_size_distribution')}",
        )
    ]


def adoption_figures(validation: Validation, targets: dict[str, Held]) -> list[Markup]:
    """Return the use of AI by firms in the first year of the story, and by size of the firm."""
    return [one for one in (_path(validation, targets), _users(validation, targets)) if one]


def _path(validation: Validation, targets: dict[str, Held]) -> Markup:
    """Return the share of firms that use AI month by month."""
    if not validation.story:
        return Markup()
    model = over_runs(pl.concat(_months(results) for results in validation.story), ["x"], 100.0)
    points = [
        (month, one.published, one.band[0], one.band[1])
        for name, month in (("ai_use_firms", 0.0), ("ai_use_firms_in_half_a_year", 6.0))
        if (one := targets.get(name)) and one.band
    ]
    schema = {"x": pl.Float64, "y": pl.Float64, "least": pl.Float64, "most": pl.Float64}
    published = pl.DataFrame(points, schema, orient="row").with_columns(of=pl.lit("firms"))
    top = 1.1 * max(float(model["high"].max()), float(published["most"].max() or 0.0))  # type: ignore[arg-type]
    rows = [
        [f"{row['x']:.0f}", number(row["y"], 1), band(row["least"], row["most"], 1),
         number(_at(model, row["x"]), 1)]
        for row in published.iter_rows(named=True)
    ]  # fmt: skip
    words = "; ".join(f"month {row[0]}: {row[1]} % published, {row[3]} % in the model" for row in rows) + "."
    return drawn_figure(
        "Use of AI month by month", "% of firms, in the first year of the AI story",
        curve(model, published, MONTHS, Axis("% of firms", 0.0, top)), words,
        rows=figures_table("Firms that use AI, %", ["Month", "Published", "Band", "Model"], rows),
        note="Lines through the points: the bands of the targets; the second is what firms expected half a "
        f"year ahead. {said_of(targets.get('ai_use_firms'))}",
    )  # fmt: skip


def _users(validation: Validation, targets: dict[str, Held]) -> Markup:
    """Return the share of firms that use AI by size."""
    model = model_curve(validation, WITH_AI, "adoption", 100.0).sort("x").rename({"group": "label"})
    if model.is_empty():
        return Markup()
    published = published_series("adoption").select(
        pl.col("employees").alias("label"), pl.col("share") * 100.0
    )
    nothing = pl.lit(None, pl.Float64)
    model = model.with_columns(pl.col("low", "high").clip(0.0, 100.0))
    rows = model.join(published, on="label", how="left").select(
        group="label",
        published="share",
        band_low=nothing,
        band_high=nothing,
        value="mean",
        low="low",
        high="high",
    )
    top = 1.1 * float(rows.select(pl.max_horizontal("published", "value", "high").max()).item())
    cells = [
        [row["group"], number(row["published"], 1), number(row["value"], 1)]
        for row in rows.iter_rows(named=True)
    ]
    words = (
        "; ".join(f"{row[0]} employees: {row[2]} % in the model, {row[1]} % published" for row in cells) + "."
    )
    return drawn_figure(
        "Use of AI by size of the firm", "% of firms of a size, at the end of the first year of the AI story",
        by_group(rows, Axis("", 0.0, max(top, 1.0)), "Employees"), words,
        rows=figures_table("Firms that use AI, %", ["Employees", "Published", "Model"], cells),
        note=f"{said_of(targets.get('ai_use_employment_weighted'))} Smaller firms are not published apart. "
        f"{sources_note('adoption')}",
    )  # fmt: skip


def _months(results: Results) -> pl.DataFrame:
    """Return the share of firms that use AI in every month of the first year."""
    return (
        results.frames["macro"]
        .head(12)
        .select(x=pl.col("month").cast(pl.Float64), value=pl.col("ai_firm_share").cast(pl.Float64))
    )


def _at(model: pl.DataFrame, x: float) -> float:
    """Return the model's curve at ``x``, on a straight line between its points."""
    return float(np.interp(x, model["x"].to_numpy(), model["mean"].to_numpy()))
