"""Comments and lines of scenario files are kept, whatever the TOML looks like."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.lab.packages import with_policies
from sim.origins import locate_values, origins_of
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
