"""Build the published series that the validation card draws, from a folder of published source files.

Run ``python scripts/build_series.py SOURCES`` where ``SOURCES`` holds the source files under the names that
this script reads. The tables go to ``sim/experiments/validation/series``; no run reads them. Every table
starts with comment lines: what it is, units, source and licence.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from sim.country import DATA
from sim.data_folder.tables import Written, line_of

OCCUPATIONS = Written.read(DATA, "occupations.csv").columns
OCCUPATION_TITLES = dict(zip(OCCUPATIONS["code"], OCCUPATIONS["title"], strict=True))

SERIES = Path(__file__).resolve().parents[1] / "sim" / "experiments" / "validation" / "series"
PERCENTILES = {"p10": 10, "p25": 25, "median_annual_wage": 50, "p75": 75, "p90": 90}
"""Columns of the source, and the per cent of jobs that are paid less."""
AGES = {
    "age_16_19": 16, "age_20_24": 20, "age_25_34": 25, "age_35_44": 35, "age_45_54": 45, "age_55_64": 55,
    "age_65_plus": 65,
}  # fmt: skip
"""Columns of the source, and the age from which each group counts."""
WEALTH_GROUPS = {"Bottom50": 0.5, "Next40": 0.9, "Next9": 0.99, "RemainingTop1": 0.999, "TopPt1": 1.0}
"""Groups by wealth, and the share of households up to and with each."""
WEALTH_QUARTER = "2023:Q1"
FIRST_BEVERIDGE, FIRST_OKUN = 2001, 1981

DURATIONS = ((5, 0.669, 0.624, 0.671), (15, 0.371, 0.324, 0.381), (27, 0.214, 0.18, 0.251))
"""Weeks; share of the unemployed looking for that long or longer in 2024; least and most of 2022 to 2024."""
FIRM_CLASSES = ((1, 3_556_927), (5, 959_641), (10, 609_355), (20, 532_972), (100, 92_159), (500, 20_256))
"""Employees from which a class of firms counts, and the firms of the class."""
HOUSEHOLD_FIFTHS = (0.03, 0.081, 0.14, 0.226, 0.522)
"""Shares of the fifths of households in their money income, 2020."""
USERS = (("100 to 249", 0.32), ("250 and more", 0.37))
"""Employees of firms, and the share that uses AI."""

NOTES = {
    "beveridge.csv": """\
Unemployment and job openings by quarter. unemployment_rate: % of the labour force. openings_rate: openings
in % of jobs and openings. Means of the months that were published: October 2025 has no unemployment rate
(federal shutdown); payrolls of January 2026 are those of December 2025.
Source: BLS Current Population Survey, Current Employment Statistics, Job Openings and Labor Turnover Survey.
""",
    "okun.csv": """\
Growth and unemployment over four quarters. growth: % of real GDP. unemployment_change: percentage points.
Revised figures, not those of the time.
Source: BEA National Income and Product Accounts (real GDP, dollars of 2017); BLS Current Population Survey.
""",
    "pay_by_occupation.csv": """\
Annual pay of full-time work by SOC 2018 major group. percentile: % of jobs paid less. pay: dollars a year.
relative: pay over the mean of all jobs.
Source: BLS Occupational Employment and Wage Statistics, May 2025.
""",
    "ages_by_occupation.csv": """\
Employed persons by SOC 2018 major group and age. from_age: first year of the age group. share: of the
employed of the occupation group.
Source: BLS CPS table 11b, 2025 annual averages.
""",
    "unemployment_durations.csv": """\
The unemployed by how long they have been looking. weeks: at least that many. share: of the unemployed, mean
of 2024. least, most: smallest and largest quarterly figure of 2022 to 2024.
Source: BLS CPS table 29, 2024 annual averages; quarters: BLS CPS table E-10, seasonally adjusted. Both read.
""",
    "firm_size_distribution.csv": """\
Firms by size. employees: at least that many. share: of all firms; those without employees in the week of
the count are among the smallest.
Source: Census Statistics of US Businesses 2019, as quoted by the Congressional Research Service, Small
Business Size Standards: A Historical Analysis of Contemporary Issues, in the press (secondary).
""",
    "income_lorenz.csv": """\
Lorenz curve of income before taxes. of: whose income. below: share of them, from the poorest on. share: of
all income that they have together.
Source: households: Census, Historical Income Tables, 2020, money income, secondary; tax units: Tax-Calculator
6.8.0, expanded income (money income and some benefits in kind), law of 2026, computed.
""",
    "wealth_lorenz.csv": """\
Lorenz curve of net worth of households. below: share of households, from the poorest on. share: of all net
worth that they have together in the first quarter of 2023.
Source: Federal Reserve Board, Distributional Financial Accounts, vintage of 2023.
""",
    "adoption.csv": """\
