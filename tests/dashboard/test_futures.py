"""Futures that share their past and their luck, and policies that change while they run."""

import numpy as np
import pytest

from sim.dashboard import futures
from sim.dashboard.choices import Choices, Move, can_end, levers
from sim.dashboard.futures import Futures, month_zero
from sim.dashboard.lives import tell
from sim.dashboard.people import GROUPS, SHOWN
from sim.dashboard.policies import policy_sentences
from sim.experiments.run.run import simulate
from sim.plugins.extensions import extensions
from sim.scenario import Scenario

from ..scenario.other_values import KEYS, another

SMALL = {"run.people": 2_000, "run.burn_in_months": 4, "run.months": 14}
LATE = {key: another(key) for key, declared in KEYS.items() if declared.late}


@pytest.fixture(autouse=True)
def burn_ins(monkeypatch):
    """Begin without burn-ins that are kept for the next start."""
    kept = {}
    monkeypatch.setattr(futures, "_BURN_INS", kept)
    return kept


@pytest.fixture
def story():
    return Scenario.load("mostaque").with_(SMALL)


def test_a_shared_burn_in_changes_nothing(burn_ins):
    """Every key taken to matter only from month 0 on: the shared past is the scenario's own past."""
    month_zero(Scenario.load("baseline").with_(SMALL), 1)
    scenario = Scenario.load("baseline").with_({**SMALL, **LATE, "run.months": 3})
    shared = month_zero(scenario, 1)
    assert len(burn_ins) == 1
    shared.run()
    assert shared.records.frames()["macro"].equals(simulate(scenario, seed=1).frames["macro"])


def test_what_matters_before_month_zero_has_its_own_past(burn_ins):
    base = Scenario.load("baseline").with_(SMALL)
    for change in ({}, {"compute.training_share": 0.5}, {"government.purchases": 0.2}):
        month_zero(base.with_(change), 1)
    month_zero(base, 2)
    assert len(burn_ins) == 4
    month_zero(base, 3)
    assert len(burn_ins) == futures.KEPT_BURN_INS


def test_futures_run_like_the_command(story):
    futures = Futures(story)
    for _ in range(5):
        futures.step()
    alone = simulate(story.with_({"run.months": 5})).frames["macro"]
    assert futures.story.frames()["macro"].equals(alone)
    base = Scenario.load("baseline").with_({**SMALL, "run.months": 5})
    assert futures.without_ai.frames()["macro"].equals(simulate(base).frames["macro"])
    assert futures.month == 5
    assert futures.running


def test_without_ai_both_futures_are_one(story):
    land = Scenario.load("baseline").supply.land_elasticity
    same = {"compute.enabled": False, "government.safety_net_erosion": 0.0, "supply.land_elasticity": land}
    futures = Futures(story.with_(same))
    for _ in range(4):
        futures.step()
    assert futures.series(futures.story, "employment") == futures.series(futures.without_ai, "employment")


@pytest.mark.parametrize("payer", ["deficit", "gpu_tax", "wage_tax", "consumption_tax", "wealth_tax"])
def test_a_policy_moved_on_the_way_is_the_policy_of_the_file(story, payer):
    """Move it in month 3; a run of the scenario that the page writes then gives the same months."""
    futures = Futures(story)
    for _ in range(3):
        futures.step()
    policy = {"kind": "universal_basic_income", "amount": 200.0, "start": 3, "financed_by": payer}
    moved = story.with_({"policy": [policy], "run.months": 8})
    futures.change_policies(moved)
    assert policy_sentences(futures.story) == []  # it has paid nothing yet
    for _ in range(5):
        futures.step()
    assert "costs $" in policy_sentences(futures.story)[0]
    assert futures.story.frames()["macro"].equals(simulate(moved).frames["macro"])
    plain = futures.without_policies
    assert plain is not futures.story
    assert plain.frames()["macro"].equals(simulate(story.with_({"run.months": 8})).frames["macro"])
    assert len(futures.series(plain, "gdp")) == 8
    assert len(futures.followed.life(plain, 0)) == 8
    assert not np.allclose(futures.gains.recent(plain, 1), futures.gains.recent(futures.story, 1))


