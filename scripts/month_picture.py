"""Draw the data flow of a month, docs/pictures/month.svg, from what its steps declare to read and to write.

``python scripts/month_picture.py`` renews the picture; a test fails when it is stale.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sim.compiling.ahead import SMALL
from sim.data_flow import Columns, column_names, columns_of, from_last_month
from sim.scenario import Scenario
from sim.simulation import Simulation

LEFT, TOP, ROW, COLUMN, GAP = 158, 138, 23, 12, 16  # sizes in pixels; a gap stands between two tables
STYLE = (
    "text{font:11px system-ui,'DejaVu Sans',sans-serif;fill:#222}.c{font-size:9.5px}.t{font-weight:600}"
    ".b{fill:#f4f4f4}.l{stroke:#999}.m{stroke:#D55E00;stroke-width:3;stroke-opacity:.45}"
    ".r{fill:#fff;stroke:#0072B2;stroke-width:1.6}.w{fill:#D55E00}"
)
LEGEND = (
    (("r",), "reads"),
    (("w",), "writes"),
    (("w", "r"), "reads and writes"),
    (("m",), "value of this month, from the step that writes it to those that read it"),
    (("l",), "value of the month before"),
)


def draw(steps: Sequence[str]) -> str:
    """Return the picture as SVG: a row for every step, a line for every column, table by table."""
    places = dict(_places())
    width, height = max(places.values()) + 24, TOP + ROW * len(steps) + 52
    rows = {step: TOP + ROW * number + ROW // 2 for number, step in enumerate(steps)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Which step of the month reads and writes which columns</title>",
        f'<style>{STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (step, y) in enumerate(rows.items()):
        if number % 2 == 0:
            parts.append(f'<rect class="b" y="{y - ROW // 2}" width="{width}" height="{ROW}"/>')
        parts.append(f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end">{step}</text>')
    for table, names in groupby(places, key=lambda name: name.partition(".")[0]):
        parts.append(f'<text class="t" x="{places[next(names)] - 4}" y="16">{table}</text>')
    declared = {step: columns_of(step) for step in steps}
    lags = from_last_month(steps)
    for name, x in places.items():
        label = name.partition(".")[2]
        parts.append(f'<text class="c" transform="translate({x + 3} {TOP - 8}) rotate(-90)">{label}</text>')
        parts += _life(name, x, rows, declared, lags)
    parts += _legend(height - 20)
    return "\n".join([*parts, "</svg>\n"])


def _places() -> Iterator[tuple[str, int]]:
    """Say where the line of every column stands."""
    x, before = LEFT - GAP, ""
    for name in column_names():
        table = name.partition(".")[0]
        x, before = x + COLUMN + (GAP if table != before else 0), table
        yield name, x


def _life(
    name: str, x: int, rows: dict[str, int], declared: dict[str, Columns], lags: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    """Draw where the values of a column come from and go to, and the steps that read and write it."""
    top, bottom = TOP, TOP + ROW * len(rows)
    lagged = [rows[step] for step, columns in lags.items() if name in columns]
    writers = [y for step, y in rows.items() if name in declared[step].writes]
    readers = [y for step, y in rows.items() if name in declared[step].reads]
    if not writers:
        yield _line("l", x, top, bottom)
    elif lagged:
        yield _line("l", x, top, max(lagged))
        yield _line("l", x, writers[-1], bottom)
    later = [y for y in readers if writers and y > writers[0]]
    if later:
        yield _line("m", x, writers[0], max(later))
    for y in writers:
        yield _mark("w", x, y)
    for y in readers:
        yield _mark("r", x, y, radius=1.8 if y in writers else 3.2)


def _line(kind: str, x: int, start: int, end: int) -> str:
    return f'<path class="{kind}" d="M{x} {start}V{end}"/>'


def _mark(kind: str, x: int, y: int, radius: float = 4.2) -> str:
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{radius}"/>'


def _legend(y: int) -> Iterator[str]:
    """Say what the marks and lines mean."""
    x = LEFT
    for marks, words in LEGEND:
        for kind in marks:
            if kind in "ml":
                yield _line(kind, x, y - 12, y + 4)
            else:
                yield _mark(kind, x, y - 4, radius=1.8 if len(marks) > 1 and kind == "r" else 3.8)
        yield f'<text x="{x + 10}" y="{y}">{words}</text>'
        x += 30 + round(5.4 * len(words))


if __name__ == "__main__":
    *names, _, _ = Simulation(Scenario.from_tables(SMALL)).steps()
    picture = Path(__file__).parents[1] / "docs" / "pictures" / "month.svg"
    picture.write_text(draw(names), encoding="utf-8")
