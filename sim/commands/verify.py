"""Closed forms, limits and identities that the economy must meet, on the command line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import check_files
from sim.errors import UserError

__all__ = ["verify"]


def verify(
    only: Annotated[
        str | None, typer.Option("--only", metavar="PART", help="One part, or one check by its name.")
    ] = None,
    planted: Annotated[
        bool, typer.Option("--planted", help="Show each check errors too, at ever smaller doses.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Say what the checks are, and run none.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="With --list: write the page of the documentation.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table as CSV to this file.")
    ] = None,
    findings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write what is held against outside numbers as CSV, for the ledger."
        ),
    ] = None,
) -> None:
    """Hold rules and accounts against closed forms, limits and identities."""
    import sim
    from sim.experiments.evidence.findings import write_findings
    from sim.experiments.verification import document
    from sim.experiments.verification import verify as verification
    from sim.report.verification import print_checks, print_verification, telling

    if markdown and not listed:
        raise UserError("--markdown is given without --list; it writes the page that lists the checks.")
    checks = verification.chosen(only)
    if listed:
        print(document.page(checks), end="") if markdown else print_checks(checks)
        return
    check_files(out, findings)
    with telling(len(checks)) as tell:
        verdicts = verification.verify(checks, planted=planted, tell=tell)
    print_verification(verdicts)
    words = ["tenfold verify", *(["--only", only] if only else []), *(["--planted"] if planted else [])]
    if out is not None:
        verification.write(out, verdicts, command=" ".join(words), version=sim.__version__)
        print(f"Written to {out}.", file=sys.stderr)
    if findings is not None:
        found = verification.findings(verdicts)
        write_findings(findings, found, people=0, command="tenfold verify", version=sim.__version__)
        print(f"{len(found)} findings are written to {findings}.", file=sys.stderr)
    if any(verdict.word != "holds" for verdict in verdicts):
        raise typer.Exit(1)
