"""Policy comparisons and break-even questions on the command line."""

import math
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sim.commands.inputs import (
    CHARTS,
    Months,
    Out,
    Overrides,
    People,
    Plugins,
    Seeds,
    StoryList,
    load,
    page_writer,
    resized,
    say_where,
    split,
    write_memo,
)
from sim.country import in_currency
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.experiments.break_even.answer import BreakEven
    from sim.experiments.lab.packages import Package
    from sim.scenario import Scenario

__all__ = ["break_even", "compare_policies"]

PAGE = "report.html"
"""File in the folder of results that shows a policy comparison."""
LARGEST_INCOME = 20_000.0
THREE = "pessimistic,neutral,optimistic"

NOT_MET = 3
"""Exit status where there is no answer in the range; 1 where no run came near enough to one."""


class _Questions(TyperGroup):
    """What is no question by name is one about a key: ``break-even compute.gpu_price gpus=6``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the question before a key or an option."""
        first = args[0] if args else ""
        is_option = first.startswith("-") and first not in ctx.help_option_names
        return super().parse_args(ctx, ["key", *args] if "." in first or is_option else args)


break_even = typer.Typer(
    cls=_Questions,
    help="At which value of a key something just holds: tenfold break-even KEY FIGURE=VALUE, or a question "
    "by its name. Exit status 3: nowhere in the range.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Kept = Annotated[str, typer.Option("--figure", metavar="NAME", help="What must be no worse than without AI.")]


def compare_policies(
    stories: list["Scenario"],
    policies: Sequence[str],
    study: str | None,
    plugins: list[Path] | None,
    size: dict[str, int | None],
    seeds: int,
    figures: str,
    out: Path | None,
    processes: int | None = None,
    memo: bool = False,
    anyway: bool = False,
    on_credit: bool = False,
    full: bool = False,
) -> None:
    """Cross stories with policy packages, print what they change, and write results and report to ``out``.

    Parameters
    ----------
    stories, policies : sequence
        Stories, and packages as they are typed.
    study : str or None
        A ready-made comparison instead of them; stories and policies given too replace and extend its own.
    plugins : list of Path or None
        For the stories of the study.
    size : dict
        ``people`` and ``months``, None for the stories' own.
    seeds : int
        Runs of each story and package.
    figures : str
        Figures to show beside those of every report, separated by commas.
    out : Path or None
        Folder for the results and the report; what is finished is kept there if it is interrupted.
    processes : int or None
        Runs at the same time.
    memo : bool
        Whether to write a memo too.
    anyway : bool
        Start also where memory does not suffice.
    on_credit : bool
        Whether to run packages that their tax cannot cover.
    full : bool
        Whether to print every sentence and table, and not the glance alone.
    """
    from sim.experiments.lab.run import compare_policies as compare
    from sim.experiments.lab.study import load_study
    from sim.experiments.run.kept import forget
    from sim.records.tables import results_folder
    from sim.report.policies.terminal import print_effects, print_glance

    page = "the report", "sim.report.policies.page", "write_policy_report"
    write = page_writer(*page) if out is not None else None
    packages: list[str | Package] = list(policies)
    words: dict[str, str | Sequence[str]] = {}
    if study is not None:
        found = load_study(study, plugins or ())
        words = {"title": found.title, "question": found.question, "about": found.about}
        stories = stories or list(found.stories)
        packages = [*found.packages, *packages]
        on_credit = on_credit or found.on_credit
    stories = [resized(story, **size) for story in stories]
    options: dict[str, Any] = {"replicates": seeds, "figures": split(figures), "processes": processes}
    options |= {"unfinished": out, "anyway": anyway, "on_credit": on_credit, **size, **words}
    with results_folder(out):
        comparison = compare(stories, packages, **options)
        if write is not None and out is not None:
            print(f"Writing results and report to {out}.", file=sys.stderr, flush=True)
            (out / PAGE).unlink(missing_ok=True)  # a report never stands beside other figures than its own
            comparison.write(out)
            write(comparison, out / PAGE)
            forget(out)
    (print_effects if full else print_glance)(comparison)
    if out is None and not full:
        print("Every other figure, with intervals: --full prints them, --out FOLDER writes a page of them.")
    if out is not None:
        print(f"Report: {out / PAGE}")
        if memo:
            write_memo(out, PAGE)
    say_where(out)


@break_even.command("key")
def of_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Any key that holds a number.")],
    goal: Annotated[
        str, typer.Argument(metavar="FIGURE=VALUE", help="What is to be met, in the unit shown on pages.")
    ],
    stories: StoryList = THREE,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            help="VALUE is the difference from this scenario; none: from the story without --policies.",
        ),
    ] = None,
    policies: Annotated[
        str, typer.Option(metavar="PACKAGE", help="Policies added to the stories, as for compare.")
    ] = "none",
    low: Annotated[float | None, typer.Option("--from", metavar="X", help="Start of the range.")] = None,
    high: Annotated[float | None, typer.Option("--to", metavar="X", help="End of the range.")] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(metavar="Y", help="Largest residual; 2 % of what the figure moves.", min=0.0),
    ] = None,
    seeds: Seeds = 10,
    people: People = None,
    months: Months = None,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Find the value of any key at which any figure meets a value; the word key may be left out."""
    from sim.experiments.break_even.any_key import KeyQuestion

    figure, _, text = goal.partition("=")
    try:
        value = float(text)
    except ValueError:
        raise UserError(f"{goal} is not of the form FIGURE=VALUE, such as unemployment_rate=6.") from None
    if not math.isfinite(value):
        raise UserError(f"{goal}: the value must be a finite number.")
    options = {"replicates": seeds, "people": people, "months": months}
    asked: dict[str, Any] = {"against": against, "policies": policies, "low": low, "high": high}
    questions = [
        KeyQuestion.of(story, key, figure.strip(), value, **asked, options=options)
        for story in _load(stories, plugins, people, months, overrides)
    ]
    runs = sum(question.runs for question in questions)
    first = questions[0].lab.story.run
    plan = f"At most {runs} runs of {first.people:,} people and {first.months} months, {seeds} seeds."
    _answer([partial(question.answer, tolerance) for question in questions], out, plan)


@break_even.command("ubi-poverty")
def ubi_poverty(
    stories: StoryList = THREE,
    figure: Kept = "poverty_rate",
    largest: Annotated[
        float, typer.Option(metavar="DOLLARS", help="End of the range.", min=1.0, max=LARGEST_INCOME)
    ] = 3_000.0,
    financed_by: Annotated[
        str, typer.Option(metavar="TAX", help="What pays for it; deficit: debt.")
    ] = "consumption_tax",
    tolerance: Annotated[float, typer.Option(metavar="POINTS", help="Largest residual.", min=0.0)] = 0.2,
    seeds: Seeds = 10,
    people: People = None,
    months: Months = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Find the basic income that keeps poverty, or another figure, at its level without AI."""
    from sim.experiments.break_even.questions import break_even_poverty

    ask = partial(
        break_even_poverty, figure=figure, largest=largest, financed_by=financed_by, tolerance=tolerance
    )
    ask = partial(ask, replicates=seeds, people=people, months=months)
    _answer([partial(ask, story) for story in _load(stories, plugins, people, months)], out)


