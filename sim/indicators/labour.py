"""The labour market as the surveys count it: flows (CPS, JOLTS, BDS), time in the job, spells, skill."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.hours import PART_TIME_BELOW
from sim.indicators.households import NOT_COMPUTED, part
from sim.indicators.inequality import durations, quantile
from sim.phases import firm_accounts as firm
from sim.phases import hiring, separations
from sim.rules import budget
from sim.rules.hours import full_time_hours
from sim.rules.tenure_counts import KEEPERS, OWNERS, SKILL, count_people
from sim.state.columns import FULL_TIME, SKILL_ONE, Array
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR, WEEKS_PER_MONTH

LONG_TERM = 27 / WEEKS_PER_MONTH
"""Months from which a spell of unemployment is a long one: 27 weeks, as surveys have it."""


@indicator("labour_flows")
def flows(seen: Observation) -> dict[str, float]:
    """Return the month's flows, millions; jobs created and lost are those of the last twelve months."""
    month, scale = seen.flows, seen.weight / 1e6
    jobs = seen.memory.jobs
    assert jobs is not None
    counts, hires = month.labour.counts, month.labour.hires
    job_to_job = int(hires[hiring.JOB_TO_JOB])
    at_once = int(hires[hiring.LAID_OFF_TO_EMPLOYED])  # laid off and hired within the month: never unemployed
    from_unemployment = int(hires[hiring.UNEMPLOYED_TO_EMPLOYED])
    from_outside = int(hires[hiring.OUTSIDE_TO_EMPLOYED])
    quits = int(counts[separations.QUITS_TO_UNEMPLOYMENT])
    layoffs = int(counts[separations.LAYOFFS] + counts[separations.DISMISSALS])
    values = {
        "eu": quits + layoffs - at_once,
        "ue": from_unemployment,
        "en": int(counts[separations.EMPLOYED_TO_OUTSIDE]),
        "un": int(counts[separations.UNEMPLOYED_TO_OUTSIDE]),
        "ne": from_outside,
        "nu": int(counts[separations.OUTSIDE_TO_UNEMPLOYED]),
        "ee": job_to_job + at_once,
        "hires": from_unemployment + from_outside + job_to_job + at_once,
        "quits": quits + job_to_job,
        "layoffs": layoffs,
        "other_separations": int(counts[separations.EMPLOYED_TO_OUTSIDE]),
        "openings": float(month.labour.open_jobs.sum()),
        "seekers": int(counts[separations.SEEKERS]),
        "unemployed": int(month.household.unemployed.sum()),
        "outside": int(month.household.sums[budget.OUTSIDE_COUNT]),
        "retraining": int(month.household.sums[budget.RETRAINING_COUNT]),
        "job_creation": int(jobs[0]),
        "job_destruction": int(jobs[1]),
        "job_creation_age0": int(jobs[2]),
        "job_creation_age0_5": int(jobs[3]),
        "employment_age0_5": int(month.firms.jobs[4]),
        "firm_entries": int(month.firms.sums[firm.ENTRIES]),
        "firm_exits": int(month.firms.sums[firm.EXITS]),
        "occupation_changers": int(hires[hiring.OCCUPATION_CHANGERS]),
    }
    return {name: value * scale for name, value in values.items()}


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
    below = counts.cumsum()
    month = int(below.searchsorted(0.5 * total))
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
