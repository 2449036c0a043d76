"""Published estimates with their own inputs: every file has its sources, and small economies come near."""

from functools import cache
from pathlib import Path

import pytest

from sim import Scenario, run

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DOCKED = ["acemoglu", "aghion_bunel", "goldman", "korinek_modest", "korinek_substantial", "korinek_extreme"]
AT_ONCE = {"run.people": 4_000, "compute.deployment": "at_once", "run.months": 24}
YEAR_2030 = {"run.people": 4_000, "run.months": 54}


@cache
def means(name, months, **changes):
    """Return what the last ``months`` of a run have on average, by column of the table macro."""
    scenario = Scenario.load(name).with_({key.replace("__", "."): value for key, value in changes.items()})
    macro = run(scenario, seed=1, progress=False).macro.tail(months)
    return {column: macro[column].mean() for column in macro.columns}


def small(name, months, values, **changes):
    return means(name, months, **{key.replace(".", "__"): value for key, value in values.items()}, **changes)


@pytest.mark.parametrize("name", DOCKED)
def test_every_value_of_a_docked_study_has_its_source_beside_it(name):
    lines = (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    plain = ("#", "title", "question", "based_on")
    values = [line for line in lines if " = " in line and not line.startswith(plain)]
    assert len(values) >= 3
    assert [line for line in values if "  # " not in line] == []
    (study,) = {line[2:] for line in lines if line.startswith("# ") and " 202" in line[:90]}
    assert len(study) > 60


@pytest.mark.parametrize(("elasticity", "saving"), [(0.1, 0.66), (0.5, 0.75)])
def test_what_users_save_with_the_inputs_of_acemoglu_is_his_gain(elasticity, saving):
    # 4.6 % of tasks x 27 % of their cost x the labour share; more where cheap tasks are done more often
    year = small("acemoglu", 12, AT_ONCE, compute__task_elasticity=elasticity)
    assert 100.0 * year["gpu_rent_share"] * 27.0 / 73.0 == pytest.approx(saving, rel=0.1)


def test_all_that_is_wanted_is_served_however_few_machines_there_are():
    year = small("acemoglu", 12, AT_ONCE, compute__gpus_start=1_000.0, compute__chip_supply_growth=0.0)
    usual = small("acemoglu", 12, AT_ONCE)
    assert year["gpu_rent_share"] == pytest.approx(usual["gpu_rent_share"], rel=0.1)
    assert year["gpus_used"] > 100.0 * year["gpus"]


def test_the_scenarios_of_korinek_et_al_come_out_in_their_order():
    # with 4,000 people and one seed GDP moves by a point by chance: theirs are +1.6, +8.3 and +32.4 per cent,
    # and a labour share of 59.4, 56.1 and 45.2 of 60
    def effect(name, column):
        scenario = f"korinek_{name}"
        without = small(scenario, 12, {**YEAR_2030, "compute.enabled": False})[column]
        return small(scenario, 12, YEAR_2030)[column] / without - 1.0

    names = ("modest", "substantial", "extreme")
    gdp, labour = ([effect(name, column) for name in names] for column in ("real_gdp", "labour_share"))
    assert gdp == sorted(gdp)
    assert gdp[0] == pytest.approx(0.016, abs=0.03)
    assert gdp[2] == pytest.approx(0.324, rel=0.35)
    assert labour == sorted(labour, reverse=True)
    assert labour[1] == pytest.approx(56.1 / 60.0 - 1.0, abs=0.05)


def test_total_factor_productivity_rises_with_what_machines_save():
    plain, extreme = small("baseline", 12, YEAR_2030), small("korinek_extreme", 12, YEAR_2030)
    assert 1.05 < extreme["factor_productivity"] / plain["factor_productivity"] < 1.4
    assert (
        extreme["factor_productivity"]
        < plain["factor_productivity"] * extreme["real_gdp"] / plain["real_gdp"]
    )
