"""How files are kept: whole or not at all, sealed by their own hash, and a folder written by one at a time.

A sealed file carries the mark ``sha256:`` with the hash of all its bytes, taken while the digits of the mark
were zeros: JSON as its last key, Parquet among its metadata. Other programs read both as they are. Whatever
bit is changed, :func:`read_sealed` names the file.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import io
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import polars as pl

from sim.errors import UserError

__all__ = [
    "LOCK", "as_sealed_json", "as_sealed_parquet", "held", "holder", "is_left_over", "is_sealed",
    "read_sealed_json", "reason_of", "remove_left_over", "sync_folder", "write_file", "written_whole",
]  # fmt: skip

SEAL = "seal"
"""Key of the mark in JSON and in the metadata of Parquet."""
BLANK = "sha256:" + 64 * "0"
MARK = re.compile(rb"sha256:[0-9a-f]{64}")
LOCK = ".lock"
"""File that names who is writing to a folder."""
PATIENCE = 0.2
"""Seconds for which a folder that is only looked at by another program is waited for."""


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside ``path`` that takes its place once it is complete and on the disk."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}-", suffix=".partial", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; at any moment the file there is the old or the new one, whole."""
    with written_whole(path) as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Make a rename or a removal in ``folder`` survive a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def as_sealed_json(content: Mapping[str, Any]) -> bytes:
    """Return ``content`` as JSON with its seal as the last key; an earlier seal is left out."""
    plain = {key: value for key, value in content.items() if key != SEAL}
    text = json.dumps({**plain, SEAL: BLANK}, indent=2, ensure_ascii=False, default=str) + "\n"
    return _sealed(text.encode())


def as_sealed_parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet with its seal among the metadata."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, metadata={SEAL: BLANK})
    return _sealed(buffer.getvalue())


def is_sealed(content: bytes) -> bool:
    """Tell whether ``content`` carries a seal that agrees with every byte of it."""
    found = _mark(content)
    return found is not None and _sealed(content) == content


def read_sealed_json(path: Path, format_: str, mark: bytes, what_to_do: str) -> dict[str, Any] | None:
    """Return what a sealed JSON file of a format says, None if there is no file or it is somebody else's.

    Parameters
    ----------
    path : Path
        The file.
    format_ : str
        What its key ``format`` has to be.
    mark : bytes
        By which a file is known as ours, even one that is damaged.
    what_to_do : str
        How to go on, as the end of a sentence.

    Raises
    ------
    UserError
        It is ours and damaged.
    """
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        return None
    if is_sealed(content):
        found: dict[str, Any] = json.loads(content)
        return found if found.get("format") == format_ else None
    if mark in content:
        raise UserError(f"{path}: is damaged, was changed, or is of another version of tenfold; {what_to_do}")
    return None


def _sealed(content: bytes) -> bytes:
    """Put the hash of ``content`` into its last mark, with zeros for the digits while it is taken."""
    found = _mark(content)
    assert found is not None
    start, end = found
    digest = hashlib.sha256(content[:start] + BLANK.encode() + content[end:]).hexdigest()
    return content[:start] + b"sha256:" + digest.encode() + content[end:]


def _mark(content: bytes) -> tuple[int, int] | None:
    """Return where the last mark stands; a text of somebody's before it may look like one."""
    start = content.rfind(b"sha256:")
    found = MARK.match(content, start) if start >= 0 else None
    return found.span() if found else None


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for one writer, made if need be and removed again if nothing came to lie in it.

    The hold ends with the process, however it ends.

    Raises
    ------
    UserError
        Another process writes there, or the folder cannot be made.
    """
    existed = folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _take(folder)
    except OSError as error:
        raise UserError(f"{folder}: results cannot be written there ({reason_of(error)}).") from error
    for partial in folder.glob(".*.partial"):  # what somebody who was interrupted has left
        partial.unlink(missing_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / LOCK).unlink()  # while it is held: nobody takes a file that is about to go
        file.close()
        if not existed:
            with contextlib.suppress(OSError):
                folder.rmdir()


def holder(folder: Path) -> str:
    """Return who is writing to ``folder``, in words; empty if nobody is."""
    try:
        with open(folder / LOCK, encoding="ascii", errors="replace") as file:
            return "" if _try_lock(file, alone=False) else _words(file)
    except OSError:
        return ""


def _take(folder: Path) -> IO[str]:
    """Return the lock of ``folder``, held and with this process named in it."""
    until = time.monotonic() + PATIENCE
    while True:
        file = open(folder / LOCK, "a+", encoding="ascii", errors="replace")  # noqa: SIM115
        if _try_lock(file, alone=True):
            if _is_there(file, folder / LOCK):
                break
        elif time.monotonic() > until:
            who = _words(file)
            file.close()
            raise UserError(f"{folder}: {who} is writing there; wait for it, or choose another folder.")
        file.close()
        time.sleep(0.01)
    file.truncate(0)
    since = datetime.now().astimezone().isoformat(" ", timespec="seconds")
    file.write(f"process {os.getpid()}, since {since},")
    file.flush()
    return file


def _words(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200).strip() or "another process"


def _is_there(file: IO[str], path: Path) -> bool:
    """Tell whether an open file is still the one at ``path``: its holder may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _try_lock(file: IO[str], *, alone: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # not a Unix system: no lock
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def remove_left_over(path: Path) -> None:
    """Remove what an earlier writing of ``path``, which was killed, has left beside it."""
    for partial in path.parent.glob(f".{glob.escape(path.name[:100])}-*.partial"):
        partial.unlink(missing_ok=True)


def is_left_over(path: Path) -> bool:
    """Tell whether a file is one that an interruption leaves: the lock, or half of another."""
    return path.name == LOCK or (path.name.startswith(".") and path.suffix == ".partial")


def reason_of(error: OSError) -> str:
    """Return why the system refuses, as part of a sentence."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]
