"""The policy report: its numbers are those of the files beside it, and everybody can read it."""

from __future__ import annotations

import dataclasses
import re
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from sim.errors import UserError
from sim.experiments.lab.measures import MEASURES, OF_PAIRS
from sim.experiments.lab.packages import NONE, Package, parse_packages
from sim.experiments.lab.results import KIND, NO_AI, PolicyComparison, load_policy_comparison
from sim.experiments.lab.study import SUBJECTS
from sim.experiments.lab.winners import CHANGES
from sim.records.provenance import Stopwatch, manifest
from sim.records.tables import write_results
from sim.report.policies.answer import _SENTENCES, UNASKED, policy_answer
from sim.report.policies.charts import _at_ends
from sim.report.policies.facts import gather_policies
from sim.report.policies.page import compose_policies, write_policy_report
from sim.report.policies.tables import BUDGET, COSTS, HEADLINE, INCOMES
from sim.report.policies.terminal import SHOWN, print_effects, print_glance
from sim.report.wording import MINUS, number
from sim.scenario import Scenario

from ..comparison.test_page import Page, charts_of, numbers

STORIES = ("pessimistic", "optimistic")
SEEDS = (1, 2, 3, 4, 5)
YEARS, HORIZONS = (1, 2, 3), (1, 3)
LINES = ["ubi:amount=0/500/1000,financed_by=gpu_tax/deficit", "gpu_tax:tax_rate=0.5"]
GROUPS = {
    "tenth": [str(tenth) for tenth in range(1, 11)],
    "status": ["employed", "unemployed", "outside"],
    "wealth": ["bottom50", "next40", "next9", "next0_9", "top0_1"],
    "occupation": ["Management", "Sales <& more>"],
    "household": ["lone_parent", "older_people"],
}


def draw(*words: object) -> float:
    """Return a made-up figure, the same for the same words."""
    return zlib.crc32(" ".join(map(str, words)).encode()) % 10_000 / 10_000.0


def level(story: str, policy: str, seed: int, year: int, measure: str) -> float:
    base = 10.0 + 40.0 * draw(measure, story) + 0.3 * draw(measure, seed, year)
    if measure in OF_PAIRS:
        base = 20.0 * draw(measure, story, policy) - 5.0 + draw(measure, seed)
    elif policy != NONE:
        base += 8.0 * draw(measure, story, policy) - 4.0 + draw(measure, policy, seed)
    return base


def frame(rows: list[tuple[Any, ...]], columns: str) -> pl.DataFrame:
    return pl.DataFrame(rows, columns.split(), orient="row")


