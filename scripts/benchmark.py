"""Measure this machine: the same as ``tenfold benchmark``, from a checkout.

.venv/bin/python scripts/benchmark.py --largest 1000000
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "benchmark")
    main()
