"""Fit the free parameters of the baseline to the published figures, by simulated moments.

The loss is the mean over the targets of ``sim/experiments/validation/targets.toml`` of the squared distance
from the middle of the band in half bands, at most 9 each, averaged over seeds, with more weight on what the
economy without AI must do (``CLOSURE``); the optimiser is CMA-ES
(Hansen 2016) of Optuna, started from the values in force. Writes ``scenarios/fitted.toml``, on which the
baseline and so every story is based. The same arguments give the same file on any machine.

    python scripts/fit_baseline.py --trials 150 --people 20000
"""

from __future__ import annotations

import argparse
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numba
import numpy as np
import optuna

from sim import Scenario, __version__
from sim.experiments.run.run import Results, run
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
    "population.skill_decay": (0.002, 0.012),
    "population.occupation_change_loss": (0.02, 0.12),
    "population.alike": (0.0, 1.0),
    "population.pay_spread": (0.9, 1.4),
    "population.top_pay": (0.0, 0.6),
    "labour.recruiting": (0.5, 1.0),
    "labour.hours_elasticity": (0.2, 0.5),
    "labour.hours_income": (0.02, 0.06),
    "labour.quit_rate": (0.0001, 0.001),
    "labour.dismissal_rate": (0.001, 0.005),
    "labour.unemployed_search": (0.35, 0.9),
    "labour.employed_search": (0.3, 1.0),
    "labour.outside_search": (0.015, 0.06),
    "labour.search_decay": (0.01, 0.1),
    "labour.other_occupation": (0.1, 0.3),
    "labour.reservation_wage": (0.6, 0.95),
    "labour.offer_margin": (0.0, 0.06),
    "labour.expected_quits": (0.005, 0.05),
    "wages.natural_unemployment_rate": (0.032, 0.048),
    "wages.productivity_growth": (0.014, 0.023),
    "wages.level": (1.05, 1.3),
    "households.propensity_to_consume": (0.82, 1.02),
    "government.wage_tax_scale": (0.8, 2.0),
    "government.debt_reaction": (0.5, 4.0),
    "government.health_scale": (0.8, 1.6),
    "government.pension_scale": (0.8, 1.6),
    "government.disability_scale": (0.6, 1.6),
    "government.food_scale": (0.6, 1.6),
    "capital.return_share": (0.6, 1.0),
    "firms.demand_shock_sd": (0.07, 0.15),
    "firms.entry_rate": (0.07, 0.11),
    "firms.exit_rate": (0.03, 0.09),
    "firms.young_exit_rate": (0.15, 0.45),
    "firms.entrant_size": (2.0, 6.0),
    "firms.young_growth": (-0.05, 0.15),
    "firms.markup_scale": (0.85, 1.08),
    "households.rate_sensitivity": (5.0, 40.0),
    "households.wealth_propensity": (0.006, 0.02),
    "households.pension_share": (0.25, 0.45),
    "government.transfer_take_up": (0.5, 0.8),
    "government.transfer_rate": (0.5, 0.9),
    "cycle.demand_sd": (0.004, 0.018),
    "cycle.separation_response": (0.0, 20.0),
}
MODELLED = (
    "careers.age_differences", "careers.type_differences", "government.household_benefits",
    "government.months_between_tests", "labour.part_time", "labour.reservation_memory", "population.homes",
    "population.households", "population.life_cycle",
)  # fmt: skip
"""What the baseline models of people; the fit leaves it alone."""
CLOSURE = {
    "unemployment_rate": (4.0, 5.0),
    "inflation": (1.7, 2.3),
    "policy_rate": (2.0, 4.0),
    "real_growth": (1.6, 2.1),
    "rate_at_zero": (0.0, 20.0),
    "labour_share_drift": (-1.0, 1.0),
}
"""What the economy without AI must do whatever else it does: narrower bands, and more weight."""
WEIGHT = 4.0  # of each of these
LARGEST_MISS = 9.0
LAST_SEED = 99  # validation takes others
SPREAD = 0.05  # of the first generation, as a part of each range


