"""A country with other occupations, sectors, brackets and owners: the same program runs on its folder."""

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.errors import ScenarioError, UserError
from sim.experiments.run.fork import fork
from sim.mesa_model.economy import Economy
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import money

from ..base_year.small_country import (
    BRACKETS,
    OCCUPATIONS,
    OWNERS,
    POPULATION,
    SCENARIO,
    SECTORS,
    write_small_country,
)

PEOPLE = 2_000
MONTHS = 24
POLICIES = [
    {"kind": "universal_basic_income", "amount": 500.0, "financed_by": "gpu_tax"},
    {"kind": "retraining"},
    {"kind": "wage_subsidy"},
    {"kind": "job_guarantee"},
    {"kind": "antitrust"},
]


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return load(write_small_country(tmp_path_factory.mktemp("country") / "small"))


def begin(country, story="pessimistic", **changes):
    values = {"run.people": PEOPLE, "run.burn_in_months": 6, "run.months": MONTHS, **SCENARIO, **changes}
    return Simulation(Scenario.load(story).with_(values), calibration=country)


@pytest.fixture(scope="module")
def lived(country):
    """Return an economy after two years of AI, and whether its money was the same in every month."""
    simulation = begin(country, policy=POLICIES)
    before, conserved = money(simulation.state), []
    while simulation.month < MONTHS:
        simulation.step()
        conserved.append(money(simulation.state) == before)
    return simulation, conserved


def test_money_is_conserved(lived):
    simulation, conserved = lived
    assert all(conserved)
    assert (simulation.state.workers.deposits >= 0).all()
    for name, column in {**simulation.state.firms._asdict(), **simulation.state.macro._asdict()}.items():
        assert np.isfinite(column).all(), name


def test_sizes_are_those_of_the_folder(lived, country):
    simulation, _ = lived
    frames, structure = simulation.records.frames(), simulation.structure
    months = frames["macro"].height
    for table, rows in (("occupations", OCCUPATIONS), ("sectors", SECTORS), ("providers", OWNERS)):
        assert frames[table].height == rows * months
    assert frames["occupations"]["occupation"].to_list()[:OCCUPATIONS] == list(country.occupation_titles)
    assert structure.tax_floor.size == BRACKETS
    assert structure.transfer.shape == (OCCUPATIONS, OCCUPATIONS)
    workers, firms = simulation.state.workers, simulation.state.firms
    assert workers.occupation.max() == OCCUPATIONS - 1
    assert firms.sector.max() == SECTORS - 1


def test_people_work_in_every_group_and_sector_and_money_reaches_them(lived):
    frames = lived[0].records.frames()
    for table in ("occupations", "sectors"):
        last = frames[table].filter(frames[table]["month"] == MONTHS - 1)
        assert (last["employment"] > 0.0).all()
    sectors = frames["sectors"].filter(frames["sectors"]["month"] == MONTHS - 1)
    gdp = frames["macro"]["gdp"][-1]
    # consumption tax is the rest
    assert sectors["value_added"].sum() == pytest.approx(gdp, rel=0.1)
    assert 0.3 < frames["macro"]["labour_share"][-1] < 0.9
    assert (frames["policies"]["recipients"] > 0.0).any()


def test_a_person_stands_for_so_many_of_its_people(lived):
    simulation, _ = lived
    assert simulation.weight * PEOPLE == pytest.approx(POPULATION)
    macro = simulation.records.frames()["macro"]
    adults = macro["employment"] / macro["employment_rate"]
    assert adults.to_numpy() == pytest.approx(POPULATION / 1e6)


def test_a_fork_stays_in_its_country(lived, country):
    simulation, _ = lived
    twin = fork(simulation, simulation.scenario)
    assert twin.calibration is country
    assert twin.structure.firm_share.size == SECTORS
    twin.step()


def test_agents_have_the_names_of_the_folder(country):
    simulation = begin(country, "baseline")
    economy = Economy(simulation.scenario, simulation=simulation)
    economy.step()
    assert set(economy.workers.get("occupation")) == set(country.occupation_titles)
    assert {economy.agent(unique_id).name for unique_id in economy.providers.ids} == set(country.owner_names)
    assert len(economy.mobility_network()) == OCCUPATIONS


def test_a_country_without_tables_of_benefits_says_which_key_to_set(country):
    with pytest.raises(UserError, match=r"benefits\.csv: .* set government\.household_benefits to false"):
        begin(country, **{"government.household_benefits": True})


def test_a_sector_that_the_country_does_not_have_is_named(country):
    with pytest.raises(ScenarioError, match=r'households\.human_touch_by_sector has no entry "\d'):
        begin(country, "bakery")
