"""The page of break-even questions: curve, bands, answer; few seeds and no answer are said."""

import re

import numpy as np
import pytest

from sim.experiments.break_even.answer import BreakEven
from sim.experiments.break_even.crossing import find_crossing
from sim.report.break_even import compose_break_even
from sim.scenario import Scenario

MANIFEST = {"versions": {"tenfold": "1"}, "scenarios": {}, "wall_seconds": 3.0, "started": "2026-01-01"}


def answer(
    seeds: int = 8, *, target: float = 6.0, ends: tuple[float, float] = (0.0, 10.0), story: str = "neutral"
) -> BreakEven:
    """Return the answer to a made-up question: unemployment is 2 plus the key, with noise of each seed."""
    noise = np.random.default_rng(1).normal(0.0, 0.4, seeds)
    found = find_crossing(lambda points: {x: 2.0 + x + noise - target for x in points}, np.linspace(*ends, 5))
    return BreakEven(
        question=f"value of compute.key at which unemployment is {target:g} %",
        story=story,
        unit="workers a GPU",
        range=ends,
        crossing=found,
        response="percentage points of unemployment",
        reason="" if found.exists else "unemployment comes nearest at 10, where it is 12 instead of 60.",
        scenario=Scenario(name=story),
        seeds=tuple(range(1, seeds + 1)),
        varied="compute.key",
        target=target,
        axis="Unemployment, % of the labour force",
    )


def test_the_page_has_the_answer_the_curve_and_both_bands() -> None:
    one = answer()
    page = compose_break_even([one], MANIFEST)
    assert one.sentence.split(";")[0] in page
    assert "Unemployment, % of the labour force" in page
    svg = re.search(r'<svg role="img".*?</svg>', page, re.DOTALL)[0]
    assert svg.count("fill-opacity") + svg.count('opacity="0.13"') + svg.count('opacity="0.22"') >= 2
    assert f">{one.crossing.value:.3g}<" in svg  # beside the point where it is met
    # the drawing carries levels, not distances from what was asked
    head, first, *_ = re.search(r"<metadata>(.*?)</metadata>", svg, re.DOTALL)[1].split()
    assert head.split(",")[:2] == ["x", "mean"]
    assert float(first.split(",")[1]) == pytest.approx(2.0, abs=0.6)
    assert "too few" not in page


def test_few_seeds_and_one_seed_are_said_and_drawn() -> None:
    assert "These are 3 seeds: too few for an interval to mean much." in compose_break_even(
        [answer(3)], MANIFEST
    )
    single = compose_break_even([answer(1)], MANIFEST)
    assert "95 % interval beyond" not in single.split("How it was made")[0].split("<table")[0]


def test_what_is_not_met_is_said_in_words_and_table() -> None:
    page = compose_break_even([answer(target=60.0), answer(story="pessimistic")], MANIFEST)
    assert "not in the range" in page
    assert "none between 0 and 10 workers a GPU: unemployment comes nearest at 10" in page


def test_a_wide_range_is_drawn_by_logarithms() -> None:
    wide = answer(ends=(0.01, 10.0))
    assert wide.is_wide
    assert "<svg" in compose_break_even([wide], MANIFEST)
