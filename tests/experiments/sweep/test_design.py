"""Designs: sizes, strata, the layouts that the analyses rely on, and that they never change."""

import numpy as np
import pytest

from sim.experiments.sweep.design import lay_out


def table(rows, column):
    return np.array([row[column] for row in rows])


def test_a_grid_has_every_combination(make_sweep):
    factors = [
        {"key": "compute.gpu_worker_ratio", "values": [1, 10]},
        {"key": "scenario", "values": ["neutral", "bakery", "optimistic"]},
    ]
    rows = lay_out(make_sweep(factor=factors))
    assert len(rows) == 6
    assert rows[0] == {"gpu_worker_ratio": 1, "scenario": "neutral"}
    assert len({tuple(row.values()) for row in rows}) == 6


def test_a_latin_hypercube_has_one_point_in_every_slice(make_sweep):
    rows = lay_out(make_sweep(design="latin_hypercube", points=50))
    shares = table(rows, "substitution_share")
    assert sorted(np.floor(shares * 50).astype(int)) == list(range(50))
    ratios = np.log(table(rows, "gpu_worker_ratio") / 0.5) / np.log(100.0)
    assert sorted(np.floor(ratios * 50 - 1e-4).astype(int)) == list(range(50))


@pytest.mark.parametrize("design", ["random", "latin_hypercube", "sobol", "morris", "sobol_indices"])
def test_a_design_depends_on_its_seed_alone(make_sweep, design):
    sweep = make_sweep(design=design, points=8)
    assert lay_out(sweep) == lay_out(sweep.with_(replicates=5, title="other"))
    assert lay_out(sweep) != lay_out(sweep.with_(design_seed=2))


def test_sobol_points_fill_the_square_evenly(make_sweep):
    rows = lay_out(make_sweep(design="sobol", points=64))
    shares = table(rows, "substitution_share")
    assert np.histogram(shares, 8, (0.0, 1.0))[0].tolist() == [8] * 8
    assert len(lay_out(make_sweep(design="sobol", points=50))) == 50


def test_morris_moves_one_factor_at_a_time(make_sweep):
    rows = lay_out(make_sweep(design="morris", points=5))
    assert len(rows) == 5 * 3
    for start in range(0, 15, 3):
        for before, after in zip(rows[start : start + 2], rows[start + 1 : start + 3], strict=True):
            assert sum(before[column] != after[column] for column in before) == 1


def test_sobol_indices_have_blocks_of_a_then_mixed_then_b(make_sweep):
    rows = lay_out(make_sweep(design="sobol_indices", points=4))
    assert len(rows) == 4 * (2 + 2)
    for start in range(0, 16, 4):
        a, first, second, b = rows[start : start + 4]
        assert first == {**a, "gpu_worker_ratio": b["gpu_worker_ratio"]}
        assert second == {**a, "substitution_share": b["substitution_share"]}


def test_a_list_is_sampled_evenly(make_sweep):
    factors = [{"key": "scenario", "values": ["neutral", "bakery"]}]
    rows = lay_out(make_sweep(factor=factors, design="latin_hypercube", points=20))
    assert [row["scenario"] for row in rows].count("bakery") == 10
