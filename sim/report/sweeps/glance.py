"""What each crossed value changes over the whole space, at a glance, as in a comparison of policies."""

from __future__ import annotations

from markupsafe import Markup

from sim.experiments.explore.crossed import crossed_factor, effects_overall, on_credit, values_beside
from sim.experiments.figures.statistics import FEWEST_SEEDS, Estimate
from sim.experiments.lab.glance import CHANGED
from sim.experiments.lab.packages import package
from sim.experiments.public_finance.coverage import MOST_DEBT
from sim.experiments.sweep.factors import Value
from sim.experiments.sweep.results import SweepResults
from sim.report.html import cell, element, joined, mean_and_band, table, text
from sim.report.sweeps.words import capital
from sim.report.wording import band, few_seeds

__all__ = ["SHOWN", "crossed_glance"]

SHOWN = (*CHANGED.values(), "real_p20_income", "real_median_income", "price_level")
"""Outputs of the table, those that a comparison of policies says first, and incomes and prices."""

ON_CREDIT = (
    f"On credit: at some point debt pays more than {100 * MOST_DEBT:.0f} % of the cost, so it is not ranked "
    "with what somebody pays for."
)


def crossed_glance(results: SweepResults) -> Markup:
    """Return a row for each value of the crossed factor: its mean effect over all points, and its range."""
    crossed, seeds = crossed_factor(results), len(results.sweep.seeds)
    outputs = [one for one in SHOWN if one in results.outputs]
    frames = {output: effects_overall(results, output) for output in outputs}
    found = {
        output: {str(row[crossed.column]): row for row in frame.iter_rows(named=True)}
        for output, frame in frames.items()
    }
    body: list[list[str]] = []
    borrowed = on_credit(results)
    for value in sorted(values_beside(results), key=borrowed.__contains__):
        cells = []
        for output in outputs:
            row, digits = found[output].get(str(value)), results.words(output).digits
            one = Estimate() if row is None else Estimate(row["mean"], row["low"], row["high"])
            told = seeds >= FEWEST_SEEDS and one.is_told_from_zero
            ends = "" if row is None else band(row["least"], row["most"], digits, signed=True)
            over_points = element("small", f"points: {ends}") if ends else ""
            cells.append(
                cell(
                    mean_and_band(one, digits, signed=True) + over_points,
                    class_="told" if told else "",
                    data_value=str(value),
                    data_output=output,
                )
            )
        body.append([_head(results, value, value in borrowed), *cells])
    if not outputs or not body:
        return Markup()
    heads = [
        text(results.words(output).label) + element("small", results.words(output).difference_unit)
        for output in outputs
    ]
    caption = f"At a glance: mean change over all points against “{crossed.grid()[0]}”"
    if seeds >= FEWEST_SEEDS:
        caption += ", with 95 % intervals over seeds; bold where the interval excludes zero"
    note = "Points: from the point where it changes least to the one where it changes most."
    notes = (note, ON_CREDIT if borrowed else "", few_seeds(seeds))
    words = [element("p", one, class_="note") for one in notes if one]
    return table(caption, [capital(crossed.words), *heads], body, class_="policies") + joined(words)


def _head(results: SweepResults, value: Value, is_on_credit: bool) -> Markup:
    """Return a value, and what it stands for where it adds policies."""
    for option in crossed_factor(results).option:
        if option.name == value and option.policy:
            label = package(map(dict, option.policy), plugins=results.sweep.plugins).label
            return text(str(value)) + element("small", f"{label}, on credit" if is_on_credit else label)
    return text(str(value)) + (element("small", "on credit") if is_on_credit else "")
