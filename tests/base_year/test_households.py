"""Households of the base year: who lives together, where they work, what they own."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base_year.calibration import load
from sim.base_year.create import create
from sim.base_year.placement import shuffled
from sim.errors import UserError
from sim.scenario import Scenario
from sim.state.accounts import money
from sim.state.columns import EMPLOYED, OUTSIDE, OWNER, SKILL_ONE, TEAMS_PER_FIRM, TYPES, UNEMPLOYED
from sim.state.households import (
    CHILD_AGES,
    HOUSEHOLD_BLOCK,
    WIDEST,
    large_children,
    middle_children,
    small_children,
)

from .small_country import SCENARIO, STATES, write_small_country

PEOPLE = 50_000
AS_PUBLISHED = {"population.pay_spread": 1.0, "population.top_pay": 0.0}
"""Pay of the sample as it stands there; both keys are fitted to what the economy makes of it."""
SIGMAS = 5.0
"""Standard errors of a sample drawn by chance; the households here are spread more evenly."""


def built(people=PEOPLE, seed=1, calibration=None, **changes):
    values = {"run.people": people, "population.households": True, **AS_PUBLISHED}
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    return create(Scenario.load("neutral").with_(values), calibration or load(), seed, -1)


@pytest.fixture(scope="module")
def state():
    return built()[0]


@pytest.fixture(scope="module")
def structure():
    return built(people=2_000)[1]


def keepers(workers):
    return np.flatnonzero(workers.purse == 0)


def household_of(workers):
    """Return the number of everybody's household."""
    return np.cumsum(workers.purse == 0) - 1


def children_of(workers):
    """Return the children of every household by band (h, 3)."""
    packed = workers.children[keepers(workers)].astype(int)
    return np.stack([band(packed) for band in (small_children, middle_children, large_children)], axis=1)


def sizes(workers):
    return np.bincount(household_of(workers)) + children_of(workers).sum(axis=1)


def age_groups(workers):
    return workers.cell // TYPES


def error(share, n):
    """Return the standard error of a share among ``n``."""
    return math.sqrt(max(share * (1.0 - share), 1e-4) / n)


# who lives together


