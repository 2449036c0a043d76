"""Who gets the gains: what owners, adopters, workers and buyers get, in words, drawings and a table."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl
from markupsafe import Markup

from sim.country import in_currency
from sim.experiments.figures.statistics import Estimate
from sim.records.figures import Figure
from sim.records.figures import figure as find_figure
from sim.report.charts import line_chart
from sim.report.comparison.charts import stacked_areas
from sim.report.comparison.facts import Facts
from sim.report.comparison.figures import estimate, in_words
from sim.report.comparison.series import last_year, over_years, paired_change, summarise
from sim.report.html import Cell, cell, element, figure, joined, key_of, mean_and_band, swatch, table, text
from sim.report.story_looks import BLUE, ORANGE, PURPLE, Story
from sim.report.svg import describe
from sim.report.wording import SPACE, band, listing, money, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["gains_figures", "gains_table", "gains_words"]

MARKS = (5, 10, 15)
"""Years of the tables; the words are about the middle one."""

DOORS = {"royalties_gdp": PURPLE, "gpu_rent_share": BLUE, "kept_savings_gdp": ORANGE}
"""What users of AI pay to owners or keep: parts of output that do not overlap, and their colours."""

COUNTED = (
    "What is counted. Royalties, and the rents that customers pay for GPUs, are costs of firms and income "
    "of owners; what adopters keep is profit of their own, of the saving that is left after both. So "
    "these three do not overlap. They are worked out of the same output as wages (pay with contributions "
    "of employers) and the operating surplus, and lie within the surplus, whose rest is the return to "
    "capital, land and mark-ups that is there without AI; the shares shown do not add up to 100. Compute "
    "for training, new GPUs with the chip maker's margin, and power and operation are what owners do with "
    "rents, royalties and new money of theirs: they are shown beside the three and are not to be added to "
    "them. Pay-outs are dividends of owners of GPUs and of models and chip margins, before a levy on what "
    "goes abroad. Not counted: what a rise of share prices gives to owners. Savings kept are those in the "
    "cost on which firms set prices, at planned output; rivals can make them get less. Buyers get the "
    "rest, through prices."
)
"""What the chapter counts and what it does not."""


class Measure(NamedTuple):
    """A row of the table: a figure, or its change against the same seed without AI."""

    name: str
    own: str = ""
    """What it is called here; empty: as the figure is."""
    against: str = ""
    """Empty: the level. ``difference`` or ``relative``: the change against the counterfactual."""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.own or find_figure(self.name).label


MEASURES = (
    Measure("gpu_rent_share", "Customers' rents for GPUs"),
    Measure("royalties_gdp", "Royalties to owners of models"),
    Measure("kept_savings_gdp"),
    Measure("model_spending_gdp", "Training compute that owners of models buy"),
    Measure("compute_investment_gdp", "New GPUs that owners buy"),
    Measure("chip_margins_gdp", "of that, the chip maker's margin"),
    Measure("running_costs_gdp"),
    Measure("owners_income_gdp", "Paid out to owners of GPUs, models and chips"),
    Measure("foreign_rent_gdp", "of that, abroad"),
    Measure("owners_money_gdp", "Put in by owners, to buy GPUs and to train"),
    Measure("labour_share", "Wages, with contributions"),
    Measure("labour_share", "Wages, change", "difference"),
    Measure("operating_surplus_gdp", "Operating surplus"),
    Measure("operating_surplus_gdp", "Operating surplus, change", "difference"),
    Measure("price_level", "Prices, change", "relative"),
    Measure("real_gdp", "Real output, change", "relative"),
    Measure("gpu_payback", "Payback of a GPU"),
    Measure("rent_over_pay"),
    Measure("supply_at_cap"),
)
CHANGES = {
    "labour_share": (
        "Wages as a part of output, against the same seed",
        "Pay with contributions of employers.",
    ),
    "operating_surplus_gdp": (
        "Operating surplus, against the same seed",
        "What rents, royalties and kept savings come out of; the rest goes to capital, land and mark-ups.",
    ),
    "price_level": ("Prices, against the same seed", "Below zero: buyers pay less."),
    "real_gdp": ("Real output, against the same seed", "Output at the prices of year 0."),
}
"""Charts of changes: title and note by the figure."""


def gains_words(facts: Facts) -> Markup:
    """Say in one or two sentences a story who gets what of each hundred of output."""
    mark = _mark(facts)
    return element(
        "ul",
        joined(
            element(
                "li", element("h3", swatch(look), look.label), element("p", _sentences(facts, look, mark))
            )
            for look in _with_ai(facts)
        ),
        class_="stories",
    )


def gains_figures(facts: Facts) -> Markup:
    """Return the doors of every story over the years, and the changes of wages, prices and output."""
    changes = (one for one in MEASURES if one.against)
    return _doors(facts) + joined(_change_figure(facts, one, *CHANGES[one.name]) for one in changes)


def gains_table(facts: Facts) -> Markup:
    """Return every measure of every story in some years, and what is counted."""
    tables = joined(_table(facts, look) for look in _with_ai(facts))
    return element("div", tables, class_="grid") + element("p", COUNTED, class_="note")


def _with_ai(facts: Facts) -> list[Story]:
    return [look for look in facts.looks if look.has_ai]


def _marks(facts: Facts) -> list[int]:
    """Return the years of the tables; none for runs that are too short, whose last year is shown."""
    return [mark for mark in MARKS if mark * MONTHS_PER_YEAR <= facts.months]


def _mark(facts: Facts) -> int:
    """Return the year that the words are about, 0 for the last one."""
    marks = _marks(facts)
    return marks[len(marks) // 2] if marks else 0


def _year(facts: Facts, mark: int) -> str:
    return f"year {mark}" if mark else facts.last_year


def _values(facts: Facts, about: Figure) -> pl.DataFrame:
    """Return a figure of all stories, month by month."""
    frame = facts.frame(about.table)
    return frame.select("scenario", "seed", "month", value=about.value("scenario", "seed"))


def _found(facts: Facts, measure: Measure, mark: int) -> dict[str, Estimate]:
    """Return a measure of every story in a year."""
    values = _values(facts, find_figure(measure.name))
    if mark:
        values = values.filter(pl.col("month") // MONTHS_PER_YEAR + 1 == mark)
    means = last_year(values)
    if measure.against:
        means = _change(facts, means, measure, [])
    return {row["scenario"]: estimate(row) for row in summarise(means, ["scenario"]).iter_rows(named=True)}


def _change(facts: Facts, values: pl.DataFrame, measure: Measure, keys: list[str]) -> pl.DataFrame:
    relative = measure.against == "relative"
    change = paired_change(values, facts.base.name, keys, relative=relative)
    return change.with_columns(pl.col("value") * 100.0) if relative else change


def _unit(facts: Facts, measure: Measure) -> str:
    about = find_figure(measure.name)
    if not measure.against:
        return about.unit
    unit = "%" if measure.against == "relative" else "percentage points"
    return f"{unit} against {facts.base.label}"


def _digits(measure: Measure) -> int:
    return 1 if measure.against else find_figure(measure.name).digits


def _sentences(facts: Facts, look: Story, mark: int) -> str:
    """Say what owners, adopters, workers and buyers get of each hundred of output."""
    level = {one.name: _found(facts, one, mark) for one in MEASURES if not one.against}
    changes = {one.name: _found(facts, one, mark).get(look.name) for one in MEASURES if one.against}

    def told(name: str) -> str:
        return _with_band(facts, level[name][look.name], find_figure(name).digits)

    parts = [
        f"{told('gpu_rent_share')} are rents that customers pay for GPUs",
        f"{told('royalties_gdp')} royalties to owners of models",
        f"{told('kept_savings_gdp')} savings that adopters keep",
    ]
    wages = f"{told('labour_share')} are wages"
    if not look.is_counterfactual:
        wages += f", against {number(level['labour_share'][facts.base.name].mean, 1)} in {facts.base.label}"
    hundred = money(number(100.0, 0))
    first = f"In {_year(facts, mark)}, of each {hundred} of output {listing(parts)}; {wages}."
    return f"{first} {_second(facts, look, level, changes)}"


def _second(
    facts: Facts, look: Story, level: dict[str, dict[str, Estimate]], changes: dict[str, Estimate | None]
) -> str:
    """Say how much more the surplus takes, what is paid out and goes abroad, and what buyers get."""
    paid = level["owners_income_gdp"][look.name].mean or 0.0
    abroad = level["foreign_rent_gdp"][look.name].mean or 0.0
    added = level["owners_money_gdp"][look.name].mean or 0.0
    said = f"Owners of GPUs, models and chips are paid out {number(paid, 2)}"
    if paid > 0.0:
        said += f", {number(100.0 * abroad / paid, 0)}{SPACE}% of it abroad, and put in {number(added, 2)}"
    surplus, prices, output = (changes[one] for one in ("operating_surplus_gdp", "price_level", "real_gdp"))
    if surplus is None or prices is None or output is None:
        return said + "."
    doors = sum(level[name][look.name].mean or 0.0 for name in DOORS)
    mean = surplus.mean or 0.0
    more = f"{number(abs(mean), 1)} {'more' if mean >= 0.0 else 'less'}"
    return (
        f"The operating surplus, which the first three are part of ({number(doors, 1)} together), takes "
        f"{more} than in {facts.base.label}. {said}; for buyers, prices are {_differs(facts, prices)} and "
        f"real output is {_differs(facts, output)}."
    )


def _differs(facts: Facts, change: Estimate) -> str:
    """Write a change in per cent: ``3.1 % lower (2.0 to 4.2)``, with a remark where chance may be all."""
    mean = change.mean or 0.0
    sign = -1.0 if mean < 0.0 else 1.0
    low, high = sorted(sign * (mean if end is None else end) for end in (change.low, change.high))
    words = f"{number(abs(mean), 1)}{SPACE}% {'lower' if mean < 0.0 else 'higher'}"
    if not facts.has_bands:
        return words
    chance = "" if change.is_told_from_zero or not facts.can_tell else ", not told from chance"
    return f"{words} ({band(low, high, 1)}{chance})"


def _with_band(facts: Facts, one: Estimate, digits: int, unit: str = "") -> str:
    shown = f"{number(one.mean, digits)}{unit}"
    limits = band(one.low, one.high, digits) if facts.has_bands else ""
    return f"{shown} ({limits})" if limits and one.low != one.high else shown


def _doors(facts: Facts) -> Markup:
    """Draw the three doors of every story, on the same axis."""
    looks = _with_ai(facts)
    parts, rows = {}, []
    for name, colour in DOORS.items():
        about = find_figure(name)
        points = over_years(_values(facts, about).filter(pl.col("scenario").is_in([s.name for s in looks])))
        parts[_label(name)] = colour
        rows.append(points.select("scenario", "year", value="mean", part=pl.lit(_label(name))))
    areas = pl.concat(rows)
    if not areas["value"].max():
        return Markup()
    sums = areas.group_by("scenario", "year").agg(pl.col("value").sum())
    reach = float(sums["value"].max())  # type: ignore[arg-type]
    unit, mark = find_figure("royalties_gdp").unit, _mark(facts)
    drawn = []
    for look in looks:
        mine = areas.filter(pl.col("scenario") == look.name)
        title = f"What AI brings owners and adopters: {look.label}"
        svg = stacked_areas(mine, parts, x_range=(0.0, facts.years), reach=reach)
        words = "; ".join(
            f"{_label(name)} {_with_band(facts, _found(facts, _of(name), mark)[look.name], 2)}"
            for name in DOORS
        )
        years = f"Stacked areas over {number(facts.years, 0)} years, {unit}"
        description = f"{years}. In {_year(facts, mark)}: {words}."
        drawn.append(
            figure(
                title,
                f"{unit}, the same axis in every story",
                key_of(parts) + describe(svg, title, description),
                key=f"gains-{look.name}",
            )
        )
    return joined(drawn)


def _of(name: str) -> Measure:
    return next(one for one in MEASURES if one.name == name)


def _label(name: str) -> str:
    return _of(name).label


def _change_figure(facts: Facts, measure: Measure, title: str, note: str) -> Markup:
    """Draw a change against the counterfactual over the years."""
    about = find_figure(measure.name)
    values = _values(facts, about)
    monthly = _change(facts, values, measure, ["month"])
    points = over_years(monthly)
    if not points.height:
        return Markup()
    unit = _unit(facts, measure)
    drawing = line_chart(
        points, facts.stories, number_format="+,~f", x_range=(0.0, facts.years), from_zero=True
    )
    mark = _mark(facts)
    found = _found(facts, measure, mark)
    words = in_words(facts, facts.stories, found, 1, unit)
    description = f"Line chart over {number(facts.years, 0)} years, {unit}. In {_year(facts, mark)}: {words}."
    key = f"gains-change-{measure.name.replace('_', '-')}"
    return figure(title, unit, describe(drawing, title, description), note=note, key=key)


def _table(facts: Facts, look: Story) -> Markup:
    """Return the measures of a story in some years; those that are zero in all of them are left out."""
    marks = _marks(facts) or [0]
    rows: list[list[str | Cell]] = []
    for measure in MEASURES:
        if measure.against and look.is_counterfactual:
            continue
        found = [_found(facts, measure, mark).get(look.name) for mark in marks]
        if not any(one is not None and one.mean for one in found):
            continue
        head = text(measure.label) + element("small", in_currency(_unit(facts, measure)))
        digits, signed = _digits(measure), bool(measure.against)
        if measure.name == "supply_at_cap":  # of months that follow each other: a band would pass 0 and 100
            found = [one and Estimate(one.mean) for one in found]
        cells = [
            cell(
                mean_and_band(one, digits, signed=signed),
                data_scenario=look.name,
                data_gain=f"{measure.name} {measure.against}".strip(),
                data_year=str(mark),
            )
            for mark, one in zip(marks, found, strict=True)
        ]
        rows.append([head, *cells])
    years = [_year(facts, mark) for mark in marks]
    heads = ["Part", *(year[:1].upper() + year[1:] for year in years)]
    return table(f"{look.label}: who gets what", heads, rows, class_="headline")
