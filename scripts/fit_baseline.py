"""Fit the free parameters of the baseline to the published figures, by simulated moments and an emulator.

In every round the economy is run at random points around the values in force, each with another seed; every
moment is regressed on all parameters (ridge), and the values are sought that this linear emulator takes
closest to the targets of ``sim/experiments/validation/targets.toml`` that are fitted: those held out are
neither computed nor read. The loss of a moment is the squared
distance from the middle of its band in half bands, up to ``LARGEST_MISS`` of these, and linear beyond; what
the economy without AI must do (``CLOSURE``) weighs more, and staying near the middle of the points weighs a
little. A simulation is noisy and a moment moves with many parameters, so that hundreds of points at once say
more than a search that compares two (emulators of agent-based models: Lamperti, Roventini and Sani 2018).
Writes ``scenarios/fitted.toml``, on which the baseline and so every story is based. The same arguments give
the same file on any machine.

    python scripts/fit_baseline.py --points 150 100 --people 20000
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np

from sim import Scenario, __version__
from sim.experiments.run.run import Results
from sim.experiments.validation.cross_sections import ObservedJob
from sim.experiments.validation.held_out import digest_of, fitted_targets
from sim.experiments.validation.measures import MEASURES, evaluate
from sim.experiments.validation.validate import read_targets

# section.key: range searched
FREE = {
    "population.employed_exit_rate": (0.0015, 0.006),
    "population.unemployed_exit_rate": (0.06, 0.2),
    "population.skill_growth": (0.012, 0.03),
    "careers.new_job_risk": (1.0, 5.5),
    "careers.new_job_months": (4.0, 9.0),
    "careers.young_job_risk": (0.8, 2.5),
    "careers.young_job_months": (18.0, 40.0),
    "careers.search_by_tenure": (1.0, 2.5),
    "careers.seniority": (0.6, 1.4),
    "careers.job_capital": (0.04, 0.2),
    "careers.notice": (0.5, 1.0),
    "careers.discouraged_share": (0.3, 0.9),
    "careers.outside_decay": (0.005, 0.03),
    "careers.first_skill": (0.5, 0.85),
    "careers.loss_outside": (0.0, 0.6),
    "careers.search_widening": (0.0, 0.3),
    "careers.slack_loss": (0.0, 4.0),
    "population.skill_decay": (0.002, 0.015),
    "population.occupation_change_loss": (0.02, 0.12),
    "population.alike": (0.0, 1.0),
    "population.general_skill": (0.0, 0.8),
    "population.pay_spread": (0.9, 1.8),
    "population.top_pay": (0.0, 0.6),
    "population.income_effect": (0.02, 0.06),
    "life.family_by_pay": (0.0, 4.0),
    "labour.part_time_by_pay": (0.0, 3.0),
    "labour.recruiting": (0.5, 1.0),
    "labour.hours_elasticity": (0.2, 0.5),
    "labour.hours_income": (0.02, 0.12),
    "labour.quit_rate": (0.0001, 0.002),
    "labour.dismissal_rate": (0.001, 0.006),
    "labour.firing_speed": (0.05, 0.2),
    "labour.unemployed_search": (0.35, 1.0),
    "labour.employed_search": (0.3, 1.0),
    "labour.outside_search": (0.015, 0.06),
    "labour.search_decay": (0.01, 0.1),
    "labour.other_occupation": (0.1, 0.3),
    "labour.reservation_wage": (0.6, 0.95),
    "labour.offer_margin": (0.0, 0.06),
    "labour.expected_quits": (0.005, 0.05),
    "wages.natural_unemployment_rate": (0.032, 0.048),
    "wages.productivity_growth": (0.014, 0.023),
    "wages.level": (1.0, 1.3),
    "households.propensity_to_consume": (0.82, 1.02),
    "government.wage_tax_scale": (0.8, 2.0),
    "government.health_scale": (0.8, 1.6),
    "government.pension_scale": (0.8, 1.6),
    "government.disability_scale": (0.6, 1.6),
    "government.food_scale": (0.6, 1.6),
    "capital.return_share": (0.6, 1.0),
    "capital.passing_gain": (0.1, 0.5),
    "firms.demand_shock_sd": (0.07, 0.15),
    "firms.entry_rate": (0.07, 0.11),
    "firms.exit_rate": (0.03, 0.09),
    "firms.young_exit_rate": (0.15, 0.45),
    "firms.entrant_size": (2.0, 6.0),
    "firms.young_growth": (-0.05, 0.15),
    "firms.size_tail": (1.02, 1.12),
    "firms.markup_scale": (0.85, 1.08),
    "households.rate_sensitivity": (3.0, 20.0),
    "households.wealth_propensity": (0.006, 0.02),
    "households.pension_share": (0.25, 0.45),
    "government.transfer_take_up": (0.5, 0.8),
    "government.transfer_rate": (0.5, 0.9),
    "monetary.rate_smoothing": (0.5, 0.96),
    "cycle.demand_sd": (0.004, 0.018),
    "cycle.demand_persistence": (0.92, 0.99),
    "cycle.cost_sd": (0.0, 0.005),
    "cycle.separation_response": (0.0, 20.0),
}
MODELLED = (
    "careers.age_differences", "careers.type_differences", "government.household_benefits",
    "government.months_between_tests", "labour.part_time", "labour.reservation_memory", "population.homes",
    "population.households", "population.life_cycle",
    # rules that wait for the next fit (docs/decisions.md)
    "firms.slack_in_prices", "firms.stock_response", "firms.strategic_sales", "firms.strategic_steepness",
)  # fmt: skip
"""What the baseline models of people, and rules that it does not have yet; the fit leaves it alone."""
CLOSURE = {
    "unemployment_rate": (4.0, 5.0),
    "inflation": (1.7, 2.3),
    "policy_rate": (2.0, 4.0),
    "real_growth": (1.6, 2.1),
    "rate_at_zero": (0.0, 20.0),
    "labour_share_drift": (-1.0, 1.0),
    "nominal_gdp": (29.5, 32.7),
}
"""What the economy without AI must do whatever else it does: narrower bands, and more weight."""
WEIGHT = 4.0  # of each of these
LARGEST_MISS = 2.5
LAST_SEED = 99  # validation takes others
WIDTH = 0.25  # of the first round, as a part of each range, unless said; half as much in each that follows
RIDGE = 4.0  # points that say that a parameter does nothing
STAY = 1.0  # loss at the edge of what the points cover, for one parameter
STEPS = 30_000
KNOWN = 0.1  # part of the spread of a moment that the emulator has to explain of points it has not seen


class Emulator(NamedTuple):
    """Moments as linear functions of the parameters, which go from -1 to 1 over what the points cover."""

    names: list[str]
    bands: np.ndarray  # (moments, 2)
    level: np.ndarray  # (moments,)
    slopes: np.ndarray  # (parameters, moments)


def moments(scenario: Scenario, seed: int) -> dict[str, float]:
    """Run the scenario and return the value of every moment of ``bands``."""
    numba.set_num_threads(1)
    results = ObservedJob(scenario, seed).run().results
    of_targets = {name: evaluate(MEASURES[name], results) for name in bands() if name in MEASURES}
    return of_targets | of_closure(results)


def of_closure(results: Results) -> dict[str, float]:
    """Return what no target has: % of months with a rate of zero, points a decade of the labour share."""
    share = 100.0 * results.macro["labour_share"].to_numpy()
    drift = np.polyfit(np.arange(share.size) / 120.0, share, 1)[0]
    at_zero = 100.0 * float((results.macro["policy_rate"] <= 1e-9).to_numpy().mean())
    return {"rate_at_zero": at_zero, "labour_share_drift": float(drift)}


def bands() -> dict[str, tuple[float, float]]:
    """Return the band of every fitted target that can be measured, and those of the closure."""
    published = {
        target["id"]: (target["low"], target["high"])
        for target in fitted_targets(read_targets()["target"])
        if target["id"] in MEASURES
    }
    return published | CLOSURE


def emulate(at: np.ndarray, found: list[dict[str, float]]) -> Emulator:
    """Regress every moment on the parameters; leave out what they do not explain."""
    limits = bands()
    names = [name for name in limits if all(np.isfinite(moment[name]) for moment in found)]
    values = np.array([[moment[name] for name in names] for moment in found])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-12
    design = np.c_[np.ones(len(at)), at]
    penalty = RIDGE * np.diag(np.r_[0.0, np.ones(at.shape[1])])
    hat = np.linalg.solve(design.T @ design + penalty, design.T)
    scaled = (values - mean) / spread
    slopes = hat @ scaled
    # each point against an emulator that has not seen it
    missed = (scaled - design @ slopes) / (1.0 - np.einsum("pk,kp->p", design, hat))[:, None]
    known = np.array([name in CLOSURE for name in names]) | (missed.var(axis=0) < 1.0 - KNOWN)
    slopes = slopes[:, known] * spread[known]
    kept = [name for name, is_known in zip(names, known, strict=True) if is_known]
    return Emulator(kept, np.array([limits[name] for name in kept]), slopes[0] + mean[known], slopes[1:])


def misses(emulator: Emulator, at: np.ndarray) -> np.ndarray:
    """Return the distance of every moment from the middle of its band, in half bands."""
    low, high = emulator.bands.T
    value = emulator.level + at @ emulator.slopes
    return np.asarray((value - 0.5 * (low + high)) / (0.5 * (high - low)))


def seek(emulator: Emulator, limits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the parameters that come closest to the bands, within ``limits`` (2, parameters)."""
    weights = np.array([WEIGHT if name in CLOSURE else 1.0 for name in emulator.names])

    def loss(at: np.ndarray) -> float:
        far = np.abs(misses(emulator, at))
        of_moment = np.where(far <= LARGEST_MISS, far**2, LARGEST_MISS * (2.0 * far - LARGEST_MISS))
        return float(weights @ of_moment + STAY * (at**2).sum())

    best = np.zeros(limits.shape[1])
    least, step = loss(best), 0.2
    for _ in range(STEPS):
        moved = rng.random(best.size) < 0.15
        tried = np.clip(best + step * moved * rng.standard_normal(best.size), *limits)
        if (now := loss(tried)) < least:
            best, least, step = tried, now, min(0.3, 1.1 * step)
        else:
            step = max(0.01, 0.995 * step)
    return best


