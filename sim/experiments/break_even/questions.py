"""Break-even questions: how large a policy must be, or how strong AI may be, for something just to hold.

Each question is a response that crosses zero, found by ``sim.experiments.break_even.crossing`` on common
random numbers. The figures are those of the last year of the runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.country import in_currency
from sim.errors import UserError
from sim.experiments.break_even.answer import BreakEven
from sim.experiments.break_even.laboratory import NO_AI, Laboratory, Real
from sim.experiments.lab.measures import goal
from sim.experiments.lab.packages import Package, package, parse_packages
from sim.experiments.public_finance.financing import DEFAULT_PAYER
from sim.experiments.run.run import ScenarioLike
from sim.policies.framework.financing import DEFICIT

__all__ = ["break_even_gpu_tax", "break_even_poverty", "break_even_ratio"]


def break_even_poverty(
    story: ScenarioLike,
    *,
    figure: str = "poverty_rate",
    largest: float = 3_000.0,
    financed_by: str = DEFAULT_PAYER,
    tolerance: float = 0.2,
    **options: Any,
) -> BreakEven:
    """Find the basic income that keeps poverty, or another figure, at its level without AI.

    Parameters
    ----------
    story : Scenario, str or Path
        Where it is paid.
    figure : str
        What is to be kept.
    largest : float
        End of the range, dollars a month.
    financed_by : str
        What pays for it.
    tolerance : float
        Percentage points of poverty, or the unit in which changes of the figure are told.
    **options
        ``replicates``, ``people``, ``months``, ``first_seed``, ``processes``, ``progress``, ``grid``,
        ``rounds``.
    """
    lab = Laboratory(story, options, "Basic income")
    kept = goal(figure, lab.story)
    income = {"kind": "universal_basic_income", "financed_by": financed_by}
    # what is not valid is refused before anything runs
    package([{**income, "amount": largest}])
    without_ai = lab.plain(NO_AI, figure)

    def respond(amounts: Sequence[float]) -> dict[float, Real]:
        arms = {amount: package([{**income, "amount": amount}]) for amount in amounts}
        found = lab.arms(arms, figure)
        return {amount: -kept.gain(found[amount], without_ai) for amount in amounts}

    crossing = lab.find(respond, np.linspace(0.0, largest, lab.grid), tolerance, rising=False)
    at_zero, at_end = (float(crossing.curve["mean"][k]) for k in (0, -1))
    reason = ""
    if not crossing.exists:
        reason = (
            f"{kept.words} is {-at_zero:.2f} {kept.unit} better than without AI even without a basic income."
            if at_zero <= 0.0
            else f"{kept.words} is {at_end:.2f} {kept.unit} worse than without AI even at the largest amount."
        )
    return BreakEven(
        question=f"basic income that keeps {kept.words} at its level without AI",
        unit=in_currency("dollars a month"),
        range=(0.0, largest),
        crossing=crossing,
        response=f"{kept.unit} of {kept.words}",
        reason=reason,
        varied="Basic income",
        who_paid=lab.who_paid(crossing.value, "basic income") if crossing.value else "",
        **lab.asked,
    )


def break_even_gpu_tax(
    story: ScenarioLike, amount: float, *, largest: float = 10.0, tolerance: float = 2.0, **options: Any
) -> BreakEven:
    """Find the tax on GPU rent that pays for a basic income.

    Parameters
    ----------
    story : Scenario, str or Path
        Where it is paid.
    amount : float
        Basic income, dollars a month.
    largest : float
        End of the range, share of the rent.
    tolerance : float
        Per cent of the cost.
    **options
        As for ``break_even_poverty``.
    """
    if amount <= 0.0:
        raise UserError(
            in_currency(f"the basic income is {amount:g} dollars a month; it must be above 0 to be paid for.")
        )
    lab = Laboratory(story, options, in_currency(f"GPU tax and {amount:g} dollars"))

    def respond(rates: Sequence[float]) -> dict[float, Real]:
        income = {"kind": "universal_basic_income", "amount": amount, "financed_by": DEFICIT}
        arms = {rate: package([income, {"kind": "gpu_tax", "tax_rate": rate}]) for rate in rates}
        raised, cost = (lab.arms(arms, measure) for measure in ("policy_own_revenue", "policy_cost"))
        return {rate: 100.0 * (raised[rate] / cost[rate] - 1.0) for rate in rates}

    crossing = lab.find(respond, np.linspace(0.0, largest, lab.grid), tolerance, rising=True)
    reason = ""
    if not crossing.exists:
        best = crossing.curve.sort("mean").row(-1, named=True)
        share = 100.0 + float(best["mean"])
        reason = f"the most the tax raises is {share:.1f} % of the cost, at a rate of {best['x']:.2f}."
    return BreakEven(
        question=in_currency(f"GPU tax that pays for a basic income of {amount:g} dollars"),
        unit="of the rent",
        range=(0.0, largest),
        crossing=crossing,
        response="% of the cost",
        reason=reason,
        varied="GPU tax",
        **lab.asked,
    )


def break_even_ratio(
    story: ScenarioLike,
    policies: str | Package,
    *,
    figure: str = "median_income",
    smallest: float = 0.2,
    largest: float = 30.0,
    tolerance: float = 1.0,
    **options: Any,
) -> BreakEven:
    """Find the GPU-worker ratio above which a package no longer holds the median person harmless.

    Harmless: median real disposable income, or another figure, is not worse than without AI and the package.

    Parameters
    ----------
    story : Scenario, str or Path
        Its ``compute.gpu_worker_ratio`` is what varies.
    policies : str or Package
        The package; ``none`` for no policy.
    figure : str
        What must not get worse.
    smallest, largest : float
        Range of the ratio.
    tolerance : float
        Per cent of median income, or the unit in which changes of the figure are told.
    **options
        As for ``break_even_poverty``.
    """
    if not 0.0 < smallest < largest:
        raise UserError(
            f"the range is {smallest:g} to {largest:g} workers a GPU; it must begin above 0 and rise."
        )
    lab = Laboratory(story, options, "Ratio")
    kept = goal(figure, lab.story)
    own = lab.story.plugins
    given = [policies] if isinstance(policies, Package) else parse_packages([policies], plugins=own)
    if len(given) > 1:
        raise UserError(f"ratio-median takes one package, but {policies} makes {len(given)}.")
    in_force = [*lab.story.policy, *(policy for one in given for policy in one.policies)]
    without_ai = lab.plain(NO_AI, figure)

    def respond(ratios: Sequence[float]) -> dict[float, Real]:
        stories = {
            ratio: lab.story.with_(
                {
                    "compute.gpu_worker_ratio": ratio,
                    "compute.gpu_worker_ratio_start": min(ratio, lab.story.compute.gpu_worker_ratio_start),
                    "policy": in_force,
                }
            )
            for ratio in ratios
        }
        found = lab.stories(stories, figure)
        return {ratio: kept.gain(found[ratio], without_ai) for ratio in ratios}

    crossing = lab.find(respond, np.geomspace(smallest, largest, lab.grid), tolerance, rising=False)
    words = given[0].unpaid_label if given else "no policy"
    reason = "" if crossing.exists else kept.no_crossing(crossing.curve["mean"].to_list())
    return BreakEven(
        question=f"ratio above which {kept.words} {kept.worsens} its level without AI ({words})",
        unit="workers a GPU",
        range=(smallest, largest),
        crossing=crossing,
        response=f"{kept.unit} of {kept.words}",
        reason=reason,
        varied="GPU-worker ratio",
        who_paid=lab.payers_at(crossing.value, in_force) if crossing.value else "",
        **lab.asked,
    )
