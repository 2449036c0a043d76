"""What is left when somebody dies who lived alone, and who comes: birthdays of a block made by hand."""

import numpy as np
import pytest

from sim.kernels.draws import irwin_hall, uniform
from sim.phases.birthdays import FIRST_WAGE, birthday_block, birthday_streams
from sim.rules.drawing_down import DrawingDown
from sim.rules.household_moves import LARGEST_UNITS
from sim.rules.ledger import empty_ledger
from sim.rules.life_cycle import DEATHS, ESTATE_TAX, ESTATES, N_LIFE_COUNTS, LifeCycle
from sim.rules.skill import first_skill_of
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, OWNER, TENANT, TYPES, UNEMPLOYED
from sim.state.households import packed_children

from ..people import nobody

SEED, MONTH, SIZE = 3, 0, 36
PRICE = np.array([10.0, 20.0, 40.0])


def life(**changes):
    """Return chances by which everybody of 60 and more dies, and newcomers are 20 years old."""
    ages = np.arange(256)
    tables = {
        name: np.zeros((1, 256)) if name in ("first_jobs", "owners") else np.zeros(256)
        for name, kind in LifeCycle.__annotations__.items() if kind not in (int, float, DrawingDown)
    }  # fmt: skip
    numbers = {name: kind() for name, kind in LifeCycle.__annotations__.items() if kind in (int, float)}
    given = {
        "replaced": (ages >= 60).astype(float), "older": np.ones(256),
        "newcomer_ages": (ages >= 20).astype(float),
        "group_of_age": (ages // 30).clip(0, 2).astype(np.uint8), "types": np.array([0.25, 0.5, 1.0]),
        "first_jobs": np.tile([0.2, 0.6, 1.0], (3, 1)), "skill_spread": np.array([[0.3, 0.1, 0.02]] * 3),
        "type_pay": np.array([0.8, 1.0, 1.2]), "claim_price": PRICE,
        "counts": np.zeros((1, N_LIFE_COUNTS), int),
        "oldest": 90, "youngest": 18, "first_skill": 0.9, "heirs_from": 30, "heirs_until": 50,
        "drawing_down": DrawingDown(np.zeros(256), 0.0, 0), "passes": 1,
    }  # fmt: skip
    return LifeCycle(**(tables | numbers | given | changes))


def block(**columns):
    """Return persons of 25 who live alone, all else zero but for columns given by row."""
    workers = nobody(SIZE)
    workers.age[:], workers.status[:], workers.team[:] = 25, OUTSIDE, -1
    for name, values in columns.items():
        for row, value in values.items():
            getattr(workers, name)[row] = value
    return workers


def pass_month(workers, chances, month=MONTH):
    ledger, count = empty_ledger(1, SIZE), np.zeros(N_LIFE_COUNTS, np.int64)
    n = birthday_block(0, SIZE, workers, chances, ledger[0], 0, count, SEED, month)
    return ledger[0][:n], count


def draws():
    """Return the streams of the month as compiled functions take them."""
    return type(found := birthday_streams(SEED, MONTH, 0))(*map(np.uint64, found))


def owned(workers):
    columns = (workers.deposits, workers.equity, workers.property, workers.provider_equity)
    return [int(column.sum(dtype=np.int64)) for column in columns]


ESTATE = {
    "age": {0: 70, 20: 40, 30: 45}, "deposits": {0: 10_000, 20: 5, 30: 7}, "equity": {0: 300},
    "property": {0: 200}, "provider_equity": {0: 100}, "home": {0: OWNER},
    "children": {0: packed_children(1, 1, 0)},
}  # fmt: skip


@pytest.mark.parametrize(("rate", "tax"), [(0.0, 0), (0.25, 5_250), (0.9, 10_000)])
def test_an_estate_is_taxed_as_a_share_of_all_and_goes_to_one_of_the_age_of_an_heir(rate, tax):
    workers = block(**ESTATE)
    before = owned(workers)
    _, count = pass_month(workers, life(estate_tax=rate))
    assert count[ESTATES] == 10_000
    assert count[ESTATE_TAX] == tax  # of 10,000 cents and claims worth 3,000 + 4,000 + 4,000
    after = owned(workers)
    assert after == [before[0] - tax, *before[1:]]
    heirs = [row for row in (20, 30) if workers.equity[row] > 0]
    assert len(heirs) == 1
    heir = heirs[0]
    assert workers.deposits[heir] == {20: 5, 30: 7}[heir] + 10_000 - tax
    assert (workers.property[heir], workers.provider_equity[heir]) == (200, 100)
    assert workers.children[heir] == packed_children(1, 1, 0)
    assert workers.deposits[0] == workers.children[0] == 0
    assert workers.home[0] == TENANT
    # the first from a random row on of the age of an heir
    streams = draws()
    first = int(uniform(streams.heir, 0) * SIZE)
    assert heir == next(row % SIZE for row in range(first, first + SIZE) if row % SIZE in (20, 30))


def test_claims_beyond_what_an_heir_can_hold_go_to_the_next_one():
    for column in ("equity", "property", "provider_equity"):
        workers = block(
            **(
                ESTATE
                | {"equity": {0: 300}, column: {0: 300, 20: LARGEST_UNITS - 100, 30: LARGEST_UNITS - 150}}
            )
        )
        before = owned(workers)
        pass_month(workers, life())
        assert owned(workers) == before
        held = getattr(workers, column)
        assert held[0] == 0
        assert held[[20, 30]].tolist() == [LARGEST_UNITS, LARGEST_UNITS]
        others = np.delete(held, [0, 20, 30])
        assert others.sum() == 50  # what neither can hold goes to anybody
        assert [int((column_ > 0).sum()) for column_ in (workers.children,)] == [1]  # children go to one


@pytest.mark.parametrize("column", ["equity", "property", "provider_equity"])
def test_the_last_unit_is_inherited_too(column):
    """Each of the two who are of the age can hold all but one unit of what is left."""
    room = LARGEST_UNITS - 299
    workers = block(**(ESTATE | {column: {0: 300, 20: room, 30: room}}))
    pass_month(workers, life())
    held = getattr(workers, column)
    assert held[0] == 0
    assert sorted(held[[20, 30]].tolist()) == [room + 1, LARGEST_UNITS]


def test_anybody_inherits_where_nobody_is_of_the_age():
    for ages in ({0: 70}, {0: 70, 20: 29, 30: 51}):
        workers = block(**(ESTATE | {"age": ages}))
        pass_month(workers, life())
        assert workers.deposits[0] == 0
        assert (workers.equity[1:] == 300).sum() == 1
    for age in (30, 50):  # both ages count
        workers = block(**(ESTATE | {"age": {0: 70, 20: age}}))
        pass_month(workers, life())
        assert workers.equity[20] == 300


def test_the_household_of_an_heir_keeps_one_purse():
    """Who is of the age may be a member: what comes lies with the keeper."""
    workers = block(**(ESTATE | {"age": {0: 70, 20: 27, 21: 40}, "purse": {21: 1}}))
    pass_month(workers, life())
    assert workers.equity[[20, 21]].tolist() == [300, 0]


@pytest.mark.parametrize("status", [EMPLOYED, UNEMPLOYED, OUTSIDE])
def test_a_newcomer_is_young_has_no_job_and_owns_nothing(status):
    workers = block(
        age={12: 61, 3: 70}, status={12: status}, team={12: 5}, wage={12: 400_000}, skill={12: 2_000},
        hours={12: 150},
        job_lost={12: 9}, pay_lost={12: 8}, cell={12: 4}, occupation={12: 2}, income={12: 5},
        deposits={12: 9},
    )  # fmt: skip
    ledger, count = pass_month(workers, life(), MONTH)
    assert workers.age[3] == 70  # no birthday this month
    streams = draws()
    kind = int((np.array([0.25, 0.5, 1.0]) <= uniform(streams.kind, 12)).sum())
    occupation = int((np.array([0.2, 0.6, 1.0]) <= uniform(streams.occupation, 12)).sum())
    spread, factor = np.array([0.3, 0.1, 0.02]), 0.9 * np.array([0.8, 1.0, 1.2])[kind]
    expected = {
        "age": 20, "status": OUTSIDE, "status_month": MONTH, "team": -1, "cell": kind,
        "occupation": occupation,
        "retraining_target": occupation, "wage": FIRST_WAGE, "income": FIRST_WAGE, "hours": FULL_TIME,
        "job_lost": 0, "pay_lost": 0,
        "skill": int(first_skill_of(irwin_hall(streams.skill, 12), spread, factor)),
        "deposits": 0,
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(workers, name)[12] == value, name
    assert count[DEATHS : DEATHS + 4].sum() == count[DEATHS + status] == 1
    if status == EMPLOYED:
        assert ledger.tolist() == [[5, -1, -(2_000 * 150 // FULL_TIME), -400_000]]
    else:
        assert ledger.size == 0


def test_people_grow_older_in_the_month_of_their_row_and_move_to_the_group_of_their_age():
    for month in range(12):
        workers = block(age=dict.fromkeys(range(SIZE), 29), cell=dict.fromkeys(range(SIZE), 2))
        pass_month(workers, life(), month)
        due = (np.arange(SIZE) + month) % 12 == 0
        np.testing.assert_array_equal(workers.age, np.where(due, 30, 29))
        np.testing.assert_array_equal(workers.cell, np.where(due, TYPES + 2, 2))


def test_while_ages_stand_still_nobody_grows_older_or_holds_a_job_for_longer_than_of_age():
    workers = block(
        age=dict.fromkeys(range(SIZE), 25), status={0: EMPLOYED, 12: OUTSIDE, 24: EMPLOYED},
        status_month={0: -500, 12: -500, 24: -50},
    )  # fmt: skip
    pass_month(workers, life(older=np.zeros(256)))
    assert (workers.age == 25).all()
    assert workers.status_month[[0, 12, 24]].tolist() == [-12 * 8, -500, -50]
    oldest = block(age={0: 59})
    pass_month(oldest, life(oldest=59))
    assert oldest.age[0] == 59
