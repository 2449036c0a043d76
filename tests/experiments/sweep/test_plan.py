"""Which runs a sweep needs, and what makes two runs the same."""

import re

import polars as pl
import pytest

from sim.errors import ScenarioError
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.plan import identify, make_plan
from sim.experiments.sweep.run import Sweep
from sim.scenario import Scenario, built_in_names


def plan_of(sweep):
    return make_plan(sweep, lay_out(sweep))


def test_a_run_is_known_by_scenario_seed_and_model_and_nothing_else():
    scenario = Scenario.load("neutral")
    one = identify(scenario.resolved(), 1, "m")
    words = scenario.with_({"name": "other", "title": "Other", "question": "?", "run.seed": 99})
    assert identify(words.resolved(), 1, "m") == one
    assert identify(scenario.resolved(), 2, "m") != one
    assert identify(scenario.resolved(), 1, "n") != one
    assert identify(scenario.with_({"compute.oversight": 0.11}).resolved(), 1, "m") != one
    assert len(one) == 24


def test_whole_numbers_and_decimals_are_one_value():
    scenario = Scenario.load("neutral")
    first, second = (scenario.with_({"compute.gpu_worker_ratio": value}).resolved() for value in (3, 3.0))
    assert identify(first, 1, "m") == identify(second, 1, "m")


def test_every_point_is_paired_on_every_seed(make_sweep):
    plan = plan_of(make_sweep(design="latin_hypercube", points=5, replicates=3))
    assert plan.design.height == 15
    assert plan.design["seed"].unique().sort().to_list() == [1, 2, 3]
    # the factors do nothing without AI: one counterfactual a seed
    assert plan.design.group_by("seed").agg(pl.col("counterfactual").n_unique())[
        "counterfactual"
    ].to_list() == [
        1,
        1,
        1,
    ]
    assert len(plan.jobs) == 15 + 3
    for job in plan.jobs.values():
        assert job.tables["run"]["people"] == 2000
        assert job.months == 24 + job.tables["run"]["burn_in_months"]


def test_the_scenario_of_a_sweep_may_be_a_point_of_the_grid(make_sweep):
    factor = {"key": "scenario", "values": ["consensus/closed", "consensus/open"]}
    sweep = make_sweep(scenario="consensus/closed", factor=[factor], replicates=1)
    jobs = [job for job in plan_of(sweep).jobs.values() if job.tables["compute"]["enabled"]]
    assert {job.tables["name"] for job in jobs} == {"consensus-closed", "consensus-open"}
    for job in jobs:
        story = Scenario.load(job.tables["name"].replace("-", "/"))
        assert job.tables["compute"] == story.resolved()["compute"]


def test_a_factor_that_matters_without_ai_changes_the_counterfactual_too(make_sweep):
    factors = [
        {"key": "wages.phillips_slope", "values": [0.05, 0.1]},
        {"key": "compute.oversight", "values": [0.1, 0.2]},
    ]
    plan = plan_of(make_sweep(factor=factors, replicates=1))
    assert len(plan.jobs) == 4 + 2
    for row in plan.design.iter_rows(named=True):
        counterfactual = plan.jobs[row["counterfactual"]].tables
        assert counterfactual["wages"]["phillips_slope"] == row["phillips_slope"]
        assert counterfactual["compute"]["enabled"] is False


def test_an_inverse_factor_gives_the_run_and_its_counterfactual_the_elasticity(make_sweep):
    factor = {"key": "capital.supply_elasticity", "inverse": True, "values": [0, 0.5]}
    plan = plan_of(make_sweep(factor=[factor], replicates=1))
    elasticities = {0.0: float("inf"), 0.5: 2.0}
    for row in plan.design.iter_rows(named=True):
        expected = elasticities[row["inverse_supply_elasticity"]]
        for run in (row["run"], row["counterfactual"]):
            assert plan.jobs[run].tables["capital"]["supply_elasticity"] == expected


def test_points_that_are_the_same_are_run_once(make_sweep):
    factors = [
        {"key": "compute.gpu_worker_ratio", "values": [10, 11]},
        {"key": "scenario", "values": ["baseline"]},
    ]
    plan = plan_of(
        make_sweep(factor=factors, replicates=1, counterfactual="", set={"compute.enabled": False})
    )
    assert len(plan.jobs) == 2
    again = plan_of(make_sweep(factor=factors[1:], replicates=1))
    assert len(again.jobs) == 1  # the story is the counterfactual itself


