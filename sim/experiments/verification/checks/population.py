"""The course of life: ages that renew themselves, years that are left, shares that stand still."""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix, of_chance
from sim.experiments.verification.economies import economy
from sim.rules.drawing_down import years_left
from sim.rules.hazards import profile_of
from sim.rules.life_cycle import renewal, shares_of, standstill
from sim.state.structure import People

__all__: list[str] = []


@cache
def people() -> People:
    """Return the figures of people by age."""
    return economy(people=1_000).structure.people


@check(
    says="People who die and those who come lead from the ages of one year to those of the next.",
    formula="c(a+1, t+1) = c(a, t) (1 - r(a, t)) + n(a+1, t)",
    source="cohort component method (Leslie 1945); docs/model.md 9.7",
    kind="identity",
    tolerance="rounding, 1e-11 of a share",
    error="nobody immigrates: newcomers are of the youngest age alone",
)
def ages_of_a_year_later(dose: float) -> Measured:
    """Renew the ages of five years of the projection."""
    ages, found, expected = people().ages, [], []
    for year in range(min(5, ages.shape[0] - 1)):
        now, later = ages[year], ages[year + 1]
        rule = renewal(now, later)
        youngest = int(np.argmax(now > 0.0))
        only = np.where(np.arange(now.size) == youngest, rule.newcomers, 0.0)
        kept = now * (1.0 - rule.replaced)
        older = np.append(0.0, kept[:-1])
        older[-1] += kept[-1]  # the last age is open
        found.append(older + mix(dose, rule.newcomers, only))
        expected.append(later)
    return exact(np.concatenate(expected), np.concatenate(found), 1e-9, 1e-13)


@check(
    says="Where shares of ages stand still, as many move on from an age as die beyond it.",
    formula="c = c after deaths, birthdays and newcomers",
    source="stationary population (Lotka); docs/model.md 9.7",
    kind="invariance",
    tolerance="rounding, 1e-11 of a share",
    error="everybody who lives grows older: nobody stays",
)
def ages_at_a_standstill(dose: float) -> Measured:
    """Let a year pass in a population that stands still."""
    shares = people().ages[0]
    rule = standstill(shares, renewal(shares, people().ages[1]).replaced)
    alive = shares * (1.0 - rule.replaced)
    older = alive * mix(dose, rule.older, np.ones(shares.size))
    found = alive - older + np.append(0.0, older[:-1]) + rule.newcomers
    found[-1] += older[-1]
    return exact(shares, found, 1e-9, 1e-13)


@check(
    says="If people die at the same rate at every age, the years that are left do not depend on age.",
    formula="L = 1/q - 1/2",
    source="life table of a constant hazard (Preston, Heuveline and Guillot 2001)",
    kind="closed form",
    tolerance="the table ends after 1,000 ages: (1-q)^900 of half a year",
    error="who dies in a year has lived none of it: L = 1/q - 1",
)
def years_that_are_left(dose: float) -> Measured:
    """Work out a table of 1,000 ages at three rates."""
    rates = np.array([0.02, 0.05, 0.2])
    found = [years_left(np.full(1_000, rate))[100] for rate in rates]
    return exact(1.0 / rates - 0.5, mix(dose, found, 1.0 / rates - 1.0), 1e-7)


@check(
    says="Jobs end soon or last: separations fall with tenure to those of long jobs.",
    formula="p(t) = 1 + a1 e^(-t/m1) + a2 e^(-t/m2): p(0) = 1 + a1 + a2, p(inf) = 1, mean over a long time",
    source="Farber 1999; docs/model.md 9.1",
    kind="closed form",
    tolerance="rounding, 1e-11; of the sum the tail beyond 40 years, 1e-6",
    error="the risk of a new job does not fade",
)
def separations_by_tenure(dose: float) -> Measured:
    """Look at the first month and the fortieth year, and at the sum over all months."""
    careers = economy(people=1_000).scenario.careers
    right = profile_of(careers)
    found = mix(dose, right, np.full(right.size, right[0]))
    sums = [careers.new_job_risk / (1.0 - np.exp(-1.0 / careers.new_job_months)),
            careers.young_job_risk / (1.0 - np.exp(-1.0 / careers.young_job_months))]  # fmt: skip
    expected = [1.0 + careers.new_job_risk + careers.young_job_risk, sum(sums)]
    tail = careers.young_job_risk * np.exp(-right.size / careers.young_job_months)
    slack = np.array([0.0, tail / (1.0 - np.exp(-1.0 / careers.young_job_months))])
    return exact(expected, [found[0], (found - 1.0).sum()], 1e-9, slack)


@cache
def aged() -> np.ndarray:
    """Return how many people are in each band of ages after ten years in which shares stand still."""
    model = economy(people=8_000, burn_in=120)
    model.run(0)
    return np.bincount(np.digitize(model.state.workers.age, BANDS), minlength=BANDS.size + 1).astype(float)


BANDS = np.array([25, 35, 45, 55, 65, 75])


@check(
    says="An economy whose people grow older, die and are replaced has the ages that the census has.",
    formula="P(age band) = share of adults",
    source="stationary population; Census Bureau projections; docs/model.md 9.7",
    kind="distribution",
    tolerance="standard error of a share of 8,000 people",
    error="nobody is replaced: all are ten years older than they were",
    statistical=True,
    slow=True,
)
def ages_after_ten_years(dose: float) -> Measured:
    """Live through ten years of a burn-in and count people by age."""
    model = economy(people=1_000)
    shares = shares_of(model.structure, 0)
    ages = np.arange(shares.size)
    expected = np.bincount(np.digitize(ages, BANDS), weights=shares, minlength=BANDS.size + 1)
    wrong = np.bincount(np.digitize(ages + 10, BANDS), weights=shares, minlength=BANDS.size + 1)
    counts = aged()
    found = mix(dose, counts / counts.sum(), wrong)
    return of_chance(expected, found, np.sqrt(expected * (1.0 - expected) / counts.sum()))
