"""Build the calibration tables in ``sim/data`` from a folder of published source files.

Run ``python scripts/build_tables.py SOURCES`` where ``SOURCES`` holds the source files under the names
that this script reads. Every table starts with comment lines: what it is, units, source and licence.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Matrix = npt.NDArray[np.float64]
Row = Iterable[object]

TABLES = Path(__file__).resolve().parents[1] / "sim" / "data"

OCCUPATION_TITLES = {
    "11": "Management",
    "13": "Business and finance",
    "15": "Computing and mathematics",
    "17": "Architecture and engineering",
    "19": "Science",
    "21": "Community and social service",
    "23": "Legal",
    "25": "Education and library",
    "27": "Arts, media and sports",
    "29": "Healthcare practitioners",
    "31": "Healthcare support",
    "33": "Protective service",
    "35": "Food preparation and serving",
    "37": "Cleaning and grounds",
    "39": "Personal care",
    "41": "Sales",
    "43": "Office and administration",
    "45": "Farming, fishing and forestry",
    "47": "Construction and extraction",
    "49": "Installation and repair",
    "51": "Production",
    "53": "Transport and material moving",
}

SHORT_TITLES = (
    "Management", "Business", "Computing", "Engineering", "Science", "Social work", "Law", "Teaching",
    "Arts, media", "Doctors, nurses", "Care", "Security", "Kitchen, service", "Cleaning", "Personal care",
    "Sales", "Office", "Farming", "Building", "Repair", "Production", "Transport",
)  # fmt: skip
"""Names of the occupation groups that fit a drawing."""
OCCUPATION_KINDS = {"25": "care", "29": "care", "31": "care", "35": "food care", "43": "office"}

SECTOR_TITLES = {
    "11": "Agriculture",
    "21": "Mining",
    "22": "Utilities",
    "23": "Construction",
    "31-33": "Manufacturing",
    "42": "Wholesale trade",
    "44-45": "Retail trade",
    "48-49": "Transport and warehousing",
    "51": "Information",
    "52": "Finance and insurance",
    "53": "Real estate and rental",
    "54": "Professional and technical services",
    "55": "Management of companies",
    "56": "Administrative and waste services",
    "61": "Private education",
    "62": "Health care and social assistance",
    "71": "Arts and recreation",
    "72": "Accommodation and food",
    "81": "Other services",
    "92": "Government",
}

SECTOR_ROLES = {
    "11": "farming", "21": "mining", "22": "energy", "53": "real_estate", "61": "education",
    "92": "government",
}  # fmt: skip
# what the BLS leaves out: farms, government, the housing of owners (7.8 % of GDP) and non-profit institutions
# serving households (5.4 % of GDP, BEA NIPA table 1.3.5; which sectors these are in: from memory)
OUTSIDE_NONFARM_BUSINESS = {"11": 1.0, "53": 0.57, "61": 0.8, "62": 0.45, "81": 0.5, "92": 1.0}
SECTOR_FAMILIES = {
    "Making, building": ("11", "21", "22", "23", "31-33"),
    "Trade, transport": ("42", "44-45", "48-49"),
    "Information, business": ("51", "52", "53", "54", "55", "56"),
    "Health, education": ("61", "62"),
    "Food, leisure, personal": ("71", "72", "81"),
    "Government": ("92",),
}

PUBLIC_SCHOOL_JOBS = 10.51e6  # state 2.10 m and local 8.41 m jobs that OEWS counts in sector 61
PUBLIC_HOSPITAL_JOBS = 1.14e6  # jobs that OEWS counts in sector 62 and BEA in government
GOVERNMENT_UNITS = 90.9  # thousand, Census of Governments 2022
GOVERNMENT_UNIT_TURNOVER = 0.002  # share a year; the count has hardly moved since 2017
FIRM_ENTRY_RATE = 0.0939  # age-0 firms over firms, BDS 2022: 519,559 of 5,535,295
NORMAL_90 = 1.2815515655446004  # 90th percentile of the standard normal

OEWS = "BLS Occupational Employment and Wage Statistics, May 2025"
COMPONENTS = ("consumption", "investment", "government", "export")


NOTES = {
    "occupations.csv": """\
