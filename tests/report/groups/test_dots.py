"""Dots for groups: every group has its label, in full, and its dots in the order of the stories."""

import re

import polars as pl
import pytest

from sim.country import read_table
from sim.report.groups.dots import dots_beside_zero, key_of_stories
from sim.report.groups.figures import BY_AGE, BY_KIND, group_label
from sim.report.story_looks import dress
from sim.report.svg import TEXT_SIZE

from ..test_charts import scenario

STORIES = dress([scenario("baseline", ai=False), scenario("up"), scenario("down")], "baseline")[1:]
AGES = read_table("age_groups.csv").texts("group")
KINDS = ("older_single", "lone_parent", "pair_with_children", "older_people", "more_with_children")


def points(labels: list[str]) -> pl.DataFrame:
    rows = [
        (label, story.name, value, value - 1.0, value + 1.0)
        for label in labels
        for story, value in zip(STORIES, (3.0, -3.0), strict=True)
    ]
    return pl.DataFrame(rows, ["label", "scenario", "mean", "low", "high"], orient="row")


def places(svg: str, text: str) -> list[float]:
    """Return the numbers of the places of the texts that read ``text``."""
    found = re.findall(
        rf'<text[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>{re.escape(text)}<', svg
    )
    return [float(one) for pair in found for one in pair]


@pytest.mark.parametrize("labels", [list(AGES), [group_label(BY_KIND, kind) for kind in KINDS]])
def test_labels_are_whole_and_fit_in_the_widest_font_that_browsers_fall_back_to(labels: list[str]) -> None:
    fonts, paths = (pytest.importorskip(f"matplotlib.{name}") for name in ("font_manager", "textpath"))
    font = fonts.FontProperties("DejaVu Sans")
    svg = dots_beside_zero(points(labels), STORIES, number_format="+,~f", reach=(-4.0, 4.0))
    left = float(re.search(r"translate\(([\d.]+),", svg)[1])  # type: ignore[index]
    for label in labels:
        assert svg.count(f">{label}<") == 1
        box = paths.TextPath((0, 0), label, TEXT_SIZE, prop=font).get_extents()
        assert box.width + 8.0 <= left, label


def test_groups_go_down_in_their_order_and_ends_of_bands_fit() -> None:
    svg = dots_beside_zero(points(["a b", "c d"]), STORIES, number_format="+,~f", reach=(-4.0, 4.0))
    assert places(svg, "a b")[1] < places(svg, "c d")[1]
    dots = [
        (float(x), float(y)) for x, y in re.findall(r'<path transform="translate\(([\d.]+),([\d.]+)\)"', svg)
    ]
    assert len(dots) == 4
    (up, first), (down, second) = dots[:2]
    assert up > down  # +3 lies to the right of -3
    assert first < second


def test_kinds_of_households_have_words_and_ages_their_own() -> None:
    assert group_label(BY_KIND, "lone_parent") == "Lone parent"
    assert group_label(BY_AGE, "16-19") == "16-19"
    assert group_label(BY_KIND, "of a plugin") == "of a plugin"


def test_the_key_names_every_story() -> None:
    key = key_of_stories(STORIES)
    assert all(story.label in key for story in STORIES)
