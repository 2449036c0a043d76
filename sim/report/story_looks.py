"""Looks of the stories: one colour, dash pattern and marker each, the same on every chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

#: Okabe and Ito (2008), a palette told apart under all common kinds of colour blindness.
BLACK = "#000000"
VERMILLION = "#D55E00"
BLUE = "#0072B2"
GREEN = "#009E73"
PURPLE = "#CC79A7"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREY = "#999999"

#: The counterfactual is black and dotted; the stories take these looks in the order they were given.
COLOURS = (VERMILLION, BLUE, GREEN, PURPLE, ORANGE, SKY_BLUE)
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (8, 3), (5, 2), (10, 3, 2, 3), (4, 2), (12, 4))
MARKERS = ("triangle-down", "square", "triangle-up", "diamond", "circle", "cross")

#: Shapes of the markers in a box from -1 to 1, drawn by the legend (charts use the shapes of the same name).
MARKER_PATHS = {
    "circle": "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1Z",
    "square": "M-.9,-.9H.9V.9H-.9Z",
    "diamond": "M0,-1.2L1,0L0,1.2L-1,0Z",
    "triangle-up": "M0,-1L1,.8H-1Z",
    "triangle-down": "M0,1L1,-.8H-1Z",
    "cross": "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z",
}
PART_COLOURS = {
    "displacement": VERMILLION,
    "assistance": ORANGE,
    "reinstatement": GREEN,
    "entry": SKY_BLUE,
    "income": BLUE,
    "demand": GREY,
    "policy": PURPLE,
}
"""Colours of the parts of the change in employment."""
ACRONYMS = frozenset({"ai", "gpu", "gpus", "ubi", "us"})


@dataclass(frozen=True)
class Story:
    """One scenario of a comparison as the page shows it.

    Parameters
    ----------
    name : str
        Name in the result tables.
    label : str
        Short name on charts and over columns.
    title, question : str
        From the scenario file.
    colour, dash, marker
        The look.
    is_counterfactual : bool
        The others are measured against this one.
    has_ai : bool
        GPUs do work in it.
    claimed_ratio : float
        Workers whose automatable tasks one GPU is said to do (``compute.gpu_worker_ratio``).
    """

    name: str
    label: str
    title: str
    question: str
    colour: str
    dash: tuple[int, ...]
    marker: str
    is_counterfactual: bool
    has_ai: bool
    claimed_ratio: float


def dress(scenarios: Sequence[Any], counterfactual: str) -> tuple[Story, ...]:
    """Give every scenario its look: the counterfactual first, the others in their order.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All scenarios of a comparison, in any order.
    counterfactual : str
        Name of the one the others are measured against.

    Returns
    -------
    tuple of Story
        Colours repeat after six stories; dashes and markers then differ by one place, so no two looks agree.
    """
    reference = [scenario for scenario in scenarios if scenario.name == counterfactual]
    others = [scenario for scenario in scenarios if scenario.name != counterfactual]
    stories = [_story(reference[0], BLACK, (2, 2), "circle", True)] if reference else []
    for place, scenario in enumerate(others):
        turn = place // len(COLOURS)
        shifted = (place + turn) % len(DASHES)
        colour = COLOURS[place % len(COLOURS)]
        stories.append(_story(scenario, colour, DASHES[shifted], MARKERS[shifted], False))
    labels = [story.label for story in stories]
    return tuple(
        replace(story, label=story.name) if labels.count(story.label) > 1 else story for story in stories
    )


def _story(scenario: Any, colour: str, dash: tuple[int, ...], marker: str, is_counterfactual: bool) -> Story:
    has_ai = bool(scenario.compute.enabled)
    label = "No AI" if is_counterfactual and not has_ai else readable(scenario.name)
    return Story(
        name=scenario.name,
        label=label,
        title=scenario.title,
        question=scenario.question,
        colour=colour,
        dash=dash,
        marker=marker,
        is_counterfactual=is_counterfactual,
        has_ai=has_ai,
        claimed_ratio=float(scenario.compute.gpu_worker_ratio),
    )


def readable(name: str) -> str:
    """Turn a name in a result table into words: ``mostaque_ubi`` becomes ``Mostaque UBI``."""
    words = [
        word.upper() if word in ACRONYMS else word
        for word in name.replace("_", " ").replace("-", " ").split()
    ]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]
