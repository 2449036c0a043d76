"""What a visitor chose: to a scenario, to the address and back, to a file that the command reads."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim.dashboard
from sim.dashboard import choices
from sim.dashboard.address import file_text, from_query, to_query
from sim.dashboard.choices import CONTROLS, Choices, Move, find_story, levers, stories
from sim.dashboard.panels import every_figure
from sim.dashboard.positions import stand
from sim.errors import UserError
from sim.plugins.plugin import as_plugins
from sim.scenario import Scenario
from sim.scenario_files import parts

EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"
UBI = next(lever for lever in levers() if lever.name == "ubi")
MIXED = Choices(
    story="neutral",
    against="no_policies",
    technology={"ratio": 3.0, "replaced": 35.0},
    policies={"ubi": (Move(24, 1_000.0, "gpu_tax"),)},
    figures=("inflation", "layoffs"),
    people=5_000,
    seed=7,
    month=30,
)


def test_choices_make_the_scenario_they_say():
    scenario = MIXED.scenario()
    assert scenario.compute.gpu_worker_ratio == 3.0
    assert scenario.compute.substitution_share == 0.35
    assert (scenario.run.people, scenario.run.seed) == (5_000, 7)
    (policy,) = scenario.policy
    assert (policy.kind, policy.amount, policy.start) == ("universal_basic_income", 1_000.0, 24)
    assert policy.financed_by == "gpu_tax"
    assert not MIXED.counterfactual().compute.enabled
    assert MIXED.counterfactual().run == scenario.run


def test_the_address_leads_back_to_the_same_choices():
    assert from_query(to_query(MIXED), Choices(), stories()) == (MIXED, [])
    assert to_query(Choices()) == "story=pessimistic"


def test_any_technology_with_any_institutions_is_a_story():
    for technology in parts("technology"):
        for institutions in parts("institutions"):
            pair = f"{technology.name}/{institutions.name}"
            story = find_story(pair, stories())
            chosen, problems = from_query(f"story={pair}", Choices(), stories())
            assert (chosen.story, problems) == (story, [])
            shown = stand(chosen, {}, None)["pair"]
            assert (shown["technology"], shown["institutions"]) == (technology.name, institutions.name)
            assert shown["exact"]
            words = {"name": "x", "title": "x", "question": "x"}
            assert Scenario.load(story).with_(words) == Scenario.load(pair).with_(words)
    assert to_query(Choices(story="consensus/closed")) == "story=consensus/closed"
    assert find_story("consensus", stories()) == "consensus/middle"
    assert "consensus/closed" not in stories("consensus/closed")  # it is a pair and needs no line of its own


def test_a_pair_that_is_a_story_of_the_page_is_called_by_its_name():
    assert find_story("brisk/middle", stories()) == "neutral"
    assert stand(Choices(story="neutral"), {}, None)["pair"]["words"] == "In between: this pair exactly."
    assert find_story("brisk/open", stories()) == "brisk/open"  # the optimistic story sets more than that


def test_a_story_says_on_which_pair_it_rests_and_what_it_adds(tmp_path):
    shown = stand(Choices(story="optimistic"), {}, None)["pair"]
    assert (shown["technology"], shown["institutions"], shown["exact"]) == ("brisk", "open", False)
    assert shown["words"] == "Assistance: this pair, with values of its own on top."
    assert stand(Choices(story="brisk/open"), {}, None)["pair"]["words"] == "No story above is this pair."
    own = tmp_path / "own.toml"
    own.write_text('based_on = "baseline"\n', encoding="utf-8")
    shown = stand(Choices(story=str(own)), {}, str(own))["pair"]
    assert (shown["technology"], shown["institutions"]) == ("", "")
    assert shown["words"] == "Your scenario: none of these pairs."


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("story=rosy", "choose one of pessimistic"),
        ("story=consensus/closd", "with institutions (open, middle, closed), as in slow/open."),
        ("story=consensus/", "no such story"),
        ("people=many", "not of the form"),
        ("people=12", "1,000 to 2,000,000"),
        ("ratio=1e9", "gpu_worker_ratio is 1000000000.0; it must be"),
        ("ratio=nan", "gpu_worker_ratio"),
        ("ubi=3:100", "not of the form"),
        ("ubi=3:100:the_rich", "financed_by"),
        ("ubi=9:100:deficit,3:200:deficit", "months must rise"),
        ("seed=-1", "seed"),
        ("colour=red", "no such control"),
        ("against=me", "must be one of"),
        ("figures=inflation,layofs", "the nearest is layoffs"),
    ],
)
def test_what_an_address_says_wrongly_is_named_and_left_out(query, words):
    choices, problems = from_query(query, Choices(), stories())
    assert choices == Choices()
    assert len(problems) == 1
    assert words in problems[0]
    assert query.split("=")[0] in problems[0]


def test_a_month_beyond_the_end_is_the_end():
    assert from_query("month=100000", Choices(), stories())[0].month == Choices().base().run.months


@pytest.mark.parametrize(
    "choices",
    [
        MIXED,
        Choices(),
        replace(MIXED, story="bakery", technology={"touch": 2.0}),
        Choices(story="consensus/closed", people=2_000),
    ],
)
def test_the_file_is_the_scenario(choices, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(file_text(choices), encoding="utf-8")
    read, wanted = Scenario.load(path), choices.scenario()
    words = {"name": "x", "title": "x", "question": "x"}
    assert read.with_(words) == wanted.with_(words)


def test_the_file_of_a_scenario_of_the_visitor_says_everything(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('based_on = "optimistic"\n[compute]\ngpu_worker_ratio = 4\n')
    choices = Choices(story=str(own), people=2_000, technology={"newtasks": 1.0})
    copy = tmp_path / "copy.toml"
    copy.write_text(file_text(choices))
    assert Scenario.load(copy) == choices.scenario()
    assert next(iter(stories(str(own)))) == str(own)


def test_a_second_move_ends_the_first_or_takes_its_place(monkeypatch):
    once = Choices().with_move(UBI, 500.0, "deficit", 10)
    assert once.policies == {"ubi": (Move(10, 500.0),)}
    same_month = once.with_move(UBI, 700.0, "gpu_tax", 10)
    assert same_month.policies == {"ubi": (Move(10, 700.0, "gpu_tax"),)}
    monkeypatch.setattr(choices, "can_end", lambda lever: True)
    assert once.with_move(UBI, 0.0, "deficit", 20).policies == {"ubi": (Move(10, 500.0), Move(20, 0.0))}
    assert once.with_move(UBI, 0.0, "deficit", 10).policies == {}
    tables = once.with_move(UBI, 900.0, "deficit", 20).policy_tables()
    assert [(table["start"], table.get("duration")) for table in tables] == [(10, 10), (20, None)]
    monkeypatch.setattr(choices, "can_end", lambda lever: False)
    assert once.with_move(UBI, 900.0, "deficit", 20).policies == {"ubi": (Move(10, 900.0),)}
    assert once.with_move(UBI, 0.0, "deficit", 20).policies == {}


def test_every_stop_of_every_control_is_allowed():
    for control in CONTROLS:
        for stop in (control.stops[0], control.stops[-1]):
            replace(Choices(), technology={control.name: stop}).scenario()
    for lever in levers():
        Choices().with_move(lever, lever.stops[-1], "deficit", 3).scenario()


def test_the_page_asks_the_class_of_a_policy_who_pays_and_when():
    early = {lever.name for lever in levers() if lever.asks_early}
    assert "ubi" in early
    shown = {one["name"]: one for one in stand(Choices(), {}, None)["policies"]}
    assert {name for name, one in shown.items() if one["asks_early"]} == early
    for file in Path(sim.dashboard.__file__).parent.glob("*.vue"):
        text = file.read_text(encoding="utf-8")
        assert not [name for name in shown if f"'{name}'" in text or f'"{name}"' in text], file


def test_a_policy_of_a_plugin_can_be_moved_like_any_other(tmp_path):
    plugins = as_plugins([EXAMPLES / "compute_dividend.py", EXAMPLES / "tightness.py"])
    lever = next(lever for lever in levers(plugins) if lever.name == "dividend")
    assert lever not in levers()
    assert lever.stops[-1] == 100.0
    chosen = Choices(people=2_000, plugins=plugins).with_move(lever, 40.0, "deficit", 6)
    (policy,) = chosen.scenario().policy
    assert (policy.kind, policy.share, policy.start) == ("compute_dividend", 0.4, 6)
    chosen = replace(chosen, figures=("tightness",))
    assert from_query(to_query(chosen), Choices(plugins=plugins), stories()) == (chosen, [])
    assert [name for name, _ in every_figure(chosen.base())].count("tightness") == 1
    assert "no such control" in from_query(to_query(chosen), Choices(), stories())[1][-1]
    path = tmp_path / "mine.toml"
    path.write_text(file_text(chosen), encoding="utf-8")
    words = {"name": "x", "title": "x", "question": "x"}
    assert Scenario.load(path).with_(words) == chosen.scenario().with_(words)


@pytest.mark.parametrize("name", ["ubi", "ratio", "seed"])
def test_a_slider_that_is_called_like_another_is_refused(tmp_path, name):
    text = (EXAMPLES / "compute_dividend.py").read_text(encoding="utf-8")
    file = tmp_path / "mine.py"
    file.write_text(text.replace('"dividend"', f'"{name}"'), encoding="utf-8")
    with pytest.raises(UserError, match=f"^policy compute_dividend: the page has a {name} already"):
        levers(as_plugins([file]))


def test_too_many_people_are_refused():
    with pytest.raises(UserError, match="2,000,000"):
        Choices(people=3_000_000).scenario()
