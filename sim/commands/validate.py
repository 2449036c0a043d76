"""The economy held against published figures, and against what it must meet, on the command line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import Out, Overrides, People, Plugins, Seeds, check_files, load, page_to, say_where
from sim.errors import UserError
from sim.experiments.evidence import UNFITTED

__all__ = ["validate", "verify"]

LAST_SEED = 1_000_000
PAGE = "page.html"
"""File in the folder of results that shows the validation card."""


def validate(
    people: People = None,
    years: Annotated[int, typer.Option(metavar="T", help="Years after the burn-in.", min=5, max=100)] = 25,
    seeds: Seeds = 3,
    first_seed: Annotated[
        int, typer.Option(metavar="S", help="First seed; fits use seeds 1 to 99.", min=0, max=LAST_SEED)
    ] = UNFITTED,
    overrides: Overrides = None,
    plugins: Plugins = None,
    page: Annotated[
        bool, typer.Option("--page", help="Also write the validation card, a page with charts, to --out.")
    ] = False,
    out: Out = None,
) -> None:
    """Hold the baseline against published figures."""
    if page and out is None:
        raise UserError("--page needs --out FOLDER, where the page goes.")
    from sim.experiments.validation.validate import validate as validate_baseline
    from sim.report.validation.terminal import print_validation

    file = out / PAGE if page and out is not None else None
    write_page = page_to(file, "sim.report.validation.page", "write_card", what="--page")
    baseline = load("baseline", overrides, plugins, people=people)
    story = load("neutral", overrides, plugins)
    result = validate_baseline(
        baseline, ai_scenario=story, years=years, seeds=seeds, first_seed=first_seed, out=out
    )
    print_validation(result)
    write_page(result)
    say_where(out)


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
    from sim.experiments.evidence.findings import write_findings
    from sim.experiments.verification import document
    from sim.experiments.verification import verify as verification
    from sim.records.provenance import own_version
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
        verification.write(out, verdicts, command=" ".join(words), version=own_version())
        print(f"Written to {out}.", file=sys.stderr)
    if findings is not None:
        found = verification.findings(verdicts)
        write_findings(findings, found, people=0, command="tenfold verify", version=own_version())
        print(f"{len(found)} findings are written to {findings}.", file=sys.stderr)
    if any(verdict.word != "holds" for verdict in verdicts):
        raise typer.Exit(1)
