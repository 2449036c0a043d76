"""What the tables of the terminal share, and the table of a single run."""

import io
from types import SimpleNamespace

import polars as pl
import pytest
from rich.console import Console

from sim.experiments.run.run import show_number
from sim.report.terminal import empty_table, half_width, print_summary


def printed(table: object, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width).print(table)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-0.04, 1, "0.0"), (-0.06, 1, "-0.1"), (-0.4, 0, "0"), (-10.0, 0, "-10"), (-1_000.0, 2, "-1,000.00"),
     (float("nan"), 1, "-"), (None, 1, "-")],
)  # fmt: skip
def test_zero_has_no_sign_and_nothing_is_a_hyphen(value: float | None, digits: int, text: str) -> None:
    assert show_number(value, digits) == text


def test_numbers_stand_to_the_right_and_are_never_broken() -> None:
    table = empty_table("A [title]", ["Figure"], ["Value"])
    table.add_row("a rather long name of a figure", "1,234,567")
    table.add_row("short", "1")
    lines = printed(table, 24).splitlines()
    assert lines[0].strip() == "A [title]"
    ends = [len(line.rstrip()) for line in lines if line.rstrip().endswith(("Value", "1,234,567", " 1"))]
    assert len(ends) == 3
    assert len(set(ends)) == 1


def test_half_an_interval_is_shown_where_there_is_one() -> None:
    assert half_width(1.0, 3.5, 2) == " [dim]±1.25[/]"
    assert half_width(None, None, 2) == ""


class Told(str):
    """A scenario, as far as a summary asks for it."""

    run = SimpleNamespace(data="united_states")


def test_the_summary_of_a_run_fits_a_narrow_terminal() -> None:
    rows = [
        ("Unemployment", "% of the labour force", 1, 4.26, 12.31),
        ("Output of an economy that has a rather long name", "trillion dollars a year", 2, 23.0, 46.123),
        ("What was not measured", "%", 1, None, None),
        ("What was measured at the end only", "%", 1, None, 0.25),
    ]
    summary = pl.DataFrame(rows, ["label", "unit", "digits", "start", "end"], orient="row")
    results = SimpleNamespace(scenario=Told("neutral: A story [of three]"), summary=lambda figures: summary)
    stream = io.StringIO()
    print_summary(results, Console(file=stream, width=60))
    text = stream.getvalue()
    for words in ("neutral: A story [of three]", "4.3", "12.3", "23.00", "46.12", "0.2"):
        assert words in text
    assert "not measured" not in text
    assert max(map(len, text.splitlines())) <= 60
