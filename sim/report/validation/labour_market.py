"""Charts of the labour market: the Beveridge curve, growth and unemployment, spells without a job."""

from __future__ import annotations

import numpy as np
import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import least_squares_slope, quarterly
from sim.experiments.run.run import Results
from sim.experiments.validation.published import published_series
from sim.experiments.validation.validate import WITHOUT_AI, Validation
from sim.report.story_looks import GREY, PURPLE, VERMILLION
from sim.report.validation.charts import MODEL, PUBLISHED, Axis, cloud, curve
from sim.report.validation.facts import Held
from sim.report.validation.figure import drawn_figure, figures_table, model_curve, said_of, sources_note
from sim.report.wording import band, number

__all__ = ["beveridge_curve", "growth_and_unemployment", "labour_market_figures", "spells"]

UNEMPLOYMENT = Axis("Unemployment, % of the labour force", 2.5, 14.0, True, (3, 4, 5, 6, 8, 10, 13))
OPENINGS = Axis("Job openings, % of jobs and openings", 1.5, 9.5, True, (2, 3, 4, 5, 6, 7, 8))
GROWTH = Axis("Growth of real GDP, %", -4.5, 9.0)
CHANGE = Axis("Change of unemployment, points", -3.0, 4.5)
WEEKS = Axis("At least so many weeks without a job", 0.0, 60.0, False, (0, 10, 20, 27, 40, 52))
BEVERIDGE_PERIODS = {
    "2001 to 2009": ("2001Q1", "2009Q4", GREY),
    "2010 to 2019": ("2010Q1", "2019Q4", PUBLISHED),
    "2020 and 2021": ("2020Q1", "2021Q4", PURPLE),
    "since 2022": ("2022Q1", "2100Q1", VERMILLION),
}
OKUN_PERIODS = {
    "1981 to 2019": ("1981Q1", "2019Q4", PUBLISHED),
    "2020 and 2021": ("2020Q1", "2021Q4", PURPLE),
    "since 2022": ("2022Q1", "2100Q1", VERMILLION),
}
FIT = "1981 to 2019"
"""Period of the published line of growth and unemployment."""


def labour_market_figures(validation: Validation, targets: dict[str, Held]) -> list[Markup]:
    """Return all charts of the labour market that the runs allow."""
    found = [spells(validation, targets)]
    if validation.runs:
        found = [
            beveridge_curve(validation, targets), growth_and_unemployment(validation, targets), *found,
        ]  # fmt: skip
    return [one for one in found if one]


def beveridge_curve(validation: Validation, targets: dict[str, Held]) -> Markup:
    """Return openings over unemployment, quarter by quarter."""
    published = _in_periods(
        published_series("beveridge").rename({"unemployment_rate": "x", "openings_rate": "y"}),
        BEVERIDGE_PERIODS,
    )
    model = pl.concat(_rates(results) for results in validation.runs)
    colours = {period: colour for period, (_, _, colour) in BEVERIDGE_PERIODS.items()}
    drawing = cloud(model, published, colours, UNEMPLOYMENT, OPENINGS)
    means = [number(float(np.mean(model[name].to_numpy())), 1) for name in ("x", "y")]
    words = (
        f"{published.height} published quarters, {published['quarter'][0]} to {published['quarter'][-1]}; "
        f"{model.height} quarters of the model, whose means are {means[0]} % unemployment and {means[1]} % "
        "openings."
    )
    note = " ".join(
        (
            said_of(targets.get("beveridge_elasticity")),
            "Both axes are logarithmic, so a slope is an elasticity.",
            sources_note("beveridge"),
        )
    )
    return drawn_figure(
        "Beveridge curve",
        "quarters; published ones joined in the order of time",
        drawing,
        words,
        colours={**colours, "model": MODEL},
        rows=_beveridge_table(published, model),
        note=note,
    )


def growth_and_unemployment(validation: Validation, targets: dict[str, Held]) -> Markup:
    """Return the change of unemployment over growth, with a least-squares line each."""
    published = _in_periods(
        published_series("okun").rename({"growth": "x", "unemployment_change": "y"}), OKUN_PERIODS
    )
    model = pl.concat(_changes(results) for results in validation.runs)
    fitted = published.filter(pl.col("period") == FIT)
    lines = pl.concat([_line(fitted, PUBLISHED), _line(model, MODEL)])
    colours = {period: colour for period, (_, _, colour) in OKUN_PERIODS.items()}
    drawing = cloud(model, published, colours, GROWTH, CHANGE, lines, joined=False)
    slopes = [number(least_squares_slope(one["x"], one["y"]), 2) for one in (fitted, model)]
    outside = published.filter(
        ~(pl.col("x").is_between(GROWTH.low, GROWTH.high) & pl.col("y").is_between(CHANGE.low, CHANGE.high))
    )
    first = outside["quarter"].sort().head(1).to_list()
    left_out = f"{outside.height} quarters from {''.join(first)} on lie outside the frame."
    words = f"Least-squares slopes: {slopes[0]} in the published quarters of {FIT}, {slopes[1]} in the model."
    note = " ".join((said_of(targets.get("okun")), left_out if outside.height else "", sources_note("okun")))
    return drawn_figure(
        "Growth and unemployment (Okun)",
        "over four quarters; lines by least squares, the black one of 1981 to 2019",
        drawing,
        words,
        colours={**colours, "model": MODEL},
        rows=figures_table(
            "Least-squares slopes",
            ["Quarters", "Slope", "Number of quarters"],
            [
                [f"published, {FIT}", slopes[0], number(fitted.height, 0)],
                ["model", slopes[1], number(model.height, 0)],
            ],
        ),
        note=note,
    )


