"""Every key is declared in full: description, unit, default inside its bounds, source."""

import re
from math import inf, nan
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

import sim
from sim.parameters import SECTIONS, Parameters, Section, declarations, parameter
from sim.parameters.declare import Name
from sim.parameters.limits import Limits
from sim.parameters.rules import SLOTS
from sim.scenario import Scenario

ENTRIES = [
    pytest.param(entry, id=f"{name}.{key}")
    for name, model in SECTIONS.items()
    for key, entry in declarations(model).items()
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_declaration_is_complete(entry):
    assert entry.description
    assert not entry.description.endswith(".")
    assert entry.source
    assert not entry.source.endswith(".")
    assert entry.kind in ("number", "whole number", "flag", "text", "choice", "table")


@pytest.mark.parametrize("entry", [p for p in ENTRIES if "number" in p.values[0].kind])
def test_a_number_has_bounds_around_its_default_and_a_unit(entry):
    assert entry.at_least <= entry.default <= entry.at_most
    # without limit: an elasticity of supply, a bound that is none
    assert entry.at_most <= 1e10 or entry.unit in ("elasticity", "capability")
    assert entry.unit or entry.key == "seed"


def test_every_field_of_a_section_is_declared():
    for model in SECTIONS.values():
        assert list(declarations(model)) == list(model.model_fields)


def test_every_key_is_read_somewhere():
    package = Path(sim.__file__).parent
    texts = [
        file.read_text(encoding="utf-8") for file in package.rglob("*.py") if "parameters" not in file.parts
    ]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    assert [entry.id for entry in ENTRIES if entry.values[0].key not in words] == []


def test_a_number_without_bounds_cannot_be_declared():
    with pytest.raises(TypeError, match="needs at_least and at_most"):
        parameter(1.0, "Something", unit="dollars", at_least=0, source="nowhere")


class Example(Section):
    """One key of each kind."""

    rate: float = parameter(0.5, "A rate", unit="share", at_least=0.0, at_most=1.0, source="test")
    count: int = parameter(5, "A count", unit="firms", at_least=1, at_most=10, source="test")
    flag: bool = parameter(False, "A flag", source="test")
    must: float = parameter(..., "Has no default", unit="dollars", at_least=0.0, at_most=9.0, source="test")
    perhaps: int | None = parameter(
        None, "May be absent", unit="months", at_least=0, at_most=9, source="test"
    )


def test_declarations_tell_kind_bounds_and_what_is_allowed():
    entries = declarations(Example)
    assert entries["rate"].allowed == "a number from 0 to 1 (share)"
    assert entries["count"].allowed == "a whole number from 1 to 10 (firms)"
    assert entries["flag"].allowed == "true or false"
    assert entries["must"].default is None
    assert entries["must"].at_most == 9.0
    assert entries["perhaps"].kind == "whole number"
    assert entries["perhaps"].at_most == 9


@pytest.mark.parametrize(
    "values",
    [
        {"rate": float("nan")},
        {"rate": float("inf")},
        {"rate": True},
        {"rate": "0.5"},
        {"rate": 1.0000001},
        {"count": 5.0},
        {"count": True},
        {"count": "5"},
        {"count": 10**20},
        {"flag": 1},
        {"flag": "true"},
        {"unknown": 1},
    ],
)
def test_types_are_strict(values):
    with pytest.raises(ValidationError):
        Example(must=1.0, **values)


def test_a_whole_number_is_a_number_and_sections_are_frozen():
    example = Example(must=1, rate=1)
    assert isinstance(example.rate, float)
    with pytest.raises(ValidationError, match="frozen"):
        example.rate = 0.1


def test_defaults_have_the_declared_type():
    assert isinstance(Parameters().compute.gpus_start, float)
    assert Parameters().households.human_touch_by_sector == {}


def test_a_scenario_may_be_a_key():
    names = ("neutral", "bakery", "pessimistic_ubi")
    found = {Scenario.load(name): name for name in names}
    assert [found[Scenario.load(name)] for name in names] == list(names)
    other = Scenario.load("bakery").with_({"households.human_touch_by_sector.72": 9.0})
    assert other not in found


@pytest.mark.parametrize("bounds", [{}, {"at_least": 0.0}, {"at_most": 2.0}])
def test_a_number_is_declared_with_both_bounds(bounds):
    with pytest.raises(TypeError, match="the number 'A rate' needs at_least and at_most"):
        parameter(1.0, "A rate", unit="units", source="test", **bounds)


def test_a_number_without_limit_may_be_infinite_and_no_other_may():
    class Boundless(Section):
        """A key that has a limit, and one that has none."""

        limited: float = parameter(1.0, "Limited", unit="units", at_least=0.5, at_most=2.0, source="test")
        unlimited: float = parameter(
            inf, "Not limited", unit="units", at_least=0.5, at_most=inf, source="test"
        )

    assert Boundless().unlimited == Boundless(unlimited=inf).unlimited == inf
    assert Boundless(unlimited=1e300).unlimited == 1e300
    for wrong in ({"limited": inf}, {"limited": nan}, {"unlimited": nan}, {"unlimited": -inf}):
        with pytest.raises(ValidationError):
            Boundless(**wrong)


@pytest.mark.parametrize("name", ["adoption", "compute", "hardware", "investors", "models"])
def test_no_key_of_the_technology_matters_without_ai(name):
    assert not [key for key, declared in declarations(SECTIONS[name]).items() if declared.without_ai]


def test_rules_of_the_market_for_gpus_and_of_adoption_matter_with_ai_only():
    for slot, declared in declarations(SECTIONS["rules"]).items():
        assert declared.without_ai is not slot.startswith(("compute_", "adoption"))
        assert declared.late is (slot == "adoption")  # GPUs are there before month 0, and nobody uses AI
    assert {slot for slot in SLOTS if slot.startswith(("compute_", "adoption"))}


@pytest.mark.parametrize("key", declarations(Limits), ids="limits.{}".format)
def test_what_holds_ai_back_begins_in_month_zero_and_is_not_in_force_by_default(key):
    declared = declarations(Limits)[key]
    assert declared.late
    assert not declared.without_ai
    if declared.kind == "number" and key not in ("failure_halving", "deployed_months"):
        assert declared.default in (
            declared.at_least,
            declared.at_most,
        )  # all of the work, no bound, no delay


def test_words_to_choose_from_are_declared_and_offered():
    class Choosing(Section):
        """A key whose words are given."""

        way: str = parameter("left", "Way", choices=("left", "right"), source="test")
        free: str = parameter("", "Free", at_most=5, source="test")

        entries: dict[str, float] = parameter({"a": 1.0}, "Table", at_least=0, at_most=3, source="a book")

    ways = declarations(Choosing)
    assert [way.description for way in ways.values()] == ["Way", "Free", "Table"]
    assert [way.source for way in ways.values()] == ["test", "test", "a book"]
    assert (ways["entries"].kind, ways["entries"].default) == ("table", {"a": 1.0})
    assert (ways["entries"].at_least, ways["entries"].at_most) == (0, 3)
    assert Choosing().entries is not Choosing().entries  # a table of its own each
    assert (ways["way"].kind, ways["way"].choices) == ("choice", ("left", "right"))
    assert ways["way"].allowed == 'one of "left", "right"'
    assert (ways["free"].kind, ways["free"].choices) == ("text", ())
    assert (ways["free"].at_least, ways["free"].at_most) == (None, 5)


def test_marks_are_those_that_are_declared():
    class Marked(Section):
        """Keys with one mark each."""

        late: float = parameter(1.0, "Late", at_least=0, at_most=2, source="test", late=True)
        ai: float = parameter(1.0, "Of AI", at_least=0, at_most=2, source="test", without_ai=False)
        law: float = parameter(1.0, "A policy", at_least=0, at_most=2, source="test", policy=True)

    found = {key: (one.late, one.without_ai, one.policy) for key, one in declarations(Marked).items()}
    assert found == {
        "late": (True, True, False), "ai": (False, False, False), "law": (False, True, True),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a", "a b", "A.b", "ö", "100 %", "a" * 300])
def test_a_name_is_text_that_a_folder_can_be_called(name):
    assert TypeAdapter(Name).validate_python(name) == name


@pytest.mark.parametrize("name", ["", " ", ".a", "..", "a/b", "a\\b", "a\n", "\x1f", "\0"])
def test_what_leads_elsewhere_or_cannot_be_seen_is_no_name(name):
    with pytest.raises(ValidationError, match="a name is not empty"):
        TypeAdapter(Name).validate_python(name)
