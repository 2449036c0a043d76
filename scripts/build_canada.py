"""Build the tables of Canada, ``sim/countries/canada``, from published figures and the American ones.

Run ``python scripts/build_canada.py``. What is published for Canada stands here with its source; all else is
that of the United States, scaled where it is a number of people or firms, or money. Nothing is fitted.
"""

from __future__ import annotations

import bz2
import csv
import shutil
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np

from sim.base_year.calibration import load
from sim.base_year.household_tables import TITLES
from sim.country import DATA
from sim.data_folder.tables import Written
from sim.data_folder.weights import rake

FOLDER = Path(__file__).resolve().parents[1] / "sim" / "countries" / "canada"
LFS = "Statistics Canada, Labour Force Survey, December 2025 (The Daily, 9 January 2026, table 1)"
SEPH = (
    "Statistics Canada, Survey of Employment, Payrolls and Hours, May 2024 (The Daily, 25 July 2024, table 2)"
)
WAGES = "Statistics Canada, Labour Force Survey, August 2025 (The Daily, 5 September 2025, table 11)"
ACCOUNTS = "Statistics Canada, income and expenditure accounts, 2025 (The Daily, 27 February 2026, table 6)"
CENSUS = "Statistics Canada, Census of Population 2021"
TAX = "Canada Revenue Agency and Ontario Ministry of Finance, rates of 2026"
BENEFITS = "Service Canada, amounts of January 2026"
POPULATION = 41_651_653
"""1 July 2025, Statistics Canada, quarterly demographic estimates (The Daily, 24 September 2025)."""
LABOUR = {"population": 34_723.0, "labour_force": 22_694.4, "employed": 21_143.7, "part_time": 3_865.4}
"""Thousands of 15 and over, ``LFS``."""
EMPLOYMENT = {"young": 2_738.3 / 4_998.3, "older": 18_405.4 / 29_724.7}
"""Employed over population, 15 to 24 and 25 and over, ``LFS``."""
UNEMPLOYMENT = {"young": 0.133, "older": 1_129.2 / 19_534.6}
WEEKLY_WAGE, WEEKLY_HOURS = 1_342.19, 36.0
"""Usual wage and hours of employees, ``WAGES``."""
WEEKS = 365.25 / 7.0
JOBS = {
    "21": 210.9, "22": 133.9, "23": 1_179.3, "31-33": 1_566.7, "42": 821.5, "44-45": 2_007.3, "48-49": 848.6,
    "51": 359.7, "52": 849.3, "53": 294.6, "54": 1_226.2, "55": 123.9, "56": 828.1, "61": 1_474.5,
    "62": 2_384.4,
    "71": 319.3, "72": 1_299.2, "81": 575.0, "92": 1_306.8,
}  # fmt: skip
"""Employees, thousands, ``SEPH``, which leaves out farms."""
AGES = {0: 6_012_795, 15: 23_957_760, 65: 7_021_430}
"""People by first year of age, ``CENSUS``."""
SIZES = (4_394_495, 5_124_900, 2_194_630, 2_003_150, 1_261_765)
"""Households of one to four persons, five and more, ``CENSUS``."""
PROVINCES = {
    "NL": ("Newfoundland and Labrador", 223_255), "PE": ("Prince Edward Island", 64_570),
    "NS": ("Nova Scotia", 428_225), "NB": ("New Brunswick", 337_650), "QC": ("Quebec", 3_749_035),
    "ON": ("Ontario", 5_491_200), "MB": ("Manitoba", 518_055), "SK": ("Saskatchewan", 449_580),
    "AB": ("Alberta", 1_633_220), "BC": ("British Columbia", 2_041_835), "YT": ("Yukon", 17_180),
    "NT": ("Northwest Territories", 15_205), "NU": ("Nunavut", 9_930),
}  # fmt: skip
"""Households, ``CENSUS``."""
BRACKETS = (
    (0, 0.0), (12_989, 0.0505), (16_452, 0.1905), (53_891, 0.2315), (58_523, 0.2965), (107_785, 0.3166),
    (117_045, 0.3716), (150_000, 0.3816), (181_440, 0.4116), (220_000, 0.4216), (258_482, 0.4616),
)  # fmt: skip
OLD_AGE, SUPPLEMENT, SUPPLEMENT_COUPLE = 742.31, 1_108.74, 0.602
"""Old Age Security at 65 and the Guaranteed Income Supplement of one person, dollars a month, ``BENEFITS``;
the supplement of each of a couple over that of one person, from memory."""
PENSION_EARNINGS, PENSION = 74_600.0, 1_507.65
"""Canada Pension Plan: most earnings that count, a year; largest pension at 65, a month, ``BENEFITS``."""
EVERY = 6
"""Households of the sample for one that is kept."""
FROM_US = "taken from the United States"


