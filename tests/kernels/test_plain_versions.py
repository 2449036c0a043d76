"""The plain versions of the helpers in docs/if_numba_changes.md do what the helpers do."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.kernels.scratch import Flags, Rows

DOCUMENT = Path(__file__).parents[2] / "docs" / "if_numba_changes.md"


class Columns(NamedTuple):
    """Two columns."""

    wage: np.ndarray
    pay: np.ndarray


class Job(NamedTuple):
    """What a rule is called with."""

    table: Columns
    by: int
    best: np.ndarray
    sums: np.ndarray


class Lists(NamedTuple):
    """Lists of three types."""

    real: np.ndarray
    rows: Rows
    flags: Flags


def double(table: Any) -> None:
    for row in range(table.wage.size):
        table.pay[row] = 2 * table.wage[row]


def plain_versions() -> dict[str, Any]:
    """Run the code of the document and return what it defines."""
    found: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, found)
    return found


def test_the_plain_versions_of_the_document_do_what_the_helpers_do() -> None:
    plain = plain_versions()
    exec(
        """
def work(chunk, arguments):
    job = job_of(arguments)
    table, by, best, sums = job.table, job.by, job.best, job.sums
    prefetch(table.wage, chunk + 1)
    memory = borrow(30)
    lists = lists_in(Lists, memory, 3, 4)
    for k in range(4):
        lists.real[k], lists.rows[k], lists.flags[k] = 0.5, k, k > 0
    table.pay[chunk] = by * table.wage[chunk] + lists.real.sum() + lists.rows.sum() + lists.flags.sum()
    atomic_max(best, 0, chunk)
    add_columns(sums, lists.rows.astype(np.int64), 1, (1, lists.rows.astype(np.int64)))
    give_back(memory)
""",
        plain | {"Lists": Lists},
        given := dict[str, Any](),
    )
    rule = plain["ChunkRule"](given["work"], grain=8)
    table, best, sums = Columns(np.arange(6), np.zeros(6)), np.full(1, -1), np.zeros((4, 3), np.int64)
    rule(6, Job(table, 2, best, sums))
    assert table.pay.tolist() == [2 * k + 2.0 + 6 + 3 for k in range(6)]
    assert best.tolist() == [5]
    assert sums.tolist() == [[0, 6, 6 * k] for k in range(4)]

    def double_all(chunk: int, table: Any) -> None:
        table.pay[chunk] = 2 * table.wage[chunk]

    many = plain["ChunkRule"](double_all, grain=8)
    table = Columns(np.arange(100), np.zeros(100))
    many(100, table)
    assert table.pay.tolist() == [2.0 * k for k in range(100)]
    plain["row_rule"](double)(table)
    assert table.pay.tolist() == [2.0 * k for k in range(100)]
