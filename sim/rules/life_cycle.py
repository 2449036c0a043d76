"""What the projection of the population makes of a year: who is replaced, by whom, and how many are born.

The number of persons stays what it is, so the projection counts as shares of adults, c(a, t). Whoever turns
from a to a + 1 in year t is replaced with probability r(a, t) = max(0, 1 - c(a + 1, t + 1) / c(a, t)), and
what is missing then are the ages of newcomers, max(0, c(a + 1, t + 1) - c(a, t)): applied to the shares of
one year the two give those of the next. r is mortality less immigration.

Before the base year and beyond the projection the shares stand still. People die then as in the nearest year,
newcomers are of the age of the youngest, and a birthday makes older only by a chance: the part of an age that
has to move on so that every age keeps its share, while the ages above it lose who dies.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import exps
from sim.kernels.remembered import remembered
from sim.parameters import Parameters
from sim.rules.drawing_down import DrawingDown, years_left
from sim.rules.hazards import pay_of_types
from sim.state.columns import TYPES, Array
from sim.state.households import CHILD_AGES
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR, Amounts, Codes, Totals

AGES = 256
"""Ages that a column of bytes can hold."""

# columns of the counters, one row a chunk of persons; the first four by status of the person who died
(
    DEATHS, DEATHS_UNEMPLOYED, DEATHS_OUTSIDE, DEATHS_RETRAINING, BIRTHS, GROWN_UP, LEFT_HOME, JOINED, PARTED,
    ESTATES, ESTATE_TAX, HOMES_BOUGHT, HOMES_LEFT, CLAIMS_SOLD,
) = range(14)  # fmt: skip
N_LIFE_COUNTS = 14
STATUSES = slice(DEATHS, DEATHS_RETRAINING + 1)


class LifeCycle(NamedTuple):
    """Chances of the month's birthdays, by age after the birthday unless it says otherwise."""

    replaced: Amounts  # (AGES,): by age before the birthday, as is the next
    older: Amounts  # (AGES,): of those who live on
    newcomer_ages: Amounts  # (a,): cumulative shares
    group_of_age: Codes  # (AGES,)
    types: Amounts  # (t,): cumulative shares of the latent types
    first_jobs: Amounts  # (g, o): cumulative shares of the jobs of the age group
    skill_spread: Array  # (o, 3)
    type_pay: Amounts  # (TYPES,): skill of each latent type over the mean
    claim_price: Amounts  # (3,): cents a unit
    births: Amounts  # (AGES,)
    leaving_home: Amounts  # (AGES,)
    joining: Amounts  # (AGES,)
    splitting: Amounts  # (AGES,)
    counts: Totals  # (chunks, N_LIFE_COUNTS)
    passes: int  # 1 if people grow older at all; a table has no room for a bool
    households: int  # 1 if they live in households
    youngest: int  # age of the youngest adults
    oldest: int  # age that stands for all older ones
    first_skill: float
    alike: float  # part of the youngest newcomers who are of the type of who keeps the purse
    estate_tax: float
    generation: int
    partner_ages: int
    single_births: float
    first_births: float
    later_births: float
    heirs_from: int
    heirs_until: int
    homes: int  # 1 if households move between renting and owning
    owners: Amounts  # (g, BINS): chance to own a home, by the age group of the eldest and by wealth
    first_month: int  # whose stream has the draws that decide who owns
    by_pay: float  # how steeply births without a partner and partings fall with pay
    usual_pay: Amounts  # (AGES,): cents a month, full time
    leaving_last_band: float  # chance of the eldest children that nobody asks for, who then are not counted
    drawing_down: DrawingDown  # what the old sell of their claims


class Renewal(NamedTuple):
    """How the ages of adults become those of the next year."""

    replaced: Array  # float64 (a,): chance, by age before the birthday
    newcomers: Array  # float64 (a,): newcomers of each age, share of all adults
    older: Array  # float64 (a,): chance to become older at the birthday, of those who live on


def renewal(now: Array, later: Array) -> Renewal:
    """Return who is replaced, and by whom, so that shares of adults ``now`` become those of a year ``later``.

    The last age is open: those of the age before it and those who are older come together there. Which of
    them die is not known, so that the chance of the former is taken to be half way between the one of the
    age before and the one of the latter.

    Parameters
    ----------
    now, later : float64 arrays (a,)
        Shares by single year of age, 0 below that of the youngest adults.
    """
    last = now.size - 1
    replaced, newcomers = np.zeros(now.size), np.zeros(now.size)
    youngest = int(np.argmax(now > 0.0))
    newcomers[youngest] = later[youngest]
    ages = np.arange(youngest, last - 1)
    stay = later[ages + 1] / np.maximum(now[ages], 1e-300)
    replaced[ages] = np.maximum(0.0, 1.0 - stay)
    newcomers[ages + 1] = np.maximum(0.0, later[ages + 1] - now[ages])
    before = replaced[last - 2]
    found = (now[last - 1] * (1.0 - 0.5 * before) + now[last] - later[last]) / (
        0.5 * now[last - 1] + now[last]
    )
    replaced[last] = min(max(0.0, found), 1.0)
    replaced[last - 1] = 0.5 * (before + replaced[last])
    kept = float((now[last - 1 :] * (1.0 - replaced[last - 1 :])).sum()) if last > 0 else 0.0
    newcomers[last] = max(0.0, later[last] - kept)
    return Renewal(replaced, newcomers, np.ones(now.size))


