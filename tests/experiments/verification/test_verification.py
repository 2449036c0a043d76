"""Every check holds and sees a tenth of its planted error; the page of the checks is that of the program."""

import ast
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import UserError
from sim.experiments.evidence import findings as evidence
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.verification import document
from sim.experiments.verification.check import FALSE_ALARM, KINDS, SHARES, Check, Measured, deviations, exact
from sim.experiments.verification.verify import (
    DOSES,
    LARGEST_CAUGHT,
    PARTS,
    Verdict,
    all_checks,
    chosen,
    findings,
    is_caught,
    sentence,
    smallest_caught,
    verify,
    write,
)

CHECKS = all_checks()
QUICK = [check for check in CHECKS if not check.slow]
SLOW = [check for check in CHECKS if check.slow]
ALWAYS = ("nothing_is_lost", "useless_gpus")
"""Slow checks that are always run: money, and the limit of no AI."""


def named(checks):
    return pytest.mark.parametrize("check", checks, ids=[f"{check.part}-{check.name}" for check in checks])


def holds_and_sees(check):
    measured = check.measure(0.0)
    row = measured.worst
    assert measured.passes, (measured.expected[row], measured.found[row], measured.tolerance[row])
    assert is_caught(check, LARGEST_CAUGHT), "a tenth of the planted error is not seen"
    assert is_caught(check, 1.0), "the wrong rule itself is not seen"


@named(QUICK)
def test_a_check_holds_and_sees_its_planted_error(check):
    holds_and_sees(check)


@named([check for check in SLOW if check.name in ALWAYS])
def test_a_check_of_whole_economies_holds_and_sees_its_planted_error(check):
    holds_and_sees(check)


@pytest.mark.slow
@named([check for check in SLOW if check.name not in ALWAYS])
def test_a_slow_check_holds_and_sees_its_planted_error(check):
    holds_and_sees(check)


def test_there_are_checks_of_every_kind_and_part_and_each_says_what_it_is():
    assert len(CHECKS) >= 45
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert {check.kind for check in CHECKS} == set(KINDS)
    assert {check.part for check in CHECKS} == set(PARTS)
    for check in CHECKS:
        for words in (check.says, check.formula, check.source, check.tolerance, check.error):
            assert len(words) > 3, check.name
        assert check.says.endswith("."), check.name


def test_all_classes_of_agents_have_a_budget():
    budgets = {check.name for check in CHECKS if check.part == "accounts"}
    assert budgets >= {
        "households", "firms", "providers", "model_owners", "state", "central_bank", "abroad",
        "banks_and_owners",
    }  # fmt: skip


def test_what_uses_chance_shares_the_false_alarms():
    """Bonferroni: the chance of any false alarm is at most the sum over checks that use chance."""
    chance = [check for check in CHECKS if check.statistical]
    assert 0 < len(chance) <= SHARES
    parts = Path(sim.__file__).parent / "experiments" / "verification" / "checks"
    drawing = set()
    for path in parts.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "of_chance(" in ast.unparse(node):
                drawing.add(node.name)
    assert drawing == {check.name for check in chance}
    assert 2.0 * 0.5 * FALSE_ALARM / SHARES * len(chance) <= FALSE_ALARM
    # the quantile of the normal distribution at half of 1e-3 / 20 is 4.06; more comparisons ask for more
    assert 4.05 < deviations(1) < 4.07 < deviations(10)


def test_a_page_lists_the_checks_as_they_are():
    page = Path(sim.__file__).parents[1] / "docs" / "verification.md"
    said = "run: tenfold verify --list --markdown > docs/verification.md"
    assert page.read_text(encoding="utf-8") == document.page(CHECKS), said


def invented(measure):
    return Check("invented", "tasks", "It holds.", "1 = 1", "nobody", KINDS[0], "none", "more", measure)


def test_a_check_that_sees_nothing_is_blind_and_one_that_is_off_fails():
    sharp = invented(lambda dose: exact(1.0, 1.0 + dose, 5e-3))
    blind = invented(lambda dose: exact(1.0, 1.0, 5e-3))
    dull = invented(lambda dose: exact(1.0, 1.0 + dose, 0.5))
    wrong = invented(lambda dose: exact(1.0, 1.1 + dose, 5e-3))
    assert [smallest_caught(one) for one in (sharp, blind, dull)] == [0.01, None, 1.0]
    verdicts = verify([sharp, blind, dull, wrong], planted=True)
    assert [verdict.word for verdict in verdicts] == ["holds", "BLIND", "BLIND", "FAILS"]
    assert [verdict.word for verdict in verify([blind])] == ["holds"]
    assert verdicts[0].detectable == pytest.approx(5e-3)
    assert sentence(verdicts).startswith("3 of 4 checks hold; invented fail")


