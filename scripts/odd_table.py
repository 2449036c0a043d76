"""Write the process table of docs/ODD.md from the sources: what each step of the month does and writes.

``python scripts/odd_table.py`` renews the table; a test fails when it is stale.
"""

import ast
import importlib
import inspect
import re
from pathlib import Path

BEGIN = "<!-- process table: written by scripts/odd_table.py -->"
END = "<!-- end of the process table -->"
POLICY_WRITES: dict[str, tuple[str, ...]] = {
    "act": (
        "providers.fleet", "providers.deposits", "workers.provider_equity", "workers.deposits",
        "macro.claim_units", "macro.fund_units", "macro.claim_dividend", "accounts.government",
    ),
    "levers_in_force": (),
    "pay": ("accounts.government", "accounts.rent_pot"),
    "finance": ("macro.policies",),
}  # fmt: skip
"""What the policies of a scenario write, by method of Policies (they are not phases and declare nothing)."""


def steps() -> list[tuple[str, str]]:
    """Return (module or "policies", function) of the calls of ``month.advance``, in their order."""
    from sim import month

    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(month.advance)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    names = [tuple(ast.unparse(call.func).split(".")) for call in calls]
    return [name for name in names if name != ("rules", "in_month")]


def first_paragraph(text: str) -> str:
    """Return a docstring up to its first empty line, on one line, without the number of the step."""
    text = " ".join(text.strip().split("\n\n")[0].split())
    text = text.replace("``", "`")
    text = re.sub(r"^Steps? [^:,]*[:,] ", "", text)
    return text[0].upper() + text[1:]


def by_table(columns: tuple[str, ...]) -> str:
    """Write columns grouped by table."""
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, _, name = column.partition(".")
        tables.setdefault(table, []).append(name)
    return "; ".join(f"{table}: {', '.join(names)}" for table, names in tables.items()) or "nothing"


def process_table() -> str:
    """Return the table in Markdown."""
    from sim.policies import Policies

    lines = ["| step | what happens | writes |", "| --- | --- | --- |"]
    for module, function in steps():
        if module == "policies":
            what, writes = inspect.getdoc(getattr(Policies, function)) or "", POLICY_WRITES[function]
        else:
            phase = importlib.import_module(f"sim.phases.{module}")
            what, writes = phase.__doc__ or "", phase.WRITES
        lines.append(f"| `{module}.{function}` | {first_paragraph(what)} | {by_table(writes)} |")
    return "\n".join(lines)


def renew(text: str) -> str:
    """Return the document with the table as it is now."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{process_table()}\n\n{END}{after}"


if __name__ == "__main__":
    document = Path(__file__).parents[1] / "docs" / "ODD.md"
    document.write_text(renew(document.read_text(encoding="utf-8")), encoding="utf-8")
