"""A scenario from its parts: what lies over what, what a copy keeps, and where each value comes from."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.country import UNITED_STATES, folder_of
from sim.errors import ScenarioError
from sim.scenario import Scenario, title_and_question

TAXED = {"policy": [{"kind": "gpu_tax", "tax_rate": 0.3}]}


@pytest.fixture(scope="module")
def taxed():
    return Scenario.from_tables({"title": "Taxed", **TAXED})


def write(folder, **files):
    """Write files of TOML and return the path of the first."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.toml"


NAMES = st.lists(st.sampled_from(["44-45", "72", "61"]), unique=True)
TABLES = NAMES.flatmap(lambda names: st.fixed_dictionaries({name: st.integers(1, 20) for name in names}))


@settings(max_examples=10)
@given(TABLES, TABLES)
def test_a_table_is_laid_over_another_entry_by_entry(below, above):
    key = "households.human_touch_by_sector"
    both = Scenario().with_({key: below}).with_({key: above})
    assert both.households.human_touch_by_sector == {**below, **above}
    one_by_one = Scenario().with_({f"{key}.{name}": value for name, value in {**below, **above}.items()})
    assert one_by_one == both


@pytest.mark.parametrize("files", [1, 2, 3])
def test_files_lie_over_each_other_with_their_policies_behind_those_below(tmp_path, files):
    for n in range(files):
        below = f'based_on = "file{n + 1}.toml"\n' if n + 1 < files else ""
        write(
            tmp_path,
            **{f"file{n}": f'{below}[run]\nseed = {n}\n[[policy]]\nkind = "gpu_tax"\ntax_rate = 0.{n + 1}\n'},
        )
    scenario = Scenario.load(tmp_path / "file0.toml")
    assert (scenario.name, scenario.run.seed) == ("file0", 0)
    assert [one.tax_rate for one in scenario.policy] == [(n + 1) / 10 for n in reversed(range(files))]
    lines = [str(scenario.origins.of("policy", row, "tax_rate")) for row in range(files)]
    assert lines == [f"file{n}.toml, line {6 if n + 1 < files else 5}" for n in reversed(range(files))]


def test_a_name_in_a_file_goes_before_that_of_the_file_and_is_not_handed_down(tmp_path):
    top = write(tmp_path, top='based_on = "below.toml"\n', below='name = "Mine"\n')
    assert (Scenario.load(top).name, Scenario.load(tmp_path / "below.toml").name) == ("top", "Mine")


@pytest.mark.parametrize("size", [99, 100, 101])
def test_a_scenario_without_a_name_is_called_by_as_much_of_its_files_as_a_name_may_have(tmp_path, size):
    assert Scenario.load(write(tmp_path, **{"a" * size: ""})).name == "a" * min(size, 100)


@pytest.mark.parametrize(("key", "longest"), [("name", 100), ("title", 200), ("question", 1_000)])
def test_words_may_be_as_long_as_is_said(key, longest):
    assert getattr(Scenario.from_tables({key: "a" * longest}), key) == "a" * longest
    with pytest.raises(ScenarioError, match=f"it must be text of at most {longest:,} characters"):
        Scenario.from_tables({key: "a" * (longest + 1)})


def test_values_that_each_may_be_and_not_together_are_refused():
    most = {"government": {"wage_tax_scale": 2.0, "employee_contribution_rate": 0.3}}
    one_by_one = [{"government": {key: value}} for key, value in most["government"].items()]
    assert [Scenario.from_tables(tables) is not None for tables in one_by_one] == [True, True]
    with pytest.raises(ScenarioError, match=r"^here: "):
        Scenario.from_tables(most, "here")


@pytest.mark.parametrize("data", [5, [], {}, True])
def test_a_country_that_is_no_text_is_refused_as_any_other_value(tmp_path, data):
    with pytest.raises(ScenarioError, match=r"^scenario: run\.data is .*; it must be text"):
        Scenario.from_tables({"run": {"data": data}})
    with pytest.raises(ScenarioError, match=r"mine\.toml: run\.data is "):
        Scenario.load(write(tmp_path, mine=f"[run]\ndata = {str(data).lower()}\n"))
    with pytest.raises(ScenarioError, match=r"^--set run\.data="):
        Scenario.load(write(tmp_path, mine=""), [f"run.data={str(data).lower()}"])


@pytest.mark.parametrize("run", [3, "text", [], [{}]])
def test_a_section_that_is_no_table_is_refused_in_a_file_and_in_tables(tmp_path, run):
    with pytest.raises(ScenarioError, match=r"^here: run is .*; it must be a table of keys\.$"):
        Scenario.from_tables({"run": run}, "here")
    text = "[[run]]\nseed = 1\n" if run == [{}] else f"run = {run!r}\n"
    with pytest.raises(ScenarioError, match=r"mine\.toml: run is .*; it must be a table of keys\.$"):
        Scenario.load(write(tmp_path, mine=text))


def test_a_country_may_be_named_below_above_and_as_an_option(tmp_path):
    top = write(tmp_path, top='based_on = "below.toml"\n', below='[run]\ndata = "canada"\n')
    assert Scenario.load(top).run.data == "canada"
    assert Scenario.load(top, [f"run.data={UNITED_STATES}"]).run.data == UNITED_STATES
    assert Scenario.load(top, ["run.seed=3"]).run.data == "canada"
    own = write(tmp_path, own=f'based_on = "below.toml"\n[run]\ndata = "{UNITED_STATES}"\n')
    assert Scenario.load(own).run.data == UNITED_STATES
    states = {"policy": [{"kind": "universal_basic_income", "states": "ON"}]}
    assert Scenario.from_tables({"run": {"data": "canada"}} | states).policy[0].states == "ON"
    with pytest.raises(ScenarioError, match="there is no state ON"):
        Scenario.from_tables(states)