def test_a_dose_counts_as_caught_only_if_all_larger_ones_are():
    assert tuple(sorted(DOSES, reverse=True)) == DOSES
    assert smallest_caught(invented(lambda dose: exact(1.0, 1.0 + dose * (dose < 1.0)))) is None


def test_what_is_not_a_number_never_passes():
    assert not Measured(np.ones(1), np.array([np.nan]), np.array([np.inf])).passes
    assert not exact([1.0, 2.0], [1.0, np.inf]).passes


def test_the_worst_comparison_is_the_one_nearest_to_its_tolerance():
    measured = Measured(np.array([1.0, 2.0, 9.0]), np.array([1.1, 2.1, 9.0]), np.array([0.2, 0.11, 0.0]))
    assert measured.worst == 1
    assert exact([0.0, 5.0, 1.0], [0.0, 5.0, 1.0]).worst == 1  # all equal: the largest


def test_a_part_or_a_check_is_chosen_by_name():
    assert {check.part for check in chosen("capital")} == {"capital"}
    assert [check.name for check in chosen("weak_links")] == ["weak_links"]
    with pytest.raises(UserError, match=r"--only is 'weather'; it must be a part \(tasks, "):
        chosen("weather")


def test_the_table_says_what_made_it(tmp_path):
    measured = exact(2.0, 2.0, 1e-3)
    verdict = Verdict(invented(lambda dose: measured), measured, 0.01, True, 0.5)
    file = write(tmp_path / "verify.csv", [verdict], command="tenfold verify", version="1.2.3")
    head, row = file.read_text(encoding="utf-8").splitlines()
    assert head.split(",")[:4] == ["id", "part", "kind", "comparisons"]
    assert row.startswith(
        "verify.invented,tasks,closed form,1,2.0,2.0,0.002,0.001,0.01,holds,0.5,tenfold verify"
    )


def test_closed_forms_among_the_outside_numbers_are_found_inside_their_bands():
    records = {number.id: number for number in read_numbers("verify")}
    names = {check.name for check in CHECKS}
    assert {name.removeprefix("verify.") for name in records} <= names
    found = findings(verify([check for check in CHECKS if f"verify.{check.name}" in records]))
    assert len(found) == len(records) >= 4
    for finding in found:
        assert evidence.verdict(records[finding.id], finding.value) == evidence.INSIDE, finding
    off = Verdict(chosen("weak_links")[0], exact(2.0, 2.2), None, False, 0.0)
    assert findings([off])[0].value == pytest.approx(1.1 * 1.5625)


def test_the_command_prints_a_table_and_fails_if_a_check_does(tenfold, monkeypatch, tmp_path):
    out, for_ledger = tmp_path / "found.csv", tmp_path / "findings.csv"
    given = "--only", "weak_links", "--planted", "--out", out, "--findings", for_ledger
    status, printed, _ = tenfold("verify", *given)
    assert status == 0
    assert "weak links" in printed
    assert "1 of 1 checks hold; 1 see a tenth of their planted error or less" in printed
    assert "verify.weak_links,tasks," in out.read_text(encoding="utf-8")
    assert "verify.weak_links,1.5625" in for_ledger.read_text(encoding="utf-8")
    off = invented(lambda dose: exact(1.0, 2.0))
    monkeypatch.setattr("sim.experiments.verification.verify.all_checks", lambda: (off,))
    status, printed, _ = tenfold("verify")
    assert status == 1
    assert "0 of 1 checks hold; invented fail" in " ".join(printed.split())


def test_the_command_says_what_is_wrong(tenfold, tmp_path):
    status, _, said = tenfold("verify", "--only", "weather")
    assert status == 2
    assert "--only is 'weather'" in said
    status, _, said = tenfold("verify", "--markdown")
    assert status == 2
    assert "--markdown is given without --list" in said
    status, _, said = tenfold("verify", "--out", tmp_path / "nowhere" / "found.csv")
    assert status == 2
    assert "must exist" in said


def test_the_command_lists_the_checks_and_runs_none(tenfold, monkeypatch):
    monkeypatch.setattr("sim.experiments.verification.verify.verify", lambda *given, **more: 1 / 0)
    status, printed, _ = tenfold("verify", "--list", "--only", "capital")
    assert status == 0
    assert "supply_of_land" in printed
