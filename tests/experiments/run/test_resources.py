"""What the machine offers, and how processes share it out."""

import os

import pytest

from sim.errors import UserError
from sim.experiments.run import resources
from sim.experiments.run.resources import GIGABYTE, Resources, available_memory, find_resources, processors


def test_processes_share_the_free_memory_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "available_memory", lambda: 10.0 * GIGABYTE)
    assert find_resources(4) == Resources(4, 2 * GIGABYTE)
    assert find_resources(100).memory == GIGABYTE
    assert find_resources(3, 2.0) == Resources(3, 2 * GIGABYTE)
    monkeypatch.setattr(resources, "available_memory", lambda: None)
    assert find_resources(4) == Resources(4, 0)
    assert find_resources().processes == processors()
    with pytest.raises(UserError, match="processes is 0; it must be at least 1"):
        find_resources(0)


def test_only_the_processors_of_this_program_count(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system does not bind programs to processors")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    assert processors() == 1


def test_free_memory_is_in_bytes() -> None:
    found = available_memory()
    assert found is None or 1e8 < found < 1e14
