"""Comments and lines of scenario files are kept, whatever the TOML looks like."""

import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.lab.packages import with_policies
from sim.origins import Origin, Origins, locate_values, origins_of, shown_place, written
from sim.scenario import Scenario

TEXT = """\
# about the file

title = "a # is no comment"  # but this is
[compute]  # what machines do
gpu_worker_ratio = 12
# two lines
# of reason
years = [
  1,  # inside
  2,
]
text = '''
# not a comment
'''  # of the whole
a.b = 1

[[policy]]
kind = "one"
[[policy]]
# why two
kind = "two"
[policy.more]
size = 3
"""


def test_every_value_has_its_line_and_the_nearest_comment():
    found = {key: (one.line, one.reason) for key, one in locate_values(TEXT, "x.toml", policies=1).items()}
    assert found == {
        ("title",): (3, "but this is"),
        ("compute", "gpu_worker_ratio"): (5, "what machines do"),
        ("compute", "years"): (8, "two lines of reason"),
        ("compute", "text"): (12, "of the whole"),
        ("compute", "a", "b"): (15, "what machines do"),
        ("policy", 1, "kind"): (18, ""),
        ("policy", 2, "kind"): (21, "why two"),
        ("policy", 2, "more", "size"): (23, ""),
    }


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=5))
def test_any_text_and_comment_is_found_on_its_line(pairs):
    plain = [(value, "".join(x for x in words if x.isprintable())) for value, words in pairs]
    quoted = ["".join(f"\\U{ord(letter):08x}" for letter in value) for value, _ in plain]
    lines = [
        f'k{n} = "{value}" #{words}' for n, (value, (_, words)) in enumerate(zip(quoted, plain, strict=True))
    ]
    text = "\n".join(lines)
    tomllib.loads(text)
    found = locate_values(text, "x")
    assert [found[f"k{n}",].line for n in range(len(lines))] == list(range(1, len(lines) + 1))
    assert [found[f"k{n}",].reason for n in range(len(lines))] == [w.lstrip("#").strip() for _, w in plain]


def test_a_statement_without_end_in_sight_costs_its_line_and_no_time():
    text = "a = 1\nb = [\n" + "1,\n" * 5_000 + "]\nc = 2\n"
    assert [key for (key,) in locate_values(text, "x")] == ["a"]


