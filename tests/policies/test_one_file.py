"""A policy is one file, and a tax that pays is one entry: counted in a copy of the tree."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ("sim", "docs", "scenarios", "scripts", "tests", "pyproject.toml", "README.md", "CHANGELOG.md")
POLICY = '''"""Home office: a grant for a desk at home, to people in work (Nobody 2026)."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.state.levers import Levers


class HomeOffice(GrantPolicy):
    """Pay for a desk."""

    size = "amount"
    null_sizes = ({"amount": 0.0}, NOBODY_DRAWN)
    moves = (Direction("transfers_paid", 1),)
    short = "desk"
    slider = Slider("desk", "A desk at home", "dollars a month", largest=100, step=10, place=11, payable=True)

    amount: float = parameter(
        50.0, "Grant", unit="dollars a month", at_least=0.0, at_most=1_000.0, source=CHOICE
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the grant."""
        return levers._replace(grants=levers.grants + self.grant(now.cents(strength * self.amount), 0.0, now))
'''
TAX = """TAXES: dict[str, FinancingTax] = {
    "payroll_tax": FinancingTax(
        "contribution_rate",
        limit=1.0,
        cap=0.2,
        collected=lambda f: int(f.firms.sums[firm_accounts.CONTRIBUTIONS]),
        base=lambda f: float(f.firms.sums[firm_accounts.LABOUR_COST]),
        words=Words("pay", "employers: a tax on pay", "pay, contributions apart"),
    ),
"""
SEES_BOTH = """
from pathlib import Path
from sim.dashboard.choices import levers
from sim.dashboard.choices import Choices
from sim.experiments.lab.packages import parse_packages
from sim.reference import schema

(package,) = parse_packages(["desk:amount=20,financed_by=payroll_tax"])
assert package.label == "Home office $20 paid by pay", package.label
assert levers()[-1].kind == "home_office"
taxed = Choices().with_move(levers()[-1], 10.0, "payroll_tax", 3).scenario()
assert taxed.policy[0].kind == "home_office"
assert "policy.home_office" in schema()["$defs"]
page = Path("docs/policies.md").read_text()
assert "| `home_office` (`desk`) | Pay for a desk. *Nobody 2026* |" in page
assert "| `payroll_tax` | pay, contributions apart | 20 % |" in page
"""
CONFORMANCE = "tests/policies/test_conformance.py"
CHECKS = (
    f"{CONFORMANCE}::test_the_tables_of_the_document_are_up_to_date",
    f"{CONFORMANCE}::test_every_kind_says_what_is_to_be_known_of_it",
    f"{CONFORMANCE}::test_short_names_are_those_of_one_kind_each",
    f"{CONFORMANCE}::test_what_pays_has_a_name_of_its_own",
    f"{CONFORMANCE}::test_size_zero_is_known_and_full_size_is_not_zero",
    f"{CONFORMANCE}::test_start_phase_in_and_duration",
    "tests/scenario/test_policies.py",
    "tests/scenario/test_reference.py::test_the_reference_is_up_to_date",
    "tests/dashboard/test_choices.py::test_every_stop_of_every_control_is_allowed",
)
"""What compiles nothing; the tests that run an economy go over the same lists of kinds and taxes."""


@pytest.fixture
def tree(tmp_path):
    """Return a copy of the tree."""
    for name in KEPT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(tree, *arguments):
    alone = {"PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(tree / "compiled")}
    done = subprocess.run([sys.executable, *arguments], cwd=tree, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_policy_is_one_file_and_a_new_tax_that_pays_one_entry(tree):
    (tree / "sim" / "policies" / "home_office.py").write_text(POLICY)
    table = tree / "sim" / "policies" / "framework" / "financing.py"
    source = table.read_text()
    table.write_text(source.replace("TAXES: dict[str, FinancingTax] = {\n", TAX))
    assert table.read_text() != source
    (tree / "docs" / "parameters.md").write_text(run(tree, "-m", "sim", "parameters", "--markdown"))
    run(tree, "scripts/policy_table.py")
    run(tree, "-c", SEES_BOTH)
    run(tree, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *CHECKS)
