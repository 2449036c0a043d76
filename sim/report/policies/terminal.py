"""A policy comparison in the terminal: each policy in one sentence, and what it changes, story by story."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.experiments.lab.glance import CHANGED
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.results import NO_AI, PolicyComparison
from sim.experiments.lab.welfare import CAVEAT
from sim.records.figures import OF_PAIRS
from sim.report.policies.answer import policy_answer
from sim.report.policies.facts import PolicyFacts, gather_policies
from sim.report.policies.glance import glance_sentence
from sim.report.policies.tables import INCOMES
from sim.report.terminal import LONGEST_HEAD, Row, half_width, tables_that_fit
from sim.report.wording import few_seeds, in_its_words, money, number

__all__ = ["POOR", "SHOWN", "print_effects", "print_glance"]

SHOWN = (
    "poverty_rate", "median_income", "welfare_2", "employment_rate", "price_paid", "budget_balance_gdp",
)  # fmt: skip
"""Figures that are printed first."""
POOR = ("poverty_rate", "poverty_gap", "just_above_poverty", "child_poverty", "supplemental_poverty")
"""Figures of poverty that are printed."""
ON_CREDIT = "What is missing is borrowed: packages on credit stand apart, not to be ranked with the others."
HOW_TO_READ = (
    "Change against no policy. Cost: {sign} billion a year at base-year prices. Poverty: percentage points. "
    "Jobs: millions. Beyond luck: % of adults who lose over 5 % of their income, less those who would by "
    "luck alone. Clear: which change is clear of chance."
)
ROOMY = 90
"""Characters of a terminal that has room for all columns."""
SURE = {"poverty": "poverty", "employment": "jobs"}
FIGURE_WIDTH = 17
"""Characters that a figure with its interval takes on one line."""


@in_its_words
def print_glance(comparison: PolicyComparison, console: Console | None = None) -> None:
    """Print the answer in a sentence, and what each package does in each story in a row."""
    facts = gather_policies(comparison)
    screen = console or Console()
    for sentence in policy_answer(facts)[:1]:
        screen.print(escape(sentence), highlight=False)
    if not facts.arms:
        return
    for table in _overview(facts, screen.width):
        screen.print(table)
    for story in facts.stories if comparison.figures else ():
        title = f"{facts.labels[story]}: change against no policy in year {facts.last}"
        for table in _effects(facts, story, title, comparison.figures, screen.width):
            screen.print(table)
    if facts.null_labels:
        screen.print(f"No policy at all, to the bit: {', '.join(facts.null_labels)}.", style="dim")
    screen.print(HOW_TO_READ.format(sign=money("")), style="dim", highlight=False)
    if warning := few_seeds(facts.seeds):
        screen.print(warning)


def _overview(facts: PolicyFacts, width: int) -> list[Table]:
    """Return a row a package below the levels of its story without one, as short as a narrow terminal."""
    named = {"cost": "Cost", "missing": "Missing", "own_revenue": "Brings\nin"}
    amounts = {name: head for name, head in named.items() if any(facts.glance[name])}
    knows_luck = facts.glance["beyond_luck"].is_not_null().any()
    losing = {"beyond_luck" if knows_luck else "losing": "Beyond\nluck" if knows_luck else "Lose\n5 %"}
    if width >= ROOMY:
        losing["losing_tenths"] = "Tenths\nlose"
    body = []
    for story in facts.stories:
        _, levels = _levels(facts, story, tuple(CHANGED.values()))[-1]
        cells = ["-"] * len(amounts) + levels + ["-"] * (len(losing) + 1)
        body.append(Row(f"[bold]{escape(facts.labels[story])}[/]: no policy", cells, "dim", apart=True))
        labels = facts.short(story)
        for row in facts.glance.filter(story=story).iter_rows(named=True):
            cells = [number(row[name], 0) if row[name] else "-" for name in amounts]
            cells += [number(row[name], facts.digits(m), signed=True) for name, m in CHANGED.items()]
            cells += [number(row[name], 0, signed=name == "beyond_luck") for name in losing]
            told = [word for name, word in SURE.items() if name in row["told"].split(", ")]
            cells.append("both" if len(told) == len(SURE) else ", ".join(told) or "none")
            body.append(Row(escape(labels[row["policy"]]), cells))
    heads = [*amounts.values(), "Poverty", "Jobs", *losing.values(), "Clear"]
    return tables_that_fit(f"At a glance, year {facts.last}", "Policy", heads, body, width)


@in_its_words
def print_effects(comparison: PolicyComparison, console: Console | None = None) -> None:
    """Print the paired changes of a few figures at the last horizon; a narrow terminal gets them below."""
    facts = gather_policies(comparison)
    screen = console or Console()
    for story in facts.stories if facts.arms else ():
        screen.print(f"[bold]{escape(facts.labels[story])}, year {facts.last}[/]")
        for row in facts.glance.filter(story=story).iter_rows(named=True):
            screen.print(f"- {escape(glance_sentence(row, facts.labels[story]))}", highlight=False)
        for table in _glance(facts, story, screen.width):
            screen.print(table)
        title = f"{facts.labels[story]}: change against no policy in year {facts.last}"
        named = {title: (*SHOWN, *facts.asked), "Poverty": POOR, "Disposable income of adults": INCOMES}
        for words, measures in named.items():
            for table in _effects(facts, story, words, measures, screen.width):
                screen.print(table)
    if facts.null_labels:
        screen.print(f"No policy at all, to the bit: {', '.join(facts.null_labels)}.", style="dim")
    if facts.arms:
        if facts.glance["missing"].is_not_null().any():
            screen.print(ON_CREDIT)
        screen.print(CAVEAT, style="dim")
        if facts.has_bands:
            screen.print(f"± is half a 95 % interval over {facts.seeds} seeds.", style="dim")
        if warning := few_seeds(facts.seeds):
            screen.print(warning)


def _glance(facts: PolicyFacts, story: str, width: int) -> list[Table]:
    """Return a row a policy, of the table ``at_a_glance``: the figures of the sentences."""
    found = facts.glance.filter(story=story)
    amounts = {
        name: head
        for name, head in (("cost", "Cost"), ("missing", "Missing"), ("own_revenue", "Brings\nin"))
        if any(found[name])
    }
    heads = [f"{head}\n[dim]billion[/]" for head in amounts.values()]
    heads += ["Poverty\n[dim]points[/]", "Jobs\n[dim]million[/]"]
    heads += ["Lose\nover 5 %\n[dim]% adults[/]", "By luck\n[dim]% adults[/]", "Beyond\n[dim]points[/]"]
    title = f"{facts.labels[story]}: at a glance, year {facts.last}, amounts a year at base-year prices"
    rows = [
        Row(label, ["-"] * len(amounts) + levels + ["-"] * 3, "dim")
        for label, levels in _levels(facts, story, tuple(CHANGED.values()))
    ]
    for row in found.iter_rows(named=True):
        sums = [money(number(row[name], 0)) if row[name] else "-" for name in amounts]
        changes = [number(row[name], facts.digits(m), signed=True) for name, m in CHANGED.items()]
        losing = [number(row[name], 0) for name in ("losing", "losing_by_luck")]
        losing.append(number(row["beyond_luck"], 1, signed=True))
        rows.append(Row(_head(facts, story, row["policy"]), [*sums, *changes, *losing]))
    return tables_that_fit(title, "Policy", heads, rows, width)


def _head(facts: PolicyFacts, story: str, policy: str) -> str:
    """Return what a package is, and below it who paid."""
    label = facts.arm_labels[story][policy]
    return escape(label.what) + (f"\n[dim]{escape(label.who)}[/]" if label.who else "")


def _levels(facts: PolicyFacts, story: str, shown: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return label and levels of the rows without a package: no AI, no policy."""
    references = [("No AI", NO_AI)] if facts.has_no_ai else []
    return [
        (
            f"{label}, level",
            [
                "-" if m in OF_PAIRS else number(facts.level(name, NONE, m).mean, facts.about(m).digits)
                for m in shown
            ],
        )
        for label, name in (*references, ("No policy", story))
    ]


