"""A lottery of cash inside the model, as field experiments draw one: what it does to work and to earnings.

Everybody is drawn with the same chance; the groups compared are those of low earnings before the lottery, by
age. The effect is the difference between the drawn and the others, less the same difference in a run of the
same seed without the lottery, in which the same people are only luckier or unluckier.

    python scripts/income_lottery.py --people 20000 --seeds 3 --set labour.hours_elasticity=0.33
"""

from __future__ import annotations

import argparse
from statistics import mean, stdev

import numpy as np

from sim import Scenario
from sim.rules.grants import treated
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE

LOTTERY, SHARE = 7, 0.3
OUTCOMES = {
    "participation, points": 100.0,
    "employment, points": 100.0,
    "hours a week for each adult": 1.0,
    "hours a week of the employed, those drawn who work": 1.0,
    "earnings, dollars a year": 1.0,
}


def outcomes(scenario: Scenario, seed: int, months: int, limit: float, ages: range) -> dict[str, float]:
    """Return means of the drawn less those of the others, over all months after the first year."""
    simulation = Simulation(scenario, seed=seed)
    simulation.run(0)
    workers = simulation.state.workers
    drawn = treated(SHARE, LOTTERY, workers.team.size, seed)
    low = (workers.wage < 100.0 * limit) & np.isin(workers.age, list(ages))
    week = simulation.structure.figure("weekly_hours") / FULL_TIME
    found = []
    for month in range(months):
        simulation.step()
        if month < 12:
            continue
        at_work = workers.status == EMPLOYED
        hours = np.where(at_work, week * workers.hours, 0.0)
        pay = np.where(at_work, 0.12 * workers.wage, 0.0) / simulation.state.macro.price_level[0]
        row = []
        for group in (low & drawn, low & ~drawn):
            row.append(
                (
                    (workers.status[group] != OUTSIDE).mean(),
                    at_work[group].mean(),
                    hours[group].mean(),
                    hours[group & at_work].mean(),
                    pay[group].mean(),
                )
            )
        found.append(np.subtract(row[0], row[1]))
    return dict(zip(OUTCOMES, np.mean(found, axis=0) * list(OUTCOMES.values()), strict=True))


def main() -> None:
    """Print one table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--story", default="baseline")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--amount", type=float, default=1_000.0, help="dollars a month")
    parser.add_argument("--earnings-below", type=float, default=3_000.0, help="dollars a month")
    parser.add_argument("--ages", type=int, nargs=2, default=[21, 40])
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options = parser.parse_args()
    sets = [f"run.people={options.people}", "records.distribution_every=12", *options.set]
    without = Scenario.load(options.story, sets)
    lottery = {
        "kind": "universal_basic_income",
        "amount": options.amount,
        "treated_share": SHARE,
        "lottery": LOTTERY,
    }
    ages = range(options.ages[0], options.ages[1] + 1)
    changes = []
    for seed in range(1, options.seeds + 1):
        given = seed, options.months, options.earnings_below, ages
        here = outcomes(without.with_({"policy": [lottery]}), *given)
        there = outcomes(without, *given)
        changes.append({name: here[name] - there[name] for name in OUTCOMES})
    print(f"| {options.amount:,.0f} dollars a month | mean | standard error |\n| --- | --- | --- |")
    for name in OUTCOMES:
        values = [change[name] for change in changes]
        error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
        print(f"| {name} | {mean(values):+,.2f} | {error:,.2f} |")


if __name__ == "__main__":
    main()
