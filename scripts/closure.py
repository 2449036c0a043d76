"""What the closure of the economy does: money, wages, prices, land and capital, one table a question.

Every case is run on paired seeds that no fit has seen; a figure is a mean over seeds with its standard error,
and what is held "against no AI" is held against the economy without AI under the same keys and seed.

    python scripts/closure.py regimes rigidity --people 20000 --seeds 10 --out results/closure
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from sim import Scenario
from sim.experiments.evidence import UNFITTED
from sim.experiments.run.pool import Job, run_jobs
from sim.experiments.run.run import Results
from sim.parameters import Parameters, find
from sim.scenario_files import USUAL_INSTITUTIONS, parts

STORIES = ("neutral", "optimistic", "pessimistic", "mostaque", "bakery")
BATCH = 60  # runs whose tables are in memory at a time
LATE = 5  # first of the years over which jobs are averaged, counted from 0
Run = dict[str, np.ndarray]  # yearly means by figure
Arm = tuple[str, Mapping[str, Any]]  # a story, and the keys that it is run under
TECHNOLOGIES = tuple(part.name for part in parts("technology"))
INSTITUTIONS = tuple(part.name for part in parts("institutions"))


class Case(NamedTuple):
    """One run: a story under some keys, on one seed."""

    story: str
    keys: tuple[tuple[str, Any], ...]
    seed: int
    people: int
    years: int

    @property
    def scenario(self) -> Scenario:
        """The scenario; "none" is the economy without AI, "none/closed" the same with these institutions."""
        run = {"run.people": self.people, "run.months": 12 * self.years, "records.distribution_every": 12}
        kind, _, institutions = self.story.partition("/")
        story, off = self.story, {}
        if kind == "none":
            story = f"slow/{institutions}" if institutions else "baseline"
            off = {"compute.enabled": False}
        return Scenario.load(story).with_({**run, **off, **dict(self.keys)})


def digest(results: Results) -> Run:
    """Return yearly means of the figures, and those by occupation and sector, year first."""
    macro = results.macro
    found = {name: _by_year(macro[name].to_numpy().astype(float)) for name in macro.columns}
    found["rate_at_zero"] = _by_year((macro["policy_rate"] <= 1e-9).cast(pl.Float64).to_numpy())
    for table, names in (("occupations", ("wage", "unemployed", "employment", "exposure_now")),
                         ("sectors", ("price", "value_added", "output"))):  # fmt: skip
        frame = getattr(results, table)
        rows = frame.group_by("month", maintain_order=True).len()["len"][0]
        for name in names:
            found[f"{table}.{name}"] = _by_year(frame[name].to_numpy().reshape(-1, rows).astype(float))
    found["entries"] = _by_year(results.labour_flows["firm_entries"].to_numpy().astype(float))
    return found


def _matters_without_ai(key: str) -> bool:
    declared = find(key)
    return declared is None or declared.without_ai


def _by_year(values: np.ndarray) -> np.ndarray:
    means: np.ndarray = values.reshape(-1, 12, *values.shape[1:]).mean(axis=1)
    return means


class Laboratory:
    """Runs cases and keeps what they gave."""

    def __init__(self, people: int, seeds: int, years: int, processes: int | None) -> None:
        self.people, self.years, self.processes = people, years, processes
        self.seeds = tuple(range(UNFITTED, UNFITTED + seeds))
        self.done: dict[Case, Run] = {}

    def run(self, wanted: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Run what is missing of stories under keys, and of the economy without AI under the same keys."""
        pairs = [(story, keys) for name, keys in wanted for story in ("none", name)]
        cases = [case for story, keys in pairs for case in self.cases(story, keys)]
        missing = [case for case in dict.fromkeys(cases) if case not in self.done]
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            words = f"Runs {first + 1} to {first + len(batch)} of {len(missing)}"
            jobs = [Job(case.scenario, case.seed) for case in batch]
            results = run_jobs(jobs, processes=self.processes, label=words)
            self.done.update(zip(batch, map(digest, results), strict=True))

    def cases(self, story: str, keys: Mapping[str, Any]) -> list[Case]:
        """Return the cases of a story under keys, one a seed; without AI only keys that matter there."""
        if story.startswith("none"):
            keys = {key: value for key, value in keys.items() if _matters_without_ai(key)}
        given = tuple(sorted(keys.items()))
        return [Case(story, given, seed, self.people, self.years) for seed in self.seeds]

    def measure(self, story: str, keys: Mapping[str, Any], figure: Figure) -> str:
        """Return the mean of a figure of (run, run without AI) over seeds, with its standard error."""
        return self.compare((story, keys), ("none", keys), figure)

    def compare(self, one: Arm, other: Arm, figure: Figure) -> str:
        """Return the same of (run of one arm, run of another one)."""
        pairs = zip(self.cases(*one), self.cases(*other), strict=True)
        return show(np.array([figure(self.done[run], self.done[base]) for run, base in pairs]))