def invent(
    lines: list[str] | None = None, seeds: tuple[int, ...] = SEEDS, shift: float = 0.0, no_ai: bool = True
) -> PolicyComparison:
    """Return a comparison with made-up figures; ``shift`` is added to the poverty of every package."""
    packages = parse_packages(LINES if lines is None else lines)
    active = [package for package in packages if not package.is_null]
    names = [NONE, *(package.name for package in active)]
    values, groups, winners, policies, books = [], [], [], [], []
    for story in (*STORIES, *([NO_AI] if no_ai else [])):
        for policy in names if story != NO_AI else [NONE]:
            for seed in seeds:
                for year in YEARS:
                    for measure in MEASURES:
                        if (policy == NONE and measure in OF_PAIRS) or measure.startswith("policy_"):
                            continue
                        value = level(story, policy, seed, year, measure)
                        value += shift if measure == "poverty_rate" and policy != NONE else 0.0
                        values.append((story, policy, seed, year, measure, value))
                    values += [(story, policy, seed, year, *one) for one in fiscal(story, policy, seed)]
                    books += [(story, policy, seed, year, *one) for one in budget(story, policy, seed, year)]
        if story != NO_AI:
            for policy in names:
                shares = [draw(story, policy, change) for change in CHANGES]
                for seed in seeds:
                    for year in HORIZONS:
                        winners += [
                            (story, policy, seed, year, "all", "all", change, share / sum(shares))
                            for change, share in zip(CHANGES, shares, strict=True)
                        ]
                        groups += group_rows(story, policy, seed, year)
                if policy in names[1:]:
                    policies += [
                        (story, policy, seed, year, "ubi", 900.0, 0.0, 90.0, 0.1, 0.9, 275.0)
                        for seed in seeds
                        for year in YEARS
                    ]
    scenarios = {name: Scenario.load(name) for name in (*STORIES, *([NO_AI] if no_ai else []))}
    made = manifest({n: s.to_toml() for n, s in scenarios.items()}, seeds, Stopwatch.start(), kind=KIND) | {
        "title": "Money <for> all",
        "question": "Does it help?",
        "stories": list(STORIES),
        "horizons": list(HORIZONS),
        "packages": [{"name": p.name, "label": p.label, "policy": p.tables} for p in packages],
        "people": 2_000,
        "months_simulated": 1_000,
    }
    return PolicyComparison(
        STORIES,
        tuple(packages),
        HORIZONS,
        seeds,
        frame(values, "story policy seed year measure value"),
        pl.DataFrame(
            groups,
            {
                **dict.fromkeys(("story", "policy"), pl.String),
                **dict.fromkeys(("seed", "year"), pl.Int64),
                **dict.fromkeys(("basis", "grouping", "group", "measure"), pl.String),
                **dict.fromkeys(("reference", "value"), pl.Float64),
            },
            orient="row",
        ),
        frame(winners, "story policy seed year grouping group change share"),
        pl.DataFrame(
            policies,
            {
                **dict.fromkeys(("story", "policy"), pl.String),
                **dict.fromkeys(("seed", "year"), pl.Int64),
                "part": pl.String,
                **dict.fromkeys(
                    ("cost", "own_revenue", "tax_revenue", "rate", "unfunded_share", "recipients"), pl.Float64
                ),
            },
            orient="row",
        ),
        pl.DataFrame(
            books,
            {
                **dict.fromkeys(("story", "policy"), pl.String),
                **dict.fromkeys(("seed", "year"), pl.Int64),
                **dict.fromkeys(("line", "source"), pl.String),
                "cents": pl.Int64,
                **dict.fromkeys(("nominal", "real"), pl.Float64),
            },
            orient="row",
        ).with_columns(pl.col("year").cast(pl.Int32)),
        scenarios,
        made,
    )


def budget(story: str, policy: str, seed: int, year: int) -> list[tuple[str, str, int, float, float]]:
    """Return made-up books of a year that add up, with what ``fiscal`` says of the policy."""
    accounts = dict(fiscal(story, policy, seed))
    own = accounts["policy_revenue"] + accounts["policy_own_revenue"]
    lines = {
        ("gross_cost", ""): -accounts["policy_cost"],
        **({("own_tax", "gpu_tax"): own} if own else {}),
        ("other_taxes", ""): 9_000.0 + 50.0 * draw(story, policy, seed, year),
        ("other_transfers", ""): -3_000.0 - 10.0 * draw(story, policy, seed),
        ("purchases", ""): -6_000.0,
        ("money_issued", ""): 0.0,
        ("interest", ""): -900.0 - (30.0 * year if policy.startswith("ubi") else 0.0),
    }
    lines["balance", ""] = sum(lines.values())
    lines["debt", ""] = 30_000.0 - year * lines["balance", ""]
    lines["gdp", ""] = 35_000.0
    price = 1.0 + 0.1 * year * draw(policy)
    return [(*entry, round(1e6 * one), one, one / price) for entry, one in lines.items()]


def fiscal(story: str, policy: str, seed: int) -> list[tuple[str, float]]:
    """Return made-up figures of the policy's own accounts."""
    if policy == NONE:
        return [(m, 0.0) for m in MEASURES if m.startswith("policy_") and m != "policy_rate_of_tax"]
    cost = 1_000.0 * (1.0 + draw(policy)) + seed if policy.startswith("ubi") else 0.0
    taxed = "gpu_tax" in policy and cost > 0.0
    revenue = 0.3 * cost * draw(story, policy) if taxed else 0.0
    found = {
        "policy_cost": cost,
        "policy_revenue": revenue,
        "policy_own_revenue": 0.0 if cost else 50.0 + seed,
        "policy_unfunded": 100.0 * (1.0 - revenue / cost) if cost else 0.0,
        "policy_recipients": 275.0 if cost else 0.0,
    }
    return [*found.items(), *([("policy_rate_of_tax", 100.0)] if taxed else [])]


