"""Who: effects by group add up, poverty is the validated one, everybody has their own path without AI."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sim.experiments.lab.cell import Cell
from sim.experiments.lab.groups import NOW
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.people import People
from sim.experiments.lab.results import NO_AI, PolicyComparison
from sim.experiments.lab.run import compare_policies
from sim.experiments.run.fork import burn_in
from sim.experiments.run.run import simulate
from sim.experiments.validation.measures import MEASURES as VALIDATED
from sim.indicators.households import KINDS
from sim.scenario import Scenario

UBI = "ubi:amount=800,financed_by=deficit"
SAME = pytest.approx


@pytest.fixture(scope="module")
def comparison() -> PolicyComparison:
    story = Scenario.load("pessimistic")
    size = {"people": 2_000, "months": 12, "processes": 1, "progress": False}
    return compare_policies([story], [UBI], replicates=1, horizons=[1], chance=False, **size)


def value(comparison: PolicyComparison, story: str, policy: str, measure: str) -> float:
    return float(comparison.values.filter(story=story, policy=policy, measure=measure)["value"][0])


def test_poverty_is_that_which_validation_holds_against_published_figures(
    comparison: PolicyComparison,
) -> None:
    plain = comparison.scenarios[NO_AI]
    results = simulate(plain, seed=1)
    for measure in ("poverty_rate", "child_poverty", "poverty_65", "supplemental_poverty"):
        assert value(comparison, NO_AI, NONE, measure) == SAME(VALIDATED[measure](results)), measure


def test_the_economy_without_ai_is_the_one_that_runs_alone(comparison: PolicyComparison) -> None:
    """It went on from the past of the story, and has the bits of a run of its own."""
    alone = Cell(comparison.scenarios[NO_AI], 1, (), (1,), False).run()
    shared = comparison.values.filter(story=NO_AI).drop("story", "seed")
    assert shared.equals(alone.values)


def test_everybody_is_held_against_their_own_path_without_ai(comparison: PolicyComparison) -> None:
    below = {policy: value(comparison, "pessimistic", policy, "below_own_path") for policy in (NONE, UBI)}
    assert 0.0 < below[UBI] < below[NONE] < 100.0
    places = {policy: value(comparison, "pessimistic", policy, "places_below") for policy in (NONE, UBI)}
    assert 0.0 <= places[UBI] <= places[NONE] < 100.0


def test_effects_of_groups_weighted_by_persons_add_up_to_the_total(comparison: PolicyComparison) -> None:
    """The same people, grouped in seven ways: their mean gain is that of all adults."""
    start = comparison.groups.filter(basis="start", policy=UBI)
    total = sum(
        sign * value(comparison, "pessimistic", policy, "mean_income")
        for policy, sign in ((UBI, 1), (NONE, -1))
    )
    groupings = start["grouping"].unique()
    assert set(groupings) == {"tenth", "status", "wealth", "occupation", "age", "household", "home"}
    poor = set()
    for grouping in groupings:
        mine = start.filter(grouping=grouping).pivot("measure", index="group", values=["reference", "value"])
        people = mine["value_persons"]
        assert (mine["reference_persons"] == people).all()
        gain = float((people * (mine["value_income"] - mine["reference_income"])).sum() / people.sum())
        assert gain == SAME(total, rel=1e-9), grouping
        poor.add(round(float((people * mine["value_poverty"]).sum() / people.sum()), 12))
    assert len(poor) == 1  # one poverty, however people are grouped
    assert 0.0 < poor.pop() < 1.0


def test_poverty_by_kind_of_household_adds_up_to_the_headline(comparison: PolicyComparison) -> None:
    now = comparison.groups.filter(basis=NOW, grouping="household_type", policy=UBI)
    mine = now.pivot("measure", index="group", values="value")
    assert set(mine["group"]) <= set(KINDS)
    # people of a kind and the poor among them are means of months, whose product is that of their product
    # up to how both move together within the year
    rate = 100.0 * float((mine["persons"] * mine["poverty"]).sum() / mine["persons"].sum())
    assert rate == SAME(value(comparison, "pessimistic", UBI, "poverty_rate"), rel=0.01)


def test_a_payment_to_all_lowers_poverty_its_gap_and_that_of_children(comparison: PolicyComparison) -> None:
    for measure in ("poverty_rate", "poverty_gap", "child_poverty"):
        with_it, without = (value(comparison, "pessimistic", policy, measure) for policy in (UBI, NONE))
        assert with_it < without, measure


def test_winners_and_losers_are_known_for_every_group(comparison: PolicyComparison) -> None:
    shares = comparison.winner_shares()
    assert set(shares["grouping"]) > {"all", "tenth", "wealth", "age", "household", "occupation", "home"}
    sums = shares.group_by("grouping", "group").agg(pl.col("mean").sum())
    assert sums["mean"].to_numpy() == SAME(100.0)


def test_the_months_in_poverty_of_persons_are_those_of_the_table() -> None:
    story = Scenario.load("baseline").with_({"run.people": 2_000, "run.burn_in_months": 0, "run.months": 12})
    simulation = burn_in(story, 1)
    people = People(simulation, 1.0)
    counted = []
    for _ in range(3):
        people.step(simulation)
        ages = simulation.flows.household.households.ages
        counted.append(ages[:, 2:4].sum(axis=0) / ages[:, 0].sum())
    year = people.close_year(simulation)
    assert [year.poverty.mean(), year.supplemental.mean()] == SAME(np.mean(counted, axis=0))
    assert set(np.round(3.0 * year.poverty).astype(int)) <= {0, 1, 2, 3}
