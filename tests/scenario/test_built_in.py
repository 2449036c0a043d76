"""The stories: all valid, and apart only in the keys that the debate is about."""

import ast
import runpy
from pathlib import Path
from typing import Any

import pytest

from sim.parameters import SECTIONS
from sim.scenario import Scenario, built_in_names

STUDIES = [
    "acemoglu",
    "aghion_bunel",
    "goldman",
    "jones_tonetti",
    "korinek_extreme",
    "korinek_modest",
    "korinek_substantial",
    "korinek_suh_20",
    "korinek_suh_5",
    "mobility",
    "robots",
]
STORIES = ["bakery", "mostaque", "neutral", "optimistic", "pessimistic"]

# docs/model.md, section 1: the mechanisms of the debate
KEYS_OF_THE_DEBATE = {
    "compute.enabled",
    "compute.gpu_worker_ratio",
    "compute.gpu_worker_ratio_start",
    "compute.ratio_growth",
    "compute.oversight",
    "compute.substitution_share",
    "compute.assist_speedup",
    "compute.exposure",
    "compute.capability_start",
    "compute.capability_bound",
    "compute.success_start",
    "compute.failure_halving",
    "compute.feasible_share",
    "compute.physical_delay",
    "compute.new_tasks_rate",
    "compute.model_spillover",
    "compute.concentration",
    "compute.foreign_ownership",
    "models.royalty_share",
    "adoption.base_hazard",
    "adoption.peer_hazard",
    "adoption.speed",
    "adoption.cost_median",
    "adoption.adjustment",
    "adoption.entry_ai_elasticity",
    "population.training_cut",
    "population.entry_cut",
    "government.safety_net_erosion",
    "firms.saving_kept",
    "firms.rival_erosion",
    "firms.entry_competition",
    "supply.land_elasticity",
    "households.human_touch_by_sector",
}
GRID = [
    f"{technology}/{institutions}"
    for technology in built_in_names("technology")
    for institutions in built_in_names("institutions")
]
POINTS = {
    "neutral": "brisk/middle",
    "optimistic": "brisk/open",
    "pessimistic": "transformative/closed",
    "mostaque": "literal/closed",
    "bakery": "brisk/middle",
}
BEYOND = {
    "optimistic": {"compute.substitution_share", "compute.assist_speedup", "compute.new_tasks_rate"},
    "bakery": {"households.human_touch_by_sector"},
}
"""What a story adds to its point of the grid."""


def differences(one: Scenario, other: Scenario) -> set[str]:
    first, second = one.resolved(), other.resolved()
    return {
        f"{section}.{key}"
        for section in SECTIONS
        for key in first[section]
        if first[section][key] != second[section][key]
    }


def test_all_stories_are_there_with_and_without_a_basic_income():
    with_income = (f"{story}_ubi" for story in STORIES)
    others = {"baseline", "docking", "korinek", "first_edition", "fitted", "hindcast_2022", "us_full"}
    assert set(built_in_names()) == {*others, *STUDIES, *STORIES, *with_income}


def test_the_full_size_economy_is_the_neutral_story_with_a_person_for_every_adult():
    full, neutral = Scenario.load("us_full"), Scenario.load("neutral")
    assert differences(full, neutral) == {"run.people", "records.distribution_every"}
    assert full.run.people == 277_670_000


@pytest.mark.parametrize("name", built_in_names())
def test_every_scenario_says_what_it_is_and_what_it_asks(name):
    scenario = Scenario.load(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.question.endswith("?")


def test_the_baseline_has_no_ai_and_the_values_that_the_fit_found():
    baseline, fitted = Scenario.load("baseline"), Scenario.load("fitted")
    assert not baseline.compute.enabled
    assert differences(baseline, fitted) == set()
    free, modelled = _of_the_fit("FREE"), _of_the_fit("MODELLED")
    assert differences(fitted, Scenario()) <= {*free, *modelled}
    for key, (low, high) in free.items():
        section, name = key.split(".")
        assert low <= getattr(getattr(fitted, section), name) <= high, key


def _of_the_fit(constant: str) -> Any:
    """Read a constant of the script of the fit, which is no package."""
    script = Path(__file__).parents[2] / "scripts" / "fit_baseline.py"
    tree = ast.parse(script.read_text(encoding="utf-8"))
    values = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == constant
    ]
    return ast.literal_eval(values[0])


@pytest.mark.parametrize("story", STORIES)
def test_stories_have_ai_and_differ_only_in_the_keys_of_the_debate(story):
    scenario = Scenario.load(story)
    assert scenario.compute.enabled
    assert differences(scenario, Scenario.load("baseline")) <= KEYS_OF_THE_DEBATE


@pytest.mark.parametrize("story", STORIES)
def test_a_basic_income_is_the_only_difference_of_its_variant(story):
    variant = Scenario.load(f"{story}_ubi")
    assert differences(variant, Scenario.load(story)) == set()
    (policy,) = variant.policy
    assert (policy.kind, policy.amount, policy.start) == ("universal_basic_income", 1000.0, 0)
    assert policy.financed_by == "consumption_tax"
    assert variant.title != Scenario.load(story).title


@pytest.mark.parametrize("point", GRID)
def test_points_of_the_grid_move_only_keys_of_the_debate(point):
    assert differences(Scenario.load(point), Scenario.load("baseline")) <= KEYS_OF_THE_DEBATE


def test_every_key_of_the_debate_is_moved_somewhere():
    baseline = Scenario.load("baseline")
    moved = set().union(*(differences(Scenario.load(name), baseline) for name in (*STORIES, *GRID)))
    assert moved == KEYS_OF_THE_DEBATE


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_its_point_of_the_grid_and_what_it_adds(story):
    point = Scenario.load(POINTS[story])
    assert differences(Scenario.load(story), point) == BEYOND.get(story, set())


@pytest.mark.parametrize("institutions", built_in_names("institutions"))
def test_the_claim_is_ten_where_the_technology_takes_it_at_its_word(institutions):
    def claims(technology):
        return Scenario.load(f"{technology}/{institutions}").compute.gpu_worker_ratio

    ten = {"transformative", "literal"}
    assert {claims(technology) for technology in ten} == {10.0}
    assert all(0.2 < claims(technology) < 10.0 for technology in {*built_in_names("technology")} - ten)


def test_the_table_of_what_stories_assume_is_up_to_date():
    root = Path(__file__).parents[2]
    renew = runpy.run_path(str(root / "scripts" / "story_table.py"))["renew"]
    text = (root / "docs" / "stories.md").read_text(encoding="utf-8")
    assert renew(text) == text, "run: make reference"
    assert "| `firms.saving_kept` | 0.0 | 0.3 | 0.6 |" in text  # open, middle, closed
    assert "| neutral | brisk | middle |" in text