def group_rows(story: str, policy: str, seed: int, year: int) -> list[tuple[Any, ...]]:
    rows = []
    for grouping, names in GROUPS.items():
        for group in names:
            for measure in ("income", "consumption", "wealth", "worked", "poverty"):
                reference = 1_000.0 * (1.0 + draw(grouping, group, measure))
                value = reference * (0.9 + 0.4 * draw(story, policy, grouping, group) + 0.01 * draw(seed))
                rows.append((story, policy, seed, year, "start", grouping, group, measure, reference, value))
                if grouping == "tenth" and measure in ("income", "consumption", "wealth"):
                    rows.append(
                        (story, policy, seed, year, "place", grouping, group, measure, reference, value)
                    )
    return rows


@pytest.fixture(scope="module")
def comparison() -> PolicyComparison:
    return invent()


@pytest.fixture(scope="module")
def folder(comparison: PolicyComparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = comparison.write(tmp_path_factory.mktemp("report"))
    write_policy_report(comparison, path / "report.html")
    return path


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def read(page: str) -> Page:
    return Page(page)


def written(mean: float, low: float | None, high: float | None, digits: int, *, signed: bool) -> str:
    """Write an estimate as a cell of the page reads."""

    def one(value: float) -> str:
        text = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
        return text.lstrip("+-") if float(text.replace(",", "")) == 0.0 else text.replace("-", MINUS)

    text = one(mean)
    if low is not None and high is not None and not one(low) == one(high) == text:
        text += f"{one(low)} to {one(high)}"
    return text


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_every_number_of_the_tables_is_in_the_files(read: Page, folder: Path, suffix: str) -> None:
    effects = (
        pl.read_csv(folder / "effects.csv", infer_schema_length=None)
        if suffix == "csv"
        else pl.read_parquet(folder / "effects.parquet")
    )
    last = {
        (row["story"], row["policy"], row["measure"]): row
        for row in effects.filter(pl.col("year") == HORIZONS[-1]).iter_rows(named=True)
    }
    seen: set[tuple[str, str]] = set()
    for attributes, text in read.find("td"):
        measure = attributes.get("data-measure", "")
        if measure not in MEASURES:
            continue
        key = (attributes["data-story"], attributes["data-policy"], measure)
        what, row = attributes["data-what"], last.get(key)
        if row is None or row[what] is None:
            assert text == "\N{EN DASH}", key
            continue
        relative = what == "change" and MEASURES[measure].relative
        digits = 1 if relative else MEASURES[measure].digits
        ends = (row[what], row[f"{what}_low"], row[f"{what}_high"])
        assert text == written(*ends, digits, signed=what == "change"), key
        seen.add((measure, what))
    assert {(measure, "change") for measure in (*HEADLINE, *INCOMES)} <= seen
    assert {(measure, "level") for measure in (*COSTS, *BUDGET)} <= seen


def test_winners_and_the_gap_are_those_of_the_files(read: Page, folder: Path) -> None:
    shares = pl.read_csv(folder / "winner_shares.csv").filter(pl.col("year") == HORIZONS[-1])
    holes = pl.read_csv(folder / "fiscal_hole.csv").filter(pl.col("year") == HORIZONS[-1])
    checked = 0
    for row in shares.iter_rows(named=True):
        for _, text in read.find(
            "td", data_story=row["story"], data_policy=row["policy"], data_measure=row["change"]
        ):
            assert text == written(row["mean"], row["low"], row["high"], 1, signed=False)
            checked += 1
    for row in holes.iter_rows(named=True):
        cells = read.find("td", data_story=row["story"], data_policy=row["policy"], data_measure="closed")
        assert len(cells) == (1 if row["hole"] < 0.0 else 0)
        for _, text in cells:
            assert text == written(row["closed"], row["closed_low"], row["closed_high"], 0, signed=True)
            checked += 1
    assert checked >= 2 * 5 * len(CHANGES)


def test_every_number_of_the_answer_is_in_the_files(read: Page, folder: Path) -> None:
    (_, first), *_ = read.find("p", **{"class": "answer"})
    answer = " ".join(
        [first, *(words for _, words in read.find("li") if words.startswith("Without a policy"))]
    )
    covered = pl.read_csv(folder / "coverage.csv")
    for label in (*covered["label"], *pl.read_csv(folder / "arms.csv")["label"]):
        answer = answer.replace(label, "")
    answer = answer.replace("UBI $1,000", "").replace("95\N{NO-BREAK SPACE}% interval", "")
    known = {0.0, float(HORIZONS[-1])}
    effects = pl.read_csv(folder / "effects.csv", infer_schema_length=None)
    effects = effects.filter(pl.col("year") == HORIZONS[-1])
    groups = pl.read_csv(folder / "group_effects.csv").filter(pl.col("year") == HORIZONS[-1])
    holes = pl.read_csv(folder / "fiscal_hole.csv").filter(pl.col("year") == HORIZONS[-1])
    ends = [
        *(
            effects[name]
            for name in effects.columns
            if name.startswith(("level", "change")) and "unit" not in name
        ),
        *(groups[name] for name in ("percent", "percent_low", "percent_high")),
        *(holes[name] for name in ("closed", "closed_low", "closed_high")),
        covered["missing"],
    ]
    for column in ends:
        for value in column.cast(pl.Float64).drop_nulls().to_list():
            known |= {sign * round(value, digits) for digits in (0, 1, 2) for sign in (1.0, -1.0)}
    pairs = effects.filter((pl.col("measure") == "poverty_rate") & pl.col("change").is_not_null())
    pairs = pairs.filter(pl.col("policy") == "gpu_tax:tax_rate=0.5")  # the others are on credit
    unclear = pairs.filter((pl.col("change_low") <= 0.0) & (pl.col("change_high") >= 0.0)).height
    known |= {float(unclear), float(pairs.height)}
    found = numbers(answer)
    assert len(found) > 5
    assert [value for value in found if value not in known] == []


def test_the_answer_names_the_ends_of_the_range(comparison: PolicyComparison) -> None:
    first, *_ = policy_answer(gather_policies(comparison))
    effects = comparison.effects().filter(
        (pl.col("measure") == "poverty_rate") & (pl.col("year") == 3) & pl.col("change").is_not_null()
    )
    effects = effects.filter(pl.col("policy") == "gpu_tax:tax_rate=0.5")  # what is on credit is not compared
    for row in (effects.sort("change").row(0, named=True), effects.sort("change").row(-1, named=True)):
        assert f"(GPU tax 50 %, {row['story'].capitalize()}" in first


def test_the_answer_changes_with_the_figures() -> None:
    told = {shift: policy_answer(gather_policies(invent(shift=shift))) for shift in (-30.0, 2.5, 30.0)}
    assert " all packages that are paid for lower poverty in all stories: by between " in told[-30.0][0]
    assert " poverty changes by between " in told[2.5][0]
    assert " all packages that are paid for raise poverty in all stories: by between " in told[30.0][0]
    assert told[-30.0][1:] == told[2.5][1:] == told[30.0][1:]  # nothing else has changed


def test_one_package_in_words() -> None:
    first, *_ = policy_answer(gather_policies(invent(["ubi:amount=500"], shift=-30.0)))
    assert re.match(r"After 3 years, all packages lower poverty in all stories", first)
    one = invent(["ubi:amount=500"], seeds=(1,), shift=-30.0)
    one = dataclasses.replace(one, stories=("optimistic",), groups=one.groups.filter(story="optimistic"))
    first, *_ = policy_answer(gather_policies(one))
    assert re.fullmatch(
        r"After 3 years, “UBI \$500 \(100 % debt\)” lowers poverty in Optimistic by [\d.]+ percentage "
        r"points\.",
        first,
    )


def test_a_study_says_what_the_answer_is_about(comparison: PolicyComparison) -> None:
    chosen = dataclasses.replace(comparison, manifest=comparison.manifest | {"about": ["automation", "work"]})
    first, *rest = policy_answer(gather_policies(chosen))
    assert first.startswith("The work that GPUs do alone changes, in jobs: UBI $500 (")
    assert first.count(" million (Optimistic)") == first.count(" million (Pessimistic)") == 5
    assert len(rest) == 1
    every = dataclasses.replace(comparison, manifest=comparison.manifest | {"about": list(SUBJECTS)})
    assert set(policy_answer(gather_policies(every))) > {first, *rest}
    assert len(policy_answer(gather_policies(comparison))) == UNASKED
    assert set(_SENTENCES) == set(SUBJECTS)


def test_the_page_refers_only_to_the_files_beside_it(page: str, read: Page, folder: Path) -> None:
    assert [attributes for tag, attributes in read.elements if tag == "script"] == [{}]  # its own
    assert "http:" not in page
    assert "https:" not in page
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    linked = set()
    for tag, attributes in read.elements:
        assert tag not in {"link", "img", "iframe", "object", "base"}
        assert "src" not in attributes
        target = attributes.get("href", "#")
        if not target.startswith("#"):
            assert Path(target).name == target
            linked.add(target)
    assert linked == {path.name for path in folder.iterdir()} - {"report.html"}


def test_every_chart_can_be_read_without_eyes(read: Page) -> None:
    assert len(charts_of(read)) >= 20


def test_names_are_unique_and_headings_in_order(read: Page) -> None:
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    wanted = {a["href"][1:] for tag, a in read.elements if tag == "a" and a["href"].startswith("#")}
    assert wanted <= set(names)
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attributes.get("scope") in {"col", "row"} for attributes, _ in read.find("th"))
    assert len(read.find("caption")) == len(read.find("table"))


