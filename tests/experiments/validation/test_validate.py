"""The validation runs on the real economy and reports every target."""

import math
from pathlib import Path

import pytest

from sim.errors import UserError
from sim.experiments.validation.validate import Validation, read_targets, validate
from sim.records.tables import read_results
from sim.scenario import Scenario

VERDICTS = {"inside", "below", "above", "no band", "not available", "not modelled"}


@pytest.fixture(scope="module")
def validation() -> Validation:
    base = Scenario.load("baseline", ["run.burn_in_months=12"])
    story = Scenario.load("neutral", ["run.burn_in_months=12"])
    return validate(base, ai_scenario=story, years=5, seeds=2, people=2_000, processes=1)


def test_every_target_is_reported(validation: Validation) -> None:
    targets = validation.targets
    assert targets["id"].to_list() == [target["id"] for target in read_targets()["target"]]
    assert set(targets["verdict"].to_list()) <= VERDICTS
    assert validation.reported >= 40
    assert 0 <= validation.inside <= validation.reported


def test_verdicts_follow_from_value_and_band(validation: Validation) -> None:
    for row in validation.targets.iter_rows(named=True):
        match row["verdict"]:
            case "inside":
                assert row["low"] <= row["value"] <= row["high"]
            case "below":
                assert row["value"] < row["low"]
            case "above":
                assert row["value"] > row["high"]
            case "no band":
                assert row["low"] is None
            case _:
                assert not math.isfinite(row["value"])


def test_the_length_is_that_of_the_validation(validation: Validation) -> None:
    assert [results.months for results in validation.runs] == [60, 60]
    assert [results.seed for results in validation.runs] == [1001, 1002]  # no fit has seen them
    assert all(results.firm_sizes.sum() > 0 for results in validation.runs)


def test_the_drift_of_three_series_is_tested(validation: Validation) -> None:
    assert validation.drift["id"].to_list() == ["labour_share", "firms", "unemployment_rate"]
    assert set(validation.drift["verdict"].to_list()) <= {"drift", "no drift"}


def test_it_is_written_for_programs_and_for_people(validation: Validation, tmp_path: Path) -> None:
    folder = validation.write(tmp_path / "out")
    frames, written = read_results(folder)
    assert frames["targets"].equals(validation.targets)
    assert frames["drift"].equals(validation.drift)
    assert written["kind"] == "validation"
    text = (folder / "validation.md").read_text()
    assert validation.sentence() in text
    assert text.count("\n| ") == validation.targets.height + validation.drift.height + 2 * 2
    validation.write(folder)


def test_too_short_a_run_is_refused() -> None:
    with pytest.raises(UserError, match="years is 4; it must be at least 5"):
        validate(years=4)
    with pytest.raises(UserError, match="seeds is 0"):
        validate(seeds=0)
