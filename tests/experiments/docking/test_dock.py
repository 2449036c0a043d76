"""Dockings: records and measures belong together, cases share what they can, and a bad verdict is shown."""

import io
import math
import runpy
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sim.cli import app
from sim.errors import UserError
from sim.experiments.docking import dock, korinek
from sim.experiments.docking.courses import Case, Settlement, in_groups
from sim.experiments.evidence.findings import Finding, read_findings
from sim.experiments.run.run import simulate
from sim.report.docking import print_docking
from sim.rules.deployment import deployed_share
from sim.scenario import Scenario

SMALL = ["run.burn_in_months=6"]


@pytest.mark.parametrize("study", dock.STUDIES.values(), ids=dock.STUDIES)
def test_every_figure_of_a_study_is_measured_or_says_why_not(study):
    assert study.numbers
    measured = {f"{study.figures}.{name}" for name in study.measures}
    for number in study.numbers:
        assert (number.id in measured) != (number.status == "not modelled"), number.id
        assert not number.status or number.reason
        assert number.command == f"tenfold dock {study.name}"
    if study.name != "korinek":  # whose cases have more figures than the tables give
        assert measured <= {number.id for number in study.numbers}


def test_records_belong_to_one_study_each():
    from sim.experiments.evidence.numbers import read_numbers

    claimed = [number.id for study in dock.STUDIES.values() for number in study.numbers]
    assert sorted(claimed) == sorted(number.id for number in read_numbers("docking", "korinek"))


def test_the_tables_of_korinek_are_held_against_row_by_row():
    numbers = [number for number in korinek.KORINEK.numbers if not number.status]
    assert len(numbers) >= 40
    assert {number.check for number in numbers} >= {1, 2, 3, 4, 5, 6, 7}
    runs = {number.id.split(".")[1] for number in numbers}
    assert runs == {case.name for case in korinek.CASES} | {"rigidity"}


@pytest.mark.parametrize("study", dock.STUDIES.values(), ids=dock.STUDIES)
def test_every_case_is_a_valid_scenario(study):
    for case in study.cases:
        loaded = case.load((), 2_000)
        assert loaded.compute.enabled
        assert (loaded.run.people, loaded.run.months) == (2_000, case.months)


@pytest.mark.parametrize(
    ("name", "m", "d", "a", "growth", "psi", "rho"),
    [
        ("korinek_modest", 0.2, 0.2, 0.3, 0.0, 0.5, 0.5),
        ("korinek_substantial", 0.3, 0.4, 0.35, 0.028, 0.75, 0.25),
        ("korinek_extreme", 0.5, 0.6, 0.45, 0.1, 0.9, 0.0),
        ("footnote_14", 0.3, 0.4, 0.35, 0.028, 0.9, 0.0),
    ],
)
def test_people_lose_the_work_of_the_published_equation(name, m, d, a, growth, psi, rho):
    case = next((case for case in korinek.CASES if case.name == name), Case(name, name, 54))
    loaded = case.load((), 2_000)
    gain = a + 4.0 * growth  # of mid-2030
    lost = m * d * (1.0 - rho * psi - (1.0 - psi) * math.exp(-0.5 * gain)) / korinek.COGNITIVE_PAY
    share = deployed_share(loaded.compute, korinek.MID_2030)
    alone = loaded.compute.substitution_share
    saved = 1.0 - loaded.compute.assist_speedup**-0.5  # a person with a machine, sigma = 0.5
    assert share * (alone + (1.0 - alone) * saved) == pytest.approx(lost, rel=2e-3)


def test_cases_share_a_run_without_ai_only_if_ai_is_all_that_differs():
    cases = [
        Case("one", "acemoglu", 12),
        Case("longer", "goldman", 24),
        Case("rigid", "acemoglu", 12, {"wages.rigidity": 0.9}),
        Case("rules", "neutral", 12),
    ]
    tasks = in_groups([case.load(SMALL, 1_000) for case in cases], (1, 2))
    assert [[case.name for case in task.cases] for task in tasks if task.seed == 1] == [
        ["one", "longer"], ["rigid"], ["rules"],
    ]  # fmt: skip
    assert len(tasks) == 6
    assert tasks[0].plain.run.months == 24
    assert tasks[0].months == 6 + 24 + 12 + 24
    assert tasks[1].plain.wages.rigidity == 0.9


