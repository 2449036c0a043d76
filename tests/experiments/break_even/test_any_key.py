"""The value of any key at which any figure meets a goal, on tiny economies."""

import re

import numpy as np
import pytest

import sim
from sim.errors import UserError
from sim.experiments.break_even.any_key import KeyQuestion, break_even_key
from sim.experiments.break_even.laboratory import Laboratory
from sim.scenario import Scenario

OPTIONS = {"replicates": 2, "people": 1_000, "months": 12, "processes": 1, "progress": False, "rounds": 1}
AMOUNT = "policy.universal_basic_income.amount"


@pytest.fixture(scope="module")
def story() -> Scenario:
    return Scenario.load("neutral").with_({"run.burn_in_months": 6, "run.people": 1_000, "run.months": 12})


def test_an_income_costs_what_arithmetic_says(story: Scenario) -> None:
    answer = break_even_key(story, AMOUNT, "policy_cost", 500.0, low=0.0, high=400.0, grid=3, **OPTIONS)
    # 500 billion dollars a year for 278 million adults are 150 dollars a month, at prices near 1
    assert answer.crossing.value == pytest.approx(500.0e9 / 277.67e6 / 12.0, rel=0.06)
    assert answer.crossing.sign_changes == 1
    assert answer.crossing.low <= answer.crossing.value <= answer.crossing.high
    assert answer.target == 500.0
    assert answer.question == f"value of {AMOUNT} at which cost of the policy is 500 billion dollars a year"
    assert "dollars a month" in answer.sentence
    # nothing says what pays, so that the broadest tax does; after half a year it covers nearly all
    assert re.search(r"; who paid: \d+ % consumption tax", answer.sentence)
    asked = story.with_({AMOUNT: 0.0, "policy.universal_basic_income.financed_by": "deficit"})
    own = KeyQuestion.of(asked, AMOUNT, "policy_cost", 500.0, low=0.0, high=400.0, options=OPTIONS)
    assert own.payer == ""  # a story that has the policy says itself what pays
    assert own.story_at(100.0).policy[0].financed_by == "deficit"


def test_what_is_nowhere_met_says_how_near_it_came(story: Scenario) -> None:
    options = {**OPTIONS, "rounds": 0, "replicates": 1}
    answer = break_even_key(story, AMOUNT, "policy_cost", 9e5, low=0.0, high=400.0, grid=2, **options)
    assert not answer.crossing.exists
    assert "cost of the policy comes nearest at 400, where it is " in answer.sentence
    assert "instead of 900000; over the range it goes from 0.0 to " in answer.sentence


def test_variants_that_share_their_past_have_the_figures_of_runs_of_their_own(story: Scenario) -> None:
    stories = {x: story.with_({"compute.substitution_share": x}) for x in (0.1, 0.9)}
    together = Laboratory(story, OPTIONS, "").stories(stories, "gpu_rent")
    for x, one in stories.items():
        alone = Laboratory(one, OPTIONS, "").plain(one, "gpu_rent")
        np.testing.assert_array_equal(together[x], alone)
    assert (together[0.1] != together[0.9]).all()


def test_a_difference_is_taken_seed_by_seed_from_the_reference(story: Scenario) -> None:
    # the reference is the story itself: the difference is none where the key has the story's value
    own = story.compute.substitution_share
    ask = {"against": story, "low": own, "high": 1.0, "grid": 2, "tolerance": 0.1}
    answer = break_even_key(story, "compute.substitution_share", "real_gdp", 0.0, **ask, **OPTIONS)
    first = answer.crossing.curve.row(0, named=True)
    assert (first["mean"], first["low"], first["high"]) == (0.0, 0.0, 0.0)
    assert answer.crossing.value == own
    assert answer.response == "% of real GDP"


def test_policies_are_held_against_the_same_story_without_them(story: Scenario) -> None:
    ask = {
        "against": "none",
        "policies": "ubi:amount=300,financed_by=deficit",
        "low": 0.1,
        "high": 0.5,
        "grid": 2,
    }
    options = {**OPTIONS, "rounds": 0, "replicates": 1}
    key = "compute.substitution_share"
    answer = break_even_key(story, key, "mean_income", 1.0, **ask, **options)
    # everybody gets 300 dollars, so the difference is far from 1 per cent, and upwards
    assert not answer.crossing.exists
    assert answer.crossing.curve["mean"].min() > 1.0
    assert "against the same without UBI $300" in answer.question
    welfare = break_even_key(story, key, "welfare_2", 99.0, **ask, **options)
    assert "comes nearest" in welfare.sentence


def test_runs_are_counted_before_they_are_made(story: Scenario) -> None:
    def runs(**ask: object) -> int:
        options = {**OPTIONS, "grid": 4, "rounds": 2}
        key = "compute.substitution_share"
        return KeyQuestion.of(story, key, "gdp", 1.0, **ask, options=options).runs

    assert runs() == 2 * (4 + 2 * 3)
    assert runs(against="baseline") == 2 * (4 + 2 * 3 + 1)
    assert runs(against="none", policies="ubi") == 2 * 2 * (4 + 2 * 3)


@pytest.mark.parametrize(
    ("key", "figure", "ask", "sentence"),
    [
        (
            "compute.gpu_prise",
            "gdp",
            {},
            'compute has no key "gpu_prise"; the nearest is gpu_price',
        ),
        ("nothing", "gdp", {}, "nothing"),
        (
            "compute.enabled",
            "gdp",
            {},
            "compute.enabled is a flag; break-even varies a key that",
        ),
        ("compute", "gdp", {}, "compute is a table; break-even varies"),
        ("rules.wages", "gdp", {}, "rules.wages is a choice; break-even varies"),
        ("policy.gpu_tax.tax_rat", "gdp", {}, "policy.gpu_tax has no key tax_rat; the nearest is "),
        ("compute.gpu_price", "gpd", {}, "there is no figure"),
        ("compute.substitution_share", "gdp", {"high": 2.0}, "must be a number from 0 to 1"),
        ("compute.substitution_share", "gdp", {"low": 0.5, "high": 0.5}, "is 0.5 to 0.5; it must rise"),
        ("supply.land_elasticity", "gdp", {}, "no end of its range of its own; name one with --to"),
        ("compute.gpu_price", "gdp", {"policies": "ubi:amount=1/2"}, "takes one package, but ubi"),
        ("compute.gpu_price", "gdp", {"against": "none"}, "without the policies of --policies; name some"),
        ("compute.gpu_price", "welfare_2", {}, "figure welfare_2 compares a story with itself without"),
    ],
)
def test_a_mistake_is_one_sentence(story: Scenario, key: str, figure: str, ask: dict, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        break_even_key(story, key, figure, 1.0, **ask, **OPTIONS)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_key_of_whole_numbers_and_an_entry_of_a_table_can_be_asked_about(story: Scenario) -> None:
    whole = KeyQuestion.of(
        story, "government.months_between_tests", "gdp", 1.0, low=1, high=6, options=OPTIONS
    )
    assert whole.is_whole
    assert set(whole.grid) <= set(range(1, 7))
    fixed = story.with_({"rules.policy_rate": {"rule": "fixed", "rate": 0.03}})
    ask = {"low": 0.0, "high": 0.05, "options": {**OPTIONS, "grid": 3}}
    ruled = KeyQuestion.of(fixed, "rules.policy_rate.rate", "gdp", 1.0, **ask)
    assert ruled.story_at(0.04).resolved()["rules"]["policy_rate"]["rate"] == 0.04


def test_it_is_a_public_name() -> None:
    assert sim.break_even_key is break_even_key
