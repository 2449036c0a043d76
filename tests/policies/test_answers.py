"""What a policy answers is taken up to its bounds and refused behind them, with name, value and month."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import MonthError
from sim.kernels.conversions import LARGEST
from sim.policies import find
from sim.policies.framework.answers import changed_levers, finite_number, whole_account, whole_number
from sim.policies.framework.month import Account, Now
from sim.policies.framework.policies_in_force import Policies, base_levers
from sim.rules.budget import N_SUMS
from sim.scenario import Scenario
from sim.state.levers import EVERYWHERE, Grant, Purchase, Surcharge
from sim.state.ranges import MOST_CENTS

POLICY = find("universal_basic_income")()
SCENARIO = Scenario.load("neutral")
MACRO = SimpleNamespace(
    policies=np.zeros((3, 4)), sector_price=np.ones(20), tax_scale=np.ones(1), occupation_wage=np.ones(5),
    price_level=np.ones(1),
)  # fmt: skip
STATE = SimpleNamespace(macro=MACRO)
NOW = Now(STATE, SimpleNamespace(), SCENARIO, 7, 0)
LEVERS = base_levers(SCENARIO, STATE)


def changed(**fields):
    return changed_levers(POLICY, LEVERS, LEVERS._replace(**fields), NOW)


ONE = {"grants": Grant(100, 3), "purchases": Purchase(0, 100), "surcharges": Surcharge(0, 0.1, 0)}


@pytest.mark.parametrize(
    ("table", "field", "least", "most"),
    [
        ("grants", "amount", 0, LARGEST), ("grants", "per_child", 0, LARGEST),
        ("grants", "booked_under", 0, N_SUMS - 1), ("grants", "policy", -1, 2),
        ("grants", "states", 0, EVERYWHERE), ("purchases", "policy", -1, 2),
        ("purchases", "sector", -1, 19), ("purchases", "amount", 0, MOST_CENTS),
    ],
)  # fmt: skip
def test_an_entry_of_a_list_is_a_row_or_an_amount_that_there_is(table, field, least, most):
    for value in (least, most):
        one = ONE[table]._replace(**{field: value})
        assert getattr(changed(**{table: (one,)}), table) == (one,)
    for value in (least - 1, most + 1, 1.0, True, None):
        with pytest.raises(
            MonthError, match=rf"{field} = .* in month 7; it must be a whole number from"
        ) as error:
            changed(**{table: (ONE[table]._replace(**{field: value}),)})
        assert str(error.value).startswith(
            "policy.universal_basic_income: change_levers of UniversalBasicIncome"
        )


def test_what_was_in_a_list_before_is_not_looked_at_again():
    odd = ONE["grants"]._replace(policy=99)
    before = LEVERS._replace(grants=(odd,))
    after = before._replace(grants=(odd, ONE["grants"]))
    assert changed_levers(POLICY, before, after, NOW) is after
    for wrong in ([ONE["grants"]], (ONE["purchases"],), 5):
        with pytest.raises(MonthError, match=r"grants = .*a tuple, each of them a Grant"):
            changed(grants=wrong)
    with pytest.raises(MonthError, match="it must be the levers of the month"):
        changed_levers(POLICY, LEVERS, None, NOW)


@pytest.mark.parametrize("value", [np.nan, np.inf, "a", None, np.ones(2)])
def test_a_rate_is_one_finite_number(value):
    with pytest.raises(MonthError, match="it must be a finite number"):
        changed(capital_tax=value)
    with pytest.raises(MonthError, match="it must be a finite number"):
        finite_number(POLICY, "rate", value, 7)
    assert changed(capital_tax=0.25).capital_tax == finite_number(POLICY, "rate", np.float64(0.25), 7) == 0.25


def test_a_column_of_the_levers_keeps_its_length():
    assert changed(wage_subsidy=np.full(5, 0.1)).wage_subsidy.sum() == pytest.approx(0.5)
    with pytest.raises(MonthError, match="it must be 5 finite numbers"):
        changed(wage_subsidy=np.full(4, 0.1))


@pytest.mark.parametrize("sign", [1, -1])
def test_cents_are_whole_and_no_more_than_there_are(sign):
    assert whole_number(POLICY, "act", np.int64(sign * MOST_CENTS), 7) == sign * MOST_CENTS
    for wrong in (sign * (MOST_CENTS + 1), sign * 1.0, True, None):
        with pytest.raises(MonthError, match=r"gave .* in month 7; it must be a whole number of cents"):
            whole_number(POLICY, "act", wrong, 7)


def test_an_account_is_one_of_whole_numbers():
    size = len(Account._fields)
    assert whole_account(POLICY, Account(*range(size)), 7) == Account(*range(size))
    with pytest.raises(MonthError, match="it must be an Account"):
        whole_account(POLICY, tuple(range(size)), 7)
    with pytest.raises(MonthError, match="a whole number of cents"):
        whole_account(POLICY, Account(*[0.5] * size), 7)


class Paying(find("universal_basic_compute")):
    """A policy that pays seven cents a month."""

    def pay(self, strength, now, market, levers):
        """Return what is paid."""
        return 7


def test_what_policies_pay_is_told_by_month_and_adds_to_what_they_have_done():
    made = Policies(SCENARIO, (Paying(start=1),), SimpleNamespace())
    paid = []
    for month in (0, 1, 2):
        made.pay(STATE, None, LEVERS, month)
        paid.append((made._paid, int(made.acted[0])))
    assert paid == [(0, 0), (7, 7), (7, 14)]
