"""Rows of residents made by hand, for rules on who lives where and owns what."""

from sim.rules.household_moves import Residents, residents_of

from ..people import nobody


def rows(**columns) -> Residents:
    """Return residents, all zero but for ``columns``."""
    n = len(columns["age"])
    residents = residents_of(nobody(n), 0, n)
    for name, values in columns.items():
        getattr(residents, name)[:] = values
    return residents
