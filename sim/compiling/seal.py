"""Compiled kernels on the disk: checked before they run, so that a damaged file costs a minute and no result.

numba keeps compiled code in ``NUMBA_CACHE_DIR`` and runs what it finds there: a file cut short stops the
program, and a flipped bit in machine code is executed. So a *seal* lists every file with its hash. A file
that is not on the list, or has changed, is removed before numba can load it: its kernel is compiled again.

Only a folder that the package chose itself is looked after (``sim.compiling.folder`` puts a lock into it).
"""

import contextlib
import glob
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sim.compiling.folder import LOCK, is_interpreted

__all__ = ["SEAL", "CompiledCode", "find"]

SEAL = "seal.json"
INDEX, CODE = ".nbi", ".nbc"
KINDS = frozenset({INDEX, CODE})  # numba's files: what is compiled of a function, and each piece of code


class CompiledCode:
    """A folder of compiled code.

    Attributes
    ----------
    folder : Path
        The folder.
    removed : list of str
        Damaged or unknown files that the last check removed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.removed: list[str] = []
        self._sealed: dict[str, tuple[int, int]] = {}

    def check(self, compile_all: Callable[[], None]) -> None:
        """Remove what is damaged; where anything is missing let ``compile_all`` load or compile all kernels.

        One process at a time does so; the others of an ensemble wait, and find it done.
        """
        with self._locked():
            listed, found = self._read_seal(), self._hashes()
            if listed is not None and listed == found:
                self._sealed = self._times()
                return
            self.removed = [name for name, digest in found.items() if (listed or {}).get(name) != digest]
            damaged = [name for name in self.removed if name in (listed or {})]
            if damaged or (listed is None and (self.folder / SEAL).exists()):
                files = "file" if len(damaged) == 1 else "files"
                what = f"{len(damaged)} damaged {files}" if damaged else "a damaged list"
                print(f"{self.folder}: {what} of compiled code; compiled again.", file=sys.stderr)
            for name in self.removed:
                (self.folder / name).unlink(missing_ok=True)
            if listed is None or listed.keys() - (found.keys() - self.removed):
                compile_all()
            self._write_seal()

    def seal_new(self) -> None:
        """Put on the list what was compiled since the last check, if anything."""
        if self._times() != self._sealed:
            with self._locked():
                self._write_seal()

    def take_over(self, other: Path, before: dict[str, bytes]) -> None:
        """Take over what another program has compiled in a copy of the folder.

        numba numbers what it compiles of a function, so two programs that write to one folder mix their
        code up. A function is therefore taken whole, and only if nobody here compiled it since the copy was
        made.

        Parameters
        ----------
        other : Path
            The copy.
        before : dict of str to bytes
            The ``indices`` at that time.
        """
        own = self.indices()
        for name, content in CompiledCode(other).indices().items():
            if content != before.get(name) and own.get(name) == before.get(name):
                (self.folder / name).parent.mkdir(exist_ok=True)
                stem = Path(name).name.removesuffix(INDEX)
                for code in sorted((other / name).parent.glob(f"{glob.escape(stem)}.*{CODE}")):
                    _copy(code, self.folder / code.relative_to(other))
                _copy(other / name, self.folder / name)

    def indices(self) -> dict[str, bytes]:
        """Return numba's index of every function, by name."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in self._files()
            if file.suffix == INDEX
        }

    def _write_seal(self) -> None:
        self._sealed = self._times()
        content = json.dumps(self._hashes(), indent=1).encode()
        with contextlib.suppress(OSError):  # a full disk: the next program compiles again
            handle, temporary = tempfile.mkstemp(prefix=f".{SEAL}-", dir=self.folder)
            with open(handle, "wb") as file:
                file.write(content)
            os.replace(temporary, self.folder / SEAL)

    def _read_seal(self) -> dict[str, str] | None:
        """Return the listed files with their hashes, None if there is no readable list."""
        try:
            listed = json.loads((self.folder / SEAL).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return listed if isinstance(listed, dict) else None

    def _files(self) -> list[Path]:
        return sorted(file for file in self.folder.rglob("*") if file.suffix in KINDS)

    def _times(self) -> dict[str, tuple[int, int]]:
        """Return when every file was written, and its size."""
        times = {}
        for file in self._files():
            with contextlib.suppress(OSError):
                status = file.stat()
                times[str(file)] = (status.st_mtime_ns, status.st_size)
        return times

    def _hashes(self) -> dict[str, str]:
        """Return the hash of every file (about 15 MB in all: 25 ms)."""
        hashes = {}
        for file in self._files():
            name = file.relative_to(self.folder).as_posix()
            try:
                hashes[name] = hashlib.sha256(file.read_bytes()).hexdigest()
            except OSError:
                hashes[name] = "unreadable"
        return hashes

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:  # not on this system: every process compiles for itself
            yield
            return
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # a file system without locks, or the folder is gone
                file = stack.enter_context(open(self.folder / LOCK, "wb"))
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _copy(source: Path, target: Path) -> None:
    """Copy a file; what was at ``target`` is there until the copy is whole."""
    partial = target.with_suffix(".partial")
    shutil.copyfile(source, partial)
    os.replace(partial, target)


def find() -> CompiledCode | None:
    """Return the folder of compiled code if the package chose it; None if it is somebody else's."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    if folder is None or is_interpreted() or not (Path(folder) / LOCK).is_file():
        return None
    return CompiledCode(Path(folder))
