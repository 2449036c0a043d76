"""An answer that is given again is the one for these very things."""

import numpy as np

from sim.kernels.remembered import KEPT, remembered


def test_an_answer_is_found_once_for_the_same_things() -> None:
    asked = []

    @remembered
    def total(column: np.ndarray, times: int) -> float:
        asked.append(times)
        return float(column.sum()) * times

    column, equal = np.arange(4.0), np.arange(4.0)
    assert total(column, 2) == total(column, 2) == 12.0
    assert asked == [2]
    assert total(column, 3) == 18.0
    assert total(equal, 2) == 12.0  # equal, but another thing: what stands in it may change by itself
    assert asked == [2, 3, 2]


def test_a_thing_made_where_another_one_was_is_a_new_one() -> None:
    @remembered
    def first(column: np.ndarray) -> float:
        return float(column[0])

    for value in range(10 * KEPT):  # memory that is given back is used again
        assert first(np.array([float(value)])) == value
