"""A session without a browser: what is asked for is done, in order, and nothing else costs time."""

import threading
from pathlib import Path

import pytest

from sim.dashboard import choices
from sim.dashboard.choices import Choices
from sim.dashboard.panels import panel
from sim.dashboard.session import Session
from sim.plugins.plugin import as_plugins

EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"
SLOWEST = 120.0


class Visitor:
    """Stands in for a browser: shows every view at once."""

    def __init__(self, **choices):
        self.views = []
        self.seen = threading.Condition()
        own = choices.pop("own", None)
        self.session = Session(Choices(people=1_000, **choices), [], own, self.see)
        self.session.start()

    def see(self, view):
        """Show a view."""
        with self.seen:
            self.views.append(view)
            self.seen.notify_all()
        self.session.act({"do": "drawn", "count": view["count"]})

    def do(self, what, **message):
        """Ask for something."""
        self.session.act({"do": what, **message})

    def wait(self, condition):
        """Wait until what is shown fulfils a condition."""
        with self.seen:
            came = self.seen.wait_for(lambda: self.views and condition(self.views[-1]), SLOWEST)
            assert came, f"never came to be; last: {self.views[-1:]}"[:400]
            return self.views[-1]

    def ready(self):
        """Wait for month 0."""
        return self.wait(lambda view: view["frame"] and not view["busy"])


def at_rest():
    """Wait until no session has anything to do: a thread of one lives only while there is."""
    for thread in threading.enumerate():
        if thread.name == "tenfold session":
            thread.join(SLOWEST)
    return not any(thread.name == "tenfold session" for thread in threading.enumerate())


@pytest.fixture
def visitor():
    visitors = []

    def open_page(**choices):
        visitors.append(Visitor(**choices))
        return visitors[-1]

    yield open_page
    for one in visitors:
        one.session.close()


def month(view):
    return view["frame"]["month"]


def test_it_prepares_steps_and_rests(visitor):
    page = visitor()
    view = page.ready()
    assert month(view) == 0
    assert any(view["busy"] for view in page.views)
    page.do("step")
    page.do("step")
    page.wait(lambda view: month(view) == 2)
    assert at_rest()
    assert month(page.views[-1]) == 2


def test_it_plays_and_pauses(visitor):
    page = visitor()
    page.ready()
    page.do("speed", value="yearly")
    page.do("play")
    page.wait(lambda view: month(view) >= 12)
    page.do("play")
    view = page.wait(lambda view: not view["playing"])
    page.do("restart")
    view = page.wait(lambda view: month(view) == 0)
    assert "Began again" in view["notice"]


ODD = [None, {}, [], float("nan"), float("inf"), 10**400, "", "x" * 100_000, "../../x"]


def test_whatever_a_browser_sends_is_answered_in_one_short_sentence_and_changes_nothing():
    session = Session(Choices(people=1_000), [], None, lambda view: None)
    session.close()  # nothing is simulated
    before = session.choices
    for value in ODD:
        for what in ("against", "control", "drawn", "figure", "people", "seed", "speed", "story"):
            for name in ("ratio", value):
                session.act({"do": what, "name": name, "value": value, "count": value})
                assert len(session.error) <= 500
        session.act({"do": value})
        session.act(value)
    assert session.choices == before
    assert session.error


@pytest.fixture
def short(tmp_path):
    """Write a story of half a year."""
    file = tmp_path / "short.toml"
    file.write_text('based_on = "mostaque"\n[run]\nmonths = 6\nburn_in_months = 2\n', "utf-8")
    return str(file)


