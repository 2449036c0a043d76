"""What the answers hang on, as the tables that docs/mechanisms.md quotes: maps, mechanisms, screening.

    tenfold sweep phase_diagram             # and saving_kept_map, capital_map, screening
    tenfold mechanisms pessimistic --people 20000 --out results/mechanisms/pessimistic
    python scripts/hangs_on.py results/sweeps/phase_diagram ... results/mechanisms/pessimistic

Each folder of results becomes one table, ``results/reference/NAME.csv``, where NAME is that of the folder; a
line printed for each says how it was made.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl

from sim.experiments.explore.drivers import morris
from sim.experiments.explore.map import crossings, draw_map
from sim.experiments.mechanisms.catalogue import FORCES, MECHANISMS, catalogue
from sim.experiments.mechanisms.play import OUTCOMES
from sim.experiments.mechanisms.run import ALONE, REST, SHAPLEY, STORY
from sim.experiments.sweep.results import SweepResults, open_sweep

REFERENCE = Path("results/reference")
RATIOS = (1.0, 10.0, 100.0)
"""Values of the first factor of a map."""
LARGEST = 15
"""Assumptions of a screening that are listed."""
SCREENED = {
    "employment_effect": "jobs, millions",
    "real_median_income_change": "median income, %",
    "income_top1_share_effect": "top 1 %, points",
}
SHOWN = {
    "employment": "jobs, millions",
    "median": "median, %",
    "bottom_fifth": "bottom fifth, %",
    "top_share": "top 1 %, points",
}


def of_map(results: SweepResults) -> pl.DataFrame:
    """Return from where on each condition holds, along the first factor and along the second.

    At five values of the second factor for the first; at three of the first for the second.
    """
    rows = []
    for flip in results.sweep.flip:
        row = {"condition": flip.name}
        drawn = draw_map(results, flip.output)
        for seen, levels in ((drawn, None), (drawn.turned(), RATIOS)):
            lowest = seen.x.from_unit(0.0)
            for found in crossings(seen, flip, levels).iter_rows(named=True):
                row[f"{seen.y.label} {found['y']:.3g}"] = _turn(found, lowest)
        rows.append(row)
    return pl.DataFrame(rows)


def _turn(found: dict[str, float | None], lowest: float) -> str:
    """Write from where on a condition holds, with its band over seeds, and where it ends."""
    at, low, high, until = found["x"], found["low"], found["high"], found["until"]
    if at is None:
        # what does next to nothing cannot be told from nothing, which says nothing of larger values
        return "nowhere" if low is None or low == lowest else f"nowhere (within chance from {low:.2g})"
    ends = "" if until is None else f"{until:.2g}"
    if at == lowest:
        return f"up to {ends}" if ends else "everywhere"
    words = f"from {at:.2g} ({low:.2g} to {'nowhere' if high is None else f'{high:.2g}'})"
    return f"{words} to {ends}" if ends else words


def of_mechanisms(folder: Path) -> pl.DataFrame:
    """Return what each mechanism adds, to all others and by Shapley value, with standard errors."""
    known = {
        (row["mechanism"], row["measure"], row["outcome"]): row
        for row in pl.read_parquet(folder / "mechanisms.parquet").iter_rows(named=True)
    }
    labels = {one.name: one.label for game in (MECHANISMS, FORCES) for one in catalogue(game)}
    labels |= {REST: "with none of them", STORY: "the story"}
    names = list(dict.fromkeys(name for name, _, _ in known))
    names = [*(name for name in names if name not in {REST, STORY}), REST, STORY]
    rows = []
    for name in names:
        cells = {"mechanism": labels[name]}
        for measure, words in ((ALONE, "to all others"), (SHAPLEY, "Shapley")):
            for outcome, short in SHOWN.items():
                row = known.get((name, measure, outcome))
                if name in {REST, STORY}:  # one figure, of which Shapley values are the parts
                    row = known[name, ALONE, outcome] if measure == SHAPLEY else None
                cells[f"{short}, {words}"] = _with_error(row, OUTCOMES[outcome].digits)
        rows.append(cells)
    return pl.DataFrame(rows)


def _with_error(row: dict[str, float] | None, digits: int) -> str:
    if row is None:
        return ""
    return f"{row['mean']:+.{digits}f} ({row['standard_error'] or 0.0:.{digits}f})"


def of_screening(results: SweepResults) -> pl.DataFrame:
    """Return the assumptions that move most, by their mean absolute effects; the sign is that of the mean.

    The order is that of the sum over outcomes of the size over the largest size; the last row is chance.
    """
    tables = {output: morris(results, output) for output in SCREENED}
    part = {
        output: dict(zip(table["factor"], table["size"] / table["size"].max(), strict=True))
        for output, table in tables.items()
    }
    order = sorted(
        part["employment_effect"], key=lambda factor: -sum(sizes[factor] for sizes in part.values())
    )
    labels = {factor.column: factor.label for factor in results.sweep.factor}
    rows = []
    for factor in order[:LARGEST]:
        cells = {"assumption": labels[factor]}
        for output, words in SCREENED.items():
            row = tables[output].row(by_predicate=pl.col("factor") == factor, named=True)
            told = f"{row['size']:.1f}{'' if row['told'] else ' (not told from chance)'}"
            cells[words] = f"{told}, {'up' if row['effect'] > 0 else 'down'}" if row["told"] else told
        rows.append(cells)
    chance = {"assumption": "*what chance alone would show*"}
    chance |= {words: f"{tables[output]['chance'].mean():.1f}" for output, words in SCREENED.items()}
    return pl.DataFrame([*rows, chance])


def main() -> None:
    """Write one table for each folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    for folder in parser.parse_args().folders:
        if (folder / "sweep.json").is_file():
            results = open_sweep(folder)
            table = of_screening(results) if results.sweep.design == "morris" else of_map(results)
            print(f"{folder.name}: {results.status()}")
        else:
            table = of_mechanisms(folder)
            manifest = json.loads((folder / "manifest.json").read_text())
            print(f"{folder.name}: {manifest.get('command', manifest.get('seeds'))}")
        table.write_csv(REFERENCE / f"{folder.name}.csv")


if __name__ == "__main__":
    main()
