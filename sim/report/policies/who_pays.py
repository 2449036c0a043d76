"""Who pays: the reconciliation of each package, from its gross cost to the budget balance and the debt."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.public_finance.books import BALANCE, DEBT, GDP, LINES, OWN, PARTS, REVALUATION
from sim.experiments.public_finance.coverage import source_words
from sim.experiments.public_finance.reconciliation import UNITS
from sim.report.html import cell, element, joined, mean_and_band, table, text
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.policies.heads import policy_head
from sim.report.story_looks import Story
from sim.report.wording import MINUS, number

__all__ = ["READING_AID", "who_pays"]

READING_AID = (
    "Read a row of the reconciliation from left to right, against the same seeds without the policy. In "
    f"dollars and in per cent of GDP alike, + is money into the budget and {MINUS} money out of it; of the "
    "debt and of its revaluation, + is more that is owed. Gross cost, its own tax and the answers of the "
    "rest of the budget add up to the balance. The debt at the end of the last year is what the balance "
    "lacks and the revaluation: in dollars of the base year prices that rise shrink what is owed, so that "
    "debt can fall although part of a cost is missing. New money of the bank is spent and owed as bonds "
    "are. Transfers above zero are saved; purchases above zero are real purchases that prices ate. "
    "Dollars of the base year can be compared between runs, and so can per cent, which are those dollars "
    "over the GDP of the last year without the policy; dollars of the years themselves hold the inflation "
    "by which two runs differ."
)
SHOWN = (*PARTS, BALANCE, REVALUATION, DEBT)
"""Lines of the tables; GDP is in the files."""
OWED = (REVALUATION, DEBT)
"""Lines of what is owed; of all others + is money into the budget."""
CAUTION = {"nominal": ", in which runs differ by inflation too: to compare, read base-year dollars"}
"""What stands behind a unit in the head of its table."""
DIGITS = {"real": 0, "nominal": 0, "gdp_share": 1}


def who_pays(facts: PolicyFacts, story: str) -> Markup:
    """Return the reconciliation of one story: over ten years, and folded all units and every year."""
    found = rows(facts.comparison.reconciliation(), story=story).filter(pl.col("line") != GDP)
    if not found.height:
        return Markup()
    whole = found.filter(pl.col("year") == pl.col("year").max(), pl.col("first_year") == 1)
    first, *others = (_over_years(facts, story, whole, unit) for unit in UNITS)
    by_year = (_by_year(facts, story, arm, found, unit) for arm in facts.looks(story) for unit in UNITS)
    folded = element(
        "details",
        element("summary", text(f"{facts.labels[story]}: the reconciliation in other units and every year")),
        joined((*others, *by_year)),
    )
    return first + folded


def _over_years(facts: PolicyFacts, story: str, whole: pl.DataFrame, unit: str) -> Markup:
    """Return a row a package: every line, summed over the years."""
    least = 0.5 * 10.0 ** -DIGITS[unit]
    lines = [line for line in SHOWN if (rows(whole, line=line)[unit].abs().max() or 0.0) >= least]  # type: ignore[operator]
    years = int(whole["year"][0]) if whole.height else 0
    span = f"{years} year{'s' if years != 1 else ''}"
    caution = CAUTION.get(unit, "")
    caption = (
        f"{facts.labels[story]}: who pays, summed over {span}, {UNITS[unit]}{caution}; + is into the budget"
    )
    heads = [text(LINES[line]) + (element("small", "+ more owed") if line in OWED else "") for line in lines]
    body = []
    for arm in facts.looks(story):
        mine = rows(whole, policy=arm.name)
        cells = [
            cell(
                _sum(mine, line, unit),
                data_story=story, data_policy=arm.name, data_measure=line, data_what=unit,
            )
            for line in lines
        ]  # fmt: skip
        body.append([policy_head(facts, story, arm), *cells])
    return table(caption, ["Policy", *heads], body, class_="headline policies tight")


def _sum(mine: pl.DataFrame, line: str, unit: str) -> Markup:
    """Return the amount of a line; the balance and the debt with their intervals."""
    here = rows(mine, line=line)
    if line in (BALANCE, DEBT) and here.height:
        one = Estimate(*here.select(unit, f"{unit}_low", f"{unit}_high").row(0))
        return mean_and_band(one, DIGITS[unit], signed=True)
    taxes = [source_words(source) for source in here["source"] if line == OWN]
    shown = text(number(float(here[unit].sum()), DIGITS[unit], signed=True))
    return shown + (element("small", ", ".join(taxes)) if taxes else "")


def _by_year(facts: PolicyFacts, story: str, arm: Story, found: pl.DataFrame, unit: str) -> Markup:
    """Return a row a line of one package: every year, and the sum over ten."""
    mine = rows(found, policy=arm.name)
    spans: Sequence[tuple[int, int]] = mine.select("first_year", "year").unique(maintain_order=True).rows()
    heads = [f"Year {last}" if first == last else f"Years {first} to {last}" for first, last in spans]
    body = []
    for line in SHOWN:
        here = rows(mine, line=line)
        for source in here["source"].unique(maintain_order=True):
            known = rows(here, source=source).select("first_year", "year", unit)
            amounts = {(first, last): amount for first, last, amount in known.iter_rows()}
            words = f"{LINES[line]}: {source_words(source)}" if source else LINES[line]
            shown = [number(amounts.get(span), DIGITS[unit], signed=True) for span in spans]
            body.append([text(words), *shown])
    caption = f"{facts.labels[story]}, {arm.label}: {UNITS[unit]}"
    return table(caption, ["Line", *heads], body, class_="columns")