def test_the_page_holds_scenarios_seeds_and_citation(page: str, read: Page) -> None:
    assert "Money &lt;for&gt; all" in page
    assert "Sales &lt;&amp; more&gt;" in page
    summaries = [text for _, text in read.find("summary")]
    assert {"Scenario pessimistic", "Scenario optimistic", "Scenario baseline"} <= set(summaries)
    assert any("gpu_worker_ratio" in text for _, text in read.find("pre"))
    assert "seeds 1 to 5, 2,000 people" in page


def test_a_hostile_name_is_shown_as_text_everywhere() -> None:
    name = "<b>&"
    made = invent(LINES[1:])
    renamed = dataclasses.replace(
        made,
        stories=(name, *made.stories[1:]),
        scenarios={name if s == STORIES[0] else s: one for s, one in made.scenarios.items()},
        **{
            table: getattr(made, table).with_columns(pl.col("story").replace(STORIES[0], name))
            for table in ("values", "groups", "winners", "policies", "books")
        },
    )
    read = Page(compose_policies(renamed))
    assert "b" not in {tag for tag, _ in read.elements}
    for tag in ("h3", "caption", "summary", "th", "title", "li", "p"):
        assert any(name in words for _, words in read.find(tag)), tag


def test_packages_of_size_zero_are_the_reference(read: Page, comparison: PolicyComparison) -> None:
    heads = [text for _, text in read.find("th", scope="row")]
    assert "No policylevel; also UBI $0" in heads
    assert not any(head.startswith("UBI $0") for head in heads)
    assert any("to the bit: UBI $0." in text for _, text in read.find("p"))
    assert gather_policies(comparison).null_labels == ("UBI $0",)


