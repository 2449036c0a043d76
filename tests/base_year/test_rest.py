"""The economy begins at rest: what firms hold and what is on its way is that of any month."""

import numpy as np
import pytest

from sim.rules import budget
from sim.state.accounts import EQUITY_POT, INVESTMENT_POT, PROPERTY_POT

CALM = {"cycle__demand_sd": 0.0}  # without the business cycle
YEAR = 12


@pytest.fixture(scope="module")
def months(build):
    """Return dividends, consumption and output (cents) and the employed, by month of two years."""
    model = build(people=20_000, burn_in=2 * YEAR, **CALM)
    rows = []
    while model.month < 0:
        model.step()
        sums, firms = model.flows.household.sums, model.state.firms
        dividends = sums[budget.DIVIDEND_EQUITY] + sums[budget.DIVIDEND_PROPERTY]
        output = float((firms.price * firms.output).sum())
        employed = int((model.state.workers.status == 0).sum())
        rows.append((dividends / output, sums[budget.CONSUMPTION] / output, employed))
    return np.array(rows)


def test_owners_receive_from_the_first_month_on_what_they_do_later(months):
    # a third: profits of single months differ with sales; without the cash of a month like any other the
    # dividends of the first half year are a fifth of those of the second year
    first, later = months[:6, 0].mean(), months[YEAR:, 0].mean()
    assert first == pytest.approx(later, rel=1 / 3)


def test_the_first_year_is_no_slump(months):
    # five per cent: the employed of the first year come to their usual number, from one a survey gives
    assert months[:YEAR, 2] == pytest.approx(months[YEAR:, 2].mean(), rel=0.05)
    assert months[:YEAR, 1] == pytest.approx(months[YEAR:, 1].mean(), rel=0.15)  # consumption over output


def test_what_is_on_its_way_is_a_month_of_it(build):
    model = build(people=20_000, burn_in=YEAR, **CALM)
    before = model.state.accounts[[EQUITY_POT, PROPERTY_POT, INVESTMENT_POT]].copy()
    model.step()
    after = model.state.accounts[[EQUITY_POT, PROPERTY_POT, INVESTMENT_POT]]
    assert (before > 0).all()
    assert before == pytest.approx(after, rel=0.3)


def test_prices_begin_where_sellers_ask_them(build):
    # one per cent: a month of revised prices, and demand that moves towards the cheaper
    model = build(people=20_000, burn_in=YEAR, **CALM)
    before = float(model.state.macro.price_level[0])
    model.step()
    assert float(model.state.macro.price_level[0]) == pytest.approx(before, rel=0.01)
    assert float(model.state.macro.inflation[0]) == pytest.approx(
        model.scenario.wages.trend_inflation, abs=0.01
    )
