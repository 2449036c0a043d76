"""Write the process table of docs/ODD.md: what each step of the month does, reads and writes.

``python scripts/odd_table.py`` renews the table; a test fails when it is stale.
"""

import importlib
import inspect
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from sim.compiling.ahead import SMALL
from sim.data_flow import columns_of, from_last_month
from sim.policies import Policies
from sim.scenario import Scenario
from sim.simulation import Simulation

BEGIN = "<!-- process table: written by scripts/odd_table.py -->"
END = "<!-- end of the process table -->"


def what_happens(step: str) -> str:
    """Return the first paragraph of what a step says about itself, without its number in the month."""
    owner, _, act = step.partition(".")
    says = getattr(Policies, act) if act else importlib.import_module(f"sim.phases.{owner}")
    text = " ".join((inspect.getdoc(says) or "").split("\n\n")[0].split())
    text = re.sub(r"^Steps? [^:,]*[:,] ", "", text.replace("``", "`"))
    return text[0].upper() + text[1:]


def by_table(columns: Iterable[str], stressed: Collection[str] = ()) -> str:
    """Write columns grouped by table, some of them in italics."""
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, _, name = column.partition(".")
        tables.setdefault(table, []).append(f"*{name}*" if column in stressed else name)
    return "; ".join(f"{table}: {', '.join(names)}" for table, names in tables.items()) or "nothing"


def process_table(steps: Sequence[str]) -> str:
    """Return the table in Markdown."""
    lines = ["| step | what happens | reads | writes |", "| --- | --- | --- | --- |"]
    lags = from_last_month(steps)
    for step in steps:
        columns = columns_of(step)
        reads = by_table(columns.reads, lags.get(step, ()))
        lines.append(f"| `{step}` | {what_happens(step)} | {reads} | {by_table(columns.writes)} |")
    return "\n".join(lines)


def renew(text: str, steps: Sequence[str]) -> str:
    """Return the document with the table as it is now."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{process_table(steps)}\n\n{END}{after}"


if __name__ == "__main__":
    *names, _, _ = Simulation(Scenario.from_tables(SMALL)).steps()
    document = Path(__file__).parents[1] / "docs" / "ODD.md"
    document.write_text(renew(document.read_text(encoding="utf-8"), names), encoding="utf-8")
