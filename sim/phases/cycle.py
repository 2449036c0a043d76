"""The business cycle: one aggregate draw a month."""

from numba import njit

from sim.kernels.draws import irwin_hall, stream


@njit(cache=True)
def shock(seed: int, month: int, what: int) -> float:
    """Return this month's aggregate draw, mean 0 and variance 1."""
    return irwin_hall(stream(seed, month, what), 0)
