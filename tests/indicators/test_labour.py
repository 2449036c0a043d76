"""Tenure, spells and skill of a month against the same figures from every person's own months."""

import numba
import numpy as np
import pytest

from sim.indicators.labour import longer, median_months, tenure
from sim.kernels.bins import BINS, bin_of
from sim.kernels.parallel import apply_plainly
from sim.rules.tenure_counts import LONGEST_JOB, N_SUMS, TenureJob, count_group, count_people
from sim.state.columns import EMPLOYED, OWNER

from ..people import nobody

PERSONS = 20_000
MONTH = 20
FULL_TIME_FROM = 150
AGE_GROUP = (np.arange(256) // 30).astype(np.uint8)
GROUPS = int(AGE_GROUP.max()) + 1


@pytest.fixture(scope="module")
def workers():
    """Return persons drawn at random, some in a job for longer than months are told apart."""
    draws = np.random.default_rng(5)
    workers = nobody(PERSONS)
    workers.status[:] = draws.integers(0, 4, PERSONS)
    workers.age[:] = draws.integers(16, 100, PERSONS)
    workers.status_month[:] = draws.integers(-900, MONTH + 1, PERSONS)
    workers.wage[:] = draws.integers(0, 10**6, PERSONS)
    workers.hours[:] = draws.choice([100, FULL_TIME_FROM, 200], PERSONS)
    workers.skill[:] = draws.integers(1, 9_000, PERSONS)
    workers.purse[:] = draws.integers(0, 3, PERSONS)
    workers.home[:] = draws.integers(0, 2, PERSONS)
    return workers


def test_everybody_employed_is_counted_once_where_they_belong(workers):
    counts = count_people(workers, AGE_GROUP, FULL_TIME_FROM, MONTH)
    employed = workers.status == EMPLOYED
    months = np.clip(MONTH - workers.status_month.astype(int), 0, LONGEST_JOB)
    group = AGE_GROUP[workers.age]
    full_time = employed & (workers.hours >= FULL_TIME_FROM)
    bins = np.array([bin_of(float(wage)) for wage in workers.wage])
    for own in range(GROUPS):
        here = employed & (group == own)
        np.testing.assert_array_equal(
            counts.months[own], np.bincount(months[here], minlength=LONGEST_JOB + 1)
        )
        np.testing.assert_array_equal(
            counts.pay[own], np.bincount(bins[full_time & (group == own)], minlength=BINS)
        )
    keepers = workers.purse == 0
    owners = keepers & (workers.home == OWNER)
    skill = workers.skill[employed].sum(dtype=np.int64)
    assert counts.sums.tolist() == [skill, keepers.sum(), owners.sum()]


def test_the_counts_are_the_same_on_any_number_of_threads_and_in_plain_python(workers):
    most = numba.get_num_threads()
    one = count_people(workers, AGE_GROUP, FULL_TIME_FROM, MONTH)
    numba.set_num_threads(1)
    try:
        other = count_people(workers, AGE_GROUP, FULL_TIME_FROM, MONTH)
    finally:
        numba.set_num_threads(most)
    few = 500
    some = type(workers)(*(column[:few] for column in workers))
    shapes = ((1, GROUPS, LONGEST_JOB + 1), (1, GROUPS, BINS), (1, N_SUMS))
    plain = [np.zeros(shape, np.int64) for shape in shapes]
    apply_plainly(count_group, 1, TenureJob(some, AGE_GROUP, MONTH, FULL_TIME_FROM, *plain))
    compiled = count_people(some, AGE_GROUP, FULL_TIME_FROM, MONTH)
    for ours, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for ours, theirs in zip(compiled, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs[0])


def test_tenure_of_even_jobs_is_that_of_the_formula():
    even = np.zeros((1, LONGEST_JOB + 1), np.int64)
    even[0, :240] = 7  # as many began in each of the last 240 months
    found = tenure(even)
    # whole months are spread over the month after them, so the closed form is exact
    assert found["median_tenure"][0] == pytest.approx(10.0, rel=1e-12)
    assert found["tenure_under_a_year"][0] == pytest.approx(1.0 / 20.0, rel=1e-12)
    assert found["tenure_ten_years"][0] == pytest.approx(0.5, rel=1e-12)


def test_tenure_of_a_constant_hazard_is_that_of_the_exponential():
    rate, total = 0.02, 10_000_000
    left = np.exp(-rate * np.arange(LONGEST_JOB + 2))
    found = tenure(np.round(total * -np.diff(left))[None, :].astype(np.int64))
    # the line within a month is off the exponential by at most rate^2 / 8 of those who are left: 0.003 months
    assert 12.0 * found["median_tenure"][0] == pytest.approx(np.log(2.0) / rate, abs=0.01)
    assert found["tenure_under_a_year"][0] == pytest.approx(1.0 - np.exp(-12.0 * rate), abs=1e-5)
    assert found["tenure_ten_years"][0] == pytest.approx(np.exp(-120.0 * rate), abs=1e-5)


def test_who_has_no_employed_has_no_tenure():
    nobody = tenure(np.zeros((2, LONGEST_JOB + 1), np.int64))
    assert all(np.isnan(values).all() for values in nobody.values())
    assert np.isnan(median_months(np.zeros(5, np.int64)))


@pytest.mark.parametrize(
    ("counts", "months"),
    [([4, 0], 0.5), ([1, 4], 1.0 + 1.5 / 4.0), ([2, 2], 1.0), ([10, 20, 30, 40], 2.0 + 20.0 / 30.0)],
)
def test_a_median_lies_within_its_month_as_far_as_people_below_it(counts, months):
    assert median_months(np.array(counts)) == pytest.approx(months)


def test_long_spells_are_those_above_the_limit():
    spells = np.zeros(64, np.int64)
    spells[[0, 6, 7]] = 5, 4, 1
    assert longer(spells, 6.0) == pytest.approx(0.5)
    assert longer(spells, 6.25) == pytest.approx(0.4)  # a quarter of those in their seventh month are below
    assert longer(spells, 0.0) == 1.0
    assert longer(np.zeros(64, np.int64), 6.2) == 0.0


def test_tables_are_those_of_the_persons(build):
    # a year before, in which everybody's hours have been reviewed: the base year begins with full time
    model = build(people=10_000, burn_in=12, population__households=True, labour__part_time=1.0)
    model.run(1)
    frames, workers = model.records.frames(), model.state.workers
    employed = workers.status == EMPLOYED
    months = np.maximum(0, -workers.status_month.astype(float))  # at the end of month 0
    flows, ages = frames["labour_flows"].row(0, named=True), frames["tenure"]
    assert flows["tenure_under_a_year"] == pytest.approx((months[employed] < 12).mean(), abs=1e-12)
    assert flows["tenure_ten_years"] == pytest.approx((months[employed] >= 120).mean(), abs=1e-12)
    # persons of one month are spread over it
    assert 12.0 * flows["median_tenure"] == pytest.approx(np.median(months[employed]) + 0.5, abs=1.0)
    assert flows["mean_skill"] == pytest.approx(workers.skill[employed].mean() / 4096.0, rel=1e-12)
    keepers = workers.purse == 0
    homes = frames["macro"]["homeowner_share"][0]
    assert homes == pytest.approx((workers.home[keepers] == OWNER).mean(), abs=1e-12)
    shares = ages["tenure_under_a_year"].fill_null(0.0) * ages["employment"]
    assert shares.sum() / ages["employment"].sum() == pytest.approx(flows["tenure_under_a_year"], rel=1e-12)
    group = model.structure.people.group_of_age[workers.age]
    prime = employed & (group == 3)
    halves = model.structure.people.part_time[::4]
    # part-timers have half the hours, so full-time pay is above the median of all, the more of them there are
    assert ages["median_full_time_pay"][3] > 1.01 * np.median(workers.wage[prime]) / 100.0
    assert halves[3] > 0.1


def test_the_figures_of_spells_stand_in_months_without_a_distribution(build):
    model = build(people=2_000, records__distribution_every=3)
    model.run(4)
    flows = model.records.frames()["labour_flows"]
    for column in ("mean_unemployment_months", "long_term_unemployed", "median_tenure"):
        assert flows[column][0] == flows[column][2]
        # so few people that in the first months nobody may have looked for work for half a year
        assert flows[column][0] != 0.0 or column == "long_term_unemployed"
    assert flows["median_tenure"][2] != flows["median_tenure"][3]
