"""Create the economy of the base year: firms first, then the persons who work there, then what they own."""

import numpy as np

from sim.base_year import networks
from sim.base_year.calibration import Calibration
from sim.base_year.firms import circulate, create_firms, firm_rows, lower_prices, prices_of_sectors
from sim.base_year.household_wealth import give_wealth
from sim.base_year.households import (
    EmployedJob,
    OthersJob,
    WealthJob,
    WealthTables,
    fill_employed,
    fill_others,
    fill_wealth,
)
from sim.base_year.people import fill_careers, fill_people, mean_risk, people_job
from sim.base_year.placement import place_people
from sim.base_year.settling import settle_households
from sim.base_year.structure import build_structure
from sim.errors import UserError
from sim.kernels.elementary import power
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK, n_chunks, weighted
from sim.parameters import Parameters
from sim.parameters.explain import show
from sim.rules.budget import N_SUMS
from sim.rules.hazards import layoff_risks, profile_of
from sim.rules.trends import first_month, price_trend, trend
from sim.state.accounts import GOVERNMENT, money
from sim.state.columns import (
    TEAMS_PER_FIRM,
    YEARS_OF_WAGES,
    Array,
    Firms,
    Macro,
    Providers,
    State,
    Teams,
    Workers,
    empty_firms,
    empty_model_owners,
    empty_providers,
    empty_teams,
    empty_workers,
)
from sim.state.households import HOUSEHOLD_BLOCK
from sim.state.structure import PRICE_BASE, Structure

PROVIDER_UNITS = 1_000.0  # units of provider equity a person

OF_THE_FIRST_PRICES = ("base_wage", "labour_share")
"""Columns of the structure that follow from what the first firms ask; an economy keeps them for good."""


def create(
    parameters: Parameters,
    calibration: Calibration,
    seed: int,
    month: int,
    *,
    mobility: object | None = None,
    neighbours: Array | None = None,
    n_policies: int = 0,
    n_kept: int = 0,
) -> tuple[State, Structure]:
    """Build the state of the first month.

    Parameters
    ----------
    parameters : Parameters
        The validated scenario.
    calibration : Calibration
        Figures of the country.
    seed, month : int
        Identify the draws; ``month`` is the month before the first one simulated.
    mobility : networkx.DiGraph, optional
        Occupational mobility in place of the measured one.
    neighbours : int32 array (n_firm_rows, 4), optional
        Firm network in place of the built one.
    n_policies : int
        Rows of ``macro.policies``.
    n_kept : int
        Numbers that the market rules keep.
    """
    n_occupations = calibration.sizes["occupations"]
    if mobility is not None and not hasattr(mobility, "number_of_nodes"):
        raise UserError(f"mobility is {show(mobility)}; it must be a networkx graph of occupations.")
    graph = networks.occupational_mobility(calibration) if mobility is None else mobility
    structure = build_structure(parameters, calibration, networks.destination_table(graph, n_occupations))
    people = parameters.run.people
    n_firms, rows = firm_rows(people, parameters.firms.spare_rows, calibration)
    firms, teams, workers = empty_firms(rows), empty_teams(rows), empty_workers(people)
    workers.credits.fill(0)
    workers.support.fill(0)
    create_firms(firms, teams, structure, parameters, people, n_firms, seed, month)
    if neighbours is None:
        neighbours = networks.neighbour_table(firms.sector, seed)
    firms.neighbours[:] = networks.as_neighbour_table(neighbours, firms.neighbours.shape)
    population = parameters.population
    inside = 1.0 - population.outside_share
    without_job = 1.0 - inside * (1.0 - population.unemployment_rate)
    unemployed = inside * population.unemployment_rate / without_job if without_job > 0.0 else 0.0
    structure = _on_the_trend_of_prices(firms, structure, parameters)
    base_wage = structure.base_wage * trend(parameters, first_month(parameters))
    chunks = n_chunks(people, PERSON_CHUNK)
    households = people
    if population.households:
        group_of_age = structure.people.group_of_age
        households = settle_households(
            workers, calibration.households, group_of_age, base_wage, structure.skill_spread,
            population.pay_spread, seed, month,
        )  # fmt: skip
        participation = np.array(calibration.people.participation)
        place_people(workers, teams, firms, participation, base_wage, unemployed, seed, month)
    else:
        _fill_singles(workers, teams, firms, structure, base_wage, unemployed, seed, month)
    on_its_way = circulate(firms, teams, structure, parameters)
    gdp = float(np.sum(firms.price * firms.output))  # cents a month
    income = calibration.figure("income_to_gdp") * gdp / people
    sectors = structure.firm_share.size
    volume = np.bincount(firms.sector[:n_firms], firms.output[:n_firms], minlength=sectors)
    active = np.bincount(firms.sector[:n_firms], minlength=sectors).astype(np.float64)
    asked = prices_of_sectors(firms, sectors)
    macro = _macro(structure, parameters, gdp, income, volume, active, asked, n_policies, n_kept, people)
    held = float(firms.deposits.sum() + on_its_way.sum())
    tables = _wealth_tables(calibration, parameters, gdp, people, held)
    if population.households:
        give_wealth(workers, tables, calibration, households, seed, month)
    else:
        correlation = calibration.figure("skill_wealth_correlation")
        fill_wealth(chunks, WealthJob(workers, tables, correlation, seed, month))
    people_of = people_job(
        workers, calibration.people, structure.people, parameters.careers, population.alike,
        calibration.figure("separations_rate"), bool(population.households), seed, month,
    )  # fmt: skip
    (fill_careers if population.households else fill_people)(chunks, people_of)
    if parameters.careers.seniority > 0.0:
        risks = layoff_risks(profile_of(parameters.careers), structure.people, parameters.careers)
        macro.layoff_risk[0] = mean_risk(workers, *risks, month)
    for claim, column in enumerate((workers.equity, workers.property, workers.provider_equity)):
        macro.claim_units[claim] = float(np.sum(column, dtype=np.int64))
    providers = _providers(structure, parameters, people)
    owners = empty_model_owners(structure.model_owner_share.size)
    state = State(workers, teams, firms, providers, owners, on_its_way, macro)
    on_its_way[GOVERNMENT] = -money(state)  # every deposit is somebody's debt: all balances add up to zero
    return state, structure


