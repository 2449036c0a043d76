"""Pensions in force without any policy: old-age and disability insurance, by the last wage.

The schedules are those of new pensions in the month, in its cents (phases.indices_in_force); a pension in
payment is a multiple of a new one that differs by age, since the law raises it by prices.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.conversions import real_of_53_bits, to_real, whole_part
from sim.kernels.draws import UNIT, bits, uniform
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows
from sim.rules.benefit_schedules import disabled_share, pension
from sim.rules.budget import DISABILITY, OLD_AGE, TRANSFERS, Budgets, Persons
from sim.state.benefits import Benefits
from sim.state.columns import OUTSIDE, Array
from sim.units import Totals

DISABLED, INSURED, FED, CREDITED, EARNING, SUPPLEMENTED, INSURED_CARE = range(7)
"""Rows of ``BenefitLevels.keys``."""
N_KEYS = 7
RETIRED = 2  # mark of those old enough for a pension
AGES = 256  # that a byte tells apart
MARKS, AGE_BITS = 3, 2  # bits of the marks of a person, and how far the age is shifted beside them


class BenefitLevels(NamedTuple):
    """What multiplies the schedules in force, and what else they depend on in a month."""

    on: bool  # whether there are any
    pension: Array  # float64 (AGES,): paid over a new pension by age; the next are numbers over the schedule
    disability: float
    food: float
    child_credit: float
    earned_credit: float
    supplemental: float
    health: float
    tax_scale: float  # income tax over that of the schedule, which the child credit is set against
    employee_rate: float  # contributions of the employed, which are no tax
    property_price: float  # cents a unit; neither counted among assets
    property_rate: int  # nor among incomes: rent that owners save, and what pension assets earn
    count_grants: bool  # whether what policies pay counts as income
    enough: float  # income for each adult above which a household without minors receives nothing
    keys: Array  # uint64 (7,): of the draws
    disabled: Array  # float64 (CELLS,): part of those outside who are disabled just below the pension age


@njit(cache=True, inline="always")
def whole_years(age: float) -> int:
    """Return the age in whole years from which on somebody is of an age."""
    return np.int32(np.ceil(age))


@row_rule
def find_disabled(
    persons: Persons, disabled: Rows, rows: Rows, start: int, benefits: Benefits, levels: BenefitLevels
) -> int:
    """Write who is disabled; list all who may receive a pension, return how many they are.

    A draw makes somebody outside the labour force disabled at some age and for good, by the latent type: most
    of the disabled never work again. No fewer are between the age of a pension and the full age; from that
    one on nobody asks.
    """
    status, age, cell, key = persons.status, persons.age, persons.cell, levels.keys[DISABLED]
    begin, end, young = benefits.disability_from_age, benefits.pension_from_age, benefits.disability_young
    old, full = whole_years(end), whole_years(benefits.pension_full_age)
    first, last = whole_years(begin), whole_years(max(end, benefits.pension_full_age))
    for k in range(disabled.size):  # vector instructions
        outside, years = status[k] == OUTSIDE, np.int32(age[k])
        retired = (years >= full) | (outside & (years >= old))
        unknown = outside & (years >= first) & (years < last)
        disabled[k] = np.int32(RETIRED if retired else 0) | np.int32(1 if unknown else 0)
    n = 0
    for k in range(disabled.size):
        n = append_if(disabled[k] & 1, rows, n, k)
    for i in range(n):
        k = np.int64(rows[i])
        most = levels.disabled[cell[k]]
        share = disabled_share(min(np.float64(age[k]), end - 1.0), begin, end, most, young)
        disabled[k] -= np.int32(0 if uniform(key, start + k) < share else 1)
    n = 0
    for k in range(disabled.size):
        n = append_if(disabled[k] > 0, rows, n, k)
        disabled[k] &= 1
    return n


@row_rule
def pay_social_insurance(
    rows: Rows, disabled: Rows, persons: Persons, budgets: Budgets, start: int, benefits: Benefits,
    levels: BenefitLevels, sums: Totals,
) -> None:  # fmt: skip
    """Add old-age and disability pensions to transfers of the listed persons, by the last wage.

    The old receive them outside the labour force, and from the full age on whatever they do; the disabled
    outside the labour force below that age, if they are insured. The draw that decides who receives says,
    too, how complete the career of those who do has been.
    """
    age, wage, transfers, key = persons.age, persons.wage, budgets.transfers, levels.keys[INSURED]
    old, full, take_up = benefits.pension_from_age, benefits.pension_full_age, benefits.pension_take_up
    bends = (benefits.pension_bend_1, benefits.pension_bend_2)
    rates = (benefits.pension_rate_1, benefits.pension_rate_2, benefits.pension_rate_3)
    share, most, floor = benefits.pension_career_share, benefits.pension_most_earnings, benefits.pension_floor
    of_disabled, insured = benefits.disability_career_share, benefits.disability_insured
    gaps, of_pension, of_disability = benefits.pension_career_spread, levels.pension, levels.disability
    aged = unable = np.int64(0)
    # on rows that are written later; what comes from all over is put side by side, for vector instructions
    wages, lots, kinds = budgets.wealth_tax, budgets.consumption, budgets.capital_tax
    from_age = min(old, full)  # below the full age only those outside the labour force are listed
    for i in range(rows.size):
        k = np.uint64(rows[i])
        wages[i] = wage[k]
        lots[i] = np.int64(bits(key, np.uint64(start) + k) >> np.uint64(11))
        kinds[i] = (RETIRED if np.float64(age[k]) >= from_age else np.int64(0)) + np.int64(disabled[k])
        kinds[i] += np.int64(age[k]) << AGE_BITS
    for i in range(rows.size):
        luck = real_of_53_bits(np.uint64(lots[i])) * UNIT
        kind, by_age = kinds[i] & MARKS, of_pension[np.uint64(kinds[i] >> AGE_BITS)]
        retired = (kind == RETIRED) | ((kind > RETIRED) & (luck >= insured))
        career, level = share if retired else of_disabled, by_age if retired else of_disability
        part = take_up if retired else insured
        career *= 1.0 + gaps * (2.0 * min(luck / max(part, 1e-9), 1.0) - 1.0)
        due = whole_part(level * pension(to_real(wages[i]), career, most, bends, rates, floor))
        receives = (luck < take_up) if retired else ((luck < insured) & (kind > 0))
        paid = due if receives else np.int64(0)
        lots[i] = paid
        aged += paid if retired else np.int64(0)
        unable += np.int64(0) if retired else paid
    for i in range(rows.size):
        transfers[np.uint64(rows[i])] += lots[i]
    sums[TRANSFERS] += aged + unable
    sums[OLD_AGE] += aged
    sums[DISABILITY] += unable