def main() -> None:
    """Run the rounds, then write the values of the last one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, nargs="+", default=[150, 100], help="of each round")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument(
        "--width", type=float, default=WIDTH, help="of the first round, as a part of each range"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("scenarios/fitted.toml"))
    arguments = parser.parse_args()
    start = Scenario.load("baseline").with_(
        {"run.people": arguments.people, "run.months": 12 * arguments.years, "records.distribution_every": 3}
    )
    tables, rng = start.resolved(), np.random.default_rng(1)
    centre = np.array([tables[key.split(".")[0]][key.split(".")[1]] for key in FREE])
    low, high = np.array(list(FREE.values())).T
    inside = 0
    with ProcessPoolExecutor(arguments.processes, mp_context=get_context("spawn")) as pool:
        for number, points in enumerate(arguments.points):
            width = arguments.width * 0.5**number * (high - low)
            at = np.clip(
                rng.uniform(-1.0, 1.0, (points, centre.size)), (low - centre) / width, (high - centre) / width
            )
            seeds = [1 + (7 * point) % LAST_SEED for point in range(points)]
            scenarios = [start.with_(named(centre + width * row)) for row in at]
            emulator = emulate(at, list(pool.map(moments, scenarios, seeds)))
            limits = np.array(
                [np.maximum(-1.0, (low - centre) / width), np.minimum(1.0, (high - centre) / width)]
            )
            found = seek(emulator, limits, rng)
            inside = int((np.abs(misses(emulator, found)) <= 1.0).sum())
            centre = centre + width * found
            print(
                f"round {number + 1}: {inside} of {len(emulator.names)} moments inside, by the emulator",
                flush=True,
            )
    write(arguments, named(centre), inside, tables)


def named(values: np.ndarray) -> dict[str, float]:
    """Return the values of the parameters by their keys, in four digits."""
    return {key: float(f"{value:.4g}") for key, value in zip(FREE, values, strict=True)}


def write(
    arguments: argparse.Namespace,
    found: Mapping[str, float],
    inside: int,
    tables: Mapping[str, dict[str, Any]],
) -> None:
    """Write the scenario: what was fitted, and what is modelled."""
    modelled = {key: tables[key.split(".")[0]][key.split(".")[1]] for key in MODELLED}
    lines = [
        "# Fitted parameters of the baseline, written by scripts/fit_baseline.py:",
        f"#   python scripts/fit_baseline.py --points {' '.join(map(str, arguments.points))}"
        f" --width {arguments.width} --people {arguments.people} --years {arguments.years}",
        f"# tenfold {__version__}; {inside} of the moments inside their bands, by the emulator.",
        f"# held out: {digest_of(read_targets()['target'])} (hash of the names of what it did not read)",
        'title = "Fitted baseline"',
        'question = "Which values of the free parameters reproduce the published figures?"',
    ]
    section = ""
    for key, value in sorted({**found, **modelled}.items()):
        name, parameter = key.split(".")
        if name != section:
            lines += ["", f"[{name}]  # fitted or switched on by scripts/fit_baseline.py"]
            section = name
        lines.append(f"{parameter} = {str(value).lower()}")
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
