"""A comparison with made-up figures (all tables, all columns), for everything that needs no real economy."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from sim.base_year.calibration import load
from sim.country import read_table
from sim.experiments.compare.compare import Comparison
from sim.experiments.compare.own_paths import SCHEMA
from sim.experiments.run.run import Results
from sim.indicators.households import KINDS
from sim.records.columns import TABLES
from sim.records.figures import OF_OWN_PATHS
from sim.records.provenance import Stopwatch, manifest
from sim.report.comparison.page import compose
from sim.scenario import Scenario

MONTHS = 24
STORIES = ("pessimistic", "optimistic")
SEEDS = (1, 2, 3)
SIZES = load().sizes
OCCUPATIONS = [f"Occupation {place} & Related Occupations" for place in range(SIZES["occupations"])]
SECTORS = [f"Sector {place}" for place in range(SIZES["sectors"])]
GROUPS = ("bottom50", "next40", "next9", "next0_9", "top0_1")
NAMES = {
    "occupation": OCCUPATIONS,
    "sector": SECTORS,
    "decile": list(range(1, 11)),
    "group": list(GROUPS),
    "provider": [f"Provider {place}" for place in range(SIZES["providers"])],
    "owner": [f"Owner {place}" for place in range(SIZES["model_owners"])],
}
PEOPLE = {
    "ages": {"age_group": [f"{age} to {age + 9}" for age in range(16, 76, 10)]},
    "household_types": {"household_type": list(KINDS)},
    "states": {"state": list(read_table("states.csv").texts("name"))},
}
"""Tables that are empty where nobody has an age or a household, and the names of their groups."""
GPU_COLUMNS = (
    "gpus",
    "gpus_inference",
    "gpus_used",
    "gpu_rent",
    "ai_firm_share",
    "displaced_jobs",
    "assisted_jobs",
)


def invent(table: str, name: str, seed: int, *, with_households: bool = False) -> pl.DataFrame:
    """Return smooth positive figures for every documented column of ``table``."""
    groups = PEOPLE.get(table, {}) if with_households else {}
    draws = np.random.default_rng(zlib.crc32(f"{table} {name} {seed}".encode()))
    columns, rows = TABLES[table].columns, TABLES[table].rows(SIZES)
    rows = max(rows, *map(len, groups.values())) if groups else rows
    month = np.repeat(np.arange(MONTHS), rows)
    frame: dict[str, object] = {"month": month.astype(np.int32), "year": month / 12.0}
    push = {"baseline": 0.0, "pessimistic": 0.3}.get(name, -0.1) * month / MONTHS
    for column in columns:
        if column in NAMES | groups:
            frame[column] = (NAMES | groups)[column] * MONTHS
            continue
        level = 0.2 + (zlib.crc32(column.encode()) % 1000) / 1000.0
        frame[column] = level * (1.0 + push) + draws.normal(0.0, 0.005, month.size)
    if table == "macro":
        frame["employment"] = 160.0 * (1.0 - push) + draws.normal(0.0, 0.2, month.size)
        frame["price_level"] = 1.0 + 0.002 * month + draws.normal(0.0, 0.01, month.size)
        frame["gpus_inference"] = 20.0 + draws.normal(0.0, 0.1, month.size)
    if table == "states":
        frame["persons"] = 0.3 * (1.0 + np.tile(np.arange(rows), MONTHS)) if rows else np.zeros(0)
    if name == "baseline":
        frame |= {column: np.zeros(month.size) for column in GPU_COLUMNS if column in frame}
    return pl.DataFrame(frame)


def invented_comparison(
    stories: tuple[str, ...] = STORIES,
    seeds: tuple[int, ...] = SEEDS,
    counterfactual: str = "baseline",
    *,
    with_households: bool = False,
) -> Comparison:
    """Return a comparison as ``sim.compare`` makes it, without running anything."""
    scenarios = {name: Scenario.load(name, [f"run.months={MONTHS}"]) for name in (counterfactual, *stories)}
    runs = {
        (name, seed): Results(
            {table: invent(table, name, seed, with_households=with_households) for table in TABLES},
            scenario,
            seed,
            {},
        )
        for name, scenario in scenarios.items()
        for seed in seeds
    }
    texts = {name: scenario.to_toml() for name, scenario in scenarios.items()}
    made = manifest(texts, seeds, Stopwatch.start(), kind="comparison")
    paths = [
        (name, seed, measure, 30.0 + 3.0 * place + seed)
        for place, name in enumerate((counterfactual, *stories))
        for seed in seeds
        for measure in OF_OWN_PATHS
    ]
    persons = pl.DataFrame(paths, SCHEMA, orient="row")
    return Comparison(stories, counterfactual, scenarios, seeds, runs, made, own_paths=persons)


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """Let vl-convert draw a chart once: pages that differ in a figure or two have most charts in common."""
    import vl_convert

    draw, drawn = vl_convert.vegalite_to_svg, {}

    def once(specification: dict[str, object]) -> str:
        key = json.dumps(specification, sort_keys=True, default=str)
        if key in drawn:
            return drawn[key]
        svg = draw(specification)
        if "url(#" not in svg:  # names of gradients and clips must be other ones in every drawing
            drawn[key] = svg
        return svg

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vl_convert, "vegalite_to_svg", once)
        yield


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    return invented_comparison()


@pytest.fixture(scope="session")
def page(comparison: Comparison) -> str:
    """Return the page, every part of whose charts was held against its schema."""
    return compose.__wrapped__(comparison)
