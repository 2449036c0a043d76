"""``tenfold data`` on the command line."""

import shutil

from sim.country import COUNTRIES
from sim.data_folder.schema import schema_text

CANADA = COUNTRIES / "canada"


def test_check_says_what_the_folder_is(tenfold):
    status, out, _ = tenfold("data", "check", str(CANADA))
    assert status == 0
    assert "Canada, 34.6 million adults, 22 occupations, 20 sectors" in out
    assert "parameters.toml sets" in out
    assert "Nothing is fitted to Canada" in out


def test_check_takes_the_names_that_run_data_takes(tenfold):
    status, out, _ = tenfold("data", "check", "canada")
    assert status == 0
    assert out.startswith("canada: Canada, 34.6 million adults")


def test_a_fault_is_one_sentence_and_status_2(tenfold, tmp_path):
    folder = shutil.copytree(CANADA, tmp_path / "mine")
    (folder / "words.csv").unlink()
    status, out, error = tenfold("data", "check", str(folder))
    assert (status, out) == (2, "")
    assert error.count("\n") == 1
    assert error.startswith(f"tenfold: {folder / 'words.csv'}: there is no such table; it must be there")


def test_build_names_the_file_that_is_missing(tenfold, tmp_path):
    status, _, error = tenfold("data", "build", str(tmp_path), str(tmp_path / "out"))
    assert status == 2
    assert "there is no such file; it must be a published table" in error
    assert not (tmp_path / "out").exists()


def test_schema_is_printed(tenfold):
    assert tenfold("data", "schema") == (0, schema_text(), "")