def test_at_the_end_nothing_is_lost(visitor, short):
    page = visitor(story=short, own=short)
    page.ready()
    page.do("speed", value="yearly")
    page.do("lever", name="ubi", value=800.0)
    page.do("play")
    end = page.wait(lambda view: view["finished"] and view["idle"] and month(view) == 6)
    assert not end["playing"]
    assert end["back"] == ""
    page.do("play")
    view = page.wait(lambda view: view["frame"] and month(view) == 0 and not view["busy"])
    assert view["back"] == "6 months"
    assert "#b9bec4" in view["frame"]["lines"][0]["svg"]  # the run before
    page.wait(lambda view: view["finished"] and view["idle"])
    page.do("restart")
    page.wait(lambda view: month(view) == 0 and not view["busy"] and view["idle"])
    page.do("lever", name="ubi", value=0.0)
    page.do("step")
    page.wait(lambda view: month(view) == 1 and view["idle"])
    page.do("back")
    view = page.wait(lambda view: month(view) == 6 and view["idle"])
    assert "ubi=0:800:deficit" in view["query"]
    assert view["frame"]["answer"] == end["frame"]["answer"]
    assert [line["now"] for line in view["frame"]["lines"]] == [line["now"] for line in end["frame"]["lines"]]
    page.do("back")  # and forth
    page.wait(lambda view: month(view) == 1 and view["back"] == "6 months")


def test_a_control_moved_can_be_taken_back(visitor, short):
    page = visitor(story=short, own=short, month=3)
    before = page.wait(lambda view: view["frame"] and month(view) == 3 and view["idle"])
    page.do("control", name="ratio", value=3.0)
    page.wait(lambda view: "ratio=3" in view["query"] and month(view) == 3 and view["idle"])
    page.do("back")
    view = page.wait(lambda view: "ratio" not in view["query"] and view["idle"])
    assert view["frame"]["answer"] == before["frame"]["answer"]


def test_a_picture_is_made_of_what_is_shown(visitor, short):
    page = visitor(story=short, own=short, month=2)
    view = page.wait(lambda view: view["frame"] and month(view) == 2)
    page.do("picture", kind="svg", address="http://127.0.0.1:1/?month=2")
    made = page.wait(lambda view: view["download"]["count"] == 1)["download"]
    assert made["kind"] == "svg"
    assert made["name"].endswith(".svg")
    assert "http://127.0.0.1:1/?month=2" in made["text"]
    assert view["frame"]["answer"][0].split()[0] in made["text"]


def test_an_address_leads_to_its_month(visitor):
    page = visitor(month=14)
    view = page.wait(lambda view: view["frame"] and month(view) == 14)
    assert "month=14" in view["query"]


def test_a_control_of_the_technology_begins_the_story_again(visitor):
    page = visitor(month=7)
    page.wait(lambda view: view["frame"] and month(view) == 7)
    page.do("control", name="ratio", value=3.0)
    page.wait(lambda view: "ratio=3" in view["query"] and month(view) == 0)
    view = page.wait(lambda view: month(view) == 7)
    assert "the story begins again" in view["notice"]
    assert "#b9bec4" in view["frame"]["lines"][0]["svg"]  # the line before the change
    page.do("control", name="ratio", value=10.0)
    page.wait(lambda view: "ratio" not in view["query"])


def test_a_policy_holds_from_the_next_month_on(visitor):
    page = visitor()
    page.ready()
    page.do("step")
    page.wait(lambda view: month(view) == 1)
    page.do("lever", name="ubi", value=1_000.0)
    page.do("lever", name="ubi", payer="gpu_tax")
    view = page.wait(lambda view: "ubi=1:1000:gpu_tax" in view["query"])
    assert "from the next month on" in view["notice"]
    assert month(view) == 1
    page.do("step")
    view = page.wait(lambda view: month(view) == 2 and view["frame"]["policies"])
    assert view["notice"].endswith("since year 1, month 2.")
    assert "basic income costs" in view["frame"]["policies"][0]
    page.do("against", value="no_policies")
    view = page.wait(lambda view: view["frame"]["against"] == "without policies")
    assert "With the policies" in view["frame"]["answer"][0]


def test_a_policy_of_a_plugin_holds_from_the_next_month_on(visitor):
    page = visitor(plugins=as_plugins([EXAMPLES / "compute_dividend.py"]))
    page.ready()
    page.do("step")
    page.wait(lambda view: month(view) == 1)
    page.do("lever", name="dividend", value=100.0)
    page.wait(lambda view: "dividend=1:100:deficit" in view["query"])
    page.do("step")
    view = page.wait(lambda view: month(view) == 2 and view["frame"]["policies"])
    assert "compute dividend costs" in view["frame"]["policies"][0]
    page.do("reset")
    page.wait(lambda view: "dividend" not in view["query"])
    assert any(one["name"] == "dividend" for one in page.views[-1]["controls"]["policies"])