@pytest.mark.parametrize("lever", levers(), ids=lambda lever: lever.name)
def test_every_lever_moved_on_the_way_is_the_policy_of_the_file(lever):
    """Move it in month 2, and again in month 4 where its policy may come twice."""
    sizes = {"run.burn_in_months": 3, "run.months": 6}
    if extensions(()).policy(lever.kind).needs_households:
        sizes["population.households"] = True
    choices = Choices(story="mostaque", people=2_000)
    futures = Futures(choices.scenario().with_(sizes))
    for stop, month in ((lever.stops[len(lever.stops) // 2], 2), (lever.stops[-1], 4)):
        while futures.month < month:
            futures.step()
        if month == 2 or can_end(lever):
            choices = choices.with_move(lever, stop, "consumption_tax" if lever.payable else "deficit", month)
            futures.change_policies(choices.scenario().with_(sizes))
    while futures.month < 6:
        futures.step()
    alone = simulate(choices.scenario().with_(sizes)).frames
    assert futures.story.frames()["macro"].equals(alone["macro"])
    assert not alone["macro"].equals(futures.without_policies.frames()["macro"])


def test_policies_of_a_scenario_are_told_apart_from_the_start(story):
    futures = Futures(story.with_({"policy": [{"kind": "universal_basic_income", "amount": 900.0}]}))
    futures.step()
    assert len(futures.economies) == 3
    assert (
        futures.series(futures.story, "price_level")
        != []
        != futures.series(futures.without_policies, "price_level")
    )


def test_progress_is_told_and_can_give_up(story, burn_ins):
    seen = []
    month_zero(story, 1, lambda done, of: seen.append((done, of)))
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]
    month_zero(story, 1, lambda done, of: seen.append((done, of)))
    assert len(seen) == 4
    burn_ins.clear()

    def give_up(done, of):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        month_zero(story, 1, give_up)
    assert not burn_ins


def test_the_same_people_are_followed_in_every_future(story):
    futures = Futures(story)
    rows = futures.followed.rows
    assert rows.size == 60
    assert len(futures.followed.shown(3)) == SHOWN
    assert futures.followed.shown(13) == futures.followed.shown(3)
    for _ in range(2):
        futures.step()
    life = futures.followed.life(futures.story, 0)
    workers = futures.story.state.workers
    assert life.shape == (2, futures.followed.start.shape[1])
    assert life[-1, 0] == workers.status[rows[0]]
    assert life[-1, 1] == workers.occupation[rows[0]]


def test_wealth_groups_hold_everybody(story):
    gains = Futures(story).gains
    assert gains.people.sum() == 2_000
    assert gains.people.tolist() == [1000, 800, 180, 18, 2]
    assert gains.provider_shares.sum() == pytest.approx(1.0)
    assert len(GROUPS) == len(gains.provider_shares)


def test_moves_between_occupations_are_counted(story):
    futures = Futures(story)
    before = futures.story.state.workers.occupation.copy()
    futures.step()
    changed = (before != futures.story.state.workers.occupation).sum()
    assert futures.moves.sum() == pytest.approx(changed * futures.story.weight / 1e6)
    assert np.trace(futures.moves) == 0.0


def test_a_life_is_told_in_words():
    names = ("Cooking", "Driving")
    work, search, outside, training = 0.0, 1.0, 2.0, 3.0

    def life(*months):
        return np.array([(status, occupation, income, income) for status, occupation, income in months])

    steady = life(*[(work, 0, 3_000.0)] * 12)
    assert tell(steady, steady, names, "without AI") == (
        "Never without a job. Lived on $3,000 a month over the last year, about the same as without AI."
    )
    paused = life((work, 0, 3_000.0), (outside, 0, 900.0), (work, 0, 3_000.0))
    assert tell(paused, steady, names, "without AI").startswith("Stayed away from work for a month.")
    lost = life(
        *[(work, 0, 3_000.0)] * 2, *[(search, 0, 500.0)] * 3, (training, 0, 500.0), (work, 1, 2_000.0)
    )
    words = tell(lost, steady, names, "without AI")
    assert "Lost the job once, 4 months looking for work in all." in words
    assert "Retrained for a month." in words
    assert "Changed to driving." in words
    assert "less than without AI" in words
    assert "Not looking for work for 3 months now" in tell(
        life(*[(outside, 0, 9.0)] * 3), steady, names, "without AI"
    )
    assert tell(steady[:0], steady[:0], names, "without AI") == "Nothing has happened yet."


def test_the_page_choices_fit_the_futures():
    choices = Choices(people=2_000, policies={"ubi": (Move(0, 500.0),)})
    scenario = choices.scenario().with_({"run.burn_in_months": 2, "run.months": 3})
    futures = Futures(scenario, counterfactual=choices.counterfactual())
    assert futures.without_ai.scenario.run == scenario.run
    assert futures.horizon == 3
