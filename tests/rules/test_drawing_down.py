"""What the old sell of their claims, to whom, and how many years they have left: rules on rows by hand."""

import numpy as np
import pytest

from sim.rules.drawing_down import DrawingDown, sell_claims, years_left
from sim.rules.household_moves import LARGEST_UNITS

from .residents import rows

PRICE = np.array([10.0, 20.0, 40.0])
PART = np.zeros(256)
PART[70:] = 0.1


def worth(residents):
    """Return what everybody owns, cents."""
    held = (residents.equity, residents.property, residents.provider_equity)
    return residents.deposits + sum(price * units for price, units in zip(PRICE, held, strict=True))


def test_the_old_sell_a_part_to_the_young_at_the_price_of_the_month():
    residents = rows(age=[75, 40], equity=[1_000, 5], property=[100, 0], provider_equity=[50, 0],
                     deposits=[0, 10**6], wage=[0, 1_000])  # fmt: skip
    before = worth(residents)
    paid = sell_claims(residents, 0, 75, 0, DrawingDown(PART, 3.0, 1), PRICE, 7)
    assert paid == 100 * 10 + 10 * 20 + 5 * 40
    np.testing.assert_array_equal(residents.equity, [900, 105])
    np.testing.assert_array_equal(residents.property, [90, 10])
    np.testing.assert_array_equal(residents.provider_equity, [45, 5])
    np.testing.assert_array_equal(residents.deposits, [paid, 10**6 - paid])
    np.testing.assert_array_equal(worth(residents), before)


def test_who_buys_keeps_some_months_of_pay_and_what_is_not_bought_stays():
    residents = rows(age=[75, 40], equity=[10_000, 0], deposits=[0, 9_000], wage=[0, 2_000])
    paid = sell_claims(residents, 0, 75, 0, DrawingDown(PART, 3.0, 1), PRICE, 7)
    assert paid == 3_000  # of 10,000 cents offered
    assert residents.equity.tolist() == [9_700, 300]
    assert residents.deposits.tolist() == [3_000, 6_000]


def test_of_all_that_is_offered_a_buyer_with_less_takes_the_same_part_of_each_claim():
    """Offered are 1,000, 600 and 400 cents; who has half of it buys half of each."""
    residents = rows(age=[75, 40], equity=[1_000, 0], property=[300, 0], provider_equity=[100, 0],
                     deposits=[0, 1_000])  # fmt: skip
    assert sell_claims(residents, 0, 75, 0, DrawingDown(PART, 0.0, 1), PRICE, 7) == 1_000
    assert residents.equity.tolist() == [950, 50]
    assert residents.property.tolist() == [285, 15]
    assert residents.provider_equity.tolist() == [95, 5]
    assert residents.deposits.tolist() == [1_000, 0]


@pytest.mark.parametrize(
    ("columns", "bought"),
    [
        ({}, True),
        ({"wage": [0, 5_000]}, False),  # has no more than is kept
        ({"age": [75, 72]}, False),  # is old, too
        ({"purse": [0, 1]}, False),  # belongs to the household that sells
        ({"equity": [1_000, LARGEST_UNITS]}, False),  # can hold no more
    ],
)
def test_who_is_asked_buys_or_not(columns, bought):
    residents = rows(**({"age": [75, 40], "equity": [1_000, 0], "deposits": [0, 10_000]} | columns))
    paid = sell_claims(residents, 0, 75, 0, DrawingDown(PART, 2.0, 1), PRICE, 7)
    assert paid == (1_000 if bought else 0)
    assert residents.equity[0] == (900 if bought else 1_000)


def test_a_household_with_somebody_old_does_not_buy():
    residents = rows(age=[75, 40, 80], purse=[0, 0, 1], equity=[1_000, 0, 0], deposits=[0, 10_000, 0])
    assert sell_claims(residents, 0, 75, 0, DrawingDown(PART, 2.0, 1), PRICE, 7) == 0


def test_every_row_may_be_the_one_that_is_asked_first():
    """From a random row on, around the end of the block: whoever has money is found."""
    for buyer in range(1, 6):
        for worker in range(12):
            deposits = np.zeros(6, np.int64)
            deposits[buyer] = 10_000
            residents = rows(age=[75, *[40] * 5], equity=[1_000, *[0] * 5], deposits=deposits)
            assert sell_claims(residents, 0, 75, worker, DrawingDown(PART, 2.0, 1), PRICE, 7) == 1_000


def test_years_left_are_those_of_a_life_table():
    assert years_left(np.array([0.0, 0.0, 0.5])) == pytest.approx([4.0, 3.0, 2.0])
    # half a year on average in the year of death, then whole years for those who live on
    assert years_left(np.array([0.2, 0.5]))[0] == pytest.approx(0.8 * (1.0 + 2.0) + 0.5 * 0.2)
