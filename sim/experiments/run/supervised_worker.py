"""A process that does runs for ``sim.experiments.run.supervised``: jobs come in on the standard input.

What comes in: first the task and the bound on memory, then jobs. What goes out, pickled: ``("ready", None)``,
``("month", done)``, ``("record", Record)`` or ``("failure", Failure)``.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from typing import IO, Any

__all__ = ["bound_memory", "serve"]

REPORT_SECONDS = 0.5
"""Least time between two reports of progress."""


def serve(jobs: IO[bytes], messages: IO[bytes]) -> None:
    """Do jobs until the input ends; after a run that was out of memory, end."""
    task, memory = pickle.load(jobs)
    if memory:
        bound_memory(memory)
    last = 0.0

    def send(kind: str, content: Any) -> None:
        pickle.dump((kind, content), messages)
        messages.flush()

    def report(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > REPORT_SECONDS:
            last = now
            send("month", done)

    from sim.experiments.sweep.task import OUT_OF_MEMORY, explain_failure

    send("ready", None)
    while True:
        try:
            job = pickle.load(jobs)
        except EOFError:
            return
        try:
            record = task(job, report)
        except BrokenPipeError:
            return
        except Exception as error:
            failure = explain_failure(job, error)
            del error
            send("failure", failure)
            if failure.kind == OUT_OF_MEMORY:
                return
        else:
            send("record", record)
            del record


def bound_memory(size: int) -> None:
    """Let this process hold at most ``size`` bytes of its own; what asks for more gets a MemoryError.

    Counted is what is private and writable (``RLIMIT_DATA``), not code or files that are mapped. Where the
    system has no such bound, nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    size = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (size, hard))


def main() -> None:
    """Serve on the standard streams; whatever else is printed goes to the error stream."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, messages)
    except BrokenPipeError:
        os._exit(1)


if __name__ == "__main__":
    main()
