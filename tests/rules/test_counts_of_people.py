"""Who is counted by age, months in the job, pay, skill and home, against numpy."""

import numpy as np
import pytest

from sim.kernels.bins import BINS, bin_of
from sim.kernels.sums import PERSON_CHUNK
from sim.rules import tenure_counts
from sim.rules.matching import LabourFlows
from sim.rules.tenure_counts import KEEPERS, LONGEST_JOB, OWNERS, SKILL, count_people
from sim.state.columns import EMPLOYED, OWNER

from ..people import nobody


@pytest.mark.parametrize("n", [700, 2 * PERSON_CHUNK + 300])
def test_people_are_counted_once_wherever_they_stand(n, monkeypatch):
    random, workers = np.random.default_rng(3), nobody(n)
    workers.status[:] = random.integers(0, 4, n)
    workers.age[:] = random.integers(16, 90, n)
    workers.status_month[:] = random.integers(-800, 12, n)
    workers.wage[:] = random.integers(1_000, 2_000_000, n)
    workers.hours[:] = random.integers(100, 240, n)
    workers.skill[:] = random.integers(64, 60_000, n)
    workers.purse[:] = random.integers(0, 3, n)
    workers.home[:] = random.integers(0, 2, n)
    group = np.repeat(np.arange(4), 64).astype(np.uint8)
    monkeypatch.setattr(tenure_counts, "get_num_threads", lambda: 1)
    found = count_people(workers, group, 200, 10)
    at_work = workers.status == EMPLOYED
    own = group[workers.age]
    held = np.clip(10 - workers.status_month.astype(int), 0, LONGEST_JOB)
    months = np.zeros((4, LONGEST_JOB + 1), int)
    np.add.at(months, (own[at_work], held[at_work]), 1)
    np.testing.assert_array_equal(found.months, months)
    full = np.flatnonzero(at_work & (workers.hours >= 200))
    pay = np.zeros((4, BINS), int)
    np.add.at(pay, (own[full], [bin_of(float(workers.wage[k])) for k in full]), 1)
    np.testing.assert_array_equal(found.pay, pay)
    keeps = workers.purse == 0
    assert found.sums[SKILL] == workers.skill[at_work].sum(dtype=int)
    assert found.sums[KEEPERS] == keeps.sum()
    assert found.sums[OWNERS] == (keeps & (workers.home == OWNER)).sum()


def test_of_the_jobs_filled_in_a_month_half_are_open_on_a_day_of_it():
    posted, nothing = np.array([10, 10, 0, 7]), np.zeros(0, np.int64)
    flows = LabourFlows(nothing, nothing, posted, openings=np.array([10, 0, 0, 4]))
    np.testing.assert_array_equal(flows.open_jobs, [10.0, 5.0, 0.0, 5.5])
