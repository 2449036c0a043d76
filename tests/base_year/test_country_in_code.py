"""The program knows no country: figures, sizes, codes and words of one stand in its data folder alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.base_year.calibration import load
from sim.country import DATA

ROOT = DATA.parent
MODULES = sorted(ROOT.rglob("*.py"))
PAGES = sorted(ROOT.rglob("*.vue"))
KNOWN = load()
DIGITS = 3
"""Significant digits from which a figure is taken to be that of the country when it stands in the code."""
SIZES = "|".join(str(size) for size in {*KNOWN.sizes.values(), KNOWN.tax_floor.size, 21, 19})
ROWS = "occupation|sector|group|bracket|owner|provider|NAICS|SOC"


def constants(module: Path) -> Iterator[ast.Constant]:
    """Yield the constants of a module, without docstrings and other texts that stand alone."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in alone:
            yield node


def place(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def test_no_figure_of_the_country() -> None:
    figures = {abs(value): name for name, value in KNOWN.scalars.items()}
    figures |= {value / scale: name for value, name in figures.items() for scale in (1e3, 1e6, 1e9, 1e12)}
    telling = {
        value: name
        for value, name in figures.items()
        if len(f"{value:.7e}".split("e")[0].strip("0")) > DIGITS
    }
    assert telling[277.67] == "population"
    found = [
        f"{place(module)}:{node.lineno}: {node.value} is {telling[node.value]}"
        for module in MODULES
        if module.parent.name != "parameters"  # defaults of a scenario, each with its source
        for node in constants(module)
        if isinstance(node.value, int | float) and node.value in telling
    ]
    assert not found


def test_no_size_of_a_table() -> None:
    shape = re.compile(
        rf"(64|32|array) \(({SIZES}),|\(({SIZES}), ({SIZES})\)|\b({SIZES}) ({ROWS})"
        rf"|minlength=[2-9]|\bN_[A-Z]*({ROWS.upper()})"
    )
    found = [
        f"{place(path)}: {match[0]}"
        for path in (*MODULES, *PAGES)
        for match in shape.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_no_code_of_an_occupation_or_sector() -> None:
    codes = {*KNOWN.occupation_codes, *KNOWN.sector_codes}
    found = [
        f"{place(module)}:{node.lineno}: {node.value}"
        for module in MODULES
        for node in constants(module)
        if node.value in codes
    ]
    assert not found


@pytest.mark.parametrize("word", [KNOWN.words.country.removeprefix("the "), KNOWN.words.adjective])
def test_no_name_of_the_country_in_a_text(word: str) -> None:
    found = [
        f"{place(module)}:{node.lineno}"
        for module in MODULES
        for node in constants(module)
        if isinstance(node.value, str) and word in node.value
    ]
    found += [place(page) for page in PAGES if word in page.read_text(encoding="utf-8")]
    assert not found
