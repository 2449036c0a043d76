"""exp, log, powers and the normal quantile from + - * / alone: the same results on every processor.

Library versions of these functions differ by processor type and library build; additions, multiplications,
divisions and square roots do not (IEEE 754). Relative error below 1e-13 (tested against the library).
"""

import numpy as np
from numba import njit

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import entry_rule, row_rule

LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LN2 = 0.6931471805599453
INVERSE_LN2 = 1.4426950408889634
ROOT_2 = 1.4142135623730951
MANTISSA = np.int64((1 << 52) - 1)
ONE = np.int64(1023 << 52)  # exponent of numbers from 1 to 2
SMALLEST = 2.3e-308  # normal number
QUICK = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0)  # exponents that need no logarithm

# Taylor coefficients 1/n! and 2/(2n + 1), multiplied instead of divided by
E2, E3, E4, E5, E6, E7 = 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040
E8, E9, E10, E11, E12, E13 = 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800, 1 / 479001600, 1 / 6227020800
L1, L2, L3, L4, L5, L6 = 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13
L7, L8, L9, L10, L11 = 2 / 15, 2 / 17, 2 / 19, 2 / 21, 2 / 23


@entry_rule
def exp(x: float) -> float:
    """Return e**x for |x| < 700; 0 below, a large number above."""
    if x < -700.0:
        return 0.0
    x = min(x, 700.0)
    k = np.floor(x * INVERSE_LN2 + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    # |r| <= ln2 / 2; pairs of terms, so that the processor works on several at a time
    q = r * r
    tail = (E8 + E9 * r) + q * ((E10 + E11 * r) + q * (E12 + E13 * r))
    total = (1.0 + r) + q * ((E2 + E3 * r) + q * ((E4 + E5 * r) + q * ((E6 + E7 * r) + q * tail)))
    return total * np.int64(ONE + (whole_part(k) << np.int64(52))).view(np.float64)


@entry_rule
def log(x: float) -> float:
    """Return the natural logarithm of x > 0."""
    bits = np.float64(max(x, SMALLEST)).view(np.int64)
    k = to_real(np.int64(np.uint64(bits) >> np.uint64(52)) - np.int64(1023))
    m = np.int64((bits & MANTISSA) | ONE).view(np.float64)
    if m > ROOT_2:
        m *= 0.5
        k += 1.0
    # 2 artanh s = 2 s (1 + z / 3 + z**2 / 5 + ...) with z <= 0.0295
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    y = z * z
    tail = (L8 + L9 * z) + y * (L10 + L11 * z)
    series = (L1 + L2 * z) + y * ((L3 + L4 * z) + y * ((L5 + L6 * z) + y * (L7 + z * tail)))
    return k * LN2_HIGH + (s * (2.0 + z * series) + k * LN2_LOW)


@entry_rule
def power(x: float, exponent: float) -> float:
    """Return x**exponent for x > 0, 0 for x <= 0; the exponents of the default elasticities are quick."""
    if x <= 0.0:
        return 0.0
    if exponent in QUICK:
        return quick_power(x, exponent)
    return exp(exponent * log(x))


@row_rule
def quick_power(x: float, exponent: float) -> float:
    """Return x**exponent for x > 0 and an exponent that needs no logarithm."""
    if exponent == 1.0:
        return x
    if exponent == 2.0:
        return x * x
    if exponent == 0.5:
        return np.sqrt(x)
    if exponent == -1.0:
        return 1.0 / x
    if exponent == -0.5:
        return 1.0 / np.sqrt(x)
    return 1.0 / (x * x)


@row_rule
def raise_to(result: np.ndarray, values: np.ndarray, n: int, exponent: float) -> None:
    """Write the first ``n`` of ``values`` to the exponent: the bits of ``power``, a tenth of its time."""
    if exponent in QUICK:
        for k in range(n):
            result[k] = quick_power(values[k], exponent) if values[k] > 0.0 else 0.0
    else:
        for k in range(n):
            raised = exp(exponent * log(values[k]))
            result[k] = raised if values[k] > 0.0 else 0.0


@row_rule
def exponentiate(result: np.ndarray, values: np.ndarray, n: int) -> None:
    """Write e to the power of the first ``n`` of ``values``: the bits of ``exp``."""
    for k in range(n):
        result[k] = exp(values[k])


@njit(cache=True)
def exps(exponents: np.ndarray) -> np.ndarray:
    """Return e to the power of each of ``exponents`` (n,): the bits of ``exp``."""
    result = np.empty_like(exponents)
    exponentiate(result, exponents, exponents.size)
    return result


@njit(cache=True)
def logs(values: np.ndarray) -> np.ndarray:
    """Return the natural logarithm of each of ``values`` (n,) > 0: the bits of ``log``."""
    result = np.empty_like(values)
    for row in range(values.size):
        result[row] = log(values[row])
    return result


@njit(cache=True)
def powers(values: np.ndarray, exponent: float) -> np.ndarray:
    """Return each of ``values`` (n,) to the exponent."""
    result = np.empty_like(values)
    for row in range(values.size):
        result[row] = power(values[row], exponent)
    return result


@entry_rule
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile (Acklam's rational approximation, error below 1.2e-9)."""
    p = min(max(p, 1e-12), 1.0 - 1e-12)
    if p < 0.02425 or p > 0.97575:
        tail = p if p < 0.5 else 1.0 - p
        q = np.sqrt(-2.0 * log(tail))
        z = (
            (
                (
                    ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                    - 2.549732539343734
                )
                * q
                + 4.374664141464968
            )
            * q
            + 2.938163982698783
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                + 3.754408661907416
            )
            * q
            + 1.0
        )
        return z if p < 0.5 else -z
    q = p - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239
        )
        * q
        / (
            (
                (
                    ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                    + 6.680131188771972e01
                )
                * r
                - 1.328068155288572e01
            )
            * r
            + 1.0
        )
    )
