"""In how many groups and parts persons are settled changes nothing."""

from copy import deepcopy

import numpy as np

from sim.phases import incomes
from sim.phases.money import Money
from sim.rules.purse import LONGEST_PART


def test_budgets_do_not_depend_on_the_groups_in_which_they_are_settled(build, monkeypatch):
    """A block is settled in two parts, whose edge no household crosses."""
    assert LONGEST_PART < 1_600
    model = build("neutral", people=1_600)
    levers = model.policies.levers_in_force(model.state, 0)
    found = []
    for parts in (1, 3):
        state = deepcopy(model.state)
        monkeypatch.setattr(incomes, "n_chunks", lambda size, chunk, parts=parts: parts)
        given = state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0
        found.append((incomes.receive_and_spend(*given, record=True, by_person=True), state))
    (one, before), (many, after) = found
    for name in ("sums", "unemployed", "at_hand", "consumption", "poor"):
        np.testing.assert_array_equal(getattr(many, name), getattr(one, name), err_msg=name)
    for name in ("by_disposable", "by_wealth", "by_gross", "poor", "durations"):
        np.testing.assert_array_equal(getattr(many.distribution, name), getattr(one.distribution, name))
    for name, table in one.households._asdict().items():
        np.testing.assert_array_equal(getattr(many.households, name), table, err_msg=name)
    for name in ("deposits", "income", "credits", "support"):
        np.testing.assert_array_equal(getattr(after.workers, name), getattr(before.workers, name))


def test_incomes_say_who_is_poor_in_recorded_months_only_and_what_is_spent_where_asked(build):
    model = build("neutral", people=1_600)
    levers = model.policies.levers_in_force(model.state, 0)
    for record in (False, True):
        for by_person in (False, True):
            state = deepcopy(model.state)
            given = state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0
            found = incomes.receive_and_spend(*given, record=record, by_person=by_person)
            assert found.poor.size == (1_600 if record and by_person else 0)
            assert found.consumption.size == (1_600 if by_person else 0)
