"""The page and the tables of mechanisms say what the results say."""

import io
import re

import pytest
from rich.console import Console

from sim.experiments.mechanisms.play import OUTCOMES
from sim.experiments.mechanisms.run import ALONE, SHAPLEY, Hangs
from sim.report.mechanisms.page import compose_mechanisms, write_mechanisms_page
from sim.report.mechanisms.terminal import print_mechanisms
from sim.report.mechanisms.words import keys_of
from sim.report.wording import number

from ...experiments.mechanisms.conftest import invented_mechanisms


@pytest.fixture(scope="module")
def found() -> Hangs:
    return invented_mechanisms()


def test_every_figure_stands_on_the_page(found: Hangs) -> None:
    page = compose_mechanisms.__wrapped__(found)  # charts held against their schema
    for row in found.summary().iter_rows(named=True):
        if row["mechanism"] in ("story", "rest"):
            continue
        about = OUTCOMES[row["outcome"]]
        place = f'data-mechanism="{row["mechanism"]}" data-outcome="{row["measure"]} {row["outcome"]}"'
        shown = re.search(rf"<td[^>]*{place}[^>]*>(.*?)</td>", page)
        assert shown is not None, place
        assert number(row["mean"], about.digits, signed=True) in shown[1]


def test_all_twelve_are_listed_with_their_status_and_the_page_says_which_split_is_which(found: Hangs) -> None:
    page = compose_mechanisms(found)
    for one in found.listed:
        row = re.search(
            rf"<tr><th scope=\"row\">{re.escape(one.label)}</th><td class=\"status\">(.*?)</td>", page
        )
        assert row is not None
        assert row[1] == one.status(found.story)
    assert "not modelled" in page
    assert "they are bounded" in page
    assert "need not be bounded" in page
    assert "http://" not in re.sub(r"http://www.w3.org/\S+", "", page)  # opens offline


def test_what_chance_could_have_made_is_said_to_be_so() -> None:
    """Two seeds leave no mechanism told from zero by its interval; eight tell all."""
    few, many = (compose_mechanisms(invented_mechanisms(("capital",), seeds=seeds)) for seeds in (2, 8))
    assert "is told from chance" not in many
    assert ("is told from chance" in few) == (not _told(invented_mechanisms(("capital",), seeds=2)))


def _told(found: Hangs) -> bool:
    low, high = found.summary().filter(mechanism="capital", measure=SHAPLEY).select("low", "high").row(0)
    return bool(low > 0.0 or high < 0.0)


def test_without_orders_only_what_each_adds_last_is_shown() -> None:
    few = invented_mechanisms()
    few = Hangs(few.story, few.game, few.listed, few.values.filter(measure=ALONE), few.years, 0, few.manifest)
    page = compose_mechanisms(few)
    assert f"{SHAPLEY} employment" not in page
    assert "no orders were sampled" in page


def test_the_terminal_shows_keys_means_and_errors(found: Hangs) -> None:
    screen = Console(file=io.StringIO(), width=200)
    print_mechanisms(found, screen)
    written = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "firms.saving_kept = 0.6 (off: 0.0)" in written
    assert "Means of years 6 to 15" in written
    assert re.search(r"Finite supply of capital.*-1\.\d \(0\.\d\)", written)
    assert "The story" in written


def test_keys_say_what_switches_them_off_only_where_that_differs(found: Hangs) -> None:
    land = next(one for one in found.listed if one.name == "land")
    leak = next(one for one in found.listed if one.name == "leak")
    assert "supply.land_elasticity = 0.3 (off: inf)" in keys_of(land, found.story)
    off = found.story.with_({"compute.foreign_ownership": 0.0})
    assert "compute.foreign_ownership = 0.0;" in keys_of(leak, off)


def test_the_page_is_written(found: Hangs, tmp_path) -> None:
    write_mechanisms_page(found, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == compose_mechanisms(found)
