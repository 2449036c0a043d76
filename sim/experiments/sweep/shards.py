"""A sweep in parts, for machines that know nothing of each other: each job of an array does one.

Every part lies in a folder of its own below that of the sweep, ``shards/03-of-10``, is a sweep by itself that
goes on where it was interrupted, and needs nothing of the others. What is merged is what one machine would
have found: runs are known by their identity, and none is in two parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import UserError
from sim.experiments.sweep.plan import SweepJob, with_pasts
from sim.experiments.sweep.results import SweepResults, open_sweep
from sim.experiments.sweep.store import BATCHES, SHARDS, Store, prepare_folder
from sim.records.files import held
from sim.records.tables import refuse_odd_folder

__all__ = ["MOST_SHARDS", "Shard", "merge_shards"]

MOST_SHARDS = 100_000
NAME = re.compile(r"(\d+)-of-(\d+)")


class Shard(NamedTuple):
    """One of several parts of a sweep, counted from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``"3/10"``.

        Raises
        ------
        UserError
            If it is no such part.
        """
        match = re.fullmatch(r"(\d+)/(\d+)", text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]) <= MOST_SHARDS:
            raise UserError(
                f"--shard {text}: it must be the number of a part and how many there are, from 1/10 to 10/10 "
                f"for ten; at most {MOST_SHARDS:,}."
            )
        return cls(int(match[1]), int(match[2]))

    def folder(self, sweep: Path) -> Path:
        """Return where the part lies, below the folder of the sweep."""
        return sweep / SHARDS / f"{self.number:0{len(str(self.of))}d}-of-{self.of}"

    def part(self, jobs: Sequence[SweepJob]) -> list[SweepJob]:
        """Return the runs of this part: as many as in the others, or one more; those of one past together."""
        ordered = with_pasts(jobs)
        return ordered[len(jobs) * (self.number - 1) // self.of : len(jobs) * self.number // self.of]

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def merge_shards(folder: Path | str) -> SweepResults:
    """Bring the parts below ``folder`` together there; those that are not finished, or not there, may follow.

    Parameters
    ----------
    folder : path
        Of the sweep: what ``--out`` named for every part.

    Returns
    -------
    SweepResults
        With what all parts have found so far. The parts stay as they are.

    Raises
    ------
    UserError
        If there are no parts, they are of different sweeps, one is damaged, or a sweep is running in
        ``folder``.
    """
    folder = Path(folder)
    refuse_odd_folder(folder)
    places = sorted(place for place in (folder / SHARDS).glob("*") if NAME.fullmatch(place.name))
    if not places:
        raise UserError(f"{folder}: holds no parts of a sweep (no {SHARDS}); --shard makes them.")
    parts = [Store(place) for place in places]
    abouts = [part.about() for part in parts]
    for place, about in zip(places, abouts, strict=True):
        if (about["sweep"], about["model"]) != (abouts[0]["sweep"], abouts[0]["model"]):
            what = "sweep" if about["sweep"] != abouts[0]["sweep"] else "version of the model"
            raise UserError(
                f"{place}: is of another {what} than {places[0]}; merge only what belongs together."
            )
    with held(prepare_folder(folder)):
        store = Store(folder)
        store.begin(_whole(abouts[0]))
        store.write_design(parts[0].design())
        for part in parts:
            store.absorb(part)
        store.tidy()
    return open_sweep(folder)


def _whole(about: dict[str, Any]) -> dict[str, Any]:
    """Return what ``sweep.json`` of a part says of the sweep as a whole."""
    own = ("format", "created", "updated", BATCHES, "shard")
    return {key: value for key, value in about.items() if key not in own}
