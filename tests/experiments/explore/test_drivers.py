"""Sensitivity: SALib's estimates without noise, the true ones with it, no effect of what does nothing."""

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.explore.drivers import _screening, morris, morris_effects, sobol, sobol_indices, tornado
from sim.experiments.sweep.run import run_sweep

SALib = pytest.importorskip("SALib")
NAMES = ["a", "b", "c", "d"]
PROBLEM = {"num_vars": 4, "names": NAMES, "bounds": [[0.0, 1.0]] * 4}


def rule(x):
    """Return a rule with an interaction of a and b, a weak c, and a d that does nothing."""
    return 4.0 * x[:, 0] * x[:, 1] + 2.0 * x[:, 1] + 0.5 * x[:, 2] ** 2


# variance of a product of independent uniforms: E[a^2] E[b^2] - (1/4)^2 = 1/9 - 1/16
TRUE_VARIANCE = 16 * (1 / 9 - 1 / 16) + 4 / 12 + 2 * 8 * (1 / 2 * 1 / 12) + 0.25 * (1 / 5 - 1 / 9)
TRUE_FIRST = {"a": 4 / 12 / TRUE_VARIANCE, "b": 16 / 12 / TRUE_VARIANCE, "c": 0.25 * 4 / 45 / TRUE_VARIANCE}
TRUE_TOTAL = {"a": 16 / 36 / TRUE_VARIANCE, "b": 13 / 9 / TRUE_VARIANCE, "c": 0.25 * 4 / 45 / TRUE_VARIANCE}


def blocks(points=512, seeds=1, noise=0.0):
    from SALib.sample import sobol as sampler

    x = sampler.sample(PROBLEM, points, calc_second_order=False, seed=1)
    draws = np.random.default_rng(1)
    values = rule(x)[:, None] + draws.normal(0.0, noise, (len(x), seeds)) + draws.normal(0.0, 3.0, seeds)
    values = values.reshape(points, 6, seeds)
    values[:, 4] = values[:, 0]  # d changes nothing, not even the draws
    return values


def by_factor(table):
    return {row["factor"]: row for row in table.iter_rows(named=True)}


def test_without_noise_the_indices_are_those_of_salib():
    from SALib.analyze import sobol as analysis

    values = blocks()
    known = analysis.analyze(PROBLEM, values[:, :, 0].ravel(), calc_second_order=False, seed=1)
    found = by_factor(sobol_indices(NAMES, values).table)
    assert [found[name]["first"] for name in NAMES] == pytest.approx(known["S1"].tolist())
    assert [found[name]["total"] for name in NAMES] == pytest.approx(known["ST"].tolist())


def test_with_noise_larger_than_the_signal_the_indices_are_still_the_true_ones():
    indices = sobol_indices(NAMES, blocks(points=2048, seeds=4, noise=2.0))
    found = by_factor(indices.table)
    for name in ("a", "b", "c"):
        assert found[name]["first"] == pytest.approx(TRUE_FIRST[name], abs=0.12)
        assert found[name]["total"] == pytest.approx(TRUE_TOTAL[name], abs=0.12)
        assert found[name]["total_low"] <= found[name]["total"] <= found[name]["total_high"]
    assert found["d"]["total"] == 0.0
    # one run's variance: the rule, noise of 4, and what the seed does to all points
    assert indices.chance_share > 4.0 / (4.0 + TRUE_VARIANCE) - 0.05


def test_where_chance_drowns_the_signal_there_is_no_interval():
    values = np.random.default_rng(3).normal(0.0, 1.0, (16, 6, 2))
    table = sobol_indices(NAMES, values).table
    assert table["total_low"].is_nan().all() or (table["total_low"] < 0.0).any()


def test_the_uncorrected_total_index_would_be_far_off():
    from SALib.analyze import sobol as analysis

    values = blocks(points=2048, seeds=4, noise=2.0)
    raw = analysis.analyze(PROBLEM, values.mean(axis=2).ravel(), calc_second_order=False, seed=1)
    assert raw["ST"][2] > 0.3  # c explains one per cent


