"""The tables of benefits: what is read, and the sentence about what cannot be."""

import re
import shutil

import numpy as np
import pytest

from sim.base_year.benefit_tables import NUMBERS, load_benefits, load_indices, no_benefits
from sim.country import DATA, read_table
from sim.errors import UserError
from sim.state.benefits import FIXED, NUMBER, PRICES, WAGES, Benefits

TABLES = ("benefits.csv", "benefits_by_children.csv", "benefits_by_size.csv")


@pytest.fixture
def folder(tmp_path):
    for name in TABLES:
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_figure_has_a_source_and_is_used():
    table = read_table("benefits.csv")
    assert all(table.texts("source"))
    assert sorted(table.texts("id")) == sorted(NUMBERS)


def test_amounts_are_cents_a_month():
    benefits = load_benefits(DATA)
    assert benefits.child_credit == pytest.approx(220_000.0 / 12.0)
    assert benefits.supplemental_single == 99_400.0
    assert benefits.supplemental_assets_single == 6_000_000.0
    assert benefits.earned_credit_most[3] == pytest.approx(823_100.0 / 12.0)
    assert benefits.food_income_share == 0.3


def test_larger_households_get_more_by_every_person_beyond_the_table():
    most = load_benefits(DATA).food_most
    rows = read_table("benefits_by_size.csv").numbers("most")
    assert (np.diff(most) > 0.0).all()
    assert np.diff(most[len(rows) - 1 :]) == pytest.approx(100.0 * (rows[-1] - rows[-2]))


def test_without_benefits_there_is_nothing_in_the_schedules():
    nothing = no_benefits()
    assert isinstance(nothing, Benefits)
    assert all(np.all(np.asarray(value) == 0.0) for value in nothing)


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("benefits.csv", "child_credit,2200", "child_credits,2200", "there is no row child_credit"),
        (
            "benefits.csv",
            "child_credit,2200",
            "child_credit,-1",
            "child_credit is -1; it must not be negative",
        ),
        ("benefits.csv", "food_income_share,0.3", "food_income_share,30", "food_income_share is 30; it must"),
        ("benefits.csv", "2200,dollars a year", "2200,euros a week", 'child_credit is in "euros a week"'),
        ("benefits_by_children.csv", "\n1,0.34", "\n2,0.34", "children must count from 0 on, row by row"),
        ("benefits_by_size.csv", "\n1,298", "\n1,-298", "most must not be negative"),
    ],
)
def test_a_table_that_does_not_hold_says_so_in_a_sentence(folder, name, old, new, sentence):
    change(folder / name, old, new)
    with pytest.raises(UserError, match=re.escape(f"{folder / name}: {sentence}")):
        load_benefits(folder)


def test_what_each_amount_follows_is_read_and_shares_and_ages_follow_nothing():
    indices = load_indices(DATA)
    assert indices.child_credit == indices.guideline == PRICES
    assert indices.child_credit_limit_single == FIXED
    assert indices.pension_bend_1 == WAGES
    assert indices.food_income_share == indices.pension_from_age == NUMBER
    assert (indices.earned_credit_phase_in == NUMBER).all()
    for amounts, codes in (("food_most",) * 2, ("earned_credit_most", "earned_credit_plateau_joint")):
        assert getattr(indices, codes).shape == getattr(load_benefits(DATA), amounts).shape
        assert (getattr(indices, codes) == PRICES).all()


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("benefits.csv", "a year,prices", "a year,gold", 'the index of child_credit is "gold"; it must be'),
        ("benefits.csv", "0.3,share,,", "0.3,share,prices,", "food_income_share is no amount of money"),
        ("benefits_by_size.csv", "209,prices", "209,", 'the index of row 1 is ""; it must be one of none'),
    ],
)
def test_an_index_that_nobody_knows_is_an_error(folder, name, old, new, sentence):
    change(folder / name, old, new)
    with pytest.raises(UserError, match=re.escape(f"{folder / name}: {sentence}")):
        load_indices(folder)
