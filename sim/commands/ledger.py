"""The ledger of outside numbers on the command line: shown, measured, checked, accepted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.inputs import MOST_SEEDS, Overrides, People, check_files, load, split
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.experiments.ledger.book import Ledger

__all__ = ["ledger"]

MEASURED = ("levels", "targets")
"""What can be measured here; other areas have commands of their own."""


def ledger(
    area: Annotated[
        str, typer.Option("--area", metavar="A,B,…", help="Show these areas alone, such as target.")
    ] = "",
    status: Annotated[
        str, typer.Option("--status", metavar="A,B,…", help="Show these statuses alone, such as outside.")
    ] = "",
    use: Annotated[
        str, typer.Option("--use", metavar="A,B,…", help="Show fitted, held out or set alone.")
    ] = "",
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write what is shown as CSV, every column.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show every record, not the areas and the worst ten.")
    ] = False,
    checks: Annotated[bool, typer.Option("--checks", help="Show the twenty-five checks instead.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with status 1 if a status is not the accepted one.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Accept the status of a record (or of target.*); may be repeated."),
    ] = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for --accept.")] = "",
    measure: Annotated[
        str, typer.Option(metavar="AREA", help="Measure levels or targets, and write --out FILE.")
    ] = "",
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="For --measure targets: results of tenfold validate."),
    ] = None,
    seeds: Annotated[
        int, typer.Option(metavar="N", help="Seeds, or pairs of them.", min=1, max=MOST_SEEDS)
    ] = 5,
    people: People = None,
    overrides: Overrides = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where findings go, as CSV.")] = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Stored findings, instead of those of the checkout.")
    ] = None,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Accepted statuses, instead of those of the package.")
    ] = None,
) -> None:
    """Show the published figures that the project is held against, worst first."""
    if measure:
        _measure(measure, source, seeds, people, overrides, out)
        return
    from sim.experiments.ledger.book import open_ledger
    from sim.experiments.ledger.history import FILE
    from sim.report.ledger import WORST, print_areas, print_checks, print_ledger

    if evidence is not None and not evidence.is_dir():
        raise UserError(f"--evidence {evidence}: there is no such folder.")
    file = history or FILE
    book = open_ledger(evidence, file)
    if accept:
        _accept(book, accept, why, file)
    elif check:
        found = book.problems()
        for problem in found:
            typer.echo(problem)
        typer.echo(f"{len(found) or 'No'} problem{'' if len(found) == 1 else 's'}.")
        if found:
            raise typer.Exit(1)
    elif checks:
        print_checks(book)
    else:
        part = book.only(area=split(area), status=split(status), use=split(use))
        if csv is not None:
            part.write_csv(csv)
        if full or area or status or use:
            print_ledger(book, part)
        else:
            print_areas(book)
            print_ledger(book, part.head(WORST))
            typer.echo(f"These are the worst {WORST}; --full shows all, --area, --status and --use parts.")


def _accept(book: "Ledger", patterns: list[str], why: str, file: Path) -> None:
    from sim.experiments.ledger.history import accept

    lines = book.lines_for([name for pattern in patterns for name in split(pattern)], why)
    accept(lines, file)
    typer.echo(f"{len(lines)} line{'' if len(lines) == 1 else 's'} added to the history.")


def _measure(
    what: str,
    source: Path | None,
    seeds: int,
    people: int | None,
    overrides: list[str] | None,
    out: Path | None,
) -> None:
    if what not in MEASURED:
        raise UserError(f"--measure is {what!r}; allowed are {', '.join(MEASURED)}.")
    if out is None:
        raise UserError("--measure needs --out FILE, where the findings go.")
    check_files(out)
    from sim.experiments.evidence.findings import write_findings
    from sim.records.provenance import model_version

    if what == "levels":
        from sim.experiments.ledger.levels import measure_levels

        story, without = (load(name, overrides, people=people) for name in ("neutral", "baseline"))
        findings = measure_levels(story, without, seeds=seeds)
        size, version = story.run.people, model_version()
    else:
        from sim.experiments.ledger.targets import (
            drift_findings_of,
            findings_of,
            made_by,
            measured_targets,
            validation_in,
        )

        if source is None:
            base, story = (load(name, overrides, people=people) for name in ("baseline", "neutral"))
            tables, written = measured_targets(base, story, seeds)
        else:
            tables, written = validation_in(source)
        number = len(written["seeds"])
        findings = findings_of(tables["targets"], number) + drift_findings_of(tables["drift"], number)
        size, version = made_by(written)
    write_findings(out, findings, people=size, command=f"tenfold ledger --measure {what}", version=version)
    typer.echo(f"{len(findings)} findings are in {out}.")
