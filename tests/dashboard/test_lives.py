"""Lives told in words: who somebody is in month 0, and what happens to work, household and pay."""

import numpy as np
import pytest

from sim.dashboard.futures import Futures
from sim.dashboard.lives import Words, deaths, tell, who
from sim.dashboard.people import LONG, YOUNG, Month
from sim.report.wording import SPACE
from sim.scenario import Scenario
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED

WORDS = Words(("Cooking", "Driving"), ("Ohio", "Texas"), 40.0)
TOGETHER = {
    "run.people": 6_000, "run.burn_in_months": 2, "run.months": 30,
    "population.households": True, "population.life_cycle": True,
}  # fmt: skip


def person(months: int, **values: object) -> np.ndarray:
    """Return a life: alone, 40, in a job for ten years on 3,000 dollars; each value one or one a month."""
    usual: dict[str, object] = {
        "income": 3_000.0, "wage": 4_000.0, "age": 40, "tenure": 120 + np.arange(months), "hours": 1.0,
        "partner": -1, "adults": 1, "head": 1,
    }  # fmt: skip
    life = np.zeros((months, len(Month)))
    for name, value in (usual | values).items():
        life[:, Month[name.upper()]] = value
    return life


def test_who_somebody_is():
    start = person(1)[0]
    assert who(start, WORDS) == "In month 0 40 years old, 10 years in the job. Rents in Ohio, alone."
    parent = person(
        1, hours=0.5, partner=7, partner_age=38, adults=3, children=2, owner=1, place=1, tenure=1
    )[0]
    assert who(parent, WORDS) == (
        "In month 0 40 years old, a month in the job, part time. "
        "Owns a home in Texas with a partner of 38 who works, two children and one other adult."
    )
    child = person(1, status=UNEMPLOYED, tenure=3, age=19, head=0, adults=3)[0]
    assert who(child, WORDS) == (
        "In month 0 19 years old, looking for work for 3 months. Lives in Ohio with older relatives."
    )
    assert "70 years old, retired" in who(person(1, status=OUTSIDE, age=70)[0], WORDS)
    assert who(start[: Month.AGE], WORDS) == ""


def test_a_job_lost_after_years_and_what_came_after():
    status = np.full(24, EMPLOYED)
    status[3:8] = UNEMPLOYED
    wage = np.where(np.arange(24) < 8, 4_000.0, 3_000.0)
    tenure = np.where(
        np.arange(24) < 3, 120 + np.arange(24), np.arange(24) - np.where(np.arange(24) < 8, 3, 8)
    )
    hours = np.where(np.arange(24) < 8, 1.0, 0.75)
    words = tell(
        person(24, status=status, wage=wage, tenure=tenure, hours=hours), person(24), WORDS, "without AI"
    )
    assert words == (
        f"Lost the job after 10 years; 5 months looking for work in all. The next job paid 25{SPACE}% less. "
        "Works 30 hours a week instead of 40. "
        "Lived on $3,000 a month over the last year, about the same as without AI."
    )
    tenure = np.where(np.arange(24) < 9, 120 + np.arange(24), np.arange(24) - 9)
    assert tell(person(24, tenure=tenure), person(24), WORDS, "").startswith(
        "Never without a job; changed it once."
    )
    assert tell(person(24), person(24), WORDS, "").startswith("Kept the job.")


def test_what_happens_in_the_first_month_is_told():
    start = person(1, age=66)[0]
    retired = person(24, age=66, status=OUTSIDE, tenure=np.arange(24))
    assert "Retired at 66." in tell(retired, retired, WORDS, "", start)
    assert "Retired" not in tell(retired, retired, WORDS, "")


