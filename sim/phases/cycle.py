"""The business cycle: one aggregate draw a month."""

from sim.kernels.draws import irwin_hall, stream
from sim.kernels.row_rule import entry_rule


@entry_rule
def shock(seed: int, month: int, what: int) -> float:
    """Return this month's aggregate draw, mean 0 and variance 1."""
    return irwin_hall(stream(seed, month, what), 0)
