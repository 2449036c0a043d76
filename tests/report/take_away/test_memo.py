"""A memo says what the page says: the same words, tables and charts, in files that open."""

import io
import re
import zipfile
from xml.etree import ElementTree

import polars as pl
import pytest

from sim.report.policies.page import compose_policies
from sim.report.take_away.blocks import Chart, Items, Paragraph, Table, read_page
from sim.report.take_away.latex import escaped, latex
from sim.report.take_away.memo import SECTIONS, memo_files
from sim.report.take_away.pictures import figures_of, picture

from ..policies.test_page import STORIES, invent

HOSTILE = "100 % \\input{x} $a_b^c$ ~ #1 & {<b>} \N{MINUS SIGN} … “q”"


@pytest.fixture(scope="module")
def report():
    return compose_policies(invent())


@pytest.fixture(scope="module")
def pages(page, report):
    return {"stories": page, "policies": report}


@pytest.fixture(scope="module")
def memo(page):
    pytest.importorskip("docx")
    pytest.importorskip("xlsxwriter")
    return memo_files(page, {"started": "2026-01-02T03:04:05+00:00"})


@pytest.mark.parametrize("kind", ["stories", "policies"])
def test_a_page_is_read_with_its_answer_tables_and_charts(pages, kind):
    reading = read_page(pages[kind])
    assert reading.title
    blocks = [block for key in SECTIONS for block in reading.sections.get(key, ())]
    (answer,) = (block for block in blocks if isinstance(block, Paragraph) and block.kind == "answer")
    assert answer.words.count(".") >= 2
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) > 3
    for table in tables:
        assert table.caption
        assert len({len(row) for row in table.rows}) == 1
    charts = [block for block in blocks if isinstance(block, Chart)]
    assert len(charts) > 2
    assert all(chart.title and chart.svg.startswith("<svg") for chart in charts)


def test_what_a_page_folds_of_its_answer_is_in_the_memo(report):
    blocks = read_page(report).sections["glance"]
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    for story in STORIES:
        assert sum(one.startswith(f"{story.capitalize()}: at a glance") for one in captions) == 1
    entries = [entry for block in blocks if isinstance(block, Items) for entry in block.entries]
    packages = len(invent().at_a_glance())
    assert len(entries) == packages + len(STORIES)  # a sentence a package, and one a story


def test_every_chart_of_the_pages_carries_its_figures(pages):
    for page in pages.values():
        blocks = (block for section in read_page(page).sections.values() for block in section)
        for chart in (block for block in blocks if isinstance(block, Chart)):
            assert pl.read_csv(io.StringIO(figures_of(chart.svg))).height, chart.title


def test_pictures_are_whole_and_hold_title_unit_and_key(page):
    reading = read_page(page)
    (chart,) = (b for b in reading.sections["decomposition"] if isinstance(b, Chart))
    drawn = ElementTree.fromstring(picture(chart.svg, chart.title, chart.unit, chart.key, chart.notes))
    words = " ".join(text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert chart.title in words
    assert chart.unit.split(",")[0] in words
    assert len(chart.key) > 2
    assert all(entry in words for _, entry in chart.key)


def test_the_memo_has_document_latex_workbook_and_charts(memo, page):
    names = {name.removeprefix("memo/") for name in memo}
    assert {"memo.docx", "memo.tex", "memo.xlsx"} <= names
    charts = {name.removesuffix(".png") for name in names if name.endswith(".png")}
    assert len(charts) > 2
    assert all({f"{chart}.svg", f"{chart}.csv"} <= names for chart in charts)
    answer = next(b.words for b in read_page(page).sections["answer"] if isinstance(b, Paragraph))
    with zipfile.ZipFile(io.BytesIO(memo["memo/memo.docx"])) as archive:
        whole = ElementTree.fromstring(archive.read("word/document.xml"))
        assert sum(name.startswith("word/media/") for name in archive.namelist()) == len(charts)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert answer in ["".join(t.text or "" for t in p.iter(f"{w}t")) for p in whole.iter(f"{w}p")]
    tex = memo["memo/memo.tex"].decode()
    assert escaped(answer) in tex
    assert set(re.findall(r"\\detokenize\{([^}]*)\.png\}", tex)) == charts
    assert tex.count(r"\begin{longtable}") == tex.count(r"\end{longtable}") > 3


def test_numbers_of_the_workbook_are_numbers(memo):
    with zipfile.ZipFile(io.BytesIO(memo["memo/memo.xlsx"])) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    assert sum(len(re.findall(r"<c [^>]*><v>-?[\d.]+</v>", sheet)) for sheet in sheets) > 50
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_workbook_says_in_full_what_its_sheets_hold(memo):
    with zipfile.ZipFile(io.BytesIO(memo["memo/memo.xlsx"])) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    said = ["".join(one.itertext()) for one in texts]
    assert names[:2] == ["memo", "contents"]
    assert names[-1] == "charts"
    for name in names[2:-1]:
        title = name.partition(" ")[2]
        assert name in said
        assert any(one.replace(":", ",").startswith(title) and one != name for one in said)


def test_latex_prints_what_means_something_to_it():
    tex = latex(HOSTILE, "", [Paragraph(HOSTILE, "")], ()).decode()
    body = tex.split(r"\begin{document}")[1]
    assert r"\input{" not in body
    assert r"100~\%" in escaped("100\N{NO-BREAK SPACE}%")
    for sign in "&%$#_":
        assert not re.search(rf"(?<!\\){re.escape(sign)}", escaped(sign))
    balanced = re.sub(r"\\[{}]", "", body)
    assert balanced.count("{") == balanced.count("}")


def test_a_memo_needs_a_folder(tenfold):
    status, out, err = tenfold("compare", "neutral", "--memo")
    assert (status, out) == (2, "")
    assert err == "tenfold: --memo needs --out FOLDER, where the memo goes.\n"