class Row(NamedTuple):
    """A row of a table: what it is called, and the story and keys that were run for it."""

    labels: dict[str, Any]
    story: str
    keys: dict[str, Any]


Figure = Callable[[Run, Run], float]  # of a run and of the one without AI


def tabulate(lab: Laboratory, rows: Sequence[Row], figures: Mapping[str, Figure]) -> pl.DataFrame:
    """Return the figures of every row, run where that is missing."""
    lab.run([(row.story, row.keys) for row in rows])
    return pl.DataFrame(
        [
            row.labels | {name: lab.measure(row.story, row.keys, figure) for name, figure in figures.items()}
            for row in rows
        ]
    )


def show(values: np.ndarray) -> str:
    """Return mean and standard error in words."""
    digits = 1 if np.abs(values).max() >= 3.0 else 2
    error = values.std(ddof=1) / np.sqrt(values.size) if values.size > 1 else np.nan
    return f"{values.mean():.{digits}f} ({error:.{digits}f})"


def jobs(run: Run, none: Run) -> float:
    """Return jobs against no AI, millions, mean of years 6 on."""
    return float((run["employment"] - none["employment"])[LATE:].mean())


def government_jobs(run: Run, none: Run) -> float:
    """Return the part of these jobs that the government has, millions."""
    return float((run["government_employment"] - none["government_employment"])[LATE:].mean())


def of_gdp(name: str) -> Figure:
    """Return an amount over GDP against no AI, points, mean of years 6 on."""
    return lambda run, none: (
        100.0 * float(np.subtract(*((one[name][LATE:] / one["gdp"][LATE:]).mean() for one in (run, none))))
    )


def mean(name: str, first: int = 0) -> Figure:
    """Return the mean of a share over the years, %."""
    return lambda run, _: 100.0 * float(run[name][first:].mean())


def least(name: str) -> Figure:
    """Return the least year of a share, %."""
    return lambda run, _: 100.0 * float(run[name].min())


def greatest(name: str) -> Figure:
    """Return the greatest year of a share, %."""
    return lambda run, _: 100.0 * float(run[name].max())


def against(name: str) -> Figure:
    """Return the ratio of a figure to that without AI in the last year."""
    return lambda run, none: float(run[name][-1] / none[name][-1])


def growth(run: Run, _: Run) -> float:
    """Return the growth of real GDP, % a year."""
    return 100.0 * float(
        (run["real_gdp"][-1] / run["real_gdp"][0]) ** (1.0 / (run["real_gdp"].size - 1)) - 1.0
    )


def money(run: Run, _: Run) -> float:
    """Return the money issued over GDP, %."""
    return 100.0 * float(run["money_issued"].sum() / run["gdp"].sum())


def real_estate(run: Run, _: Run) -> float:
    """Return how the price of real estate has kept up with nominal income since year 1."""
    price, income = (run[name][-1] / run[name][0] for name in ("real_estate_price", "gdp"))
    return float(price / income)


