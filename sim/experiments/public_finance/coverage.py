"""Who really pays for a package: the part of its cost that each source covered, known after the run.

What had to be covered is the gross cost and what the rest of the budget lost; sources are the package's own
taxes, lines of the rest of the budget that gained, and debt. The rest of the budget counts only where its 95
per cent interval over seeds excludes zero, line by line as a source and all lines together in the debt: other
taxes move by luck, too, and a package that costs little would seem to be paid by them. So with fewer than
``FEWEST_SEEDS`` seeds a label knows own taxes and debt alone. Own taxes pay first: where they and these gains
are more than had to be covered, the surplus is taken from the gains.

Amounts are those of base-year dollars, over the years from the third with a cost to the tenth: a tax follows
the cost. What debt paid in them is missing, in labels a share of what had to be covered. A package is covered
if that is at most ``MOST_DEBT``; else it is on credit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from sim.experiments.figures.statistics import FEWEST_SEEDS, Estimate, interval, over_seeds
from sim.experiments.public_finance.books import COST, OWN, REACTIONS
from sim.experiments.public_finance.reconciliation import LONGEST
from sim.policies.framework.financing import PAYERS

__all__ = [
    "DEBT_SOURCE",
    "MOST_DEBT",
    "ArmLabel",
    "Coverage",
    "coverage_table",
    "coverages",
    "payers",
    "source_words",
]

MOST_DEBT = 0.05
GRACE = 2
"""Years with a cost that do not count yet: a tax follows the cost."""
DEBT_SOURCE = "debt"
OF_THE_REST = {
    "other_taxes": "other taxes",
    "other_transfers": "transfers saved",
    "purchases": "smaller public purchases",
    "money_issued": "less spent out of new money",
    "interest": "interest saved",
}
"""What pays where the rest of the budget gains."""


class Coverage(NamedTuple):
    """Who paid for a package in a story, all over the same years.

    Parameters
    ----------
    cost : float
        Gross cost a year, billion dollars of the base year; 0 where the package costs nothing.
    shares : mapping of str to float
        Part of what had to be covered by source: names of taxes, of ``OF_THE_REST``, and ``debt``; their sum
        is 1, or 0 where nothing had to be covered.
    missing : float
        What debt paid, billion dollars of the base year a year.
    """

    cost: float
    shares: Mapping[str, float]
    missing: float

    @property
    def missing_share(self) -> float:
        """What is missing, part of what had to be covered: the debt of a label."""
        return self.shares.get(DEBT_SOURCE, 0.0)

    @property
    def is_covered(self) -> bool:
        """Whether debt paid at most ``MOST_DEBT``; true where there is no cost."""
        return self.missing_share <= MOST_DEBT


class ArmLabel(NamedTuple):
    """What an arm is called after its run, short in tables and whole in sentences. Every label is one.

    Parameters
    ----------
    what : str
        The package, without what was to pay for it.
    who : str
        Who paid for it; empty where nothing is known of it, or nothing was to be paid.
    """

    what: str
    who: str = ""

    @property
    def brief(self) -> str:
        """Package and first payer, which is a tax of its own where it has one."""
        return f"{self.what} ({self.who.partition(', ')[0]})" if self.who else self.what

    @property
    def whole(self) -> str:
        """Package and payers in one line."""
        return f"{self.what} ({self.who})" if self.who else self.what


def coverages(changes: pl.DataFrame) -> dict[tuple[str, str], Coverage]:
    """Return who paid, by story and policy.

    Parameters
    ----------
    changes : polars.DataFrame
        What ``reconciliation.reconcile`` returned.
    """
    arms = changes.group_by("story", "policy", maintain_order=True)
    return {(str(story), str(policy)): coverage(mine) for (story, policy), mine in arms}


def coverage_table(
    found: Mapping[tuple[str, str], Coverage], labels: Mapping[tuple[str, str], str]
) -> pl.DataFrame:
    """Return who paid as a table, a row a source; ``labels`` say what packages are called in a story.

    Returns
    -------
    polars.DataFrame
        ``story``, ``policy``, ``label`` (after the run), ``source``, ``share`` (of what had to be covered),
        ``cost``, ``missing``, ``missing_share``, ``covered``. One row without a source if it costs nothing.
    """
    rows = [
        (
            *place,
            labels[place],
            source,
            share,
            paid.cost,
            paid.missing,
            paid.missing_share,
            paid.is_covered,
        )
        for place, paid in found.items()
        for source, share in _rows(paid)
    ]
    number = dict.fromkeys(("share", "cost", "missing", "missing_share"), pl.Float64)
    text = dict.fromkeys(("story", "policy", "label", "source"), pl.String)
    return pl.DataFrame(rows, {**text, **number, "covered": pl.Boolean}, orient="row")


def _rows(paid: Coverage) -> list[tuple[str, float | None]]:
    return [*paid.shares.items()] or [("", None)]


def coverage(changes: pl.DataFrame) -> Coverage:
    """Return who paid for one package in one story."""
    yearly = changes.filter(pl.col("first_year") == pl.col("year"))
    costs = _means(yearly.filter(pl.col("line") == COST), ["year"])
    paying = [int(year) for (year,), one in costs.items() if -(one.mean or 0.0) > 0.0][:LONGEST]
    if not paying:
        return Coverage(0.0, {}, 0.0)
    counted = [year for year in paying if year >= paying[0] + GRACE] or paying[-1:]
    cost, shares, debt = _sources(yearly.filter(pl.col("year").is_in(counted)))
    return Coverage(cost / len(counted), shares, max(0.0, debt) / len(counted))


def _sources(yearly: pl.DataFrame) -> tuple[float, dict[str, float], float]:
    """Return gross cost, shares of what had to be covered by source, and debt, all over some years."""
    by_seed = yearly.group_by("line", "source", "seed", maintain_order=True).agg(pl.col("real").sum())
    lines = _means(by_seed, ["line", "source"])
    cost = -(lines[COST, ""].mean or 0.0)
    paid = {source: one.mean or 0.0 for (line, source), one in lines.items() if line == OWN}
    rest = _rest(yearly)
    debt = cost - sum(paid.values()) - ((rest.mean or 0.0) if _is_told(rest, yearly) else 0.0)
    gains = {
        line: one.mean or 0.0
        for (line, _), one in lines.items()
        if line in REACTIONS and (one.mean or 0.0) > 0.0 and _is_told(one, yearly)
    }
    # what the budget gained beyond all that had to be covered paid for nothing
    kept = max(0.0, 1.0 - max(0.0, -debt) / sum(gains.values())) if gains else 0.0
    gains = {source: kept * amount for source, amount in gains.items()}
    sources = {source: max(0.0, amount) for source, amount in (paid | gains | {DEBT_SOURCE: debt}).items()}
    total = sum(sources.values())
    shares = {
        source: amount / total if total > 0.0 else 0.0
        for source, amount in sources.items()
        if amount > 0.0 or source in paid
    }
    return cost, shares, debt


def _rest(yearly: pl.DataFrame) -> Estimate:
    """Return what the rest of the budget gained over some years, all lines together."""
    rest = yearly.filter(pl.col("line").is_in(list(REACTIONS)))
    return Estimate(*interval(rest.group_by("seed").agg(pl.col("real").sum())["real"]))


def _is_told(one: Estimate, yearly: pl.DataFrame) -> bool:
    """Whether there are enough seeds to tell a change from chance, and they do."""
    return one.is_told_from_zero and yearly["seed"].n_unique() >= FEWEST_SEEDS


def _means(frame: pl.DataFrame, keys: list[str]) -> dict[tuple[str, ...], Estimate]:
    found = over_seeds(frame.with_columns(value="real"), keys)
    return {row[: len(keys)]: Estimate(*row[len(keys) :]) for row in found.iter_rows()}


def source_words(source: str) -> str:
    """Return the name of a source in a label: ``GPU rent``, ``wealth tax``, ``other taxes``, ``debt``."""
    if source in OF_THE_REST:
        return OF_THE_REST[source]
    if source in PAYERS and source != DEBT_SOURCE:
        label = PAYERS[source].label.removeprefix("the ").removeprefix("a ")
        return label if "tax" in label or source == "gpu_tax" else f"{label} tax"
    return source.replace("_", " ").replace("gpu", "GPU")


def payers(*several: Coverage | None) -> str:
    """Say who paid for a package in a story, or at least and at most over several; empty for nobody.

    >>> payers(Coverage(1.0, {"gpu_tax": 0.3, "debt": 0.7}, 0.7))
    '30 % GPU rent, 70 % debt'
    """
    known = [_per_cents(paid.shares) for paid in several if paid is not None and paid.shares]
    names = list(dict.fromkeys(source for one in known for source in one))
    return _list(
        {name: (min(one.get(name, 0) for one in known), max(one.get(name, 0) for one in known))
         for name in names}
    )  # fmt: skip


def _list(shares: Mapping[str, tuple[int, int]]) -> str:
    return ", ".join(f"{_span(*ends)} % {source_words(source)}" for source, ends in shares.items())


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _per_cents(shares: Mapping[str, float]) -> dict[str, int]:
    """Return whole per cents that add up to 100 (largest remainders); what rounds to 0 is left out.

    A tax of the package stays, even at 0 %: it is what was to pay.
    """
    exact = {source: 100.0 * share for source, share in shares.items()}
    whole = {source: math.floor(amount) for source, amount in exact.items()}
    by_remainder = sorted(exact, key=lambda source: whole[source] - exact[source])
    for source in by_remainder[: 100 - sum(whole.values())]:
        whole[source] += 1
    return {source: share for source, share in whole.items() if share > 0 or _is_own(source)}


def _is_own(source: str) -> bool:
    return source != DEBT_SOURCE and source not in OF_THE_REST
