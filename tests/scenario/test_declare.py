"""Declarations in words, names of classes, and which sections are equal."""

from math import inf
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.parameters import Section, declarations, parameter
from sim.parameters.declare import Name, RowOf, name_of

SOURCE = {"source": "test"}


class Words(Section):
    """A key of each kind with and without a bound."""

    both: float = parameter(1.0, "Both", at_least=-1.0, at_most=2_500.0, unit="tons", **SOURCE)
    least: float | None = parameter(None, "Least", at_least=0.05, **SOURCE)
    most: float | None = parameter(None, "Most", at_most=1e15, **SOURCE)
    none: float | None = parameter(None, "None", **SOURCE)
    large: float = parameter(1.0, "Large", at_least=-2e15, at_most=999_999_999_999_999.0, **SOURCE)
    open: float = parameter(inf, "Open", at_least=1.5, at_most=inf, **SOURCE)
    count: int = parameter(1, "Count", at_least=0, at_most=1_000, **SOURCE)
    flag: bool = parameter(True, "Flag", **SOURCE)
    long: str = parameter("", "Long", at_most=1_200, **SOURCE)
    any: str = parameter("", "Any", **SOURCE)
    way: Literal["left", "right"] = parameter("left", "Way", **SOURCE)
    sizes: dict[str, float] = parameter({}, "Sizes", unit="by name", at_least=0, at_most=3, **SOURCE)
    free: dict[str, float] = parameter({}, "Free", unit="by name", **SOURCE)
    either: int | str = parameter(..., "Either", **SOURCE)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("both", "a number from -1 to 2,500 (tons)"),
        ("least", "a number of at least 0.05"),
        ("most", "a number of at most 1e+15"),
        ("none", "a number"),
        ("large", "a number from -2e+15 to 999,999,999,999,999"),
        ("open", "a number from 1.5 to inf"),
        ("count", "a whole number from 0 to 1,000"),
        ("flag", "true or false"),
        ("long", "text of at most 1,200 characters"),
        ("any", "text"),
        ("way", 'one of "left", "right"'),
        ("sizes", "a table by name from 0 to 3"),
        ("free", "a table by name"),
        ("either", "a value"),
    ],
)
def test_what_is_allowed_is_said_with_its_bounds_and_unit(key, words):
    assert declarations(Words)[key].allowed == words


def test_an_entry_of_a_table_has_the_bounds_of_the_table():
    assert declarations(Words)["sizes"].allowed_entry == "a number from 0 to 3"
    assert declarations(Words)["free"].allowed_entry == "a number"


@pytest.mark.parametrize(("key", "value", "next_to"), [
    ("both", 2_500.0, 2_500.5), ("both", -1.0, -1.5), ("least", 0.05, 0.04), ("most", 1e15, 1.1e15),
    ("count", 1_000, 1_001), ("count", 0, -1), ("long", "a" * 1_200, "a" * 1_201),
])  # fmt: skip
def test_bounds_are_included_and_what_lies_behind_them_is_not(key, value, next_to):
    assert getattr(Words(either=1, **{key: value}), key) == value
    with pytest.raises(ValidationError):
        Words(either=1, **{key: next_to})


def test_a_default_is_held_to_its_bounds_as_a_value_is():
    class Wrong(Section):
        """A key whose default is too large."""

        rate: float = parameter(5.0, "Rate", at_least=0.0, at_most=1.0, **SOURCE)

    assert Wrong(rate=1.0).rate == 1.0
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Wrong()


@pytest.mark.parametrize("value", [True, "1", 1.0])
def test_a_value_of_another_type_is_not_turned_into_one(value):
    with pytest.raises(ValidationError):
        Words(either=1, count=value)


def test_a_section_written_as_json_keeps_what_has_no_limit():
    whole = Words(either=1)
    assert Words.model_validate_json(whole.model_dump_json()) == whole


def test_text_without_a_length_may_be_as_long_as_one_likes():
    assert len(Words(either="a", any="b" * 100_000).any) == 100_000


