"""What several commands take, and what they do with it."""

import functools
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.compiling.interrupts import heard
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = [
    "INTERRUPTED",
    "MOST_SEEDS",
    "Anyway",
    "Figures",
    "Memo",
    "Months",
    "Out",
    "Overrides",
    "People",
    "Plugins",
    "ScenarioName",
    "Seeds",
    "StoryList",
    "check_files",
    "check_memo",
    "holds_results",
    "load",
    "named_figures",
    "page_to",
    "page_writer",
    "refuse_given",
    "refuse_kept",
    "resized",
    "said",
    "say_where",
    "split",
    "write_memo",
]

CHARTS = "the page with charts"
"""What needs the packages of the extra ``report``, in words."""
MOST_SEEDS = 1_000
INTERRUPTED = 130
"""Exit status of a command that was interrupted, as shells have it: 128 and the number of the signal."""
KEEPING = ("compare", "sweep", "merge")
"""Commands that keep what is finished in the folder of the results."""

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A built-in scenario or a TOML file.")]
StoryList = Annotated[str, typer.Option("--stories", metavar="A,B,…", help="Stories, separated by commas.")]
People = Annotated[
    int | None, typer.Option(metavar="N", help="Simulated persons, instead of the scenario's.")
]
Months = Annotated[int | None, typer.Option(metavar="T", help="Months, instead of the scenario's.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value; may be repeated."),
]
Plugins = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin", metavar="FILE", help="Policies, rules or indicators of your own; may be repeated."
    ),
]
Figures = Annotated[
    str,
    typer.Option(
        "--figures", metavar="A,B,…", help="Figures to show beside the headlines: columns such as inflation."
    ),
]
Anyway = Annotated[bool, typer.Option("--anyway", help="Start also where memory or disk do not suffice.")]
Seeds = Annotated[
    int,
    typer.Option(
        "--seeds",
        "--replicates",
        metavar="N",
        help="Runs of each scenario: seeds 1, 2, 3, …",
        min=1,
        max=MOST_SEEDS,
    ),
]
Memo = Annotated[
    bool,
    typer.Option("--memo", help="Also write FOLDER/memo: docx, LaTeX, xlsx, charts as PNG and SVG."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Where results go: new, empty, or earlier results.")
]


def load(
    name: str,
    overrides: list[str] | None = None,
    plugins: list[Path] | None = None,
    **options: int | None,
) -> "Scenario":
    """Read a scenario and apply ``--set`` first, then the options that set a key of ``[run]``."""
    from sim.scenario import Scenario

    return resized(Scenario.load(name, overrides or (), plugins=plugins or ()), **options)


def resized(scenario: "Scenario", **options: int | None) -> "Scenario":
    """Apply the options that set a key of ``[run]``."""
    for key, value in options.items():
        if value is not None:
            scenario = scenario.with_({f"run.{key}": value}, place=f"--{key} {value}")
    return scenario


def split(names: str) -> list[str]:
    """Split what is separated by commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


def named_figures(names: str, scenarios: Sequence["Scenario"]) -> list[str]:
    """Return the names of figures that were asked for.

    Raises
    ------
    UserError
        One of them is no figure.
    """
    from sim.experiments.figures.asked import asked_for

    return [one.name for one in asked_for(split(names), scenarios, "--figures")]


def refuse_given(context: typer.Context, what: str, **instead: str) -> None:
    """Refuse options that were typed but mean nothing for ``what``; ``instead`` says what to use.

    Raises
    ------
    UserError
        One was typed.
    """
    for name, other in instead.items():
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise UserError(f"{option} does not go with {what}; use {other}.")


def page_writer(what: str, module: str, name: str) -> Callable[..., Any]:
    """Import the function that draws a page, before hours are spent on the runs.

    Raises
    ------
    UserError
        If a package is missing that ``what`` needs.
    """
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except ImportError as error:
        missing = f"{what} needs the package {error.name}"
        raise UserError(f'{missing}; install it with pip install "tenfold[report]".') from None
    return found


def page_to(file: Path | None, module: str, name: str, *, what: str = CHARTS) -> Callable[[Any], None]:
    """Return what writes a page to ``file`` and says where it is, or does nothing where none is asked for.

    Raises
    ------
    UserError
        As ``page_writer`` does, before anything runs.
    """
    if file is None:
        return lambda _: None
    write = page_writer(what, module, name)

    def write_and_say(shown: Any) -> None:
        write(shown, file)
        print(f"Page: {file}")

    return write_and_say


def say_where(out: Path | None) -> None:
    """Say where the results are, if they were written."""
    if out is not None:
        print(f"Results: {out}")


def write_memo(out: Path, page: str) -> None:
    """Write a memo of the comparison whose ``page`` lies in ``out``."""
    from sim.records.tables import read_manifest, write_beside
    from sim.report.take_away.memo import FOLDER, memo_files

    content = (out / page).read_text(encoding="utf-8")
    write_beside(out, memo_files(content, read_manifest(out)))
    print(f"Memo: {out / FOLDER}")


def check_memo(is_asked: bool, out: Path | None) -> None:
    """Refuse, before hours are spent, a memo without a folder or without the packages that it needs.

    Raises
    ------
    UserError
        There is no ``--out``, or a package is missing.
    """
    if not is_asked:
        return
    if out is None:
        raise UserError("--memo needs --out FOLDER, where the memo goes.")
    for package in ("docx", "xlsxwriter"):
        if importlib.util.find_spec(package) is None:
            raise UserError(
                f'--memo needs the package {package}; install it with pip install "tenfold[export]".'
            )


def check_files(*files: Path | None) -> None:
    """Refuse, before hours are spent, a file that cannot be written; None stands for no file.

    Raises
    ------
    UserError
        If the folder of one does not exist, or one is a folder itself, or something that results keep.
    """
    for file in files:
        if file is not None and not file.parent.is_dir():
            raise UserError(f"{file}: there is no folder {file.parent}, which must exist.")
        if file is not None and file.is_dir():
            raise UserError(f"{file}: is a folder; name a file in it.")
    refuse_kept(*files)


def refuse_kept(*files: Path | None) -> None:
    """Refuse to write over what results are kept in; None stands for no file.

    Raises
    ------
    UserError
        One is a manifest, a checkpoint, a table of a run or a comparison, or a part of a sweep.
    """
    from sim.experiments.sweep.store import ABOUT, DESIGN
    from sim.records.tables import read_manifest

    for file in (file.absolute() for file in files if file is not None and file.is_file()):
        is_table = file.name in read_manifest(file.parent).get("files", {})
        sweep = file.parent if file.name == DESIGN else file.parent.parent  # batches lie in a folder of it
        is_part = file.suffix == ".parquet" and (sweep / ABOUT).is_file()
        if is_table or is_part or file.name in _marks_of_results():
            raise UserError(f"{file}: is one of the files that results are kept in; name another file.")


def holds_results(folder: Path) -> bool:
    """Say whether results of a run, a comparison or a sweep are kept in a folder."""
    return any((folder / name).is_file() for name in _marks_of_results())


def _marks_of_results() -> tuple[str, ...]:
    """Return the files by which a folder of results is known."""
    from sim.experiments.sweep.store import ABOUT
    from sim.records.snapshot import CHECKPOINT
    from sim.records.tables import MANIFEST

    return MANIFEST, CHECKPOINT, ABOUT


def said(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command as it is, except that Ctrl-C says in a line how to go on."""

    @functools.wraps(command)
    def saying(*arguments: Any, **options: Any) -> None:
        try:
            with heard():
                command(*arguments, **options)
        except KeyboardInterrupt:
            print(f"tenfold: interrupted; {_way_on(command.__name__, options)}", file=sys.stderr)
            raise SystemExit(INTERRUPTED) from None

    return saying


def _way_on(name: str, options: dict[str, Any]) -> str:
    folder: Path | None = options.get("folder" if name == "resume" else "out")
    if name in ("run", "resume"):
        from sim.records.snapshot import CHECKPOINT

        if folder is not None and (folder / CHECKPOINT).is_file():
            return f"tenfold resume {folder} goes on from the last checkpoint."
        return "nothing is kept; with --checkpoint-every M and --out FOLDER a run can go on."
    if name == "sweep" or (name in KEEPING and folder is not None):
        return "what is finished is kept, and the same command goes on with it."
    if name in KEEPING:
        return "nothing is kept; with --out FOLDER finished runs are, and the same command goes on with them."
    return "the same command does it again." if name != "dashboard" else "the page is no longer served."