The 22 civilian major groups of the Standard Occupational Classification (SOC 2018). jobs: persons.
mean_wage, median_wage: dollars a year. log_wage_sd: standard deviation of the log wage within the group,
ln(p90/p10) / (2 x 1.2816): the least-squares normal line through p10, p50 and p90. gpt4_*, human_*: share
of tasks exposed to language models, rated by GPT-4 or by people: alpha = E1, beta = E1 + 0.5 E2, gamma =
E1 + E2, employment-weighted. cognitive: share of tasks that Korinek et al. (2026) call cognitive, all of
groups 11 to 29, 41 and 43. leave_rate: share changing group in a year. short_title: fits a drawing. kinds:
kinds of work whose lives the dashboard tells.
Source: BLS Occupational Employment and Wage Statistics, May 2025 (jobs, wages); Eloundou, Manning,
Mishkin and Rock (2024), GPTs are GPTs, file occ_level (exposure, MIT licence, OpenAI 2024); Korinek, Jones,
Sacher, Cotter and McCrory (2026), Economic Scenarios for Transformative AI (cognitive); Current
Population Survey ASEC as processed by del Rio-Chanona (repository CanadaLaborApplication), aggregated to
major groups (leave_rate).
Licence: US federal government work, public domain; exposure MIT; leave_rate CC BY 4.0 (see mobility.csv).
""",
    "mobility.csv": """\
Probability of the new occupation group (column) given that a person leaves group (row) within a year.
Rows sum to 1, the diagonal is 0. Codes: SOC 2018 major groups.
Source: Current Population Survey ASEC, occupation last year and now, as processed by del Rio-Chanona
(repository CanadaLaborApplication) after del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond and Farmer
(2021), Occupational mobility and automation, J. R. Soc. Interface 18; aggregated to 22 groups here.
Licence: the survey is public domain; the processed file is CC BY 4.0 by its LICENSE file (its README says
CC BY-NC 4.0); this table is an aggregate of probabilities.
""",
    "staffing.csv": """\
Jobs by NAICS sector (row) and SOC 2018 major group (column), thousand persons. Suppressed cells are
filled by scaling to the published totals of sectors and groups; 10.51 m public school and 1.14 m public
hospital jobs are moved to government with their sector's occupational mix.
Source: BLS Occupational Employment and Wage Statistics, May 2025, national by sector.
Licence: US federal government work, public domain.
""",
    "sectors.csv": """\
The 20 NAICS sectors. Public schools (10.51 m jobs) and public hospitals (1.14 m) stand in government, as
in BEA value added; the Postal Service (0.62 m) stays in transport. jobs: persons. mean_wage: dollars a
year. wage_premium: mean wage over the wage that the sector's occupational mix would earn. compensation_,
surplus_, tax_share: of value added (taxes less subsidies). value_added_share: of GDP, 2023. *_share:
share of a final demand's domestic value added that arises in the sector (sums to 1 over sectors); the
demands' parts of GDP are {totals}: their
sum with the shares gives value_added_share back. *_fraction: share of the sector's value added caused by
each final demand (the four sum to 1): Leontief inverse of the 2023 Use table, imports taken off every
domestic use of a product in proportion, exports gross; investment is private (fixed and inventories),
government includes public investment. Secondary products are assigned to industries by the smallest
transfer that balances products and industries. closed_*_fraction: as if foreign trade were a technique by
which exports make imports: value added in exports is credited to the domestic demands in proportion to
the imports they contain (the three sum to 1). firms: thousands (multi-sector firms count in each).
mean_firm_size: jobs over firms. entry_rate, exit_rate: share of firms a year; entry is the establishment
entry rate scaled to the economy's firm entry rate, 9.39 %; exit is firm deaths. Government: about 90.9
thousand units, turnover 0.2 % (assumption: near constant count). real_growth: real value added 2017-24,
share a year. roles: parts that the sector alone plays: the profits of real_estate go to the owners of
property, education teaches in retraining, government is no business; the output of real_estate, energy,
mining and farming needs what nobody can make. nonfarm_business: part of the value added in nonfarm business
as the BLS defines it; the housing of owners and non-profit institutions serving households are outside it.
family: sectors that a drawing shows in one colour.
Source: BLS Occupational Employment and Wage Statistics, May 2025 (jobs, wages); BEA Use table 2023 as
shipped in USEPA/useeior (shares); BEA real value added, March 2025 (real_growth); Census Business
Dynamics Statistics 2022 (firms, entry, exit); Census of Governments 2022 (government units).
Licence: US federal government work, public domain; the useeior package is MIT.
""",
    "firm_sizes.csv": """\
