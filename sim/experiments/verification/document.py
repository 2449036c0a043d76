"""The page that lists the checks, written from the checks themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiments.verification.check import FALSE_ALARM, SHARES, Check
from sim.experiments.verification.verify import DOSES, LARGEST_CAUGHT, PARTS

__all__ = ["page"]

TITLES = {
    "tasks": "Tasks in a team",
    "firms": "Firms and prices",
    "labour": "The labour market",
    "compute": "The compute market",
    "capital": "Capital and land",
    "government": "The state and its bank",
    "inequality": "Inequality, need, growth of firms",
    "population": "The course of life",
    "accounts": "Budgets of all classes of agents",
    "whole": "The whole economy, and its extremes",
}


def page(checks: Sequence[Check]) -> str:
    """Return docs/verification.md."""
    chance = sum(check.statistical for check in checks)
    doses = ", ".join(f"{dose:g}" for dose in DOSES)
    lines = [
        "# Verification",
        "",
        "<!-- Written by `tenfold verify --list --markdown`: change the checks, not this page. -->",
        "",
        f"`tenfold verify` holds the rules, the steps of a month and whole economies against {len(checks)} closed "
        "forms, limits, identities and invariances",
        "that hold whatever the world is like: what theory says they must give, with no figure of the world in "
        "between. (Whether the economy is",
        "like the world is what `tenfold validate` and the other commands of [docking.md](docking.md) ask.)",
        "",
        "```sh",
        "tenfold verify                       # all checks; exit status 1 if one fails",
        "tenfold verify --only tasks          # one part, or one check by its name",
        "tenfold verify --planted             # each check is also shown errors",
        "tenfold verify --planted --out verify.csv",
        "```",
        "",
        "**Planted errors.** A check that cannot fail proves nothing. So each is shown its rule mixed with a wrong "
        "one, (1 - d) right + d wrong, at",
        f"the doses d = {doses}. The smallest dose at which it fails is recorded; a check that does not see "
        f"{LARGEST_CAUGHT:g} is a defect, and the tests",
        "fail (mutation testing: DeMillo, Lipton and Sayward 1978, Computer 11).",
        "",
        f"**False alarms.** {chance} checks use chance, on fixed seeds. Together they fail a program without errors "
        f"with a probability of at most {FALSE_ALARM:g}:",
        f"each has a part of 1/{SHARES} of it (Bonferroni), divided once more among its comparisons, with standard "
        "errors from theory. The others have a tolerance",
        "of rounding, derived beside each. The smallest error that a check can see is its tolerance over what it "
        "expects; the command prints it.",
        "",
    ]
    for part in PARTS:
        of_part = [check for check in checks if check.part == part]
        if not of_part:
            continue
        lines += [
            f"## {TITLES[part]}", "",
            "| check | kind | what must hold | formula | source | tolerance | planted error |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]  # fmt: skip
        lines += [
            f"| `{check.name}` | {check.kind} | {_cell(check.says)} | `{_code(check.formula)}` | {_cell(check.source)} "
            f"| {_cell(check.tolerance)} | {_cell(check.error)} |"
            for check in of_part
        ]
        lines.append("")
    return "\n".join(lines)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("*", "\\*")


def _code(formula: str) -> str:
    return formula.replace("|", "\\|")
