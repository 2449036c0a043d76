"""What errors repeat and offer: values as they are written, on one line, no longer than can be read."""

import string
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from sim.parameters import Section, parameter
from sim.parameters.explain import LONGEST_VALUE, explain, listed, nearest, shortened, show

LETTERS = string.ascii_lowercase


@given(st.text(max_size=200))
def test_a_text_that_is_shortened_is_one_line_that_begins_as_it_does(text):
    short = shortened(text)
    whole = " ".join(text.split())
    assert len(short) == min(len(whole), LONGEST_VALUE)
    assert short == whole or (short[-1] == "…" and whole.startswith(short[:-1]))


@pytest.mark.parametrize("size", [LONGEST_VALUE - 1, LONGEST_VALUE, LONGEST_VALUE + 1])
def test_only_what_is_longer_than_a_line_loses_its_end(size):
    assert (shortened("a" * size) == "a" * size) is (size <= LONGEST_VALUE)
    cut = shortened("a" * (LONGEST_VALUE + size))
    assert cut == "a" * (LONGEST_VALUE - 1) + "…"
    assert 50 <= LONGEST_VALUE <= 60  # three of them, and the words around, are what a terminal shows


@pytest.mark.parametrize("size", [1, 11, 12, 13, len(LETTERS)])
def test_a_list_names_a_dozen_words_and_says_how_many_it_leaves_out(size):
    words = list(LETTERS[:size])
    text, _, more = listed(words).partition(" and ")
    named = text.split(", ")
    assert named == words[: len(named)]
    assert len(named) == min(size, 12)
    assert more == (f"{size - len(named)} more" if size > len(named) else "")
    assert listed(iter(words)) == listed(words)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"), (False, "false"), (1, "1"), (0.5, "0.5"), ("a", '"a"'), ("é", '"é"'), ('"', '"\\""'),
        ({"a": 1}, "a table"), ([1], "a list"), ((1,), "a list"), (None, "None"),
        ("a\nb", '"a\\nb"'),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_it_is_written(value, words):
    assert show(value) == words


def test_a_number_that_is_too_long_to_write_is_called_so():
    assert show(10**5_000) == "a number of thousands of digits"


def test_an_object_that_cannot_be_written_is_called_by_its_type():
    class Mute:
        def __str__(self):
            raise RuntimeError("no words")

    assert show(Mute()) == "a Mute"


@given(st.text(LETTERS, min_size=3, max_size=12))
def test_a_word_is_most_like_itself(word):
    assert nearest(word, ["0000", word, "1111"]) == word
    assert nearest(word, ["0000", "1111"]) is None
    assert nearest(word, []) is None


@pytest.mark.parametrize(("wrong", "found"), [("abcz", "abcd"), ("abyz", None), ("axyz", None)])
def test_a_word_is_like_another_where_most_of_it_is_the_same(wrong, found):
    assert nearest(wrong, ["abcd"]) == found


class Inner(Section):
    """A section of a model that does not exist."""

    rate: float = parameter(0.5, "A rate", unit="share", at_least=0.0, at_most=1.0, source="test")
    must: float = parameter(..., "Needed", unit="dollars", at_least=0.0, at_most=9.0, source="test")
    sizes: dict[str, Annotated[float, Field(le=3.0)]] = parameter(
        {}, "Sizes", at_least=0.0, at_most=3.0, unit="by name", source="test"
    )


class Outer(BaseModel):
    """A model of one section and of one value outside of it."""

    model_config = {"extra": "forbid"}
    inner: Inner
    size: int = 3


FAULTS = [
    ({"must": 10.0}, {}, "inner.must is 10.0; it must be a number from 0 to 9 (dollars)."),
    ({}, {}, "inner.must is missing; it must be a number from 0 to 9 (dollars)."),
    ({"must": 1.0, "sizes": {"a": 4.0}}, {}, "inner.sizes.a is 4.0; it must be a number from 0 to 3."),
    ({"must": 1.0, "sizes": 4.0}, {}, "inner.sizes is 4.0; it must be a table by name from 0 to 3."),
    (5, {}, "inner is 5; it must be a table of keys."),
    ({"must": 1.0}, {"size": "a"}, "size: Input should be a valid integer, unable to parse"),
    # what is not known goes before what is wrong
    ({"must": 10.0, "rat": 3}, {}, 'inner has no key "rat"; the nearest is rate.'),
    ({"must": 10.0}, {"sice": 3}, 'outside the sections there is no key "sice"; the nearest is size.'),
    ({"must": 1.0}, {"rate": 3}, 'outside the sections there is no key "rate"; the section [inner] has it.'),
    ({"must": 1.0}, {"zz": 3}, 'outside the sections there is no key "zz"; valid are inner, size.'),
    ({"must": 1.0}, {"innr": {}}, "there is no section [innr]; the nearest is inner."),
]


@pytest.mark.parametrize(("inner", "others", "sentence"), FAULTS)
@pytest.mark.parametrize("prefix", [(), ("policy",)])
def test_a_fault_is_told_with_key_value_and_what_is_allowed(inner, others, sentence, prefix):
    with pytest.raises(ValidationError) as refused:
        Outer(inner=inner, **others)
    told = explain(refused.value, Outer, prefix=prefix)
    if prefix and ("outside" in sentence or "no section" in sentence):
        assert told.startswith('policy has no key "')
    else:
        assert told.startswith(".".join((*prefix, sentence)))
    assert "\n" not in told
    assert told.endswith(".")


def test_a_section_that_is_missing_is_named():
    with pytest.raises(ValidationError) as refused:
        Outer()
    assert explain(refused.value, Outer) == "inner is missing."


def test_a_model_without_sections_has_no_outside():
    with pytest.raises(ValidationError) as refused:
        Inner(must=1.0, rat=0.5)
    assert explain(refused.value, Inner) == 'there is no key "rat"; the nearest is rate.'
