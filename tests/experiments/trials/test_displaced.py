"""The experiment on displaced workers, on careers made by hand: what it finds is what was put in."""

import numpy as np
import pytest

from sim.experiments.trials import displaced
from sim.experiments.trials.displaced import Losses, Panel

MONTHS, PEOPLE, DISPLACED, WHEN = 312, 40, 10, 30


def careers(*, without_work=0, pay=1.0, dies=False, tenure=40):
    """Return a panel in which the first persons lose their job once: idle for some months, then paid less."""
    everybody = np.ones((MONTHS, PEOPLE))
    earnings, laid_off = 1_000.0 * everybody, np.zeros((MONTHS, PEOPLE), bool)
    laid_off[WHEN, :DISPLACED] = True
    earnings[WHEN:, :DISPLACED] *= pay
    begins = WHEN + 3  # the first year begins after the quarter of the loss
    earnings[begins : begins + without_work, :DISPLACED] = 0.0
    held = np.full((MONTHS, PEOPLE), tenure, np.int16)
    age = (30 + np.arange(MONTHS) // 12)[:, None] * np.ones(PEOPLE, int)
    if dies:
        age[WHEN + 24 :, : DISPLACED // 2] = 16
        earnings[WHEN + 24 :, : DISPLACED // 2] = 0.0
    return Panel(
        earnings, laid_off, held, age.astype(np.uint8), np.zeros((MONTHS, PEOPLE), np.uint8),
        np.full(MONTHS, 0.05),
    )  # fmt: skip


def losses(panel, **asked):
    return displaced.losses(panel, 24, 120, panel.unemployment < 0.06, **asked)


def annuity(years):
    return (1.05 ** -(np.arange(years) + 0.5)).sum()


def test_pay_that_stays_a_fifth_lower_is_a_fifth_of_every_year_and_of_the_annuity():
    found = losses(careers(pay=0.8))
    assert found.number[0] == DISPLACED
    np.testing.assert_allclose(found.share(found.lost), 0.2)
    assert found.present_value(found.lost) == pytest.approx(0.2 * annuity(20))
    assert found.present_value(found.without_work) == pytest.approx(0.0)


def test_a_year_without_work_is_a_loss_of_one_year_and_all_of_it_for_want_of_work():
    found = losses(careers(without_work=12))
    np.testing.assert_allclose(found.share(found.lost), [1.0] + 19 * [0.0], atol=1e-12)
    assert found.present_value(found.lost) == pytest.approx(1.05**-0.5)
    assert found.present_value(found.without_work) == pytest.approx(1.05**-0.5)


def test_whoever_dies_drops_out_instead_of_earning_nothing():
    found = losses(careers(pay=0.8, dies=True))
    assert found.number[5] == DISPLACED // 2
    np.testing.assert_allclose(found.share(found.lost), 0.2)


def test_years_beyond_the_run_fade_from_the_mean_of_the_last_four():
    whole, short = losses(careers(pay=0.8)), Losses.none()
    for kept, column in zip(short, whole, strict=True):
        kept[:10] = column[:10]
    tail = 0.2 * 0.97 ** np.arange(1, 11) * 1.05 ** -(np.arange(10, 20) + 0.5)
    assert short.present_value(short.lost) == pytest.approx(0.2 * annuity(10) + tail.sum())


def test_people_laid_off_in_a_slump_are_counted_only_where_a_slump_is_asked_for():
    panel = careers(pay=0.8)
    times = np.zeros(MONTHS, bool)
    assert displaced.losses(panel, 24, 120, times).number.sum() == 0


def test_a_job_counts_where_it_had_lasted_as_long_as_is_asked_for():
    panel = careers(pay=0.8, tenure=130)
    counted = {name: losses(panel, span=span).number[0] for name, span in displaced.TENURES.items()}
    assert counted == {"one_to_three": 0, "three_to_ten": 0, "ten": DISPLACED}


def test_the_findings_are_those_of_all_seeds_together():
    """Two seeds, one that loses a fifth and one that loses two fifths, with as many displaced."""
    runs = [
        {name: (losses(careers(pay=pay, tenure=130 if "ten" in name else 40), span=case.span), 0.05)
         for name, case in displaced.CASES.items()}
        for pay in (0.8, 0.6)
    ]  # fmt: skip
    found = {one.id: one for one in displaced.findings(runs)}
    assert found["good_year_0"].value == pytest.approx(30.0)
    assert found["good_value"].value == pytest.approx(0.3 * annuity(20))
    assert found["slump_over_good"].value == pytest.approx(1.0)
    assert found["good_value"].low < 0.2 * annuity(20) < 0.4 * annuity(20) < found["good_value"].high
