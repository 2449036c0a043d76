"""The books of the state on real runs add up to the cent, over many policies and several stories."""

from __future__ import annotations

import polars as pl
import pytest

from sim.experiments.public_finance.books import BALANCE, DEBT, GDP, PARTS, REVALUATION, Books
from sim.experiments.public_finance.reconciliation import UNITS, mean_reconciliation, reconcile
from sim.experiments.run.fork import burn_in, fork
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT

SMALL = {"run.people": 1_000, "run.months": 24, "run.burn_in_months": 6}
PACKAGES = {
    "income": [{"kind": "universal_basic_income", "amount": 600.0, "financed_by": "consumption_tax"}],
    "jobs": [{"kind": "job_guarantee", "financed_by": "payroll_tax"}, {"kind": "retraining"}],
    "compute": [
        {"kind": "universal_basic_compute", "hours": 50.0},
        {"kind": "gpu_tax"},
        {"kind": "citizens_fund"},
    ],
    "work": [
        {"kind": "wage_subsidy", "share": 0.1},
        {"kind": "unemployment_insurance"},
        {"kind": "income_surtax"},
    ],
}
NEW_MONEY = {"monetary.regime": "target", "monetary.instrument": "transfers"}
STORIES = {"pessimistic": {}, "mostaque": NEW_MONEY}


def debt(simulation: Simulation) -> int:
    accounts = simulation.state.accounts
    return -int(accounts[GOVERNMENT]) - int(accounts[CENTRAL_BANK])


@pytest.fixture(scope="module")
def runs() -> tuple[pl.DataFrame, dict[tuple[str, str], int]]:
    """Return the books of every package in every story, and the debt with which each run begins."""
    frames, starts = [], {}
    for name, changes in STORIES.items():
        story = Scenario.load(name).with_({**SMALL, **changes})
        base = burn_in(story, 1)
        for policy, tables in {"none": [], **PACKAGES}.items():
            simulation = fork(base, story.with_({"policy": tables}))
            starts[name, policy] = debt(simulation)
            books = Books(simulation)
            for month in range(24):
                if month % 3 == 0 and changes:
                    simulation.state.macro.money_due[0] = 1e8
                simulation.step()
                books.add(simulation)
            assert debt(simulation) == books.years().filter(pl.col("line") == DEBT)["cents"][-1]
            labels = {"story": pl.lit(name), "policy": pl.lit(policy), "seed": pl.lit(1, pl.Int64)}
            frames.append(books.years().with_columns(**labels))
    return pl.concat(frames), starts


def test_lines_add_up_to_the_balance_and_the_balance_to_the_debt_to_the_cent(runs) -> None:
    books, starts = runs
    for (story, policy), mine in books.group_by("story", "policy"):
        before = starts[story, policy]
        for year in (1, 2):
            here = mine.filter(pl.col("year") == year)
            parts = here.filter(pl.col("line").is_in(list(PARTS)))
            (balance,) = here.filter(pl.col("line") == BALANCE)["cents"]
            (end,) = here.filter(pl.col("line") == DEBT)["cents"]
            assert parts["cents"].sum() == balance
            assert end == before - balance
            (real,) = here.filter(pl.col("line") == BALANCE)["real"]
            assert parts["real"].sum() == pytest.approx(real, abs=1e-9 * parts["real"].abs().sum())
            before = end
    spent = books.filter(pl.col("line") == "gross_cost", pl.col("policy") != "none")
    assert (spent["cents"] < 0).all()
    assert (books.filter(pl.col("line") == "money_issued", pl.col("story") == "mostaque")["cents"] < 0).all()


