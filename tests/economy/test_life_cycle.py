"""People who grow older inside the economy: money, flows of people, ages, and bits on any threads."""

import math

import numpy as np
import polars as pl
import pytest

from sim.rules.skill import effective_skill
from sim.state.accounts import GOVERNMENT
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.households import HOUSEHOLD_BLOCK, WIDEST

ALIVE = {
    "population__life_cycle": True, "careers__age_differences": 1.0, "careers__first_skill": 0.6,
    "population__households": False, "population__homes": False, "government__household_benefits": False,
}  # fmt: skip
"""People who grow older, each alone."""
TOGETHER = {
    "population__life_cycle": True, "careers__age_differences": 1.0, "careers__first_skill": 0.6,
    "population__households": True, "labour__part_time": 1.0,
}  # fmt: skip


def steps_behind(model, name):
    """Go through a month until step ``name`` is done; return the steps that are left."""
    left = model.steps()
    while next(left) != name:
        pass
    return left


@pytest.mark.parametrize("changes", [ALIVE, TOGETHER], ids=["alone", "in households"])
def test_flows_of_people_are_the_changes_of_the_stocks_and_no_cent_is_lost(build, changes):
    model = build(people=6_000, burn_in=2, **changes)
    model.run(0)
    rows = []
    while model.month < 30:
        model.step()  # which checks the sum of all balances
        status = model.state.workers.status
        kinds = ((EMPLOYED,), (UNEMPLOYED, RETRAINING), (OUTSIDE,))
        rows.append([int(np.isin(status, kind).sum()) for kind in kinds])
    frames = model.records.frames()
    scale = 1e6 / model.weight
    flow = {
        name: np.rint(frame[name].to_numpy() * scale).astype(int)[1:]
        for frame, names in (
            (frames["labour_flows"], ("eu", "ue", "en", "un", "ne", "nu")),
            (frames["population"], ("newcomers", "deaths_employed", "deaths_unemployed", "deaths_outside")),
        )
        for name in names
    }
    employed, unemployed, outside = np.diff(np.array(rows), axis=0).T
    np.testing.assert_array_equal(
        employed, flow["ue"] + flow["ne"] - flow["eu"] - flow["en"] - flow["deaths_employed"]
    )
    np.testing.assert_array_equal(
        unemployed, flow["eu"] + flow["nu"] - flow["ue"] - flow["un"] - flow["deaths_unemployed"]
    )
    np.testing.assert_array_equal(
        outside,
        flow["en"] + flow["un"] - flow["ne"] - flow["nu"] + flow["newcomers"] - flow["deaths_outside"],
    )
    assert flow["newcomers"].sum() > 100
    workers, teams = model.state.workers, model.state.teams
    at_work = workers.status == EMPLOYED
    np.testing.assert_array_equal(
        np.bincount(workers.team[at_work], minlength=teams.headcount.size), teams.headcount
    )
    assert int(workers.wage[at_work].sum(dtype=np.int64)) == int(teams.wage_bill.sum())
    brought = [
        effective_skill(*pair) for pair in zip(workers.skill[at_work], workers.hours[at_work], strict=True)
    ]
    assert sum(map(int, brought)) == int(teams.skill_sum.sum())
    moved = frames["population"].select(pl.col("births", "leaving_home", "couples_formed").sum()).row(0)
    assert all(moved) if changes is TOGETHER else not any(moved)


def test_shares_by_age_in_the_economy_follow_the_projection(build):
    """Within a point in every age group after fifteen years, beyond what the base year differs by."""
    model = build(people=20_000, **ALIVE)
    ages, people = model.state.workers.age, model.structure.people
    groups = list(zip((16, 20, 25, 35, 45, 55, 65, 75), (20, 25, 35, 45, 55, 65, 75, 256), strict=True))
    row = people.base_year - people.first_year
    ages[:] = np.random.default_rng(1).choice(people.ages.shape[1], ages.size, p=people.ages[row])
    model.run(15 * 12)
    expected = people.ages[row + 15]
    for low, high in groups:
        found = float(((ages >= low) & (ages < high)).mean())
        wanted = float(expected[low : min(high, expected.size)].sum())
        # a point of the line of the issue; sampling alone: two draws of so many people, four deviations
        assert abs(found - wanted) < min(0.01, 4.0 * math.sqrt(2.0 * wanted * (1.0 - wanted) / ages.size))


def test_the_same_bits_on_any_number_of_threads(build, columns, threads):
    found = []
    for n in (1, 2):
        threads(n)
        model = build(people=20_000, burn_in=0, **TOGETHER, government__estate_tax=0.2)
        model.run(14)
        found.append({name: values.copy() for name, values in columns(model.state).items()})
    for name, values in found[0].items():
        np.testing.assert_array_equal(values, found[1][name], err_msg=name)


def test_claims_of_all_kinds_and_the_form_of_households_are_kept(build):
    model = build(people=6_000, burn_in=0, **TOGETHER)
    workers = model.state.workers
    claims = (workers.equity, workers.property, workers.provider_equity)
    before = [int(column.sum(dtype=np.int64)) for column in claims]
    model.run(40)
    assert [int(column.sum(dtype=np.int64)) for column in claims] == before
    keeper = np.arange(workers.purse.size) - workers.purse.astype(int)
    assert (workers.purse[keeper] == 0).all()
    assert workers.purse.max() <= WIDEST
    assert (keeper // HOUSEHOLD_BLOCK == np.arange(keeper.size) // HOUSEHOLD_BLOCK).all()
    assert not workers.children[workers.purse > 0].any()


def test_the_estate_tax_goes_to_the_government(build):
    model = build(people=6_000, burn_in=0, **ALIVE, government__estate_tax=0.5)
    workers, accounts = model.state.workers, model.state.accounts
    taxed = 0
    for _ in range(6):
        left = steps_behind(model, "gpu_market")
        deposits, government = int(workers.deposits.sum()), int(accounts[GOVERNMENT])
        assert next(left) == "hiring"
        gained = int(accounts[GOVERNMENT]) - government
        assert gained == deposits - int(workers.deposits.sum()) >= 0
        taxed += gained
        for _ in left:
            pass
    assert taxed > 0
    cents = model.records.frames()["population"]["estate_tax"].sum() * 1e11 / (12.0 * model.weight)
    assert cents == pytest.approx(taxed, rel=1e-9)


def test_without_a_life_cycle_nobody_grows_older(build):
    model = build(people=3_000, burn_in=0, population__life_cycle=False)
    age, cell = model.state.workers.age.copy(), model.state.workers.cell.copy()
    model.run(14)
    np.testing.assert_array_equal(model.state.workers.age, age)
    np.testing.assert_array_equal(model.state.workers.cell, cell)
    moves = model.records.frames()["population"].drop("month", "year")
    assert moves.sum().row(0) == (0.0,) * moves.width
