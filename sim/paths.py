"""Whether something lies at a path: a name that the system does not take is that of nothing."""

from __future__ import annotations

from pathlib import Path

__all__ = ["is_file", "is_folder", "typed"]


def is_file(path: Path) -> bool:
    """Tell whether there is a file."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, a null character
        return False


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def typed(text: str) -> Path:
    """Return the path that a text names, with the home folder in the place of ``~`` where there is one."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):
        return Path(text)