def test_rows_of_a_household_lie_together_within_a_block(state):
    workers, rows = state.workers, np.arange(PEOPLE)
    keeper = rows - workers.purse
    assert workers.purse.max() <= WIDEST
    np.testing.assert_array_equal(keeper // HOUSEHOLD_BLOCK, rows // HOUSEHOLD_BLOCK)
    np.testing.assert_array_equal(workers.purse[keeper], 0)
    np.testing.assert_array_equal(keeper, keepers(workers)[household_of(workers)])
    np.testing.assert_array_equal(workers.place, workers.place[keeper])  # they live in one state
    assert not workers.children[workers.purse > 0].any()


def test_households_by_size_are_the_published_ones(state):
    size = sizes(state.workers)
    # Current Population Survey 2025, table HH-4: one to four persons, five and more
    for persons, published in enumerate((0.295, 0.345, 0.150, 0.123, 0.087), 1):
        found = (np.minimum(size, 5) == persons).mean()
        assert abs(found - published) < 0.01 + SIGMAS * error(published, size.size), persons


def test_ages_and_children_are_those_of_the_projection(state):
    workers, people = state.workers, load().people
    year = people.population[2026 - people.first_year]
    adults = year[people.group_from[0] :].sum()
    edges = np.append(people.group_from, year.size)
    for group, (low, high) in enumerate(pairwise(edges)):
        published = year[low:high].sum() / adults
        assert abs((age_groups(workers) == group).mean() - published) < SIGMAS * error(published, PEOPLE)
        here = workers.age[age_groups(workers) == group]
        assert low <= here.min() <= here.max() < high
    children, low = children_of(workers), 0
    for band, high in enumerate(CHILD_AGES):
        mean, spread = year[low:high].sum() / adults, children[:, band].std() * math.sqrt(len(children))
        # of a household with more of them than a byte holds some are lost: a thousandth
        assert abs(children[:, band].sum() - mean * PEOPLE) < SIGMAS * spread + 0.002 * mean * PEOPLE, band
        low = high


def test_people_live_in_the_states_as_published(state):
    workers, households = state.workers, load().households
    found = np.bincount(
        workers.place,
        1.0 + np.where(workers.purse == 0, children_total(workers), 0),
        len(households.state_names),
    )
    found /= found.sum()
    # residents of 2023, millions (Census Bureau)
    for code, millions in {"CA": 38.965, "TX": 30.503, "FL": 22.611, "UT": 3.418, "WY": 0.584}.items():
        published = millions / 334.915
        # a resident more or less comes with a household
        clustered = math.sqrt(2.5) * error(published, PEOPLE)
        row = households.state_codes.index(code)
        assert abs(found[row] - published) < SIGMAS * clustered, code


def children_total(workers):
    packed = workers.children.astype(int)
    return small_children(packed) + middle_children(packed) + large_children(packed)


def test_the_sample_has_the_ages_of_every_state():
    sample = load().households
    weight = np.repeat(sample.share, sample.adults)
    place = np.repeat(sample.state, sample.adults)
    # under 16, and 65 and over, percent of residents in 2023 (American Community Survey); by 2026 there are
    # more old people and fewer children everywhere
    published = {"CA": (19.0, 16.2), "TX": (21.7, 13.8), "FL": (17.0, 21.7), "UT": (23.9, 12.2)}
    for code, (young, old) in published.items():
        row = sample.state_codes.index(code)
        here, home = place == row, sample.state == row
        children = (sample.share[home] * sample.children[home].sum(axis=1)).sum()
        people = weight[here].sum() + children
        assert 100.0 * children / people == pytest.approx(young, abs=2.0), code
        assert 100.0 * weight[here & (sample.age >= 65)].sum() / people == pytest.approx(old, abs=2.0), code


# where they work


def test_teams_and_persons_agree(state):
    workers, teams = state.workers, state.teams
    employed = workers.status == EMPLOYED
    np.testing.assert_array_equal(workers.team >= 0, employed)
    at_work, n = workers.team[employed], teams.headcount.size
    np.testing.assert_array_equal(np.bincount(at_work, minlength=n), teams.headcount)
    np.testing.assert_array_equal(np.bincount(at_work, workers.skill[employed], n), teams.skill_sum)
    np.testing.assert_array_equal(np.bincount(at_work, workers.wage[employed], n), teams.wage_bill)
    np.testing.assert_array_equal(workers.occupation[employed], teams.occupation[at_work])


def test_work_by_age_is_as_published(state):
    workers, people = state.workers, load().people
    groups = age_groups(workers)
    for group, published in enumerate(people.employment):
        here = groups == group
        found = (workers.status[here] == EMPLOYED).mean()
        # the jobs of the firms are .1 % of people more than the sample fills
        assert abs(found - published) < SIGMAS * error(published, here.sum()) + 0.003, people.group_titles[
            group
        ]
        inside = (workers.status[here] != OUTSIDE).mean()
        assert abs(inside - people.participation[group]) < SIGMAS * error(published, here.sum()) + 0.006


def test_occupations_by_age_are_as_published(state):
    workers, published = state.workers, load().people.occupation_ages
    employed = workers.status == EMPLOYED
    found = np.zeros(published.shape)
    np.add.at(found, (workers.occupation[employed], age_groups(workers)[employed]), 1.0)
    found /= found.sum(axis=1, keepdims=True)
    young, old = slice(0, 2), slice(5, None)
    assert np.corrcoef(found[:, young].sum(axis=1), published[:, young].sum(axis=1))[0, 1] > 0.95
    # a few large firms have other occupations than the nation: their people come from all over
    assert np.corrcoef(found[:, old].sum(axis=1), published[:, old].sum(axis=1))[0, 1] > 0.7


def test_pay_by_age_is_as_published(state):
    workers, people = state.workers, load().people
    employed, groups = workers.status == EMPLOYED, age_groups(workers)
    wages = [workers.wage[employed & (groups == group)] for group in range(people.pay.size)]
    of_all = np.median(wages[int(np.argmin(np.abs(people.pay - 1.0)))])
    for group, published in enumerate(people.pay):
        sampled = 1.25 * np.log(wages[group]).std() / math.sqrt(wages[group].size)  # error of a median
        assert np.median(wages[group]) / of_all == pytest.approx(published, rel=0.03 + 3.0 * sampled)


def test_pay_in_an_occupation_has_mean_one_and_its_spread(state, structure):
    workers = state.workers
    employed = workers.status == EMPLOYED
    skill = workers.skill[employed] / SKILL_ONE
    # people from other occupations bring a relative pay of their own
    assert skill.mean() == pytest.approx(1.0, abs=SIGMAS * skill.std() / math.sqrt(skill.size))
    largest = np.argsort(np.bincount(workers.occupation[employed]))[-5:]
    for occupation in largest:
        here = np.log(skill[workers.occupation[employed] == occupation])
        assert here.std() == pytest.approx(structure.log_wage_sd[occupation], rel=0.1)


def couples(workers):
    """Return the second of the first two of a household who are about as old, both at work."""
    second = keepers(workers) + 1
    second = second[second < PEOPLE]
    second = second[workers.purse[second] == 1]
    alike = np.abs(workers.age[second].astype(int) - workers.age[second - 1]) <= 15
    both = (workers.status[second] == EMPLOYED) & (workers.status[second - 1] == EMPLOYED)
    return second[alike & both]


def test_who_earns_much_lives_with_somebody_who_does(state):
    workers = state.workers
    second = couples(workers)
    # Schwartz (2010): .12 of all couples, .23 of those who both earn
    assert 0.1 < np.corrcoef(workers.wage[second], workers.wage[second - 1])[0, 1] < 0.3


def test_members_are_alike_in_type_as_far_as_the_key_says():
    """The type of a member follows that of who keeps the purse the more, the higher the share."""
    found = []
    for share in (0.0, 0.5, 1.0):
        workers = built(careers__type_differences=1.0, population__alike=share)[0].workers
        members = np.flatnonzero(workers.purse > 0)
        kind = workers.cell % TYPES
        same = kind[members] == kind[members - workers.purse[members]]
        found.append(same.mean())
    assert found[0] < found[1] - 0.1 < found[2] - 0.2


def test_the_spread_of_pay_is_wider_as_the_key_says_and_its_mean_the_same():
    narrow, wide = (built(population__pay_spread=spread)[0].workers for spread in (1.0, 1.3))
    employed = narrow.status == EMPLOYED
    np.testing.assert_array_equal(employed, wide.status == EMPLOYED)
    for occupation in np.unique(narrow.occupation)[:4]:
        here = narrow.occupation == occupation
        a, b = (np.log(workers.skill[here] / SKILL_ONE) for workers in (narrow, wide))
        assert b.std() / a.std() == pytest.approx(1.3, rel=0.02)  # two per cent: the lowest skill is cut
    before, after = (workers.skill[employed].mean() for workers in (narrow, wide))
    # people of the sample are 60,000 draws of pay with a standard deviation of about its mean
    assert after / before == pytest.approx(1.0, abs=0.02)


def test_households_do_not_work_in_one_firm(state):
    workers = state.workers
    second, employed = couples(workers), workers.status == EMPLOYED
    together = (workers.team[second] // TEAMS_PER_FIRM == workers.team[second - 1] // TEAMS_PER_FIRM).mean()
    firms = np.bincount(workers.team[employed] // TEAMS_PER_FIRM) / employed.sum()
    # two people drawn by chance, of the same occupations a little more often
    by_chance = (firms**2).sum()
    assert together < 2.0 * by_chance + SIGMAS * error(by_chance, second.size)


@given(st.integers(1, 3_000), st.integers(0, 2**63))
def test_a_shuffle_loses_nobody(size, key):
    places = [shuffled(number, size, np.uint64(key)) for number in range(size)]
    assert sorted(places) == list(range(size))


@pytest.mark.parametrize("outside", [0.25, 0.382, 0.55])
def test_jobs_and_people_agree_however_many_jobs_there_are(outside):
    state = built(people=10_000, population__outside_share=outside)[0]
    workers, population = state.workers, Scenario.load("neutral").population
    employed = (workers.status == EMPLOYED).sum()
    assert employed == state.teams.headcount.sum()
    np.testing.assert_array_equal(
        np.bincount(workers.team[workers.team >= 0], minlength=state.teams.headcount.size),
        state.teams.headcount,
    )
    jobless = (workers.status == UNEMPLOYED).mean()
    expected = (1.0 - outside) * population.unemployment_rate
    assert abs(jobless - expected) < SIGMAS * error(expected, 10_000) + 0.002


# what they own


def worth(workers):
    return (workers.deposits + 100.0 * workers.equity + 100.0 * workers.property)[keepers(workers)]


def test_wealth_lies_with_who_keeps_the_purse(state):
    workers = state.workers
    others = workers.purse > 0
    for column in (workers.deposits, workers.equity, workers.property, workers.provider_equity, workers.home):
        assert not column[others].any()
    assert (workers.deposits >= 0).all()


def test_wealth_groups_are_groups_of_households(state):
    calibration, found = load(), np.sort(worth(state.workers))
    edges = np.round(np.cumsum(calibration.wealth_group_population) * found.size).astype(int)
    shares = np.diff(np.cumsum(found)[edges - 1], prepend=0.0) / found.sum()
    # the top thousandth is 25 households of a Pareto tail
    assert np.abs(shares - calibration.wealth_group_networth).max() < 0.04


def test_wealth_rises_with_age_as_published_and_with_pay(state):
    workers, people = state.workers, load().people
    rank = np.argsort(np.argsort(worth(workers))) / keepers(workers).size
    groups = age_groups(workers)[keepers(workers)]
    for group, published in enumerate(people.wealth_rank):
        here = rank[groups == group]
        # the ranks of the ages do not average a half exactly; error of a median
        assert abs(np.median(here) - published) < 0.03 + SIGMAS * 0.35 / math.sqrt(here.size)
    pay = np.bincount(household_of(workers), np.where(workers.status == EMPLOYED, workers.wage, 0))
    middle = (groups == 3) & (pay > 0)
    # within an age the correlation of normal scores is the figure, less what last wages and new jobs blur
    found = np.corrcoef(np.argsort(np.argsort(pay[middle])), rank[middle])[0, 1]
    assert 0.4 < found < load().figure("skill_wealth_correlation") / 0.9


def test_homes_belong_to_the_old_and_the_rich_as_published(state):
    workers, people = state.workers, load().people
    owner = workers.home[keepers(workers)] == OWNER
    groups = age_groups(workers)[keepers(workers)]
    for group, published in enumerate(people.homeowners):
        here = owner[groups == group]
        assert abs(here.mean() - published) < SIGMAS * error(published, here.size)
    # Census HVS 2025: 65.2 %; householders of the sample are a little younger
    assert owner.mean() == pytest.approx(0.652, abs=0.015)
    poorer = np.argsort(np.argsort(worth(workers))) < 0.5 * owner.size
    published = load().wealth_group_homeowners
    assert owner[poorer].mean() == pytest.approx(published[0], abs=0.02)
    assert owner[~poorer].mean() == pytest.approx(published[1], abs=0.03)


def test_all_balances_add_up_and_claims_are_counted(state, alone):
    workers = state.workers
    assert money(state) == 0
    for claim, column in enumerate((workers.equity, workers.property, workers.provider_equity)):
        assert state.macro.claim_units[claim] == column.sum(dtype=np.int64)
    # households own what the same number of single persons would, but for the luck of the richest
    singles = create(Scenario.load("neutral").with_({**alone, "run.people": PEOPLE}), load(), 1, -1)[0]
    assert not singles.workers.purse.any()
    assert workers.deposits.sum() == pytest.approx(singles.workers.deposits.sum(), rel=0.1)


# chance, and other countries


def test_households_are_the_same_on_any_number_of_threads(columns, threads):
    found = []
    for n in (1, 2):
        threads(n)
        found.append({name: column.copy() for name, column in columns(built(people=30_000)[0]).items()})
    for name, column in found[0].items():
        np.testing.assert_array_equal(column, found[1][name], err_msg=name)


def test_another_seed_is_another_sample_with_the_same_shares():
    one, other = (built(people=10_000, seed=seed)[0].workers for seed in (1, 2))
    assert not np.array_equal(one.age, other.age)
    assert abs((sizes(one) == 1).mean() - (sizes(other) == 1).mean()) < 0.01


def test_a_small_country_has_households(tmp_path):
    country = load(write_small_country(tmp_path / "small"))
    state = built(people=5_000, calibration=country, **SCENARIO)[0]
    assert state.workers.place.max() == STATES - 1
    assert (state.workers.status == EMPLOYED).sum() == state.teams.headcount.sum()
    assert 1.8 < 5_000 / keepers(state.workers).size < 2.2
    assert money(state) == 0


def test_a_country_without_households_says_so_only_when_they_are_asked_for(tmp_path):
    folder = write_small_country(tmp_path / "small")
    (folder / "households.csv").unlink()
    without = {**SCENARIO, "population.homes": False}
    alone = built(people=2_000, calibration=load(folder), population__households=False, **without)[0]
    assert not alone.workers.purse.any()
    with pytest.raises(UserError, match=r"set population\.households to false"):
        built(people=2_000, calibration=load(folder), **without)
    with pytest.raises(UserError, match=r"set government\.household_benefits to false"):
        built(people=2_000, calibration=load(folder), population__households=False)


@pytest.mark.parametrize(
    ("title", "entry", "sentence"),
    [
        ("households", "0", "the first row must begin a household"),
        ("state", "77", "state must count the rows"),
        ("occupation", "77", "occupation must count the rows"),
        ("status", "3", "status must be 0, 1 or 2"),
        ("age", "12", "age must be 16 or more"),
        ("age", "33.5", "must be whole numbers"),
        ("pay", "-1", "must not be negative"),
    ],
)
def test_a_table_of_households_that_does_not_fit_is_refused(tmp_path, title, entry, sentence):
    folder = write_small_country(tmp_path / "small")
    header, first, *rest = (folder / "households.csv").read_text().splitlines()
    entries = first.split(",")
    entries[header.split(",").index(title)] = entry
    (folder / "households.csv").write_text("\n".join([header, ",".join(entries), *rest]))
    with pytest.raises(UserError, match=sentence):
        _ = load(folder).households
