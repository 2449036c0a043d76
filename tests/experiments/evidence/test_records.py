"""Outside numbers and findings: what a record must have, which verdict it gets, and that tables come back."""

import math

import pytest

from sim.errors import UserError
from sim.experiments.evidence.findings import (
    INSIDE,
    OUTSIDE,
    UNMEASURED,
    Finding,
    read_findings,
    side_by_side,
    summarise,
    verdict,
    write_findings,
)
from sim.experiments.evidence.numbers import numbers_from

RECORD = {
    "id": "trials.lottery.hours", "label": "Hours a week", "unit": "hours", "value": -1.3,
    "low": -1.6, "high": -1.0,
    "band": "published interval", "source": "An author 2024, table 1", "certainty": "read", "use": "held out",
    "command": "tenfold trial lottery",
}  # fmt: skip


def test_a_record_says_what_it_lacks_or_has_too_much() -> None:
    for changed, said in (
        ({"use": "guessed"}, "allowed are fitted, held out, set"),
        ({"certainty": "sure"}, "allowed are read"),
        ({"colour": "red"}, "has 'colour'"),
        ({"low": None, "high": None}, "has no band"),
        ({"low": 2.0, "high": 1.0}, "low is at most high"),
    ):
        with pytest.raises(UserError, match=r"mine.toml: record trials.lottery.hours"):
            numbers_from([RECORD | changed], "mine.toml")
        with pytest.raises(UserError) as caught:
            numbers_from([RECORD | changed], "mine.toml")
        assert said in str(caught.value)
    with pytest.raises(UserError, match="is not complete"):
        numbers_from([{"id": "a.b"}], "mine.toml")
    with pytest.raises(UserError, match="two records"):
        numbers_from([RECORD, RECORD], "mine.toml")


def test_a_verdict_follows_the_band_and_its_open_side() -> None:
    number = numbers_from([RECORD], "mine.toml")[0]
    assert [verdict(number, value) for value in (-1.6, -1.0, -0.99, math.nan, None)] == [
        INSIDE, INSIDE, OUTSIDE, UNMEASURED, UNMEASURED,
    ]  # fmt: skip
    half = numbers_from([RECORD | {"low": None}], "mine.toml")[0]
    assert verdict(half, -100.0) == INSIDE
    built = numbers_from([RECORD | {"status": "by construction"}], "mine.toml")[0]
    assert verdict(built, 100.0) == "by construction"


def test_an_interval_covers_the_mean_as_often_as_it_says() -> None:
    import numpy as np

    rng = np.random.default_rng(1)
    trials = [summarise("x", rng.normal(2.0, 3.0, 5).tolist()) for _ in range(2000)]
    covered = np.mean([trial.low <= 2.0 <= trial.high for trial in trials])
    assert covered == pytest.approx(0.95, abs=3 * math.sqrt(0.95 * 0.05 / 2000))  # three standard errors
    alone = summarise("x", [1.0])
    assert (alone.value, alone.seeds) == (1.0, 1)
    assert math.isnan(alone.standard_error)


def test_findings_come_back_from_disk_and_stand_beside_the_published_figures(tmp_path) -> None:
    number = numbers_from([RECORD | {"reason": "too few people move"}], "mine.toml")[0]
    finding = Finding(number.id, -0.5, 0.1, -0.7, -0.3, 20)
    write_findings(tmp_path / "trials.csv", [finding], people=1000, command="tenfold trial", version="1")
    back = read_findings(tmp_path)
    assert back.row(0, named=True) == finding._asdict() | {
        "people": 1000, "command": "tenfold trial", "version": "1",
    }  # fmt: skip
    row = side_by_side([number], [finding]).row(0, named=True)
    assert (row["verdict"], row["reason"], row["published"]) == (OUTSIDE, "too few people move", -1.3)
    (tmp_path / "again.csv").write_bytes((tmp_path / "trials.csv").read_bytes())
    with pytest.raises(UserError, match="two files hold"):
        read_findings(tmp_path)
    (tmp_path / "again.csv").write_text("no table\n1\n")
    with pytest.raises(UserError, match="not a table of findings"):
        read_findings(tmp_path)
