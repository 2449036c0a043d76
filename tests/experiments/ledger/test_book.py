"""The ledger of this checkout: complete, explained, accepted; and how it is put together."""

import math

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.evidence.findings import INSIDE, OUTSIDE, UNMEASURED, Finding, write_findings
from sim.experiments.evidence.numbers import numbers_from
from sim.experiments.ledger import book
from sim.experiments.ledger.book import ORDER, all_numbers, distance, open_ledger, read_checks
from sim.experiments.ledger.history import Line, accept
from sim.experiments.ledger.levels import LEVELS
from sim.experiments.ledger.targets import certainty_of, drift_findings_of, findings_of, target_numbers
from sim.experiments.validation.validate import read_targets

RECORD = {
    "label": "A figure", "unit": "%", "band": "published", "source": "somebody", "certainty": "read",
    "use": "held out", "command": "tenfold ledger",
}  # fmt: skip


def record(name: str, **keys):
    return numbers_from([RECORD | {"id": name} | keys], "test")[0]


@pytest.fixture(scope="module")
def ledger():
    return open_ledger()


# the ledger of this checkout


def test_the_ledger_is_accepted_as_it_is(ledger) -> None:
    assert ledger.problems() == [], "tenfold ledger --check says the same; --accept ID --why TEXT mends it"


def test_no_record_that_is_not_inside_is_without_a_reason(ledger) -> None:
    assert ledger.unexplained() == []


def test_there_are_as_many_records_as_the_project_promises(ledger) -> None:
    assert ledger.table.height >= 140
    assert ledger.table["id"].is_unique().all()


def test_every_target_is_a_record_with_its_own_figures() -> None:
    targets = read_targets()["target"]
    numbers = [number for number in target_numbers() if number.area == "target"]
    assert [number.id for number in numbers] == [f"target.{target['id']}" for target in targets]
    for number, target in zip(numbers, targets, strict=True):
        tenth = 0.1 * target["value"]  # where there is no band
        band = (target.get("low", target["value"] - tenth), target.get("high", target["value"] + tenth))
        assert (number.value, number.low, number.high) == (target["value"], *band)
        assert target["source"] in number.source
        assert number.use == target["use"]


def test_every_level_that_is_measured_has_a_record_and_the_other_way_round() -> None:
    wanted = {number.id for number in all_numbers() if number.command == "tenfold ledger --measure levels"}
    assert wanted == LEVELS.keys()


def test_records_name_checks_that_exist() -> None:
    checks = read_checks()
    assert [check["number"] for check in checks] == list(range(1, 26))
    assert {number.check for number in all_numbers() if number.check} <= {check["number"] for check in checks}


# how it is put together


