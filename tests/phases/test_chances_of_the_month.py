"""Where people look for work, when they retire, what moves them in and out: tables of the month."""

import numpy as np
import pytest

from sim.phases import separations
from sim.phases.hazards_in_force import (
    changing,
    destinations,
    first_jobs,
    keep_risk,
    on_the_margin,
    retirement,
    separation_numbers,
)
from sim.phases.hours_in_force import working_time_in_force
from sim.phases.incomes import MOST_UNITS, claim_rate, propensity_table, tax_lines
from sim.phases.lines_in_force import lines_in_force, three_parameter_scale
from sim.phases.search import is_newcomer, months_without_job, reservation_wage, skill_in
from sim.phases.vacancies import premium_of
from sim.rules.budget import KNOTS, POINT
from sim.rules.income_tax import LINES
from sim.rules.life_cycle import renewal_of, shares_of
from sim.rules.purse import MOST_ADULTS, MOST_PEOPLE
from sim.state.accounts import PROVIDER_POT
from sim.state.columns import CELLS, EMPLOYED, OUTSIDE, TYPES, UNEMPLOYED


@pytest.fixture(scope="module")
def model(build):
    """Return an economy whose state no test changes for good."""
    return build("neutral", people=1_000)


def numbers(model, month=9, cut=0.3, macro=None, parameters=None, **levers):
    """Return the probabilities of a month with other values of the whole economy, which are put back."""
    state = model.state
    before = {name: getattr(state.macro, name).copy() for name in macro or {}}
    for name, values in (macro or {}).items():
        getattr(state.macro, name)[:] = values
    in_force = model.policies.levers_in_force(state, 0)._replace(**levers)
    parameters = model.scenario if parameters is None else parameters
    found = separation_numbers(state, model.structure, parameters, in_force, cut, month)
    for name, values in before.items():
        getattr(state.macro, name)[:] = values
    return found


@pytest.mark.parametrize("differences", [0.0, 0.5, 1.0])
def test_changers_go_where_the_network_leads_and_vacancies_are(model, differences):
    structure = model.structure
    vacancies = np.arange(structure.jobs.size) % 5
    pull = structure.people.pull**differences
    network = structure.mobility * (vacancies / structure.jobs)
    ways = network[None] * (pull[:, None, :] / pull[:, :, None])
    found = np.diff(destinations(structure, vacancies, differences), axis=2, prepend=0.0)
    total = ways.sum(axis=2, keepdims=True)
    expected = np.where(total > 0.0, ways / np.maximum(total, 1e-300), structure.mobility)
    np.testing.assert_allclose(found, expected / expected.sum(axis=2, keepdims=True), atol=1e-12)
    tendency = changing(structure, vacancies, differences)
    alike = network.sum(axis=1)[None]
    part = np.where(alike > 0.0, ways.sum(axis=2) / np.maximum(alike, 1e-300), 1.0)
    np.testing.assert_allclose(tendency, part * structure.leaving, rtol=1e-9)
    few = destinations(
        structure, 1e-3 * vacancies, differences
    )  # how many vacancies there are does not count
    np.testing.assert_allclose(few, destinations(structure, vacancies, differences), atol=1e-12)
    np.testing.assert_allclose(changing(structure, 1e-3 * vacancies, differences), tendency, rtol=1e-9)
    weights = structure.people.destination**differences * vacancies
    jobs = np.diff(first_jobs(structure, vacancies, differences), axis=1, prepend=0.0)
    np.testing.assert_allclose(jobs, weights / weights.sum(axis=1, keepdims=True), atol=1e-9)


def test_where_nobody_hires_the_network_alone_leads(model):
    structure, nowhere = model.structure, np.zeros(model.structure.jobs.size)
    found = np.diff(destinations(structure, nowhere, 1.0), axis=2, prepend=0.0)
    expected = structure.mobility / structure.mobility.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-12)
    np.testing.assert_allclose(
        changing(structure, nowhere, 1.0), np.broadcast_to(structure.leaving, found.shape[:2]), rtol=1e-12
    )


