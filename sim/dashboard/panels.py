"""The small line charts of the page: a figure in two futures, by its name in the dictionary of figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.country import country_words, in_currency
from sim.dashboard.beside.histories import Recorded
from sim.experiments.figures.asked import own_words
from sim.records.figures import Figure, figure, names
from sim.records.words import Column
from sim.report.wording import number, quantity
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["ENDS", "PANELS", "Panel", "every_figure", "panel", "panels"]

PANELS = (
    "employment", "unemployment_rate", "poverty_rate", "real_median_wage", "real_median_income",
    "real_p20_income", "price_level", "inflation", "real_mean_income", "labour_share", "income_top1_share",
    "real_gdp",
)  # fmt: skip
"""Figures that every visitor sees."""

ENDS = {
    "employment": (140.0, 190.0),
    "unemployment_rate": (0.0, 10.0),
    "poverty_rate": (0.0, 20.0),
    "price_level": (0.8, 1.6),
    "inflation": (-2.0, 6.0),
    "real_median_wage": (4_000.0, 7_000.0),
    "labour_share": (40.0, 55.0),
    "real_mean_income": (4_000.0, 8_000.0),
    "real_median_income": (3_000.0, 6_000.0),
    "real_p20_income": (1_000.0, 2_000.0),
    "income_top1_share": (10.0, 20.0),
    "real_gdp": (25_000.0, 50_000.0),
}
"""First ends of vertical axes; those of other figures begin around their first values."""


NOTES = {
    "real_p20_income": "the bottom fifth of adults have less",
    "real_median_income": "half of the adults have less",
    "poverty_rate": "by the official measure",
    **dict.fromkeys(
        ("displaced_jobs", "assisted_jobs", "reinstated_jobs"),
        "work, not people: as output grows it may be more than there are jobs",
    ),
}
"""What a label does not say to everybody."""

PRICES = "of year 0"


class Panel(NamedTuple):
    """A line chart of one figure."""

    about: Figure

    def values(self, records: Recorded) -> list[float]:
        """Return the figure month by month from month 0 on, in the unit shown."""
        about = self.about
        series = about.scale * np.array(records.series(about.table, about.column))
        if about.over:
            over = np.array(records.series(about.table, about.over))
            series = series / over * (over[:MONTHS_PER_YEAR].mean() if about.real and over.size else 1.0)
        return [float(value) for value in series]

    def unit(self) -> str:
        """Return what the unit says beside a value that :meth:`tell` has written with its sign or size."""
        unit, currency = in_currency(self.about.unit), country_words().currency
        sizes = {"%": "", currency: "", f"billion {currency}": "billions", "million": "millions"}
        start = next((start for start in sizes if unit.startswith(start)), "")
        unit = unit.removeprefix(start).strip()
        axis = f"axis in {sizes[start]}" if sizes.get(start) else ""
        if unit.startswith(PRICES):
            unit = f"{unit.removeprefix(PRICES).strip()}, at prices {PRICES}".removeprefix(", ")
        return "; ".join(part for part in (unit, NOTES.get(self.about.name, ""), axis) if part)

    def write(self, value: float) -> str:
        """Write a value on the axis, with no more digits than it needs."""
        most = max(1, self.about.digits)
        digits = next((few for few in range(most) if abs(value - round(value, few)) < 1e-6), most)
        unit = self.about.unit
        if (currency := country_words().currency) in unit:
            return quantity(value, digits, currency)
        return quantity(value, digits, "%") if unit.startswith("%") else number(value, digits)

    def tell(self, value: float) -> str:
        """Write a value where it is read out."""
        return _tell(value, self.about.words)


@lru_cache(maxsize=20_000)
def _tell(value: float, words: Column) -> str:
    """Write a value; every view tells all months again, and they stay what they are."""
    return quantity(value, words.digits, words.unit_shown, brief=True)


def panel(name: str, scenario: Scenario | None = None) -> Panel:
    """Return the chart of the figure called ``name``; plugins of ``scenario`` may have figures of their own.

    Raises
    ------
    UserError
        There is no such figure.
    """
    return Panel(figure(name, own=own_words([scenario] if scenario else [])))


def panels(added: Sequence[str], scenario: Scenario) -> list[Panel]:
    """Return the charts that every visitor sees, and those that this one added."""
    return [panel(name, scenario) for name in dict.fromkeys([*PANELS, *added])]


def every_figure(scenario: Scenario) -> list[tuple[str, str]]:
    """Return name and words of all figures that can be added, by their words."""
    own = own_words([scenario])
    every = (figure(name, own=own) for name in names(own))
    found = [(one.name, f"{one.label} ({one.unit})" if one.unit else one.label) for one in every]
    return sorted(found, key=lambda pair: pair[1].lower())
