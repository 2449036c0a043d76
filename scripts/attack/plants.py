"""Plant values that cannot be in the columns of a small economy, and say which are noticed and named.

    python scripts/attack/plants.py                  # 100 plants before a month
    python scripts/attack/plants.py --within         # 100 between two steps of a month, run with --check
    python scripts/attack/plants.py --people 300000  # how long they live where columns are looked at in parts

Not-a-number, -1 and 2**62 in columns of persons, teams, firms, providers and owners of models, in rows that
chance picks. A plant counts as named if the sentence that ends the run has its column and its row.
"""

import argparse
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from sim import Scenario, Simulation
from sim.data_flow import named_columns
from sim.errors import MonthError
from sim.guards.looks import PARTS, range_of

PEOPLE, SETTLED = 2_000, 2
TABLES = ("workers", "teams", "firms", "providers", "model_owners")
VALUES = (float("nan"), -1, 2**62)


class Plant(NamedTuple):
    """A value, and where it is put."""

    column: str
    row: int
    value: float

    def put(self, simulation: Simulation) -> None:
        """Write it."""
        column = named_columns(simulation.state)[self.column]
        column.reshape(column.shape[0], -1)[self.row, 0] = self.value

    def is_named(self, sentence: str) -> bool:
        """Tell whether a sentence has column and row."""
        return f"{self.column} in row {self.row:,} is" in sentence


def choices(simulation: Simulation) -> list[tuple[str, float]]:
    """Return the columns and values that do not belong together and can be written."""
    found = []
    for name, column in named_columns(simulation.state).items():
        for value in VALUES if name.partition(".")[0] in TABLES and column.shape[0] > 1 else ():
            if column.dtype.kind == "f":
                fits = True
            else:
                limits = np.iinfo(column.dtype)
                fits = value == value and limits.min <= value <= limits.max
            held = range_of(name)
            if fits and not held.low <= value <= held.high:
                found.append((name, value))
    return found


def drawn(simulation: Simulation, number: int, seed: int) -> Iterator[Plant]:
    """Draw plants, every kind of them about as often."""
    chance = random.Random(seed)
    possible = choices(simulation)
    for value in (chance.choice(VALUES) for _ in range(number)):
        same = [one for one in possible if one[1] == value or (value != value and one[1] != one[1])]
        column, planted = chance.choice(same)
        yield Plant(column, chance.randrange(named_columns(simulation.state)[column].shape[0]), planted)


def months_until_noticed(simulation: Simulation, plant: Plant) -> tuple[int, str]:
    """Plant before a month; return the months until a sentence ends the run, and the sentence."""
    plant.put(simulation)
    first = simulation.month
    try:
        while simulation.month < first + PARTS:
            simulation.step()
    except MonthError as error:
        return simulation.month - first, str(error)
    return PARTS, ""


def sentence_within(simulation: Simulation, plant: Plant, after: int) -> str:
    """Plant after a step of the month; return the sentence that ends it, or why there is none."""
    simulation.check = True
    try:
        for number, _ in enumerate(simulation.steps()):
            if number == after:
                plant.put(simulation)
    except MonthError as error:
        return str(error)
    return ""


def main() -> None:
    """Plant and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plants", type=int, default=100)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--story", default="neutral")
    parser.add_argument("--within", action="store_true", help="between two steps, with --check")
    options = parser.parse_args()
    size = {"run.people": options.people, "run.burn_in_months": 0}
    grown = Simulation(Scenario.load(options.story).with_(size))
    for _ in range(SETTLED):
        grown.step()
    noticed = named = longest = 0
    chance = random.Random(options.seed)
    for plant in drawn(grown, options.plants, options.seed):
        simulation = deepcopy(grown)
        if options.within:
            months, sentence = 0, sentence_within(simulation, plant, chance.randrange(18))
        else:
            months, sentence = months_until_noticed(simulation, plant)
        noticed += bool(sentence)
        named += plant.is_named(sentence)
        longest = max(longest, months if sentence else 0)
        if not plant.is_named(sentence):
            print(f"{plant.column}, row {plant.row}, {plant.value}: {sentence or 'unnoticed'}", flush=True)
    print(f"{options.plants} plants: {noticed} noticed, {named} named; the longest lived {longest} months")


if __name__ == "__main__":
    main()