@pytest.mark.parametrize("month", [-30, 5, 40])
def test_people_retire_as_fast_as_they_grow_older(model, month):
    structure, year = model.structure, month // 12
    shares, older = shares_of(structure, year), renewal_of(structure, year).older
    group = structure.people.group_of_age[: shares.size]
    found = retirement(structure, month)
    groups = structure.people.first_jobs.shape[0]
    for cell in range(CELLS):
        own = min(cell // TYPES, groups - 1)
        rows = group == own
        pace = 1.0 if own == groups - 1 else np.average(older[rows], weights=shares[rows])
        assert found[cell] == pytest.approx(structure.people.retirement[cell] * pace, rel=1e-12), cell


@pytest.mark.parametrize(("seniority", "reviewed", "factor"), [(0.8, 4, 1.05), (0.0, 4, 1.0), (0.8, 0, 1.0)])
def test_the_mean_risk_closes_a_tenth_of_the_gap(model, seniority, reviewed, factor):
    counts = np.zeros(separations.N_COUNTS, np.int64)
    counts[separations.REVIEWED], counts[separations.RISK] = reviewed, 6 * separations.RISK_ONE
    before = float(model.state.macro.layoff_risk[0])
    careers = model.scenario.with_({"careers.seniority": seniority}).careers
    keep_risk(model.state, counts, careers)
    assert model.state.macro.layoff_risk[0] == pytest.approx(before * factor)
    model.state.macro.layoff_risk[0] = before


def test_one_person_reviewed_says_what_is_risked(model):
    counts = np.zeros(separations.N_COUNTS, np.int64)
    counts[separations.REVIEWED], counts[separations.RISK] = 1, 2 * separations.RISK_ONE
    before = float(model.state.macro.layoff_risk[0])
    careers = model.scenario.with_({"careers.seniority": 0.8}).careers
    keep_risk(model.state, counts, careers)
    assert model.state.macro.layoff_risk[0] == pytest.approx(1.1 * before)
    model.state.macro.layoff_risk[0] = before


@pytest.mark.parametrize("times", [0.5, 1.5, 1.6, 2.5, 60.0])
def test_who_is_hired_without_a_job_fits_less_where_labour_is_slack(model, times):
    parameters = model.scenario.with_({"careers.slack_loss": 1.4})
    natural = parameters.wages.natural_unemployment_rate
    slack = max(0.0, (times - 1.5) * natural)
    found = numbers(model, macro={"unemployment_rate": min(1.0, times * natural)}, parameters=parameters)
    slack = max(0.0, min(1.0, times * natural) - 1.5 * natural)
    assert found.fit == pytest.approx(max(0.7, 1.0 - 1.4 * slack), rel=1e-12)


@pytest.mark.parametrize("alike", [False, True])
def test_only_people_on_the_margin_answer(model, alike):
    parameters = model.scenario.with_({"careers.age_differences": 0.0 if alike else 1.0})
    people, whole = model.structure.people, model.structure.figure("participation_rate")
    part = people.participation
    expected = whole * (1.0 - whole) if alike else (people.adults * part * (1.0 - part)).sum()
    assert on_the_margin(model.structure, parameters) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("gap", [-0.3, 0.2, 3.0])
def test_probabilities_follow_income_wages_and_benefits(model, gap):
    parameters = model.scenario.with_({
        "population.wage_effect": 0.4, "population.income_effect": 0.02, "labour.reservation_wage": 0.6,
        "labour.reservation_benefit_response": 0.5, "wages.outside_option": 0.5,
        "government.last_wage_indexation": 0.5,
    })  # fmt: skip
    structure, state = model.structure, model.state
    ring = 100.0 + np.arange(12.0)
    worth = 0.5 * structure.mean_wage(structure.base_wage) * 1.2
    wage = structure.base_wage * (worth / structure.mean_wage(structure.base_wage)) * np.exp(-gap)
    pot = float(state.accounts[PROVIDER_POT])
    state.accounts[PROVIDER_POT] = 10**9
    found = numbers(
        model, parameters=parameters, macro={
            "wages_last_year": ring, "price_level": 1.2, "occupation_wage": wage, "mean_income": 250_000.0,
        }, citizens_dividend=0.25, replacement_rate=parameters.government.replacement_rate + 0.2,
        retraining_seats=0.03, retraining_months=7, retraining_after=2, retraining_quality=0.6,
    )  # fmt: skip
    state.accounts[PROVIDER_POT] = pot
    margin = 2.0 * on_the_margin(structure, parameters)
    whole = structure.figure("participation_rate")
    expected = {
        "wage_response": min(0.9, 0.4 * max(0.0, gap) * whole / margin),
        "income_response": 0.02 / margin / (100_000.0 * 1.2),
        "reservation": 0.6 * (1.0 + 0.5 * 0.2), "income_reservation": 0.1 * 0.6 * 0.5 / 250_000.0,
        "everyone": 0.25 * 10**9 / 1_000, "outside_growth": np.sqrt(ring[8] / ring[9]),
        "cut_pass_through": 0.3, "retraining_entry": 0.03, "retraining_months": 7, "retraining_after": 2,
        "retraining_quality": 0.6, "outside_entry": parameters.population.outside_entry_share,
        "beginner_groups": int(structure.people.group_of_age[24]) + 1,
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-9), name


def test_a_reservation_wage_is_a_margin_over_pay_or_a_part_of_the_last_that_fades(model):
    given = numbers(model)._replace(
        reservation=0.6,
        income_reservation=1e-6,
        reservation_memory=0.25,
        reservation_decay=0.02,
        offer_margin=0.03,
    )
    assert reservation_wage(EMPLOYED, 500.0, 9_999.0, 30, 10**5, given) == pytest.approx(515.0)
    base = 0.25 * 400.0 + 0.75 * 800.0
    for status in (UNEMPLOYED, OUTSIDE):
        found = reservation_wage(status, 400.0, 800.0, 10, 10**5, given)
        assert found == pytest.approx(base * (0.6 + 0.1) * 0.8)
    assert reservation_wage(UNEMPLOYED, 400.0, 800.0, 80, 0.0, given) == 0.0


def test_skill_in_another_occupation_decays_for_two_years_at_most():
    transfer = np.array([[1.0, 0.5], [0.8, 1.0]])
    assert skill_in(1, 0, 10_000, 0, transfer, 0.01) == 5_000
    assert skill_in(0, 1, 10_000, 10, transfer, 0.01) == 7_200
    assert skill_in(0, 0, 10_000, 24, transfer, 0.01) == skill_in(0, 0, 10_000, 99, transfer, 0.01) == 7_600
    assert skill_in(1, 0, 100, 0, transfer, 0.01) == 64
    assert skill_in(0, 0, 65_400, 0, transfer, 0.0) == 65_000
    assert [months_without_job(status, 9, 0.5) for status in (UNEMPLOYED, OUTSIDE, EMPLOYED)] == [9, 4, 0]
    assert [is_newcomer(u, 0.2) for u in (0.79, 0.81)] == [False, True]


def test_lists_have_room_for_one_more_than_a_block():
    """An entry is written before it is known to count."""
    assert separations.ROOM > separations.BLOCK


def test_the_wage_premium_of_a_vacancy_is_that_of_the_firm():
    slots = np.array(
        [
            -1,
            (int(np.float32(1.25).view(np.int32)) << 32) | 7,
            -1,
            (int(np.float32(0.8).view(np.int32)) << 32) | 9,
        ]
    )
    assert premium_of(slots, 0) == 1.25
    assert premium_of(slots, 1) == np.float32(0.8)


@pytest.mark.parametrize("units", [1.0, 40.0, 3e9, 5e12])
@pytest.mark.parametrize("pot", [1, 10**9, 4 * 10**18])
def test_a_pot_is_paid_out_but_for_next_to_nothing(units, pot):
    rate = claim_rate(pot, units)
    paid = rate * int(units) / 2**POINT
    assert paid <= pot
    most = (1 << 62) // int(min(max(1.0, units), MOST_UNITS))
    if rate < most:
        assert paid >= pot * (1.0 - 1.5e-12) - units / 2**POINT
    assert rate * min(units, MOST_UNITS) < 2.0**62 * (1.0 + 1e-12)


def test_claims_of_nobody_or_on_nothing_pay_nothing():
    assert claim_rate(0, 9.0) == claim_rate(-5, 9.0) == claim_rate(9, 0.0) == 0
    assert claim_rate(9, 0.5) == int(18 * 2**POINT * (1.0 - 1e-12))


def test_the_propensity_falls_with_the_power_of_income_above_the_mean():
    table = propensity_table(0.8, 0.3)
    assert table.size == KNOTS + 2
    share = np.arange(KNOTS + 1) / KNOTS
    with np.errstate(divide="ignore"):
        expected = np.where(share > 0.5, 0.8 * ((1.0 - share) / share) ** 0.3, 0.8)
    np.testing.assert_allclose(table[:-1], expected, rtol=1e-9, atol=1e-12)
    assert table[-1] == table[-2]


@pytest.mark.parametrize("brackets", [1, 3, LINES, LINES + 1])
def test_the_highest_of_the_lines_is_the_tax(brackets):
    floor, rate = 1_000.0 * np.arange(brackets), np.linspace(0.1, 0.5, brackets)
    slope, offset = tax_lines(floor, rate)
    assert slope.size == offset.size == -(-brackets // LINES) * LINES
    tops = np.append(floor[1:], np.inf)
    for income in np.linspace(0.0, 1_000.0 * (brackets + 2), 23):
        due = (rate * np.clip(income - floor, 0.0, tops - floor)).sum()
        assert max(0.0, (slope * income - offset).max()) == pytest.approx(due, rel=1e-12, abs=1e-9)


def test_what_a_household_needs_relative_to_one_adult():
    """The three-parameter scale by its definition: two adults share by the root, others by the power 0.7."""
    for grown in range(5):
        for minors in range(5):
            if minors == 0 and grown <= 2:
                expected = max(grown, 1) ** 0.5
            elif grown == 1:
                expected = (1.0 + 0.8 + 0.5 * (minors - 1)) ** 0.7
            else:
                expected = (max(grown, 1) + 0.5 * minors) ** 0.7
            assert three_parameter_scale(grown, minors) == pytest.approx(expected, rel=1e-12), (grown, minors)


def test_poverty_lines_follow_prices_and_the_people_of_the_household(model):
    structure, prices = model.structure, float(model.state.macro.price_level[0])
    found = lines_in_force(model.state, structure, model.scenario, 77)
    first = 100.0 * model.scenario.government.poverty_line * prices
    more = structure.figure("poverty_guideline_more") / structure.figure("poverty_guideline")
    people = np.arange(MOST_PEOPLE + 1)
    np.testing.assert_allclose(found.official, first * (1.0 + more * np.maximum(people - 1, 0)), rtol=1e-12)
    for row, home in enumerate(("tenants", "owners")):
        line = structure.figure(f"supplemental_line_{home}") * prices * 100.0 / 12.0
        for grown, minors in ((1, 0), (2, 2), (1, 3), (3, 1)):
            expected = line * three_parameter_scale(grown, minors) / three_parameter_scale(2, 2)
            assert found.supplemental[row, grown, minors] == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(found.parts, 1.0 / np.maximum(np.arange(MOST_ADULTS + 1), 1), rtol=1e-12)
    assert found.property_rate == 77


@pytest.mark.parametrize(("cut", "key", "moves"), [
    (0.0, None, False), (0.1, None, True), (0.0, "labour.hours_elasticity", True),
    (0.0, "labour.hours_income", True),
    (0.0, "labour.part_time", True),
])  # fmt: skip
def test_hours_move_where_anything_moves_them(model, cut, key, moves):
    still = {"labour.hours_elasticity": 0.0, "labour.hours_income": 0.0, "labour.part_time": 0.0}
    parameters = model.scenario.with_(still | ({key: 0.3} if key else {}))
    levers = model.policies.levers_in_force(model.state, 0)._replace(hours_cut=cut)
    found = working_time_in_force(model.state, model.structure, parameters, levers, 500.0, 1, 0)
    assert found.moves == moves
    assert found.week == 1.0 - cut
    assert found.everyone == 500.0
    full = 1.0 / (1.0 - 0.5 * parameters.labour.part_time * model.structure.figure("part_time_share"))
    assert found.full_time == pytest.approx(full)
