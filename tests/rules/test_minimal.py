"""The minimal rules: each does the one thing that its name says."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.rules.compute_price import gpu_cost
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import ACTIVE, UNEMPLOYED


def economy(story="pessimistic", **changes):
    values = {"run.people": 2_000, "run.burn_in_months": 2, "run.months": 12}
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    return Simulation(Scenario.load(story).with_(values), seed=2)


def test_indexed_wages_follow_the_trend_alone():
    simulation = economy(rules__wages="indexed")
    before, months = simulation.state.macro.occupation_wage.copy(), 0
    while simulation.month < 12:
        simulation.step()
        months += 1
    wages = simulation.scenario.wages
    growth = (1.0 + (wages.trend_inflation + wages.productivity_growth) / 12.0) ** months
    np.testing.assert_allclose(simulation.state.macro.occupation_wage, before * growth, rtol=1e-12)


def test_a_fixed_rate_stays_at_what_the_scenario_says():
    simulation = economy(rules__policy_rate={"rule": "fixed", "rate": 0.07})
    for _ in range(4):
        simulation.step()
        assert simulation.state.macro.policy_rate[0] == 0.07


def test_the_rent_at_marginal_cost_is_what_a_gpu_costs():
    simulation = economy(rules__compute_price="marginal_cost")
    while simulation.month < 3:
        prices = float(simulation.state.macro.price_level[0])
        simulation.step()
    assert simulation.state.macro.gpu_rent[0] == gpu_cost(simulation.scenario) * prices


def test_replacement_leaves_the_fleet_as_it_is():
    simulation = economy("neutral", rules__compute_investment="replacement")
    while simulation.month < 1:
        simulation.step()
    fleet = simulation.state.providers.fleet.copy()
    simulation.state.providers.deposits[:] = 10**13  # enough to pay for every order
    simulation.money = money(simulation.state)
    simulation.step()
    np.testing.assert_allclose(simulation.state.providers.fleet, fleet, rtol=1e-12)


def still_looking(simulation):
    """Run a month; return how many stay without work in each occupation (everybody looks in the own one)."""
    workers = simulation.state.workers
    status, occupation = workers.status.copy(), workers.occupation.copy()
    simulation.step()
    stay = (status == UNEMPLOYED) & (workers.status == UNEMPLOYED)
    return np.bincount(occupation[stay], minlength=22)


def test_on_the_short_side_of_the_market_nothing_is_overlooked(alone):
    # more people than vacancies, whom an urn overlooks; all look in their occupation and take what they find
    slack = alone | {
        "run.people": 20_000, "population.unemployment_rate": 0.12, "labour.unemployed_search": 1.0,
        "labour.search_decay": 0.0, "labour.other_occupation": 0.0, "labour.reservation_wage": 0.0,
    }  # fmt: skip
    urn, short = economy(**slack), economy(rules__matching="short_side", **slack)
    left_by_urn, left = still_looking(urn), still_looking(short)
    found, others = short.flows.labour, urn.flows.labour
    assert np.minimum(left, found.openings).sum() == 0  # nobody, or no vacancy, is left in an occupation
    assert np.minimum(left_by_urn, others.openings).sum() > 0
    np.testing.assert_array_equal(found.vacancies, others.vacancies)  # the first month begins alike
    assert (found.openings <= others.openings).all()
    assert found.openings.sum() < 0.7 * others.openings.sum()


def test_a_price_at_cost_plus_is_the_markup_over_unit_cost():
    simulation = economy("baseline", rules__pricing="cost_plus")
    simulation.step()
    firms, markup = simulation.state.firms, simulation.structure.markup
    sold = (firms.status == ACTIVE) & (firms.birth < simulation.month - 1)
    expected = (1.0 + markup[firms.sector[sold]]) * firms.unit_cost[sold]
    np.testing.assert_allclose(firms.price[sold], expected, rtol=1e-12)


def test_adoption_at_a_uniform_hazard_does_not_look_at_neighbours():
    shares = []
    for rate in (0.0, 1.0):
        hazard = {"rule": "uniform_hazard", "rate": rate}
        simulation = economy(rules__adoption=hazard, adoption__cost_median=0.0)
        simulation.run(0)
        simulation.step()
        firms = simulation.state.firms
        gain = (firms.status == ACTIVE) & (firms.ai_saving > 0.0)
        shares.append((firms.adoption[gain] > 0.0).mean())
    assert shares[0] < 0.4 < 0.99 < shares[1]  # at first only those who use AI in the base year


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("rules.wages=indexd", 'rules.wages is "indexd"; the nearest is indexed.'),
        ("rules.wages=3", "rules.wages is 3; it must be one of anchored, indexed, phillips_curve."),
        (
            'rules.policy_rate={rule="fixed",rat=1}',
            'rules.policy_rate has no key "rat"; the nearest is rate.',
        ),
        (
            'rules.policy_rate={rule="fixed",rate=1}',
            "rules.policy_rate.rate is 1; it must be a number from 0 to 0.5 (share a year).",
        ),
        (
            "rules.policy_rate={rate=0.1}",
            "rules.policy_rate.rule is missing; it must be one of fixed, inflation_target, taylor.",
        ),
        ("rules.wage=indexed", 'rules has no key "wage"; the nearest is wages.'),
    ],
)
def test_a_rule_that_is_not_there_is_one_sentence(given, sentence):
    with pytest.raises(ScenarioError) as refused:
        Scenario.load("baseline", [given])
    assert str(refused.value) == f"--set {given}: {sentence}"


def test_a_rule_with_parameters_is_read_back_as_it_was_written():
    scenario = Scenario.load("baseline", ["rules.policy_rate=fixed", "rules.policy_rate.rate=0.02"])
    assert scenario.rules.policy_rate == {"rule": "fixed", "rate": 0.02}
    assert Scenario.from_tables(scenario.resolved()) == scenario
    assert scenario.with_({"rules.policy_rate": "inflation_target"}) == Scenario.load("baseline")
