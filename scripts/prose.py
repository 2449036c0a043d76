"""Put the figures that come from the model into the documents, from stored results; none is typed by hand.

A figure stands between two comments, which Markdown does not show:

    <!--=stories.neutral.jobs.years_6_15 +.1f e-->+0.3 (0.2)<!--=-->

The first names a finding of ``results/reference/evidence`` or ``answers`` and how it is written: a format of
Python; ``e`` adds the standard error in brackets, ``i`` the interval of 95 per cent; ``%`` makes of a ratio a
change in per cent. ``<!--=table FILE-->`` stands before a table that is written from
``results/reference/FILE.csv``.

    python scripts/prose.py           # write
    python scripts/prose.py --check   # say which document is not current; exit status 1
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import polars as pl

from sim.experiments.evidence.findings import Finding, read_findings, written

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "results" / "reference"
FOLDERS = ("evidence", "answers")  # beside published figures, and alone
DOCUMENTS = ("README.md", "CHANGELOG.md", "docs/*.md", "results/reference/README.md")
FIGURE = re.compile(r"<!--=(?!table )(\S+) (\S+)((?: [ei%])*)-->(.*?)<!--=-->", re.DOTALL)
TABLE = re.compile(r"<!--=table (\S+)-->\n(.*?)<!--=-->", re.DOTALL)
LEFT = re.compile(r"<!--=")

Findings = dict[str, Finding]


class ProseError(Exception):
    """A marker that names no stored result."""


def table(file: Path) -> str:
    """Return a CSV file as a Markdown table, cells as they are."""
    if not file.is_file():
        raise ProseError(f"{file.name}: no such table of stored results")
    frame = pl.read_csv(file, infer_schema=False)
    lines = [
        frame.columns,
        ["---"] * frame.width,
        *([cell or "" for cell in row] for row in frame.iter_rows()),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def current(text: str, findings: Findings, results: Path = RESULTS) -> str:
    """Return the text of a document with every marked figure and table as the stored results have it.

    Raises
    ------
    ProseError
        A marker names no stored result, or is not closed.
    """

    def figure(match: re.Match[str]) -> str:
        name, spec, marks, _ = match.groups()
        if name not in findings:
            raise ProseError(f"{name}: no stored result has this name")
        return f"<!--={name} {spec}{marks}-->{written(findings[name], spec, marks)}<!--=-->"

    def whole(match: re.Match[str]) -> str:
        return f"<!--=table {match[1]}-->\n{table(results / f'{match[1]}.csv')}<!--=-->"

    rest = TABLE.sub("", FIGURE.sub("", text))
    if LEFT.search(rest):
        place = rest[LEFT.search(rest).start() :][:60]  # type: ignore[union-attr]
        raise ProseError(f"{place!r}: a marker that is not closed or not understood")
    return TABLE.sub(whole, FIGURE.sub(figure, text))


def stored(results: Path = RESULTS) -> Findings:
    """Return the stored findings by name."""
    tables = (read_findings(results / folder) for folder in FOLDERS)
    rows = (row for table in tables for row in table.select(Finding._fields).iter_rows(named=True))
    return {row["id"]: Finding(**row) for row in rows}


def documents() -> list[Path]:
    """Return the documents that may quote the model."""
    return [file for pattern in DOCUMENTS for file in sorted(ROOT.glob(pattern))]


def main() -> None:
    """Write or check the documents."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    findings, stale = stored(), []
    for file in documents():
        text = file.read_text(encoding="utf-8")
        try:
            now = current(text, findings)
        except ProseError as error:
            sys.exit(f"{file.relative_to(ROOT)}: {error}.")
        if now != text:
            stale.append(str(file.relative_to(ROOT)))
            if not check:
                file.write_text(now, encoding="utf-8")
    if check and stale:
        sys.exit(f"not current: {', '.join(stale)}; run python scripts/prose.py.")


if __name__ == "__main__":
    main()
