"""Guards: what a column must not hold ends the month with a sentence that names it."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import numpy as np
import pytest

from sim.data_flow import column_names, named_columns
from sim.errors import ConservationError, MonthError
from sim.guards import looks
from sim.guards.looks import PARTS, first_fault, range_of
from sim.kernels.conversions import LARGEST
from sim.simulation import Simulation
from sim.state.accounts import money, total
from sim.state.columns import LARGEST_INCOME
from sim.state.ranges import MOST_CENTS


@pytest.fixture(scope="module")
def grown(build: Callable[..., Simulation]) -> Simulation:
    """Return an economy after some months."""
    simulation = build("neutral", people=1_000, burn_in=0)
    for _ in range(3):
        simulation.step()
    return simulation


def after(simulation: Simulation, step: str) -> Iterator[str]:
    """Do a month up to a step, and return what goes on with it."""
    steps = simulation.steps()
    while next(steps) != step:
        pass
    return steps


def test_every_column_has_a_range() -> None:
    for name in column_names():
        assert range_of(name).low < range_of(name).high


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("workers.deposits", -1, "it must be from 0 to"),
        ("workers.deposits", LARGEST + 1, "it must be from 0 to"),
        ("workers.wage", LARGEST_INCOME, "it must be from 0 to"),
        ("workers.team", -2, "it must be a row of teams, or -1 for none"),
        ("workers.team", 2**31 - 1, "it must be a row of teams"),
        ("workers.status", 4, "it must be from 0 to 3"),
        ("teams.headcount", -1, "it must be finite and at least 0"),
        ("teams.weight", 1.5, "it must be from 0 to 1"),
        ("teams.wage_bill", 2**62, "it must be from 0 to"),
        ("firms.price", float("nan"), "firms.price in row 7 is nan; it must be finite"),
        ("firms.price", float("inf"), "firms.price in row 7 is inf; it must be finite"),
        ("firms.deposits", -(2**62), "it must be from -"),
        ("firms.sector", 255, "it must be a row of macro"),
    ],
)
def test_what_does_not_belong_is_named_before_the_month(
    grown: Simulation, column: str, value: float, told: str
) -> None:
    simulation = deepcopy(grown)
    named_columns(simulation.state)[column][7] = value
    with pytest.raises(MonthError, match=f"month 3, before the first step: {column} in row 7 is ") as caught:
        simulation.step()
    assert told in str(caught.value)
    assert simulation.records.months == grown.records.months


def test_one_account_is_named_without_a_row(grown: Simulation) -> None:
    simulation = deepcopy(grown)
    simulation.state.accounts[1] = MOST_CENTS + 1
    with pytest.raises(MonthError, match=r"accounts\.bank is 2,305,843,009,213,693,953; it must be from -"):
        simulation.step()


def test_cents_of_a_column_are_held_below_what_can_be_added(grown: Simulation) -> None:
    simulation = deepcopy(grown)
    bills = simulation.state.teams.wage_bill
    bills[3:5] = MOST_CENTS // 2 + 1
    fault = first_fault(simulation.state)
    assert fault is not None
    assert fault.startswith("teams.wage_bill in row 3 is ")
    assert "together" in fault


def test_balances_add_up_exactly_beyond_64_bits(grown: Simulation) -> None:
    assert total(np.full(9, 2**62, np.int64)) == 9 * 2**62
    simulation = deepcopy(grown)
    before = money(simulation.state)
    simulation.state.firms.deposits[:4] += np.int64(2**62)
    assert money(simulation.state) == before + 2**64


def test_long_columns_are_looked_at_in_turn(grown: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "FEW", 100)
    simulation = deepcopy(grown)
    deposits = simulation.state.workers.deposits
    for row in (0, 517, deposits.size - 1):
        held, deposits[row] = int(deposits[row]), -1
        noticed = [first_fault(simulation.state, look) is not None for look in range(PARTS)]
        assert sum(noticed) == 1
        deposits[row] = held


def test_check_names_the_step(grown: Simulation) -> None:
    simulation = deepcopy(grown)
    simulation.check = True
    steps = after(simulation, "adoption")
    simulation.state.workers.deposits[4] = -1
    with pytest.raises(MonthError, match=r"month 3, after step planning: workers.deposits in row 4 is -1"):
        next(steps)


def test_check_finds_the_step_that_makes_money(grown: Simulation) -> None:
    simulation = deepcopy(grown)
    simulation.check = True
    steps = after(simulation, "adoption")
    simulation.state.workers.deposits[4] += 1
    with pytest.raises(ConservationError, match="month 3, after step planning: balances add up to"):
        next(steps)


def test_checks_change_no_bit(grown: Simulation) -> None:
    plain, checked = deepcopy(grown), deepcopy(grown)
    checked.check = True
    for simulation in (plain, checked):
        simulation.step()
    columns = named_columns(checked.state)
    for name, column in named_columns(plain.state).items():
        np.testing.assert_array_equal(column, columns[name], err_msg=name)
