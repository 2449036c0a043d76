"""At a glance: the sentence of a policy has the figures of its row, and says how sure they are."""

from __future__ import annotations

import dataclasses
import re
from importlib import import_module
from itertools import pairwise
from types import ModuleType

import polars as pl
import pytest
from rich.console import Console

from sim.experiments.lab.glance import CHANGED, GLANCE, estimate_of, labels_apart
from sim.experiments.lab.measures import MEASURES
from sim.experiments.lab.packages import parse_packages
from sim.experiments.lab.results import PolicyComparison
from sim.experiments.validation.validate import read_targets
from sim.records.columns import TABLES
from sim.records.figures import HEADLINES, POVERTY, figure
from sim.report.policies.glance import glance_sentence
from sim.report.policies.page import compose_policies
from sim.report.policies.terminal import print_effects
from sim.report.wording import SPACE, number

from ..comparison.test_page import Page, numbers
from .test_page import STORIES, draw, invent


@pytest.fixture(scope="module")
def comparison() -> PolicyComparison:
    return invent(["ubi:amount=500/1000,financed_by=gpu_tax", "gpu_tax:tax_rate=0.5"], shift=-12.0)


@pytest.fixture(scope="module")
def read(comparison: PolicyComparison) -> Page:
    return Page(compose_policies.__wrapped__(comparison))


def test_the_sentence_has_the_figures_of_the_row(comparison: PolicyComparison, read: Page) -> None:
    entries = [words for _, words in read.find("li")]
    for row in comparison.at_a_glance().iter_rows(named=True):
        sentence = glance_sentence(row, row["story"].capitalize())
        assert sentence in entries
        said = numbers(sentence.replace(row["label"], ""))
        poverty, jobs = (estimate_of(row, name) for name in CHANGED)
        money = row["cost"] or row["own_revenue"]
        known = {round(money), abs(round(poverty.mean, 1)), abs(round(jobs.mean, 1)), float(row["seeds"])}
        known |= {float(row["year"]), 95.0}
        known |= set() if row["missing"] is None else {round(row["missing"])}
        assert ("on credit" in sentence) == (row["missing"] is not None)
        known |= {round(end, 1) for one in (poverty, jobs) for end in one[1:]}
        known |= {round(-row["loss"], 1), float(row["loser"]), 1.0} if row["loser"] else set()
        assert set(said) <= known, sentence
        assert {round(money), abs(round(poverty.mean, 1)), abs(round(jobs.mean, 1))} <= set(said)
        assert (" lowers poverty by " in sentence) == (poverty.mean < 0.0)
        for name, measure in CHANGED.items():
            about, one = MEASURES[measure], estimate_of(row, name)
            shown = number(one.mean, about.digits, signed=True)
            (first, *_) = read.find(
                "td", data_story=row["story"], data_policy=row["policy"], data_measure=measure
            )
            assert first[1].startswith(shown)
            assert ("told" in first[0].get("class", "")) == one.is_told_from_zero


def test_the_terminal_has_sentence_and_row_by_who_paid(comparison: PolicyComparison) -> None:
    console = Console(width=200, record=True)
    print_effects(comparison, console)
    lines = console.export_text().splitlines()
    flat = " ".join(" ".join(lines).split())
    for row in comparison.at_a_glance().iter_rows(named=True):
        assert " ".join(glance_sentence(row, row["story"].capitalize()).split()) in flat
        what, _, who = row["label"].removesuffix(")").partition(" (")
        begun = [line for line, below in pairwise(lines) if who.startswith(below.strip() or "-")]
        rows = begun if who else lines
        shown = [line for line in rows if line.strip().startswith(what)]
        amounts = [f"${number(row[name], 0)}" for name in ("cost", "missing", "own_revenue") if row[name]]
        changes = [number(row[name], 1, signed=True) for name in CHANGED]
        assert any(all(one in line.split() for one in (*amounts, *changes)) for line in shown), row


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_cuts_no_word(comparison: PolicyComparison, width: int) -> None:
    console = Console(width=width, record=True)
    print_effects(comparison, console)
    text = console.export_text()
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    words = {word for row in comparison.at_a_glance()["label"] for word in re.split(r"[ ()]", row) if word}
    assert words <= set(re.split(r"[\s()]", text))
    for story in STORIES:
        assert text.count(f"{story.capitalize()}: at a glance, year 3, amounts a year") >= 1


