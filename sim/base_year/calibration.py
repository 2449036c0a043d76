"""The published figures of the base year, read from the tables in ``sim/data``.

Each table states its units, source and licence in its first lines; ``scripts/build_tables.py`` builds them.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sim.units import MONTHS_PER_YEAR

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Table = dict[str, list[str]]

EXPOSURES = ("gpt4_alpha", "gpt4_beta", "gpt4_gamma", "human_alpha", "human_beta")


@dataclass(frozen=True, eq=False)
class Calibration:
    """Read-only figures of the United States in 2025-26.

    Rows of occupations, sectors, wealth groups and owners keep the order of their tables everywhere. The
    fractions of a sector add up to 1 over demands; the shares of a demand add up to 1 over sectors.

    Attributes
    ----------
    occupation_codes, occupation_titles : tuple of 22 str
        Major groups of the Standard Occupational Classification 2018.
    occupation_jobs : float64 array (22,)
        Jobs, millions.
    occupation_wage : float64 array (22,)
        Mean wage, dollars a month.
    occupation_median_wage : float64 array (22,)
        Median wage, dollars a month.
    occupation_log_wage_sd : float64 array (22,)
        Standard deviation of the log wage within the group.
    exposure : mapping of str to float64 array (22,)
        Share of tasks exposed to language models, by measure (the names in ``EXPOSURES``).
    occupation_leave_rate : float64 array (22,)
        Share that changes to another group in a year.
    mobility : float64 array (22, 22)
        Probability of the new group (column) for a person who leaves the group (row); diagonal 0, rows sum
        to 1.
    sector_codes, sector_titles : tuple of 20 str
        NAICS sectors.
    sector_jobs : float64 array (20,)
        Jobs, millions; public schools and hospitals are in government.
    sector_wage : float64 array (20,)
        Mean wage, dollars a month.
    sector_wage_premium : float64 array (20,)
        Mean wage over the wage that the sector's occupational mix would earn at the national means.
    compensation_share, surplus_share, tax_share : float64 array (20,)
        Compensation, gross operating surplus, taxes less subsidies: shares of value added that sum to 1.
    value_added_share : float64 array (20,)
        Share of gross domestic product, 2023; sums to 1.
    consumption_fraction, investment_fraction, government_fraction, export_fraction : float64 array (20,)
        Part of the sector's value added that a final demand causes, exports gross; the four sum to 1.
    closed_consumption_fraction, closed_investment_fraction, closed_government_fraction : float64 array (20,)
        The same with exports credited to the domestic demands by the imports they contain (an economy with
        balanced trade and no foreign sector); the three sum to 1.
    consumption_share, investment_share, government_share, export_share : float64 array (20,)
        Part of a final demand's domestic value added that arises in the sector; each sums to 1 over sectors.
    sector_firms : float64 array (20,)
        Firms (units of government in sector 92), thousands.
    sector_firm_size : float64 array (20,)
        Jobs over firms.
    sector_entry_rate, sector_exit_rate : float64 array (20,)
        Firms born and died, share of firms a year.
    sector_real_growth : float64 array (20,)
        Real value added 2017-24, share a year.
    staffing : float64 array (20, 22)
        Share of each occupation in the jobs of the sector; rows sum to 1.
    staffing_jobs : float64 array (20, 22)
        Jobs, millions.
    firm_size_smallest : int64 array (4,)
        Employees of the smallest firm of each size class.
    firm_size_firm_share, firm_size_employment_share : float64 array (4,)
        Shares of firms and of employment by size class; each sums to 1.
    wealth_group_names : tuple of 5 str
        Groups of households ranked by net worth, poorest first.
    wealth_group_population : float64 array (5,)
        Share of the population.
    wealth_group_networth, wealth_group_equity, wealth_group_business : float64 array (5,)
        Share of net worth, of corporate equities and funds, of private businesses; each sums to 1.
    wealth_group_property, wealth_group_deposits : float64 array (5,)
        Share of real estate, of deposits and other assets; each sums to 1.
    owner_names : tuple of 8 str
        Owners of AI computing capacity.
    owner_gpus : float64 array (8,)
        Capacity in the world, million H100 equivalents.
    owner_share : float64 array (8,)
        Share of capacity; sums to 1.
    owner_domestic : bool array (8,)
        Whether the owner is resident in the United States.
    tax_floor : float64 array (8,)
        Lower edge of each income tax bracket of a single person, dollars a year; the first bracket is the
        standard deduction.
    tax_rate : float64 array (8,)
        Tax on a dollar above the floor and below the next one.
    scalars : mapping of str to float
        Single figures by name; units are in ``scalars.csv``.
    """

    occupation_codes: tuple[str, ...]
    occupation_titles: tuple[str, ...]
    occupation_jobs: Floats
    occupation_wage: Floats
    occupation_median_wage: Floats
    occupation_log_wage_sd: Floats
    exposure: Mapping[str, Floats]
    occupation_leave_rate: Floats
    mobility: Floats
    sector_codes: tuple[str, ...]
    sector_titles: tuple[str, ...]
    sector_jobs: Floats
    sector_wage: Floats
    sector_wage_premium: Floats
    compensation_share: Floats
    surplus_share: Floats
    tax_share: Floats
    value_added_share: Floats
    consumption_fraction: Floats
    investment_fraction: Floats
    government_fraction: Floats
    export_fraction: Floats
    closed_consumption_fraction: Floats
    closed_investment_fraction: Floats
    closed_government_fraction: Floats
    consumption_share: Floats
    investment_share: Floats
    government_share: Floats
    export_share: Floats
    sector_firms: Floats
    sector_firm_size: Floats
    sector_entry_rate: Floats
    sector_exit_rate: Floats
    sector_real_growth: Floats
    staffing: Floats
    staffing_jobs: Floats
    firm_size_smallest: Integers
    firm_size_firm_share: Floats
    firm_size_employment_share: Floats
    wealth_group_names: tuple[str, ...]
    wealth_group_population: Floats
    wealth_group_networth: Floats
    wealth_group_equity: Floats
    wealth_group_business: Floats
    wealth_group_property: Floats
    wealth_group_deposits: Floats
    owner_names: tuple[str, ...]
    owner_gpus: Floats
    owner_share: Floats
    owner_domestic: npt.NDArray[np.bool_]
    tax_floor: Floats
    tax_rate: Floats
    scalars: Mapping[str, float]


@cache
def load() -> Calibration:
    """Read all tables; the same object is returned every time."""
    occupations, sectors = read_table("occupations.csv"), read_table("sectors.csv")
    mobility, staffing = read_table("mobility.csv"), read_table("staffing.csv")
    sizes, wealth = read_table("firm_sizes.csv"), read_table("wealth_groups.csv")
    owners, taxes, scalars = (
        read_table(name) for name in ("compute_owners.csv", "tax_brackets.csv", "scalars.csv")
    )
    codes = tuple(occupations["code"])
    jobs = np.column_stack([column(staffing, code) for code in codes]) / 1000.0
    moves = np.column_stack([column(mobility, code) for code in codes])
    cost = _sum_to_one(sectors, ("compensation_share", "surplus_share", "tax_share"))
    demands = ("consumption", "investment", "government", "export")
    open_demand = _sum_to_one(sectors, tuple(f"{name}_fraction" for name in demands))
    closed_demand = _sum_to_one(sectors, tuple(f"closed_{name}_fraction" for name in demands[:3]))
    demand_shares = {name: _normalise(column(sectors, f"{name}_share")) for name in demands}
    return Calibration(
        occupation_codes=codes,
        occupation_titles=tuple(occupations["title"]),
        occupation_jobs=_read_only(column(occupations, "jobs") / 1e6),
        occupation_wage=_read_only(column(occupations, "mean_wage") / MONTHS_PER_YEAR),
        occupation_median_wage=_read_only(column(occupations, "median_wage") / MONTHS_PER_YEAR),
        occupation_log_wage_sd=_read_only(column(occupations, "log_wage_sd")),
        exposure=MappingProxyType({name: _read_only(column(occupations, name)) for name in EXPOSURES}),
        occupation_leave_rate=_read_only(column(occupations, "leave_rate")),
        mobility=_normalise_rows(moves),
        sector_codes=tuple(sectors["code"]),
        sector_titles=tuple(sectors["title"]),
        sector_jobs=_read_only(column(sectors, "jobs") / 1e6),
        sector_wage=_read_only(column(sectors, "mean_wage") / MONTHS_PER_YEAR),
        sector_wage_premium=_read_only(column(sectors, "wage_premium")),
        compensation_share=cost[0],
        surplus_share=cost[1],
        tax_share=cost[2],
        value_added_share=_normalise(column(sectors, "value_added_share")),
        consumption_fraction=open_demand[0],
        investment_fraction=open_demand[1],
        government_fraction=open_demand[2],
        export_fraction=open_demand[3],
        closed_consumption_fraction=closed_demand[0],
        closed_investment_fraction=closed_demand[1],
        closed_government_fraction=closed_demand[2],
        consumption_share=demand_shares["consumption"],
        investment_share=demand_shares["investment"],
        government_share=demand_shares["government"],
        export_share=demand_shares["export"],
        sector_firms=_read_only(column(sectors, "firms")),
        sector_firm_size=_read_only(column(sectors, "jobs") / column(sectors, "firms") / 1000.0),
        sector_entry_rate=_read_only(column(sectors, "entry_rate")),
        sector_exit_rate=_read_only(column(sectors, "exit_rate")),
        sector_real_growth=_read_only(column(sectors, "real_growth")),
        staffing=_normalise_rows(jobs),
        staffing_jobs=_read_only(jobs),
        firm_size_smallest=_read_only_integers(column(sizes, "smallest")),
        firm_size_firm_share=_normalise(column(sizes, "firm_share")),
        firm_size_employment_share=_normalise(column(sizes, "employment_share")),
        wealth_group_names=tuple(wealth["group"]),
        wealth_group_population=_normalise(column(wealth, "population")),
        wealth_group_networth=_normalise(column(wealth, "networth")),
        wealth_group_equity=_normalise(column(wealth, "equity")),
        wealth_group_business=_normalise(column(wealth, "business")),
        wealth_group_property=_normalise(column(wealth, "property")),
        wealth_group_deposits=_normalise(column(wealth, "deposits")),
        owner_names=tuple(owners["owner"]),
        owner_gpus=_read_only(column(owners, "h100e_millions")),
        owner_share=_normalise(column(owners, "h100e_millions")),
        owner_domestic=_read_only_flags(column(owners, "domestic")),
        tax_floor=_read_only(column(taxes, "floor")),
        tax_rate=_read_only(column(taxes, "rate")),
        scalars=MappingProxyType(dict(zip(scalars["id"], map(float, scalars["value"]), strict=True))),
    )


def read_table(name: str) -> Table:
    """Return the columns of a table in ``sim/data`` as text, without its comment lines."""
    text = files("sim").joinpath("data", name).read_text(encoding="utf-8")
    header, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return {title: [row[number] for row in rows] for number, title in enumerate(header)}


def column(table: Table, title: str) -> Floats:
    """Return one column as numbers."""
    return np.array([float(entry) for entry in table[title]])


def _read_only(values: Floats) -> Floats:
    values.setflags(write=False)
    return values


def _read_only_integers(values: Floats) -> Integers:
    integers = values.astype(np.int64)
    integers.setflags(write=False)
    return integers


def _read_only_flags(values: Floats) -> npt.NDArray[np.bool_]:
    flags = values > 0.0
    flags.setflags(write=False)
    return flags


def _normalise(values: Floats) -> Floats:
    """Remove the rounding of printed shares, so that they sum to 1; exact on every processor."""
    return _read_only(values / math.fsum(values))


def _normalise_rows(values: Floats) -> Floats:
    return _read_only(values / np.array([[math.fsum(row)] for row in values]))


def _sum_to_one(table: Table, titles: tuple[str, ...]) -> Floats:
    """Remove the rounding of printed fractions that sum to 1 within each row of the table.

    Returns
    -------
    float64 array (len(titles), rows)
        One row for each title.
    """
    values = np.stack([column(table, title) for title in titles])
    return _read_only(values / values.sum(axis=0))