def wage_growth(run: Run, none: Run) -> np.ndarray:
    """Return the growth of wages by occupation, log, against that without AI."""
    grown: list[np.ndarray] = [
        np.log(one["occupations.wage"][-1] / one["occupations.wage"][0]) for one in (run, none)
    ]
    difference: np.ndarray = grown[0] - grown[1]
    return difference


def _unemployed(run: Run) -> np.ndarray:
    unemployed = run["occupations.unemployed"]
    rates: np.ndarray = unemployed / np.maximum(unemployed + run["occupations.employment"], 1.0)
    return rates


def of_occupations(figure: str, *, exposed: bool) -> Figure:
    """Return wage against no AI, or unemployment, of the eight most exposed occupations or the others, %."""

    def measured(run: Run, none: Run) -> float:
        order = np.argsort(-run["occupations.exposure_now"][-1])
        chosen = order[:8] if exposed else order[8:]
        if figure == "unemployment":
            seekers = run["occupations.unemployed"][-1, chosen].sum()
            return 100.0 * float(seekers / (seekers + run["occupations.employment"][-1, chosen].sum()))
        weight = none["occupations.employment"][-1, chosen]
        real = [
            (one["occupations.wage"][-1, chosen] * weight).sum() / one["price_level"][-1]
            for one in (run, none)
        ]
        return 100.0 * float(real[0] / real[1] - 1.0)

    return measured


def slow_half(run: Run, none: Run) -> float:
    """Return what the half of sectors whose prices fell least gains of value added, points."""
    fall = np.log(run["sectors.price"][-1] / none["sectors.price"][-1])
    slow = fall >= np.median(fall)
    parts = [one["sectors.value_added"][-1, slow].sum() / one["gdp"][-1] for one in (run, none)]
    return 100.0 * float(parts[0] - parts[1])


INCOMES: dict[str, Figure] = {
    "real wage": against("real_wage_index"),
    "P20": against("real_p20_income"),
    "median": against("real_median_income"),
    "P80": against("real_p80_income"),
    "mean": against("real_mean_income"),
}
CLEAN = {"supply.land_elasticity": inf, "firms.saving_kept": 0.0}  # nothing scarce, nothing kept


def regimes(lab: Laboratory) -> pl.DataFrame:
    """Return every story under every regime and instrument."""
    cases = {
        "purchases": {},
        "half of the money": {"monetary.money_per_point": 0.5 * Parameters().monetary.money_per_point},
        "transfers": {"monetary.instrument": "transfers"},
        "floor": {"monetary.regime": "floor"},
    }
    figures = {
        "inflation, years 2 on": mean("inflation", 1), "least year": least("inflation"),
        "greatest year": greatest("inflation"), "unemployment": mean("unemployment_rate"),
        "worst year": greatest("unemployment_rate"), "policy rate": mean("policy_rate"),
        "at zero, % of months": mean("rate_at_zero"), "growth": growth, "money over GDP": money,
        "debt over GDP": lambda run, _: 100.0 * float(run["government_debt"][-1] / run["gdp"][-1]),
        "taxes over GDP, points": of_gdp("tax_revenue"),
        "jobs, millions": jobs, "of the government": government_jobs, **INCOMES,
        "labour share": lambda run, _: 100.0 * float(run["labour_share"][-1]),
        "real estate over income": real_estate,
    }  # fmt: skip
    rows = [
        Row({"regime": name, "story": story}, story, keys)
        for name, keys in cases.items()
        for story in ("none", *STORIES)
    ]
    return tabulate(lab, rows, figures)