def spells(validation: Validation, targets: dict[str, Held]) -> Markup:
    """Return the share of the unemployed who have been so for at least some weeks."""
    model = model_curve(validation, WITHOUT_AI, "durations", 100.0).filter(pl.col("x") <= WEEKS.high)
    if model.is_empty():
        return Markup()
    table = published_series("unemployment_durations")
    published = table.select(
        pl.col("weeks").cast(pl.Float64).alias("x"),
        y=100.0 * pl.col("share"),
        of=pl.lit("2024"),
        least=100.0 * pl.col("least"),
        most=100.0 * pl.col("most"),
    )
    both = published.join(model, on="x", how="left")
    rows = [
        [
            f"{row['x']:.0f} weeks",
            number(row["y"], 1),
            band(row["least"], row["most"], 1),
            number(row["mean"], 1),
        ]
        for row in both.iter_rows(named=True)
    ]
    words = (
        "; ".join(f"at least {row[0]}: {row[1]} % published, {row[3]} % in the model" for row in rows) + "."
    )
    duration = [said_of(targets.get(f"{kind}_unemployment_duration")) for kind in ("median", "mean")]
    note = " ".join(
        (*duration, "Points: 2024; lines through them: quarters of 2022 to 2024.",
         sources_note("unemployment_durations"))
    )  # fmt: skip
    return drawn_figure(
        "Unemployment by duration",
        "% of all unemployed",
        curve(model, published, WEEKS, Axis("% of all unemployed", 0.0, 100.0)),
        words,
        rows=figures_table(
            "The unemployed by duration, %", ["At least", "Published", "Quarters 2022 to 2024", "Model"], rows
        ),
        note=note,
    )


def _rates(results: Results) -> pl.DataFrame:
    """Return unemployment and openings by quarter, per cent."""
    openings = results.frames["labour_flows"]["openings"].to_numpy()
    macro = results.frames["macro"]
    vacant = openings / (openings + macro["employment"].to_numpy())
    return pl.DataFrame(
        {"x": 100.0 * quarterly(macro["unemployment_rate"].to_numpy()), "y": 100.0 * quarterly(vacant)}
    )


def _changes(results: Results) -> pl.DataFrame:
    """Return growth and the change of unemployment over four quarters."""
    macro = results.frames["macro"]
    gdp, unemployed = (quarterly(macro[name].to_numpy()) for name in ("real_gdp", "unemployment_rate"))
    return pl.DataFrame(
        {"x": 100.0 * (gdp[4:] / gdp[:-4] - 1.0), "y": 100.0 * (unemployed[4:] - unemployed[:-4])}
    )


def _in_periods(table: pl.DataFrame, periods: dict[str, tuple[str, str, str]]) -> pl.DataFrame:
    """Add the ``period`` that each quarter is in."""
    of = pl.lit("")
    for period, (first, last, _) in periods.items():
        of = (
            pl.when(pl.col("quarter").is_between(pl.lit(first), pl.lit(last)))
            .then(pl.lit(period))
            .otherwise(of)
        )
    return table.with_columns(period=of)


def _line(points: pl.DataFrame, colour: str) -> pl.DataFrame:
    """Return the least-squares line of a cloud, over its middle nine tenths but not beyond the frame."""
    x, y = points["x"].to_numpy(), points["y"].to_numpy()
    slope = least_squares_slope(x, y)
    low, high = np.clip(np.percentile(x, (5.0, 95.0)), GROWTH.low, GROWTH.high)
    start, end = (float(y.mean() + slope * (at - x.mean())) for at in (low, high))
    columns = {"x": low, "y": start, "x_end": high, "y_end": end}
    return pl.DataFrame({name: [float(value)] for name, value in columns.items()} | {"colour": [colour]})


def _beveridge_table(published: pl.DataFrame, model: pl.DataFrame) -> Markup:
    """Return means by period."""
    means = published.group_by("period", maintain_order=True).agg(pl.col("x", "y").mean())
    rows = [[period, number(x, 1), number(y, 1)] for period, x, y in means.rows()]
    ours = model.select(pl.col("x", "y").mean()).row(0)
    head = ["Quarters", "Unemployment, %", "Openings, %"]
    return figures_table("Means", head, [*rows, ["model", number(ours[0], 1), number(ours[1], 1)]])
