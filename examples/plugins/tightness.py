"""An indicator: how many jobs are open for each person who is unemployed."""

from sim.indicators import Observation, indicator
from sim.records.columns import Column

COLUMNS = {
    "macro.tightness": Column(
        "Tightness", "Job openings over unemployed people", "openings a person", digits=2
    )
}
"""Its words: label, what it is, unit, decimals."""


@indicator("macro")
def tightness(seen: Observation) -> float:
    """Return open jobs over unemployed people."""
    openings = float(seen.flows.labour.open_jobs.sum())
    unemployed = int(seen.flows.household.unemployed.sum())
    return openings / max(1, unemployed)
