"""Demand for GPUs at other rents: each firm's cost minimum worked out again, for firms in two blocks."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.kernels.sums import FIRM_BLOCK
from sim.rules.derived_demand import IN_ORDER, MULTIPLES, demand_curve
from sim.rules.tasks import Needs, Tasks, Technology, needs_of_users
from sim.state.columns import ACTIVE, CLOSING, empty_firms, empty_teams

from .one_team import team_need

SIZE = FIRM_BLOCK + 40
OCCUPATIONS = 5
WAGE = np.array([300_000.0, 420_000.0, 550_000.0, 700_000.0, 900_000.0])
BENCHMARK = np.array([310_000.0, 400_000.0, 520_000.0, 740_000.0, 880_000.0])
AUTOMATABLE = np.array([0.5, 0.2, 0.7, 0.35, 0.05])
TECHNOLOGY = Technology(
    active=True, ratio=3.0, rent=500_000.0, oversight=0.1, substitution_share=0.6, assist_speedup=1.5,
    assist_gpu_share=0.3, task_elasticity=0.6, royalty=0.3,
)  # fmt: skip
SIGMA, EPSILON, WANTED = 0.5, 1.4, 77.0


@pytest.fixture
def state():
    """Return firms in two blocks, an eighth of them users of AI, with one to four teams each."""
    firms, teams, random = empty_firms(SIZE), empty_teams(SIZE), np.random.default_rng(4)
    firms.status[:] = ACTIVE
    firms.status[::11] = CLOSING
    firms.adoption[::8] = random.uniform(0.1, 1.0, firms.adoption[::8].size)
    firms.premium[:] = random.uniform(0.8, 1.3, SIZE)
    firms.productivity[:] = random.uniform(5_000.0, 9_000.0, SIZE)
    firms.unit_cost[:] = random.uniform(60.0, 140.0, SIZE)
    firms.planned_output[:] = random.uniform(1e4, 9e4, SIZE)
    firms.ai_saving[:] = np.where(np.arange(SIZE) % 16 == 0, 0.2, -0.1)
    for firm in range(SIZE):
        n = 1 + firm // 8 % 4
        teams.weight[4 * firm : 4 * firm + n] = 1.0 / n
        teams.occupation[4 * firm : 4 * firm + n] = random.integers(0, OCCUPATIONS, n)
    firms.planned_output[24] = 0.0
    teams.weight[4 * 16 : 4 * 17] = 0.0  # a firm of people who run it alone
    return SimpleNamespace(firms=firms, teams=teams)


def curve(state, technology=TECHNOLOGY, wanted=WANTED, month=7, rent=500_000.0, elasticity=EPSILON):
    tasks = Tasks(technology, WAGE, AUTOMATABLE)
    return demand_curve(
        state, tasks, BENCHMARK, rent=rent, wanted=wanted, team_elasticity=SIGMA,
        demand_elasticity=elasticity, month=month,
    )  # fmt: skip


def worked_out(state, technology, elasticity=EPSILON):
    """Return by the definitions what all users want at the multiples of the rent in order."""
    firms, teams = state.firms, state.teams
    times = np.array(MULTIPLES)[list(IN_ORDER)]
    total = np.zeros(times.size)
    for firm in np.flatnonzero((firms.status == ACTIVE) & (firms.adoption > 0.0)):
        rows = [row for row in range(4 * firm, 4 * firm + 4) if teams.weight[row] > 0.0]
        if not rows:
            continue
        premium, found = float(firms.premium[firm]), []
        for rent in (1.0, *times):
            level = base = gpus = 0.0
            for row in rows:
                occupation, share = teams.occupation[row], float(teams.weight[row])
                wage, intensity = WAGE[occupation] * premium, float(firms.adoption[firm])
                dearer = technology._replace(
                    rent=technology.rent * rent, pay_share=technology.pay_share * rent
                )
                need = team_need(AUTOMATABLE[occupation], intensity, wage, dearer)
                cost = need.cost
                if firms.ai_saving[firm] > 0.0 and need.gpus > 0.0 and intensity > technology.trial:
                    cost += technology.adjustment * (1.0 - intensity) * AUTOMATABLE[occupation] * wage
                cost += technology.royalty * max(wage - cost, 0.0)
                relative = cost / (BENCHMARK[occupation] * premium)
                base += share * BENCHMARK[occupation]
                level += share * BENCHMARK[occupation] * relative ** (1.0 - SIGMA)
                gpus += share * relative**-SIGMA * need.gpus
            index = (level / base) ** (1.0 / (1.0 - SIGMA))
            found.append((index, gpus, base))
        today, _, base = found[0]
        unit = firms.productivity[firm] * firms.unit_cost[firm]
        part = min(today * base * premium / unit, 1.0)
        for k, (index, gpus, _) in enumerate(found[1:]):
            dearer = 1.0 - part + part * index / today
            output = firms.planned_output[firm] / firms.productivity[firm] * dearer**-elasticity
            total[k] += gpus * index**SIGMA * output
    return total


CHANGES = [{}, {"royalty": 0.0}, {"adjustment": 0.3, "trial": 0.2}, {"pay_share": 0.4}]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_every_firm_uses_the_gpus_of_its_cost_minimum_for_what_it_still_sells(state, changes):
    technology = TECHNOLOGY._replace(**changes)
    expected = worked_out(state, technology)
    found = curve(state, technology)
    np.testing.assert_allclose(found.gpus, WANTED * expected / expected[2], rtol=1e-6)
    np.testing.assert_allclose(found.rent, 500_000.0 * np.array([0.4, 0.7, 1.0, 1.4, 2.5]))
    assert found.gpus[2] == pytest.approx(WANTED)
    assert (np.diff(found.gpus) < 0.0).all()


def test_costs_that_are_all_labour_are_no_more_than_all(state):
    """What a unit costs may lie below the labour in it, where the plan was made at other prices."""
    state.firms.unit_cost[:] = 1.0
    expected = worked_out(state, TECHNOLOGY)
    np.testing.assert_allclose(curve(state).gpus, WANTED * expected / expected[2], rtol=1e-6)
    state.firms.unit_cost[:] = 0.0
    np.testing.assert_allclose(curve(state).gpus, WANTED * expected / expected[2], rtol=1e-6)


@pytest.mark.parametrize("adjustment", [0.0, 0.3, 2.0])
def test_users_whose_use_deepens_need_people_who_change_work_over(state, adjustment):
    technology = TECHNOLOGY._replace(adjustment=adjustment, trial=0.2)
    firms, teams = state.firms, state.teams
    needs = Needs(*np.zeros((len(Needs._fields), 4 * SIZE)))
    n = needs_of_users(needs, 0, SIZE, firms, teams, Tasks(technology, WAGE, AUTOMATABLE))
    users = np.repeat((firms.status == ACTIVE) & (firms.adoption > 0.0), 4) & (teams.weight > 0.0)
    rows = np.flatnonzero(users)
    assert n == rows.size > 20
    changed = 0
    for place, row in enumerate(rows):
        firm, occupation = row // 4, teams.occupation[row]
        wage, intensity = WAGE[occupation] * float(firms.premium[firm]), float(firms.adoption[firm])
        need = team_need(AUTOMATABLE[occupation], intensity, wage, technology)
        deepens = firms.ai_saving[firm] > 0.0 and need.gpus > 0.0 and intensity > 0.2
        people = adjustment * (1.0 - intensity) * AUTOMATABLE[occupation] if deepens else 0.0
        assert needs.people[place] == pytest.approx(need.people + people, rel=1e-9)
        assert needs.cost[place] == pytest.approx(need.cost + people * wage, rel=1e-9)
        changed += people > 0.0
    assert (0 < changed < n) == (adjustment > 0.0)


def test_what_is_sold_whatever_it_costs_is_made_whatever_gpus_cost(state):
    expected = worked_out(state, TECHNOLOGY, elasticity=0.0)
    found = curve(state, elasticity=0.0)
    np.testing.assert_allclose(found.gpus, WANTED * expected / expected[2], rtol=1e-6)
    assert (found.gpus[3:] > curve(state).gpus[3:]).all()


def test_the_month_says_where_to_look_and_in_a_small_economy_all_is_looked_at(state):
    for month in range(3):
        np.testing.assert_array_equal(curve(state, month=month).gpus, curve(state).gpus)
    second = SimpleNamespace(firms=state.firms, teams=state.teams)
    second.firms.adoption[:FIRM_BLOCK] = 0.0  # the users of the second block count by themselves
    expected = worked_out(second, TECHNOLOGY)
    np.testing.assert_allclose(curve(second).gpus, WANTED * expected / expected[2], rtol=1e-6)


def test_without_demand_there_is_no_curve_and_without_users_it_does_not_respond(state):
    assert (curve(state, wanted=0.0).gpus == 0.0).all()
    assert (curve(state, rent=0.0).gpus == 0.0).all()
    little = curve(state, wanted=0.5, rent=0.5)
    assert little.gpus[2] == pytest.approx(0.5)
    assert little.gpus[0] > 0.5
    state.firms.adoption[:] = 0.0
    np.testing.assert_array_equal(curve(state).gpus, WANTED)


def test_where_all_use_that_is_looked_at_waits_for_a_lower_rent_demand_does_not_respond(state):
    """Nobody wants GPUs at today's rent and some do at two fifths of it: no part of nothing can be told."""
    dear = TECHNOLOGY._replace(rent=4e6)
    expected = worked_out(state, dear)
    assert expected[0] > 0.0 == expected[2]
    np.testing.assert_array_equal(curve(state, dear).gpus, WANTED)


def test_few_gpus_are_a_demand_too(state):
    """A block that wants less than one GPU still says how demand responds."""
    state.firms.planned_output[:] *= 1e-4
    expected = worked_out(state, TECHNOLOGY)
    assert expected[2] < 1.0
    np.testing.assert_allclose(curve(state).gpus, WANTED * expected / expected[2], rtol=1e-6)
