"""Print a hash of the last state and one of all result tables, story by story, with and without policies.

A change that is not meant to change results prints the same lines as the commit before it.

    python scripts/state_hashes.py > before.txt     # on the commit before
    python scripts/state_hashes.py | diff before.txt -
    python scripts/state_hashes.py pessimistic      # some stories only

Small economies of 3,000 people for 44 months: enough for every step and every kind of policy to act.
"""

import hashlib
import json
import sys

import numpy as np

from sim import Scenario, Simulation
from sim.policies import kinds
from sim.scenario import built_in_names

SMALL = {"run.people": 3_000, "run.burn_in_months": 14, "run.months": 30}
SEED = 7
TABLES = ("workers", "teams", "firms", "providers", "macro")


def state_hash(simulation: Simulation) -> str:
    """Return a hash of every column of the state."""
    digest = hashlib.sha256()
    for table in TABLES:
        for column in getattr(simulation.state, table):
            digest.update(np.ascontiguousarray(column).tobytes())
    digest.update(np.ascontiguousarray(simulation.state.accounts).tobytes())
    return digest.hexdigest()[:12]


def table_hash(simulation: Simulation) -> str:
    """Return a hash of every number of the result tables, by name of table and column."""
    digest = hashlib.sha256()
    for name, frame in sorted(simulation.records.frames().items()):
        for column in sorted(frame.columns):
            digest.update(f"{name}.{column}".encode())
            digest.update(json.dumps(frame[column].to_list()).encode())
    return digest.hexdigest()[:12]


def main() -> None:
    """Print one line a story, and one with a policy of every kind."""
    for name in sys.argv[1:] or built_in_names():
        story = Scenario.load(name).with_(SMALL)
        every_kind = {**story.resolved(), "policy": [{"kind": kind} for kind in kinds()]}
        for label, scenario in ((name, story), (f"{name}+policies", Scenario.from_tables(every_kind))):
            simulation = Simulation(scenario, seed=SEED)
            simulation.run()
            print(label, state_hash(simulation), table_hash(simulation), flush=True)


if __name__ == "__main__":
    main()
