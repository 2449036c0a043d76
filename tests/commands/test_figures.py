"""Any figure can be asked for by name, on the command line as in Python."""

import re

import pytest

SMALL = ("--people", "1000", "--months", "12", "--set", "run.burn_in_months=1")


def test_a_run_prints_the_figures_that_were_named(tenfold):
    status, printed, _ = tenfold("run", "neutral", *SMALL, "--figures", "layoffs,macro.inflation,debt_gdp")
    assert status == 0
    for words in (
        r"Layoffs\s+millions of people a month",
        r"Inflation\s+% a year",
        r"Government debt\s+% of GDP",
    ):
        assert re.search(words + r"\s+-?[\d.]+\s+-?[\d.]+", printed), words


@pytest.mark.usefixtures("in_this_process")
def test_a_comparison_shows_them_in_the_terminal_and_on_its_page(tenfold, tmp_path):
    folder = tmp_path / "out"
    options = ("--seeds", 1, "--figures", "inflation,openings", "--out", folder)
    status, printed, error = tenfold("compare", "neutral", *SMALL, *options)
    assert status == 0, error
    assert "Inflation % a year" in printed
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "Figures asked for" in page
    assert 'id="figure-inflation"' in page
    assert 'id="figure-openings"' in page


@pytest.mark.parametrize(
    "command",
    [
        ("run", "neutral"),
        ("compare", "neutral"),
        ("compare", "--stories", "neutral", "--policies", "universal_basic_income:amount=100"),
        ("sweep", "screening"),
    ],
)
def test_a_name_that_is_none_is_refused_before_anything_runs(tenfold, command):
    status, _, error = tenfold(*command, "--figures", "inflaton")
    assert status == 2
    assert 'there is no figure "inflaton"; the nearest is inflation' in error
