"""Numbers side by side in a table, added to at once: one vector instruction where numba would make four.

What is added comes from columns, which are turned into rows of the table four at a time by a handful of
instructions.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic

from sim.kernels.row_rule import row_rule

__all__ = ["add_columns"]

WHOLE, LANE = ir.IntType(64), ir.IntType(32)


@row_rule
def add_columns(table: Any, rows: Any, column: int, values: Any) -> None:
    """Add ``values`` to cells of ``table`` side by side, from ``column`` on, row ``rows[k]`` for number k.

    Parameters
    ----------
    table : int64 array (n, m), C order
    rows : int64 array (k,)
        They must exist, as must the columns: nothing is checked.
    column : int
    values : tuple of 2 or 4
        Integer columns (k,), or one integer for all.
    """
    fours = rows.size // 4 * 4
    for k in range(0, fours, 4):
        _add_four(table, rows, k, column, values)
    for k in range(fours, rows.size):
        _add_one(table, rows, k, column, values)


def _signature(table: Any, rows: Any, values: Any) -> Any:
    if any(isinstance(kind, types.Array) and kind.layout != "C" for kind in (table, rows, *values)):
        raise TypingError("the numbers of a column must lie side by side")
    return types.void(table, rows, types.intp, types.intp, values)


@intrinsic
def _add_one(typing_context: Any, table: Any, rows: Any, k: Any, column: Any, values: Any) -> Any:
    """Add number ``k`` of each value."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lanes = ir.Constant(ir.VectorType(WHOLE, len(values)), ir.Undefined)
        for n, number in enumerate(_read(context, builder, values, arguments[4], arguments[2], 1)):
            lanes = builder.insert_element(lanes, builder.extract_element(number, LANE(0)), LANE(n))
        _add(context, builder, signature, arguments, 0, lanes)
        return context.get_dummy_value()

    return _signature(table, rows, values), generate


@intrinsic
def _add_four(typing_context: Any, table: Any, rows: Any, k: Any, column: Any, values: Any) -> Any:
    """Add numbers ``k`` to ``k + 3`` of each value."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        read = _read(context, builder, values, arguments[4], arguments[2], 4)
        if len(read) == 2:
            lanes = [_shuffle(builder, read, (n, 4 + n)) for n in range(4)]
        else:
            even = [_shuffle(builder, read[n : n + 2], (0, 4, 2, 6)) for n in (0, 2)]
            odd = [_shuffle(builder, read[n : n + 2], (1, 5, 3, 7)) for n in (0, 2)]
            halves = ((0, 1, 4, 5), (2, 3, 6, 7))
            lanes = [_shuffle(builder, pair, half) for half in halves for pair in (even, odd)]
        for n in range(4):
            _add(context, builder, signature, arguments, n, lanes[n])
        return context.get_dummy_value()

    return _signature(table, rows, values), generate


def _read(context: Any, builder: Any, kinds: Any, values: Any, k: Any, n: int) -> list[Any]:
    """Return ``n`` numbers of each value from ``k`` on, as vectors of int64."""
    vector, read = ir.VectorType(WHOLE, n), []
    for number, kind in enumerate(kinds):
        value = builder.extract_value(values, number)
        if isinstance(kind, types.Array):
            width = kind.dtype.bitwidth
            place = builder.gep(context.make_array(kind)(context, builder, value).data, [k])
            place = builder.bitcast(place, ir.VectorType(ir.IntType(width), n).as_pointer())
            loaded = builder.load(place, align=width // 8)
            extend = builder.sext if kind.dtype.signed else builder.zext
            read.append(loaded if width == 64 else extend(loaded, vector))
        else:
            same = ir.Constant(vector, ir.Undefined)
            for lane in range(n):
                same = builder.insert_element(same, value, LANE(lane))
            read.append(same)
    return read


def _shuffle(builder: Any, pair: list[Any], lanes: tuple[int, ...]) -> Any:
    """Return the ``lanes`` of two vectors laid one behind the other."""
    kind = ir.VectorType(LANE, len(lanes))
    return builder.shuffle_vector(*pair, ir.Constant(kind, [LANE(lane) for lane in lanes]))


def _add(context: Any, builder: Any, signature: Any, arguments: Any, n: int, lanes: Any) -> None:
    """Add a vector to the cells of row ``rows[k + n]``."""
    table, rows, k, column, _ = arguments
    listed = context.make_array(signature.args[1])(context, builder, rows)
    row = builder.load(builder.gep(listed.data, [builder.add(k, WHOLE(n))]))
    view = context.make_array(signature.args[0])(context, builder, table)
    cell = cgutils.get_item_pointer(
        context, builder, signature.args[0], view, [row, column], wraparound=False
    )
    place = builder.bitcast(cell, lanes.type.as_pointer())
    builder.store(builder.add(builder.load(place, align=8), lanes), place, align=8)
