"""Values that each may be and not together are refused when a scenario is read, in one sentence."""

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.parameters.combinations import MOST_OF_PAY, top_rate
from sim.scenario import Scenario, built_in_names


def surtax(rate: float, **more: Any) -> dict[str, Any]:
    return {"kind": "income_surtax", "tax_rate": rate, **more}


def test_taxes_on_pay_take_no_more_than_there_is() -> None:
    base = Scenario.load("baseline")
    employees = base.government.employee_contribution_rate
    most = (MOST_OF_PAY - employees) / top_rate()
    base.with_({"government.wage_tax_scale": most - 1e-6})
    with pytest.raises(ScenarioError) as caught:
        base.with_({"government.wage_tax_scale": most + 0.01}, "mine.toml")
    sentence = str(caught.value)
    assert sentence.startswith(f"mine.toml: government.wage_tax_scale = {most + 0.01:g}, ")
    assert "government.employee_contribution_rate" in sentence
    assert sentence.endswith("they must take 0.99 at most.")


def test_surtaxes_count_where_they_are_in_force_together() -> None:
    base = Scenario.load("baseline")
    apart = [surtax(0.4, duration=12), surtax(0.4, start=12)]
    assert len(base.with_({"policy": apart}).policy) == 2
    with pytest.raises(ScenarioError, match=r"policy\.income_surtax\.tax_rate = 0\.8 in all"):
        base.with_({"policy": [surtax(0.4, duration=13), surtax(0.4, start=12)]})


def test_two_of_a_kind_that_comes_once_are_refused_before_the_run() -> None:
    twice = [{"kind": "wage_subsidy"}, {"kind": "wage_subsidy"}]
    with pytest.raises(ScenarioError, match="there are 2 of kind wage_subsidy; there can be only one"):
        Scenario.load("baseline").with_({"policy": twice})


@pytest.mark.parametrize("name", built_in_names())
def test_built_in_scenarios_fit_together(name: str) -> None:
    Scenario.load(name)
