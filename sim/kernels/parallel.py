"""Rules that all threads apply to chunks of rows: one parallel loop, which calls a rule by its address.

A rule is called as ``rule(chunks, job)``: the job is a NamedTuple of tables (NamedTuples of columns), arrays
and numbers, written beside the rule and read by name in it. The call does what ``apply_plainly`` does in a
line. numba would compile a parallel loop for every rule, and all that is called in it five times over; here
one loop serves all rules. What differs between them reaches it as two addresses::

    rule(chunks, job)              memory, during the call                 machine code, all threads

    job.firms   -- written to -->  1 table   columns of the firms  <--+
    job.teams   -- written to -->  1 table   columns of the teams  <-+|
                                                                     ||
                                   2 tuple   address of teams    ----+|
    job.numbers -- copied to -->             address of firms    -----+
    job.seed    -- copied to -->             numbers, seed, ...    <------- arguments --------+
                                                                                              |
                                   3 rule    compiled function     <--- for chunk in prange: call(chunk, .)

1. The tables lie in an array that ``ChunkRule.__call__`` makes. How a table gets from Python into memory is
   compiled once for all rules that read it.
2. The job, with an address in place of each table, lies on the stack of ``_enter`` until all chunks are done.
3. The rule is a function of the number of a chunk and the address of the job. ``job_of`` loads what
   lies there, and the tables that it points to, as the NamedTuple that the caller gave.
"""

from collections.abc import Callable
from functools import partial
from threading import RLock
from types import FunctionType
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numba import get_num_threads, njit, prange, typeof, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.core.registry import cpu_target
from numba.extending import intrinsic, lower_builtin, type_callable

from sim.kernels.row_rule import OPTIONS, can_be_kept, row_rule
from sim.kernels.sums import scattered_chunk

__all__ = ["Arguments", "ChunkRule", "apply_plainly", "chunk_rule", "job_of"]

Job = TypeVar("Job", bound=NamedTuple)


class Arguments(Generic[Job]):
    """Where a job lies: an address in compiled code, the job itself in plain Python."""

    def __init__(self, job: Job) -> None:
        self.job = job


def job_of(arguments: Arguments[Job]) -> Job:
    """Return the job of a call; in compiled code it is loaded, with its tables, from where it lies."""
    return arguments.job


def apply_plainly(rule: "ChunkRule[Job]", chunks: int, job: Job) -> None:
    """Do in plain Python what ``rule(chunks, job)`` does: to follow a rule, and to test it against."""
    for chunk in range(chunks):
        rule.py_func(chunk, Arguments(job))


@type_callable(job_of)
def _type_job_of(context: Any) -> Callable[[Any], Any]:
    def loaded(arguments: Any) -> Any:
        kinds = [kind.dtype if _is_address(kind) else kind for kind in arguments.dtype.types]
        return types.BaseTuple.from_types(kinds, arguments.dtype.instance_class)

    return loaded


