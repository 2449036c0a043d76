"""What plugins add: found by the scenario that carries them and by no other; faults are one sentence."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from sim.errors import ConservationError, MonthError, ScenarioError, UserError
from sim.parameters.rules import SLOTS
from sim.plugins.plugin import as_plugins
from sim.reference import schema
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import ACTIVE

PLUGINS = Path(__file__).parents[2] / "examples" / "plugins"
RULE = """
from sim.rules.wages import WageRule

class Stepped(WageRule):
    def next_wages(self, moment, unemployed, employed):
        return moment.state.macro.occupation_wage * {factor}
"""
NO_WAGES = """
from sim.rules.wages import WageRule

class Stepped(WageRule):
    def next_wages(self, moment, unemployed, employed):
        return "much"
"""
POLICY = """
from sim.policies import Policy

class {name}(Policy):
    def change_levers(self, levers, strength, now):
        return {levers}
"""

INDICATOR = """
from sim.indicators import indicator
from sim.records.columns import Column

@indicator("macro")
def adults(seen):
    return 1.0

"""


def wages_after(scenario, months=3):
    simulation = Simulation(scenario)
    before = simulation.state.macro.occupation_wage.copy()
    for _ in range(months):
        simulation.step()
    return simulation.state.macro.occupation_wage / before


def test_two_scenarios_with_plugins_of_one_name_do_not_meet(use, write):
    slow = write("slow/mine.py", RULE.format(factor="1.001"))
    fast = write("fast/mine.py", RULE.format(factor="1.01"))
    one, other = use(slow, rules__wages="stepped"), use(fast, rules__wages="stepped")
    assert one.plugins[0].name == other.plugins[0].name
    assert one != other
    np.testing.assert_allclose(wages_after(other), 1.01**3, rtol=1e-12)
    np.testing.assert_allclose(wages_after(one), 1.001**3, rtol=1e-12)
    with pytest.raises(
        ScenarioError, match=r'rules\.wages is "stepped"; it must be one of anchored, indexed'
    ):
        use(rules__wages="stepped")


def test_a_scenario_names_plugins_relative_to_its_file_and_hands_them_on(write):
    write("mine/rule.py", RULE.format(factor="1.0"))
    write("mine/base.toml", 'based_on = "neutral"\nplugins = ["rule.py"]\n[rules]\nwages = "stepped"\n')
    write("other/policy.py", POLICY.format(name="Nothing", levers="levers"))
    story = write(
        "other/story.toml",
        'based_on = "../mine/base.toml"\nplugins = ["policy.py"]\n[[policy]]\nkind = "nothing"\n',
    )
    scenario = Scenario.load(story)
    assert [plugin.name for plugin in scenario.plugins] == ["rule.py", "policy.py"]
    assert scenario.rules.wages == "stepped"
    assert scenario.policy[0].kind == "nothing"
    assert Scenario.load(story, ["policy.nothing.start=3"]).policy[0].start == 3


def test_the_values_of_a_scenario_carry_the_text_and_its_results_do_not(use, write):
    scenario = use(write("mine.py", RULE.format(factor="1.0")), rules__wages="stepped")
    assert Scenario.from_tables(scenario.resolved()) == scenario
    assert "class Stepped" not in scenario.to_toml()
    assert scenario.plugins[0].sha256 in scenario.to_toml()
    from sim.toml import parse_toml

    read = Scenario.from_tables(parse_toml(scenario.to_toml().encode(), "results"))
    assert read.rules.wages == "stepped"
    with pytest.raises(UserError, match=r"it needs the plugin mine\.py, and results hold no programs"):
        Simulation(read)
    file = write("results.toml", scenario.to_toml())
    assert Scenario.load(file, plugins=[scenario.plugins[0].path]) == scenario
    other = write("other/mine.py", RULE.format(factor="2.0"))
    with pytest.raises(ScenarioError, match=r"two different files are called mine\.py"):
        Scenario.load(file, plugins=[other])


def test_policies_of_plugins_travel_to_other_processes_with_their_text(use, examples):
    scenario = use(examples / "compute_dividend.py", policy=[{"kind": "compute_dividend", "share": 0.3}])
    code = (
        "import pickle, sys\n"
        "(policy,), scenario = pickle.load(sys.stdin.buffer)\n"
        "print(policy.share, policy == scenario.policy[0], type(policy).__name__)"
    )
    sent = pickle.dumps((scenario.policy, scenario))
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=False)
    assert done.stdout == b"0.3 True ComputeDividend\n", done.stderr


def test_a_policy_of_a_missing_plugin_can_be_looked_at(use, examples):
    scenario = use(examples / "compute_dividend.py", policy=[{"kind": "compute_dividend", "share": 0.3}])
    from sim.toml import parse_toml

    read = Scenario.from_tables(parse_toml(scenario.to_toml().encode(), "results"))
    assert read.policy[0].model_dump() == scenario.policy[0].model_dump()
    assert read.with_({"run.people": 5_000}).to_toml().count("compute_dividend") > 1
    with pytest.raises(UserError, match=r"it needs the plugin compute_dividend\.py, and results hold no"):
        Simulation(read)


def test_parameters_of_an_own_policy_and_rule_are_checked_and_described(use, examples, tenfold):
    files = (examples / "compute_dividend.py", examples / "adaptive_wages.py")
    with pytest.raises(ScenarioError, match=r"policy\.compute_dividend\.share is 2; it must be a number"):
        use(*files, policy=[{"kind": "compute_dividend", "share": 2}])
    with pytest.raises(ScenarioError, match=r'policy\.kind is "compute_dividnd"; the nearest is compute'):
        use(*files, policy=[{"kind": "compute_dividnd"}])
    with pytest.raises(ScenarioError, match=r'rules\.wages has no key "sped"; the nearest is speed'):
        use(*files, rules__wages={"rule": "adaptive_wages", "sped": 1.0})
    status, out, _ = tenfold("parameters", "rules.wages.adaptive_wages", "--plugin", files[1])
    assert status == 0
    assert "speed = 0.05" in out
    status, out, _ = tenfold("parameters", "rules", "--plugin", files[1])
    assert status == 0
    assert 'one of "adaptive_wages", "anchored", "indexed", "phillips_curve"' in out
    assert "[rules.wages.adaptive_wages]" in out


def test_what_a_rule_keeps_is_in_a_checkpoint(use, examples, tmp_path):
    from sim.experiments.run.checkpoint import Journey, load, save

    scenario = use(
        examples / "adaptive_wages.py",
        rules__wages={"rule": "adaptive_wages", "speed": 0.5},
        rules__policy_rate="taylor",
        rules__compute_price="utilisation",
        rules__compute_investment="utilisation",
    )
    whole, part = Simulation(scenario), Simulation(scenario)
    whole.run()
    part.run(2)
    trend = scenario.wages.trend_inflation
    assert part.state.macro.kept_by_rules.shape == (1,)
    assert part.state.macro.kept_by_rules[0] != trend
    save(part, tmp_path, Journey(3, "2026-01-01T00:00:00+00:00"))
    again, _ = load(tmp_path)
    np.testing.assert_array_equal(again.state.macro.kept_by_rules, part.state.macro.kept_by_rules)
    again.run()
    for column, values in again.state.macro._asdict().items():
        np.testing.assert_array_equal(values, getattr(whole.state.macro, column), err_msg=column)


def test_a_run_is_resumed_with_the_plugin_it_was_started_with_or_not_at_all(use, write, tmp_path):
    from sim.experiments.run.checkpoint import Journey, load, save

    path = write("mine.py", RULE.format(factor="1.0"))
    simulation = Simulation(use(path, rules__wages="stepped"))
    simulation.step()
    save(simulation, tmp_path, Journey(3, "2026-01-01T00:00:00+00:00"))
    path.write_text(RULE.format(factor="1.1"), encoding="utf-8")
    with pytest.raises(UserError, match=r"mine\.py: the plugin was changed since the run was started"):
        load(tmp_path)
    path.unlink()
    with pytest.raises(UserError, match=r"^the run needs the plugin mine\.py; say with --plugin where it is"):
        load(tmp_path)
    moved = write("elsewhere/mine.py", RULE.format(factor="1.0"))
    assert load(tmp_path, [moved])[0].month == simulation.month


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = (", "mine.py, line 1: SyntaxError: '(' was never closed."),
        ("\nimport nothing", "mine.py, line 2: ModuleNotFoundError: No module named 'nothing'."),
        ("x = 1\n\n1 / 0", "mine.py, line 3: ZeroDivisionError: division by zero."),
        ("raise SystemExit(3)", "mine.py, line 1: SystemExit: 3."),
        (
            "x = 1",
            "mine.py: there is no policy, rule or indicator in the plugin; docs/extending.md says what one "
            "looks like.",
        ),
        (
            POLICY.format(name="GpuTax", levers="levers"),
            "mine.py: the policy gpu_tax is built in; give yours another name.",
        ),
        (
            RULE.replace("Stepped", "Indexed").format(factor="1.0"),
            "mine.py: the rule indexed is built in; give yours another name.",
        ),
        (
            "from sim.rules.slots import Rule\nclass Lost(Rule):\n    pass",
            f"mine.py: the rule lost has no slot; derive its class from the contract of one of "
            f"{', '.join(SLOTS)}.",
        ),
        (
            INDICATOR + 'COLUMNS = {"adults": Column("Adults", "All of them", "people")}',
            'mine.py: COLUMNS has "adults"; a key is the table of an indicator of the plugin and the column, '
            'like "macro.adults".',
        ),
        (
            INDICATOR + 'COLUMNS = {"macro.adults": ("Adults", "people")}',
            "mine.py: the words of macro.adults are of the type tuple; they must be a Column of "
            "sim.records.columns.",
        ),
        (
            INDICATOR.replace('("macro")', ""),
            'mine.py, line 5: TypeError: an indicator names its table: @indicator("macro").',
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_one_sentence(write, text, sentence):
    path = write("mine.py", text)
    with pytest.raises(ScenarioError) as refused:
        Scenario.load("neutral", plugins=[path])
    assert str(refused.value) == sentence
    story = write("story.toml", 'plugins = ["mine.py"]\n')
    with pytest.raises(ScenarioError) as refused:
        Scenario.load(story)
    assert str(refused.value) == f"{story}: {sentence}"


def test_a_file_that_cannot_be_read_is_one_sentence(write, tmp_path):
    (tmp_path / "latin.py").write_bytes(b"x = 1\n# \xe9\n")
    (tmp_path / "large.py").write_bytes(b"#" * 1_000_001)
    for name, sentence in {
        "none.py": "none.py: the plugin cannot be read (No such file or directory).",
        "mine.txt": "mine.txt: is no Python file; a plugin is a file that ends in .py.",
        "latin.py": "latin.py: line 2 is not UTF-8 text; save the file as UTF-8.",
        "large.py": "large.py: the plugin is larger than 1,000,000 bytes, the most allowed.",
    }.items():
        story = write("story.toml", f'plugins = ["{name}"]\n')
        with pytest.raises(ScenarioError) as refused:
            Scenario.load(story)
        assert str(refused.value) == f"{story}: {sentence}"
    for value, words in (
        ('"mine.py"', 'plugins is "mine.py"; it must be a list'),
        ("[3]", "3 is no Python file"),
    ):
        with pytest.raises(ScenarioError, match=words):
            Scenario.load(write("story.toml", f"plugins = {value}\n"))


def test_two_plugins_cannot_have_one_name_or_define_one_thing_twice(write):
    one = write("a/mine.py", RULE.format(factor="1.0"))
    same, other = write("b/mine.py", RULE.format(factor="1.0")), write("c/mine.py", RULE.format(factor="2.0"))
    assert len(Scenario.load("neutral", plugins=[one, same]).plugins) == 1
    with pytest.raises(ScenarioError, match=r"plugins: two different files are called mine\.py; rename"):
        Scenario.load("neutral", plugins=[one, other])
    second = write("second.py", RULE.format(factor="3.0"))
    with pytest.raises(ScenarioError, match=r"second\.py: mine\.py has a rule stepped too; rename one\."):
        Scenario.load("neutral", plugins=[one, second])


def test_an_error_in_a_month_names_the_line_and_the_month(use, write):
    path = write(
        "mine.py", POLICY.format(name="Broken", levers="levers if now.month < 1 else levers.nothing")
    )
    simulation = Simulation(use(path, policy=[{"kind": "broken"}]))
    with pytest.raises(UserError) as refused:
        simulation.run()
    sentence = "mine.py, line 6: AttributeError: 'Levers' object has no attribute 'nothing' (in month 1)."
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("levers", "told"),
    [
        ("None", "change_levers of Odd gave None in month 0; it must be the levers of the month."),
        (
            "levers._replace(gpu_tax=float('nan'))",
            "gave gpu_tax = nan in month 0; it must be a finite number.",
        ),
        ("levers._replace(gpu_tax='much')", 'gave gpu_tax = "much" in month 0; it must be a finite number.'),
        ("levers._replace(wage_subsidy=levers.wage_subsidy[1:])", "finite numbers."),
        (
            "levers._replace(measure_wealth=2)",
            "gave measure_wealth = 2 in month 0; it must be true",
        ),
        (
            "levers._replace(benefit_months=1.5)",
            "gave benefit_months = 1.5 in month 0; it must be a",
        ),
        ("levers._replace(grants=[])", "gave grants = a list in month 0; it must be a tuple"),
        ("levers._replace(grants=(Grant(2**62, 0),))", "gave grants: amount = 4611686018427387904 in month"),
        (
            "levers._replace(grants=(Grant(-5, 0),))",
            "gave grants: amount = -5 in month 0; it must be a",
        ),
        (
            "levers._replace(purchases=(Purchase(0, 0.5),))",
            "gave purchases: amount = 0.5 in month",
        ),
    ],
)
def test_levers_that_cannot_be_name_the_policy_and_the_lever(use, write, levers, told):
    text = POLICY.format(name="Odd", levers=levers) + "\nfrom sim.state.levers import Grant, Purchase\n"
    simulation = Simulation(use(write("mine.py", text), policy=[{"kind": "odd"}], run__burn_in_months=0))
    with pytest.raises(MonthError) as refused:
        simulation.step()
    assert str(refused.value).startswith("policy.odd: change_levers of Odd gave ")
    assert told in str(refused.value)


def test_a_grant_that_would_take_is_refused(use, write):
    text = (
        "from sim.policies.framework import GrantPolicy\nclass Takes(GrantPolicy):\n"
        "    def change_levers(self, levers, strength, now):\n"
        "        return levers._replace(grants=self.grant(-100, 0.0, now))\n"
    )
    simulation = Simulation(use(write("mine.py", text), policy=[{"kind": "takes"}], run__burn_in_months=0))
    with pytest.raises(
        MonthError, match=r"policy\.takes: .* gave grants: amount = -100 in month 0; it must be"
    ):
        simulation.step()


@pytest.mark.parametrize(
    ("method", "arguments", "answer", "told"),
    [
        (
            "act",
            "strength, now",
            "1.5",
            "act of Odd gave 1.5 in month 0; it must be a whole number of",
        ),
        ("pay", "strength, now, market, levers", "2**70", "pay of Odd gave 1180591620717411303424 in month"),
        ("account", "flows", "5", "account of Odd gave 5 in month 0; it must be an Account."),
        ("account", "flows", "Account(0, float('nan'))", "account of Odd gave nan in month 0; it must be a"),
        (
            "rate",
            "strength, now",
            "float('inf')",
            "rate of Odd gave inf in month 0; it must be a finite",
        ),
    ],
)
def test_what_a_policy_answers_beside_levers_names_the_policy_too(
    use, write, method, arguments, answer, told
):
    text = (
        "from sim.policies import Policy\nfrom sim.policies.framework.month import Account\n"
        "class Odd(Policy):\n    @property\n    def tax(self):\n        return 'gpu_tax'\n"
        f"    def {method}(self, {arguments}):\n        return {answer}\n"
    )
    simulation = Simulation(use(write("mine.py", text), policy=[{"kind": "odd"}], run__burn_in_months=0))
    with pytest.raises(MonthError) as refused:
        simulation.step()
    assert f"policy.odd: {told}" in str(refused.value)


def test_a_plugin_that_makes_money_is_the_first_suspect(use, write):
    text = POLICY.format(name="Mint", levers="_mint(levers, now)") + (
        "\ndef _mint(levers, now):\n    now.state.workers.deposits[0] += 7\n    return levers\n"
    )
    simulation = Simulation(use(write("mine.py", text), policy=[{"kind": "mint"}], run__burn_in_months=0))
    with pytest.raises(ConservationError, match=r"add up to .* the likely cause is the plugin mine\.py"):
        simulation.step()


@pytest.mark.parametrize("answer", ["'much'", "10**400", "float('inf')", "{'adults': [1, [2]]}"])
def test_an_indicator_that_gives_no_number_is_one_sentence(use, write, answer):
    simulation = Simulation(
        use(write("mine.py", INDICATOR.replace("1.0", answer)), **{"run.burn_in_months": 0})
    )
    with pytest.raises(UserError, match=r"^the indicator adults gave .* for the column adults; it must give"):
        simulation.step()


def test_an_answer_that_cannot_be_names_the_rule(use, write):
    with pytest.raises(
        UserError, match=r'^rules\.wages: next_wages of Stepped gave "much" in month -2; it must'
    ):
        Simulation(use(write("text.py", NO_WAGES), rules__wages="stepped")).run()
    path = write("mine.py", RULE.format(factor="float('nan')"))
    with pytest.raises(UserError, match=r"^rules\.wages: next_wages of Stepped gave \[nan .* in month -2"):
        Simulation(use(path, rules__wages="stepped")).run()


def test_an_indicator_of_the_wrong_size_is_one_sentence(use, write):
    path = write("mine.py", INDICATOR.replace("1.0", "seen.state.workers.deposits"))
    with pytest.raises(UserError) as refused:
        Simulation(use(path)).run()
    assert str(refused.value) == (
        "the indicator adults gave 1,000 values for the column adults; a column of the table macro has one "
        "number a month."
    )


PRICES = """
from sim.kernels.row_rule import row_rule
from sim.rules.pricing import PricingRule