def _on_the_trend_of_prices(firms: Firms, structure: Structure, parameters: Parameters) -> Structure:
    """Lower prices and wages alike until the price level is on its trend.

    Firms ask what covers their cost, so that luck with productivity and a markup above the published one
    would make the dollar of the base year worth less than a dollar. What firms founded later make of an hour
    of work stays as it is: wages of the base year and labour's share of a price of then are lower alike.
    """
    sectors, level = structure.firm_share.size, price_trend(parameters, first_month(parameters))
    asked = weighted(structure.consumption, prices_of_sectors(firms, sectors)) / PRICE_BASE
    above = float(asked / level)
    lower_prices(firms, above)
    return structure._replace(**{name: getattr(structure, name) / above for name in OF_THE_FIRST_PRICES})


def _fill_singles(
    workers: Workers, teams: Teams, firms: Firms, structure: Structure, base_wage: Array, unemployed: float,
    seed: int, month: int,
) -> None:  # fmt: skip
    """Put people who live alone into the teams, so that the rows of a team lie together; then the others."""
    skill_spread, headcount = structure.skill_spread, teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    first = np.cumsum(headcount) - headcount
    employed = EmployedJob(workers, teams, firms, first, skill_spread, base_wage, seed, month)
    fill_employed(n_chunks(first.size, FIRM_CHUNK), employed)
    occupations = np.bincount(teams.occupation, weights=teams.headcount, minlength=len(skill_spread))
    others = OthersJob(
        workers=workers,
        n_employed=int(headcount.sum()),
        unemployed_share=unemployed,
        occupations=np.cumsum(occupations) / occupations.sum(),
        skill_spread=skill_spread,
        base_wage=base_wage,
        seed=seed,
        month=month,
    )
    fill_others(n_chunks(workers.team.size, PERSON_CHUNK), others)


