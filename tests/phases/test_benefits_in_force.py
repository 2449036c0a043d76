"""Benefits in a month of an economy of households: conserved, in proportion, and off unless asked for."""

import numpy as np
import pytest

from sim.phases import incomes
from sim.phases.money import Money
from sim.rules import budget
from sim.simulation import Simulation
from sim.state.accounts import CONSUMPTION_POT, GOVERNMENT, money
from sim.state.columns import OUTSIDE
from sim.state.households import HOUSEHOLD_BLOCK

BENEFITS = list(budget.HOUSEHOLD_BENEFITS)
TOGETHER = {"population__households": True, "government__household_benefits": True}


def copied(state):
    return type(state)(
        *(
            type(part)(*(column.copy() for column in part)) if isinstance(part, tuple) else part.copy()
            for part in state
        )
    )


@pytest.fixture(scope="module")
def model(build):
    """Return an economy of real households with benefits, before its first month."""
    return build(people=4_096, **TOGETHER)


def settle(model, month=0, **changes):
    """Settle the persons as they are at the start, with other keys; return state and sums."""
    state, found = settle_all(model, month, record=False, **changes)
    return state, found.sums


def settle_all(model, month=0, *, record, **changes):
    """Settle the persons as they are at the start, with other keys; return state and what moved."""
    state = copied(model.state)
    scenario = model.scenario.with_({name.replace("__", "."): value for name, value in changes.items()})
    levers = model.policies.levers_in_force(state, month)
    given = state, model.structure, scenario, levers, Money(0, 0), model.seed, month
    return state, incomes.receive_and_spend(*given, record=record)


def test_every_programme_pays_some_and_the_state_pays_it(model):
    before = model.state
    state, sums = settle(model)
    _, without = settle(
        model, government__food_scale=0.0, government__child_credit_scale=0.0,
        government__earned_credit_scale=0.0, government__supplemental_scale=0.0,
    )  # fmt: skip
    assert (sums[BENEFITS] > 0).all()
    assert (without[BENEFITS] == 0).all()
    more = sums[budget.DISPOSABLE] - without[budget.DISPOSABLE]
    assert more == sums[BENEFITS].sum()  # not taxed, and all of it reaches a household
    kinds = [
        budget.BENEFITS, budget.TRANSFERS, budget.ALLOWANCES, budget.GUARANTEE_WAGES, *BENEFITS,
        budget.PUBLIC_HEALTH,
    ]  # fmt: skip
    taxes = [budget.WAGE_TAX, budget.EMPLOYEE_CONTRIBUTIONS, budget.CAPITAL_TAX, budget.WEALTH_TAX]
    spent = int(before.accounts[GOVERNMENT] - state.accounts[GOVERNMENT])
    assert spent == sums[kinds].sum() - sums[taxes].sum()


def test_pensions_take_the_place_of_the_flat_transfer(model):
    _, sums = settle(model)
    assert sums[budget.TRANSFERS] == sums[budget.OLD_AGE] + sums[budget.DISABILITY]
    workers = model.state.workers
    outside = workers.status == OUTSIDE
    assert (outside & (workers.age < 25)).sum() > 100  # pupils and students, whom the flat transfer pays
    _, flat = settle(model, government__household_benefits=False)
    assert flat[budget.TRANSFERS] > 0
    assert (flat[BENEFITS] == 0).all()
    assert flat[budget.OLD_AGE] == flat[budget.DISABILITY] == 0


def test_care_in_kind_is_consumed_and_no_income(model):
    """It moves what the state spends and what is consumed by the same cents, and nothing else."""
    (with_care, there), (without, here) = (
        settle_all(model, record=True, government__health_scale=scale) for scale in (1.0, 0.0)
    )
    paid = int(there.sums[budget.PUBLIC_HEALTH])
    assert paid > 0
    assert here.sums[budget.PUBLIC_HEALTH] == 0
    others = np.ones(budget.N_SUMS, bool)
    others[[budget.PUBLIC_HEALTH, budget.CONSUMPTION]] = False
    np.testing.assert_array_equal(there.sums[others], here.sums[others])
    assert there.sums[budget.CONSUMPTION] - here.sums[budget.CONSUMPTION] == paid
    moved = {GOVERNMENT: -paid, CONSUMPTION_POT: paid}
    for account, (after, before) in enumerate(zip(with_care.accounts, without.accounts, strict=True)):
        assert after - before == moved.get(account, 0)
    for column in ("income", "deposits"):
        np.testing.assert_array_equal(getattr(with_care.workers, column), getattr(without.workers, column))
    # nor do the counts of the poor, of incomes by age, kind of household and state know of it
    for name, ours, others in zip(there.households._fields, there.households, here.households, strict=True):
        np.testing.assert_array_equal(ours, others, err_msg=name)


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("pension_scale", budget.OLD_AGE),
        ("disability_scale", budget.DISABILITY),
        ("food_scale", budget.FOOD),
        ("child_credit_scale", budget.CHILD_CREDIT),
        ("earned_credit_scale", budget.EARNED_CREDIT),
        ("supplemental_scale", budget.SUPPLEMENTAL),
        ("health_scale", budget.PUBLIC_HEALTH),
    ],
)
def test_a_factor_multiplies_its_own_programme(model, key, column):
    _, whole = settle(model, **{f"government__{key}": 1.0})
    _, half = settle(model, **{f"government__{key}": 0.5})
    # every payment is cut to a cent
    assert half[column] == pytest.approx(0.5 * whole[column], abs=model.state.workers.age.size)