def noted(table: Written, *lines: str) -> Written:
    """Return a table with notes of its own above those of the United States."""
    own = wrapped(*lines, "The table of the United States from which it is made says:")
    return table._replace(notes=(*own, *table.notes))


def wrapped(*lines: str) -> tuple[str, ...]:
    """Return notes as lines that are not too long."""
    return tuple(f"# {line}" for line in textwrap.wrap(" ".join(lines), 108))


def jobs_by_sector() -> tuple[np.ndarray, np.ndarray]:
    """Return jobs of Canada, persons, and of the United States, sector by sector.

    Public schools and hospitals stand in government in the same parts as in the United States; farms have
    their part of all jobs there.
    """
    known = load()
    there = np.asarray(known.sector_jobs) * 1e6
    codes = list(known.sector_codes)
    here = np.array([1e3 * JOBS.get(code, 0.0) for code in codes])
    here[codes.index("11")] = here.sum() * there[codes.index("11")] / (there.sum() - there[codes.index("11")])
    private = {"61": 3_342_050 / (3_342_050 + 10.51e6), "62": 22_891_380 / (22_891_380 + 1.14e6)}
    for code, part in private.items():
        moved = (1.0 - part) * here[codes.index(code)]
        here[codes.index(code)] -= moved
        here[codes.index("92")] += moved
    return here, there


def write_work() -> float:
    """Write occupations, staffing, mobility and sectors; return wages over those of the United States."""
    known = load()
    here, there = jobs_by_sector()
    staffing = np.asarray(known.staffing) * here[:, None]
    jobs = staffing.sum(axis=0)
    wages = 12.0 * np.asarray(known.occupation_wage)
    ratio = WEEKLY_WAGE * WEEKS / float((wages * jobs).sum() / jobs.sum())
    occupations = Written.read(DATA, "occupations.csv")
    medians = 12.0 * np.asarray(known.occupation_median_wage)
    noted(
        occupations,
        "Canada: jobs are those of the sectors with the mix of occupations that each has in the "
        "United States;",
        f"wages are those there times {ratio:.4f}, which makes their mean that of employees ({WAGES}).",
        "Canada has another classification of occupations (NOC 2021).",
    ).with_columns(
        {
            "jobs": jobs.round().astype(int),
            "mean_wage": (wages * ratio).round(0),
            "median_wage": (medians * ratio).round(0),
        }
    ).write(FOLDER)
    noted(Written.read(DATA, "mobility.csv"), f"Canada: {FROM_US} as it is.").write(FOLDER)
    cells = np.round(staffing / 1e3, 3)
    columns = {code: cells[:, k] for k, code in enumerate(known.occupation_codes)}
    noted(
        Written.read(DATA, "staffing.csv"),
        f"Canada: jobs by sector of {SEPH}; the mix of occupations is {FROM_US}.",
    ).with_columns(columns).write(FOLDER)
    table = Written.read(DATA, "sectors.csv")
    added = np.asarray(known.value_added_share) * here / there
    added /= added.sum()
    firms = np.asarray(known.sector_firms) * here / there
    shares = {}
    for name in ("consumption", "investment", "government", "export"):
        part = np.asarray(getattr(known, f"{name}_fraction")) * added
        shares[f"{name}_share"] = (part / part.sum()).round(6)
    noted(
        table,
        f"Canada: jobs: {SEPH}; farms, and the parts of schools and hospitals that stand in "
        f"government, as in the",
        "United States. Value added, firms: those of the United States, by sector, in proportion "
        "to jobs. Shares of",
        "cost, demand, entry, exit and growth: as in the United States. Wages: as there times "
        "the same factor.",
    ).with_columns(
        {
            "jobs": here.round().astype(int),
            "mean_wage": (12.0 * np.asarray(known.sector_wage) * ratio).round(1),
            "value_added_share": added.round(6),
            **shares,
            "firms": firms.round(3),
        }
    ).write(FOLDER)
    return ratio


