"""Tables of firms and teams made by hand, for tests of single parts of a step."""

from typing import Any

import numpy as np

from sim.state.columns import ACTIVE, TEAMS_PER_FIRM, Firms, Teams


def firms_of(n: int, **columns: Any) -> Firms:
    """Return a table of firms, zero but for some columns."""
    firms = Firms(*(np.zeros(n, np.float64) for _ in Firms._fields))._replace(
        status=np.full(n, ACTIVE, np.uint8), sector=np.zeros(n, np.int64), birth=np.zeros(n, np.int64)
    )
    return firms._replace(**{name: np.array(values) for name, values in columns.items()})


def teams_of(n: int, **columns: Any) -> Teams:
    """Return a table of the teams of ``n`` firms, zero but for some columns."""
    size = TEAMS_PER_FIRM * n
    teams = Teams(*(np.zeros(size, np.float64) for _ in Teams._fields))._replace(
        occupation=np.zeros(size, np.int64),
        headcount=np.zeros(size, np.int64),
        vacancies=np.zeros(size, np.int64),
    )
    return teams._replace(**{name: np.array(values) for name, values in columns.items()})
