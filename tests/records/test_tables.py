"""Results on disk are whole or not there, and damage is noticed."""

import json
import os
import stat
from pathlib import Path

import polars as pl
import pytest

from sim.errors import UserError
from sim.records.files import as_sealed_json, is_sealed
from sim.records.provenance import Stopwatch, manifest
from sim.records.tables import (
    MANIFEST,
    check_folder,
    read_results,
    write_beside,
    write_file,
    write_results,
)

FRAMES = {
    "macro": pl.DataFrame({"month": [0, 1], "gdp": [31_000.0, None]}),
    "sectors": pl.DataFrame({"month": [0], "sector": ["Mining"]}),
}


def provenance() -> dict:
    return manifest({"baseline": 'name = "baseline"\n'}, (1,), Stopwatch.start())


def test_written_tables_are_read_back(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "deep" / "down", FRAMES, provenance())
    frames, written = read_results(folder)
    assert frames.keys() == FRAMES.keys()
    assert all(frames[name].equals(FRAMES[name]) for name in FRAMES)
    assert written["seeds"] == [1]
    assert {"tenfold", "python", "numpy", "numba", "polars", "mesa"} <= written["versions"].keys()
    assert written["wall_seconds"] >= 0.0
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [MANIFEST, "macro.parquet", "sectors.parquet"]
    )


def test_other_people_can_read_the_files(tmp_path: Path) -> None:
    write_results(tmp_path / "out", FRAMES, provenance())
    assert stat.S_IMODE((tmp_path / "out" / "macro.parquet").stat().st_mode) == 0o644


def test_earlier_results_are_replaced(tmp_path: Path) -> None:
    write_results(tmp_path, FRAMES, provenance())
    write_results(tmp_path, {"macro": FRAMES["macro"].head(1)}, provenance())
    frames, _ = read_results(tmp_path)
    assert list(frames) == ["macro"]
    assert frames["macro"].height == 1
    assert not (tmp_path / "sectors.parquet").exists()


@pytest.mark.parametrize("place", [8, 60, -9])
def test_one_flipped_bit_is_noticed(tmp_path: Path, place: int) -> None:
    write_results(tmp_path, FRAMES, provenance())
    path = tmp_path / "macro.parquet"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"macro\.parquet: is damaged"):
        read_results(tmp_path)


def test_what_a_killed_export_left_is_gone_after_the_next(tmp_path: Path) -> None:
    write_results(tmp_path, FRAMES, provenance())
    write_beside(tmp_path, {"export/macro [1].csv": b"first"})
    left, foreign = (
        tmp_path / "export" / name for name in (".macro [1].csv-ab12.partial", ".x-ab12.partial")
    )
    left.write_bytes(b"fir")
    foreign.write_bytes(b"of another program that is at work")
    (written,) = write_beside(tmp_path, {"export/macro [1].csv": b"second"})
    assert written.read_bytes() == b"second"
    assert not left.exists()
    assert foreign.exists()


@pytest.mark.parametrize("name", ["macro.parquet", "sectors.parquet", MANIFEST])
def test_a_deleted_file_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    write_results(tmp_path, FRAMES, provenance())
    (tmp_path / name).unlink()
    with pytest.raises(UserError, match=rf"{name}.*run it again"):
        read_results(tmp_path)


def test_a_list_of_files_outside_the_folder_is_refused(tmp_path: Path) -> None:
    write_results(tmp_path / "out", FRAMES, provenance())
    path = tmp_path / "out" / MANIFEST
    written = json.loads(path.read_text())
    written["files"]["../secret"] = ""
    path.write_bytes(as_sealed_json(written))
    with pytest.raises(UserError, match="outside the folder"):
        read_results(tmp_path / "out")


class Interrupted(BaseException):
    """Stands for a killed process."""


def test_an_interrupted_write_is_refused_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_results(tmp_path, FRAMES, provenance())
    replace = os.replace

    def interrupt(source: str, target: Path) -> None:
        if str(target).endswith("sectors.parquet"):
            raise Interrupted
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupt)
        with pytest.raises(Interrupted):
            write_results(tmp_path, FRAMES, provenance())
    assert not list(tmp_path.glob("*.partial"))
    with pytest.raises(UserError, match="unfinished"):
        read_results(tmp_path)
    write_results(tmp_path, FRAMES, provenance())
    assert read_results(tmp_path)[0]["sectors"].equals(FRAMES["sectors"])


def test_the_old_file_survives_a_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    write_file(path, b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UserError, match=r"results cannot be written there \(no space left on device\)"):
        write_results(tmp_path / "out", FRAMES, provenance())


def test_the_check_leaves_nothing_behind(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    check_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="is a file; the output must be a folder"):
        check_folder(tmp_path / "file")
    with pytest.raises(UserError, match=r"cannot be created, because .*file is a file"):
        check_folder(tmp_path / "file" / "below")


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(UserError, match="is not empty and holds no earlier results"):
        check_folder(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": "of another program", "files": {}}')
    with pytest.raises(UserError, match="is not empty"):
        check_folder(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # root may write everywhere, so the refusal of the system is imitated
    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(UserError, match=r"results cannot be written there \(permission denied\)"):
        check_folder(tmp_path / "out")


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000])
def test_a_broken_manifest_is_not_read(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(UserError, match="holds no results of tenfold"):
        read_results(tmp_path)


def test_a_changed_manifest_is_named_by_whatever_reads_or_would_replace_it(tmp_path: Path) -> None:
    path = write_results(tmp_path, FRAMES, provenance()) / MANIFEST
    whole = path.read_bytes()
    assert is_sealed(whole)
    path.write_bytes(whole.replace(b'"seeds": [\n    1', b'"seeds": [\n    3'))
    for use in (read_results, check_folder, lambda folder: write_beside(folder, {"a.csv": b""})):
        with pytest.raises(
            UserError, match=r"manifest\.json: is damaged, was changed, or is of another version"
        ):
            use(tmp_path)
    assert not (tmp_path / "a.csv").exists()
    path.write_bytes(whole)
    write_beside(tmp_path, {"a.csv": b"1"})
    assert read_results(tmp_path)[1]["beside"] == ["a.csv"]


def test_odd_places_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    for place, words in (
        (tmp_path / "nowhere", "is a link that leads nowhere"),
        (tmp_path / "pipe", "is a device or the like"),
        (Path("/dev/null"), "is a device or the like"),
        (tmp_path / ("x" * 300), "file name too long"),
        (tmp_path / "a\0b", "is no name of a folder"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            check_folder(place)
        assert len(str(caught.value)) <= 500
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nowhere", "pipe"]
