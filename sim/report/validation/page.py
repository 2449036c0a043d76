"""The validation card: every target, the worst first with its reason, and charts beside real series."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from sim.country import country_words, in_currency
from sim.experiments.validation.published import SERIES, source_of
from sim.experiments.validation.validate import DRIFT, INSIDE, Validation
from sim.records.tables import write_file
from sim.report.html import cell, contents, element, joined, page, runs_section, section, table
from sim.report.svg import unchecked
from sim.report.validation.distributions import adoption_figures, firm_figures, lorenz_figures
from sim.report.validation.facts import AREAS, Held, counts, held, misses, rest, seeds_of
from sim.report.validation.labour_market import labour_market_figures
from sim.report.validation.people import people_figures
from sim.report.validation.strip import strip
from sim.report.wording import SPACE, band, listing, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["compose", "write_card"]

STYLE = """
.strip { display: block; width: 9.4rem; height: 1.125rem; }
.misses { list-style: none; padding: 0; margin: 1rem 0 0; display: grid; gap: 1.4rem 2rem; }
.misses { grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
.misses p { margin: .25rem 0 0; }
.misses .strip { width: 100%; max-width: 20rem; height: auto; margin: .35rem 0 0; }
.misses > li { border-top: 2px solid var(--line); padding-top: .6rem; max-width: 32rem; }
.verdict { white-space: nowrap; font-weight: 600; }
.miss { color: #a84300; }
.targets td.words { text-align: left; white-space: normal; min-width: 14rem; }
.targets td:nth-child(2) { text-align: left; }
.targets thead th:nth-child(2), .targets thead th:last-child { text-align: left; }
.targets tbody th { min-width: 12rem; }
@media print { .misses { grid-template-columns: 1fr 1fr; } .misses > li { break-inside: avoid; } }
"""
HOW_TO_READ = (
    "Means of the model are over {seeds} seeds, {people} simulated people, {years} years after the burn-in; "
    "the figures about AI are of the first year of a story with AI. Intervals are 95{space}% intervals of "
    "the mean over seeds (Student's t): they cover chance, not doubt about the model. On each strip the "
    "shaded part is the band, the upright line the published figure, the dot the model's mean and the line "
    "through it its interval; an arrow lies further out than one more band."
)
NO_REASON = "No reason has been found yet."


def write_card(validation: Validation, path: Path | str) -> None:
    """Write the validation card as one HTML page.

    Parameters
    ----------
    validation : Validation
        From ``sim.experiments.validation.validate``.
    path : path
        File to write.
    """
    write_file(Path(path), compose(validation).encode())


@unchecked
def compose(validation: Validation) -> str:
    """Return the card as text."""
    targets = held(validation)
    by_id = {one.id: one for one in targets}
    pictures = {
        "labour-market": ("The labour market", labour_market_figures(validation, by_id)),
        "by-age": ("People, ages and occupations", people_figures(validation, by_id)),
        "distributions": ("Income, wealth and firms", [
            *lorenz_figures(validation, by_id), *firm_figures(validation, by_id),
        ]),
        "adoption": ("The use of AI", adoption_figures(validation, by_id)),
    }  # fmt: skip
    sections = {
        "answer": ("The answer", _answer(validation, targets)),
        "misses": ("Outside their band", _misses(targets)),
        **{
            key: (title, section(key, title, element("div", *figures, class_="grid")))
            for key, (title, figures) in pictures.items()
            if figures
        },
        "inside": ("Inside their band", _rest(targets)),
        "drift": ("Drift", _drift(validation)),
        "sources": ("Published series", _sources()),
        "origin": ("How it was made", _origin(validation)),
    }
    written = {key: (name, content) for key, (name, content) in sections.items() if content}
    first, *others = (content for _, content in written.values())
    return page(
        f"How near is the model to {country_words().country}?",
        "The economy without AI, and the first year of one with AI, held against published figures",
        ("Skip to the answer", "answer"),
        (first, contents({key: name for key, (name, _) in written.items()}), *others),
        str(validation.manifest.get("versions", {}).get("tenfold", "")),
        STYLE,
    )


def _answer(validation: Validation, targets: list[Held]) -> Markup:
    """Say how many targets are inside, area by area, and how the page is to be read."""
    outside = misses(targets)
    sentence = validation.sentence()
    chance = sum(one.may_be_chance for one in outside)
    more = (
        f"Of the {len(outside)} outside, {chance} may be chance: their interval reaches the band."
        if chance
        else ""
    )
    worst = [one.label for one in outside[:3]]
    named = f"Furthest outside: {listing(worst)}." if worst else ""
    rows = []
    for area in dict.fromkeys((*AREAS, *(one.area for one in targets))):
        inside, out, without = counts(targets, area)
        if inside + out + without:
            rows.append([AREAS.get(area, area), *(number(count, 0) for count in (inside, out, without))])
    for use in dict.fromkeys(one.use for one in targets if one.use):
        here = [one for one in targets if one.use == use]
        inside, out = sum(one.verdict == INSIDE for one in here), len(misses(here))
        words = element("em", f"of these, {use}")
        rows.append([words, *(number(count, 0) for count in (inside, out, len(here) - inside - out))])
    run = validation.runs[0].scenario.run if validation.runs else None
    reading = HOW_TO_READ.format(
        seeds=seeds_of(validation),
        people=number(run.people, 0) if run else "the",
        years=number(run.months / MONTHS_PER_YEAR, 0) if run else "some",
        space=SPACE,
    )
    return section(
        "answer",
        "The answer",
        element("p", element("strong", sentence), " ", named, " ", more, class_="answer"),
        element("p", reading, class_="conventions"),
        table("Targets by area", ["Area", "Inside", "Outside", "No verdict"], rows),
    )


def _misses(targets: list[Held]) -> Markup:
    """Return what lies outside its band, the worst first, each with its reason."""
    outside = misses(targets)
    if not outside:
        return Markup()
    words = "The worst first: by how far the mean lies outside the band, in half bands."
    entries = joined(element("li", *_miss(one), id=f"target-{one.id}") for one in outside)
    return section(
        "misses", "Outside their band", element("p", words), element("ul", entries, class_="misses")
    )


def _miss(one: Held) -> tuple[Markup, ...]:
    limits = band(*one.interval, one.digits) if one.interval else ""
    low_high = band(*one.band, one.digits) if one.band else ""
    model = f"Model {number(one.value, one.digits)}" + (f" (interval {limits})" if limits else "")
    published = f"published {number(one.published, one.digits)}, band {low_high}"
    far = f"{one.verdict} the band by {number(one.distance, 1 if one.distance >= 0.1 else 2)} half bands"
    chance = "; its interval reaches the band" if one.may_be_chance else ""
    return (
        element("h3", one.label),
        element("p", in_currency(one.unit), class_="unit"),
        strip(one),
        element("p", f"{model}; {published}: ", element("span", far, class_="miss"), chance, "."),
        element("p", element("strong", "Reason: "), one.reason or NO_REASON),
        element("p", f"{one.source} ({one.period})", class_="note"),
    )


def _rest(targets: list[Held]) -> Markup:
    """Return all other targets as a table, nearest to an end of the band first."""
    rows = [
        [
            joined((one.label, element("small", in_currency(one.unit)))),
            strip(one),
            _with_ends(one.value, one.interval, one.digits),
            _with_ends(one.published, one.band, one.digits),
            one.verdict,
            cell(f"{one.source} ({one.period})", class_="words"),
        ]
        for one in rest(targets)
    ]
    if not rows:
        return Markup()
    head = ["Target", "Against its band", "Model, interval", "Published, band", "Verdict", "Source"]
    words = "Nearest to an end of the band first; then what has no band or is not modelled."
    return section(
        "inside", "Inside their band", element("p", words), table("Targets", head, rows, class_="targets")
    )


def _with_ends(value: float, ends: tuple[float, float] | None, digits: int) -> Markup:
    """Return a figure with its interval or band in small print."""
    return joined((number(value, digits), element("small", band(*ends, digits)) if ends else ""))


def _drift(validation: Validation) -> Markup:
    """Return the test for drift."""
    rows = []
    for row in validation.drift.iter_rows(named=True):
        figures = (number(row[key], 2) for key in ("slope", "t", "tolerance"))
        reason = (row.get("reason", "") or NO_REASON) if row["verdict"] == DRIFT else ""
        words = cell(reason, class_="words")
        rows.append([row["label"], row["unit"], *figures, row["verdict"], words])
    test = (
        "The slope of the mean over seeds, quarter by quarter. It counts as drift if it is statistically "
        "clear (|t| beyond 2.58) and larger than the tolerance."
    )
    head = ["Series", "Unit", "Slope", "t", "Tolerance", "Verdict", "Reason"]
    return section("drift", "Drift", element("p", test), table("Slopes", head, rows, class_="targets"))


def _sources() -> Markup:
    """Return where the series of the charts come from."""
    rows = [[name.replace("_", " "), source_of(name)] for name in SERIES]
    return section(
        "sources",
        "Published series",
        table("Series of the charts", ["Series", "Source"], rows, class_="origin"),
    )


def _origin(validation: Validation) -> Markup:
    manifest = validation.manifest
    packages = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    rows = (
        ("Hash of the sources (SHA-256)", str(manifest.get("sources_sha256", ""))),
        ("Seeds", listing([str(seed) for seed in manifest.get("seeds", ())])),
        ("Begun", str(manifest.get("started", "")).replace("T", " ")),
        ("Platform", str(manifest.get("platform", ""))),
        ("Packages", packages),
    )
    return runs_section(rows, manifest.get("scenarios", {}), manifest.get("origins"))
