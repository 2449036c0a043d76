"""TOML in and out: what is allowed is allowed up to its bound, and what is written is what is read."""

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.toml import (
    DEEPEST,
    LOOK_ALIKES,
    parse_override,
    parse_overrides,
    parse_toml,
    parse_value,
    read_source,
    read_toml,
    write_toml,
    write_value,
)


def refused(content):
    with pytest.raises(ScenarioError) as error:
        parse_toml(content, "mine")
    return str(error.value)


def test_a_file_may_be_as_large_as_is_said(tmp_path):
    file = tmp_path / "large.toml"
    whole = b"#" * 1_000_000
    file.write_bytes(whole)
    assert read_source(file, "x") == ({}, whole.decode())
    assert read_toml(file, "x") == {}
    file.write_bytes(whole + b"\n")
    with pytest.raises(ScenarioError, match=r"^x: the file is larger than 1,000,000 bytes"):
        read_toml(file, "x")


@pytest.mark.parametrize("line", [1, 2, 7])
def test_bytes_that_are_no_text_are_named_by_their_line(line):
    content = b"# a\n" * (line - 1) + b"# \xe9\n# b\n# \xe9\n"
    assert refused(content) == f"mine: line {line} is not UTF-8 text; save the file as UTF-8."


@pytest.mark.parametrize("order", ["little", "big"])
def test_text_of_two_bytes_a_letter_is_named(order):
    content = "\ufeffa = 1".encode(f"utf-16-{order[0]}e")
    assert refused(content) == "mine: the file is UTF-16; save it as UTF-8."


@pytest.mark.parametrize("before", [0, 3])
@pytest.mark.parametrize(
    ("odd", "words"), LOOK_ALIKES.items(), ids=[f"U+{ord(odd):04X}" for odd in LOOK_ALIKES]
)
def test_a_character_that_looks_like_another_is_named_with_its_line(odd, words, before):
    text = "# x\n" * before + f"b {odd} 1\n"
    said = f"mine: line {before + 1} has {words} (U+{ord(odd):04X}), which looks like an ordinary one."
    assert refused(text.encode()) == said
    quoted = f"a = \"{odd}\" # {odd}\nb = '{odd}'\n"
    assert set(parse_toml(quoted.encode(), "mine")) == {"a", "b"}
    assert refused((quoted + "c = 1 1\n").encode()).startswith("mine: not valid TOML: ")


def nested(depth, kind):
    """Return TOML whose value lies in ``depth`` tables or lists, the whole file one of them."""
    inner = depth - 1
    return (
        ("a." * (inner - 1) + "a.b = 1" if inner else "b = 1")
        if kind == "tables"
        else f"a = {'[' * inner}1{']' * inner}"
    )


@pytest.mark.parametrize("kind", ["tables", "lists"])
def test_tables_and_lists_lie_within_each_other_as_deep_as_is_said(kind):
    assert parse_toml(nested(DEEPEST, kind).encode(), "mine")
    assert refused(nested(DEEPEST + 1, kind).encode()) == (
        f"mine: more than {DEEPEST} tables or lists lie within each other, the most allowed."
    )


@pytest.mark.parametrize("depth", [1, DEEPEST - 1, DEEPEST, 4 * DEEPEST])
def test_a_value_that_lies_too_deep_is_text(depth):
    text = "[" * depth + "]" * depth
    assert isinstance(parse_value(text), str) is (depth > DEEPEST - 1)
    assert parse_value(text) == (text if depth > DEEPEST - 1 else tomllib.loads(f"a = {text}")["a"])


@pytest.mark.parametrize("dots", [1, DEEPEST - 1, DEEPEST])
def test_a_key_has_as_many_parts_as_tables_may_lie_within_each_other(dots):
    text = ".".join("a" * (dots + 1)) + "=1"
    if dots < DEEPEST:
        assert parse_override(text)[:2] == (text[:-2], 1)
    else:
        with pytest.raises(ScenarioError, match=f"more than {DEEPEST} tables"):
            parse_override(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("1.5", 1.5), ("true", True), ("word", "word"), ("two words", "two words"), ("", ""),
     ("[1, 2]", [1, 2]), ("1\nother = 2", "1\nother = 2"), ("9" * 5_000, "9" * 5_000),
     ("2026-02-30", "2026-02-30"), ("2026-02-28", datetime.date(2026, 2, 28))],
)  # fmt: skip
def test_what_is_typed_is_the_value_that_it_is_in_a_file_and_text_otherwise(text, value):
    assert parse_override(f" a.b = {text} ")[:2] == ("a.b", value)


@pytest.mark.parametrize("size", [79, 80, 81, 500])
def test_an_override_is_shown_whole_if_it_is_short_and_begun_if_it_is_long(size):
    text = "a=" + "b" * (size - 2)
    shown = parse_override(text)[2].removeprefix("--set ")
    assert shown == (text if size <= 80 else text[:79] + "…")
    assert parse_override("a=b \n c")[2] == "--set a=b c"


def test_overrides_keep_their_order_and_each_sets_another_key():
    found = parse_overrides(["b=1", "a=2", "c=b"])
    assert [one[:2] for one in found] == [("b", 1), ("a", 2), ("c", "b")]
    with pytest.raises(ScenarioError, match=r"^--set a=3: a is set twice, before by --set a=2; leave one"):
        parse_overrides(["b=1", "a=2", "a=3"])


@pytest.mark.parametrize("text", ["a", "=1", " = 1", ""])
def test_an_override_has_a_key_and_a_value(text):
    with pytest.raises(ScenarioError, match="this is not of the form"):
        parse_override(text)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), st.integers())
def test_a_key_of_any_letters_is_quoted_where_it_has_to_be(key, value):
    written = write_toml({key: value})
    assert tomllib.loads(written) == {key: value}
    plain = bool(key) and set(key) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert written.startswith('"') is not plain


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (1, "1"), (0.1, "0.1"), ("é", '"é"'), ([1, "b"], '[1, "b"]'),
     ((), "[]"), ({}, "{}"), ({"a": 1, "b c": [2]}, '{a = 1, "b c" = [2]}'), ("\x7f", '"\\u007f"'),
     (datetime.date(2026, 1, 2), "2026-01-02")],
)  # fmt: skip
def test_a_value_is_written_as_toml_writes_it(value, text):
    assert write_value(value) == text


def test_values_stand_before_tables_and_tables_by_themselves():
    tables = {"t": {"u": {"v": 1}, "w": 2}, "a": 1, "rows": [{"b": 1}, {"b": 2}], "none": [], "empty": {}}
    assert write_toml(tables) == (
        "a = 1\nnone = []\nempty = {}\n\n[t]\nw = 2\n\n[t.u]\nv = 1\n\n[[rows]]\nb = 1\n\n[[rows]]\nb = 2\n"
    )
    assert write_toml({}) == "\n"
