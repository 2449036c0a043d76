"""Policies over the space of assumptions: paired effects, curves, regret in closed form."""

import io
import re

import polars as pl
import pytest
from rich.console import Console

from sim.errors import ScenarioError, UserError
from sim.experiments.explore.crossed import better_side, effects, effects_over, on_credit, regret
from sim.experiments.run.run import simulate
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.measures import UNFUNDED, summarise
from sim.experiments.sweep.plan import make_plan
from sim.experiments.sweep.results import SweepResults
from sim.experiments.sweep.run import Sweep
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.task import Record
from sim.report.sweeps.terminal import print_rows
from sim.scenario import Scenario

RATIO = {"key": "compute.gpu_worker_ratio", "low": 1.0, "high": 9.0}
SHARE = {"key": "compute.substitution_share", "low": 0.0, "high": 1.0}
INCOME = {"kind": "universal_basic_income", "amount": 500, "financed_by": "consumption_tax"}
POLICY = {
    "key": "options",
    "name": "policy",
    "option": [
        {"name": "none"},
        {"name": "income", "policy": [INCOME]},
        {"name": "tax", "policy": [{"kind": "gpu_tax"}]},
    ],
}
OUTPUT = "unemployment_rate"
LUCK = {1: -3.0, 2: 5.0, 3: 1.0}
"""What a seed does to every run alike: it must not be part of any effect."""


def unemployment(ratio, policy, seed):
    """Return what the made-up runs find: income helps at a high ratio, a tax a little everywhere."""
    helped = {"none": 0.0, "income": 2.0 - ratio, "tax": -0.5}[policy]
    return 20.0 + ratio + helped + LUCK[seed] + (0.1 * seed if policy == "income" else 0.0)


def sweep_of(**changes):
    size = {"people": 2000, "months": 24, "replicates": 3, "counterfactual": ""}
    return Sweep.from_tables({**size, "cross": "policy", "factor": [RATIO, POLICY], **changes})


def made_up(sweep, folder, rule=unemployment, left_out=(), unfunded=None):
    """Write a finished sweep without simulating anything."""
    plan = make_plan(sweep, lay_out(sweep))
    store = Store(folder)
    store.begin({"name": "s", "sweep": sweep.to_toml(), "words": {}, "model": "m", "versions": {}})
    store.write_design(plan.design)
    for place, row in enumerate(plan.design.iter_rows(named=True)):
        if place not in left_out:
            value = rule(row["gpu_worker_ratio"], row["policy"], row["seed"])
            summary = {OUTPUT: value, f"{OUTPUT}_start": 5.0}
            if unfunded is not None:
                summary[UNFUNDED] = unfunded(row["gpu_worker_ratio"], row["policy"], row["seed"])
            store.add(Record(row["run"], row["seed"], "m", summary, {}, 1.0, 10**8))
    return SweepResults(folder)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return made_up(sweep_of(factor=[{**RATIO, "levels": 5}, POLICY]), tmp_path_factory.mktemp("crossed"))


def test_every_value_is_run_at_every_point_of_a_sampled_design_on_the_same_luck():
    sweep = sweep_of(design="latin_hypercube", points=9, factor=[POLICY, RATIO, SHARE])
    design = make_plan(sweep, lay_out(sweep)).design
    assert design.height == 9 * 3 * 3
    assert design.columns[4:] == ["policy", "gpu_worker_ratio", "substitution_share"]
    sizes = design.group_by("gpu_worker_ratio", "substitution_share", "seed").agg(pl.col("policy").sort())
    assert sizes.height == 9 * 3
    assert all(names == ["income", "none", "tax"] for names in sizes["policy"].to_list())
    others = sweep_of(design="latin_hypercube", points=9, factor=[RATIO, SHARE], cross="")
    plain = make_plan(others, lay_out(others)).design["gpu_worker_ratio"].unique().sort()
    assert design["gpu_worker_ratio"].unique().sort().equals(plain)  # the points are those of the others


