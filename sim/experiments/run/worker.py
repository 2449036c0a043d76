"""A process that does tasks for ``sim.experiments.run.pool``: they come in on the standard input.

Its argument is the bound on its memory in bytes, 0 for none. What goes out for each task, pickled:
``("begun", None)``, any number of ``("months", done)``, then ``("result", result)`` or
``("failure", Failure)``.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from typing import IO, Any

from sim.experiments.run.task import OUT_OF_MEMORY, explain_failure

__all__ = ["bound_memory", "serve"]

REPORT_SECONDS = 0.5
"""Least time between two reports of progress."""


def serve(tasks: IO[bytes], messages: IO[bytes]) -> None:
    """Do tasks until the input ends; after one that was out of memory, end."""
    last = 0.0

    def send(kind: str, content: Any) -> None:
        pickle.dump((kind, content), messages)
        messages.flush()

    def report(done: int, _total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > REPORT_SECONDS:
            last = now
            send("months", done)

    while True:
        try:
            task = pickle.load(tasks)
        except EOFError:
            return
        send("begun", None)
        try:
            result = task.run(report)
        except BrokenPipeError:
            return
        except Exception as error:
            error.add_note(f"in the run of {task}")
            failure = explain_failure(error)
            del error
            send("failure", failure)
            if failure.kind == OUT_OF_MEMORY:
                return
        else:
            send("result", result)
            del result


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
    if memory := int(sys.argv[1]):
        bound_memory(memory)
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, messages)
    except BrokenPipeError:
        os._exit(1)


if __name__ == "__main__":
    main()
