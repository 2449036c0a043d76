"""Where files of scenarios are looked for, in which order, and what is offered where there is none."""

from itertools import pairwise
from pathlib import Path

import pytest

from sim.country import UNITED_STATES
from sim.errors import ScenarioError
from sim.scenario_files import (
    FOLDERS,
    GRADES,
    USUAL_INSTITUTIONS,
    Source,
    built_in_names,
    grid_in_words,
    locate,
    pair_of,
    parts,
    point_of,
    read_chain,
    with_country,
)
from sim.toml import read_toml

TECHNOLOGY, INSTITUTIONS = built_in_names("technology")[0], built_in_names("institutions")[0]


@pytest.mark.parametrize("kind", FOLDERS)
def test_built_in_files_are_found_by_name_in_the_folder_of_their_kind(kind):
    names = built_in_names(kind)
    assert names == sorted(set(names))
    for name in (names[0], names[-1]):
        path, place = locate(name, kind)
        assert (path.stem, path.parent.name) == (name, Path(FOLDERS[kind]).name)
        assert place == f"{FOLDERS[kind]}/{name}.toml"
        assert locate(f"{name}.toml", kind) == (path, place)


@pytest.mark.parametrize("typed", ["baseline", "baseline.toml", "./baseline.toml", "sub/baseline.toml"])
@pytest.mark.parametrize("there", [True, False])
def test_a_bare_name_is_built_in_and_a_path_is_a_path(tmp_path, typed, there):
    own = tmp_path / typed
    if there:
        own.parent.mkdir(exist_ok=True)
        own.write_text("[run]\nseed = 3\n", encoding="utf-8")
    if "/" in typed and not there:
        with pytest.raises(ScenarioError, match="there is no such scenario or file"):
            locate(typed, folder=tmp_path)
        return
    path, place = locate(typed, folder=tmp_path)
    if there and typed != "baseline":
        assert (path, place) == (own.resolve(), str(own))
    else:
        assert (path.parent.name, place) == ("scenarios", "scenarios/baseline.toml")


def test_a_bare_name_that_is_not_built_in_may_be_that_of_a_file(tmp_path):
    (tmp_path / "mine").write_text("", encoding="utf-8")
    assert locate("mine", folder=tmp_path) == ((tmp_path / "mine").resolve(), str(tmp_path / "mine"))


NONE = "there is no such scenario or file; "
SLASH = 'folders are separated by "/", not by a backslash: write "sub/own.toml".'


@pytest.mark.parametrize(
    ("text", "kind", "asked_by", "sentence"),
    [
        ("baselin", "scenario", "", f'"baselin": {NONE}the nearest built-in scenario is baseline.'),
        ("baselin.toml", "scenario", "x", f'x: based_on is "baselin.toml", but {NONE}the nearest'),
        ("qqqqqqqq", "study", "", '"qqqqqqqq": there is no such study or file; built in are '),
        ("", "scenario", "", f'"": {NONE}built in are '),
        (f"{TECHNOLOGY}/q", "scenario", "", f'"{TECHNOLOGY}/q": {NONE}institutions are {INSTITUTIONS}, '),
        ("q/q", "scenario", "", f'"q/q": {NONE}built in are '),
        ("sub", "scenario", "", '"sub": is a folder; name a file in it.'),
        ("sub", "scenario", "x", 'x: based_on is "sub", which is a folder; name a file in it.'),
        ("sub\\own.toml", "sweep", "", f'sweep is "sub\\\\own.toml"; {SLASH}'),
        ("sub\\own.toml", "sweep", "x", f'x: based_on is "sub\\\\own.toml"; {SLASH}'),
        ("sub\\none.toml", "sweep", "", '"sub\\\\none.toml": there is no such sweep or file; '),
    ],
)
def test_what_is_not_found_is_named_with_who_asked_for_it(tmp_path, text, kind, asked_by, sentence):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "own.toml").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        locate(text, kind, folder=tmp_path, asked_by=asked_by)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        (f"{TECHNOLOGY}/{INSTITUTIONS}", (TECHNOLOGY, INSTITUTIONS)),
        (f"{TECHNOLOGY}/", None),
        (f"{TECHNOLOGY}/nowhere", None),
        (f"nowhere/{INSTITUTIONS}", None),
        (INSTITUTIONS, None),
        ("baseline", None),
        ("", None),
    ],
)
def test_a_pair_is_a_technology_and_institutions(tmp_path, text, pair):
    assert pair_of(text, tmp_path) == pair


