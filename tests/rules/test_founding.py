"""A new firm: its teams, its technology, what it asks, and that nothing of the firm before it is left."""

import numpy as np
import pytest

from sim.kernels.draws import irwin_hall, stream, uniform
from sim.rules.founding import (
    PREMIUM,
    PRODUCTIVITY,
    STAFFING,
    Founding,
    Industries,
    Prices,
    blank_firm,
    found,
)
from sim.state.columns import ACTIVE, empty_firms, empty_teams
from sim.state.structure import PRICE_BASE

NUMBERS = Founding(
    premium_sd=0.2, productivity_sd=0.3, contribution_rate=0.1, growth=1.2, inventory_target=1.5,
    price_elasticity=4.0,
)  # fmt: skip
INDUSTRIES = Industries(
    base_wage=np.array([300_000.0, 500_000.0, 800_000.0]), labour_share=np.array([0.5, 0.7]),
    markup=np.array([0.2, 0.4]), staffing=np.array([[0.3, 0.6, 1.0], [0.1, 0.2, 1.0]]),
)  # fmt: skip
PRICES = Prices(
    capital=np.array([20.0, 11.0]), capital_a_worker=np.array([0.9, 1.3]),
    wage=np.array([350_000.0, 450_000.0, 900_000.0]), sector=np.array([120.0, 90.0]),
    scarcity=np.array([1.0, 1.5]),
)  # fmt: skip
FIRM, SEED, MONTH = 3, 5, 17


def draws(purpose):
    """Return the stream of a purpose as compiled functions take it."""
    return np.uint64(stream(SEED, MONTH, purpose))


def before():
    """Return rows of firms and teams that are full of what was there before."""
    firms, teams = empty_firms(6), empty_teams(6)
    for column in (*firms[:-1], *teams):
        column[:] = 7
    return firms, teams


@pytest.mark.parametrize(("employees", "n"), [(1.0, 1), (0.4, 1), (2.9, 2), (4.0, 4), (40.0, 4)])
@pytest.mark.parametrize("sector", [0, 1])
def test_a_firm_begins_with_the_technology_whose_labour_share_is_that_of_the_sector(employees, n, sector):
    firms, teams = before()
    found(FIRM, sector, employees, firms, teams, INDUSTRIES, PRICES, NUMBERS, SEED, MONTH)
    rows = slice(4 * FIRM, 4 * FIRM + n)
    start = uniform(draws(STAFFING), FIRM)
    quantiles = (np.arange(n) + start) / n
    occupations = np.searchsorted(INDUSTRIES.staffing[sector], quantiles, side="right")
    np.testing.assert_array_equal(teams.occupation[rows], occupations)
    np.testing.assert_allclose(teams.weight[4 * FIRM : 4 * FIRM + 4], [1.0 / n] * n + [0.0] * (4 - n))
    base = INDUSTRIES.base_wage[occupations].mean() * 1.1
    cost = PRICES.wage[occupations].mean() * 1.1
    premium = np.exp(0.2 * irwin_hall(draws(PREMIUM), FIRM))
    luck = irwin_hall(draws(PRODUCTIVITY), FIRM)
    own = np.exp(0.3 * luck - 0.5 * 0.3**2)
    productivity = own * premium * base / (PRICE_BASE * INDUSTRIES.labour_share[sector])
    productivity *= 1.2 * PRICES.capital_a_worker[sector]
    unit_cost = cost * premium / productivity + PRICES.capital[sector]
    price = (1.0 + INDUSTRIES.markup[sector]) * unit_cost * PRICES.scarcity[sector]
    output = productivity * employees
    expected = {
        "status": ACTIVE, "sector": sector, "birth": MONTH, "premium": premium, "productivity": productivity,
        "price": price, "unit_cost": unit_cost, "expected_demand": output, "planned_output": output,
        "output": output, "inventory": 1.5 * output, "demand_share": price * output,
        "appeal": price * output * (price / PRICES.sector[sector]) ** 3.0, "operating_cost": 0,
        "ai_saving": 0.0, "human_content": 1.0,
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(firms, name)[FIRM] == pytest.approx(value, rel=1e-6), name


NOTHING_LEFT = {
    "firms": ("sales", "deposits", "adoption", "gpus", "automated", "royalty"),
    "teams": ("layoff_rate", "effort", "gpu_need", "headcount", "skill_sum", "wage_bill", "vacancies"),
}


def test_nothing_of_the_firm_before_is_left_and_others_are_not_touched():
    firms, teams = before()
    found(FIRM, 0, 9.0, firms, teams, INDUSTRIES, PRICES, NUMBERS, SEED, MONTH)
    for name in NOTHING_LEFT["firms"]:
        assert getattr(firms, name)[FIRM] == 0, name
    for name in NOTHING_LEFT["teams"]:
        assert (getattr(teams, name)[4 * FIRM : 4 * FIRM + 4] == 0).all(), name
    assert firms.headcount_last_year[FIRM] == -1
    assert (teams.human_need[4 * FIRM : 4 * FIRM + 4] == 1.0).all()
    for column in firms[:-1]:
        assert (np.delete(column, FIRM) == 7).all()
    for column in teams:
        assert (np.delete(column, range(4 * FIRM, 4 * FIRM + 4)) == 7).all()


def test_an_empty_row_has_no_demand_no_money_and_no_teams():
    firms, teams = before()
    blank_firm(FIRM, firms, teams)
    for name in ("appeal", "demand_share", "output", *NOTHING_LEFT["firms"]):
        assert getattr(firms, name)[FIRM] == 0, name
    for name in ("weight", "layoff_rate", "effort", "gpu_need"):
        assert (getattr(teams, name)[4 * FIRM : 4 * FIRM + 4] == 0).all(), name
    assert firms.headcount_last_year[FIRM] == -1
    for column in (*(one[[2, 4]] for one in firms[:-1]), *(one[[11, 16]] for one in teams)):
        assert (column == 7).all()
