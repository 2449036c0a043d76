"""Each validation target is computed as its definition says, from tables whose answer is known."""

import math

import numpy as np
import polars as pl
import pytest

from sim.experiments.run.run import Results
from sim.experiments.validation.measures import AI_MEASURES, MEASURES, drift_series, evaluate
from sim.experiments.validation.validate import assess, read_targets
from sim.records.columns import TABLES
from sim.scenario import Scenario

MONTHS = 300
TIME = np.arange(MONTHS)
WAVE = np.sin(2.0 * np.pi * TIME / 72.0)


def results(
    macro: dict | None = None, flows: dict | None = None, firm_sizes: np.ndarray | None = None
) -> Results:
    """Return a run whose every figure is 1, but for those given."""
    frames = {}
    for name, own in (("macro", macro or {}), ("labour_flows", flows or {})):
        columns = {column: np.broadcast_to(own.get(column, 1.0), MONTHS) for column in TABLES[name].columns}
        assert own.keys() <= columns.keys()
        frames[name] = pl.DataFrame({"month": TIME, "year": TIME / 12.0, **columns})
    frames["providers"] = pl.DataFrame(
        {"month": [0, 0, 0], "provider": ["A", "B", "Other"], "revenue": [2.0, 1.0, 1.0]}
    )
    for name, key in (("ages", "age_group"), ("tenure", "age_group"), ("household_types", "household_type")):
        numbers = dict.fromkeys(TABLES[name].columns, pl.Float64)
        frames[name] = pl.DataFrame(schema=numbers | {key: pl.String})  # people are alike and live alone
    sizes = np.zeros(0, np.int64) if firm_sizes is None else firm_sizes
    return Results(frames, Scenario(), 1, {}, sizes)