Firms by size class. smallest: employees of the smallest firm of the class. Shares of firms, of
employment.
Source: Census Statistics of US Businesses 2021, rounded; recalled, not read from a file. The smallest
class takes the rounding gap so that firms sum to 1.
Licence: US federal government work, public domain.
""",
    "wealth_groups.csv": """\
Households ranked by net worth: shares of the population and of each kind of wealth; columns sum to 1.
networth: target for 2025 (top 0.1 % 14, top 1 % 31.7, top 10 % 68, bottom half 2.5 %). equity: corporate
equities and mutual funds 2025Q1 (top 1 % 49.8, next 9 % 37.3) and 2023Q1 (bottom half 0.6), the top 1 %
split as in 2023Q1. business: private businesses, property: real estate, deposits: other assets (deposits,
money market, bonds, loans), all 2023Q1. settled_deposits: deposits where the model settles: it has no
household debt, so the poorer half holds more of them than the published share, and less of the other assets
for the same net worth (starting value). tail: how unequal holdings are within the group, (1 - rank) to the
power -tail; 0: they rise from nothing with the cube of the rank (assumption). homeowners: share of the group
that owns its home, 2022, the top 1 % in one.
Source: Federal Reserve Board, Distributional Financial Accounts; Survey of Consumer Finances (homeowners).
Licence: US federal government work, public domain.
""",
    "compute_owners.csv": """\
Owners of AI computing capacity in the world, end of 2025. h100e_millions: million H100 equivalents.
share: of the total. domestic: 1 if resident in the United States (Other is counted as domestic). single:
1 for one owner, 0 for many small ones, who have no market power.
Source: Epoch AI, AI Chip Owners (April 2026), rounded as in press reports, published erratum applied.
Licence: CC BY 4.0, credit Epoch AI.
""",
    "tax_brackets.csv": """\
Federal income tax of a single person, 2026: rate on income above floor (dollars a year) up to the next
floor. The standard deduction of 16,100 dollars is the first bracket, at rate 0.
Source: Tax-Calculator 6.8.0 (Policy Simulation Library), 2026 current law.
Licence: CC0.
""",
    "scalars.csv": """\
Single figures of the base year 2025-26, each with its unit and source.
Licence: US federal government work, public domain, and facts from the cited publications.
""",
    "words.csv": """\
What texts call the country and its money. country: after a preposition. currency: in the plural.
Source: common usage.
Licence: CC0.
""",
}


def write_table(name: str, header: Row, rows: Sequence[Row], **facts: str) -> None:
    """Write one table with its notes, completed by ``facts``, as ``#`` lines before the header."""
    lines = [f"# {note}" for note in NOTES[name].format(**facts).splitlines()]
    lines.append(",".join(_cell(entry) for entry in header))
    lines.extend(",".join(_cell(entry) for entry in row) for row in rows)
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(entry: object) -> str:
    if isinstance(entry, (float, np.floating)):
        return format(float(entry), ".7g")
    text = str(entry)
    return f'"{text}"' if "," in text else text


def build_occupations(sources: Path) -> None:
    """Write the 22 major occupation groups: jobs, wages, exposure, yearly rate of leaving the group."""
    frame = pl.read_csv(sources / "occupations_major.csv")
    moves = pl.read_csv(sources / "mobility_major_annual.csv").drop("from_soc").to_numpy()
    spread = np.log(frame["p90"].to_numpy() / frame["p10"].to_numpy()) / (2 * NORMAL_90)
    exposures = ("gpt4_alpha", "gpt4_beta", "gpt4_gamma", "human_alpha", "human_beta")
    columns: dict[str, Iterable[object]] = {
        "code": OCCUPATION_TITLES.keys(),
        "title": OCCUPATION_TITLES.values(),
        "jobs": frame["employment"].cast(pl.Int64),
        "mean_wage": frame["mean_annual_wage"],
        "median_wage": frame["median_annual_wage"],
        "log_wage_sd": spread.round(4),
        **{name: frame[name] for name in exposures},
        "cognitive": [int(code <= "29" or code in ("41", "43")) for code in OCCUPATION_TITLES],
        "leave_rate": (1.0 - np.diag(moves)).round(6),
        "short_title": SHORT_TITLES,
        "kinds": [OCCUPATION_KINDS.get(code, "") for code in OCCUPATION_TITLES],
    }
    write_table("occupations.csv", list(columns), list(zip(*columns.values(), strict=True)))