def test_stories_options_and_policies_are_factors(make_sweep):
    options = [
        {"name": "none"},
        {"name": "taxed", "set": {"government": {"capital_tax": 0.5}}},
        {"name": "paid", "policy": [{"kind": "universal_basic_income", "amount": 700}]},
        {"name": "bakery", "scenario": "bakery"},
    ]
    factors = [
        {"key": "options", "name": "policy", "option": options},
        {"key": "scenario", "values": ["neutral", "pessimistic"]},
    ]
    plan = plan_of(make_sweep(factor=factors, replicates=1))
    found = {
        (row["policy"], row["scenario"]): plan.jobs[row["run"]].tables
        for row in plan.design.iter_rows(named=True)
    }
    assert len(found) == 8
    assert found["taxed", "neutral"]["government"]["capital_tax"] == 0.5
    assert found["none", "neutral"]["government"]["capital_tax"] != 0.5
    shares = {found["none", story]["compute"]["substitution_share"] for story in ("neutral", "pessimistic")}
    assert shares == {0.4, 0.8}
    (policy,) = found["paid", "pessimistic"]["policy"]
    assert policy["amount"] == 700
    assert plan.design.schema["policy"] == pl.String


def test_a_key_of_a_policy_is_a_factor(make_sweep):
    plan = plan_of(
        make_sweep(
            factor=[{"key": "policy.universal_basic_income.amount", "values": [250, 500]}], replicates=1
        )
    )
    amounts = [plan.jobs[run].tables["policy"][0]["amount"] for run in plan.design["run"]]
    assert amounts == [250, 500]


def test_a_key_that_a_policy_replaced_is_named_with_what_to_write(make_sweep):
    words = 'government.ubi was replaced; write [[policy]] kind = "universal_basic_income", amount = '
    options = [{"name": "none"}, {"name": "income", "set": {"government": {"ubi": 500}}}]
    for factor in (
        {"key": "government.ubi", "values": [250, 500]},
        {"key": "options", "name": "policy", "option": options},
    ):
        with pytest.raises(ScenarioError) as caught:
            plan_of(make_sweep(factor=[factor], replicates=1))
        assert words in str(caught.value)
    with pytest.raises(ScenarioError, match=re.escape(words)):
        plan_of(make_sweep(set={"government.ubi": 500}))


def test_whole_numbers_of_a_distribution_fit_keys_that_take_nothing_else(make_sweep):
    factor = {"key": "government.benefit_months", "values": [3.0, 6.0]}
    plan = plan_of(make_sweep(factor=[factor], replicates=1))
    assert {plan.jobs[run].tables["government"]["benefit_months"] for run in plan.design["run"]} == {3, 6}


def test_a_value_that_is_not_allowed_is_found_before_anything_runs(make_sweep):
    sweep = make_sweep(factor=[{"key": "compute.oversight", "values": [0.1, 3.0]}])
    with pytest.raises(
        ScenarioError, match=r"sweep sweep: compute.oversight = 3.0: compute.oversight is 3.0; it must"
    ):
        plan_of(sweep)
    with pytest.raises(ScenarioError, match=r'compute has no key "oversigth"; the nearest is oversight'):
        plan_of(make_sweep(factor=[{"key": "compute.oversigth", "values": [0.1]}]))
    with pytest.raises(ScenarioError, match="there is no such scenario or file"):
        plan_of(make_sweep(scenario="neutrall"))


@pytest.mark.parametrize("name", built_in_names("sweep"))
def test_every_point_of_a_built_in_sweep_is_valid(name):
    plan = plan_of(Sweep.load(name))
    assert plan.design["run"].is_not_null().all()
    assert len(plan.jobs) >= plan.design["run"].n_unique()


def test_the_example_of_the_documentation_is_valid():
    import re
    import tomllib
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    example, cluster = re.findall(r"```toml\n(.*?)```", text, re.S)
    sweep = Sweep.from_tables(tomllib.loads(example), "docs/sweeps.md")
    assert plan_of(sweep.with_(points=4, replicates=1)).design.height == 4 * 2  # every policy
    assert Sweep.from_tables({**sweep.resolved(), **tomllib.loads(cluster)}).dask.slurm["cores"] == 16
