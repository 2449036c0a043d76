"""``tenfold compare --policies`` and ``tenfold break-even``: what they print, write and refuse."""

import json
import os
import re
import runpy
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sim.experiments.lab.results import CSV, load_policy_comparison
from sim.records.tables import read_results
from sim.report.wording import number

POOR = """based_on = "pessimistic"
[run]
burn_in_months = 12
[monetary]
regime = "floor"
[compute]
gpu_worker_ratio_start = 3.0
capability_start = 0.6
[adoption]
initial_share = 0.9
speed = 0.3
[government]
household_benefits = false  # else benefits have rules of their own, and there is no floor
transfer_floor = 100.0
safety_net_erosion = 0.5
[population]  # who lives alone shares with nobody
households = false
life_cycle = false
homes = false
"""
SMALL = ["--people", "1000", "--months", "12", "--replicates", "2"]


@pytest.fixture
def nothing_runs(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("something ran")

    monkeypatch.setattr("sim.simulation.Simulation.__init__", fail)
    monkeypatch.setattr("sim.experiments.run.pool._start", fail)


@pytest.fixture
def poor(tmp_path):
    path = tmp_path / "poor.toml"
    path.write_text(POOR, encoding="utf-8")
    return path


def test_a_comparison_prints_a_table_and_writes_tables_and_report(tenfold, poor, tmp_path):
    out = tmp_path / "out"
    policies = ["--policies", "ubi:amount=0/800,financed_by=capital_tax", "--policies", "gpu_tax"]
    status, printed, _ = tenfold("compare", "--stories", poor, *policies, *SMALL, "--full", "--out", out)
    assert status == 0
    for words in ("Poor: change against no policy in year 1", "UBI $800", "over 2 seeds"):
        assert words in printed
    assert f"Report: {out / 'report.html'}" in printed
    comparison = load_policy_comparison(out)
    tables = {f"{name}.parquet" for name in comparison.tables()} | {f"{name}.csv" for name in CSV}
    assert {path.name for path in out.iterdir()} == tables | {"manifest.json", "report.html"}
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["complete"] is True
    shown = comparison.effects().filter(pl.col("measure") == "poverty_rate", pl.col("change").is_not_null())
    for change in shown["change"]:
        assert number(change, 1, signed=True) in printed
    # a second comparison takes the place of the first, whole
    again = ["compare", poor, "--policies", "gpu_tax:tax_rate=0.5", *SMALL, "--out", out]
    status, printed, told = tenfold(*again)
    assert status == 0
    assert "At a glance, year 1" in printed
    assert "Poor: change against no policy" not in printed  # asked for by --full alone
    assert f"Writing results and report to {out}." in told
    assert "UBI" not in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("in_this_process")
def test_a_study_brings_its_stories_title_and_packages(tenfold, poor, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        f'title = "Mine"\nquestion = "Why?"\nstories = ["{poor}"]\npolicies = ["ubi:amount=0"]\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    status, printed, _ = tenfold("compare", "--study", study, *SMALL, "--out", out)
    assert status == 0
    assert "the story itself, to the bit: UBI $0." in " ".join(printed.split())
    assert "<title>Mine</title>" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("in_this_process")
def test_an_income_that_keeps_poverty_down_is_printed_with_interval_and_residual(tenfold, poor, tmp_path):
    question = ["break-even", "ubi-poverty", "--stories", poor, "--largest", "2000", *SMALL]
    status, printed, _ = tenfold(*question, "--tolerance", "50", "--out", tmp_path / "out")
    assert status == 0
    assert printed.startswith("Basic income that keeps poverty at its level without AI:\n")
    pattern = (
        r"  poor: [\d,.]+ dollars a month \(95 % interval (.+) to (.+)\); residual [+-][\d.e-]+ percentage"
    )
    assert re.search(pattern, printed)
    frames, manifest = read_results(tmp_path / "out")
    assert manifest["seeds"] == [1, 2]
    assert "people = 1000" in manifest["scenarios"]["poor"]
    assert frames["break_even"]["value"][0] > 0.0


@pytest.mark.usefixtures("in_this_process")
def test_a_missed_root_is_said_and_is_an_error(tenfold, poor):
    question = ["break-even", "gpu-tax", "--amounts", "0.05", "--stories", poor, *SMALL]
    status, printed, _ = tenfold(*question, "--tolerance", "0")
    assert status == 1
    assert "; MISSED, the tolerance is 0" in printed


@pytest.mark.usefixtures("in_this_process")
def test_a_tax_that_cannot_pay_is_said_with_the_reason(tenfold, poor):
    status, printed, _ = tenfold("break-even", "gpu-tax", "--amounts", "2000", "--stories", poor, *SMALL)
    assert status == 3
    assert printed.splitlines()[0] == "GPU tax that pays for a basic income of 2000 dollars:"
    assert "  poor: none between 0 and 10 of the rent: the most the tax raises is " in printed


@pytest.mark.usefixtures("in_this_process")
def test_a_ratio_is_found_or_the_reason_is_said(tenfold, poor):
    status, printed, _ = tenfold("break-even", "ratio-median", "--stories", poor, *SMALL, "--tolerance", "90")
    assert status == (3 if "none between" in printed else 0)
    assert "median disposable income falls below its level without AI (no policy)" in printed
    assert re.search(r"  poor: (none between .* median disposable income is |[\d.]+ workers a GPU )", printed)


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("named", [[], ["key"]])
def test_the_value_of_a_key_at_which_a_figure_is_met_is_found_and_shown(tenfold, poor, tmp_path, named):
    out = tmp_path / "out"
    asked = [*named, "policy.universal_basic_income.amount", "policy_cost=500", "--stories", poor]
    status, printed, _ = tenfold("break-even", *asked, "--from", "0", "--to", "300", *SMALL, "--out", out)
    assert status == 0
    plan, question, sentence, page, where = printed.splitlines()
    assert plan == "At most 28 runs of 1,000 people and 12 months, 2 seeds."
    assert question.endswith(" at which cost of the policy is 500 billion dollars a year:")
    assert re.search(
        r"^  poor: 1[45]\d dollars a month \(95 % interval .*; by the band of the whole curve ", sentence
    )
    assert (page, where) == (f"Page: {out / 'page.html'}", f"Results: {out}")
    assert sentence.strip().split(";")[0] in (out / "page.html").read_text(encoding="utf-8")
    frames, manifest = read_results(out)
    assert frames["break_even"]["target"].to_list() == [500.0]
    assert frames["curves"].columns[2:] == ["x", "mean", "low", "high", "band_low", "band_high"]
    assert manifest["beside"] == ["page.html"]


@pytest.mark.usefixtures("in_this_process")
def test_what_no_value_of_a_key_brings_ends_with_status_three(tenfold, poor):
    asked = ["policy.universal_basic_income.amount", "policy_cost=9e6", "--stories", poor]
    status, printed, _ = tenfold("break-even", *asked, "--from", "0", "--to", "300", *SMALL)
    assert status == 3
    assert "cost of the policy comes nearest at 300, where it is " in printed


@pytest.mark.usefixtures("in_this_process")
def test_the_example_script_writes_the_report(monkeypatch, capsys, tmp_path):
    path = Path(__file__).parents[2] / "scripts" / "compare_ubi.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60
    out = tmp_path / "out"
    arguments = ["--people", "1000", "--months", "12", "--replicates", "1", "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["compare_ubi.py", *arguments])
    example = runpy.run_path(str(path))
    example["main"].__globals__.update(STORIES=["neutral"], AMOUNTS=[0, 500], PAYERS=["deficit"])
    example["main"]()
    assert f"Report: {out}/report.html" in capsys.readouterr().out
    assert load_policy_comparison(out).packages[1].label == "UBI $500 paid by the deficit"
    assert (out / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["compare", "neutral", "--policies", "ubbi"],
            '--policies ubbi: there is no policy "ubbi"; the nearest',
        ),
        (
            ["compare", "neutral", "--policies", "ubi:amount=x"],
            '--policies ubi:amount=x: policy.universal_basic_income.amount is "x"; it must be a number',
        ),
        (
            ["compare", "neutral", "--policies", "ubi:financed_by=x"],
            '--policies ubi:financed_by=x: policy.universal_basic_income.financed_by is "x"; it must be one',
        ),
        (["compare", "neutral", "--policies", "nope.toml"], "nope.toml: the file cannot be read"),
        (["compare", "--policies", "ubi"], "there is no story to run the policies in; name at least one."),
        (["compare", "--stories", "neutral,nope", "--policies", "ubi"], '"nope": there is no such scenario'),
        (["compare", "neutral,neutral", "--policies", "ubi"], '"neutral,neutral": there is no such scenario'),
        (
            ["compare", "--stories", "neutral,neutral", "--policies", "ubi"],
            "the story neutral is named twice; leave one of them out.",
        ),
        (
            ["compare", "neutral", "--policies", "ubi", "--people", "5"],
            "--people 5: run.people is 5; it must be",
        ),
        (["compare", "neutral", "--policies", "ubi", "--months", "6"], "the policy lab compares whole years"),
        (
            ["compare", "neutral", "--on-credit"],
            "--on-credit does not go with a comparison of stories",
        ),
        (
            ["compare", "--study", "rent_abrod"],
            '"rent_abrod": there is no such study or file; the nearest built-in',
        ),
        (
            ["compare", "--study", "rent_abroad", "--set", "run.seed=2"],
            "--set goes with --stories; a study says",
        ),
        (
            ["break-even", "ubi-poverty", "--stories", "neutral,nope"],
            '"nope": there is no such scenario or file',
        ),
        (["break-even", "ubi-poverty", "--stories", ","], "--stories names no story; name at least one."),
        (
            ["break-even", "ubi-poverty", "--financed-by", "x"],
            'policies: policy.universal_basic_income.financed_by is "x"; it must be one of "deficit"',
        ),
        (
            ["break-even", "ubi-poverty", "--people", "5"],
            "--people 5: run.people is 5; it must be a whole number",
        ),
        (["break-even", "ubi-poverty", "--months", "6"], "break-even questions are about the last year"),
        (
            ["break-even", "gpu-tax", "--amounts", "many"],
            "--amounts many: it must be numbers, separated by commas",
        ),
        (
            ["break-even", "gpu-tax", "--amounts", "500,0"],
            "--amounts 500,0: each must be above 0 and at most 20,0",
        ),
        (["break-even", "compute.gpu_price", "gdp"], "gdp is not of the form FIGURE=VALUE, such as"),
        (["break-even", "compute.gpu_price", "gdp=nan"], "gdp=nan: the value must be a finite number."),
        (
            ["break-even", "--stories", "neutral", "compute.gpu_prise", "gdp=1"],
            'break-even: compute has no key "gpu_prise"; the nearest is gpu_price',
        ),
        (
            ["break-even", "compute.enabled", "gdp=1"],
            "compute.enabled is a flag; break-even varies a key that holds a number.",
        ),
        (["break-even", "ratio-median", "--policies", "ubbi"], '--policies ubbi: there is no policy "ubbi"'),
        (
            ["break-even", "ratio-median", "--policies", "ubi:amount=1/2"],
            "ratio-median takes one package, but ubi",
        ),
        (
            ["break-even", "ratio-median", "--smallest", "40"],
            "the range is 40 to 30 workers a GPU; it must begin",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(
    tenfold, nothing_runs, tmp_path, monkeypatch, arguments, sentence
):
    monkeypatch.chdir(tmp_path)
    status, out, err = tenfold(*arguments, "--out", tmp_path / "out")
    assert status == 2
    assert out == ""
    assert err.startswith(f"tenfold: {sentence}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ["compare", "neutral", "--policies", "ubi"],
        ["break-even", "ubi-poverty"],
        ["compare", "--study", "rent_abroad"],
    ],
)
def test_a_folder_of_others_is_refused_before_anything_runs(tenfold, nothing_runs, tmp_path, command):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    status, _, err = tenfold(*command, "--out", tmp_path)
    assert status == 2
    assert "is not empty and holds no earlier results of tenfold" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


TALKATIVE = """
import sys
from sim.experiments.run import pool
from sim.cli import main

report = pool._report

def report_and_tell(*arguments):
    report(*arguments)
    print("a month is done", file=sys.stderr, flush=True)

pool._report = report_and_tell
main()
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs signals to groups of processes")
def test_an_interrupted_comparison_leaves_nothing(tmp_path):
    command = ["compare", "neutral", "--policies", "ubi", "--people", "20000", "--months", "1200"]
    process = subprocess.Popen(
        [sys.executable, "-c", TALKATIVE, *command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert "a month is done\n" in iter(process.stderr.readline, "")  # perhaps after what it waits for
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30.0)
    assert process.returncode not in (0, None)
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []
