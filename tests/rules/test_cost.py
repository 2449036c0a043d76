"""A machine at a cost given: what it costs beside people, who buys it, and how much work it is given."""

import numpy as np
import pytest

from sim.parameters.compute import ComputeParameters
from sim.rules.compute_price.cost import Cost
from sim.rules.deployment import deployed_share
from sim.rules.slots import Moment
from sim.rules.tasks import Technology

from .one_team import team_need

RENT, RATIO = 182_500.0, 0.3


def technology(pay_share: float, **changes) -> Technology:
    base = Technology(
        active=True, ratio=RATIO, rent=RENT, oversight=0.0, substitution_share=1.0, assist_speedup=1.5,
        assist_gpu_share=0.0, task_elasticity=0.5, pay_share=pay_share,
    )  # fmt: skip
    return base._replace(**changes)


def share(rule: Cost, month: int) -> float:
    return rule.share_of_pay(Moment(None, None, None, None, 1, month, {}))


@pytest.mark.parametrize("wage", [200_000.0, 600_000.0, 1_500_000.0])
@pytest.mark.parametrize("ratio", [0.05, 0.73, 0.99])
def test_a_machine_costs_its_share_of_the_pay_whoever_is_paid(wage, ratio):
    need = team_need(0.3, 1.0, wage, technology(ratio))
    assert need.automated > 0.3  # cheaper than people, so more of it than its share of the tasks
    assert need.gpus * RENT == pytest.approx(ratio * wage * need.automated, rel=1e-12)
    assert need.cost == pytest.approx(need.people * wage + need.gpus * RENT, rel=1e-9)


def test_what_a_machine_costs_does_not_depend_on_the_rent_in_which_it_is_counted():
    one, other = (team_need(0.3, 1.0, 600_000.0, technology(0.7, rent=rent)) for rent in (RENT, 3.0 * RENT))
    assert other.cost == pytest.approx(one.cost, rel=1e-12)
    assert other.gpus == pytest.approx(one.gpus / 3.0, rel=1e-12)


@pytest.mark.parametrize("ratio", [1.001, 2.0])
def test_nobody_buys_a_machine_that_costs_more_than_people(ratio):
    need = team_need(0.3, 1.0, 600_000.0, technology(ratio))
    assert (need.gpus, need.automated, need.people) == (0.0, 0.0, 1.0)
    assert need.cost == pytest.approx(600_000.0)


def test_a_person_with_a_machine_pays_for_its_time_in_proportion_to_pay():
    assisted = technology(0.5, substitution_share=0.0, assist_gpu_share=0.2)
    poor, rich = (team_need(0.3, 1.0, wage, assisted) for wage in (300_000.0, 900_000.0))
    assert rich.gpus == pytest.approx(3.0 * poor.gpus, rel=1e-12)
    assert rich.cost == pytest.approx(3.0 * poor.cost, rel=1e-12)


def test_the_share_of_pay_falls_at_a_constant_rate_from_month_0():
    rule = Cost(cost_ratio=0.6376, cost_ratio_growth=-0.1)
    assert share(rule, -5) == share(rule, 0) == 0.6376
    assert share(rule, 12) / share(rule, 0) == pytest.approx(share(rule, 48) / share(rule, 36), rel=1e-12)
    assert share(rule, 48) == pytest.approx(0.6376 * 2.718281828459045**-0.4, rel=1e-9)


@pytest.mark.parametrize("path", ["linear", "logistic"])
def test_a_path_leads_from_its_start_to_what_is_feasible_and_stays_there(path):
    compute = ComputeParameters(
        deployment=path, deployed_start=0.02, deployed_months=48.0, feasible_share=0.5
    )
    shares = [deployed_share(compute, month) for month in range(-3, 72)]
    assert shares[:4] == pytest.approx([0.02] * 4, rel=1e-9)
    assert shares == sorted(shares)
    assert shares[51:] == [0.5] * len(shares[51:])
    middle = {"linear": 0.26, "logistic": 1.0 / (1.0 + 49.0**0.5)}[path]  # of the odds, the geometric mean
    assert shares[27] == pytest.approx(middle, rel=1e-9)


def test_without_a_path_all_that_is_feasible_is_deployed_at_once():
    compute = ComputeParameters(deployed_start=0.02, deployed_months=48.0, feasible_share=0.5)
    assert {deployed_share(compute, month) for month in (0, 1, 500)} == {0.5}


def test_a_machine_that_is_capital_gets_dearer_beside_people_where_capital_is_scarce_and_pay_falls(build):
    rule = Cost(cost_ratio=0.5, follows="capital")
    model = build(rules__compute_price={"rule": "cost", "cost_ratio": 0.5, "follows": "capital"})
    macro = model.state.macro
    kept = {"real_pay": np.zeros(1)}

    def moment(month):
        return Moment(model.state, model.structure, model.scenario, None, 1, month, kept)

    assert rule.share_of_pay(moment(-1)) == 0.5
    assert rule.share_of_pay(moment(0)) == pytest.approx(0.5 * macro.capital_price[0], rel=1e-12)
    macro.capital_price[0] *= 1.3
    macro.occupation_wage[:] *= 0.8
    assert rule.share_of_pay(moment(0)) == pytest.approx(0.5 * macro.capital_price[0] / 0.8, rel=1e-12)
    # pay on its trend leaves the share alone, and so do prices and pay that rise together
    macro.occupation_wage[:] *= 3.0 * (1.0 + model.scenario.wages.productivity_growth)
    macro.sector_price[:] *= 3.0
    assert rule.share_of_pay(moment(12)) == pytest.approx(0.5 * macro.capital_price[0] / 0.8, rel=1e-12)


def test_a_machine_that_is_capital_counts_as_what_its_use_costs_without_scarcity(build):
    model = build(rules__compute_price={"rule": "cost", "follows": "capital"})
    macro = model.state.macro
    moment = Moment(model.state, model.structure, model.scenario, None, 1, 0, {})
    before = Cost(follows="capital").use_cost(moment, 1_000.0)
    macro.capital_price[0] *= 1.3
    macro.sector_price[:] *= 2.0
    assert Cost(follows="capital").use_cost(moment, 2_600.0) == pytest.approx(before, rel=1e-12)
    assert Cost().use_cost(moment, 1_000.0) == 0.0  # it is worth its wear
