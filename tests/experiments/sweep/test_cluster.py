"""Clusters: what connections are allowed; runs through a scheduler and two workers, of which one dies."""

import gc
import os
import sys

import pytest

from sim.errors import UserError
from sim.experiments.sweep.cluster import check_address, find_address
from sim.experiments.sweep.means import DaskParameters
from sim.experiments.sweep.run import run_sweep
from sim.experiments.sweep.store import Store

COST = ["seconds", "memory_mb", "finished"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("localhost:8786", "tcp://localhost:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
        ("tls://head.cluster:8786", "tls://head.cluster:8786"),
    ],
)
def test_connections_on_this_machine_or_encrypted_are_allowed(address, shown):
    assert check_address(address) == shown


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "head.cluster:8786", "tcp://0.0.0.0:8786"])
def test_others_are_refused(address):
    with pytest.raises(UserError, match="is another machine and the connection is not encrypted; use tls://"):
        check_address(address)


@pytest.mark.parametrize("address", ["inproc://1", "http://127.0.0.1", "tcp://", "", "ws://127.0.0.1:1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UserError, match="is no address of a Dask scheduler"):
        check_address(address)


def test_the_file_of_a_scheduler(tmp_path):
    file = tmp_path / "scheduler.json"
    parameters = DaskParameters(scheduler_file=str(file))
    for content in (None, "nothing", "[]", '{"address": "tcp://10.0.0.5:1"}'):
        if content is not None:
            file.write_text(content, encoding="utf-8")
        with pytest.raises(UserError):
            find_address(parameters)
    file.write_text('{"address": "tcp://127.0.0.1:1234"}', encoding="utf-8")
    assert find_address(parameters) == "tcp://127.0.0.1:1234"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask about itself
def test_a_cluster_that_loses_a_worker_gives_the_same_results(
    invented, make_sweep, tmp_path, start_cluster, monkeypatch
):
    monkeypatch.setenv("INVENTED_SECONDS", "0.1")
    address, workers = start_cluster(2)
    sweep = make_sweep(design="latin_hypercube", points=40)
    here = run_sweep(sweep, out=tmp_path / "here", simulate=invented.invent, processes=2, progress=False)
    there, original = tmp_path / "there", Store.add

    def add(self, record):
        original(self, record)
        if self.summaries().height >= 20 and workers[0].poll() is None:
            workers[0].kill()

    monkeypatch.setattr(Store, "add", add)
    results = run_sweep(sweep, out=there, simulate=invented.invent, dask=address, progress=False)
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    assert results.status().finished == results.status().runs == 82
    assert results.runs.drop(COST).equals(here.runs.drop(COST))
    assert results.series().collect().equals(here.series().collect())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_run_that_fails_on_a_cluster_is_recorded(invented, make_sweep, tmp_path, start_cluster):
    address, _ = start_cluster(2)
    factor = {"key": "compute.oversight", "values": [0.1, invented.BOOM]}
    sweep = make_sweep(factor=[factor], replicates=1)
    results = run_sweep(sweep, out=tmp_path / "there", simulate=invented.invent, dask=address, progress=False)
    assert results.runs["oversight"].to_list() == [0.1]
    (failure,) = results.failures().iter_rows(named=True)
    assert (failure["kind"], failure["message"]) == ("RuntimeError", "invented trouble")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_slurm_is_asked_for_workers_over_an_encrypted_connection(invented, make_sweep, tmp_path, monkeypatch):
    pytest.importorskip("dask_jobqueue")
    pytest.importorskip("cryptography")
    tools = tmp_path / "bin"
    tools.mkdir()
    submit = f'#!/bin/sh\ncp "$1" {tools}/job.sh\nnohup sh {tools}/job.sh >/dev/null 2>&1 &\n'
    submit += 'echo "Submitted batch job $!"\n'
    for name, text in (("sbatch", submit), ("scancel", '#!/bin/sh\nkill -- "$@" 2>/dev/null\nexit 0\n')):
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    slurm = {"queue": "short", "memory": "2GB", "walltime": "00:10:00", "interface": "lo"}
    sweep = make_sweep(design="random", points=6, replicates=1, dask={"jobs": 1, "slurm": slurm})
    results = run_sweep(sweep, out=tmp_path / "there", simulate=invented.invent, progress=False)
    assert results.status().finished == 7
    job = (tools / "job.sh").read_text(encoding="utf-8")
    assert "#SBATCH -p short" in job
    assert "tls://" in job
    assert "tcp://" not in job
    assert "--nthreads 1" in job
    assert str(tmp_path / "there") in job  # the certificates lie in the folder of the sweep ...
    gc.collect()
    assert not list((tmp_path / "there").glob(".dask*"))  # ... while it runs


@pytest.mark.filterwarnings("ignore")
def test_an_argument_that_slurm_does_not_know_is_one_sentence(make_sweep, tmp_path):
    pytest.importorskip("dask_jobqueue")
    pytest.importorskip("cryptography")
    sweep = make_sweep(dask={"slurm": {"quue": "short", "memory": "1GB"}})
    with pytest.raises(UserError, match=r"dask.slurm: dask-jobqueue does not accept it"):
        run_sweep(sweep, out=tmp_path, progress=False)
    gc.collect()


def test_a_scheduler_that_is_not_there(make_sweep, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    from sim.experiments.sweep import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(UserError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers there"):
        run_sweep(make_sweep(), out=tmp_path, dask="127.0.0.1:9", progress=False)
