"""The map: boundaries where the rule of the made-up runs puts them, points where they tell most."""

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.explore.map import boundary, crossings, draw_map, groups, next_points, verdict_shares
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.run import run_sweep

LOSS = Flip(name="loss", output="employment_effect", below=0.0)


def test_the_frontier_lies_where_the_story_flips(map_results):
    drawn = draw_map(map_results, "employment_effect")
    line = boundary(drawn, 0.0)
    inner = line.filter(pl.col("y") > 0.15)
    assert inner.height > 20
    # the rule: ratio * share = 3
    assert (inner["x"] * inner["y"]).to_numpy() == pytest.approx(np.full(inner.height, 3.0), rel=0.25)
    assert boundary(drawn, 1e6).is_empty()


def test_the_ends_of_the_band_lie_on_both_sides_of_the_frontier(map_results):
    drawn = draw_map(map_results, "employment_effect")
    products = [
        (pieces["x"] * pieces["y"]).median()
        for pieces in (
            boundary(drawn, 0.0, shift=shift).filter(pl.col("y") > 0.3) for shift in (-1.96, 0.0, 1.96)
        )
    ]
    assert products[0] < products[1] < products[2]


def test_crossings_say_how_large_the_ratio_must_be(map_results):
    drawn = draw_map(map_results, "employment_effect")
    found = {row["y"]: row for row in crossings(drawn, LOSS, [0.0, 0.5, 1.0]).iter_rows(named=True)}
    assert found[0.5]["x"] == pytest.approx(6.0, rel=0.2)
    assert found[1.0]["x"] == pytest.approx(3.0, rel=0.2)
    assert found[1.0]["low"] < found[1.0]["x"] < found[1.0]["high"]
    assert found[0.0]["x"] is None
    assert found[0.0]["share"] == 0.0
    # on a logarithmic axis from 0.5 to 50, 3 lies at 0.389
    assert found[1.0]["share"] == pytest.approx(1.0 - 0.389, abs=0.06)


def test_the_other_way_round_a_map_says_how_much_must_be_handed_over(map_results):
    drawn = draw_map(map_results, "employment_effect")
    turned = drawn.turned()
    assert (turned.x, turned.y) == (drawn.y, drawn.x)
    found = {row["y"]: row for row in crossings(turned, LOSS, [1.0, 6.0, 30.0]).iter_rows(named=True)}
    assert found[6.0]["x"] == pytest.approx(0.5, rel=0.2)  # ratio times share = 3
    assert found[30.0]["x"] == pytest.approx(0.1, abs=0.05)
    assert found[1.0]["x"] is None
    places, mean, sd = drawn.lattice(5)
    same = turned.lattice(5)
    np.testing.assert_array_equal(places, same[0])
    np.testing.assert_allclose((mean, sd), (same[1].T, same[2].T), rtol=1e-6)


def test_a_condition_may_hold_only_up_to_some_ratio(map_results):
    drawn = draw_map(map_results, "employment_effect")
    gain = Flip(name="gain", output="employment_effect", above=0.0)
    found = {row["y"]: row for row in crossings(drawn, gain, [0.0, 1.0]).iter_rows(named=True)}
    assert found[1.0]["x"] == 0.5
    assert found[1.0]["until"] == pytest.approx(3.0, rel=0.2)
    assert found[0.0]["x"] == 0.5
    assert found[0.0]["until"] is None
    loss = crossings(drawn, LOSS, [1.0])
    assert loss["until"][0] is None
    assert loss["x"][0] == pytest.approx(found[1.0]["until"], rel=0.01)


def test_the_other_side_is_the_rest(map_results):
    drawn = draw_map(map_results, "employment_effect")
    gain = Flip(name="gain", output="employment_effect", above=0.0)
    shares = verdict_shares([(drawn, LOSS), (drawn, gain)])
    assert shares["loss"] + shares["gain"] == pytest.approx(1.0)
    assert shares["all of them"] == 0.0


def test_points_are_added_near_the_frontier(map_results):
    points = map_results.runs.filter(pl.col("seed") == 1)
    added = points.filter(pl.col("point") >= 25)
    assert added.height == 2 * 9
    product = added["gpu_worker_ratio"] * added["substitution_share"]
    near = ((product > 1.2) & (product < 7.5)).mean()
    grid = points.filter(pl.col("point") < 25)
    product = grid["gpu_worker_ratio"] * grid["substitution_share"]
    assert near > 0.6 > ((product > 1.2) & (product < 7.5)).mean()
    assert points.select("gpu_worker_ratio", "substitution_share").is_unique().all()


def test_the_same_results_ask_for_the_same_points(map_results):
    first = next_points(map_results)
    assert first == next_points(map_results)
    assert len(first) == 9


def test_each_story_has_a_map_and_points_of_its_own(invented, make_sweep, tmp_path):
    sweep = make_sweep()
    stories = {"key": "scenario", "values": ["neutral", "optimistic"]}
    sweep = sweep.with_(
        design="adaptive",
        adaptive={"rounds": 1, "points": 6, "lattice": 9},
        factor=[*sweep.resolved()["factor"], stories],
        flip=[LOSS],
    )
    options = {"simulate": invented.invent, "more_points": next_points, "processes": 2, "progress": False}
    results = run_sweep(sweep, out=tmp_path, **options)
    assert groups(results) == [{"scenario": "neutral"}, {"scenario": "optimistic"}]
    added = results.design.filter((pl.col("point") >= 50) & (pl.col("seed") == 1))
    assert added["scenario"].value_counts(sort=True)["count"].to_list() == [3, 3]
    maps = [draw_map(results, "employment_effect", where=where) for where in groups(results)]
    # people work faster with GPUs in the optimistic story, which the rule rewards
    levels = [crossings(drawn, LOSS, [1.0])["x"][0] for drawn in maps]
    assert levels[1] > levels[0]


def test_a_sweep_that_adds_points_must_know_which(make_sweep, tmp_path):
    with pytest.raises(UserError, match="the design adaptive adds points, but more_points does not say"):
        run_sweep(make_sweep(design="adaptive"), out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_map_of_one_factor(invented, make_sweep, tmp_path):
    sweep = make_sweep(factor=[{"key": "compute.gpu_worker_ratio", "values": [1, 2]}], replicates=1)
    results = run_sweep(sweep, out=tmp_path, simulate=invented.invent, processes=1, progress=False)
    with pytest.raises(UserError, match="a map needs two numeric factors"):
        draw_map(results, "employment_effect")


def test_no_map_of_too_few_points_or_of_what_is_not_there(invented, make_sweep, tmp_path):
    sweep = make_sweep(design="random", points=3, replicates=1)
    results = run_sweep(sweep, out=tmp_path, simulate=invented.invent, processes=1, progress=False)
    with pytest.raises(UserError, match="a map needs at least 6 points with results"):
        draw_map(results, "employment_effect")
    with pytest.raises(
        UserError, match='there is no output "employment_efect"; the nearest is employment_effect'
    ):
        draw_map(results, "employment_efect")
