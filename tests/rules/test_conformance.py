"""Every rule of every slot keeps what all rules promise, whatever else it does."""

import inspect

import numpy as np
import pytest

from sim.errors import UserError
from sim.parameters.rules import SLOTS, RuleParameters, rule_names
from sim.rules.slots import Moment, Rule, checked, find
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import ACTIVE

RULES = [pytest.param(slot, name, id=f"{slot}-{name}") for slot in SLOTS for name in rule_names(slot)]
BURN_IN, MONTHS = 3, 9


def contract(slot):
    """Return the class that states what the rules of a slot do."""
    (found,) = {
        kind
        for name in rule_names(slot)
        for kind in find(slot, name).__mro__
        if kind.__module__ == f"sim.rules.{slot}"
    }
    return found


def questions(slot):
    """Return the methods that a rule of a slot must have."""
    methods = {name: inspect.unwrap(method) for name, method in vars(contract(slot)).items()}
    return {
        name: method
        for name, method in methods.items()
        if inspect.isfunction(method) and "NotImplementedError" in inspect.getsource(method)
    }


def signature(function):
    """Return the names of the arguments of a method, of compiled functions too."""
    return list(inspect.signature(getattr(function, "py_func", function)).parameters)


def economy(slot, name, **changes):
    """Build a small economy with AI in which one rule is chosen."""
    values = {
        "run.people": 2_000,
        "run.burn_in_months": BURN_IN,
        "run.months": MONTHS,
        f"rules.{slot}": name,
        **changes,
    }
    return Simulation(Scenario.load("pessimistic").with_(values), seed=3)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_has_two_rules_and_states_its_contract(slot):
    assert len(rule_names(slot)) >= 2
    assert getattr(RuleParameters(), slot) in rule_names(slot)
    assert contract(slot).slot == slot
    assert questions(slot)
    for question in questions(slot).values():
        assert "Parameters\n" in question.__doc__
        assert "Returns\n" in question.__doc__


@pytest.mark.parametrize(("slot", "name"), RULES)
def test_a_rule_is_named_by_its_file_and_answers_as_the_contract_asks(slot, name):
    rule = find(slot, name)
    assert "".join(part.capitalize() for part in name.split("_")) == rule.__name__
    assert issubclass(rule, contract(slot))
    assert rule.__doc__
    for method, question in questions(slot).items():
        answer = getattr(rule, method)
        assert answer is not question, f"{name} has no {method} of its own"
        assert signature(answer) == signature(question)


def test_the_rules_in_force_by_default_have_their_numbers_in_the_sections():
    for slot, name in RuleParameters():
        assert not find(slot, name).model_fields


@pytest.mark.parametrize(("slot", "name"), RULES)
def test_an_economy_with_the_rule_stays_sound(slot, name, columns, threads):
    """Money is conserved (every step checks it), figures stay finite, threads change no bit."""
    alone, together = economy(slot, name), economy(slot, name)
    while alone.month < MONTHS:
        threads(1)
        alone.step()
        threads(2)
        together.step()
        labour = alone.flows.labour
        assert (labour.openings >= 0).all(), "more hires than vacancies"
        assert (labour.openings <= labour.vacancies).all()
    others = columns(together.state)
    for column, values in columns(alone.state).items():
        np.testing.assert_array_equal(values, others[column], err_msg=column)
        if values.dtype.kind == "f":
            assert np.isfinite(values).all(), column
    macro = alone.state.macro
    assert (macro.occupation_wage > 0.0).all()
    assert (macro.sector_price > 0.0).all()
    assert (alone.state.firms.price[alone.state.firms.status == ACTIVE] > 0.0).all()
    assert macro.gpu_rent[0] > 0.0
    assert macro.policy_rate[0] >= 0.0
    assert (alone.state.providers.fleet >= 0.0).all()


@pytest.mark.parametrize(("slot", "name"), RULES)
def test_a_rule_writes_only_what_it_keeps(slot, name, columns, monkeypatch):
    simulation = economy(slot, name)
    asked = []

    def watched(method):
        def answer(rule, moment, *arguments):
            assert isinstance(moment, Moment)
            before = {column: values.copy() for column, values in columns(moment.state).items()}
            found = method(rule, moment, *arguments)
            for column, values in columns(moment.state).items():
                if column not in ("macro.kept_by_rules", *contract(slot).writes):
                    np.testing.assert_array_equal(values, before[column], err_msg=column)
            asked.append(method)
            return found

        return answer

    asked_in_python = [name for name, question in questions(slot).items() if "moment" in signature(question)]
    for question in asked_in_python:
        monkeypatch.setattr(find(slot, name), question, watched(getattr(find(slot, name), question)))
    simulation.run()
    assert asked


class Strange(Rule):
    """A rule of no slot."""


def test_an_answer_that_cannot_be_is_one_sentence():
    for answer in (np.full(22, np.nan), np.full(22, -1.0), np.ones(21), 1.0):
        with pytest.raises(
            UserError, match=r"^rules\.: next_wages of Strange gave .* in month 4; .* 22 finite"
        ):
            checked(Strange(), "next_wages", answer, 4, 22)
    with pytest.raises(
        UserError, match=r"gave inf in month 4; it must give a finite number of at least 0\.$"
    ):
        checked(Strange(), "next_rent", np.inf, 4)
    assert checked(Strange(), "next_rent", np.float64(2.0), 4) == 2.0
