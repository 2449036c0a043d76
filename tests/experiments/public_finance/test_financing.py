"""What pays where nothing is said, and a financing that is known not to cover the cost."""

from __future__ import annotations

import pytest

from sim.errors import UserError
from sim.experiments.lab.packages import parse_packages
from sim.experiments.lab.run import compare_policies
from sim.experiments.public_finance.financing import (
    DEFAULT_PAYER,
    TaxBases,
    known_cost,
    refuse_shortfalls,
    shortfall,
)
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def story() -> Scenario:
    return Scenario.load("pessimistic").with_(
        {"run.people": 1_000, "run.months": 12, "run.burn_in_months": 6}
    )


def policy(line: str):
    (package,) = parse_packages([line])
    return package.policies[0]


def test_what_the_state_pays_for_is_paid_by_a_tax_unless_debt_is_asked_for() -> None:
    assert policy("ubi").financed_by == policy("job_guarantee").financed_by == DEFAULT_PAYER
    assert policy("ubi:financed_by=deficit").financed_by == "deficit"
    assert policy("ubi:financed_by=wealth_tax").financed_by == "wealth_tax"
    assert (
        policy("gpu_tax").financed_by == policy("income_surtax").financed_by == "deficit"
    )  # they bring money
    assert policy("antitrust").financed_by == "deficit"


def test_a_cost_is_known_where_all_adults_are_paid() -> None:
    whole = known_cost(policy("ubi:amount=1000"))
    assert 3_000.0 < whole < 3_600.0  # 12,000 dollars a year for all adults
    assert known_cost(policy("ubi:amount=500,treated_share=0.5")) == pytest.approx(whole / 4.0)
    assert known_cost(policy("ubi:amount=1000,oldest=30")) == known_cost(policy("job_guarantee")) == 0.0


def test_a_tax_that_cannot_pay_is_refused_with_what_is_missing(story: Scenario) -> None:
    rent = policy("ubi:amount=1000,financed_by=gpu_tax")
    bases = TaxBases(story)
    short = shortfall(rent, bases)
    assert short is not None
    assert short.missing == pytest.approx(known_cost(rent) - bases.most("gpu_tax"))
    with pytest.raises(UserError) as refused:
        compare_policies([story], ["ubi:amount=1000,financed_by=gpu_tax"], replicates=1, progress=False)
    sentence = str(refused.value)
    assert sentence.startswith("package ubi:amount=1000,financed_by=gpu_tax: it costs 3,")
    assert f"{short.missing:,.0f} billion are missing" in sentence
    assert "consumption_tax" in sentence
    assert "--on-credit" in sentence


def test_debt_that_is_asked_for_and_a_tax_that_can_pay_are_not_refused(story: Scenario) -> None:
    lines = ["ubi:amount=1000,financed_by=deficit/consumption_tax", "ubi:amount=5,financed_by=wage_tax"]
    refuse_shortfalls([(one.name, one.policies) for one in parse_packages(lines)], [story])
    assert (
        shortfall(policy("ubi:amount=1000,financed_by=consumption_tax,largest_rate=0.01"), TaxBases(story))
        is not None
    )
