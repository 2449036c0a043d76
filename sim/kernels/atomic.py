"""Atomic integer updates: several threads may add to one cell, and the sum does not depend on their order."""

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.arraydecl import get_array_index_type
from numba.extending import intrinsic


def _cell(context: Any, builder: Any, signature: Any, arguments: Any) -> tuple[Any, Any]:
    """Return the pointer to ``array[index]`` and the value cast to the array's type."""
    array_type, index_type, value_type = signature.args
    array, index, value = arguments
    value = context.cast(builder, value, value_type, array_type.dtype)
    index = context.cast(builder, index, index_type, types.intp)
    view = context.make_array(array_type)(context, builder, array)
    pointer = cgutils.get_item_pointer(context, builder, array_type, view, [index], wraparound=False)
    return pointer, value


def _atomic(operation: str) -> Any:
    """Make an intrinsic ``f(array, index, value)`` that applies an LLVM atomic and returns nothing."""

    @intrinsic
    def update(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
        get_array_index_type(array, index)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            pointer, amount = _cell(context, builder, signature, arguments)
            builder.atomic_rmw(operation, pointer, amount, "monotonic")
            return ir.Constant(ir.IntType(8).as_pointer(), None)

        return types.void(array, index, value), generate

    return update


_add = _atomic("add")
_largest = _atomic("max")


@njit(inline="always")
def atomic_add(array: Any, index: int, value: int) -> None:
    """Add ``value`` to the integer cell ``array[index]``; safe from any number of threads."""
    _add(array, index, value)


@njit(inline="always")
def atomic_max(array: Any, index: int, value: int) -> None:
    """Raise the signed integer cell ``array[index]`` to ``value`` if that is larger; thread-safe."""
    _largest(array, index, value)
