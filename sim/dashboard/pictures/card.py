"""A picture to share: the question, the answer, the figures behind it, and the address that leads to them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from sim.dashboard.pictures.svg import FUTURE, GHOST, INK, SOFT, line, picture, rect, text
from sim.report.story_looks import BLACK

__all__ = ["QUESTION", "card"]

QUESTION = "One GPU, ten employees?"
"""What the page asks."""

WIDTH, EDGE = 1200, 48
CHARTS = ("employment", "poverty_rate", "real_median_wage")
"""Lines of the picture, by figure."""
LETTERS, BOLD = 98, 88
"""Letters of a line of the answer, and of its first sentence, in a wide font."""


def card(frame: Mapping[str, Any], story: str, address: str) -> str:
    """Draw what the page says as one picture.

    Parameters
    ----------
    frame : mapping
        All views of the page at one moment, from ``Painter.paint``.
    story : str
        Title of the story.
    address : str
        Leads to the page as it is.

    Returns
    -------
    str
        An ``svg`` element, as high as the text needs.
    """
    parts, y = [], 76.0
    parts.append(text(EDGE, y, QUESTION, size=40, more='font-weight="700"'))
    y += 38
    when = f"{story}, after {frame['clock']}" if frame["month"] else story
    parts.append(text(EDGE, y, when, size=20, colour=SOFT))
    y += 42
    for place, sentence in enumerate([*frame["answer"], *frame["policies"]]):
        bold = 'font-weight="600"' if place == 0 else ""
        for words in textwrap.wrap(sentence, LETTERS if place else BOLD, break_on_hyphens=False):
            parts.append(text(EDGE, y, words, size=19, more=bold))
            y += 27
        y += 6
    y += 8
    step = (WIDTH - 2 * EDGE) / len(frame["tiles"])
    for place, tile in enumerate(frame["tiles"]):
        x = EDGE + step * place
        parts.append(line(x, y, x + step - 24, y, colour=SOFT, width=2))
        parts.append(text(x, y + 24, tile["label"], size=16, more='font-weight="600"'))
        parts.append(text(x, y + 62, tile["value"], size=34, more='font-weight="600"'))
        for row, words in enumerate(textwrap.wrap(tile["note"], 31)):
            parts.append(text(x, y + 84 + 18 * row, words, size=14, colour=SOFT))
    y += 152
    chosen = [one for name in CHARTS for one in frame["lines"] if one["key"] == name]
    parts.append(text(EDGE, y, "Month by month:", size=16, colour=SOFT))
    parts += _key(EDGE + 150, y, frame["against"], with_before=frame["before"])
    y += 30
    wide = (WIDTH - 2 * EDGE - 24 * (len(CHARTS) - 1)) / len(CHARTS)
    for place, one in enumerate(chosen):
        x = EDGE + (wide + 24) * place
        parts.append(text(x, y, one["title"], size=17, more='font-weight="600"'))
        parts.append(text(x, y + 20, one["unit"], size=14, colour=SOFT))
        parts.append(_placed(one["svg"], x, y + 28, wide))
    y += 28 + wide * 172 / 300 + 30
    if frame["luck"]:
        parts.append(text(EDGE, y, frame["luck"], size=14, colour=SOFT))
        y += 24
    parts.append(line(EDGE, y, WIDTH - EDGE, y))
    y += 26
    for words in textwrap.wrap(address, 150, break_on_hyphens=False):
        parts.append(text(EDGE, y, words, size=14, colour=INK))
        y += 20
    about = (
        "A simulation of the economy with AI, not a forecast. On any machine where tenfold dashboard runs, "
        "the address gives the same figures again."
    )
    parts.append(text(EDGE, y, f"tenfold. {about}", size=14, colour=SOFT))
    height = round(y + 30)
    ground = rect(0, 0, WIDTH, height, fill="#ffffff")
    size = f'width="{WIDTH}" height="{height}"'
    return picture((WIDTH, height), QUESTION, " ".join(frame["answer"]), [ground, *parts], size)


def _key(x: float, y: float, against: str, *, with_before: bool) -> list[str]:
    """Draw which line is which."""
    known = [("your future", FUTURE, ""), (against, BLACK, "3,4")]
    parts = []
    for words, colour, dash in [*known, ("the run before", GHOST, "")] if with_before else known:
        more = f'stroke-dasharray="{dash}"' if dash else ""
        parts.append(line(x, y - 5, x + 34, y - 5, colour=colour, width=3, more=more))
        parts.append(text(x + 42, y, words, size=16))
        x += 170
    return parts


def _placed(svg: str, x: float, y: float, width: float) -> str:
    """Put a drawing of the page into a picture, without what the page reads out."""
    plain = re.sub(r' data-[a-z]+="[^"]*"', "", svg)
    height = width * 172 / 300
    place = f'<svg x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
    return plain.replace("<svg ", place, 1)
