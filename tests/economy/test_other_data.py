"""Economies of other data: a country of twice the people, and Canada in every story."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.country import DATA, read_table, table_hash
from sim.data_folder.tables import Written
from sim.errors import UserError
from sim.experiments.run.checkpoint import Journey, load, save
from sim.experiments.run.run import run
from sim.indicators.beginners import YOUNG_UNTIL, exposed_occupations
from sim.policies import kinds
from sim.records.provenance import data_hash, model_version
from sim.scenario import Scenario, built_in_names
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import EMPLOYED

SMALL = ("run.people=1000", "run.burn_in_months=2", "run.months=2")


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of the United States with twice the people and firms."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("doubled") / "us"))
    table = Written.read(folder, "scalars.csv")
    values = [
        2.0 * float(value) if name in ("population", "firms_and_units") else value
        for name, value in zip(table.columns["id"], table.columns["value"], strict=True)
    ]
    table.with_columns({"value": values}).write(folder)
    return folder


@pytest.fixture(scope="module")
def results(doubled: Path):
    return [run(Scenario.load("baseline", [*SMALL, *more])) for more in ((), (f"run.data={doubled}",))]


def test_twice_the_people_are_the_same_lives_and_twice_the_totals(results) -> None:
    one, two = (found.frames["macro"] for found in results)
    np.testing.assert_allclose(two["employment"], 2.0 * one["employment"])
    assert two["unemployment_rate"].to_list() == one["unemployment_rate"].to_list()
    assert two["mean_wage"].to_list() == one["mean_wage"].to_list()


def test_results_say_which_data_made_them(results, doubled: Path) -> None:
    one, two = (found.manifest for found in results)
    assert two["data_sha256"] == {str(doubled): data_hash(str(doubled))}
    assert [*one["data_sha256"]] == ["united_states"]


def test_a_checkpoint_refuses_other_data(doubled: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copytree(doubled, tmp_path / "mine"))
    simulation = Simulation(Scenario.load("pessimistic", [*SMALL, f"run.data={mine}"]))
    simulation.step()
    save(simulation, tmp_path, Journey(every=1, started="2026-01-01T00:00:00+00:00"))
    load(tmp_path)
    (mine / "parameters.toml").write_text("[government]\npurchases = 0.2\n", encoding="utf-8")
    table_hash.cache_clear()  # as another process has it
    model_version.cache_clear()
    with pytest.raises(UserError, match=r'data of tenfold were changed .*\(run\.data = ".*mine"\)'):
        load(tmp_path)
    shutil.rmtree(mine)
    with pytest.raises(UserError, match=r'run\.data is ".*mine"; it must be one of united_states, canada'):
        load(tmp_path)


def split_occupations(folder: Path, parts: int) -> None:
    """Put several occupations in the place of each in the tables of a folder."""
    table = Written.read(folder, "occupations.csv")
    codes = [f"{code}.{part}" for code in table.columns["code"] for part in range(parts)]
    again = {title: [one for one in column for _ in range(parts)] for title, column in table.columns.items()}
    jobs = [float(one) / parts for one in again["jobs"]]
    table.only({**again, "code": codes, "jobs": jobs}).write(folder)
    for name in ("mobility", "staffing"):
        cells = Written.read(folder, f"{name}.csv")
        rows = parts if name == "mobility" else 1
        split = {
            code: [float(one) / parts for one in cells.columns[code.split(".")[0]] for _ in range(rows)]
            for code in codes
        }
        first = codes if name == "mobility" else cells.columns["code"]
        cells.only({"code": first, **split}).write(folder)
    ages = Written.read(folder, "occupation_ages.csv")
    again = {title: [one for one in column for _ in range(parts)] for title, column in ages.columns.items()}
    ages.only({**again, "code": codes}).write(folder)
    (folder / "households.csv.bz2").unlink()


def test_many_occupations_run_and_are_told_apart(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "many"))
    split_occupations(folder, 4)
    alone = ("households", "homes", "life_cycle")
    changes = [*(f"population.{key}=false" for key in alone), "government.household_benefits=false"]
    simulation = Simulation(Scenario.load("pessimistic", [*SMALL, *changes, f"run.data={folder}"]))
    before = money(simulation.state)
    simulation.run()
    assert money(simulation.state) == before
    workers = simulation.state.workers
    exposed = exposed_occupations(simulation.structure)
    assert exposed.size == 88
    young = (workers.status == EMPLOYED) & (workers.age < YOUNG_UNTIL)
    share = simulation.records.frames()["macro"]["young_exposed_employment"][-1]
    assert share == pytest.approx(exposed[workers.occupation][young].mean())
    assert workers.occupation.max() > 64


@pytest.mark.parametrize("story", [name for name in built_in_names() if name != "us_full"])
def test_canada_runs_every_story(story: str) -> None:
    simulation = Simulation(Scenario.load(story, [*SMALL, "run.data=canada"]))
    before = money(simulation.state)
    simulation.run()
    assert money(simulation.state) == before
    macro = simulation.records.frames()["macro"]
    adults = macro["employment"] / macro["employment_rate"]
    assert adults.to_numpy() == pytest.approx(simulation.calibration.figure("population") / 1e6)
    if simulation.scenario.population.households:
        names = read_table("states.csv", simulation.calibration.folder).texts("name")
        assert simulation.records.frames()["states"]["state"].unique().sort().to_list() == sorted(names)


def test_canada_runs_every_policy() -> None:
    story = Scenario.load("pessimistic", [*SMALL, "run.data=canada"])
    simulation = Simulation(story.with_({"policy": [{"kind": kind} for kind in kinds()]}))
    before = money(simulation.state)
    simulation.run()
    assert money(simulation.state) == before
