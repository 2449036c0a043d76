"""Plans: staffing is the cost minimum, in the base year and at any wages, with and without AI."""

import numpy as np
import pytest
from scipy.optimize import root

from sim.phases import frontier, planning, production
from sim.rules import tasks
from sim.rules.compute_price import GpuMarket
from sim.state.columns import ACTIVE, CLOSING, EMPTY, SKILL_ONE, TEAMS_PER_FIRM

from ..rules.one_team import team_need

MONTH = 0


def plan(model, **changes):
    """Plan a month; return levers, frontier and plans."""
    levers = model.policies.levers_in_force(model.state, MONTH)._replace(**changes)
    ai = frontier.train(model.state, model.structure, model.scenario, levers, MONTH)
    return (
        levers,
        ai,
        planning.plan(model.state, model.structure, ai, model.scenario, levers, model.seed, MONTH),
    )


def teams_of(model, firm):
    """Return the team rows of a firm that have work."""
    rows = np.arange(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1))
    return rows[model.state.teams.weight[rows] > 0.0]


def active_firms(model):
    return np.flatnonzero(model.state.firms.status == ACTIVE)


def shares_and_weights(model, rows):
    """Return the share of each team in benchmark cost, and the effort it needs for a unit of output."""
    weight = model.state.teams.weight[rows].astype(float)
    cost = weight * model.structure.base_wage[model.state.teams.occupation[rows]]
    return cost / cost.sum(), weight


def cheapest_efforts(cost, share, weight, sigma, output):
    """Minimise what ``output`` units of the firm's effort cost over the efforts of its teams, numerically.

    Output is homogeneous of degree one, so cost per unit depends on relative efforts alone; its gradient is
    exact to rounding by the complex step.
    """
    power = (sigma - 1.0) / sigma

    def units(effort):
        return (share * (effort / weight) ** power).sum() ** (1.0 / power)

    def unit_cost(logs):
        effort = np.exp(np.concatenate([logs, [0.0 * logs[0]]]))
        return (cost * effort).sum() / units(effort)

    def gradient(logs):
        steps = np.eye(logs.size) * 1e-30j
        return np.array([unit_cost(logs + step).imag / 1e-30 for step in steps]) / unit_cost(logs).real

    if cost.size == 1:
        return weight * output
    start = np.log(weight[:-1] / weight[-1])
    found = root(gradient, start, tol=1e-14)
    assert np.abs(gradient(found.x)).max() < 1e-11
    effort = np.exp(np.append(found.x, 0.0))
    return effort * output / units(effort)


def test_staffing_of_the_base_year_is_planned_exactly(build):
    model = build()
    plan(model)
    state = model.state
    for firm in active_firms(model):
        rows = teams_of(model, firm)
        scale = state.firms.planned_output[firm] / state.firms.productivity[firm]
        # the benchmark: every team's effort is its weight, to the bit
        np.testing.assert_array_equal(
            state.teams.effort[rows], state.teams.weight[rows].astype(float) * scale
        )
    # the stock is on target, so that a firm plans what it expects to sell
    np.testing.assert_allclose(state.firms.planned_output, state.firms.expected_demand, rtol=1e-12)


def test_staffing_of_the_base_year_is_the_cost_minimum(build):
    model = build()
    plan(model)
    state, sigma = model.state, model.scenario.firms.team_elasticity
    for firm in active_firms(model):
        rows = teams_of(model, firm)
        share, weight = shares_and_weights(model, rows)
        wage = model.structure.base_wage[state.teams.occupation[rows]]
        scale = state.firms.planned_output[firm] / state.firms.productivity[firm]
        expected = cheapest_efforts(wage, share, weight, sigma, scale)
        np.testing.assert_allclose(state.teams.effort[rows], expected, rtol=1e-9)


