"""How an attack says what it found: a table of counts, the first examples of every fault, an exit status."""

from __future__ import annotations

from collections import Counter, defaultdict

EXAMPLES = 5
"""Examples of a fault that are written out."""


class Report:
    """Counts of what was tried and of what went wrong.

    Parameters
    ----------
    title : str
        What was attacked.
    faults : tuple of str
        What must not happen: a count above 0 of any of these makes the exit status 1.
    """

    def __init__(self, title: str, faults: tuple[str, ...]) -> None:
        self.title, self.faults = title, faults
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.examples: defaultdict[str, list[str]] = defaultdict(list)

    def count(self, kind: str, outcome: str, example: str = "") -> None:
        """Count one outcome of a kind of attack; a fault keeps its first examples."""
        self.counts[kind][outcome] += 1
        if outcome in self.faults and len(self.examples[outcome]) < EXAMPLES:
            self.examples[outcome].append(f"{kind}: {example}")

    @property
    def failed(self) -> int:
        """Faults in all."""
        return sum(counts[fault] for counts in self.counts.values() for fault in self.faults)

    def finish(self) -> int:
        """Print table and examples; return the exit status."""
        outcomes = list(dict.fromkeys(one for counts in self.counts.values() for one in counts))
        columns = ["tried", *(one for one in outcomes if one not in (*self.faults, "tried")), *self.faults]
        widths = [max(len(column), 6) for column in columns]
        first = max(len(kind) for kind in (*self.counts, "all"))
        print(f"{self.title}\n{' ' * first}  " + "  ".join(map(str.rjust, columns, widths)))
        total: Counter[str] = Counter()
        for kind, counts in self.counts.items():
            total.update(counts)
            self._print_row(kind.ljust(first), counts, columns, widths)
        self._print_row("all".ljust(first), total, columns, widths)
        for fault, examples in self.examples.items():
            print(f"\n{fault}:")
            for example in examples:
                print(f"  {example}")
        return int(self.failed > 0)

    @staticmethod
    def _print_row(name: str, counts: Counter[str], columns: list[str], widths: list[int]) -> None:
        cells = (f"{counts[one]:,}".rjust(width) for one, width in zip(columns, widths, strict=True))
        print(f"{name}  {'  '.join(cells)}")
