"""One run: its tables, its reproducibility, its folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sim.base_year.calibration import load
from sim.errors import UserError
from sim.experiments.figures.headlines import HEADLINES
from sim.experiments.run.run import Results, load_results, run
from sim.records.columns import CLOCK, TABLES
from sim.scenario import Scenario
from sim.simulation import Simulation

MONTHS = 14


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("neutral", ["run.people=3000", f"run.months={MONTHS}", "run.burn_in_months=6"])


@pytest.fixture(scope="module")
def results(scenario: Scenario) -> Results:
    return run(scenario)


def test_every_table_has_exactly_the_documented_columns(results: Results) -> None:
    assert results.frames.keys() == TABLES.keys()
    for name, table in TABLES.items():
        assert results.frames[name].columns == [*CLOCK, *table.columns], name
        rows = results.frames[name].group_by("month").len()["len"]
        assert rows.n_unique() <= 1, name  # as many in every month
        if table.rows_a_month:
            assert results.frames[name].height == MONTHS * table.rows(load().sizes), name
    assert results.frames["policies"].is_empty()  # the scenario has none


def test_numbers_are_numbers_and_names_are_names(results: Results) -> None:
    for name, table in TABLES.items():
        frame = results.frames[name]
        for column, description in table.columns.items():
            if description.kind == "text":
                assert frame[column].dtype == pl.String
                assert frame[column].n_unique() == frame.height / MONTHS  # none twice in a month
            else:
                assert frame[column].is_finite().all() or frame[column].null_count(), (name, column)


def test_months_count_from_the_end_of_the_burn_in(results: Results) -> None:
    assert results.macro["month"].to_list() == list(range(MONTHS))
    assert results.macro["year"].to_list() == [month / 12.0 for month in range(MONTHS)]
    assert results.months == MONTHS


def test_shares_lie_between_zero_and_one(results: Results, of_households: tuple[str, ...]) -> None:
    for name, table in TABLES.items():
        if results.frames[name].is_empty():  # the table of policies, without any
            continue
        for column, description in table.columns.items():
            if description.unit == "share" and column not in ("inflation", "real_wage", "saving_rate"):
                low, high = results.frames[name][column].min(), results.frames[name][column].max()
                if low is None:
                    # the scenario has no policies, and everybody lives alone
                    assert name == "policies" or (name == "macro" and column in of_households)
                    continue
                assert -1e-9 <= low <= high <= 1.0 + 1e-9, (name, column, low, high)


def test_tables_agree_with_each_other(results: Results) -> None:
    for table in ("occupations", "sectors"):
        total = results.frames[table].group_by("month", maintain_order=True).agg(pl.col("employment").sum())
        assert total["employment"].to_list() == pytest.approx(results.macro["employment"].to_list()), table
    shares = results.wealth_groups.group_by("month", maintain_order=True).agg(
        pl.col("wealth_share", "equity_share", "income_share").sum()
    )
    assert shares.drop("month").to_numpy() == pytest.approx(1.0)
    adults = (
        results.macro["employment"]
        + results.labour_flows.select(pl.sum_horizontal("unemployed", "outside", "retraining")).to_series()
    )
    assert adults.to_list() == pytest.approx([277.67] * MONTHS)


def test_the_same_seed_gives_the_same_numbers(scenario: Scenario, results: Results) -> None:
    again = run(scenario, seed=results.seed)
    assert all(again.frames[name].equals(results.frames[name]) for name in TABLES)
    assert results.seed == scenario.run.seed


def test_another_seed_gives_other_numbers(scenario: Scenario, results: Results) -> None:
    other = run(scenario, seed=7)
    assert other.seed == 7
    assert not other.macro["unemployment_rate"].equals(results.macro["unemployment_rate"])


def test_size_and_length_can_be_given() -> None:
    small = run("baseline", people=1_000, months=2)
    assert small.scenario.run.people == 1_000
    assert small.months == 2


def test_results_survive_the_disk(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "out")
    read = load_results(tmp_path / "out")
    assert all(read.frames[name].equals(results.frames[name]) for name in TABLES)
    assert read.scenario == results.scenario
    assert read.seed == results.seed
    assert read.manifest["sources_sha256"] == results.manifest["sources_sha256"]


def test_a_bad_folder_is_refused_before_the_first_month(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        pytest.fail("simulated before the folder was checked")

    monkeypatch.setattr(Simulation, "step", never)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="is not empty"):
        run(scenario, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_failed_run_leaves_no_folder(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Simulation, "step", fail)
    with pytest.raises(RuntimeError):
        run(scenario, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_is_shown_where_there_is_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    run("baseline", people=1_000, months=1)
    assert capfd.readouterr() == ("", "")


def test_the_summary_holds_first_and_last_year(results: Results) -> None:
    summary = results.summary()
    assert summary["measure"].to_list() == [headline.name for headline in HEADLINES]
    row = summary.filter(pl.col("measure") == "unemployment_rate").row(0, named=True)
    rate = results.macro["unemployment_rate"]
    assert row["start"] == pytest.approx(100.0 * rate.head(7).mean())
    assert row["end"] == pytest.approx(100.0 * rate.tail(7).mean())


def test_an_unknown_table_names_those_there_are(results: Results) -> None:
    with pytest.raises(AttributeError, match="no table 'macros'; they have macro, "):
        results.macros  # noqa: B018


FAILING = """
from sim.policies import Policy

class Poison(Policy):
    def act(self, strength, now):
        if now.month == 3:
            now.state.firms.price[5] = float("nan")
        return 0
"""


@pytest.mark.parametrize("options", [[], ["--checkpoint-every", "2"]])
def test_a_run_that_ends_early_keeps_its_months(
    tmp_path: Path, tenfold: Callable[..., Any], options: list[str]
) -> None:
    plugin, out = tmp_path / "poison.py", tmp_path / "out"
    plugin.write_text(FAILING, encoding="utf-8")
    size = ["--people", 1_000, "--months", 6, "--set", "run.burn_in_months=0", "--plugin", plugin]
    status, _, errors = tenfold("run", "baseline", *size, "--policy", "poison", "--out", out, *options)
    assert status == 2
    assert errors.splitlines()[-1].startswith("tenfold: baseline, month 3, ")
    assert errors.rstrip().endswith(f"the 3 months before it are in {out}.")
    assert "Traceback" not in errors
    kept = load_results(out)
    assert kept.macro["month"].to_list() == [0, 1, 2]
    assert kept.manifest["ended_early"].startswith("baseline, month 3, ")


def test_check_says_which_step_it_was(tmp_path: Path, tenfold: Callable[..., Any]) -> None:
    plugin = tmp_path / "poison.py"
    plugin.write_text(FAILING, encoding="utf-8")
    size = ["--people", 1_000, "--months", 6, "--set", "run.burn_in_months=0", "--plugin", plugin]
    status, _, errors = tenfold("run", "baseline", *size, "--policy", "poison", "--check")
    assert status == 2
    assert "month 3, after step policies.act: firms.price in row 5 is nan" in errors