def test_a_second_move_is_in_the_file_too(visitor):
    page = visitor()
    page.ready()
    page.do("lever", name="ubi", value=500.0)
    page.do("step")
    page.wait(lambda view: month(view) == 1)
    page.do("lever", name="ubi", value=0.0)
    page.do("step")
    ends = choices.can_end(choices.levers()[0])
    view = page.wait(lambda view: month(view) == 2 or not ends)
    page.do("file")
    view = page.wait(lambda view: view["download"]["count"] == 1)
    text = view["download"]["text"]
    assert ("duration = 1" in text) == ends
    assert text.startswith("#")
    assert view["download"]["name"] == "tenfold-pessimistic.toml"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"do": "people", "value": "12"}, "from 1,000 to 2,000,000"),
        ({"do": "people", "value": "a few"}, 'is "a few"; it must be a whole number'),
        ({"do": "seed", "value": "-3"}, "seed is -3"),
        ({"do": "story", "value": "/etc/passwd"}, "no such story"),
        ({"do": "control", "name": "ratio", "value": 1e9}, "gpu_worker_ratio"),
        ({"do": "lever", "name": "ubi", "value": -5}, "amount"),
        ({"do": "lever", "name": "ubi", "value": 100, "payer": "elves"}, "no such payer"),
    ],
)
def test_a_bad_value_is_answered_in_words_and_changes_nothing(visitor, message, words):
    page = visitor()
    query = page.ready()["query"]
    page.do(**{"what": message["do"], **{key: value for key, value in message.items() if key != "do"}})
    view = page.wait(lambda view: view["error"])
    assert words in view["error"]
    assert view["query"] == query


def test_unknown_requests_are_ignored(visitor):
    page = visitor()
    page.ready()
    page.do("__class__")
    page.do("nothing")
    page.session.act({})
    assert not page.views[-1]["error"]


def test_sessions_do_not_share_anything(visitor):
    one, two = visitor(), visitor(story="optimistic")
    one.ready()
    two.ready()
    one.do("step")
    one.do("lever", name="ubi", value=700.0)
    one.wait(lambda view: month(view) == 1 and "ubi" in view["query"])
    assert month(two.views[-1]) == 0
    assert two.views[-1]["query"] == "story=optimistic&people=1000"
    assert one.session.futures.story.state.workers.wage is not two.session.futures.story.state.workers.wage


def test_a_fault_of_the_economy_is_said(visitor, monkeypatch, capsys):
    page = visitor()
    page.ready()
    monkeypatch.setattr(page.session.futures, "step", lambda: 1 / 0)
    page.do("step")
    view = page.wait(lambda view: view["error"])
    assert "The economy stopped: division by zero" in view["error"]
    assert not view["playing"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_closed_session_stops(visitor):
    page = visitor()
    page.ready()
    page.do("speed", value="slow")
    page.do("play")
    page.session.close()
    assert at_rest()
    seen = len(page.views)
    page.do("step")
    assert at_rest()
    assert len(page.views) == seen


def test_lines_can_be_added_and_taken_away(visitor):
    page = visitor()
    shown = page.ready()
    usual = [line["key"] for line in shown["frame"]["lines"]]
    page.do("figure", value="labour_flows.layoffs")
    shown = page.wait(lambda view: len(view["frame"]["lines"]) > len(usual))
    assert [line["key"] for line in shown["frame"]["lines"]] == [*usual, "layoffs"]
    assert shown["frame"]["lines"][-1]["title"] == panel("layoffs").about.label
    assert "figures=layoffs" in shown["query"]
    page.do("figure", value="layoffs")
    page.wait(lambda view: len(view["frame"]["lines"]) == len(usual))
    page.do("figure", value="inflaton")
    page.wait(lambda view: view["error"] == 'there is no figure "inflaton"; the nearest is inflation.')


def test_other_people_can_be_followed(visitor):
    page = visitor()
    first = [person["title"] for person in page.ready()["frame"]["people"]]
    page.do("others")
    view = page.wait(lambda view: [person["title"] for person in view["frame"]["people"]] != first)
    assert len(view["frame"]["people"]) == 6
