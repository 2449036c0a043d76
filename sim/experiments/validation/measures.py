"""The model's value of every validation target, computed from the tables of a run.

Each function of ``MEASURES`` has the name of its target in ``targets.toml`` and returns it in the same unit.
Those of ``AI_MEASURES`` read the first year of a story with AI, all others the whole run of the baseline.
Those about people stand in ``measures_of_people``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.figures.statistics import (
    autocorrelation,
    elasticity,
    hp_cycle,
    least_squares_slope,
    quarterly,
    tail_exponent,
)
from sim.experiments.run.run import Results
from sim.experiments.validation.measures_of_people import PEOPLE_MEASURES
from sim.records.figures import figure
from sim.units import MONTHS_PER_YEAR

__all__ = ["AI_MEASURES", "MEASURES", "drift_series", "evaluate"]

Measure = Callable[[Results], float]
Series = NDArray[np.float64]

HP_LABOUR = 1e5  # Shimer (2005)
HP_OUTPUT = 1600.0  # Hodrick and Prescott (1997)
YEAR = 4  # quarters


def _macro(results: Results, column: str) -> Series:
    return results.frames["macro"][column].cast(pl.Float64).to_numpy()


def _flow(results: Results, column: str) -> Series:
    return results.frames["labour_flows"][column].cast(pl.Float64).to_numpy()


def _mean(column: str) -> Measure:
    """Average a column of the macro table, in the unit shown; months without a figure do not count."""
    scale = figure(column).scale
    return lambda results: scale * float(np.nanmean(_macro(results, column)))


def _flow_rate(flow: str, stock: str) -> Measure:
    """Flow a month in per cent of its stock of origin."""

    def rate(results: Results) -> float:
        of = _macro(results, stock) if stock == "employment" else _flow(results, stock)
        return 100.0 * float(_flow(results, flow).mean() / of.mean())

    return rate


def _over_gdp(column: str) -> Measure:
    return lambda results: 100.0 * float(_macro(results, column).mean() / _macro(results, "gdp").mean())


def _yearly(results: Results, column: str) -> Series:
    """Return a 12-month total at the end of each year of the run."""
    return _flow(results, column)[MONTHS_PER_YEAR - 1 :: MONTHS_PER_YEAR]


def _job_flow(column: str) -> Measure:
    """Jobs created or lost in a year in per cent of employment."""
    return lambda results: (
        100.0 * float(np.nanmean(_yearly(results, column)) / _macro(results, "employment").mean())
    )


def _share_of(part: str, whole: str) -> Measure:
    return lambda results: (
        100.0 * float(np.nanmean(_yearly(results, part)) / np.nanmean(_yearly(results, whole)))
    )


def _yearly_firm_rate(column: str) -> Measure:
    return lambda results: (
        100.0 * MONTHS_PER_YEAR * float(_flow(results, column).mean() / _macro(results, "firms").mean())
    )


def _unemployment(results: Results) -> Series:
    return quarterly(_macro(results, "unemployment_rate"))


def _openings(results: Results) -> Series:
    """Job openings rate: openings over jobs and openings."""
    openings = _flow(results, "openings")
    return quarterly(openings / (openings + _macro(results, "employment")))


def _labour_cycle(series: Series) -> Series:
    return hp_cycle(np.log(series), HP_LABOUR)


def _output_cycle(results: Results) -> Series:
    return hp_cycle(np.log(quarterly(_macro(results, "real_gdp"))), HP_OUTPUT)


def _tightness(results: Results) -> Series:
    return quarterly(_flow(results, "openings")) / quarterly(_flow(results, "unemployed"))


def _openings_rate(results: Results) -> float:
    openings = _flow(results, "openings")
    return 100.0 * float((openings / (openings + _macro(results, "employment"))).mean())


def _corr_u_v(results: Results) -> float:
    cycles = _labour_cycle(_unemployment(results)), _labour_cycle(_openings(results))
    return float(np.corrcoef(*cycles)[0, 1])


def _okun(results: Results) -> float:
    growth = 100.0 * (np.exp(_year_change(np.log(quarterly(_macro(results, "real_gdp"))))) - 1.0)
    return least_squares_slope(growth, 100.0 * _year_change(_unemployment(results)))


def _year_change(series: Series) -> Series:
    return np.asarray(series[YEAR:] - series[:-YEAR], np.float64)


def _sd_inflation(results: Results) -> float:
    """Return the spread of inflation over four quarters, % a year, of mean prices of each quarter."""
    return 100.0 * float(_year_change(np.log(quarterly(_macro(results, "price_level")))).std())


def _corr_gdp_u(results: Results) -> float:
    return float(np.corrcoef(_output_cycle(results), hp_cycle(_unemployment(results), HP_OUTPUT))[0, 1])


def _matching_elasticity(results: Results) -> float:
    """Elasticity of matches on unemployment: 1 - d ln(finding rate) / d ln(tightness)."""
    finding_rate = quarterly(_flow(results, "ue")) / quarterly(_flow(results, "unemployed"))
    return 1.0 - elasticity(_tightness(results), finding_rate)


def _first_year(column: str, times: float = 1.0) -> Measure:
    """Average the first year of a column, in the unit shown, and multiply it."""
    scale = figure(column).scale * times
    return lambda results: scale * float(np.nanmean(_macro(results, column)[:MONTHS_PER_YEAR]))


def _in_month(month: int, column: str) -> Measure:
    """Return a column in a month, in the unit shown."""
    scale = figure(column).scale
    return lambda results: scale * float(_macro(results, column)[month])


def _occupation_mobility(results: Results) -> float:
    return (
        100.0
        * MONTHS_PER_YEAR
        * float(_flow(results, "occupation_changers").mean() / _macro(results, "employment").mean())
    )


def _young_employment(results: Results) -> float:
    return 100.0 * float(_flow(results, "employment_age0_5").mean() / _macro(results, "employment").mean())


def _compute_growth(results: Results) -> float:
    gpus = _macro(results, "gpus")[:MONTHS_PER_YEAR]
    return float((gpus[-1] / gpus[0]) ** (MONTHS_PER_YEAR / (gpus.size - 1)))


def _revenue_concentration(results: Results) -> float:
    """Herfindahl index of rent received in the first year; "Other" is many owners and counts as none."""
    first = results.frames["providers"].filter(pl.col("month") < MONTHS_PER_YEAR)
    revenue = first.group_by("provider").agg(pl.col("revenue").sum())
    shares = revenue["revenue"] / revenue["revenue"].sum()
    return 1e4 * float((shares.filter(~revenue["provider"].str.starts_with("Other")) ** 2).sum())


def _growth(results: Results) -> float:
    """Return the mean growth of real GDP, from the first year to the last."""
    months = _macro(results, "real_gdp")
    whole = months.size // MONTHS_PER_YEAR * MONTHS_PER_YEAR
    years = months[:whole].reshape(-1, MONTHS_PER_YEAR).mean(axis=1)
    return 100.0 * float((years[-1] / years[0]) ** (1.0 / (years.size - 1)) - 1.0)


def _debt_ratio(results: Results) -> float:
    return 100.0 * float(_macro(results, "government_debt").mean() / _macro(results, "gdp").mean())


MEASURES: dict[str, Measure] = {
    "unemployment_rate": _mean("unemployment_rate"),
    "participation_rate": _mean("participation_rate"),
    "employment_population": _mean("employment_rate"),
    "eu_monthly": _flow_rate("eu", "employment"),
    "ue_monthly": _flow_rate("ue", "unemployed"),
    "en_monthly": _flow_rate("en", "employment"),
    "un_monthly": _flow_rate("un", "unemployed"),
    "ne_monthly": _flow_rate("ne", "outside"),
    "nu_monthly": _flow_rate("nu", "outside"),
    "ee_monthly": _flow_rate("ee", "employment"),
    "openings_rate": _openings_rate,
    "hires_rate": _flow_rate("hires", "employment"),
    "quits_rate": _flow_rate("quits", "employment"),
    "layoff_rate": _flow_rate("layoffs", "employment"),
    "separations_rate": lambda results: sum(
        _flow_rate(flow, "employment")(results) for flow in ("quits", "layoffs", "other_separations")
    ),
    "vu_ratio": lambda results: float(
        _flow(results, "openings").mean() / _flow(results, "unemployed").mean()
    ),
    "median_unemployment_duration": lambda results: float(
        np.nanmean(_flow(results, "median_unemployment_weeks"))
    ),
    "mean_unemployment_duration": lambda results: (
        365.25 / 84.0 * float(np.nanmean(_flow(results, "mean_unemployment_months")))
    ),
    "beveridge_elasticity": lambda results: elasticity(_unemployment(results), _openings(results)),
    "corr_u_v_hp": _corr_u_v,
    "sd_ln_theta": lambda results: float(_labour_cycle(_tightness(results)).std()),
    "sd_ln_unemployment": lambda results: float(_labour_cycle(_unemployment(results)).std()),
    "sd_ln_openings": lambda results: float(_labour_cycle(_openings(results)).std()),
    "ac1_unemployment": lambda results: autocorrelation(_labour_cycle(_unemployment(results))),
    "ac4_unemployment": lambda results: autocorrelation(_unemployment(results), YEAR),
    "matching_elasticity": _matching_elasticity,
    "occ_mobility_major_annual": _occupation_mobility,
    "okun": _okun,
    "sd_gdp_hp": lambda results: 100.0 * float(_output_cycle(results).std()),
    "ac1_gdp_hp": lambda results: autocorrelation(_output_cycle(results)),
    "corr_gdp_unemployment": _corr_gdp_u,
    "labour_share_nfb": _mean("labour_share_nonfarm_business"),
    "compensation_share_gdp": _mean("labour_share"),
    "nominal_gdp": _first_year("gdp", 1e-3),
    "inflation": _mean("inflation"),
    "sd_inflation": _sd_inflation,
    "policy_rate": _mean("policy_rate"),
    "real_growth": _growth,
    "consumption_share": _over_gdp("consumption"),
    "investment_share": _over_gdp("investment"),
    "purchases_share": _over_gdp("government_purchases"),
    "wages_share": _over_gdp("wages_and_salaries"),
    "social_contributions_share": _over_gdp("social_contributions"),
    "benefits_of_employers_share": _over_gdp("benefits_of_employers"),
    "production_taxes_share": _over_gdp("production_taxes"),
    "profit_taxes_share": _over_gdp("profit_taxes"),
    "personal_taxes_share": _over_gdp("personal_taxes"),
    "saving_rate": _mean("saving_rate"),
    "debt_ratio": _debt_ratio,
    "firms_number": _mean("firms"),
    "firm_entry_rate": _yearly_firm_rate("firm_entries"),
    "firm_exit_rate": _yearly_firm_rate("firm_exits"),
    "mean_firm_size": _mean("mean_firm_size"),
    "job_creation_rate": _job_flow("job_creation"),
    "job_destruction_rate": _job_flow("job_destruction"),
    "jc_share_age0": _share_of("job_creation_age0", "job_creation"),
    "jc_share_age0_5": _share_of("job_creation_age0_5", "job_creation"),
    "emp_share_age0_5": _young_employment,
    "firm_size_zipf": lambda results: tail_exponent(results.firm_sizes).value,
    "income_gini_pretax": _mean("income_gini"),
    "income_top1": _mean("income_top1_share"),
    "income_middle60": _mean("income_middle60_share"),
    "wealth_gini": _mean("wealth_gini"),
    "wealth_top1": _mean("wealth_top1_share"),
    "wealth_top0_1": _mean("wealth_top0_1_share"),
    "wealth_top10": _mean("wealth_top10_share"),
    "wealth_bottom50": _mean("wealth_bottom50_share"),
    "equity_top10": _mean("equity_top10_share"),
    "equity_bottom50": _mean("equity_bottom50_share"),
    "poverty_rate": _first_year("poverty_rate"),
    **PEOPLE_MEASURES,
}

AI_MEASURES: dict[str, Measure] = {
    # surveys up to May 2026 are held against month 0, the middle of 2026: use rises within a year
    "ai_use_firms": _in_month(0, "ai_firm_share"),
    "ai_use_employment_weighted": _in_month(0, "ai_employment_share"),
    "ai_use_firms_in_half_a_year": _in_month(6, "ai_firm_share"),
    "ai_compute_growth": _compute_growth,
    "hhi_compute_owners": _first_year("compute_hhi"),
    "hhi_cloud": _revenue_concentration,
    "gpu_rent_start": lambda results: float(_macro(results, "gpu_rent")[0]),
}


def drift_series(results: Results, column: str) -> Series:
    """Return the quarterly series whose slope is tested: a rate in its unit, others in % of their mean."""
    series = quarterly(_macro(results, column))
    about = figure(column)
    if about.words.time == "rate":
        return np.asarray(about.scale * series, np.float64)
    return np.asarray(100.0 * series / series.mean(), np.float64)


def evaluate(measure: Measure, results: Results) -> float:
    """Return the figure; not-a-number where the run has none (nobody is unemployed, say)."""
    with np.errstate(all="ignore"):
        try:
            return float(measure(results))
        except (ZeroDivisionError, FloatingPointError, IndexError, np.linalg.LinAlgError):
            return float("nan")
