"""What a basic income changes, and whether it matters what pays for it, through the Python interface.

    python scripts/compare_ubi.py --replicates 20 --people 50000 --out results/basic_income

Each story is crossed with every amount and every way to pay, and held against itself without the payment on
the same seeds. Everything below may be changed: stories, amounts, taxes, other policies (docs/policies.md).
"""

import argparse

import polars as pl

from sim import compare_policies, write_policy_report

STORIES = ["pessimistic", "neutral", "optimistic"]
AMOUNTS = [0, 250, 500, 1000]  # dollars a month
PAYERS = ["consumption_tax", "capital_tax", "payroll_tax"]  # taxes that can cover it


def main() -> None:
    """Run the comparison, write tables and report, and print who paid and what happens to poverty."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--months", type=int, default=180)
    parser.add_argument("--out", default="results/basic_income")
    given = parser.parse_args()

    policies = [f"ubi:amount={amount},financed_by={payer}" for payer in PAYERS for amount in AMOUNTS]
    comparison = compare_policies(
        STORIES,
        policies,
        replicates=given.replicates,
        people=given.people,
        months=given.months,
        title="A basic income of 0 to 1,000 dollars, three ways to pay for it",
        question="What does a basic income change in each story, and does it matter what pays for it?",
        out=given.out,
    )
    write_policy_report(comparison, f"{given.out}/report.html")

    for package in comparison.packages:  # who paid is known after the run
        print(comparison.label(package))
    effects = comparison.effects()  # every figure: level, change against no policy, 95 % intervals
    poverty = effects.filter(
        pl.col("measure") == "poverty_rate", pl.col("year") == comparison.horizons[-1]
    ).select("story", "policy", "level", "change", "change_low", "change_high")
    with pl.Config(tbl_rows=-1, fmt_str_lengths=60):
        print(poverty)
    print(f"Report: {given.out}/report.html")


if __name__ == "__main__":
    main()
