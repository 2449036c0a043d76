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

HEAD = """\
# Verification

<!-- Written by `tenfold verify --list --markdown`: change the checks, not this page. -->

`tenfold verify` holds the rules, the steps of a month and whole economies against {checks} closed forms,
limits, identities and invariances: what theory says they must give, with no figure of the world in
between. Whether the economy is like the world is what `tenfold validate` and [docking.md](docking.md)
ask.

```sh
tenfold verify                       # all checks; exit status 1 if one fails
tenfold verify --only tasks          # one part, or one check by its name
tenfold verify --planted --out verify.csv
tenfold verify --findings FILE.csv    # what belongs to the outside numbers, for the ledger
```

**Planted errors.** A check that cannot fail proves nothing. So with `--planted` each is shown its rule
mixed with a wrong one, (1 - d) right + d wrong, at the doses d = {doses}. The smallest dose at which it
fails is recorded; a check that does not see {caught} is a defect, and the tests fail (mutation testing:
DeMillo, Lipton and Sayward 1978, Computer 11).

**False alarms.** {chance} checks use chance, on fixed seeds. Together they fail a program without errors
with a probability of at most {alarm}: each has 1/{shares} of it (Bonferroni), divided once more among its
comparisons, with standard errors from theory. The others have a tolerance of rounding, derived beside
each. The smallest error that a check can see is its tolerance over what it expects; the command prints it
("Sees from").
"""


def page(checks: Sequence[Check]) -> str:
    """Return docs/verification.md."""
    chance = sum(check.statistical for check in checks)
    head = HEAD.format(
        checks=len(checks), chance=chance, doses=", ".join(f"{dose:g}" for dose in DOSES),
        caught=f"{LARGEST_CAUGHT:g}", alarm=f"{FALSE_ALARM:g}", shares=SHARES,
    )  # fmt: skip
    lines = [head]
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
            f"| `{check.name}` | {check.kind} | {_cell(check.says)} | `{_code(check.formula)}` "
            f"| {_cell(check.source)} | {_cell(check.tolerance)} | {_cell(check.error)} |"
            for check in of_part
        ]
        lines.append("")
    return "\n".join(lines)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("*", "\\*")


def _code(formula: str) -> str:
    return formula.replace("|", "\\|")
