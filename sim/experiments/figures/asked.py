"""Figures that a user asks for by name, beside those that an experiment shows anyway."""

from __future__ import annotations

from collections.abc import Sequence

from sim.records.figures import Figure, figures, plain_words
from sim.records.words import Column
from sim.scenario import Scenario

__all__ = ["asked_for", "own_words"]


def own_words(scenarios: Sequence[Scenario]) -> dict[str, Column]:
    """Return the words of columns that plugins of the scenarios fill, ``"macro.my_figure"``."""
    found: dict[str, Column] = {}
    for extensions in (scenario.extensions for scenario in scenarios):
        for name in sorted(extensions.column_names()):
            found.setdefault(name, extensions.columns.get(name) or plain_words(name))
    return found


def asked_for(
    names: Sequence[str], scenarios: Sequence[Scenario], place: str = "figures"
) -> tuple[Figure, ...]:
    """Return the figures called ``names``, each once.

    Parameters
    ----------
    names : sequence of str
        ``inflation``, ``labour_flows.layoffs``, ``debt_gdp``, a column of a plugin.
    scenarios : sequence of Scenario
        Their plugins may have figures of their own.
    place : str
        What an error calls the place where they were named.

    Raises
    ------
    UserError
        One of them is no figure; the sentence offers the nearest.
    """
    return tuple(figures(names, place, own_words(scenarios)))