def moments(scenario: Scenario, seed: int) -> dict[str, float]:
    """Run the scenario and return the value of every target."""
    numba.set_num_threads(1)
    results = run(scenario, seed=seed, progress=False)
    return {name: evaluate(measure, results) for name, measure in MEASURES.items()} | of_closure(results)


def of_closure(results: Results) -> dict[str, float]:
    """Return what no target has: % of months with a rate of zero, points a decade of the labour share."""
    share = 100.0 * results.macro["labour_share"].to_numpy()
    drift = np.polyfit(np.arange(share.size) / 120.0, share, 1)[0]
    at_zero = 100.0 * float((results.macro["policy_rate"] <= 1e-9).to_numpy().mean())
    return {"rate_at_zero": at_zero, "labour_share_drift": float(drift)}


def bands() -> dict[str, tuple[float, float]]:
    """Return the band of every target that has one and can be measured, and those of the closure."""
    published = {
        target["id"]: (target["low"], target["high"])
        for target in read_targets()["target"]
        if target["id"] in MEASURES and target.get("low") is not None
    }
    return published | CLOSURE


def loss(scenario: Scenario, seeds: int, pool: Executor) -> tuple[float, int]:
    """Return the mean squared miss over the targets with a band, and how many are inside theirs."""
    runs = list(pool.map(moments, [scenario] * seeds, range(1, seeds + 1)))
    misses, weights = [], []
    for name, (low, high) in bands().items():
        value = float(np.mean([values[name] for values in runs]))
        middle, half = 0.5 * (low + high), 0.5 * (high - low)
        misses.append(
            min(LARGEST_MISS, ((value - middle) / half) ** 2) if np.isfinite(value) else LARGEST_MISS
        )
        weights.append(WEIGHT if name in CLOSURE else 1.0)
    return float(np.average(misses, weights=weights)), sum(miss <= 1.0 for miss in misses)


def main() -> None:
    """Search, then write the best values."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=150)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("scenarios/fitted.toml"))
    arguments = parser.parse_args()
    if arguments.seeds > LAST_SEED:
        parser.error(f"--seeds is {arguments.seeds}; fits use seeds 1 to {LAST_SEED}.")
    start = Scenario.load("baseline").with_(
        {"run.people": arguments.people, "run.months": 12 * arguments.years, "records.distribution_every": 3}
    )
    tables = start.resolved()
    before = {key: tables[key.split(".")[0]][key.split(".")[1]] for key in FREE}

    def objective(trial: optuna.Trial) -> float:
        values = {key: round(trial.suggest_float(key, *bounds), 5) for key, bounds in FREE.items()}
        miss, inside = loss(start.with_(values), arguments.seeds, pool)
        trial.set_user_attr("inside", inside)
        return miss

    sampler = optuna.samplers.CmaEsSampler(x0=before, sigma0=SPREAD, seed=1, n_startup_trials=1, popsize=14)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial(before)
    with ProcessPoolExecutor(arguments.seeds, mp_context=get_context("spawn")) as pool:
        study.optimize(objective, n_trials=arguments.trials, show_progress_bar=True)
    best = study.best_trial
    lines = [
        "# Fitted parameters of the baseline, written by scripts/fit_baseline.py:",
        f"#   python scripts/fit_baseline.py --trials {arguments.trials} --people {arguments.people}"
        f" --years {arguments.years} --seeds {arguments.seeds}",
        f"# tenfold {__version__}, seed of the search 1, trial {best.number} of {len(study.trials)} (0: the"
        f" values it began from): mean squared miss {best.value:.4f},",
        f"# {best.user_attrs['inside']} of the targets inside their bands.",
        'title = "Fitted baseline"',
        'question = "Which values of the free parameters reproduce the published figures?"',
    ]
    section = ""
    for key in sorted(FREE):
        name, parameter = key.split(".")
        if name != section:
            lines += ["", f"[{name}]"]
            section = name
        lines.append(f"{parameter} = {round(best.params[key], 5)}")
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
