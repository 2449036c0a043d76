"""A month that cannot be simulated ends with one sentence: month, step, quantity, likely cause."""

from collections.abc import Callable

import pytest

from sim.errors import MonthError
from sim.parameters.unusual import unusual_values
from sim.scenario import Scenario
from sim.simulation import Simulation


def test_month_step_quantity_and_cause_are_named(build: Callable[..., Simulation]) -> None:
    simulation = build("baseline", people=1_000, burn_in=0, firms__markup_scale=4.0)
    with pytest.raises(MonthError) as caught:
        for step in simulation.steps():
            if step == "planning":
                simulation.state.macro.base_gdp[0] = float("nan")
    sentence = str(caught.value)
    assert "month 0, step goods_market: " in sentence
    assert "cannot be worked out" in sentence
    assert "macro.base_gdp is nan" in sentence
    assert sentence.endswith("the likely cause is firms.markup_scale = 4 (by default 0.985).")
    assert "\n" not in sentence
    assert not len(simulation.records)


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
    scenario = Scenario.load("first_edition").with_(
        {"firms.markup_scale": 1.0, "wages.trend_inflation": 0.5, "policy.gpu_tax.tax_rate": 0.2}
    )
    values = unusual_values(scenario)
    assert values[0].distance == max(one.distance for one in values)
    keys = [one.key for one in values]
    assert keys.index("wages.trend_inflation") < keys.index("firms.markup_scale")
    assert "policy.gpu_tax.tax_rate" in keys
    assert not unusual_values(Scenario())
