"""A process that runs jobs for ``sim.experiments.run.pool``: jobs come in, messages go out.

Each message is a pickled pair: ``("month", done)``, ``("results", Results)`` or ``("error", exception)``.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import IO, Any

__all__ = ["serve"]


def serve(jobs: IO[bytes], messages: IO[bytes]) -> None:
    """Run jobs until the input ends."""

    def send(kind: str, content: Any) -> None:
        pickle.dump((kind, content), messages)
        messages.flush()

    while True:
        try:
            task = pickle.load(jobs)
        except EOFError:
            return
        try:
            results = task.run(lambda done, _: send("month", done))
        except BrokenPipeError:
            return
        except Exception as error:
            error.add_note(f"in the run of {task}")
            send("error", error)
            return
        send("results", results)


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
