"""Multipliers with slack and without: purchases by the state, and transfers from Alaska to Kenya.

A slump is set by hand (``slump``); when it is as deep as asked for, one branch spends and the other does not,
and both keep the slump. The multiplier is the sum over two years of what output is higher, at constant
prices, over the sum of what was spent. Nobody pays: the debt of the state does. Published: Ramey 2011, 2019
and Auerbach and Gorodnichenko 2012 for purchases; CBO 2010 and Egger et al. 2022 for transfers.

What the bank does belongs to the experiment. A national multiplier has its answer. A local one, of villages
in a country, has not: the rate of the currency area does not answer what happens in the place (Nakamura and
Steinsson 2014). So a transfer is made twice: with the bank's rule, and with the rate held to what it is
without the transfer.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any, NamedTuple

import numpy as np

from sim.experiments.run.fork import fork
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
    setting: Setting, past: Simulation, depth: float, policy: Mapping[str, Any], column: str, *, held: bool
) -> dict[str, Response]:
    """Return what a policy that begins in the slump does, against the slump alone, by what the bank does.

    ``column`` of the macroeconomic table says what it spends; ``held`` asks for the rate of the slump alone,
    beside the bank's rule.
    """
    slump = SLUMP.scaled(depth)
    without = setting.branch(past, setting.scenario())
    setting.go(without, BEGINS, slump.hold)
    begins, now = 100.0 * unemployment(without), fork(without, without.scenario)
    rates = {}
    for _ in range(12 * YEARS):
        setting.go(without, 1, slump.hold)
        rates[str(without.month)] = rate_asked(without)
    plain = setting.scenario(**policy, start=BEGINS)
    given = {"rule": "given_rate", "path": rates}
    scenarios = {"": plain} | ({"held_": plain.with_({"rules.policy_rate": given})} if held else {})
    wanted = begins < FULL if depth == 0.0 else begins > SLACK or depth < 1.0
    found = {}
    for name, scenario in scenarios.items():
        if not wanted:
            found[name] = Response(nan, begins, nan)
            continue
        spending = setting.branch(now, scenario)
        setting.go(spending, 12 * YEARS, slump.hold)
        here, there = series(spending), series(without)
        counted = slice(BEGINS, BEGINS + 12 * YEARS)
        more = (here["real_gdp"] - there["real_gdp"])[counted].sum()
        spent = (here[column] - there[column]) / there["price_level"] * there["price_level"][0]
        year = slice(BEGINS + 6, BEGINS + 18)
        prices = 100.0 * float(np.log(here["price_level"][year] / there["price_level"][year]).mean())
        found[name] = Response(float(more / spent[counted].sum()), begins, prices)
    return found


def rate_asked(simulation: Simulation) -> float:
    """Return the rate that the bank's rule asked for last, below zero too."""
    levers = simulation.policies.levers_in_force(simulation.state, simulation.month)
    rules = simulation.rules.in_month(
        simulation.state, simulation.structure, simulation.scenario, levers, simulation.seed, simulation.month
    )
    return float(rules.moments["policy_rate"].kept["rate"][0])


def measure_purchases(setting: Setting) -> Effects:
    """Return the multiplier of purchases in the economy as it is and in a slump."""
    past = setting.past()
    policy = {"kind": "public_purchases", "share": BOUGHT}
    found: dict[str, float] = {}
    for name, depth in (("full", 0.0), ("slack", 1.0)):
        response = respond(setting, past, depth, policy, "government_purchases", held=False)[""]
        found |= {f"{name}_{key}": value for key, value in response._asdict().items()}
    return found | {"more_in_slack": found["slack_multiplier"] - found["full_multiplier"]}


def measure_ladder(setting: Setting) -> Effects:
    """Return the multiplier of a transfer to everybody on every rung."""
    past = setting.past()
    output = float(past.state.macro.base_gdp[0]) / past.state.workers.status.size / 100.0
    policy = {"kind": "universal_basic_income", "amount": PAID * output, "duration": PAID_MONTHS}
    found: dict[str, float] = {}
    for name, depth in RUNGS.items():
        for bank, response in respond(setting, past, depth, policy, "transfers_paid", held=True).items():
            found |= {f"{name}_{bank}{key}": value for key, value in response._asdict().items()}
    for bank in ("", "held_"):
        more = found[f"deep_{bank}multiplier"] - found[f"full_{bank}multiplier"]
        found[f"{bank}more_in_slack"] = more
    return found


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
    months=len(RUNGS) * (BEGINS + 3 * 12 * YEARS),
    measure=measure_ladder,
    findings=means,
)