def test_without_noise_the_effects_are_those_of_salib():
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampler

    x = sampler.sample(PROBLEM, 25, num_levels=4, seed=1)
    known = analysis.analyze(PROBLEM, x, rule(x), num_levels=4)
    found = by_factor(_screening(NAMES, morris_effects(x.reshape(25, 5, 4), rule(x).reshape(25, 5, 1))))
    assert [found[name]["effect"] for name in NAMES] == pytest.approx(list(known["mu"]))
    assert [found[name]["size"] for name in NAMES] == pytest.approx(list(known["mu_star"]))
    assert [found[name]["spread"] for name in NAMES] == pytest.approx(list(known["sigma"]))


def test_effects_are_told_from_chance():
    from SALib.sample import morris as sampler

    x = sampler.sample(PROBLEM, 40, num_levels=4, seed=1)
    values = rule(x)[:, None] + np.random.default_rng(1).normal(0.0, 1.0, (len(x), 3))
    found = by_factor(_screening(NAMES, morris_effects(x.reshape(40, 5, 4), values.reshape(40, 5, 3))))
    assert found["a"]["told"]
    assert found["b"]["told"]
    assert not found["d"]["told"]  # it does nothing but change the draws
    # noise of a difference of two means of three runs over a step of 2/3, folded
    chance = np.sqrt(2 / np.pi) * np.sqrt(2.0 / 3.0) * 1.5
    assert found["d"]["chance"] == pytest.approx(chance, rel=0.2)
    assert found["d"]["spread"] < 0.5


def test_screening_of_a_sweep(invented, make_sweep, tmp_path):
    speed = {"key": "compute.assist_speedup", "distribution": "uniform", "low": 1.0, "high": 2.5}
    inert = {"key": "compute.foreign_ownership", "distribution": "uniform", "low": 0.0, "high": 0.5}
    sweep = make_sweep()
    sweep = sweep.with_(design="morris", points=8, factor=[*sweep.resolved()["factor"], speed, inert])
    results = run_sweep(sweep, out=tmp_path, simulate=invented.invent, processes=1, progress=False)
    found = by_factor(morris(results, "employment_effect"))
    assert found["gpu_worker_ratio"]["effect"] < -2.0
    assert found["substitution_share"]["effect"] < -2.0
    assert found["assist_speedup"]["effect"] == pytest.approx(2.0 * 1.5 / 2.0, abs=0.4)
    assert not found["foreign_ownership"]["told"]
    with pytest.raises(UserError, match="the design is morris; this analysis needs sobol_indices"):
        sobol(results, "employment_effect")


def test_indices_of_a_sweep(invented, make_sweep, tmp_path):
    results = run_sweep(
        make_sweep(design="sobol_indices", points=16),
        out=tmp_path,
        simulate=invented.invent,
        processes=1,
        progress=False,
    )
    indices = sobol(results, "employment_effect")
    assert indices.blocks == 16
    assert set(indices.table["factor"]) == {"gpu_worker_ratio", "substitution_share"}
    assert 0.0 < indices.chance_share < 0.1
    lost = results.runs.filter(pl.col("point") != 5)
    results.__dict__["runs"] = lost
    assert sobol(results, "employment_effect").blocks == 15


def test_a_tornado_compares_the_ends_of_each_factor(sampled_results):
    found = by_factor(tornado(sampled_results, "employment_effect"))
    assert list(found)[:2] in (
        ["gpu_worker_ratio", "substitution_share"],
        ["substitution_share", "gpu_worker_ratio"],
    )
    ratio = found["gpu_worker_ratio"]
    assert ratio["low"] > 2.0 > -2.0 > ratio["high"]
    assert ratio["swing"] == pytest.approx(ratio["low"] - ratio["high"])
    assert ratio["low_value"] < 1.0 < 20.0 < ratio["high_value"]
    inert = found["foreign_ownership"]
    assert abs(inert["low"]) < 4 * inert["low_se"]


def test_a_factor_with_two_values_moves_all_the_way_at_every_step():
    quantiles = np.array([[[0.0, 0.0], [2 / 3, 0.0], [2 / 3, 2 / 3]]])
    values = np.array([[[1.0], [4.0], [6.0]]])
    effects = morris_effects(quantiles, values, np.array([True, False]))
    assert effects[:, 0, 0].tolist() == pytest.approx([3.0, 2.0 / (2 / 3)])