def test_a_scenario_with_the_tables_or_the_seed_that_it_has_is_itself(taxed):
    assert taxed.with_seed(taxed.run.seed) is taxed
    assert taxed.with_data(folder_of(UNITED_STATES)) is taxed
    assert taxed.with_data(folder_of("canada")).run.data == str(folder_of("canada"))
    assert taxed.with_seed(taxed.run.seed + 1) == taxed.with_({"run.seed": taxed.run.seed + 1})


def test_a_copy_says_of_what_was_set_where_and_keeps_the_rest(taxed):
    first = taxed.with_({"run.seed": 3, "compute.enabled": True}, "first")
    second = first.with_({"run.seed": 4, "policy.gpu_tax.tax_rate": 0.4, "policy.wealth_tax.start": 6})
    told = {
        key: str(second.origins.of(*key.split("."))) for key in ("run.seed", "compute.enabled", "run.months")
    }
    assert told == {"run.seed": "set in Python", "compute.enabled": "first", "run.months": "None"}
    assert str(second.origins.of("policy", 0, "tax_rate")) == "set in Python"
    assert second.origins.of("policy", 0, "start") is None
    assert {str(second.origins.of("policy", 1, key)) for key in ("start", "kind")} == {"set in Python"}
    assert first.origins.of("policy", 1) is first.origins.of("policy", 0) is None
    other = first.with_({"policy": [{"kind": "wealth_tax"}]}, "other")
    assert str(other.origins.of("policy", 0, "tax_rate")) == "other"


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("policy.gpu_tax", 3, "here: a policy is changed as policy.KIND.KEY=value."),
        ("policy.gpu_tax.tax_rate.x", 3, "here: a policy is changed as policy.KIND.KEY=value."),
        ("run.seed.x", 3, "here: run.seed.x does not exist; seed is a value, not a table of keys."),
        ("run.seed.x.y", 3, "here: run.seed.x.y does not exist; seed is a value, not a table of keys."),
        ("title.x", 3, "here: title.x does not exist; title is a value, not a table of keys."),
    ],
)
def test_a_key_that_cannot_be_is_named_with_its_place(taxed, key, value, sentence):
    with pytest.raises(ScenarioError) as refused:
        taxed.with_({key: value}, "here")
    assert str(refused.value) == sentence


def test_a_policy_is_changed_by_its_kind_where_there_is_one(taxed):
    more = taxed.with_({"policy.wealth_tax.tax_rate": 0.01, "policy.gpu_tax.start": 6})
    assert [(one.kind, one.start) for one in more.policy] == [("gpu_tax", 6), ("wealth_tax", 0)]
    assert (more.policy[0].tax_rate, more.policy[1].tax_rate) == (0.3, 0.01)
    twice = taxed.with_({"policy": [*taxed.policy, *taxed.policy]})
    with pytest.raises(ScenarioError, match="there are 2 policies of kind gpu_tax; change them in the"):
        twice.with_({"policy.gpu_tax.start": 6})
    assert twice.with_({"policy.wealth_tax.start": 6}).policy[2].start == 6
    assert [one.tax_rate for one in taxed.policy] == [0.3]


def test_a_scenario_is_called_by_name_and_title():
    assert str(Scenario()) == "scenario"
    assert str(Scenario(name="a", title="b c")) == "a: b c"


def test_tables_of_a_scenario_begin_with_what_it_is_about_and_end_with_its_policies(taxed):
    keys = list(taxed.resolved())
    assert (keys[:3], keys[-1]) == (["name", "title", "question"], "policy")
    assert "plugins" not in keys
    assert taxed.to_toml().startswith('name = "scenario"\ntitle = "Taxed"\n')
    assert Scenario.from_tables(taxed.resolved()) == taxed


def test_what_files_are_about_is_nothing_where_none_says_so(tmp_path):
    bare = write(tmp_path, bare="[run]\nmonths = 3\n")
    assert title_and_question(bare) == ("", "")
    named = write(tmp_path, named='based_on = "bare.toml"\ntitle = "Named"\n')
    assert title_and_question(Path(named)) == ("Named", "")
    lower = write(tmp_path, lower='based_on = "named.toml"\nquestion = "Why?"\n')
    assert title_and_question(str(lower)) == ("Named", "Why?")


def test_a_fault_in_a_plugin_names_the_file_that_asks_for_it(tmp_path):
    top = write(
        tmp_path, top='based_on = "below.toml"\n', below='plugins = ["gone.py"]\n', given="plugins = 3\n"
    )
    with pytest.raises(ScenarioError, match=r"below\.toml: .*gone\.py"):
        Scenario.load(top)
    with pytest.raises(ScenarioError, match=r"given\.toml: plugins"):
        Scenario.load(tmp_path / "given.toml")


def test_a_plugin_that_cannot_be_run_is_refused_before_anything_of_it_is_used(tmp_path):
    (tmp_path / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    mine = write(tmp_path, mine='plugins = ["broken.py"]\n')
    with pytest.raises(ScenarioError, match=r"mine\.toml: .*broken\.py"):
        Scenario.load(mine)
    with pytest.raises(ScenarioError, match=r"^broken\.py"):
        Scenario.load("neutral", plugins=[tmp_path / "broken.py"])


def test_a_fault_of_a_file_below_is_not_mended_by_one_above(tmp_path):
    top = write(tmp_path, top='based_on = "below.toml"\n[run]\nmonths = 3\n', below="[run]\nmonths = 0\n")
    with pytest.raises(ScenarioError, match=r"below\.toml: run\.months is 0"):
        Scenario.load(top)
