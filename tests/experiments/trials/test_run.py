"""Trials from the command: the list, the table beside what is published, the file, refusals."""

import pytest

from sim.errors import UserError
from sim.experiments.evidence.findings import read_findings
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.trials.catalogue import TRIALS, find
from sim.experiments.trials.run import Seed, published, run_trials

SMALL = ("run.people=1000", "run.burn_in_months=12")


def test_every_trial_has_something_published_and_every_record_a_trial():
    for name in TRIALS:
        assert published(name), name
    for number in read_numbers("trials"):
        area, trial, figure = number.id.split(".")
        assert (area, figure) != ("", "")
        assert trial in TRIALS, number.id
        assert number.command == f"tenfold trial {trial}"


def test_the_list_names_every_trial(tenfold, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    status, out, _ = tenfold("trial")
    assert status == 0
    for name, trial in TRIALS.items():
        assert name in out
        assert trial.question in out


def test_a_trial_stands_beside_what_is_published_and_its_findings_come_back(
    tenfold, tmp_path, monkeypatch, in_this_process
):
    monkeypatch.setenv("COLUMNS", "200")
    file = tmp_path / "found.csv"
    status, out, err = tenfold(
        "trial", "monetary", "--seeds", 2, "--people", 1_000, "--set", "run.burn_in_months=3", "--out", file
    )
    assert status == 0, err
    assert "Published" in out
    assert "2 paired seeds of 1,000 people" in out
    found = read_findings(tmp_path)
    assert set(found["id"]) == {number.id for number in published("monetary")}
    assert found["people"].to_list() == [1_000] * found.height
    assert found["command"][0] == (
        "tenfold trial monetary --seeds 2 --people 1000 --set run.burn_in_months=3"
    )


def test_what_cannot_be_done_is_said_in_a_sentence_before_anything_runs(tenfold, tmp_path):
    with pytest.raises(UserError, match="there are lottery, dividend"):
        find("luck")
    for arguments, said in (
        (("trial", "luck"), "trial 'luck': there is none"),
        (("trial", "lottery", "--out", tmp_path / "found.txt"), "it must be a file that ends in .csv"),
        (("trial", "all", "--out", tmp_path / "none"), "it must be a folder that exists"),
        (("trial", "lottery", "--set", "run.peple=3"), "peple"),
    ):
        status, out, err = tenfold(*arguments)
        assert (status, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", list(TRIALS))
def test_a_seed_takes_as_many_months_as_the_trial_says_and_finds_all_that_is_published(name):
    ticks = []
    seed = Seed((name,), SMALL, 1_001)
    results = [seed.run(lambda done, total: ticks.append((done, total)))[name]] * 2
    assert ticks[-1][1] == seed.months
    assert len(ticks) == seed.months
    found = {one.id for one in TRIALS[name].found(results)}
    assert {number.id for number in published(name)} <= found


def test_a_trial_gives_the_same_figures_whatever_else_is_run_beside_it(in_this_process):
    asked = {"seeds": 2, "people": 1_000, "sets": ("run.burn_in_months=3",), "progress": False}
    both = {one.trial.name: one.findings for one in run_trials(["windfall", "monetary"], **asked)}
    (alone,) = run_trials(["monetary"], **asked)
    # as text: nobody has received nothing, and a figure that is not there is unequal to itself
    assert str(both["monetary"]) == str(alone.findings)
    assert alone.command == "tenfold trial monetary --seeds 2 --people 1000 --set run.burn_in_months=3"
