"""Every mechanism has keys that exist, values that are allowed, and a switch that switches."""

import pytest

from sim.errors import UserError
from sim.experiments.mechanisms.catalogue import FORCES, GAMES, MECHANISMS, catalogue, chosen, switched_off
from sim.parameters import find
from sim.scenario import Scenario

STORIES = ("neutral", "optimistic", "pessimistic", "mostaque")


def test_there_are_the_twelve_of_the_list_and_five_forces() -> None:
    assert len(catalogue(MECHANISMS)) == 12
    assert len(catalogue(FORCES)) == 5  # as many as are played in full
    for game in GAMES:
        names = [one.name for one in catalogue(game)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("game", GAMES)
def test_a_mechanism_that_is_switched_off_is_off(name, game) -> None:
    story = Scenario.load(name)
    for one in catalogue(game):
        off = switched_off(story, [one])
        assert not one.is_on(off)
        assert one.status(off) == ("off" if one.off else "not modelled")
        assert off.with_({**one.values(story), "name": story.name}) == story
    everything = switched_off(story, catalogue(game))
    assert not any(one.is_on(everything) for one in catalogue(game))


def test_no_key_belongs_to_two_mechanisms_of_a_list() -> None:
    for game in GAMES:
        keys = [key for one in catalogue(game) for key in one.off]
        assert len(set(keys)) == len(keys)


def test_what_changes_the_economy_without_ai_is_marked() -> None:
    """A key that is declared to matter only with AI cannot change the economy without it."""
    for one in (*catalogue(MECHANISMS), *catalogue(FORCES)):
        if one.without_ai:
            assert any(declared.without_ai for key in one.off if (declared := find(key)))


def test_what_is_not_modelled_says_why() -> None:
    for one in catalogue(MECHANISMS):
        assert one.off or one.note.startswith("not modelled")


def test_the_pessimistic_story_has_more_of_them_than_the_optimistic_one() -> None:
    on = {name: sum(one.is_on(Scenario.load(name)) for one in catalogue()) for name in STORIES}
    assert on["pessimistic"] > on["optimistic"]


def test_only_mechanisms_that_exist_are_chosen() -> None:
    assert [one.name for one in chosen(["land", "capital"])] == ["capital", "land"]
    with pytest.raises(UserError, match=r"there is no mechanism 'rents'; there are capital, margins, land,"):
        chosen(["rents"])
