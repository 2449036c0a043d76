"""Policy comparisons and break-even questions on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.inputs import resized, writer
from sim.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from sim.experiments.lab.break_even import BreakEven
    from sim.experiments.lab.packages import Package
    from sim.scenario import Scenario

__all__ = ["break_even", "compare_policies", "print_effects"]

PAGE = "report.html"
"""File in the folder of results that shows a policy comparison."""
SHOWN = {
    "poverty_year_rate": "Poverty",
    "median_income": "Income",
    "welfare_2": "Welfare",
    "employment_rate": "Employment",
    "price_paid": "Prices",
    "budget_balance_gdp": "Budget",
}
"""Figures printed on the terminal; income is that of the median person."""
FIGURE_WIDTH = 17
"""Characters that a figure with its interval takes on one line."""

break_even = typer.Typer(
    help="How large a policy must be, or how strong AI may be, for something just to hold.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

StoryNames = Annotated[str, typer.Option("--stories", metavar="A,B,…", help="Stories, separated by commas.")]
Replicates = Annotated[int, typer.Option(metavar="N", help="Seeds: 1, 2, 3, …", min=1, max=1000)]
People = Annotated[int | None, typer.Option(metavar="N", help="Simulated persons, instead of the story's.")]
Months = Annotated[int | None, typer.Option(metavar="T", help="Months, instead of the story's.")]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where results go.")]
LARGEST_INCOME = 20_000.0
THREE = "pessimistic,neutral,optimistic"


def compare_policies(
    stories: Sequence[str],
    policies: Sequence[str],
    *,
    study: str | None,
    replicates: int,
    load: Callable[[str], Scenario],
    people: int | None,
    months: int | None,
    out: Path | None,
) -> None:
    """Cross stories with policy packages, print what they change and write results and report.

    Parameters
    ----------
    stories, policies : sequence of str
        Names or files of stories, and packages.
    study : str or None
        A ready-made comparison instead of them; stories and policies given too replace and extend its own.
    replicates : int
        Seeds.
    load : callable
        Reads a story.
    people, months : int or None
        Size and length.
    out : Path or None
        Folder for the results and the report.
    """
    from sim.experiments.lab.run import compare_policies as compare
    from sim.experiments.lab.study import load_study
    from sim.records.tables import check_folder

    draw = ("the report", "sim.report.policies.page", "write_policy_report")
    write = writer(*draw) if out is not None else None
    chosen = [load(name) for name in stories]
    title, question = "", ""
    about: tuple[str, ...] = ()
    packages: list[str | Package] = list(policies)
    if study is not None:
        found = load_study(study)
        title, question, about = found.title, found.question, found.about
        chosen = chosen or list(found.stories)
        packages = [*found.packages, *packages]
    if out is not None:
        check_folder(out)
    comparison = compare(
        [resized(story, people=people, months=months) for story in chosen],
        packages,
        replicates=replicates,
        people=people,
        months=months,
        title=title,
        question=question,
        about=about,
    )
    if write is not None and out is not None:
        (out / PAGE).unlink(missing_ok=True)  # a report never stands beside other figures than its own
        comparison.write(out)
        write(comparison, out / PAGE)
    print_effects(comparison)
    if out is not None:
        print(f"Report: {out / PAGE}\nResults: {out}")


def print_effects(comparison: object, console: Console | None = None) -> None:
    """Print the paired changes of a few figures at the last horizon; a narrow terminal gets them below."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sim.experiments.lab.results import PolicyComparison
    from sim.report.policies.facts import gather_policies

    assert isinstance(comparison, PolicyComparison)
    facts = gather_policies(comparison)
    screen = console or Console()
    longest = max((len(arm.label) for arm in facts.arms), default=0)
    gap = " " if longest + FIGURE_WIDTH * len(SHOWN) <= screen.width else "\n"
    for story in facts.stories if facts.arms else ():
        title = f"{facts.labels[story]}: change against no policy in year {facts.last}"
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        table.add_column("Policy")
        for measure, words in SHOWN.items():
            points = facts.change_units.get(measure, "").startswith("percentage points")
            table.add_column(
                f"{words}{gap}[dim]{'points' if points else '%'}[/]", justify="right", no_wrap=True
            )
        for arm in facts.arms:
            cells = []
            for measure in SHOWN:
                one = facts.change(story, arm.name, measure)
                digits = facts.digits(measure)
                half = (
                    f"{gap}[dim]±{(one.high - one.low) / 2.0:.{digits}f}[/]"
                    if one.high is not None and one.low is not None
                    else ""
                )
                cells.append("-" if one.mean is None else f"{one.mean:+.{digits}f}{half}")
            table.add_row(arm.label, *cells)
        screen.print(table)
    if facts.null_labels:
        screen.print(f"No policy at all, to the bit: {', '.join(facts.null_labels)}.", style="dim")
    if facts.has_bands and facts.arms:
        screen.print(f"± is half a 95 % interval over {facts.seeds} seeds.", style="dim")


