"""What is given in Python and is of the wrong kind is refused in one sentence that names it."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.arguments import list_of, path_of
from sim.errors import UserError
from sim.experiments.lab.run import as_packages
from sim.experiments.run.results import Results

ODD = [5, -1, True, 1.5, float("nan"), 10**5_000, b"neutral", {"a": 1}, len, np.arange(3), object()]
TINY = {"run.people": 1_000, "run.months": 1, "run.burn_in_months": 0}


def calls(neutral):
    """Return what may be called with one odd argument: by the words that the sentence begins with."""
    quiet = {"progress": False}
    drawn = Results({}, neutral, 1, {})
    return {
        "out is": lambda odd: sim.run(neutral, out=odd, **quiet),
        "the folder of results is": sim.load_results,
        "the folder of results is ": sim.load_policy_comparison,
        "the folder of results is  ": drawn.write,
        "comparison must be": lambda odd: sim.write_policy_report(odd, "page.html"),
        "overrides has": lambda odd: sim.Scenario.load("neutral", [odd]),
        "plugins": lambda odd: sim.Scenario.load("neutral", plugins=[odd]),
        "figures has": lambda odd: drawn.summary([odd]),
        "plot": lambda odd: drawn.plot(odd),
        "scenario is": sim.Simulation,
        "calibration is": lambda odd: sim.Simulation(neutral, calibration=odd),
        "mobility is": lambda odd: sim.Simulation(neutral, mobility=odd),
        "neighbours": lambda odd: sim.Simulation(neutral, neighbours=odd),
        "policies has": lambda odd: as_packages([odd]),
    }


@pytest.fixture(scope="module")
def neutral():
    return sim.Scenario.load("neutral").with_(TINY)


@pytest.mark.parametrize("words", calls(None))
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_an_argument_of_another_kind_is_one_sentence(neutral, words, odd):
    with pytest.raises(UserError) as refused:
        calls(neutral)[words](odd)
    sentence = str(refused.value)
    assert sentence.startswith(words.strip())
    assert sentence.endswith(".")
    assert len(sentence) <= 300


@pytest.mark.parametrize("odd", ["ubi", Path("mine.py"), b"x", 5, None, {"a": 1}])
def test_one_thing_is_no_list_of_them(odd):
    for call in (
        lambda: sim.Scenario.load("neutral", odd),
        lambda: sim.Scenario.load("neutral", plugins=odd),
        lambda: as_packages(odd),
        lambda: list_of("figures", odd, "names"),
    ):
        with pytest.raises(UserError, match=r"; it must be a list of .*\.$"):
            call()


def test_whatever_yields_things_one_by_one_is_a_list_of_them():
    assert list_of("seeds", iter((1, 2)), "seeds") == list_of("seeds", np.array([1, 2]), "seeds") == [1, 2]
    assert path_of("out", "mine") == path_of("out", Path("mine")) == Path("mine")


@pytest.mark.parametrize("odd", [0, 2.5, "two", True, [3]])
def test_months_between_checkpoints_are_a_whole_number(neutral, odd, tmp_path):
    with pytest.raises(
        UserError, match=r"^checkpoint_every is .*; it must be (a whole number of )?at least 1\.$"
    ):
        sim.run(neutral, out=tmp_path, checkpoint_every=odd, progress=False)
    assert not any(tmp_path.iterdir())


def test_links_of_firms_that_are_not_there_are_refused(neutral):
    simulation = sim.Simulation(neutral)
    links = simulation.state.firms.neighbours
    again = sim.Simulation(neutral, neighbours=links.astype(np.int64))
    np.testing.assert_array_equal(again.state.firms.neighbours, links)
    for wrong in (links[1:], links.astype(float), links - 2, np.where(links == 0, len(links), links)):
        with pytest.raises(UserError, match=r"^neighbours: the links of firms must be "):
            sim.Simulation(neutral, neighbours=wrong)
