"""How a scenario is put together: rules with their numbers, folders beside files, files on files."""

import shutil
from pathlib import Path

import pytest

from sim.country import countries
from sim.errors import ScenarioError
from sim.parameters.rules import SLOTS, rule_names
from sim.rules.slots import complete, find, make
from sim.scenario import Scenario, title_and_question
from sim.scenario_files import locate, parts
from sim.toml import read_toml

from ..base_year.small_country import write_small_country

BASELINE = Scenario.load("baseline")
PLUGINS = Path(__file__).parents[2] / "examples" / "plugins"
RULES = [(slot, name) for slot in SLOTS for name in rule_names(slot)]


@pytest.mark.parametrize(("slot", "name"), RULES)
def test_a_rule_that_a_scenario_names_has_all_its_numbers_however_it_is_named(tmp_path, slot, name):
    mine = tmp_path / "mine.toml"
    mine.write_text(f'based_on = "baseline"\n[rules]\n{slot} = "{name}"\n', encoding="utf-8")
    usual = getattr(BASELINE.rules, slot) == name
    expected = name if usual else complete(slot, name)
    written = Scenario.load(mine)
    in_python = BASELINE.with_({f"rules.{slot}": name})
    typed = Scenario.load("baseline", [f"rules.{slot}={name}"])
    assert [getattr(one.rules, slot) for one in (written, in_python, typed)] == [expected] * 3
    numbers = find(slot, name)().model_dump()
    assert make(slot, getattr(written.rules, slot)).model_dump() == numbers
    assert usual or not numbers or getattr(written.rules, slot) == {"rule": name, **numbers}
    others = [other for other in SLOTS if other != slot]
    assert [getattr(written.rules, other) for other in others] == [
        getattr(BASELINE.rules, other) for other in others
    ]


def test_one_number_of_a_rule_leaves_the_others_as_they_are():
    fixed = Scenario.load("baseline", ['rules.policy_rate={rule="fixed", rate=0.01}']).rules.policy_rate
    assert fixed == complete("policy_rate", "fixed") | {"rate": 0.01}
    assert make("policy_rate", fixed).rate == 0.01


def test_a_rule_that_is_not_there_is_refused_and_its_file_named(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('[rules]\nwages = "anchorred"\n', encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r'mine\.toml: rules\.wages is "anchorred"; the nearest is anchored'
    ):
        Scenario.load(mine)
    with pytest.raises(ScenarioError, match=r"^scenario: rules\.wages is 5; it must be one of "):
        BASELINE.with_({"rules.wages": 5})


@pytest.fixture(scope="module")
def countries_of_files(tmp_path_factory):
    """Return a folder with tables of a country beside a file, below it, and with a chain of files."""
    folder = tmp_path_factory.mktemp("countries")
    write_small_country(folder / "small")
    write_small_country(folder / "deep" / "small")
    (folder / "canada").mkdir()  # called as a country is, which goes before it
    for name, text in {
        "mine.toml": 'based_on = "baseline"\n[run]\ndata = "small"\n',
        "deep/parent.toml": 'based_on = "baseline"\n[run]\ndata = "small"\n',
        "child.toml": 'based_on = "deep/parent.toml"\n[run]\nmonths = 7\n',
        "other.toml": 'based_on = "deep/parent.toml"\n[run]\ndata = "small"\n',
        "north.toml": 'based_on = "baseline"\n[run]\ndata = "canada"\n',
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("mine.toml", "small"),
        ("deep/parent.toml", "deep/small"),
        ("child.toml", "deep/small"),  # as its parent has it
        ("other.toml", "small"),  # its own goes before its parent's
    ],
)
def test_a_folder_of_tables_lies_beside_the_file_that_names_it(countries_of_files, monkeypatch, file, data):
    for place in (countries_of_files, "/"):  # wherever the program is started
        monkeypatch.chdir(place)
        assert Scenario.load(countries_of_files / file).run.data == str(countries_of_files / data)


def test_a_scenario_names_a_country_before_a_folder_and_what_is_typed_goes_first(countries_of_files):
    assert "canada" in countries()
    assert Scenario.load(countries_of_files / "north.toml").run.data == "canada"
    typed = Scenario.load(countries_of_files / "mine.toml", ["run.data=canada"])
    assert typed.run.data == "canada"
    assert typed.government == Scenario.load("baseline", ["run.data=canada"]).government


