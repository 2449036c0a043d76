"""What must not change the state by a bit: threads, the processor, records, and the story before month 0."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK

STORIES = ["mostaque", "neutral", "optimistic", "pessimistic"]
# what a story says about the technology, present before AI is switched on
TECHNOLOGY = {"providers.capability", "macro.gpu_rent"}


def copies(columns, model):
    return {name: column.copy() for name, column in columns(model.state).items()}


def differing(one, other):
    return {
        name
        for name in one
        if not np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
    }


def test_threads_change_no_bit_when_firms_fill_several_chunks_too(build, columns, threads):
    states, frames = [], []
    for n in (1, 2):
        threads(n)
        model = build("mostaque", people=120_000, burn_in=3, firms__exit_rate=0.5, firms__entry_rate=0.5)
        assert model.state.firms.status.size > FIRM_CHUNK
        assert model.state.workers.team.size > 2 * PERSON_CHUNK
        model.run(9)
        states.append(copies(columns, model))
        frames.append(model.records.frames())
    assert differing(*states) == set()
    assert states[0]["firms.adoption"].max() > 0.0
    for table, frame in frames[0].items():
        assert frame.equals(frames[1][table], null_equal=True), table


@pytest.fixture(scope="module")
def at_month_zero(build, columns):
    """Return the baseline after two years of burn-in."""
    model = build(burn_in=24)
    model.run(0)
    return copies(columns, model)


@pytest.mark.parametrize("story", STORIES)
def test_stories_are_one_economy_before_month_zero(build, columns, at_month_zero, story):
    model = build(story, burn_in=24)
    model.run(0)
    assert differing(at_month_zero, copies(columns, model)) <= TECHNOLOGY


@pytest.mark.parametrize("story", ["neutral", "pessimistic"])
def test_stories_part_once_ai_is_there(build, columns, at_month_zero, story):
    model = build(story, burn_in=24)
    model.run(24)
    baseline = build(burn_in=24)
    baseline.run(24)
    parted = differing(copies(columns, baseline), copies(columns, model))
    assert {"workers.status", "teams.headcount", "firms.price", "accounts"} <= parted


def test_the_same_seed_is_the_same_economy_and_another_is_not(build, columns):
    runs = []
    for seed in (5, 5, 6):
        model = build("neutral", burn_in=2, seed=seed)
        model.run(12)
        runs.append(copies(columns, model))
    assert differing(runs[0], runs[1]) == set()
    assert {"workers.status", "workers.wage", "firms.price"} <= differing(runs[0], runs[2])


def test_what_is_recorded_changes_nothing(build, columns):
    runs = []
    for changes in ({}, {"records__distribution_every": 5}, {"records__burn_in": True}):
        model = build("neutral", burn_in=3, **changes)
        model.run(12)
        runs.append(copies(columns, model))
    assert differing(runs[0], runs[1]) == differing(runs[0], runs[2]) == set()


DIGEST = """
import hashlib
from sim.scenario import Scenario
from sim.simulation import Simulation
run = ["run.people=2000", "run.burn_in_months=12", "run.months=24"]
simulation = Simulation(Scenario.load("pessimistic_ubi", run))
simulation.run()
digest = hashlib.sha256()
for table in simulation.state:
    for column in (table if isinstance(table, tuple) else [table]):
        digest.update(column.tobytes())
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def digest():
    """Return a function that runs a small economy in a new process and returns a hash of its state."""
    root = Path(sim.__file__).parents[1]

    def run(**environment):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONPATH": str(root)} | environment,
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    return run


# older processors, as libraries see them: other sums in BLAS, other exp and log in the C library and NumPy
OLD_BLAS = {"OPENBLAS_CORETYPE": "Prescott"}
OLD_NUMPY = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3"}
OLD_C_LIBRARY = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F"}


def test_the_processor_changes_no_bit(digest):
    here = digest()
    assert len(here) == hashlib.sha256().digest_size * 2
    assert digest(**OLD_BLAS, **OLD_NUMPY, **OLD_C_LIBRARY) == here


@pytest.mark.slow
def test_compiled_code_for_any_processor_gives_the_same_bits(digest, tmp_path):
    assert digest(NUMBA_CPU_NAME="generic", NUMBA_CACHE_DIR=str(tmp_path)) == digest()
