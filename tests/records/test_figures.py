"""The dictionary of figures: complete, found by name, and the only place where its words stand."""

import ast
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import sim
from sim.errors import UserError
from sim.records.columns import TABLES
from sim.records.figures import (
    HEADLINES,
    OF_OWN_PATHS,
    OF_PAIRS,
    OF_PERSONS,
    OF_POLICIES,
    PER_GPU,
    Figure,
    figure,
    figures,
    names,
)

OTHERS = OF_PERSONS | OF_POLICIES | OF_PAIRS | OF_OWN_PATHS | PER_GPU
ROOMS = ("commands", "dashboard", "experiments", "mesa_model", "report")


def frame(months: int = 24, **own: list[float]) -> pl.DataFrame:
    columns = {name: own.get(name, np.ones(months)) for name in TABLES["macro"].columns}
    return pl.DataFrame({"month": np.arange(months), **columns})


@pytest.mark.parametrize("name", [*names(), *OTHERS])
def test_a_figure_has_all_its_words(name: str) -> None:
    about = OTHERS.get(name) or figure(name)
    assert about.name == name
    assert about.label
    assert about.label == about.label.strip()
    assert not about.words.description.endswith(".")
    assert about.unit
    assert about.digits in range(4)
    assert about.words.kind == "number"
    assert about.scale > 0.0
    if about.unit.startswith("%"):
        assert about.scale == 100.0


def test_names_are_used_once() -> None:
    known = [*names(), *OTHERS]
    assert len(known) == len(set(known))
    assert set(HEADLINES) <= set(names())


def test_a_figure_is_found_by_its_name_with_or_without_its_table() -> None:
    assert figure("macro.inflation") == figure("inflation")
    assert figure("layoffs").table == figure("labour_flows.layoffs").table == "labour_flows"
    assert [one.name for one in figures(["gdp", "macro.gdp", "debt_gdp"])] == ["gdp", "debt_gdp"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("inflaton", 'there is no figure "inflaton"; the nearest is inflation.'),
        ("poverty", 'there is no figure "poverty"; the nearest is poverty_rate.'),
        ("labour_flows.gdp", 'there is no figure "labour_flows.gdp"; the nearest is '),
        ("sectors.price", 'there is no figure "sectors.price"; '),
        ("", 'there is no figure ""; there are unemployment_rate, '),
    ],
)
def test_an_unknown_figure_is_named_with_the_nearest(name: str, sentence: str) -> None:
    with pytest.raises(UserError, match=re.escape(f"--figures: {sentence}")):
        figure(name, "--figures")


def test_values_are_in_the_unit_shown() -> None:
    macro = frame(unemployment_rate=[0.05] * 24, government_debt=[3e4] * 24, gdp=[2e4] * 24)
    shown = macro.select(u=figure("unemployment_rate").value(), d=figure("debt_gdp").value())
    assert shown.row(7) == pytest.approx((5.0, 150.0))


def test_real_figures_and_index_numbers_are_those_of_their_own_run() -> None:
    prices = [1.1] * 12 + [2.2] * 12
    one = frame(consumption=[1000.0] * 24, price_level=prices).with_columns(run=pl.lit("one"))
    other = frame(consumption=[3000.0] * 24, price_level=[1.0] * 24).with_columns(run=pl.lit("other"))
    both = pl.concat([one, other])
    real = both.select("run", value=figure("real_consumption").value("run"))
    assert real.filter(pl.col("run") == "one")["value"].to_list() == pytest.approx(
        [1000.0] * 12 + [500.0] * 12
    )
    assert real.filter(pl.col("run") == "other")["value"].to_list() == pytest.approx([3000.0] * 24)
    index = both.select("run", value=figure("price_level").as_index().value("run"))
    assert index.filter(pl.col("run") == "one")["value"].to_list() == pytest.approx([1.0] * 12 + [2.0] * 12)
    assert index.filter(pl.col("run") == "other")["value"].to_list() == pytest.approx([1.0] * 24)


def test_units_of_changes() -> None:
    assert figure("unemployment_rate").change_unit == "percentage points of the labour force"
    assert figure("employment").change_unit == "million people"
    assert figure("real_gdp").change_unit == "%"
    assert figure("real_gdp").difference_unit == "billion dollars of year 0 a year"
    assert figure("real_gdp").as_index().unit == "year 0 = 1"
    other = figure("inflation").called("inflation_change", "Inflation since year 0", "%", 0)
    assert (other.name, other.label, other.unit, other.digits) == (
        "inflation_change", "Inflation since year 0", "%", 0,
    )  # fmt: skip


def literals(path: Path) -> set[str]:
    """Return the strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    }


def test_labels_and_units_stand_nowhere_else() -> None:
    """A page, a terminal or an experiment that writes a unit or a label by itself would drift away."""
    every: list[Figure] = [*map(figure, names()), *OTHERS.values()]
    # short ones are words of other things too: dollars a month of a policy, the cost of a package
    words = {part for one in every for part in (one.unit, one.label) if len(part) >= 18}
    package = Path(sim.__file__).parent
    repeated = {
        f"{path.relative_to(package)}: {found}"
        for room in ROOMS
        for path in (package / room).rglob("*.py")
        for found in literals(path) & words
    }
    assert repeated == set()