def test_distance_is_one_at_the_edge_and_grows_with_half_bands() -> None:
    both = record("a.b", low=2.0, high=4.0)
    assert [distance(both, value) for value in (3.0, 2.0, 4.0, 6.0, 1.0)] == [0.0, 1.0, 1.0, 3.0, 2.0]
    above = record("a.b", value=3.0, high=4.0)  # half a band is from 3 to 4
    assert [distance(above, value) for value in (4.0, 3.0, -9.0, 6.0)] == [1.0, 0.0, 0.0, 3.0]
    below = record("a.b", low=10.0)  # half a band is the end itself
    assert [distance(below, value) for value in (10.0, 30.0, 5.0)] == [1.0, 0.0, 1.5]
    assert distance(record("a.b", value=-5.0, high=0.0), 5.0) == 2.0
    assert distance(record("a.b", low=1.0, high=1.0), 2.0) == math.inf
    assert distance(both, None) is distance(both, math.nan) is None
    assert distance(record("a.b", status="not modelled"), 1.0) is None


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Return a ledger of few records, some of them measured."""
    numbers = [
        record("target.near", low=0.0, high=2.0, use="fitted", check=1),
        record("target.far", low=0.0, high=2.0, check=1, reason="a known fault"),
        record("target.farther", low=0.0, high=2.0, check=2),
        record("a.unmeasured", low=0.0),
        record("a.left_out", status="not modelled", reason="nobody is ill", check=3),
        record("a.inside", high=9.0, check=4, reason="it was outside once"),
    ]
    monkeypatch.setattr(book, "all_numbers", lambda: numbers)
    values = {"target.near": 1.5, "target.far": 3.0, "target.farther": 9.0, "a.inside": 1.0, "gone.long": 1.0}
    found = [Finding(name, value, 0.1, value - 0.2, value + 0.2, 5) for name, value in values.items()]
    (tmp_path / "evidence").mkdir()
    write_findings(tmp_path / "evidence" / "all.csv", found, people=100, command="x", version="1")
    accept([Line("target.farther", OUTSIDE, "wages are too low")], tmp_path / "history.csv")
    return open_ledger(tmp_path / "evidence", tmp_path / "history.csv")


def test_the_worst_come_first_and_reasons_stand_with_misses_alone(small) -> None:
    rows = small.table
    assert rows["id"].to_list() == [
        "target.farther", "target.far", "a.unmeasured", "a.left_out", "target.near", "a.inside",
    ]  # fmt: skip
    assert rows["status"].to_list() == [OUTSIDE, OUTSIDE, UNMEASURED, "not modelled", INSIDE, INSIDE]
    assert rows["reason"].to_list() == ["wages are too low", "a known fault", "", "nobody is ill", "", ""]
    assert small.unexplained() == ["a.unmeasured"]
    assert small.share("fitted") == (1, 1)
    assert small.share("held out") == (0, 2)


def test_a_check_is_passed_only_if_all_its_records_are_inside(small) -> None:
    checks = small.checks()
    assert checks.filter(pl.col("passed"))["number"].to_list() == [4]
    first = checks.row(0, named=True)
    assert (first["records"], first["inside"], first["outside"], first["open"]) == (2, 1, 1, 0)
    assert checks.row(2, named=True)["open"] == 1
    assert checks["passed"].sum() == 1
    assert checks.filter(pl.col("records") == 0)["passed"].sum() == 0


def test_problems_name_new_records_strays_and_misses_without_reason(small) -> None:
    text = "\n".join(small.problems())
    assert "a.inside is new" in text
    assert "gone.long was measured, and no record has this name." in text
    assert "a.unmeasured is not measured, and no reason says why." in text
    assert "target.farther" not in text


def test_parts_are_chosen_by_names_that_exist(small) -> None:
    assert small.only(area=["a"])["id"].to_list() == ["a.unmeasured", "a.left_out", "a.inside"]
    assert small.only(status=[OUTSIDE], use=["held out"]).height == 2
    for bad in ({"area": ["b"]}, {"status": ["wrong"]}, {"use": ["never"]}):
        with pytest.raises(UserError, match=r"allowed are"):
            small.only(**bad)


def test_what_is_accepted_has_the_reason_of_the_record_only_at_first(small, tmp_path) -> None:
    lines = {line.id: line for line in small.lines_for(["target.far", "a.left_out", "a.inside"], "")}
    assert lines["target.far"] == Line("target.far", OUTSIDE, "a known fault")
    assert lines["a.inside"].why == ""
    assert len(small.lines_for(["*"], "as of the first edition")) == 5  # one is accepted already
    with pytest.raises(UserError, match="every status there is the accepted one"):
        small.lines_for(["target.farther"], "why")
    with pytest.raises(UserError, match="no record and no line"):
        small.lines_for(["target.never"], "why")
    file = tmp_path / "history.csv"
    accept([Line("target.far", INSIDE, ""), Line("old.record", INSIDE, "")], file)
    later = open_ledger(tmp_path / "evidence", file)
    (change,) = later.lines_for(["target.far"], "")
    assert change.why == "", "the reason of the record is no reason for its change"
    assert later.lines_for(["old.record"], "published no more") == [
        Line("old.record", "gone", "published no more")
    ]


def test_all_statuses_have_a_place_in_the_order() -> None:
    from sim.experiments.ledger.history import STATUSES

    assert set(ORDER) == set(STATUSES)


def test_a_validation_becomes_findings_with_intervals() -> None:
    table = pl.DataFrame({"id": ["one", "none"], "value": [2.0, math.nan], "standard_error": [0.5, math.nan]})
    (finding,) = findings_of(table, 5)
    assert (finding.id, finding.value, finding.seeds) == ("target.one", 2.0, 5)
    assert finding.high - finding.low == pytest.approx(2 * 2.7764 * 0.5, rel=1e-4)  # Student's t, 4 degrees
    (alone,) = findings_of(table.with_columns(standard_error=pl.lit(None)), 1)
    assert math.isnan(alone.low)


def test_a_slope_becomes_a_finding_and_its_record_has_the_tolerance_as_band() -> None:
    drift = pl.DataFrame({"id": ["firms", "labour_share"], "slope": [3.0, -1.5], "t": [2.0, -10.0]})
    firms, share = drift_findings_of(drift, 5)
    assert (firms.id, firms.value, firms.standard_error) == ("drift.firms", 3.0, 1.5)
    assert share.low < share.value < share.high < 0.0
    records = {number.id: number for number in target_numbers() if number.area == "drift"}
    tests = {test["id"]: test for test in read_targets()["drift"]}
    assert records.keys() == {f"drift.{name}" for name in tests}
    for name, test in tests.items():
        number = records[f"drift.{name}"]
        assert (number.low, number.high) == (-test["tolerance"], test["tolerance"])
    assert records["drift.labour_share"].use == "fitted", "the fit holds it near zero"


def test_the_words_of_a_source_say_how_certain_it_is() -> None:
    assert certainty_of("BLS CPS") == "read"
    assert certainty_of("BLS CPS, computed") == "computed"
    assert certainty_of("BLS, secondary, computed") == "secondary"
    assert certainty_of("Axtell 2001 Science, from memory") == "from memory"