def test_effects_are_paired_by_point_and_seed(results):
    found = effects(results, OUTPUT)
    assert found.height == 5 * 2
    for row in found.iter_rows(named=True):
        expected = -0.5 if row["policy"] == "tax" else 2.0 - row["gpu_worker_ratio"] + 0.2
        assert row[OUTPUT] == pytest.approx(expected)
        assert row["replicates"] == 3
        # luck is gone; what is left are 0.1, 0.2 and 0.3: standard deviation 0.1, t quantile 4.303
        error = 0.0 if row["policy"] == "tax" else 0.1 / 3**0.5
        assert row[f"{OUTPUT}_se"] == pytest.approx(error, abs=1e-12)
        assert row["high"] - row[OUTPUT] == pytest.approx(4.303 * error, rel=1e-3, abs=1e-11)


def test_curves_average_over_the_other_factors_and_group_many_values(results, tmp_path):
    curve = effects_over(results, OUTPUT, results.sweep.find("gpu_worker_ratio"))
    income = curve.filter(policy="income")
    assert income["x"].to_list() == [1.0, 3.0, 5.0, 7.0, 9.0]
    assert income["mean"].to_list() == pytest.approx([2.2 - ratio for ratio in income["x"]])
    sampled = made_up(sweep_of(design="random", points=30, factor=[RATIO, SHARE, POLICY]), tmp_path)
    grouped = effects_over(sampled, OUTPUT, sampled.sweep.find("gpu_worker_ratio")).filter(policy="income")
    assert grouped.height == 6
    assert grouped["mean"].to_list() == pytest.approx([2.2 - x for x in grouped["x"]])


def test_regret_is_the_distance_to_the_best_at_each_point(results):
    found = {row["policy"]: row for row in regret(results, OUTPUT).iter_rows(named=True)}
    # income changes 1.2, -0.8, -2.8, -4.8, -6.8 at the five ratios, a tax -0.5, nothing 0: less is better
    assert [found[name]["largest"] for name in ("none", "income", "tax")] == pytest.approx([6.8, 1.7, 6.3])
    assert found["income"]["mean"] == pytest.approx(1.7 / 5)
    assert found["none"]["mean"] == pytest.approx((0.5 + 0.8 + 2.8 + 4.8 + 6.8) / 5)
    assert [found[name]["best_share"] for name in ("none", "income", "tax")] == pytest.approx([0, 0.8, 0.2])
    assert list(found) == ["income", "tax", "none"]
    for row in found.values():
        assert row["points"] == 5
        assert row["low"] <= row["mean"] <= row["high"]
    other_way = regret(results, OUTPUT, better=1)
    assert other_way["policy"][0] == "none"
    assert better_side(results, OUTPUT) == -1


def test_points_that_lack_a_policy_are_left_out_of_the_ranking(tmp_path):
    sweep = sweep_of(factor=[{**RATIO, "levels": 5}, POLICY])
    rows = make_plan(sweep, lay_out(sweep)).design.with_row_index("place")
    gone = rows.filter((pl.col("gpu_worker_ratio") == 9.0) & (pl.col("policy") == "income"))[
        "place"
    ].to_list()
    found = regret(made_up(sweep, tmp_path, left_out=gone), OUTPUT)
    assert found["points"].unique().to_list() == [4]
    assert found.filter(policy="none")["largest"][0] == pytest.approx(4.8)


def test_what_only_debt_pays_for_is_not_ranked(results, tmp_path):
    assert on_credit(results) == []
    borrowed = {**INCOME, "financed_by": "deficit"}
    income = {"name": "income", "policy": [borrowed]}
    none, _, tax = POLICY["option"]
    with_tax = {"name": "tax", "policy": [borrowed, {"kind": "gpu_tax"}]}  # its revenue pays for some of it
    for name, other in (("tax", tax), ("both", with_tax)):
        factor = {**POLICY, "option": [none, income, other]}
        found = made_up(sweep_of(factor=[{**RATIO, "levels": 2}, factor]), tmp_path / name)
        assert on_credit(found) == ["income"]
        assert regret(found, OUTPUT)["policy"].to_list() == ["tax", "none"]
        assert set(effects(found, OUTPUT)["policy"]) == {"income", "tax"}  # but its effects are told
    alone = made_up(
        sweep_of(factor=[{**RATIO, "levels": 2}, {**POLICY, "option": [none, income]}]), tmp_path / "alone"
    )
    with pytest.raises(UserError, match="every policy is on credit"):
        regret(alone, OUTPUT)


