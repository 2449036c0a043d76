"""Chance: uniform, independent between rows, months, purposes and seeds, and named once in the program."""

import ast
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

import sim
from sim.kernels.draws import bits, draw_position, irwin_hall, purpose, round_randomly, stream, uniform

PACKAGE = Path(sim.__file__).parent
NAME = purpose("test: draws")
OTHER = purpose("test: other draws")
N = 1 << 16


@njit
def _draws(key, n):
    u, z = np.empty(n), np.empty(n)
    for row in range(n):
        u[row], z[row] = uniform(key, row), irwin_hall(key, row)
    return u, z


@njit
def _whole(amount, key, n):
    rounded = np.empty(n, np.int64)
    for row in range(n):
        rounded[row] = round_randomly(amount, draw_position(key, row))
    return rounded


@njit
def _along(seeds, months, purposes, row):
    u = np.empty(seeds.size)
    for k in range(seeds.size):
        u[k] = uniform(stream(seeds[k], months[k], purposes[k]), row)
    return u


def key_of(seed: int = 1, month: int = 0, what: np.uint64 = NAME) -> np.uint64:
    return np.uint64(stream(seed, month, what))


def along(seed: int | None = 1, month: int | None = 0, what: np.uint64 | None = NAME) -> np.ndarray:
    """Draw for one row along the argument that is None."""
    counter = np.arange(N)
    seeds = counter if seed is None else np.full(N, seed)
    months = counter - 600 if month is None else np.full(N, month)
    names = (f"test: {k}" for k in counter)
    purposes = np.array([purpose(name) for name in names]) if what is None else np.full(N, what)
    return _along(seeds, months, purposes, 7)


def five_sigma(chi_squared: float, cells: int) -> bool:
    # chi squared has mean k and variance 2 k; five standard deviations: one false alarm in a million
    freedom = cells - 1
    return abs(chi_squared - freedom) < 5.0 * math.sqrt(2.0 * freedom)


def chi_squared(counts: np.ndarray) -> float:
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2).sum() / expected)


def test_bits_are_those_of_splitmix64():
    # first outputs of the published generator for the seed 1234567 (Vigna, splitmix64.c)
    published = [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
        16408922859458223821,
    ]  # fmt: skip
    assert [int(bits(np.uint64(1234567), row)) for row in range(1, 6)] == published


@pytest.mark.parametrize("argument", ["rows", "seed", "month", "what"])
def test_draws_are_uniform_along_every_argument(argument):
    u = _draws(key_of(), N)[0] if argument == "rows" else along(**{argument: None})
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert five_sigma(chi_squared(np.bincount((u * 256).astype(int), minlength=256)), 256)
    # the finest digits too: a draw has 53 bits, the last 8 of them are as even as the first
    fine = ((u * 2.0**53).astype(np.int64) & 255).astype(int)
    assert five_sigma(chi_squared(np.bincount(fine, minlength=256)), 256)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param((1, 0, NAME), (1, 1, NAME), id="next month"),
        pytest.param((1, 0, NAME), (1, 12, NAME), id="next year"),
        pytest.param((1, 0, NAME), (2, 0, NAME), id="next seed"),
        pytest.param((1, 1, NAME), (2, 0, NAME), id="seed for month"),
        pytest.param((1, 0, NAME), (1, 0, OTHER), id="other purpose"),
    ],
)
def test_streams_are_independent(first, second):
    a, b = _draws(key_of(*first), N)[0], _draws(key_of(*second), N)[0]
    for lag in (0, 1, 2, 12):
        u, v = a[lag:], b[: b.size - lag]
        correlation = np.corrcoef(u, v)[0, 1]
        assert abs(correlation) < 5.0 / math.sqrt(u.size)  # the standard deviation is 1 / sqrt(n)
        joint = np.bincount((u * 16).astype(int) * 16 + (v * 16).astype(int), minlength=256)
        assert five_sigma(chi_squared(joint), 256)


def test_neighbouring_rows_are_independent():
    u = _draws(key_of(3, 5), N)[0]
    for lag in (1, 2, 4, 12, 64):
        assert abs(np.corrcoef(u[lag:], u[:-lag])[0, 1]) < 5.0 / math.sqrt(u.size - lag)
    pairs = np.bincount((u[1:] * 16).astype(int) * 16 + (u[:-1] * 16).astype(int), minlength=256)
    assert five_sigma(chi_squared(pairs), 256)


@given(
    st.integers(0, 2**31 - 1),
    st.integers(-1_200, 2_400),
    st.integers(0, 2**64 - 2),
    st.integers(0, 4 * 10**8),
)
def test_a_draw_is_a_function_of_its_arguments(seed, month, what, row):
    key = key_of(seed, month, np.uint64(what))
    assert uniform(key, row) == uniform(key_of(seed, month, np.uint64(what)), row)
    assert 0.0 <= uniform(key, row) < 1.0
    assert key != key_of(seed, month + 1, np.uint64(what))
    assert key != key_of(seed + 1, month, np.uint64(what))
    assert key != key_of(seed, month, np.uint64(what + 1))


def test_bell_has_mean_zero_and_variance_one():
    z = _draws(key_of(2), N)[1]
    n = z.size
    assert abs(z.mean()) < 5.0 / math.sqrt(n)
    # the sum of four uniforms has kurtosis 3 - 6 / 20 = 2.7, so its squares have variance 1.7
    assert abs(z.var() - 1.0) < 5.0 * math.sqrt(1.7 / n)
    assert abs((z**4).mean() - 2.7) < 5.0 * (z**4).std() / math.sqrt(n)
    assert np.abs(z).max() <= 2.0 * math.sqrt(3.0) + 1e-3  # all four parts at their end


@given(st.floats(0.0, 1e9), st.integers(0, 10**9))
def test_whole_is_one_of_the_two_neighbours(amount, row):
    rounded = round_randomly(amount, np.uint64(draw_position(key_of(), row)))
    assert rounded in (math.floor(amount), math.floor(amount) + 1)
    if amount == math.floor(amount):
        assert rounded == amount


@pytest.mark.parametrize("amount", [0.0, 0.1, 0.5, 3.03, 1e6 + 0.7])
def test_whole_rounds_without_bias(amount):
    share = amount - math.floor(amount)
    mean = np.mean(_whole(amount, key_of(4), N) - math.floor(amount))
    assert abs(mean - share) <= 5.0 * math.sqrt(share * (1.0 - share) / N)


def calls_of_purpose() -> list[tuple[str, ast.Call]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "purpose"
            ):
                found.append((path.relative_to(PACKAGE).as_posix(), node))
    return found


def test_purposes_are_unique_in_the_program():
    names: dict[str, str] = {}
    for place, call in calls_of_purpose():
        assert len(call.args) == 1, place
        name = ast.literal_eval(call.args[0])  # a purpose is written down, never computed
        assert name not in names, f"{place} and {names[name]} both draw for {name!r}"
        names[name] = place
    assert len(names) > 20
    assert len({int(purpose(name)) for name in names}) == len(names)


def test_every_purpose_is_drawn_from():
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "purpose"
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        loaded = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        assert named <= loaded, f"{path.name}: {named - loaded} are never drawn from"


def test_kernels_take_chance_from_nowhere_else():
    for folder in ("kernels", "rules", "phases", "policies", "base_year", "state"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            imports = {
                alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
            }
            assert "random" not in attributes | imports, path.name
