"""How many jobs are lost or won as one GPU replaces more employees, story by story.

    .venv/bin/python scripts/sweep_gpu_ratio.py [FOLDER]

About six minutes on two processors; run it again and it goes on where it was.
"""

import sys
from pathlib import Path

from sim.experiments.sweep import run_sweep
from sim.experiments.sweep_results import export
from sim.report.sweep_page import write_sweep_page

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

turns = table.filter(table["employment_effect"] < 0).group_by("scenario", maintain_order=True).first()
for story, ratio in turns.select("scenario", "gpu_worker_ratio").iter_rows():
    print(f"{story}: fewer jobs than without AI from a ratio of {ratio:g} on")
print(f"Table and page: {folder}")
