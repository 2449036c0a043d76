"""The history: lines are only added, tampering shows, and no status changes without a why."""

import pytest

from sim.errors import UserError
from sim.experiments.evidence.findings import INSIDE, OUTSIDE, UNMEASURED
from sim.experiments.ledger.history import GONE, Line, accept, problems, read_history

FIRST = [
    Line("a.one", INSIDE, ""),
    Line("a.two", OUTSIDE, "too few people"),
    Line("b.three", UNMEASURED, "later"),
]


@pytest.fixture
def file(tmp_path):
    accept(FIRST, tmp_path / "history.csv")
    return tmp_path / "history.csv"


def test_lines_come_back_and_new_ones_stand_behind_the_old(file) -> None:
    assert read_history(file) == FIRST
    old = file.read_text().splitlines()
    more = Line("a.two", INSIDE, "more people, since the fit")
    assert accept([more], file) == [*FIRST, more]
    assert file.read_text().splitlines()[: len(old)] == old
    assert read_history(file.with_name("none.csv")) == []


def test_a_line_that_was_changed_moved_or_taken_out_is_noticed(file) -> None:
    head, *lines = file.read_text().splitlines()
    for tampered in (
        [lines[0], lines[1].replace("too few people", "no matter"), lines[2]],
        [lines[0], lines[1].replace(OUTSIDE, INSIDE), lines[2]],
        [lines[0], lines[2]],
        [lines[1], lines[0], lines[2]],
        [lines[0], lines[1], lines[1], lines[2]],
    ):
        file.write_text("\n".join([head, *tampered]) + "\n")
        with pytest.raises(UserError, match="was changed after it was written"):
            read_history(file)
    file.write_text("\n".join([head, "a.one,inside"]) + "\n")
    with pytest.raises(UserError, match="line 2: has 2 entries"):
        read_history(file)
    file.write_text("id,status\n")
    with pytest.raises(UserError, match="first line must be id,status,why,chain"):
        read_history(file)


def test_only_a_record_that_is_inside_at_first_needs_no_why(file) -> None:
    before = file.read_bytes()
    for line in (
        Line("c.new", OUTSIDE, ""),
        Line("c.new", "not modelled", "  "),
        Line("a.two", INSIDE, ""),  # a miss that went away also has its reason
        Line("a.one", GONE, ""),
    ):
        with pytest.raises(UserError, match="say why"):
            accept([Line("c.first", INSIDE, ""), line], file)
    with pytest.raises(UserError, match="has status 'fine'"):
        accept([Line("c.new", "fine", "why")], file)
    assert file.read_bytes() == before, "a refused line was written, or one beside it"


def test_every_way_in_which_records_and_history_part_is_a_sentence() -> None:
    now = {"a.one": INSIDE, "a.two": OUTSIDE, "b.three": UNMEASURED}
    assert problems(now, FIRST) == []
    assert problems(now | {"a.one": OUTSIDE}, FIRST) == [
        "a.one is outside, and inside by the last line of the history."
    ]
    (new,) = problems(now | {"c.new": INSIDE}, FIRST)
    assert new.startswith("c.new is new")
    (lost,) = problems({name: status for name, status in now.items() if name != "a.two"}, FIRST)
    assert lost.startswith("a.two has disappeared")
    closed = [*FIRST, Line("a.two", GONE, "published again under another name")]
    assert problems({"a.one": INSIDE, "b.three": UNMEASURED}, closed) == []
    (back,) = problems(now, closed)
    assert back.startswith("a.two is back")
