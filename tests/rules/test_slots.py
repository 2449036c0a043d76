"""What a rule may answer, and which rule a choice names."""

import numpy as np
import pytest

from sim.errors import ScenarioError, UserError
from sim.rules.slots import checked, complete, find, make
from sim.rules.wages.anchored import Anchored

RULE = make("wages", "anchored")


@pytest.mark.parametrize("answer", [0.0, 2.5, np.float64(1e9)])
def test_a_number_of_at_least_nothing_is_an_answer(answer):
    assert checked(RULE, "next_rate", answer, 3) == float(answer)


def test_an_answer_of_many_numbers_has_one_for_each_row():
    found = checked(RULE, "next_wages", [1, 0, 2], 3, 3)
    np.testing.assert_array_equal(found, [1.0, 0.0, 2.0])
    assert found.dtype == np.float64


@pytest.mark.parametrize(
    ("answer", "size"),
    [
        (-1e-9, 0),
        (np.nan, 0),
        (np.inf, 0),
        ([1.0], 0),
        (1.0, 1),
        ([1.0, 2.0], 3),
        ([1.0, -1.0], 2),
        ([1.0, np.nan], 2),
    ],
)
def test_any_other_answer_is_refused_in_a_sentence(answer, size):
    allowed = f"{size} finite numbers of at least 0" if size else "a finite number of at least 0"
    with pytest.raises(UserError) as refused:
        checked(RULE, "next_wages", answer, 3, size)
    sentence = str(refused.value)
    assert sentence.startswith("rules.wages: next_wages of Anchored gave ")
    assert sentence.endswith(f"in month 3; it must give {allowed}.")


def test_a_choice_is_completed_with_every_parameter_and_names_its_rule():
    assert find("wages", "anchored") is Anchored
    name = complete("wages", "phillips_curve")
    assert name == "phillips_curve" or name["rule"] == "phillips_curve"
    whole = complete("wages", {"rule": "anchored"})
    fields = set(Anchored.model_fields)
    assert (set(whole) - {"rule"} if isinstance(whole, dict) else set()) == fields
    with pytest.raises(KeyError):
        find("wages", "nothing")
    with pytest.raises(ScenarioError, match=r"rules.wages is \"anchorred\"; the nearest is anchored"):
        complete("wages", "anchorred")
    with pytest.raises(
        ScenarioError, match=r"rules.wages.rule is missing; it must be one of anchored, indexed"
    ):
        complete("wages", {})
    with pytest.raises(ScenarioError, match=r"rules.wages is 5; it must be one of anchored, indexed"):
        complete("wages", {"rule": 5})


def test_rules_from_elsewhere_are_found_by_slot_and_name():
    class Own(Anchored):
        """A rule of a plugin."""

    others = {("wages", "own"): Own}
    assert find("wages", "own", others) is Own
    assert type(make("wages", "own", others)) is Own
    with pytest.raises(KeyError):
        find("pricing", "own", others)


@pytest.mark.parametrize(
    ("rule", "asks"), [("clearing", True), ("utilisation", False), ("marginal_cost", False)]
)
def test_a_rule_of_compute_price_has_the_demand_at_other_rents_worked_out_only_if_it_says_so(rule, asks):
    assert find("compute_price", rule).wants_curve == asks