def build_mobility(sources: Path) -> None:
    """Write where people who change their occupation group go."""
    frame = pl.read_csv(sources / "mobility_major_conditional_on_move.csv")
    codes = [str(code) for code in frame["from_soc"]]
    moves = frame.drop("from_soc").to_numpy().astype(np.float64)
    np.fill_diagonal(moves, 0.0)
    moves /= moves.sum(axis=1, keepdims=True)
    write_table(
        "mobility.csv",
        ["code", *codes],
        [[code, *row] for code, row in zip(codes, moves.tolist(), strict=True)],
    )


def aligned_staffing(sources: Path) -> tuple[Matrix, Matrix]:
    """Return jobs by sector and occupation, before and after the move of public schools and hospitals.

    Cells are scaled by iterative proportional fitting (Deming and Stephan 1940) so that suppressed cells
    leave no gap between the cells and the published totals of sectors and occupations.

    Returns
    -------
    tuple of two float64 arrays (20, 22)
        Jobs, persons: as OEWS counts them, and with public schools and hospitals in government.
    """
    codes, sector_codes = list(OCCUPATION_TITLES), list(SECTOR_TITLES)
    jobs = np.zeros((len(sector_codes), len(codes)))
    for row in (
        pl.read_csv(sources / "staffing_sector_major.csv").drop_nulls("employment").iter_rows(named=True)
    ):
        jobs[sector_codes.index(str(row["naics"])), codes.index(str(row["soc_major"]))] = row["employment"]
    by_occupation = pl.read_csv(sources / "occupations_major.csv")["employment"].to_numpy()
    by_sector = pl.read_csv(sources / "sectors.csv")["employment_2025"].to_numpy()
    for _ in range(200):
        jobs *= (by_sector / jobs.sum(axis=1))[:, None]
        jobs *= by_occupation * (by_sector.sum() / by_occupation.sum()) / jobs.sum(axis=0)
    moved = jobs.copy()
    education, health, government = (sector_codes.index(code) for code in ("61", "62", "92"))
    for sector, count in ((education, PUBLIC_SCHOOL_JOBS), (health, PUBLIC_HOSPITAL_JOBS)):
        part = jobs[sector] * (count / jobs[sector].sum())
        moved[sector] -= part
        moved[government] += part
    return jobs, moved


def build_staffing(staffing: Matrix) -> None:
    """Write jobs by sector and occupation."""
    write_table(
        "staffing.csv",
        ["code", *OCCUPATION_TITLES],
        [[code, *np.round(row / 1000.0, 3)] for code, row in zip(SECTOR_TITLES, staffing, strict=True)],
    )


def supply_by_industry(industry_output: Matrix, commodity_output: Matrix) -> Matrix:
    """Estimate which industry makes each commodity, with as little secondary production as possible.

    The Use table counts products in rows and industries in columns, and government in particular makes
    products of other rows (hospitals, universities, power). An industry keeps its own product up to the
    smaller of the two totals; what it makes beyond is spread over the products whose own industry makes
    too little.

    Returns
    -------
    float64 array (20, 20)
        Share of commodity (column) made by industry (row); columns sum to 1.
    """
    own = np.minimum(industry_output, commodity_output)
    spare, missing = industry_output - own, commodity_output - own
    made = np.diag(own) + np.outer(spare, missing) / max(spare.sum(), missing.sum())
    shares: Matrix = made / made.sum(axis=0)
    return shares


