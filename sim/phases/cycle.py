"""The business cycle: one aggregate draw a month."""

from numba import njit

from sim.kernels.draws import bell, stream


@njit(cache=True)
def shock(seed: int, month: int, what: int) -> float:
    """Return this month's aggregate draw, mean 0 and variance 1."""
    return bell(stream(seed, month, what), 0)
