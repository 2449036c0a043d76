"""A comparison that is interrupted goes on: finished runs are read, not run, and give the same results."""

from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.run.kept import Parts, forget, run_kept
from sim.records.tables import UNFINISHED, check_folder

RUN: list[str] = []
"""Errands that were run, in order."""


class Errand(NamedTuple):
    """A task without an economy; one that is told to is interrupted."""

    name: str
    breaks: bool = False

    @property
    def months(self):
        """Months of an errand."""
        return 1

    def run(self, progress=None):
        """Return a table and a column."""
        if self.breaks:
            raise KeyboardInterrupt
        RUN.append(self.name)
        return pl.DataFrame({"name": [self.name], "value": [0.1]}), np.array([1.5, 2.5], np.float32)


class Errands:
    """How they are kept."""

    def identity(self, job):
        """Return its name."""
        return job.name

    def store(self, result):
        """Return what is kept."""
        return Parts({"table": result[0]}, {"column": result[1]}, {"fact": 3})

    def restore(self, job, parts):
        """Return the result again."""
        assert parts.facts == {"fact": 3}
        return parts.tables["table"], parts.columns["column"]


@pytest.fixture(autouse=True)
def nothing_run():
    RUN.clear()


def go(folder, *jobs):
    return run_kept(jobs, Errands(), folder, processes=1, progress=False)


def test_what_was_finished_before_an_interruption_is_not_run_again(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, Errand("a"), Errand("b"), Errand("c", breaks=True))
    assert check_folder(tmp_path) == tmp_path  # the folder is taken for one of ours
    results = go(tmp_path, Errand("c"), Errand("b"), Errand("a"))
    assert RUN == ["a", "b", "c"]
    for name, (table, column) in zip("cba", results, strict=True):
        assert table.equals(pl.DataFrame({"name": [name], "value": [0.1]}))
        assert column.dtype == np.float32
        assert column.tolist() == [1.5, 2.5]
    forget(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_not_written_whole_is_run_again(tmp_path):
    go(tmp_path, Errand("a"), Errand("b"))
    for place in (tmp_path / UNFINISHED).iterdir():
        (place / "column.npy").write_bytes(b"half")
        break
    go(tmp_path, Errand("a"), Errand("b"))
    assert len(RUN) == 3


def test_a_change_of_the_program_or_of_a_run_makes_another_run(tmp_path, monkeypatch):
    go(tmp_path, Errand("a"))
    go(tmp_path, Errand("a2"))
    monkeypatch.setattr("sim.experiments.run.kept.sources_hash", lambda: "changed")
    go(tmp_path, Errand("a"))
    assert RUN == ["a", "a2", "a"]


def test_without_a_folder_nothing_is_kept_and_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    go(None, Errand("a"))
    (tmp_path / UNFINISHED).write_text("a file")
    with pytest.raises(UserError, match="a run cannot be written there"):
        go(tmp_path, Errand("a"))