def test_nothing_but_packages_of_size_zero(tmp_path: Path) -> None:
    null = invent(["ubi:amount=0,financed_by=gpu_tax/deficit"])
    page = compose_policies(null)
    assert "Every package is of size zero and therefore the story itself, to the bit: UBI $0." in page
    assert "Headline figures" not in page
    null.write(tmp_path)
    write_policy_report(null, tmp_path / "report.html")


def test_one_seed_and_no_economy_without_ai() -> None:
    read = Page(
        compose_policies(invent(["wealth_tax", "nit", "job_guarantee+gpu_tax"], seeds=(4,), no_ai=False))
    )
    (_, answer), *_ = read.find("p", **{"class": "answer"})
    assert "interval" not in answer
    assert "without AI" not in answer
    assert any("With a single seed there are no intervals" in text for _, text in read.find("p"))


def test_packages_that_one_tax_pays_for_share_a_chart(comparison: PolicyComparison) -> None:
    facts = gather_policies(comparison)
    drawn = {group.heading: [arm.label for arm in group.arms] for group in facts.groups("pessimistic")}
    assert list(drawn) == ["tax: GPU rent", "no tax that pays"]
    assert all(
        re.match(r"\$(500|1,000) \(\d+ % GPU rent, .*\d+ % debt\)$", one) for one in drawn["tax: GPU rent"]
    )
    *debt, tax = drawn["no tax that pays"]
    assert tax == "GPU tax 50 %"
    assert all(one.startswith("UBI $") and one.endswith("% debt)") for one in debt)
    looks = {(arm.colour, arm.dash) for arm in facts.arms}
    assert len(looks) == len(facts.arms)
    many = gather_policies(invent([f"ubi:amount={'/'.join(str(100 * k) for k in range(1, 16))}"]))
    assert [len(group.arms) for group in many.groups("optimistic")] == [5, 5, 5]
    assert len({(arm.colour, arm.dash, arm.marker) for arm in many.arms}) == 15


