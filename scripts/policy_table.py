"""Write the tables of docs/policies.md from the sources: every kind of policy, and every tax that can pay.

``python scripts/policy_table.py`` renews the tables; a test fails when they are stale.
"""

import importlib
import inspect
import re
from pathlib import Path

MARKS = {
    "policies": ("<!-- policies: written by scripts/policy_table.py -->", "<!-- end of the policies -->"),
    "taxes": ("<!-- taxes: written by scripts/policy_table.py -->", "<!-- end of the taxes -->"),
}
BASES = {
    "gpu_tax": "rent of GPUs, paid by the firms that rent them",
    "capital_tax": "dividends and interest of persons",
    "corporate_tax": "profits of firms and GPU providers",
    "wealth_tax": "net worth above 1 million dollars of the base year, a year; at most a person's deposits",
    "wage_tax": "the progressive schedule, scaled up: 1 doubles everybody's income tax",
    "consumption_tax": "consumption of persons",
}
"""What the rate of each tax is a share of."""
GRANT = "all adults, or those that `eligible`, `earnings_below` and `treated_share` name"
WHO = {
    "antitrust": ("GPU providers", "nothing"),
    "automation_tax": ("firms, for each job automated", "receives the tax"),
    "capital_income_tax": ("owners", "receives the tax"),
    "citizens_fund": ("all adults", "pays for the equity; the dividends come from the providers"),
    "foreign_rent_levy": ("owners and chip makers abroad", "receives the levy"),
    "gpu_tax": ("firms that rent GPUs", "receives the tax"),
    "income_surtax": ("adults above the threshold", "receives the surtax"),
    "job_guarantee": ("the unemployed", "pays wages and overhead, and saves their benefits"),
    "negative_income_tax": (GRANT, "pays the grants"),
    "retraining": ("the unemployed after some months", "pays allowances and teaching"),
    "shorter_week": ("all employees", "nothing"),
    "unemployment_insurance": ("the unemployed", "pays what goes beyond the scenario's own rules"),
    "universal_basic_compute": ("all adults", "pays the rent of the GPU time"),
    "universal_basic_income": (GRANT, "pays the grants"),
    "wage_subsidy": ("firms, for their employees", "pays the subsidies"),
    "wealth_tax": ("adults above the exemption", "receives the tax"),
}
"""Whom each kind reaches, and what the state pays or receives."""


def plain(text: str) -> str:
    """Put a text on one line of Markdown."""
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def effect(kind: str) -> str:
    """Say what a kind does: its docstring, with the source that the module names."""
    from sim.policies import find

    model = find(kind)
    module = importlib.import_module(model.__module__).__doc__ or ""
    cited = re.search(r"\(([^()]*\d{4}[^()]*)\)", module)
    return plain(inspect.getdoc(model) or "") + (f" *{cited[1]}*" if cited else "")


def own_parameters(kind: str) -> str:
    """List the keys that only this kind has, with default and unit."""
    from sim.parameters import declarations
    from sim.policies import find
    from sim.policies.framework.eligibility import GrantPolicy
    from sim.toml import write_value

    shared = set(GrantPolicy.model_fields)
    found = [entry for entry in declarations(find(kind)).values() if entry.key not in shared]
    return "; ".join(
        f"`{entry.key} = {write_value(entry.default)}`" + (f" {entry.unit}" if entry.unit else "")
        for entry in found
    )


def policies_table() -> str:
    """Return the table of the kinds of policy."""
    from sim.policies import kinds

    lines = [
        "| kind | what it does | its parameters | whom it reaches | the state |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in kinds():
        who, money = WHO[kind]
        lines.append(f"| `{kind}` | {effect(kind)} | {own_parameters(kind)} | {who} | {money} |")
    return "\n".join(lines)


def taxes_table() -> str:
    """Return the table of the taxes that can pay for a policy."""
    from sim.policies.framework.financing import TAXES

    lines = ["| `financed_by` | the rate is a share of | usual cap |", "| --- | --- | --- |"]
    lines += [f"| `{tax}` | {base} | {100.0 * TAXES[tax].cap:g} % |" for tax, base in BASES.items()]
    lines.append("| `deficit` | nothing: the cost is borrowed | - |")
    return "\n".join(lines)


def renew(text: str) -> str:
    """Return the document with the tables as they are now."""
    for (begin, end), table in zip(MARKS.values(), (policies_table(), taxes_table()), strict=True):
        before, rest = text.split(begin)
        text = f"{before}{begin}\n\n{table}\n\n{end}{rest.split(end)[1]}"
    return text


if __name__ == "__main__":
    document = Path(__file__).parents[1] / "docs" / "policies.md"
    document.write_text(renew(document.read_text(encoding="utf-8")), encoding="utf-8")