def test_a_household_that_changes():
    months = np.arange(48)
    together = (months >= 12) & (months < 36)
    life = person(
        48,
        age=24 + months // 12,
        head=months >= 6,
        adults=np.where(months < 6, 3, np.where(together, 2, 1)),
        partner=np.where(together, 7, -1),
        children=months >= 24,
    )
    words = tell(life, person(48, income=2_000.0), WORDS, "without AI")
    for event in ("Moved out at 24.", "Moved in with a partner at 25.", "Had a child at 26.", "Parted"):
        assert event in words
    assert words.index("Moved out") < words.index("Moved in") < words.index("Had") < words.index("Parted")
    assert "The household lived on $3,000 a month over the last year, $1,000 more than without AI." in words
    life[36, Month.PARTNER_DIED] = 1
    assert "Lost the partner, who died, at 27." in tell(life, life, WORDS, "")


def test_the_work_of_the_partner_is_told():
    status = np.zeros(24)
    status[5:8] = UNEMPLOYED
    life = person(24, partner=7, adults=2, partner_status=status, partner_income=1_000.0, income=4_000.0)
    words = tell(life, life, WORDS, "without AI")
    assert "The partner lost a job once." in words
    assert words.endswith("about the same as without AI; the partner brought $1,000 of it.")


def test_who_dies_is_succeeded():
    months = np.arange(48)
    life = person(48, age=np.where(months < 20, 71, 16 + (months - 20) // 12), partner=-1)
    life[20:, Month.STATUS] = OUTSIDE
    assert deaths(life) == [20]
    assert deaths(life[:, : Month.AGE]) == []
    words = tell(life, life, WORDS, "without AI")
    assert (
        "Died at 71, in year 2. Succeeded in the model by a newcomer of 16, 18 now, without a job." in words
    )
    assert "lives on" not in words
    life[:20, Month.PARTNER] = 7
    assert "Died at 71, in year 2; the partner lives on." in tell(life, life, WORDS, "without AI")
    of_one_age = person(48, kind=months >= 20)  # a newcomer as old as who died is told by the type
    assert deaths(of_one_age) == [20]


@pytest.fixture(scope="module")
def together():
    futures = Futures(
        Scenario.load("mostaque").with_(TOGETHER), counterfactual=Scenario.load("baseline").with_(TOGETHER)
    )
    drawn = (
        futures.followed.start.copy(),
        {name: getattr(futures.story.state.workers, name).copy() for name in ("age", "income", "purse")},
    )
    for _ in range(26):
        futures.step()
    return futures, *drawn


def test_households_are_followed(together):
    futures, start, _ = together
    followed, workers = futures.followed, futures.story.state.workers
    assert start.shape == (60, len(Month))
    sets = start.reshape(10, 6, -1)
    assert (sets[:, 0, Month.TENURE] >= LONG).all()
    assert (sets[:, 1, Month.AGE] < YOUNG).all()
    assert (sets[:, 2, Month.CHILDREN] > 0).all()
    for place, row in enumerate(followed.rows.tolist()):
        life = followed.life(futures.story, place)
        assert life.shape == (26, len(Month))
        keeper = row - int(workers.purse[row])
        home = [k for k in range(keeper, min(keeper + 16, 6_000)) if workers.purse[k] == k - keeper]
        assert life[-1, Month.ADULTS] == len(home)
        assert life[-1, Month.AGE] == workers.age[row]
        price = (
            float(futures.story.state.macro.price_level[0]) / futures.story.simulation.indicators.real_base
        )
        income = workers.income[home].sum() / (100.0 * price)
        assert life[-1, Month.INCOME] == pytest.approx(income)
        alone = followed.life(futures.without_ai, place)
        # ages, births and deaths follow from draws that both futures share
        assert (alone[:, Month.AGE] == life[:, Month.AGE]).all()


def test_wealth_groups_are_those_of_households(together):
    futures, _, before = together
    group = futures.gains.group
    keeper = np.arange(6_000) - before["purse"].astype(int)
    assert (keeper != np.arange(6_000)).mean() > 0.2
    # of equal wealth all but the few at the edges of the five groups are in one
    assert (group == group[keeper]).mean() > 0.99
