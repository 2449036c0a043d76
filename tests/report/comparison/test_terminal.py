"""The terminal's table: every headline figure of every scenario, with its interval."""

import io
from types import SimpleNamespace

import polars as pl
import pytest
from rich.console import Console

from sim.report.comparison.terminal import print_comparison

SCHEMA = ["scenario", "measure", "label", "unit", "digits", "mean", "low", "high"]
ROWS = [
    ("base", "unemployment_rate", "Unemployment", "%", 1, 4.3, 4.1, 4.5),
    ("story", "unemployment_rate", "Unemployment", "%", 1, 12.34, 11.0, 13.68),
    ("story", "ratio", "Jobs lost per GPU", "jobs", 2, 0.5, None, None),
]


def printed(width, seeds=(1, 2, 3), paths=0):
    comparison = SimpleNamespace(
        names=("base", "story"),
        counterfactual="base",
        scenarios={"base": SimpleNamespace(run=SimpleNamespace(data="united_states"))},
        seeds=seeds,
        headline=lambda: pl.DataFrame(ROWS, SCHEMA, orient="row"),
        own_paths=pl.DataFrame({"measure": ["below_own_path"] * paths}),
    )
    stream = io.StringIO()
    print_comparison(comparison, Console(file=stream, width=width))
    return stream.getvalue()


def test_figures_stand_beside_each_other_with_half_their_interval():
    lines = printed(120).splitlines()
    (unemployment,) = [line for line in lines if "Unemployment" in line]
    assert unemployment.index("4.3 ±0.2") < unemployment.index("12.3 ±1.3")
    (ratio,) = [line for line in lines if "Jobs lost" in line]
    assert "0.50" in ratio
    assert "±" not in ratio


@pytest.mark.parametrize("width", [40, 60])
def test_a_narrow_terminal_still_shows_every_figure_whole(width):
    text = printed(width)
    for figure in ("4.3", "±0.2", "12.3", "±1.3", "0.50"):
        assert figure in text
    assert max(map(len, text.splitlines())) <= width


def test_one_seed_has_no_interval_to_explain():
    assert "over 3 seeds" in printed(120)
    assert "seeds" not in printed(120, seeds=(1,))


def test_luck_is_explained_where_persons_were_compared():
    assert "Under base, adults below their own path are those by luck alone." in printed(120, paths=2)
    assert "luck" not in printed(120)
