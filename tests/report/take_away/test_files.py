"""Exports hold what the results hold, with units and words of every column, and no cell is a formula."""

import io
import json
import re
import zipfile

import polars as pl
import pytest

from sim.errors import UserError
from sim.records.columns import TABLES
from sim.records.safe_text import DANGEROUS, as_csv
from sim.records.tables import write_results
from sim.report.take_away.files import as_stata, export, stata_names
from sim.report.take_away.holdings import dictionary, holding_of_tables, read_holding
from sim.report.take_away.workbook import Sheet, sheet_names, workbook
from sim.report.wording import MINUS

from ..conftest import invented_comparison
from ..policies.test_page import invent

HOSTILE = [f"{sign}1+cmd|'/c calc'!A0" for sign in DANGEROUS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return invented_comparison().write(tmp_path_factory.mktemp("results") / "mine")


@pytest.mark.parametrize("results", [invented_comparison, invent], ids=["stories", "policies"])
def test_every_column_of_every_table_has_words_and_a_unit(results, tmp_path):
    holding = read_holding(results().write(tmp_path / "out"))
    listed = dictionary(holding)
    for name, frame in holding.tables.items():
        assert listed.filter(pl.col("table") == name)["column"].to_list() == frame.columns
    bare = listed.filter((pl.col("unit") == "") | (pl.col("description") == "")).select("table", "column")
    assert bare.rows() == []


def test_csv_holds_the_numbers_of_the_tables(folder, tmp_path):
    export(read_holding(folder), tmp_path, ["csv"])
    kept = pl.read_parquet(folder / "macro.parquet")
    read = pl.read_csv(tmp_path / "macro.csv")
    assert read.columns == kept.columns
    assert read["gdp"].to_list() == kept["gdp"].to_list()
    units = pl.read_csv(tmp_path / "columns.csv").filter(pl.col("table") == "macro")
    assert dict(units.select("column", "unit").rows())["gdp"] == TABLES["macro"].columns["gdp"].unit
    assert "seed" in (tmp_path / "about.txt").read_text().lower()


def test_an_export_says_what_it_writes_next(folder, tmp_path):
    told = []
    export(read_holding(folder), tmp_path, ["csv"], tell=told.append)
    assert len(told) == 1
    assert re.fullmatch(r"Writing csv: \d+ tables of mine\.", told[0])


def test_stata_reads_numbers_labels_and_missing_figures(tmp_path):
    pd = pytest.importorskip("pandas")
    frame = pl.DataFrame({"seed": [1, 2], "gdp": [1.5, None], "a" * 40: ["=1", "é"], "is_on": [True, None]})
    content = as_stata(frame, {"gdp": "GDP"}, {"gdp": "billion dollars a year"}, "macro")
    with pd.io.stata.StataReader(io.BytesIO(content)) as reader:
        labels = reader.variable_labels()
        read = reader.read()
    assert labels["gdp"] == "GDP, billion dollars a year"
    assert read["gdp"].isna().tolist() == [False, True]
    assert read["seed"].tolist() == [1, 2]
    assert read["a" * 32].tolist() == ["=1", "é"]


def test_names_for_stata_and_sheets_stay_unique():
    names = stata_names(["x" * 40, "x" * 39, "2nd", "per cent"])
    assert len(set(names.values())) == 4
    assert all(len(name) <= 32 and name.isidentifier() for name in names.values())
    sheets = sheet_names(["y" * 40, "Y" * 41, "a/b", "a:b"])
    assert len({name.lower() for name in sheets}) == 4
    assert max(map(len, sheets)) <= 31


def test_no_text_of_a_csv_begins_like_a_formula_and_numbers_stay_numbers():
    frame = pl.DataFrame({"=title": [*HOSTILE, "-", "plain"], "value": [-1.5] * (len(HOSTILE) + 2)})
    read = pl.read_csv(as_csv(frame))
    assert not any(name.startswith(DANGEROUS) for name in read.columns)
    assert not any(words.startswith(DANGEROUS) for words in read["'=title"])
    assert read["value"].to_list() == [-1.5] * read.height
    assert [words.removeprefix("'") for words in read["'=title"]] == frame["=title"].to_list()


def test_a_number_with_its_sign_is_no_formula_and_zero_has_no_sign():
    numbers = ["+0.5", "-1", "+1e3", "-.5", f"{MINUS}0.5"]
    formulas = ["+0.5+1", "-2 to +3", "+", "-", "-1,000", "=1", "+0x1", "-1\n"]
    frame = pl.DataFrame({"text": [*numbers, *formulas], "figure": [-0.0] * 13})
    read = as_csv(frame).decode()
    cells = pl.read_csv(as_csv(frame), infer_schema=False)["text"].to_list()
    assert cells[:5] == numbers
    assert cells[5:] == [f"'{words}" for words in formulas]
    assert "-0.0" not in read


def test_a_workbook_has_no_formula_and_numbers_as_numbers():
    pytest.importorskip("xlsxwriter")
    frame = pl.DataFrame({"title": [*HOSTILE, "http://x.y"], "value": [-1.5] * (len(HOSTILE) + 1)})
    with zipfile.ZipFile(io.BytesIO(workbook([Sheet("=1", frame, "@t", {"value": "=unit"})]))) as archive:
        (sheet,) = (archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count("<v>-1.5</v>") == frame.height
    assert 'quotePrefix="1"' in styles


def test_exports_are_removed_with_the_tables_they_were_made_from(folder, tmp_path):
    frames = {"macro": pl.read_parquet(folder / "macro.parquet")}
    manifest = json.loads((folder / "manifest.json").read_text())
    out = write_results(tmp_path / "out", frames, manifest)
    (out / "mine.txt").write_text("not made by the program")
    files = export(read_holding(out), out / "export", ["csv"], beside=out)
    assert all(file.is_file() for file in files)
    read_holding(out)
    write_results(out, frames, manifest)
    assert not any(file.exists() for file in files)
    assert (out / "mine.txt").is_file()


def test_an_export_goes_into_no_folder_of_other_results(tenfold, folder, tmp_path):
    manifest = json.loads((folder / "manifest.json").read_text())
    other = write_results(tmp_path / "other", {"macro": pl.DataFrame({"month": [0]})}, manifest)
    before = sorted(other.iterdir())
    status, _, err = tenfold("export", str(folder), "--to", "csv", "--out", str(other))
    assert status == 2
    assert f"--out {other}: holds other results; name a folder of its own." in err
    assert sorted(other.iterdir()) == before


def test_a_folder_without_results_is_refused(tenfold, tmp_path):
    assert tenfold("export", str(tmp_path))[0] == 2
    status, out, err = tenfold("export", str(tmp_path), "--to", "pdf")
    assert (status, out) == (2, "")
    assert err == "tenfold: --to pdf: it must be csv, xlsx or stata.\n"
    assert tenfold("run", "neutral", "--csv")[2] == "tenfold: --csv needs --out FOLDER, where the files go.\n"
    with pytest.raises(UserError, match="nothing to export"):
        export(holding_of_tables("x", {}, {}), tmp_path, ["csv"])
