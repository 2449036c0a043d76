"""What the number of seeds allows a page to say."""

from __future__ import annotations

from typing import Protocol

from sim.experiments.figures.statistics import FEWEST_SEEDS

__all__ = ["OnSeeds"]


class _Runs(Protocol):
    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the runs."""


class OnSeeds:
    """Facts of a comparison whose runs were made on several seeds."""

    comparison: _Runs

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return len(self.comparison.seeds)

    @property
    def has_bands(self) -> bool:
        """Whether there are enough seeds for bands and intervals."""
        return self.seeds > 1

    @property
    def can_tell(self) -> bool:
        """Whether there are enough seeds to tell a change from chance."""
        return self.seeds >= FEWEST_SEEDS
