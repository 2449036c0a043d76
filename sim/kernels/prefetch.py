"""Requests for memory ahead of its use: a hint without effect on any result.

A processor waits some hundred cycles for a row that chance picks; asked for early, many come at a time.
"""

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.arraydecl import get_array_index_type
from numba.extending import intrinsic

from sim.kernels.memory import LINE

AHEAD = 16  # entries of a list from the request for a row to its use


@intrinsic
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Lower to LLVM's prefetch for reading, to be kept in all caches."""
    get_array_index_type(array, index)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type, index_type = signature.args
        place = context.cast(builder, arguments[1], index_type, types.intp)
        view = context.make_array(array_type)(context, builder, arguments[0])
        cell = cgutils.get_item_pointer(context, builder, array_type, view, [place], wraparound=False)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        request = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(request, [builder.bitcast(cell, byte), number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, index), generate


@njit(inline="always")
def prefetch(array: Any, index: int) -> None:
    """Ask for ``array[index]``; a row that does not exist is ignored."""
    _prefetch(array, index)


@njit(inline="always")
def prefetch_rows(array: Any, start: int, end: int) -> None:
    """Ask for the rows from ``start`` to ``end``."""
    for row in range(start, end, LINE // array.itemsize):
        _prefetch(array, row)
