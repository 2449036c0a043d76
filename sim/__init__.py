"""tenfold: an agent-based economy of the United States in which one GPU may replace ten employees.

>>> from sim import Scenario, compare
>>> results = compare(["pessimistic", "optimistic"], seeds=3)

The public names are loaded on first use, so that ``import sim`` costs a few milliseconds.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.compare.compare import compare
    from sim.experiments.lab.break_even import break_even_gpu_tax, break_even_poverty, break_even_ratio
    from sim.experiments.lab.results import load_policy_comparison
    from sim.experiments.lab.run import compare_policies
    from sim.experiments.run.run import load_results, run
    from sim.mesa_model.economy import Economy
    from sim.report.policies.page import write_policy_report
    from sim.scenario import Scenario
    from sim.simulation import Simulation

__version__ = "0.1.0"

__all__ = [
    "Economy",
    "Scenario",
    "Simulation",
    "__version__",
    "break_even_gpu_tax",
    "break_even_poverty",
    "break_even_ratio",
    "compare",
    "compare_policies",
    "load_policy_comparison",
    "load_results",
    "run",
    "write_policy_report",
]

_HOMES = {
    "Economy": "sim.mesa_model.economy",
    "Scenario": "sim.scenario",
    "Simulation": "sim.simulation",
    "break_even_gpu_tax": "sim.experiments.lab.break_even",
    "break_even_poverty": "sim.experiments.lab.break_even",
    "break_even_ratio": "sim.experiments.lab.break_even",
    "compare": "sim.experiments.compare.compare",
    "compare_policies": "sim.experiments.lab.run",
    "load_policy_comparison": "sim.experiments.lab.results",
    "load_results": "sim.experiments.run.run",
    "run": "sim.experiments.run.run",
    "write_policy_report": "sim.report.policies.page",
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


WITHOUT_KERNELS = (
    "dashboard", "experiments", "indicators", "mesa_model", "parameters", "plugins", "records",
    "report",
)  # fmt: skip
"""Folders of the package in which nothing is compiled for good."""
COMPILED = (b"numba", b"row_rule", b"NamedTuple")
"""Words by which kernels, and the tuples of columns they receive, are known."""


def _compiled_code_folder() -> Path:
    """Return a writable folder named by a hash of the sources that are compiled, and of where they are.

    numba's cache does not notice an edited function that another file calls, and silently runs the old code.
    The folder lies outside the package, which may be read-only.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256(str(package).encode())
    for source in sorted(package.rglob("*.py")):
        place = source.relative_to(package)
        text = b"" if place.parts[0] in WITHOUT_KERNELS else source.read_bytes()
        if any(word in text for word in COMPILED):
            digest.update(place.as_posix().encode() + b"\0" + text + b"\0")
    name = digest.hexdigest()[:16]
    home = Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")) / "tenfold"
    if _is_usable(home / name):
        return home / name
    # where others write too: only a folder that is ours alone, since numba runs what it finds there
    shared = Path(tempfile.gettempdir()) / f"tenfold-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    if _is_private(shared) and _is_usable(shared / name):
        return shared / name
    private = Path(tempfile.mkdtemp(prefix="tenfold-"))
    _is_usable(private)
    return private


def _is_usable(folder: Path) -> bool:
    """Make ``folder`` if need be, and mark it as one that the package looks after (sim.compiling.seal)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _is_private(folder: Path) -> bool:
    """Make ``folder`` if need be, and say whether nobody but this user can write to it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    return stat.S_ISDIR(status.st_mode) and mine


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_compiled_code_folder())
    if "numba" in sys.modules:  # imported before: it has read its settings already
        sys.modules["numba"].config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]

# idle OpenMP threads sleep instead of spinning, which makes small runs many times slower on a shared machine
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
