"""The controls as the page shows them, and what a visitor typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.base_year.calibration import load
from sim.country import country_words, folder_spoken_of
from sim.dashboard.choices import CONTROLS, Choices, Control, Lever, levers, stories
from sim.errors import UserError
from sim.scenario_files import GRADES, parts, point_of

__all__ = ["stand", "whole"]


def stand(choices: Choices, payers: Mapping[str, str], own: str | None) -> dict[str, Any]:
    """Return the controls and where they stand.

    Parameters
    ----------
    choices : Choices
        What was chosen.
    payers : mapping of str to str
        Who is to pay for a policy that has not begun yet.
    own : str or None
        Scenario that the dashboard was started with.
    """
    base = choices.base()
    shown = []
    for control in CONTROLS:
        usual = control.shown(base)
        value = choices.technology.get(control.name, usual)
        shown.append({**_words(control), "hint": control.hint, "value": value, "usual": usual})
    policies = []
    for lever in levers(choices.plugins):
        move = choices.lever_position(lever)
        payer = payers.get(lever.name, move.payer)
        flags = {"payable": lever.payable, "asks_early": lever.asks_early, "more": lever.more}
        policies.append({**_words(lever), "value": move.size, "payer": payer, **flags})
    known = stories(own, choices.plugins)
    return {
        "story": choices.story,
        "stories": [{"name": name, "words": words} for name, words in known.items()],
        "pair": _pair(choices.story, known),
        "parts": _parts(),
        "against": choices.against,
        "technology": shown,
        "policies": policies,
        "people": choices.people,
        "adults": load(folder_spoken_of()).figure("population"),
        "country": country_words().country,
        "seed": choices.seed,
    }


def _pair(story: str, known: Mapping[str, str]) -> dict[str, Any]:
    """Return technology and institutions of a story, and how it stands to them."""
    point = point_of(story)
    title = known.get(story, "").partition(":")[0]
    if point is None:
        return {
            "technology": "",
            "institutions": "",
            "exact": True,
            "words": f"{title}: none of these pairs.",
        }
    words = f"{title}: this pair exactly." if title else "No story above is this pair."
    if not point.is_exact:
        words = f"{title}: this pair, with values of its own on top."
    return {
        "technology": point.technology,
        "institutions": point.institutions,
        "exact": point.is_exact,
        "words": words,
    }


@cache
def _parts() -> dict[str, list[dict[str, str]]]:
    """Return what a pair is chosen from."""
    return {kind: [part._asdict() for part in parts(kind)] for kind in GRADES}


def _words(control: Control | Lever) -> dict[str, Any]:
    words = {"name": control.name, "label": control.label, "unit": control.unit}
    return {**words, "stops": list(control.stops)}


def whole(value: Any, what: str) -> int:
    """Read a whole number that a visitor typed."""
    text = str(value).replace(",", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").strip()
    try:
        return int(text)
    except ValueError:
        raise UserError(f'{what} is "{str(value)[:30]}"; it must be a whole number.') from None
