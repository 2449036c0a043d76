"""Write the tables of docs/docking.md: published figures beside ours, and why a figure is missed.

``python scripts/docking_table.py`` renews them from results/reference/evidence; a test fails when they are
stale.
"""

from pathlib import Path

MARKS = ("<!-- docking: written by scripts/docking_table.py -->", "<!-- end of the docking -->")
ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "results" / "reference" / "evidence"


def tables() -> str:
    """Return a table for each study, and the reasons below it."""
    from sim.experiments.docking.dock import STUDIES
    from sim.experiments.evidence.findings import Finding, read_findings, side_by_side
    from sim.report.docking import numbers, reasons

    stored = read_findings(EVIDENCE)
    findings = [Finding(**row) for row in stored.select(Finding._fields).iter_rows(named=True)]
    parts = []
    for study in STUDIES.values():
        rows = side_by_side(study.numbers, findings).rows(named=True)
        lines = [
            f"### {study.title}",
            "",
            "| figure | unit | published | band | here (standard error) | verdict |",
        ]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        for row in rows:
            published, band, value, error = numbers(row)
            ours = "-" if value == "-" else f"{value} ({error})"
            cells = (row["label"], row["unit"], published, band, ours, row["verdict"])
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
        lines += [f"- *{'; '.join(labels)}*: {reason}" for reason, labels in reasons(rows).items()]
        sizes = {
            f"{row['seeds']} pairs, {row['people']:,} people"
            for row in stored.iter_rows(named=True)
            if row["id"].startswith(f"{study.figures}.")
        }
        parts.append(
            "\n".join([*lines, "", f"`tenfold dock {study.name}`: {', '.join(sorted(sizes)) or 'not run'}."])
        )
    return "\n\n".join(parts)


def renew(text: str) -> str:
    """Return the document with the tables as they are now."""
    before, rest = text.split(MARKS[0])
    return f"{before}{MARKS[0]}\n\n{tables()}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


if __name__ == "__main__":
    document = ROOT / "docs" / "docking.md"
    document.write_text(renew(document.read_text(encoding="utf-8")), encoding="utf-8")