Firms that use AI by size. employees: of the firm. share: of the firms of that size, December 2025 to May
2026.
Source: Census Bureau, Business Trends and Outlook Survey, America Counts, May 2026.
""",
}
PUBLIC = "Licence: US federal government work, public domain.\n"
LICENCES = {"income_lorenz.csv": "Licence: US federal government work, public domain; Tax-Calculator: CC0.\n"}


def write_series(name: str, header: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    """Write one series with its notes as ``#`` lines before the header."""
    lines = [f"# {note}" for note in (NOTES[name] + LICENCES.get(name, PUBLIC)).splitlines()]
    lines += map(line_of, (header, *rows))
    (SERIES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def quarter_of(date: str) -> str:
    """Turn the date of a month into the name of its quarter."""
    year, month, _ = date.split("-")
    return f"{year}Q{(int(month) + 2) // 3}"


def build_beveridge(sources: Path) -> None:
    """Write unemployment and openings by quarter."""
    months = pl.read_csv(sources / "macro_monthly.csv", infer_schema_length=None).sort("date")
    jobs = pl.col("payroll_employment_k").forward_fill()
    openings = 100.0 * pl.col("job_openings_k") / (pl.col("job_openings_k") + jobs)
    quarters = (
        months.with_columns(
            quarter=pl.col("date").map_elements(quarter_of, return_dtype=pl.String), openings=openings
        )
        .group_by("quarter")
        .agg(pl.col("unemployment_rate").mean().round(3), pl.col("openings").mean().round(3))
        .filter(pl.col("quarter") >= f"{FIRST_BEVERIDGE}Q1")
        .drop_nulls()
        .sort("quarter")
    )
    write_series("beveridge.csv", ("quarter", "unemployment_rate", "openings_rate"), quarters.rows())


def build_okun(sources: Path) -> None:
    """Write growth of output and change of unemployment over four quarters."""
    table = pl.read_csv(sources / "macro_quarterly.csv").sort("date")
    gdp, unemployment = pl.col("gdp_real_bn2017"), pl.col("unemployment_rate")
    found = table.select(
        pl.col("date").map_elements(quarter_of, return_dtype=pl.String).alias("quarter"),
        (100.0 * (gdp / gdp.shift(4) - 1.0)).round(3).alias("growth"),
        (unemployment - unemployment.shift(4)).round(3).alias("unemployment_change"),
    ).drop_nulls()
    rows = found.filter(pl.col("quarter") >= f"{FIRST_OKUN}Q1").rows()
    write_series("okun.csv", ("quarter", "growth", "unemployment_change"), rows)


def build_pay(sources: Path) -> None:
    """Write percentiles of pay by occupation."""
    table = pl.read_csv(sources / "occupations_major.csv", schema_overrides={"soc_major": pl.String})
    mean = (table["mean_annual_wage"] * table["employment"]).sum() / table["employment"].sum()
    rows = [
        (
            row["soc_major"],
            OCCUPATION_TITLES[row["soc_major"]],
            percent,
            row[name],
            round(row[name] / mean, 4),
        )
        for row in table.iter_rows(named=True)
        for name, percent in PERCENTILES.items()
    ]
    write_series("pay_by_occupation.csv", ("code", "occupation", "percentile", "pay", "relative"), rows)


def build_ages(sources: Path) -> None:
    """Write the ages of the employed by occupation."""
    table = pl.read_csv(sources / "occupation_age_2025.csv", schema_overrides={"soc_major": pl.String})
    rows = [
        (row["soc_major"], OCCUPATION_TITLES[row["soc_major"]], age, round(row[name] / total, 4))
        for row in table.iter_rows(named=True)
        if row["soc_major"] in OCCUPATION_TITLES
        for total in [sum(row[one] for one in AGES)]
        for name, age in AGES.items()
    ]
    write_series("ages_by_occupation.csv", ("code", "occupation", "from_age", "share"), rows)


def build_lorenz(sources: Path) -> None:
    """Write the Lorenz curves of income and of net worth, without their two ends."""
    rows: list[Sequence[object]] = []
    for place in range(1, 5):
        rows.append(("households", place / 5, round(sum(HOUSEHOLD_FIFTHS[:place]), 4)))
    units = pl.read_csv(sources / "tax_income_deciles_2026_taxcalc.csv")
    counted = (units["units_m"].cum_sum() / units["units_m"].sum()).to_list()
    income = units["share_expanded_income"].cum_sum().to_list()
    rows += [
        ("tax units", round(below, 3), round(share, 4))
        for below, share in list(zip(counted, income, strict=True))[:-1]
    ]
    write_series("income_lorenz.csv", ("of", "below", "share"), rows)
    worth = pl.read_csv(sources / "dfa_networth_shares.csv").filter(pl.col("Date") == WEALTH_QUARTER)
    of = dict(zip(worth["Category"], worth["Net worth"], strict=True))
    whole, total, curve = sum(of.values()), 0.0, []
    for group, below in list(WEALTH_GROUPS.items())[:-1]:
        total += of[group] / whole
        curve.append((below, round(total, 4)))
    write_series("wealth_lorenz.csv", ("below", "share"), curve)


def build_published() -> None:
    """Write what was read in published tables of few figures."""
    header = ("weeks", "share", "least", "most")
    write_series("unemployment_durations.csv", header, list(DURATIONS))
    firms = sum(count for _, count in FIRM_CLASSES)
    larger = [sum(count for at, count in FIRM_CLASSES if at >= least) for least, _ in FIRM_CLASSES]
    rows = [(least, round(count / firms, 5)) for (least, _), count in zip(FIRM_CLASSES, larger, strict=True)]
    write_series("firm_size_distribution.csv", ("employees", "share"), rows)
    write_series("adoption.csv", ("employees", "share"), list(USERS))


def main() -> None:
    """Build all series."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder with the published source files")
    sources = parser.parse_args().sources
    build_beveridge(sources)
    build_okun(sources)
    build_pay(sources)
    build_ages(sources)
    build_lorenz(sources)
    build_published()


if __name__ == "__main__":
    main()
