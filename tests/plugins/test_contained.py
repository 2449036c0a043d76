"""What the code of a plugin does to the process: an exit is a sentence, and what it moved is put back."""

import locale
import os
import sys

import numpy as np
import pytest

from sim.errors import ScenarioError, UserError
from sim.scenario import Scenario
from sim.simulation import Simulation

INDICATOR = """
import locale, os, sys
import numpy as np
from sim.indicators import indicator

@indicator("macro")
def mine(seen):
    {does}
    return 1.0
"""
RULE = """
import os, sys
from sim.rules.wages import WageRule

class Mine(WageRule):
    keeps = {{"mine": 1}}

    def begin(self, moment):
        {at_first}

    def next_wages(self, moment, unemployed, employed):
        {does}
        return moment.state.macro.occupation_wage
"""
POLICY = """
import sys
from sim.policies import Policy

class Mine(Policy):
    def model_post_init(self, context):
        {does}
"""


@pytest.fixture
def plain_locale():
    """Begin with the locale C, in which a change can be seen, and put back that of the tests."""
    usual = locale.setlocale(locale.LC_ALL)
    yield locale.setlocale(locale.LC_ALL, "C")
    locale.setlocale(locale.LC_ALL, usual)


def moved():
    return os.getcwd(), locale.setlocale(locale.LC_ALL), np.geterr(), sys.getrecursionlimit()


@pytest.mark.parametrize("leaves", ["sys.exit()", "sys.exit('done')", "raise GeneratorExit"])
def test_a_plugin_that_leaves_is_one_sentence(use, write, leaves):
    error = "GeneratorExit" if "Generator" in leaves else "SystemExit"
    month = use(write("month.py", INDICATOR.format(does=leaves)), run__burn_in_months=0)
    with pytest.raises(UserError, match=rf"^month\.py, line 8: {error}.* \(in month 0\)\.$"):
        Simulation(month).run()
    first = use(write("first.py", RULE.format(at_first=leaves, does="pass")), rules__wages="mine")
    with pytest.raises(UserError, match=rf"^first\.py, line 9: {error}.* \(before the first month\)\.$"):
        Simulation(first)
    with pytest.raises(ScenarioError, match=rf"^loaded\.py, line 2: {error}.*\.$"):
        Scenario.load("neutral", plugins=[write("loaded.py", f"import sys\n{leaves}\n")])


def test_a_command_that_a_plugin_ends_outside_a_month_says_so(write, tenfold):
    chosen = ("--plugin", write("mine.py", POLICY.format(does="sys.exit(0)")), "--set", "policy.mine.start=0")
    status, _, error = tenfold("run", "neutral", "--people", 1000, "--months", 1, *chosen)
    assert (status, error.splitlines()[-1]) == (2, "tenfold: mine.py, line 7: SystemExit: 0.")


def test_a_command_that_memory_does_not_suffice_for_says_so(write, tenfold):
    chosen = (
        "--plugin",
        write("mine.py", POLICY.format(does="bytes(10**18)")),
        "--set",
        "policy.mine.start=0",
    )
    status, _, error = tenfold("sources", "neutral", *chosen)
    sentence = "tenfold: the memory does not suffice; use fewer people or fewer processes."
    assert (status, error.splitlines()[-1]) == (2, sentence)


@pytest.mark.parametrize(
    "moves",
    [
        "os.chdir('/')",
        "np.seterr(all='raise')",
        "locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
        "sys.setrecursionlimit(900)",
    ],
)
def test_what_a_plugin_moves_is_put_back(use, write, moves, plain_locale):
    before = moved()
    loaded = write("loaded.py", INDICATOR.format(does="pass") + moves + "\n")
    Scenario.load("neutral", plugins=[loaded])
    assert moved() == before
    own = write("mine.py", INDICATOR.format(does=moves))
    rule = write("rule.py", RULE.format(at_first="os.chdir('/')", does="os.chdir('/')"))
    Simulation(use(own, rule, rules__wages="mine", run__burn_in_months=0)).step()
    assert moved() == before


def test_what_a_plugin_prints_when_it_is_loaded_is_no_part_of_the_output(write, tenfold):
    path = write("mine.py", INDICATOR.format(does="pass") + "print('loaded')\n")
    status, out, error = tenfold("schema", "--plugin", path)
    assert status == 0
    assert out.startswith("{")
    assert error.strip() == "loaded"