def write_people() -> float:
    """Write ages, states and the population; return persons of 16 and over in the base year."""
    known = load()
    table = Written.read(DATA, "population_ages.csv")
    years = [title for title in table.columns if title != "age"]
    counts = {year: np.array([float(one) for one in table.columns[year]]) for year in years}
    base = counts["2025"]
    begin = [*AGES, base.size]
    factor = np.ones(base.size)
    for (first, last), people in zip(pairwise(begin), AGES.values(), strict=True):
        share = people / sum(AGES.values())
        factor[first:last] = share * POPULATION / (1e3 * base[first:last].sum())
    columns = {year: [round(float(one), 1) for one in ages * factor] for year, ages in counts.items()}
    noted(
        table,
        f"Canada: {POPULATION:,} people on 1 July 2025 (Statistics Canada, The Daily, 24 "
        f"September 2025), in the three",
        f"age groups of {CENSUS} (0 to 14, 15 to 64, 65 and over); single years within them, and "
        f"the growth of",
        "each after 2025, as in the United States: Canada's own projection is not in it.",
    ).with_columns(columns).write(FOLDER)
    groups = Written.read(DATA, "age_groups.csv")
    people = known.people
    at = people.population[2025 - people.first_year]
    size = np.array(
        [at[a:b].sum() for a, b in zip(people.group_from, [*people.group_from[1:], at.size], strict=True)]
    )
    employment, young = np.asarray(people.employment), people.group_from < 25
    scaled, part = employment.copy(), np.empty_like(employment)
    for name, here in (("young", young), ("older", ~young)):
        scaled[here] *= EMPLOYMENT[name] / np.average(employment[here], weights=size[here])
        there = np.average(1.0 - employment / people.participation, weights=size * people.participation)
        rate = (1.0 - employment[here] / people.participation[here]) * UNEMPLOYMENT[name] / there
        if name == "young":
            rate = np.full(here.sum(), UNEMPLOYMENT[name])
        part[here] = scaled[here] / (1.0 - rate)
    noted(
        groups,
        f"Canada: employment and participation of 16 to 24 and of 25 and over: {LFS};",
        "between the ages within these, and all other columns, as in the United States.",
    ).with_columns({"employment": scaled.round(4), "participation": part.round(4)}).write(FOLDER)
    for name in ("occupation_ages", "worker_types", "firm_sizes", "wealth_groups", "model_owners"):
        noted(Written.read(DATA, f"{name}.csv"), f"Canada: {FROM_US} as it is.").write(FOLDER)
    owners = Written.read(DATA, "compute_owners.csv")
    domestic = [int(name == "Other") for name in owners.columns["owner"]]
    noted(owners, "Canada: as in the United States, but none of the named owners is resident.").with_columns(
        {"domestic": domestic}
    ).write(FOLDER)
    ages = np.array([float(one) for one in columns["2026"]])
    return 1e3 * float(ages[16:].sum())


