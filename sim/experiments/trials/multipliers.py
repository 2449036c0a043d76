"""Multipliers with slack and without: purchases by the state, and transfers from Alaska to Kenya.

A slump is set by hand (``slump``); when it is as deep as asked for, one branch spends and the other does not,
and both keep the slump. The multiplier is the sum over two years of what output is higher, at constant
prices, over the sum of what was spent. Nobody pays: the debt of the state does. Published: Ramey 2011, 2019
and Auerbach and Gorodnichenko 2012 for purchases; CBO 2010 and Egger et al. 2022 for transfers.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any, NamedTuple

import numpy as np

from sim.experiments.trials.slump import Slump, unemployment
from sim.experiments.trials.trial import Effects, Setting, Trial, means, series
from sim.simulation import Simulation

__all__ = ["LADDER", "PURCHASES", "Response", "respond"]

SLUMP = Slump(-0.15, -0.33, lasts=48)
FULL, SLACK = 6.0, 8.0  # unemployment, %: below it the economy is at rest, above it there is slack
BEGINS, YEARS = 18, 2  # month of the spending: the slump has had its way; and years that are counted
BOUGHT = 0.01  # of output, in each of the two years
PAID, PAID_MONTHS = 0.02, 12  # of output, and for how long: a transfer to all adults
RUNGS = {"full": 0.0, "mild": 0.4, "slack": 0.7, "deep": 1.0}
"""How deep the slump is on each rung of the ladder."""


class Response(NamedTuple):
    """What spending does in one state of the economy; NaN where the seed was not in that state."""

    multiplier: float
    unemployment: float  # when it begins, %
    prices: float  # how much higher after a year, %


def respond(
    setting: Setting, past: Simulation, depth: float, policy: Mapping[str, Any], column: str
) -> Response:
    """Return what a policy that begins in the slump does, against the slump alone.

    ``column`` of the macroeconomic table says what it spends.
    """
    slump = SLUMP.scaled(depth)
    without = setting.branch(past, setting.scenario())
    setting.go(without, BEGINS, slump.hold)
    begins = 100.0 * unemployment(without)
    spending = setting.branch(without, setting.scenario(**policy, start=BEGINS))
    for branch in (without, spending):
        setting.go(branch, 12 * YEARS, slump.hold)
    here, there = series(spending), series(without)
    counted = slice(BEGINS, BEGINS + 12 * YEARS)
    more = (here["real_gdp"] - there["real_gdp"])[counted].sum()
    spent = (here[column] - there[column]) / there["price_level"] * there["price_level"][0]
    year = slice(BEGINS + 6, BEGINS + 18)
    prices = 100.0 * float(np.log(here["price_level"][year] / there["price_level"][year]).mean())
    wanted = begins < FULL if depth == 0.0 else begins > SLACK or depth < 1.0
    if not wanted:
        return Response(nan, begins, nan)
    return Response(float(more / spent[counted].sum()), begins, prices)


def measure_purchases(setting: Setting) -> Effects:
    """Return the multiplier of purchases in the economy as it is and in a slump."""
    past = setting.past()
    policy = {"kind": "public_purchases", "share": BOUGHT}
    found: dict[str, float] = {}
    for name, depth in (("full", 0.0), ("slack", 1.0)):
        response = respond(setting, past, depth, policy, "government_purchases")
        found |= {f"{name}_{key}": value for key, value in response._asdict().items()}
    return found | {"more_in_slack": found["slack_multiplier"] - found["full_multiplier"]}


def measure_ladder(setting: Setting) -> Effects:
    """Return the multiplier of a transfer to everybody on every rung."""
    past = setting.past()
    output = float(past.state.macro.base_gdp[0]) / past.state.workers.status.size / 100.0
    policy = {"kind": "universal_basic_income", "amount": PAID * output, "duration": PAID_MONTHS}
    found: dict[str, float] = {}
    for name, depth in RUNGS.items():
        response = respond(setting, past, depth, policy, "transfers_paid")
        found |= {f"{name}_{key}": value for key, value in response._asdict().items()}
    return found | {"more_in_slack": found["deep_multiplier"] - found["full_multiplier"]}


PURCHASES = Trial(
    name="purchases",
    question="How much does output rise for each dollar that the state buys for, with slack and without?",
    people=20_000,
    months=2 * (BEGINS + 2 * 12 * YEARS),
    measure=measure_purchases,
    findings=means,
)
LADDER = Trial(
    name="ladder",
    question="How much does output rise for each dollar paid to everybody, by the slack there is?",
    people=10_000,
    months=len(RUNGS) * (BEGINS + 2 * 12 * YEARS),
    measure=measure_ladder,
    findings=means,
)
