"""Who does the tasks of a team: the closed form is the cost minimum, with the limits of the economics."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar

from sim.rules.tasks import Technology, automatable_shares, bounded_capability, effective_oversight

from .one_team import team_need

WAGE = 600_000.0  # cents a month
OFF = (WAGE, 1.0, 0.0, 0.0, 0.0)

technologies = st.builds(
    Technology,
    active=st.just(True),
    ratio=st.floats(1e-3, 100.0),
    rent=st.floats(1e3, 1e7),
    oversight=st.floats(0.0, 0.99),
    substitution_share=st.floats(0.0, 1.0),
    assist_speedup=st.floats(1.0, 20.0),
    assist_gpu_share=st.floats(0.0, 10.0),
    task_elasticity=st.floats(0.05, 0.95),
    automation_tax=st.just(0.0) | st.floats(0.0, 1e6),
    pay_share=st.just(0.0),  # tests/rules/test_cost.py has the rule that sets it
)
shares = st.floats(0.0, 1.0)


def technology(**changes) -> Technology:
    base = Technology(
        active=True, ratio=3.0, rent=182_500.0, oversight=0.1, substitution_share=0.5, assist_speedup=1.5,
        assist_gpu_share=0.3, task_elasticity=0.6,
    )  # fmt: skip
    return base._replace(**changes)


def output(by_hand: complex, by_machine: complex, phi: float, eta: float) -> complex:
    """Combine the work on two sets of tasks, shares 1 - phi and phi, with elasticity eta (the definition)."""
    power = (eta - 1.0) / eta
    return ((1.0 - phi) ** (1.0 / eta) * by_hand**power + phi ** (1.0 / eta) * by_machine**power) ** (
        1.0 / power
    )


def cheapest(hand_cost: float, machine_cost: float, phi: float, eta: float) -> tuple[float, float, float]:
    """Minimise the cost of one unit of output over the mix of the two; return cost and both quantities.

    The mix is searched numerically, then polished where the complex-step derivative of the cost, which is
    exact to rounding, is zero: a minimum alone would give the quantities to 1e-8 only.
    """

    def cost(log_mix: complex) -> complex:
        mix = np.exp(log_mix)
        return (hand_cost + machine_cost * mix) / output(1.0, mix, phi, eta)

    def slope(log_mix: float) -> float:
        return cost(log_mix + 1e-30j).imag / 1e-30 / cost(log_mix).real

    rough = minimize_scalar(lambda x: cost(x).real, bracket=(-1.0, 1.0)).x
    log_mix = brentq(slope, rough - 1.0, rough + 1.0, xtol=1e-14)
    by_hand = 1.0 / output(1.0, math.exp(log_mix), phi, eta)
    return cost(log_mix), by_hand, by_hand * math.exp(log_mix)


CASES = list(
    product((0.05, 0.3, 0.8), (0.4, 1.0), (0.3, 3.0, 30.0), (0.0, 0.1, 0.4), (0.3, 1.0), (0.2, 0.6, 0.9))
)


@pytest.mark.parametrize("speedup", [1.0, 1.5, 4.0])
def test_inputs_are_those_of_a_numerical_cost_minimisation(speedup):
    automated = assisted = 0
    for automatable, intensity, ratio, oversight, substitution, eta in CASES:
        tech = technology(
            ratio=ratio, oversight=oversight, substitution_share=substitution, assist_speedup=speedup,
            task_elasticity=eta,
        )  # fmt: skip
        need = team_need(automatable, intensity, WAGE, tech)
        exposed = automatable * intensity
        phi, helped = exposed * substitution, exposed * (1.0 - substitution)
        gpu_of_help = tech.assist_gpu_share / ratio
        # what a unit of each kind of task costs, from the description of the technology
        machine = tech.rent / ratio + oversight * WAGE
        help_saves = WAGE * (1.0 - 1.0 / speedup) - tech.rent * gpu_of_help
        helped = helped if help_saves > 0.0 else 0.0
        phi = phi if machine < WAGE else 0.0
        time = (1.0 - phi - helped + helped / speedup) / (
            1.0 - phi
        )  # of a person, a unit of work not automated
        help_gpus = gpu_of_help * helped / (1.0 - phi)
        by_hand, by_machine, cost = 1.0, 0.0, WAGE * time + tech.rent * help_gpus
        if phi > 0.0:
            cost, by_hand, by_machine = cheapest(cost, machine, phi, eta)
            automated += 1
        assisted += helped > 0.0
        expected = (
            cost,
            by_hand * time + oversight * by_machine,
            by_machine,
            by_machine / ratio + by_hand * help_gpus,
            by_hand * (helped - helped / speedup) / (1.0 - phi),
        )
        np.testing.assert_allclose(need, expected, rtol=1e-9, atol=1e-12)
    assert automated > 100
    assert assisted == 0 if speedup == 1.0 else assisted > 50


@given(shares, shares, st.floats(1e5, 3e6), technologies)
def test_the_cost_is_what_its_inputs_cost(automatable, intensity, wage, tech):
    need = team_need(automatable, intensity, wage, tech)
    paid = wage * need.people + tech.rent * need.gpus + tech.automation_tax * need.automated
    assert need.cost == pytest.approx(paid, rel=1e-9)
    assert min(need) >= 0.0
    assert all(math.isfinite(value) for value in need)


@given(shares, shares, st.floats(1e5, 3e6), technologies)
def test_nobody_pays_more_for_a_gpu_month_than_for_the_workers_it_stands_for(
    automatable, intensity, wage, tech
):
    need = team_need(automatable, intensity, wage, tech)
    saved = 1.0 - need.people
    # the tolerance is the accuracy of the powers in the closed form
    assert tech.rent * need.gpus <= wage * saved + 1e-10 * wage
    if need.automated > 0.0:
        assert tech.rent < tech.ratio * wage  # the rent of a GPU-month under the pay of ratio workers
    assert need.cost <= wage * (1.0 + 1e-10)


@given(shares, shares, technologies, st.floats(1.0, 3.0))
def test_a_dearer_gpu_never_lowers_cost_and_never_raises_its_use(automatable, intensity, tech, factor):
    before = team_need(automatable, intensity, WAGE, tech)
    after = team_need(automatable, intensity, WAGE, tech._replace(rent=tech.rent * factor))
    assert after.cost >= before.cost * (1.0 - 1e-10)
    assert after.gpus <= before.gpus * (1.0 + 1e-10)


@given(shares, st.floats(0.01, 1.0), technologies, st.floats(1.0, 3.0))
def test_a_better_ratio_never_raises_cost(automatable, intensity, tech, factor):
    before = team_need(automatable, intensity, WAGE, tech)
    after = team_need(automatable, intensity, WAGE, tech._replace(ratio=tech.ratio * factor))
    assert after.cost <= before.cost * (1.0 + 1e-10)


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False},
        {"ratio": 0.0},
        {"ratio": 1e-12},
        {"rent": 1e15},
        {"oversight": 1.0, "assist_speedup": 1.0},
    ],
    ids=str,
)
def test_a_useless_gpu_changes_nothing_to_the_bit(changes):
    assert tuple(team_need(0.5, 1.0, WAGE, technology(**changes))) == OFF


@pytest.mark.parametrize(("automatable", "intensity"), [(0.0, 1.0), (0.5, 0.0)])
def test_without_exposed_tasks_or_without_use_nothing_changes(automatable, intensity):
    assert tuple(team_need(automatable, intensity, WAGE, technology())) == OFF


def test_the_effect_of_ai_vanishes_with_its_use():
    # to first order the saving is proportional to the exposed share: it vanishes without a jump
    savings = [
        1.0 - team_need(0.5, intensity, WAGE, technology()).cost / WAGE for intensity in (1e-3, 1e-4, 1e-5)
    ]
    assert savings[0] / savings[1] == pytest.approx(10.0, rel=1e-2)
    assert savings[1] / savings[2] == pytest.approx(10.0, rel=1e-3)


def test_free_gpus_leave_people_the_other_tasks_and_oversight():
    tech = technology(rent=0.0, oversight=0.0, substitution_share=1.0, ratio=10.0)
    need = team_need(0.4, 1.0, WAGE, tech)
    # c = (1 - phi)^(1 / (1 - eta)) w, the machine's tasks without limit
    assert need.cost == pytest.approx(0.6 ** (1.0 / 0.4) * WAGE, rel=1e-9)
    assert need.people == pytest.approx(0.6 ** (1.0 + 0.6 / 0.4), rel=1e-9)


def test_half_the_tasks_at_the_cost_of_the_worker_take_half_the_worker():
    # a machine a hair cheaper than a person: shares of cost are shares of tasks
    tech = technology(ratio=1.0, rent=WAGE * (1.0 - 1e-9), oversight=0.0, substitution_share=1.0)
    need = team_need(0.5, 1.0, WAGE, tech)
    assert need.people == pytest.approx(0.5, rel=1e-8)
    assert need.gpus == pytest.approx(0.5, rel=1e-8)
    assert need.cost == pytest.approx(WAGE, rel=1e-8)


@pytest.mark.parametrize("oversight", [0.0, 0.2])
def test_a_team_whose_tasks_are_all_automated_costs_what_the_machine_costs(oversight):
    tech = technology(substitution_share=1.0, oversight=oversight)
    need = team_need(1.0, 1.0, WAGE, tech)
    machine = tech.rent / tech.ratio + oversight * WAGE
    expected = (machine, oversight, 1.0, 1.0 / tech.ratio, 0.0)
    np.testing.assert_allclose(need, expected, rtol=1e-9, atol=1e-9)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=22), st.floats(0.0, 3.0), st.floats(0.0, 0.5))
def test_automatable_shares(exposure, capability, essential):
    exposure = np.array(exposure)
    shares = automatable_shares(exposure, capability, essential, 1.0)
    clipped = np.minimum(exposure, 0.999999)
    np.testing.assert_allclose(
        shares, (1.0 - essential) * (1.0 - (1.0 - clipped) ** capability), rtol=1e-10, atol=1e-12
    )
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0 - essential  # the floor of human tasks
    more = automatable_shares(exposure, capability + 0.1, essential, 1.0)
    assert (more >= shares - 1e-15).all()
    np.testing.assert_allclose(
        automatable_shares(exposure, capability, essential, 2.0), shares / 2.0, rtol=1e-15
    )


@given(st.floats(0.0, 0.99))
def test_capability_one_means_what_the_study_calls_exposed(exposure):
    assume(exposure == 0.0 or exposure > 1e-12)
    (share,) = automatable_shares(np.array([exposure]), 1.0, 0.0, 1.0)
    assert share == pytest.approx(exposure, rel=1e-12, abs=1e-15)


@given(st.floats(0.0, 20.0), st.floats(0.05, 50.0))
def test_a_bound_is_approached_and_far_from_it_not_felt(capability, bound):
    reached = bounded_capability(capability, bound)
    assert reached == pytest.approx(-bound * math.expm1(-capability / bound), rel=1e-9, abs=1e-12)
    assert capability - 0.5 * capability**2 / bound - 1e-12 <= reached <= min(capability, bound) + 1e-12
    assert bounded_capability(capability + 0.1, bound) >= reached
    assert bounded_capability(capability, math.inf) == capability


@given(shares, shares, st.floats(0.01, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 5.0))
def test_failures_are_done_again_and_halve_with_capability(oversight, success, halving, start, gained):
    def human_time(capability, bound=math.inf):
        return effective_oversight(oversight, success, halving, capability, start, bound)

    failing = (1.0 - success) * 0.5 ** (gained / halving)
    assert human_time(start + gained) == pytest.approx(min(1.0, oversight + failing), rel=1e-9)
    assert human_time(start) == min(1.0, oversight + (1.0 - success))
    # what models can never do keeps failing
    assert human_time(start + gained, 2.0) >= human_time(start + gained) - 1e-12


@given(shares, st.floats(0.01, 10.0), st.floats(0.0, 5.0))
def test_without_failures_oversight_is_what_it_was_to_the_bit(oversight, halving, capability):
    assert effective_oversight(oversight, 1.0, halving, capability, 0.3, math.inf) == oversight


def test_work_that_always_fails_is_given_to_no_machine():
    oversight = effective_oversight(0.1, 0.0, 0.3, 0.3, 0.3, math.inf)
    assert team_need(0.5, 1.0, WAGE, technology(oversight=oversight)).automated == 0.0
    assert team_need(0.5, 1.0, WAGE, technology()).automated > 0.0


def test_a_free_machine_is_used_as_one_that_costs_next_to_nothing():
    free, cheap = (
        team_need(0.2, 1.0, WAGE, technology(
            rent=rent, oversight=0.0, substitution_share=1.0, assist_speedup=1.0, task_elasticity=0.5,
        )) for rent in (0.0, 1e-6 * WAGE)
    )  # fmt: skip
    # weak links: l = (1 - x)^(1 / (1 - eta)); what a millionth of the pay costs is its root, 1e-3
    assert free.people == pytest.approx((1.0 - 0.2) ** 2, rel=1e-4)
    assert free.people == pytest.approx(cheap.people, rel=1e-2)
    assert free.gpus >= cheap.gpus > 0.0
    assert free.cost <= cheap.cost