def anchors(lab: Laboratory) -> pl.DataFrame:
    """Return jobs against no AI under what the state holds on to."""
    indexed = [{"government.indexation": value} for value in (0.0, 1.0)]
    trend = {"government.income_indexation": 0.0}
    floor = {"monetary.regime": "floor"}
    cases: dict[str, dict[str, Any]] = {
        "as it is": {},
        "indexation 0": indexed[0],
        "indexation 1": indexed[1],
        "spending by trend, indexation 0": trend | indexed[0],
        "spending by trend, indexation 1": trend | indexed[1],
        "debt reaction 0.3": {"government.debt_reaction": 0.3},
        "debt reaction 3": {"government.debt_reaction": 3.0},
        "taxes never lowered": {"government.least_tax_scale": 1.0},
        "taxes lowered to 0.7": {"government.least_tax_scale": 0.7},
        "amounts of the law follow output": {"government.amounts_follow": "output"},
        "floor, by trend, indexation 0": floor | trend | indexed[0],
        "floor, by trend, indexation 1": floor | trend | indexed[1],
    }
    rows = [
        Row({"keys": name, "story": story}, story, keys) for name, keys in cases.items() for story in STORIES
    ]
    return tabulate(lab, rows, {"jobs, millions": jobs, "inflation": mean("inflation", 1), **INCOMES})


def occupations(lab: Laboratory) -> pl.DataFrame:
    """Return correlations over occupations, of means over seeds, with errors by leaving out one seed."""
    lab.run([(story, {}) for story in STORIES])
    rows: list[dict[str, str]] = []
    for story in STORIES:
        pairs = [
            tuple(lab.done[case] for case in (one, other))
            for one, other in zip(lab.cases(story, {}), lab.cases("none", {}), strict=True)
        ]
        growth = np.array([wage_growth(run, none) for run, none in pairs])
        exposure = np.array([run["occupations.exposure_now"][-1] for run, _ in pairs])
        path = np.array([(_unemployed(run) - _unemployed(none)).mean(axis=0) for run, none in pairs])
        rows.append(
            {
                "story": story,
                "wage and exposure": jackknife(growth, exposure),
                "wage and unemployment": jackknife(growth, path),
                "spread of wage growth": f"{growth.mean(axis=0).std():.2f}",
            }
        )
    return pl.DataFrame(rows)


def jackknife(one: np.ndarray, other: np.ndarray) -> str:
    """Return the correlation over columns of two means over rows, with its standard error."""

    def correlation(rows: np.ndarray) -> float:
        return float(np.corrcoef(one[rows].mean(axis=0), other[rows].mean(axis=0))[0, 1])

    every = np.arange(len(one))
    without = np.array([correlation(every[every != k]) for k in every])
    error = np.sqrt((every.size - 1) * ((without - without.mean()) ** 2).mean())
    return f"{correlation(every):.2f} ({error:.2f})"


def rigidity(lab: Laboratory) -> pl.DataFrame:
    """Return wages and unemployment of exposed and other occupations by the dial of rigidity."""
    figures: dict[str, Figure] = {
        f"{figure}, {'exposed' if exposed else 'others'}": of_occupations(figure, exposed=exposed)
        for figure in ("wage", "unemployment")
        for exposed in (True, False)
    }
    rows = [
        Row({"rigidity": value}, "pessimistic", {"wages.rigidity": value})
        for value in (0.25, 0.5, 0.75, 0.9, 0.99)
    ]
    unemployment: Figure = lambda run, _: 100.0 * float(run["unemployment_rate"][-1])  # noqa: E731
    figures |= {"unemployment": unemployment, "real wage": against("real_wage_index")}
    return tabulate(lab, rows, figures)


def capital(lab: Laboratory) -> pl.DataFrame:
    """Return the real wage against no AI by the elasticity of capital."""
    rows = [
        Row(
            {"else": words, "elasticity": value, "story": story},
            story,
            keys | {"capital.supply_elasticity": value},
        )
        for words, keys in {"nothing scarce, nothing kept": CLEAN, "as in the story": {}}.items()
        for value in (1.0, 3.0, inf)
        for story in STORIES
    ]
    return tabulate(lab, rows, {"year 5": _year_five, "year 15": against("real_wage_index")})


