"""Labour-market flows as the surveys count them (CPS gross flows, JOLTS, BDS), millions a month."""

from sim.indicators.base import Observation, indicator
from sim.phases import firm_accounts as firm
from sim.phases import hiring, separations
from sim.rules import budget


@indicator("labour_flows")
def flows(seen: Observation) -> dict[str, float]:
    """Return the month's flows; jobs created and lost are those of the last twelve months."""
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
        "openings": int(month.labour.openings.sum()),
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
