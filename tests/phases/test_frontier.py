"""The frontier: capability by doublings of compute, laggards, the path of the ratio."""

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.phases import frontier
from sim.rules.owners_of_models import training_part

OWNERS = pytest.mark.parametrize("apart", [True, False], ids=["owners of models apart", "of machines too"])
CLEAN = {
    "compute__frontier_per_doubling": 0.0, "compute__human_essential": 0.0, "compute__success_start": 1.0,
    "compute__capability_bound": np.inf, "compute__feasible_share": 1.0,
}  # fmt: skip
"""A technology without anything that holds models back, and in which training brings nothing."""


def train(model, month, **changes):
    levers = model.policies.levers_in_force(model.state, month)._replace(**changes)
    return frontier.train(model.state, model.structure, model.scenario, levers, month)


def begun(build, apart=True, **changes):
    """Return an economy in which owners have begun, and the table of those who have models."""
    model = build("neutral", models__separate=apart, **changes)
    train(model, 0)
    model.state.macro.ai_era[0] = 1.0
    return model, model.state.model_owners if apart else model.state.providers


@OWNERS
def test_a_doubling_of_compute_raises_capability_by_its_step(build, apart):
    keys = {"compute__frontier_per_doubling": 0.06, "compute__algorithmic_progress": 1.0}
    model, owners = begun(build, apart, **keys)
    training = (
        training_part(model.scenario) * owners.gpus
        if apart
        else model.scenario.compute.training_share * owners.fleet
    )
    owners.compute[:] = training  # a month more doubles it
    before = owners.capability.copy()
    train(model, 1, model_spillover=0.0)
    np.testing.assert_allclose(owners.capability - before, 0.06, rtol=1e-12)


@OWNERS
def test_laggards_close_a_share_of_the_gap(build, apart):
    model, owners = begun(build, apart, compute__frontier_per_doubling=0.0)
    owners.capability[:] = np.linspace(0.1, 0.8, owners.capability.size)
    expected = owners.capability + 0.25 * (0.8 - owners.capability)
    train(model, 1, model_spillover=0.25)
    np.testing.assert_allclose(owners.capability, expected, rtol=1e-12)


def test_open_models_close_a_share_of_the_gap_to_the_best(build):
    model, owners = begun(build, compute__frontier_per_doubling=0.0)
    owners.capability[:] = np.linspace(0.1, 0.8, owners.capability.size)
    model.state.macro.open_capability[0] = 0.4
    train(model, 1, model_spillover=0.25)
    assert model.state.macro.open_capability[0] == pytest.approx(0.4 + 0.25 * (0.8 - 0.4), rel=1e-12)


@OWNERS
def test_quality_falls_with_the_gap_where_a_machine_runs_its_owners_model(build, apart):
    keys = {"compute__frontier_per_doubling": 0.0, "compute__quality_sensitivity": 2.0}
    model, owners = begun(build, apart, **keys)
    owners.capability[:] = 0.5
    owners.capability[0] = 0.3
    ai = train(model, 1, model_spillover=0.0)
    assert ai.capability == 0.5
    worst = 1.0 if apart else np.exp(-0.4)  # any machine runs any model
    np.testing.assert_allclose(ai.quality, [worst] + [1.0] * (ai.quality.size - 1), rtol=1e-12)


def test_owners_of_models_begin_with_their_shares_and_behind_by_what_they_trained_less(build):
    model = build("neutral", compute__frontier_per_doubling=0.06, compute__capability_start=0.9)
    train(model, 0, model_spillover=0.0)
    shares = model.structure.model_owner_share
    owners, compute = model.state.model_owners, model.scenario.compute
    np.testing.assert_allclose(owners.gpus / owners.gpus.sum(), shares, rtol=1e-12)
    used = compute.training_share + model.scenario.models.own_use
    assert owners.gpus.sum() == pytest.approx(used * model.state.providers.fleet.sum(), rel=1e-12)
    behind = 0.06 * np.log2(shares.max() / shares)
    np.testing.assert_allclose(owners.capability.max() - owners.capability, behind, atol=1e-12)


@pytest.mark.parametrize(
    ("month", "expected"), [(0, 0.3), (12, 0.9), (24, 2.7), (36, 8.1), (48, 10.0), (240, 10.0)]
)
def test_the_ratio_grows_from_today_to_the_claim(build, month, expected):
    model = build(
        "neutral",
        compute__gpu_worker_ratio=10.0,
        compute__gpu_worker_ratio_start=0.3,
        compute__ratio_growth=3.0,
    )
    assert train(model, month).technology.ratio == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("tax", "rent"), [(0.0, 100.0), (0.25, 100.0), (0.25, 0.5), (0.25, 0.0)])
