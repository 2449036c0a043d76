"""The page of a single run: its headline figures, lines over the years, what each table holds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from markupsafe import Markup

from sim.country import country_words, in_currency
from sim.experiments.figures.asked import own_words
from sim.experiments.run.run import Results
from sim.records.columns import TABLES
from sim.records.columns_of_summaries import words_of
from sim.records.figures import Figure
from sim.records.figures import figure as find_figure
from sim.records.tables import write_beside
from sim.report.charts import axis_format, line_chart
from sim.report.comparison.lines import CHAPTERS, Plot
from sim.report.comparison.series import over_years
from sim.report.html import (
    PAGE,
    contents,
    element,
    figure,
    file_link,
    joined,
    page,
    runs_section,
    section,
    table,
    text,
)
from sim.report.story_looks import Story, dress
from sim.report.svg import describe, unchecked
from sim.report.wording import in_its_words, listing, number, quantity
from sim.units import MONTHS_PER_YEAR

__all__ = ["compose_run", "write_run_page"]

TOLD = {
    "unemployment_rate": "unemployment",
    "real_median_income": "the median real income",
    "poverty_rate": "poverty",
}
"""Figures of the sentence at the top, in its words."""
CAVEAT = (
    "This is one run on one seed, so no figure has an interval: what is chance and what follows from the "
    "assumptions cannot be told apart here. For differences run tenfold compare, which pairs stories by seed."
)


def write_run_page(results: Results, folder: Path, figures: tuple[str, ...] = ()) -> Path:
    """Write the page of ``results`` beside its tables in ``folder``; ``figures`` are drawn too, by name."""
    (path,) = write_beside(folder, {PAGE: compose_run(results, folder, figures).encode()})
    return path


@in_its_words
@unchecked
def compose_run(results: Results, beside: Path | None = None, figures: tuple[str, ...] = ()) -> str:
    """Return the page as text.

    Parameters
    ----------
    results : Results
        Of one run.
    beside : Path or None
        Folder whose files are linked.
    figures : tuple of str
        Figures to show beside those of every page, by name.
    """
    (look,) = dress([results.scenario], results.scenario.name)
    chapters = {
        chapter.key: (chapter.title, _chapter(results, look, chapter.text, chapter.plots))
        for chapter in CHAPTERS
    }
    drawn = {plot.name for chapter in CHAPTERS for plot in chapter.plots}
    more = tuple(Plot(name) for name in figures if name not in drawn)
    sections = {
        "answer": ("The answer", _answer(results, figures)),
        **chapters,
        "asked": ("Figures asked for", _chapter(results, look, "", more)),
        "origin": ("How it was made", _origin(results)),
        "files": ("Data", _files(results, beside)),
    }
    written = {key: (name, content) for key, (name, content) in sections.items() if content}
    parts = [
        content if key in ("answer", "origin", "files") else section(key, name, content)
        for key, (name, content) in written.items()
    ]
    navigation = contents({key: name for key, (name, _) in written.items()})
    version = str(results.manifest.get("versions", {}).get("tenfold", ""))
    title = results.scenario.title or results.scenario.name
    skip = ("Skip to the answer", "answer")
    return page(title, results.scenario.question, skip, (parts[0], navigation, *parts[1:]), version)


def _answer(results: Results, figures: tuple[str, ...]) -> Markup:
    rows, told = [], []
    for row in results.summary(figures).iter_rows(named=True):
        if row["start"] is None and row["end"] is None:
            continue
        start, end = (number(row[key], row["digits"]) for key in ("start", "end"))
        rows.append([text(row["label"]) + element("small", row["unit"]), start, end])
        if row["measure"] in TOLD:
            ends = (quantity(row[key], row["digits"], row["unit"], brief=True) for key in ("start", "end"))
            told.append(f"{TOLD[row['measure']]} goes from {' to '.join(ends)}")
    years = number(results.months / MONTHS_PER_YEAR, 0 if results.months % MONTHS_PER_YEAR == 0 else 1)
    run = results.scenario.run
    words = f"Between the first and the last of {years} years {listing(told)}." if told else ""
    whom = f"{number(run.people, 0)} simulated people stand for all adults of {country_words().country}."
    conventions = " ".join(filter(None, (whom, country_words().caveat, CAVEAT)))
    return section(
        "answer",
        "The answer",
        element("p", words, class_="answer") if words else "",
        element("p", conventions, class_="conventions"),
        table("Means of the first and of the last year", ["Figure", "First year", "Last year"], rows),
    )


def _chapter(results: Results, look: Story, words: str, plots: tuple[Plot, ...]) -> Markup:
    drawn = joined(_plot(results, look, plot) for plot in plots)
    if not drawn:
        return Markup()
    return (element("p", words) if words else Markup()) + element("div", drawn, class_="grid")


def _plot(results: Results, look: Story, plot: Plot) -> Markup:
    """Return the chart of one figure over the years; empty if the run has nothing of it."""
    about: Figure = find_figure(plot.name, own=own_words([results.scenario]))
    about = about.as_index() if plot.indexed else about
    if about.words.with_ai and not look.has_ai:
        return Markup()
    values = results.frames[about.table].select(
        "month", scenario=pl.lit(look.name), seed=pl.lit(results.seed), value=about.value()
    )
    points = over_years(values, None, plot.period)
    points = points.with_columns(low="mean", high="mean").drop_nulls("mean")
    if not points.height or (about.words.with_ai and not points["mean"].abs().max()):
        return Markup()
    drawing = line_chart(
        points,
        [look],
        number_format=axis_format(about),
        from_zero=plot.from_zero,
        x_range=(0.0, results.months / MONTHS_PER_YEAR),
    )
    ends = [number(points["mean"][place], about.digits) for place in (0, -1)]
    description = f"Line chart over the years, {about.unit}: from {ends[0]} to {ends[1]}."
    return figure(
        about.label,
        about.unit,
        describe(drawing, about.label, description),
        note=plot.note,
        key=f"figure-{about.name.replace('_', '-').replace('.', '-')}",
    )


def _origin(results: Results) -> Markup:
    manifest, run = results.manifest, results.scenario.run
    packages = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    items = (
        ("Scenario", str(results.scenario)),
        ("Hash of the sources (SHA-256)", str(manifest.get("sources_sha256", ""))),
        ("Seed", str(results.seed)),
        ("Simulated people", number(run.people, 0)),
        ("Months", f"{results.months} after a burn-in of {run.burn_in_months}"),
        ("Begun", str(manifest.get("started", "")).replace("T", " ")),
        ("Platform", str(manifest.get("platform", ""))),
        ("Packages", packages),
    )
    texts = {results.scenario.name: results.scenario.to_toml()}
    return runs_section(items, texts, manifest.get("origins"))


def _files(results: Results, beside: Path | None) -> Markup:
    own = own_words([results.scenario])
    entries = []
    for name, frame in results.frames.items():
        if not frame.height:
            continue
        rows = [
            [element("code", column), about.description, in_currency(about.unit)]
            for column, about in ((one, words_of(name, one, own=own)) for one in frame.columns)
        ]
        listed = table(f"Columns of {name}", ["Column", "Meaning", "Unit"], rows, class_="columns")
        links = [file_link(f"{name}.{ending}", beside) for ending in ("parquet", "csv")]
        shown = links[:1] if beside is None or not (beside / f"{name}.csv").is_file() else links
        what = f": one row is {TABLES[name].row}" if name in TABLES else ""
        fold = element("details", element("summary", "Columns"), listed)
        entries.append(element("li", Markup(", ").join(shown), what, fold))
    words = "Tables beside this page; tenfold export writes them as CSV, workbook and Stata files."
    return section("files", "Data", element("p", words), element("ul", *entries))