@pytest.mark.parametrize("technology", built_in_names("technology"))
def test_a_technology_alone_has_the_usual_institutions_unless_a_scenario_is_called_so(tmp_path, technology):
    usual = None if technology in built_in_names() else (technology, USUAL_INSTITUTIONS)
    assert pair_of(technology, tmp_path) == usual
    (tmp_path / technology).write_text("", encoding="utf-8")
    assert pair_of(technology, tmp_path) is None  # a file goes first


def test_a_chain_has_the_institutions_of_a_point_above_its_technology(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(f'based_on = "{TECHNOLOGY}/{INSTITUTIONS}"  # why\n', encoding="utf-8")
    own, above, below, *_ = read_chain(mine)
    assert (own.path, own.pair, own.tables, own.text) == (mine, None, {}, mine.read_text(encoding="utf-8"))
    assert above.pair == (TECHNOLOGY, INSTITUTIONS)
    assert above.path.stem == above.tables["name"] == f"{TECHNOLOGY}-{INSTITUTIONS}"
    assert (above.place, below.place) == tuple(
        locate(name, kind)[1] for name, kind in ((INSTITUTIONS, "institutions"), (TECHNOLOGY, "technology"))
    )
    assert [one.place for one in read_chain(f"{TECHNOLOGY}/{INSTITUTIONS}")][:2] == [above.place, below.place]
    assert "based_on" not in {key for one in read_chain(mine) for key in one.tables}


@pytest.mark.parametrize("name", ["technology", "institutions"])
def test_a_point_is_titled_by_both_halves(name):
    title = read_toml(*locate({"technology": TECHNOLOGY, "institutions": INSTITUTIONS}[name], name))["title"]
    halves = read_chain(f"{TECHNOLOGY}/{INSTITUTIONS}")[0].tables["title"].split("; ")
    assert halves[name == "institutions"] == title


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [("", True), ('title = "x"\nquestion = "y"\nname = "z"\n', True), ("[run]\nseed = 3\n", False)],
)
def test_a_scenario_with_words_of_its_own_is_still_the_point(tmp_path, text, is_exact):
    based_on = f'based_on = "{TECHNOLOGY}/{INSTITUTIONS}"\n'
    (tmp_path / "mine.toml").write_text(based_on + text, encoding="utf-8")
    (tmp_path / "top.toml").write_text('based_on = "mine.toml"\n', encoding="utf-8")
    for name in ("mine", "top"):
        assert point_of(tmp_path / f"{name}.toml") == (TECHNOLOGY, INSTITUTIONS, is_exact)


def test_values_of_a_country_lie_right_above_the_fitted_ones_or_below_all(tmp_path):
    assert [one.place for one in with_country(read_chain("baseline"), UNITED_STATES)] == [
        one.place for one in read_chain("baseline")
    ]
    chain = read_chain("pessimistic")
    longer = with_country(chain, "canada")
    (place,) = (k for k, one in enumerate(longer) if one not in chain)
    assert [*longer[:place], *longer[place + 1 :]] == chain
    assert longer[place].path.parent.name == "canada"
    assert longer[place].text == longer[place].path.read_text(encoding="utf-8")
    assert longer[place + 1].path.stem == "fitted"
    alone = [Source(tmp_path / "x.toml", "x", {})]
    assert with_country(alone, "canada") == [*alone, longer[place]]
    assert with_country(alone, "/no/such/folder") == alone


@pytest.mark.parametrize("kind", GRADES)
def test_halves_are_in_the_order_of_their_keys(kind):
    found = [part.name for part in parts(kind)]
    assert sorted(found) == built_in_names(kind)
    tables = [read_toml(*locate(name, kind)) for name in found]
    grades = [[one.get("compute", {}).get(key, 0.0) for key in GRADES[kind]] for one in tables]
    assert all(below <= above for below, above in pairwise(grades))
    assert grades[0] < grades[-1]
    assert [part.question for part in parts(kind)] == [one["question"] for one in tables]
    assert all(one in grid_in_words() for one in found)


def test_an_example_of_a_point_is_one():
    example = grid_in_words().rpartition(" ")[2]
    assert pair_of(example) == (parts("technology")[0].name, parts("institutions")[0].name)


@pytest.mark.parametrize("circle", [1, 2, 3])
@pytest.mark.parametrize("before", [0, 2])
def test_a_circle_is_shown_from_where_it_begins(tmp_path, circle, before):
    files = before + circle
    for n in range(files):
        follows = n + 1 if n + 1 < files else before
        (tmp_path / f"{n}.toml").write_text(f'based_on = "{follows}.toml"\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_chain(tmp_path / "0.toml")
    shown = " -> ".join(str(tmp_path / f"{n}.toml") for n in [*range(before, files), before])
    assert (
        str(refused.value) == f"{tmp_path / f'{files - 1}.toml'}: based_on goes round in a circle: {shown}."
    )
