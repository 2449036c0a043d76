"""What the validation card says of each target: its interval, how far it lies outside, and its reason."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.experiments.figures.statistics import t_quantile
from sim.experiments.validation.validate import (
    ABOVE,
    BELOW,
    INSIDE,
    Validation,
    digits_of,
    read_targets,
)

__all__ = ["AREAS", "Held", "counts", "held", "misses", "rest", "seeds_of"]

AREAS = {
    "labour": "Labour market",
    "people": "People by age, tenure and hours",
    "macro": "Output, incomes and the state",
    "firms": "Firms",
    "households": "Households, income and wealth",
    "ai": "AI at the start",
}
"""Groups of the targets, in words."""


class Held(NamedTuple):
    """A target held against the model."""

    id: str
    area: str
    label: str
    unit: str
    published: float
    band: tuple[float, float] | None
    value: float
    interval: tuple[float, float] | None
    """Student's interval of 95 per cent of the mean over seeds; none with one seed."""
    verdict: str
    digits: int
    period: str
    source: str
    reason: str
    use: str
    """What the project does with the figure (fitted, held out), where that is known."""

    @property
    def is_miss(self) -> bool:
        """Whether the mean lies outside the band."""
        return self.verdict in (BELOW, ABOVE)

    @property
    def distance(self) -> float:
        """How far the mean lies from the nearer end of the band, in half bands: above 0 outside."""
        if self.band is None or not math.isfinite(self.value):
            return -math.inf
        low, high = self.band
        half = 0.5 * (high - low) or 1.0
        return max(low - self.value, self.value - high) / half

    @property
    def may_be_chance(self) -> bool:
        """Whether the interval of a miss reaches into the band."""
        if not self.is_miss or self.interval is None or self.band is None:
            return False
        return self.interval[0] <= self.band[1] and self.interval[1] >= self.band[0]


def seeds_of(validation: Validation) -> int:
    """Return on how many seeds the model was run."""
    return len(validation.runs) or len(validation.manifest.get("seeds", ()))


def held(validation: Validation) -> list[Held]:
    """Return every target, the worst first: by how far it lies outside its band, in half bands."""
    seeds = seeds_of(validation)
    reach = t_quantile(seeds - 1) if seeds > 1 else math.nan
    uses = {target["id"]: target.get("use", "") for target in read_targets()["target"]}
    found = []
    for row in validation.targets.iter_rows(named=True):
        error = row["standard_error"]
        half = reach * error if error is not None else math.nan
        has_interval = math.isfinite(half) and math.isfinite(row["value"])
        found.append(
            Held(
                id=row["id"],
                area=row["group"],
                label=row["label"],
                unit=row["unit"],
                published=row["published"],
                band=None if row["low"] is None or row["high"] is None else (row["low"], row["high"]),
                value=row["value"],
                interval=(row["value"] - half, row["value"] + half) if has_interval else None,
                verdict=row["verdict"],
                digits=digits_of(row["published"], row["unit"]),
                period=row["period"],
                source=row["source"],
                reason=row.get("reason", ""),
                use=uses.get(row["id"], ""),
            )
        )
    return sorted(found, key=lambda one: -one.distance)


def misses(targets: list[Held]) -> list[Held]:
    """Return those outside their band, in their order."""
    return [one for one in targets if one.is_miss]


def rest(targets: list[Held]) -> list[Held]:
    """Return the others, in their order: inside, nearest to an end first, then those without a verdict."""
    return [one for one in targets if not one.is_miss]


def counts(targets: list[Held], area: str) -> tuple[int, int, int]:
    """Return how many targets of an area are inside, outside, and without a verdict."""
    here = [one for one in targets if one.area == area]
    inside = sum(one.verdict == INSIDE for one in here)
    outside = len(misses(here))
    return inside, outside, len(here) - inside - outside