def test_a_few_packages_with_a_payer_each_share_charts_and_stay_apart() -> None:
    taxes = "consumption_tax/payroll_tax/capital_tax/gpu_tax"
    few = gather_policies(invent([f"ubi:amount=500,financed_by={taxes}", "job_guarantee+gpu_tax", "nit"]))
    assert few.packages[4].payer == "consumption"  # the tax in it is not paid for
    (group,) = few.groups("optimistic")
    assert len({(arm.colour, arm.marker) for arm in group.arms}) == 6  # dots have no dashes
    ends = {arm.name: arm.label for arm in _at_ends(few, "optimistic", group.arms)}
    assert len(set(ends.values())) == 6
    assert ends[few.packages[5].name].startswith("Negative income tax")  # who paid is not needed
    assert "(" not in ends[few.packages[5].name]
    assert all(label.startswith("UBI $500") for name, label in ends.items() if name.startswith("ubi"))
    assert not any("…" in label for label in ends.values())
    kinds = ["nit", "job_guarantee", "retraining", "wage_subsidy", "child_allowance", "basic_pension"]
    kinds += ["shorter_week", "gpu_tax", "universal_basic_compute"]
    many = gather_policies(invent([f"ubi:amount=500,financed_by={taxes}", *kinds]))
    assert len({(arm.colour, arm.dash, arm.marker) for arm in many.arms}) == len(many.arms) == 13
    for made in (few, many):
        for story in STORIES:
            for chart in made.groups(story):
                assert len({arm.colour for arm in chart.arms}) == len(chart.arms)  # no two lines alike
    looks = [{arm.name: arm.colour for chart in many.groups(one) for arm in chart.arms} for one in STORIES]
    assert looks[0] == looks[1]


@pytest.mark.parametrize("width", [70, 160])
def test_the_terminal_shows_the_same_figures(comparison: PolicyComparison, width: int) -> None:
    with open("/dev/null", "w", encoding="utf-8") as sink:
        console = Console(width=width, record=True, file=sink)
        print_effects(comparison, console)
        text = console.export_text()
    facts = gather_policies(comparison)
    for story in STORIES:
        for arm in facts.arms:
            for measure in (*SHOWN, *INCOMES):
                one = facts.change(story, arm.name, measure)
                if one.mean is not None:
                    assert number(one.mean, facts.digits(measure), signed=True) in text
    assert "No policy at all, to the bit: UBI $0." in text
    assert "over 5 seeds" in text
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_package_says_what_pays() -> None:
    (one,) = parse_packages(["wage_subsidy:share=0.2,financed_by=wealth_tax,largest_rate=0.02"])
    assert one.label == "Wage subsidy 20 % paid by wealth, at most 2 %"
    assert isinstance(one, Package)
    assert np.isfinite(level("optimistic", one.name, 1, 1, "palma"))


def test_figures_that_were_asked_for_have_a_table_and_lines() -> None:
    made = invent(LINES[1:])
    poverty = made.values.filter(measure="poverty_rate").with_columns(measure=pl.lit("layoffs"))
    asked = dataclasses.replace(made, values=pl.concat([made.values, poverty]), figures=("layoffs", "palma"))
    facts = gather_policies(asked)
    assert facts.asked == ("layoffs",)  # the Palma ratio is in every report
    read = Page(compose_policies(asked))
    (caption, *_) = [words for _, words in read.find("caption") if "figures asked for" in words]
    assert caption.startswith("Pessimistic: figures asked for, change against no policy in year 3")
    assert read.find("td", data_story="pessimistic", data_measure="layoffs", data_what="change")
    console = Console(width=200, record=True)
    print_effects(asked, console)
    assert "Layoffs millions of people a month" in console.export_text()
    console = Console(width=200, record=True)
    print_glance(asked, console)
    assert "Layoffs millions of people a month" in console.export_text()


