"""What all tests share: sim is imported before numba, property tests are reproducible, threads are put back."""

import pytest
from hypothesis import settings

import sim  # noqa: F401  names the folder of compiled code before anything imports numba

# the first call of a compiled function takes as long as its compilation; the same examples are tried in every run
settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")


@pytest.fixture
def threads():
    """Return a function that sets the number of threads; the old number is restored afterwards."""
    import numba

    before = numba.get_num_threads()

    def set_threads(n: int) -> None:
        if n > numba.config.NUMBA_NUM_THREADS:
            pytest.skip(f"needs {n} threads")
        numba.set_num_threads(n)

    yield set_threads
    numba.set_num_threads(before)
