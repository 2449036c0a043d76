"""Charts: names that do not overlap, lines and bars where they belong, colours that can be told apart."""

from __future__ import annotations

import re
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.charts import bars_beside_zero, line_chart, spread, spread_blocks
from sim.report.letters import broken, label_lines, short_labels, shorten, width_of
from sim.report.story_looks import dress, readable
from sim.report.svg import describe


def scenario(name: str, ai: bool = True) -> SimpleNamespace:
    compute = SimpleNamespace(enabled=ai, gpu_worker_ratio=10.0)
    return SimpleNamespace(name=name, title=name, question="", compute=compute)


STORIES = dress([scenario("baseline", ai=False), scenario("up"), scenario("down")], "baseline")


def points(**ends: float) -> pl.DataFrame:
    rows = [
        (name, float(year), end * year / 4, end * year / 4 - 1.0, end * year / 4 + 1.0)
        for name, end in ends.items()
        for year in range(5)
    ]
    return pl.DataFrame(rows, schema=["scenario", "year", "mean", "low", "high"], orient="row")


@given(st.lists(st.floats(0.0, 200.0), min_size=1, max_size=12))
def test_names_keep_their_distance_and_their_order(targets: list[float]) -> None:
    targets = sorted(targets)
    placed = spread(targets, gap=14.0, top=0.0, bottom=200.0)
    assert np.all(np.diff(placed) >= 14.0 - 1e-9)
    assert placed[0] >= 0.0
    assert placed[-1] <= 200.0 + 1e-9


def test_names_far_apart_stay_where_they_are() -> None:
    assert spread([10.0, 50.0, 120.0], gap=14.0, top=0.0, bottom=200.0) == [10.0, 50.0, 120.0]


def test_names_of_meeting_lines_move_apart_evenly() -> None:
    assert spread([100.0, 100.0], gap=14.0, top=0.0, bottom=200.0) == pytest.approx([93.0, 107.0])


def test_line_chart_names_every_line_and_leaves_out_missing_ones() -> None:
    svg = line_chart(points(baseline=1.0, up=5.0), STORIES, number_format=",~f", x_range=(0.0, 4.0))
    names = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert "No AI" in names
    assert "Up" in names
    assert "Down" not in names


def test_line_that_rises_is_drawn_upwards() -> None:
    svg = line_chart(points(up=5.0), STORIES, number_format=",~f", x_range=(0.0, 4.0))
    line = next(tag for tag in re.findall(r"<path[^>]*>", svg) if 'stroke-width="2"' in tag)
    heights = [float(y) for _, y in re.findall(r"[ML]([\d.]+),([\d.]+)", line)]
    assert heights == sorted(heights, reverse=True)


def test_charts_have_no_namespace_no_fixed_size_and_no_identifier_and_repeat() -> None:
    svgs = [line_chart(points(up=5.0), STORIES, number_format=",~f", x_range=(0.0, 4.0)) for _ in range(2)]
    for svg in svgs:
        assert "xmlns" not in svg
        assert re.match(r"<svg[^>]* viewBox=", svg)
        assert not re.match(r"<svg[^>]* width=", svg)
        assert "id=" not in svg
    assert svgs[0] == svgs[1]


def test_long_numbers_of_an_axis_have_room() -> None:
    for number_format, end in ((",~f", 5.0), ("$,.0f", 40_000.0)):
        svg = line_chart(points(up=end, down=-end), STORIES, number_format=number_format, x_range=(0.0, 4.0))
        (left,) = re.findall(r"^<svg[^>]*>.*?translate\((\d+),8\)", svg, re.DOTALL)
        numbers = re.findall(r'text-anchor="end"[^>]*>([^<]+)</text>', svg)
        assert len(numbers) > 2
        assert int(left) >= 9 + 6.67 * max(map(len, numbers))  # tick and gap, and digits of this size