def test_they_erode_as_transfers_do(model):
    later = 24
    _, whole = settle(model, month=later)
    _, rest = settle(model, month=later, government__safety_net_erosion=0.1)
    people = model.state.workers.age.size
    for column in (budget.OLD_AGE, budget.DISABILITY, budget.EARNED_CREDIT):
        assert rest[column] == pytest.approx(0.9**2 * whole[column], abs=people)
    # lower pensions bear less tax that a child credit could be set against
    assert 0.9**3 * whole[budget.CHILD_CREDIT] < rest[budget.CHILD_CREDIT]
    assert rest[budget.CHILD_CREDIT] <= 0.9**2 * whole[budget.CHILD_CREDIT] + people
    # lower pensions entitle to more food, support and care, of which 81 % is paid
    for column in (budget.FOOD, budget.SUPPLEMENTAL, budget.PUBLIC_HEALTH):
        assert rest[column] >= 0.9**2 * whole[column] - people


@pytest.mark.parametrize("food", [0.0, 1.0])
def test_means_are_tested_in_turn_and_benefits_stay_in_between(model, food):
    """Two blocks of households, each tested every other month: in the second month the second one is."""
    state = copied(model.state)
    scenario = model.scenario.with_({"government.months_between_tests": 2, "government.food_scale": food})
    found = []
    for month in (0, 1):
        levers = model.policies.levers_in_force(state, month)
        given = state, model.structure, scenario, levers, Money(0, 0), model.seed, month
        sums = incomes.receive_and_spend(*given, record=False).sums
        workers = state.workers
        assert workers.credits.sum(dtype=np.int64) == sums[BENEFITS].sum() - sums[budget.SUPPLEMENTAL]
        assert workers.support.sum(dtype=np.int64) == sums[budget.SUPPLEMENTAL] > 0
        found.append((workers.credits.copy(), workers.support.copy()))
        workers.wage[:] = 0  # the food benefit of many rises, and no work is rewarded
    for before, after in zip(*found, strict=True):
        np.testing.assert_array_equal(before[:HOUSEHOLD_BLOCK], after[:HOUSEHOLD_BLOCK])
    before, after = found[0][0][HOUSEHOLD_BLOCK:], found[1][0][HOUSEHOLD_BLOCK:]
    changed = after > before if food > 0.0 else after < before
    assert changed.sum() > 100


def test_money_is_conserved_and_the_bits_are_those_of_one_thread(build, columns, threads):
    found = []
    for n in (1, 2):
        threads(n)
        model = build(people=4_096, seed=2, government__months_between_tests=2, **TOGETHER)
        total = money(model.state)
        model.run(3)
        assert money(model.state) == total
        found.append({name: column.copy() for name, column in columns(model.state).items()})
    for name, column in found[0].items():
        np.testing.assert_array_equal(column, found[1][name], err_msg=name)


def test_a_run_says_what_it_pays(build):
    model: Simulation = build(people=4_096, **TOGETHER)
    model.run(1)
    sums = model.flows.household.sums
    paid = sums[BENEFITS].sum() + sums[budget.TRANSFERS] + sums[budget.PUBLIC_HEALTH]
    (row,) = model.records.frames()["macro"].tail(1).iter_rows(named=True)
    scale = 12.0 * model.structure.figure("population") / 4_096 / 1e11
    assert row["transfers_paid"] >= paid * scale > 0.0
    table = model.records.frames()["benefits"].tail(7)
    assert table["paid"].sum() == pytest.approx(paid * scale)
