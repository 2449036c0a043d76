"""Tasks with one past meet the process that has it, and every task is handed out once."""

from typing import NamedTuple

import pytest

from sim.experiments.run.waiting import Waiting


class Errand(NamedTuple):
    """A task of which only the past matters."""

    past: str


def hand_out(pasts, workers):
    """Let processes take a task each in turn until none is left; return (process, number, past) in order."""
    waiting = Waiting([Errand(past) for past in pasts])
    has, found, active = dict.fromkeys(range(workers), ""), [], list(range(workers))
    while active:
        for worker in list(active):
            taken = waiting.take(has[worker])
            if taken is None:
                active.remove(worker)
                continue
            number, task = taken
            assert task.past == pasts[number]
            has[worker] = task.past
            found.append((worker, number, task.past))
    return found


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_every_task_is_handed_out_once(workers):
    pasts = ["a", "b", "", "a", "", "b", "c"] * 5
    assert sorted(number for _, number, _ in hand_out(pasts, workers)) == list(range(len(pasts)))


def test_tasks_without_a_past_come_in_their_order():
    assert [number for _, number, _ in hand_out([""] * 6, 2)] == list(range(6))


@pytest.mark.parametrize(("pairs", "workers"), [(8, 2), (9, 3)])
def test_no_past_is_run_twice_while_there_are_pasts_enough(pairs, workers):
    pasts = [str(pair) for pair in range(pairs) for _ in range(2)]
    found = hand_out(pasts, workers)
    assert len({(worker, past) for worker, _, past in found}) == pairs


def test_processes_without_a_past_of_their_own_help_where_most_is_left():
    found = hand_out(["few"] * 2 + ["many"] * 20, 4)
    assert len({worker for worker, _, past in found if past == "many"}) == 4
    assert len({worker for worker, _, past in found if past == "few"}) == 1
