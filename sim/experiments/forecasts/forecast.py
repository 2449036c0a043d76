"""The economy without AI, out of sample: growth, inflation and unemployment 1 to 12 quarters ahead.

From every origin the economy, an AR(1), a VAR(1) and the mean so far foretell the same quarters of the
published series. The parameters of the economy are one set, fitted to the world of the base year and to
moments of decades that end after most origins: what is out of sample is the course of events, not the economy
itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import Finding, summarise
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.forecasts.analogues import MOST_HORIZON, YEAR, Outlook, learn, look_ahead, states
from sim.experiments.forecasts.benchmarks import autoregression, historical_mean, vector_autoregression
from sim.experiments.forecasts.library import simulate_library
from sim.experiments.forecasts.panel import SERIES, TARGETS, Panel, period_name, place_of, read_panel
from sim.experiments.forecasts.scores import coverage, diebold_mariano, rmse, weighted_ratio
from sim.experiments.forecasts.slopes import compare_slopes
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.records.provenance import Stopwatch, manifest_of
from sim.units import MONTHS_PER_YEAR

__all__ = ["ANALOGUES", "FIRST", "LAST", "MODELS", "TRACKS", "Forecasts", "evaluate", "forecast"]

Values = NDArray[np.float64]

FIRST, LAST = "2010Q2", "2025Q2"
"""First and last origin: those of US_BeforeIT (2026)."""
ANALOGUES = 200
"""Simulated quarters that stand for an origin: about a tenth of a library of twenty seeds and 25 years."""
ECONOMY, UNMOVED, AR, VAR, SMALL_VAR = "economy", "unmoved", "AR(1)", "VAR(1)", "VAR(1) of 4"
MEAN = "mean"
MODELS = (ECONOMY, UNMOVED, AR, VAR, SMALL_VAR, MEAN)
"""The economy; the same without the projection; what it is held against: the VAR(1) of all series of the
data, which is the anchor, and of the four that the economy is conditioned on."""
TRACKS = {
    "all": "every origin and target",
    "masked": "targets in 2020Q1-2021Q4 left out, as in US_BeforeIT",
    "without 2020": "origins and targets in 2020Q1-2021Q2 left out",
}
FEWEST_TO_LEAVE_OUT = 2
"""Seeds beyond which errors are found by leaving one out."""
HEADLINE = (0, 1)
"""Targets of check 25: growth and inflation."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Forecasts, what happened, and scores.

    Attributes
    ----------
    panel : Panel
        What happened.
    origins : list of int
        Numbers of the quarters from which is looked ahead.
    outlooks : list of Outlook
        Of the economy, one an origin.
    points : dict of str to array (origins, horizons, targets)
        Point forecasts by model.
    actual : array (origins, horizons, targets)
        What happened; not a number where nothing has yet.
    scores : polars.DataFrame
        ``track``, ``target``, ``horizon``, ``origins``, ``model``, ``rmse``, ``ratio`` (over the VAR(1)),
        ``bias``, ``dm_t`` and ``dm_p`` (against the AR(1)), ``coverage`` (of the economy).
    ratios : polars.DataFrame
        ``track``, ``targets``, ``model``, ``ratio``: the weighted ratio over the VAR(1).
    slopes : polars.DataFrame
        What follows on what, see ``slopes.compare_slopes``.
    findings : list of Finding
        Figures of check 25, standard errors by leaving out one seed at a time (jackknife).
    manifest : dict
        How it was made, and what it is not.
    """

    panel: Panel
    origins: list[int]
    outlooks: list[Outlook]
    points: dict[str, Values]
    actual: Values
    scores: pl.DataFrame
    ratios: pl.DataFrame
    slopes: pl.DataFrame
    findings: list[Finding]
    manifest: dict[str, Any]


def forecast(
    data: Path,
    scenario: ScenarioLike = "baseline",
    *,
    people: int | None = 20_000,
    years: int = 25,
    seeds: int = 20,
    first_seed: int = UNFITTED,
    analogues: int = ANALOGUES,
    processes: int | None = None,
    progress: bool = True,
) -> Forecasts:
    """Run the economy on several seeds and forecast the published series from every origin.

    Parameters
    ----------
    data : path
        Table of quarters; see ``panel.read_panel``.
    scenario : Scenario, str or Path
        The economy without AI.
    people : int or None
        Instead of the scenario's own size.
    years : int
        Of every run after the burn-in, at least 5.
    seeds, first_seed : int
        Runs, and the number of the first; fits use seeds 1 to 99.
    analogues : int
        Simulated quarters that stand for an origin.
    processes : int or None
        Runs at the same time.
    progress : bool
        Tell how far it is.

    Raises
    ------
    UserError
        If the data cannot be used, or the runs are too few or too short.
    """
    panel = read_panel(data)
    _refuse(panel, years, seeds, analogues)
    chosen = as_scenario(scenario, people=people, months=MONTHS_PER_YEAR * years).with_(
        {"records.distribution_every": MONTHS_PER_YEAR}
    )
    stopwatch = Stopwatch.start()
    numbers = tuple(range(first_seed, first_seed + seeds))
    library = simulate_library(chosen, numbers, processes=processes, progress=progress)
    provenance = manifest_of({chosen.name: chosen}, numbers, stopwatch, kind="forecasts")
    return evaluate(panel, library, analogues, provenance | _caveats(data, chosen.run.people, analogues))


def evaluate(panel: Panel, library: Values, analogues: int, provenance: dict[str, Any]) -> Forecasts:
    """Forecast the panel from every origin with what a library of simulated quarters knows, and score it."""
    origins = list(range(place_of(FIRST), place_of(LAST) + 1))
    rows = [place - panel.first for place in origins]
    actual = np.stack([_future(panel, row) for row in rows])
    outlooks = _outlooks(panel, rows, library, analogues)
    unmoved = _outlooks(panel, rows, library, analogues, move=False)
    points = _benchmarks(panel, rows) | {
        model: np.stack([one.mean for one in seen])
        for model, seen in ((ECONOMY, outlooks), (UNMOVED, unmoved))
    }
    points = {model: points[model] for model in MODELS}
    errors = {model: point - actual for model, point in points.items()}
    masks = {track: _mask(track, origins) for track in TRACKS}
    low, high = (np.stack([getattr(one, end) for one in outlooks]) for end in ("low", "high"))
    scores = _scores(errors, actual, (low, high), masks)
    ratios = _ratios(errors, masks)
    found = _figures(errors[ECONOMY], errors[VAR], actual, (low, high), masks)
    without = []
    for left_out in range(len(library)) if len(library) > FEWEST_TO_LEAVE_OUT else ():
        others = _outlooks(panel, rows, np.delete(library, left_out, axis=0), analogues)
        ends = tuple(np.stack([getattr(one, end) for one in others]) for end in ("low", "high"))
        ours = np.stack([one.mean for one in others]) - actual
        without.append(_figures(ours, errors[VAR], actual, (ends[0], ends[1]), masks))
    findings = [_jackknife(name, value, [one[name] for one in without]) for name, value in found.items()]
    slopes = compare_slopes(panel, library)
    return Forecasts(panel, origins, outlooks, points, actual, scores, ratios, slopes, findings, provenance)


def _refuse(panel: Panel, years: int, seeds: int, analogues: int) -> None:
    if panel.row(FIRST) < 2 * len(panel.columns) + YEAR or panel.row(LAST) >= len(panel.values):
        last = period_name(panel.first + len(panel.values) - 1)
        raise UserError(
            f"the data go from {period_name(panel.first)} to {last}; "
            f"they must begin {2 * len(panel.columns) + YEAR} quarters before {FIRST} and reach {LAST}."
        )
    if years < 5:
        raise UserError(
            f"years is {years}; it must be at least 5: a year behind, three ahead, and some between."
        )
    others = seeds - 1 if seeds > FEWEST_TO_LEAVE_OUT else seeds
    quarters = others * (4 * years - YEAR - MOST_HORIZON)
    if not 20 <= analogues < quarters:
        raise UserError(
            f"analogues is {analogues}; it must be at least 20 and below {quarters}, the quarters of "
            f"{others} runs of {years} years that have a past and a future (errors leave one seed out)."
        )


def _future(panel: Panel, row: int) -> Values:
    """Return what followed an origin (horizons, targets), not a number beyond the data."""
    found = np.full((MOST_HORIZON, len(TARGETS)), np.nan)
    known = panel.of(TARGETS)[row + 1 : row + 1 + MOST_HORIZON]
    found[: len(known)] = known
    return found


def _outlooks(
    panel: Panel, rows: Sequence[int], library: Values, analogues: int, *, move: bool = True
) -> list[Outlook]:
    """Return the forecast of the economy from every origin; what is known there ends with the origin."""
    known, series = learn(library), panel.of(SERIES)
    if not move:
        known = known._replace(slopes=np.zeros_like(known.slopes))
    return [look_ahead(known, states(series[row - YEAR + 1 : row + 1])[-1], analogues) for row in rows]


def _benchmarks(panel: Panel, rows: Sequence[int]) -> dict[str, Values]:
    """Return the point forecasts of statistics, each fitted on the data up to the origin."""
    targets, four = panel.of(TARGETS), panel.of(SERIES)
    place = [panel.columns.index(name) for name in TARGETS]
    ahead = MOST_HORIZON
    return {
        AR: np.stack([autoregression(targets[: row + 1], ahead) for row in rows]),
        VAR: np.stack([vector_autoregression(panel.values[: row + 1], ahead)[:, place] for row in rows]),
        SMALL_VAR: np.stack(
            [vector_autoregression(four[: row + 1], ahead)[:, : len(TARGETS)] for row in rows]
        ),
        MEAN: np.stack([historical_mean(targets[: row + 1], ahead) for row in rows]),
    }


def _mask(track: str, origins: Sequence[int]) -> NDArray[np.bool_]:
    """Return the cells that count (origins, horizons)."""
    start = np.array(origins)[:, None]
    target = start + np.arange(1, MOST_HORIZON + 1)
    if track == "masked":
        return (target < place_of("2020Q1")) | (target > place_of("2021Q4"))
    if track == "without 2020":
        low, high = place_of("2020Q1"), place_of("2021Q2")
        return ((start < low) | (start > high)) & ((target < low) | (target > high))
    return np.ones_like(target, dtype=bool)


def _kept(errors: Values, mask: NDArray[np.bool_]) -> Values:
    return np.where(mask[:, :, None], errors, np.nan)


def _scores(
    errors: dict[str, Values],
    actual: Values,
    ends: tuple[Values, Values],
    masks: dict[str, NDArray[np.bool_]],
) -> pl.DataFrame:
    rows = []
    for track, mask in masks.items():
        kept = {model: _kept(one, mask) for model, one in errors.items()}
        measured = {model: rmse(one) for model, one in kept.items()}
        covered = coverage(_kept(actual, mask), *ends)
        for model in MODELS:
            bias = np.nanmean(kept[model], axis=0)
            for column, target in enumerate(TARGETS):
                for h in range(MOST_HORIZON):
                    own, other = kept[model][:, h, column], kept[AR][:, h, column]
                    test = diebold_mariano(own, other, h + 1) if model != AR else None
                    rows.append({
                        "track": track, "target": target, "horizon": h + 1, "model": model,
                        "origins": int(np.isfinite(own).sum()), "rmse": measured[model][h, column],
                        "ratio": measured[model][h, column] / measured[VAR][h, column],
                        "bias": bias[h, column],
                        "dm_t": test.t if test else None, "dm_p": test.p if test else None,
                        "coverage": covered[h, column] if model == ECONOMY else None,
                    })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _ratios(errors: dict[str, Values], masks: dict[str, NDArray[np.bool_]]) -> pl.DataFrame:
    groups = {"growth and inflation": HEADLINE} | {target: (row,) for row, target in enumerate(TARGETS)}
    return pl.DataFrame(
        [
            {"track": track, "targets": name, "model": model,
             "ratio": weighted_ratio(_kept(errors[model], mask), _kept(errors[VAR], mask), columns)}
            for track, mask in masks.items()
            for name, columns in groups.items()
            for model in MODELS
        ]
    )  # fmt: skip


def _figures(
    ours: Values,
    anchor: Values,
    actual: Values,
    ends: tuple[Values, Values],
    masks: dict[str, NDArray[np.bool_]],
) -> dict[str, float]:
    """Return the figures that have a record, by its name."""
    found = {}
    for track, words in (("all", "all"), ("masked", "masked")):
        kept = _kept(ours, masks[track]), _kept(anchor, masks[track])
        found[f"forecasts.ratio_{words}"] = weighted_ratio(*kept, HEADLINE)
        found[f"forecasts.unemployment_ratio_{words}"] = weighted_ratio(*kept, (2,))
    known = np.isfinite(actual)
    inside = known & (actual >= ends[0]) & (actual <= ends[1])
    for column, name in enumerate(TARGETS):
        found[f"forecasts.coverage_{name}"] = float(inside[..., column].sum() / known[..., column].sum())
    return {number.id: found[number.id] for number in read_numbers("forecasts") if number.id in found}


def _jackknife(name: str, value: float, without: Sequence[float]) -> Finding:
    """Return a figure with the standard error of leaving out one seed at a time (Efron 1982)."""
    n = len(without)
    if n <= FEWEST_TO_LEAVE_OUT:
        return summarise(name, [value])
    pseudo = n * value - (n - 1) * np.asarray(without)
    spread = summarise(name, list(pseudo))
    half = 0.5 * (spread.high - spread.low)
    return Finding(name, value, spread.standard_error, value - half, value + half, n)


def _caveats(data: Path, people: int, analogues: int) -> dict[str, Any]:
    """Say what the forecasts are not."""
    return {
        "data": data.name,
        "people": people,
        "analogues": analogues,
        "real_time": False,
        "what_it_is_not": [
            "The data are revised ones of today, for estimation and for what happened; nobody had them at "
            "the origins.",
            "The parameters of the economy were set and fitted once, to the base year and to moments of 1981 "
            "to 2026: they know more than an origin does.",
            "An origin is known by unemployment, growth and inflation over a year and the policy rate; "
            "nothing else of it enters.",
        ],
    }  # fmt: skip