def standstill(shares: Array, replaced: Array) -> Renewal:
    """Return chances with which shares of adults stay as they are, while people die as ``replaced`` says.

    In a year as many move on from an age as die beyond it. Where that were more people than there are, fewer
    die at all ages.
    """
    youngest = int(np.argmax(shares > 0.0))
    dead = shares * replaced
    beyond = dead.sum() - np.cumsum(dead)
    needed = np.zeros(shares.size)
    needed[youngest:] = beyond[youngest:] / np.maximum(shares[youngest:] - dead[youngest:], 1e-300)
    part = 1.0 / max(1.0, float(needed.max()))
    staying = np.maximum(shares - part * dead, 1e-300)
    newcomers = np.zeros(shares.size)
    newcomers[youngest] = part * dead.sum()
    return Renewal(part * replaced, newcomers, np.minimum(1.0, part * beyond / staying))


@remembered
def renewal_of(structure: Structure, year: int) -> Renewal:
    """Return the renewal from the year ``year`` after the base year to the next one."""
    last = structure.people.ages.shape[0] - 1
    row = _row(structure, year)
    if year >= 0 and row < last:
        return renewal(structure.people.ages[row], structure.people.ages[row + 1])
    near = max(0, min(row, last - 1))
    known = renewal(structure.people.ages[near], structure.people.ages[min(near + 1, last)])
    return standstill(structure.people.ages[row], known.replaced)


def shares_of(structure: Structure, year: int) -> Array:
    """Return the shares of adults by age, ``year`` years after the base year.

    Before it and beyond the last year they stand still.
    """
    people = structure.people
    return np.asarray(people.ages[_row(structure, year)])


def _row(structure: Structure, year: int) -> int:
    people = structure.people
    last = people.ages.shape[0] - 1
    return int(min(max(people.base_year - people.first_year + max(year, 0), 0), last))


class Children(NamedTuple):
    """How many children come and go in a year."""

    births: float  # for one adult
    leaving: float  # share of the last band who are not counted any more, beside those who take a row


def children_of(structure: Structure, first: int, year: int) -> Children:
    """Return births with which children stay as many, for one adult, as the projection has them.

    Children move from band to band by chance, a year's part of those in the band each year. From year
    ``first`` on, relative to the base year, the bands are followed to ``year``; births make up the
    difference between the projection and what the bands would come to. Part of those who turn into adults
    take the row of a newcomer, and the others, as the number of rows does not grow, are not counted.
    """
    people, widths = structure.people, np.diff((0, *CHILD_AGES))
    bands = np.array(people.children[_row(structure, 0)])
    births = leaving = 0.0
    youngest = int(np.argmax(people.ages[0] > 0.0))
    begin, end = 0, people.ages.shape[0] - 1 - _row(structure, 0)
    still = [float(renewal_of(structure, then).newcomers[youngest]) for then in (begin - 1, end)]
    for then in range(min(first, year), year + 1):
        if begin <= then < end:
            taken = float(people.ages[_row(structure, then + 1), youngest])
        else:
            taken = still[then >= end]
        moving = bands / widths
        grown = max(taken, float(moving[-1]))
        leaving = (grown - taken) / max(float(bands[-1]), 1e-12)
        wanted = float(people.children[_row(structure, then + 1 if then >= 0 else then)].sum())
        births = max(0.0, wanted - float(bands.sum()) + grown)
        moving[-1] = grown
        bands += np.array([births, *moving[:-1]]) - moving
    return Children(births, leaving)


class ChancesOfYear(NamedTuple):
    """Chances of birthdays that a year has in all its months; fields as in ``LifeCycle``."""

    replaced: Array
    older: Array
    newcomer_ages: Array
    first_jobs: Array
    births: Array
    leaving_home: Array
    joining: Array
    splitting: Array  # if nothing follows pay
    sold: Array
    leaving_last_band: float
    youngest: int
    oldest: int
    households: bool