def test_a_package_says_who_paid_in_small_print_of_its_row(comparison: PolicyComparison, read: Page) -> None:
    for story in STORIES:
        labels = comparison.labels(story)
        assert len(set(labels.values())) == len(labels)
        for label in labels.values():
            heads = [words.replace(SPACE, " ") for _, words in read.find("th", scope="row")]
            assert any(words.startswith(label.what + label.who) for words in heads), label


def test_packages_that_would_have_one_label_have_their_names_too() -> None:
    packages = parse_packages(["ubi:amount=500/500.4/600"])
    labels = labels_apart(packages, dict.fromkeys((one.name for one in packages), "100 % debt"))
    assert [one.what for one in labels.values()] == [
        "UBI $500, ubi:amount=500",
        "UBI $500, ubi:amount=500.4",
        "UBI $600",
    ]
    who = ("100 % debt", "99 % GPU rent, 1 % debt", "")
    paid = {one.name: words for one, words in zip(packages, who, strict=True)}
    assert [one.what for one in labels_apart(packages, paid).values()] == ["UBI $500", "UBI $500", "UBI $600"]


def test_guaranteed_jobs_are_said_where_employment_counts_them() -> None:
    made = invent(["job_guarantee", "ubi:amount=500"])
    name = made.packages[0].name
    ubi = made.policies.filter(pl.col("policy") != name)
    given = made.policies.filter(policy=name).with_columns(
        part=pl.lit("job_guarantee"), recipients=4.0 + pl.col("seed")
    )
    counted = dataclasses.replace(made, policies=pl.concat([ubi, given]))
    for row in counted.at_a_glance().iter_rows(named=True):
        said = glance_sentence(row, "Story")
        if row["policy"] == name:
            assert row["given_jobs"] == pytest.approx(4.0 + sum(made.seeds) / len(made.seeds))
            others = row["employment"] - 7.0
            more = "fewer" if others < 0.0 else "more"
            assert (
                f"7.0 million people in guaranteed jobs and {abs(others):.1f} million {more} other jobs"
                in said
            )
        else:
            assert row["given_jobs"] is None
            assert "guaranteed" not in said
    notes = [words for _, words in Page(compose_policies(counted)).find("p", **{"class": "note"})]
    expected = (
        r"Employment counts 7\.0 million people in guaranteed jobs and .* other jobs \(Job guarantee\)\."
    )
    assert sum(bool(re.fullmatch(expected, words)) for words in notes) == len(STORIES)


def test_the_row_is_that_of_the_other_tables(comparison: PolicyComparison) -> None:
    found = comparison.at_a_glance()
    assert found.schema == pl.Schema(GLANCE)
    assert found.height == len(STORIES) * 3
    effects = comparison.effects().filter(pl.col("year") == comparison.horizons[-1])
    tenths = comparison.group_effects().filter(
        pl.col("year") == comparison.horizons[-1], pl.col("grouping") == "tenth", pl.col("basis") == "start",
        pl.col("measure") == "income",
    )  # fmt: skip
    for row in found.iter_rows(named=True):
        here = effects.filter(story=row["story"], policy=row["policy"])
        assert row["poverty"] == here.filter(measure="poverty_rate")["change"][0]
        prices = 1.0 + 0.1 * row["year"] * draw(row["policy"])
        assert row["cost"] == pytest.approx(here.filter(measure="policy_cost")["level"][0] / prices)
        mine = tenths.filter(story=row["story"], policy=row["policy"])
        falling = mine.filter(pl.col("percent_high") < 0.0)
        assert (row["loser"] is None) == falling.is_empty()
        if row["loser"] is not None:
            assert row["loss"] == mine["percent"].min()


@pytest.mark.parametrize("seeds", [(1,), (1, 2, 3, 4)])
def test_few_seeds_say_so_and_nothing_is_bold(seeds: tuple[int, ...]) -> None:
    few = invent(["ubi:amount=500", "gpu_tax"], seeds=seeds, shift=-30.0)
    read = Page(compose_policies(few))
    assert read.find("td", **{"class": "told"}) == []
    words = "a single seed" if len(seeds) == 1 else "4 seeds, fewer than 5"
    assert any(words in text and "told from chance" in text for _, text in read.find("p"))
    assert not any("bold where" in text for _, text in read.find("caption"))
    for row in few.at_a_glance().iter_rows(named=True):
        assert row["told"] == ""
        assert row["loser"] is None
        sentence = glance_sentence(row, "Story")
        assert "none of it can be told from chance" in sentence
        assert "interval" not in sentence
    console = Console(width=120, record=True)
    print_effects(few, console)
    assert words in " ".join(console.export_text().split())