def assumptions(lab: Laboratory) -> pl.DataFrame:
    """Return what hangs on assumptions about investment, the bank and the fall of wages, one at a time."""
    ends: dict[str, tuple[Any, ...]] = {
        "capital.adjustment_cost": (0.5, 1.0, 3.0),
        "capital.passing_gain": (0.2, 1.0),
        "capital.largest_growth": (0.04, 0.1),
        "capital.largest_use": (1.2, 1.5),
        "capital.time_to_build": (6.0, 24.0),
        "capital.interest_response": (0.0, 3.5),
        "capital.substitution": (0.6, 1.25),
        "capital.years_of_investment": (0.0,),
        "monetary.capacity_response": (0.0, 1.0),
        "monetary.rate_smoothing": (0.8,),
        "monetary.largest_real_rate": (0.15,),
        "capital.supply_elasticity": (1.0, inf),
        "capital.gain_memory": (36.0, 144.0),
        "firms.saving_kept": (0.0,),
        "supply.land_elasticity": (0.3, 1.75),
        "wages.catch_up": (0.125,),
        "wages.rigidity": (0.25, 0.9),
        "wages.outside_option": (0.0, 0.4),
        "wages.outside_response": (0.1, 0.75),
        "wages.least_granted": (-0.9,),
        "government.amounts_follow": ("output",),
        "population.wage_effect": (0.0, 0.5),
        "households.claims_propensity": (0.0, 0.05),
        "households.pension_share": (0.1, 0.45),
    }
    cases: list[dict[str, Any]] = [{}, *({key: value} for key, values in ends.items() for value in values)]
    rows = [
        Row(
            {"assumption": " ".join(f"{key} = {value}" for key, value in keys.items()), "story": story},
            story,
            keys,
        )
        for keys in cases
        for story in ("neutral", "pessimistic", "mostaque")
    ]
    figures = {
        "jobs, millions": jobs, "inflation": mean("inflation", 1), "greatest year": greatest("inflation"),
        **INCOMES,
    }  # fmt: skip
    return tabulate(lab, rows, figures)


def _year_five(run: Run, none: Run) -> float:
    return float(run["real_wage_index"][4] / none["real_wage_index"][4])


def land(lab: Laboratory) -> pl.DataFrame:
    """Return incomes against no AI by the elasticity of land (0.6 and 1.75: least and mean of cities)."""
    rows = [
        Row({"elasticity": value, "story": story}, story, {"supply.land_elasticity": value})
        for value in (0.3, 0.4, 0.6, 1.0, 1.75, inf)
        for story in STORIES
    ]
    return tabulate(lab, rows, INCOMES)


def turns(lab: Laboratory) -> pl.DataFrame:
    """Return incomes against no AI over ratio, kept saving, capital and land."""
    corners = {
        "open": (inf, inf), "land 0.4": (inf, 0.4), "capital 3, land 0.4": (3.0, 0.4),
        "capital 1, land 0.4": (1.0, 0.4),
    }  # fmt: skip
    rows = [
        Row(
            {"corner": corner, "kept": kept, "ratio": ratio},
            "pessimistic",
            {
                "capital.supply_elasticity": elasticity,
                "supply.land_elasticity": land,
                "firms.saving_kept": kept,
                "compute.gpu_worker_ratio": ratio,
            },
        )
        for corner, (elasticity, land) in corners.items()
        for kept in (0.0, 0.3, 0.6, 1.0)
        for ratio in (0.5, 1.0, 2.0, 10.0)
    ]
    return tabulate(lab, rows, INCOMES)


def sectors(lab: Laboratory) -> pl.DataFrame:
    """Return how spending moves to sectors that AI reaches least."""
    rows = [
        Row({"story": story, "elasticity": value}, story, {"households.sector_elasticity": value})
        for story in ("neutral", "pessimistic")
        for value in (0.3, 0.5, 0.8)
    ]
    return tabulate(lab, rows, {"share of the slow half, points": slow_half})