@pytest.mark.parametrize("scenario", ["baseline", "neutral", "mostaque"])
@pytest.mark.parametrize("sigma", [0.2, 0.5, 0.9])
def test_staffing_is_the_cost_minimum_at_any_wages(build, scenario, sigma):
    model = build(
        scenario, firms__team_elasticity=sigma, firms__saving_kept=0.0, compute__gpu_worker_ratio_start=3.0
    )
    state, random = model.state, np.random.default_rng(7)
    state.macro.occupation_wage[:] *= np.exp(random.normal(0.0, 0.3, 22))
    state.firms.adoption[:] = random.uniform(0.0, 1.0, state.firms.adoption.size)
    levers, ai, _ = plan(model)
    goods = float(model.structure.investment @ state.macro.sector_price) / 100.0  # capital goods' price
    for firm in active_firms(model):
        rows = teams_of(model, firm)
        share, weight = shares_and_weights(model, rows)
        occupation = state.teams.occupation[rows]
        wage = (
            state.macro.occupation_wage[occupation]
            * (1.0 + levers.employer_contributions)
            * state.firms.premium[firm]
        )
        needs = [
            team_need(ai.automatable[o], state.firms.adoption[firm], w, ai.technology)
            for o, w in zip(occupation, wage, strict=True)
        ]
        royalty = ai.technology.royalty  # to owners of models, a part of what AI saves
        cost = np.array(
            [need.cost + royalty * max(0.0, w - need.cost) for need, w in zip(needs, wage, strict=True)]
        )
        scale = state.firms.planned_output[firm] / state.firms.productivity[firm]
        expected = cheapest_efforts(cost, share, weight, sigma, scale)
        np.testing.assert_allclose(state.teams.effort[rows], expected, rtol=1e-9)
        # needs are stored as float32
        np.testing.assert_allclose(state.teams.human_need[rows], [need.people for need in needs], rtol=1e-6)
        np.testing.assert_allclose(
            state.teams.gpu_need[rows], [need.gpus for need in needs], rtol=1e-6, atol=1e-30
        )
        capital = goods * model.structure.user_cost[state.firms.sector[firm]]
        unit_cost = (cost * expected).sum() / state.firms.planned_output[firm] + capital
        assert state.firms.unit_cost[firm] == pytest.approx(unit_cost, rel=1e-9)
    assert (state.teams.gpu_need > 0.0).any() == (scenario != "baseline") == (ai.technology.royalty > 0.0)


def test_no_firm_plans_to_pay_more_for_gpus_than_for_the_people_they_save(build):
    model = build("neutral", compute__gpu_worker_ratio_start=3.0)
    state = model.state
    state.firms.adoption[:] = 1.0
    levers, ai, _ = plan(model)
    assert (state.teams.gpu_need > 0.0).any()
    wage = state.macro.occupation_wage * (1.0 + levers.contribution_rate)
    pay = wage[state.teams.occupation] * np.repeat(state.firms.premium, TEAMS_PER_FIRM)
    rent = ai.technology.rent * state.teams.gpu_need.astype(float)
    # both needs are rounded to float32
    assert (rent <= pay * (1.0 - state.teams.human_need.astype(float)) + 1e-6 * pay).all()


def test_a_firm_that_gets_its_plan_produces_it(build):
    model = build("neutral", people=20_000, firms__team_coverage=0.0, compute__gpu_worker_ratio_start=3.0)
    state, random = model.state, np.random.default_rng(3)
    state.firms.adoption[:] = random.uniform(0.0, 1.0, state.firms.adoption.size)
    levers, ai, plans = plan(model)
    people = state.teams.effort * state.teams.human_need
    state.teams.skill_sum[:] = np.rint(people * SKILL_ONE * 1_000.0)
    state.firms.productivity[:] /= (
        1_000.0  # a thousand times the people, so that rounding to units of skill is small
    )
    market = GpuMarket(1.0, plans.gpu_demand, plans.gpu_demand, plans.gpu_demand, np.ones(1), 1.0, 0.0)
    production.produce(state, model.structure, ai, market, model.scenario, levers)
    busy = state.firms.planned_output > 0.0
    # half a unit of skill in the smallest team
    smallest = people[people > 0.0].min() * SKILL_ONE * 1_000.0
    np.testing.assert_allclose(
        state.firms.output[busy], state.firms.planned_output[busy], rtol=1.0 / smallest + 1e-6
    )


