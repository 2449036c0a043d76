"""Where the row of a firm lies, in the first block of its table or a later one, changes nothing it does."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.kernels.sums import FIRM_BLOCK
from sim.phases import adoption, firm_accounts, frontier, goods_market, gpu_market, planning, production
from sim.phases.money import Money
from sim.rules.compute_price import GpuMarket
from sim.state.columns import ACTIVE, CLOSING, EMPTY, Firms, Teams
from sim.units import MONTHS_PER_YEAR

AHEAD = FIRM_BLOCK + 16
"""Empty rows before the first firm: all of a block and a part of the next; whole years of months."""
assert AHEAD % MONTHS_PER_YEAR == 0  # firms look at AI and report in turns by row
NO_CHANCE = {
    "firms__demand_shock_sd": 0.0, "firms__exit_rate": 0.0, "firms__young_exit_rate": 0.0,
    "firms__entry_rate": 0.0, "adoption__trial_hazard": 0.0, "adoption__base_hazard": 0.0,
    "adoption__peer_hazard": 0.0, "adoption__cost_median": 0.0, "adoption__adjustment": 0.1,
    "compute__new_tasks_rate": 0.1, "compute__capability_start": 4.0, "compute__gpu_worker_ratio": 3.0,
    "compute__gpu_worker_ratio_start": 3.0, "models__royalty_share": 0.6,
}  # fmt: skip
"""Nothing is drawn by row, and AI can do much."""


@pytest.fixture(scope="module")
def both(build):
    """Return a month of the firms of a small economy, and of the same behind many empty rows."""
    model = build("neutral", people=1_000, **NO_CHANCE)
    firms, macro = model.state.firms, model.state.macro
    active = np.flatnonzero(firms.status == ACTIVE)
    firms.adoption[active[::3]] = np.linspace(0.1, 1.0, active[::3].size)
    firms.status[active[5]] = CLOSING
    firms.neighbours[:] = -1  # whom a firm looks at is told by row
    levers = model.policies.levers_in_force(model.state, 0)
    frontier.train(model.state, model.structure, model.scenario, levers, 0)  # owners of models begin
    macro.ai_era[0], macro.new_task_index[0] = 1.0, 1.4
    macro.saving_kept[:], macro.gpu_rent[0] = 0.4, 100_000.0
    shifted = model.state._replace(firms=_behind(firms, AHEAD), teams=_behind(model.state.teams, 4 * AHEAD))
    shifted = shifted._replace(
        macro=type(macro)(*(column.copy() for column in macro)), accounts=model.state.accounts.copy(),
        providers=type(model.state.providers)(*(column.copy() for column in model.state.providers)),
        model_owners=type(model.state.model_owners)(*(column.copy() for column in model.state.model_owners)),
    )  # fmt: skip
    return [_month(model, state) for state in (model.state, shifted)]


def _behind(table: Firms | Teams, rows: int) -> Firms | Teams:
    """Return a table with so many rows of zeros before its own."""
    return type(table)(*(
        np.concatenate([np.zeros((rows, *column.shape[1:]), column.dtype), column]) for column in table
    ))  # fmt: skip


def _month(model, state):
    """Let firms plan, make, sell, settle and look at AI; return tables and flows after each step."""
    structure, scenario, seed, month = model.structure, model.scenario, model.seed, 13
    levers = model.policies.levers_in_force(state, month)
    rules = model.rules.in_month(state, structure, scenario, levers, seed, month)
    ai = frontier.train(state, structure, scenario, levers, month)
    plans = planning.plan(state, structure, ai, scenario, levers, seed, month)
    rounded = state.teams.vacancies.copy()
    market = gpu_market.clear(state, plans, ai, scenario, levers, rules)
    made = production.produce(state, structure, ai, market, scenario, levers)
    output = state.firms.output.copy()
    spent = goods_market.sell(state, structure, scenario, levers, rules, Money(0, 0), seed, month)
    settled = firm_accounts.settle(state, structure, market, scenario, levers, seed, month)
    adoption.adopt(state, structure, ai, scenario, levers, rules, seed, month)
    return SimpleNamespace(
        state=state, plans=plans, made=made, spent=spent, settled=settled, output=output, vacancies=rounded
    )


def test_every_firm_does_the_same(both):
    here, there = both
    for name, column in here.state.firms._asdict().items():
        if name != "neighbours":
            np.testing.assert_allclose(
                getattr(there.state.firms, name)[AHEAD:], column, rtol=1e-12, err_msg=name
            )
    for name, column in here.state.teams._asdict().items():
        if name != "vacancies":
            found = getattr(there.state.teams, name)[4 * AHEAD :]
            np.testing.assert_allclose(found, column, rtol=1e-12, err_msg=name)
    assert (np.abs(there.vacancies[4 * AHEAD :] - here.vacancies) <= 1).all()  # rounded by luck
    assert (there.state.firms.status[:AHEAD] == EMPTY).all()
    assert (there.state.firms.output[:AHEAD] == 0.0).all()
    np.testing.assert_allclose(there.output[AHEAD:], here.output, rtol=1e-12)
    assert (here.output > 0.0).sum() > 20
    assert (here.state.firms.gpus > 0.0).sum() > 5


def test_all_firms_together_are_the_same(both):
    here, there = both
    assert there.plans.gpu_demand == pytest.approx(here.plans.gpu_demand, rel=1e-12)
    assert there.plans.kept == pytest.approx(here.plans.kept, rel=1e-9)
    assert here.plans.gpu_demand > 0.0
    assert here.plans.kept > 0.0
    np.testing.assert_allclose(there.plans.done_by_ai, here.plans.done_by_ai, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(there.made, here.made, rtol=1e-12)
    np.testing.assert_allclose(there.spent.real, here.spent.real, rtol=1e-12)
    np.testing.assert_array_equal(there.spent.by_sector, here.spent.by_sector)
    for name, flow in here.settled._asdict().items():
        found = getattr(there.settled, name)
        if name == "sums":
            same = np.delete(np.arange(flow.size), firm_accounts.N_EMPTY)
            assert found[firm_accounts.N_EMPTY] == flow[firm_accounts.N_EMPTY] + AHEAD
            found, flow = found[same], flow[same]
        np.testing.assert_allclose(found, flow, rtol=1e-9, err_msg=name)


def test_where_nobody_works_no_share_of_the_work_is_undefined(build):
    model = build("neutral", people=1_000)
    state = model.state
    state.teams.skill_sum[:] = state.teams.headcount[:] = 0
    levers = model.policies.levers_in_force(state, 0)
    ai = frontier.train(state, model.structure, model.scenario, levers, 0)
    market = GpuMarket(1.0, 0.0, 0.0, 0.0, np.zeros(0), 0.0, 0.0)
    made = production.produce(state, model.structure, ai, market, model.scenario, levers)
    assert made.labour == 0.0
    assert state.macro.mean_adoption[0] == state.macro.automation[0] == 0.0
    assert (state.firms.output == 0.0).all()


def test_what_tasks_give_back_is_what_new_ones_take(both):
    """With more human tasks AI displaces less: what would be displaced without them is the larger part."""
    made = both[0].made
    assert made.displaced > made.reinstated > 0.0
