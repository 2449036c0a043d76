"""The ledger in the terminal: every record whole at 80 and at 100 columns, the checks, the commands."""

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.experiments.evidence.findings import Finding, write_findings
from sim.experiments.ledger.book import Ledger, all_numbers, open_ledger
from sim.report.ledger import WORST, print_checks, print_ledger, show_band, show_figure


@pytest.fixture(scope="module")
def evidence(tmp_path_factory) -> Path:
    """Return findings in which every other figure with a band is far above it."""
    folder = tmp_path_factory.mktemp("evidence")
    numbers = [number for number in all_numbers() if number.high is not None and not number.status]
    found = [
        Finding(
            number.id, number.high + (5.0 if place % 2 else 0.0), 0.123, number.high, number.high + 6.0, 5
        )
        for place, number in enumerate(numbers)
    ]
    write_findings(folder / "all.csv", found, people=1000, command="x", version="1")
    return folder


@pytest.fixture(scope="module")
def ledger(evidence: Path, tmp_path_factory) -> Ledger:
    return open_ledger(evidence, tmp_path_factory.mktemp("none") / "history.csv")


@pytest.mark.parametrize("width", [80, 100, 160])
def test_every_record_is_shown_whole_with_its_reason(ledger: Ledger, width: int) -> None:
    screen = io.StringIO()
    print_ledger(ledger, ledger.table, Console(width=width, file=screen))
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    words = "".join(screen.getvalue().split())
    assert "…" not in words
    for row in ledger.table.iter_rows(named=True):
        for text in (row["id"], row["reason"], show_band(row), show_figure(row["value"])):
            assert "".join(text.split()) in words, (row["id"], text)
    for sentence in ledger.sentences():
        assert "".join(sentence.split()) in words
    assert lines[0].startswith("Figure")
    assert all(head in "\n".join(lines[:2]) for head in ("Published", "band", "Ours", "Status", "certainty"))


def test_the_checks_are_a_table(ledger: Ledger) -> None:
    screen = io.StringIO()
    print_checks(ledger, Console(width=100, file=screen))
    text = screen.getvalue()
    assert max(map(len, text.splitlines())) <= 100
    assert "firms that use AI" in text
    assert "no record" in text or all(ledger.checks()["records"] > 0)


def test_numbers_have_three_digits_that_say_something() -> None:
    shown = [show_figure(value) for value in (87460.0, 123.4, 12.34, 1.2, 0.05, -0.4321, 0.0, None)]
    assert shown == ["87,460", "123", "12.3", "1.2", "0.05", "-0.432", "0", "-"]
    assert show_band({"band_low": None, "band_high": 580.0}) == "≤ 580"
    assert show_band({"band_low": 0.5, "band_high": None}) == "≥ 0.5"


def test_the_command_shows_parts_and_writes_them(tenfold, evidence: Path, tmp_path: Path) -> None:
    file = tmp_path / "part.csv"
    status, printed, _ = tenfold(
        "ledger", "--evidence", evidence, "--area", "target", "--status", "outside", "--csv", file
    )
    assert status == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert rows
    assert {(row["area"], row["status"]) for row in rows} == {("target", "outside")}
    assert [float(row["distance"]) for row in rows] == sorted(
        (float(row["distance"]) for row in rows), reverse=True
    )
    assert rows[0]["id"] in printed
    status, _, error = tenfold("ledger", "--evidence", evidence, "--area", "targets")
    assert status == 2
    assert "--area is 'targets'; allowed are" in error


def test_what_nobody_has_narrowed_fits_a_few_screens_and_says_how_to_see_more(
    tenfold, evidence: Path
) -> None:
    _, shown, _ = tenfold("ledger", "--evidence", evidence)
    _, whole, _ = tenfold("ledger", "--evidence", evidence, "--full")
    table = open_ledger(evidence).table
    words = {word.rstrip(":") for word in shown.split()}
    assert [name for name in table["id"] if name in words] == table["id"].head(WORST).to_list()
    assert all(name in whole for name in table["id"])
    assert "--full shows all" in shown
    assert "--full" not in whole
    counted = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line.split()[1:]}
    for area in table["area"].unique():
        records, *parts = map(int, counted[area])
        assert records == sum(parts) == table.filter(area=area).height


def test_a_change_of_status_fails_until_it_is_accepted_with_a_why(
    tenfold, evidence: Path, tmp_path: Path
) -> None:
    options = ("ledger", "--evidence", evidence, "--history", tmp_path / "history.csv")
    assert tenfold(*options, "--check")[0] == 1
    status, printed, _ = tenfold(*options, "--accept", "*", "--why", "made up for a test")
    assert (status, printed.split()[1]) == (0, "lines")
    status, printed, _ = tenfold(*options, "--check")
    assert (status, printed.strip()) == (0, "No problems.")
    text = (evidence / "all.csv").read_text(encoding="utf-8")
    name, value, *rest = text.splitlines()[-1].split(",")  # the last record gets another value
    changed = text.replace(",".join((name, value, *rest)), ",".join((name, "-1e9", *rest)))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "all.csv").write_text(changed, encoding="utf-8")
    options = ("ledger", "--evidence", tmp_path / "other", "--history", tmp_path / "history.csv")
    status, printed, _ = tenfold(*options, "--check")
    was = open_ledger(evidence).statuses[name]
    assert (status, f"{name} is " in printed) == (1, True), was
    status, _, error = tenfold(*options, "--accept", name)
    assert status == 2
    assert "say why" in error
    assert tenfold(*options, "--accept", name, "--why", "mended")[0] == 0
    assert tenfold(*options, "--check")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--measure", "wages", "--out", "x.csv"], "--measure is 'wages'; allowed are levels, targets."),
        (["--measure", "levels"], "--measure needs --out FILE"),
        (["--measure", "levels", "--out", "no/such/folder/x.csv"], "there is no folder"),
        (["--evidence", "no/such/folder"], "there is no such folder"),
        (["--measure", "targets", "--from", "no/such/folder", "--out", "x.csv"], "no/such/folder"),
        (["--accept", "never.there"], "no record and no line of the history has such a name"),
    ],
)
def test_bad_input_is_one_sentence(tenfold, arguments, sentence) -> None:
    status, _, error = tenfold("ledger", *arguments)
    assert status == 2
    assert sentence in error
    assert error.count("\n") == 1
