"""Each policy moves what it is meant to move, in the direction it is meant to, on common random numbers."""

import pytest

from sim.policies import find, kinds
from sim.state.columns import EMPLOYED, RETRAINING, UNEMPLOYED
from sim.state.levers import labour_price

UBI = {"kind": "universal_basic_income", "amount": 1_000.0}


def policy(kind, **parameters):
    return {"kind": kind, **parameters}


DIRECTIONS = [
    pytest.param(
        policy(kind, **direction.at), direction.figure, direction.sign, id=f"{kind}-{direction.figure}"
    )
    for kind in kinds()
    for direction in find(kind).moves
]


@pytest.mark.parametrize(("table", "figure", "sign"), DIRECTIONS)
def test_direction(changes, table, figure, sign):
    """The mean change over seeds, paired, goes the way that the policy says, beyond its standard error."""
    change = changes(table, figure)
    assert sign * change.mean() > change.std(ddof=1) / change.size**0.5


def test_a_larger_income_does_more_and_costs_in_proportion(last_year):
    half, whole = last_year({**UBI, "amount": 500.0}), last_year(UBI)
    assert half["poverty_rate"] > whole["poverty_rate"]
    per_dollar = [
        run["policies.cost"] / amount / run["price_level"]
        for run, amount in ((half, 500.0), (whole, 1_000.0))
    ]
    assert per_dollar[0] == pytest.approx(per_dollar[1], rel=0.01)
    # 278 million adults, twelve payments a year, each at the prices of the month before
    assert per_dollar[0] == pytest.approx(277.67 * 12.0 / 1_000.0, rel=0.02)


def test_fewer_hours_cost_output_where_nobody_is_idle(last_year):
    week = policy("shorter_week", cut=0.2, made_up=0.0)
    calm = {"story": "baseline"}
    assert last_year(week, **calm)["real_gdp"] < 0.95 * last_year(**calm)["real_gdp"]


def test_an_income_that_is_taxed_back_lowers_demand_for_labour_less_than_it_would_raise_it(last_year):
    deficit, taxed = last_year(UBI), last_year({**UBI, "financed_by": "capital_tax"})
    assert taxed["government_debt"] < deficit["government_debt"]
    assert taxed["price_level"] < deficit["price_level"]


def test_unearned_income_lowers_participation_of_those_drawn_only(policy_economy, alone):
    """A lottery inside the economy, as in field experiments: the treated take part less, others do not.

    The response is worked out for people who are all alike and come and go within months. Where many are
    retired, and others stay in their jobs for years, fewer of them can answer, and they do so later.
    """
    from sim.rules.grants import treated

    table = {"kind": "universal_basic_income", "amount": 1_000.0, "treated_share": 0.1, "lottery": 2}
    people = 100_000
    changes = {**alone, "run__people": people, "population__income_effect": 0.05}
    runs = []
    for tables in ([table], []):
        simulation = policy_economy(tables, story="baseline", **changes)
        simulation.run(60)
        status = simulation.state.workers.status
        runs.append((status == EMPLOYED) | (status == UNEMPLOYED))
    drawn = treated(0.1, 2, people, 5)
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
    simulation = policy_economy([policy("retraining", seats=20.0, after=0, months=2)], run__people=8_000)
    simulation.run(1)
    before = simulation.state.workers.occupation.copy()
    trainees = simulation.state.workers.status == RETRAINING
    targets = simulation.state.workers.retraining_target.copy()
    simulation.run(4)
    changed = simulation.state.workers.occupation != before
    assert trainees.sum() > 20
    finished = trainees & (simulation.state.workers.status == UNEMPLOYED)
    assert (simulation.state.workers.occupation[finished] == targets[finished]).all()
    assert changed[trainees].mean() > 0.5


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
    simulation.run(0)
    fleet = float(simulation.state.providers.fleet.sum())  # of which a sixth more may stand there in a month
    simulation.step()
    capacity = fleet * (1.0 - simulation.scenario.compute.training_share)
    assert simulation.flows.levers.public_compute == pytest.approx(0.2 * capacity, rel=1e-9)


def test_without_ai_there_is_no_compute_to_give_buy_or_divide(policy_economy):
    kinds = ("universal_basic_compute", "citizens_fund", "antitrust", "gpu_tax", "automation_tax")
    simulation = policy_economy([policy(kind) for kind in kinds], story="baseline")
    simulation.run(6)
    rows = simulation.records.frames()["policies"]
    assert rows.select("cost", "own_revenue", "tax_revenue").to_numpy().max() == 0.0