def test_bars_write_their_labels_and_words() -> None:
    bars = pl.DataFrame(
        [("Falling", -2.0, -2.5, -1.5, "20 % less", "#D55E00"), ("Rising", 1.0, 0.5, 1.5, "+5 %", "#0072B2")],
        schema=["label", "value", "low", "high", "words", "colour"],
        orient="row",
    )
    svg = bars_beside_zero(bars, number_format="+,~f", reach=(-3.0, 2.0))
    for words in ("Falling", "Rising", "20 % less", "+5 %"):
        assert f">{words}</text>" in svg
    assert ">+0<" not in svg


def test_description_is_escaped_and_named() -> None:
    svg = describe('<svg viewBox="0 0 1 1"></svg>', "a < b", "c & d")
    assert 'role="img"' in svg
    assert "<title" in svg
    assert "a &lt; b" in svg
    assert "c &amp; d" in svg


def test_no_two_of_twelve_stories_look_alike() -> None:
    stories = dress([scenario("baseline", ai=False), *(scenario(f"story{n}") for n in range(12))], "baseline")
    assert stories[0].name == "baseline"
    assert len({(story.colour, story.marker) for story in stories}) == 13
    assert len({(story.colour, story.dash) for story in stories}) == 13


def test_names_in_words() -> None:
    assert readable("mostaque_ubi") == "Mostaque UBI"
    assert shorten("Installation, Maintenance, and Repair", 30) == "Installation, Maintenance…"
    assert len(shorten("x" * 40, 16)) == 16
    assert shorten("short", 16) == "short"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=10), st.integers(8, 40))
def test_short_labels_differ_and_fit(texts: list[str], longest: int) -> None:
    labels = short_labels(texts, longest)
    assert len(set(labels)) == len(texts)
    assert all(len(label) <= longest for label in labels)


def test_labels_that_would_be_cut_to_the_same_words_keep_those_in_which_they_differ() -> None:
    texts = ["UBI $500 paid by GPU rent", "UBI $500 paid by wealth", "No policy"]
    labels = short_labels(texts, 16)
    assert "rent" in labels[0]
    assert "wealth" in labels[1]
    assert labels[2] == "No policy"


@given(st.lists(st.text("abcW -", min_size=1, max_size=80), min_size=1, max_size=6), st.integers(1, 3))
def test_lines_of_labels_have_room_and_differ(texts: list[str], most: int) -> None:
    labels = label_lines(texts, 21, most)
    assert len(set(labels)) == len(texts)
    for label in labels:
        lines = label.split("\n")
        assert len(lines) <= most
        assert all(width_of(line) <= width_of("n" * 22) + 1.0 for line in lines)


def test_words_are_broken_only_between_words() -> None:
    words = "Tenth of adults by income, 1 is the poorest"
    assert " ".join(broken(words, 100.0)) == words
    assert all(width_of(line) <= 100.0 for line in broken(words, 100.0))
    assert broken("", 100.0) == []


@given(
    st.lists(st.tuples(st.floats(0.0, 200.0), st.sampled_from([14.0, 28.0, 42.0])), min_size=1, max_size=5)
)
def test_names_of_several_lines_keep_their_distance(blocks: list[tuple[float, float]]) -> None:
    blocks = sorted(blocks)
    sizes = [size for _, size in blocks]
    placed = spread_blocks([target for target, _ in blocks], sizes, top=0.0, bottom=220.0)
    ends = [(middle - size / 2, middle + size / 2) for middle, size in zip(placed, sizes, strict=True)]
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(ends))
    assert ends[0][0] >= -1e-9
    assert ends[-1][1] <= 220.0 + 1e-9 or sum(sizes) > 220.0


def test_stories_whose_names_read_the_same_keep_their_names() -> None:
    stories = dress([scenario("baseline", ai=False), scenario("a_b"), scenario("a-b")], "baseline")
    assert len({story.label for story in stories}) == 3
