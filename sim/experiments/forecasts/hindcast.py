"""The years from mid-2022 run again, and held against what has been published of them since.

An origin is conditioned in two ways. What is known of AI in mid-2022 are keys of the scenario: the fleet, its
price and rent, what makers could deliver, firms that use AI. Where the economy stands is chosen: of several
times as many seeds as are wanted, those whose unemployment at the end of the burn-in is nearest to that of
the origin are run on. Inflation and the policy rate of 2022 cannot be had this way: they are those of the
model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import Finding, summarise
from sim.experiments.forecasts.measures import measures
from sim.experiments.forecasts.years import Observed, Start, Starts, Years
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.records.provenance import Stopwatch, manifest_of
from sim.scenario import Scenario

__all__ = ["ARMS", "HINDCAST", "NO_AI", "NO_RACE", "UNEMPLOYMENT", "Hindcast", "hindcast"]

HINDCAST, NO_RACE, NO_AI = "hindcast", "no race", "no AI"
ARMS = {
    HINDCAST: "As in the scenario: owners believe in a prize that was set from spending in 2025 and 2026",
    NO_RACE: "What was spent in 2022 and no more: a prize of a tenth of a per cent of output",
    NO_AI: "The same past without AI",
}
"""What is run from every past, and what differs."""
BEFORE_THE_RACE = {"investors.race_prize": 0.001, "models.venture": 0.001}
"""A tenth of a per cent of output: data-centre revenue of NVIDIA was 15 billion dollars in 2022 (from memory)
of a GDP of 26 trillion, two thirds of it in the country, with servers and networks on top."""
UNEMPLOYMENT = 3.6
"""Per cent, mean of April to June 2022 (BLS)."""
MONTHS = 48


@dataclass(frozen=True, eq=False)
class Hindcast:
    """What the economy made of the years from mid-2022.

    Attributes
    ----------
    seeds : tuple of int
        Those that were run on.
    starts : list of Start
        Where all seeds stood that were tried.
    years : dict of str to list of Observed
        By arm, one a seed.
    findings : list of Finding
        Figures that have a record, of the arm ``hindcast``, held against the one without AI where they are
        differences.
    known_then : list of Finding
        The same of the arm ``no race``.
    manifest : dict
        How it was made, and what it is not.
    """

    seeds: tuple[int, ...]
    starts: list[Start]
    years: dict[str, list[Observed]]
    findings: list[Finding]
    known_then: list[Finding]
    manifest: dict[str, Any]

    def path(self, arm: str, name: str) -> NDArray[np.float64]:
        """Return a series of an arm (seeds, months)."""
        return np.stack([one.of(name) for one in self.years[arm]])


def hindcast(
    scenario: ScenarioLike = "hindcast_2022",
    *,
    people: int | None = 20_000,
    seeds: int = 20,
    tried: int = 3,
    first_seed: int = UNFITTED,
    processes: int | None = None,
    progress: bool = True,
) -> Hindcast:
    """Run the years from mid-2022 on the seeds that stand nearest to the origin.

    Parameters
    ----------
    scenario : Scenario, str or Path
        With AI; month 0 is July 2022.
    people : int or None
        Instead of the scenario's own size.
    seeds : int
        Runs of every arm.
    tried : int
        Seeds whose burn-in is run for each one that is run on; 1 takes them as they come.
    first_seed : int
        Number of the first seed; fits use seeds 1 to 99.
    processes : int or None
        Runs at the same time.
    progress : bool
        Tell how far it is.

    Raises
    ------
    UserError
        If the scenario is not valid, or there is no AI in it.
    """
    if seeds < 1 or tried < 1:
        raise UserError(f"seeds is {seeds} and tried {tried}; both must be at least 1.")
    chosen = as_scenario(scenario, people=people, months=MONTHS).with_({"records.distribution_every": 12})
    if not chosen.compute.enabled:
        raise UserError(f"{chosen.name}: compute.enabled is false; a hindcast needs AI from month 0 on.")
    stopwatch = Stopwatch.start()
    candidates = [Starts(chosen, first_seed + place) for place in range(tried * seeds)]
    starts = run_jobs(candidates, processes=processes, progress=progress, label="Where seeds stand")
    nearest = sorted(starts, key=lambda start: (abs(start.unemployment - UNEMPLOYMENT), start.seed))
    numbers = tuple(sorted(start.seed for start in nearest[:seeds]))
    arms = _arms(chosen)
    jobs = [Years(tuple(arms.items()), seed) for seed in numbers]
    runs = run_jobs(jobs, processes=processes, progress=progress, label="From mid-2022 to mid-2026")
    years = {arm: [run[arm] for run in runs] for arm in arms}
    provenance = manifest_of(arms, numbers, stopwatch, kind="hindcast")
    return Hindcast(
        numbers,
        starts,
        years,
        _findings(years[HINDCAST], years[NO_AI]),
        _findings(years[NO_RACE], years[NO_AI]),
        provenance | _caveats(starts, numbers, chosen),
    )


def _arms(scenario: Scenario) -> dict[str, Scenario]:
    return {
        HINDCAST: scenario,
        NO_RACE: scenario.with_(BEFORE_THE_RACE),
        NO_AI: scenario.with_({"compute.enabled": False}),
    }


def _findings(with_ai: Sequence[Observed], without: Sequence[Observed]) -> list[Finding]:
    """Summarise every measure over seeds; what is a ratio of small counts is a ratio of their sums."""
    each = [measures([one], [none]) for one, none in zip(with_ai, without, strict=True)]
    whole = measures(with_ai, without)
    found = []
    for name, value in whole.items():
        values = [one[name] for one in each if np.isfinite(one[name])]
        spread = summarise(name, values) if values else Finding(name, value, np.nan, np.nan, np.nan, 0)
        shift = value - spread.value
        found.append(spread._replace(value=value, low=spread.low + shift, high=spread.high + shift))
    return found


def _caveats(starts: Sequence[Start], numbers: Sequence[int], scenario: Scenario) -> dict[str, Any]:
    """Say how the origin was conditioned, and what the hindcast is not."""
    stood = [start for start in starts if start.seed in set(numbers)]
    mean = {
        name: round(float(np.mean([getattr(one, name) for one in stood])), 2) for name in Start._fields[1:]
    }
    return {
        "people": scenario.run.people,
        "month_0": "July 2022",
        "origin": {"unemployment": UNEMPLOYMENT, "tried": len(starts), "start_of_the_seeds_run": mean},
        "real_time": False,
        "what_it_is_not": [
            "The tables of people, wages, sectors and firms are those of the base year.",
            "Figures of 2023 to 2026 that behaviour was set from are marked so in the records (use 'set').",
            "Inflation of 8 per cent and the rise of the policy rate by 5 points are not in it.",
        ],
    }  # fmt: skip
