"""What is told while something runs: a bar on a terminal, lines elsewhere, on the error stream."""

import io
import sys
import time

import pytest

from sim.experiments.run import progress
from sim.experiments.run.progress import Report, loading, reporting, say_idle, show_duration


class Terminal(io.StringIO):
    """Keeps what is written to it, as a terminal."""

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (29.6, "30 s"),
        (59.9, "60 s"),
        (740.0, "12 min"),
        (3590.0, "1 h 0 min"),
        (8100.0, "2 h 15 min"),
        (180_000.0, "2 days"),
    ],
)
def test_durations_are_words(seconds: float, words: str) -> None:
    assert show_duration(seconds) == words


def test_speed_and_time_left_are_those_of_what_was_done_here(clock: list[float]) -> None:
    report = Report("neutral", 300, done=100, show=False)
    assert report.sentence() == "neutral: 100 of 300 months"
    clock[0] += 1.0
    report.update(100)
    clock[0] += 10.0
    report.update(150)
    assert report.sentence() == "neutral: 150 of 300 months, 5.0 a second, 30 s left"
    clock[0] += 30.0
    report.update(300, "all")
    assert report.sentence() == "all: 300 of 300 months, 5.0 a second"


def test_minutes_of_compiling_before_the_first_month_are_not_its_speed(clock: list[float]) -> None:
    report = Report("neutral", 300, show=False)
    clock[0] += 280.0
    report.update(1)
    assert report.sentence() == "neutral: 1 of 300 months"
    clock[0] += 10.0
    report.update(51)
    assert report.sentence() == "neutral: 51 of 300 months, 5.0 a second, 50 s left"


def test_the_speed_is_that_of_the_newest_part(clock: list[float]) -> None:
    report = Report("slower and slower", 10_000, show=False)
    for minutes in range(1, 41):
        clock[0] += 60.0
        report.update(600 * min(minutes, 20) + 60 * max(0, minutes - 20))
    assert report.speed == pytest.approx(1.0, rel=0.1)


def test_without_a_terminal_there_is_a_line_a_minute(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with reporting("neutral", 300) as report:
        for done in range(1, 14):
            clock[0] += 10.0
            report.update(done)
        report.say("One line.")
    assert capsys.readouterr() == (
        "",
        "neutral: 6 of 300 months, 0.1 a second, 49 min left\n"
        "neutral: 12 of 300 months, 0.1 a second, 48 min left\nOne line.\n",
    )


def test_on_a_terminal_there_is_a_bar_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", "120")
    with reporting("[neutral]", 30) as report:
        report.say("A line [above].")
        report.update(30)
    assert "A line [above]." in stream.getvalue()
    assert "[neutral]: 30 of 30 months" in stream.getvalue()
    assert "━" in stream.getvalue()


def test_nothing_is_told_to_those_who_do_not_want_it(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with reporting("neutral", 30, show=False) as report:
        clock[0] += 100.0
        report.update(10)
        report.say("One line.")
    assert stream.getvalue() == ""


def test_a_policy_that_begins_after_the_end_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    def scenario(start: int) -> dict[str, object]:
        return {"run": {"months": 12}, "policy": [{"kind": "gpu_tax", "start": start}]}

    say_idle([scenario(11), scenario(12), scenario(12)])
    said = capsys.readouterr().err
    assert said == "policy.gpu_tax.start is 12, and the last month 11: it is never in force.\n"
    say_idle([scenario(12)], show=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("show", [True, False])
def test_a_long_silence_is_explained_unless_months_are_done(
    show: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    report = Report("neutral", 300, show=show)
    with loading(report):
        time.sleep(0.5)
    said = capsys.readouterr().err
    assert said.startswith("Loading the model;") is show
    assert said.endswith(" (neutral).\n") is show  # what is loaded for
    with loading(report):
        report.update(1)
        time.sleep(0.5)
    assert not capsys.readouterr().err