def entry(lab: Laboratory) -> pl.DataFrame:
    """Return firms and entrants by the elasticity of entry to profit."""
    rows = [
        Row({"elasticity": value}, "pessimistic", {"firms.saving_kept": 0.6, "firms.entry_elasticity": value})
        for value in (0.0, 0.5, 1.0, 2.0)
    ]
    figures: dict[str, Figure] = {
        "firms": against("firms"),
        "entrants": against("entries"),
        "saving kept": lambda run, _: float(run["saving_kept"][-1]),
        "real wage": against("real_wage_index"),
    }
    return tabulate(lab, rows, figures)


def basic_income(lab: Laboratory) -> pl.DataFrame:
    """Return what a basic income on credit does without AI to work, prices and the rate."""
    amounts = (0.0, 100.0, 500.0, 1_000.0)
    none = Case("none", (), UNFITTED, lab.people, lab.years).scenario
    arms = [
        Scenario.from_tables(
            {
                **none.resolved(),
                "policy": [{"kind": "universal_basic_income", "amount": amount, "financed_by": "deficit"}]
                if amount
                else [],
            }
        )
        for amount in amounts
    ]
    runs = run_jobs([Job(arm, seed) for arm in arms for seed in lab.seeds], processes=lab.processes)
    tables = [digest(one) for one in runs]
    by_arm = [tables[k * len(lab.seeds) :][: len(lab.seeds)] for k in range(len(arms))]

    def moved(arm: list[Run], column: str, year: int) -> str:
        pairs = [(one[column][year], other[column][year]) for one, other in zip(arm, by_arm[0], strict=True)]
        relative = column == "price_level"
        return show(np.array([100.0 * (x / y - 1.0 if relative else x - y) for x, y in pairs]))

    return pl.DataFrame(
        [
            {"dollars a month": amount}
            | {
                f"{column}, year {year + 1}": moved(arm, column, year)
                for column in ("employment_rate", "price_level", "policy_rate")
                for year in (2, lab.years - 1)
            }
            for amount, arm in zip(amounts[1:], by_arm[1:], strict=True)
        ]
    )


def yearly(name: str, over: str | None = None) -> Figure:
    """Return the growth of a figure (over another one) against no AI, % a year over all years."""

    def measured(run: Run, none: Run) -> float:
        ends = [one[name][-1] / (one[over][-1] if over else 1.0) for one in (run, none)]
        return 100.0 * float(np.log(ends[0] / ends[1])) / (run[name].size - 0.5)

    return measured


def points(name: str) -> Figure:
    """Return a share in the last year against no AI, points."""
    return lambda run, none: 100.0 * float(run[name][-1] - none[name][-1])


def part_of_gdp(*names: str) -> Figure:
    """Return amounts over GDP in the last three years, %."""
    return lambda run, _: 100.0 * float(sum((run[name] / run["gdp"])[-3:].mean() for name in names))


WHO: dict[str, Figure] = {
    "labour share": points("labour_share"),
    "top 1 %": points("income_top1_share"),
    "real wage": INCOMES["real wage"],
    "P10": against("real_p10_income"),
    "P20": INCOMES["P20"],
    "median": INCOMES["median"],
}
TODAY: Arm = ("none/middle", {})


def grid(lab: Laboratory) -> pl.DataFrame:
    """Return every point of the grid, last year, against the same institutions without AI.

    The first rows hold institutions alone, without AI, against those of today.
    """
    pairs = [("none", kind, TODAY) for kind in INSTITUTIONS if kind != USUAL_INSTITUTIONS]
    pairs += [
        (technology, kind, (f"none/{kind}", {})) for technology in TECHNOLOGIES for kind in INSTITUTIONS
    ]
    figures: dict[str, Figure] = {
        "GDP, % a year": yearly("real_gdp"),
        "output per employed, % a year": yearly("real_gdp", "employment"),
        "jobs, millions": lambda run, none: float(run["employment"][-1] - none["employment"][-1]),
        "mean of years 6 to 15": jobs,
        "lowest year": lambda run, none: float((run["employment"] - none["employment"]).min()),
        **WHO,
        "royalties, % of GDP": part_of_gdp("royalties"),
        "firms that use AI, year 10": lambda run, _: 100.0 * float(run["ai_firm_share"][9]),
        "power of the fleet, GW": lambda run, _: float(run["gpu_power"][-1]),
        "inflation, years 2 on": mean("inflation", 1),
    }
    lab.run([(f"{technology}/{kind}", {}) for technology, kind, _ in pairs] + [base for *_, base in pairs])
    today = ("jobs, millions", "P10", "P20", "median")
    table = []
    for technology, kind, base in pairs:
        arm: Arm = (f"{technology}/{kind}", {})
        row = {"technology": technology, "institutions": kind}
        row |= {name: lab.compare(arm, base, figure) for name, figure in figures.items()}
        row |= {f"{name}, against today": lab.compare(arm, TODAY, figures[name]) for name in today}
        table.append(row)
    return pl.DataFrame(table)


