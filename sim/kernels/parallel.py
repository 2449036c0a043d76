"""Rules that all threads apply to chunks of rows: one parallel loop, which calls a rule by its address.

numba would compile a loop for every rule, and all that is called in it five times over. Here the arguments
of a call lie side by side in memory, and a rule gets their place and the number of a chunk.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import njit, prange, typeof, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.extending import intrinsic

from sim.kernels.sums import spread

__all__ = ["ChunkRule", "allocating_chunk_rule", "chunk_rule", "read"]


@intrinsic
def read(typing_context: Any, arguments: Any) -> Any:
    """Return the tuple of arguments that lies at a place."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind = context.get_value_type(signature.return_type).as_pointer()
        value = builder.load(builder.bitcast(values[0], kind))
        return impl_ret_borrowed(context, builder, signature.return_type, value)

    return arguments.dtype(arguments), generate


@intrinsic
def _place(typing_context: Any, arguments: Any) -> Any:
    """Put a tuple of arguments into memory and return its place, valid until the caller returns."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = cgutils.alloca_once_value(builder, values[0])
        return builder.ptrtoint(pointer, context.get_value_type(types.intp))

    return types.intp(arguments), generate


@intrinsic
def _call(typing_context: Any, address: Any, chunk: Any, place: Any) -> Any:
    """Call the rule at an address with the number of a chunk and the place of the arguments."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(pointer, [ir.IntType(64), pointer])
        rule = builder.inttoptr(values[0], kind.as_pointer())
        builder.call(rule, [values[1], builder.inttoptr(values[2], pointer)])
        return context.get_dummy_value()

    return types.void(types.intp, types.int64, types.intp), generate


@njit(cache=True, parallel=True)
def _apply(address: int, chunks: int, place: int) -> None:
    """Call a rule for every chunk, in an order that mixes them."""
    for index in prange(chunks):
        _call(address, spread(index, chunks), place)


def _enter(address: int, chunks: int, arguments: Any) -> None:
    _apply(address, chunks, _place(arguments))


class ChunkRule:
    """A rule called as ``rule(chunks, *arguments)``, which works on chunks 0 to ``chunks - 1`` in parallel.

    It is compiled for the types of its first arguments; others are refused with a TypeError.
    """

    def __init__(self, function: Callable[[int, Any], None], *, allocates: bool) -> None:
        # called by machine code only, at its address as a C function
        self.rule = njit(
            cache=True, _nrt=allocates, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=False
        )(function)
        self._enter = njit(cache=True)(_enter)
        self._address = 0
        self.__doc__ = function.__doc__

    def __call__(self, chunks: int, *arguments: Any) -> None:
        """Apply the rule to all chunks."""
        if not self._address:
            self._compile(typeof(arguments))
        self._enter(self._address, chunks, arguments)

    @property
    def py_func(self) -> Callable[[int, Any], None]:
        """The function as it was written."""
        function: Callable[[int, Any], None] = self.rule.py_func
        return function

    def _compile(self, arguments: Any) -> None:
        result = self.rule.get_compile_result(types.void(types.int64, types.CPointer(arguments)))
        self._enter.compile((types.int64, types.int64, arguments))
        self._enter.disable_compile()
        self._address = result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name)


def chunk_rule(function: Callable[[int, Any], None]) -> ChunkRule:
    """Make a rule of a function of the number of a chunk and the place of the arguments, to be ``read``.

    Like a ``row_rule`` it allocates nothing.
    """
    return ChunkRule(function, allocates=False)


def allocating_chunk_rule(function: Callable[[int, Any], None]) -> ChunkRule:
    """Make a ``chunk_rule`` of a function that allocates, and leaves the work on rows to row rules."""
    return ChunkRule(function, allocates=True)