def test_a_tax_on_gpus_makes_them_dearer_however_their_cost_is_told(build, tax, rent):
    """As a rent, or as a share of people's pay; where GPUs cost nothing no share of pay is asked for."""
    model, _ = begun(build)
    model.state.macro.gpu_rent[0] = rent
    levers = model.policies.levers_in_force(model.state, 1)._replace(gpu_tax=tax)
    given = model.state, model.structure, model.scenario, levers, 1
    technology = frontier.train(*given, 0.4).technology
    assert technology.rent == pytest.approx(rent * (1.0 + tax), rel=1e-12)
    assert technology.pay_share == pytest.approx(0.4 * (1.0 + tax) if rent > 0.0 else 0.0, rel=1e-12)
    assert frontier.train(*given).technology.pay_share == 0.0


def test_before_month_zero_there_is_no_ai(build):
    model = build("neutral")
    before = model.state.providers.compute.copy()
    assert not train(model, -1).technology.active
    np.testing.assert_array_equal(model.state.providers.compute, before)
    assert train(model, 0).technology.active


def test_new_tasks_appear_with_adoption(build):
    model = build("optimistic", compute__new_tasks_rate=0.04)
    train(model, 0)
    assert model.state.macro.new_task_index[0] == 1.0
    model.state.macro.mean_adoption[0] = 0.5
    train(model, 1)
    assert model.state.macro.new_task_index[0] == pytest.approx(1.0 + 0.04 * 0.5 / 12.0, rel=1e-15)


@OWNERS
def test_failures_cost_human_time_that_falls_as_capability_rises(build, apart):
    keys = {
        "compute__oversight": 0.1, "compute__success_start": 0.7, "compute__failure_halving": 0.2,
        "compute__capability_start": 0.3,
    }  # fmt: skip
    model, owners = begun(build, apart, **(CLEAN | keys))
    assert train(model, -1).technology.oversight == 0.1
    assert train(model, 0).technology.oversight == pytest.approx(0.4, rel=1e-12)
    owners.capability[0] = 0.5
    assert train(model, 1).technology.oversight == pytest.approx(0.25, rel=1e-12)
    owners.capability[:] = 0.1  # models that were worse than at the start would not fail more
    assert train(model, 2).technology.oversight == pytest.approx(0.4, rel=1e-12)


def test_what_is_not_feasible_is_left_out_of_every_occupation(build):
    everything = train(build("neutral"), 0).automatable
    quarter = train(build("neutral", compute__feasible_share=0.25), 0).automatable
    np.testing.assert_array_equal(quarter, 0.25 * everything)
    assert (train(build("neutral", compute__feasible_share=0.0), 0).automatable == 0.0).all()


def test_a_bound_of_capability_bounds_what_can_be_automated(build):
    model, owners = begun(build, **(CLEAN | {"compute__capability_bound": 0.8}))
    owners.capability[:] = 50.0
    ai = train(model, 1)
    assert ai.capability > 49.0  # models get better, work with them does not
    np.testing.assert_allclose(ai.automatable, 1.0 - (1.0 - model.structure.exposure) ** 0.8, rtol=1e-9)


def test_work_of_the_hands_meets_what_models_could_do_some_years_before(build):
    delay, gain = 2.0, 0.01
    model = build("neutral", compute__physical_delay=delay, compute__capability_start=0.3, **CLEAN)
    twin = build("neutral", compute__capability_start=0.3, **CLEAN)
    reached = model.state.macro.physical_capability
    np.testing.assert_array_equal(train(model, 0).automatable, train(twin, 0).automatable)
    assert reached[0] == 0.3
    model.state.macro.ai_era[0] = twin.state.macro.ai_era[0] = 1.0
    for month in range(1, 361):
        for one in (model, twin):
            one.state.model_owners.capability[:] = 0.3 + gain * month
        ai, at_once = train(model, month), train(twin, month)
    # with steady progress the lag approaches that of the delay, less the month that has just been learnt
    assert ai.capability - reached[0] == pytest.approx(gain * (12.0 * delay - 1.0), rel=1e-5)
    exposure, physical = model.structure.exposure, model.structure.physical_share
    later = 1.0 - (1.0 - exposure) ** reached[0]
    expected = (1.0 - physical) * at_once.automatable + physical * later
    np.testing.assert_allclose(ai.automatable, expected, rtol=1e-10)
    assert (ai.automatable < at_once.automatable).all()


def test_physical_are_the_occupations_whose_tasks_no_software_helps_with(build):
    model = build("neutral")
    codes = load().occupation_codes
    physical = dict(zip(codes, model.structure.physical_share, strict=True))
    assert min(physical[code] for code in ("35", "37", "47", "49", "51", "53")) > 0.7
    assert max(physical[code] for code in ("11", "13", "15", "17", "23", "43")) < 0.2


def test_without_a_delay_the_hands_meet_what_models_can_do(build):
    model = build("neutral")
    for month in range(3):
        ai = train(model, month)
        model.state.macro.ai_era[0] = 1.0
        assert model.state.macro.physical_capability[0] == ai.capability
