"""The tenfold command: reads what was typed, calls one function, prints.

A command imports its module when it runs, so that ``tenfold --help`` loads neither numba nor Mesa.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim
from sim.commands.inputs import CHARTS, Months, Overrides, People, resized, writer
from sim.commands.policies import break_even
from sim.commands.sweeps import results, sweep
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["app", "main"]

PAGE = "page.html"
"""File in the folder of results that shows a comparison."""

app = typer.Typer(
    name="tenfold",
    help="An agent-based economy of the United States in which one GPU may replace ten employees.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A built-in scenario or a TOML file.")]
Stories = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO", help="Built-in scenarios or TOML files."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Where results go: new, empty, or earlier results.")
]
Seeds = Annotated[
    int, typer.Option(metavar="N", help="Runs of each scenario: seeds 1, 2, 3, …", min=1, max=1000)
]


def main() -> None:
    """Run the command; an error of the user is one sentence and exit status 2."""
    try:
        app()
    except UserError as error:
        print(f"tenfold: {error}", file=sys.stderr)
        raise SystemExit(2) from None


@app.callback(invoke_without_command=True)
def _start(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        print(f"tenfold {sim.__version__}")
        raise typer.Exit


@app.command()
def run(
    scenario: ScenarioName,
    people: People = None,
    months: Months = None,
    seed: Annotated[int | None, typer.Option(metavar="S", help="Names the random numbers.")] = None,
    overrides: Overrides = None,
    out: Out = None,
    checkpoint_every: Annotated[
        int | None,
        typer.Option(metavar="M", help="Keep a checkpoint in FOLDER, renewed every M months.", min=1),
    ] = None,
) -> None:
    """Run one scenario."""
    from sim.experiments.run.run import print_summary
    from sim.experiments.run.run import run as run_scenario

    resolved = _load(scenario, overrides, people=people, months=months, seed=seed)
    print_summary(run_scenario(resolved, out=out, checkpoint_every=checkpoint_every))
    _say_where(out)


@app.command()
def resume(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The --out of the interrupted run.")],
) -> None:
    """Go on with an interrupted run.

    The run must have been started with --checkpoint-every. It goes on from its last checkpoint, and its
    results are the same, bit for bit, as without the interruption.
    """
    from sim.experiments.run.run import print_summary
    from sim.experiments.run.run import resume as resume_run

    print_summary(resume_run(folder))
    _say_where(folder)


@app.command()
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
    seeds: Seeds = 3,
    policy_effect: Annotated[
        bool, typer.Option("--policy-effect", help="Also run each story without its policies.")
    ] = False,
    story_list: Annotated[
        str, typer.Option("--stories", metavar="A,B,…", help="Stories, separated by commas.")
    ] = "",
    policies: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PACKAGE", help="Policies to compare in the stories, as KIND:KEY=VALUE/VALUE+KIND."
        ),
    ] = None,
    study: Annotated[
        str | None, typer.Option(metavar="NAME", help="A ready-made comparison of policies, or a file.")
    ] = None,
    replicates: Annotated[
        int, typer.Option(metavar="N", help="Seeds of a comparison of policies.", min=1, max=1000)
    ] = 20,
    overrides: Overrides = None,
    out: Out = None,
) -> None:
    """Hold stories against the economy without AI, or policies against none.

    All run on the same random numbers, several seeds each; with --out a page with charts is written too.
    Options such as --set apply to the stories and to the counterfactual alike. With --policies or --study
    every story is crossed with every package of policies and held against itself without them.
    """
    stories = [*(stories or []), *filter(None, story_list.split(","))]
    if policies or study:
        from sim.commands.policies import compare_policies

        if study and overrides:
            raise UserError("--set goes with --stories; a study says itself what its stories are.")
        _refuse_given(
            context,
            "a comparison of policies, which is held against the same story without them",
            counterfactual="--stories",
            seeds="--replicates",
            policy_effect="--policies",
        )
        compare_policies(
            stories,
            policies or [],
            study=study,
            replicates=replicates,
            load=lambda name: _load(name, overrides),
            people=people,
            months=months,
            out=out,
        )
        return
    _refuse_given(context, "a comparison of stories", replicates="--seeds")
    if not stories:
        raise UserError("there is nothing to compare; name at least one scenario.")
    from sim.experiments.compare.compare import compare as compare_scenarios
    from sim.report.comparison.terminal import print_comparison

    write_page = None if out is None else writer(CHARTS, "sim.report.comparison.page", "write_comparison")
    comparison = compare_scenarios(
        [_load(name, overrides, people=people, months=months) for name in stories],
        counterfactual=_load(counterfactual, overrides, people=people, months=months),
        seeds=seeds,
        policy_effect=policy_effect,
        out=out,
    )
    print_comparison(comparison)
    if write_page is not None and out is not None:
        write_page(comparison, out / PAGE)
        print(f"Page: {out / PAGE}")
    _say_where(out)


app.add_typer(break_even, name="break-even")


@app.command()
def validate(
    people: People = None,
    years: Annotated[int, typer.Option(metavar="T", help="Years after the burn-in.", min=5, max=100)] = 25,
    seeds: Seeds = 3,
    overrides: Overrides = None,
    out: Out = None,
) -> None:
    """Hold the baseline against US figures."""
    from sim.experiments.validation.validate import print_validation
    from sim.experiments.validation.validate import validate as validate_baseline

    baseline = _load("baseline", overrides, people=people)
    validation = validate_baseline(
        baseline, ai_scenario=_load("neutral", overrides), years=years, seeds=seeds, out=out
    )
    print_validation(validation)
    _say_where(out)


@app.command()
def benchmark(
    largest: Annotated[
        int, typer.Option(metavar="N", help="Largest population, memory permitting.", min=10_000)
    ] = 100_000_000,
    seconds: Annotated[
        float, typer.Option(metavar="S", help="Time for the months of one size.", min=0.0, max=3600.0)
    ] = 20.0,
    peers: Annotated[
        bool, typer.Option(help="Also run the programs in scripts/peers, where they are installed.")
    ] = True,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the tables and the chart go.")] = Path(
        "results/benchmark"
    ),
) -> None:
    """Measure what a month costs here."""
    from sim.experiments.benchmark.run import PEER_SIZES, SIZES
    from sim.experiments.benchmark.run import benchmark as measure
    from sim.report.benchmark import markdown, write_benchmark

    result = measure(
        sizes=[size for size in SIZES if size <= largest],
        seconds=seconds,
        peers=peers,
        peer_sizes=[size for size in PEER_SIZES if size <= largest],
        out=out,
        report=lambda what: print(f"Measuring {what} …", file=sys.stderr),
    )
    write_benchmark(result, out)
    print(markdown(result), end="")
    _say_where(out)


@app.command()
def dashboard(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Story to start with: a built-in scenario or a TOML file."),
    ] = "pessimistic",
    people: Annotated[int, typer.Option(metavar="N", help="Simulated persons.")] = 100_000,
    port: Annotated[int, typer.Option(metavar="P", help="Port on this machine; 0 takes a free one.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Watch two futures in the browser and move the controls.

    The page is served on this machine only, and nothing is fetched from elsewhere.
    """
    from sim.dashboard.server import serve

    serve(scenario, people=people, port=port, show=browser)


