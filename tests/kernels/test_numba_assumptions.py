"""What the engine takes for granted of numba and does not find in its manual; docs/if_numba_changes.md helps.

Each test is one sentence. Those that load compiled code from the disk do so in programs of their own.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from llvmlite import ir
from numba import get_num_threads, njit, prange, typeof, types
from numba.core import cgutils
from numba.core.errors import NumbaError
from numba.core.registry import CPUDispatcher, cpu_target
from numba.extending import intrinsic

from sim.kernels.atomic import atomic_add
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import borrow, give_back


class Columns(NamedTuple):
    """Two columns."""

    wage: np.ndarray
    pay: np.ndarray


class Others(NamedTuple):
    """The same columns under another name."""

    wage: np.ndarray
    pay: np.ndarray


def columns(n: int = 4) -> Columns:
    return Columns(np.arange(n), np.zeros(n, np.int64))


def double(table: Any) -> None:
    for row in range(table.wage.size):
        table.pay[row] = 2 * table.wage[row]


def allocate(n: int) -> float:
    return np.zeros(n).sum()


def ir_of(function: Any) -> str:
    """Return the intermediate code of the only version of a compiled function."""
    (text,) = function.inspect_llvm().values()
    return str(text)


# without counted references


def test_functions_that_pass_tables_on_count_references_unless_they_are_told_not_to() -> None:
    def compiled(**options: Any) -> Any:
        inner = njit(**options)(lambda table, row: table.wage[row])

        @njit(**options)
        def outer(table: Any) -> None:
            for row in range(table.wage.size):
                table.pay[row] = 2 * inner(table, row)

        return outer

    table, counting, plain = columns(), compiled(), compiled(_nrt=False)
    counting(table)
    plain(table)
    assert table.pay.tolist() == [0, 2, 4, 6]
    assert "NRT_incref" in ir_of(counting)
    assert "NRT" not in ir_of(plain)


def test_a_function_without_counted_references_that_allocates_is_refused() -> None:
    assert njit(allocate)(3) == 0.0
    with pytest.raises(NumbaError):
        njit(_nrt=False)(allocate)(3)


def test_memory_is_allocated_and_freed_by_name_without_counted_references() -> None:
    @njit(_nrt=False)
    def sum_of(n: int) -> float:
        memory = borrow(n)
        total = 0.0
        for k in range(n):
            memory[k] = k
        for k in range(n):
            total += memory[k]
        give_back(memory)
        return total

    assert sum_of(1_000) == 499_500.0
    assert "NRT_Allocate" in ir_of(sum_of)


def test_division_by_zero_is_not_checked_under_the_error_model_of_numpy() -> None:
    @njit(error_model="numpy")
    def ratio(a: float, b: float) -> float:
        return a / b

    assert ratio(1.0, 0.0) == np.inf
    assert np.isnan(ratio(0.0, 0.0))


# without an entry for Python


def test_compiled_functions_call_one_that_has_no_entry_for_python() -> None:
    inner = njit(no_cpython_wrapper=True)(double)

    @njit
    def outer(table: Any) -> None:
        inner(table)

    table = columns()
    outer(table)
    assert table.pay.tolist() == [0, 2, 4, 6]


def test_a_compiled_function_may_be_given_another_class_that_python_calls_instead() -> None:
    class Loud(CPUDispatcher):  # type: ignore[misc]
        def __call__(self, *arguments: Any) -> str:
            return "called from Python"

    @njit
    def one() -> int:
        return 1

    one.__class__ = Loud

    @njit
    def two() -> int:
        return one() + one()

    assert one() == "called from Python"
    assert two() == 2


def test_a_row_rule_is_compiled_without_an_entry_and_still_answers_python() -> None:
    rule = row_rule(double)
    table = columns()
    rule(table)
    assert table.pay.tolist() == [0, 2, 4, 6]
    assert rule.signatures == []  # type: ignore[attr-defined]  # the copy with an entry has been compiled, not the rule


# by address


def test_a_compiled_function_is_found_by_name_and_called_at_its_address_without_a_c_wrapper() -> None:
    @njit(_nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    def write(chunk: int, place: Any) -> None:
        place[0] = 2 * chunk

    result = write.get_compile_result(types.void(types.int64, types.CPointer(types.int64)))
    address = result.library.get_pointer_to_function(result.fndesc.llvm_func_name)
    cell, nothing, error = ctypes.c_int64(0), ctypes.c_void_p(), ctypes.c_void_p()
    called = ctypes.CFUNCTYPE(
        ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p
    )
    # the first two places receive a result and an error
    called(address)(ctypes.addressof(nothing), ctypes.addressof(error), 21, ctypes.addressof(cell))
    assert cell.value == 42
    assert error.value is None


def test_a_tuple_of_tables_has_one_layout_in_memory_that_is_known_before_compiling() -> None:
    table = Columns(np.arange(4), np.zeros(4))
    kind = types.BaseTuple.from_types([typeof(table), types.int64])
    assert isinstance(kind.types[0], types.NamedTuple)
    assert kind.types[0].instance_class is Columns
    context = cpu_target.target_context
    column, whole, number = (
        context.get_abi_sizeof(context.get_value_type(part))
        for part in (typeof(table.wage), kind, types.int64)
    )
    assert column > number
    assert whole == 2 * column + number


def test_a_named_tuple_lies_in_memory_as_the_same_tuple_without_names() -> None:
    kind = typeof(Columns(np.arange(4), np.zeros(4)))
    plain = types.BaseTuple.from_types(list(kind))
    assert plain != kind
    context = cpu_target.target_context
    assert context.get_value_type(plain) == context.get_value_type(kind)


def test_a_function_that_may_not_compile_again_refuses_other_types() -> None:
    @njit
    def size(table: Any) -> int:
        return table.wage.size

    size.compile((typeof(columns()),))
    size.disable_compile()
    assert size(columns()) == 4
    with pytest.raises(TypeError):
        size(Others(*columns()))
    with pytest.raises(TypeError):
        size(Columns(np.zeros(2), np.zeros(2)))


# intrinsics


def test_a_pointer_has_no_type_for_llvm_so_that_one_prefetch_serves_all_columns() -> None:
    @njit
    def ask(column: np.ndarray) -> None:
        prefetch(column, 0)

    for kind in (np.uint8, np.float32, np.int64):
        ask(np.zeros(1, kind))
    assert all("@llvm.prefetch.p0" in code for code in ask.inspect_llvm().values())


def test_atomic_additions_of_all_threads_reach_one_cell() -> None:
    @njit(parallel=True)
    def count(cells: np.ndarray, n: int) -> None:
        for _ in prange(n):
            atomic_add(cells, 0, 1)

    cells = np.zeros(1, np.int64)
    count(cells, 200_000)
    assert cells[0] == 200_000


def test_four_whole_numbers_are_added_by_one_vector_instruction() -> None:
    vector = ir.VectorType(ir.IntType(64), 4)

    @intrinsic
    def add_four(typing_context: Any, cells: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            view = context.make_array(signature.args[0])(context, builder, arguments[0])
            cell = cgutils.get_item_pointer(
                context, builder, signature.args[0], view, [context.get_constant(types.intp, 0)]
            )
            place = builder.bitcast(cell, vector.as_pointer())
            ones = ir.Constant(vector, [1, 2, 3, 4])
            builder.store(builder.add(builder.load(place, align=8), ones), place, align=8)
            return context.get_dummy_value()

        return types.void(cells), generate

    @njit
    def add(cells: np.ndarray) -> None:
        add_four(cells)

    cells = np.full(5, 10)
    add(cells)
    assert cells.tolist() == [11, 12, 13, 14, 10]
    assert "<4 x i64>" in ir_of(add)


# numbers


def test_whole_numbers_wrap_in_silence() -> None:
    @njit
    def square(x: int) -> int:
        return x * x

    assert square(4_000_000_000) == 4_000_000_000**2 - 2**64


def test_the_bits_of_a_number_are_read_as_another_type_without_a_copy() -> None:
    @njit
    def bits(x: float) -> int:
        return np.float64(x).view(np.int64)

    assert bits(1.0) == 1023 << 52


def test_whole_numbers_add_up_to_the_same_in_any_order_of_threads() -> None:
    @njit(parallel=True)
    def total(column: np.ndarray) -> int:
        result = 0
        for row in prange(column.size):
            result += column[row]
        return result

    column = np.arange(1_000_003) ** 2
    before = get_num_threads()
    for threads in range(1, numba.config.NUMBA_NUM_THREADS + 1):
        numba.set_num_threads(threads)
        assert total(column) == column.sum()
    numba.set_num_threads(before)


# code on the disk

CALLEE = "from numba import njit\n@njit(cache=True)\ndef inner(x): return x + {added}\n"
CALLER = """
from collections import namedtuple

