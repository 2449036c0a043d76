"""A month that cannot be simulated ends with one sentence: month, step, quantity, likely cause."""

import copy
import pickle
from collections.abc import Callable

import pytest

from sim.errors import MonthError, UserError
from sim.parameters.unusual import unusual_values
from sim.scenario import Scenario
from sim.simulation import Simulation


def test_month_step_quantity_and_cause_are_named(build: Callable[..., Simulation]) -> None:
    simulation = build("baseline", people=1_000, burn_in=0, firms__markup_scale=4.0)
    steps = simulation.steps()
    while next(steps) != "production":
        pass
    simulation.state.macro.base_gdp[0] = float("nan")
    with pytest.raises(MonthError) as caught:
        list(steps)
    sentence = str(caught.value)
    assert "month 0, step goods_market: " in sentence
    assert "cannot be worked out" in sentence
    assert "macro.base_gdp is nan" in sentence
    assert "; the likely cause is firms.markup_scale = 4 (usually " in sentence
    assert "\n" not in sentence
    assert not len(simulation.records)


@pytest.mark.parametrize(
    "other", [lambda one: one, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))]
)
def test_no_month_begins_upon_half_of_one(
    build: Callable[..., Simulation], other: Callable[[Simulation], Simulation]
) -> None:
    simulation, usual = (build("baseline", people=1_000, burn_in=0) for _ in range(2))
    steps = simulation.steps()
    while next(steps) != "incomes":
        pass
    with pytest.raises(UserError, match=r"month 0: was begun and not ended, so the economy is in the middle"):
        other(simulation).run(2)
    list(steps)
    simulation.step()
    usual.run(2)
    assert simulation.records.frames()["macro"].equals(usual.records.frames()["macro"])


@pytest.mark.parametrize("months", [1.5, "3", float("nan"), -1])
def test_the_month_to_end_in_is_a_whole_number_not_yet_over(
    build: Callable[..., Simulation], months: object
) -> None:
    simulation = build("baseline", people=1_000, burn_in=0)
    with pytest.raises(UserError, match=r"it must be a whole number of at least 0, the month reached"):
        simulation.run(months)  # type: ignore[arg-type]
    assert simulation.month == 0
    simulation.run(0)
    assert simulation.month == 0


def test_want_of_memory_stays_what_it_is(
    build: Callable[..., Simulation], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = build("baseline", people=1_000, burn_in=0)

    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(simulation.policies, "levers_in_force", exhausted)
    with pytest.raises(MemoryError):
        simulation.step()


def test_the_furthest_value_comes_first() -> None:
    usual = Scenario.load("baseline")
    changed = usual.with_(
        {"firms.markup_scale": 1.0, "wages.trend_inflation": 0.5, "policy.gpu_tax.tax_rate": 0.2}
    )
    values = unusual_values(changed, usual)
    assert [one.distance for one in values] == sorted((one.distance for one in values), reverse=True)
    keys = [one.key for one in values]
    assert keys[0] == "wages.trend_inflation"
    assert set(keys) == {"firms.markup_scale", "wages.trend_inflation", "policy.gpu_tax.tax_rate"}
    assert not unusual_values(usual, usual)
