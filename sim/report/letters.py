"""How wide words are on a chart, lines that they are broken into, and labels that stay apart when cut.

A page is read with the fonts of the reader's machine, so widths are those of Helvetica, which Arial and
Liberation Sans share, with room for wider ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["broken", "label_lines", "short_labels", "shorten", "width_of"]

LONGEST_LABEL = 21  # "Transformative closed"
MEAN = 575
"""Width of a letter of a usual label, thousandths of its size: what letters stand for where pixels count."""
ROOM = 1.14
"""Width of DejaVu Sans, the widest usual substitute, over that of Helvetica, on usual words."""
BOLD = 1.08
OTHERS, SQUARE = 700, 1000
"""Of letters that are not in the table, of alphabets and of others."""
_NARROW = {222: "ijl'", 278: " !,./:;I[\\]ft\N{NO-BREAK SPACE}", 333: "()-`r", 355: '"', 389: "*", 260: "|"}
_WIDE = {
    469: "^", 500: "Jckvxyzs", 556: "#$0123456789?_Labdeghnopqu\N{EN DASH}", 584: "+<=>~\N{MINUS SIGN}",
    611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W",
    1000: "\N{HORIZONTAL ELLIPSIS}", 1015: "@",
}  # fmt: skip
WIDTHS = {
    letter: width for table in (_NARROW, _WIDE) for width, letters in table.items() for letter in letters
}
"""Thousandths of the size of the letters (Adobe, Helvetica font metrics)."""


def width_of(words: str, size: float = 12.0, *, bold: bool = False) -> float:
    """Return the pixels that words take at most."""
    letters = sum(WIDTHS.get(one, OTHERS if one < "\u1100" else SQUARE) for one in words)
    return letters * size / 1000.0 * ROOM * (BOLD if bold else 1.0)


def shorten(text: str, longest: int = LONGEST_LABEL) -> str:
    """Cut ``text`` at a word so that it has at most ``longest`` characters, the ellipsis included.

    Wide letters count for more: the result is no wider than so many letters of mean width.
    """
    if _fits(text, longest):
        return text
    room = longest * MEAN * ROOM - width_of("…", 1000.0)
    size = 1
    while size < min(len(text), longest) and (room := room - width_of(text[size - 1], 1000.0)) >= 0.0:
        size += 1
    kept = text[: size - 1]
    kept = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return kept.removesuffix(" and").rstrip(" ,;:-").removesuffix(" and").rstrip(" ,;:-") + "…"


def _fits(text: str, longest: int) -> bool:
    return len(text) <= longest and width_of(text, 1000.0) <= longest * MEAN * ROOM


def short_labels(texts: Sequence[str], longest: int = LONGEST_LABEL) -> list[str]:
    """Shorten labels that stand side by side; no two of them become one.

    Labels that would be cut to the same words keep the words in which they differ; those that are the same
    from the start are numbered.

    >>> short_labels(["UBI $500 paid by GPU rent", "UBI $500 paid by wealth"], 16)
    ['UBI… GPU rent', 'UBI… wealth']
    """
    found = [shorten(text, longest) for text in texts]
    for short in {one for one in found if found.count(one) > 1}:
        rows = [row for row, one in enumerate(found) if one == short != texts[row]]
        words = [texts[row].split(" ") for row in rows]
        if len({texts[row] for row in rows}) < 2:
            continue
        same = 0
        while all(len(one) > same + 1 and one[same] == words[0][same] for one in words):
            same += 1
        for row, one in zip(rows, words, strict=True):
            found[row] = _with_end(texts[row], " ".join(one[same:]), longest) if same else short
    return _numbered(found, longest)


def _with_end(text: str, end: str, longest: int) -> str:
    """Return the begin of ``text``, as far as there is room, and its end."""
    rest = shorten(end, max(4, longest - 6))
    for size in range(longest - len(rest) - 1, 1, -1):
        label = f"{shorten(text, size).rstrip('…')}… {rest}"
        if _fits(label, longest):
            return label
    return rest


def _numbered(labels: Sequence[str], longest: int) -> list[str]:
    """Return the labels with a number behind those that are still the same."""
    found: list[str] = []
    for label in labels:
        name, number = label, 1
        while name in found:
            number += 1
            name = f"{shorten(label, longest - 1 - len(str(number)))} {number}"
        found.append(name)
    return found


def broken(words: str, room: float, size: float = 12.0) -> list[str]:
    """Break words into lines of at most ``room`` pixels; a single word that is wider stays whole."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def label_lines(texts: Sequence[str], longest: int, most: int) -> list[str]:
    """Return labels of at most ``most`` lines of ``longest`` letters each, all different.

    Where a label does not fit it is shortened; lines are separated by a line feed.
    """
    room = width_of("n" * longest) + 1.0
    size = longest * most
    while True:
        labels = short_labels([" ".join(filter(None, re.split(r"[ \n]", text))) for text in texts], size)
        lines = [broken(label, room) for label in labels]
        if size <= longest or all(
            len(one) <= most and max(map(width_of, one)) <= room for one in lines if one
        ):
            return [
                "\n".join(one[:most]) if size > longest else label
                for one, label in zip(lines, labels, strict=True)
            ]
        size -= 2