import numpy as np
from numba import njit
from callee import inner

Columns = namedtuple("Columns", "wage pay")

@njit(cache=True)
def outer(x): return inner(x)

@njit(cache=True)
def first(table): return table.wage[0]

table = Columns(np.ones(2), np.ones(2))
print(outer(1), outer(1.0), first(table), sum(first.stats.cache_hits.values()))
"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[[], list[str]]:
    """Return a function that runs a module which calls another one, with its own folder of compiled code."""
    (tmp_path / "callee.py").write_text(CALLEE.format(added=1))
    (tmp_path / "caller.py").write_text(CALLER)
    settings = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "code"), "PYTHONPATH": str(tmp_path)}

    def run() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", "import caller"], env=settings, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    return run


def test_compiled_code_lies_in_one_index_a_function_and_one_numbered_file_a_version(
    program: Callable[[], list[str]], tmp_path: Path
) -> None:
    program()
    files = sorted(path.relative_to(tmp_path / "code") for path in (tmp_path / "code").rglob("*.nb?"))
    assert all(len(file.parts) == 2 for file in files)  # a folder for each folder of sources
    index = {file.stem: file.parent for file in files if file.suffix == ".nbi"}
    functions = sorted(name.split("-")[0] for name in index)
    assert functions == ["callee.inner", "caller.first", "caller.outer"]
    code = sorted(file for file in files if file.suffix == ".nbc")
    for stem, folder in index.items():
        versions = [file.name for file in code if file.name.startswith(f"{stem}.")]
        expected = 1 if "first" in stem else 2  # of whole numbers, and of floats
        assert versions == [f"{stem}.{n}.nbc" for n in range(1, expected + 1)]
        assert all(file.parent == folder for file in code if file.name.startswith(f"{stem}."))


def test_code_for_tables_is_loaded_by_a_later_program_but_an_edited_callee_is_not_noticed(
    program: Callable[[], list[str]], tmp_path: Path
) -> None:
    assert program() == ["2", "2.0", "1.0", "0"]
    (tmp_path / "callee.py").write_text(CALLEE.format(added=10))
    # hence the folder named by a hash of all sources
    assert program() == ["2", "2.0", "1.0", "1"]


def test_copies_of_a_function_under_other_names_have_code_of_their_own() -> None:
    copy = FunctionType(double.__code__, double.__globals__)
    copy.__qualname__ = "double[copy]"
    impl = njit(cache=True)(copy)._cache._impl
    assert impl.filename_base.startswith("test_numba_assumptions.double[copy]-")
