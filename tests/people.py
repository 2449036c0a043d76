"""Rows of persons for tests that fill in what they are about."""

from sim.state.columns import Workers, empty_workers


def nobody(n: int) -> Workers:
    """Return the columns of ``n`` persons, all zero: those of the program hold what was in memory before."""
    workers = empty_workers(n)
    for column in workers:
        column[:] = 0
    return workers
