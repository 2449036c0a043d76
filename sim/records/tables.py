"""Result tables on disk: written whole or not at all, and checked when they are read.

A folder of results holds one Parquet file a table and ``manifest.json``, which carries the hash of every
table and its own. What is drawn or exported from them and lies beside them (pages, CSV, memos) is listed
there too, and removed when the tables are replaced, so that nothing stands beside other figures than its own.
Each file is written under a temporary name, flushed to the disk and renamed. While a folder is (re)written
its manifest says so; an interrupted one is refused by ``read_results`` and may be written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from sim.arguments import path_of
from sim.errors import UserError
from sim.paths import is_file
from sim.records.files import (
    as_sealed_json,
    held,
    is_left_over,
    read_sealed_json,
    reason_of,
    remove_left_over,
    write_file,
)
from sim.records.provenance import FORMAT
from sim.records.snapshot import CHECKPOINT

__all__ = [
    "MANIFEST", "UNFINISHED", "check_folder", "read_manifest", "read_results", "refuse_odd_folder",
    "results_folder", "write_beside", "write_file", "write_results",
]  # fmt: skip

MANIFEST = "manifest.json"
UNFINISHED = "unfinished"
"""Folder in that of a comparison that holds its finished runs until all are."""
LONGEST_PATH = 200
"""Characters of a path that a sentence repeats."""
OURS = b"tenfold results"
"""What a manifest of ours holds, whatever else became of it."""
BESIDE = "beside"
"""Key of the manifest that lists what was made from the tables."""


def check_folder(folder: Path | str) -> Path:
    """Make sure, before hours are spent, that results can be written to ``folder``; nothing is left behind.

    Parameters
    ----------
    folder : path
        Folder that may not exist yet.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If it is a file, cannot be created or written to, or holds something other than earlier results.
    """
    folder = path_of("the folder of results", folder)
    refuse_odd_folder(folder)
    with _as_user_error(folder):
        if folder.is_dir():
            if any(not is_left_over(path) for path in folder.iterdir()) and not _is_ours(folder):
                raise UserError(
                    f"{folder}: is not empty and holds no earlier results of tenfold; "
                    "the output must be a folder that is new, empty or holds earlier results."
                )
            ancestor = folder
        else:
            ancestor = next(parent for parent in folder.absolute().parents if parent.exists())
            if not ancestor.is_dir():
                raise UserError(f"{folder}: cannot be created, because {ancestor} is a file.")
        with tempfile.TemporaryDirectory(prefix=".tenfold-check-", dir=ancestor):
            pass
    return folder


def refuse_odd_folder(folder: Path) -> None:
    """Refuse what cannot be used as a folder: a file, a device, a link that leads nowhere, an odd name.

    Raises
    ------
    UserError
        It is one of these.
    """
    with _as_user_error(folder):
        try:
            kind = folder.stat().st_mode
        except FileNotFoundError:
            if folder.is_symlink():
                raise UserError(
                    f"{folder}: is a link that leads nowhere; remove it, or name another folder."
                ) from None
            return
        except NotADirectoryError:
            return  # a file among its parents, which is said by name
        except ValueError:  # a name with a null character
            raise UserError(f"{str(folder)!r}: is no name of a folder.") from None
        if not stat.S_ISDIR(kind):
            what = "a file" if stat.S_ISREG(kind) else "a device or the like"
            raise UserError(
                f"{folder}: is {what}; the output must be a folder, new, empty or with earlier results."
            )


@contextlib.contextmanager
def results_folder(out: Path | str | None) -> Iterator[Path | None]:
    """Check that results can be written to ``out``, and hold it for this process; None stays None.

    Raises
    ------
    UserError
        As ``check_folder``, or another process writes there.
    """
    if out is None:
        yield None
        return
    with held(check_folder(out)):
        yield Path(out)


def write_results(
    folder: Path | str, frames: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]
) -> Path:
    """Write all tables and the manifest to ``folder``.

    Parameters
    ----------
    folder : path
        New, empty, or holding earlier results, which are replaced.
    frames : mapping of str to polars.DataFrame
        Tables by name.
    manifest : mapping
        From ``provenance.manifest``; the hash of every file is added.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If the folder cannot be used.
    """
    folder = check_folder(folder)
    with _as_user_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
        stale, made = _listed_files(folder), _made_files(folder)
        unfinished = {**manifest, "complete": False, "files": dict.fromkeys(stale, ""), BESIDE: sorted(made)}
        write_file(folder / MANIFEST, as_sealed_json(unfinished))
        for name in made:
            (folder / name).unlink(missing_ok=True)
        hashes = {}
        for name, frame in frames.items():
            buffer = io.BytesIO()
            frame.write_parquet(buffer)
            content = buffer.getvalue()
            write_file(folder / f"{name}.parquet", content)
            hashes[f"{name}.parquet"] = hashlib.sha256(content).hexdigest()
        for name in stale - hashes.keys():
            (folder / name).unlink(missing_ok=True)
        write_file(folder / MANIFEST, as_sealed_json({**manifest, "complete": True, "files": hashes}))
    return folder


def write_beside(folder: Path | str, files: Mapping[str, bytes]) -> list[Path]:
    """Write what was made from the tables of ``folder`` beside them, until the tables are replaced.

    Parameters
    ----------
    folder : path
        Holds results.
    files : mapping of str to bytes
        Content by name; a name may lie in a folder within (``export/macro.csv``).

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    UserError
        If they cannot be written.
    """
    folder = Path(folder)
    with _as_user_error(folder):
        manifest = _read_manifest(folder)
        if manifest is not None:  # listed before they are there: an interruption leaves none unlisted
            made = sorted({*_made_files(folder), *files})
            write_file(folder / MANIFEST, as_sealed_json({**manifest, BESIDE: made}))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            remove_left_over(folder / name)
            write_file(folder / name, content)
    return [folder / name for name in files]


def read_results(
    folder: Path | str, kind: str | None = None, called: str = ""
) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Read the tables and the manifest of ``folder``, and check every file against its hash.

    Parameters
    ----------
    folder : path
        Holds results.
    kind : str or None
        What they must be of, as the manifest names it; None for any.
    called : str
        What people call that kind, if not by its name.

    Returns
    -------
    tuple
        Tables by name, and the manifest.

    Raises
    ------
    UserError
        If there are no results, or they are unfinished, damaged, or of another kind.
    """
    folder = path_of("the folder of results", folder)
    manifest = _read_manifest(folder)
    if is_file(folder / CHECKPOINT) and not (manifest or {}).get("complete"):
        raise UserError(f"{folder}: the run is unfinished; go on with it by tenfold resume {folder}.")
    if manifest is None:
        raise UserError(
            f"{folder}: holds no results of tenfold (no readable {MANIFEST}); name the --out of a run or a "
            "comparison, or run it again in a new folder."
        )
    if manifest.get("complete") is not True:
        raise UserError(
            f"{folder}: the results are unfinished, because writing them was interrupted; run it again."
        )
    frames = {}
    for name, expected in manifest["files"].items():
        if Path(name).name != name:
            raise UserError(f"{folder / MANIFEST}: is damaged, it lists a file outside the folder ({name}).")
        path = folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UserError(
                f"{path}: cannot be read ({reason_of(error)}), although {MANIFEST} lists it; run it again."
            ) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise UserError(
                f"{path}: is damaged or was changed, its hash differs from the one in {MANIFEST}; run it "
                "again."
            )
        frames[path.stem] = pl.read_parquet(io.BytesIO(content))
    if kind is not None and manifest.get("kind") != kind:
        raise UserError(
            f"{folder}: holds the results of a {manifest.get('kind')}, not of a {called or kind}."
        )
    return frames, manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of results; empty where there are none."""
    return _read_manifest(folder) or {}


@contextlib.contextmanager
def _as_user_error(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence."""
    try:
        yield
    except OSError as error:
        place = (
            error.filename
            if isinstance(error.filename, str) and "tenfold-check" not in error.filename
            else folder
        )
        raise UserError(f"{_short(place)}: results cannot be written there ({reason_of(error)}).") from error


