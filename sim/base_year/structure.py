"""Turn the calibration tables and a scenario into the arrays that stay fixed in a run."""

from functools import lru_cache

import numpy as np

from sim.base_year.benefit_tables import load_benefits, load_indices, no_benefits, no_indices
from sim.base_year.calibration import Calibration
from sim.base_year.household_wealth import home_owners, no_home_owners
from sim.base_year.people import WORKING_UNTIL
from sim.base_year.people_tables import PeopleTables
from sim.errors import ScenarioError
from sim.kernels.elementary import logs, power
from sim.parameters import Parameters
from sim.parameters.compute import ComputeParameters
from sim.rules.skill import spread_of
from sim.state.columns import CELLS, TYPES, Array
from sim.state.households import CHILD_AGES
from sim.state.structure import FIGURES, HAZARDS, PRICE_BASE, ROLES, People, Structure
from sim.units import MONTHS_PER_YEAR

ROUNDS = 30
"""In which types of whom all are outside the labour force leave what is left to the others."""

SOLVING = 300
"""Steps in which the pull of occupations is found."""
STRONGEST_PULL = 4.0
"""Largest factor of an occupation on how many of an age it draws, and on how many retire."""
RETIRE = 0.1
"""Part of the employed who retire from an age group, from which on it is one of those who retire."""


def build_structure(parameters: Parameters, calibration: Calibration, destination: Array) -> Structure:
    """Turn the calibration tables and the scenario into the fixed arrays of a run.

    Raises
    ------
    UserError
        If the tables lack a sector or a figure that the model or the scenario names.
    """
    contribution = parameters.government.employer_contributions
    wages = 100.0 * parameters.wages.level * np.asarray(calibration.occupation_wage, np.float64)
    jobs = np.asarray(calibration.sector_jobs, np.float64)
    staffing = np.asarray(calibration.staffing, np.float64)
    labour_share = np.asarray(calibration.compensation_share, np.float64)
    surplus = np.asarray(calibration.surplus_share, np.float64)
    capital = parameters.firms.investment_share * surplus
    replaced = parameters.firms.investment_share
    user_cost = (replaced + parameters.capital.return_share * (1.0 - replaced)) * surplus
    value_added = jobs * (staffing * wages).sum(axis=1) * (1.0 + contribution) / labour_share

    def weights(fraction: Array) -> Array:
        demand = value_added * np.asarray(fraction, np.float64)
        return demand / demand.sum()

    firms = np.asarray(calibration.sector_firms, np.float64)
    entry = np.asarray(calibration.sector_entry_rate, np.float64)
    exits = np.asarray(calibration.sector_exit_rate, np.float64)
    roles = np.array([calibration.role(role) for role in ROLES])
    private = np.arange(firms.size) != roles[ROLES.index("government")]
    mobility = np.diff(np.asarray(destination, np.float64), axis=1, prepend=0.0)
    leaving = np.asarray(calibration.occupation_leave_rate, np.float64)
    occupation_jobs = np.asarray(calibration.occupation_jobs, np.float64)
    entry = np.where(private, entry, 0.0)
    entry *= parameters.firms.entry_rate / 12.0 * firms[private].sum() / (entry * firms).sum()
    exits = np.where(private, exits / np.average(exits[private], weights=firms[private]), 0.0)
    spread = parameters.population.pay_spread * np.asarray(calibration.occupation_log_wage_sd, np.float64)
    return Structure(
        base_wage=wages,
        log_wage_sd=spread,
        skill_spread=spread_of(spread, parameters.population.top_pay),
        labour_share=labour_share,
        capital_cost=PRICE_BASE * capital,
        user_cost=PRICE_BASE * user_cost,
        markup=parameters.firms.markup_scale / (labour_share + user_cost) - 1.0,
        production_tax=parameters.government.production_tax * np.asarray(calibration.tax_share, np.float64),
        staffing=np.cumsum(staffing, axis=1) / staffing.sum(axis=1, keepdims=True),
        consumption=weights(calibration.closed_consumption_fraction),
        investment=weights(calibration.closed_investment_fraction),
        government=weights(calibration.closed_government_fraction),
        exports=weights(calibration.export_fraction),
        mobility=mobility,
        transfer=_transfer(wages, parameters),
        leaving=leaving / np.average(leaving, weights=occupation_jobs),
        jobs=occupation_jobs / occupation_jobs.sum(),
        exposure=_exposure(calibration, parameters.compute.exposure),
        usual_exposure=_exposure(calibration, ComputeParameters().exposure),
        # E0: neither a language model nor any software built on one speeds the task up by half
        physical_share=1.0 - np.asarray(calibration.exposure["gpt4_gamma"], np.float64),
        human_touch=_human_touch(calibration, parameters),
        firm_share=firms / firms.sum(),
        firm_size=jobs / firms / (jobs.sum() / firms.sum()),
        entry_rate=entry,
        exit_rate=exits,
        tax_floor=100.0 / 12.0 * np.asarray(calibration.tax_floor, np.float64),
        tax_rate=np.asarray(calibration.tax_rate, np.float64),
        provider_share=np.asarray(calibration.owner_share, np.float64),
        model_owner_share=np.asarray(calibration.model_owner_share, np.float64),
        provider_single=np.asarray(calibration.owner_single, np.bool_),
        nonfarm_business=np.asarray(calibration.nonfarm_business, np.float64),
        people=_people(calibration, mobility),
        homes=home_owners(calibration) if parameters.population.households else no_home_owners(),
        benefits=(
            load_benefits(calibration.folder) if parameters.government.household_benefits else no_benefits()
        ),
        benefit_indices=(
            load_indices(calibration.folder) if parameters.government.household_benefits else no_indices()
        ),
        roles=roles,
        figures=np.array([calibration.figure(name) for name in FIGURES]),
    )


