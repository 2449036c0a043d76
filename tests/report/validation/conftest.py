"""A validation with made-up figures: targets at chosen places of their bands, curves that follow a rule."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sim.base_year.calibration import load
from sim.experiments.run.run import Results
from sim.experiments.validation.cross_sections import (
    FROM_AGES,
    PERCENTILES,
    RANKS,
    SIZE_CLASSES,
    SIZES,
    WEEKS,
)
from sim.experiments.validation.validate import (
    ABOVE,
    BELOW,
    INSIDE,
    STABLE,
    WITH_AI,
    WITHOUT_AI,
    Validation,
    read_targets,
)
from sim.records.figures import figure
from sim.report.validation.page import compose
from sim.scenario import Scenario

SEEDS = (1001, 1002, 1003)
PLACES = (0.5, -0.3, 1.4, 9.0, -9.0)
"""Where the means lie, target by target in turn: 0 at the lower end of the band, 1 at the upper one."""


def invented_targets(places: tuple[float, ...] = PLACES) -> pl.DataFrame:
    """Return every target with its mean at the places in turn, and a tenth of the band as standard error."""
    rows = []
    for number, target in enumerate(read_targets()["target"]):
        low, high = target.get("low"), target.get("high")
        at = places[number % len(places)]
        width = (high - low) if low is not None else 1.0
        value = low + at * width if low is not None else float(target["value"])
        verdict = "no band" if low is None else BELOW if at < 0 else ABOVE if at > 1 else INSIDE
        words = {key: target[key] for key in ("id", "group", "label", "unit", "period", "source")}
        figures = {"published": float(target["value"]), "low": low, "high": high, "value": value}
        error = {"standard_error": 0.1 * width}
        rows.append({**words, **figures, **error, "verdict": verdict, "reason": f"because of {target['id']}"})
    return pl.DataFrame(rows, infer_schema_length=None)


def invented_sections() -> pl.DataFrame:
    """Return curves that differ a little by seed."""
    rows = []
    for seed in SEEDS:
        tilt = 1.0 + 0.01 * (seed - SEEDS[1])
        for title in load().occupation_titles:
            rows += [("pay", title, float(x), tilt * (0.4 + x / 50.0)) for x in PERCENTILES]
            rows += [("ages", title, float(x), tilt / len(FROM_AGES)) for x in FROM_AGES]
        rows += [("durations", "", float(x), float(np.exp(-tilt * x / 20.0))) for x in WEEKS]
        for chart, power in (("income", 2.5), ("wealth", 6.0)):
            rows += [(chart, "", float(x), float(x ** (tilt * power))) for x in RANKS]
        rows += [("firms", "", float(x), float(x ** (-tilt))) for x in SIZES]
        rows += [("adoption", words, float(low), 0.2 * tilt) for words, (low, _) in SIZE_CLASSES.items()]
    schema = {"chart": pl.String, "group": pl.String, "x": pl.Float64, "value": pl.Float64}
    per_seed = len(rows) // len(SEEDS)
    table = pl.DataFrame(rows, schema, orient="row").with_columns(seed=np.repeat(SEEDS, per_seed))
    both = [table.select(pl.lit(runs).alias("runs"), "seed", *schema) for runs in (WITHOUT_AI, WITH_AI)]
    return pl.concat(both)


def invented_run(seed: int, months: int = 60) -> Results:
    """Return a run whose cycle is a sine: unemployment and openings move against each other."""
    month = np.arange(months)
    cycle = np.sin(month / 6.0 + seed)
    macro = {
        "month": month, "unemployment_rate": 0.05 + 0.01 * cycle, "employment": 160.0 - cycle,
        "real_gdp": 30_000.0 * 1.002**month * (1.0 - 0.01 * cycle), "ai_firm_share": 0.17 + 0.001 * month,
    }  # fmt: skip
    flows = {"month": month, "openings": 7.0 - cycle}
    frames = {"macro": pl.DataFrame(macro), "labour_flows": pl.DataFrame(flows)}
    return Results(frames, Scenario.load("baseline"), seed, {})


@pytest.fixture(scope="session")
def invented() -> Validation:
    """Return a validation as ``validate`` makes it, without running anything."""
    drift = [
        {
            **{"label": figure(test["id"]).label, "unit": "% per decade", "tolerance": test["tolerance"]},
            **{"slope": 0.125, "t": 3.0, "verdict": STABLE},
        }
        for test in read_targets()["drift"]
    ]
    runs = [invented_run(seed) for seed in SEEDS]
    about = {"versions": {"tenfold": "0"}, "seeds": SEEDS, "scenarios": {"baseline": "[run]"}}
    return Validation(invented_targets(), pl.DataFrame(drift), runs, about, runs, invented_sections())


@pytest.fixture(scope="session")
def card(invented: Validation) -> str:
    """Return the card of the invented validation."""
    return compose.__wrapped__(invented)  # charts held against their schema
