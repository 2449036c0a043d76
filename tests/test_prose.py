"""What the documents quote of the model stands in stored results, to the digit."""

import re
import runpy
from pathlib import Path

import pytest

from sim.experiments.evidence.findings import Finding

ROOT = Path(__file__).parent.parent
PROSE = runpy.run_path(str(ROOT / "scripts" / "prose.py"))
FINDING = Finding("a.b", 1.034, 0.012, 1.01, 1.058, 20)

QUOTED = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)? (?:\(\d+(?:\.\d+)?\)|\([-+]?\d+(?:\.\d+)? to )")
"""A figure with its standard error or interval: how results of the model are quoted."""


def test_the_readme_quotes_nothing_of_the_model_by_hand() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(QUOTED.findall(text)) >= 10
    assert not QUOTED.search(PROSE["TABLE"].sub("", PROSE["FIGURE"].sub("", text)))


@pytest.mark.parametrize("file", PROSE["documents"](), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_marked_figure_is_the_stored_one(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert PROSE["current"](text, PROSE["stored"]()) == text, "run python scripts/prose.py"


@pytest.mark.parametrize(
    ("spec", "marks", "text"),
    [
        (".2f", "", "1.03"),
        (".2f", " e", "1.03 (0.01)"),
        ("+.1f", " % e", "+3.4 (1.2)"),
        ("+.1f", " % i", "+3.4 (+1.0 to +5.8)"),
    ],
)
def test_a_figure_is_written_as_its_marker_says(spec: str, marks: str, text: str) -> None:
    assert PROSE["written"](FINDING, spec, marks) == text
    marker = f"A wage of <!--=a.b {spec}{marks}-->old<!--=-->."
    assert PROSE["current"](marker, {"a.b": FINDING}) == marker.replace("old", text)


def test_what_is_not_stored_or_not_closed_is_said() -> None:
    for text, said in (
        ("<!--=a.c .2f-->1<!--=-->", "a.c"),
        ("<!--=a.b .2f-->1", "not closed"),
        ("<!--=table none-->\n<!--=-->", "none.csv"),
    ):
        with pytest.raises(PROSE["ProseError"], match=re.escape(said)):
            PROSE["current"](text, {"a.b": FINDING})


def test_a_table_is_written_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("story,jobs\nneutral,0.3 (0.2)\n")
    text = PROSE["current"]("<!--=table x-->\nold\n<!--=-->\n", {}, tmp_path)
    assert text == "<!--=table x-->\n| story | jobs |\n| --- | --- |\n| neutral | 0.3 (0.2) |\n<!--=-->\n"
