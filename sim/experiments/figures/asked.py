"""Figures that a user asks for by name, beside those that an experiment shows anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.arguments import texts_of
from sim.records.figures import Figure, figures, plain_words
from sim.records.words import Column
from sim.scenario import Scenario

__all__ = ["asked_for", "own_words", "words_from", "words_to_keep"]


def own_words(scenarios: Sequence[Scenario]) -> dict[str, Column]:
    """Return the words of columns that plugins of the scenarios fill, ``"macro.my_figure"``."""
    found: dict[str, Column] = {}
    for extensions in (scenario.extensions for scenario in scenarios):
        for name in sorted(extensions.column_names()):
            found.setdefault(name, extensions.columns.get(name) or plain_words(name))
    return found


def words_to_keep(words: Mapping[str, Column]) -> dict[str, dict[str, Any]]:
    """Return words of columns as results keep them under ``words``: they hold no programs that could tell."""
    return {name: column._asdict() for name, column in words.items()}


def words_from(about: Mapping[str, Any]) -> dict[str, Column]:
    """Return the words of columns that results have kept."""
    return {name: Column(**kept) for name, kept in about.get("words", {}).items()}


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
    chosen = texts_of(place, names, 'names of figures, ["inflation", "debt_gdp"]')
    return tuple(figures(chosen, place, own_words(scenarios)))