def test_ten_packages_in_three_stories_fit_a_terminal() -> None:
    kinds = ["nit", "job_guarantee", "retraining", "wage_subsidy", "child_allowance", "shorter_week", "ubc"]
    ten = invent(["ubi:amount=500,financed_by=consumption_tax/payroll_tax/capital_tax", *kinds])
    third = {"story": pl.lit("neutral")}

    def twice(frame: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([frame, frame.filter(pl.col("story") == STORIES[0]).with_columns(**third)])

    tables = {
        name: twice(getattr(ten, name)) for name in ("values", "groups", "winners", "policies", "books")
    }
    scenarios = ten.scenarios | {"neutral": Scenario.load("neutral")}
    three = dataclasses.replace(ten, stories=(*STORIES, "neutral"), scenarios=scenarios, **tables)
    console = Console(width=80, record=True)
    print_glance(three, console)
    lines = console.export_text().splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    assert "…" not in text
    assert " ".join(policy_answer(gather_policies(three))[0].split()) in text
    for row in three.at_a_glance().iter_rows(named=True):
        shown = [number(row["poverty"], 1, signed=True), number(row["employment"], 1, signed=True)]
        assert any(all(one in line.split() for one in shown) for line in lines), row
    assert text.count("no policy") >= 3


def test_cases_on_credit_that_an_answer_leaves_out_are_counted() -> None:
    made = invent(["ubi:amount=500,financed_by=gpu_tax/consumption_tax", "nit"])
    facts = gather_policies(made)
    on_credit = sum(facts.is_on_credit(story, name) for story in STORIES for name in facts.names)
    cases = len(STORIES) * len(facts.names)
    answer = policy_answer(facts)[0]
    if on_credit and on_credit < cases and "cases" in answer:
        assert f" of {cases - on_credit} cases" in answer
        assert f"({on_credit} more on credit are left out)" in answer


def test_the_answer_and_the_first_table_come_before_the_contents(page: str) -> None:
    places = [page.index(mark) for mark in ('class="answer"', "<table", "<nav", 'id="packages"')]
    assert places == sorted(places)
    kept = re.findall(r'<details class="kept"><summary>(.*?)</summary>', page)
    assert any(words.startswith("Optimistic, year 3") for words in kept)


def test_a_row_at_a_glance_names_its_columns_for_a_narrow_screen(read: Page) -> None:
    cells = [one for one, _ in read.find("td", data_measure="poverty_rate") if "data-label" in one]
    assert cells
    assert all(one["data-label"].startswith("Poverty, percentage points") for one in cells)
    assert not any("<" in one["data-label"] for one in cells)


def test_a_median_that_falls_is_told_with_what_moved_beside_it() -> None:
    made = invent(["ubi:amount=500"])
    name = made.packages[0].name

    def moved(**sizes: float) -> PolicyComparison:
        """Let the package change these figures by per cents, and all others by chance alone."""
        seed = pl.col("seed") - 3.0
        base = made.values.filter(policy=NONE).with_columns(policy=pl.lit(name))
        base = base.filter(pl.col("story") != NO_AI)
        factor = pl.lit(1.0) + 0.0002 * seed
        for measure, size in sizes.items():
            factor = pl.when(measure=measure).then(1.0 + size / 100.0 + 0.0002 * seed).otherwise(factor)
        others = made.values.filter((pl.col("policy") == NONE) | pl.col("measure").is_in([*OF_PAIRS]))
        values = pl.concat([others, base.with_columns(value=pl.col("value") * factor)])
        return dataclasses.replace(made, values=values)

    dearer = compose_policies(moved(median_income=-4.0, price_paid=6.0))
    assert dearer.count("lowers the median income by 4.0") == len(STORIES)
    assert re.search(r"clear of chance are prices paid, taxes included \+6\.0\s%", dearer)
    unknown = compose_policies(moved(median_income=-4.0))
    assert unknown.count("why is not known") == len(STORIES)
    assert "lowers the median income" not in compose_policies(moved(median_income=4.0))


def test_results_of_an_earlier_form_are_refused(comparison: PolicyComparison, tmp_path: Path) -> None:
    """Their winners and losers were held against lives with the same luck, which a report no longer says."""
    tables = comparison.tables()
    write_results(tmp_path / "now", tables, comparison.manifest)
    assert load_policy_comparison(tmp_path / "now").winner_shares().equals(comparison.winner_shares())
    earlier = tables | {"winner_shares": tables["winner_shares"].drop("beyond")}
    write_results(tmp_path / "then", earlier, comparison.manifest)
    with pytest.raises(UserError, match="run the comparison again"):
        load_policy_comparison(tmp_path / "then")