@lower_builtin(job_of, types.CPointer)
def _lower_job_of(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    kind = signature.args[0].dtype
    given = builder.load(builder.bitcast(values[0], context.get_value_type(kind).as_pointer()))
    fields = [
        builder.load(field) if _is_address(field_kind) else field
        for field_kind, field in zip(kind.types, cgutils.unpack_tuple(builder, given), strict=True)
    ]
    job = context.make_tuple(builder, signature.return_type, fields)
    return impl_ret_borrowed(context, builder, signature.return_type, job)


def _is_address(kind: Any) -> bool:
    return isinstance(kind, types.CPointer)


@intrinsic
def _address(typing_context: Any, job: Any) -> Any:
    """Put a job into memory and return its address, valid until the caller returns."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = cgutils.alloca_once_value(builder, values[0])
        return builder.ptrtoint(pointer, context.get_value_type(types.intp))

    return types.intp(job), generate


@intrinsic
def _store(typing_context: Any, address: Any, table: Any) -> Any:
    """Write a table to an address."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[1], builder.inttoptr(values[0], values[1].type.as_pointer()))
        return context.get_dummy_value()

    return types.void(types.intp, table), generate


def _write(memory: Any, first: int, table: Any) -> int:
    """Write a table into ``memory`` (int64) from row ``first`` on and return its address."""
    address = memory.ctypes.data + 8 * first
    _store(address, table)
    return address


@intrinsic
def _call(typing_context: Any, rule: Any, chunk: Any, job: Any) -> Any:
    """Call the rule at an address with the number of a chunk and the address of a job."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        convention, kinds = context.call_conv, (types.int64, types.voidptr)
        place = convention.get_function_type(types.void, kinds).as_pointer()
        function = builder.inttoptr(values[0], place)
        arguments = [values[1], builder.inttoptr(values[2], context.get_value_type(types.voidptr))]
        status, _ = convention.call_function(builder, function, types.void, kinds, arguments)
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return types.void(types.intp, types.int64, types.intp), generate


@njit(cache=True, parallel=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _apply_together(rule: int, chunks: int, job: int) -> None:
    """Call a rule for every chunk, in an order that mixes them."""
    for index in prange(chunks):
        _call(rule, scattered_chunk(index, chunks), job)


@row_rule
def _apply(rule: int, chunks: int, together: bool, job: int) -> None:
    """Call a rule for every chunk, all threads together or this one alone."""
    if together:
        _apply_together(rule, chunks, job)
    else:
        for chunk in range(chunks):
            _call(rule, chunk, job)


def _enter(rule: int, chunks: int, together: bool, job: Any) -> None:
    _apply(rule, chunks, together, _address(job))


def _named(function: Any, use: str) -> Any:
    """Return a copy of a function for one use: numba keeps what it compiles for each use by itself."""
    copy = FunctionType(function.__code__, function.__globals__)
    copy.__qualname__ = f"{function.__name__}[{use}]"
    return copy


class ChunkRule(Generic[Job]):
    """A rule called as ``rule(chunks, job)``, which works on chunks 0 to ``chunks - 1`` in parallel.

    It is compiled for the types of its first job; others are refused with a TypeError.

    Attributes
    ----------
    grain : int
        Chunks that one thread works on sooner than it wakes the others, which takes about 0.1 ms.
    at_rest : bool
        Of all rules: whether a call does nothing, not even compile (``sim.compiling.ahead``).
    """

    at_rest: ClassVar[bool] = False
    compiling: ClassVar[RLock] = RLock()
    writers: ClassVar[dict[Any, Any]] = {}

    def __init__(self, function: Callable[[int, Arguments[Job]], None], grain: int) -> None:
        self.grain = grain
        kept = can_be_kept(function)
        # called by machine code only, at its address
        self.rule = njit(cache=kept, no_cpython_wrapper=True, **OPTIONS)(function)
        self._enter = njit(cache=kept, **OPTIONS)(
            _named(_enter, f"{function.__module__}.{function.__qualname__}")
        )
        self._address = 0
        self._kind: type[Job] | None = None
        self._tables: list[tuple[int, int, Any]] = []  # field, first row in memory, what writes it
        self._without_names: Callable[[Any], Any] = tuple
        self._size = 0  # rows of memory for the tables
        self.__doc__ = function.__doc__

    def __call__(self, chunks: int, job: Job) -> None:
        """Apply the rule to all chunks."""
        if ChunkRule.at_rest:
            return
        if self._kind is None:
            with ChunkRule.compiling:
                if self._kind is None:  # another thread may have done it meanwhile
                    self._compile(typeof(job))
                    self._kind = type(job)
        if type(job) is not self._kind:
            raise TypeError(
                f"{self.py_func.__name__} takes a {self._kind.__name__}, not a {type(job).__name__}"
            )
        memory, given = np.empty(self._size, np.int64), list(self._without_names(job))
        for k, first, write in self._tables:
            given[k] = write(memory, first, given[k])
        self._enter(self._address, chunks, self.is_worth_threads(chunks), tuple(given))

    def is_worth_threads(self, chunks: int) -> bool:
        """Say whether so many chunks are worked on by all threads."""
        return chunks > self.grain

    @property
    def py_func(self) -> Callable[[int, Arguments[Job]], None]:
        """The function as it was written."""
        function: Callable[[int, Arguments[Job]], None] = self.rule.py_func
        return function

    def _compile(self, job: Any) -> None:
        # numba 0.68 forgets that an entry calls its threads if the loop came from the disk when the entry was
        # compiled. Where nothing has started them the entry calls address 0: this starts them.
        get_num_threads()
        read_kinds, given_kinds = list(job.types), [_unnamed_kind(kind) for kind in job.types]
        for k, kind in enumerate(job.types):
            if isinstance(kind, types.NamedTuple) and isinstance(kind.types[0], types.Array):
                read_kinds[k], given_kinds[k] = types.CPointer(kind), types.intp
                self._tables.append((k, self._size, self._writer(kind)))
                self._size += -(-_size_of(kind) // 8)
        self._without_names = _without_names(job) or tuple
        arguments = types.CPointer(types.BaseTuple.from_types(read_kinds, job.instance_class))
        result = self.rule.get_compile_result(types.void(types.int64, arguments))
        given = types.BaseTuple.from_types(given_kinds)
        self._enter.compile((types.int64, types.int64, types.boolean, given))
        self._enter.disable_compile()
        self._address = result.library.get_pointer_to_function(result.fndesc.llvm_func_name)

    @classmethod
    def _writer(cls, kind: Any) -> Any:
        """Return what writes tables of a kind, and refuses others."""
        if kind not in cls.writers:
            cls.writers[kind] = njit(cache=True, **OPTIONS)(_named(_write, kind.instance_class.__name__))
            cls.writers[kind].compile((types.int64[::1], types.int64, _unnamed_kind(kind)))
            cls.writers[kind].disable_compile()
        return cls.writers[kind]


def _without_names(kind: Any) -> Callable[[Any], Any] | None:
    """Return what takes the names off the fields of a tuple: numba tells the types of plain ones sooner.

    It is made once for a kind: a month of a small economy takes as long as what Python does in it. None if
    a value of the kind is no tuple.
    """
    if not isinstance(kind, types.BaseTuple):
        return None
    inner = [(k, take) for k, field in enumerate(kind) if (take := _without_names(field)) is not None]
    if not inner:
        return tuple

    def taken(value: Any) -> Any:
        fields = list(value)
        for k, take in inner:
            fields[k] = take(fields[k])
        return tuple(fields)

    return taken


def _unnamed_kind(kind: Any) -> Any:
    """Return the type of the same tuple, which lies in memory as one with names does."""
    if not isinstance(kind, types.BaseTuple):
        return kind
    return types.BaseTuple.from_types([_unnamed_kind(field) for field in kind])


def _size_of(kind: Any) -> int:
    """Return the bytes that a value of a kind takes in memory."""
    context = cpu_target.target_context
    return int(context.get_abi_sizeof(context.get_value_type(kind)))


@overload
def chunk_rule(function: Callable[[int, Arguments[Job]], None]) -> ChunkRule[Job]: ...
@overload
def chunk_rule(*, grain: int) -> Callable[[Callable[[int, Arguments[Job]], None]], ChunkRule[Job]]: ...
def chunk_rule(function: Callable[[int, Arguments[Job]], None] | None = None, *, grain: int = 1) -> Any:
    """Make a rule of a function of the number of a chunk and the arguments, whose job ``job_of`` returns.

    Like a ``row_rule`` it allocates nothing; it may borrow memory (``kernels.scratch``). Where a chunk takes
    less than 0.2 ms, ``grain`` says how many of them take that long: fewer are not worth a second thread.
    """
    if function is None:
        return partial(ChunkRule, grain=grain)
    return ChunkRule(function, grain)
