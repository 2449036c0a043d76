"""Files are whole and sealed, and a folder has one writer at a time, who is named."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sim.errors import UserError
from sim.records.files import (
    LOCK,
    as_sealed_json,
    as_sealed_parquet,
    held,
    holder,
    is_left_over,
    is_sealed,
    write_file,
)

FACTS = {"format": "x", "words": "sha256:" + 64 * "0", "seeds": [1, 2], "share": 0.25, "title": "Ä \u2028"}
FRAME = pl.DataFrame({"month": [0, 1], "name": ["sha256:" + 64 * "a", "b"]})


@pytest.mark.parametrize(
    "content", [as_sealed_json(FACTS), as_sealed_parquet(FRAME)], ids=["json", "parquet"]
)
def test_whatever_bit_is_flipped_or_byte_is_missing_is_noticed(content: bytes) -> None:
    assert is_sealed(content)
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << (place % 8)
        assert not is_sealed(bytes(flipped)), place
    assert not any(is_sealed(content[:end]) for end in range(0, len(content), 7))
    assert not is_sealed(content + b" ")


def test_other_programs_read_sealed_files_as_they_are() -> None:
    found = json.loads(as_sealed_json(FACTS))
    assert found.pop("seal").startswith("sha256:")
    assert found == FACTS
    assert pl.read_parquet(io.BytesIO(as_sealed_parquet(FRAME))).equals(FRAME)
    assert is_sealed(as_sealed_json(json.loads(as_sealed_json(FACTS))))  # sealed again, once


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_a_second_writer_is_told_who_the_first_is_until_it_is_gone(tmp_path: Path) -> None:
    code = (
        "import time\nfrom pathlib import Path\nfrom sim.records.files import held\n"
        f"with held(Path({str(tmp_path)!r})):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert f"process {process.pid}, since 20" in holder(tmp_path)
        with (
            pytest.raises(UserError, match=rf"process {process.pid}, since .* is writing there; wait for it"),
            held(tmp_path),
        ):
            pass
        process.kill()
    assert (tmp_path / LOCK).exists()
    assert holder(tmp_path) == ""
    with held(tmp_path):
        assert holder(tmp_path).startswith(f"process {os.getpid()}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_made_for_a_writer_goes_with_it_unless_something_lies_there(tmp_path: Path) -> None:
    with held(tmp_path / "new" / "empty"):
        pass
    assert not (tmp_path / "new" / "empty").exists()
    with held(tmp_path / "full"):
        write_file(tmp_path / "full" / "kept", b"x")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["kept"]


def test_what_a_killed_write_left_behind_is_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".manifest.json-abc.partial").write_text("half")
    (tmp_path / "notes.partial").write_text("mine")
    assert [path.name for path in tmp_path.iterdir() if not is_left_over(path)] == ["notes.partial"]
    with held(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["notes.partial"]


def test_a_lock_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match=r"file/below: results cannot be written there \(not a directory\)"),
        held(tmp_path / "file" / "below"),
    ):
        pass
