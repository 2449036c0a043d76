"""The page of a single run: figures of the run, and no interval where there is one seed."""

import dataclasses

import pytest

from sim.records.tables import read_results
from sim.report.html import PAGE
from sim.report.run_page import compose_run, write_run_page

from .comparison.test_page import Page
from .conftest import invented_comparison


@pytest.fixture(scope="module")
def results():
    one = invented_comparison(("pessimistic",), (1,))
    manifest = one.manifest | {"kind": "run"}
    return dataclasses.replace(one.runs["pessimistic", 1], manifest=manifest)


def test_it_has_the_headline_figures_lines_and_columns(results):
    read = Page(compose_run(results))
    rows = {words for _, words in read.find("th", scope="row")}
    assert len(read.find("svg", **{"class": "chart"})) > 20
    for row in results.summary().iter_rows(named=True):
        assert any(words.startswith(row["label"]) for words in rows), row["label"]
    assert "gdp" in {words for _, words in read.find("code")}
    assert any("one seed" in words for _, words in read.find("p"))


def test_it_lies_beside_the_tables_and_goes_with_them(results, tmp_path):
    results.write(tmp_path)
    path = write_run_page(results, tmp_path)
    links = {attributes["href"] for attributes, _ in Page(path.read_text("utf-8")).find("a")}
    assert "macro.parquet" in links
    assert read_results(tmp_path)[1]["beside"] == [PAGE]
    results.write(tmp_path)
    assert not path.exists()
