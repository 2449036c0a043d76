"""How many jobs are lost or won as one GPU replaces more employees, story by story.

    .venv/bin/python scripts/sweep_gpu_ratio.py [FOLDER]

About six minutes on two processors; run it again and it goes on where it was.
"""

import sys
from pathlib import Path

from sim.experiments.sweep.results import export
from sim.experiments.sweep.run import run_sweep
from sim.report.sweeps.figure import write_pictures
from sim.report.sweeps.maps import curve_figures
from sim.report.sweeps.page import write_sweep_page

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/sweeps/gpu_ratio")

results = run_sweep("gpu_ratio", out=folder)
table = results.points(
    [
        "employment_effect",
        "unemployment_rate",
        "real_median_income_change",
        "labour_share",
        "jobs_lost_per_gpu",
    ]
)
export(table, folder / "points.csv")
write_sweep_page(results, folder / "page.html")
write_pictures(curve_figures(results), folder / "pictures")

worst = table.sort("employment_effect").group_by("scenario", maintain_order=True).first()
for story, ratio, effect in worst.select("scenario", "gpu_worker_ratio", "employment_effect").iter_rows():
    print(f"{story}: most jobs are lost at a ratio of {ratio:g}, {-effect:.1f} million")
print(f"Table, page and pictures: {folder}")