@pytest.mark.parametrize("oversight", [1e-2, 1e-5, 0.0])
def test_output_is_continuous_as_machines_take_over_all_work(build, oversight):
    """People per unit of effort go to zero, and those who are there with them; in the end nobody is."""
    model = build("neutral", people=5_000)
    state = model.state
    state.firms.adoption[:] = 1.0
    levers, ai, _ = plan(model)
    technology = ai.technology._replace(
        ratio=1e4, oversight=oversight, substitution_share=1.0, adjustment=0.0
    )
    ai = ai._replace(technology=technology, automatable=np.ones(ai.automatable.size))
    planning.plan(state, model.structure, ai, model.scenario, levers, model.seed, MONTH)
    used = (state.teams.weight > 0.0) & np.repeat(state.firms.status == ACTIVE, TEAMS_PER_FIRM)
    np.testing.assert_allclose(state.teams.human_need[used], oversight, rtol=1e-6)
    many = (
        1_000.0 if oversight >= 1e-3 else 1.0
    )  # times the people, so that whole units of skill matter little
    state.teams.skill_sum[:] = np.rint(state.teams.effort * oversight * SKILL_ONE * many) if many > 1.0 else 0
    state.firms.productivity[:] /= many
    market = GpuMarket(1.0, 1.0, 1.0, 1.0, np.ones(1), 1.0, 0.0)
    production.produce(state, model.structure, ai, market, model.scenario, levers)
    busy = state.firms.planned_output > 0.0
    # half a unit of skill in the smallest team
    smallest = SKILL_ONE * oversight * many * state.teams.effort[used & (state.teams.effort > 0.0)].min()
    # plan and output take powers of the shares in two ways: 2e-5 apart here, whatever the oversight
    tolerance = 1e-4 + (1.0 / smallest if many > 1.0 else 0.0)
    np.testing.assert_allclose(state.firms.output[busy], state.firms.planned_output[busy], rtol=tolerance)


def test_vacancies_and_layoffs_close_the_gap(build):
    model = build(people=20_000)
    state, random = model.state, np.random.default_rng(5)
    state.firms.expected_demand[:] *= np.exp(random.normal(0.0, 0.5, state.firms.status.size))
    _, _, plans = plan(model)
    teams, labour = state.teams, model.scenario.labour
    with np.errstate(divide="ignore", invalid="ignore"):
        skill = np.where(teams.headcount > 0, teams.skill_sum / (SKILL_ONE * teams.headcount), 1.0)
    people = teams.effort * teams.human_need / skill
    kept = teams.headcount * (1.0 - labour.expected_quits)
    gap = np.where(teams.weight > 0.0, people - kept, 0.0)
    # a vacancy more or less, at random
    assert (np.abs(teams.vacancies - np.maximum(gap, 0.0)) < 1.0).all()
    part = np.maximum(gap, 0.0) % 1.0
    noise = np.sqrt((part * (1.0 - part)).sum())
    assert abs(teams.vacancies.sum() - np.maximum(gap, 0.0).sum()) < 5.0 * noise
    laid_off = teams.layoff_rate * teams.headcount
    np.testing.assert_allclose(laid_off, labour.firing_speed * np.maximum(-gap, 0.0), rtol=1e-6, atol=1e-9)
    # what the labour market reads is what the teams posted
    by_occupation = np.bincount(teams.occupation, weights=teams.vacancies, minlength=22)
    np.testing.assert_array_equal(plans.vacancies.sum(axis=0), by_occupation)


def test_a_closing_firm_lays_everybody_off_and_an_empty_row_is_left_alone(build):
    model = build()
    state = model.state
    state.firms.status[3] = CLOSING
    empty = int(np.flatnonzero(state.firms.status == EMPTY)[0])
    state.firms.planned_output[empty] = 123.0
    plan(model)
    rows = slice(TEAMS_PER_FIRM * 3, TEAMS_PER_FIRM * 4)
    assert (state.teams.layoff_rate[rows] == 1.0).all()
    assert (state.teams.vacancies[rows] == 0).all()
    assert state.firms.planned_output[3] == 0.0
    assert state.firms.planned_output[empty] == 123.0


