"""A data folder with other sizes, made from the tables of ``sim/data`` by adding their rows together."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sim.base_year.calibration import load
from sim.base_year.household_tables import TITLES
from sim.country import DATA, Table, Words, read_table

OCCUPATIONS, SECTORS, BRACKETS, OWNERS, STATES = 10, 12, 5, 3, 6
EVERY = 20
"""Households of the sample for one that the small country keeps."""
POPULATION = 40e6
AS_THEY_ARE = (
    "firm_sizes", "wealth_groups", "model_owners", "worker_types", "age_groups", "population_ages",
)  # fmt: skip
"""Tables that know neither occupations nor sectors."""
WORDS = Words("Smallland", "Smallish", "crowns", "kr")
SCENARIO = {"government.household_benefits": False}
"""What its scenarios say: it has a sample of households, but no tables of benefits: transfers are flat."""

Column = Sequence[object]
Grouping = list[list[int]]
"""Rows of the old table in each row of the new one."""


def write_small_country(folder: Path) -> Path:
    """Write a country of ``OCCUPATIONS`` occupation groups and ``SECTORS`` sectors to ``folder``."""
    folder.mkdir(parents=True)
    occupations, sectors, staffing = (
        read_table(f"{name}.csv") for name in ("occupations", "sectors", "staffing")
    )
    groups = _runs(len(occupations.columns["code"]), OCCUPATIONS)
    families = _runs(len(sectors.columns["code"]), SECTORS)
    of_group, of_sector = [f"o{k}" for k in range(OCCUPATIONS)], [f"s{k}" for k in range(SECTORS)]

    jobs = np.array(occupations.numbers("jobs"))
    names = ("mean_wage", "median_wage", "log_wage_sd", "leave_rate")
    exposures = [name for name in occupations.columns if name.startswith(("gpt4_", "human_", "cognitive"))]
    _write(
        folder / "occupations.csv",
        {
            "code": of_group,
            "title": _joined(occupations, "title", groups, ", "),
            "jobs": _sums(jobs, groups),
            **{name: _means(occupations, name, groups, jobs) for name in (*names, *exposures)},
            "short_title": of_group,
            "kinds": _joined(occupations, "kinds", groups, " "),
        },
    )
    codes = occupations.columns["code"]
    moves = np.array([read_table("mobility.csv").numbers(code) for code in codes]).T
    moves *= (jobs * occupations.numbers("leave_rate"))[:, None]
    merged = np.array([[moves[np.ix_(here, there)].sum() for there in groups] for here in groups])
    np.fill_diagonal(merged, 0.0)
    merged /= merged.sum(axis=1, keepdims=True)
    _write(folder / "mobility.csv", {"code": of_group, **dict(zip(of_group, merged.T, strict=True))})
    by_age = read_table("occupation_ages.csv")
    ages = [title for title in by_age.columns if title != "code"]
    _write(
        folder / "occupation_ages.csv",
        {"code": of_group, **{title: _means(by_age, title, groups, jobs) for title in ages}},
    )

    cells = np.array([staffing.numbers(code) for code in codes]).T
    merged = np.array([[cells[np.ix_(here, there)].sum() for there in groups] for here in families])
    _write(folder / "staffing.csv", {"code": of_sector, **dict(zip(of_group, merged.T, strict=True))})

    value, workers, firms = (
        np.array(sectors.numbers(name)) for name in ("value_added_share", "jobs", "firms")
    )
    weights = {"mean_wage": workers, "wage_premium": workers, "entry_rate": firms, "exit_rate": firms}
    added = {"jobs", "firms", *(f"{name}_share" for name in ("value_added", "consumption", "investment"))}
    added |= {"government_share", "export_share"}
    merging: dict[str, Callable[[str], Column]] = {
        name: lambda name: _sums(np.array(sectors.numbers(name)), families) for name in added
    }
    columns: dict[str, Column] = {}
    for name in sectors.columns:
        if name in ("code", "family"):
            columns[name] = of_sector
        elif name == "title":
            columns[name] = _joined(sectors, name, families, ", ")
        elif name == "roles":
            columns[name] = _joined(sectors, name, families, " ")
        elif name in merging:
            columns[name] = merging[name](name)
        else:
            columns[name] = _means(sectors, name, families, weights.get(name, value))
    _write(folder / "sectors.csv", columns)

    brackets = read_table("tax_brackets.csv").columns
    _write(folder / "tax_brackets.csv", {name: column[:BRACKETS] for name, column in brackets.items()})
    owners = read_table("compute_owners.csv").columns
    _write(folder / "compute_owners.csv", {name: column[-OWNERS:] for name, column in owners.items()})
    scalars = read_table("scalars.csv").columns
    scale = POPULATION / float(scalars["value"][scalars["id"].index("population")])
    counts = ("population", "firms_and_units")
    values = [
        float(value) * (scale if name in counts else 1.0)
        for name, value in zip(scalars["id"], scalars["value"], strict=True)
    ]
    _write(folder / "scalars.csv", {**scalars, "value": values})
    _write(folder / "words.csv", {"id": list(WORDS._fields[:-1]), "text": list(WORDS[:-1])})
    _write_households(folder, groups)
    for name in AS_THEY_ARE:
        (folder / f"{name}.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    return folder


def _write_households(folder: Path, groups: Grouping) -> None:
    """Write a part of the households, unpacked, and the states joined to ``STATES``."""
    known = load().households
    group_of = np.empty(sum(map(len, groups)), np.int64)
    for group, rows in enumerate(groups):
        group_of[rows] = group
    state_of = np.arange(len(known.state_names)) * STATES // len(known.state_names)
    kept = np.arange(0, known.share.size, EVERY)
    lines = []
    for household in kept:
        begin, end = known.first[household : household + 2]
        for person in range(begin, end):
            leads = person == begin
            children = known.children[household] if leads else (0, 0, 0)
            lines.append(
                (
                    round(1e8 * known.share[household]) if leads else 0,
                    state_of[known.state[household]],
                    *children,
                    known.age[person],
                    known.status[person],
                    group_of[known.occupation[person]],
                    round(100.0 * known.pay[person]),
                )
            )
    _write(folder / "households.csv", dict(zip(TITLES, zip(*lines, strict=True), strict=True)))
    names = [f"p{k}" for k in range(STATES)]
    _write(folder / "states.csv", {"abbreviation": names, "name": names})


def _runs(rows: int, parts: int) -> Grouping:
    """Divide rows into runs of about the same length."""
    return [part.tolist() for part in np.array_split(np.arange(rows), parts)]


def _sums(values: np.ndarray, grouping: Grouping) -> list[float]:
    return [float(values[rows].sum()) for rows in grouping]


def _means(table: Table, name: str, grouping: Grouping, weights: np.ndarray) -> list[float]:
    values = np.array(table.numbers(name))
    return [float(np.average(values[rows], weights=weights[rows])) for rows in grouping]


def _joined(table: Table, name: str, grouping: Grouping, between: str) -> list[str]:
    texts = table.texts(name)
    return [between.join(filter(None, (texts[row] for row in rows))) for rows in grouping]


def _write(path: Path, columns: dict[str, Column]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
