"""Policy tables: validated by their kind, completed, inherited, changed from the command line."""

import pickle

import pytest

from sim.errors import ScenarioError
from sim.parameters import declarations
from sim.policies import find
from sim.scenario import Scenario, policy_kinds

INCOME = '[[policy]]\nkind = "universal_basic_income"\namount = 500\n'


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def message(path, overrides=()):
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path, overrides)
    return str(caught.value)


@pytest.mark.parametrize("kind", policy_kinds())
def test_every_kind_declares_its_parameters(kind):
    model = find(kind)
    assert (model.__doc__ or "").strip()
    assert list(declarations(model)) == list(model.model_fields)
    for entry in declarations(model).values():
        assert entry.kind not in ("number", "whole number") or None not in (entry.at_least, entry.at_most)


def test_a_table_gets_every_parameter_of_its_kind(tmp_path):
    (policy,) = Scenario.load(write(tmp_path, "x.toml", INCOME)).policy
    assert set(policy.model_dump()) == set(find("universal_basic_income").model_fields)
    assert policy.kind == "universal_basic_income"
    assert policy.amount == 500.0
    assert policy.financed_by == "deficit"


def test_policies_survive_being_written_and_read(tmp_path):
    scenario = Scenario.load(write(tmp_path, "x.toml", 'based_on = "neutral"\n' + INCOME))
    assert Scenario.load(write(tmp_path, "y.toml", scenario.to_toml())) == scenario
    assert Scenario.from_tables(scenario.resolved()) == scenario


def test_policies_add_to_those_of_the_parent(tmp_path):
    write(tmp_path, "x.toml", INCOME)
    child = write(tmp_path, "y.toml", 'based_on = "x.toml"\n' + INCOME.replace("500", "250"))
    assert [policy.amount for policy in Scenario.load(child).policy] == [500.0, 250.0]


def test_the_command_line_changes_a_policy_or_adds_it(tmp_path):
    path = write(tmp_path, "x.toml", INCOME)
    (changed,) = Scenario.load(path, ["policy.universal_basic_income.amount=750"]).policy
    assert changed.amount == 750.0
    settings = ["policy.universal_basic_income.amount=750", "policy.universal_basic_income.start=12"]
    (added,) = Scenario.load("neutral", settings).policy
    assert (added.amount, added.start) == (750.0, 12)


def test_the_list_of_policies_can_be_replaced(tmp_path):
    path = write(tmp_path, "x.toml", INCOME)
    assert Scenario.load(path, ["policy=[]"]).policy == ()
    (policy,) = Scenario.load(path).with_({"policy": [{"kind": "universal_basic_income"}]}).policy
    assert policy.amount == 1000.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('kind = "universal_basic_incom"', 'policy.kind is "universal_basic_incom"; the nearest is '),
        ("amount = 500", "policy.kind is missing; it must be one of "),
        ("kind = 3", "policy.kind is 3; it must be one of "),
        (
            'kind = "universal_basic_income"\namount = -1',
            "policy.universal_basic_income.amount is -1; it must be a number from 0 to 20,000 (",
        ),
        (
            'kind = "universal_basic_income"\namont = 1',
            'policy.universal_basic_income has no key "amont"; the nearest is amount.',
        ),
        (
            'kind = "universal_basic_income"\nfinanced_by = "gpu"',
            'policy.universal_basic_income.financed_by is "gpu"; it must be one of "deficit", ',
        ),
    ],
)
def test_a_wrong_table_is_one_sentence(tmp_path, text, sentence):
    path = write(tmp_path, "x.toml", f"[[policy]]\n{text}\n")
    assert message(path).startswith(f"{path}: {sentence}")
    assert "\n" not in message(path)


def test_two_of_a_kind_cannot_be_changed_by_kind(tmp_path):
    path = write(tmp_path, "x.toml", INCOME + INCOME)
    override = "policy.universal_basic_income.amount=1"
    assert message(path, [override]) == (
        f"--set {override}: there are 2 policies of kind universal_basic_income; "
        "change them in the scenario file."
    )


def test_a_policy_is_validated_once_and_kept(tmp_path):
    scenario = Scenario.load(write(tmp_path, "x.toml", INCOME))
    (policy,) = scenario.policy
    assert isinstance(policy, find("universal_basic_income"))
    assert scenario.with_({"run.people": 5_000}).policy[0] is policy
    assert scenario.with_({"policy": [policy, {"kind": "gpu_tax"}]}).policy[0] is policy
    assert scenario.resolved()["policy"][0] == policy.model_dump()
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_policy_made_in_python_does_without_its_kind():
    income = find("universal_basic_income")(amount=500.0)
    assert income.kind == "universal_basic_income"
    scenario = Scenario(policy=(income,))
    assert Scenario.from_tables(scenario.resolved()) == scenario


def test_a_scenario_made_directly_is_checked_too():
    with pytest.raises(ScenarioError, match=r"^policy\.kind is"):
        Scenario(policy=({"kind": "nothing"},))
