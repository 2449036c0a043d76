"""Compiled functions as plain Python, to the same bits: for debuggers, coverage and runs of mutants.

``NUMBA_DISABLE_JIT=1`` asks for it. A month of 1,000 persons then takes about half a second. Numbers follow
numba's rules, not numpy's: what is read from a column counts in 64 bits, whole numbers wrap in silence, and
dividing by zero gives what IEEE 754 says.
"""

import functools
from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np

__all__ = ["stay_plain"]

LARGER: dict[Any, Callable[[Any], Any]] = {
    np.bool_: bool,
    **dict.fromkeys((np.int8, np.int16, np.int32, np.uint8, np.uint16, np.uint32), np.int64),
    np.float32: np.float64,
}
"""What a number of a column becomes when it is read."""


class _Column(np.ndarray):
    """A column whose numbers count in 64 bits."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        larger = LARGER.get(type(found))
        return found if larger is None else larger(found)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else array.view(np.ndarray)


def _columns(value: Any) -> Any:
    """Return an array as a column, a tuple with its arrays as columns, anything else as it is."""
    kind = type(value)
    if kind is np.ndarray:
        return value.view(_Column)
    if isinstance(value, tuple):
        items = [_columns(item) for item in value]
        return kind(*items) if hasattr(value, "_fields") else kind(items)
    return value


def _plain(function: Any = None, **options: Any) -> Any:
    """Stand for ``numba.njit``."""
    if function is None:
        return functools.partial(_plain, **options)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        return function(*[_columns(argument) for argument in arguments])

    call.py_func = function  # type: ignore[attr-defined]
    return call


def _borrow(n: int) -> Any:
    return np.full(n, np.nan).view(_Column)  # what is read before it is written shows


def _lists_in(kind: Any, memory: Any, first: int, n: int) -> Any:
    from sim.kernels.scratch import APART

    hints = get_type_hints(kind, include_extras=True)
    lists = []
    for k, field in enumerate(kind._fields):
        begin = first + k * (n + APART)
        dtype = np.dtype(*getattr(hints[field], "__metadata__", (np.float64,)))
        lists.append(memory[begin : begin + n].view(dtype)[:n])
    return kind(*lists)


def _add(array: Any, index: Any, value: Any) -> None:
    array[index] += value


def _largest(array: Any, index: Any, value: Any) -> None:
    array[index] = max(array[index], value)


def _add_one(table: Any, rows: Any, k: int, column: int, values: Any) -> None:
    for n, value in enumerate(values):
        table[rows[k], column + n] += value[k] if isinstance(value, np.ndarray) else value


def _add_four(table: Any, rows: Any, k: int, column: int, values: Any) -> None:
    for row in range(k, k + 4):
        _add_one(table, rows, row, column, values)


def _nothing(*arguments: Any) -> None:
    """Do nothing."""


def _apply(rule: Any, chunks: int, job: Any) -> None:
    """Call a rule for every chunk: stands for ``ChunkRule.__call__``."""
    from sim.kernels.parallel import Arguments

    if rule.at_rest:
        return
    arguments = Arguments(_columns(job))
    for chunk in range(chunks):
        rule.py_func(chunk, arguments)


def stay_plain() -> None:
    """Put plain functions in the place of numba's: call it before any module with kernels is imported."""
    import numba

    numba.njit = numba.jit = _plain
    np.seterr(all="ignore")

    from sim.kernels import row_rule

    row_rule.row_rule = row_rule.entry_rule = _plain

    from sim.kernels import atomic, parallel, prefetch, scratch, vector_sums

    scratch.borrow, scratch.give_back, scratch.lists_in = _borrow, _nothing, _lists_in
    atomic._add, atomic._largest = _add, _largest
    prefetch._prefetch = _nothing
    vector_sums._add_one, vector_sums._add_four = _add_one, _add_four
    parallel.ChunkRule.__call__ = _apply  # type: ignore[method-assign, assignment]