app.command()(sweep)
app.command()(results)


@app.command()
def scenarios() -> None:
    """List the built-in scenarios."""
    from sim.scenario import Scenario, built_in_names

    names = built_in_names()
    width = max(map(len, names), default=0)
    for name in names:
        scenario = Scenario.load(name)
        print(f"{name:<{width}}  {scenario.title}. {scenario.question}")


@app.command()
def parameters(
    section: Annotated[
        str | None, typer.Argument(metavar="SECTION", help="Only this one.", show_default=False)
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/parameters.md.")] = False,
) -> None:
    """Describe every key a scenario may set."""
    from sim.reference import describe, write_markdown

    print(write_markdown() if markdown else describe(section), end="")


@app.command()
def sources(scenario: ScenarioName, overrides: Overrides = None) -> None:
    """List the sources a scenario rests on."""
    from sim.reference import sources as sources_of

    for source, keys in sources_of(_load(scenario, overrides)).items():
        print(f"{source}\n    {', '.join(keys)}")


@app.command()
def schema() -> None:
    """Print the JSON schema of scenario files."""
    import json

    from sim.reference import schema as scenario_schema

    print(json.dumps(scenario_schema(), indent=2))


def _load(name: str, overrides: list[str] | None, **options: int | None) -> Scenario:
    """Read a scenario and apply ``--set`` first, then the options that set a key of ``[run]``."""
    from sim.scenario import Scenario

    return resized(Scenario.load(name, overrides or ()), **options)


def _refuse_given(context: typer.Context, what: str, **instead: str) -> None:
    """Refuse options that were typed but mean nothing for ``what``; ``instead`` says what to use."""
    for name, other in instead.items():
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise UserError(f"{option} does not go with {what}; use {other}.")


def _say_where(out: Path | None) -> None:
    if out is not None:
        print(f"Results: {out}")
