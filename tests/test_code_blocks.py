"""Code in the documents works: commands are taken by the program, names in Python exist, TOML is read."""

import ast
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

import sim
from sim import Scenario
from sim.cli import app
from sim.commands.inputs import load

ROOT = Path(sim.__file__).parents[1]
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "results/reference/README")),
    *sorted((ROOT / "docs").glob("*.md")),
]
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
GALLERY = ROOT / "docs" / "site" / "gallery.toml"
COMMAND = typer.main.get_command(app)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
SHELL = ("", "sh", "bash")
ENDS = {"|", "||", "&", "&&", ";", ">", "<"}
"""Where the arguments of a command end in a line of a shell."""


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    """Yield language and text of every block of code."""
    yield from re.findall(r"^```(\w*)\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def words(line: str) -> list[str]:
    """Return the words of a line of a shell up to what ends the command, without its comment."""
    line = re.sub(r"\$\{\w+\}", "1", line)  # a number of the shell's
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    found = list(lexer)
    return found[: next((place for place, word in enumerate(found) if word in ENDS), len(found))]


def commands(path: Path, name: str) -> list[list[str]]:
    """Return the arguments of a program in every line of a shell of a document."""
    lines = [
        line.strip()
        for language, text in blocks(path)
        if language in SHELL
        for line in text.replace("\\\n", " ").splitlines()
    ]
    return [words(line)[1:] for line in lines if re.match(rf"(\.venv/bin/)?{name}( |$)", line)]


def parse(arguments: list[str]) -> Any:
    """Return the context in which the program would run a command; it is not run."""
    command, context, name = COMMAND, None, "tenfold"
    while True:
        grouped = hasattr(command, "resolve_command")
        context = command.make_context(name, list(arguments), parent=context)
        if not grouped:
            return context
        rest = [*context._protected_args, *context.args]
        if not rest:
            return context
        name, command, arguments = command.resolve_command(context, rest)


IN_BLOCKS = [
    pytest.param(arguments, id=f"{path.stem}: {' '.join(arguments)}")
    for path in DOCUMENTS
    for arguments in commands(path, "tenfold")
]


@pytest.mark.parametrize("arguments", IN_BLOCKS)
def test_the_program_takes_every_command(arguments: list[str]) -> None:
    context = parse(arguments)
    given = context.params
    if context.info_name not in ("run", "compare") or given["plugins"]:
        return
    named = [given["scenario"]] if context.info_name == "run" else given["stories"] or []
    for name in [*named, *(given.get("story_list") or "").split(",")]:
        if name and not name.endswith(".toml"):
            load(name, given["overrides"])


def test_commands_of_the_gallery_are_taken_and_write_what_it_shows() -> None:
    for page in tomllib.loads(GALLERY.read_text(encoding="utf-8"))["page"]:
        for command in page["commands"]:
            parse(command.split())
        assert f"build/gallery/{Path(page['shows']).parent}" in page["commands"][-1]


def sentences(path: Path) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


IN_TEXT = sorted(
    {found for path in DOCUMENTS for found in re.findall(r"`tenfold ([a-z][^`]*)`", sentences(path))}
)


@pytest.mark.parametrize("text", IN_TEXT)
def test_commands_in_sentences_have_their_options(text: str) -> None:
    arguments = words(text.replace("\n", " "))
    command = COMMAND.commands[arguments[0]]
    if hasattr(command, "commands") and len(arguments) > 1:
        command = command.commands[arguments[1]]
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
    assert {word.split("=")[0] for word in arguments if word.startswith("--")} <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_targets_of_make_exist(path: Path) -> None:
    in_text = [found.split() for found in re.findall(r"`make ([^`]+)`", sentences(path))]
    for arguments in [*commands(path, "make"), *in_text]:
        assert {word for word in arguments if "=" not in word and not word.startswith("-")} <= TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_programs_and_files_in_blocks_exist(path: Path) -> None:
    text = "\n".join(text for language, text in blocks(path) if language in SHELL)
    named = re.findall(r"(?<![\w/.])(?:scripts|examples|tests)/[\w/]+\.py\b", text)
    assert [name for name in named if not (ROOT / name).is_file()] == []


PYTHON = [
    pytest.param(text, id=f"{path.stem}-{place}")
    for path in DOCUMENTS
    for place, (language, text) in enumerate(blocks(path))
    if language == "python"
]


def _imported(name: str) -> ModuleType:
    """Import a module, or skip the test where it needs a package that is not installed, as solara may be."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "sim").partition(".")[0] == "sim":
            raise
        pytest.skip(f"{name} needs {missing.name}")


@pytest.mark.parametrize("text", PYTHON)
@pytest.mark.filterwarnings("ignore:.*hooks:UserWarning")  # of a library, when it is imported
def test_python_compiles_and_what_it_imports_exists(text: str) -> None:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = _imported(node.module)
            assert [one.name for one in node.names if not hasattr(module, one.name)] == []
        elif isinstance(node, ast.Import):
            for one in node.names:
                _imported(one.name)


def test_toml_of_a_scenario_is_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    read = 0
    for path in DOCUMENTS:
        for language, text in blocks(path):
            if language != "toml":
                continue
            tables = tomllib.loads(text)
            if "based_on" in tables or set(tables) == {"policy"}:
                file.write_text(text, encoding="utf-8")
                Scenario.load(str(file))
                read += 1
    assert read >= 2
