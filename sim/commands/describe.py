"""What there is to run and to set, on the command line."""

import json
from typing import Annotated

import typer

from sim.commands.inputs import Overrides, Plugins, ScenarioName, load

__all__ = ["parameters", "scenarios", "schema", "sources"]


def scenarios() -> None:
    """List the built-in scenarios, and what others can be put together from."""
    from sim.scenario import built_in_names, title_and_question
    from sim.scenario_files import USUAL_INSTITUTIONS, parts

    technologies, institutions = parts("technology"), parts("institutions")
    names = built_in_names()
    width = max(map(len, [*names, *(part.name for part in (*technologies, *institutions))]))
    for name in names:
        title, question = title_and_question(name)
        print(f"{name:<{width}}  {title}. {question}")
    for words, found in (("Technologies", technologies), ("Institutions", institutions)):
        print(f"\n{words}")
        for part in found:
            print(f"{part.name:<{width}}  {part.title}. {part.question}")
    one, other = technologies[0].name, institutions[-1].name
    print(
        f"\nAny technology with any institutions is a scenario too, {one}/{other} for example; "
        f"{one} alone means {one}/{USUAL_INSTITUTIONS}."
    )


def parameters(
    section: Annotated[
        str | None,
        typer.Argument(
            metavar="SECTION", help="Only this one, or one key: compute.gpu_price.", show_default=False
        ),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/parameters.md.")] = False,
    plugins: Plugins = None,
) -> None:
    """Describe every key a scenario may set."""
    from sim.plugins.plugin import as_plugins
    from sim.reference import describe, write_markdown

    print(write_markdown() if markdown else describe(section, as_plugins(plugins or [])), end="")


def sources(scenario: ScenarioName, overrides: Overrides = None, plugins: Plugins = None) -> None:
    """List the sources a scenario rests on, and under each the values of the scenario that do."""
    from sim.reference import sources as sources_of

    for source, values in sources_of(load(scenario, overrides, plugins)).items():
        print(source, *values, sep="\n    ")


def schema(plugins: Plugins = None) -> None:
    """Print the JSON schema of scenario files."""
    from sim.plugins.plugin import as_plugins
    from sim.reference import schema as scenario_schema

    print(json.dumps(scenario_schema(as_plugins(plugins or [])), indent=2))
