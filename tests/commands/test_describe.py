"""The commands that say what there is to run and to set."""

import json
import subprocess
import sys
from pathlib import Path

from sim.scenario import Scenario, built_in_names
from sim.scenario_files import parts


def test_scenarios_are_listed(tenfold):
    status, out, _ = tenfold("scenarios")
    assert status == 0
    assert "\npessimistic " in out
    for name in built_in_names():
        scenario = Scenario.load(name)
        assert f"{scenario.title}. {scenario.question}\n" in out


def test_technologies_and_institutions_are_listed_and_the_pair_named_in_the_list_can_be_run(tenfold):
    _, out, _ = tenfold("scenarios")
    _, technologies, institutions, pairs = out.split("\n\n")
    for kind, listed in (("technology", technologies), ("institutions", institutions)):
        lines = listed.splitlines()[1:]
        assert [line.split()[0] for line in lines] == [part.name for part in parts(kind)]
        assert all(part.title in line for part, line in zip(parts(kind), lines, strict=True))
    named = next(word for word in pairs.split() if "/" in word)
    assert Scenario.load(named).name == named.replace("/", "-")


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
    assert "Taylor 1993\n    monetary.inflation_response" in out


def test_schema_is_json(tenfold):
    status, out, _ = tenfold("schema")
    assert status == 0
    assert json.loads(out)["title"] == "tenfold scenario"
    mine = Path(__file__).parents[2] / "examples" / "plugins" / "compute_dividend.py"
    assert "policy.compute_dividend" not in json.loads(out)["$defs"]
    status, out, _ = tenfold("schema", "--plugin", mine)
    assert status == 0
    assert "policy.compute_dividend" in json.loads(out)["$defs"]