def test_a_scenario_may_be_called_like_a_country():
    titled = Scenario.load("baseline", ["title=canada", "run.months=7"])
    assert (titled.title, titled.run.data) == ("canada", BASELINE.run.data)
    assert titled.government == BASELINE.government


def test_values_of_a_country_say_which_file_they_come_from(countries_of_files):
    values = countries_of_files / "deep" / "small" / "parameters.toml"
    values.write_text("[government]\nreplacement_rate = 0.31  # as surveyed\n", encoding="utf-8")
    theirs = Scenario.load(countries_of_files / "child.toml")
    assert theirs.government.replacement_rate == 0.31
    origin = theirs.origins.of("government", "replacement_rate")
    assert (str(origin), origin.reason) == ("parameters.toml, line 2", "as surveyed")
    values.write_text("[government]\nreplacement_rate = 31\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"small/parameters\.toml: government\.replacement_rate is 31; "):
        Scenario.load(countries_of_files / "child.toml")
    values.unlink()


def test_a_scenario_run_with_its_own_tables_is_the_same_and_with_others_says_so(countries_of_files):
    mine = Scenario.load(countries_of_files / "mine.toml")
    assert mine.with_data(countries_of_files / "small") is mine
    assert mine.with_data(countries_of_files / "deep" / ".." / "small") is mine
    other = countries_of_files / "deep" / "small"
    assert mine.with_data(other).run.data == str(other)
    gone = mine.with_({"run.data": str(countries_of_files / "gone")})
    assert gone.with_data(other).run.data == str(other)


def test_a_seed_that_is_the_scenarios_own_changes_nothing():
    assert BASELINE.with_seed(BASELINE.run.seed) is BASELINE
    assert BASELINE.with_seed(BASELINE.run.seed + 1).run.seed == BASELINE.run.seed + 1


def test_what_a_file_is_about_is_its_own_or_that_of_the_file_below(tmp_path):
    (tmp_path / "below.toml").write_text('title = "Below"\nquestion = "Why?"\n', encoding="utf-8")
    (tmp_path / "above.toml").write_text('based_on = "below.toml"\ntitle = "Above"\n', encoding="utf-8")
    assert title_and_question(tmp_path / "below.toml") == ("Below", "Why?")
    assert title_and_question(tmp_path / "above.toml") == ("Above", "Why?")


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_the_file_on_top_goes_before_those_below_key_by_key(tmp_path, order):
    top, below = order
    texts = {"one": "[run]\nmonths = 11\npeople = 1_100\n", "two": "[run]\nmonths = 22\nseed = 22\n"}
    (tmp_path / "below.toml").write_text(texts[below], encoding="utf-8")
    (tmp_path / "top.toml").write_text('based_on = "below.toml"\n' + texts[top], encoding="utf-8")
    run = Scenario.load(Path(tmp_path / "top.toml")).run
    assert (run.months, run.people, run.seed) == ({"one": 11, "two": 22}[top], 1_100, 22)


@pytest.mark.parametrize("name", ["consensus/", "consensus/nowhere", "nowhere/closed"])
def test_half_a_point_of_the_grid_is_none(name):
    with pytest.raises(ScenarioError, match="there is no such scenario or file"):
        Scenario.load(name)


def test_folders_are_separated_by_a_slash(countries_of_files, monkeypatch):
    monkeypatch.chdir(countries_of_files)
    with pytest.raises(ScenarioError, match=r'by a backslash: write "deep/parent\.toml"\.'):
        Scenario.load("deep\\parent.toml")
    with pytest.raises(ScenarioError, match="there is no such scenario or file"):
        Scenario.load("deep\\nobody.toml")


def test_a_character_that_only_looks_like_an_ordinary_one_is_named(tmp_path):
    odd = tmp_path / "odd.toml"
    odd.write_text("[run]\nmonths\u00a0= 7\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"odd\.toml: line 2 has a no-break space \(U\+00A0\)"):
        Scenario.load(odd)
    odd.write_text("[run]\nmonths = 7 7\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"odd\.toml: not valid TOML: "):
        Scenario.load(odd)


def test_a_rule_from_elsewhere_is_completed_in_its_slot_and_offered_there_only():
    class Own(find("policy_rate", "fixed")):
        """A rule of a plugin."""

    others = {("policy_rate", "own"): Own}
    assert complete("policy_rate", {"rule": "own", "rate": 0.03}, others) == {"rule": "own", "rate": 0.03}
    with pytest.raises(ScenarioError, match=r"fixed, inflation_target, own"):
        complete("policy_rate", "qqqq", others)
    with pytest.raises(ScenarioError) as refused:
        complete("wages", "qqqq", others)
    assert "own" not in str(refused.value)
    with pytest.raises(ScenarioError, match=r"rules\.policy_rate\.rate is 5"):
        complete("policy_rate", {"rule": "own", "rate": 5}, others)


@pytest.mark.parametrize("started", ["here", "elsewhere"])
def test_plugins_of_a_scenario_lie_beside_its_file_and_add_to_those_below(tmp_path, monkeypatch, started):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "below").mkdir()
    shutil.copy(PLUGINS / "compute_dividend.py", tmp_path / "below" / "mine.py")
    shutil.copy(PLUGINS / "adaptive_wages.py", tmp_path / "own.py")
    (tmp_path / "below" / "base.toml").write_text('plugins = ["mine.py"]\n', encoding="utf-8")
    top = tmp_path / "top.toml"
    top.write_text('based_on = "below/base.toml"\nplugins = ["own.py"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path if started == "here" else tmp_path / "elsewhere")
    scenario = Scenario.load(top)
    assert [plugin.name for plugin in scenario.plugins] == ["mine.py", "own.py"]
    told = scenario.resolved()["plugins"]
    assert [one["name"] for one in told] == ["mine.py", "own.py"]
    assert all(one["text"] for one in told)
    assert Scenario.from_tables(scenario.resolved()) == scenario
    assert "def " not in scenario.to_toml()  # programs are no part of results
    typed = Scenario.load("baseline", plugins=[tmp_path / "own.py"])
    assert [plugin.name for plugin in typed.plugins] == ["own.py"]


def test_a_scenario_says_of_each_value_of_a_policy_where_it_was_set(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('[[policy]]\nkind = "gpu_tax"\ntax_rate = 0.3\nstart = 6\n', encoding="utf-8")
    changed = Scenario.load(mine, ["policy.gpu_tax.tax_rate=0.4", "policy.wealth_tax.tax_rate=0.01"])
    places = {key: str(changed.origins.of("policy", 0, key)) for key in ("tax_rate", "start")}
    assert places == {"tax_rate": "--set policy.gpu_tax.tax_rate=0.4", "start": "mine.toml, line 4"}
    assert str(changed.origins.of("policy", 1)) == "--set policy.wealth_tax.tax_rate=0.01"
    same = Scenario.load(mine, ["policy.gpu_tax.tax_rate=0.3", "run.months=7"])
    assert str(same.origins.of("policy", 0, "tax_rate")) == "mine.toml, line 3"
    assert str(same.origins.of("run", "months")) == "--set run.months=7"


def test_a_table_set_in_a_scenario_is_laid_over_the_one_there():
    touch = Scenario.load("bakery").households.human_touch_by_sector
    other = "72" if "72" not in touch else "61"
    typed = Scenario.load("bakery", [f"households.human_touch_by_sector={{{other} = 9.0}}"])
    assert typed.households.human_touch_by_sector == touch | {other: 9.0}
    whole = BASELINE.with_({"run": {"months": 7}})
    assert (whole.run.months, whole.run.people) == (7, BASELINE.run.people)


@pytest.mark.parametrize("key", ["name", "title", "question"])
def test_words_of_a_scenario_are_as_long_as_is_said_and_no_longer(key):
    with pytest.raises(ScenarioError, match=rf"{key} is .*; it must be text of at most [\d,]+ char") as found:
        BASELINE.with_({key: "a" * 100_000})
    longest = int(str(found.value).partition("at most ")[2].split()[0].replace(",", ""))
    assert getattr(BASELINE.with_({key: "a" * longest}), key) == "a" * longest
    assert longest % 100 == 0
    with pytest.raises(ScenarioError, match=key):
        BASELINE.with_({key: "a" * (longest + 1)})


@pytest.mark.parametrize("name", ["technologies/consensus", "sweeps/first.toml", "institutions\\closed"])
def test_a_path_is_no_name_of_a_built_in_scenario(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="there is no such scenario or file"):
        Scenario.load(name)


def test_halves_of_scenarios_are_titled_as_their_files_are_with_a_capital():
    for kind in ("technology", "institutions"):
        for part in parts(kind):
            title = read_toml(*locate(part.name, kind))["title"]
            assert part.title == title[0].upper() + title[1:]
            assert part.title[0].isupper()
