"""The policy report: one offline page to send on, every number of it taken from the result tables."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

import sim
from sim.arguments import path_of
from sim.country import country_words
from sim.errors import UserError
from sim.experiments.lab.results import CSV, PolicyComparison
from sim.records.figures import POVERTY
from sim.records.tables import write_file
from sim.report.html import (
    contents,
    element,
    file_link,
    fold,
    joined,
    page,
    runs_section,
    section,
    table,
)
from sim.report.policies.answer import policy_answer
from sim.report.policies.charts import SENSITIVE, charts, sensitivity_figures
from sim.report.policies.described import packages_section
from sim.report.policies.facts import PolicyFacts, gather_policies
from sim.report.policies.glance import glance_blocks
from sim.report.policies.incomes import fallen_medians
from sim.report.policies.method import LIMITS, method
from sim.report.policies.tables import (
    BUDGET,
    COSTS,
    HEADLINE,
    INCOMES,
    MORE,
    all_effects_table,
    changes_table,
    hole_table,
    levels_table,
    story_table,
)
from sim.report.policies.who import who_gains
from sim.report.policies.who_pays import READING_AID, who_pays
from sim.report.svg import unchecked
from sim.report.wording import SPACE, in_its_words, listing, number

__all__ = ["compose_policies", "write_policy_report"]

LOSERS = (
    f" Who loses over 5{SPACE}% is held against another life of the same adults, without the policy and "
    "with other luck; so are lives without the policy, which gives what luck alone does. The policy does "
    "the difference."
)
FILES = {
    "at_a_glance": "cost, change of poverty and jobs, who loses and how sure that is, a row a package",
    "effects": "every figure of every package, story and horizon: level and change, with intervals",
    "group_effects": "income, consumption, wealth, work and poverty by group of people",
    "winner_shares": "winners and losers by group",
    "policy_costs": "cost, revenue and rate of every policy, year by year",
    "reconciliation": "the budget with each package less that without it, line by line: every year and the "
    "sum over ten, in dollars of the base year, dollars of the year and per cent of GDP",
    "coverage": "who really paid for each package, and what is missing",
    "fiscal_hole": "the gap that AI leaves in the budget, and what closes it",
    "regret": "packages ranked by how far they are from the best, over all stories",
    "arms": "names and labels of the packages",
    "values": "every figure of every run and year, seed by seed",
    "groups": "groups, seed by seed",
    "winners": "winners and losers, seed by seed",
    "policies": "cost, revenue and rate, seed by seed",
    "books": "the budget of the state in every run and year, line by line, in cents, seed by seed",
}
"""What the files of results hold."""


def write_policy_report(comparison: PolicyComparison, path: Path | str) -> None:
    """Write the report of ``comparison`` to ``path``; data files in the same folder are linked."""
    if not isinstance(comparison, PolicyComparison):
        raise UserError("comparison must be what compare_policies or load_policy_comparison returns.")
    path = path_of("path", path)
    write_file(path, compose_policies(comparison, beside=path.parent).encode())


@in_its_words
@unchecked
def compose_policies(comparison: PolicyComparison, beside: Path | None = None) -> str:
    """Return the page as text."""
    facts = gather_policies(comparison)
    title = (
        comparison.manifest.get("title") or f"What {_count(len(facts.arms), 'policy package')} would change"
    )
    subtitle = comparison.manifest.get("question") or ""
    parts = {
        "glance": ("At a glance", _glance(facts)),
        "answer": ("Over all stories", _answer(facts)),
        "packages": ("Stories and policies", packages_section(facts)),
        "headline": ("Headline figures", _headline(facts)),
        "people": ("Who gains", who_gains(facts)),
        "fiscal": ("Public finance", _fiscal(facts)),
        "stories": ("Sensitivity to the story", _sensitivity(facts)),
        "all": ("Every figure", _everything(facts)),
        "method": ("Method and limits", _method(facts)),
        "origin": ("How it was made", _origin(facts)),
        "files": ("Data and citation", _files(facts, beside)),
    }
    written = {key: (name, content) for key, (name, content) in parts.items() if content}
    first, *rest = (content for _, content in written.values())
    navigation = contents({key: name for key, (name, _) in written.items()})
    return page(
        title, subtitle, ("Skip to the answer", "glance"), (first, navigation, *rest), sim.__version__
    )


def _glance(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        (words,) = policy_answer(facts)
        return section("glance", "At a glance", element("p", words, class_="answer"))
    conventions = (
        f"{number(facts.comparison.manifest.get('people'), 0)} simulated people stand for all adults of "
        f"{country_words().country}. Effects are the story with the policy less the same story without it, "
        f"on the same seed, in year {facts.last} unless said otherwise."
    )
    if facts.glance["beyond_luck"].is_not_null().any():
        conventions += LOSERS
    if facts.can_tell:
        conventions += f" Intervals are 95{SPACE}% t intervals over {facts.seeds} seeds."
    conventions += f" {country_words().caveat}"
    answer = element("p", first, class_="answer") if (first := _first(facts)) else ""
    return section(
        "glance",
        "At a glance",
        answer,
        *glance_blocks(facts),
        element("p", conventions, class_="conventions"),
    )


def _first(facts: PolicyFacts) -> str:
    return next(iter(policy_answer(facts)), "The runs are too short for an answer.")


def _answer(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        return Markup()
    rest = policy_answer(facts)[1:]
    words = element("ul", joined(element("li", one) for one in rest), class_="sentences")
    return section("answer", "Over all stories and policies", words) if rest else Markup()


def _headline(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        return Markup()
    blocks = []
    for story in facts.stories:
        more = joined(changes_table(facts, story, chosen, f"{what}, ") for what, chosen in MORE.items())
        blocks.append(changes_table(facts, story, HEADLINE))
        blocks.append(changes_table(facts, story, POVERTY, "poverty, "))
        blocks.append(changes_table(facts, story, INCOMES, "incomes of adults, "))
        blocks.append(fallen_medians(facts, story))
        if facts.asked:
            blocks.append(changes_table(facts, story, facts.asked, "figures asked for, "))
        blocks.append(fold(f"{facts.labels[story]}: more figures", more))
    return section("headline", "Headline figures", *blocks)


def _fiscal(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        return Markup()
    words = (
        "What each policy costs, who really paid for it once prices, jobs and tax bases have reacted, and "
        "what that leaves of the budget. A rate at its cap leaves the rest as debt."
    )
    blocks = []
    for story in facts.stories:
        blocks.append(who_pays(facts, story))
        blocks.append(levels_table(facts, story, COSTS, "cost, rate and reach"))
        blocks.append(levels_table(facts, story, BUDGET, "the whole budget"))
        blocks.append(charts(facts, "fiscal", [story]))
    aid = element("p", READING_AID)
    return section("fiscal", "Public finance", element("p", words), aid, *blocks, hole_table(facts))


def _sensitivity(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        return Markup()
    blocks = []
    for measure in SENSITIVE:
        bars = sensitivity_figures(facts, measure)
        blocks.append(element("div", bars, class_="grid") if bars else "")
        blocks.append(fold(f"{facts.about(measure).label} with intervals", story_table(facts, measure)))
    for story in facts.stories:
        years = charts(facts, "years", [story], facts.asked)
        blocks.append(fold(f"{facts.labels[story]}: year by year", years))
    return section(
        "stories",
        "Sensitivity to the story",
        element("p", "The same policy can help in one story and do nothing in another."),
        *blocks,
    )


def _everything(facts: PolicyFacts) -> Markup:
    if not facts.arms:
        return Markup()
    folds = [
        fold(f"{facts.labels[story]}: every figure and year", all_effects_table(facts, story))
        for story in facts.stories
    ]
    return section("all", "Every figure", *folds)


def _method(facts: PolicyFacts) -> Markup:
    measures = table(
        "Figures",
        ["Figure", "Unit"],
        [[about.label, about.unit] for about in facts.shown.values()],
        class_="columns",
    )
    return section(
        "method",
        "Method and limits",
        *(element("p", paragraph) for paragraph in method()),
        element("h3", "Limits"),
        element("ul", joined(element("li", words) for words in LIMITS)),
        fold("All figures and their units", measures),
    )


def _origin(facts: PolicyFacts) -> Markup:
    manifest = facts.comparison.manifest
    packages = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    seconds = float(manifest.get("wall_seconds") or 0.0)
    items = (
        ("Version of tenfold", str(manifest.get("versions", {}).get("tenfold", ""))),
        ("Hash of its sources (SHA-256)", str(manifest.get("sources_sha256", ""))),
        ("Stories", listing(list(facts.stories))),
        ("Packages", listing([package.name for package in facts.comparison.packages])),
        ("Seeds", listing([str(seed) for seed in facts.comparison.seeds])),
        ("Simulated people", number(manifest.get("people"), 0)),
        ("Months simulated in all", number(manifest.get("months_simulated"), 0)),
        ("Time taken", f"{number(seconds / 60.0, 1)} minutes"),
        ("Platform", str(manifest.get("platform", ""))),
        ("Software", packages),
    )
    texts = {name: scenario.to_toml() for name, scenario in facts.comparison.scenarios.items()}
    return runs_section(items, texts, manifest.get("origins"))


def _files(facts: PolicyFacts, beside: Path | None) -> Markup:
    entries = []
    for name in facts.comparison.tables():
        links = [file_link(f"{name}.csv", beside)] if name in CSV else []
        links.append(file_link(f"{name}.parquet", beside))
        entries.append(element("li", Markup(", ").join(links), f": {FILES[name]}"))
    version = str(facts.comparison.manifest.get("versions", {}).get("tenfold", ""))
    seeds = facts.comparison.seeds
    runs = f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"
    cite = (
        f"tenfold developers: tenfold {version}, an agent-based economy of {country_words().country} in "
        f"which one GPU may replace ten employees. Policy comparison in {listing(list(facts.stories))}, "
        f"{runs}, {number(facts.comparison.manifest.get('people'), 0)} people, sources "
        f"{str(facts.comparison.manifest.get('sources_sha256', ''))[:12]}, "
        f"{str(facts.comparison.manifest.get('started', ''))[:10]}."
    )
    return section(
        "files",
        "Data and citation",
        element(
            "p",
            "Every number of this page is in the files beside it; "
            + file_link("manifest.json", beside)
            + " says where they come from.",
        ),
        element("ul", joined(entries)),
        element("h3", "How to cite"),
        element("p", cite),
    )


def _count(size: int, what: str) -> str:
    return f"{size} {what}" + ("s" if size != 1 else "")
