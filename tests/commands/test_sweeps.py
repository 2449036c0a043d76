"""The commands ``sweep`` and ``results``: quick help, thin calls, one-sentence errors with status 2."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sim.experiments.explore.map import next_points
from sim.records.provenance import FORMAT
from sim.records.tables import write_results

HEAVY = {"numba", "mesa", "polars", "networkx", "numpy", "altair", "rich", "distributed"}
TEXT = """
title = "Mine"
people = 2000
months = 12
replicates = 2
[[factor]]
key = "compute.gpu_worker_ratio"
values = [1, 10]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a finished sweep of made-up runs."""
    from sim.experiments.sweep.run import Sweep, run_sweep

    place = tmp_path_factory.mktemp("mine")
    (place / "mine.toml").write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        invented = str(Path(__file__).parents[1] / "experiments")
        patch.syspath_prepend(invented)
        patch.setenv("PYTHONPATH", invented)
        from invented_runs import invent

        return run_sweep(
            Sweep.load(place / "mine.toml"), out=place / "out", simulate=invent, processes=1, progress=False
        ).folder


@pytest.mark.parametrize("command", ["sweep", "results"])
def test_help_loads_nothing_heavy(command):
    code = (
        f"import sys; sys.argv = ['tenfold', {command!r}, '--help']\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert not HEAVY & set(done.stderr.split())


def test_built_in_sweeps_are_listed(tenfold):
    status, out, _ = tenfold("sweep")
    assert status == 0
    assert "phase_diagram" in out
    assert "The map of the debate." in out


def test_options_reach_the_sweep(tenfold, tmp_path, monkeypatch):
    seen = {}

    def stand_in(sweep, **options):
        seen.update(options, sweep=sweep)
        raise SystemExit(0)

    monkeypatch.setattr("sim.experiments.sweep.run.run_sweep", stand_in)
    (tmp_path / "mine.toml").write_text(TEXT, encoding="utf-8")
    tenfold(
        *("sweep", tmp_path / "mine.toml", "--people", 3000, "--months", 24, "--replicates", 7),
        *(
            "--set",
            "compute.oversight=0.2",
            "--processes",
            3,
            "--dask",
            "tls://a:1",
            "--retry",
            "--out",
            "here",
        ),
    )
    sweep = seen.pop("sweep")
    assert (sweep.people, sweep.months, sweep.replicates) == (3000, 24, 7)
    assert sweep.set == {"compute.oversight": 0.2}
    assert seen.pop("more_points") is next_points
    assert not seen.pop("anyway")
    assert seen == {"out": Path("here"), "processes": 3, "dask": "tls://a:1", "retry": True, "shard": ""}


def test_status(tenfold, folder):
    status, out, _ = tenfold("sweep", "--status", folder)
    assert status == 0
    assert "mine: Mine" in out
    assert "6 of 6 runs (2 of the counterfactual) finished." in out


def test_a_sweep_of_which_a_run_failed_says_so_by_its_status(tenfold, tmp_path, monkeypatch):
    from sim.experiments.sweep.run import Sweep, run_sweep

    home = str(Path(__file__).parents[1] / "experiments")
    monkeypatch.syspath_prepend(home)
    monkeypatch.setenv("PYTHONPATH", home)
    import invented_runs

    file, out = tmp_path / "mine.toml", tmp_path / "out"
    asked = TEXT.replace("compute.gpu_worker_ratio", "compute.oversight")
    file.write_text(asked.replace("[1, 10]", f"[0.0, {invented_runs.BOOM}]"), encoding="utf-8")
    run_sweep(Sweep.load(file), out=out, simulate=invented_runs.invent, processes=1, progress=False)
    status, said, _ = tenfold("sweep", file, "--out", out)  # goes on where nothing is left to do
    assert status == 1
    assert "2 x RuntimeError" in said
    assert f"Results: {out}" in said


def test_results_are_listed_filtered_and_exported(tenfold, folder, tmp_path):
    status, out, _ = tenfold("results", folder, "--where", "gpu_worker_ratio > 5", "--column", "gpus")
    assert status == 0
    assert "2 runs" in out
    status, _, _ = tenfold("results", folder, "--points", "--export", tmp_path / "points.csv")
    assert status == 0
    assert pl.read_csv(tmp_path / "points.csv")["gpu_worker_ratio"].to_list() == [1, 10]
    status, out, _ = tenfold("results", folder, "--failures")
    assert status == 0
    assert "0 failed runs" in out


@pytest.mark.parametrize("option", ["--export", "--page"])
def test_what_a_sweep_or_a_run_keeps_is_not_written_over(tenfold, folder, tmp_path, option):
    kept = [folder / "sweep.json", folder / "design.parquet", *(folder / "summaries").glob("*.parquet")]
    assert len(kept) > 2
    write_results(tmp_path, {"macro": pl.DataFrame({"month": [0]})}, {"format": FORMAT, "kind": "run"})
    for file in (*kept, tmp_path / "macro.parquet", tmp_path / "manifest.json"):
        before = file.read_bytes()
        status, _, err = tenfold("results", folder, option, file)
        assert status == 2
        assert f"{file}: is one of the files that results are kept in; name another file." in err
        assert file.read_bytes() == before


def test_a_page_is_written(tenfold, folder, tmp_path):
    status, out, _ = tenfold("results", folder, "--page", tmp_path / "page.html")
    assert status == 0
    assert out == f"Page: {tmp_path / 'page.html'}\n"
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["sweep", "phase_diagran"],
            "there is no such sweep or file; the nearest built-in sweep is phase_diagram.",
        ),
        (["sweep", "gpu_ratio", "--people", "5"], "people is 5; it must be a whole number from 1,000"),
        (["sweep", "gpu_ratio", "--set", "compute.oversigth=1"], 'compute has no key "oversigth"'),
        (["sweep", "gpu_ratio", "--processes", "0"], "processes is 0; it must be at least 1."),
        (["sweep", "--status", "nowhere"], "nowhere: holds no sweep of tenfold"),
        (["results", "nowhere"], "nowhere: holds no sweep of tenfold"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(tenfold, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    status, out, err = tenfold(*arguments)
    assert status == 2
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
