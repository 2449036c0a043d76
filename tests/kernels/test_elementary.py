"""exp, log, powers and the normal quantile against the library, over the whole range that they promise."""

import ast
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.kernels.elementary import QUICK, exp, exponentiate, log, normal_quantile, power, raise_to

PACKAGE = Path(sim.__file__).parent
EPS = 2.0**-52
PROMISED = 1e-13  # relative error, from the module


@given(st.floats(-700.0, 700.0))
def test_exp(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=PROMISED, abs=0.0)


def test_exp_of_zero_is_exactly_one():
    assert exp(0.0) == 1.0
    assert exp(-701.0) == 0.0
    assert exp(1e9) == exp(700.0)


@given(st.lists(st.floats(-1.0, 1e9), min_size=1, max_size=40), st.floats(-5.0, 5.0) | st.sampled_from(QUICK))
def test_whole_lists_are_raised_to_the_bits_of_single_powers(values, exponent):
    values = np.array([0.0, 1.0, *values])
    raised = np.full(values.size, np.nan)
    raise_to(raised, values, values.size - 1, exponent)
    assert np.isnan(raised[-1])  # only the first n
    assert [*raised[:-1]] == [power(value, exponent) for value in values[:-1]]


@given(st.lists(st.floats(-720.0, 720.0), min_size=1, max_size=40))
def test_whole_lists_are_exponentiated_to_the_bits_of_single_numbers(values):
    values = np.array([*values, 0.0, 1.0])
    raised = np.full(values.size, np.nan)
    exponentiate(raised, values, values.size - 1)
    assert np.isnan(raised[-1])  # only the first n
    assert [*raised[:-1]] == [*map(exp, values[:-1])]


@given(st.floats(-600.0, 600.0), st.floats(0.0, 1.0))
def test_exp_does_not_fall(x, step):
    # neighbours may swap by rounding only
    assert exp(x + step) >= exp(x) * (1.0 - 2.0 * EPS)


@given(st.floats(1e-300, 1e300))
def test_log(x):
    # relative to the logarithm away from 1, absolute near it, where the logarithm itself vanishes
    assert log(x) == pytest.approx(math.log(x), rel=PROMISED, abs=EPS)


@given(st.floats(-0.25, 0.25))
def test_log_near_one_keeps_its_relative_accuracy(x):
    y = 1.0 + x
    assert log(y) == pytest.approx(math.log(y), rel=1e-13, abs=1e-17)


@given(st.floats(1e-9, 1e9), st.floats(-12.0, 12.0))
def test_power(x, exponent):
    # the error of the exponent's product with the logarithm is carried through exp: |y| eps for the product,
    # |exponent| eps for the logarithm of a number near 1
    y = exponent * math.log(x)
    allowed = PROMISED + 4.0 * EPS * (abs(y) + abs(exponent))
    assert power(x, exponent) == pytest.approx(math.pow(x, exponent), rel=allowed, abs=0.0)


@given(st.floats(-12.0, 12.0))
def test_power_at_its_ends(exponent):
    assert power(1.0, exponent) == 1.0
    assert power(0.0, exponent) == 0.0
    assert power(-1.0, exponent) == 0.0


def test_normal_quantile():
    p = np.concatenate(
        [np.linspace(1e-6, 1.0 - 1e-6, 4001), 10.0 ** -np.arange(2.0, 12.0), [0.02425, 0.97575]]
    )
    exact = np.array([NormalDist().inv_cdf(float(value)) for value in p])
    found = np.array([normal_quantile(float(value)) for value in p])
    # Acklam: relative error below 1.15e-9; near the median the quantile itself vanishes
    np.testing.assert_allclose(found, exact, rtol=1.2e-9, atol=1e-15)
    assert normal_quantile(0.5) == 0.0
    assert np.isfinite([normal_quantile(0.0), normal_quantile(1.0)]).all()


@given(st.floats(1e-12, 0.5))
def test_normal_quantile_is_symmetric(p):
    # 1 - p is rounded to the next multiple of eps / 2, which moves the quantile by at most that over the
    # density
    density = math.exp(-0.5 * normal_quantile(p) ** 2) / math.sqrt(2.0 * math.pi)
    assert normal_quantile(1.0 - p) == pytest.approx(-normal_quantile(p), rel=2.4e-9, abs=EPS / density)


# what a library or a processor computes in its own way: never on a path that the state depends on
LIBRARY = {
    "exp", "expm1", "log", "log1p", "log2", "log10", "pow", "power", "float_power", "sin", "cos",
    "tan", "tanh",
    "dot", "matmul", "einsum", "inner", "vdot", "tensordot", "cbrt", "hypot", "erf", "gamma", "lgamma",
}  # fmt: skip


def uses_of_library_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("np", "math", "numpy", "scipy") and node.attr in LIBRARY:
                found.append(f"{path.name}:{node.lineno} {node.value.id}.{node.attr}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(f"{path.name}:{node.lineno} @")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            numbers = (node.left, node.right)
            constant = all(isinstance(n, ast.Constant | ast.UnaryOp) for n in numbers)
            square = isinstance(node.right, ast.Constant) and node.right.value == 2
            if not (constant or square):
                found.append(f"{path.name}:{node.lineno} **")
    return found


@pytest.mark.parametrize("folder", ["kernels", "rules", "phases", "policies", "base_year", "state"])
def test_the_state_depends_on_no_library_function(folder):
    # exp, log and powers of a library, and BLAS sums, differ by processor and build; + - * / and sqrt do not
    found = [
        use for path in sorted((PACKAGE / folder).glob("*.py")) for use in uses_of_library_functions(path)
    ]
    assert not found, f"results would depend on the processor: {', '.join(found)}"
