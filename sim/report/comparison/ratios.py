"""The ratio, put in and realised: tests of the claim, and what becomes of it as a path with its peak."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.headlines import window
from sim.experiments.figures.ratios import stock_test
from sim.experiments.figures.statistics import Estimate, interval
from sim.report.charts import bars_beside_zero, line_chart
from sim.report.comparison.facts import Facts
from sim.report.comparison.figures import estimate
from sim.report.html import Cell, cell, element, figure, mean_and_band, swatch, table, text
from sim.report.letters import short_labels
from sim.report.story_looks import GREY, Story
from sim.report.svg import describe
from sim.report.wording import SPACE, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["RATIO", "ratio_figures", "ratio_table"]
LONGEST_ROW = 30
"""Characters of a label beside a bar."""

RATIO = (
    "Four figures go by the name of the ratio. The technical ratio is put in: workers whose exposed tasks "
    "one GPU can do; it is reached step by step. The price test asks how many average workers' compensation "
    "the rent of a GPU is: nobody rents a GPU that does less work than that, so a rent that stays low while "
    "the technical ratio rises says that users keep the gain, not owners. The stock test asks what the claim "
    "would mean if it held for all GPUs of today: GPUs in service times the claim, over jobs. The realised "
    "ratios are results, year by year, for each GPU that is rented. Gross: of the work there is without AI, "
    "the jobs' worth that GPUs do alone or save people. Net: the jobs that are missing in the end; it falls "
    "short of gross by what new tasks and a larger output give back. Below zero there are more jobs."
)
"""What the figures are, for readers."""

ROWS = (
    ("gross", "used", "Gross, GPU in use", "jobs' worth taken over or saved, at the output without AI"),
    ("net", "used", "Net, GPU in use", "jobs missing in the end"),
    ("counted", "used", "Counted, GPU in use", "jobs' worth taken over or saved, at the output there is"),
    ("gross", "owned", "Gross, GPU in service", "idle ones and training included"),
    ("net", "owned", "Net, GPU in service", "idle ones and training included"),
)
TITLES = {
    "gross": "Work taken over or saved, for each GPU in use",
    "net": "Jobs missing, for each GPU in use",
}
PATHS = (
    ("gross", "used", TITLES["gross"]),
    ("net", "used", TITLES["net"]),
    ("gross", "owned", "Work taken over or saved, for each GPU in service"),
)
"""Lines over the years: measure, by which GPUs, title."""
Found = dict[tuple[str, str, str], tuple[int, Estimate]]


def ratio_figures(facts: Facts) -> Markup:
    """Return the claimed ratio beside the realised ones: bars of the highest year, lines over the years.

    Empty if the counterfactual has AI too: then the difference in jobs is not the work of GPUs.
    """
    looks = _looks(facts)
    if not looks:
        return Markup()
    years = facts.comparison.realised_ratio(by_year=True)
    drawn = (_lines(facts, looks, years, *which) for which in PATHS)
    return _bars(facts, looks) + Markup().join(drawn)


def ratio_table(facts: Facts) -> Markup:
    """Return every ratio of every story with AI: put in, tested, realised in its highest and last year."""
    looks = _looks(facts)
    if not looks:
        return Markup()
    rows: list[list[str | Cell]] = [
        [_head("Technical ratio: the claim", "workers a GPU"), *(number(s.claimed_ratio, 1) for s in looks)],
        [
            _head(f"Technical ratio, {facts.last_year}", "workers a GPU"),
            *_means(facts, looks, "gpu_worker_ratio"),
        ],
        [
            _head("Price test, first year", "workers' pay for the rent"),
            *_means(facts, looks, "rent_over_pay", 0),
        ],
        [
            _head(f"Price test, {facts.last_year}", "workers' pay for the rent"),
            *_means(facts, looks, "rent_over_pay"),
        ],
        [_head("Stock test, month 0", "of all jobs, if the claim held for every GPU"), *_stock(facts, looks)],
    ]
    peaks, last = _peaks(facts), _last(facts)
    for measure, gpus, label, unit in ROWS:
        for when, found in (("highest year", peaks), (facts.last_year, last)):
            cells = [_cell(story, measure, gpus, found, with_year=found is peaks) for story in looks]
            rows.append([_head(f"{label}, {when}", unit), *cells])
    heads = ["Ratio", *(swatch(story) + text(story.label) for story in looks)]
    return table("The ratio: put in, held against today, and realised", heads, rows, class_="headline")


def _looks(facts: Facts) -> list[Story]:
    if facts.base.has_ai:
        return []
    found = facts.levels
    return [story for story in facts.stories if found[story.name, "realised_ratio_net"].mean is not None]


def _peaks(facts: Facts) -> Found:
    return _by_key(facts.comparison.peak_ratio())


def _last(facts: Facts) -> Found:
    years = facts.comparison.realised_ratio(by_year=True)
    return _by_key(years.filter(pl.col("year") == years["year"].max(), pl.col("mean").is_finite()))


def _by_key(frame: pl.DataFrame) -> Found:
    return {
        (row["scenario"], row["measure"], row["gpus"]): (row["year"], estimate(row))
        for row in frame.iter_rows(named=True)
    }


def _cell(story: Story, measure: str, gpus: str, found: Found, *, with_year: bool) -> Cell:
    year, one = found.get((story.name, measure, gpus), (0, Estimate()))
    when = element("small", f"year {year}") if with_year and year else ""
    return cell(mean_and_band(one, 2) + when, data_scenario=story.name, data_ratio=f"{measure} {gpus}")


def _means(facts: Facts, looks: Sequence[Story], column: str, end: int = 1) -> list[Markup]:
    """Return a column of the macro table over the first year (0) or the last (1)."""
    size = window(facts.months)
    cells = []
    for story in looks:
        frames = [facts.comparison.runs[story.name, seed].macro[column] for seed in facts.comparison.seeds]
        means = [(one.tail(size) if end else one.head(size)).mean() for one in frames]
        cells.append(mean_and_band(Estimate(*interval([float(mean or 0.0) for mean in means])), 2))  # type: ignore[arg-type]
    return cells


def _stock(facts: Facts, looks: Sequence[Story]) -> list[str]:
    shares = []
    for story in looks:
        tables = [facts.comparison.runs[story.name, seed].macro for seed in facts.comparison.seeds]
        found = [100.0 * stock_test(one, story.claimed_ratio) for one in tables]
        shares.append(f"{number(sum(found) / len(found), 0)}{SPACE}%")
    return shares


def _head(label: str, unit: str) -> Markup:
    return text(label) + element("small", unit)


def _bars(facts: Facts, looks: Sequence[Story]) -> Markup:
    """Draw the claim beside the highest year of gross and net."""
    rows: list[tuple[str, float, float, float, str, str]] = []
    claims: dict[float, list[str]] = {}
    for story in looks:
        claims.setdefault(story.claimed_ratio, []).append(story.label)
    for claim, labels in claims.items():
        whose = "Claimed" if len(claims) == 1 else f"Claimed in {', '.join(labels)}"
        rows.append((whose, claim, claim, claim, number(claim, 1), GREY))
    words, peaks = [], _peaks(facts)
    short = dict(zip((s.name for s in looks), short_labels([s.label for s in looks]), strict=True))
    for story in looks:
        for kind in TITLES:
            year, one = peaks.get((story.name, kind, "used"), (0, Estimate()))
            mean = one.mean or 0.0
            low = mean if one.low is None else one.low
            high = mean if one.high is None else one.high
            label = f"{short[story.name]}, {kind}, year {year}"
            rows.append((label, mean, low, high, number(mean, 2), story.colour))
            words.append(f"{story.label} {kind} {number(mean, 2)} in year {year}")
    schema = ["label", "value", "low", "high", "words", "colour"]
    bars = pl.DataFrame(rows, schema=schema, orient="row")
    bars = bars.with_columns(pl.Series("label", short_labels(bars["label"].to_list(), LONGEST_ROW)))
    reach = (float(bars["low"].min()), float(bars["high"].max()))  # type: ignore[arg-type]
    drawing = bars_beside_zero(bars, number_format=",~f", reach=reach)
    title = "The claim and the most that becomes of it"
    unit = "jobs for one GPU in use, in the year in which each is highest"
    claimed = ", ".join(number(claim, 1) for claim in claims)
    description = f"Horizontal bars. Claimed: {claimed}. Realised: {'; '.join(words)}."
    note = "Gross: work taken over or saved, at the output without AI. Net: jobs missing in the end."
    return figure(title, unit, describe(drawing, title, description), note=note, key="ratio-bars")


def _lines(
    facts: Facts, looks: Sequence[Story], years: pl.DataFrame, measure: str, gpus: str, title: str
) -> Markup:
    """Draw the path of one ratio, year by year."""
    mine = years.filter(pl.col("measure") == measure, pl.col("gpus") == gpus, pl.col("mean").is_finite())
    size = facts.months / max(1.0, float(mine["year"].max() or 1.0)) / MONTHS_PER_YEAR  # type: ignore[arg-type]
    points = mine.with_columns(  # the middle of each year, as on the other charts
        (pl.col("year") - 0.5) * size,
        pl.coalesce("low", "mean").alias("low"),
        pl.coalesce("high", "mean").alias("high"),
    )
    if points["year"].n_unique() < 2:
        return Markup()
    drawing = line_chart(points, looks, number_format=",~f", from_zero=True, x_range=(0.0, facts.years))
    peaks, last = _peaks(facts), _last(facts)
    words = []
    for story in looks:
        place = (story.name, measure, gpus)
        if place in peaks and place in last:
            (when, most), (_, end) = peaks[place], last[place]
            words.append(
                f"{story.label} {number(most.mean, 2)} in year {when}, {number(end.mean, 2)} in the last"
            )
    description = (
        f"Line chart over {number(facts.years, 0)} years; highest and last year: {'; '.join(words)}."
    )
    note = f"Highest year and last: {'; '.join(words)}."
    unit = "jobs' worth of the work without AI" if measure == "gross" else f"jobs, against {facts.base.label}"
    key = f"ratio-{measure}" if gpus == "used" else f"ratio-{measure}-{gpus}"
    return figure(title, unit, describe(drawing, title, description), note=note, key=key)