def _is_ours(folder: Path) -> bool:
    found = _read_manifest(folder)  # first: a damaged one is said before hours are spent
    return found is not None or (folder / CHECKPOINT).is_file() or (folder / UNFINISHED).is_dir()


def _listed_files(folder: Path) -> set[str]:
    """Return the names of files that earlier results left; only plain names inside the folder count."""
    manifest = _read_manifest(folder) or {}
    files = manifest.get("files")
    listed = files if isinstance(files, dict) else {}
    return {name for name in listed if name.endswith(".parquet") and Path(name).name == name}


def _made_files(folder: Path) -> set[str]:
    """Return the names of files that were made from earlier results; only names inside the folder count."""
    listed = (_read_manifest(folder) or {}).get(BESIDE)
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    inside = (name for name in names if ".." not in Path(name).parts and not Path(name).is_absolute())
    return {name for name in inside if name not in (MANIFEST, CHECKPOINT) and (folder / name).is_file()}


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest, None if there is none of ours.

    Raises
    ------
    UserError
        It is ours and damaged.
    """
    return read_sealed_json(
        folder / MANIFEST,
        FORMAT,
        OURS,
        "delete the folder and run it again, or choose another folder.",
    )


def _short(place: Path | str) -> str:
    """Return a path as a sentence takes it."""
    text = str(place)
    return text if len(text) <= LONGEST_PATH else f"{text[: LONGEST_PATH - 1]}…"