@break_even.command("gpu-tax")
def gpu_tax(
    amounts: Annotated[
        str, typer.Option(metavar="A,B,…", help=in_currency("Basic incomes, dollars a month."))
    ] = "500,1000,2000",
    stories: StoryList = THREE,
    largest: Annotated[
        float, typer.Option(metavar="RATE", help="End of the range.", min=0.01, max=10.0)
    ] = 10.0,
    tolerance: Annotated[float, typer.Option(metavar="PERCENT", help="Largest residual.", min=0.0)] = 2.0,
    seeds: Seeds = 10,
    people: People = None,
    months: Months = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Find the tax on GPU rent that pays for a basic income."""
    from sim.experiments.break_even.questions import break_even_gpu_tax

    try:
        incomes = [float(amount) for amount in split(amounts)]
    except ValueError:
        raise UserError(f"--amounts {amounts}: it must be numbers, separated by commas.") from None
    if not incomes or not all(0.0 < amount <= LARGEST_INCOME for amount in incomes):
        raise UserError(
            f"--amounts {amounts}: each must be above 0 and at most {LARGEST_INCOME:,.0f} "
            + in_currency("(dollars a month).")
        )
    ask = partial(break_even_gpu_tax, largest=largest, tolerance=tolerance)
    ask = partial(ask, replicates=seeds, people=people, months=months)
    chosen = _load(stories, plugins, people, months)
    _answer([partial(ask, story, amount) for story in chosen for amount in incomes], out)


@break_even.command("ratio-median")
def ratio_median(
    policies: Annotated[
        str, typer.Option(metavar="PACKAGE", help="Policies in force, as for compare.")
    ] = "none",
    stories: StoryList = THREE,
    figure: Kept = "median_income",
    smallest: Annotated[float, typer.Option(metavar="RATIO", help="Start of the range.", min=0.01)] = 0.2,
    largest: Annotated[float, typer.Option(metavar="RATIO", help="End of the range.", max=100.0)] = 30.0,
    tolerance: Annotated[float, typer.Option(metavar="PERCENT", help="Largest residual.", min=0.0)] = 1.0,
    seeds: Seeds = 10,
    people: People = None,
    months: Months = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Find the GPU-worker ratio above which a package no longer holds the median person harmless."""
    from sim.experiments.break_even.questions import break_even_ratio

    ask = partial(break_even_ratio, figure=figure, smallest=smallest, largest=largest, tolerance=tolerance)
    ask = partial(ask, replicates=seeds, people=people, months=months)
    _answer([partial(ask, story, policies) for story in _load(stories, plugins, people, months)], out)


def _answer(questions: Sequence[Callable[[], "BreakEven"]], out: Path | None, plan: str = "") -> None:
    """Ask one question after the other; the exit status says if one has no answer, or one was missed."""
    from sim.experiments.break_even.answer import write_break_even
    from sim.records.provenance import Stopwatch
    from sim.records.tables import results_folder

    write_page = None
    if out is not None:
        write_page = page_writer(CHARTS, "sim.report.break_even", "write_break_even_page")
    started = Stopwatch.start()
    answers: list[BreakEven] = []
    if plan:
        print(plan, flush=True)
    with results_folder(out):
        for question in questions:
            answer = question()
            if not answers or answer.question != answers[-1].question:
                print(answer.question[:1].upper() + answer.question[1:] + ":")
            print("  " + answer.sentence, flush=True)
            answers.append(answer)
        if out is not None and write_page is not None:
            write_break_even(answers, out, started)
            print(f"Page: {write_page(answers, out)}")
            say_where(out)
    if not all(answer.crossing.exists for answer in answers):
        raise typer.Exit(NOT_MET)
    if any(answer.crossing.missed for answer in answers):
        raise typer.Exit(1)


def _load(
    names: str,
    plugins: list[Path] | None,
    people: int | None,
    months: int | None,
    overrides: list[str] | None = None,
) -> list["Scenario"]:
    """Read all stories before the first one is run."""
    stories = [load(name, overrides, plugins, people=people, months=months) for name in split(names)]
    if not stories:
        raise UserError("--stories names no story; name at least one.")
    return stories
