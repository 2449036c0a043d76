"""The controls as the page shows them, and what a visitor typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.base_year.calibration import load
from sim.country import country_words
from sim.dashboard.choices import CONTROLS, Choices, Control, Lever, levers, stories
from sim.errors import UserError

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
    return {
        "story": choices.story,
        "stories": [{"name": name, "words": words} for name, words in stories(own, choices.plugins).items()],
        "against": choices.against,
        "technology": shown,
        "policies": policies,
        "people": choices.people,
        "adults": load().figure("population"),
        "country": country_words().country,
        "seed": choices.seed,
    }


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