def test_origins_survive_changes_and_make_no_scenario_another(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('based_on = "neutral"\n[compute]\ngpu_worker_ratio = 12  # guess\n')
    mine = Scenario.load(path)
    assert mine == Scenario.from_tables(mine.resolved())
    changed = with_policies(
        mine.with_({"run.people": 3_000}, place="--people 3000"), ["job_guarantee"], "--policy"
    )
    assert str(changed.origins.of("compute", "gpu_worker_ratio")) == "mine.toml, line 3"
    assert str(changed.origins.of("run", "people")) == "--people 3000"
    assert changed.origins.of("policy", 0, "wage") is not None
    assert mine.origins.of("run", "people") != changed.origins.of("run", "people")
    assert changed.origins.table()["files"][0] == {"name": "mine.toml", "text": path.read_text()}


def test_policies_of_a_file_are_counted_after_those_of_the_files_below_it():
    below = '[[policy]]\nkind = "one"\n[[policy]]\nkind = "two"\n'
    above = '[run]\nmonths = 3\n\n[[policy]]\nkind = "three"\n'
    found = origins_of([("above.toml", above, 1), ("below.toml", below, 2)]).values
    places = {key: (one.place, one.line) for key, one in found.items() if "kind" in key}
    assert sorted(places.values()) == [("above.toml", 5), ("below.toml", 2), ("below.toml", 4)]
    assert len({str(key) for key in places}) == 3


def lines(text):
    return {".".join(map(str, key)): (one.line, one.reason) for key, one in locate_values(text, "x").items()}


@pytest.mark.parametrize("more", [0, 1])
def test_a_statement_is_looked_for_as_far_as_is_said(more):
    text = "a = [\n" + "1,\n" * (398 + more) + "]\nb = 2\n"
    assert lines(text) == ({"a": (1, ""), "b": (401, "")} if more == 0 else {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = 1", {"a": (1, "")}),
        ("\ufeffa = 1 # why", {"a": (1, "why")}),
        ("a = 1\r\nb = 2 # why\r\n", {"a": (1, ""), "b": (2, "why")}),
        ("# why\na = 1\nb = 2\n", {"a": (2, "why"), "b": (3, "")}),  # it is said of the one below
        ("# why\n\na = 1\n", {"a": (3, "")}),  # an empty line lies between
        ("# one\n#\n## two\na = 1 # three\n", {"a": (4, "three")}),
        ("# one\n#\n## two\na = 1 #\n", {"a": (4, "one two")}),
        ("a = '#' # '#'\n", {"a": (1, "'#'")}),
        ("a = [ # one\n 1, # two\n] # three # four\n", {"a": (1, "three # four")}),
        ("a = [ # one\n 1, # two\n]\n", {"a": (1, "")}),
        ("# all\n[t]\na = 1\nb = 2 # own\n[u]\na = 1\n",
         {"t.a": (3, "all"), "t.b": (4, "own"), "u.a": (6, "")}),
        ("# above\n[t] # beside\na = 1\n", {"t.a": (3, "beside")}),
        ("t = {a = 1, b = {c = 2}} # why\ne = {}\n", {"t.a": (1, "why"), "t.b.c": (1, "why"), "e": (2, "")}),
        ("[[r]]\na = 1\n[[r]]\na = 2\n[r.s]\nb = 3\n",
         {"r.0.a": (2, ""), "r.1.a": (4, ""), "r.1.s.b": (6, "")}),
        ("[[r]]\n[[r.s]]\na = 1\n[[r.s]]\na = 1\n[[r]]\n[[r.s]]\na = 2\n[t.u]\na = 3\n",
         {"r.0.s.0.a": (3, ""), "r.0.s.1.a": (5, ""), "r.1.s.0.a": (8, ""), "t.u.a": (10, "")}),
        ("a = 1\n  [t]\nb = 2\n", {"a": (1, ""), "t.b": (3, "")}),
        ("a = [\n[1],\n]\n", {"a": (1, "")}),  # a bracket within a value is no heading
        ("# only words\n", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_line_and_reason_of_values(text, found):
    assert lines(text) == found


VALUES = {
    ("a",): Origin("x", 1), ("t", "b"): Origin("x", 2), ("t", "c"): Origin("x", 3),
    ("policy", 0, "size"): Origin("x", 4), ("policy", 1): Origin("y"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "line"),
    [(("a",), 1), (("t", "b"), 2), (("t", "b", "more"), 2), (("t",), 3), (("policy", 0), 4), (("policy",), 0),
     (("policy", 1, "size"), 0), (("b",), None), (("t", "d"), None), (("policy", 0, "kind"), None)],
)  # fmt: skip
def test_an_origin_is_that_of_the_value_of_its_table_or_the_last_within(key, line):
    found = Origins(VALUES).of(*key)
    assert (found and found.line) == line


@pytest.mark.parametrize(("key", "gone"), [(("t",), 2), (("t", "b"), 1), (("policy",), 2), (("new",), 0)])
def test_what_is_set_anew_has_one_origin_and_the_rest_keep_theirs(key, gone):
    changed = Origins(VALUES, (("x", "text"),)).with_change(key, "here")
    assert changed.files == (("x", "text"),)
    assert changed.values[key] == Origin("here")
    assert len(changed.values) == len(VALUES) - gone + 1
    assert {**VALUES, **changed.values} == {**VALUES, key: Origin("here")}


def test_places_are_written_as_people_write_them():
    assert (str(Origin("x", 3)), str(Origin("x"))) == ("x, line 3", "x")
    assert written(("compute", "gpus")) == "compute.gpus"
    assert written(("policy", 0, "amount")) == "policy[0].amount"
    told = Origins({("policy", 0): Origin("x", 3, "why")}, (("x", "text"),)).table()
    assert told == {
        "files": [{"name": "x", "text": "text"}],
        "values": {"policy[0]": {"place": "x", "line": 3, "reason": "why"}},
    }


def test_files_are_called_from_here_or_by_their_last_part(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown_place(str(tmp_path / "deep" / "x.toml")) == "deep/x.toml"
    assert shown_place("--set a=1") == "--set a=1"
    assert shown_place(str(Path(tmp_path.anchor) / "elsewhere" / "x.toml")) == "x.toml"


def test_origins_are_no_part_of_what_a_scenario_is():
    assert Origins(VALUES) == Origins()
    assert hash(Origins(VALUES)) == hash(Origins())
    assert Origins() != VALUES


@pytest.mark.parametrize(("one", "name"), [(Origin("x"), "line"), (Origins(), "files")])
def test_an_origin_stays_what_it_is(one, name):
    with pytest.raises(FrozenInstanceError):
        setattr(one, name, 5)


def test_later_files_lie_below_earlier_ones(tmp_path):
    found = origins_of([("top", "a = 1\n", 0), ("below", "\na = 2\nb = 3\n", 0)])
    assert {key: str(one) for key, one in found.values.items()} == {
        ("a",): "top, line 1", ("b",): "below, line 3",
    }  # fmt: skip
    assert found.files == (("top", "a = 1\n"), ("below", "\na = 2\nb = 3\n"))
