"""Figures of the years from mid-2022 that have been published, measured on simulated ones.

A month is counted from July 2022 (0). The Census asked for use of AI "in producing goods or services", and
since November 2025 "in any business function", which is what firms do here. Money of the model is in dollars
of the base year: ``DOLLARS`` of them are one of 2022.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.forecasts.years import AGES, ALL_AGES, Observed
from sim.units import MONTHS_PER_YEAR

__all__ = ["DOLLARS", "HOURS", "hourly_rent", "measures", "relative_employment", "spending", "use_by_size"]

Values = NDArray[np.float64]

DOLLARS = 1.127
"""Dollars of the base year for one of 2022: mean wage of 69,770 over 61,900 in May 2022 (BLS OEWS)."""
HOURS = 730.0
"""Of a month."""
WINDOW = 6
"""Months, up to the one named, over which employment by age is a mean."""
NOVEMBER_2022, AUGUST_2025, JUNE_2026 = 4, 37, 47


def measures(with_ai: Sequence[Observed], without: Sequence[Observed]) -> dict[str, float]:
    """Return every figure that has a record, by its name, over all runs together.

    Parameters
    ----------
    with_ai, without : sequence of Observed
        With AI and without, of the same seeds in the same order.
    """
    users = _mean(with_ai, "ai_firm_share")
    fleet = _mean(with_ai, "gpus")
    rent, spent = hourly_rent(with_ai).mean(axis=0), spending(with_ai)
    sizes = use_by_size(with_ai)
    found = {
        "use_2023_09": 100.0 * users[14],
        "use_2024_02": 100.0 * users[19],
        "use_2025_q2": 100.0 * users[33:36].mean(),
        "use_2026": 100.0 * users[41:47].mean(),
        "use_jobs_2026": 100.0 * _mean(with_ai, "ai_employment_share")[40:43].mean(),
        "use_smallest_2025": sizes[36:39, 0].mean(),
        "use_largest_2025": sizes[35:38, -1].mean(),
        "use_100_2026": sizes[44:47, -2].mean(),
        "use_largest_2026": sizes[41:47, -1].mean(),
        "gpus_2024": fleet[29],
        "gpus_2026": fleet[42],
        "gpus_growth": (fleet[42] / fleet[0]) ** (MONTHS_PER_YEAR / 42.0),
        "rent_2023": rent[12],
        "rent_2024_10": rent[27],
        "rent_2025_10": rent[39],
        "rent_2026_03": rent[44],
        "spending_2023": spent[6:18].mean(),
        "spending_2024": spent[18:30].mean(),
        "spending_2025": spent[30:42].mean(),
        "productivity": _productivity(with_ai),
        "productivity_of_ai": _productivity(with_ai) - _productivity(without),
        "exposed_22_25_2025": 100.0 * np.expm1(relative_employment(with_ai, without, AUGUST_2025)["22-25"]),
        "exposed_all_2026": 100.0
        * (
            relative_employment(with_ai, without, 45)[ALL_AGES]
            - relative_employment(with_ai, without, 33)[ALL_AGES]
        ),
    }
    since = relative_employment(with_ai, without, JUNE_2026)
    found |= {f"exposed_{age.replace('-', '_')}_2026": 100.0 * since[age] for age in AGES}
    known = {number.id for number in read_numbers("hindcast")}
    return {name: float(value) for key, value in found.items() if (name := f"hindcast.{key}") in known}


def hourly_rent(runs: Sequence[Observed]) -> Values:
    """Return the rent of a GPU in dollars of the time an hour (runs, months)."""
    return np.stack([one.of("gpu_rent") for one in runs]) / (HOURS * DOLLARS)


def spending(runs: Sequence[Observed]) -> Values:
    """Return what providers pay for new GPUs, per cent of GDP (months)."""
    return np.asarray(100.0 * _mean(runs, "compute_investment") / _mean(runs, "gdp"))


def use_by_size(runs: Sequence[Observed]) -> Values:
    """Return the share of firms of each class that use AI, per cent (months, SIZES); NaN where none is."""
    counts = np.sum([one.by_size for one in runs], axis=0)
    firms = np.where(counts[..., 0] > 0.0, counts[..., 0], np.nan)
    return np.asarray(100.0 * counts[..., 1] / firms)


def relative_employment(
    with_ai: Sequence[Observed], without: Sequence[Observed], month: int
) -> dict[str, float]:
    """Return the log change, against no AI, of the employed in exposed occupations over others, by age.

    The mean of the half year up to ``month``; exposed are the occupations with two fifths of jobs.
    """
    log = []
    for runs in (with_ai, without):
        counts = np.sum([one.by_age for one in runs], axis=0)[month - WINDOW + 1 : month + 1].mean(axis=0)
        log.append(np.log(np.maximum(counts, 0.5)))
    change = log[0] - log[1]
    return dict(zip((*AGES, ALL_AGES), change[:, 1] - change[:, 0], strict=True))


def _mean(runs: Sequence[Observed], name: str) -> Values:
    return np.asarray(np.mean([one.of(name) for one in runs], axis=0))


def _productivity(runs: Sequence[Observed]) -> float:
    """Return the growth of output for each employed person, 2022Q3 to 2025Q3, per cent a year in logs."""
    output = np.log(_mean(runs, "real_gdp") / _mean(runs, "employment"))
    return float(100.0 * (output[36:39].mean() - output[0:3].mean()) / 3.0)
