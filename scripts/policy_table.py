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
    """List the keys that only this kind has, or with another default, with default and unit."""
    from sim.parameters import declarations
    from sim.policies import find
    from sim.policies.framework import GrantPolicy
    from sim.toml import write_value

    shared = {entry.key: entry.default for entry in declarations(GrantPolicy).values()}
    found = [
        entry
        for entry in declarations(find(kind)).values()
        if entry.key != "kind" and (entry.key not in shared or entry.default != shared[entry.key])
    ]
    return "; ".join(
        f"`{entry.key} = {write_value(entry.default)}`" + (f" {entry.unit}" if entry.unit else "")
        for entry in found
    )


def policies_table() -> str:
    """Return the table of the kinds of policy."""
    from sim.policies import find, kinds

    lines = [
        "| kind | what it does | its parameters | whom it reaches | the state |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in kinds():
        policy = find(kind)
        name = f"`{kind}`" + (f" (`{policy.short}`)" if policy.short else "")
        cells = (name, effect(kind), own_parameters(kind), policy.reaches, policy.the_state)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def taxes_table() -> str:
    """Return the table of what can pay for a policy."""
    from sim.policies.framework.financing import DEFICIT, PAYERS, TAXES

    lines = ["| `financed_by` | the rate is a share of | usual cap |", "| --- | --- | --- |"]
    for name in sorted(PAYERS, key=lambda payer: payer == DEFICIT):
        cap = f"{100.0 * TAXES[name].cap:g} %" if name in TAXES else "-"
        lines.append(f"| `{name}` | {PAYERS[name].base} | {cap} |")
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
