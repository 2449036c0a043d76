"""Classes given in Python: their file travels, or the definitions that they need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.plugins.plugin import as_plugins
from sim.policies import Policy, find
from sim.scenario import Scenario


class Generous(Policy):
    """A policy of this file."""

    def change_levers(self, levers, strength, now):
        """Replace the whole last wage."""
        return levers._replace(replacement_rate=1.0)


def test_a_class_of_a_module_brings_its_file():
    (plugin,) = as_plugins([Generous])
    assert plugin.text == Path(__file__).read_text(encoding="utf-8")
    scenario = Scenario(plugins=[Generous], policy=[{"kind": "generous"}])
    assert scenario.extensions.policy("generous").__name__ == "Generous"
    again = Scenario(plugins=[scenario.extensions.policy("generous")])
    assert again.plugins == scenario.plugins


def test_a_class_of_the_program_needs_no_plugin():
    with pytest.raises(ScenarioError, match=r"^plugins: GpuTax comes with the program; it needs"):
        as_plugins([find("gpu_tax")])


def test_a_class_without_text_is_refused_in_a_sentence():
    made = type("Made", (Policy,), {"__module__": "nowhere"})
    with pytest.raises(ScenarioError, match=r"^plugins: the text of Made cannot be found; save the"):
        as_plugins([made])


SCRIPT = '''
from __future__ import annotations
import numpy as np
from sim import Scenario, compare
from sim.kernels.row_rule import row_rule
from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.rules.wages import WageRule

FACTOR = 1.5

@row_rule
def scaled(x):
    return FACTOR * x

def growth(speed):
    return scaled(speed) / 12.0

class Steady(WageRule):
    """Wages rise steadily."""

    speed: float = parameter(0.02, "Growth", unit="share a year", at_least=0.0, at_most=1.0, source=CHOICE)

    def next_wages(self, moment, unemployed, employed):
        return np.asarray(moment.state.macro.occupation_wage) * (1.0 + growth(self.speed))

small = {"run.people": 1000, "run.burn_in_months": 1, "run.months": 3}
story = Scenario.load("neutral", plugins=[Steady]).with_({**small, "rules.wages": "steady"})
results = compare(story, counterfactual=story.with_({"name": "other"}), seeds=1, processes=2, progress=False)
print(story.plugins[0].name, results.frame().height)
'''


def test_a_class_of_a_script_brings_what_it_names_and_runs_in_other_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        check=False,
    )
    assert done.stdout == "Steady.py 6\n", done.stderr


def test_a_class_of_a_script_that_needs_more_is_refused_in_a_sentence(tmp_path):
    script = tmp_path / "script.py"
    lines = (
        "from sim import Scenario\nfrom sim.policies import Policy\ndata = {1: 2}\n"
        "class Mine(Policy):\n    def act(self, strength, now):\n        return data[1]\n"
        "try:\n    Scenario(plugins=[Mine])\nexcept Exception as error:\n    print(error)\n"
    )
    script.write_text(lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        check=True,
    )
    assert done.stdout.startswith("plugins: Mine uses data, which is neither imported nor a")
