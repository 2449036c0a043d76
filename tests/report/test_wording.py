"""Numbers in words and the sentences written from them."""

from __future__ import annotations

import doctest
import math
import re

import polars as pl
import pytest

from sim.report import wording
from sim.report.comparison.answer import answer, claim, story_sentence
from sim.report.comparison.facts import Facts, gather
from sim.report.wording import band, listing, number, quantity

from .conftest import invented_comparison


def test_examples_in_the_documentation_hold() -> None:
    results = doctest.testmod(wording)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(
    ("value", "digits", "signed", "text"),
    [
        (-1234.56, 1, False, "\N{MINUS SIGN}1,234.6"),
        (0.04, 1, True, "0.0"),
        (-0.04, 1, False, "0.0"),
        (2.0, 0, True, "+2"),
        (None, 1, False, "\N{EN DASH}"),
        (math.nan, 1, False, "\N{EN DASH}"),
        (math.inf, 1, False, "\N{EN DASH}"),
    ],
)
def test_number(value: float | None, digits: int, signed: bool, text: str) -> None:
    assert number(value, digits, signed=signed) == text


def test_quantity_writes_the_unit() -> None:
    assert quantity(31.04, 1, "% of the labour force") == "31.0\N{NO-BREAK SPACE}%"
    assert quantity(-20.0, 0, "dollars a month", signed=True) == "\N{MINUS SIGN}$20 a month"
    assert quantity(11.0, 1, "millions") == "11.0\N{NO-BREAK SPACE}million"
    assert quantity(None, 1, "millions") == "\N{EN DASH}"


def test_band_and_listing() -> None:
    assert band(None, 2.0, 1) == ""
    assert band(-1.0, 2.0, 1, signed=True) == "\N{MINUS SIGN}1.0 to +2.0"
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a and b"


def test_answer_says_gained_where_a_story_has_more_jobs() -> None:
    comparison = invented_comparison()
    for key, results in comparison.runs.items():
        if key[0] != "baseline":  # many more GPUs than jobs that move
            results.frames["macro"] = results.frames["macro"].with_columns(gpus_used=pl.lit(500.0))
    sentences = answer(gather(comparison))
    assert sentences[0].startswith("Not in any of these stories: ")
    assert "10 employees for one GPU" in sentences[0]
    assert "jobs gained in Optimistic to" in sentences[0]
    assert "jobs lost in Pessimistic" in sentences[0]
    assert "lower (95" in " ".join(sentences)


def test_answer_names_stories_that_chance_could_explain() -> None:
    comparison = invented_comparison(("optimistic",), (1, 2, 3, 4, 5))
    for seed, shift in zip(comparison.seeds, (-30.0, -15.0, 0.0, 15.0, 30.0), strict=True):
        frames = comparison.runs["optimistic", seed].frames
        base = comparison.runs["baseline", seed].frames["macro"]
        frames["macro"] = frames["macro"].with_columns(employment=base["employment"] + shift)
    assert "cannot be told from none in Optimistic" in answer(gather(comparison))[-1]


def shifted(name: str, by_month: dict[int, float]) -> Facts:
    """Return facts of a story whose employment differs from the counterfactual by so much in those months."""
    comparison = invented_comparison((name,))
    for seed in comparison.seeds:
        base = comparison.runs["baseline", seed].frames["macro"]
        change = pl.col("month").replace_strict(by_month, default=0.0)
        frames = comparison.runs[name, seed].frames
        frames["macro"] = frames["macro"].with_columns(employment=base["employment"] + change)
    return gather(comparison)


def test_answer_says_where_the_claim_is_reached() -> None:
    comparison = invented_comparison(("pessimistic",))
    for seed in comparison.seeds:
        frames = comparison.runs["pessimistic", seed].frames
        frames["macro"] = frames["macro"].with_columns(gpus_used=pl.lit(0.5))
    assert answer(gather(comparison))[0].startswith("In Pessimistic it does for a time: ")


def test_answer_names_the_trough_on_the_way() -> None:
    facts = shifted("pessimistic", dict.fromkeys(range(12), -30.0) | dict.fromkeys(range(12, 24), -3.0))
    assert facts.troughs["pessimistic"][:2] == pytest.approx((1, -30.0))
    assert any("in year 1 employment in Pessimistic is 30.0" in sentence for sentence in answer(facts))


def test_a_loss_that_is_largest_at_the_end_is_no_trough() -> None:
    facts = shifted("pessimistic", dict.fromkeys(range(12), -3.0) | dict.fromkeys(range(12, 24), -30.0))
    assert facts.troughs == {}
    assert not any("harder than the end" in sentence for sentence in answer(facts))


def test_claim_is_empty_without_a_counterfactual_free_of_ai() -> None:
    assert claim(gather(invented_comparison())) == "1.5 to 10"  # of the neutral and the pessimistic story
    assert claim(gather(invented_comparison(("pessimistic_ubi",), counterfactual="pessimistic"))) == ""


def test_story_sentence_gives_levels_of_the_counterfactual_and_changes_of_stories() -> None:
    facts = gather(invented_comparison())
    base, pessimistic = facts.looks[0], facts.looks[1]
    assert re.search(r"employment \d", story_sentence(facts, base))
    assert "employment \N{MINUS SIGN}" in story_sentence(facts, pessimistic)
