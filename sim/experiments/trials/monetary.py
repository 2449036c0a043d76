"""A monetary shock: for a year the policy rate is one point above what the bank's rule asks for.

The rule goes on answering inflation and unemployment (``levers.shocked_rate``), as it does in the regressions
behind the published figures (Romer and Romer 2004; Ramey 2016).
"""

from __future__ import annotations

import numpy as np

from sim.experiments.trials.trial import Effects, Setting, Trial, means, series

__all__ = ["TRIAL"]

RISE, LASTS = 0.01, 12  # share a year, months
MONTHS = 36
WINDOWS = {"first_year": slice(0, 12), "second_year": slice(12, 24), "third_year": slice(24, 36)}


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    rule = {"rule": "shocked_rate", "rise": RISE, "first": 0, "lasts": LASTS}
    shocked = setting.scenario().with_({"rules.policy_rate": rule})
    here, there = (
        series(setting.branch(past, scenario, months=MONTHS)) for scenario in (shocked, setting.scenario())
    )
    found = {}
    for name, window in WINDOWS.items():
        for figure, column in (("output", "real_gdp"), ("prices", "price_level")):
            found[f"{figure}_{name}"] = 100.0 * float(np.log(here[column] / there[column])[window].mean())
        for figure, column in (("unemployment", "unemployment_rate"), ("rate", "policy_rate")):
            found[f"{figure}_{name}"] = 100.0 * float((here[column] - there[column])[window].mean())
    return found


TRIAL = Trial(
    name="monetary",
    question="What does a policy rate that is one point higher for a year do to output, jobs and prices?",
    people=20_000,
    months=2 * MONTHS,
    measure=measure,
    findings=means,
)
