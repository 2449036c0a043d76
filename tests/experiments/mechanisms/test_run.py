"""What mechanisms add: from coalitions to tables, what is refused, and one small economy that is real."""

import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.mechanisms.catalogue import GAMES, catalogue, switched_off
from sim.experiments.mechanisms.play import OUTCOMES, Cell
from sim.experiments.mechanisms.run import ALONE, REST, SHAPLEY, STORY, mechanisms
from sim.experiments.run.run import run
from sim.records.tables import read_results
from sim.scenario import Scenario


@pytest.mark.parametrize("orders", [0, 2])
def test_values_that_are_known_come_out_both_ways(invented, orders) -> None:
    """Where nothing depends on who else is there, alone and Shapley values are the same."""
    found = invented(("capital", "margins", "land", "leak"), orders=orders)
    means = {(row["mechanism"], row["measure"]): row for row in found.summary().iter_rows(named=True)}
    for place, name in enumerate(("capital", "margins", "land", "leak")):
        for measure in (ALONE, SHAPLEY):
            row = means[name, measure]
            assert row["mean"] == pytest.approx(-1.0 - place, abs=4.0 * row["standard_error"])
            assert row["low"] < row["mean"] < row["high"]
    whole, rest = (means[name, ALONE]["mean"] for name in (STORY, REST))
    parts = sum(means[name, SHAPLEY]["mean"] for name in ("capital", "margins", "land", "leak"))
    assert parts == pytest.approx(whole - rest)
    assert rest == pytest.approx(0.5)


def test_results_are_written_with_every_key(invented, tmp_path) -> None:
    found = invented()
    frames, record = read_results(found.write(tmp_path / "results"))
    assert record["seeds"] == [1, 2, 3, 4]
    keys = [key for one in catalogue() for key in one.off]
    assert frames["switches"]["key"].to_list() == keys
    assert set(frames["switches"].filter(mechanism="land")["off"]) == {"inf"}
    assert set(frames["mechanisms"]["outcome"]) == set(OUTCOMES)


def test_one_seed_has_no_error(invented) -> None:
    assert invented(seeds=1).summary()["standard_error"].null_count() == invented(seeds=1).summary().height


@pytest.mark.parametrize(
    ("story", "options", "sentence"),
    [
        ("baseline", {}, r"baseline has no AI \(compute.enabled is false\); name a story that has\."),
        ("pessimistic", {"months": 23}, r"run.months is 23; mechanisms need at least 24 months\."),
        ("pessimistic", {"seeds": 0}, r"seeds is 0; it must be at least 1\."),
        ("pessimistic", {"orders": -1}, r"orders is -1; it must be at least 0\."),
        ("pessimistic", {"names": ["expertise"]}, r"pessimistic has none of the mechanisms expertise\."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(story, options, sentence) -> None:
    with pytest.raises(UserError, match=sentence):
        mechanisms(story, **options)


def test_a_cell_counts_its_months() -> None:
    """Two coalitions of a mechanism that changes the economy without AI need two of these, else one."""
    story = Scenario.load("pessimistic").with_({"run.burn_in_months": 10, "run.months": 30})
    both = (frozenset({0}), frozenset())
    land = next(one for one in catalogue() if one.name == "land")
    margins = next(one for one in catalogue() if one.name == "margins")
    assert Cell(story, 1, (land,), both, 12).months == 10 + 4 * 30
    assert Cell(story, 1, (margins,), both, 12).months == 10 + 3 * 30


@pytest.mark.slow
def test_the_effect_of_the_whole_story_is_that_of_two_runs_from_the_start() -> None:
    """Copies from month 0 are the story and the economy without AI, to the bit."""
    sizes = {"run.people": 2_000, "run.burn_in_months": 4, "run.months": 24}
    story = Scenario.load("pessimistic").with_(sizes)
    found = mechanisms(story, names=["margins"], seeds=1, processes=1, progress=False)
    plain = story.with_({"compute.enabled": False})
    unmarked = [one for game in GAMES for one in catalogue(game) if not one.without_ai]
    switched = switched_off(plain, unmarked)
    runs = [run(one, seed=1, progress=False).macro for one in (story, plain, switched)]
    late = [one.filter(pl.col("month") >= 12)["employment"].mean() for one in runs]
    assert late[1] == late[2]  # what is not marked in the catalogue changes nothing without AI
    effect = found.values.filter(mechanism=STORY, measure=ALONE, outcome="employment")["value"].item()
    assert effect == pytest.approx(late[0] - late[1], abs=1e-9)
