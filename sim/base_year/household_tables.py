"""The sample of real households from which the base year draws, and the states where they live.

``households.csv``, or the same packed as ``households.csv.bz2``, has a line for every person of 16 and over;
``sim.data_folder.households`` says how that of ``sim/data`` is made. A country without it runs with
``population.households`` false.
"""

import bz2
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from sim.base_year.arrays import Floats, Integers, column, normalised, read_only, whole_numbers
from sim.country import read_table
from sim.errors import UserError
from sim.state.columns import OUTSIDE
from sim.state.households import MOST_CHILDREN, WIDEST

TITLES = (
    "households", "state", "under_6", "from_6", "from_13", "age", "status", "occupation", "pay",
)  # fmt: skip
TABLE = "households.csv"


@dataclass(frozen=True, eq=False)
class HouseholdTables:
    """Read-only sample of households (h), of the persons of 16 and over in them (p), and states (l).

    Attributes
    ----------
    share : float64 array (h,)
        How much of all households one stands for; sums to 1.
    first : int64 array (h + 1,)
        Its first person, who keeps the purse and is the householder; the last entry is the number of persons.
    state : int64 array (h,)
        Row of the state where it lives.
    children : int64 array (h, 3)
        Children by the bands of ``sim.state.households.CHILD_AGES``.
    age, status, occupation : int64 array (p,)
        Years; 0 employed, 1 unemployed, 2 outside the labour force; row of the occupation.
    pay : float64 array (p,)
        Relative to the mean of the employed in the occupation.
    state_codes, state_names : tuple of l str
        Abbreviations and names of the states.
    """

    share: Floats
    first: Integers
    state: Integers
    children: Integers
    age: Integers
    status: Integers
    occupation: Integers
    pay: Floats
    state_codes: tuple[str, ...]
    state_names: tuple[str, ...]

    @property
    def adults(self) -> Integers:
        """Persons of 16 and over of each household (h,)."""
        return np.diff(self.first)

    @property
    def adults_a_household(self) -> float:
        """Mean of the persons of 16 and over."""
        return float((self.share * self.adults).sum())

    def rank(self, wage: Floats, group: Integers, looking_back: float = 0.5) -> Floats:
        """Return the place of each household by pay among those whose householder is of the same group (h,).

        Parameters
        ----------
        wage : float64 array (o,)
            Mean wage by occupation.
        group : int64 array (p,)
            Group of each person, of which that of the householder counts.
        looking_back : float
            How much the last wage of people without work counts, who may have saved of it.
        """
        pay = wage[self.occupation] * self.pay * np.where(self.status == 0, 1.0, looking_back)
        total = np.add.reduceat(pay, self.first[:-1])
        leading = group[self.first[:-1]]
        order = np.lexsort((total, leading))
        shares, rank = self.share[order], np.empty(total.size)
        below = np.cumsum(shares) - 0.5 * shares
        begins = np.concatenate([[0], np.flatnonzero(np.diff(leading[order])) + 1, [total.size]])
        for begin, end in pairwise(begins):
            start = below[begin] - 0.5 * shares[begin]
            rank[order[begin:end]] = (below[begin:end] - start) / shares[begin:end].sum()
        return read_only(rank)


def load_households(folder: Path, n_occupations: int, youngest: int) -> HouseholdTables:
    """Read the sample of households of a data folder.

    Raises
    ------
    UserError
        If there is none, or it does not fit the other tables; the sentence names the table.
    """
    values, place = _read(folder)
    states = read_table("states.csv", folder)
    households, state, *children, age, status, occupation, pay = values.T
    begins = households > 0.0
    first = np.append(np.flatnonzero(begins), begins.size)

    def check(fits: bool, sentence: str) -> None:
        if not fits:
            raise UserError(f"{place}: {sentence}.")

    whole = values[:, 1:-1]
    check(bool(begins[0]), "the first row must begin a household, with households above 0")
    check(bool(np.all(households >= 0.0) and np.all(pay > 0.0)), "households and pay must not be negative")
    check(
        bool(np.all(whole == np.floor(whole)) and np.all(whole >= 0.0)), "all but pay must be whole numbers"
    )
    check(state.max() < len(states.texts("name")), f"state must count the rows of {states.place} from 0")
    check(occupation.max() < n_occupations, "occupation must count the rows of occupations.csv from 0")
    check(status.max() <= OUTSIDE, "status must be 0, 1 or 2")
    check(age.min() >= youngest and age.max() < 256, f"age must be {youngest} or more")
    check(
        bool(np.diff(first).max() <= WIDEST + 1), f"a household has at most {WIDEST + 1} persons of its own"
    )
    bands = np.minimum(np.stack(children, axis=1)[begins], MOST_CHILDREN)
    return HouseholdTables(
        share=normalised(households[begins]),
        first=whole_numbers(first),
        state=whole_numbers(state[begins]),
        children=whole_numbers(bands),
        age=whole_numbers(age),
        status=whole_numbers(status),
        occupation=whole_numbers(occupation),
        pay=read_only(pay / 100.0),
        state_codes=states.texts("abbreviation"),
        state_names=states.texts("name"),
    )


def _read(folder: Path) -> tuple[Floats, str]:
    """Return the columns of ``TITLES`` as one array (p, k), and what errors call the table."""
    packed = folder / f"{TABLE}.bz2"
    if not packed.exists():
        if not (folder / TABLE).exists():
            raise UserError(
                f"{folder / TABLE}: there is no such table; set population.households to false, or add it."
            )
        table = read_table(TABLE, folder)
        return np.stack([column(table, title) for title in TITLES], axis=1), table.place
    try:
        lines = bz2.decompress(packed.read_bytes()).decode().splitlines()
    except (OSError, ValueError, EOFError):
        raise UserError(f"{packed}: the table cannot be unpacked.") from None
    header, *rows = [line for line in lines if not line.startswith("#")] or [""]
    missing = [title for title in TITLES if title not in header.split(",")]
    if missing:
        raise UserError(f"{packed}: there is no column {missing[0]}; it must have {', '.join(TITLES)}.")
    try:
        values = np.loadtxt(rows, delimiter=",", ndmin=2)
    except ValueError:
        raise UserError(f"{packed}: every row must have {len(header.split(','))} numbers.") from None
    if values.shape[0] == 0:
        raise UserError(f"{packed}: the table has no rows.")
    return values[:, [header.split(",").index(title) for title in TITLES]], str(packed)
