"""Comparisons on the command line: stories with the economy without AI, or policies with none."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.inputs import (
    Anyway,
    Figures,
    Memo,
    Months,
    Out,
    Overrides,
    People,
    Plugins,
    Seeds,
    StoryList,
    check_memo,
    load,
    named_figures,
    page_to,
    refuse_given,
    say_where,
    split,
    write_memo,
)
from sim.commands.policies import compare_policies
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["compare"]

PAGE = "page.html"
"""File in the folder of results that shows a comparison."""


def compare(
    context: typer.Context,
    stories: Annotated[
        list[str] | None, typer.Argument(metavar="SCENARIO", help="Built-in scenarios or TOML files.")
    ] = None,
    counterfactual: Annotated[
        str, typer.Option(metavar="SCENARIO", help="What the stories are held against.")
    ] = "baseline",
    people: People = None,
    months: Months = None,
    seeds: Seeds = 10,
    policy_effect: Annotated[
        bool, typer.Option("--policy-effect", help="Also run each story without its policies.")
    ] = False,
    story_list: StoryList = "",
    policies: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PACKAGE", help="Policies to compare in the stories, as KIND:KEY=VALUE/VALUE+KIND."
        ),
    ] = None,
    study: Annotated[
        str | None, typer.Option(metavar="NAME", help="A ready-made comparison of policies, or a file.")
    ] = None,
    overrides: Overrides = None,
    plugins: Plugins = None,
    figures: Figures = "",
    year: Annotated[
        int | None,
        typer.Option(metavar="N", help="End with year N and report that, instead of --months.", min=1),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(metavar="N", help="Runs at the same time; by default one a processor.", min=1),
    ] = None,
    out: Out = None,
    memo: Memo = False,
    anyway: Anyway = False,
    on_credit: Annotated[
        bool,
        typer.Option("--on-credit", help="Also compare packages that their tax is known not to cover."),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Print all that policies change, not the answer and a row each.")
    ] = False,
) -> None:
    """Hold stories against the economy without AI, or policies against none.

    All run on the same random numbers, several seeds each, with 20,000 people where neither a scenario nor
    --people says how many; with --out a page with charts is written too.
    Options such as --set apply to the stories and to the counterfactual alike. With --policies or --study
    every story is crossed with every package of policies and held against itself without them. With --out an
    interrupted comparison goes on by the same command: finished runs are kept there until the results are.
    """
    check_memo(memo, out)
    if year is not None:
        refuse_given(context, "--year, which is the last year that is run", months="one of them")
        months = 12 * year
    names = [*(stories or []), *split(story_list)]
    size = {"people": people, "months": months}
    if not (policies or study):
        refuse_given(context, "a comparison of stories", on_credit="--policies", full="--policies")
        chosen = [load(name, overrides, plugins, **size) for name in names]
        base = load(counterfactual, overrides, plugins, **size)
        shown = named_figures(figures, [base, *chosen])
        compare_stories(chosen, base, seeds, people, policy_effect, shown, out, processes, memo, anyway)
        return
    if study and overrides:
        raise UserError("--set goes with --stories; a study says itself what its stories are.")
    what = "a comparison of policies, which is held against the same story without them"
    instead = {"counterfactual": "--stories", "policy_effect": "--policies"}
    refuse_given(context, what, **instead)
    chosen = [load(name, overrides, plugins) for name in names]
    options = {"anyway": anyway, "on_credit": on_credit, "full": full}
    compare_policies(
        chosen, policies or [], study, plugins, size, seeds, figures, out, processes, memo, **options
    )


def compare_stories(
    stories: list["Scenario"],
    counterfactual: "Scenario",
    seeds: int,
    people: int | None,
    policy_effect: bool,
    figures: list[str],
    out: Path | None,
    processes: int | None = None,
    memo: bool = False,
    anyway: bool = False,
) -> None:
    """Run stories and counterfactual, print the last year, and write results and page to ``out``."""
    if not stories:
        raise UserError("there is nothing to compare; name at least one scenario.")
    from sim.experiments.compare.compare import compare as compare_scenarios
    from sim.report.comparison.terminal import print_comparison

    write_page = page_to(out and out / PAGE, "sim.report.comparison.page", "write_comparison")
    comparison = compare_scenarios(
        stories,
        counterfactual=counterfactual,
        seeds=seeds,
        people=people,
        policy_effect=policy_effect,
        figures=figures,
        processes=processes,
        out=out,
        anyway=anyway,
    )
    print_comparison(comparison)
    write_page(comparison)
    if memo and out is not None:
        write_memo(out, PAGE)
    say_where(out)
