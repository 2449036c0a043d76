"""What drives the outcomes, and what must hold for the pessimistic story to win.

    .venv/bin/python scripts/sensitivity.py [screening|indices|conditions ...] [--out FOLDER]

Screening: elementary effects of 83 assumptions (Morris). Indices: Sobol indices of 17. Conditions: a Latin
hypercube, searched for the box that leads to the pessimistic end (PRIM). The screening takes about five hours
on two processors; tenfold sweep NAME --estimate says it for yours. Run it again and it goes on where it was.
"""

import argparse
from pathlib import Path

import polars as pl

from sim.experiments.explore.conditions import discover
from sim.experiments.explore.drivers import morris, sobol, tornado
from sim.experiments.sweep.results import SweepResults, export
from sim.experiments.sweep.run import run_sweep
from sim.report.sweeps.drivers import driver_figures
from sim.report.sweeps.figure import write_pictures
from sim.report.sweeps.page import write_sweep_page

OUTPUTS = ("employment_effect", "unemployment_rate", "real_median_income_change", "income_top1_share_effect")
ANALYSES = {
    "screening": morris,
    "indices": lambda results, output: sobol(results, output).table,
    "conditions": tornado,
}


def analyse(name: str, folder: Path) -> SweepResults:
    """Run one of the sweeps, write its table, print what matters most for jobs."""
    results = run_sweep(name, out=folder / name)
    tables = [
        ANALYSES[name](results, output).select(pl.lit(output).alias("output"), pl.all()) for output in OUTPUTS
    ]
    export(pl.concat(tables), folder / name / "drivers.csv")
    if name == "conditions":
        found = discover(results)
        export(found.table(), folder / name / "conditions.csv")
        print("\n".join(found.sentences()))
    write_pictures(driver_figures(results), folder / name / "pictures")
    with pl.Config(tbl_rows=12, tbl_cols=12, tbl_width_chars=150, float_precision=2):
        print(f"{name}: {OUTPUTS[0]}", tables[0].drop("output"), sep="\n")
    return results


parser = argparse.ArgumentParser()
parser.add_argument("sweeps", nargs="*", default=[*ANALYSES], metavar="SWEEP")
parser.add_argument("--out", type=Path, default=Path("results/sweeps"))
arguments = parser.parse_args()
found = [analyse(name, arguments.out) for name in arguments.sweeps]
write_sweep_page(found, arguments.out / "sensitivity.html")
print(f"Page: {arguments.out / 'sensitivity.html'}")
