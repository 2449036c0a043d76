"""The end of the page: how the figures come about, what they cannot say, and how to make them again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.country import country_words, in_currency
from sim.experiments.figures.asked import own_words
from sim.records.columns import CLOCK, TABLES
from sim.records.words import Column
from sim.report.comparison.facts import Facts
from sim.report.html import element, file_link, joined, runs_section, section, table, text
from sim.report.wording import listing, number

__all__ = ["files", "method", "origin", "version"]

METHOD = (
    "An agent-based economy of {country}, month by month. People work, search, earn and spend; "
    "firms plan, hire, rent GPUs, set prices, open and close; GPU providers train models on part of their "
    "fleet and rent out the rest; a government taxes, buys and pays transfers; a bank sets the interest "
    "rate. It starts from published {adjective} figures and settles during a burn-in before year 0.",
    "Each story runs on the same seeds as the counterfactual, and differences are taken seed by seed before "
    "they are averaged. A random draw depends only on seed, month, purpose and person, so two runs part "
    "only where a story changes something.",
    "The stories differ only in the assumptions listed under “The stories”. No outcome is written into a "
    "story; each follows from the mechanisms.",
)
LIMITS = (
    "The stories are conditional: they say what follows from assumptions, not how likely these are. The "
    "bands cover chance within the model, not doubt about its assumptions or its form.",
    "How fast models learn tasks, which share of them they do alone, and how many new tasks appear are not "
    "known; no data settle this yet.",
    "Occupations are major groups and sectors are broad; within a group everybody is equally exposed.",
    "The rest of the world appears only as owner, supplier and customer.",
    "The parts of the change in employment add up without a remainder, but how work and output share what "
    "they do together is a convention: here the shares of work count at the output without AI.",
    "A band over few seeds is wide and itself uncertain; figures of small groups are noisier than totals.",
)
SUMMARIES = {
    "headline": "the headline figures with their bands",
    "own_paths": "adults and places with less than in the counterfactual, by seed",
    "realised_ratio": "realised ratios by month: counted, gross and net, for each GPU in use and in service",
    "realised_ratio_by_year": "the same by year",
    "decomposition": "the parts of the change in employment by month, at the output without AI",
    "decomposition_shapley": "the same, free of order",
    "demand_by_buyer": "what demand does to jobs, by who buys, by month",
    "pay_by_force": "the parts of the change in real compensation a job, by month",
}


def method() -> Markup:
    """Return the section on method and limits."""
    return section(
        "method",
        "Method and limits",
        *(element("p", paragraph.format(**country_words()._asdict())) for paragraph in METHOD),
        element("h3", "Limits"),
        element("ul", joined(element("li", words) for words in LIMITS)),
    )


def origin(facts: Facts) -> Markup:
    """Return the section on the runs behind the page, with the full text of every scenario."""
    manifest, run = facts.comparison.manifest, facts.comparison.scenarios[facts.base.name].run
    packages = ", ".join(f"{name} {number}" for name, number in manifest.get("versions", {}).items())
    rows = (
        ("Version of tenfold", version(facts)),
        ("Hash of its sources (SHA-256)", str(manifest.get("sources_sha256", ""))),
        ("Counterfactual", facts.base.name),
        ("Stories", listing([story.name for story in facts.stories])),
        ("Seeds", listing([str(seed) for seed in facts.comparison.seeds])),
        ("Simulated people", number(run.people, 0)),
        ("Months", f"{facts.months} after a burn-in of {run.burn_in_months}"),
        ("Begun", str(manifest.get("started", "")).replace("T", " ")),
        ("Time taken", _duration(manifest.get("wall_seconds"))),
        ("Platform", str(manifest.get("platform", ""))),
        ("Packages", packages),
    )
    texts = {look.name: facts.comparison.scenarios[look.name].to_toml() for look in facts.looks}
    return runs_section(rows, texts, manifest.get("origins"))


def files(facts: Facts, beside: Path | None) -> Markup:
    """Return the section on the data files, linked where they lie beside the page."""
    frames = next(iter(facts.comparison.runs.values())).frames
    tables = [name for name in frames if name in TABLES]
    own = own_words(list(facts.comparison.scenarios.values()))
    rows = {name: f"one row is {TABLES[name].row}, by scenario and seed" for name in tables}
    entries = joined(
        element("li", file_link(f"{name}.parquet", beside) + ": " + text(words))
        for name, words in (SUMMARIES | rows).items()
    )
    columns = joined(
        element("details", element("summary", "Columns of " + element("code", name)) + _columns(name, own))
        for name in tables
    )
    words = "The results are Parquet tables in the folder of this page; "
    return section(
        "files",
        "Data",
        element("p", words + file_link("manifest.json", beside) + " says where they come from."),
        element("ul", entries),
        columns,
    )


def version(facts: Facts) -> str:
    """Return the version of tenfold that made the runs."""
    return str(facts.comparison.manifest.get("versions", {}).get("tenfold", ""))


def _columns(name: str, own: Mapping[str, Column]) -> Markup:
    """Describe the columns of a table, those that plugins fill (``own``, by their whole names) too."""
    added = {whole.partition(".")[2]: words for whole, words in own.items() if whole.startswith(f"{name}.")}
    rows = [
        [element("code", column), about.description, in_currency(about.unit)]
        for column, about in (CLOCK | TABLES[name].columns | added).items()
    ]
    return table(f"Columns of {name}", ["Column", "Meaning", "Unit"], rows, class_="columns")


def _duration(seconds: Any) -> str:
    if not isinstance(seconds, int | float):
        return Markup()
    return f"{number(seconds, 1)} seconds" if seconds < 90 else f"{number(seconds / 60, 1)} minutes"
