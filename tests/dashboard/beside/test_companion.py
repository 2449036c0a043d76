"""The process beside the page: it does what is wanted, gives up what is not, and is never left behind."""

import os
import subprocess
import sys
import threading

import pytest

from sim.dashboard.beside.companion import ASKED_FOR, COMPANION, Companion
from sim.dashboard.beside.histories import Lives
from sim.scenario import Scenario

SLOWEST = 120.0
LONG = 1_200


@pytest.fixture
def companion():
    """Give a companion of the test's own, which ends with it."""
    one = Companion(niceness=0)  # other tests run meanwhile
    yield one
    one.close()


def task(months, seed=1):
    small = {"run.people": 1_000, "run.burn_in_months": 1, "run.months": months}
    return Lives({"story": Scenario.load("baseline").with_(small)}, seed)


def at_rest(companion):
    thread = companion._thread
    if thread is not None:
        thread.join(SLOWEST)
    return companion._thread is None and companion._pool is None


def test_what_is_not_wanted_any_more_is_given_up(companion):
    """A run without end is ended for the one that is wanted in its place, and forgotten the same way."""
    heard, came = [], threading.Event()
    companion.want("page", [task(LONG)], heard.append)
    companion.want("page", [task(2)], lambda result: (heard.append(result), came.set()))
    assert came.wait(SLOWEST)
    assert [len(one["story"].series("macro", "gdp")) for one in heard] == [2]
    companion.want("page", [task(LONG)], heard.append)
    companion.forget("page")
    assert at_rest(companion)
    assert len(heard) == 1


def test_a_task_that_fails_is_told_and_the_next_one_is_done(companion, capsys):
    heard, came = [], threading.Semaphore(0)
    companion.want(
        "page", [Lives({"nothing": None}, 1), task(1)], lambda one: (heard.append(one), came.release())
    )
    assert all(came.acquire(timeout=SLOWEST) for _ in range(2))
    assert heard[0] is None
    assert len(heard[1]["story"].series("macro", "gdp")) == 1
    assert at_rest(companion)
    assert "nothing beside the page (seed 1)" in capsys.readouterr().err


def test_what_is_asked_for_does_not_wait_for_luck():
    """It has a process of its own, of a priority above that of luck but below that of the page."""
    luck, asked = [], threading.Event()
    try:
        COMPANION.want("page", [task(LONG)], luck.append)
        priorities = []

        def hear(_):
            processes = (one._pool.places[0].process.pid for one in (COMPANION, ASKED_FOR))
            priorities.extend(os.getpriority(os.PRIO_PROCESS, pid) for pid in processes)
            asked.set()

        ASKED_FOR.want("page", [task(1), task(2)], hear)
        assert asked.wait(SLOWEST)
        assert not luck
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert priorities[0] == 19
        assert own <= priorities[1] < priorities[0]
    finally:
        COMPANION.close()
        ASKED_FOR.close()


def test_a_program_ends_with_a_companion_at_work():
    """Its process has the program's streams: whoever reads these would wait for it."""
    program = f"""
from sim.dashboard.beside.companion import COMPANION
from sim.dashboard.beside.histories import Lives
from sim.scenario import Scenario
import time
story = Scenario.load("baseline").with_({{"run.people": 1_000, "run.months": {LONG}}})
COMPANION.want("page", [Lives({{"story": story}}, 1)], print)
while COMPANION._pool is None or COMPANION._pool.places[0].process is None:
    time.sleep(0.05)
print(COMPANION._pool.places[0].process.pid)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=SLOWEST, check=True)
    assert int(ended.stdout) > 0
