"""What firms do in a month, part by part: closed forms and edges, on tables made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.draws import stream, uniform
from sim.phases import (
    adoption,
    firm_accounts,
    planning,
    production,
    staffing,
)
from sim.rules.firm_month import FirmMonth
from sim.state.columns import (
    ACTIVE,
    CLOSING,
    EMPTY,
    SKILL_ONE,
    TEAMS_PER_FIRM,
)

from .by_hand import firms_of, teams_of

# Adoption


@pytest.mark.parametrize(
    ("firm", "status", "birth", "month", "due"),
    [
        (4, ACTIVE, -9, 8, True), (3, ACTIVE, -9, 9, True), (4, ACTIVE, -9, 9, False),
        (5, ACTIVE, -9, 0, True), (4, CLOSING, -9, 8, False), (5, ACTIVE, 9, 9, True),
        (5, ACTIVE, 8, 9, True), (5, ACTIVE, 7, 9, False),
        (5, EMPTY, 9, 9, False), (5, ACTIVE, 10, 9, True),
    ],
)  # fmt: skip
def test_firms_look_at_ai_twice_a_year_at_the_start_and_when_they_are_new(firm, status, birth, month, due):
    assert bool(adoption._is_due.py_func(firm, status, birth, month)) is due


USE = adoption.FirstUse(share=0.2, smallest=0.5, gain=3.0, half_size=20.0, intensity=0.3)


@pytest.mark.parametrize(("employees", "times"), [(0, 0.5), (20, 0.5 + 1.5), (60, 0.5 + 2.25), (10**9, 3.5)])
def test_large_firms_use_ai_more_often(employees, times):
    headcount = np.zeros(2 * TEAMS_PER_FIRM, np.int64)
    headcount[TEAMS_PER_FIRM:] = [employees - employees // 4, employees // 4, 0, 0]
    assert adoption._use_by_size.py_func(1, headcount, USE) == pytest.approx(times, rel=1e-6)
    assert adoption._use_by_size.py_func(0, headcount, USE) == 0.5


def test_the_first_users_are_as_many_as_are_and_use_it_as_much():
    n = 4_000
    status = np.full(n, ACTIVE, np.uint8)
    status[::4] = CLOSING
    headcount = np.zeros(TEAMS_PER_FIRM * n, np.int64)
    headcount[::TEAMS_PER_FIRM] = 20
    found = np.zeros(n, np.float32)
    adoption._first_users.py_func(status, headcount, found, USE, 7, 3)
    key = stream(7, 3, adoption.FIRST)
    draw = np.array([uniform(key, row) for row in range(n)])
    chance = USE.share * 2.0  # of firms of this size
    expected = np.where(draw < chance, np.maximum(0.02, 2.0 * USE.intensity * draw / chance), 0.0)
    np.testing.assert_allclose(found, np.where(status == ACTIVE, expected, 0.0), rtol=1e-6)
    users = found[found > 0.0]
    assert users.min() == np.float32(0.02)
    assert users.mean() == pytest.approx(USE.intensity, abs=0.05)


def test_news_of_ai_spreads_with_the_share_of_firms_that_use_it():
    firms = SimpleNamespace(
        status=np.array([ACTIVE, ACTIVE, ACTIVE, ACTIVE, CLOSING, EMPTY]),
        adoption=np.array([0.5, 0.01, 0.0, 0.0, 0.5, 0.5]),
    )
    assert adoption._hazard_of_trial(firms, 0.06) == pytest.approx(0.03)
    assert adoption._hazard_of_trial(firms, 0.0) == adoption._hazard_of_trial(firms, -1.0) == 0.0
    nobody = SimpleNamespace(status=np.array([EMPTY]), adoption=np.array([0.5]))
    assert adoption._hazard_of_trial(nobody, 0.06) == 0.0


def test_the_fixed_cost_of_ai_is_log_logistic_over_firms():
    numbers = adoption.AdoptionNumbers(0.1, 4.0, cost_median=0.05, cost_spread=0.7)
    key = stream(1, 0, adoption.FIXED_COST)
    cost = np.array([adoption._fixed_cost.py_func(key, firm, numbers) for firm in range(2_000)])
    luck = np.array([uniform(key, firm) for firm in range(2_000)])
    np.testing.assert_allclose(np.log(cost / 0.05), 0.7 * np.log(luck / (1.0 - luck)), atol=1e-9)
    assert (cost < 0.05).mean() == pytest.approx(0.5, abs=5.0 * 0.5 / np.sqrt(2_000))


# What firms report and leave


@pytest.mark.parametrize(
    ("before", "employees", "age", "expected"),
    [
        (5, 9, 71, (4, 0, 0, 4)), (5, 9, 72, (4, 0, 0, 0)), (-1, 9, 3, (9, 0, 9, 9)), (0, 9, 3, (9, 0, 0, 9)),
        (5, 5, 3, (0, 0, 0, 0)), (5, 2, 3, (0, 3, 0, 0)), (-1, 0, 3, (0, 0, 0, 0)), (5, 6, 80, (1, 0, 0, 0)),
    ],
)  # fmt: skip
def test_jobs_of_a_firm_are_created_or_destroyed_over_a_year(before, employees, age, expected):
    headcount, jobs = np.array([77, before], np.int64), np.zeros(5, np.int64)
    firm_accounts._report_jobs.py_func(1, age, employees, headcount, jobs)
    names = ("CREATED", "DESTROYED", "CREATED_BY_BIRTH", "CREATED_BY_YOUNG")
    assert tuple(jobs[getattr(firm_accounts, name)] for name in names) == expected
    assert jobs.sum() == sum(expected)
    np.testing.assert_array_equal(headcount, [77, employees])


@pytest.mark.parametrize("young", [True, False])
@pytest.mark.parametrize(("intensity", "uses", "tries"), [(0.0, 0, 0), (0.05, 1, 1), (0.5, 1, 0)])
def test_a_firm_counts_once_with_its_people_in_its_sector(intensity, uses, tries, young):
    sums, jobs = np.zeros(firm_accounts.N_SUMS, np.int64), np.zeros(5, np.int64)
    sectors, reals = np.zeros((5, 3), np.int64), np.zeros((4, 3))
    values = {"automated": 1.5, "gpus": 4.0, "output": 10.0, "expected_demand": 11.0, "adoption": intensity}
    firms = firms_of(1, **{name: np.array([value]) for name, value in values.items()})
    paid = FirmMonth(*(0 for _ in FirmMonth._fields))._replace(employees=7, profit=-30)
    age = 72 - int(young)  # six years
    firm_accounts._count.py_func(0, 2, age, paid, firms, 0.05, sums, jobs, sectors, reals)
    names = ("N_ACTIVE", "EMPLOYED", "AUTOMATED", "WITH_AI", "EMPLOYED_WITH_AI")
    found = [int(sums[getattr(firm_accounts, name)]) for name in names]
    assert found == [1, 7, 1_500, uses, 7 * uses]
    assert sums.sum() == sum(found)
    np.testing.assert_array_equal(sectors[[0, 1, 2, 4], 2], [7, 1, uses, tries])
    np.testing.assert_array_equal(reals[:, 2], [4.0, 10.0, 11.0, -30.0])
    assert not sectors[:, :2].any()
    assert not reals[:, :2].any()
    assert jobs[firm_accounts.EMPLOYED_BY_YOUNG] == jobs.sum() == 7 * young


@pytest.mark.parametrize("before", [-1, 0, 1, 7])
@pytest.mark.parametrize(
    ("deposits", "public"), [(-500, False), (-500, True), (0, False), (500, False), (500, True)]
)
def test_a_firm_that_closes_leaves_debts_to_the_bank_and_the_rest_to_its_owners(before, deposits, public):
    sums, jobs = np.zeros(firm_accounts.N_SUMS, np.int64), np.full(8, 3, np.int64)
    firms = firms_of(2, headcount_last_year=np.array([9, before]))
    firm_accounts._close.py_func(1, public, deposits, firms, sums, jobs)
    left = {firm_accounts.BAD_DEBT: 0, firm_accounts.DIVIDENDS_PUBLIC: 0, firm_accounts.ESTATES: 0}
    to = firm_accounts.DIVIDENDS_PUBLIC if public else firm_accounts.ESTATES
    left[firm_accounts.BAD_DEBT if deposits < 0 else to] = deposits
    left[firm_accounts.N_EMPTY] = 1
    assert {place: sums[place] for place in left} == left
    assert sums.sum() == deposits + 1
    np.testing.assert_array_equal(firms.status, [ACTIVE, EMPTY])
    assert jobs[firm_accounts.DESTROYED] == 3 + max(0, before)
    assert jobs.sum() == 8 * 3 + max(0, before)


# Planning and production


def test_firms_that_close_plan_nothing_and_the_others_keep_their_plans():
    firms = firms_of(3, status=[ACTIVE, CLOSING, EMPTY], planned_output=[5.0, 6.0, 7.0])
    columns = ("layoff_rate", "effort", "gpu_need")
    teams = teams_of(3, vacancies=[2] * 12, **{name: np.full(12, 0.5) for name in columns})
    planning._close.py_func(0, 3, firms, teams)
    np.testing.assert_array_equal(firms.planned_output, [5.0, 0.0, 7.0])
    closing = np.repeat([False, True, False], TEAMS_PER_FIRM)
    np.testing.assert_array_equal(teams.vacancies, np.where(closing, 0, 2))
    np.testing.assert_array_equal(teams.layoff_rate, np.where(closing, 1.0, 0.5))
    for name in columns[1:]:
        np.testing.assert_array_equal(getattr(teams, name), np.where(closing, 0.0, 0.5))
    planning._close.py_func(0, 1, firms_of(3, status=[CLOSING] * 3), teams)
    assert (teams.layoff_rate[2 * TEAMS_PER_FIRM :] == 0.5).all()  # of another block


@pytest.mark.parametrize("kept", [0.0, 0.5])
def test_a_unit_costs_labour_and_capital_and_users_of_ai_keep_a_part_of_what_they_save(kept):
    """Without AI the first firm would pay four times as much for labour; the third does not use any."""
    draft = draft_of(3 * TEAMS_PER_FIRM, unit_cost=np.tile([6.0, 2.0, 0.0, 0.0], 3))._replace(
        replaced=np.array([0.3, 1.5, 0.0]), alone=np.array([2.0, 0.5, 0.0]), firm_relative=np.ones(3)
    )
    firms = firms_of(3, productivity=[2.0] * 3, planned_output=[10.0] * 3, status=[ACTIVE, ACTIVE, CLOSING])
    sums = np.zeros(planning.N_SUMS)
    job = SimpleNamespace(
        user_cost=np.array([5.0]), saving_kept=np.array([kept]), numbers=SimpleNamespace(team_elasticity=0.5)
    )
    planning._write_costs.py_func(0, 3, firms, job, draft, sums)
    cost, alone = 8.0 / 2.0 + 5.0, 4.0 * 8.0 / 2.0 + 5.0
    price = cost * (alone / cost) ** kept
    np.testing.assert_allclose(firms.unit_cost, [price, cost, 0.0], rtol=1e-9)
    np.testing.assert_allclose(firms.human_content, [0.7, 0.0, 0.0], rtol=1e-9)
    assert sums[planning.KEPT] == pytest.approx(10.0 * (price - cost))
    assert sums.sum() == sums[planning.KEPT]


@settings(max_examples=30)
@given(
    st.floats(0.0, 100.0), st.floats(0.0, 500.0), st.floats(0.5, 2.0), st.floats(0.1, 1.0),
    st.sampled_from([ACTIVE, CLOSING]),
)  # fmt: skip
def test_firms_plan_what_they_expect_to_sell_and_a_part_of_what_their_stock_lacks(
    expected, stock, productivity, limit, status
):
    planned, scale = np.array([33.0]), np.zeros(1)
    staffing._plan_output.py_func(
        np.array([status]), np.array([expected]), np.array([stock]), np.array([productivity]), planned,
        np.array([1]), np.array([9.0, limit]), scale, 2.0, 0.25,
    )  # fmt: skip
    wanted = limit * max(0.0, expected + 0.25 * (2.0 * expected - stock))
    assert planned[0] == pytest.approx(wanted if status == ACTIVE else 33.0)
    assert scale[0] == pytest.approx(wanted / productivity)


def draft_of(n, **columns):
    """Return the draft of the plans of ``n`` teams, zero but for some columns."""
    draft = staffing.Draft(*(np.zeros(n) for _ in staffing.Draft._fields))
    return draft._replace(**{name: np.array(values, np.float64) for name, values in columns.items()})


def test_only_teams_that_plan_take_up_work_without_ai():
    people, gpus = np.full(3, 0.5, np.float32), np.full(3, 0.25, np.float32)
    staffing._work_alone.py_func(np.array([0.4, 0.0, 1e-9]), people, gpus)
    np.testing.assert_array_equal(people, [1.0, 0.5, 1.0])
    np.testing.assert_array_equal(gpus, [0.0, 0.25, 0.0])


def test_effort_is_shared_out_by_cost():
    draft = draft_of(
        3, share=[0.5, 0.0, 0.2], tilt=[2.0, 2.0, 0.5], index=[3.0] * 3, scale=[10.0] * 3, cost=[7.0] * 3
    )
    staffing._share_effort.py_func(draft, 3)
    np.testing.assert_allclose(draft.effort, [30.0, 0.0, 3.0])
    np.testing.assert_allclose(draft.unit_cost, [21.0, 0.0, 2.1])


def test_teams_miss_whom_they_need_and_lay_off_a_part_of_whom_they_do_not():
    numbers = SimpleNamespace(expected_separations=0.1, hours_of_hires=0.8, firing_speed=0.3, rationing=1.0)
    draft = draft_of(5, effort=[40.0, 9.0, 4.0, 9.0, 0.0])
    headcount = np.array([10, 10, 10, 0, 0])
    skill = np.array([2.0, 1.0, 1.0, 0.0, 0.0]) * headcount * SKILL_ONE
    with np.errstate(all="ignore"):
        staffing._compare_staff.py_func(headcount, skill, np.ones(5, np.float32), numbers, draft)
    np.testing.assert_allclose(draft.missing, [40.0 / 2.0 - 9.0, 0.0, 0.0, 9.0 / 0.8, 0.0], rtol=1e-9)
    np.testing.assert_allclose(draft.layoff_rate, [0.0, 0.0, 0.3 * (9.0 - 4.0) / 10.0, 0.0, 0.0], rtol=1e-9)


def work_of(n, **columns):
    """Return what ``n`` teams do, zero but for some columns."""
    work = production.Work(*(np.zeros(n) for _ in production.Work._fields))
    return work._replace(**{name: np.array(values, np.float64) for name, values in columns.items()})


@pytest.mark.parametrize("coverage", [0.0, 0.3, 1.0])
def test_colleagues_do_a_part_of_the_work_that_a_team_lacks(coverage):
    share, effort, cost = [0.5, 0.3, 0.2, 0.0], [1.0, 0.9, 0.1, 0.0], [5.0, 2.0, 3.0, 0.0]
    work = work_of(4, share=share, effort=effort, cost=cost, pool=[2.0] * 4, base=[10.0] * 4)
    with np.errstate(all="ignore"):
        production._cover.py_func(work, 4, coverage)
    done = (1.0 - coverage) * np.array(effort) + coverage * 2.0 * np.array(share)
    np.testing.assert_allclose(work.covered[:3], done[:3] / share[:3], rtol=1e-12)
    np.testing.assert_allclose(work.value, [0.5, 0.2, 0.3, 0.0], rtol=1e-12)
    assert work.covered[3] == 0.0
    done[:3] = work.covered[:3] * share[:3]
    assert done[:3].sum() == pytest.approx(2.0)  # who helps does not do more


def test_teams_of_a_firm_add_up_and_cost_what_they_did_in_the_base_year():
    work = work_of(
        8, value=np.arange(8), yielded=[1.0, 2.0, 3.0, 4.0, 1.0, 0.0, 1.0, 0.0], share=np.linspace(0, 0.7, 8)
    )
    production._combine.py_func(work, 2)
    np.testing.assert_array_equal(work.combined[:2], [0.0 + 2.0 + 6.0 + 12.0, 4.0 + 6.0])
    production._price.py_func(np.array([0, 1, 1, 0, 1, 1, 0, 0]), np.array([100.0, 300.0]), work)
    np.testing.assert_allclose(work.cost, np.array([100, 300, 300, 100, 300, 300, 100, 100]) * work.share)


def test_what_is_made_goes_into_stock_up_to_a_bound_of_what_was_planned():
    firms = firms_of(
        5, status=[ACTIVE, ACTIVE, ACTIVE, CLOSING, EMPTY], productivity=[2.0] * 5,
        planned_output=[9.0, 3.0, 9.0, 9.0, 9.0],
        inventory=[1.0] * 5, output=[77.0] * 5, gpus=[5.0] * 5, automated=[5.0] * 5, royalty=[5.0] * 5,
    )  # fmt: skip
    pool = np.repeat([1.0, 1.0, 0.0, 1.0, 1.0], TEAMS_PER_FIRM)
    work = work_of(5 * TEAMS_PER_FIRM, pool=pool)._replace(output=np.array([3.0, 3.0, 3.0, 3.0, 3.0]))
    production._store.py_func(0, 5, firms, 1.5, work)
    np.testing.assert_array_equal(firms.output, [6.0, 4.5, 0.0, 0.0, 77.0])
    np.testing.assert_array_equal(firms.inventory, [7.0, 5.5, 1.0, 1.0, 1.0])
    for name in ("gpus", "automated", "royalty"):
        np.testing.assert_array_equal(getattr(firms, name), [0.0, 0.0, 0.0, 0.0, 5.0])
