"""The change of real pay, split without a remainder: productivity, displacement, price of capital.

What a job is paid is what it makes times the part of that which labour gets: W / P = (Y / P L) lambda. Of the
work people do the share k (``WorkContent.kept``); of what all work costs, machines included, they get
lambda / (lambda + m), with m what users of AI pay for it over output; what is left for work is lambda + m =
1 - t - s - r, less taxes on production t, savings that adopters keep s and the return of capital r. So

    d ln(W / P) = d ln(Y / P L) + d ln k + d ln(lambda / ((lambda + m) k)) + d ln(1 - t - s - r)

in words: productivity effect, displacement effect, price of machines, price of capital and margins. The first
two are those of Acemoglu and Restrepo (2019), the last two their substitution effect: where machines cost as
much as the people whose work they do, the third is zero. The identity of Korinek et al. (2026, eq. 14 to 18),
d ln w = (d ln s_L + l_N) / (1 - sigma) + d ln A, has the same three forces under one elasticity; here nothing
is assumed. The fourth logarithm is split by logarithmic means, which are exact and free of order (Ang 2005).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.figures.decomposition import WorkContent

__all__ = ["WAGE_COLUMNS", "WAGE_MEANINGS", "WAGE_PARTS", "WAGE_WORDS", "split_wages"]

Numbers = NDArray[np.float64]

WAGE_WORDS = {
    "productivity": "Productivity effect",
    "displacement": "Displacement effect",
    "machines": "Price of machines",
    "kept": "Savings kept by adopters",
    "capital": "Price of capital, land and margins",
    "taxes": "Production taxes",
}
"""Parts of the change of real pay a job, in the order in which they are shown."""

WAGE_MEANINGS = {
    "productivity": "output a job, at consumer prices",
    "displacement": "the part of the work that people do, new tasks and help by machines counted",
    "machines": "people get more of what work costs than their part of the work, where machines are cheaper "
    "than people; rents of GPUs and royalties are the price",
    "kept": "what users of AI add to their cost in prices, out of what it saves them",
    "capital": "what is left for owners of capital, land and firms: it rises where they are scarce",
    "taxes": "taxes less subsidies on production and imports, on consumption too",
}
"""What each part is, for readers."""

WAGE_PARTS = ("total", *WAGE_WORDS)
WAGE_COLUMNS = (
    "employment", "displaced_jobs", "reinstated_jobs", "assisted_jobs", "gdp", "compensation", "price_level",
    "gpu_rent_share", "royalties", "kept_savings", "production_taxes",
)  # fmt: skip
"""Columns of the macro table that ``split_wages`` reads."""


def split_wages(story: pl.DataFrame, counterfactual: pl.DataFrame) -> pl.DataFrame:
    """Split the log change of real compensation a job; the parts add up to it exactly.

    Parameters
    ----------
    story, counterfactual : polars.DataFrame
        Macro tables on one seed.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``part`` (of ``WAGE_PARTS``), ``value`` in log points times 100.
    """
    here, there = _Accounts(story), _Accounts(counterfactual)
    left = logarithmic_mean(here.left, there.left)
    pieces = {
        "total": np.log(here.pay / there.pay),
        "productivity": np.log(here.output_a_job / there.output_a_job),
        "displacement": np.log(here.kept / there.kept),
        "machines": np.log(here.labour_of_work / here.kept / (there.labour_of_work / there.kept)),
        **{name: (there.taken[name] - part) / left for name, part in here.taken.items()},
    }
    values = {name: 100.0 * pieces[name] for name in WAGE_PARTS}
    frame = pl.DataFrame({"month": story["month"], "year": story["year"], **values})
    return frame.unpivot(list(WAGE_PARTS), index=["month", "year"], variable_name="part")


def logarithmic_mean(one: Numbers, other: Numbers) -> Numbers:
    """Return (a - b) / (ln a - ln b), which is a where both are the same."""
    same = np.isclose(one, other, rtol=1e-9, atol=0.0)
    ratio = np.where(same, 2.0, one / np.where(other == 0.0, 1.0, other))
    return np.where(same, (one + other) / 2.0, (one - other) / np.log(ratio))


class _Accounts:
    """What the identity needs of one macro table."""

    def __init__(self, macro: pl.DataFrame) -> None:
        column = {name: macro[name].fill_null(0.0).to_numpy().astype(np.float64) for name in WAGE_COLUMNS}
        output, jobs, prices = column["gdp"], column["employment"], column["price_level"]
        labour = column["compensation"] / output
        machines = column["gpu_rent_share"] + column["royalties"] / output
        self.kept: Numbers = WorkContent.of(macro).kept.to_numpy()
        self.output_a_job: Numbers = output / prices / jobs
        self.pay: Numbers = column["compensation"] / prices / jobs
        self.left: Numbers = labour + machines
        self.labour_of_work: Numbers = labour / self.left
        kept, taxes = column["kept_savings"] / output, column["production_taxes"] / output
        self.taken: dict[str, Numbers] = {
            "kept": kept,
            "taxes": taxes,
            "capital": 1.0 - self.left - kept - taxes,
        }
