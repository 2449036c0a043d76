"""Year 0 is the base year in the national accounts: line by line against the published ones."""

import numpy as np
import pytest

SEEDS = range(1001, 1009)  # no fit has seen them
PUBLISHED = {  # per cent of GDP, BEA: NIPA tables 1.10 and 2.1, 2023-24; Use table 2023
    "compensation": 51.3, "wages_and_salaries": 42.3, "social_contributions": 6.5,
    "benefits_of_employers": 6.2, "production_taxes": 6.5, "profit_taxes": 2.3, "personal_taxes": 10.2,
    "investment": 17.8, "government_purchases": 17.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def years(build):
    """Return the means of year 0, one frame a seed."""
    frames = []
    for seed in SEEDS:
        model = build(people=20_000, burn_in=120, seed=seed)
        model.run(12)
        frames.append(model.records.frames()["macro"].mean())
    return frames


def mean_and_error(values):
    """Return the mean over seeds and its standard error."""
    return float(np.mean(values)), float(np.std(values, ddof=1) / len(values) ** 0.5)


@pytest.mark.parametrize("line", PUBLISHED)
def test_a_line_is_within_a_point_of_gdp_of_the_published_one(years, line):
    mean, error = mean_and_error([100.0 * year[line][0] / year["gdp"][0] for year in years])
    assert error < 1.0
    # a point of GDP, and two standard errors of what four samples of 20,000 people can tell
    assert abs(mean - PUBLISHED[line]) < 1.0 + 2.0 * error


def test_households_save_four_to_five_per_cent_of_disposable_income(years):
    mean, error = mean_and_error([100.0 * year["saving_rate"][0] for year in years])
    assert 4.0 - 2.0 * error < mean < 5.0 + 2.0 * error
    assert error < 1.5


def test_labour_takes_the_share_of_nonfarm_business_that_the_bls_publishes(years):
    mean, error = mean_and_error([100.0 * year["labour_share_nonfarm_business"][0] for year in years])
    assert 53.5 - 2.0 * error < mean < 58.0 + 2.0 * error  # 2025Q3 53.8, mean of the 2020s 55.6


def test_persons_see_a_sixth_of_their_disposable_income_never_as_cash(years):
    """BEA: employers' benefits are 6.2 and disposable personal income 74 per cent of GDP.

    Medicare and Medicaid, income in kind, are 1,902 billion dollars, 6.9 per cent (CMS and BEA, 2023).
    """
    unseen, _ = mean_and_error(
        [1.0 - year["disposable_cash_income"][0] / year["disposable_personal_income"][0] for year in years]
    )
    assert unseen == pytest.approx((6.2 + 6.9) / 74.0, abs=1.0 / 74.0)  # a point of GDP