@remembered
def _chances_of_year(structure: Structure, parameters: Parameters, year: int) -> ChancesOfYear:
    people, life = structure.people, parameters.life
    now = shares_of(structure, year)
    renewed = renewal_of(structure, year)
    households = bool(parameters.population.life_cycle) and bool(parameters.population.households)
    children = Children(0.0, 0.0)
    if households:
        first = -(-int(parameters.run.burn_in_months) // MONTHS_PER_YEAR)
        children = children_of(structure, -first, year)
    years = np.arange(AGES)
    leaving = np.where(years < life.late_from, life.leaving_home, life.leaving_home_late)
    leaving[(years < life.leaving_from) | (years >= life.leaving_until)] = 0.0
    replaced = _for_all_ages(renewed.replaced)
    return ChancesOfYear(
        replaced=replaced,
        older=_for_all_ages(renewed.older),
        newcomer_ages=_cumulative(renewed.newcomers),
        first_jobs=np.cumsum(people.first_jobs / people.first_jobs.sum(axis=1, keepdims=True), axis=1),
        births=_births(children.births, now, float(life.birth_age), float(life.birth_age_spread)),
        leaving_home=leaving,
        joining=np.where((years >= life.leaving_from) & (years < life.joining_until), life.joining, 0.0),
        splitting=np.where(years < life.splitting_until, life.splitting, 0.0),
        sold=np.where(
            years >= life.drawing_from, np.minimum(1.0, life.drawing_down / years_left(replaced)), 0.0
        ),
        leaving_last_band=children.leaving,
        youngest=int(np.argmax(now > 0.0)),
        oldest=now.size - 1,
        households=households,
    )


def life_cycle_of(
    structure: Structure, parameters: Parameters, claim_price: Array, chunks: int, month: int,
    wages: Array | None = None,
) -> LifeCycle:  # fmt: skip
    """Return the chances of the birthdays of a month, and room to count in ``chunks`` of persons.

    ``wages`` are those of the occupations; without them nothing follows pay.
    """
    people, life = structure.people, parameters.life
    of_year = _chances_of_year(structure, parameters, month // MONTHS_PER_YEAR)
    passes = bool(parameters.population.life_cycle)
    by_pay = float(life.family_by_pay) if wages is not None else 0.0
    # of whom half part
    splitting = of_year.splitting if by_pay <= 0.0 else 2.0 * of_year.splitting
    return LifeCycle(
        replaced=of_year.replaced,
        older=of_year.older,
        newcomer_ages=of_year.newcomer_ages,
        group_of_age=people.group_of_age,
        types=people.type_share,
        first_jobs=of_year.first_jobs,
        skill_spread=structure.skill_spread,
        type_pay=pay_of_types(structure.people, parameters.careers),
        claim_price=np.array(claim_price),
        births=of_year.births,
        leaving_home=of_year.leaving_home,
        joining=of_year.joining,
        splitting=splitting,
        counts=np.zeros((chunks, N_LIFE_COUNTS), np.int64),
        passes=int(passes),
        households=int(of_year.households),
        youngest=of_year.youngest,
        oldest=of_year.oldest,
        first_skill=float(parameters.careers.first_skill),
        alike=float(parameters.population.alike),
        estate_tax=float(parameters.government.estate_tax),
        generation=int(life.generation),
        partner_ages=int(life.partner_ages),
        single_births=float(life.single_births),
        first_births=float(life.first_births),
        later_births=float(life.later_births),
        heirs_from=int(life.heirs_from),
        heirs_until=int(life.heirs_until),
        homes=0,
        owners=np.zeros((1, 1)),
        first_month=0,
        by_pay=by_pay,
        usual_pay=np.ones(AGES) if wages is None else _pay_by_age(structure, wages),
        leaving_last_band=of_year.leaving_last_band,
        drawing_down=DrawingDown(
            of_year.sold, float(life.money_kept), int(passes and life.drawing_down > 0.0)
        ),
    )


def _pay_by_age(structure: Structure, wages: Array) -> Array:
    """Return what full-time work usually pays by age (AGES,), cents a month."""
    of_age = TYPES * structure.people.group_of_age.astype(np.int64)
    return np.asarray(structure.people.pay[of_age] * structure.mean_wage(wages))


def _births(births: float, shares: Array, age: float, spread: float) -> Array:
    """Return the chance to have a child by age (AGES,), of which the mean over adults is ``births``."""
    if births <= 0.0:
        return np.zeros(AGES)
    distance = (np.arange(AGES) - age) / spread
    weight = exps(-0.5 * np.minimum(distance * distance, 1_000.0))
    weight[: int(np.argmax(shares > 0.0))] = 0.0
    return weight * (births / max(float(np.sum(shares * weight[: shares.size])), 1e-300))


def _for_all_ages(chances: Array) -> Array:
    """Return chances by every age that a column can hold; the last is that of all older ones."""
    return np.concatenate([chances, np.full(AGES - chances.size, chances[-1])])


def _cumulative(shares: Array) -> Array:
    return np.cumsum(shares / max(float(shares.sum()), 1e-300))