@break_even.command("ubi-poverty")
def ubi_poverty(
    stories: StoryNames = THREE,
    largest: Annotated[
        float, typer.Option(metavar="DOLLARS", help="End of the range.", min=1.0, max=LARGEST_INCOME)
    ] = 3_000.0,
    financed_by: Annotated[str, typer.Option(metavar="TAX", help="What pays for it.")] = "deficit",
    tolerance: Annotated[float, typer.Option(metavar="POINTS", help="Largest residual.", min=0.0)] = 0.2,
    replicates: Replicates = 10,
    people: People = None,
    months: Months = None,
    out: Out = None,
) -> None:
    """Find the basic income that keeps poverty at its level without AI."""
    from sim.experiments.lab.break_even import break_even_poverty

    def ask(story: Scenario) -> BreakEven:
        return break_even_poverty(
            story,
            largest=largest,
            financed_by=financed_by,
            tolerance=tolerance,
            replicates=replicates,
            people=people,
            months=months,
        )

    _answer([lambda story=story: ask(story) for story in _load(stories, people, months)], out)  # type: ignore[misc]


@break_even.command("gpu-tax")
def gpu_tax(
    amounts: Annotated[
        str, typer.Option(metavar="A,B,…", help="Basic incomes, dollars a month.")
    ] = "500,1000,2000",
    stories: StoryNames = THREE,
    largest: Annotated[
        float, typer.Option(metavar="RATE", help="End of the range.", min=0.01, max=10.0)
    ] = 10.0,
    tolerance: Annotated[float, typer.Option(metavar="PERCENT", help="Largest residual.", min=0.0)] = 2.0,
    replicates: Replicates = 10,
    people: People = None,
    months: Months = None,
    out: Out = None,
) -> None:
    """Find the tax on GPU rent that pays for a basic income."""
    from sim.experiments.lab.break_even import break_even_gpu_tax

    try:
        dollars = [float(amount) for amount in _split(amounts)]
    except ValueError:
        raise UserError(f"--amounts {amounts}: it must be numbers, separated by commas.") from None
    if not dollars or not all(0.0 < amount <= LARGEST_INCOME for amount in dollars):
        raise UserError(
            f"--amounts {amounts}: each must be above 0 and at most {LARGEST_INCOME:,.0f} (dollars a month)."
        )

    def ask(story: Scenario, amount: float) -> BreakEven:
        return break_even_gpu_tax(
            story,
            amount,
            largest=largest,
            tolerance=tolerance,
            replicates=replicates,
            people=people,
            months=months,
        )

    questions = [(story, amount) for story in _load(stories, people, months) for amount in dollars]
    _answer([lambda one=one: ask(*one) for one in questions], out)  # type: ignore[misc]


@break_even.command("ratio-median")
def ratio_median(
    policies: Annotated[
        str, typer.Option(metavar="PACKAGE", help="Policies in force, as for compare.")
    ] = "none",
    stories: StoryNames = THREE,
    smallest: Annotated[float, typer.Option(metavar="RATIO", help="Start of the range.", min=0.01)] = 0.2,
    largest: Annotated[float, typer.Option(metavar="RATIO", help="End of the range.", max=100.0)] = 30.0,
    tolerance: Annotated[float, typer.Option(metavar="PERCENT", help="Largest residual.", min=0.0)] = 1.0,
    replicates: Replicates = 10,
    people: People = None,
    months: Months = None,
    out: Out = None,
) -> None:
    """Find the GPU-worker ratio above which a package no longer holds the median person harmless."""
    from sim.experiments.lab.break_even import break_even_ratio

    def ask(story: Scenario) -> BreakEven:
        return break_even_ratio(
            story,
            policies,
            smallest=smallest,
            largest=largest,
            tolerance=tolerance,
            replicates=replicates,
            people=people,
            months=months,
        )

    _answer([lambda story=story: ask(story) for story in _load(stories, people, months)], out)  # type: ignore[misc]


def _answer(questions: Sequence[Callable[[], BreakEven]], out: Path | None) -> None:
    """Ask one question after the other; exit with status 1 if the solver missed one."""
    from sim.experiments.lab.break_even import write_break_even
    from sim.records.provenance import Stopwatch
    from sim.records.tables import check_folder

    if out is not None:
        check_folder(out)
    started = Stopwatch.start()
    answers: list[BreakEven] = []
    for question in questions:
        answer = question()
        if not answers or answer.question != answers[-1].question:
            print(answer.question[:1].upper() + answer.question[1:] + ":")
        print("  " + answer.sentence, flush=True)
        answers.append(answer)
    if out is not None:
        print(f"Results: {write_break_even(answers, out, started)}")
    if any(answer.root.missed for answer in answers):
        raise typer.Exit(1)


def _load(names: str, people: int | None, months: int | None) -> list[Scenario]:
    """Read all stories before the first one is run."""
    from sim.scenario import Scenario

    stories = [resized(Scenario.load(name), people=people, months=months) for name in _split(names)]
    if not stories:
        raise UserError("--stories names no story; name at least one.")
    return stories


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
