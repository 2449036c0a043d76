"""Results as a notebook shows them: a table of headline figures, lines over the years, units of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import ModuleType
from typing import Any

import polars as pl

from sim.country import in_currency
from sim.errors import UserError
from sim.records.columns_of_summaries import words_of
from sim.records.figures import Figure
from sim.records.words import Column

__all__ = ["FIRST_LOOK", "charts", "html_table", "units_of", "written"]

FIRST_LOOK = ("unemployment_rate", "real_median_income", "poverty_rate", "real_gdp")
"""Figures that are drawn where none is named."""
WIDTH, HEIGHT = 340, 200
COLUMNS = 2
STYLE = "text-align: left; padding: 2px 10px 2px 0"


def charts(drawn: Sequence[tuple[Figure, pl.DataFrame]]) -> Any:
    """Return one line chart for each figure, two beside each other.

    Parameters
    ----------
    drawn : sequence of (Figure, polars.DataFrame)
        Tables with columns ``scenario``, ``year``, ``mean``, ``low``, ``high``, in the unit shown; a band is
        drawn where there are ends of an interval.

    Returns
    -------
    altair.Chart or altair.ConcatChart
        It can be changed and saved like any other.

    Raises
    ------
    UserError
        altair is not installed.
    """
    alt = _altair()
    single = [_chart(alt, about, points) for about, points in drawn]
    return single[0] if len(single) == 1 else alt.concat(*single, columns=COLUMNS)


def _altair() -> ModuleType:
    try:
        import altair
    except ImportError:
        raise UserError(
            'plot needs the package altair; install it with pip install "tenfold[report]".'
        ) from None
    return altair


def _chart(alt: Any, about: Figure, points: pl.DataFrame) -> Any:
    several = points["scenario"].n_unique() > 1
    legend = alt.Legend(title=None, orient="bottom") if several else None
    order = points["scenario"].unique(maintain_order=True).to_list()
    base = alt.Chart(points).encode(
        x=alt.X("year:Q", title="Year"), color=alt.Color("scenario:N", sort=order, legend=legend)
    )
    height = {"title": about.unit, "scale": alt.Scale(zero=False)}
    number = f",.{about.digits}f"
    shown = [alt.Tooltip("scenario:N", title="Scenario"), alt.Tooltip("year:Q", title="Year", format=".2f")]
    shown.append(alt.Tooltip("mean:Q", title=about.label, format=number))
    line = base.mark_line().encode(y=alt.Y("mean:Q", **height), tooltip=shown)
    if points["low"].null_count() < points.height:
        line = base.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", **height), y2="high:Q") + line
    return line.properties(title=about.label, width=WIDTH, height=HEIGHT)


def units_of(
    frames: Mapping[str, pl.DataFrame], own: Mapping[str, Column], kind: str = "run"
) -> dict[str, dict[str, str]]:
    """Return the unit of every column of every table, ``units["macro"]["real_gdp"]``.

    Parameters
    ----------
    frames : mapping of str to polars.DataFrame
        Tables by name.
    own : mapping of str to Column
        Words of columns that plugins fill.
    kind : str
        Kind of the results, as their manifest says.
    """
    return {
        table: {column: in_currency(words_of(table, column, kind, own).unit) for column in frame.columns}
        for table, frame in frames.items()
    }


def html_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a small table for a notebook; all text is escaped, the first column is left-aligned."""

    def line(tag: str, cells: Sequence[str]) -> str:
        first, *others = map(escape, cells)
        more = "".join(f"<{tag}>{cell}</{tag}>" for cell in others)
        return f'<tr><{tag} style="{STYLE}">{first}</{tag}>{more}</tr>'

    body = "".join(line("td", row) for row in rows)
    top = f"<caption>{escape(caption)}</caption><thead>{line('th', head)}</thead>"
    return f"<table>{top}<tbody>{body}</tbody></table>"


def written(mean: float | None, digits: int, low: float | None = None, high: float | None = None) -> str:
    """Write a number, with its interval where there is one; a hyphen where there is none."""
    if mean is None:
        return "-"
    interval = "" if low is None or high is None else f" ({low:,.{digits}f} to {high:,.{digits}f})"
    return f"{mean:,.{digits}f}{interval}"
