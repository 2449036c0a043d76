"""Choices as the address of the page and as a scenario file, both of which lead back to the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from sim.dashboard.choices import AGAINST, CONTROLS, OWN_KEYS, Choices, Move, find_story, levers
from sim.errors import UserError
from sim.experiments.figures.asked import own_words
from sim.records.figures import figures
from sim.scenario import Scenario, built_in_names
from sim.scenario_files import pair_of
from sim.toml import write_value

__all__ = ["file_text", "from_query", "to_query"]


def to_query(choices: Choices) -> str:
    """Return the choices as the query of the page's address; what is as at the start is left out."""
    plain = Choices()
    pairs: list[tuple[str, object]] = [("story", choices.story)]
    for key in ("against", "people", "seed", "month"):
        if getattr(choices, key) != getattr(plain, key):
            pairs.append((key, getattr(choices, key)))
    if choices.figures:
        pairs.append(("figures", ",".join(choices.figures)))
    pairs += [(name, f"{value:g}") for name, value in choices.technology.items()]
    for name, moves in choices.policies.items():
        pairs.append((name, ",".join(f"{move.month}:{move.size:g}:{move.payer}" for move in moves)))
    return urlencode(pairs, safe=":,/")


def from_query(query: str, start: Choices, known: Mapping[str, str]) -> tuple[Choices, list[str]]:
    """Read choices from an address; what cannot be understood is left out and named.

    Parameters
    ----------
    query : str
        After the question mark.
    start : Choices
        What holds where the address says nothing.
    known : mapping
        Stories that may be chosen, beside the points of the grid.

    Returns
    -------
    tuple
        The choices, and one sentence for every part of the address that was not understood.
    """
    choices, problems = start, []
    for key, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        try:
            choices = _read(choices, key, text, known)
            choices.scenario()
        except (UserError, ValueError) as error:
            reason = str(error) if isinstance(error, UserError) else "it is not of the form that is needed."
            problems.append(f"The address says {key}={text[:40]}, which is left out: {reason}")
            choices = _without(choices, key, start)
    horizon = choices.base().run.months
    return replace(choices, month=min(max(choices.month, 0), horizon)), problems


def _read(choices: Choices, key: str, text: str, known: Mapping[str, str]) -> Choices:
    if key == "story":
        return replace(choices, story=find_story(text, known))
    if key == "against":
        if text not in AGAINST:
            raise UserError(f"it must be one of {', '.join(AGAINST)}.")
        return replace(choices, against=text)
    if key in ("people", "seed", "month"):
        return replace(choices, **{key: int(text)})  # type: ignore[arg-type]
    if key == "figures":
        own = own_words([choices.base()])
        return replace(choices, figures=tuple(one.name for one in figures(text.split(","), own=own)))
    if any(lever.name == key for lever in levers(choices.plugins)):
        moves = tuple(_move(part) for part in text.split(","))
        if list(moves) != sorted(moves, key=lambda move: move.month):
            raise UserError("its months must rise.")
        return replace(choices, policies={**choices.policies, key: moves})
    if any(control.name == key for control in CONTROLS):
        return replace(choices, technology={**choices.technology, key: float(text)})
    raise UserError("there is no such control.")


def _move(text: str) -> Move:
    month, size, payer = text.split(":")
    return Move(int(month), float(size), payer)


def _without(choices: Choices, key: str, start: Choices) -> Choices:
    """Put one part of the choices back to where it started."""
    if key in OWN_KEYS:
        return replace(choices, **{key: getattr(start, key)})
    technology = {name: value for name, value in choices.technology.items() if name != key}
    policies = {name: moves for name, moves in choices.policies.items() if name != key}
    return replace(choices, technology=technology, policies=policies)


def file_text(choices: Choices) -> str:
    """Write the chosen future as a scenario file that says only what differs.

    ``tenfold run`` of this file gives the numbers of the page.
    """
    scenario = choices.scenario()
    if choices.story not in built_in_names() and pair_of(choices.story) is None:
        return scenario.to_toml()
    base = Scenario.load(choices.story, plugins=choices.plugins)
    changed = choices.technology or choices.policies
    title = f"{base.title}, changed on the page" if changed else base.title
    lines = [
        "# Made by the dashboard; run it with: tenfold run FILE",
        f"title = {write_value(title)}",
        f"question = {write_value(base.question)}",
        f"based_on = {write_value(choices.story)}",
        *(
            [f"plugins = {write_value([plugin.path for plugin in choices.plugins])}"]
            if choices.plugins
            else []
        ),
        "",
        "[run]",
        f"people = {choices.people}",
        f"seed = {choices.seed}",
        f"months = {scenario.run.months}",
    ]
    sections: dict[str, list[str]] = {}
    for control in CONTROLS:
        if control.name in choices.technology:
            section, _, key = control.key.partition(".")
            value = getattr(getattr(scenario, section), key)
            sections.setdefault(section, []).append(f"{key} = {write_value(value)}  # {control.label}")
    for section, keys in sections.items():
        lines += ["", f"[{section}]", *keys]
    for table in choices.policy_tables():
        lines += ["", "[[policy]]", *(f"{key} = {write_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"
