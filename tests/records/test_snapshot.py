"""Snapshots: what is written comes back to the bit, a damaged file never, and no write leaves half a file."""

from collections import deque
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sim.errors import UserError
from sim.records import snapshot
from sim.records.snapshot import (
    columns_of,
    pack,
    read_snapshot,
    table_of,
    unpack,
    write_snapshot,
)
from sim.state.columns import Array


class Inner(NamedTuple):
    """Two columns."""

    small: Array
    large: Array


class Outer(NamedTuple):
    """A table in a table."""

    inner: Inner
    names: Array
    matrix: Array


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Outer:
    monkeypatch.setattr(snapshot, "PIECE", 1 << 18)
    large = np.arange(80_000, dtype=np.int64)  # three pieces
    fixed = np.array([1.5, np.nan, -0.0])
    fixed.flags.writeable = False
    names = np.array(["Québec", "", "東京"])
    return Outer(Inner(fixed, large), names, np.arange(12, dtype=np.int32).reshape(3, 4))


@pytest.fixture
def path(tmp_path: Path, table: Outer) -> Path:
    path = tmp_path / "snapshot"
    write_snapshot(path, {"month": -3, "share": 0.1 + 0.2, "none": None}, columns_of(table, "outer"))
    return path


def test_columns_and_facts_come_back_to_the_bit(path: Path, table: Outer) -> None:
    facts, columns = read_snapshot(path)
    assert facts == {"month": -3, "share": 0.1 + 0.2, "none": None}
    assert list(columns) == ["outer.inner.small", "outer.inner.large", "outer.names", "outer.matrix"]
    read = table_of(Outer, columns, "outer")
    assert isinstance(read.inner, Inner)
    for name, column in columns_of(table, "outer").items():
        assert columns[name].dtype == column.dtype, name
        assert columns[name].shape == column.shape, name
        assert columns[name].tobytes() == column.tobytes(), name
        assert columns[name].flags.writeable == column.flags.writeable, name  # else kernels are compiled anew
        assert columns[name].flags.c_contiguous, name


@pytest.mark.parametrize(
    "column", [np.zeros((0, 3)), np.array(7, np.int16), np.arange(20.0)[::2], np.ones((2, 3)).T]
)
def test_odd_shapes_come_back(tmp_path: Path, column: Array) -> None:
    write_snapshot(tmp_path / "s", {}, {"column": column})
    read = read_snapshot(tmp_path / "s").columns["column"]
    assert read.shape == column.shape
    assert np.array_equal(read, column)


def test_plain_values_and_containers_come_back(tmp_path: Path) -> None:
    value = {
        "jobs": deque([np.arange(3), np.arange(3) + 1], maxlen=12),
        "mixed": [1, 2.5, "text", None, True, np.float64(0.1), np.int64(7), [{"deep": []}]],
    }
    columns: dict[str, Array] = {}
    packed = pack(value, columns, "kept")
    write_snapshot(tmp_path / "s", {"packed": packed}, columns)
    facts, read = read_snapshot(tmp_path / "s")
    result = unpack(facts["packed"], read)
    assert result["mixed"] == value["mixed"]
    assert [type(item) for item in result["mixed"]] == [type(item) for item in value["mixed"]]
    assert result["jobs"].maxlen == 12
    assert [list(item) for item in result["jobs"]] == [[0, 1, 2], [1, 2, 3]]


def test_what_cannot_be_brought_back_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"kept\.thing is Path"):
        pack({"thing": type("Path", (), {})()}, {}, "kept")
    for odd in (np.array([object()]), np.zeros(2, [("a", "i4")])):
        with pytest.raises(TypeError, match="column has the type"):
            write_snapshot(tmp_path / "s", {}, {"column": odd})
    assert not list(tmp_path.iterdir())


def flips(size: int) -> list[int]:
    """Places of a file: its head byte by byte, then all over, and its end."""
    return [*range(0, 400, 7), *range(400, size, size // 40), size - 1]


def test_one_flipped_bit_anywhere_is_noticed(path: Path) -> None:
    content = path.read_bytes()
    for place in flips(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(UserError, match=r"damaged|not a checkpoint|another version"):
            read_snapshot(path)


@pytest.mark.parametrize("kept", [0, 1, 20, 60, 1_000, 500_000])
def test_a_file_cut_short_is_noticed(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UserError, match=r"damaged|not a checkpoint|another version"):
        read_snapshot(path)


def test_a_file_with_something_behind_it_is_noticed(path: Path) -> None:
    with open(path, "ab") as file:
        file.write(b"\0")
    with pytest.raises(UserError, match="damaged"):
        read_snapshot(path)


@pytest.mark.parametrize(
    "header",
    [
        '{"facts":{},"columns":[["a","<f8",[1000000000000000],true]]}',
        '{"facts":{},"columns":[["a","<f8",[-1],true]]}',
        '{"facts":{},"columns":[["a","|O",[1],true]]}',
        '{"facts":{},"columns":[["a","<f8"]]}',
        "[" * 100_000,
    ],
)
def test_a_false_header_asks_for_no_memory(tmp_path: Path, header: str) -> None:
    path = tmp_path / "s"
    path.write_bytes(f"tenfold snapshot 1\n{len(header)}\n{header}".encode() + b"\0" * 40)
    with pytest.raises(UserError, match="damaged"):
        read_snapshot(path)


def test_another_format_and_another_file_are_told_apart(path: Path, tmp_path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"tenfold snapshot 1", b"tenfold snapshot 2", 1))
    with pytest.raises(UserError, match="another version of tenfold"):
        read_snapshot(path)
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(UserError, match="not a checkpoint of tenfold"):
        read_snapshot(tmp_path / "notes")
    with pytest.raises(UserError, match="cannot be read"):
        read_snapshot(tmp_path / "nothing")


def test_a_failed_write_keeps_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot.os, "fsync", full)
    with pytest.raises(UserError, match=r"cannot be written there \(no space left on device\)"):
        write_snapshot(path, {}, {"column": np.zeros(3)})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
