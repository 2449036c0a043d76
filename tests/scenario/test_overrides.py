"""Overrides: what is typed is what the scenario has, for every key and any allowed value."""

from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.parameters import SECTIONS, declarations
from sim.scenario import Scenario
from sim.toml import parse_value, write_toml, write_value

NEUTRAL = Scenario.load("neutral")

NUMBERS = [
    (f"{name}.{key}", entry)
    for name, model in SECTIONS.items()
    for key, entry in declarations(model).items()
    if entry.kind in ("number", "whole number")
]


def get(scenario, key):
    section, field = key.split(".")
    return getattr(getattr(scenario, section), field)


@given(st.data())
def test_any_number_within_bounds_is_accepted_exactly(data):
    key, entry = data.draw(st.sampled_from(NUMBERS))
    if entry.kind == "whole number":
        value = data.draw(st.integers(int(entry.at_least), int(entry.at_most)))
    else:
        value = data.draw(st.floats(entry.at_least, entry.at_most))
    changed = Scenario.load("neutral", [f"{key}={value!r}"])
    assert get(changed, key) == value
    assert changed == NEUTRAL.with_({key: value})
    assert changed.with_({key: get(NEUTRAL, key)}) == NEUTRAL


@given(st.data())
def test_any_number_out_of_bounds_is_refused(data):
    key, entry = data.draw(st.sampled_from(NUMBERS))
    below = st.floats(max_value=entry.at_least, exclude_max=True, allow_nan=False)
    above = st.floats(min_value=entry.at_most, exclude_min=True, allow_nan=False)
    value = data.draw(below | above if isfinite(entry.at_most) else below)
    with pytest.raises(ScenarioError, match=f"^--set {key}="):
        Scenario.load("neutral", [f"{key}={value!r}"])


@given(st.text())
def test_any_text_is_either_an_override_or_one_sentence(text):
    message = ""
    try:
        Scenario.load("neutral", [text])
    except ScenarioError as error:
        message = str(error)
    assert not message or message.startswith("--set ")
    assert "\n" not in message


SHOWABLE = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
) | st.sampled_from("\t\n\r")


@given(st.text(SHOWABLE, max_size=200))
def test_any_title_survives_being_written_and_read(title):
    assert Scenario.from_tables({"title": title}).title == title
    assert parse_value(write_value(title)) == title


VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('aé"\\\n\x7f'),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a.é "', max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text('ab-_.é"', max_size=4), VALUES, max_size=4))
def test_toml_written_is_toml_read(tables):
    import tomllib

    assert tomllib.loads(write_toml(tables)) == tables


def test_a_bare_word_is_text():
    assert Scenario.load("neutral", ["compute.exposure=gpt4_beta"]).compute.exposure == "gpt4_beta"
    assert Scenario.load("neutral", ["title=My story"]).title == "My story"


def test_a_value_cannot_smuggle_in_another_key():
    title = "1\nquestion = 2"
    assert Scenario.load("neutral", [f"title={title}"]).title == title


def test_one_key_set_twice_is_refused():
    with pytest.raises(
        ScenarioError, match=r"run\.seed is set twice, before by --set run\.seed=1; leave one"
    ):
        Scenario.load("neutral", ["run.seed=1", " run.seed = 2"])


def test_a_table_entry_can_be_set():
    changed = Scenario.load("neutral", ["households.human_touch_by_sector.44-45=1.5"])
    assert changed.households.human_touch_by_sector == {"44-45": 1.5}


def test_a_section_given_whole_changes_only_its_keys():
    changed = NEUTRAL.with_({"run": {"people": 5_000, "months": 7}})
    assert changed == NEUTRAL.with_({"run.people": 5_000, "run.months": 7})


def test_numpy_numbers_are_numbers():
    changed = NEUTRAL.with_({"run.people": np.int64(5_000), "compute.oversight": np.float32(0.5)})
    assert changed.run.people == 5_000
    assert type(changed.run.people) is int
    assert changed.compute.oversight == 0.5


def test_numpy_numbers_are_taken_by_a_section_itself():
    section = type(NEUTRAL.run)(people=np.int64(5_000), months=np.int32(7))
    assert section == type(NEUTRAL.run)(people=5_000, months=7)
    assert type(section.people) is type(section.months) is int


def test_what_has_no_bound_may_be_infinite():
    changed = NEUTRAL.with_({"compute.capability_bound": 2.0}).with_({"compute.capability_bound": np.inf})
    assert changed.compute.capability_bound == np.inf
    with pytest.raises(ScenarioError, match="capability_start"):
        NEUTRAL.with_({"compute.capability_start": np.inf})


def test_a_scenario_is_not_changed_by_its_copies():
    before = NEUTRAL.to_toml()
    NEUTRAL.with_({"households.human_touch_by_sector.72": 3.0, "run.seed": 9})
    assert NEUTRAL.to_toml() == before


def test_tables_that_lie_in_themselves_or_too_deep_are_one_sentence():
    ring, deep = {}, {}
    ring["run"] = ring["wages"] = [ring]
    for _ in range(5_000):
        deep = {"a": deep}
    usual = Scenario.load("baseline")
    for refused in (
        lambda: Scenario.from_tables(ring),
        lambda: Scenario.from_tables({"run": deep}),
        lambda: usual.with_({"run.seed": deep}),
        lambda: Scenario.load("baseline", ["a." * 3_000 + "b=1"]),
    ):
        with pytest.raises(ScenarioError, match="more than 32 tables or lists lie within each other"):
            refused()


@pytest.mark.parametrize("given", [{5: 5}, {("run", "people"): 2_000}, ["run.people=2000"]])
def test_values_that_are_not_given_by_key_are_one_sentence(given):
    with pytest.raises(ScenarioError, match="values are given by dotted key"):
        Scenario.load("baseline").with_(given)
