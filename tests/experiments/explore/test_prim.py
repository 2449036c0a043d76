"""PRIM: the boxes of the EMA workbench on the same data, without what could be chance, and in words."""

import math

import numpy as np
import pytest

from sim.errors import UserError
from sim.experiments.explore.conditions import discover
from sim.experiments.explore.prim import binomial_tail, find_boxes, is_inside, simplify
from sim.experiments.sweep.factors import Factor
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.run import run_sweep

# peeling_trajectory of ema_workbench 2.5.3 (peel_alpha = paste_alpha = 0.05), points and cases in the box
EMA_NUMBERS = (
    (400, 61),
    (145, 57),
    (137, 57),
    (93, 57),
    (88, 56),
    (83, 54),
    (66, 46),
    (67, 47),
    (68, 48),
    (72, 51),
)
EMA_NAMES = ((400, 61), (251, 59), (238, 59), (226, 59), (214, 59), (63, 58), (59, 58), (56, 56))


def data():
    draws = np.random.default_rng(3)
    x = draws.random((400, 4))
    colour = draws.choice(["red", "green", "blue"], 400)
    score = (x[:, 0] > 0.6) * 1.0 * (x[:, 1] < 0.5) * (colour != "red")
    cases = (score + draws.normal(0.0, 0.2, 400)) > 0.5
    return {name: x[:, place] for place, name in enumerate("abcd")}, colour, cases


def test_the_boxes_are_those_of_the_ema_workbench():
    columns, colour, cases = data()
    found = [(box.points, box.cases) for box in find_boxes(columns, cases)]
    assert len(found) == 37
    assert [pair for pair in found if pair in EMA_NUMBERS] == list(EMA_NUMBERS)
    last = find_boxes(columns, cases)[-1]
    assert last.limits["a"] == pytest.approx((0.612293, 0.991743), abs=1e-6)
    assert last.coverage == pytest.approx(0.836066, abs=1e-6)
    assert last.density == pytest.approx(0.708333, abs=1e-6)
    found = [(box.points, box.cases) for box in find_boxes({**columns, "colour": colour}, cases)]
    assert len(found) == 29
    assert [pair for pair in found if pair in EMA_NAMES] == list(EMA_NAMES)


def test_the_live_workbench_agrees():
    pytest.importorskip("ema_workbench")
    import pandas
    from ema_workbench.analysis import prim

    columns, _, cases = data()
    box = prim.Prim(pandas.DataFrame(columns), cases, threshold=0.1).find_box()
    table = box.peeling_trajectory
    found = find_boxes(columns, cases)
    assert [one.points for one in found] == table["n"].astype(int).tolist()
    assert [one.cases for one in found] == table["k"].astype(int).tolist()


def test_restrictions_that_could_be_chance_are_dropped_side_by_side():
    columns, _, cases = data()
    last = find_boxes(columns, cases)[-1]
    box, chances = simplify(columns, cases, last)
    assert set(box.limits) == {"a", "b"}
    assert box.limits["a"] == (pytest.approx(0.612293, abs=1e-6), math.inf)
    assert box.limits["b"] == (-math.inf, pytest.approx(0.488629, abs=1e-6))
    assert max(chances.values()) < 1e-6
    inside = is_inside(columns, box.limits)
    assert (box.points, box.cases) == (inside.sum(), cases[inside].sum())


def test_pure_chance_has_no_conditions():
    draws = np.random.default_rng(8)
    columns = {name: draws.random(300) for name in "abc"}
    cases = draws.random(300) < 0.3
    boxes = find_boxes(columns, cases)
    densest = max(boxes, key=lambda box: box.density)
    assert len(densest.limits) == 3  # it finds a corner in noise ...
    box, _ = simplify(columns, cases, densest)
    assert box.limits == {}  # ... that does not stand the test


def test_thebinomial_tail():
    assert binomial_tail(0, 10, 0.3) == 1.0
    assert binomial_tail(10, 10, 0.5) == pytest.approx(0.5**10)
    assert binomial_tail(8, 10, 0.5) == pytest.approx((45 + 10 + 1) / 1024)
    assert binomial_tail(3, 10, 1.0) == 1.0
    assert binomial_tail(3, 10, 0.0) == 0.0


def test_the_conditions_of_a_sweep_in_words(sampled_results):
    loss = Flip(name="net job loss", output="employment_effect", below=0.0)
    found = discover(sampled_results, [loss])
    assert found.points == 120
    points = sampled_results.points(["employment_effect"])
    assert found.cases == (points["employment_effect"] < 0).sum()
    assert set(found.box.limits) <= {"gpu_worker_ratio", "substitution_share"}
    assert found.box.density >= 0.8
    assert found.box.limits["gpu_worker_ratio"][1] == math.inf
    start, takes, holds = found.sentences()
    assert start.startswith(f"In {found.cases} of 120 points (")
    assert start.endswith("the sweep comes to this end: net job loss.")
    assert takes.startswith("It takes GPU worker ratio at least ")
    assert f"({found.box.cases} of {found.box.points})" in holds
    assert found.repeated["gpu_worker_ratio"] > 0.8 > found.repeated["foreign_ownership"]
    assert found.table()["factor"].to_list()[0] == "gpu_worker_ratio"


def test_all_flips_together_are_the_pessimistic_end(sampled_results):
    found = discover(sampled_results)
    assert found.end == "net job loss, median real income falls and top share rises"
    assert 0 < found.cases <= discover(sampled_results, found.flips[:1]).cases


def test_an_end_that_never_comes_has_no_conditions(sampled_results):
    never = Flip(name="ruin", output="employment_effect", below=-1e6)
    found = discover(sampled_results, [never])
    assert found.box is None
    assert found.sentences()[-1] == "That is too few, or too many, for conditions to be found."
    assert found.table().is_empty()


def test_too_few_points(invented, make_sweep, tmp_path):
    results = run_sweep(
        make_sweep(design="random", points=10, replicates=1),
        out=tmp_path,
        simulate=invented.invent,
        processes=1,
        progress=False,
    )
    with pytest.raises(UserError, match="conditions need at least 40 points with results"):
        discover(results)


def test_conditions_on_names():
    from sim.experiments.explore.conditions import _condition

    factor = Factor(key="scenario", values=["neutral", "bakery", "optimistic"], label="story")
    assert _condition(factor, frozenset({"neutral", "bakery"})) == "story bakery or neutral"
    ratio = Factor(key="compute.gpu_worker_ratio", distribution="uniform", low=0.0, high=100.0)
    assert _condition(ratio, (2.0, 10.0)) == "GPU worker ratio from 2 to 10"
    assert _condition(ratio, (-math.inf, 12.345)) == "GPU worker ratio at most 12.3"
