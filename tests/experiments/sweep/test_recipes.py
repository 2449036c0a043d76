"""The recipes of docs/sweeps.md do what they say, as far as this machine can."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.experiments.sweep.results import export
from sim.experiments.sweep.run import run_sweep

DOCUMENT = (Path(sim.__file__).parents[1] / "docs" / "sweeps.md").read_text(encoding="utf-8")


def recipes(language):
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def points(invented, make_sweep, tmp_path_factory):
    """Return a folder with the points of a made-up sweep, exported as the recipes want them."""
    place = tmp_path_factory.mktemp("recipes")
    sweep = make_sweep(design="latin_hypercube", points=12)
    options = {"simulate": invented.invent, "processes": 1, "progress": False}
    export(run_sweep(sweep, out=place / "out", **options).points(), place / "points.csv")
    return place


def test_every_job_of_the_array_does_one_part(tmp_path):
    script, after = recipes("bash")[:2]
    (tmp_path / "job.sh").write_text(script, encoding="utf-8")
    said = tmp_path / "tenfold"
    said.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    said.chmod(0o755)
    count = re.search(r"--array=1-(\d+)", script)
    assert count is not None
    of = {"SLURM_ARRAY_TASK_COUNT": count[1], "SLURM_CPUS_PER_TASK": "4"}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    for number in ("1", count[1]):
        variables = {**os.environ, **of, "SLURM_ARRAY_TASK_ID": number, "PATH": path}
        done = subprocess.run(
            ["bash", tmp_path / "job.sh"], env=variables, capture_output=True, text=True, check=True
        )
        assert f"--shard {number}/{count[1]} --processes 4" in done.stdout
    (folder,) = re.findall(r"--out (\S+)", script)
    assert f"tenfold merge {folder}\n" in after


def test_the_recipe_for_pandas_runs(points):
    pytest.importorskip("pandas")
    (recipe,) = [text for text in recipes("python") if "pandas" in text]
    done = subprocess.run(
        [sys.executable, "-c", recipe], cwd=points, capture_output=True, text=True, check=True
    )
    assert "employment_effect" in done.stdout
    assert "12.0" in done.stdout  # all points


def test_the_recipe_for_r_runs_where_there_is_r_and_names_columns_that_are_there(points):
    (recipe,) = recipes("r")
    header = (points / "points.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(re.findall(r"\b(?:employment_effect|gpu_worker_ratio|replicates)\b", recipe)) <= set(header)
    if shutil.which("Rscript") is None:
        pytest.skip("there is no R here")
    subprocess.run(["Rscript", "-e", recipe], cwd=points, check=True)
