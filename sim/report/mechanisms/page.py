"""What a story hangs on as one self-contained page: which mechanisms are on, and what each adds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.mechanisms.catalogue import FORCES, Mechanism
from sim.experiments.mechanisms.play import OUTCOMES, Outcome
from sim.experiments.mechanisms.run import ALONE, REST, SHAPLEY, STORY, Hangs
from sim.records.tables import write_file
from sim.report.charts import bars_beside_zero
from sim.report.html import (
    Cell,
    cell,
    contents,
    element,
    figure,
    joined,
    mean_and_band,
    page,
    runs_section,
    section,
    table,
    text,
)
from sim.report.letters import short_labels
from sim.report.mechanisms.words import MEASURES, estimates, keys_of, sentence
from sim.report.story_looks import BLUE, GREY, VERMILLION, readable
from sim.report.svg import describe, unchecked
from sim.report.wording import listing, number

__all__ = ["compose_mechanisms", "write_mechanisms_page"]

Known = dict[tuple[str, str, str], Estimate]

STYLE = """
.mechanisms td.words { white-space: normal; text-align: left; min-width: 14rem; max-width: 30rem; }
.mechanisms td.status { text-align: left; }
.mechanisms tr.sum th, .mechanisms tr.sum td { border-top: 2px solid var(--ink); }
"""
WHICH = (
    "Two splits of what a story does to jobs stand side by side in this project. The parts on the page of a "
    "comparison are read from the accounts of one pair of runs, at the output without AI: they are bounded, "
    "since displacement is never above the jobs there are. The Shapley values here come from switching "
    "mechanisms off in other runs: they are free of order and add up to the effect of the story, but they "
    "need not be bounded, since a mechanism may undo more than all that the others leave."
)
"""Which split is which, for readers."""
ROOM = 30
"""Letters of a label beside a bar."""


def write_mechanisms_page(found: Hangs, path: Path | str) -> None:
    """Write what a story hangs on as one HTML page.

    Parameters
    ----------
    found : Hangs
        From ``experiments.mechanisms.run.mechanisms``.
    path : path
        File to write.
    """
    write_file(Path(path), compose_mechanisms(found).encode())


@unchecked
def compose_mechanisms(found: Hangs) -> str:
    """Return the page as text."""
    known = estimates(found)
    name = readable(found.story.name)
    sections = {
        "answer": ("The answer", section("answer", "The answer", _answer(found, known, name))),
        "added": ("What each adds", _added(found, known)),
        "switches": ("What is on", _switches(found)),
        "which": ("Which split is which", section("which", "Which split is which", element("p", WHICH))),
        "origin": ("How it was made", _origin(found)),
    }
    first, *rest = (content for _, content in sections.values())
    what = "moves jobs" if found.game == FORCES else "makes pay rise or fall"
    return page(
        f"What {what} in the story “{name}”",
        found.story.question,
        ("Skip to the answer", "answer"),
        (first, contents({key: words for key, (words, _) in sections.items()}), *rest),
        str(found.manifest["versions"]["tenfold"]),
        STYLE,
    )


def _measure(known: Known) -> str:
    """Return the measure that is told first: Shapley values where there are any."""
    return SHAPLEY if any(key[1] == SHAPLEY for key in known) else ALONE


def _answer(found: Hangs, known: Known, name: str) -> Markup:
    measure = _measure(known)
    sentences = []
    for outcome, about in OUTCOMES.items():
        whole = known[STORY, ALONE, outcome]
        added = {one.label: known[one.name, measure, outcome] for one in found.players}
        told = {label: value for label, value in added.items() if value.is_told_from_zero} or added
        strongest = max(told, key=lambda label: abs(told[label].mean or 0.0))
        sentences.append(
            f"{about.label}: {_told(whole, about)}; most of what is told apart comes from "
            f"{strongest[:1].lower()}{strongest[1:]} ({_told(told[strongest], about)})."
            if any(value.is_told_from_zero for value in added.values())
            else f"{about.label}: {_told(whole, about)}; no mechanism is told from chance."
        )
    lead = element("strong", f"{name}, against the same economy without AI.")
    listed = element("ul", joined(element("li", one) for one in sentences))
    return element("div", lead, listed, class_="answer") + element("p", sentence(found), class_="conventions")


def _told(one: Estimate, about: Outcome) -> str:
    unit = about.unit.partition(",")[0]
    return f"{number(one.mean, about.digits, signed=True)} {unit}"


def _added(found: Hangs, known: Known) -> Markup:
    measure = _measure(known)
    drawings = joined(_bars(found, known, outcome, measure) for outcome in OUTCOMES)
    tables = joined(
        _table(found, known, one) for one in reversed(MEASURES) if any(key[1] == one for key in known)
    )
    words = (
        "A bar is what a mechanism adds to the effect of the story, "
        + ("as the mean over the orders in which mechanisms may come. " if measure == SHAPLEY else "last. ")
        + "The line at its end is a 95 % interval over seeds; one in twenty misses by chance. Grey bars are "
        "not told from zero."
    )
    return section(
        "added",
        "What each mechanism adds",
        element("p", words),
        element("div", drawings, class_="grid"),
        tables,
    )


def _bars(found: Hangs, known: Known, outcome: str, measure: str) -> Markup:
    about = OUTCOMES[outcome]
    rows = []
    labels = short_labels([one.label for one in found.players], ROOM)
    for one, short in zip(found.players, labels, strict=True):
        added = known[one.name, measure, outcome]
        mean = added.mean or 0.0
        low, high = (mean if end is None else end for end in (added.low, added.high))
        told = added.is_told_from_zero or found.seeds == 1
        colour = GREY if not told else VERMILLION if (mean < 0.0) != (outcome == "top_share") else BLUE
        rows.append((short, mean, low, high, number(mean, about.digits, signed=True), colour))
    schema = ["label", "value", "low", "high", "words", "colour"]
    bars = pl.DataFrame(rows, schema=schema, orient="row")
    reach = (float(bars["low"].min()), float(bars["high"].max()))  # type: ignore[arg-type]
    drawing = bars_beside_zero(bars, number_format="+,~f", reach=reach)
    title = f"{about.label}: what each adds"
    parts = listing([f"{label} {words}" for label, *_, words, _ in rows])
    description = f"Horizontal bars, {about.unit}: {parts}."
    unit = f"{about.unit}, against no AI"
    return figure(title, unit, describe(drawing, title, description), key=f"bars-{outcome}")


def _table(found: Hangs, known: Known, measure: str) -> Markup:
    rows: list[list[str | Cell]] = [[one.label, *_cells(known, one.name, measure)] for one in found.players]
    if measure == SHAPLEY:
        rows.append(["With none of them", *_cells(known, REST, ALONE)])
        rows.append(["The story", *_cells(known, STORY, ALONE)])
    heads = ["Mechanism", *(text(one.label) + element("small", one.unit) for one in OUTCOMES.values())]
    return table(MEASURES[measure], heads, rows, class_="headline mechanisms")


def _cells(known: Known, mechanism: str, measure: str) -> list[Cell]:
    cells = []
    for outcome, about in OUTCOMES.items():
        one = known[mechanism, measure, outcome]
        told = "told" if one.is_told_from_zero else ""
        shown = mean_and_band(one, about.digits, signed=True)
        cells.append(cell(shown, class_=told, data_mechanism=mechanism, data_outcome=f"{measure} {outcome}"))
    return cells


def _switches(found: Hangs) -> Markup:
    rows = [[one.label, *_status(found, one)] for one in found.listed]
    on = sum(one.is_on(found.story) for one in found.listed)
    words = (
        f"{on} of {len(found.listed)} are on in this story. In brackets: the values that switch them off, "
        "all keys of one together and from month 0 on."
    )
    heads = ["Mechanism", "In the story", "Keys", "In the literature"]
    listed = table("Mechanisms, by which keys they are on", heads, rows, class_="mechanisms")
    return section("switches", "What is on in the story", element("p", words), listed)


def _status(found: Hangs, one: Mechanism) -> list[Cell]:
    keys = keys_of(one, found.story).split("; ") if one.off else []
    written = joined(element("code", key) + Markup("<br>") for key in keys)
    note = element("small", one.note) if one.note else ""
    return [
        cell(one.status(found.story), class_="status"),
        cell(written, note, class_="words"),
        cell(one.condition, class_="words"),
    ]


def _origin(found: Hangs) -> Markup:
    about = found.manifest
    items = [
        ("Seeds", ", ".join(map(str, about["seeds"]))),
        ("People", f"{found.story.run.people:,}"),
        ("Orders a seed", str(found.orders) if found.orders else "all coalitions"),
        ("Time", f"{number(about['wall_seconds'], 0)} seconds"),
        ("Begun", str(about["started"]).replace("T", " ")),
        ("Versions", ", ".join(f"{name} {version}" for name, version in about["versions"].items())),
    ]
    return runs_section(items, about["scenarios"], about.get("origins"))
