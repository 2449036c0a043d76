"""The policy report by age and household: where the arms have such groups, with the numbers of the table."""

from __future__ import annotations

import dataclasses
import zlib

import polars as pl
import pytest

from sim.experiments.lab.groups import NOW
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.results import PolicyComparison
from sim.records.figures import POVERTY
from sim.report.groups.figures import BY_AGE, BY_KIND, group_label
from sim.report.policies.facts import gather_policies
from sim.report.policies.groups import groups_of_people
from sim.report.policies.page import compose_policies

from ..comparison.test_page import Page
from .test_page import HORIZONS, STORIES, invent, written

GROUPS = {"age_group": ["16-19", "75 and over"], "household_type": ["lone_parent", "older_people"]}
MEASURES = ("employment_rate", "disposable_income", "poverty", "child_poverty")


def draw(*words: object) -> float:
    return zlib.crc32(" ".join(map(str, words)).encode()) % 1_000 / 1_000.0


def with_groups(plain: PolicyComparison) -> PolicyComparison:
    """Return a comparison whose arms have figures by age and household, and poverty by age."""
    policies = plain.groups["policy"].unique(maintain_order=True)
    rows, values = [], []
    for story in STORIES:
        for policy in policies:
            for seed in plain.seeds:
                for year in HORIZONS:
                    for measure in POVERTY[1:]:
                        values.append(
                            (story, policy, seed, year, measure, 10.0 + draw(measure, policy, seed))
                        )
                    for grouping, names in GROUPS.items():
                        for group in names:
                            for measure in MEASURES:
                                base = 0.2 + draw(grouping, group, measure, seed)
                                push = 0.0 if policy == NONE else 0.1 * draw(story, policy, group)
                                place = (story, policy, seed, year, NOW, grouping, group, measure)
                                rows.append((*place, base, base * (1.0 + push)))
    groups = pl.concat([plain.groups, pl.DataFrame(rows, plain.groups.schema, orient="row")])
    more = pl.DataFrame(values, plain.values.schema, orient="row")
    return dataclasses.replace(plain, groups=groups, values=pl.concat([plain.values, more]))


@pytest.fixture(scope="module")
def comparison() -> PolicyComparison:
    return with_groups(invent())


@pytest.fixture(scope="module")
def read(comparison: PolicyComparison) -> Page:
    return Page(compose_policies.__wrapped__(comparison))  # charts held against their schema


def test_there_is_nothing_without_ages_and_households() -> None:
    plain = invent()
    assert str(groups_of_people(gather_policies(plain))) == ""
    assert "By age and household" not in compose_policies(plain)


def test_numbers_are_those_of_the_table(read: Page, comparison: PolicyComparison) -> None:
    checked = 0
    last = comparison.group_effects().filter(pl.col("basis") == NOW, pl.col("year") == HORIZONS[-1])
    for row in last.iter_rows(named=True):
        grouping = next(one for one in (BY_AGE, BY_KIND) if one.column == row["grouping"])
        if row["measure"] not in grouping.figures:
            continue
        about = grouping.figures[row["measure"]]
        column, scale = ("percent", 1.0) if about.words.relative else ("change", about.words.scale)
        ends = (scale * row[f"{column}{end}"] for end in ("", "_low", "_high"))
        what = f"{row['measure']} {row['group']}"
        cells = read.find("td", data_story=row["story"], data_policy=row["policy"], data_group=what)
        texts = [text for _, text in cells]
        assert written(*ends, about.digits, signed=True) in texts, what
        checked += 1
    assert checked >= 4 * len(STORIES)


def test_every_story_has_a_chart_by_age_and_one_by_household(read: Page) -> None:
    names = [attributes.get("id", "") for attributes, _ in read.find("figure")]
    for story in STORIES:
        for table in ("ages", "household-types"):
            assert any(name.startswith(f"groups-{story}-{table}-disposable-income") for name in names), table
    labels = {words for _, words in read.find("text")}
    assert {group_label(BY_KIND, kind) for kind in GROUPS["household_type"]} <= labels
    assert set(GROUPS["age_group"]) <= labels


def test_poverty_of_children_has_a_column(read: Page) -> None:
    heads = [words for _, words in read.find("th", scope="col")]
    assert sum(words.startswith("Poverty of children") for words in heads) >= len(STORIES)


def test_identifiers_stay_unique(read: Page) -> None:
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