@pytest.mark.parametrize(
    ("name", "written"),
    [("GpuTax", "gpu_tax"), ("GPUTax", "gpu_tax"), ("TaxOnGPU", "tax_on_gpu"), ("Tax", "tax"),
     ("Tax2", "tax2"), ("Tax2Gpu", "tax2_gpu"), ("AbcDefGhi", "abc_def_ghi"), ("gpu", "gpu")],
)  # fmt: skip
def test_a_class_is_named_in_scenarios_by_its_words(name, written):
    assert name_of(type(name, (), {})) == written


class Tables(Section):
    """A section with values that cannot be hashed by themselves."""

    rows: list[list[int]] = parameter([], "Rows", **SOURCE)
    by_name: dict[str, list[int]] = parameter({}, "By name", **SOURCE)
    size: int = parameter(1, "Size", at_least=0, at_most=9, **SOURCE)


class Same(Tables):
    """A section of the same keys."""


ROWS = st.lists(st.lists(st.integers(0, 2), max_size=2), max_size=2)
BY_NAME = st.dictionaries(st.sampled_from("ab"), st.lists(st.integers(0, 2), max_size=2), max_size=2)


@settings(max_examples=30)
@given(st.lists(st.tuples(ROWS, BY_NAME, st.integers(0, 2)), min_size=2, max_size=6))
def test_as_keys_sections_are_one_where_they_are_equal(values):
    made = [Tables(rows=rows, by_name=by_name, size=size) for rows, by_name, size in values]
    again = [
        Tables(rows=rows, by_name=dict(reversed(by_name.items())), size=size)
        for rows, by_name, size in values
    ]
    assert list(map(hash, made)) == list(map(hash, again))
    assert set(made) == set(again)
    assert len({*made, *again}) == sum(one not in made[:place] for place, one in enumerate(made))


def test_sections_of_two_kinds_and_of_other_values_have_another_hash():
    kinds = [Tables(), Same(), Tables(rows=[[1]]), Tables(by_name={"a": [1]}), Tables(size=2)]
    assert len(set(map(hash, kinds))) == len(kinds)


@pytest.mark.parametrize("value", [np.int64(3), np.int32(3), 3])
def test_a_number_of_numpy_is_taken_as_one_of_python(value):
    made = Tables(size=value, by_name=MappingProxyType({"a": [value]}))
    assert made == Tables(size=3, by_name={"a": [3]})
    assert type(made.size) is type(made.by_name["a"][0]) is int


def test_what_is_no_name_is_repeated_up_to_a_line():
    for size in (3, 59, 60, 61, 300):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(Name).validate_python("/" * size)
        assert f"it is {'/' * min(size, 60)!r};" in str(refused.value)


@pytest.mark.parametrize("letter", ["\x1f", "/", "\\", "\n", "\t"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_letter_of_a_name_leads_elsewhere(letter, place):
    assert TypeAdapter(Name).validate_python("a b") == "a b"  # a blank is the first that may be there
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python("ab"[:place] + letter + "ab"[place:])


def test_marks_of_rows_are_equal_where_their_codes_are():
    codes, others = (lambda folder: ["a"]), (lambda folder: ["b"])
    assert len({RowOf(codes), RowOf(codes), RowOf(others)}) == 2


def test_a_row_is_one_of_the_country_of_the_scenario():
    rows = {"canada": ["ON", "QC"], "united_states": ["NY"]}
    checked = TypeAdapter(Annotated[str, RowOf(lambda folder: rows.get(folder.name, ["NY"]))])
    assert checked.json_schema()["enum"] == ["NY"]
    assert checked.validate_python("NY") == "NY"
    for context, valid, wrong in (
        (None, "NY", "ON"), ({}, "NY", "ON"), ({"data": "canada"}, "QC", "NY"),
    ):  # fmt: skip
        assert checked.validate_python(valid, context=context) == valid
        with pytest.raises(ValidationError, match="there is no such row") as refused:
            checked.validate_python(wrong, context=context)
        assert refused.value.errors()[0]["ctx"]["codes"] in rows.values()
    assert checked.validate_python("anything", context={"data": "/no/such/folder"}) == "anything"
