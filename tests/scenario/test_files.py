"""Files: found, read, based on each other, written and read again."""

import os
import threading
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, built_in_names
from sim.scenario_files import locate
from sim.toml import LARGEST_FILE

PLUGINS = Path(__file__).parents[2] / "examples" / "plugins"


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def message(path, overrides=()):
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path, overrides)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("name", built_in_names())
def test_a_scenario_written_as_toml_reads_back_the_same(tmp_path, name):
    scenario = Scenario.load(
        name, ["title=Über “quotes” \\ and \t tabs", "compute.oversight=0.30000000000000004"]
    )
    path = write(tmp_path, "copy.toml", scenario.to_toml())
    assert Scenario.load(path) == scenario


def test_resolved_tables_make_the_same_scenario():
    scenario = Scenario.load("bakery")
    assert Scenario.from_tables(scenario.resolved()) == scenario


def test_a_file_says_only_what_differs(tmp_path):
    path = write(tmp_path, "mine.toml", 'based_on = "pessimistic"\n[compute]\noversight = 0.2\n')
    mine, parent = Scenario.load(path), Scenario.load("pessimistic")
    assert mine.name == "mine"
    assert mine == parent.with_({"compute.oversight": 0.2, "name": "mine"})


def test_based_on_is_relative_to_its_own_file(tmp_path, monkeypatch):
    write(tmp_path, "deep/base.toml", "[run]\nmonths = 7\n")
    write(tmp_path, "deep/er/middle.toml", 'based_on = "../base.toml"\n[run]\nseed = 3\n')
    path = write(tmp_path, "deep/er/top.toml", 'based_on = "middle.toml"\n[run]\npeople = 5_000\n')
    monkeypatch.chdir("/")
    run = Scenario.load(path).run
    assert (run.people, run.months, run.seed) == (5_000, 7, 3)


def test_a_table_of_the_parent_is_changed_entry_by_entry(tmp_path):
    path = write(tmp_path, "m.toml", 'based_on = "bakery"\n[households.human_touch_by_sector]\n72 = 9\n')
    touch = Scenario.load(path).households.human_touch_by_sector
    assert touch == Scenario.load("bakery").households.human_touch_by_sector | {"72": 9.0}


def test_a_built_in_file_name_works_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Scenario.load("baseline.toml") == Scenario.load("baseline")


def test_a_file_here_goes_before_the_built_in_one_of_that_file_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "baseline.toml", "[run]\nmonths = 7\n")
    assert Scenario.load("baseline.toml").run.months == 7
    assert Scenario.load("baseline").run.months == 180


