"""A snapshot: columns and a few facts in one file, written whole or not at all and checked when read.

The file is a line with the format, a line with the length of the header, the header (JSON: the facts, and
name, type and shape of every column), the columns one after the other, and the SHA-256 of all before it.
Columns are written and read in place, piece by piece, so that a snapshot of all adults of the United States
needs no more memory than the state itself.
"""

import hashlib
import json
import math
import os
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, get_type_hints

import numpy as np

from sim.errors import UserError
from sim.records.files import reason_of, written_whole
from sim.state.columns import Array

__all__ = [
    "CHECKPOINT",
    "Snapshot",
    "columns_of",
    "pack",
    "read_snapshot",
    "table_of",
    "unpack",
    "write_snapshot",
]

CHECKPOINT = "checkpoint.tenfold"
"""Name of the file that a folder of results holds while its run is unfinished."""
FORMAT = b"tenfold snapshot "
VERSION = b"1"
PIECE = 1 << 24  # bytes hashed and written at a time
LONGEST_HEADER = 1 << 28


class Snapshot(NamedTuple):
    """What a file holds."""

    facts: dict[str, Any]
    columns: dict[str, Array]


class _Description(NamedTuple):
    """A column in the header."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    writeable: bool


NUMBERS = (int, float, bool)


def columns_of(table: Any, prefix: str) -> dict[str, Array]:
    """Return the arrays of a NamedTuple of arrays, numbers and NamedTuples, by dotted name."""
    columns: dict[str, Array] = {}
    for field, value in zip(table._fields, table, strict=True):
        name = f"{prefix}.{field}"
        if hasattr(value, "_fields"):
            columns.update(columns_of(value, name))
        else:
            columns[name] = np.asarray(value)  # a number becomes an array without a dimension
    return columns


def table_of(kind: type[Any], columns: Mapping[str, Array], prefix: str) -> Any:
    """Put columns back into the NamedTuple that :func:`columns_of` took them from.

    Raises
    ------
    KeyError
        A column of ``kind`` is missing.
    """
    values = []
    for field, hint in get_type_hints(kind).items():
        name = f"{prefix}.{field}"
        if hasattr(hint, "_fields"):
            values.append(table_of(hint, columns, name))
        else:
            values.append(hint(columns[name]) if hint in NUMBERS else columns[name])
    return kind(*values)


def pack(value: Any, columns: dict[str, Array], name: str) -> Any:
    """Turn plain values, containers and arrays into what JSON can hold; arrays go to ``columns``.

    Raises
    ------
    TypeError
        The value holds something else: an object that a snapshot cannot bring back.
    """
    match value:
        case np.ndarray() | np.generic():
            columns[name] = np.asarray(value)
            return {"array" if isinstance(value, np.ndarray) else "scalar": name}
        case None | bool() | int() | float() | str():
            return value
        case dict() if all(isinstance(key, str) for key in value):
            return {"dict": {key: pack(item, columns, f"{name}.{key}") for key, item in value.items()}}
        case list() | deque():
            packed = [pack(item, columns, f"{name}.{number}") for number, item in enumerate(value)]
            return {"deque": packed, "maxlen": value.maxlen} if isinstance(value, deque) else {"list": packed}
        case tuple() if not hasattr(value, "_fields"):
            return {"tuple": [pack(item, columns, f"{name}.{number}") for number, item in enumerate(value)]}
        case _:
            raise TypeError(f"{name} is {type(value).__name__}, which a snapshot cannot hold")


def unpack(packed: Any, columns: Mapping[str, Array]) -> Any:
    """Undo :func:`pack`."""
    match packed:
        case {"array": name}:
            return columns[name]
        case {"scalar": name}:
            return columns[name][()]
        case {"dict": items}:
            return {key: unpack(item, columns) for key, item in items.items()}
        case {"list": items}:
            return [unpack(item, columns) for item in items]
        case {"tuple": items}:
            return tuple(unpack(item, columns) for item in items)
        case {"deque": items, "maxlen": longest}:
            return deque((unpack(item, columns) for item in items), maxlen=longest)
        case _:
            return packed


def write_snapshot(path: Path, facts: Mapping[str, Any], columns: Mapping[str, Array]) -> None:
    """Write a snapshot; at any moment the file at ``path`` is the old or the new one, whole.

    Parameters
    ----------
    path : Path
        In a folder that exists.
    facts : mapping
        What JSON can hold.
    columns : mapping of str to array
        Columns of any type but Python objects.

    Raises
    ------
    UserError
        The system refuses to write, for want of space for example; the old file is still there.
    """
    described = [_describe(name, column) for name, column in columns.items()]
    header = json.dumps({"facts": dict(facts), "columns": described}, separators=(",", ":")).encode()
    try:
        with written_whole(path) as file:
            digest = hashlib.sha256()

            def put(content: Any) -> None:
                digest.update(content)
                file.write(content)

            put(FORMAT + VERSION + b"\n" + str(len(header)).encode() + b"\n" + header)
            for column in columns.values():
                _each_piece(column, put)
            file.write(digest.digest())
    except OSError as error:
        raise UserError(f"{path}: a checkpoint cannot be written there ({reason_of(error)}).") from error


def read_snapshot(path: Path) -> Snapshot:
    """Read a snapshot into fresh arrays and check it against its hash.

    Raises
    ------
    UserError
        There is none, it is damaged, or another version wrote it.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            return _read(file, path)
    except OSError as error:
        raise UserError(f"{path}: the checkpoint cannot be read ({reason_of(error)}).") from error


