"""Segments: rows are never lost or doubled, whatever is interrupted or damaged; files stay few."""

import threading

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.sweep import append_only
from sim.experiments.sweep.append_only import BATCH, FAN, Segments


def batch(number):
    return pl.DataFrame({"run": [f"run {number}"], "value": [float(number)]})


def fill(table, numbers):
    for number in numbers:
        table.append(number, batch(number))


def runs(table):
    return table.read()["run"].to_list()


def test_rows_come_back_in_order_and_files_stay_few(tmp_path):
    table = Segments(tmp_path / "table")
    most = 0
    for number in range(FAN * 3 + 5):
        table.append(number, batch(number))
        most = max(most, len(list(table.folder.iterdir())))
    assert runs(table) == [f"run {number}" for number in range(FAN * 3 + 5)]
    assert len(table.files()) == 3 + 5
    assert most <= FAN + 3
    table.tidy()
    assert len(table.files()) == 1
    assert runs(table) == [f"run {number}" for number in range(FAN * 3 + 5)]


def test_merged_files_are_merged_again(tmp_path, monkeypatch):
    monkeypatch.setattr(append_only, "FAN", 4)
    monkeypatch.setattr(append_only, "LARGEST", 16)
    table = Segments(tmp_path)
    fill(table, range(53))
    assert sorted(one.size for one in table.files()) == [1, 4, 16, 16, 16]
    table.tidy()
    assert [one.size for one in table.files()] == [16, 16, 16, 5]
    assert len(runs(table)) == 53


def test_a_new_column_is_null_in_older_rows(tmp_path):
    table = Segments(tmp_path)
    table.append(0, batch(0))
    table.append(1, batch(1).with_columns(new=pl.lit(3.0)))
    assert table.read()["new"].to_list() == [None, 3.0]
    assert table.scan().collect()["new"].to_list() == [None, 3.0]


@pytest.mark.parametrize("removed", range(FAN + 1))
def test_an_interrupted_merge_leaves_every_row_once(tmp_path, removed):
    table = Segments(tmp_path)
    fill(table, range(FAN - 1))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    table.append(FAN - 1, batch(FAN - 1))  # merges all
    (merged,) = tmp_path.iterdir()
    for path, content in list(before.items())[removed:]:  # the rest had not been removed yet
        path.write_bytes(content)
    assert sorted(runs(table)) == sorted(f"run {number}" for number in range(FAN))
    table.clean()
    assert list(tmp_path.iterdir()) == [merged]


def test_an_unfinished_file_is_removed(tmp_path):
    table = Segments(tmp_path)
    fill(table, range(2))
    (tmp_path / ".00000002-00000002-0123456789abcdef.parquet-x.partial").write_bytes(b"PAR1")
    assert len(runs(table)) == 2
    table.clean()
    assert len(list(tmp_path.iterdir())) == 2


def test_batches_that_were_never_confirmed_are_removed(tmp_path):
    table = Segments(tmp_path)
    fill(table, range(4))
    table.clean(2)
    assert runs(table) == ["run 0", "run 1", "run 2"]


def test_a_flipped_bit_is_noticed(tmp_path):
    table = Segments(tmp_path)
    fill(table, range(3))
    path = table.files()[1].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [one.path for one in table.damaged()] == [path]
    with pytest.raises(
        UserError, match="is damaged; run the sweep again, and it repeats the runs of that file"
    ):
        table.read()


def test_rows_of_lost_batches_are_dropped_from_merged_files(tmp_path):
    table = Segments(tmp_path)
    fill(table, range(FAN))
    lost = [append_only.Segment(3, 5, tmp_path / "other")]
    table.drop(lost)
    assert BATCH in table.read().columns
    assert sorted(runs(table)) == sorted(f"run {n}" for n in range(FAN) if n not in (3, 4, 5))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_reader_sees_every_row_once_while_files_are_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(append_only, "FAN", 4)
    monkeypatch.setattr(append_only, "LARGEST", 16)
    writer = Segments(tmp_path)
    writer.append(0, batch(0))
    thread = threading.Thread(target=fill, args=(writer, range(1, 200)))
    thread.start()
    seen, reads = 1, 0
    while thread.is_alive():
        found = runs(Segments(tmp_path))
        assert found == [f"run {number}" for number in range(len(found))]
        assert len(found) >= seen
        seen, reads = len(found), reads + 1
    thread.join()
    assert reads > 10
    assert len(runs(writer)) == 200


def test_an_empty_table(tmp_path):
    table = Segments(tmp_path / "none")
    assert table.read().is_empty()
    assert table.scan() is None
    table.clean()
    assert table.damaged() == []
