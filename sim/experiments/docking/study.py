"""A published study: the cases that put its inputs into this economy, and what stands beside its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.experiments.docking.courses import Case
from sim.experiments.docking.measures import Measure
from sim.experiments.evidence.numbers import OutsideNumber, read_numbers

__all__ = ["Study"]


class Study(NamedTuple):
    """A study that is docked on.

    Attributes
    ----------
    name : str
        What is typed.
    title : str
        Authors, year, title.
    figures : str
        First parts of the names of its records: ``docking.acemoglu``.
    cases : tuple of Case
        What is run beside the economy without AI.
    measures : mapping of str to Measure
        Ours by the last part of the record's name; what has a record and no measure is not modelled.
    """

    name: str
    title: str
    figures: str
    cases: tuple[Case, ...]
    measures: Mapping[str, Measure]

    @property
    def numbers(self) -> Sequence[OutsideNumber]:
        """The published figures, as records."""
        area = self.figures.partition(".")[0]
        return [number for number in read_numbers(area) if number.id.startswith(f"{self.figures}.")]
