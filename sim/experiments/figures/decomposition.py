"""The change of employment against the counterfactual, split by mechanism without a remainder.

Acemoglu and Restrepo (2019) split labour demand into displacement, reinstatement and productivity. Here jobs
are a product, L = E (1 - d + n - a): the effort that output asks for, in jobs, times what people still do of
it. Of the effort GPUs do the share d alone, new human tasks give back n, and assistance saves a. So the
change of L is the change of the shares at a given effort, and that of effort at given shares. Effort follows
demand, and a dollar of demand asks for the effort of a mean dollar of output, whoever spends it: E C / Y is
what households ask for, E I / Y investors, and so on. These are the accounts of the economy, by use, in jobs.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, overload

import polars as pl

from sim.errors import UserError
from sim.scenario import Scenario

__all__ = [
    "BUYERS", "BUYER_MEANINGS", "BUYER_WORDS", "COUNTED", "PARTS", "PART_MEANINGS", "PART_WORDS", "WEIGHTS",
    "Weights", "WorkContent", "by_buyer", "decompose", "without_policies",
]  # fmt: skip

PART_WORDS = {
    "displacement": "Displacement",
    "assistance": "Assistance",
    "reinstatement": "New human tasks",
    "entry": "Young firms",
    "income": "Household income",
    "demand": "Other demand",
    "policy": "Policy",
}
"""Parts of the change in employment in words, in the order in which they are shown."""

PART_MEANINGS = {
    "displacement": "what GPUs do alone, in jobs, of the work without AI: never more than the jobs there are",
    "assistance": "labour saved, of the same work, where people work faster with a GPU",
    "reinstatement": "tasks that did not exist before and that people do, beside the same work",
    "entry": "jobs in firms founded since year 0, against the counterfactual",
    "income": "jobs because disposable income buys more or less output than without AI, of which households "
    "spend the same part",
    "demand": "jobs because others buy more or less output, or households spend another part of income: "
    "investors, the state, other countries; less the jobs of young firms, which make some of all that",
    "policy": "employment against the same story without its policies",
}
"""What each part is, for readers of charts."""

BUYER_WORDS = {
    "income": "Households, out of income",
    "saving": "Households, another part of income",
    "compute": "Owners of GPUs",
    "investment": "Other investors",
    "government": "The state",
    "abroad": "Other countries",
}
"""Who asks for the change of output, in words, in the order in which they are shown."""

BUYER_MEANINGS = {
    "income": "as above",
    "saving": "a larger or smaller part of income is spent than without AI",
    "compute": "what is made at home of new GPUs, and their power and operation, paid in the month before",
    "investment": "firms' replacement and new capital",
    "government": "purchases, those with money that the central bank issues included",
    "abroad": "exports: what is left of output at market prices",
}
"""What each of them buys."""

COUNTED = (
    "employment", "displaced_jobs", "reinstated_jobs", "assisted_jobs", "entrant_jobs", "gdp", "consumption",
    "disposable_personal_income",
)  # fmt: skip
"""Columns of the macro table that ``decompose`` reads."""

PARTS = ("total", "displacement", "reinstatement", "assistance", "entry", "policy", "income", "demand")
BUYERS = ("total", *BUYER_WORDS)

Weights = Literal["no_ai", "shapley"]
WEIGHTS: tuple[Weights, ...] = ("no_ai", "shapley")
"""At which output the shares count: that without AI, or the mean of both (Shapley, free of order)."""

_SUFFIX = " without policies"


@overload
def without_policies(scenario: str) -> str: ...
@overload
def without_policies(scenario: Scenario) -> Scenario | None: ...
def without_policies(scenario: str | Scenario) -> str | Scenario | None:
    """Return the scenario without its policies, None if it has none; or the name that it gets."""
    if isinstance(scenario, str):
        return scenario + _SUFFIX
    if not scenario.policy:
        return None
    return scenario.with_({"policy": [], "name": scenario.name + _SUFFIX})


class WorkContent(NamedTuple):
    """Jobs as a product of effort and what people still do of it, by month."""

    effort: pl.Series
    """Jobs that the output would take with the tasks and tools of the time before AI, millions."""
    displaced: pl.Series
    """Share of it that GPUs do alone, d."""
    reinstated: pl.Series
    """What new human tasks give back, n, as a share of it."""
    assisted: pl.Series
    """Share of it that assistance saves, a."""

    @property
    def kept(self) -> pl.Series:
        """Share that people do: 1 - d + n - a."""
        return 1.0 - self.displaced + self.reinstated - self.assisted

    @classmethod
    def of(cls, macro: pl.DataFrame) -> WorkContent:
        """Read it from a macro table: its effort times what is kept of it is its employment."""
        names = ("displaced_jobs", "reinstated_jobs", "assisted_jobs")
        displaced, reinstated, assisted = (_column(macro, name) for name in names)
        effort = macro["employment"] + displaced - reinstated + assisted
        # where nobody works and nothing is made there is no share to speak of
        unit = pl.select(pl.when(effort > 0.0).then(effort).otherwise(1.0)).to_series()
        return cls(effort, displaced / unit, reinstated / unit, assisted / unit)


def decompose(
    story: pl.DataFrame,
    plain: pl.DataFrame,
    counterfactual: pl.DataFrame,
    *,
    weights: Weights = "no_ai",
) -> pl.DataFrame:
    """Split employment in ``story`` less that in ``counterfactual``; the parts add up to it exactly.

    With E the effort, without AI E0 = L0: displacement is -d E0, reinstatement n E0, assistance -a E0, and
    income, demand and entry together (E1 - E0)(1 - d + n - a), of which income is c0 (y1 - y0)(1 - d + n - a)
    with y = E D / Y, what disposable income D could buy of output Y, in effort, and c0 the part of it that is
    spent without AI. As d is a share, displacement is at most the jobs
    there are without AI. With ``shapley`` the shares count at (E0 + E1)/2 and effort at 1 - (d - n + a)/2,
    the mean over both orders: free of order, but displacement may exceed all jobs where output has grown a
    lot. If the counterfactual has AI too, d, n and a are differences of shares.

    Parameters
    ----------
    story, plain, counterfactual : polars.DataFrame
        Macro tables on one seed: the story, the same story without its policies (or the story itself, if that
        was not run), and the counterfactual.
    weights : {"no_ai", "shapley"}
        At which output the shares count.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``part`` (of ``PARTS``), ``value`` in millions of jobs.
    """
    if weights not in WEIGHTS:
        raise UserError(f"weights is {weights!r}; it is one of {', '.join(WEIGHTS)}.")
    there, here = WorkContent.of(counterfactual), WorkContent.of(plain)
    at, kept = there.effort, here.kept
    if weights == "shapley":
        at, kept = (there.effort + here.effort) / 2.0, (there.kept + here.kept) / 2.0
    income = _of_households(plain, counterfactual, weights)["income"] * kept
    entry = _column(plain, "entrant_jobs") - _column(counterfactual, "entrant_jobs")
    pieces = {
        "total": story["employment"] - counterfactual["employment"],
        "displacement": (there.displaced - here.displaced) * at,
        "reinstatement": (here.reinstated - there.reinstated) * at,
        "assistance": (there.assisted - here.assisted) * at,
        "entry": entry,
        "policy": story["employment"] - plain["employment"],
        "income": income,
        "demand": (here.effort - there.effort) * kept - income - entry,
    }
    return _long(story, pieces, PARTS)


def by_buyer(
    plain: pl.DataFrame,
    counterfactual: pl.DataFrame,
    *,
    imported: float,
    weights: Weights = "no_ai",
) -> pl.DataFrame:
    """Split what demand does to jobs (income, demand and entry of ``decompose``) by who buys, exactly.

    A buyer with the part s of output at market prices asks for the effort E s, so that the parts are
    (E1 s1 - E0 s0)(1 - d + n - a) and add up to (E1 - E0)(1 - d + n - a). With ``shapley`` the last factor is
    the mean of both, and income and saving are means over their order.

    Parameters
    ----------
    plain, counterfactual : polars.DataFrame
        Macro tables on one seed: the story without its policies, and the counterfactual.
    imported : float
        Part of a new GPU that is made abroad (``hardware.imported_share``).
    weights : {"no_ai", "shapley"}
        At which work content demand counts: that with AI, or the mean of both.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``part`` (of ``BUYERS``), ``value`` in millions of jobs.
    """
    there, here = WorkContent.of(counterfactual), WorkContent.of(plain)
    kept = (there.kept + here.kept) / 2.0 if weights == "shapley" else here.kept
    asked = [
        {name: one.effort * part for name, part in _parts_of_output(frame, imported).items()}
        for one, frame in ((there, counterfactual), (here, plain))
    ]
    pieces = {name: (asked[1][name] - asked[0][name]) * kept for name in asked[0]}
    pieces |= {name: part * kept for name, part in _of_households(plain, counterfactual, weights).items()}
    return _long(plain, pieces | {"total": (here.effort - there.effort) * kept}, BUYERS)


def _of_households(
    plain: pl.DataFrame, counterfactual: pl.DataFrame, weights: Weights
) -> dict[str, pl.Series]:
    """Split the change of E C / Y = c y into that of y, what income could buy, and of c, what is spent."""
    ends = []
    for frame in (counterfactual, plain):
        income = _column(frame, "disposable_personal_income")
        could_buy = WorkContent.of(frame).effort * _over(income, _column(frame, "gdp"))
        ends.append((could_buy, _over(_column(frame, "consumption"), income)))
    (there, spent_there), (here, spent_here) = ends
    spent, could = spent_there, here
    if weights == "shapley":
        spent, could = (spent_there + spent_here) / 2.0, (there + here) / 2.0
    return {"income": spent * (here - there), "saving": could * (spent_here - spent_there)}


def _parts_of_output(frame: pl.DataFrame, imported: float) -> dict[str, pl.Series]:
    """Return the parts of output at market prices that go to buyers other than households."""
    output, invested = _column(frame, "gdp"), _column(frame, "investment")
    made = (_column(frame, "compute_investment") - _column(frame, "chip_margins")) * (1.0 - imported)
    # owners of GPUs pay into the pot of investment, which buys in the month after
    compute = (made + _column(frame, "running_costs")).shift(1, fill_value=0.0)
    government = _column(frame, "government_purchases")
    abroad = output - _column(frame, "consumption") - invested - government
    bought = {
        "compute": compute,
        "investment": invested - compute,
        "government": government,
        "abroad": abroad,
    }
    return {name: _over(amount, output) for name, amount in bought.items()}


def _over(amount: pl.Series, whole: pl.Series) -> pl.Series:
    """Return amount over whole, zero where there is no whole."""
    known = pl.select(pl.when(whole > 0.0).then(whole).otherwise(1.0)).to_series()
    return pl.select(pl.when(whole > 0.0).then(amount / known).otherwise(0.0)).to_series()


def _long(clock: pl.DataFrame, pieces: dict[str, pl.Series], parts: tuple[str, ...]) -> pl.DataFrame:
    frame = pl.DataFrame({"month": clock["month"], "year": clock["year"], **pieces})
    return frame.unpivot(list(parts), index=["month", "year"], variable_name="part")


def _column(macro: pl.DataFrame, name: str) -> pl.Series:
    """Return a column with zero where the model had nothing to count."""
    return macro[name].fill_null(0.0)
