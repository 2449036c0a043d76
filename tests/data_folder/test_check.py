"""A data folder is refused by one sentence for each kind of damage, and one that is whole is described."""

import shutil
from pathlib import Path

import pytest

from sim.country import COUNTRIES, DATA, read_table
from sim.data_folder.check import check
from sim.data_folder.schema import ANY, schema, schema_text
from sim.errors import UserError
from sim.scenario import Scenario
from sim.simulation import Simulation

from ..base_year.small_country import OCCUPATIONS, SECTORS, write_small_country

CANADA = COUNTRIES / "canada"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CANADA, tmp_path / "canada"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_schema_has_every_column_that_is_read_of_the_united_states() -> None:
    for table in schema().values():
        name = table.file if (DATA / table.file).exists() else f"{table.file}.bz2"
        columns = read_table(name, DATA).columns
        assert set(table.columns) - {ANY} <= set(columns), table.name


def test_the_document_is_what_the_command_prints() -> None:
    document = Path(__file__).resolve().parents[2] / "docs" / "data_folder.md"
    assert document.read_text(encoding="utf-8") == schema_text()


def test_other_sizes_and_missing_tables_pass_and_are_told(tmp_path: Path) -> None:
    small = write_small_country(tmp_path / "small")
    (small / "my notes.txt").write_text("mine", encoding="utf-8")
    found = check(small)
    assert found.calibration.sizes["occupations"] == OCCUPATIONS
    assert found.calibration.sizes["sectors"] == SECTORS
    assert {"benefits", "state_tiles"} <= {table.name for table in found.missing}
    assert found.unread == ("my notes.txt",)


def test_canada_passes(folder: Path) -> None:
    found = check(folder)
    assert found.calibration.words.country == "Canada"
    assert "Nothing is fitted" in found.calibration.words.caveat
    assert found.values > 5
    assert not found.unread


DAMAGES = [
    ("words.csv", "adjective,", "adverb,", "words.csv: there is no row adjective."),
    ("scalars.csv", "separations_rate", "separations", "scalars.csv: there is no row separations_rate."),
    ("scalars.csv", "base_year,2026", "base_year,1999",
     "scalars.csv: base_year is 1999; population_ages.csv has no such column."),
    ("occupations.csv", "\n13,", "\n11,",
     'occupations.csv: code is "11" in rows 1 and 2; it must stand once.'),
    ("occupations.csv", "Management,", ",", "occupations.csv: title is empty in row 1; it must be text."),
    ("occupations.csv", "cognitive,leave_rate", "cognitive,leaving",
     "occupations.csv: there is no column leave_rate; its columns are "),
    ("sectors.csv", "21,Mining,210900", "21,Mining,-9",
     "sectors.csv: jobs is -9 in row 2; it must be a number above 0."),
    ("sectors.csv", "21,Mining,210900", "21,Mining,many",
     'sectors.csv: jobs is "many" in row 2; it must be a number.'),
    ("sectors.csv", ",mining,", ",,", "sectors.csv: 0 rows have the role mining; it must be one."),
    ("staffing.csv", "\n21,", "\n99,", 'staffing.csv: code is "99" in row 2; it must be "21".'),
    ("mobility.csv", "code,11,", "code,12,",
     "mobility.csv: there is no column 11; its columns are code, 12, "),
    ("wealth_groups.csv", "bottom50,0.5", "bottom50,0.1",
     "wealth_groups.csv: population sums to 0.6 over the rows; it must be 1."),
    ("tax_brackets.csv", "\n12989,", "\n99999,",
     "tax_brackets.csv: floor must begin with 0 and rise from row to row."),
    ("age_groups.csv", "20-24,20,", "20-24,20.5,",
     "age_groups.csv: from_age is 20.5 in row 2; it must be a whole number of at least 15 and of "
     "at most 120."),
    ("benefits.csv", "dollars a year", "dollars a week",
     'benefits.csv: child_credit is in "dollars a week"; it must be one of '),
    ("states.csv", "NL,", "PE,", 'states.csv: abbreviation is "PE" in rows 1 and 2; it must stand once.'),
    ("parameters.toml", "purchases = 0.26", "purchases = 26.0",
     "parameters.toml: government.purchases is 26.0; it must be a number from 0 to 0.6"),
    ("parameters.toml", "purchases", "purchase",
     'parameters.toml: government has no key "purchase"; the nearest is purchases.'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "sentence"), DAMAGES)
def test_each_kind_of_damage_is_one_sentence(
    folder: Path, table: str, old: str, new: str, sentence: str
) -> None:
    change(folder / table, old, new)
    with pytest.raises(UserError) as caught:
        check(folder)
    assert str(caught.value).startswith(f"{folder}/{sentence}")


@pytest.mark.parametrize("table", ["occupations.csv", "words.csv", "population_ages.csv"])
def test_a_table_that_must_be_there_is_named(folder: Path, table: str) -> None:
    (folder / table).unlink()
    with pytest.raises(UserError, match=rf"{table}: there is no such table; it must be there"):
        check(folder)


def test_a_packed_table_that_cannot_be_unpacked_is_named(folder: Path) -> None:
    (folder / "households.csv.bz2").write_bytes(b"no bz2")
    with pytest.raises(
        UserError, match=r"households\.csv\.bz2: the table cannot be read \(it is no bz2 file\)"
    ):
        check(folder)


@pytest.mark.parametrize("name", ["nowhere", "x" * 5_000])
def test_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"there is no such folder\."):
        check(tmp_path / name)


def baseline_of(folder: Path) -> Scenario:
    return Scenario.load("baseline", [f"run.data={folder}", "run.people=1000", "run.months=1"])


def test_a_run_refuses_what_the_check_refuses(folder: Path) -> None:
    change(folder / "mobility.csv", "11,0,", "11,0,-")
    with pytest.raises(UserError) as caught:
        check(folder)
    with pytest.raises(UserError) as refused:
        Simulation(baseline_of(folder))
    assert str(refused.value) == str(caught.value)


def test_tables_that_change_after_they_were_read_are_refused(folder: Path) -> None:
    Simulation(baseline_of(folder))
    change(folder / "scalars.csv", "#", "# Changed.")
    with pytest.raises(UserError, match=r"/canada: its tables were changed after the program read them"):
        Simulation(baseline_of(folder))


def test_a_mark_of_byte_order_is_no_part_of_a_table(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    check(folder)


def test_a_table_with_a_character_that_cannot_be_shown_names_its_line(folder: Path) -> None:
    path = folder / "sectors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:-1], lines[-1].replace(",", "\x07,", 1), ""]), encoding="utf-8")
    with pytest.raises(UserError, match=rf"sectors\.csv: line {len(lines)} has the character U\+0007, which"):
        check(folder)
