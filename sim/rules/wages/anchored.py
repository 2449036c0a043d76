"""Wages follow anchored expectations and what prices have granted, and close in on what clears the market.

dlnW_o = (pi_e + a) / 12 + lambda(xi) (u*_o - u_o) + theta / 12 max(0, ln(b P / W_o)), with pi_e = anchor
pi* + (1 - anchor) pi; a is the growth of real wages that prices have granted, da = catch_up (12 (dlnW -
dlnP) - a): it finds what firms can pay whatever makes it grow or shrink (Blanchard and Katz 1999; Gali
2011). xi is the part of the gap to the wage that clears the market that is left after a year (Korinek et
al. 2026), lambda = slope ln xi / ln 0.5. b is what a month without a job is worth: a wage below it is
pulled up by theta a year, and an a below zero carries it no further (Blanchard and Katz 1999). What
unemployment is natural in an occupation was learned in the burn-in. The numbers stand in the section
``wages`` of a scenario (docs/model.md, section 15.1).
"""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.kernels.elementary import log, logs, power
from sim.rules.outside_option import worth_without_a_job
from sim.rules.slots import Moment
from sim.rules.wages import WageRule
from sim.state.columns import SKILL_ONE, Array
from sim.units import MONTHS_PER_YEAR

LARGEST_STEP = 0.03  # change of a going wage in a month that no parameter exceeds
NATURAL_MEMORY = 1.0 / 36.0  # weight of a month of the burn-in in an occupation's natural unemployment
LEAST_UNEMPLOYMENT = 0.002  # below it wages rise no faster
FEW = 50  # simulated persons of an occupation whose own unemployment counts half, that of all the other half
SMOOTHING = 1.0 / 6.0  # weight of a month in the unemployment that wage setting looks at


class Anchored(WageRule):
    """Wages rise by expected inflation and what prices grant, faster where unemployment is low."""

    keeps: ClassVar[Mapping[str, int | str]] = {
        "granted": 1, "log_price": 1, "anchor": 1, "unemployment": "occupations", "natural": "occupations",
        "missing": "occupations", "usually_missing": "occupations",
    }  # fmt: skip

    def begin(self, moment: Moment) -> None:
        """Start from the trend and the unemployment of the base year."""
        kept, parameters = moment.kept, moment.parameters
        kept["granted"][0] = parameters.wages.productivity_growth
        kept["anchor"][0] = parameters.wages.trend_inflation
        kept["log_price"][0] = log(float(moment.state.macro.price_level[0]))
        kept["unemployment"][:] = kept["natural"][:] = parameters.population.unemployment_rate

    def cut_pass_through(self, moment: Moment) -> float:
        """Return the part of a fall of the going wage that those already employed bear at their review."""
        return 1.0 - moment.parameters.wages.rigidity

    def next_wages(self, moment: Moment, unemployed: Array, employed: Array) -> Array:
        """Return the going wages of the next month."""
        wages, macro, kept = moment.parameters.wages, moment.state.macro, moment.kept
        labour = unemployed + employed
        overall = float(unemployed.sum()) / max(1, int(labour.sum()))
        rates = (unemployed + FEW * overall) / (labour + FEW)  # of few people it says little
        if moment.month < 0:
            kept["natural"] += NATURAL_MEMORY * (rates - kept["natural"])
        kept["unemployment"] += SMOOTHING * (rates - kept["unemployment"])
        mean = float((kept["natural"] * labour).sum()) / max(1, int(labour.sum()))
        natural = wages.natural_unemployment_rate * kept["natural"] / max(mean, 1e-6)
        inflation = float(macro.inflation[0])
        missed = inflation - float(kept["anchor"][0])
        missed -= min(max(missed, -wages.anchor_band), wages.anchor_band)
        kept["anchor"][0] += wages.anchor_learning * missed
        weight = wages.expectations_anchor
        expected = weight * float(kept["anchor"][0]) + (1.0 - weight) * inflation
        slope = wages.phillips_slope * log(wages.rigidity) / log(0.5)
        granted = np.full(labour.size, float(kept["granted"][0]))
        slack = np.maximum(kept["unemployment"], LEAST_UNEMPLOYMENT) / np.maximum(natural, LEAST_UNEMPLOYMENT)
        falls = kept["granted"][0] < 0.0  # a habit of less ends where hands are scarce, one of more where not
        granted *= np.minimum(1.0, slack if falls else 1.0 / slack)
        if wages.outside_option > 0.0:
            outside = worth_without_a_job(macro, moment.structure, moment.parameters)
            below = np.maximum(outside / np.maximum(macro.occupation_wage, 1e-9), 1.0)
            granted = np.where(below > 1.0, np.maximum(granted, 0.0), granted)  # no habit carries it on down
            granted += wages.outside_response * logs(below)
        step = (expected + granted) / MONTHS_PER_YEAR
        if wages.demand_elasticity < np.inf:
            relative, whole = self._scarcity(moment, natural, employed)
            usual = np.array([wages.natural_unemployment_rate])
            closed = 1.0 - power(wages.rigidity, 1.0 / MONTHS_PER_YEAR)
            step += closed * relative / wages.demand_elasticity
            step += slope * _tightness(usual, usual - whole)
        else:
            step += slope * _tightness(natural, kept["unemployment"])
        step = np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        log_price = log(float(macro.price_level[0]))
        growth = logs(1.0 + step)
        raised = float((growth * employed).sum()) / max(1, int(employed.sum()))
        found = MONTHS_PER_YEAR * (raised - (log_price - kept["log_price"][0]))
        kept["granted"][0] += wages.catch_up * (found - kept["granted"][0])
        kept["granted"][0] = min(max(kept["granted"][0], wages.least_granted), wages.most_granted)
        kept["log_price"][0] = log_price
        return macro.occupation_wage * (1.0 + step)

    def _scarcity(self, moment: Moment, natural: Array, employed: Array) -> tuple[Array, float]:
        """Return by how much more labour is wanted than there is, as a share of it, over what is usual.

        By occupation relative to the whole economy, (o,), and in the whole economy.
        """
        teams, kept, size = moment.state.teams, moment.kept, natural.size
        planned = np.where(teams.weight > 0.0, teams.effort * teams.human_need, 0.0)
        wanted = np.bincount(teams.occupation, planned, size)
        at_work = np.bincount(teams.occupation, teams.skill_sum / SKILL_ONE, size)
        missing = logs(np.maximum(wanted, 1.0) / np.maximum(at_work, 1.0))
        if moment.month < 0:
            kept["usually_missing"] += NATURAL_MEMORY * (missing - kept["usually_missing"])
        kept["missing"] += SMOOTHING * (missing - kept["missing"])
        beyond = kept["missing"] - kept["usually_missing"] + natural - kept["unemployment"]
        pay = moment.state.macro.occupation_wage * employed
        whole = float((beyond * pay).sum()) / max(float(pay.sum()), 1e-9)
        return beyond - whole, whole


def _tightness(natural: Array, unemployment: Array) -> Array:
    """Return by how much unemployment counts as below its natural rate: more and more as nobody is left."""
    scarce = unemployment < natural
    ratio = natural / np.maximum(np.where(scarce, unemployment, natural), LEAST_UNEMPLOYMENT)
    curved = natural * logs(np.maximum(ratio, 1.0))
    return np.where(scarce, np.maximum(curved, natural - unemployment), natural - unemployment)
