"""The policy report: one offline page to send on, every number of it taken from the result tables."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import sim
from sim.experiments.lab_measures import MEASURES
from sim.experiments.policy_results import CSV, PolicyComparison
from sim.experiments.welfare import DISCOUNT, LEAST_CONSUMPTION
from sim.records.tables import write_file
from sim.report.markup import element, section, swatch, table, text
from sim.report.policy_answer import policy_answer
from sim.report.policy_charts import sensitivity_figure, tenths_figure, winners_figure, years_figure
from sim.report.policy_facts import PolicyFacts, gather_policies
from sim.report.policy_tables import (
    all_effects_table,
    effects_table,
    fiscal_table,
    groups_table,
    hole_table,
    story_table,
    winners_table,
)
from sim.report.wording import SPACE, listing, number
from sim.toml import write_toml

__all__ = ["compose_policies", "write_policy_report"]

METHOD = (
    "An agent-based economy of the United States: people work, search, earn and spend; firms plan, hire, "
    "rent GPUs "
    "and set prices; GPU providers train models and rent out the rest; a government taxes, buys and pays; a "
    "bank sets "
    "the interest rate. Each story fixes assumptions about AI; a policy is added to it and everything "
    "reacts: prices, "
    "wages, participation, adoption, tax bases.",
    "Every arm shares its burn-in and its random numbers with the same story without the policy; "
    "differences are taken "
    "seed by seed.",
    "Income is disposable income of the year at prices of year 0; poverty is income below a fixed real "
    "line. Groups "
    "are formed by what people were in the year before the policy, so that luck after it cannot bias them.",
)
LIMITS = (
    "The stories are conditional: they say what follows from assumptions, not how likely these are. "
    "Intervals cover "
    "chance in the model, not doubt about its assumptions.",
    "Households are single adults; there is one kind of government; taxes are as in the model, not in the "
    "law.",
    "Participation reacts to unearned income by a fixed elasticity taken from field experiments; hours do "
    "not.",
    "An idle economy lets any payment raise output; near full employment it raises prices. Look at "
    "unemployment without "
    "the policy before reading an effect on output.",
    "Winners and losers compare two lives of one person in two runs, and most of the difference is luck: "
    "read them "
    "beside the shares that luck alone gives.",
)
YEARLY = ("poverty_year_rate", "median_income", "unemployment_rate", "price_paid")
FISCAL_YEARLY = ("budget_balance_gdp", "debt_gdp")
SENSITIVE = ("poverty_year_rate", "welfare_2", "employment_rate")


def write_policy_report(comparison: PolicyComparison, path: Path | str) -> None:
    """Write the report of ``comparison`` to ``path``; data files in the same folder are linked."""
    path = Path(path)
    write_file(path, compose_policies(comparison, beside=path.parent).encode())


def compose_policies(comparison: PolicyComparison, beside: Path | None = None) -> str:
    """Return the page as text."""
    facts = gather_policies(comparison)
    title = (
        comparison.manifest.get("title") or f"What {_count(len(facts.arms), 'policy package')} would change"
    )
    subtitle = comparison.manifest.get("question") or ""
    parts = {
        "answer": ("The answer", _answer(facts)),
        "packages": ("The policies", _packages(facts)),
        "headline": ("Headline figures", _headline(facts)),
        "people": ("Who gains", _people(facts)),
        "fiscal": ("Public finance", _fiscal(facts)),
        "stories": ("Sensitivity to the story", _sensitivity(facts)),
        "all": ("Every figure", _everything(facts)),
        "method": ("Method and limits", _method(facts)),
        "origin": ("How it was made", _origin(facts)),
        "files": ("Data and citation", _files(facts, beside)),
    }
    written = {key: (name, content) for key, (name, content) in parts.items() if content}
    contents = "".join(
        element("li", element("a", text(name), href=f"#{key}")) for key, (name, _) in written.items()
    )
    first, *rest = (content for _, content in written.values())
    navigation = element("nav", element("ul", contents), aria_label="Contents")
    heading = element("h1", text(title)) + (
        element("p", text(subtitle), class_="subtitle") if subtitle else ""
    )
    body = (
        element("a", "Skip to the answer", class_="skip", href="#answer"),
        element("header", element("p", "tenfold", class_="brand") + heading),
        element("main", "\n".join((first, navigation, *rest))),
        element("footer", element("p", text(f"tenfold {sim.__version__}"))),
    )
    style = resources.files("sim.report").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _answer(facts: PolicyFacts) -> str:
    first, *rest = policy_answer(facts) or ("The runs are too short for an answer.",)
    words = element("strong", text(first)) + " " + text(" ".join(rest))
    manifest = facts.comparison.manifest
    intervals = (
        f"Intervals are 95{SPACE}% t intervals over {facts.seeds} seeds."
        if facts.has_bands
        else "There is one seed, so there are no intervals."
    )
    people = manifest.get("people")
    conventions = (
        f"{number(people, 0)} simulated people stand for all adults of the United States. Effects are the "
        "story with "
        f"the policy less the same story without it, on the same seed, in year {facts.last} unless said "
        "otherwise. "
        f"{intervals}"
    )
    return section(
        "answer",
        "The answer",
        element("p", words, class_="answer"),
        element("p", text(conventions), class_="conventions"),
    )


def _packages(facts: PolicyFacts) -> str:
    entries = "".join(
        element(
            "li",
            element("h3", swatch(arm) + text(arm.label))
            + element("p", _code(facts, arm.name), class_="note"),
        )
        for arm in facts.arms
    )
    same = [facts.labels[p.name] for p in facts.comparison.packages if p.name not in facts.names]
    note = f"Of size zero and therefore the reference itself: {listing(same)}." if same else ""
    stories = listing([facts.labels[story] for story in facts.stories])
    return section(
        "packages",
        "The policies",
        element("p", text(f"Each is added to these stories: {stories}.")),
        element("ul", entries, class_="stories"),
        element("p", text(note), class_="note") if note else "",
    )


def _headline(facts: PolicyFacts) -> str:
    lead = story_table(facts, "poverty_year_rate") + story_table(facts, "welfare_2")
    return section(
        "headline", "Headline figures", lead, *(effects_table(facts, story) for story in facts.stories)
    )


def _people(facts: PolicyFacts) -> str:
    blocks = []
    for story in facts.stories:
        charts = (
            tenths_figure(facts, story, "start")
            + tenths_figure(facts, story, "place")
            + winners_figure(facts, story)
        )
        tables = winners_table(facts, story) + "".join(
            groups_table(facts, story, grouping, measure)
            for grouping in ("status", "occupation", "wealth", "treated")
            for measure in ("income", "consumption", "wealth")
        )
        blocks.append(element("div", charts, class_="grid"))
        blocks.append(_fold(f"{facts.labels[story]}: tables by group", tables))
    words = (
        "The same people with and without the policy, by what they were before it: their income, work, "
        "occupation and "
        "wealth. Places in the distribution are shown beside them."
    )
    return section("people", "Who gains and who loses", element("p", text(words)), *blocks)


def _fiscal(facts: PolicyFacts) -> str:
    charts = "".join(
        years_figure(facts, story, measure) for story in facts.stories for measure in FISCAL_YEARLY
    )
    words = (
        "What each policy costs, what its tax brings and at which rate, and what it does to the budget once "
        "prices, "
        "jobs and tax bases have reacted. A rate at its cap leaves the rest as a deficit."
    )
    tables = "".join(fiscal_table(facts, story) for story in facts.stories)
    grid = element("div", charts, class_="grid") if charts else ""
    return section("fiscal", "Public finance", element("p", text(words)), hole_table(facts), grid, tables)


def _sensitivity(facts: PolicyFacts) -> str:
    bars = "".join(sensitivity_figure(facts, measure) for measure in SENSITIVE)
    lines = "".join(years_figure(facts, story, measure) for measure in YEARLY for story in facts.stories)
    return section(
        "stories",
        "Sensitivity to the story",
        element("p", text("The same policy can help in one story and do nothing in another.")),
        element("div", bars, class_="grid wide"),
        element("div", lines, class_="grid") if lines else "",
    )


def _everything(facts: PolicyFacts) -> str:
    folds = [
        _fold(f"{facts.labels[story]}: every figure and year", all_effects_table(facts, story))
        for story in facts.stories
    ]
    return section("all", "Every figure", *folds)


def _method(facts: PolicyFacts) -> str:
    welfare = (
        "Welfare is the part of everybody's consumption without the policy that is worth as much as the "
        "policy: utility "
        f"with constant relative risk aversion (2, and 1 beside it), discounted by {number(DISCOUNT, 2)} a "
        "year, "
        f"summed over persons and years up to the horizon; consumption below "
        f"${number(LEAST_CONSUMPTION, 0)} a month "
        "counts as that; leisure is not valued."
    )
    measures = table(
        "Figures",
        ["Figure", "Unit"],
        [[text(about.label), text(about.unit)] for about in MEASURES.values()],
        class_="columns",
    )
    return section(
        "method",
        "Method and limits",
        *(element("p", text(words)) for words in (*METHOD, welfare)),
        element("h3", "Limits"),
        element("ul", "".join(element("li", text(words)) for words in LIMITS)),
        _fold("All figures and their units", measures),
    )


def _origin(facts: PolicyFacts) -> str:
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
    cells = [[text(name), text(value)] for name, value in items if value]
    texts = "".join(
        element(
            "details",
            element("summary", "Scenario " + element("code", text(name)))
            + element("pre", text(scenario.to_toml()), tabindex="0"),
        )
        for name, scenario in facts.comparison.scenarios.items()
    )
    return section(
        "origin",
        "How it was made",
        table("The runs behind this page", ["Item", "Value"], cells, class_="origin"),
        element("h3", "Full scenario texts"),
        texts,
    )


def _files(facts: PolicyFacts, beside: Path | None) -> str:
    entries = []
    for name in facts.comparison.tables():
        links = [_file(f"{name}.parquet", beside)]
        if name in CSV:
            links.append(_file(f"{name}.csv", beside))
        entries.append(element("li", ", ".join(links)))
    version = str(facts.comparison.manifest.get("versions", {}).get("tenfold", ""))
    cite = (
        f"tenfold developers: tenfold {version}, an agent-based economy of the United States in which one "
        "GPU may "
        f"replace ten employees. Policy comparison of {listing(list(facts.stories))}, seeds "
        f"{facts.comparison.seeds[0]} to {facts.comparison.seeds[-1]}, sources "
        f"{str(facts.comparison.manifest.get('sources_sha256', ''))[:12]}."
    )
    words = "Every number of this page is in these files; "
    return section(
        "files",
        "Data and citation",
        element("p", words + _file("manifest.json", beside) + " says where they come from."),
        element("ul", "".join(entries)),
        element("h3", "How to cite"),
        element("p", text(cite)),
    )


def _file(name: str, beside: Path | None) -> str:
    shown = element("code", text(name))
    return element("a", shown, href=name) if beside is not None and (beside / name).is_file() else shown


def _fold(title: str, content: str) -> str:
    return element("details", element("summary", text(title)) + content) if content else ""


def _code(facts: PolicyFacts, name: str) -> str:
    tables = next(package.tables for package in facts.comparison.packages if package.name == name)
    return element(
        "details",
        element("summary", "As scenario text")
        + element("pre", text(write_toml({"policy": list(tables)})), tabindex="0"),
    )


def _count(size: int, what: str) -> str:
    return f"{size} {what}" + ("s" if size != 1 else "")
