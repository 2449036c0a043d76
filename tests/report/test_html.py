"""Markup has a type: words are escaped wherever they stand, markup is not escaped twice."""

import base64
import hashlib
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.report.html import (
    cell,
    contents,
    element,
    figure,
    file_link,
    joined,
    key_of,
    mean_and_band,
    page,
    runs_section,
    section,
    swatch,
    table,
    text,
)
from sim.report.story_looks import VERMILLION, Story
from sim.report.svg import describe

NAME = "<b>&"
ESCAPED = "&lt;b&gt;&amp;"
LOOK = Story(NAME, NAME, NAME, NAME, VERMILLION, (8, 3), "square", False, True, 10.0)


@given(st.text())
def test_an_element_holds_the_words_it_was_given(words):
    made = element("p", words)
    assert Markup(made).striptags() == " ".join(words.split()) or "<" in words or "&" in words
    assert made.removeprefix("<p>").removesuffix("</p>") == str(text(words))
    assert Markup(text(words)).unescape() == words


def test_markup_is_not_escaped_again():
    assert element("p", element("b", NAME), " ", NAME) == f"<p><b>{ESCAPED}</b> {ESCAPED}</p>"
    assert joined([element("i", "1"), NAME]) == f"<i>1</i>{ESCAPED}"
    assert text(text(NAME)) == ESCAPED
    assert element("p", swatch(LOOK) + LOOK.label).endswith(f"</svg>{ESCAPED}</p>")


def test_attributes_are_escaped_and_empty_ones_left_out():
    assert (
        element("a", "x", href='"<&', class_="", aria_label="y")
        == '<a href="&#34;&lt;&amp;" aria-label="y">x</a>'
    )


def test_a_cell_is_known_by_its_type_and_not_by_what_is_written_in_it():
    made = table("t", [NAME], [[NAME, "<td>not a cell</td>", cell(NAME, class_="told")]])
    assert f'<th scope="col">{ESCAPED}</th>' in made
    assert "<td>&lt;td&gt;not a cell&lt;/td&gt;</td>" in made
    assert f'<td class="told">{ESCAPED}</td>' in made


@pytest.mark.parametrize(
    "made",
    [
        section(NAME, NAME, NAME),
        contents({NAME: NAME}),
        runs_section([(NAME, NAME)], {NAME: NAME}),
        file_link(NAME, None),
        table(NAME, [NAME], [[NAME, NAME]], class_=NAME),
        figure(NAME, NAME, describe(Markup("<svg></svg>"), NAME, NAME), NAME, NAME, NAME),
        key_of({NAME: NAME}),
    ],
)
def test_every_building_block_shows_a_hostile_name_as_text(made):
    assert isinstance(made, Markup)
    assert "<b>" not in made
    assert ESCAPED in made


def test_a_page_is_plain_text_with_hostile_names_escaped():
    made = page(NAME, NAME, (NAME, NAME), [text(NAME)], NAME)
    assert type(made) is str
    assert f"<title>{ESCAPED}</title>" in made
    assert "<b>" not in made


def test_a_mean_with_its_band():
    assert mean_and_band(None, 1) == mean_and_band(Estimate(), 1) == "\N{EN DASH}"
    assert mean_and_band(Estimate(1.0, 1.0, 1.0), 1) == '<span class="mean">1.0</span>'
    assert mean_and_band(Estimate(1.0, 0.5, 1.5), 1, signed=True) == (
        '<span class="mean">+1.0</span><small>+0.5 to +1.5</small>'
    )


def test_a_page_may_run_its_own_script_and_reach_nothing():
    made = page(NAME, "", (NAME, NAME), [], "1")
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', made)
    rules = dict(rule.split(" ", 1) for rule in unescape(policy).split("; "))
    (script,) = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert "http" not in policy
    assert made.index("Content-Security-Policy") < made.index("<style>")
