"""Which mechanism carries each story: switch its assumptions off alone, one at a time.

Every key in which a story differs from the story in between is set back to that story's value, alone; the
table shows what that changes at the horizon, as the mean over paired seeds.

    python scripts/mechanisms.py --people 20000 --seeds 3
"""

from __future__ import annotations

import argparse
from statistics import mean

from sim import Scenario, run

OUTCOMES = {
    "employment": ("jobs, millions", 1.0),
    "unemployment_rate": ("unemployment, pp", 100.0),
    "labour_share": ("labour share, pp", 100.0),
    "income_top1_share": ("top 1 %, pp", 100.0),
    "real_median_wage": ("real median wage, $", 1.0),
    "gpus": ("GPUs, millions", 1.0),
}


def outcomes(scenario: Scenario, seeds: range) -> dict[str, float]:
    """Return the headline figures of the last year, averaged over seeds."""
    runs = [run(scenario, seed=seed, progress=False).macro.tail(12) for seed in seeds]
    return {name: scale * mean(macro[name].mean() for macro in runs) for name, (_, scale) in OUTCOMES.items()}


def differences(story: Scenario, reference: Scenario) -> dict[str, object]:
    """Return the keys in which the story differs from the reference, with the reference's values."""
    ours, theirs = story.resolved(), reference.resolved()
    return {
        f"{section}.{key}": dict.fromkeys(value, 0.0) if isinstance(value, dict) else theirs[section][key]
        for section, table in ours.items()
        if isinstance(table, dict)
        for key, value in table.items()
        if value != theirs[section][key]
    }


def main() -> None:
    """Print one table a story, in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stories", nargs="*", default=["pessimistic", "optimistic", "mostaque", "bakery"])
    parser.add_argument("--reference", default="neutral")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    sets = [f"run.people={arguments.people}", "records.distribution_every=12"]
    seeds = range(1, arguments.seeds + 1)
    reference = Scenario.load(arguments.reference, sets)
    between = outcomes(reference, seeds)
    heads = " | ".join(label for label, _ in OUTCOMES.values())
    for name in arguments.stories:
        story = Scenario.load(name, sets)
        told = outcomes(story, seeds)
        print(f"\n### {story.title} (`{name}`)\n\n| | {heads} |\n|{' --- |' * (len(OUTCOMES) + 1)}")
        print(f"| the story | {' | '.join(f'{told[key]:,.1f}' for key in OUTCOMES)} |")
        print(f"| {arguments.reference} | {' | '.join(f'{between[key]:,.1f}' for key in OUTCOMES)} |")
        for key, value in differences(story, reference).items():
            without = outcomes(story.with_({key: value}), seeds)
            changes = " | ".join(f"{without[outcome] - told[outcome]:+,.1f}" for outcome in OUTCOMES)
            print(f"| without {key} | {changes} |", flush=True)


if __name__ == "__main__":
    main()
