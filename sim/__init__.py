"""tenfold: an agent-based economy of the United States in which one GPU may replace ten employees.

>>> from sim import Scenario, compare
>>> results = compare(["pessimistic", "optimistic"], seeds=3)

The public names are loaded on first use, so that ``import sim`` costs a few milliseconds.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from sim.compiling.folder import is_interpreted, name_folder

if TYPE_CHECKING:
    from sim.experiments.break_even.any_key import break_even_key
    from sim.experiments.break_even.questions import break_even_gpu_tax, break_even_poverty, break_even_ratio
    from sim.experiments.compare.compare import compare
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
    "break_even_key",
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
    "break_even_gpu_tax": "sim.experiments.break_even.questions",
    "break_even_key": "sim.experiments.break_even.any_key",
    "break_even_poverty": "sim.experiments.break_even.questions",
    "break_even_ratio": "sim.experiments.break_even.questions",
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


name_folder()
# idle OpenMP threads sleep instead of spinning, which makes small runs many times slower on a shared machine
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
if is_interpreted():
    importlib.import_module("sim.compiling.interpreted").stay_plain()
