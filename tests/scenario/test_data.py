"""``run.data``: what a scenario may name, whose values lie over whose, rows of tables of another country."""

from pathlib import Path

import pytest

from sim.country import COUNTRIES, DATA, UNITED_STATES, country_words, folder_of, in_currency, speaking_of
from sim.errors import ScenarioError, UserError
from sim.records.provenance import Stopwatch, data_hash, manifest_of, model_version
from sim.scenario import Scenario

from ..base_year.small_country import WORDS, write_small_country

CANADA = "run.data=canada"


def test_the_united_states_are_the_default() -> None:
    assert Scenario.load("baseline").run.data == UNITED_STATES


def test_a_folder_is_named_from_the_scenario_file(tmp_path: Path) -> None:
    write_small_country(tmp_path / "tables" / "small")
    mine = tmp_path / "mine.toml"
    mine.write_text('based_on = "baseline"\n[run]\ndata = "tables/small"\n', encoding="utf-8")
    assert Scenario.load(mine).run.data == str(tmp_path / "tables" / "small")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r'run\.data: there is no folder "atlantis"; it must be .*canada'):
        Scenario.load("baseline", ["run.data=atlantis"])
    gone = Scenario.load("baseline").with_({"run.data": str(tmp_path / "gone")})  # results outlive folders
    with pytest.raises(UserError, match=r"canada, or a folder of tables"):
        folder_of(gone.run.data)


@pytest.mark.parametrize("typed", ["x" * 5_000, "a\\u0000b", "~nobody-of-this-name/data"])
def test_what_no_folder_can_be_called_is_refused_as_one_that_is_not_there(tmp_path: Path, typed: str) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'based_on = "baseline"\n[run]\ndata = "{typed}"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.toml: run\.data"):
        Scenario.load(mine)
    with pytest.raises(ScenarioError, match=r"run\.data"):
        Scenario.load("baseline", [f"run.data={typed}"])


def test_values_of_a_country_lie_over_the_fitted_and_below_all_else(tmp_path: Path) -> None:
    ours, theirs = Scenario.load("pessimistic"), Scenario.load("pessimistic", [CANADA])
    assert theirs.government.replacement_rate == 0.55 != ours.government.replacement_rate
    assert theirs.adoption == ours.adoption
    assert str(theirs.origins.of("government", "health_scale")).startswith(
        "sim/countries/canada/parameters.toml"
    )
    mine = tmp_path / "mine.toml"
    mine.write_text('based_on = "baseline"\n[government]\nreplacement_rate = 0.3\n', encoding="utf-8")
    assert Scenario.load(mine, [CANADA]).government.replacement_rate == 0.3
    assert Scenario.load(mine, [CANADA, "government.replacement_rate=0.2"]).government.replacement_rate == 0.2


def test_states_and_sectors_are_those_of_the_country(tmp_path: Path) -> None:
    pay = "policy.universal_basic_income.states=ON QC"
    assert Scenario.load("pessimistic", [CANADA, pay]).policy[0].states == "ON QC"
    with pytest.raises(ScenarioError, match=r"there is no state ON; the states are AL, AK"):
        Scenario.load("pessimistic", [pay])
    small = write_small_country(tmp_path / "small")
    touch = "households.human_touch_by_sector={s0 = 2.0}"
    assert Scenario.load("baseline", [f"run.data={small}", touch]).households.human_touch_by_sector == {
        "s0": 2.0
    }
    with pytest.raises(ScenarioError, match=r'human_touch_by_sector has no entry "s0"'):
        Scenario.load("baseline", [touch])


def test_results_say_by_a_hash_which_tables_made_them(tmp_path: Path) -> None:
    small = write_small_country(tmp_path / "small")
    again = write_small_country(tmp_path / "again")
    assert data_hash(str(small)) == data_hash(str(again)) != data_hash("canada") != data_hash(UNITED_STATES)
    assert model_version(str(small)) == model_version(str(again)) != model_version()
    assert data_hash(str(tmp_path / "gone")) == ""
    scenarios = {name: Scenario.load("baseline", [f"run.data={name}"]) for name in ("canada", str(small))}
    told = manifest_of(scenarios, (1,), Stopwatch.start())["data_sha256"]
    assert told == {"canada": data_hash("canada"), str(small): data_hash(str(small))}


def test_texts_speak_of_the_country_they_are_made_for(tmp_path: Path) -> None:
    small = write_small_country(tmp_path / "small")
    with speaking_of(str(small)):
        assert in_currency("dollars a month") == f"{WORDS.currency} a month"
        with speaking_of("canada"):
            assert in_currency(in_currency("dollars a month")) == "Canadian dollars a month"
        assert country_words().country == WORDS.country
    assert country_words() == country_words(DATA)
    with speaking_of(str(tmp_path / "gone")):
        assert country_words() == country_words(DATA)


@pytest.mark.parametrize("folder", sorted(COUNTRIES.iterdir()), ids=lambda path: path.name)
def test_every_table_of_a_country_says_source_and_licence(folder: Path) -> None:
    for table in sorted(folder.glob("*.csv")):
        notes = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        assert any(line.startswith("# Licence: ") for line in notes), table.name
        assert any("ource" in line for line in notes), table.name