class Scaled(PricingRule):
    def numbers(self, moment):
        return ()

    @staticmethod
    @row_rule
    def next_price(numbers, offer):
        return {price}
"""


def test_two_rules_of_one_name_within_a_pass_do_not_share_compiled_code(use, write):
    found = []
    for factor in ("1.01", "1.02"):
        path = write(f"{factor}/mine.py", PRICES.format(price=f"offer.price * {factor}"))
        simulation = Simulation(use(path, rules__pricing="scaled", story="baseline"))
        firms = simulation.state.firms
        before = firms.price.copy()
        simulation.step()
        old = (firms.status == ACTIVE) & (firms.birth < simulation.month - 1)
        found.append((firms.price[old] / before[old]).mean())
    assert found == pytest.approx([1.01, 1.02], rel=1e-9)
    written = Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*")
    assert not [file.name for file in written if "Scaled" in file.name or "tenfold_plugin" in file.name]


def test_a_rule_that_cannot_be_compiled_is_one_sentence(use, write):
    path = write("mine.py", PRICES.format(price="offer.nothing"))
    simulation = Simulation(use(path, rules__pricing="scaled"))
    with pytest.raises(UserError, match=r"^mine\.py, line 12: TypingError: .* \(in month -2\)\.$") as refused:
        simulation.step()
    assert "nothing" in str(refused.value)


def test_the_schema_knows_policies_and_rules_of_plugins():
    known = schema(as_plugins([PLUGINS / "compute_dividend.py", PLUGINS / "adaptive_wages.py"]))
    tables = {
        "plugins": ["compute_dividend.py", {"name": "adaptive_wages.py", "sha256": "0123"}],
        "policy": [{"kind": "compute_dividend", "share": 0.3}],
        "rules": {"wages": "adaptive_wages"},
    }
    jsonschema.validate(tables, known)
    for wrong in (
        {"policy": [{"kind": "compute_dividend", "share": 2.0}]},
        {"plugins": "compute_dividend.py"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, known)
    for part in ("policy", "rules"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({part: tables[part]}, schema())