def test_five_seeds_tell_an_effect_and_say_so() -> None:
    enough = invent(["ubi:amount=500"], shift=-30.0)
    read = Page(compose_policies(enough))
    assert read.find("td", **{"class": "told"})
    for row in enough.at_a_glance().iter_rows(named=True):
        assert "poverty" in row["told"]
        assert re.search(r"(both changes are|poverty is) clear of chance", glance_sentence(row, "Story"))


def test_a_figure_that_all_seeds_share_tells_nothing() -> None:
    made = invent(["ubi:amount=500"])
    same = pl.when(measure="poverty_rate", policy=made.packages[0].name).then(5.0)
    same = same.when(measure="poverty_rate").then(9.0).otherwise("value")
    fixed = PolicyComparison(
        **{name: getattr(made, name) for name in made.__dataclass_fields__ if name != "values"},
        values=made.values.with_columns(value=same),
    )
    read = Page(compose_policies(fixed))
    cells = read.find("td", data_measure="poverty_rate", data_what="change")
    assert cells
    assert not any(attributes.get("class") == "told" for attributes, _ in cells)


def test_no_ai_and_no_policy_are_rows_of_every_headline_table(read: Page) -> None:
    for story in STORIES:
        for measure in ("poverty_rate", "poverty_gap", "just_above_poverty", "median_income", "price_paid"):
            assert read.find("td", data_story=story, data_policy="none", data_measure=measure), measure
            assert read.find("td", data_story="baseline", data_policy="none", data_measure=measure), measure


def test_welfare_never_stands_without_its_caveat(read: Page, comparison: PolicyComparison) -> None:
    found = [*read.find("th", scope="col"), *read.find("caption")]
    heads = [words for _, words in found if "Welfare" in words]
    assert heads
    assert all("no leisure, the poorest weigh most" in words for words in heads)
    units = comparison.effects().filter(pl.col("measure").str.starts_with("welfare"))["change_unit"]
    assert all("no leisure" in unit for unit in units)
    console = Console(width=200, record=True)
    print_effects(comparison, console)
    assert "counts consumption and no leisure" in " ".join(console.export_text().split())


HEADLINE_TABLES = {
    "sim.report.policies.tables": ("HEADLINE", "INCOMES", "MORE"),
    "sim.report.policies.terminal": ("SHOWN", "POOR"),
    "sim.report.policies.charts": ("SENSITIVE",),
    "sim.records.figures": ("HEADLINES", "POVERTY"),
    "sim.experiments.lab.glance": ("CHANGED",),
    "sim.experiments.figures.notebook": ("FIRST_LOOK",),
    "sim.experiments.sweep.file": ("SERIES",),
}
"""Modules, and the names in them of what they show first."""


def shown(module: ModuleType, name: str) -> set[str]:
    """Return the names of figures of a list of them, without their tables."""
    found = getattr(module, name)
    listed = found.values() if isinstance(found, dict) else found
    flat = [one for part in listed for one in ((part,) if isinstance(part, str) else part)]
    return {str(one).rpartition(".")[2] for one in flat}


def test_poverty_is_the_validated_one_in_every_headline_table() -> None:
    validated = {target["id"] for target in read_targets()["target"]}
    assert {"poverty_rate", "child_poverty", "poverty_65", "supplemental_poverty"} <= validated
    companions = set(POVERTY) - validated  # of the same people, by the same line
    assert companions == {"poverty_gap", "just_above_poverty", "working_age_poverty"}
    checked = 0
    for place, names in HEADLINE_TABLES.items():
        for name in names:
            for one in shown(import_module(place), name):
                about = MEASURES.get(one) or figure(one)
                if "pover" in f"{one} {about.label} {about.words.description}".lower():
                    assert one in POVERTY, f"{place}.{name}: {one}"
                    assert about.table == "macro"
                    checked += 1
    assert checked >= 12
    assert "poverty_rate" in HEADLINES
    assert not [name for name in MEASURES if "poverty" in name and name not in POVERTY]
    assert set(POVERTY) <= set(TABLES["macro"].columns)
