"""Ctrl-C is one line: what is kept, and how to go on."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["INTERRUPTED", "said"]

INTERRUPTED = 130
"""Exit status of a command that was interrupted, as shells have it: 128 and the number of the signal."""
KEEPING = ("compare", "sweep", "merge")
"""Commands that keep what is finished in the folder of the results."""


def said(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command as it is, except that Ctrl-C says in a line how to go on."""

    @functools.wraps(command)
    def saying(*arguments: Any, **options: Any) -> None:
        try:
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
