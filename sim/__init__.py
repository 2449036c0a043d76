"""tenfold: an agent-based economy of the United States in which one GPU may replace ten employees.

>>> from sim import Scenario, compare
>>> results = compare(["pessimistic", "optimistic"], seeds=3)

The public names are loaded on first use, so that ``import sim`` costs a few milliseconds.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.economy import Economy
    from sim.experiments.compare import compare
    from sim.experiments.run import run
    from sim.scenario import Scenario
    from sim.simulation import Simulation

__version__ = "0.1.0"

__all__ = ["Economy", "Scenario", "Simulation", "__version__", "compare", "run"]

_HOMES = {
    "Economy": "sim.economy",
    "Scenario": "sim.scenario",
    "Simulation": "sim.simulation",
    "compare": "sim.experiments.compare",
    "run": "sim.experiments.run",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})


def _compiled_code_folder() -> Path:
    """Return a writable folder named by a hash of the sources that are compiled.

    numba's cache does not notice an edited function that another file calls, and silently runs the old code.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(package.rglob("*.py")):
        text = source.read_bytes()
        if b"numba" in text or b"NamedTuple" in text:  # kernels and the tuples of columns they receive
            digest.update(source.relative_to(package).as_posix().encode() + b"\0" + text + b"\0")
    name = digest.hexdigest()[:16]
    folder = Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")) / "tenfold" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(folder, os.W_OK)
    if writable:
        return folder
    # a private folder, never a shared one: numba runs what it finds there
    return Path(tempfile.mkdtemp(prefix="tenfold-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_compiled_code_folder())

# idle OpenMP threads sleep instead of spinning: on a shared machine spinning makes small runs many times slower
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
