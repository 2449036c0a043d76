"""Careers: how long people have been in their job or without one, pay of full-time work, skill."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.hours import PART_TIME_BELOW
from sim.indicators.households import NOT_COMPUTED, part
from sim.indicators.inequality import durations, quantile
from sim.rules.hours import full_time_hours
from sim.rules.tenure_counts import KEEPERS, OWNERS, SKILL, count_people
from sim.state.columns import FULL_TIME, SKILL_ONE, Array
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR, WEEKS_PER_MONTH

LONG_TERM = 27 / WEEKS_PER_MONTH
"""Months from which a spell of unemployment is a long one: 27 weeks, as surveys have it."""


@indicator("labour_flows", of_distribution=True)
def careers(seen: Observation) -> dict[str, Any]:
    """Return tenure, spells of unemployment and skill, of all and (table ``tenure``) by age group."""
    parameters, structure, scale = seen.parameters, seen.structure, seen.weight / 1e6
    usual = full_time_hours(parameters.labour.part_time, structure.figure("part_time_share"))
    shorter = 1.0 - seen.flows.levers.hours_cut
    full_time = int(np.ceil(PART_TIME_BELOW * FULL_TIME * shorter * usual))
    age_group = structure.people.group_of_age
    counts = count_people(seen.state.workers, age_group, full_time, seen.flows.month)
    everybody = counts.months.sum(axis=0)
    spells = seen.flows.household.distribution.durations
    mean, median = durations(spells)
    ages = parameters.population.life_cycle or parameters.population.households
    months, pay = (counts.months, counts.pay) if ages else (counts.months[:0], counts.pay[:0])
    names = seen.titles.ages or tuple(map(str, range(months.shape[0])))
    together = parameters.population.households
    return {
        "mean_unemployment_months": mean,
        "median_unemployment_weeks": median,
        "long_term_unemployed": longer(spells, LONG_TERM),
        "mean_skill": float(counts.sums[SKILL]) / SKILL_ONE / max(1, int(everybody.sum())),
        **{name: float(values[0]) for name, values in tenure(everybody[None, :]).items()},
        "macro.homeowner_share": (
            float(counts.sums[OWNERS]) / max(1, int(counts.sums[KEEPERS])) if together else NOT_COMPUTED
        ),
        "tenure.age_group": np.array(names[: months.shape[0]], dtype=str),
        "tenure.employment": months.sum(axis=1) * scale,
        **{f"tenure.{name}": values for name, values in tenure(months).items()},
        "tenure.median_full_time_pay": (
            np.array([quantile(row, 0.5) if row.any() else NOT_COMPUTED for row in pay], np.float64)
            / CENTS_PER_DOLLAR
        ),
    }


def tenure(months: Array) -> dict[str, Array]:
    """Return median years in the job and the shares of short and long jobs.

    Parameters
    ----------
    months : int64 array (g, t)
        The employed by whole months in the job; those of a number are spread over the month after it.

    Returns
    -------
    dict of str to float64 array (g,)
        Not a number where nobody is employed.
    """
    employed = months.sum(axis=1)
    return {
        "median_tenure": np.array([median_months(row) for row in months], np.float64) / MONTHS_PER_YEAR,
        "tenure_under_a_year": part(months[:, :MONTHS_PER_YEAR].sum(axis=1), employed),
        "tenure_ten_years": part(months[:, 10 * MONTHS_PER_YEAR :].sum(axis=1), employed),
    }


def median_months(counts: Array) -> float:
    """Return the months that half of those counted by whole months have reached."""
    total = int(counts.sum())
    if total == 0:
        return NOT_COMPUTED
    below = np.cumsum(counts)
    month = int(np.searchsorted(below, 0.5 * total))
    before = below[month - 1] if month > 0 else 0
    return float(month + (0.5 * total - before) / max(1, counts[month]))


def longer(spells: Array, months: float) -> float:
    """Return the share of spells, counted by whole months so far, that have lasted ``months`` or more."""
    total = int(spells.sum())
    if total == 0:
        return 0.0
    whole = int(months)
    at_most = spells[:whole].sum() + (months - whole) * spells[whole]
    return float(1.0 - at_most / total)