def test_every_target_has_a_measure_and_the_other_way_round() -> None:
    ids = [target["id"] for target in read_targets()["target"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == MEASURES.keys() | AI_MEASURES.keys()
    assert not MEASURES.keys() & AI_MEASURES.keys()
    assert len(ids) >= 40


def test_every_target_is_a_published_figure_with_its_source() -> None:
    for target in read_targets()["target"]:
        assert {"id", "group", "label", "value", "unit", "period", "source"} <= target.keys()
        if "low" in target or "high" in target:
            assert target["low"] < target["high"]
            assert target["low"] <= target["value"] <= target["high"], target["id"]
    for test in read_targets()["drift"]:
        assert test["tolerance"] > 0.0
        assert test["id"] in TABLES["macro"].columns


@pytest.mark.parametrize(
    ("target", "macro", "flows", "expected"),
    [
        ("unemployment_rate", {"unemployment_rate": 0.043}, {}, 4.3),
        ("eu_monthly", {"employment": 160.0}, {"eu": 1.6}, 1.0),
        ("ue_monthly", {}, {"ue": 2.0, "unemployed": 8.0}, 25.0),
        ("ne_monthly", {}, {"ne": 5.0, "outside": 100.0}, 5.0),
        ("openings_rate", {"employment": 150.0}, {"openings": 7.5}, 100.0 * 7.5 / 157.5),
        (
            "separations_rate",
            {"employment": 100.0},
            {"quits": 2.0, "layoffs": 1.0, "other_separations": 0.5},
            3.5,
        ),
        ("vu_ratio", {}, {"openings": 7.0, "unemployed": 7.0}, 1.0),
        ("firm_entry_rate", {"firms": 6.0}, {"firm_entries": 0.05}, 10.0),
        ("job_creation_rate", {"employment": 150.0}, {"job_creation": 18.0}, 12.0),
        ("jc_share_age0", {}, {"job_creation": 18.0, "job_creation_age0": 2.7}, 15.0),
        ("occ_mobility_major_annual", {"employment": 160.0}, {"occupation_changers": 0.8}, 6.0),
        ("emp_share_age0_5", {"employment": 150.0}, {"employment_age0_5": 15.0}, 10.0),
        ("nominal_gdp", {"gdp": 31_000.0}, {}, 31.0),
        ("consumption_share", {"gdp": 30_000.0, "consumption": 20_400.0}, {}, 68.0),
        ("debt_ratio", {"gdp": 30_000.0, "government_debt": 33_000.0}, {}, 110.0),
        ("wealth_top1", {"wealth_top1_share": 0.31}, {}, 31.0),
        ("mean_unemployment_duration", {}, {"mean_unemployment_months": 12.0}, 365.25 / 7.0),
    ],
)
def test_rates_and_shares(target: str, macro: dict, flows: dict, expected: float) -> None:
    assert MEASURES[target](results(macro, flows)) == pytest.approx(expected)


def test_months_without_a_distribution_do_not_count() -> None:
    gini = np.where(TIME % 3 == 0, 0.49, np.nan)
    assert MEASURES["income_gini_pretax"](results({"income_gini": gini})) == pytest.approx(0.49)


def test_the_cycle_of_the_labour_market() -> None:
    rate = 0.05 * np.exp(0.3 * WAVE)
    openings = 7.0 * np.exp(-0.24 * WAVE)
    employment = np.full(MONTHS, 1e6)  # so large that the openings rate moves as openings do
    run = results(
        {"unemployment_rate": rate, "employment": employment, "real_gdp": 30_000.0 * np.exp(-0.01 * WAVE)},
        {
            "openings": openings,
            "unemployed": 8.0 * np.exp(0.3 * WAVE),
            "ue": 2.0 * np.exp(0.3 * WAVE - 0.27 * WAVE),
        },
    )
    assert MEASURES["beveridge_elasticity"](run) == pytest.approx(-0.8, abs=0.002)
    assert MEASURES["corr_u_v_hp"](run) == pytest.approx(-1.0, abs=1e-3)
    # a wave of amplitude a has standard deviation a / sqrt(2); the filter keeps nearly all of it
    assert MEASURES["sd_ln_theta"](run) == pytest.approx(0.54 / math.sqrt(2.0), rel=0.05)
    assert MEASURES["sd_ln_unemployment"](run) == pytest.approx(0.3 / math.sqrt(2.0), rel=0.05)
    # finding rate exp(-0.27 wave) on tightness exp(-0.54 wave): elasticity 0.5
    assert MEASURES["matching_elasticity"](run) == pytest.approx(0.5, abs=0.01)
    assert MEASURES["ac1_unemployment"](run) > 0.9
    # a wave of 24 quarters is turned by 60 degrees after four; quarters of 0.05 exp(0.3 wave) are nearly one
    assert MEASURES["ac4_unemployment"](run) == pytest.approx(math.cos(math.pi / 3.0), abs=0.05)
    # the filter passes f / (1 + f) of a wave of 24 quarters, f = 4 x 1600 (1 - cos(2 pi / 24))^2
    factor = 6400.0 * (1.0 - math.cos(2.0 * math.pi / 24.0)) ** 2
    expected = factor / (1.0 + factor) / math.sqrt(2.0)
    assert MEASURES["sd_gdp_hp"](run) == pytest.approx(expected, rel=0.1)


def test_spread_of_inflation_is_that_over_four_quarters() -> None:
    run = results({"price_level": np.exp(0.02 * TIME / 12.0 + 0.01 * WAVE)})
    # the change over four of 24 quarters of a wave of amplitude a has amplitude 2 a sin(30 degrees) = a
    assert MEASURES["sd_inflation"](run) == pytest.approx(1.0 / math.sqrt(2.0), rel=0.03)


def test_okun_is_the_response_of_unemployment_to_growth() -> None:
    output = 30_000.0 * np.exp(0.02 * TIME / 12.0 + 0.02 * WAVE)
    rate = 0.05 - 0.45 * 0.02 * WAVE
    run = results({"real_gdp": output, "unemployment_rate": rate})
    assert MEASURES["okun"](run) == pytest.approx(-0.45, rel=0.03)


def test_the_figures_about_ai() -> None:
    gpus = 10.0 * 3.3 ** (TIME / 12.0)
    run = results(
        {"gpus": gpus, "ai_firm_share": 0.18 + 0.005 * TIME, "compute_hhi": 0.128, "gpu_rent": 1825.0}
    )
    assert AI_MEASURES["ai_compute_growth"](run) == pytest.approx(3.3)
    assert AI_MEASURES["ai_use_firms"](run) == pytest.approx(18.0)
    assert AI_MEASURES["ai_use_firms_in_half_a_year"](run) == pytest.approx(21.0)
    assert AI_MEASURES["hhi_compute_owners"](run) == pytest.approx(1280.0)
    assert AI_MEASURES["gpu_rent_start"](run) == pytest.approx(1825.0)
    assert AI_MEASURES["hhi_cloud"](run) == pytest.approx(1e4 * (0.5**2 + 0.25**2))


def test_the_tail_of_firm_sizes() -> None:
    sizes = (20.0 * ((np.arange(1, 2_001) - 0.5) / 2_000) ** (-1 / 1.06)).astype(np.int64)
    assert MEASURES["firm_size_zipf"](results(firm_sizes=sizes)) == pytest.approx(1.06, abs=0.02)


def test_a_figure_that_the_run_does_not_have_is_not_available() -> None:
    assert math.isnan(evaluate(MEASURES["firm_size_zipf"], results()))
    run = results(flows={"unemployed": 0.0})
    assert not math.isfinite(evaluate(MEASURES["ue_monthly"], run))


def test_verdicts_compare_the_mean_over_seeds_with_the_band() -> None:
    runs = [results({"unemployment_rate": rate, "poverty_rate": 0.3}) for rate in (0.04, 0.05)]
    table = assess(runs, runs, {}).targets
    row = table.filter(pl.col("id") == "unemployment_rate").row(0, named=True)
    assert row["value"] == pytest.approx(4.5)
    assert row["standard_error"] == pytest.approx(0.5)
    assert row["verdict"] == "inside"
    verdicts = dict(zip(table["id"], table["verdict"], strict=True))
    assert verdicts["poverty_rate"] == "above"
    assert verdicts["mean_firm_size"] == "below"
    assert verdicts["nominal_gdp"] == "no band"
    assert verdicts["firm_size_zipf"] == "not available"
    assert verdicts["employment_25_34"] == verdicts["living_alone"] == "not modelled"
    assert verdicts["median_tenure"] == "below"


def test_drift_needs_a_slope_that_is_clear_and_large() -> None:
    noise = np.random.default_rng(2).normal(size=MONTHS)

    def verdicts(share: np.ndarray, firms: np.ndarray) -> dict[str, str]:
        drift = assess([results({"labour_share": share, "firms": firms})], [results()], {}).drift
        return dict(zip(drift["id"], drift["verdict"], strict=True))

    steady = verdicts(0.51 + 0.001 * noise, 5.5 + 0.01 * noise)
    assert set(steady.values()) == {"no drift"}
    falling = verdicts(0.51 - 0.002 * TIME / 12.0 + 0.001 * noise, 5.5 * np.exp(-0.01 * TIME / 12.0))
    assert falling["labour_share"] == "drift"
    assert falling["firms"] == "drift"
    assert falling["unemployment_rate"] == "no drift"
    # clear, but only a tenth of a point
    assert verdicts(0.51 - 0.0001 * TIME / 12.0, np.full(MONTHS, 5.5))["labour_share"] == "no drift"


def test_a_slope_in_much_noise_is_no_drift() -> None:
    # 1.2 points a decade with a standard error of about 1.6: |t| beyond 2.58 in a few per cent of samples
    found = 0
    for seed in range(8):
        noise = np.random.default_rng(seed).normal(size=MONTHS)
        run = results({"labour_share": 0.51 - 0.0012 * TIME / 12.0 + 0.2 * noise})
        found += assess([run], [results()], {}).drift.row(0, named=True)["verdict"] == "drift"
    assert found <= 2


def test_drift_of_a_number_is_in_per_cent() -> None:
    series = drift_series(results({"firms": 5.5 * np.exp(0.01 * TIME / 12.0)}), "firms")
    assert 40.0 * np.polyfit(np.arange(series.size), series, 1)[0] == pytest.approx(10.0, rel=0.01)