def _read(file: IO[bytes], path: Path) -> Snapshot:
    size = os.fstat(file.fileno()).st_size
    digest = hashlib.sha256()
    damaged = UserError(
        f"{path}: the checkpoint is damaged and cannot be used; delete it and start the run again."
    )
    first = _line(file)
    digest.update(first)
    if not first.startswith(FORMAT):
        raise UserError(f"{path}: this is not a checkpoint of tenfold.")
    if first.removeprefix(FORMAT).strip() != VERSION:
        raise UserError(f"{path}: another version of tenfold wrote this checkpoint; it cannot be used.")
    try:
        second = _line(file)
        length = int(second)
        header = file.read(length) if 0 <= length <= LONGEST_HEADER else b""
        digest.update(second + header)
        content = json.loads(header)
        facts = content["facts"]
        described = [_described(*column) for column in content["columns"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged from error
    expected = sum(column.dtype.itemsize * math.prod(column.shape) for column in described)
    if size != file.tell() + expected + digest.digest_size:  # checked before memory is asked for
        raise damaged
    columns = {}

    def get(piece: Any) -> None:
        done = 0
        while done < len(piece):
            read = file.readinto(piece[done:])  # type: ignore[attr-defined]  # unbuffered files have it
            if not read:
                raise damaged
            done += read
        digest.update(piece)

    for column in described:
        columns[column.name] = np.empty(column.shape, column.dtype)
        _each_piece(columns[column.name], get)
        columns[column.name].flags.writeable = column.writeable  # compiled code tells them apart
    if file.read() != digest.digest():
        raise damaged
    return Snapshot(facts, columns)


def _line(file: IO[bytes]) -> bytes:
    """Read a short line of a file without a buffer."""
    line = b""
    while not line.endswith(b"\n") and len(line) < 64:
        byte = file.read(1)
        if not byte:
            break
        line += byte
    return line


def _each_piece(column: Array, use: Callable[[Any], None]) -> None:
    """Hand the bytes of a column to ``use``, piece by piece, without a copy where it lies in one block."""
    flat = np.ascontiguousarray(column).reshape(-1).view(np.uint8)
    for start in range(0, flat.size, PIECE):
        use(flat[start : start + PIECE].data)


def _describe(name: str, column: Array) -> list[Any]:
    """Return name, type, shape and whether a column may be changed, as JSON."""
    if column.dtype.hasobject or column.dtype.fields:
        raise TypeError(f"{name} has the type {column.dtype}, which a snapshot cannot hold")
    return [name, column.dtype.str, list(column.shape), column.flags.writeable]


def _described(name: Any, kind: Any, shape: Any, writeable: Any) -> _Description:
    """Undo :func:`_describe`; raises ValueError or TypeError where it did not write this."""
    dtype = np.dtype(str(kind))
    lengths = tuple(map(int, shape))
    if dtype.hasobject or dtype.itemsize == 0 or min(lengths, default=0) < 0:
        raise ValueError
    return _Description(str(name), dtype, lengths, bool(writeable))
