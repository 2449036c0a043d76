"""Whom it hits: a chapter where people have ages and households, with the numbers of the tables."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import polars as pl
import pytest

from sim import country
from sim.country import read_table
from sim.experiments.compare.compare import Comparison
from sim.records.figures import POVERTY, figure
from sim.report.comparison.facts import gather
from sim.report.comparison.page import compose
from sim.report.comparison.whom import FEWEST, poverty_table, whom_it_hits

from ...base_year.small_country import write_small_country
from ..conftest import MONTHS, PEOPLE, STORIES, invented_comparison
from .test_page import Page, as_number

STATES = read_table("states.csv").texts("name")
SHORT = read_table("states.csv").texts("abbreviation")


@pytest.fixture(scope="module")
def people() -> Comparison:
    return invented_comparison(with_households=True)


@pytest.fixture(scope="module")
def chapter(people: Comparison) -> Page:
    return Page(str(whom_it_hits(gather(people))))


def first(text: str) -> float:
    """Return the mean, of one decimal, with which a cell begins."""
    return as_number(re.match(r"[+\N{MINUS SIGN}]?[\d,]+\.\d", text)[0])  # type: ignore[index]


def test_there_is_no_chapter_without_ages_and_households(page: str, comparison: Comparison) -> None:
    assert str(whom_it_hits(gather(comparison))) == ""
    assert 'id="whom"' not in page
    assert "Whom it hits" not in page


def test_the_chapter_stands_in_the_contents_of_the_page(people: Comparison) -> None:
    content = compose(people)
    read = Page(content)
    assert any(words == "Whom it hits" for _, words in read.find("a", href="#whom"))
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("story", STORIES)
def test_the_employment_rate_by_age_is_that_of_the_table(
    people: Comparison, chapter: Page, story: str
) -> None:
    for group in PEOPLE["ages"]["age_group"]:
        changes = []
        for seed in people.seeds:
            rates = []
            for name in (story, people.counterfactual):
                ages = people.runs[name, seed].frames["ages"]
                ages = ages.filter(pl.col("age_group") == group, pl.col("month") >= MONTHS - 12)
                rates.append(100.0 * float((ages["employment"] / ages["persons"]).mean()))  # type: ignore[arg-type]
            changes.append(rates[0] - rates[1])
        ((_, cell),) = chapter.find("td", data_scenario=story, data_group=f"ages employment_rate {group}")
        assert first(cell) == pytest.approx(np.mean(changes), abs=0.0501)  # one decimal is written


@pytest.mark.parametrize("story", STORIES)
def test_incomes_are_real_changes_in_per_cent(people: Comparison, chapter: Page, story: str) -> None:
    group, changes = "lone_parent", []
    for seed in people.seeds:
        incomes = []
        for name in (story, people.counterfactual):
            frames = people.runs[name, seed].frames
            prices = frames["macro"].select("month", "price_level")
            mine = (
                frames["household_types"].filter(pl.col("household_type") == group).join(prices, on="month")
            )
            real = mine["disposable_income"] / mine["price_level"] * prices["price_level"][0]
            incomes.append(float(real[-12:].mean()))  # type: ignore[arg-type]
        changes.append(100.0 * (incomes[0] / incomes[1] - 1.0))
    what = f"household_types disposable_income {group}"
    ((_, cell),) = chapter.find("td", data_scenario=story, data_group=what)
    assert first(cell) == pytest.approx(np.mean(changes), abs=0.0501)


def test_poverty_is_that_of_the_table(people: Comparison, chapter: Page) -> None:
    for name in POVERTY:
        means = {
            story: np.mean(
                [people.runs[story, seed].frames["macro"][name][-12:].mean() for seed in people.seeds]
            )
            for story in ("baseline", "pessimistic")
        }
        ((_, level),) = chapter.find("td", data_scenario="baseline", data_group=name)
        ((_, change),) = chapter.find("td", data_scenario="pessimistic", data_group=name)
        # one decimal is read; the gap is written with two
        read = 0.0501 if figure(name).digits == 1 else 0.1
        assert first(level) == pytest.approx(100.0 * means["baseline"], abs=read)
        assert first(change) == pytest.approx(100.0 * (means["pessimistic"] - means["baseline"]), abs=read)


def test_without_ages_there_is_no_table_of_poverty() -> None:
    plain = invented_comparison()
    for run in plain.runs.values():
        run.frames["macro"] = run.frames["macro"].with_columns(
            pl.lit(float("nan")).alias(name) for name in POVERTY[1:]
        )
    assert str(poverty_table(gather(plain))) == ""


@pytest.mark.parametrize("story", STORIES)
def test_every_state_is_once_on_the_map_and_once_in_the_table(chapter: Page, story: str) -> None:
    ((_, figure),) = chapter.find("figure", id=f"states-{story}")
    cells = [words["data-group"] for words, _ in chapter.find("td", data_scenario=story)]
    rows = [
        what.removeprefix("states employment ") for what in cells if what.startswith("states employment ")
    ]
    assert sorted(rows) == sorted(STATES)
    drawn = Counter(words for _, words in chapter.find("text"))
    assert all(drawn[short] == len(STORIES) for short in SHORT)  # one map a story
    assert "Grey" in figure


def test_states_are_sorted_by_loss_and_those_with_few_people_come_last(chapter: Page) -> None:
    cells = chapter.find("td", data_scenario="pessimistic")
    found = [
        (words["data-group"].removeprefix("states employment "), first(text))
        for words, text in cells
        if words["data-group"].startswith("states employment ")
    ]
    heads = {re.split(r"[\d,]+ simulated", words)[0]: words for _, words in chapter.find("th", scope="row")}
    few = [heads[state].endswith("few") for state, _ in found]
    assert few == sorted(few)
    assert 0 < sum(few) < len(few)
    for part in (False, True):
        changes = [change for (_, change), is_few in zip(found, few, strict=True) if is_few == part]
        assert changes == sorted(changes)


def test_few_people_are_those_of_the_sample(people: Comparison, chapter: Page) -> None:
    """Persons are millions; adults of the country over simulated people say what one stands for."""
    macro = people.frame("macro").filter(scenario="baseline")
    adults = float((macro["employment"] / macro["employment_rate"]).mean())  # type: ignore[arg-type]
    sampled = people.scenarios["baseline"].run.people / adults
    heads = [words for _, words in chapter.find("th", scope="row") if "simulated people" in words]
    for place, state in enumerate(STATES):
        expected = 0.3 * (place + 1) * sampled
        head = next(words for words in heads if re.match(rf"{re.escape(state)}\d", words))
        shown = float(re.search(r"([\d,]+) simulated", head)[1].replace(",", ""))  # type: ignore[index]
        assert shown == pytest.approx(expected, abs=0.51)
        assert head.endswith("few") == (expected < FEWEST)


def test_a_country_without_squares_has_the_table_alone(people: Comparison, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(country, "DATA", write_small_country(tmp_path / "small"))
    read = Page(str(whom_it_hits(gather(people))))
    assert read.find("figure", id="states-pessimistic") == []
    cells = [words["data-group"] for words, _ in read.find("td", data_scenario="pessimistic")]
    assert sum(what.startswith("states employment ") for what in cells) == len(STATES)


def test_one_seed_draws_without_bands() -> None:
    read = Page(compose(invented_comparison(("pessimistic",), seeds=(7,), with_households=True)))
    ((_, figure),) = read.find("figure", id="states-pessimistic")
    assert "A frame marks" not in figure
    cell = read.find("td", data_scenario="pessimistic", data_group="ages poverty 16 to 25")[0][1]
    assert " to " not in cell
