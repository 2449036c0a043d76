"""Points of the grid: any technology with any institutions is a scenario, by one name."""

from itertools import pairwise

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, title_and_question
from sim.scenario_files import parts, point_of, read_chain

TECHNOLOGIES, INSTITUTIONS = ([part.name for part in parts(kind)] for kind in ("technology", "institutions"))


@pytest.mark.parametrize("technology", TECHNOLOGIES)
@pytest.mark.parametrize("institutions", INSTITUTIONS)
def test_a_point_has_the_values_of_both_files(technology, institutions):
    scenario = Scenario.load(f"{technology}/{institutions}")
    assert scenario.name == f"{technology}-{institutions}"
    for kind, name in (("technologies", technology), ("institutions", institutions)):
        (source,) = (
            one for one in read_chain(f"{technology}/{institutions}") if f"{kind}/{name}" in one.place
        )
        for section, values in source.tables.items():
            if isinstance(values, dict):
                resolved = scenario.resolved()[section]
                assert {key: resolved[key] for key in values} == values


def test_a_point_has_the_words_of_both_files():
    title, question = title_and_question("consensus/closed")
    assert title == "Consensus; closed institutions"
    for kind, name in (("technology", "consensus"), ("institutions", "closed")):
        assert next(part for part in parts(kind) if part.name == name).question in question


def test_a_technology_alone_is_the_one_with_the_institutions_of_today():
    assert Scenario.load("consensus") == Scenario.load("consensus/middle")


def test_a_file_of_that_path_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "consensus").mkdir()
    (tmp_path / "consensus" / "closed").write_text("[run]\nmonths = 7\n", encoding="utf-8")
    assert Scenario.load("consensus/closed").run.months == 7
    assert Scenario.load("consensus/open").name == "consensus-open"


def test_what_is_no_point_is_refused_with_what_there_is():
    with pytest.raises(ScenarioError, match="institutions are closed, middle, open, as in consensus/closed"):
        Scenario.load("consensus/closd")
    with pytest.raises(ScenarioError, match="there is no such scenario or file"):
        Scenario.load("consensu/closed")


def test_a_scenario_knows_the_point_that_it_starts_from(tmp_path):
    assert point_of("brisk/open") == ("brisk", "open", True)
    assert point_of("brisk") == point_of("neutral") == ("brisk", "middle", True)
    assert point_of("optimistic") == ("brisk", "open", False)
    assert point_of("neutral_ubi") == ("brisk", "middle", False)
    assert point_of("baseline") is None
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "Mine"\nbased_on = "consensus/open"\n', encoding="utf-8")
    assert point_of(mine) == ("consensus", "open", True)
    mine.write_text('based_on = "consensus/open"\n[run]\nmonths = 7\n', encoding="utf-8")
    assert point_of(mine) == ("consensus", "open", False)


def test_parts_go_from_the_least_to_the_most():
    claims = [Scenario.load(name).compute.gpu_worker_ratio for name in TECHNOLOGIES]
    joint = [Scenario.load(f"slow/{name}").compute.concentration for name in INSTITUTIONS]
    for values in (claims, joint):
        assert all(one <= other for one, other in pairwise(values))
        assert values[0] < values[-1]
    assert all(part.question.endswith("?") for kind in ("technology", "institutions") for part in parts(kind))
