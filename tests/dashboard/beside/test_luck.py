"""Further histories and stories: they are those of the command, and bands hold every one of them."""

import threading
from pathlib import Path

import numpy as np
import pytest

from sim.dashboard.beside.companion import Companion
from sim.dashboard.beside.luck import Luck
from sim.dashboard.beside.stories import NO_AI, SideBySide
from sim.dashboard.choices import Choices, Move
from sim.dashboard.futures import Futures
from sim.dashboard.panels import panel
from sim.dashboard.views import Painter, side_by_side
from sim.experiments.run.run import simulate
from sim.scenario import Scenario

SLOWEST = 180.0
SMALL = {"run.people": 1_000, "run.burn_in_months": 2, "run.months": 5}


@pytest.fixture(scope="module", autouse=True)
def companion():
    """Work with the priority of everybody: other tests run meanwhile."""
    one = Companion(niceness=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.dashboard.beside.luck.COMPANION", one)
        patch.setattr("sim.dashboard.beside.stories.ASKED_FOR", one)
        yield one
    one.close()


@pytest.fixture(scope="module")
def futures():
    lived = Futures(Scenario.load("mostaque").with_(SMALL))
    for _ in range(4):
        lived.step()
    return lived


@pytest.fixture(scope="module")
def luck(futures):
    came = threading.Semaphore(0)
    one = Luck(3, came.release)
    one.follow(futures)
    assert "0 of 2 further histories" in one.words(futures)
    assert all(came.acquire(timeout=SLOWEST) for _ in range(2))
    yield one
    one.forget()


def test_a_further_history_is_that_of_the_command(futures, luck):
    for place, history in enumerate(luck.histories, 2):
        alone = simulate(futures.story.scenario, seed=place).frames["macro"]
        assert history["story"].series("macro", "gdp") == alone["gdp"].to_list()
        assert history["story"].series("macro", "gdp") != futures.series(futures.story, "gdp")
    assert futures.by_name()["without_policies"] is futures.story


def test_a_band_holds_every_history_up_to_the_month_of_the_page(futures, luck):
    wage = panel("real_median_wage")
    band = np.array(luck.band(wage.values, futures, "story"))
    assert band.shape == (4, 2)
    lines = [futures.story.records, *(history["story"] for history in luck.histories)]
    every = np.array([wage.values(line)[:4] for line in lines])
    assert band[:, 0].tolist() == every.min(axis=0).tolist()
    assert band[:, 1].tolist() == every.max(axis=0).tolist()
    low, high = luck.range_of_change("employment", futures, "without_ai")
    own = np.mean(futures.series(futures.story, "employment")) - np.mean(
        futures.series(futures.without_ai, "employment")
    )
    assert low <= own <= high
    assert low < high


def test_the_page_draws_and_says_the_band(futures, luck):
    frame = Painter().paint(futures, Choices(), before={}, turn=0, luck=luck)
    assert frame["luck"] == "Shaded: lowest to highest of 3 histories that differ only in luck."
    assert [line["svg"].count("tf-band") for line in frame["lines"]] == [2] * len(frame["lines"])
    assert "In 3 histories that differ only in luck: " in frame["answer"][0]
    alone = Painter().paint(futures, Choices(), before={}, turn=0)
    assert "tf-band" not in alone["lines"][0]["svg"]
    assert alone["luck"] == ""
    assert "histories" not in alone["answer"][0]


def test_the_same_futures_are_not_lived_through_again(luck, companion):
    before = list(luck.histories)
    again = Futures(Scenario.load("mostaque").with_(SMALL))
    luck.follow(again)
    assert luck.histories == before
    assert not companion._wanted[luck].tasks


def test_no_further_histories_no_process(futures, companion):
    alone = Luck(1, lambda: None)
    alone.follow(futures)
    assert alone not in companion._wanted
    assert alone.words(futures) == ""


def test_stories_stand_side_by_side_with_the_policies_of_the_visitor(futures, monkeypatch, tmp_path):
    mine = str(tmp_path / "mine.toml")
    Path(mine).write_text('based_on = "neutral"\n[run]\nmonths = 4\nburn_in_months = 2\n', "utf-8")
    known = {"mostaque": "The claim: now", mine: "In between: briskly"}
    monkeypatch.setattr("sim.dashboard.views.stories", lambda *_: known)
    choices = Choices(story="mostaque", people=1_000, policies={"ubi": (Move(0, 500.0),)})
    came = threading.Semaphore(0)
    sides = SideBySide(came.release)
    assert side_by_side(sides, futures, choices, None) == {}
    sides.shown = True
    sides.follow(choices, {mine: known[mine]})
    shown = side_by_side(sides, futures, choices, None)
    assert [row["title"] for row in shown["rows"]] == ["The economy without AI", "The claim", "In between"]
    assert [row["own"] for row in shown["rows"]] == [False, True, False]
    assert shown["missing"] == "1 of 2 stories are still being worked out, one after the other."
    assert came.acquire(timeout=SLOWEST)
    shown = side_by_side(sides, futures, choices, None)
    assert shown["missing"] == ""
    policy = [{"kind": "universal_basic_income", "amount": 500.0, "start": 0, "financed_by": "deficit"}]
    short = Scenario.load(mine).with_({"run.people": 1_000, "policy": policy})
    mean = simulate(short).frames["macro"]["employment"].mean()
    assert shown["rows"][2]["cells"][0] == panel("employment").tell(mean)
    assert shown["lines"][0]["svg"].count("&quot;In between&quot;") == 1
    assert sides.sides(futures, choices, known)[0].name == NO_AI
    sides.forget()