def test_what_cases_share_gives_the_bits_of_runs_of_their_own():
    cases = [Case(name, name, 8).load(SMALL, 1_000) for name in ("acemoglu", "goldman")]
    found = Settlement(tuple(cases), 5).run()
    baseline = {"run.people": 1_000, "run.burn_in_months": 6, "run.months": 8}
    plain = simulate(Scenario.load("baseline").with_(baseline), seed=5)
    for case in cases:
        alone = simulate(case, seed=5)
        pair = found[case.name]
        for course, results in ((pair.story, alone), (pair.plain, plain)):
            for column in ("real_gdp", "unemployment_rate", "mean_wage", "capital_price"):
                assert course.macro[column].equals(results.macro[column]), column
            by_month = results.occupations.group_by("month", maintain_order=True).agg("employment")
            assert course.occupations["employment"].tolist() == by_month["employment"].to_list()
    assert not found["acemoglu"].story.macro.equals(found["goldman"].story.macro)
    assert found["acemoglu"].cognitive.sum() not in (0, found["acemoglu"].cognitive.size)


def test_a_study_is_run_measured_and_written(tmp_path):
    file = tmp_path / "goldman.csv"
    done = dock.dock(
        ["goldman"], seeds=2, people=1_000, overrides=SMALL, processes=1, progress=False, out=file
    )
    written = read_findings(tmp_path)
    assert written["id"].to_list() == ["docking.goldman.productivity"]
    assert written["value"][0] == pytest.approx(done.findings[0].value, rel=1e-5)
    assert written["command"][0] == "tenfold dock goldman --seeds 2 --people 1000"
    assert done.findings[0].value > 0.0  # a quarter of work by machines, for less


def test_a_bad_verdict_is_printed_with_its_reason():
    study = dock.STUDIES["robots"]
    reason = {number.id: number.reason for number in study.numbers}
    found = [Finding("docking.robots.employment", 3.0, 0.1, 2.8, 3.2, 20)]
    text = io.StringIO()
    print_docking(dock.Docking((study,), tuple(found), 20, 20_000), Console(file=text, width=200))
    said = " ".join(text.getvalue().split())
    assert "outside" in said
    assert "not modelled" in said
    assert "not measured" in said
    assert reason["docking.robots.local"] in said
    assert "0 of 1 published figures are met" in said


def test_what_cannot_be_docked_on_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match=r"no study 'korinke'.*korinek"):
        dock.named(["korinke"])
    with pytest.raises(UserError, match="there is no folder"):
        dock.dock(["robots"], out=tmp_path / "missing" / "file.csv")
    assert [study.name for study in dock.named(["all"])] == list(dock.STUDIES)


def test_the_command_lists_what_there_is():
    result = CliRunner().invoke(app, ["dock"])
    assert result.exit_code == 0
    assert all(name in result.output for name in dock.STUDIES)


def test_machines_in_use_are_capital_at_their_wear_or_at_what_their_use_costs():
    def added(scenario, *values):
        case = Case("own", scenario, 3).load([*SMALL, "compute.deployment=at_once", *values], 1_000)
        pair = Settlement((case,), 1).run()["own"]
        return pair.story.macro["capital"][0] - pair.plain.macro["capital"][0]

    assert added("goldman") > added("goldman", "compute.gpu_price=1")
    assert added("korinek_extreme") > added("korinek_extreme", "rules.compute_price.follows=pay")


def test_the_tables_of_the_document_are_those_of_the_stored_findings():
    root = Path(__file__).parents[3]
    renew = runpy.run_path(str(root / "scripts" / "docking_table.py"))["renew"]
    text = (root / "docs" / "docking.md").read_text(encoding="utf-8")
    assert renew(text) == text, "run: make reference"
    assert "| GDP in 2030, extreme |" in text