def demand_decomposition(sources: Path) -> tuple[Matrix, Matrix]:
    """Attribute each sector's value added to the final demand that causes it.

    With A the input coefficients, m the import share of domestic use of each product and S the industry
    shares of supply, industry output is x = S ((1 - m) (A x + f) + e) for domestic demand f and exports e,
    and value added is v x (Leontief inverse with imports in proportion to use; Miller and Blair 2022,
    chapters 2 and 5).

    Returns
    -------
    fractions : float64 array (20, 4)
        Share of the sector's value added caused by consumption, investment, government purchases and exports.
    closed : float64 array (20, 3)
        The same when exports are read as payment for the imports that the three domestic demands contain.
    """
    frame = pl.read_csv(sources / "io_use_2023_20sector.csv", schema_overrides={"row": pl.String})
    codes = list(SECTOR_TITLES)
    products = frame.filter(pl.col("row").is_in(codes))
    use = products.select(codes).to_numpy().astype(np.float64)
    output = frame.filter(pl.col("row") == "gross_output").select(codes).to_numpy().astype(np.float64)[0]
    investment = products["private_fixed_investment"].to_numpy() + products["inventories"].to_numpy()
    domestic = np.stack([products["pce"].to_numpy(), investment, products["government"].to_numpy()], axis=1)
    domestic = np.maximum(domestic, 0.0)
    exports = products["exports"].to_numpy()
    imports = np.maximum(-products["imports"].to_numpy(), 0.0)
    supply = use.sum(axis=1) + domestic.sum(axis=1) + exports - imports
    import_share = np.minimum(imports / (use.sum(axis=1) + domestic.sum(axis=1)), 0.95)
    shares = supply_by_industry(output, supply)
    coefficients = use / output
    home = (1.0 - import_share)[:, None]
    final = np.column_stack([home * domestic, exports])
    value_added_share = (
        1.0
        - frame.filter(pl.col("row").is_in([*codes, "Used", "Other"])).select(codes).to_numpy().sum(axis=0)
        / output
    )
    gross = np.linalg.solve(np.eye(len(codes)) - shares @ (home * coefficients), shares @ final)
    content = np.maximum(value_added_share[:, None] * gross, 0.0)
    # the imports in a domestic demand, bought directly and in inputs, are its part of what exports pay for
    bought = import_share[:, None] * domestic + import_share[:, None] * (coefficients @ gross[:, :3])
    weights = bought.sum(axis=0) / bought.sum()
    closed = content[:, :3] + content[:, 3:] * weights
    return content / content.sum(axis=1, keepdims=True), closed / closed.sum(axis=1, keepdims=True)


def build_sectors(sources: Path, before: Matrix, staffing: Matrix) -> None:
    """Write the 20 sectors: jobs, wages, shares of value added, the demand that each serves, and firms."""
    frame = pl.read_csv(sources / "sectors.csv", schema_overrides={"naics": pl.String})
    codes = list(SECTOR_TITLES)
    fractions, closed = demand_decomposition(sources)
    value_added = frame["value_added_share"].to_numpy() / frame["value_added_share"].sum()
    component = fractions * value_added[:, None]
    component_shares = component / component.sum(axis=0)
    jobs = staffing.sum(axis=1)
    wages = aligned_wages(frame["mean_annual_wage_2025"].to_numpy().astype(np.float64), before.sum(axis=1))
    occupation_wages = pl.read_csv(sources / "occupations_major.csv")["mean_annual_wage"].to_numpy()
    premium = wages / (staffing @ occupation_wages / jobs)
    firms = frame["bds_firms_2022"].cast(pl.Float64).fill_null(GOVERNMENT_UNITS * 1000.0).to_numpy() / 1000.0
    private = np.array([code != "92" for code in codes])
    establishment_entry = frame["estab_entry_rate_pct"].cast(pl.Float64).fill_null(0.0).to_numpy() / 100.0
    scale = FIRM_ENTRY_RATE / np.average(establishment_entry[private], weights=firms[private])
    entry = np.where(private, establishment_entry * scale, GOVERNMENT_UNIT_TURNOVER)
    exits = (
        frame["firm_death_rate_pct"].cast(pl.Float64).fill_null(GOVERNMENT_UNIT_TURNOVER * 100.0).to_numpy()
    )
    totals = ", ".join(
        f"{name} {total:.4f}" for name, total in zip(COMPONENTS, component.sum(axis=0), strict=True)
    )
    columns: dict[str, Iterable[object]] = {
        "code": codes,
        "title": SECTOR_TITLES.values(),
        "jobs": jobs.round().astype(np.int64),
        "mean_wage": wages.round(1),
        "wage_premium": premium.round(4),
        "compensation_share": frame["compensation_share_of_va"],
        "surplus_share": frame["gos_share_of_va"],
        "tax_share": frame["tax_share_of_va"],
        "value_added_share": value_added.round(6),
        **{f"{name}_share": component_shares[:, c].round(6) for c, name in enumerate(COMPONENTS)},
        **{f"{name}_fraction": fractions[:, c].round(6) for c, name in enumerate(COMPONENTS)},
        **{f"closed_{name}_fraction": closed[:, c].round(6) for c, name in enumerate(COMPONENTS[:3])},
        "firms": firms.round(3),
        "mean_firm_size": (jobs / firms / 1000.0).round(2),
        "entry_rate": entry.round(4),
        "exit_rate": (exits / 100.0).round(4),
        "real_growth": (frame["real_va_growth_2017_24_pct_pa"].to_numpy() / 100.0).round(5),
        "roles": [SECTOR_ROLES.get(code, "") for code in codes],
        "nonfarm_business": [1.0 - OUTSIDE_NONFARM_BUSINESS.get(code, 0.0) for code in codes],
        "family": [next(name for name, some in SECTOR_FAMILIES.items() if code in some) for code in codes],
    }
    write_table("sectors.csv", list(columns), list(zip(*columns.values(), strict=True)), totals=totals)


