"""Where the time of a month goes: the same functions that a month calls, with a clock around each.

``sim.month`` stays as it is. While the clock runs, the names of phases in it lead to stand-ins that look up
the real function, time it and call it. Where a phase calls another one, a second counts for one of them.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from sim import simulation as simulation_module
from sim.simulation import Simulation
from sim.state.accounts import money

__all__ = ["CHECK", "OTHER", "StopClock"]

CHECK = "check of the balances"
OTHER = "records"
"""What a month takes besides the phases and the check of the balances: the indicators and their record."""


class StopClock:
    """Seconds by phase of one month.

    Attributes
    ----------
    seconds : dict of str to float
        By phase, in the order in which the month comes to them.
    functions : dict of str to set
        What the month called, by phase.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.functions: dict[str, set[Callable[..., Any]]] = defaultdict(set)
        self._running: list[str] = []
        self._since = 0.0

    def step(self, simulation: Simulation) -> dict[str, float]:
        """Simulate a month and return its seconds by phase; they add up to the whole month."""
        self.seconds = defaultdict(float)
        with self._installed(simulation):
            self._enter(OTHER)
            simulation.step()
            self._leave()
        own = self.seconds.pop(OTHER)
        return {**self.seconds, OTHER: own}

    @contextlib.contextmanager
    def _installed(self, simulation: Simulation) -> Iterator[None]:
        """Put the stand-ins in place, and afterwards the real things."""
        callers = [module for name, module in sys.modules.items() if name == "sim.month" or _is_phase(module)]
        places: list[tuple[Any, str, Any]] = [
            (caller, name, _StandIn(phase, phase.__name__.rpartition(".")[2], self))
            for caller in callers
            for name, phase in vars(caller).items()
            if _is_phase(phase)
        ]
        places.append((simulation, "policies", _StandIn(simulation.policies, "policies", self)))
        places.append((simulation_module, "money", self._timed(money, CHECK)))
        real = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
        try:
            for owner, name, stand_in in places:
                setattr(owner, name, stand_in)
            yield
        finally:
            for owner, name, value in real:
                setattr(owner, name, value)

    def _timed(self, function: Callable[..., Any], phase: str) -> Callable[..., Any]:
        self.functions[phase].add(function)

        def call(*arguments: Any, **options: Any) -> Any:
            self._enter(phase)
            try:
                return function(*arguments, **options)
            finally:
                self._leave()

        return call

    def _enter(self, phase: str) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._running.append(phase)
        self.seconds[phase] += 0.0
        self._since = now

    def _leave(self) -> None:
        now = time.perf_counter()
        self.seconds[self._running.pop()] += now - self._since
        self._since = now


class _StandIn:
    """Something whose functions are timed under the name of a phase."""

    def __init__(self, real: Any, phase: str, clock: StopClock) -> None:
        self._real, self._phase, self._clock = real, phase, clock

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        return (
            self._clock._timed(value, self._phase)
            if callable(value) and not isinstance(value, type)
            else value
        )


def _is_phase(value: Any) -> bool:
    return isinstance(value, ModuleType) and value.__name__.startswith("sim.phases.")
