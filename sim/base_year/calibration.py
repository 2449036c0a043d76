"""The published figures of the base year, read from the tables of a data folder.

Each table states units, source and licence; ``tenfold data build`` makes those of ``sim/data``. Sizes
follow from the tables, and rows with a part of their own are marked in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sim.base_year.arrays import (
    Floats,
    Integers,
    check_brackets,
    check_rows,
    codes_of,
    column,
    flags,
    normalised,
    normalised_rows,
    read_only,
    sum_to_one,
    whole_numbers,
    words_of,
)
from sim.base_year.household_tables import HouseholdTables, load_households
from sim.base_year.people_tables import PeopleTables, load_people
from sim.country import DATA, Words, country_words, read_table
from sim.errors import UserError
from sim.units import MONTHS_PER_YEAR

EXPOSURES = ("gpt4_alpha", "gpt4_beta", "gpt4_gamma", "human_alpha", "human_beta", "cognitive")


@dataclass(frozen=True, eq=False)
class Calibration:
    """Read-only figures of a country.

    Rows of occupations, sectors, wealth groups and owners keep the order of their tables everywhere. Sizes
    below: o occupations, s sectors, f size classes of firms, w wealth groups, p owners of computing capacity,
    k brackets. The fractions of a sector add up to 1 over demands; the shares of a demand add up to 1 over
    sectors.

    Attributes
    ----------
    folder : Path
        Where the tables are.
    words : Words
        What texts call the country.
    occupation_codes, occupation_titles, occupation_short_titles : tuple of o str
        Groups of occupations, in the United States the major groups of the Standard Occupational
        Classification 2018; the short titles fit a drawing.
    occupation_kinds : tuple of o tuples of str
        Kinds of work that the page tells the lives of: ``office``, ``food``, ``care``.
    occupation_jobs : float64 array (o,)
        Jobs, millions.
    occupation_wage, occupation_median_wage : float64 array (o,)
        Mean and median wage, dollars a month.
    occupation_log_wage_sd : float64 array (o,)
        Standard deviation of the log wage within the group.
    exposure : mapping of str to float64 array (o,)
        Share of tasks exposed to language models, or cognitive, by measure (the names in ``EXPOSURES``).
    occupation_leave_rate : float64 array (o,)
        Share that changes to another group in a year.
    mobility : float64 array (o, o)
        Probability of the new group (column) for a person who leaves the group (row); diagonal 0, rows sum
        to 1.
    sector_codes, sector_titles, sector_families : tuple of s str
        Sectors, in the United States those of NAICS; groups of them that a drawing tells apart.
    sector_roles : tuple of s tuples of str
        Parts that the sector alone plays in the model, of those in ``sim.state.structure.ROLES``.
    sector_jobs, sector_wage : float64 array (s,)
        Jobs, millions (public schools and hospitals are in government); mean wage, dollars a month.
    sector_wage_premium : float64 array (s,)
        Mean wage over the wage that the sector's occupational mix would earn at the national means.
    nonfarm_business : float64 array (s,)
        Part of the value added that counts as nonfarm business.
    compensation_share, surplus_share, tax_share : float64 array (s,)
        Compensation, gross operating surplus, taxes less subsidies: shares of value added that sum to 1.
    value_added_share : float64 array (s,)
        Share of gross domestic product; sums to 1.
    consumption_fraction, investment_fraction, government_fraction, export_fraction : float64 array (s,)
        Part of the sector's value added that a final demand causes, exports gross; the four sum to 1.
    closed_consumption_fraction, closed_investment_fraction, closed_government_fraction : float64 array (s,)
        The same with exports credited to the domestic demands by the imports they contain (an economy with
        balanced trade and no foreign sector); the three sum to 1.
    consumption_share, investment_share, government_share, export_share : float64 array (s,)
        Part of a final demand's domestic value added that arises in the sector; each sums to 1 over sectors.
    sector_firms, sector_firm_size : float64 array (s,)
        Firms (units of government in the government sector), thousands; jobs over firms.
    sector_entry_rate, sector_exit_rate, sector_real_growth : float64 array (s,)
        Firms born and died, share of firms a year; growth of real value added, share a year.
    staffing : float64 array (s, o)
        Share of each occupation in the jobs of the sector; rows sum to 1.
    staffing_jobs : float64 array (s, o)
        Jobs, millions.
    firm_size_smallest : int64 array (f,)
        Employees of the smallest firm of each size class.
    firm_size_firm_share, firm_size_employment_share : float64 array (f,)
        Shares of firms and of employment by size class; each sums to 1.
    wealth_group_names : tuple of w str
        Groups of households ranked by net worth, poorest first.
    wealth_group_population : float64 array (w,)
        Share of the population.
    wealth_group_networth, wealth_group_equity, wealth_group_business : float64 array (w,)
        Share of net worth, of corporate equities and funds, of private businesses; each sums to 1.
    wealth_group_property, wealth_group_deposits, wealth_group_settled_deposits : float64 array (w,)
        Share of real estate, of deposits and other assets, of deposits where the model settles.
    wealth_group_homeowners, wealth_group_tail : float64 array (w,)
        Share who own the home; how unequal holdings are within: Pareto exponent, 0 for a rise from nothing.
    owner_names, owner_gpus, owner_share : tuple of p str, float64 arrays (p,)
        Owners of AI computing capacity: in the world, million H100 equivalents; shares, which sum to 1.
    owner_domestic, owner_single : bool array (p,)
        Whether the owner is resident, and one owner: many small ones have no market power.
    model_owner_names, model_owner_share : tuple of m str, float64 array (m,)
        Owners of models, and their share of the compute that they use; sums to 1.
    tax_floor, tax_rate : float64 array (k,)
        Lower edge of each income tax bracket of a single person, dollars a year (the first is the standard
        deduction), and the tax on a dollar from there to the next.
    people : PeopleTables
        Figures of people by type and age.
    scalars : mapping of str to float
        Single figures by name; units are in ``scalars.csv``.
    """

    folder: Path
    words: Words
    occupation_codes: tuple[str, ...]
    occupation_titles: tuple[str, ...]
    occupation_short_titles: tuple[str, ...]
    occupation_kinds: tuple[tuple[str, ...], ...]
    occupation_jobs: Floats
    occupation_wage: Floats
    occupation_median_wage: Floats
    occupation_log_wage_sd: Floats
    exposure: Mapping[str, Floats]
    occupation_leave_rate: Floats
    mobility: Floats
    sector_codes: tuple[str, ...]
    sector_titles: tuple[str, ...]
    sector_roles: tuple[tuple[str, ...], ...]
    sector_families: tuple[str, ...]
    sector_jobs: Floats
    sector_wage: Floats
    sector_wage_premium: Floats
    nonfarm_business: Floats
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
    wealth_group_homeowners: Floats
    wealth_group_property: Floats
    wealth_group_deposits: Floats
    wealth_group_settled_deposits: Floats
    wealth_group_tail: Floats
    owner_names: tuple[str, ...]
    owner_gpus: Floats
    owner_share: Floats
    owner_domestic: npt.NDArray[np.bool_]
    owner_single: npt.NDArray[np.bool_]
    model_owner_names: tuple[str, ...]
    model_owner_share: Floats
    tax_floor: Floats
    tax_rate: Floats
    people: PeopleTables
    scalars: Mapping[str, float]

    @property
    def sizes(self) -> dict[str, int]:
        """Rows of the tables by whose rows results are told apart."""
        return {
            "occupations": len(self.occupation_codes),
            "sectors": len(self.sector_codes),
            "providers": len(self.owner_names),
            "model_owners": len(self.model_owner_names),
        }

    @cached_property
    def households(self) -> HouseholdTables:
        """Real households, read when they are first asked for; a country may have none (``UserError``)."""
        return load_households(self.folder, len(self.occupation_codes), int(self.people.group_from[0]))

    @property
    def firms_per_person(self) -> float:
        """Firms and units of government for one adult."""
        return self.figure("firms_and_units") / self.figure("population")

    def figure(self, name: str) -> float:
        """Return a single figure.

        Raises
        ------
        UserError
            If the table of scalars lacks it.
        """
        if name not in self.scalars:
            raise UserError(f"{self.folder / 'scalars.csv'}: there is no row {name}.")
        return self.scalars[name]

    def role(self, role: str) -> int:
        """Return the row of the sector that plays a part of ``sim.state.structure.ROLES``.

        Raises
        ------
        UserError
            If not exactly one does.
        """
        rows = [row for row, roles in enumerate(self.sector_roles) if role in roles]
        if len(rows) != 1:
            table = self.folder / "sectors.csv"
            raise UserError(f"{table}: {len(rows)} sectors have the role {role}; it must be one.")
        return rows[0]


def load(folder: str | Path | None = None) -> Calibration:
    """Read all tables of a data folder; the same object is returned every time.

    Parameters
    ----------
    folder : str or Path, optional
        ``sim/data``, the United States, if not given.

    Raises
    ------
    UserError
        If a table is missing or does not fit the others; the sentence names the table.
    """
    return _load((DATA if folder is None else Path(folder)).resolve())


@cache
def _load(folder: Path) -> Calibration:
    occupations, sectors, mobility, staffing, sizes, wealth, owners, models, taxes, scalars = (
        read_table(f"{name}.csv", folder)
        for name in (
            "occupations", "sectors", "mobility", "staffing", "firm_sizes", "wealth_groups",
            "compute_owners", "model_owners", "tax_brackets", "scalars",
        )
    )  # fmt: skip
    codes = codes_of(occupations)
    check_rows(mobility, codes, occupations)
    check_rows(staffing, codes_of(sectors), sectors)
    check_brackets(taxes)
    jobs = np.column_stack([column(staffing, code) for code in codes]) / 1000.0
    moves = np.column_stack([column(mobility, code) for code in codes])
    cost = sum_to_one(sectors, ("compensation_share", "surplus_share", "tax_share"))
    demands = ("consumption", "investment", "government", "export")
    open_demand = sum_to_one(sectors, tuple(f"{name}_fraction" for name in demands))
    closed_demand = sum_to_one(sectors, tuple(f"closed_{name}_fraction" for name in demands[:3]))
    demand_shares = {name: normalised(column(sectors, f"{name}_share")) for name in demands}
    return Calibration(
        folder=folder,
        words=country_words(folder),
        occupation_codes=codes,
        occupation_titles=occupations.texts("title"),
        occupation_short_titles=occupations.texts("short_title"),
        occupation_kinds=words_of(occupations, "kinds"),
        occupation_jobs=read_only(column(occupations, "jobs") / 1e6),
        occupation_wage=read_only(column(occupations, "mean_wage") / MONTHS_PER_YEAR),
        occupation_median_wage=read_only(column(occupations, "median_wage") / MONTHS_PER_YEAR),
        occupation_log_wage_sd=read_only(column(occupations, "log_wage_sd")),
        exposure=MappingProxyType({name: read_only(column(occupations, name)) for name in EXPOSURES}),
        occupation_leave_rate=read_only(column(occupations, "leave_rate")),
        mobility=normalised_rows(moves),
        sector_codes=codes_of(sectors),
        sector_titles=sectors.texts("title"),
        sector_roles=words_of(sectors, "roles"),
        sector_families=sectors.texts("family"),
        sector_jobs=read_only(column(sectors, "jobs") / 1e6),
        sector_wage=read_only(column(sectors, "mean_wage") / MONTHS_PER_YEAR),
        sector_wage_premium=read_only(column(sectors, "wage_premium")),
        nonfarm_business=read_only(column(sectors, "nonfarm_business")),
        compensation_share=cost[0],
        surplus_share=cost[1],
        tax_share=cost[2],
        value_added_share=normalised(column(sectors, "value_added_share")),
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
        sector_firms=read_only(column(sectors, "firms")),
        sector_firm_size=read_only(column(sectors, "jobs") / column(sectors, "firms") / 1000.0),
        sector_entry_rate=read_only(column(sectors, "entry_rate")),
        sector_exit_rate=read_only(column(sectors, "exit_rate")),
        sector_real_growth=read_only(column(sectors, "real_growth")),
        staffing=normalised_rows(jobs),
        staffing_jobs=read_only(jobs),
        firm_size_smallest=whole_numbers(column(sizes, "smallest")),
        firm_size_firm_share=normalised(column(sizes, "firm_share")),
        firm_size_employment_share=normalised(column(sizes, "employment_share")),
        wealth_group_names=wealth.texts("group"),
        wealth_group_population=normalised(column(wealth, "population")),
        wealth_group_networth=normalised(column(wealth, "networth")),
        wealth_group_equity=normalised(column(wealth, "equity")),
        wealth_group_business=normalised(column(wealth, "business")),
        wealth_group_homeowners=read_only(column(wealth, "homeowners")),
        wealth_group_property=normalised(column(wealth, "property")),
        wealth_group_deposits=normalised(column(wealth, "deposits")),
        wealth_group_settled_deposits=normalised(column(wealth, "settled_deposits")),
        wealth_group_tail=read_only(column(wealth, "tail")),
        owner_names=owners.texts("owner"),
        owner_gpus=read_only(column(owners, "h100e_millions")),
        owner_share=normalised(column(owners, "h100e_millions")),
        owner_domestic=flags(column(owners, "domestic")),
        owner_single=flags(column(owners, "single")),
        model_owner_names=models.texts("owner"),
        model_owner_share=normalised(column(models, "h100e_millions")),
        tax_floor=read_only(column(taxes, "floor")),
        tax_rate=read_only(column(taxes, "rate")),
        people=load_people(folder, codes, occupations),
        scalars=MappingProxyType(dict(zip(scalars.texts("id"), scalars.numbers("value"), strict=True))),
    )