def test_the_reconciliation_adds_up_in_every_unit_and_over_the_years(runs) -> None:
    books, _ = runs
    changes = reconcile(books, "none")
    assert set(changes["policy"]) == set(PACKAGES)
    keys = ["story", "policy", "first_year", "year"]
    assert changes.select("first_year", "year").unique().sort("first_year", "year").rows() == [
        (1, 1),
        (1, 2),
        (2, 2),
    ]
    for place, mine in changes.group_by(keys):
        parts = mine.filter(pl.col("line").is_in(list(PARTS)))
        balance = mine.filter(pl.col("line") == BALANCE)
        assert parts["cents"].sum() == balance["cents"][0], place
        for unit in UNITS:
            assert parts[unit].sum() == pytest.approx(balance[unit][0], abs=1e-9 * parts[unit].abs().sum())
    flows = changes.filter(~pl.col("line").is_in([DEBT]))
    years = flows.filter(pl.col("first_year") == pl.col("year")).group_by("story", "policy", "line", "source")
    sums = years.agg(pl.col("cents").sum()).sort("story", "policy", "line", "source")
    whole = flows.filter(pl.col("first_year") < pl.col("year")).sort("story", "policy", "line", "source")
    assert sums["cents"].to_list() == whole["cents"].to_list()
    means = mean_reconciliation(changes)
    assert means.height == changes.height  # one seed
    assert means["real_low"].null_count() == means.height
    assert set(means["label"]) >= {"Gross cost", "Own tax", "Budget balance"}


def test_the_debt_is_what_the_balance_lacks_and_its_revaluation(runs) -> None:
    """In every unit over all years, and year by year on top of the debt before."""
    books, _ = runs
    changes = reconcile(books, "none")
    lines = changes.filter(pl.col("line").is_in([BALANCE, REVALUATION, DEBT]))
    for (_, policy), mine in lines.group_by("story", "policy"):
        before = dict.fromkeys(("cents", *UNITS), 0.0)
        for first, year in ((1, 1), (2, 2), (1, 2)):
            here = {
                row["line"]: row for row in mine.filter(first_year=first, year=year).iter_rows(named=True)
            }
            owed = before if first > 1 else dict.fromkeys(before, 0.0)
            for unit in ("cents", "nominal", "real"):
                ends = owed[unit] - here[BALANCE][unit] + here[REVALUATION][unit]
                assert here[DEBT][unit] == pytest.approx(ends, rel=1e-9, abs=1e-9), (policy, unit)
            if first == 1:
                ends = here[REVALUATION]["gdp_share"] - here[BALANCE]["gdp_share"]
                assert here[DEBT]["gdp_share"] == pytest.approx(ends, rel=1e-9, abs=1e-9)
            assert here[REVALUATION]["cents"] == 0  # what is owed in dollars of the year no price moves
            before = here[DEBT]
    moved = changes.filter(pl.col("line") == REVALUATION, pl.col("policy") == "income")["real"]
    assert (moved != 0.0).all()


def test_a_share_of_gdp_has_the_sign_of_the_dollars_and_the_size_of_those_without_the_policy(runs) -> None:
    books, _ = runs
    changes = reconcile(books, "none")
    assert (changes["gdp_share"].sign() == changes["real"].sign()).all()
    output = books.filter(policy="none", line=GDP, story="mostaque", year=2)["real"][0]
    mine = changes.filter(pl.col("policy") == "income", pl.col("story") == "mostaque", pl.col("year") == 2)
    for row in mine.iter_rows(named=True):
        assert row["gdp_share"] == pytest.approx(100.0 * row["real"] / output)


def test_policies_of_the_story_are_no_cost_of_a_package() -> None:
    own = {"kind": "universal_basic_income", "amount": 100.0, "financed_by": "wage_tax"}
    story = Scenario.load("neutral").with_({**SMALL, "policy": [own]})
    base = burn_in(story, 2)
    books = []
    for common in (0, 1):
        simulation = fork(base, story)
        kept = Books(simulation, common)
        for _ in range(12):
            simulation.step()
            kept.add(simulation)
        books.append(kept.years())
    mine, shared = (
        {(line, source): cents for _, line, source, cents, *_ in one.iter_rows()} for one in books
    )
    assert mine["gross_cost", ""] < 0 == shared["gross_cost", ""]
    assert mine["own_tax", "wage_tax"] > 0
    assert ("own_tax", "wage_tax") not in shared
    assert mine["balance", ""] == shared["balance", ""]
