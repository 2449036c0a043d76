"""The chapter on who gets the gains agrees with the runs, and shows what there is."""

from __future__ import annotations

import re

import polars as pl
import pytest

from sim.experiments.compare.compare import Comparison
from sim.report.comparison.facts import gather
from sim.report.comparison.gains import gains_figures, gains_table, gains_words

from ..conftest import MONTHS, invented_comparison

NOT_THERE = ("royalties", "model_spending", "owners_income", "owners_money", "foreign_rent")
"""Columns that are zero where who owns machines owns models too, and pays nothing out."""


def mean(comparison: Comparison, story: str, value: pl.Expr) -> float:
    """Return the mean of the last year over all seeds."""
    found = [
        comparison.runs[story, seed].macro.tail(12).select(value).to_series().mean()
        for seed in comparison.seeds
    ]
    return sum(found) / len(found)  # type: ignore[arg-type]


def cells(table: str, story: str, gain: str) -> list[str]:
    """Return the means in the cells of a measure of a story."""
    place = f'data-scenario="{story}" data-gain="{gain}"'
    return re.findall(place + r'[^>]*><span class="mean">([^<]*)</span>', table)


def test_the_table_has_the_means_of_the_runs(comparison: Comparison) -> None:
    table = gains_table(gather(comparison))
    for name, value in (
        ("royalties_gdp", 100.0 * pl.col("royalties") / pl.col("gdp")),
        ("kept_savings_gdp", 100.0 * pl.col("kept_savings") / pl.col("gdp")),
        ("labour_share", 100.0 * pl.col("labour_share")),
    ):
        for story in comparison.stories:
            (shown,) = cells(table, story, name)
            assert float(shown.replace(",", "")) == pytest.approx(mean(comparison, story, value), abs=0.06)


def test_changes_are_held_against_the_same_seed(comparison: Comparison) -> None:
    table = gains_table(gather(comparison))
    for story in comparison.stories:
        changes = []
        for seed in comparison.seeds:
            here, there = (
                comparison.runs[name, seed].macro["real_gdp"].tail(12).mean()
                for name in (story, comparison.counterfactual)
            )
            changes.append(100.0 * (here / there - 1.0))  # type: ignore[operator]
        (shown,) = cells(table, story, "real_gdp relative")
        told = float(shown.replace("\N{MINUS SIGN}", "-"))
        assert told == pytest.approx(sum(changes) / len(changes), abs=0.051)


def test_the_words_are_the_figures_of_each_story(comparison: Comparison) -> None:
    facts = gather(comparison)
    words = gains_words(facts)
    assert words.count("of each $100 of output") == len(comparison.stories)
    for story in comparison.stories:
        share = mean(comparison, story, 100.0 * pl.col("labour_share"))
        assert f"{share:,.1f} (" in words
    base = mean(comparison, "baseline", 100.0 * pl.col("labour_share"))
    assert f"are wages, against {base:,.1f} in No AI" in words


def test_one_seed_gives_words_without_bands() -> None:
    words = gains_words(gather(invented_comparison(seeds=(7,))))
    (sentences,) = re.findall(r"<p>(.*?)</p>", words)[:1]
    assert re.sub(r"\([\d.,]+ together\)", "", sentences).count("(") == 0
    assert "chance" not in words


def test_a_market_without_owners_of_models_shows_what_it_has() -> None:
    plain = invented_comparison(("optimistic",))
    for run in plain.runs.values():
        run.frames["macro"] = run.frames["macro"].with_columns(pl.lit(0.0).alias(name) for name in NOT_THERE)
    facts = gather(plain)
    table = gains_table(facts)
    assert cells(table, "optimistic", "royalties_gdp") == []
    assert len(cells(table, "optimistic", "gpu_rent_share")) == 1
    assert "are paid out 0.00;" in gains_words(facts)
    assert 'id="gains-optimistic"' in gains_figures(facts)


def test_a_counterfactual_with_ai_is_a_story_without_changes() -> None:
    facts = gather(invented_comparison(("pessimistic_ubi",), counterfactual="pessimistic"))
    table = gains_table(facts)
    assert len(cells(table, "pessimistic", "labour_share")) == 1
    assert cells(table, "pessimistic", "labour_share difference") == []
    assert len(cells(table, "pessimistic_ubi", "labour_share difference")) == 1


def test_a_short_run_shows_its_last_year(comparison: Comparison) -> None:
    assert MONTHS < 60
    assert f"Year {MONTHS // 12}" in gains_table(gather(comparison))
