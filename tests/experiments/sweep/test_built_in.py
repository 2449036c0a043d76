"""The built-in sweeps vary what the issue of institutions asks for, and their maps have all frontiers."""

import pytest

from sim.experiments.sweep.run import Sweep

INSTITUTIONS = {
    "monetary regime": "monetary.money_per_point",  # 0 is the floor
    "the bank": "monetary.inflation_response",
    "wage rigidity": "wages.rigidity",
    "saving kept": "firms.saving_kept",
    "pass-through": "firms.own_cost_weight",
    "supply of capital": "capital.supply_elasticity",
    "supply of land": "supply.land_elasticity",
    "rent sharing": "models.royalty_share",
    "joint conduct": "compute.concentration",
    "foreign ownership": "compute.foreign_ownership",
    "what comes back": "compute.foreign_recycling",
    "indexation of spending": "government.indexation",
    "indexation of benefits": "government.last_wage_indexation",
    "erosion of benefits": "government.safety_net_erosion",
}
MAPS = ("phase_diagram", "saving_kept_map", "capital_map")


def test_all_institutions_are_screened() -> None:
    screening = Sweep.load("screening")
    keys = {factor.key for factor in screening.factor}
    assert set(INSTITUTIONS.values()) <= keys
    assert len(keys) == len(screening.factor)
    assert f"Which of {len(keys)} assumptions" in screening.question


@pytest.mark.parametrize("name", MAPS)
def test_maps_have_the_frontiers_of_jobs_median_bottom_fifth_and_pay(name) -> None:
    sweep = Sweep.load(name)
    assert len(sweep.axes) == len(sweep.factor) == 2
    assert sweep.axes[0].key == "compute.gpu_worker_ratio"
    outputs = {flip.output for flip in sweep.flip}
    asked = {
        "employment_effect",
        "real_median_income_effect",
        "real_p20_income_effect",
        "real_mean_wage_effect",
    }
    assert asked <= outputs
    assert "gpu_work_cost" in sweep.outputs
