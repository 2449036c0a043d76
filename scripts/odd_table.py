"""Write the process table of docs/ODD.md from the sources: the order of the month, what each step does and writes.

    python scripts/odd_table.py          renew the table in docs/ODD.md
    python scripts/odd_table.py --check  exit with status 1 if it is stale
"""

import ast
import importlib
import inspect
import re
import sys
import textwrap
from pathlib import Path

BEGIN, END = "<!-- process table: written by scripts/odd_table.py -->", "<!-- end of the process table -->"
POLICY_WRITES = {
    "act": (
        "workers.deposits", "workers.provider_equity", "providers.fleet", "providers.deposits",
        "macro.claim_units", "macro.claim_dividend", "macro.fund_units", "accounts.government",
    ),
    "levers_in_force": (),
    "pay": ("accounts.government", "accounts.rent_pot"),
    "finance": ("macro.policies",),
}  # fmt: skip
"""What the policies of a scenario write, by method of Policies (they are not phases and declare nothing)."""


def steps() -> list[tuple[str, str]]:
    """Return (module or "policies", function) of the calls of ``month.advance``, in their order."""
    from sim import month

    tree = ast.parse(textwrap.dedent(inspect.getsource(month.advance)))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [(ast.unparse(call.func.value), call.func.attr) for call in calls if isinstance(call.func, ast.Attribute)]


def first_sentence(text: str) -> str:
    """Return a docstring up to its first empty line, on one line."""
    return " ".join(text.strip().split("\n\n")[0].split())


def group(columns: tuple[str, ...]) -> str:
    """Write columns by table: ``firms`` price, output."""
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, _, name = column.partition(".")
        tables.setdefault(table, []).append(name)
    return "; ".join(f"`{table}` {', '.join(names)}" for table, names in tables.items()) or "nothing"


def table() -> str:
    """Return the process table in Markdown."""
    from sim.policies import in_force

    lines = ["| step | what happens | writes |", "| --- | --- | --- |"]
    for module, function in steps():
        if module == "policies":
            method = getattr(in_force.Policies, function)
            what, writes, name = inspect.getdoc(method) or "", POLICY_WRITES[function], f"policies.{function}"
        else:
            phase = importlib.import_module(f"sim.phases.{module}")
            what, writes, name = phase.__doc__ or "", phase.WRITES, f"{module}.{function}"
        what = re.sub(r"^Steps? [^:]*: ", "", first_sentence(what))
        lines.append(f"| `{name}` | {what[0].upper()}{what[1:]} | {group(writes)} |")
    return "\n".join(lines)


def renew(text: str) -> str:
    """Return the document with the table as it is now."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> int:
    """Renew docs/ODD.md, or check it."""
    path = Path(__file__).parents[1] / "docs" / "ODD.md"
    text = path.read_text(encoding="utf-8")
    renewed = renew(text)
    if "--check" in sys.argv[1:]:
        return int(renewed != text)
    path.write_text(renewed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