@pytest.mark.parametrize("substitution_share", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("assist_speedup", [1.5, 2.0])
def test_a_team_without_gpus_needs_no_fewer_people_than_before_ai(build, substitution_share, assist_speedup):
    # a unit of effort by hand takes at least one person, whatever mix of tasks was planned for the GPUs
    model = build(
        "neutral", compute__gpu_worker_ratio_start=3.0, compute__substitution_share=substitution_share,
        compute__assist_speedup=assist_speedup,
    )  # fmt: skip
    teams = model.state.teams
    model.state.firms.adoption[:] = 1.0
    _, _, _ = plan(model)
    rows = np.flatnonzero(teams.gpu_need > 0.0)
    assert rows.size > 0
    served = np.array([tasks.with_rationing(teams.human_need[row], 1.0) for row in rows])
    np.testing.assert_array_equal(served, teams.human_need[rows].astype(float))
    alone = np.array([tasks.with_rationing(teams.human_need[row], 0.0) for row in rows])
    assert alone.min() >= 1.0 - 1e-6  # float32


@pytest.mark.parametrize("kept", [0.0, 0.4, 1.0])
def test_a_user_of_ai_prices_on_its_cost_and_what_it_keeps_of_the_saving(build, kept):
    """Prices follow the cost c (c0 / c)**k, with c0 that at the same wages without AI."""
    costs = {}
    for adoption, share in ((0.0, 0.0), (1.0, 0.0), (1.0, kept)):
        model = build("neutral", compute__gpu_worker_ratio_start=5.0)
        model.state.firms.adoption[:] = adoption
        model.state.macro.saving_kept[:] = share
        plan(model)
        active = model.state.firms.status == ACTIVE
        costs[adoption, share] = model.state.firms.unit_cost[active]
    alone, full = costs[0.0, 0.0], costs[1.0, 0.0]
    assert (full < 0.999 * alone).any()
    expected = full * np.maximum(alone / full, 1.0) ** kept
    np.testing.assert_allclose(costs[1.0, kept], expected, rtol=1e-9)


def test_capital_limits_what_a_sector_plans(build):
    output = {}
    for limit in (1.0, 0.5):
        model = build()
        model.state.macro.output_limit[:] = limit
        plan(model)
        output[limit] = model.state.firms.planned_output[model.state.firms.status == ACTIVE]
    np.testing.assert_allclose(output[0.5], 0.5 * output[1.0], rtol=1e-12)


def planned_use(build, intensity, adjustment, saving=0.1, **changes):
    """Plan and produce a month in which all firms use AI with one intensity; return model, AI and work."""
    model = build("neutral", compute__gpu_worker_ratio_start=5.0, adoption__adjustment=adjustment, **changes)
    model.state.firms.adoption[:] = intensity
    model.state.firms.ai_saving[:] = saving
    levers, ai, plans = plan(model)
    market = GpuMarket(1.0, plans.gpu_demand, plans.gpu_demand, plans.gpu_demand, np.ones(1), 1.0, 0.0)
    done = production.produce(model.state, model.structure, ai, market, model.scenario, levers)
    return model, ai, done


@pytest.mark.parametrize("intensity", [0.1, 0.5, 1.0])
def test_changing_over_takes_people_for_the_work_that_has_yet_to_change(build, intensity):
    before, ai, _ = planned_use(build, intensity, 0.0)
    after, _, _ = planned_use(build, intensity, 0.4)
    teams = before.state.teams
    users = teams.gpu_need > 0.0
    assert users.any()
    more = 0.4 * (1.0 - intensity) * ai.automatable[teams.occupation]
    np.testing.assert_allclose(
        after.state.teams.human_need[users], teams.human_need[users] + more[users], rtol=1e-6
    )
    np.testing.assert_array_equal(after.state.teams.human_need[~users], teams.human_need[~users])
    np.testing.assert_array_equal(after.state.teams.gpu_need, teams.gpu_need)
    active = before.state.firms.status == ACTIVE
    dearer = after.state.firms.unit_cost[active] > before.state.firms.unit_cost[active]
    assert dearer.mean() > 0.9 if intensity < 1.0 else not dearer.any()


def test_early_use_of_ai_can_cost_more_than_it_saves(build):
    def cost(intensity, adjustment):
        model, _, _ = planned_use(build, intensity, adjustment)
        return model.state.firms.unit_cost[model.state.firms.status == ACTIVE]

    alone, early, late = cost(0.0, 1.0), cost(0.05, 1.0), cost(1.0, 1.0)
    assert (early > alone).mean() > 0.9
    assert (late < alone).mean() > 0.9  # the other end of the J


def test_a_firm_whose_use_does_not_deepen_changes_nothing_over(build):
    idle, _, _ = planned_use(build, 0.5, 0.4, saving=0.0)
    before, _, _ = planned_use(build, 0.5, 0.0)
    np.testing.assert_array_equal(idle.state.teams.human_need, before.state.teams.human_need)
    np.testing.assert_array_equal(idle.state.firms.unit_cost, before.state.firms.unit_cost)


def test_people_who_change_work_over_are_work_given_back(build):
    _, _, before = planned_use(build, 0.5, 0.0)
    model, ai, after = planned_use(build, 0.5, 0.4)
    teams = model.state.teams
    people = 0.4 * 0.5 * ai.automatable[teams.occupation] * teams.effort
    assert before.reinstated == pytest.approx(0.0, abs=1e-9)
    assert after.reinstated == pytest.approx(people[teams.gpu_need > 0.0].sum(), rel=1e-9)
    assert after.displaced > 0.9 * before.displaced


@pytest.mark.parametrize("stock", [0.0, 0.5, 1.5, 40.0])
def test_a_firm_plans_a_part_of_what_its_stock_lacks(build, stock):
    model = build()
    firms, numbers = model.state.firms, model.scenario.firms
    target = numbers.inventory_target * firms.expected_demand
    firms.inventory[:] = stock * target
    plan(model)
    expected = firms.expected_demand + numbers.inventory_speed * (1.0 - stock) * target
    active = active_firms(model)
    np.testing.assert_allclose(
        firms.planned_output[active], np.maximum(expected, 0.0)[active], rtol=1e-12, atol=1e-9
    )


def test_new_human_tasks_give_work_back(build):
    """What is displaced counts as if there were none of them; the rest of what machines do they give back."""
    found = {}
    for index in (1.0, 1.5):
        model = build("neutral", compute__gpu_worker_ratio_start=5.0, compute__substitution_share=1.0)
        model.state.firms.adoption[:], model.state.macro.new_task_index[0] = 0.5, index
        levers, ai, plans = plan(model)
        market = GpuMarket(1.0, plans.gpu_demand, plans.gpu_demand, plans.gpu_demand, np.ones(1), 1.0, 0.0)
        done = production.produce(model.state, model.structure, ai, market, model.scenario, levers)
        teams = model.state.teams
        users = teams.gpu_need > 0.0
        saved = (teams.effort * (1.0 - teams.human_need.astype(float)))[users].sum()
        assert done.assisted == 0.0
        assert done.displaced - done.reinstated == pytest.approx(saved, rel=1e-5)  # float32
        found[index] = done.reinstated / done.displaced
    assert found[1.0] == pytest.approx(0.0, abs=1e-9)
    assert 0.2 < found[1.5] < 0.5  # a third of the tasks is new


@pytest.mark.parametrize("part", [0.2, 0.5, 1.0])
def test_output_is_at_most_so_much_over_the_plan(build, part):
    model = build()
    firms = model.state.firms
    levers, ai, _ = plan(model)
    market = GpuMarket(1.0, 0.0, 1.0, 0.0, np.ones(1), 1.0, 0.0)
    active, cap = active_firms(model), model.scenario.firms.output_cap
    production.produce(model.state, model.structure, ai, market, model.scenario, levers)
    able, stock = firms.output.copy(), firms.inventory.copy()
    firms.planned_output[:] = part / cap * able
    production.produce(model.state, model.structure, ai, market, model.scenario, levers)
    np.testing.assert_allclose(firms.output[active], part * able[active], rtol=1e-12)
    np.testing.assert_allclose((firms.inventory - stock)[active], firms.output[active], rtol=1e-9)