def write_scalars(adults: float, ratio: float) -> None:
    """Write the single figures: those of Canada that are known, the others scaled or as they are."""
    known = load()
    firms = known.figure("firms_and_units") * sum(JOBS.values()) * 1e3 / (1e6 * known.occupation_jobs.sum())
    own: dict[str, tuple[float, str]] = {
        "population": (round(adults), f"{CENSUS}; population of 2025 and ages as in population_ages.csv"),
        "labour_force": (1e3 * LABOUR["labour_force"], LFS),
        "participation_rate": (
            round(LABOUR["labour_force"] / LABOUR["population"], 3),
            f"{LFS}; 15 and over",
        ),
        "employed": (1e3 * LABOUR["employed"], LFS),
        "unemployed": (1e3 * (LABOUR["labour_force"] - LABOUR["employed"]), LFS),
        "jobs": (1e3 * sum(JOBS.values()), f"{SEPH}; without farms"),
        "mean_wage": (round(WEEKLY_WAGE * WEEKS), WAGES),
        "weekly_hours": (WEEKLY_HOURS, f"{WAGES}; usual hours of employees"),
        "part_time_share": (round(LABOUR["part_time"] / LABOUR["employed"], 3), LFS),
        "gdp": (3.07e12, "Statistics Canada, income and expenditure accounts, 2024, rounded, from memory"),
        "firms_and_units": (round(firms), f"{FROM_US}, in proportion to jobs"),
        "firms": (round(firms * 0.984), f"{FROM_US}, in proportion to jobs"),
    }
    table = Written.read(DATA, "scalars.csv")
    rows = [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
    kept = []
    left_out = ("openings", "private_employment", "gdp_2023", "ai_firm_share", "ai_employment_share")
    for row in rows:
        name = row["id"]
        if name in left_out or (name.startswith("household_") and name != "household_spending"):
            continue
        if name in own:
            row["value"], row["source"] = own[name]
        elif row["unit"].startswith("dollars"):
            row["value"] = round(float(row["value"]) * ratio)
            row["source"] = f"{FROM_US}, times {ratio:.4f} as wages"
        elif name != "base_year":
            row["source"] = FROM_US
        kept.append(row)
    titles = list(table.columns)
    noted(
        table,
        "Canada: each row says whether its figure is Canada's or taken from the United States. "
        "Poverty lines are not",
        "Canada's (Market Basket Measure), and what depends on them is no estimate for it.",
    ).only({title: [row[title] for row in kept] for title in titles}).write(FOLDER)
    words = Written.read(DATA, "words.csv")
    texts = {
        "country": "Canada",
        "adjective": "Canadian",
        "currency": "Canadian dollars",
        "currency_sign": "$",
        "caveat": "Nothing is fitted to Canada: population, work, wages, taxes and pensions are Canadian "
        "figures; "
        "flows, occupations, prices, firms, wealth, poverty lines and spending are those of the "
        "United States, scaled.",
    }
    words.only({"id": texts.keys(), "text": texts.values()}).write(FOLDER)


def write_law(ratio: float) -> None:
    """Write income tax and benefits."""
    taxes = Written.read(DATA, "tax_brackets.csv")
    notes = (
        "# Income tax of one person in Canada, 2026: federal and, for all provinces, Ontario's "
        "rates added up, from the",
        "# basic personal amounts on. Ontario's surtax and health premium, and the fall of the "
        "federal amount at high",
        "# incomes, are left out. Floors follow consumer prices.",
        f"# Source: {TAX}.",
        "# Licence: facts of law.",
    )
    taxes.only({"floor": [low for low, _ in BRACKETS], "rate": [rate for _, rate in BRACKETS]})._replace(
        notes=notes
    ).write(FOLDER)
    rate = PENSION / (PENSION_EARNINGS / 12.0)
    first = 0.9
    own = {
        "child_credit": round((6 * 7_997 + 12 * 6_748) / 18),
        "child_credit_refundable": round((6 * 7_997 + 12 * 6_748) / 18),
        "child_credit_phase_in": 1.0,
        "child_credit_free": 0,
        "child_credit_phase_out": 0.1,
        "child_credit_limit_single": 37_487,
        "child_credit_limit_joint": 37_487,
        "child_credit_below_age": 18,
        "supplemental_single": round(OLD_AGE + SUPPLEMENT, 2),
        "supplemental_couple": round(2.0 * (OLD_AGE + SUPPLEMENT_COUPLE * SUPPLEMENT), 2),
        "supplemental_earnings_free": round(5_000 / 12),
        "supplemental_assets_single": 1_000_000_000,
        "supplemental_assets_couple": 1_000_000_000,
        "pension_full_age": 65,
        "pension_bend_1": round(OLD_AGE / (first - rate)),
        "pension_bend_2": round(PENSION_EARNINGS / 12.0),
        "pension_rate_1": first,
        "pension_rate_2": round(rate, 4),
        "pension_rate_3": 0.0,
        "pension_most_earnings": round(PENSION_EARNINGS),
        "pension_floor": OLD_AGE,
    }
    table = Written.read(DATA, "benefits.csv")
    values = [
        own.get(name, round(float(value) * ratio, 2) if unit.startswith("dollars") else value)
        for name, value, unit in zip(*(table.columns[one] for one in ("id", "value", "unit")), strict=True)
    ]
    noted(
        table,
        "Canada, in the schedules of the United States. child_credit: Canada Child Benefit, July "
        "2025, mean over ages,",
        "one rate of reduction in the place of several (assumption); parents without earnings "
        "get none here, though",
        "they do in Canada. pension: Old Age Security and the Canada Pension Plan as one "
        "schedule: the first bend and",
        f"rate pay {OLD_AGE} dollars beyond {100 * rate:.2f} % of earnings. supplemental: Old Age "
        f"Security with the",
        f"Guaranteed Income Supplement. Source: {BENEFITS}; Canada Revenue Agency. Food benefits "
        f"and health care",
        "by household are switched off (parameters.toml). Social assistance of the provinces is missing.",
        f"All other rows are {FROM_US}, amounts times {ratio:.4f} as wages.",
    ).with_columns({"value": values}).write(FOLDER)
    by_children = Written.read(DATA, "benefits_by_children.csv")
    count = len(by_children.columns["children"])
    noted(
        by_children,
        "Canada: Canada Workers Benefit 2025 (Canada Revenue Agency, from memory); take-up as in "
        "the United States.",
    ).with_columns(
        {
            "phase_in": [0.27] * count,
            "most": [1_633, *[2_813] * (count - 1)],
            "plateau_single": [26_855, *[30_639] * (count - 1)],
            "plateau_joint": [30_639] * count,
            "phase_out": [0.15] * count,
        }
    ).write(FOLDER)
    noted(
        Written.read(DATA, "benefits_by_size.csv"), f"Canada: {FROM_US}; switched off in parameters.toml."
    ).write(FOLDER)


def write_households() -> None:
    """Write a part of the households of the United States, weighted to Canadian sizes and ages."""
    lines = bz2.decompress((DATA / "households.csv.bz2").read_bytes()).decode().splitlines()
    rows = np.array(list(csv.reader(line for line in lines if line[0] not in "#h")), np.int64)
    house = np.cumsum(rows[:, 0] > 0) - 1
    kept = house % EVERY == 0
    rows, house = rows[kept], np.unique(house[kept], return_inverse=True)[1]
    first = np.flatnonzero(rows[:, 0] > 0)
    adults = np.bincount(house)
    size = np.minimum(adults + rows[first, 2:5].sum(axis=1), len(SIZES))
    counts = [(size == n + 1).astype(float) for n in range(len(SIZES))]
    edges = (16, 20, 25, 35, 45, 55, 65, 75, 200)
    for low, high in pairwise(edges):
        counts.append(np.bincount(house, (rows[:, 5] >= low) & (rows[:, 5] < high)).astype(float))
    population = Written.read(FOLDER, "population_ages.csv").columns
    ages = np.array([float(one) for one in population["2026"]])
    by_age = np.array([ages[low:high].sum() for low, high in pairwise(edges)])
    number = sum(SIZES) * ages[16:].sum() * 1e3 / adults_of_census()
    shares = np.array(SIZES) / sum(SIZES) * number
    targets = np.concatenate([shares, 1e3 * by_age])
    table = np.stack(counts, axis=1)
    # persons that the sizes leave without a place are in institutions: the ages keep their proportions
    weights = rake(
        table, targets * np.concatenate([np.ones(5), np.full(by_age.size, 1.0)]), number, rounds=200
    )
    order = np.random.default_rng(2026).random(first.size)
    below = np.cumsum([households for _, households in PROVINCES.values()]) / sum(SIZES)
    province = np.searchsorted(below, order)
    rounded = np.maximum(np.round(weights / 10.0) * 10.0, 10.0).astype(np.int64)
    rows[:, 0] = np.where(rows[:, 0] > 0, rounded[house], 0)
    rows[:, 1] = province[house]
    notes = (
        *wrapped(
            f"Canada: every {EVERY}th household of the sample of the United States, weighted to the sizes of",
            f"households of {CENSUS} and the ages of population_ages.csv; provinces by their households, at",
            "random. Work and pay as in the United States. What follows is said there:",
        ),
        *(line for line in lines if line.startswith("#")),
    )
    text = "\n".join([*notes, ",".join(TITLES), *(",".join(map(str, row)) for row in rows)]) + "\n"
    (FOLDER / "households.csv.bz2").write_bytes(bz2.compress(text.encode()))
    states = Written.read(DATA, "states.csv")
    states.only(
        {
            "abbreviation": PROVINCES.keys(),
            "name": [name for name, _ in PROVINCES.values()],
            "households": [households for _, households in PROVINCES.values()],
        }
    )._replace(
        notes=(
            "# Provinces and territories, in the order in which households.csv.bz2 counts them from "
            "0, with their private",
            f"# households. Source: {CENSUS}.",
            "# Licence: Statistics Canada Open Licence.",
        )
    ).write(FOLDER)


def adults_of_census() -> float:
    """Return people of 16 and over in the census: the sizes of households are of its year."""
    return AGES[15] * (1.0 - 1.0 / 50.0) + AGES[65]


PARAMETERS = f"""\
# Values of keys that are figures of Canada; every story of the program lies over them. What is not here keeps
# the value that was fitted to the United States.

[government]
# consumption and investment of general governments over GDP, 655 of 2,499 billion chained dollars;
# {ACCOUNTS}
purchases = 0.26
health_scale = 0.0  # health care is bought by the state for everybody: it is in purchases
food_scale = 0.0  # there is none; social assistance of the provinces is missing
wage_tax_scale = 1.0  # the schedule has provincial tax in it
# Canada Pension Plan 5.95 % and Employment Insurance 2.282 % (1.63 % of the employed), up to 74,600 and
# 68,900 dollars; 2026
contribution_rate = 0.066
employee_contribution_rate = 0.06
# harmonized sales tax of Ontario, 13 %, on half of what people buy: food, rents, health and finance are left
# out (assumption)
consumption_tax = 0.055
replacement_rate = 0.55  # Employment Insurance; {BENEFITS}
benefit_ceiling = 3159.0  # 729 dollars a week; {BENEFITS}
benefit_months = 10  # at most 45 weeks

[compute]
gpus_start = 1_370_000  # those of the United States in proportion to adults (assumption)
gpu_price = 37_000.0  # 27,000 dollars of the United States at 1.37, the mean of 2024, Bank of Canada
start_rent = 2_500.0  # 1,825 dollars of the United States, likewise

[hardware]
grid = 3.05  # gigawatts, in proportion to adults (assumption)

[wages]
natural_unemployment_rate = 0.06  # mean of 2017 to 2019 and 2022 to 2025, Statistics Canada
"""


def main() -> None:
    """Build every table."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    ratio = write_work()
    adults = write_people()
    write_scalars(adults, ratio)
    write_law(ratio)
    write_households()
    (FOLDER / "parameters.toml").write_text(PARAMETERS, encoding="utf-8")


if __name__ == "__main__":
    main()