def _effects(facts: PolicyFacts, story: str, title: str, measures: Sequence[str], width: int) -> list[Table]:
    """Return tables of figures, a row a policy below the levels; ``width`` is that of the terminal."""
    arms = facts.looks(story)
    shown = [m for m in measures if any(facts.change(story, arm.name, m).mean is not None for arm in arms)]
    gap = " " if LONGEST_HEAD + FIGURE_WIDTH * len(shown) <= width else "\n"
    heads = [f"{facts.about(m).short}{gap}[dim]{_unit(facts.change_units.get(m, ''))}[/]" for m in shown]
    rows = [Row(label, levels, "dim") for label, levels in _levels(facts, story, shown)]
    paid_for = True
    for arm in arms:
        is_first_on_credit = paid_for and facts.is_on_credit(story, arm.name)
        paid_for = paid_for and not is_first_on_credit
        cells = []
        for measure in shown:
            one, digits = facts.change(story, arm.name, measure), facts.digits(measure)
            half = half_width(one.low, one.high, digits, gap)
            cells.append("-" if one.mean is None else f"{number(one.mean, digits, signed=True)}{half}")
        rows.append(Row(_head(facts, story, arm.name), cells, apart=is_first_on_credit))
    return tables_that_fit(title, "Policy", heads, rows, width)


def _unit(unit: str) -> str:
    """Return the first word or two of the unit of a change."""
    if unit.startswith("percentage points"):
        return "points"
    return unit[:1] if unit.startswith("%") else unit
