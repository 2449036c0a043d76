"""Where demand that falls with its price meets supply: halving an interval in logs."""

from collections.abc import Callable

from sim.kernels.elementary import exp, log

STEPS = 40  # after which the ends are equal to the last digits


def crossing(in_excess: Callable[[float], bool], low: float, high: float) -> tuple[float, float]:
    """Return the ends of a small interval: demand is in excess at its lower end and not at its upper end."""
    for _ in range(STEPS):
        middle = exp(0.5 * (log(low) + log(high)))
        if in_excess(middle):
            low = middle
        else:
            high = middle
    return low, high
