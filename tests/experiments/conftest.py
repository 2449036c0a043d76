"""Sweeps whose runs are made up: they take no time and follow a known rule (``invented_runs``)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

RATIO = {"key": "compute.gpu_worker_ratio", "distribution": "loguniform", "low": 0.5, "high": 50.0}
SHARE = {"key": "compute.substitution_share", "distribution": "uniform", "low": 0.0, "high": 1.0}


@pytest.fixture(scope="session")
def invented():
    """Return the module of made-up runs; worker processes find it too."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(Path(__file__).parent)
        patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", folder, prepend=os.pathsep)
        import invented_runs

        yield invented_runs


@pytest.fixture(scope="session")
def make_sweep():
    """Return a function that makes a small sweep over ratio and substitution share."""
    from sim.experiments.sweep.run import Sweep

    def make(**changes):
        tables = {"people": 2000, "months": 24, "replicates": 2, "factor": [RATIO, SHARE], **changes}
        return Sweep.from_tables(tables)

    return make


@pytest.fixture(scope="session")
def map_results(invented, make_sweep, tmp_path_factory):
    """Return a finished adaptive sweep; the story flips at ratio times share = 3."""
    from sim.experiments.explore.map import next_points
    from sim.experiments.sweep.run import run_sweep

    sweep = make_sweep(design="adaptive", adaptive={"rounds": 2, "points": 9}, title="The map")
    folder = tmp_path_factory.mktemp("map")
    options = {"simulate": invented.invent, "more_points": next_points, "processes": 1, "progress": False}
    return run_sweep(sweep, out=folder, **options)


@pytest.fixture(scope="session")
def sampled_results(invented, make_sweep, tmp_path_factory):
    """Return a finished Latin hypercube with two factors that matter, one that matters little, one inert."""
    from sim.experiments.sweep.run import run_sweep

    more = [
        {"key": "compute.assist_speedup", "distribution": "uniform", "low": 1.0, "high": 2.5},
        {"key": "compute.foreign_ownership", "distribution": "uniform", "low": 0.0, "high": 0.5},
    ]
    sweep = make_sweep(design="latin_hypercube", points=120, factor=[RATIO, SHARE, *more], title="Sampled")
    folder = tmp_path_factory.mktemp("sampled")
    return run_sweep(sweep, out=folder, simulate=invented.invent, processes=1, progress=False)
