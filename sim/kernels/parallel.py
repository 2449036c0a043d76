"""Rules that all threads apply to chunks of rows: one parallel loop, which calls a rule by its address.

numba would compile a loop for every rule, and all that is called in it five times over. Here the arguments
of a call lie side by side in memory, and a rule gets their place and the number of a chunk.
"""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any, ClassVar, overload

import numpy as np
from llvmlite import ir
from numba import njit, prange, typeof, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from sim.kernels.sums import spread

__all__ = ["ChunkRule", "chunk_rule", "read"]


@intrinsic
def read(typing_context: Any, arguments: Any) -> Any:
    """Return the tuple of arguments that lies at a place; a table of it lies elsewhere."""
    inner = arguments.dtype.types
    result = types.BaseTuple.from_types([kind.dtype if _is_place(kind) else kind for kind in inner])

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        items = [
            builder.load(item) if _is_place(kind) else item
            for kind, item in zip(
                inner, cgutils.unpack_tuple(builder, _load(context, builder, values[0], arguments.dtype)),
                strict=True,
            )
        ]  # fmt: skip
        return impl_ret_borrowed(context, builder, result, context.make_tuple(builder, result, items))

    return result(arguments), generate


def _is_place(kind: Any) -> bool:
    return isinstance(kind, types.CPointer)


def _load(context: Any, builder: Any, place: Any, kind: Any) -> Any:
    return builder.load(builder.bitcast(place, context.get_value_type(kind).as_pointer()))


@intrinsic
def _place(typing_context: Any, arguments: Any) -> Any:
    """Put a tuple of arguments into memory and return its place, valid until the caller returns."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = cgutils.alloca_once_value(builder, values[0])
        return builder.ptrtoint(pointer, context.get_value_type(types.intp))

    return types.intp(arguments), generate


@intrinsic
def _store(typing_context: Any, place: Any, table: Any) -> Any:
    """Write a table to a place."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[1], builder.inttoptr(values[0], values[1].type.as_pointer()))
        return context.get_dummy_value()

    return types.void(types.intp, table), generate


def _write(memory: Any, first: int, table: Any) -> int:
    """Write a table into ``memory`` (int64) from row ``first`` on and return its place."""
    place = memory.ctypes.data + 8 * first
    _store(place, table)
    return place


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
def _apply_together(address: int, chunks: int, place: int) -> None:
    """Call a rule for every chunk, in an order that mixes them."""
    for index in prange(chunks):
        _call(address, spread(index, chunks), place)


@njit(cache=True)
def _apply(address: int, chunks: int, together: bool, place: int) -> None:
    """Call a rule for every chunk, all threads together or this one alone."""
    if together:
        _apply_together(address, chunks, place)
    else:
        for chunk in range(chunks):
            _call(address, chunk, place)


def _enter(address: int, chunks: int, together: bool, arguments: Any) -> None:
    _apply(address, chunks, together, _place(arguments))


def _named(function: Any, use: str) -> Any:
    """Return a copy of a function for one use: numba keeps what it compiles for each use by itself."""
    copy = FunctionType(function.__code__, function.__globals__)
    copy.__qualname__ = f"{function.__name__}[{use}]"
    return copy


class ChunkRule:
    """A rule called as ``rule(chunks, *arguments)``, which works on chunks 0 to ``chunks - 1`` in parallel.

    It is compiled for the types of its first arguments; others are refused with a TypeError. How a table
    gets from Python into memory is compiled once for all rules that read it.

    Attributes
    ----------
    grain : int
        Chunks that one thread works on sooner than it wakes the others, which takes about 0.1 ms.
    """

    writers: ClassVar[dict[Any, Any]] = {}

    def __init__(self, function: Callable[[int, Any], None], grain: int) -> None:
        self.grain = grain
        # called by machine code only, at its address as a C function
        self.rule = njit(
            cache=True, _nrt=False, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=False
        )(function)
        self._enter = njit(cache=True)(_named(_enter, f"{function.__module__}.{function.__name__}"))
        self._address = 0
        self._tables: list[tuple[int, int, Any]] = []  # argument, first row in memory, what writes it
        self._size = 0  # rows of memory for the tables
        self.__doc__ = function.__doc__

    def __call__(self, chunks: int, *arguments: Any) -> None:
        """Apply the rule to all chunks."""
        if not self._address:
            self._compile([typeof(argument) for argument in arguments])
        memory, given = np.empty(self._size, np.int64), list(arguments)
        for k, first, write in self._tables:
            given[k] = write(memory, first, arguments[k])
        self._enter(self._address, chunks, self.is_worth_threads(chunks), tuple(given))

    def is_worth_threads(self, chunks: int) -> bool:
        """Say whether so many chunks are worked on by all threads."""
        return chunks > self.grain

    @property
    def py_func(self) -> Callable[[int, Any], None]:
        """The function as it was written."""
        function: Callable[[int, Any], None] = self.rule.py_func
        return function

    def _compile(self, kinds: list[Any]) -> None:
        read_kinds, given_kinds = list(kinds), list(kinds)
        for k, kind in enumerate(kinds):
            if isinstance(kind, types.NamedTuple) and isinstance(kind.types[0], types.Array):
                read_kinds[k], given_kinds[k] = types.CPointer(kind), types.intp
                self._tables.append((k, self._size, self._writer(kind)))
                self._size += -(-_size_of(kind) // 8)
        place = types.CPointer(types.BaseTuple.from_types(read_kinds))
        result = self.rule.get_compile_result(types.void(types.int64, place))
        self._enter.compile(
            (types.int64, types.int64, types.boolean, types.BaseTuple.from_types(given_kinds))
        )
        self._enter.disable_compile()
        self._address = result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name)

    @classmethod
    def _writer(cls, kind: Any) -> Any:
        """Return what writes tables of a kind, and refuses others."""
        if kind not in cls.writers:
            cls.writers[kind] = njit(cache=True)(_named(_write, kind.instance_class.__name__))
            cls.writers[kind].compile((types.int64[::1], types.int64, kind))
            cls.writers[kind].disable_compile()
        return cls.writers[kind]


def _size_of(kind: Any) -> int:
    """Return the bytes that a value of a kind takes in memory."""
    context = cpu_target.target_context
    return int(context.get_abi_sizeof(context.get_value_type(kind)))


@overload
def chunk_rule(function: Callable[[int, Any], None]) -> ChunkRule: ...
@overload
def chunk_rule(*, grain: int) -> Callable[[Callable[[int, Any], None]], ChunkRule]: ...
def chunk_rule(function: Callable[[int, Any], None] | None = None, *, grain: int = 1) -> Any:
    """Make a rule of a function of the number of a chunk and the place of the arguments, to be ``read``.

    Like a ``row_rule`` it allocates nothing; it may borrow memory (``kernels.scratch``). Where a chunk takes
    less than 0.2 ms, ``grain`` says how many of them take that long: fewer are not worth a second thread.
    """
    if function is None:
        return partial(ChunkRule, grain=grain)
    return ChunkRule(function, grain)