def aligned_wages(wages: Matrix, jobs: Matrix) -> Matrix:
    """Return mean wages after the move of public schools and hospitals at their sector's mean wage."""
    education, health, government = (list(SECTOR_TITLES).index(code) for code in ("61", "62", "92"))
    bill = wages[government] * jobs[government]
    bill += wages[education] * PUBLIC_SCHOOL_JOBS + wages[health] * PUBLIC_HOSPITAL_JOBS
    aligned = wages.copy()
    aligned[government] = bill / (jobs[government] + PUBLIC_SCHOOL_JOBS + PUBLIC_HOSPITAL_JOBS)
    return aligned


def build_firm_sizes() -> None:
    """Write the four size classes of firms."""
    write_table(
        "firm_sizes.csv",
        ["smallest", "firm_share", "employment_share"],
        [[1, 0.8905, 0.16], [20, 0.09, 0.17], [100, 0.016, 0.14], [500, 0.0035, 0.53]],
    )


def build_wealth(sources: Path) -> None:
    """Write five wealth groups and their shares of each kind of wealth."""
    frame = pl.read_csv(sources / "dfa_networth_shares.csv").filter(pl.col("Date") == "2023:Q1")
    shares = {row["Category"]: row for row in frame.iter_rows(named=True)}
    order = ["Bottom50", "Next40", "Next9", "RemainingTop1", "TopPt1"]

    def column(key: str) -> Matrix:
        raw = np.array([float(shares[group][key]) for group in order])
        normalised: Matrix = raw / raw.sum()
        return normalised

    old_equity = column("Corporate equities and mutual fund shares")
    top = 0.498 * old_equity[3:] / old_equity[3:].sum()
    equity = np.array([0.006, 1.0 - 0.006 - 0.373 - 0.498, 0.373, top[0], top[1]])
    columns = [
        np.array([0.5, 0.4, 0.09, 0.009, 0.001]),
        np.array([0.025, 0.295, 0.363, 0.177, 0.140]),
        equity,
        column("Private businesses"),
        column("Real estate"),
        column("Other assets"),
        np.array([0.11, 0.255, 0.29, 0.18, 0.165]),
        np.array([0.0, 0.75, 0.75, 0.75, 0.55]),
        np.array([0.391, 0.925, 0.953, 0.961, 0.961]),
    ]
    names = ["bottom50", "next40", "next9", "next0_9", "top0_1"]
    write_table(
        "wealth_groups.csv",
        [
            "group",
            "population",
            "networth",
            "equity",
            "business",
            "property",
            "deposits",
            "settled_deposits",
            "tail",
            "homeowners",
        ],
        [[name, *(round(float(values[g]), 5) for values in columns)] for g, name in enumerate(names)],
    )


