"""Each policy moves what it is meant to move, in the direction it is meant to, on common random numbers."""

import pytest

from sim.state.levers import labour_price

UBI = {"kind": "universal_basic_income", "amount": 1_000.0}


def policy(kind, **parameters):
    return {"kind": kind, **parameters}


DIRECTIONS = [
    ([UBI], "poverty_rate", -1),
    ([UBI], "poorest_tenth", +1),
    ([UBI], "disposable_income_gini", -1),
    ([UBI], "transfers_paid", +1),
    ([policy("negative_income_tax")], "poverty_rate", -1),
    ([policy("negative_income_tax")], "poorest_tenth", +1),
    ([policy("unemployment_insurance", more_months=24, more_take_up=0.5)], "poverty_rate", -1),
    ([policy("unemployment_insurance", more_months=24, more_take_up=0.5)], "transfers_paid", +1),
    ([policy("retraining", seats=10.0)], "flow_retraining", +1),
    ([policy("retraining", seats=10.0)], "unemployment_rate", -1),
    ([policy("job_guarantee")], "unemployment_rate", -1),
    ([policy("job_guarantee")], "employment", +1),
    ([policy("job_guarantee")], "poverty_rate", -1),
    ([policy("wage_subsidy", share=0.3)], "employment", +1),
    ([policy("wage_subsidy", share=0.3)], "price_level", -1),
    ([policy("shorter_week", cut=0.2, made_up=0.0)], "price_level", +1),
    ([policy("shorter_week", cut=0.2, made_up=0.0)], "employment", +1),
    ([policy("gpu_tax", tax_rate=1.0)], "gpu_rent", -1),
    ([policy("gpu_tax", tax_rate=1.0)], "displaced_jobs", -1),
    ([policy("automation_tax", amount=2_000.0)], "displaced_jobs", -1),
    ([policy("automation_tax", amount=2_000.0)], "gpu_rent", -1),
    ([policy("foreign_rent_levy", tax_rate=0.5)], "foreign_rent", -1),
    ([policy("capital_income_tax", tax_rate=0.3)], "disposable_income_gini", -1),
    ([policy("capital_income_tax", tax_rate=0.3)], "government_debt", -1),
    ([policy("wealth_tax", tax_rate=0.05)], "government_debt", -1),
    ([policy("wealth_tax", tax_rate=0.05)], "richest_taxes", +1),
    ([policy("income_surtax", tax_rate=0.3, threshold=5_000.0)], "richest_taxes", +1),
    ([policy("universal_basic_compute", hours=100.0, used=0.5)], "gpu_rent", +1),
    ([policy("universal_basic_compute", hours=100.0, used=0.0)], "poorest_tenth", +1),
    ([policy("citizens_fund", target=1.0, speed=1.0)], "poorest_tenth", +1),
    ([policy("antitrust", largest_share=0.14, selling_speed=0.5, open_models=0.0)], "compute_hhi", -1),
]
"""Policies, a figure, and where it must go."""


def test_every_kind_has_a_direction():
    from sim.policies import kinds

    assert {table["kind"] for tables, _, _ in DIRECTIONS for table in tables} == set(kinds())


@pytest.mark.parametrize(("tables", "measure", "direction"), DIRECTIONS)
def test_direction(last_year, tables, measure, direction):
    with_policy, without = last_year(*tables), last_year()
    assert direction * (with_policy[measure] - without[measure]) > 0.0


def test_a_larger_income_does_more_and_costs_in_proportion(last_year):
    half, whole = last_year({**UBI, "amount": 500.0}), last_year(UBI)
    assert half["poverty_rate"] > whole["poverty_rate"]
    per_dollar = [
        run["policy_cost"] / amount / run["price_level"] for run, amount in ((half, 500.0), (whole, 1_000.0))
    ]
    assert per_dollar[0] == pytest.approx(per_dollar[1], rel=0.01)
    # 275 million adults, twelve payments a year, each at the prices of the month before
    assert per_dollar[0] == pytest.approx(275.05 * 12.0 / 1_000.0, rel=0.02)


def test_fewer_hours_cost_output_where_nobody_is_idle(last_year):
    week = policy("shorter_week", cut=0.2, made_up=0.0)
    calm = {"story": "baseline"}
    assert last_year(week, **calm)["real_gdp"] < 0.95 * last_year(**calm)["real_gdp"]