CLOSED: dict[str, tuple[str, ...]] = {
    "institutions of today": (),
    "adopters keep the saving": ("firms.saving_kept", "firms.rival_erosion", "firms.entry_competition"),
    "owners of GPUs and models": (
        "compute.concentration", "compute.model_spillover", "models.royalty_share",
        "compute.foreign_ownership",
    ),
    "land is short": ("supply.land_elasticity",),
    "less training": ("population.training_cut",),
    "benefits fray": ("government.safety_net_erosion",),
}  # fmt: skip
"""The closed institutions, one part at a time."""


def institutions(lab: Laboratory) -> pl.DataFrame:
    """Return which part of the closed institutions does what, alone, against those of today without AI."""
    closed = Scenario.load("brisk/closed").resolved()
    parts_of = {part: {key: _value(closed, key) for key in keys} for part, keys in CLOSED.items()}
    stories = ("none/middle", "brisk/middle", "transformative/middle")
    lab.run([(story, keys) for keys in parts_of.values() for story in stories])
    table = []
    for story in stories:
        for part, keys in parts_of.items():
            row = {"technology": story.partition("/")[0], "part": part}
            for name, figure in {"jobs, millions": jobs, **WHO}.items():
                row[name] = lab.compare((story, keys), TODAY, figure)
            table.append(row)
    return pl.DataFrame(table)


def _value(resolved: Mapping[str, Any], key: str) -> Any:
    section, _, name = key.partition(".")
    return resolved[section][name]


def compute(lab: Laboratory) -> pl.DataFrame:
    """Return what the market for compute does in its first years and later."""
    rows = [
        Row({"technology": technology, "institutions": kind}, f"{technology}/{kind}", {})
        for technology in TECHNOLOGIES
        for kind in INSTITUTIONS
    ]

    def spent(year: int) -> Figure:
        return lambda run, _: 100.0 * float((run["compute_investment"] / run["gdp"])[year - 1])

    def rent(year: int) -> Figure:
        return lambda run, _: float((run["gpu_rent"] / run["price_level"])[year - 1])

    figures: dict[str, Figure] = {f"spending in year {year}, % of GDP": spent(year) for year in (1, 2, 3, 10)}
    figures |= {f"real rent in year {year}, dollars": rent(year) for year in (1, 2, 3, 5, 10, 15)}
    figures |= {f"GPUs in year {year}, millions": _in_year("gpus", year) for year in (1, 2, 3, 5, 10, 15)}
    figures["part that firms use, year 15, %"] = lambda run, _: (
        100.0 * float(run["gpus_used"][-1] / run["gpus"][-1])
    )
    figures["put in less paid out, 15 years, % of a year's GDP"] = lambda run, _: (
        100.0 * float(((run["owners_money"] - run["owners_income"]) / run["gdp"]).sum())
    )
    return tabulate(lab, rows, figures)


def _in_year(name: str, year: int) -> Figure:
    return lambda run, _: float(run[name][year - 1])


