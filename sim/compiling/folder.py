"""The folder of compiled code, named by a hash of what is compiled; numba reads its name when it is imported.

numba's cache does not notice an edited function that another file calls, and silently runs the old code.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["LOCK", "is_interpreted", "name_folder"]

PACKAGE = Path(__file__).parents[1]
LOCK = "lock"
"""File that marks a folder of the package; a process holds it while it compiles for all."""
WITHOUT_KERNELS = (
    "commands", "compiling", "dashboard", "data_folder", "experiments", "indicators", "mesa_model",
    "parameters", "plugins", "records", "report",
)  # fmt: skip
"""Folders of the package whose functions no compiled function of another file calls."""
COMPILED = (b"numba", b"row_rule", b"NamedTuple")
"""Words by which kernels, and the tuples of columns they receive, are known."""


def is_interpreted() -> bool:
    """Say whether nothing is to be compiled (``NUMBA_DISABLE_JIT=1``)."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def name_folder() -> None:
    """Tell numba where compiled code is kept, unless the user has: call it before numba is imported."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    os.environ["NUMBA_CACHE_DIR"] = str(_folder())
    if "numba" in sys.modules:  # imported before: it has read its settings already
        sys.modules["numba"].config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]


def _folder() -> Path:
    """Return a writable folder named by a hash of the sources compiled, of where they are, and of the Python.

    It lies outside the package, which may be read-only.
    """
    name = _hash_of_sources()
    home = Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")) / "tenfold"
    if _is_usable(home / name):
        return home / name
    import tempfile  # most programs never do

    # where others write too: only a folder that is ours alone, since numba runs what it finds there
    shared = Path(tempfile.gettempdir()) / f"tenfold-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    if _is_private(shared) and _is_usable(shared / name):
        return shared / name
    private = Path(tempfile.mkdtemp(prefix="tenfold-"))
    _is_usable(private)
    return private


def _hash_of_sources() -> str:
    digest = hashlib.sha256(f"{PACKAGE}\0{sys.implementation.cache_tag}\0".encode())
    for place in sorted(_sources(str(PACKAGE))):
        with open(PACKAGE / place, "rb") as file:
            text = file.read()
        if any(word in text for word in COMPILED):
            digest.update(place.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def _sources(folder: str, inside: str = "") -> Iterator[str]:
    """Yield the sources in a folder that may hold kernels, by their place in the package."""
    with os.scandir(folder) as found:
        for entry in found:
            place = inside + entry.name
            if entry.name.endswith(".py"):
                yield place
            elif place not in WITHOUT_KERNELS and entry.is_dir():
                yield from _sources(entry.path, f"{place}/")


def _is_usable(folder: Path) -> bool:
    """Make ``folder`` if need be, and mark it as one that the package looks after (sim.compiling.seal)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # programs lie there, which run as whoever finds them
        (folder / LOCK).touch()
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _is_private(folder: Path) -> bool:
    """Make ``folder`` if need be, and say whether nobody but this user can write to it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    return stat.S_ISDIR(status.st_mode) and mine