def build_compute_owners(sources: Path) -> None:
    """Write the owners of AI computing capacity."""
    frame = pl.read_csv(sources / "ai_compute_owners.csv")
    total = float(frame["h100e_millions"].sum())
    rows = []
    for row in frame.iter_rows(named=True):
        owner = str(row["owner"]).split(" (")[0]
        rows.append(
            [
                owner,
                row["h100e_millions"],
                round(row["h100e_millions"] / total, 5),
                int(owner != "China"),
                int(owner != "Other"),
            ]
        )
    write_table(
        "compute_owners.csv",
        ["owner", "h100e_millions", "share", "domestic", "single"],
        rows,
    )


def build_taxes() -> None:
    """Write the income tax schedule."""
    deduction = 16_100
    floors = (0, 12_400, 50_400, 105_700, 201_775, 256_225, 640_600)
    rates = (0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37)
    write_table(
        "tax_brackets.csv",
        ["floor", "rate"],
        [[0, 0.0], *([deduction + floor, rate] for floor, rate in zip(floors, rates, strict=True))],
    )


def build_scalars(sources: Path) -> None:
    """Write single figures of the base year."""
    table_a = "BLS Employment Situation, May 2026, table A"
    bds = "Census Business Dynamics Statistics 2022"
    accounts = "Federal Reserve Distributional Financial Accounts, 2023Q1"
    by_size = "fits 18 % of all firms and 37 % of those with 250 and more employees, Census BTOS, May 2026"
    rows: list[Row] = [
        ["base_year", 2026, "calendar year of month 0", "choice"],
        [
            "population",
            277.67e6,
            "persons aged 16 and over",
            "Census Bureau, 2023 national population projections, middle series, 1 July 2026",
        ],
        ["labour_force", 170.08e6, "persons", table_a],
        ["participation_rate", 0.618, "labour force over civilians outside institutions", table_a],
        ["employed", 162.77e6, "persons", table_a],
        ["unemployed", 7.31e6, "persons", table_a],
        ["jobs", 155.50e6, "jobs", OEWS],
        ["mean_wage", 69_770, "dollars a year", OEWS],
        ["openings", 7.6e6, "vacancies", "BLS JOLTS, April 2026"],
        ["firms", 5_535_295, "private firms with employees", bds],
        [
            "firms_and_units",
            5.625e6,
            "firms with employees and units of government",
            f"{bds}; Census of Governments 2022; rounded",
        ],
        ["private_employment", 133.69e6, "jobs", bds],
        ["mean_firm_size", 24.2, "employees", bds],
        ["firm_size_tail", 1.059, "exponent of the complementary distribution", "Axtell (2001), Science 293"],
        ["gdp", 31.1e12, "dollars a year", "BEA, 2025Q3"],
        ["gdp_2023", 27.7207e12, "dollars a year", "BEA Use table 2023"],
        ["occupation_change_rate", 0.063, "share of employed changing major group a year", "CPS ASEC"],
        [
            "ai_firm_share",
            0.18,
            "share of firms using AI",
            "Census Business Trends and Outlook Survey, 2025-26",
        ],
        ["ai_employment_share", 0.32, "share of employment in firms using AI", "Census CES-WP-26-25"],
        ["ai_use_smallest", 0.8, "share of the smallest firms that use AI over the share of all", by_size],
        ["ai_use_gain", 1.9, "what firms of any size add to that ratio at most", by_size],
        ["ai_use_half_size", 60, "employees with which half of that is added", by_size],
        [
            "ai_first_intensity",
            0.4,
            "mean intensity of use in firms that use AI",
            "half of the users apply AI in at most three functions, Census CES-WP-26-25",
        ],
        ["poverty_guideline", 15_960, "dollars a year, one person", "HHS poverty guideline 2026"],
        ["food_benefit", 306, "dollars a month, largest of one person", "USDA SNAP, fiscal year 2027"],
        [
            "equity_to_gdp",
            1.85,
            "years of GDP, equity in firms",
            f"starting value; {accounts}: net worth is 5.1",
        ],
        [
            "property_to_gdp",
            2.35,
            "years of GDP, real estate and pension assets",
            f"starting value; {accounts}: net worth is 5.1",
        ],
        [
            "self_employed_hours",
            0.074,
            "hours of the self-employed over those of employees, nonfarm business",
            "BLS CPS 2025: 9.0 million unincorporated outside farms; 122 million employees of business",
        ],
        [
            "weekly_hours",
            38.6,
            "hours at work a week, people at work outside farms",
            "BLS CPS table A-27, September 2025",
        ],
        [
            "part_time_share",
            0.173,
            "share of the employed who usually work part time",
            "BLS CPS, Persons with a disability, table 2, 2024: 27,985 of 161,346 thousand",
        ],
        ["income_to_gdp", 0.66, "disposable income over GDP in the first month", "starting value"],
        [
            "skill_wealth_correlation",
            0.55,
            "correlation of the ranks by wealth and by skill",
            "assumption; ranks by wealth and income, Survey of Consumer Finances: 0.5-0.6",
        ],
        [
            "separations_rate",
            0.033,
            "separations from jobs, share of the employed a month",
            "BLS JOLTS, mean of 2024-25",
        ],
        [
            "poverty_guideline_more",
            5_680,
            "dollars a year, every further person",
            "HHS poverty guideline 2026",
        ],
        [
            "supplemental_line_tenants",
            41_701,
            "dollars a year, two adults with two children",
            "BLS, thresholds of the Supplemental Poverty Measure 2025, renters",
        ],
        [
            "supplemental_line_owners",
            38_524,
            "dollars a year, two adults with two children",
            "BLS, thresholds of the Supplemental Poverty Measure 2025: owners with a mortgage 41,323, "
            "weighted .6, and without 34,326",
        ],
        [
            "rent_share",
            0.283,
            "rent of tenants over their spending",
            "BLS, Consumer Expenditures 2024: rented dwellings 5,660 dollars for all 135.7 million "
            "units, spending 57,108 for the 47.6 million that rent",
        ],
        [
            "owner_cost_share",
            0.095,
            "taxes, insurance and upkeep of owners over their spending, without interest",
            "BLS, Consumer Expenditures 2024: owned dwellings 9,310 dollars for all units, spending "
            "90,117 for the 88.1 million that own; 40 % of it interest (from memory)",
        ],
        [
            "housing_income_elasticity",
            0.67,
            "elasticity of housing to spending",
            "Albouy, Ehrlich and Liu 2016 (NBER w22816): about two thirds (from memory); below 1",
        ],
        [
            "tenant_spending",
            57_108,
            "dollars a year, mean spending of units that rent",
            "BLS, Consumer Expenditures 2024",
        ],
        [
            "owner_spending",
            90_117,
            "dollars a year, mean spending of units that own",
            "BLS, Consumer Expenditures 2024",
        ],
        [
            "household_spending",
            78_535,
            "dollars a year, mean spending of all units",
            "BLS, Consumer Expenditures 2024",
        ],
        [
            "survey_spending",
            0.78,
            "spending that surveys find over that of national accounts in the same categories",
            "BLS and BEA, comparable goods and services, 2010 (Passero, Garner and McCully 2013, BLS working "
            "paper 462; figure from memory)",
        ],
    ]
    frame = pl.read_csv(sources / "dfa_networth_levels.csv").filter(pl.col("Date") == "2023:Q1")
    for name, key in (
        ("household_networth", "Net worth"),
        ("household_equity", "Corporate equities and mutual fund shares"),
        ("household_pensions", "DC pension entitlements"),
        ("household_business", "Private businesses"),
        ("household_property", "Real estate"),
        ("household_deposits", "Other assets"),
        ("household_liabilities", "Liabilities"),
    ):
        rows.append([name, float(frame[key].sum()) * 1e6, f"dollars ({key.lower()})", accounts])
    write_table(
        "scalars.csv",
        ["id", "value", "unit", "source"],
        rows,
    )


def build_words() -> None:
    """Write what texts call the country."""
    words = {
        "country": "the United States",
        "adjective": "American",
        "currency": "dollars",
        "currency_sign": "$",
    }
    write_table("words.csv", ["id", "text"], list(words.items()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Build every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of the source files")
    sources = parser.parse_args(arguments).sources
    TABLES.mkdir(parents=True, exist_ok=True)
    before, staffing = aligned_staffing(sources)
    build_occupations(sources)
    build_mobility(sources)
    build_staffing(staffing)
    build_sectors(sources, before, staffing)
    build_firm_sizes()
    build_wealth(sources)
    build_compute_owners(sources)
    build_taxes()
    build_scalars(sources)
    build_words()


if __name__ == "__main__":
    main()
