"""Break-even questions on tiny economies: answers with intervals, and clear reasons where there is none."""

from typing import Any

import pytest

from sim.errors import UserError
from sim.experiments.break_even.answer import write_break_even
from sim.experiments.break_even.questions import break_even_gpu_tax, break_even_poverty, break_even_ratio
from sim.records.provenance import Stopwatch
from sim.records.tables import read_results
from sim.scenario import Scenario

OPTIONS = {
    "replicates": 2,
    "people": 2_000,
    "months": 12,
    "processes": 1,
    "progress": False,
    "rounds": 1,
    "grid": 3,
}


def story(name: str = "pessimistic", **changes: object) -> Scenario:
    return Scenario.load(name).with_({"run.burn_in_months": 6, **changes})


@pytest.fixture(autouse=True)
def short_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the economy without AI the same short burn-in."""
    from sim.experiments.break_even import laboratory

    load = laboratory.as_scenario

    def short(scenario, **options):
        found = load(scenario, **options)
        return found.with_({"run.burn_in_months": 6})

    monkeypatch.setattr(laboratory, "as_scenario", short)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, alone: dict[str, Any]) -> dict[str, Any]:
    """Let people live alone in the economy without AI, too, and return the values for a story.

    A floor is for everybody outside the labour force: where benefits have rules of their own there is none.
    """
    from sim.experiments.break_even import laboratory

    load = laboratory.as_scenario
    monkeypatch.setattr(laboratory, "as_scenario", lambda one, **options: load(one, **options).with_(alone))
    return alone


def test_the_income_that_keeps_poverty_where_it_was(apart: dict[str, Any]) -> None:
    poor = story(**{**apart, "government.transfer_floor": 100.0})
    answer = break_even_poverty(poor, largest=2_000.0, tolerance=100.0, **OPTIONS)
    assert answer.range == (0.0, 2_000.0)
    assert answer.crossing.curve["mean"][0] > 0.0 > answer.crossing.curve["mean"][-1]
    assert 0.0 < answer.crossing.value < 2_000.0
    assert "dollars a month" in answer.sentence
    assert "residual" in answer.sentence


def test_without_more_poverty_no_income_is_needed(apart: dict[str, Any]) -> None:
    rich = story("neutral", **{**apart, "government.transfer_floor": 3_000.0})
    answer = break_even_poverty(rich, **OPTIONS)
    assert not answer.crossing.exists
    assert "even without a basic income" in answer.reason
    assert answer.sentence.startswith("neutral: none between 0 and 3,000 dollars a month: ")


def test_another_figure_can_be_kept() -> None:
    answer = break_even_poverty(story(), figure="employment_rate", largest=100.0, **OPTIONS)
    assert answer.question == "basic income that keeps employment rate at its level without AI"
    assert answer.response == "percentage points of employment rate"
    with pytest.raises(UserError, match="figure inflation: nothing says which way it is better"):
        break_even_poverty(story(), figure="inflation", **OPTIONS)
    with pytest.raises(UserError, match='there is no figure "poverty_yeer_rate"'):
        break_even_ratio(story(), "none", figure="poverty_yeer_rate", **OPTIONS)


def test_no_gpu_tax_pays_for_a_large_income() -> None:
    answer = break_even_gpu_tax(story(), 2_000.0, **OPTIONS)
    assert not answer.crossing.exists
    assert answer.reason.startswith("the most the tax raises is ")
    assert answer.crossing.curve["mean"][0] == pytest.approx(-100.0)


def test_a_gpu_tax_pays_for_a_tiny_income() -> None:
    answer = break_even_gpu_tax(story(**{"adoption.initial_share": 0.9}), 0.05, tolerance=200.0, **OPTIONS)
    assert answer.crossing.exists
    assert 0.0 < answer.crossing.value < 10.0


def test_a_missed_root_is_said(apart: dict[str, Any]) -> None:
    poor = story(**{**apart, "government.transfer_floor": 100.0})
    answer = break_even_poverty(poor, largest=2_000.0, tolerance=0.0, **{**OPTIONS, "rounds": 0})
    assert answer.crossing.missed
    assert "MISSED, the tolerance is 0" in answer.sentence


def test_the_ratio_question_says_why_there_is_none() -> None:
    answer = break_even_ratio(story("optimistic"), "ubi:amount=2000", **OPTIONS)
    assert not answer.crossing.exists
    assert "median disposable income is nowhere worse than without AI" in answer.reason
    with pytest.raises(UserError, match="takes one package, but ubi:amount=1/2 makes 2"):
        break_even_ratio(story(), "ubi:amount=1/2", **OPTIONS)


def test_answers_are_written(tmp_path) -> None:
    answer = break_even_gpu_tax(story(), 2_000.0, **OPTIONS)
    write_break_even([answer], tmp_path, Stopwatch.start())
    frames, manifest = read_results(tmp_path)
    assert manifest["kind"] == "break-even"
    row = frames["break_even"].row(0, named=True)
    assert (row["story"], row["value"], row["missed"]) == ("pessimistic", None, False)
    assert frames["curves"].height == answer.crossing.curve.height
    assert (tmp_path / "break_even.csv").is_file()


def test_runs_shorter_than_a_year_are_refused() -> None:
    with pytest.raises(UserError, match="run at least 12 months"):
        break_even_poverty(story(), **{**OPTIONS, "months": 6})
    with pytest.raises(TypeError, match="unknown option 'seeds'"):
        break_even_poverty(story(), seeds=3)
