"""The runs of a sweep on a cluster: Dask distributes them, SLURM lends the machines.

A scheduler unpickles what reaches it, so the connection is either on this machine or encrypted.
"""

from __future__ import annotations

import importlib
import json
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sim.errors import UserError
from sim.experiments.run.task import PROCESS_DIED, Event, Failed, Failure, Finished, explain_failure
from sim.experiments.sweep.means import DaskParameters
from sim.experiments.sweep.task import Record, SweepTask, simulate_job
from sim.records.provenance import model_version

__all__ = ["Cluster", "check_address", "connect"]

AHEAD = 3
"""Runs handed to the scheduler for every thread of a worker: none waits for work, and few are on the way."""
CONNECT_SECONDS = 30
SAFE = {
    "protocol": "tls://",
    "security": True,
    "scheduler_options": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
}
"""What is asked of dask-jobqueue unless the sweep says otherwise: encrypted, and no page for everybody."""

_ONE_AT_A_TIME = threading.Lock()


class Cluster:
    """A client of a Dask scheduler that does the runs of a sweep.

    Parameters
    ----------
    client : distributed.Client
        Connected.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    @property
    def workers(self) -> int:
        """Runs that the workers can do at the same time."""
        return max(1, len(self.client.nthreads()))

    def check_versions(self) -> None:
        """Make sure that every worker has this version of the model.

        Raises
        ------
        UserError
            If one has another, or has no tenfold.
        """
        try:
            versions = self.client.run(model_version)
        except Exception as error:
            raise UserError(
                f"the workers of the cluster cannot run tenfold ({type(error).__name__}: {error})."
            ) from error
        for worker, version in versions.items():
            if version != model_version():
                raise UserError(
                    f"the worker {worker} has version {version} of the model, not {model_version()}; "
                    "install the same sources there."
                )

    def run(self, tasks: Sequence[SweepTask]) -> Iterator[Event[Record]]:
        """Do all runs; yield a record or a failure for each, as they come.

        A run whose worker dies goes to another one; a run that ends several workers is a failure.

        Raises
        ------
        UserError
            If the scheduler is gone.
        """
        waiting = deque(range(len(tasks)))
        under_way: dict[str, int] = {}
        futures = _import("distributed").as_completed(loop=self.client.loop)

        def submit() -> None:
            while waiting and len(under_way) < AHEAD * self.workers:
                number = waiting.popleft()
                key = f"tenfold-{tasks[number].job.run}"
                under_way[key] = number
                futures.add(self.client.submit(_do, tasks[number], key=key, pure=False))

        submit()
        while under_way:
            future = next(futures)
            number = under_way.pop(future.key)
            if future.status in ("cancelled", "lost"):
                if self.client.status != "running":
                    raise UserError(
                        "the scheduler of the cluster is gone; what is finished is kept, and the same "
                        "command goes on from there."
                    )
                waiting.append(number)
            else:
                result = _result(future)
                yield Failed(number, result) if isinstance(result, Failure) else Finished(number, result)
            future.release()
            submit()


@contextmanager
def connect(parameters: DaskParameters, shared: Path) -> Iterator[Cluster]:
    """Connect to the cluster that ``parameters`` describe, or ask SLURM for one.

    Parameters
    ----------
    parameters : DaskParameters
        Of the sweep.
    shared : Path
        Folder that the machines of a SLURM cluster share, for the certificates of the connection.

    Raises
    ------
    UserError
        If packages are missing, the address is not safe, or nothing answers.
    """
    make_client = _import("distributed").Client
    with ExitStack() as stack:
        if parameters.slurm:
            cluster = stack.enter_context(start_jobs(parameters, shared))
            where = f"SLURM ({parameters.jobs} jobs)"
            client = stack.enter_context(make_client(cluster, set_as_default=False))
        else:
            where = find_address(parameters)
            try:
                client = make_client(where, timeout=CONNECT_SECONDS, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                raise UserError(f"{where}: no Dask scheduler answers there ({error}).") from error
            stack.enter_context(client)
        try:
            client.wait_for_workers(1, timeout=60.0 * parameters.wait_minutes)
        except TimeoutError:
            raise UserError(
                f"{where}: no worker came within {parameters.wait_minutes:g} minutes (dask.wait_minutes)."
            ) from None
        connected = Cluster(client)
        connected.check_versions()
        yield connected


@contextmanager
def start_jobs(parameters: DaskParameters, shared: Path) -> Iterator[Any]:
    """Ask SLURM for the jobs that ``parameters`` describe; they end when the sweep does.

    Parameters
    ----------
    parameters : DaskParameters
        ``slurm`` has the arguments of the cluster.
    shared : Path
        Folder that the machines share.
    """
    kind = _import("dask_jobqueue").SLURMCluster
    cores = parameters.slurm.get("cores", 1)  # a process each: a run uses one
    own = {"cores": cores, "processes": cores, "shared_temp_directory": str(shared.resolve())}
    arguments = {**SAFE, **own, **parameters.slurm}
    try:
        cluster = kind(**arguments)
    except (TypeError, ValueError, OSError, RuntimeError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise UserError(f"dask.slurm: dask-jobqueue does not accept it ({reason}).") from error
    with cluster:
        cluster.scale(jobs=parameters.jobs)
        yield cluster


def find_address(parameters: DaskParameters) -> str:
    """Return the address of the scheduler, checked.

    Raises
    ------
    UserError
        If there is none, or the connection would be neither local nor encrypted.
    """
    if parameters.address:
        return check_address(parameters.address)
    path = Path(parameters.scheduler_file)
    try:
        address = json.loads(path.read_bytes())["address"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(f"{path}: is no file of a Dask scheduler (dask.scheduler_file).") from None
    return check_address(str(address))


def check_address(address: str) -> str:
    """Return ``address`` if the connection to it is on this machine or encrypted.

    Raises
    ------
    UserError
        If it is neither.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.hostname is None or parts.scheme not in ("tcp", "tls"):
        raise UserError(f"{address}: is no address of a Dask scheduler; it must be like tls://host:8786.")
    if parts.scheme == "tcp" and not _is_local(parts.hostname):
        raise UserError(
            f"{address}: is another machine and the connection is not encrypted; use tls:// "
            "(docs/sweeps.md says how), or a tunnel to 127.0.0.1."
        )
    return parts.geturl()


def _import(package: str) -> Any:
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        found = importlib.import_module(package)
        if interrupt is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, interrupt)  # dask-jobqueue replaces it
        return found
    except ImportError:
        raise UserError(
            f"a cluster needs the package {package.replace('_', '-')}; install it with "
            'pip install "tenfold[cluster]", here and on the workers.'
        ) from None


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _do(task: SweepTask) -> Record | Failure:
    """Do a run on a worker: one at a time in a process, on one thread."""
    with _ONE_AT_A_TIME:
        if task.simulate is simulate_job:
            import numba

            numba.set_num_threads(1)
        try:
            return task.run()
        except Exception as error:
            return explain_failure(error)


def _result(future: Any) -> Record | Failure:
    """Return what came of a run; a worker that died under it is a failure of the run."""
    try:
        result: Record | Failure = future.result()
    except Exception as error:
        failure = explain_failure(error)
        died = type(error).__name__ == "KilledWorker"
        return failure._replace(kind=PROCESS_DIED) if died else failure
    return result
