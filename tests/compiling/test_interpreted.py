"""Plain Python gives the bits of compiled code, by numba's rules for numbers."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = """
import hashlib
from sim import Scenario, Simulation

VALUES = {"run.people": 1_000, "run.burn_in_months": 0, "adoption.initial_share": 0.5}
GRANT = {"kind": "universal_basic_income", "amount": 300.0, "financed_by": "gpu_tax"}

def bits():
    simulation = Simulation(Scenario.load("pessimistic").with_(VALUES | {"policy": [GRANT]}), seed=3)
    simulation.run(2)
    state, digest = simulation.state, hashlib.sha256()
    for table in state:
        for column in table if isinstance(table, tuple) else (table,):
            digest.update(column.tobytes())
    digest.update(repr(simulation.records.frames()["macro"].rows()).encode())
    return digest.hexdigest()
"""
NUMBERS = """
import numpy as np
from sim.kernels.row_rule import entry_rule

@entry_rule
def computed(small, single, flags):
    return small[0] * 12 + small[0], single[0] * 0.1, flags[0] + flags[1], small[0] / (small[0] - small[0])

print(*computed(np.array([100], np.uint8), np.array([0.1], np.float32), np.ones(2, np.bool_)))
"""


def plainly(code: str) -> str:
    """Run code in a program in which nothing is compiled, and return what it prints."""
    kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_an_economy_has_the_same_bits_where_nothing_is_compiled():
    exec(RUN, compiled := {"hashlib": hashlib})
    assert plainly(f"{RUN}\nprint(bits())") == compiled["bits"]()


def test_numbers_of_columns_count_in_64_bits_and_divide_as_ieee_754_says():
    whole, real, both, divided = plainly(NUMBERS).split()
    assert (int(whole), int(both), divided) == (1_300, 2, "inf")
    assert float(real) == float(0.1 * 0.10000000149011612)