def _people(calibration: Calibration, mobility: Array) -> People:
    """Return what is known of people, by cell."""
    tables = calibration.people
    types, groups = tables.type_share.size, tables.group_from.size
    of_type = np.minimum(np.arange(CELLS) % TYPES, types - 1)
    of_group = np.minimum(np.arange(CELLS) // TYPES, groups - 1)
    nothing_known = np.ones(max(types, groups))
    by_type = [tables.type_factors.get(name, nothing_known)[of_type] for name in HAZARDS]
    by_age = [tables.group_factors.get(name, nothing_known)[of_group] for name in HAZARDS]
    jobs = np.asarray(calibration.occupation_jobs, np.float64)
    cells = (jobs / jobs.sum())[:, None] * tables.occupation_ages
    first_jobs = np.ascontiguousarray((cells / cells.sum(axis=0)).T)
    youngest = int(tables.group_from[0])
    adults_by_cell, participation = _taking_part(calibration)
    adults = np.array(tables.population)
    adults[:, :youngest] = 0.0
    return People(
        type_share=np.cumsum(tables.type_share),
        type_pay=tables.type_factors["pay"][of_type[:TYPES]],
        group_of_age=(
            np.maximum(np.searchsorted(tables.group_from, np.arange(256), side="right"), 1) - 1
        ).astype(np.uint8),
        by_type=np.array(by_type),
        by_age=np.array(by_age),
        retirement=tables.retirement[of_group],
        newcomer=tables.newcomer[of_group],
        part_time=tables.part_time[of_group],
        pay=tables.pay[of_group],
        adults=adults_by_cell,
        participation=participation,
        destination=first_jobs / (jobs / jobs.sum()),
        first_jobs=first_jobs,
        pull=_pulls(calibration, first_jobs.tobytes(), mobility.tobytes()).copy(),
        retiring=_retiring(tables, first_jobs),
        ages=adults / adults.sum(axis=1, keepdims=True),
        children=_children(tables.population, youngest),
        first_year=tables.first_year,
        base_year=int(calibration.figure("base_year")),
    )


def _taking_part(calibration: Calibration) -> tuple[Array, Array]:
    """Return the share of adults in each cell, and which part of them is in the labour force (c,).

    In every age group as published, and at working age by how often each type is outside, at most always.
    """
    tables = calibration.people
    types, groups = tables.type_share.size, tables.group_from.size
    year = tables.population[int(calibration.figure("base_year")) - tables.first_year]
    ends = np.append(tables.group_from[1:], year.size)
    people = np.array([year[low:high].sum() for low, high in zip(tables.group_from, ends, strict=True)])
    adults, inside = np.zeros((2, CELLS // TYPES, TYPES))
    adults[:groups, :types] = (people / people.sum())[:, None] * tables.type_share
    for group, part in enumerate(tables.participation):
        working = tables.group_from[group] < WORKING_UNTIL
        apart = tables.type_factors["outside"] if working else np.ones(types)
        away = np.minimum(apart * (1.0 - part), 1.0)
        for _ in range(ROUNDS):  # types of whom all are outside leave more to the others
            away = np.minimum(away * (1.0 - part) / float((tables.type_share * away).sum()), 1.0)
        inside[group, :types] = 1.0 - away
    return adults.ravel(), inside.ravel()


@lru_cache(maxsize=8)
def _pulls(calibration: Calibration, first_jobs: bytes, changes_to: bytes) -> Array:
    """Return by which factor groups of occupations draw people of an age, and hold them (g, o).

    With them the changes of occupation in an age group turn the jobs of those who come of age into the jobs
    of those who leave it, ``first_jobs`` (g, o) being those of the age group: what a cohort changes on its
    way. An occupation d draws from o in proportion to pull(d) / pull(o). People are taken to change as often
    as the occupation and the age say, those of an age in proportion to how often they lose a job, and to go
    where others leave a job. Where people retire their jobs follow from who retires (``_retiring``).

    That takes longer than all else here and is the same for every economy of a country, and every copy that
    goes on from one: so it is kept, by the bytes of the jobs and of ``changes_to`` (o, o), where people go.
    """
    occupations = len(calibration.occupation_codes)
    mix, mobility = (np.frombuffer(given).reshape(-1, occupations) for given in (first_jobs, changes_to))
    tables = calibration.people
    leaving = np.asarray(calibration.occupation_leave_rate, np.float64)
    factors, groups = tables.group_factors, tables.group_from.size
    turnover = (np.asarray(tables.occupation_ages) * factors["layoff"]).sum(axis=1)
    ways = mobility * turnover
    ways /= np.maximum(ways.sum(axis=1, keepdims=True), 1e-12)
    years = _years(tables)
    pull: Array = np.ones(mix.shape)
    for group in range(groups):
        changes = years[group] * tables.employment[group] * factors["other_occupation"][group]
        flow = (changes * factors["layoff"][group] * mix[group] * leaving)[:, None] * ways
        needed = np.zeros(mix.shape[1])
        for other in (group - 1, group + 1):
            if 0 <= other < groups and not _retires(tables, group):
                employed = 0.5 * (tables.employment[group] + tables.employment[other])
                needed += 0.5 * (other - group) * employed * (mix[other] - mix[group])
        for _ in range(SOLVING):
            arriving = np.maximum((flow / pull[group][:, None]).sum(axis=0), 1e-12)
            departing = (flow * pull[group][None, :]).sum(axis=1)
            inside = np.maximum(needed * needed + 4.0 * arriving * departing, 0.0)
            solved = (needed + np.sqrt(inside)) / (2.0 * arriving)
            solved = np.clip(solved, 1.0 / STRONGEST_PULL, STRONGEST_PULL)
            pull[group] = 0.5 * (pull[group] + solved)
    return pull


def _retiring(tables: PeopleTables, mix: Array) -> Array:
    """Return how much sooner or later than others of their age people of an occupation retire (g, o).

    From how the jobs of an age group differ from those of its neighbours: who stays has the jobs of the old.
    """
    years, factors = _years(tables), np.ones(mix.shape)
    for group in range(tables.group_from.size):
        if not _retires(tables, group):
            continue
        lasting = np.zeros(mix.shape[1])
        for young in (group - 1, group):
            if young >= 0 and young + 1 < tables.group_from.size:
                lasting += 0.5 * logs(mix[young + 1] / mix[young])
        retired = MONTHS_PER_YEAR * tables.retirement[group] * years[group]
        factors[group] = np.clip(1.0 - lasting / retired, 1.0 / STRONGEST_PULL, STRONGEST_PULL)
        factors[group] /= (factors[group] * mix[group]).sum()
    return factors


def _retires(tables: PeopleTables, group: int) -> bool:
    """Say whether those of an age group retire: then this, and no change, shapes what jobs they have."""
    return bool(MONTHS_PER_YEAR * tables.retirement[group] * _years(tables)[group] > RETIRE)


def _years(tables: PeopleTables) -> Array:
    """Return how many years an age group spans (g,); the last is taken to be as long as the one before."""
    width = np.diff(tables.group_from).astype(np.float64)
    return np.append(width, width[-1:])


def _children(population: Array, youngest: int) -> Array:
    """Return children by band of ages for one adult, by year (y, b)."""
    first = (0, *CHILD_AGES[:-1])
    bands = [population[:, low:high].sum(axis=1) for low, high in zip(first, CHILD_AGES, strict=True)]
    children: Array = np.column_stack(bands) / population[:, youngest:].sum(axis=1)[:, None]
    return children


def _exposure(calibration: Calibration, measure: str) -> Array:
    """Return the share of tasks exposed to AI (o,)."""
    if measure == "all_tasks":
        return np.ones(len(calibration.occupation_codes))
    return np.asarray(calibration.exposure[measure], np.float64)


def _human_touch(calibration: Calibration, parameters: Parameters) -> Array:
    """Return the taste for human work by sector (s,)."""
    touch = np.full(len(calibration.sector_codes), parameters.households.human_touch)
    for code, value in parameters.households.human_touch_by_sector.items():
        if code not in calibration.sector_codes:
            codes = ", ".join(calibration.sector_codes)
            raise ScenarioError(
                f'households.human_touch_by_sector has an entry "{code}"; the sectors are {codes}.'
            )
        touch[calibration.sector_codes.index(code)] = value
    return touch


def _transfer(wages: Array, parameters: Parameters) -> Array:
    """Return what skill is worth after a change of occupation (o, o).

    Part of a person's earning power is personal and part belongs to the occupation: the log wage moves by
    1 - ``general_skill`` of the gap between the two occupations' wages, less the loss of a change.
    """
    population = parameters.population
    share = float(population.general_skill)
    transfer = np.array([[power(float(own / other), share) for other in wages] for own in wages])
    transfer *= 1.0 - population.occupation_change_loss
    np.fill_diagonal(transfer, 1.0)
    return transfer
