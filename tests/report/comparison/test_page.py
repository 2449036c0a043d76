"""The page: self-contained, accessible, and in agreement with the comparison it shows."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from sim.experiments.compare.compare import Comparison, compare
from sim.experiments.figures.decomposition import PART_MEANINGS, PART_WORDS
from sim.experiments.figures.headlines import HEADLINES, RATIOS
from sim.records.figures import OF_OWN_PATHS, figures
from sim.report.comparison.page import compose, write_comparison
from sim.scenario import Scenario

from ..conftest import OCCUPATIONS, SECTORS, invented_comparison

NEEDS_GPUS = {one.name for one in HEADLINES if one.words.with_ai}
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """What a browser sees: elements with their attributes and text, and whether they are properly nested."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[tuple[str, int]] = []
        self.feed(content)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.text.append("")
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.text.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Add text to all open elements."""
        for _, place in self.open:
            self.text[place] += data

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        """Return attributes and text of the elements called ``tag`` that have ``attributes``."""
        return [
            (found, text)
            for (name, found), text in zip(self.elements, self.text, strict=True)
            if name == tag
            and all(found.get(key.replace("_", "-")) == value for key, value in attributes.items())
        ]


@pytest.fixture(scope="module")
def read(page: str) -> Page:
    return Page(page)


def as_number(text: str) -> float:
    """Read a number as the page writes it."""
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def charts_of(read: Page) -> list[tuple[str, str]]:
    """Return title and description of every chart; both are there for those who cannot see it."""
    texts = {
        attributes["id"]: text
        for tag in ("title", "desc")
        for attributes, text in read.find(tag)
        if attributes
    }
    found = []
    for attributes, _ in read.find("svg"):
        if attributes.get("class") != "chart":
            assert attributes.get("aria-hidden") == "true"
            continue
        assert attributes["role"] == "img"
        title, description = (texts[name] for name in attributes["aria-labelledby"].split())
        assert len(title) > 3
        assert numbers(description)
        found.append((title, description))
    return found


def numbers(text: str) -> list[float]:
    return [as_number(found) for found in re.findall(r"[\N{MINUS SIGN}+]?[\d,]*\d(?:\.\d+)?", text)]


def test_page_refers_to_nothing_outside_itself(page: str, read: Page) -> None:
    assert [attributes for tag, attributes in read.elements if tag == "script"] == [{}]  # its own
    assert "http:" not in page
    assert "https:" not in page
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    for tag, attributes in read.elements:
        assert tag not in {"link", "img", "iframe", "object", "base"}
        for name in ("src", "href", "xlink:href", "data"):
            assert attributes.get(name, "#").startswith("#")


def test_identifiers_are_unique_and_every_reference_finds_one(read: Page, page: str) -> None:
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    wanted = {attributes["href"][1:] for tag, attributes in read.elements if tag == "a"}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", page))
    for _, attributes in read.elements:
        wanted |= set(attributes.get("aria-labelledby", "").split())
    assert wanted <= set(names)


def test_every_chart_has_a_title_and_a_description_with_figures(read: Page) -> None:
    described = [described for _, described in charts_of(read)]
    assert len(described) >= 30
    assert min(map(len, described)) > 40


def test_headings_do_not_skip_a_level(read: Page) -> None:
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_headers(read: Page) -> None:
    tables = len(read.find("table"))
    assert tables > 20
    assert len(read.find("caption")) == tables
    assert all(attributes.get("scope") in {"col", "row"} and text for attributes, text in read.find("th"))


def test_headline_table_agrees_with_the_comparison(read: Page, comparison: Comparison) -> None:
    checked = 0
    for row in comparison.headline().iter_rows(named=True):
        cells = read.find("td", data_scenario=row["scenario"], data_measure=row["measure"])
        assert len(cells) == 1
        if row["scenario"] == "baseline" and row["measure"] in NEEDS_GPUS:
            assert cells[0][1] == "\N{EN DASH}"
            continue
        mean, low, high = (f"{row[end]:.{row['digits']}f}" for end in ("mean", "low", "high"))
        written = cells[0][1].replace(",", "").replace("\N{MINUS SIGN}", "-")
        assert written == (mean if low == mean == high else f"{mean}{low} to {high}")
        checked += 1
    assert checked > 2 * len(HEADLINES)


def test_luck_stands_beside_the_adults_below_their_own_path(read: Page, comparison: Comparison) -> None:
    ((_, luck),) = read.find("td", data_scenario="baseline", data_measure="below_own_path")
    ((_, story),) = read.find("td", data_scenario="pessimistic", data_measure="below_own_path")
    assert (luck[:4], story[:4]) == ("32.0", "35.0")
    notes = [words for _, words in read.find("p", **{"class": "note"})]
    assert sum("below by luck alone" in words for words in notes) == 1
    without = compose(dataclasses.replace(comparison, own_paths=comparison.own_paths.clear()))
    assert "own path" not in without


def test_decomposition_on_the_page_adds_up(read: Page, comparison: Comparison) -> None:
    monthly = comparison.decomposition(by_seed=True)
    last = monthly.filter(pl.col("month") >= monthly["month"].max() - 11)  # type: ignore[operator]
    for story in comparison.stories:
        shown = {}
        for attributes, text in read.find("td", data_scenario=story):
            if "data-part" in attributes:
                shown[attributes["data-part"]] = as_number(re.match(r"[+\N{MINUS SIGN}]?[\d,]+\.\d", text)[0])  # type: ignore[index]
        total = shown.pop("total")
        assert len(shown) >= 3
        assert sum(shown.values()) == pytest.approx(total, abs=0.05 * (len(shown) + 1))
        mine = last.filter(pl.col("scenario") == story)
        for part, value in {**shown, "total": total}.items():
            mean = mine.filter(pl.col("part") == part)["value"].mean()
            assert value == pytest.approx(mean, abs=0.0501)


def test_the_page_says_what_each_part_is(read: Page, comparison: Comparison) -> None:
    said = {words for _, words in read.find("dd")}
    used = [part for part in PART_WORDS if comparison.decomposition().filter(part=part)["mean"].abs().max()]
    assert said >= {PART_MEANINGS[part] for part in used}
    shapley = comparison.decomposition(weights="shapley", by_seed=True)
    last = shapley.filter(pl.col("month") >= shapley["month"].max() - 11, pl.col("part") == "demand")  # type: ignore[operator]
    for story in comparison.stories:
        ((_, shown),) = read.find("td", data_scenario=story, data_shapley="demand")
        mean = last.filter(pl.col("scenario") == story)["value"].mean()
        assert as_number(re.match(r"[+\N{MINUS SIGN}]?[\d,]+\.\d", shown)[0]) == pytest.approx(
            mean, abs=0.0501
        )  # type: ignore[index]


def test_the_ratio_is_shown_as_a_path_with_its_peak(read: Page, comparison: Comparison) -> None:
    titles = " ".join(words for _, words in read.find("h3"))
    assert "The claim and the most that becomes of it" in titles
    for words in ("Work taken over or saved, for each GPU in use", "Jobs missing, for each GPU in use"):
        assert words in titles
    rows = " ".join(words for _, words in read.find("th"))
    for words in ("Technical ratio", "Price test", "Stock test", "Gross, GPU in use, highest year"):
        assert words in rows
    for row in comparison.peak_ratio().iter_rows(named=True):
        place = {"data_scenario": row["scenario"], "data_ratio": f"{row['measure']} {row['gpus']}"}
        cells = read.find("td", **place)
        if (row["measure"], row["gpus"]) == ("counted", "owned"):
            assert cells == []
            continue
        (_, highest), (_, last) = cells
        shown = highest.replace(",", "").replace("\N{MINUS SIGN}", "-")
        assert shown.startswith(f"{row['mean']:.2f}")
        assert shown.endswith(f"year {row['year']}")
        assert "year" not in last


def test_answer_takes_its_numbers_from_the_comparison(read: Page, comparison: Comparison) -> None:
    (_, answer), *_ = read.find("p", **{"class": "answer"})
    headline = comparison.headline()

    def figure(scenario: str, measure: str) -> float:
        row = headline.row(
            by_predicate=(pl.col("scenario") == scenario) & (pl.col("measure") == measure), named=True
        )
        return float(row["mean"])

    found = numbers(answer)
    for story in comparison.stories:
        change = figure(story, "employment") - figure("baseline", "employment")
        assert round(abs(change), 1) in found
        assert round(abs(figure(story, "realised_ratio_net")), 2) in found
    assert round(figure("baseline", "labour_share"), 1) in found


def test_a_hostile_name_is_shown_as_text_everywhere() -> None:
    name = "<b>&"
    plain = invented_comparison()
    words = {"name": name, "title": "<script>alert(1)</script> & more", "question": "<i>?"}
    renamed = {"pessimistic": name}
    hostile = Comparison(
        tuple(renamed.get(story, story) for story in plain.stories),
        "baseline",
        {
            renamed.get(story, story): scenario.with_(words) if story in renamed else scenario
            for story, scenario in plain.scenarios.items()
        },
        plain.seeds,
        {(renamed.get(story, story), seed): run for (story, seed), run in plain.runs.items()},
        plain.manifest,
    )
    content = compose(hostile)
    read = Page(content)
    assert {tag for tag, _ in read.elements}.isdisjoint({"b", "i"})
    assert [tag for tag, _ in read.elements].count("script") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in content
    for tag, least in (("h3", 2), ("th", 5), ("summary", 1), ("text", 20), ("desc", 20), ("strong", 0)):
        assert sum(name in words for _, words in read.find(tag)) >= least, tag


def test_every_occupation_and_sector_is_listed_in_full(read: Page) -> None:
    rows = {text for _, text in read.find("th", scope="row")}
    assert set(OCCUPATIONS) <= rows
    assert set(SECTORS) <= rows


def test_tenths_are_real_changes_in_per_cent() -> None:
    doubled = invented_comparison(("optimistic",))
    for seed in doubled.seeds:
        base, story = (doubled.runs[name, seed].frames for name in ("baseline", "optimistic"))
        story["income_deciles"] = base["income_deciles"].with_columns(pl.col("disposable_income") * 4.0)
        story["macro"] = story["macro"].with_columns(price_level=base["macro"]["price_level"] * 2.0)
    ((_, figure),) = Page(compose(doubled)).find("figure", id="deciles")
    assert "Optimistic +100.0\N{NO-BREAK SPACE}% for the poorest tenth" in figure


def test_assumptions_that_differ_are_listed_and_others_are_not(read: Page, comparison: Comparison) -> None:
    listed = {text.partition(" ")[0] for _, text in read.find("code") if "." in text}
    one, other = (comparison.scenarios[name] for name in comparison.stories)
    assert one.compute.substitution_share != other.compute.substitution_share
    assert "compute.substitution_share" in listed
    assert "labour.quit_rate" not in listed


def test_one_seed_makes_a_page_without_bands() -> None:
    content = compose(invented_comparison(seeds=(7,)))
    read = Page(content)
    assert "single seed" in read.find("p", **{"class": "answer"})[0][1]
    cell = read.find("td", data_scenario="pessimistic", data_measure="employment")[0][1]
    assert " to " not in cell


def test_a_counterfactual_with_ai_gets_no_ratio() -> None:
    content = compose(invented_comparison(("pessimistic_ubi",), counterfactual="pessimistic"))
    read = Page(content)
    assert 'id="ratio"' not in content
    assert read.find("h1")[0][1] == "What changes against Pessimistic"
    assert "contained in the other parts" in content


def test_files_beside_the_page_are_linked_and_missing_ones_are_not(
    tmp_path: Path, comparison: Comparison
) -> None:
    (tmp_path / "macro.parquet").write_bytes(b"")
    write_comparison(comparison, tmp_path / "page.html")
    links = {
        attributes["href"] for attributes, _ in Page((tmp_path / "page.html").read_text("utf-8")).find("a")
    }
    assert "macro.parquet" in links
    assert "sectors.parquet" not in links
    assert sorted(path.name for path in tmp_path.iterdir()) == ["macro.parquet", "page.html"]


def test_page_of_a_real_comparison() -> None:
    brief = ["run.people=2000", "run.months=12", "run.burn_in_months=6"]
    base, *stories = (Scenario.load(name, brief) for name in ("baseline", "pessimistic", "optimistic"))
    small = compare(*stories, counterfactual=base, seeds=2, progress=False, processes=1)
    read = Page(compose(small))
    assert len(read.find("figure")) >= 30
    for row in small.headline().filter(pl.col("scenario") == "pessimistic").iter_rows(named=True):
        ((_, cell),) = read.find("td", data_scenario="pessimistic", data_measure=row["measure"])
        start = (
            "\N{EN DASH}"
            if row["mean"] is None
            else f"{row['mean']:,.{row['digits']}f}".replace("-", "\N{MINUS SIGN}")
        )
        assert cell.startswith(start)


def test_figures_that_were_asked_for_have_a_chart_and_rows() -> None:
    asked = tuple(figures(["inflation", "poverty_rate", "layoffs"]))
    made = dataclasses.replace(invented_comparison(("optimistic",)), asked=asked)
    assert made.headline()["measure"].n_unique() == len(HEADLINES) + len(OF_OWN_PATHS) + 2 + len(
        RATIOS
    )  # poverty is one
    read = Page(compose(made))
    ((_, chart),) = read.find("figure", id="figure-inflation")
    assert "% a year" in chart
    assert len(read.find("figure", id="figure-layoffs")) == 1
    assert len(read.find("figure", id="figure-poverty-rate")) == 1
    row = made.headline().filter(scenario="optimistic", measure="inflation").row(0, named=True)
    ((_, cell),) = read.find("td", data_scenario="optimistic", data_measure="inflation")
    assert f"{row['mean']:.1f}" in cell.replace("\N{MINUS SIGN}", "-")
    assert "Figures asked for" not in compose(invented_comparison(("optimistic",)))
