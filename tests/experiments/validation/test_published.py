"""Published series: sources and licences in their files, figures within their bounds, rows as documented."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import sim
from sim.experiments.figures.statistics import elasticity, least_squares_slope
from sim.experiments.validation.published import SERIES, published_series, source_of
from sim.experiments.validation.validate import read_targets

ROOT = Path(sim.__file__).parents[1]
FOLDER = ROOT / "sim" / "experiments" / "validation" / "series"


def test_every_file_is_a_series_that_the_card_knows() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SERIES)


@pytest.mark.parametrize("name", SERIES)
def test_a_series_has_source_and_licence_and_is_described(name: str) -> None:
    lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    head = "\n".join(line for line in lines if line.startswith("#"))
    assert "Source:" in head
    assert "Licence:" in head
    assert source_of(name)
    assert "Licence" not in source_of(name)
    text = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    (size,) = re.findall(rf"^\| `{name}\.csv` \| (\d+)", text, re.MULTILINE)
    assert int(size) == published_series(name).height


def target(name: str) -> dict:
    (found,) = (one for one in read_targets()["target"] if one["id"] == name)
    return found


def test_series_give_the_targets_that_were_computed_from_them() -> None:
    """What is published and what is drawn beside it are the same figures."""
    series = published_series("beveridge").filter(
        pl.col("quarter").is_between(pl.lit("2009Q3"), pl.lit("2019Q4"))
    )
    found = elasticity(series["unemployment_rate"], series["openings_rate"])
    assert found == pytest.approx(target("beveridge_elasticity")["value"], abs=0.05)  # as rounded there
    okun = published_series("okun").filter(pl.col("quarter") <= "2019Q4")
    logs = 100.0 * np.log1p(okun["growth"].to_numpy() / 100.0)  # the target is of logarithms
    slope = least_squares_slope(logs, okun["unemployment_change"])
    assert slope == pytest.approx(target("okun")["value"], abs=0.005)  # two digits
    wealth = published_series("wealth_lorenz")
    half = wealth.filter(pl.col("below") == 0.5)["share"].item()
    assert 100.0 * half == pytest.approx(
        target("wealth_bottom50")["value"], abs=0.15
    )  # 2.4 in 2023, 2.5 in 2025
    long = published_series("unemployment_durations").filter(pl.col("weeks") == 27)["share"].item()
    assert target("long_term_unemployed")["low"] <= 100.0 * long <= target("long_term_unemployed")["high"]


def test_shares_are_shares() -> None:
    ages = published_series("ages_by_occupation").group_by("code").agg(pl.col("share").sum())
    assert ages.height == 22
    assert ages["share"].to_list() == pytest.approx([1.0] * 22, abs=5e-4)  # four digits each
    for name in ("income_lorenz", "wealth_lorenz"):
        curve = published_series(name)
        assert (curve["share"] < curve["below"]).all()
    sizes = published_series("firm_size_distribution")["share"]
    assert sizes.is_sorted(descending=True)
    assert sizes[0] == 1.0
    spells = published_series("unemployment_durations")
    assert ((spells["least"] <= spells["share"]) & (spells["share"] <= spells["most"])).all()
    pay = published_series("pay_by_occupation")
    assert all(rows["pay"].is_sorted() for _, rows in pay.group_by("code"))
