"""The map of the debate: where the story turns, over the ratio and the share of tasks handed over.

    .venv/bin/python scripts/phase_diagram.py [SWEEP] [FOLDER]

SWEEP is ``phase_diagram`` (ratio and substitution share), ``new_tasks_map`` (ratio and new tasks), or a
file of your own with two numeric factors. About a quarter of an hour on two processors; run it again and it
goes on where it was.
"""

import sys
from pathlib import Path

import polars as pl

from sim.experiments.explore.map import crossings, draw_map, groups, next_points
from sim.experiments.sweep.results import export
from sim.experiments.sweep.run import run_sweep
from sim.report.sweeps.figure import write_pictures
from sim.report.sweeps.maps import map_figures
from sim.report.sweeps.page import write_sweep_page

name = sys.argv[1] if len(sys.argv) > 1 else "phase_diagram"
folder = Path(sys.argv[2] if len(sys.argv) > 2 else f"results/sweeps/{Path(name).stem}")

results = run_sweep(name, out=folder, more_points=next_points)
x, y = results.sweep.axes
boundaries = pl.concat(
    crossings(draw_map(results, flip.output, where=where), flip).select(
        pl.lit(flip.name).alias("condition"),
        *(pl.lit(str(value)).alias(column) for column, value in where.items()),
        pl.col("y").alias(y.column),
        pl.col("x").alias(f"{x.column}_from"),
        pl.col("until").alias(f"{x.column}_until"),
        pl.col("low").alias("band_low"),
        pl.col("high").alias("band_high"),
        pl.col("share").alias("share_of_range"),
    )
    for where in groups(results)
    for flip in results.sweep.flip
)
export(results.points([flip.output for flip in results.sweep.flip]), folder / "points.csv")
export(boundaries, folder / "boundary.csv")
write_sweep_page(results, folder / "page.html")
for where in groups(results):
    main, others = map_figures(results, where)
    write_pictures([*main, *others], folder / "pictures")
with pl.Config(tbl_rows=-1, tbl_cols=12, tbl_width_chars=150, fmt_str_lengths=40, float_precision=2):
    print(boundaries)
print(f"Tables, page and pictures: {folder}")
