"""The frontier: capability by doublings of compute, laggards, the path of the ratio."""

import numpy as np
import pytest

from sim.phases import frontier


def train(model, month, **changes):
    levers = model.policies.levers_in_force(model.state, month)._replace(**changes)
    return frontier.train(model.state, model.structure, model.scenario, levers, month)


def test_a_doubling_of_compute_raises_capability_by_its_step(build):
    model = build("neutral", compute__frontier_per_doubling=0.06, compute__algorithmic_progress=1.0)
    providers = model.state.providers
    providers.compute[:] = model.scenario.compute.training_share * providers.fleet  # a month more doubles it
    before = providers.capability.copy()
    train(model, 0, model_spillover=0.0)
    np.testing.assert_allclose(providers.capability - before, 0.06, rtol=1e-12)


def test_laggards_close_a_share_of_the_gap(build):
    model = build("neutral", compute__frontier_per_doubling=0.0)
    providers = model.state.providers
    providers.capability[:] = np.linspace(0.1, 0.8, providers.capability.size)
    expected = providers.capability + 0.25 * (0.8 - providers.capability)
    train(model, 0, model_spillover=0.25)
    np.testing.assert_allclose(providers.capability, expected, rtol=1e-12)


def test_quality_falls_with_the_gap(build):
    model = build("neutral", compute__frontier_per_doubling=0.0, compute__quality_sensitivity=2.0)
    model.state.providers.capability[:] = 0.5
    model.state.providers.capability[0] = 0.3
    ai = train(model, 0, model_spillover=0.0)
    assert ai.capability == 0.5
    np.testing.assert_allclose(ai.quality, [np.exp(-0.4)] + [1.0] * (ai.quality.size - 1), rtol=1e-12)


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
