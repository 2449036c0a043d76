"""Memory that a rule borrows while it runs: rows to write on that nobody else sees.

numba's own arrays are counted, and a function that makes one counts all the columns that it passes on, too.
A rule on a chunk therefore borrows memory, takes its lists from it, and gives it back.
"""

from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

__all__ = ["APART", "Bytes", "Flags", "Rows", "Wholes", "borrow", "give_back", "lists_in", "room_for"]

# lists of other numbers than float64
Wholes = Annotated[NDArray[np.int64], np.int64]
Rows = Annotated[NDArray[np.int32], np.int32]
Bytes = Annotated[NDArray[np.uint8], np.uint8]
Flags = Annotated[NDArray[np.bool_], np.bool_]

WORDS = types.Array(types.float64, 1, "C")
APART = 8
"""Numbers left between two lists. Lists are often as long as a power of two; side by side, equal rows of all
of them would share the few lines that a cache keeps for one remainder of an address."""


def room_for(kind: type[NamedTuple], n: int) -> int:
    """Return how many numbers to borrow for the lists of a NamedTuple ``kind``, of ``n`` entries each."""
    return len(kind._fields) * (n + APART)


@intrinsic
def borrow(typing_context: Any, n: Any) -> Any:
    """Return ``n`` float64, not initialised, that stay until ``give_back``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        size, byte = context.get_value_type(types.intp), ir.IntType(8).as_pointer()
        allocate = ir.FunctionType(byte, [size])
        function = cgutils.get_or_insert_function(builder.module, allocate, "NRT_Allocate")
        memory = builder.call(function, [builder.mul(arguments[0], size(8))])
        return _array(context, builder, WORDS, memory, arguments[0], size(8))

    return WORDS(types.intp), generate


@intrinsic
def give_back(typing_context: Any, memory: Any) -> Any:
    """Give back what ``borrow`` returned."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte]), "NRT_Free"
        )
        array = make_array(WORDS)(context, builder, arguments[0])
        builder.call(function, [builder.bitcast(array.data, byte)])
        return context.get_dummy_value()

    return types.void(WORDS), generate


@intrinsic
def lists_in(typing_context: Any, kind: Any, memory: Any, first: Any, n: Any) -> Any:
    """Return lists of ``n`` numbers, one a field of a NamedTuple ``kind``, from row ``first`` of memory on.

    They are float64 unless a field is declared as one of the types above. A number takes a row in any case.
    """
    arrays = [types.Array(from_dtype(dtype), 1, "C") for dtype in _dtypes(kind.instance_class)]
    result = types.NamedTuple(arrays, kind.instance_class)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        size = context.get_value_type(types.intp)
        data = make_array(WORDS)(context, builder, arguments[1]).data
        lists = []
        for k, array in enumerate(arrays):
            spaced = builder.add(arguments[3], size(APART))
            row = builder.add(arguments[2], builder.mul(spaced, size(k)))
            width = size(context.get_abi_sizeof(context.get_data_type(array.dtype)))
            lists.append(_array(context, builder, array, builder.gep(data, [row]), arguments[3], width))
        return context.make_tuple(builder, result, lists)

    return result(kind, WORDS, types.intp, types.intp), generate


def _dtypes(kind: Any) -> list[np.dtype[Any]]:
    """Return the type of the numbers of each field of a NamedTuple."""
    hints = get_type_hints(kind, include_extras=True)
    return [np.dtype(*getattr(hints[field], "__metadata__", (np.float64,))) for field in kind._fields]


def _array(context: Any, builder: Any, kind: Any, data: Any, n: Any, width: Any) -> Any:
    """Return an array of ``n`` numbers at a place that nobody counts references to."""
    array = make_array(kind)(context, builder)
    populate_array(
        array,
        data=builder.bitcast(data, array.data.type),
        shape=cgutils.pack_array(builder, [n]),
        strides=cgutils.pack_array(builder, [width]),
        itemsize=width,
        meminfo=None,
    )
    return array._getvalue()