OWNERS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "conduct 0 to 0.5, closed models": (
        "closed", {"compute.concentration": 0.0}, {"compute.concentration": 0.5},
    ),
    "conduct 0 to 0.5, open models": (
        "closed", {"compute.concentration": 0.0, "compute.model_spillover": 0.15},
        {"compute.concentration": 0.5, "compute.model_spillover": 0.15},
    ),
    "conduct 0 to 0.5, nothing kept": (
        "closed", {"compute.concentration": 0.0, "firms.saving_kept": 0.0},
        {"compute.concentration": 0.5, "firms.saving_kept": 0.0},
    ),
    "open to closed models, no joint conduct": (
        "closed", {"compute.concentration": 0.0, "compute.model_spillover": 0.15},
        {"compute.concentration": 0.0},
    ),
    "royalty share 0.2 to 0.8": ("middle", {"models.royalty_share": 0.2}, {"models.royalty_share": 0.8}),
    "royalty share 0.2 to 0.8, closed": (
        "closed", {"models.royalty_share": 0.2}, {"models.royalty_share": 0.8},
    ),
    "owners abroad 0 to 0.5": (
        "closed", {"compute.foreign_ownership": 0.0}, {"compute.foreign_ownership": 0.5},
    ),
}  # fmt: skip
"""What is changed about owners: institutions, and keys before and after."""


def owners(lab: Laboratory) -> pl.DataFrame:
    """Return who is paid: paired effects of what owners do, mean of the last five years."""
    figures: dict[str, Callable[[Run], float]] = {
        "top 1 %, points": lambda run: 100.0 * float(run["income_top1_share"][-5:].mean()),
        "rents and royalties, points of GDP": lambda run: (
            100.0 * float((run["gpu_rent_share"] + run["royalties"] / run["gdp"])[-5:].mean())
        ),
        "leaves the country, points of GDP": lambda run: (
            100.0 * float((run["foreign_rent"] / run["gdp"])[-5:].mean())
        ),
        "labour share, points": lambda run: 100.0 * float(run["labour_share"][-5:].mean()),
        "median, %": lambda run: 100.0 * float(np.log(run["real_median_income"][-5:].mean())),
        "rent of a GPU, %": lambda run: (
            100.0 * float(np.log((run["gpu_rent"] / run["price_level"])[-5:].mean()))
        ),
        "GPUs, %": lambda run: 100.0 * float(np.log(run["gpus"][-5:].mean())),
    }
    table = []
    for technology in ("brisk", "transformative"):
        for change, (institutions, before, after) in OWNERS.items():
            story = f"{technology}/{institutions}"
            lab.run([(story, before), (story, after)])
            effects = {
                name: lab.compare((story, after), (story, before), _rise(figure))
                for name, figure in figures.items()
            }
            table.append({"change": change, "technology": technology, **effects})
    return pl.DataFrame(table)


def _rise(figure: Callable[[Run], float]) -> Figure:
    return lambda after, before: figure(after) - figure(before)


QUESTIONS: dict[str, Callable[[Laboratory], pl.DataFrame]] = {
    question.__name__: question
    for question in (
        regimes, anchors, occupations, rigidity, capital, assumptions, land, turns, sectors, entry,
        basic_income, grid, institutions, compute, owners,
    )
}  # fmt: skip


def main() -> None:
    """Print and write one table a question."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=", ".join(QUESTIONS))
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--out", type=Path, default=Path("results/closure"))
    arguments = parser.parse_args()
    chosen = arguments.questions or list(QUESTIONS)
    if wrong := [name for name in chosen if name not in QUESTIONS]:
        parser.error(f"{wrong[0]!r}: there is no such question; there are {', '.join(QUESTIONS)}.")
    lab = Laboratory(arguments.people, arguments.seeds, arguments.years, arguments.processes)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        table = QUESTIONS[name](lab)
        table.write_csv(arguments.out / f"{name}.csv")
        print(f"\n### {name}\n\n| {' | '.join(table.columns)} |\n|{' --- |' * len(table.columns)}")
        for row in table.rows():
            print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
