"""The reference is made from the declarations and is not stale."""

import tomllib
from pathlib import Path

import jsonschema
import pytest

from sim.errors import UserError
from sim.parameters import SECTIONS, declarations
from sim.parameters.rules import SLOTS, rule_names
from sim.reference import describe, schema, sources, write_markdown
from sim.rules.slots import find
from sim.scenario import Scenario, built_in_names, policy_kinds

ROOT = Path(__file__).parents[2]


def test_the_reference_is_up_to_date():
    written = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    assert written == write_markdown(), "run `make reference`"


def test_the_reference_has_every_key_with_its_source():
    text = write_markdown()
    for name, model in SECTIONS.items():
        assert f"## `[{name}]`" in text
        for entry in declarations(model).values():
            assert f"| `{entry.key}` |" in text
            assert entry.source in text


def test_one_section_is_described_alone():
    text = describe("cycle")
    assert text.startswith("[cycle]  ")
    assert f"demand_sd = {Scenario().cycle.demand_sd}" in text
    assert "[monetary]" not in text
    rules = sum(bool(declarations(find(slot, n))) for slot in SLOTS for n in rule_names(slot))
    assert rules > 0
    assert describe().count("\n[") == len(SECTIONS) + rules + len(policy_kinds()) - 1


def test_an_unknown_section_offers_the_nearest():
    with pytest.raises(UserError, match=r'^There is no section "comput"; the nearest is compute\.$'):
        describe("comput")


def test_the_value_that_holds_in_the_stories_stands_beside_the_default():
    fitted, default = Scenario.load("baseline").labour.quit_rate, Scenario().labour.quit_rate
    assert fitted != default
    assert f"quit_rate = {default}; {fitted} in every story" in describe("labour.quit_rate")
    assert f"| `quit_rate` | `{default}` | `{fitted}` |" in write_markdown()
    assert "in every story" not in describe("run.people")  # the default holds


def test_a_key_is_described_alone():
    text = describe("compute.gpu_price")
    assert text.startswith("[compute]  ")
    assert "  gpu_price = " in text
    assert text.count("Source: ") == 1


def test_an_unknown_key_offers_the_nearest():
    with pytest.raises(UserError, match=r'^compute has no key "gpu_prize"; the nearest is gpu_price\.$'):
        describe("compute.gpu_prize")


def test_sources_leave_out_ai_where_there_is_none():
    keys = {value.key for found in sources(Scenario.load("baseline")).values() for value in found}
    assert "labour.quit_rate" in keys
    assert not any(key.startswith(("compute.", "adoption.")) for key in keys)


def test_sources_name_every_value_once_and_what_the_scenario_sets_itself():
    scenario = Scenario.load("neutral", ["compute.oversight=0.33"])
    found = sources(scenario)
    keys = [value.key for group in found.values() for value in group]
    assert sorted(keys) == sorted(
        f"{name}.{key}" for name, model in SECTIONS.items() for key in model.model_fields
    )
    assert list(map(str, found["--set compute.oversight=0.33"])) == ["compute.oversight = 0.33"]


def test_sources_have_the_values_that_the_scenario_runs_with():
    scenario = Scenario.load("pessimistic")
    for value in (value for group in sources(scenario).values() for value in group):
        section, key = value.key.rsplit(".", 1)
        if section in SECTIONS:
            assert value.value == scenario.resolved()[section][key]


def test_sources_name_file_line_and_reason_of_every_value_that_a_file_sets(tmp_path):
    parent, child = tmp_path / "parent.toml", tmp_path / "child.toml"
    parent.write_text(
        'based_on = "neutral"\n\n[compute]\n# a brochure says so\ngpu_worker_ratio = 12\noversight = 0.1\n'
    )
    child.write_text('based_on = "parent.toml"\n[compute]\noversight = 0.2  # our own guess\n')
    found = sources(Scenario.load(child))
    (inherited,) = found["parent.toml: a brochure says so"]
    assert str(inherited) == "compute.gpu_worker_ratio = 12.0, line 5"
    (own,) = found["child.toml: our own guess"]
    assert str(own) == "compute.oversight = 0.2, line 3"


def test_the_schema_knows_every_key_its_bounds_and_unit():
    tables = schema()
    compute = tables["$defs"]["ComputeParameters"]
    ratio = compute["properties"]["gpu_worker_ratio"]
    assert (ratio["minimum"], ratio["maximum"]) == (0, 100)
    assert ratio["unit"]
    assert compute["additionalProperties"] is False
    assert {"based_on", "policy", "title", *SECTIONS} <= set(tables["properties"])


def test_the_schema_knows_every_rule_and_its_parameters():
    fixed = {"rule": "fixed", "rate": 0.02}
    jsonschema.validate({"rules": {"wages": "indexed", "policy_rate": fixed}}, schema())
    for wrong in (
        {"wages": "fixed"},
        {"policy_rate": {**fixed, "rate": 2.0}},
        {"policy_rate": {"rate": 0.1}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"rules": wrong}, schema())


@pytest.mark.parametrize("name", built_in_names())
def test_built_in_files_satisfy_the_schema(name):
    text = (ROOT / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
    jsonschema.validate(tomllib.loads(text), schema())