def _macro(
    structure: Structure,
    parameters: Parameters,
    gdp: float,
    mean_income: float,
    volume: Array,
    firms: Array,
    asked: Array,
    n_policies: int,
    n_kept: int,
    people: int,
) -> Macro:
    """Return the economy-wide numbers of the first month, on the trend that leads to the base year.

    Units sold, firms and prices asked are by sector.
    """
    nominal = trend(parameters, first_month(parameters))
    prices = weighted(structure.consumption, asked) / PRICE_BASE
    inflation = 1.0 + parameters.wages.trend_inflation
    sectors = volume.size
    capital = volume * structure.user_cost
    margin = 1.0 - (structure.labour_share + structure.capital_cost / PRICE_BASE) / (
        (1.0 + structure.markup) * (structure.labour_share + structure.user_cost / PRICE_BASE)
    )
    wages = structure.mean_wage(structure.base_wage) * nominal
    policy_rate = np.full(1, parameters.monetary.neutral_real_rate + parameters.wages.trend_inflation)
    return Macro(
        occupation_wage=structure.base_wage * nominal,
        sector_price=asked,
        price_level=np.full(1, prices),
        prices_last_year=np.array([prices * power(inflation, -k / 12.0) for k in range(12, 0, -1)]),
        inflation=np.full(1, parameters.wages.trend_inflation),
        unemployment_rate=np.full(1, parameters.population.unemployment_rate),
        policy_rate=policy_rate,
        bond_rate=policy_rate.copy(),
        real_rate=policy_rate - parameters.wages.trend_inflation,
        tax_scale=np.ones(1),
        layoff_risk=np.ones(1),
        demand_shock=np.zeros(1),
        cost_shock=np.zeros(1),
        mean_income=np.full(1, mean_income),
        output_ratio=np.ones(1),
        money_due=np.zeros(1),
        wages_last_year=np.full(12, wages),
        real_wages=_past_real_wages(nominal / prices, structure),
        sales_volume=volume.copy(),
        base_volume=volume.copy(),
        shortage=np.zeros(1),
        usual_shortage=np.zeros(1),
        scarcity=np.ones(sectors),
        capital=capital,
        base_capital=np.array([capital.sum()]),
        capital_rent=np.ones(sectors),
        capital_price=np.ones(1),
        capital_gain=np.zeros(sectors),
        usual_real_rate=np.full(1, parameters.monetary.neutral_real_rate),
        expansion=np.zeros(sectors),
        deepening=np.ones(sectors),
        output_limit=np.ones(sectors),
        profit_margin=margin,
        base_margin=margin.copy(),
        base_firms=firms,
        entry_factor=np.ones(sectors),
        saving_kept=np.zeros(sectors),
        gpu_rent=np.full(1, 100.0 * parameters.compute.start_rent),
        gpu_rationing=np.ones(1),
        gpu_worker_ratio=np.zeros(1),
        open_capability=np.zeros(1),
        royalty_rate=np.zeros(1),
        compute_budget=np.zeros(1),
        new_task_index=np.ones(1),
        physical_capability=np.zeros(1),
        mean_adoption=np.zeros(1),
        automation=np.zeros(1),
        base_gdp=np.full(1, gdp / nominal),
        claim_units=np.zeros(3),
        claim_price=np.array([100.0, 100.0, 100.0]),
        claim_dividend=np.zeros(3),
        ai_era=np.zeros(1),
        policies=np.zeros((n_policies, 4)),
        fund_units=np.zeros(1),
        kept_by_rules=np.zeros(n_kept),
        granted=np.zeros((-(-people // HOUSEHOLD_BLOCK), N_SUMS), np.int64),
    )


def _past_real_wages(today: float, structure: Structure) -> Array:
    """Return real wages of this year and of years before, in which they grew as published."""
    growth = 1.0 + structure.figure("past_real_wage_growth")
    return np.array([today * power(growth, -years) for years in range(YEARS_OF_WAGES)])


def _wealth_tables(
    calibration: Calibration, parameters: Parameters, gdp: float, people: int, firms_cash: float
) -> WealthTables:
    """Return mean holdings by wealth group; property is what the published net worth shares leave.

    Units of equity and property are worth one dollar at the start.
    """
    population = np.asarray(calibration.wealth_group_population)
    year = 12.0 * gdp / people  # cents a person
    deposits = max(0.0, parameters.government.debt_target * year - firms_cash / people)
    equity_to_gdp, property_to_gdp = (
        calibration.figure("equity_to_gdp"),
        calibration.figure("property_to_gdp"),
    )
    total = deposits + (equity_to_gdp + property_to_gdp) * year
    equity = np.asarray(calibration.wealth_group_equity)
    share = np.asarray(calibration.wealth_group_settled_deposits)
    rest = (
        np.asarray(calibration.wealth_group_networth) * total
        - equity * equity_to_gdp * year
        - share * deposits
    )
    rest = np.maximum(rest, 0.0) / np.maximum(rest, 0.0).sum()
    return WealthTables(
        edges=np.concatenate([[0.0], np.cumsum(population)]),
        tail=np.asarray(calibration.wealth_group_tail),
        deposits=deposits * share / population,
        equity=equity_to_gdp * year / 100.0 * equity / population,
        property=property_to_gdp * year / 100.0 * rest / population,
        provider_equity=PROVIDER_UNITS * equity / population,
    )


def _providers(structure: Structure, parameters: Parameters, people: int) -> Providers:
    """Split the GPU fleet of the base year by the measured shares of its owners."""
    providers = empty_providers(structure.provider_share.size)
    weight = structure.figure("population") / people
    providers.fleet[:] = parameters.compute.gpus_start / weight * structure.provider_share
    providers.capability[:] = parameters.compute.capability_start
    # one year of training at the fleet of the start lies behind
    providers.compute[:] = 12.0 * parameters.compute.training_share * providers.fleet
    return providers
