"""Tuples of numbers for compiled code are filled from keys of the same name, by the types of their fields."""

from typing import NamedTuple

import numpy as np
import pytest

from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of


class Some(NamedTuple):
    """Numbers of a rule that does not exist."""

    oversight: float
    gpu_life_months: int
    enabled: bool
    monthly_growth: float


def test_fields_are_filled_by_name_with_their_types():
    compute = Parameters().compute.model_copy(update={"oversight": 0})
    found = numbers_of(Some, compute, monthly_growth=np.float64(0.01))
    assert found == (0.0, 60, False, 0.01)
    assert [type(value) for value in found] == [float, int, bool, float]


def test_what_is_given_by_name_stands_in_for_a_key():
    found = numbers_of(Some, Parameters().compute, monthly_growth=0.0, gpu_life_months=5 * 12)
    assert found.gpu_life_months == 60


def test_a_field_without_a_value_is_a_mistake():
    with pytest.raises(TypeError, match="Some and what it is filled from differ in monthly_growth"):
        numbers_of(Some, Parameters().compute)
    with pytest.raises(TypeError, match="differ in growth"):
        numbers_of(Some, Parameters().compute, monthly_growth=0.0, growth=0.0)


def test_a_field_of_two_sections_is_given_by_name():
    with pytest.raises(TypeError, match=r"Some\.oversight is a key of two sections"):
        numbers_of(Some, Parameters().compute, Parameters().compute, monthly_growth=0.0)


def test_arrays_are_handed_on_as_they_are():
    class WithArray(NamedTuple):
        oversight: float
        shares: np.ndarray

    shares = np.ones(3)
    assert numbers_of(WithArray, Parameters().compute, shares=shares).shares is shares
