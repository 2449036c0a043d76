"""What the class of a policy declares fits together: slider, sizes of zero, what it moves, limits."""

import numpy as np
import pytest

from sim.parameters import declarations
from sim.policies import find, kinds
from sim.policies.framework import GrantPolicy, Levy
from sim.policies.framework.eligibility import STATUSES
from sim.policies.framework.financing import TAXES
from sim.policies.framework.month import Account, Now
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.levers import EVERYBODY

WITH_SLIDER = [kind for kind in kinds() if find(kind).slider is not None]
DIRECTIONS = [
    pytest.param(kind, direction, id=f"{kind}-{direction.figure}")
    for kind in kinds()
    for direction in find(kind).moves
]
TO_A_PERSON = "dollars a month"
"""Unit of what a person is paid."""


@pytest.fixture(scope="module")
def seen(policy_economy):
    """Return an economy without a policy, its levers, and what the first of one policy would see."""
    simulation = policy_economy([{"kind": "gpu_tax"}], run__people=1_000, run__burn_in_months=0)
    levers = simulation.policies.levers_in_force(simulation.state, 0)
    return levers._replace(gpu_tax=0.0), Now(
        simulation.state, simulation.structure, simulation.scenario, 0, 0
    )


@pytest.mark.parametrize("kind", WITH_SLIDER)
def test_a_slider_goes_in_whole_steps_to_a_round_end(kind):
    slider = find(kind).slider
    steps = slider.largest / slider.step
    assert steps == round(steps)
    assert len(slider.stops) == steps + 1
    assert (slider.stops[0], slider.stops[-1]) == (0.0, slider.largest)
    assert np.diff(slider.stops) == pytest.approx(slider.step)
    assert slider.largest == float(f"{slider.largest:.0e}")  # one digit and zeros
    assert float(f"{slider.step:e}".partition("e")[0]) in (1.0, 2.0, 2.5, 5.0)  # as rulers are divided


@pytest.mark.parametrize("kind", WITH_SLIDER)
def test_a_slider_stops_at_the_default_and_within_what_is_allowed(kind):
    policy = find(kind)
    size = declarations(policy)[policy.size]
    assert any(stop == pytest.approx(policy.slider.scale * size.default) for stop in policy.slider.stops)
    for stop in policy.slider.stops:
        assert size.at_least <= stop / policy.slider.scale <= size.at_most
        policy(**{policy.size: stop / policy.slider.scale})


@pytest.mark.parametrize("kind", WITH_SLIDER)
def test_per_cent_are_hundred_times_a_share_and_all_else_is_shown_as_it_is(kind):
    slider = find(kind).slider
    assert slider.scale == (100.0 if slider.unit.startswith("%") else 1.0)


def test_sliders_have_a_place_each_and_those_asked_for_come_last():
    sliders = sorted((find(kind).slider for kind in WITH_SLIDER), key=lambda slider: slider.place)
    assert len({slider.place for slider in sliders}) == len(sliders)
    assert sliders[0].place == 1
    hidden = [slider.more for slider in sliders]
    assert hidden == sorted(hidden)
    assert not hidden[0]
    assert hidden[-1]
    assert any(slider.asks_early for slider in sliders)


@pytest.mark.parametrize("kind", WITH_SLIDER)
def test_the_page_asks_who_pays_where_the_state_pays_something(kind):
    policy = find(kind)
    assert policy.slider.payable == policy.the_state.startswith("pays")
    assert policy.slider.payable or not policy.slider.asks_early


@pytest.mark.parametrize(("kind", "direction"), DIRECTIONS)
def test_a_direction_is_held_against_a_policy_that_there_can_be_and_that_is_not_null(kind, direction):
    policy = find(kind)(**direction.at)
    assert not policy.is_null
    assert policy.strength(0) == 1.0


@pytest.mark.parametrize("kind", kinds())
def test_at_each_size_of_zero_no_lever_moves_and_each_of_its_keys_alone_undoes_it(seen, kind):
    levers, now = seen
    known = declarations(find(kind))
    for size in find(kind).sizes_of_zero():
        null = find(kind)(**size)
        assert null.is_null
        assert null.tax == ""
        assert same(null.change_levers(levers, 1.0, now), levers)
        assert null.act(1.0, now) == 0
        for key, zero in size.items():
            middle = type(known[key].default)((known[key].at_least + known[key].at_most) / 2.0)
            assert middle != zero
            assert not find(kind)(**{**size, key: middle}).is_null


def same(one, other):
    """Say whether two sets of levers are equal."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", kinds())
def test_a_policy_of_default_size_changes_a_lever_raises_a_tax_or_acts(seen, kind):
    levers, now = seen
    policy = find(kind)()
    changed = not same(policy.change_levers(levers, 1.0, now), levers)
    assert changed or policy.tax or "act" in vars(find(kind))


@pytest.mark.parametrize("kind", [kind for kind in kinds() if issubclass(find(kind), Levy)])
def test_a_levy_raises_a_tax_that_may_be_as_high_as_it_can_be(kind):
    policy = find(kind)
    rate = declarations(policy)[policy.size]
    tax = TAXES[policy(**{policy.size: rate.at_most}).tax]
    assert rate.at_least == 0.0
    assert rate.at_most <= tax.limit


@pytest.mark.parametrize("kind", [kind for kind in kinds() if issubclass(find(kind), GrantPolicy)])
def test_grants_to_a_person_have_one_limit(kind):
    income = declarations(find("universal_basic_income"))["amount"].at_most
    known = declarations(find(kind))
    limits = {
        key: entry.at_most
        for key, entry in known.items()
        if entry.unit == TO_A_PERSON and key not in ("earnings_below", "phase_out_from")
    }
    assert set(limits.values()) == {income}


@pytest.mark.parametrize("kind", kinds())
def test_dates_may_be_as_late_as_a_run_is_long(kind):
    known = declarations(find(kind))
    assert known["duration"].at_most == known["start"].at_most
    assert known["phase_in"].at_most <= known["duration"].at_most
    assert (known["start"].default, known["phase_in"].default, known["duration"].default) == (0, 0, 0)


def test_every_status_is_one_bit_and_without_a_job_are_all_but_the_employed():
    of_one = {"employed": EMPLOYED, "unemployed": UNEMPLOYED, "outside": OUTSIDE}
    for name, status in of_one.items():
        assert STATUSES[name] == 2 ** int(status)
    assert STATUSES["everyone"] == EVERYBODY == sum(2 ** int(one) for one in (*of_one.values(), RETRAINING))
    assert STATUSES["without_job"] + STATUSES["employed"] == EVERYBODY


def test_a_policy_says_by_itself_that_it_cost_brought_and_reached_nothing():
    assert find("gpu_tax")().account(None) == Account(0, 0, 0)
    assert Account() == (0, 0, 0)