def test_an_income_that_is_taxed_back_lowers_demand_for_labour_less_than_it_would_raise_it(last_year):
    deficit, taxed = last_year(UBI), last_year({**UBI, "financed_by": "capital_tax"})
    assert taxed["government_debt"] < deficit["government_debt"]
    assert taxed["price_level"] < deficit["price_level"]


def test_unearned_income_lowers_participation_of_those_drawn_only(policy_economy):
    """A lottery inside the economy, as in field experiments: the treated take part less, others do not."""
    from sim.rules.grants import treated
    from sim.state.columns import EMPLOYED, UNEMPLOYED

    table = {"kind": "universal_basic_income", "amount": 1_000.0, "treated_share": 0.1, "lottery": 2}
    changes = {"run__people": 60_000, "population__income_effect": 0.05}
    runs = []
    for tables in ([table], []):
        simulation = policy_economy(tables, story="baseline", **changes)
        simulation.run(24)
        status = simulation.state.workers.status
        runs.append((status == EMPLOYED) | (status == UNEMPLOYED))
    drawn = treated(0.1, 2, 60_000, 5)
    effect = runs[0][drawn].mean() - runs[1][drawn].mean()
    spread = 3.0 * (2.0 * 0.24 / drawn.sum()) ** 0.5
    assert effect == pytest.approx(-0.05, abs=max(0.02, spread))
    assert abs(runs[0][~drawn].mean() - runs[1][~drawn].mean()) < 0.01


def test_training_saves_skill_and_changes_the_occupation(policy_economy):
    from sim.rules.skill import trained_skill

    assert trained_skill(4_000, 0.5, 0.0) == 2_000
    assert trained_skill(4_000, 0.5, 0.5) == 3_000
    assert trained_skill(4_000, 0.5, 1.0) == 4_000
    assert trained_skill(4_000, 1.5, 1.0) == 6_000
    simulation = policy_economy([policy("retraining", seats=20.0, after=0, months=2)])
    simulation.run(1)
    before = simulation.state.workers.occupation.copy()
    trainees = simulation.state.workers.status == 3
    targets = simulation.state.workers.target.copy()
    simulation.run(4)
    changed = simulation.state.workers.occupation != before
    assert trainees.sum() > 20
    finished = trainees & (simulation.state.workers.status == UNEMPLOYED_CODE)
    assert (simulation.state.workers.occupation[finished] == targets[finished]).all()
    assert changed[trainees].mean() > 0.5


UNEMPLOYED_CODE = 1


def test_the_price_of_labour(policy_economy):
    simulation = policy_economy(
        [policy("wage_subsidy", share=0.2, ceiling=1e6), policy("shorter_week", cut=0.25, made_up=0.2)]
    )
    simulation.run(1)
    levers = simulation.flows.levers
    wage = simulation.state.macro.occupation_wage
    assert labour_price(wage, levers) == pytest.approx(wage / (1.0 - 0.2) * (1.0 - 0.2))


def test_of_a_wage_above_the_ceiling_only_the_part_below_is_subsidised(policy_economy):
    simulation = policy_economy([policy("wage_subsidy", share=0.2, ceiling=4_000.0)])
    wage = simulation.state.macro.occupation_wage
    levers = simulation.policies.levers_in_force(simulation.state, 0)
    ceiling = 400_000 * float(simulation.state.macro.price_level[0])
    expected = [0.2 * min(1.0, ceiling / float(one)) for one in wage]
    assert levers.wage_subsidy == pytest.approx(expected, rel=1e-5)
    assert min(expected) < 0.2


def test_a_capped_share_of_gpu_time_is_given_away(policy_economy):
    simulation = policy_economy([policy("universal_basic_compute", hours=700.0, used=1.0, largest_part=0.2)])
    simulation.run(1)
    levers, fleet = simulation.flows.levers, float(simulation.state.providers.fleet.sum())
    capacity = fleet * (1.0 - simulation.scenario.compute.training_share)
    assert levers.public_compute == pytest.approx(0.2 * capacity, rel=0.1)


def test_without_ai_there_is_no_compute_to_give_buy_or_divide(policy_economy):
    kinds = ("universal_basic_compute", "citizens_fund", "antitrust", "gpu_tax", "automation_tax")
    simulation = policy_economy([policy(kind) for kind in kinds], story="baseline")
    simulation.run(6)
    rows = simulation.records.frames()["policies"]
    assert rows.select("cost", "own_revenue", "tax_revenue").to_numpy().max() == 0.0
