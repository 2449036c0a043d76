"""What stays fixed in a run: technology, demand weights and networks of the base year, as arrays."""

from typing import NamedTuple

import numpy as np

from sim.state.benefits import Benefits
from sim.state.columns import Array

PRICE_BASE = 100.0  # cents a unit of output in the base year
ROLES = ("real_estate", "education", "government", "energy", "mining", "farming")
"""Parts that one sector plays: its profits go to the owners of property, it teaches, it is the state; what it
sells needs what nobody can make."""
FIGURES = (
    "population",
    "gdp",
    "firms_and_units",
    "participation_rate",
    "ai_use_smallest",
    "ai_use_gain",
    "ai_use_half_size",
    "ai_first_intensity",
    "self_employed_hours",
    "weekly_hours",
    "part_time_share",
    "poverty_guideline",
    "past_real_wage_growth",
    "poverty_guideline_more",
    "supplemental_line_tenants",
    "supplemental_line_owners",
    "rent_share",
    "owner_cost_share",
    "housing_income_elasticity",
    "tenant_spending",
    "owner_spending",
    "household_spending",
    "survey_spending",
)
"""Single figures of the country that months need; the table of scalars says what each is."""


class People(NamedTuple):
    """People by cell (c), age group (g), occupation (o), single year of age (a), calendar year (y)."""

    type_share: Array  # float64 (t,): cumulative shares of the latent types
    type_pay: Array  # float64 (TYPES,): skill of each type over the mean
    group_of_age: Array  # uint8 (a,): age group by years of age
    by_type: Array  # float64 (h, c): factor on each of ``HAZARDS``, by worker type
    by_age: Array  # float64 (h, c): the same, by age group
    retirement: Array  # float64 (c,): share of the employed who retire in a month
    newcomer: Array  # float64 (c,): share of applicants from outside without an occupation of their own
    part_time: Array  # float64 (c,): share of the employed who usually work part time
    pay: Array  # float64 (c,): usual full-time pay of the age over the mean wage
    adults: Array  # float64 (c,): share of adults in the base year
    participation: Array  # float64 (c,): part of them in the labour force
    destination: Array  # float64 (g, o): part of the age group in the occupation over that of all employed
    first_jobs: Array  # float64 (g, o): part of the jobs of the age group in the occupation
    pull: Array  # float64 (g, o): on changers of the age group, who go where it is larger
    retiring: Array  # float64 (g, o): how much sooner than others of their age people of it retire
    ages: Array  # float64 (y, a): shares of adults by single year of age
    children: Array  # float64 (y, b): children by band of ages for one adult
    first_year: int  # of ``ages``
    base_year: int  # in which month 0 lies


HAZARDS = (
    "layoff", "leaving", "job_search", "finding", "entry", "giving_up", "other_occupation", "skill_growth",
    "disabled",
)  # fmt: skip
"""Rows of ``People.by_type`` and ``People.by_age``."""


class HomeOwners(NamedTuple):
    """Owners of homes in the base year, by band of rank in wealth (b) and age group (g)."""

    rank: Array  # float64 (b,): middle of the band
    odds: Array  # float64 (b,): factor on the odds to own
    share: Array  # float64 (g,): of households, by the age of the householder


class Structure(NamedTuple):
    """What no month changes, by occupation (o), sector (s), bracket (k), provider (p), model owner (m)."""

    base_wage: Array  # float64 (o,): cents a month in the base year
    log_wage_sd: Array  # float64 (o,): spread of skill within the occupation
    skill_spread: Array  # float64 (o, 3): the same, and the tail at the top (rules.skill)
    labour_share: Array  # float64 (s,): compensation in value added
    capital_cost: Array  # float64 (s,): replacement investment, cents a unit in the base year
    user_cost: Array  # float64 (s,): replacement and normal return, cents a unit in the base year
    markup: Array  # float64 (s,): price over unit cost, minus 1
    production_tax: Array  # float64 (s,): taxes less subsidies on production, share of sales
    staffing: Array  # float64 (s, o): cumulative shares of jobs
    consumption: Array  # float64 (s,): shares of spending, as are the next three
    investment: Array
    government: Array
    exports: Array
    mobility: Array  # float64 (o, o): probability of the group that a changer goes to
    transfer: Array  # float64 (o, o): worth of a unit of skill in another occupation, 1 on the diagonal
    leaving: Array  # float64 (o,): tendency to change the group, mean 1 over jobs
    jobs: Array  # float64 (o,): share of jobs in the base year
    exposure: Array  # float64 (o,): share of tasks exposed to AI
    usual_exposure: Array  # float64 (o,): by the measure of the default, whichever one the scenario takes
    physical_share: Array  # float64 (o,): share of tasks that need hands: no software speeds them up
    human_touch: Array  # float64 (s,): demand elasticity to human content
    firm_share: Array  # float64 (s,): share of firms
    firm_size: Array  # float64 (s,): mean employees
    entry_rate: Array  # float64 (s,): entrants a month for each firm of the base year
    exit_rate: Array  # float64 (s,): relative exit rate, mean 1
    tax_floor: Array  # float64 (k,): cents a month where each bracket begins, base-year wages
    tax_rate: Array  # float64 (k,): marginal rates
    provider_share: Array  # float64 (p,): share of the fleet at the start
    provider_single: Array  # bool (p,): one owner; many small ones have no market power
    model_owner_share: Array  # float64 (m,): share of the compute that owners of models use at the start
    nonfarm_business: Array  # float64 (s,): part of value added in nonfarm business
    people: People  # by type and age
    homes: HomeOwners  # by age and wealth; of nobody where everybody lives alone
    benefits: Benefits  # schedules of the base year; of nothing where the scenario has none
    benefit_indices: Benefits  # what each amount of them follows, codes of sim.state.benefits
    roles: Array  # int64: row of the sector that plays each of ``ROLES``
    figures: Array  # float64: value of each of ``FIGURES``

    def role(self, role: str) -> int:
        """Return the row of the sector that plays a part of ``ROLES``."""
        return int(self.roles[ROLES.index(role)])

    def figure(self, name: str) -> float:
        """Return a single figure of ``FIGURES``."""
        return float(self.figures[FIGURES.index(name)])

    def mean_wage(self, wages: Array) -> float:
        """Return the mean of wages by occupation over the jobs of the base year, in their unit."""
        return float((wages * self.jobs).sum())

    @property
    def labour_part(self) -> float:
        """Compensation of employees over value added in the base year."""
        wages = (np.diff(self.staffing, axis=1, prepend=0.0) * self.base_wage).sum(axis=1)
        labour = self.firm_share * self.firm_size * wages
        return float(labour.sum() / (labour / self.labour_share).sum())

    @property
    def firms_per_person(self) -> float:
        """Firms and units of government for one adult."""
        return self.figure("firms_and_units") / self.figure("population")