def test_a_byte_order_mark_is_accepted(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf[run]\r\nmonths = 7\r\n")
    assert Scenario.load(path).run.months == 7


def test_no_such_file_offers_the_nearest(tmp_path):
    assert message("pesimistic") == (
        '"pesimistic": there is no such scenario or file; the nearest built-in scenario is pessimistic.'
    )
    assert "; built in are acemoglu, " in message(tmp_path / "x.toml")


def test_institutions_that_are_not_there_offer_those_that_are():
    assert "; institutions are closed, " in message("brisk/nowhere")
    assert "as in brisk/closed" in message("brisk/nowhere")
    assert "institutions are" not in message("folder/nowhere")
    with pytest.raises(ScenarioError, match="no such sweep or file") as error:
        locate("brisk/nowhere", "sweep")
    assert "institutions are" not in str(error.value)


def test_a_scenario_tells_which_plugins_it_has():
    scenario = Scenario.load("neutral", plugins=[PLUGINS / "compute_dividend.py"])
    (told,) = scenario.resolved()["plugins"]
    (plugin,) = scenario.plugins
    assert (told["name"], told["sha256"]) == (plugin.name, plugin.sha256)
    assert "plugins" not in Scenario.load("neutral").resolved()


@pytest.mark.parametrize("path", ["", "/dev/null/x.toml", "x" * 5_000, "a\0b"])
def test_what_is_not_a_file_is_refused(path):
    assert "there is no such scenario or file" in message(path)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = write(tmp_path, "mine.toml", "")
    monkeypatch.setattr(
        type(path), "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "no permission"))
    )
    assert message(path) == f"{path}: the file cannot be read (no permission)."


def test_a_missing_parent_names_the_file_that_asks_for_it(tmp_path):
    path = write(tmp_path, "mine.toml", 'based_on = "neutrall"\n')
    assert message(path) == (
        f'{path}: based_on is "neutrall", but there is no such scenario or file; '
        "the nearest built-in scenario is neutral."
    )


def test_based_on_must_be_text(tmp_path):
    path = write(tmp_path, "mine.toml", "based_on = 3\n")
    assert message(path) == f"{path}: based_on is 3; it must be the name of a built-in scenario or of a file."


def test_a_circle_is_shown(tmp_path):
    one = write(tmp_path, "one.toml", 'based_on = "two.toml"\n')
    two = write(tmp_path, "two.toml", 'based_on = "one.toml"\n')
    assert message(one) == f"{two}: based_on goes round in a circle: {one} -> {two} -> {one}."
    alone = write(tmp_path, "alone.toml", 'based_on = "alone.toml"\n')
    assert message(alone) == f"{alone}: based_on goes round in a circle: {alone} -> {alone}."


def test_a_fault_in_a_parent_names_the_parent(tmp_path):
    parent = write(tmp_path, "parent.toml", "[run]\nmonths = 0\n")
    child = write(tmp_path, "child.toml", 'based_on = "parent.toml"\n[run]\nmonths = 7\n')
    assert message(child).startswith(f"{parent}: run.months is 0; ")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"a = " + b"[" * 5_000 + b"]" * 5_000, "not valid TOML: brackets are nested too deeply"),
        (b"a." * 3_000 + b"b = 1", "more than 32 tables or lists lie within each other, the most allowed."),
        (b"[" + b"a." * 40 + b"b]", "more than 32 tables or lists lie within each other, the most allowed."),
        (b"a = " + b"9" * 5_000, "not valid TOML: a number is too long"),
        (b"[run]\ntitle = 'caf\xe9'", "line 2 is not UTF-8 text; save the file as UTF-8"),
        ("[run]\nmonths = 7\n".encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
        (b"#" * (LARGEST_FILE + 1), "the file is larger than 1,000,000 bytes, the most allowed"),
        (
            b"[run\nmonths = 7",
            "not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 5)",
        ),
        (b"[run]\nmonths = 7\nmonths = 8", "not valid TOML: Cannot overwrite a value"),
        (b"\0", "not valid TOML"),
    ],
)
def test_hostile_bytes_are_refused_in_one_sentence(tmp_path, content, part):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert message(path).startswith(f"{path}: {part}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_scenario_may_come_from_a_program(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=('title = "from a program"\n[run]\nmonths = 7\n',))
    writer.start()
    scenario = Scenario.load(pipe)
    writer.join()
    assert (scenario.title, scenario.run.months) == ("from a program", 7)


def test_a_device_without_an_end_is_refused():
    assert message("/dev/zero") == "/dev/zero: the file is larger than 1,000,000 bytes, the most allowed."


def test_a_folder_is_no_scenario(tmp_path):
    assert message("/") == '"/": is a folder; name a file in it.'
    write(tmp_path, "mine.toml", f'based_on = "{tmp_path}"\n')
    assert "is a folder; name a file in it." in message(tmp_path / "mine.toml")


def test_a_long_name_of_a_file_is_cut_to_what_a_name_may_be(tmp_path):
    file = tmp_path / f"{'a' * 150}.toml"
    file.write_text("[run]\nmonths = 3\n", encoding="utf-8")
    assert Scenario.load(str(file)).name == "a" * 100
