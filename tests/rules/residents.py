"""Rows of residents made by hand, for rules on who lives where and owns what."""

from sim.rules.household_moves import Residents, residents_of
from sim.state.columns import empty_workers


def rows(**columns) -> Residents:
    """Return residents, all zero but for ``columns``."""
    n = len(columns["age"])
    residents = residents_of(empty_workers(n), 0, n)
    for column in residents:
        column[:] = 0
    for name, values in columns.items():
        getattr(residents, name)[:] = values
    return residents
