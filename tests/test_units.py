"""Conversions: exact where they can be, and twelve months make a year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.units import cents, dollars, monthly_factor, monthly_growth, monthly_hazard


def test_money():
    assert cents(1000) == 100_000
    assert cents(0.29) == 29
    assert dollars(100_050) == 1000.5


@given(st.floats(1e-6, 1e6))
def test_twelve_monthly_factors_make_a_year(factor):
    assert monthly_factor(factor) ** 12 == pytest.approx(factor, rel=1e-13)


@given(st.floats(0.0, 1.0))
def test_twelve_months_of_a_hazard_leave_the_rest(rate):
    assert (1.0 - monthly_hazard(rate)) ** 12 == pytest.approx(1.0 - rate, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_limits_are_exact(value):
    assert monthly_factor(value) == value
    assert monthly_hazard(value) == value


def test_growth():
    assert monthly_growth(0.0) == 0.0
    assert (1 + monthly_growth(0.02)) ** 12 == pytest.approx(1.02, rel=1e-14)
    assert monthly_growth(-0.5) == pytest.approx(0.5 ** (1 / 12) - 1, rel=1e-14)
