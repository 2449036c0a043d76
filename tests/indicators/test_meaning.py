"""Headline figures mean what their names say: each against another way to the same number."""

import numpy as np
import pytest

from sim.indicators.accounts import factor_productivity, labour_share_nonfarm_business
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT

EVERYTHING = [
    {"kind": "universal_basic_income", "amount": 200.0, "financed_by": "gpu_tax"},
    {"kind": "job_guarantee", "wage": 2_500.0},
    {"kind": "wage_subsidy"},
    {"kind": "citizens_fund", "speed": 0.5},
    {"kind": "universal_basic_compute"},
    {"kind": "wealth_tax"},
]


@pytest.fixture(scope="module", params=[[], EVERYTHING], ids=["as it is", "with policies"])
def months(request, build):
    """Run some months; return the simulation, its table and what the state owed before and after each."""
    changes = {"adoption__initial_share": 0.5, "government__consumption_tax": 0.06}
    model = build("pessimistic", people=1_000, policy=request.param, **changes)
    owed = []
    for _ in range(4):
        accounts = model.state.accounts
        owed.append(-int(accounts[GOVERNMENT]) - int(accounts[CENTRAL_BANK]))
        model.step()
    owed.append(-int(model.state.accounts[GOVERNMENT]) - int(model.state.accounts[CENTRAL_BANK]))
    return model, model.records.frames()["macro"], np.array(owed)


def test_the_budget_balance_is_what_debt_falls_by(months):
    model, macro, owed = months
    billions = 12.0 * model.weight / 1e11
    np.testing.assert_allclose(macro["budget_balance"], -np.diff(owed) * billions, rtol=1e-6)


def test_the_labour_share_is_compensation_over_output(months):
    _, macro, _ = months
    np.testing.assert_allclose(macro["labour_share"], macro["compensation"] / macro["gdp"], rtol=1e-9)
    assert macro["labour_share"].is_between(0.4, 0.8).all()


def test_the_labour_share_of_business_moves_with_pay_and_against_output(months):
    model, *_ = months
    seen = model.observation(model.flows)
    firms, spending = seen.flows.firms, seen.flows.spending
    share = labour_share_nonfarm_business(seen)
    assert 0.3 < share < 0.9

    def other(**changes):
        return labour_share_nonfarm_business(seen._replace(flows=seen.flows._replace(**changes)))

    assert other(firms=firms._replace(labour_cost=2 * firms.labour_cost)) == pytest.approx(2.0 * share)
    double = spending._replace(by_sector=2 * spending.by_sector, consumption_tax=2 * spending.consumption_tax)
    assert other(spending=double) == pytest.approx(0.5 * share)
    untaxed = spending._replace(consumption_tax=0)
    assert other(spending=untaxed) > share  # output is at market prices


def test_productivity_rises_with_output_and_falls_with_what_makes_it(months):
    model, *_ = months
    seen = model.observation(model.flows)
    firms, household = seen.flows.firms, seen.flows.household
    part, now = seen.structure.labour_part, factor_productivity(seen)

    def other(**changes):
        return factor_productivity(seen._replace(flows=seen.flows._replace(**changes)))

    double = other(firms=firms._replace(output=2.0 * firms.output))
    assert double == pytest.approx(2.0 * now, rel=1e-9)
    double = other(household=household._replace(employed=2 * household.employed))
    assert double == pytest.approx(now * 2.0**-part, rel=1e-9)
    capital = seen.state.macro.capital
    capital *= 2.0
    assert factor_productivity(seen) == pytest.approx(now * 2.0 ** (part - 1.0), rel=1e-9)
    capital /= 2.0
