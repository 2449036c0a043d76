"""Size: ten times the people are the same economy, up to sampling error."""

import math

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.base_year.firms import firm_rows

RATES = (
    "unemployment_rate", "participation_rate", "labour_share", "income_gini", "disposable_income_gini",
    "mean_firm_size",
)  # fmt: skip
SEEDS = 8
CALM = {"cycle__demand_sd": 0.0}  # without the business cycle, which does not average out over people


@pytest.fixture(scope="module")
def means(build):
    """Return the mean of each rate over the fourth year, by seed, for 8,000 people and for 80,000."""
    found = {}
    for people, seeds in ((8_000, SEEDS), (80_000, SEEDS // 2)):
        rows = []
        for seed in range(seeds):
            model = build(people=people, burn_in=36, seed=seed, **CALM)
            model.run(12)
            macro = model.records.frames()["macro"]
            rows.append([macro[rate].mean() for rate in RATES])
        found[people] = np.array(rows)
    return found


@pytest.mark.parametrize("rate", RATES)
def test_ten_times_the_people_give_the_same_rates(means, rate):
    small, large = means[8_000][:, RATES.index(rate)], means[80_000][:, RATES.index(rate)]
    error = math.hypot(small.std(ddof=1) / math.sqrt(small.size), large.std(ddof=1) / math.sqrt(large.size))
    # five standard errors of the difference of two means, and two per cent for whole persons in small firms
    assert abs(small.mean() - large.mean()) < 5.0 * error + 0.02 * large.mean()


def test_the_spread_falls_with_the_square_root_of_the_size(means):
    # participation is a mean over people: its spread over seeds falls by sqrt(10), give or take the few seeds
    ratio = means[8_000][:, 1].std(ddof=1) / means[80_000][:, 1].std(ddof=1)
    assert 1.2 < ratio < 9.0


def test_firms_grow_in_number_with_the_people():
    small, large = (firm_rows(people, 2.0, load())[0] for people in (100_000, 1_000_000))
    assert large == pytest.approx(10 * small, abs=5)


def test_totals_at_the_scale_of_the_country_do_not_depend_on_the_sample(build):
    gdp = {people: [] for people in (10_000, 100_000)}
    for people, found in gdp.items():
        for seed in range(SEEDS):
            model = build(people=people, seed=seed, **CALM)
            model.run(1)
            found.append(float(model.records.frames()["macro"]["gdp"][0]))
    small, large = (np.mean(found) for found in gdp.values())
    # over seeds the standard deviation is 2.6 and 1.2 per cent: four standard errors of the difference
    assert small == pytest.approx(large, rel=0.04)
    assert 20_000.0 < large < 40_000.0  # billion dollars; 30,000 in 2025 (BEA)