def test_what_its_tax_does_not_cover_at_some_point_is_not_ranked(tmp_path):
    sweep = sweep_of(factor=[{**RATIO, "levels": 3}, POLICY])

    def ranked(name, share):
        def unfunded(ratio, policy, seed):
            return max(0.0, share + (seed - 2)) if policy == "income" and ratio == 9.0 else 0.0

        found = made_up(sweep, tmp_path / name, unfunded=unfunded)
        return on_credit(found), set(regret(found, OUTPUT)["policy"])

    assert ranked("capped", 40.0) == (["income"], {"none", "tax"})
    assert ranked("covered", 4.0) == ([], {"none", "income", "tax"})

    # what the reference lacks too is none of a policy's doing
    common = made_up(sweep, tmp_path / "common", unfunded=lambda ratio, policy, seed: 40.0)
    assert on_credit(common) == []


def test_a_run_keeps_what_the_taxes_of_its_policies_did_not_cover():
    size = {"run.people": 1_000, "run.months": 12, "run.burn_in_months": 6}
    capped = {**INCOME, "financed_by": "gpu_tax", "largest_rate": 0.1}
    story = Scenario.load("neutral").with_({**size, "policy": [capped]})
    results = simulate(story, seed=1)
    paid = results.frames["policies"].filter(pl.col("month") >= 6).sum()  # a short run is halved
    expected = 100.0 * (1.0 - paid["tax_revenue"][0] / paid["cost"][0])
    assert 50.0 < expected < 100.0
    assert summarise(results.frames)[UNFUNDED] == pytest.approx(expected)
    without = simulate(story.with_({"policy": []}), seed=1)
    assert summarise(without.frames)[UNFUNDED] == 0.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cross": "policyx"}, 'cross is "policyx"; there is no such factor; the nearest is policy'),
        ({"cross": "gpu_worker_ratio"}, "that factor needs at least two values or options"),
        ({"factor": [POLICY]}, "there must be another factor that it is crossed with"),
        ({"design": "morris"}, "cross goes with the designs grid, random, latin_hypercube, sobol"),
    ],
)
def test_a_factor_that_cannot_be_crossed_is_refused(change, sentence):
    two = [{**POLICY, "option": POLICY["option"][:2]}, RATIO]
    tables = {"factor": two, **change} if "design" in change else change
    with pytest.raises(ScenarioError) as caught:
        sweep_of(**tables)
    assert sentence in str(caught.value)


def test_what_is_not_crossed_or_has_no_better_side_is_not_ranked(results, tmp_path):
    with pytest.raises(UserError, match="crosses no factor"):
        effects(made_up(sweep_of(cross=""), tmp_path), OUTPUT)
    with pytest.raises(UserError, match="neither better nor worse"):
        regret(results, OUTPUT, better=0)


def test_what_is_always_best_has_no_regret_and_no_sign(tmp_path):
    always = {"none": 20.0, "income": 10.0, "tax": 15.0}
    found = made_up(sweep_of(), tmp_path, rule=lambda ratio, policy, seed: always[policy])
    largest = regret(found, OUTPUT, better=-1)["largest"]
    assert str(largest[0]) == "0.0"


def test_a_narrow_terminal_cuts_no_number(results):
    stream = io.StringIO()
    columns = ["unemployment_rate", "unemployment_rate_start", "unemployment_rate_change"]
    print_rows(results, columns=columns, console=Console(file=stream, width=44))
    text = stream.getvalue()
    assert not re.search(r"\S…", text)
    assert "unemployment_rate_change: --column NAME" in " ".join(text.split())
    assert f"{results.runs['unemployment_rate'][0]:.1f}" in text
