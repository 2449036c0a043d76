"""The commands that say what there is to run and to set."""

import json
import subprocess
import sys
from pathlib import Path

from sim.scenario import Scenario, built_in_names


def test_scenarios_are_listed(tenfold):
    status, out, _ = tenfold("scenarios")
    assert status == 0
    assert "\npessimistic " in out
    for name in built_in_names():
        scenario = Scenario.load(name)
        assert f"{scenario.title}. {scenario.question}\n" in out


def test_listing_scenarios_loads_nothing_that_runs_them():
    code = (
        "import sys; sys.argv = ['tenfold', 'scenarios']\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pessimistic" in done.stdout
    assert not {"numba", "numpy", "polars", "sim.policies"} & set(done.stderr.split())


def test_parameters_of_one_section(tenfold):
    status, out, _ = tenfold("parameters", "monetary")
    assert status == 0
    assert out.startswith("[monetary]")


def test_sources(tenfold):
    status, out, _ = tenfold("sources", "neutral", "--set", "compute.oversight=0.3")
    assert status == 0
    assert "Taylor 1993 has 0.5\n    monetary.inflation_response" in out


def test_schema_is_json(tenfold):
    status, out, _ = tenfold("schema")
    assert status == 0
    assert json.loads(out)["title"] == "tenfold scenario"
    mine = Path(__file__).parents[2] / "examples" / "plugins" / "compute_dividend.py"
    assert "policy.compute_dividend" not in json.loads(out)["$defs"]
    status, out, _ = tenfold("schema", "--plugin", mine)
    assert status == 0
    assert "policy.compute_dividend" in json.loads(out)["$defs"]
