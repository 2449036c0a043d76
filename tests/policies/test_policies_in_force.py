"""Instruments without a policy are those of the scenario; names of policies tell each apart."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.phases import firm_accounts
from sim.policies.framework.financing import TAXES, adjust
from sim.policies.framework.month import BASE, OWED, RATE
from sim.policies.framework.policies_in_force import base_levers, policy_names
from sim.rules import budget
from sim.scenario import Scenario

SCENARIO = Scenario.load("neutral").with_({
    "government.wage_tax_scale": 0.9, "government.contribution_rate": 0.061,
    "government.employee_contribution_rate": 0.052, "government.corporate_tax": 0.21,
    "government.capital_tax": 0.13, "government.consumption_tax": 0.04, "government.replacement_rate": 0.43,
    "government.benefit_ceiling": 2_100.55, "government.benefit_months": 7,
    "government.benefit_take_up": 0.66, "compute.model_spillover": 0.17,
})  # fmt: skip


def levers(scale=1.0, **keys):
    """Return the levers without a policy where debt has moved taxes to ``scale``."""
    macro = SimpleNamespace(tax_scale=np.array([scale]), occupation_wage=np.ones(5))
    parameters = SCENARIO.with_({f"government.{name}": value for name, value in keys.items()})
    return base_levers(parameters, SimpleNamespace(macro=macro))


def test_every_instrument_is_the_key_of_its_name():
    found, government = levers(), SCENARIO.government
    for name in (
        "wage_tax_scale", "contribution_rate", "employee_contribution_rate", "health_contribution_rate",
        "pension_contribution_rate", "corporate_tax", "capital_tax", "consumption_tax", "replacement_rate",
        "benefit_months", "benefit_take_up",
    ):  # fmt: skip
        assert getattr(found, name) == getattr(government, name), name
    assert found.benefit_ceiling == 210_055  # cents
    assert found.model_spillover == 0.17
    assert found.wage_subsidy.tolist() == [0.0] * 5
    for name in ("wealth_tax", "wealth_exemption", "gpu_tax", "automation_tax", "foreign_levy"):
        assert getattr(found, name) == 0, name


@pytest.mark.parametrize(("scale", "raises", "lowers", "others"), [
    (1.2, "all_taxes", "wage_tax", 1.2), (1.2, "wage_tax", "all_taxes", 1.0),
    (0.8, "all_taxes", "wage_tax", 1.0), (0.8, "wage_tax", "all_taxes", 0.8),
    (1.0, "wage_tax", "wage_tax", 1.0),
])  # fmt: skip
def test_debt_raises_and_a_surplus_lowers_the_taxes_that_the_scenario_says(scale, raises, lowers, others):
    found = levers(scale, debt_raises=raises, surplus_lowers=lowers)
    assert found.wage_tax_scale == pytest.approx(0.9 * scale)
    for name, rate in (("corporate_tax", 0.21), ("capital_tax", 0.13), ("consumption_tax", 0.04)):
        assert getattr(found, name) == pytest.approx(others * rate), name


@pytest.mark.parametrize("tax", ["corporate_tax", "capital_tax"])
def test_debt_raises_a_tax_to_its_limit_unless_the_scenario_has_it_higher(tax):
    limit = TAXES[tax].limit
    rates = [getattr(levers(3.0, debt_raises="all_taxes", **{tax: rate}), tax) for rate in (0.2, 0.5 * limit)]
    assert rates == [pytest.approx(0.6), pytest.approx(limit)]


KINDS = st.lists(st.sampled_from("abc"), max_size=6)


@given(KINDS)
def test_names_tell_policies_apart_and_number_those_that_come_twice(kinds):
    names = policy_names([SimpleNamespace(kind=kind, repeatable=True) for kind in kinds])
    assert len(set(names)) == len(names) == len(kinds)
    for place, (kind, name) in enumerate(zip(kinds, names, strict=True)):
        number = f" {kinds[: place + 1].count(kind)}" if kinds.count(kind) > 1 else ""
        assert name == kind + number


@given(KINDS)
def test_what_may_come_once_comes_once(kinds):
    made = [SimpleNamespace(kind=kind, repeatable=kind != "b") for kind in kinds]
    if kinds.count("b") > 1:
        with pytest.raises(ScenarioError, match=f"there are {kinds.count('b')} of kind b"):
            policy_names(made)
    else:
        assert len(policy_names(made)) == len(kinds)


def month_of(wealth_tax=0.02, wage_tax_scale=0.8):
    """Return the accounts of a month in which every amount is another power of two."""
    household, firms = np.zeros(budget.N_SUMS, np.int64), np.zeros(firm_accounts.N_SUMS, np.int64)
    for power, name in enumerate((
        "DIVIDEND_EQUITY", "DIVIDEND_PROPERTY", "DIVIDEND_PROVIDER", "INTEREST", "WAGE_TAX", "WEALTH_TAX",
        "TAXABLE_WEALTH", "EMPLOYEE_CONTRIBUTIONS", "WAGES", "CAPITAL_TAX",
    )):  # fmt: skip
        household[getattr(budget, name)] = 2 ** (10 + power)
    for power, name in enumerate(("GPU_TAX", "RENT", "PROFIT_TAX", "PROFITS", "AUTOMATION_TAX", "AUTOMATED")):
        firms[getattr(firm_accounts, name)] = 2 ** (20 + power)
    return SimpleNamespace(
        household=SimpleNamespace(sums=household, surcharges=np.array([100, 28])),
        firms=SimpleNamespace(sums=firms),
        providers=SimpleNamespace(tax=3, profits=5, levy=7, foreign=11),
        model_owners=SimpleNamespace(tax=30, profits=50, levy=70, foreign=110),
        spending=SimpleNamespace(consumption_tax=13, consumption=17),
        levers=SimpleNamespace(wealth_tax=wealth_tax, wage_tax_scale=wage_tax_scale),
    )


@pytest.mark.parametrize(
    ("tax", "collected", "base"),
    [
        ("gpu_tax", 2**20, 2**21),
        ("capital_tax", 2**19, 2**10 + 2**11 + 2**12 + 2**13),
        ("corporate_tax", 2**22 + 33, 2**23 + 55),
        ("wealth_tax", 2**15, 2**15 / 0.02),
        ("wage_tax", 2**14 - 128, (2**14 - 128) / 0.8),
        ("payroll_tax", 2**17, 2**18),
        ("consumption_tax", 13, 17),
        ("automation_tax", 2**24, 2**25 / 1_000.0),
        ("foreign_levy", 77, 198),
    ],
)
def test_what_a_tax_brought_and_what_it_is_a_rate_of(tax, collected, base):
    assert TAXES[tax].collected(month_of()) == collected
    assert TAXES[tax].base(month_of()) == pytest.approx(base, rel=1e-12)


def test_without_a_wealth_tax_a_twelfth_of_taxable_wealth_is_its_base_and_it_is_measured():
    assert TAXES["wealth_tax"].base(month_of(wealth_tax=0.0)) == pytest.approx(2**16 / 12.0)


@pytest.mark.parametrize(("rate", "needed"), [(0.0, 0.002), (0.001, 0.00125), (0.1, 0.1)])
def test_a_tax_on_what_is_not_there_is_tried_at_a_hundredth_of_its_cap(rate, needed):
    memory = np.zeros(4)
    memory[RATE] = rate
    adjust(memory, 100, 0, 0.0, 0.2)
    assert memory[RATE] == pytest.approx(needed)
    assert (memory[BASE], memory[OWED]) == (0.0, 100.0)
