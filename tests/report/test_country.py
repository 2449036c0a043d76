"""Pages take the words of the country, its money included, from the data folder."""

import pytest

from sim import country
from sim.records.columns import describe
from sim.report.comparison.page import compose
from sim.report.policies.method import method
from sim.report.wording import money, quantity

from ..base_year.small_country import WORDS, write_small_country


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Put another country in the place of the one of ``sim/data``."""
    monkeypatch.setattr(country, "DATA", write_small_country(tmp_path / "small"))


@pytest.mark.usefixtures("elsewhere")
def test_a_page_names_the_country_of_the_folder(comparison):
    page = compose(comparison)
    assert f"The {WORDS.adjective} economy" in page
    assert f"all adults of {WORDS.country}" in page
    assert WORDS.country in method()[0]
    for other in ("United States", "American", "dollars"):
        assert other not in page


@pytest.mark.usefixtures("elsewhere")
def test_money_has_the_name_and_the_sign_of_the_folder():
    assert describe("macro", "mean_wage").unit_shown == f"{WORDS.currency} a month"
    assert quantity(4_700.2, 0, "dollars a month") == f"{WORDS.currency_sign}4,700 a month"
    assert quantity(4_700.2, 0, f"{WORDS.currency} a month") == f"{WORDS.currency_sign}4,700 a month"
    assert money("+300") == f"+{WORDS.currency_sign}300"
