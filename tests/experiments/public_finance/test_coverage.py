"""Who really paid: shares of a label, what is covered, and what the seeds cannot tell."""

from __future__ import annotations

import re

import polars as pl
import pytest

from sim.experiments.public_finance.books import PARTS
from sim.experiments.public_finance.coverage import ArmLabel, coverage, payers

NOTHING = dict.fromkeys((line for line in PARTS if line not in ("gross_cost", "own_tax")), 0.0)


def changes(years: list[dict[str, float]], seeds: int = 1, spread: float = 0.0) -> pl.DataFrame:
    """Return changes of some years by seed; the rest of the budget differs by ``spread`` between seeds."""
    rows = []
    for seed in range(1, seeds + 1):
        for year, given in enumerate(years, start=1):
            lines = {**NOTHING, **given}
            for entry, amount in lines.items():
                line, _, source = entry.partition(":")
                luck = spread * (seed - (seeds + 1) / 2) if line in NOTHING else 0.0
                rows.append((seed, year, year, line, source, amount + luck))
    columns = ["seed", "first_year", "year", "line", "source", "real"]
    return pl.DataFrame(rows, columns, orient="row")


def label(*args, **others) -> str:
    return ArmLabel("UBI $1,000", payers(coverage(changes(*args, **others)))).whole


def test_a_label_says_what_the_tax_covered_and_what_was_borrowed() -> None:
    rent = {"gross_cost": -100.0, "own_tax:gpu_tax": 9.0}
    assert label([rent] * 4) == "UBI $1,000 (9 % GPU rent, 91 % debt)"
    assert label([{"gross_cost": -100.0}] * 4) == "UBI $1,000 (100 % debt)"
    nothing = {"gross_cost": -1_000.0, "own_tax:gpu_tax": 0.1}
    assert label([nothing] * 4) == "UBI $1,000 (0 % GPU rent, 100 % debt)"  # what was to pay is always named
    assert label([{"gross_cost": 0.0, "own_tax:gpu_tax": 9.0}] * 4) == "UBI $1,000"


def test_shares_of_a_label_add_up_to_a_hundred() -> None:
    thirds = {"gross_cost": -100.0, "own_tax:wealth_tax": 100.0 / 3.0, "own_tax:wage_tax": 100.0 / 3.0}
    found = [int(share) for share in re.findall(r"(\d+) %", label([thirds] * 3))]
    assert sum(found) == 100
    assert len(found) == 3
    paid = coverage(changes([thirds] * 3))
    assert sum(paid.shares.values()) == pytest.approx(1.0)


def test_the_rest_of_the_budget_counts_where_the_seeds_tell_it() -> None:
    year = {"gross_cost": -100.0, "own_tax:wealth_tax": 70.0, "other_taxes": 20.0}
    own = "UBI $1,000 (70 % wealth tax"
    assert label([year] * 4) == f"{own}, 30 % debt)"  # few seeds tell nothing
    assert label([year] * 4, seeds=4, spread=0.1) == f"{own}, 30 % debt)"
    assert label([year] * 4, seeds=5, spread=0.1) == f"{own}, 20 % other taxes, 10 % debt)"
    assert label([year] * 4, seeds=5, spread=50.0) == f"{own}, 30 % debt)"


def test_own_taxes_pay_before_gains_that_were_not_needed() -> None:
    """A surplus pays for nothing: it is taken from what the rest of the budget gained."""
    year = {"gross_cost": -100.0, "own_tax:wealth_tax": 100.0, "interest": 30.0, "other_transfers": 10.0}
    assert label([year] * 4, seeds=5, spread=0.1) == "UBI $1,000 (100 % wealth tax)"
    half = {**year, "own_tax:wealth_tax": 80.0}  # 20 of the 40 were needed
    assert label([half] * 4, seeds=5, spread=0.001) == (
        "UBI $1,000 (80 % wealth tax, 5 % transfers saved, 15 % interest saved)"
    )
    lost = {**half, "interest": -20.0}  # 120 had to be covered
    assert label([lost] * 4, seeds=5, spread=0.001) == (
        "UBI $1,000 (67 % wealth tax, 8 % transfers saved, 25 % debt)"
    )


def test_a_label_says_of_debt_what_is_missing() -> None:
    """One definition: the debt of the years from the third with a cost on, in dollars and as a share."""
    plain = {"gross_cost": -100.0, "own_tax:wage_tax": 100.0}
    early = {"gross_cost": -100.0, "own_tax:wage_tax": 10.0}
    found = changes([early] * 2 + [{**plain, "other_taxes": -8.0}] * 2, seeds=5, spread=0.1)
    paid = coverage(found)
    assert paid.missing == pytest.approx(8.0)
    assert paid.shares["debt"] == paid.missing_share == pytest.approx(8.0 / 108.0)
    assert not paid.is_covered
    assert payers(paid).endswith("7 % debt")
    had_to_be_covered = paid.missing / paid.missing_share
    assert had_to_be_covered * sum(paid.shares.values()) == pytest.approx(108.0)


def test_covered_is_what_debt_pays_little_of_from_the_third_year_on() -> None:
    late = [{"gross_cost": -100.0, "own_tax:wage_tax": own} for own in (20.0, 60.0, 96.0, 97.0)]
    paid = coverage(changes(late))
    assert paid.is_covered
    assert paid.cost == pytest.approx(100.0)
    assert paid.shares["debt"] == pytest.approx((4.0 + 3.0) / 200.0)
    short = coverage(changes([*late[:2], {"gross_cost": -100.0, "own_tax:wage_tax": 90.0}]))
    assert not short.is_covered
    assert short.missing == pytest.approx(10.0)
    # the years begin with the first one that costs something
    before = [{"gross_cost": 0.0, "own_tax:wage_tax": 0.0}] * 2
    assert coverage(changes([*before, *late])).missing == pytest.approx(3.5)


def test_over_stories_a_label_has_the_ends() -> None:
    found = [coverage(changes([{"gross_cost": -100.0, "own_tax:gpu_tax": own}] * 3)) for own in (9.0, 31.0)]
    assert payers(*found) == "9 to 31 % GPU rent, 69 to 91 % debt"
    assert payers(found[0]) == "9 % GPU rent, 91 % debt"
    assert payers(None) == ""
