"""Separations, search and matching on a hand-made economy of one occupation, against what theory says."""

import math

import numpy as np
import pytest

from sim.experiments.verification.economies import EMPLOYER, HIRING, OCCUPATION
from sim.phases import hiring, search, separations
from sim.rules.hazards import profile_of
from sim.rules.life_cycle import life_cycle_of
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, SKILL_ONE, TYPES, UNEMPLOYED

from .one_occupation import check_teams, employ


def urn_ball(vacancies: int, seekers: int) -> tuple[float, float]:
    """Return mean and variance of the hires when every seeker applies to one vacancy (occupancy of urns)."""
    empty = (1.0 - 1.0 / vacancies) ** seekers
    both_empty = (1.0 - 2.0 / vacancies) ** seekers
    variance = vacancies * (vacancies - 1) * both_empty + vacancies * empty - (vacancies * empty) ** 2
    return vacancies * (1.0 - empty), variance


@pytest.mark.parametrize(
    ("vacancies", "seekers"), [(5, 400), (60, 400), (400, 400), (1_500, 400), (2_000, 60)]
)
def test_hires_follow_the_urn_ball_function(one_occupation, vacancies, seekers):
    repeats, hires = 60, []
    model = one_occupation(unemployed=seekers)
    workers, teams = model.state.workers, model.state.teams
    before = [column.copy() for column in (*workers, *teams)]
    for month in range(repeats):
        for column, kept in zip((*workers, *teams), before, strict=True):
            column[:] = kept
        flows = employ(model, vacancies, month)
        assert flows.counts[separations.SEEKERS] == seekers
        hires.append(int(flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED]))
        assert hires[-1] == teams.headcount[HIRING] == (workers.team == HIRING).sum()
        assert flows.openings[OCCUPATION] == vacancies - hires[-1]
    mean, variance = urn_ball(vacancies, seekers)
    assert abs(np.mean(hires) - mean) < 5.0 * math.sqrt(variance / repeats) + 1e-9
    # the spread is that of independent applications too: chi squared, 59 degrees of freedom, five deviations
    if variance > 1.0:
        assert abs(np.var(hires, ddof=1) / variance - 1.0) < 5.0 * math.sqrt(2.0 / (repeats - 1))


def test_every_applicant_is_as_likely_to_be_picked(one_occupation):
    seekers, vacancies, repeats = 400, 40, 200
    model = one_occupation(unemployed=seekers)
    workers, teams = model.state.workers, model.state.teams
    before = [column.copy() for column in (*workers, *teams)]
    hired = np.zeros(seekers)
    for month in range(repeats):
        for column, kept in zip((*workers, *teams), before, strict=True):
            column[:] = kept
        employ(model, vacancies, month)
        hired += workers.team[:seekers] == HIRING
    share = hired.sum() / (seekers * repeats)
    # by quarters of the rows, so that a preference for low or high rows shows
    quarters = hired.reshape(4, -1).sum(axis=1) / (seekers / 4 * repeats)
    error = math.sqrt(share * (1.0 - share) / (seekers / 4 * repeats))
    assert np.abs(quarters - share).max() < 5.0 * error


@pytest.mark.parametrize(("separation", "search"), [(0.02, 0.3), (0.05, 0.45)])
def test_unemployment_settles_at_s_over_s_plus_f(one_occupation, separation, search):
    people, months, vacancies = 20_000, 120, 400_000
    model = one_occupation(
        people, unemployed=people // 2, labour__quit_rate=separation, labour__unemployed_search=search
    )
    workers = model.state.workers
    rates = []
    for month in range(months):
        employ(model, vacancies, month)
        rates.append(float((workers.status == UNEMPLOYED).mean()))
        assert model.state.teams.headcount.sum() == (workers.status == EMPLOYED).sum()
    # two applicants for one vacancy: with V vacancies and S seekers a seeker finds a job with M / S
    seekers = separation / (separation + search) * people * search
    finding = search * urn_ball(vacancies, round(seekers))[0] / seekers
    settled = separation / (separation + finding)
    # the rate follows u' = u + s (1 - u) - f u: it closes a share s + f of the gap a month
    memory = 1.0 - separation - finding
    path = settled + (0.5 - settled) * memory ** np.arange(1, months + 1)
    noise = math.sqrt(settled * (1.0 - settled) / people)
    late = slice(30, None)  # the gap is below 1e-5 by then
    error = noise * math.sqrt(
        (1.0 + memory) / (1.0 - memory) / (months - 30)
    )  # an autoregression of order one
    assert abs(np.mean(rates[late]) - settled) < 5.0 * error + 1e-5
    # and on the way there; the crowd of seekers of the first months finds jobs a little more slowly
    assert (
        np.abs(rates[:12] - path[:12]).max()
        < 5.0 * math.sqrt(0.25 / people) + 0.5 * search * people / vacancies
    )


def test_layoffs_follow_the_rate_of_the_team(one_occupation):
    model = one_occupation(20_000)
    model.state.teams.layoff_rate[EMPLOYER] = 0.1
    flows = employ(model, 0)
    laid_off = int(flows.counts[separations.LAYOFFS])
    assert abs(laid_off - 2_000) < 5.0 * math.sqrt(20_000 * 0.1 * 0.9)
    assert (model.state.workers.status == UNEMPLOYED).sum() == laid_off
    assert (model.state.workers.status_month[model.state.workers.status == UNEMPLOYED] == 0).all()


def test_one_draw_decides_for_an_employed_person(one_occupation):
    # hazards add up: leave the labour force, quit, dismissed, laid off, and the seekers among those who stay
    model = one_occupation(
        20_000, population__employed_exit_rate=0.03, labour__quit_rate=0.05, labour__dismissal_rate=0.02,
        labour__employed_search=0.1,
    )  # fmt: skip
    model.state.teams.layoff_rate[EMPLOYER] = 0.2
    counts = employ(model, 0).counts
    expected = {
        separations.EMPLOYED_TO_OUTSIDE: 0.03, separations.QUITS_TO_UNEMPLOYMENT: 0.05,
        separations.DISMISSALS: 0.02,
        separations.LAYOFFS: 0.2, separations.SEEKERS_EMPLOYED: 0.1,
    }  # fmt: skip
    for column, rate in expected.items():
        assert abs(counts[column] / 20_000 - rate) < 5.0 * math.sqrt(rate * (1.0 - rate) / 20_000), column


@pytest.mark.parametrize(("premium", "moves"), [(1.019, False), (1.021, True)])
def test_the_employed_move_for_two_percent_more(one_occupation, premium, moves):
    model = one_occupation(labour__employed_search=1.0, labour__offer_margin=0.02)
    model.state.firms.premium[1] = premium
    flows = employ(model, 10)
    assert (flows.hires[hiring.JOB_TO_JOB] == 10) == moves
    assert (flows.hires[hiring.JOB_TO_JOB] == 0) != moves
    assert model.state.teams.headcount[EMPLOYER] == 2_000 - flows.hires[hiring.JOB_TO_JOB]


@pytest.mark.parametrize(("months", "takes"), [(3, False), (9, True)])
def test_the_reservation_wage_falls_with_time_without_work(one_occupation, months, takes):
    # the offer is 75 % of the last wage; the reservation wage is 0.9 (1 - 0.03 x months) of it
    model = one_occupation(unemployed=500, labour__reservation_wage=0.9, labour__reservation_decay=0.03)
    model.state.workers.status_month[:] = -months
    model.state.firms.premium[1] = 0.75
    flows = employ(model, 50)
    assert (flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED] > 0) == takes


@pytest.mark.parametrize(("ubi", "takes"), [(0.0, True), (1_000.0, False)])
def test_a_basic_income_raises_the_reservation_wage(one_occupation, ubi, takes):
    # the offer is a hair above the reservation wage of a person without other income
    model = one_occupation(
        unemployed=500,
        labour__reservation_wage=0.8,
        labour__reservation_decay=0.0,
        policy=[{"kind": "universal_basic_income", "amount": ubi}],
    )
    model.state.firms.premium[1] = 0.801
    flows = employ(model, 50)
    assert (flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED] > 0) == takes


@pytest.mark.parametrize("effect", [0.03, 0.06])
def test_unearned_income_lowers_participation_by_the_income_effect(one_occupation, effect):
    people, counts = 400_000, []
    for ubi in (0.0, 1_000.0):
        model = one_occupation(
            people, outside=people // 2, population__income_effect=effect,
            population__employed_exit_rate=0.03,
            labour__outside_search=0.0485, policy=[{"kind": "universal_basic_income", "amount": ubi}],
        )  # fmt: skip
        flows = employ(model, 0)
        exits, entries = flows.counts[[separations.EMPLOYED_TO_OUTSIDE, separations.SEEKERS_OUTSIDE]]
        counts.append((int(exits), int(entries)))
    (exits, entries), (more_exits, fewer_entries) = counts
    # two states, hazards out and in: participation settles at p = in / (in + out), 61.8 % here; both
    # hazards move by a part z, so it falls by 2 z p (1 - p)
    p = 0.0485 / (0.0485 + 0.03)
    z = 0.5 * (more_exits / exits - 1.0) + 0.5 * (1.0 - fewer_entries / entries)
    # the same draws decide with and without: only those between the two hazards count, a Poisson number
    error = 0.5 * math.sqrt((more_exits - exits) / exits**2 + (entries - fewer_entries) / entries**2)
    assert abs(2.0 * z * p * (1.0 - p) - effect) < 5.0 * 2.0 * p * (1.0 - p) * error


@pytest.mark.parametrize("effect", [0.25, 0.5])
def test_wages_worth_less_than_life_without_a_job_lower_participation(one_occupation, effect):
    people, counts = 400_000, []
    for option in (0.5, math.exp(0.4)):  # of the going wage: one below it, one 0.4 log points above
        model = one_occupation(
            people, outside=people // 2, population__wage_effect=effect, wages__outside_option=option,
            population__employed_exit_rate=0.03, labour__outside_search=0.0485,
        )  # fmt: skip
        model.state.macro.price_level[0] = 1.0
        flows = employ(model, 0)
        exits, entries = flows.counts[[separations.EMPLOYED_TO_OUTSIDE, separations.SEEKERS_OUTSIDE]]
        counts.append((int(exits), int(entries)))
    (exits, entries), (more_exits, fewer_entries) = counts
    p = model.structure.figure("participation_rate")
    z = 0.5 * (more_exits / exits - 1.0) + 0.5 * (1.0 - fewer_entries / entries)
    error = 0.5 * math.sqrt((more_exits - exits) / exits**2 + (entries - fewer_entries) / entries**2)
    assert abs(2.0 * z * (1.0 - p) - 0.4 * effect) < 5.0 * 2.0 * (1.0 - p) * error


def test_those_outside_find_work_or_go_on_looking_as_unemployed(one_occupation):
    model = one_occupation(
        20_000, outside=10_000, labour__outside_search=0.1, population__outside_entry_share=1.0
    )
    workers = model.state.workers
    flows = employ(model, 300)
    seekers = int(flows.counts[separations.SEEKERS_OUTSIDE])
    assert abs(seekers - 1_000) < 5.0 * math.sqrt(10_000 * 0.1 * 0.9)
    hired = int(flows.hires[hiring.OUTSIDE_TO_EMPLOYED])
    mean, variance = urn_ball(300, seekers)
    assert abs(hired - mean) < 5.0 * math.sqrt(variance)
    assert (workers.status == UNEMPLOYED).sum() == seekers - hired
    assert (workers.status == OUTSIDE).sum() == 10_000 - seekers


def test_newcomers_draw_a_fresh_skill(one_occupation):
    model = one_occupation(20_000, outside=15_000, labour__outside_search=0.5, labour__newcomer_share=1.0)
    workers = model.state.workers
    workers.skill[workers.status == OUTSIDE] = 64  # a skill they would not draw
    employ(model, 20_000)
    new = workers.skill[workers.team == HIRING] / SKILL_ONE
    assert new.size > 3_000
    # a lognormal with mean 1 from a bell-shaped draw: the spread of the log is that of the occupation
    sd = model.structure.log_wage_sd[OCCUPATION]
    assert abs(new.mean() - 1.0) < 5.0 * new.std() / math.sqrt(new.size)
    # the fourth moment of the draw is 2.7, so its sample deviation is known to sqrt(1.7 / 4 n)
    assert abs(np.log(new).std() / sd - 1.0) < 5.0 * math.sqrt(1.7 / 4 / new.size) + 1.0 / 64


@pytest.mark.parametrize("general", [0.0, 0.7, 1.0])
def test_a_change_of_occupation_keeps_the_general_part_of_the_wage(build, general):
    model = build(population__general_skill=general, population__occupation_change_loss=0.0)
    wage, transfer = model.structure.base_wage, model.structure.transfer
    gap = np.log(wage[None, :] / wage[:, None])
    change = np.log(transfer * wage[None, :] / wage[:, None])  # of pay, for a move from row to column
    np.testing.assert_allclose(change, (1.0 - general) * gap, atol=1e-12)
    assert (np.diag(transfer) == 1.0).all()


def test_skill_decays_for_two_years_at_most():
    one = np.ones((1, 1))
    skills = [search.skill_in(0, 0, SKILL_ONE, months, one, 0.01) for months in (0, 1, 24, 60)]
    assert skills == [SKILL_ONE, int(SKILL_ONE * 0.99), int(SKILL_ONE * 0.76), int(SKILL_ONE * 0.76)]


def test_a_changer_goes_where_the_mobility_network_leads(build):
    model = build()
    structure = model.structure
    posted = np.ones(22, np.int64) * 100
    table = hiring.destinations(structure, posted)
    np.testing.assert_allclose(table[..., -1], 1.0, rtol=1e-12)
    weights = structure.mobility * (posted / structure.jobs)
    expected = weights / weights.sum(axis=1, keepdims=True)
    for group in np.diff(table, axis=2, prepend=0.0):  # ages do not differ
        np.testing.assert_allclose(group, expected, atol=1e-12)
    # nobody hires: the network alone
    table = hiring.destinations(structure, np.zeros(22, np.int64))[0]
    np.testing.assert_allclose(np.diff(table, axis=1, prepend=0.0), structure.mobility, atol=1e-6)
    draws = (np.arange(10_000) + 0.5) / 10_000
    for own in (0, 13, 21):
        drawn = (
            np.bincount([separations.other_occupation(own, u, table) for u in draws], minlength=22)
            / draws.size
        )
        np.testing.assert_allclose(drawn, structure.mobility[own], atol=2e-4)


def test_retraining_lasts_its_months_and_ends_in_another_occupation(one_occupation):
    model = one_occupation(unemployed=1_000)
    workers = model.state.workers
    flows = employ(model, 0, month=0, retraining_seats=0.3, retraining_months=3)
    entered = workers.status == RETRAINING
    assert entered.sum() == flows.counts[separations.RETRAINING_ENTRIES]
    assert abs(entered.sum() - 300) < 5.0 * math.sqrt(1_000 * 0.3 * 0.7)
    target = workers.retraining_target.copy()
    assert (target[entered] != OCCUPATION).all()
    for month in (1, 2):
        employ(model, 0, month=month, retraining_months=3)
        np.testing.assert_array_equal(workers.status == RETRAINING, entered)
    flows = employ(model, 0, month=3, retraining_months=3)
    assert flows.counts[separations.RETRAINING_EXITS] == entered.sum()
    assert (workers.status[entered] == UNEMPLOYED).all()
    np.testing.assert_array_equal(workers.occupation[entered], target[entered])


def test_wages_are_reviewed_once_a_year(one_occupation):
    model = one_occupation(population__skill_growth=0.0, wages__rigidity=0.7)
    workers, teams = model.state.workers, model.state.teams
    old = int(workers.wage[0])
    model.state.macro.occupation_wage[:] *= 1.1
    employ(model, 0, month=5)
    due = (np.arange(workers.wage.size) + 5) % 12 == 0
    np.testing.assert_array_equal(workers.wage[~due], old)
    np.testing.assert_allclose(workers.wage[due], 1.1 * old, atol=1.0)
    model.state.macro.occupation_wage[:] /= 1.1 * 1.1
    employ(model, 0, month=6)
    due = (np.arange(workers.wage.size) + 6) % 12 == 0
    # a cut reaches people in part
    np.testing.assert_allclose(workers.wage[due], old - 0.3 * (old - old / 1.1), atol=1.5)
    assert teams.wage_bill[EMPLOYER] == workers.wage.sum()


def test_nobody_is_hired_where_nobody_posts(one_occupation):
    model = one_occupation(unemployed=500, labour__employed_search=0.3)
    flows = employ(model, 0)
    assert flows.hires.sum() == 0
    assert flows.openings.sum() == 0
    assert flows.counts[separations.SEEKERS] > 500


@pytest.mark.parametrize("alone", [True, False])
def test_sums_of_a_team_are_those_of_its_people(one_occupation, alone):
    model = one_occupation(
        unemployed=300, outside=300, alone=alone, labour__quit_rate=0.05, labour__employed_search=0.5,
        labour__outside_search=0.2,
        labour__newcomer_share=0.5, population__skill_growth=0.02,
    )  # fmt: skip
    model.state.firms.premium[1] = 1.2
    for month in range(24):
        employ(model, 40, month)
        check_teams(model.state)


@pytest.mark.parametrize(("part", "expected"), [(0.0, 1.0), (0.5, 1.2**0.5), (1.0, 1.2)])
def test_last_wages_outside_the_labour_force_follow_wages_once_a_year(build, part, expected):
    model = build(alone=True, government__last_wage_indexation=part)
    workers, ring = model.state.workers, model.state.macro.wages_last_year
    ring[:] = 100_000.0
    workers.status[:] = OUTSIDE
    workers.team[:] = -1
    model.state.teams.headcount[:] = model.state.teams.skill_sum[:] = model.state.teams.wage_bill[:] = 0
    before = workers.wage.copy()
    ring[11] = 120_000.0  # the month before month 0, a fifth above a year ago
    employ(model, 0)
    changed = workers.wage != before
    if part:
        assert changed.mean() == pytest.approx(1.0 / 12.0, abs=0.01)
    np.testing.assert_allclose(workers.wage[changed], before[changed] * expected, atol=0.51)


@pytest.mark.parametrize("notice", [0.0, 0.6, 1.0])
def test_who_is_told_of_a_layoff_applies_in_the_same_month_and_is_hired_once(one_occupation, notice):
    people, vacancies = 20_000, 4_000
    model = one_occupation(people, careers__notice=notice)
    workers, teams = model.state.workers, model.state.teams
    teams.layoff_rate[EMPLOYER] = 0.1
    flows = employ(model, vacancies, 7)
    laid_off, told = int(flows.counts[separations.LAYOFFS]), int(flows.counts[separations.SEEKERS_UNEMPLOYED])
    # five standard deviations of the share that is told
    assert abs(told - notice * laid_off) <= 5.0 * math.sqrt(laid_off * notice * (1.0 - notice))
    at_once = int(flows.hires[hiring.LAID_OFF_TO_EMPLOYED])
    mean, variance = urn_ball(vacancies, told)
    assert abs(at_once - mean) <= 5.0 * math.sqrt(max(variance, 0.0)) + 1e-9
    assert flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED] == flows.hires[hiring.JOB_TO_JOB] == 0
    assert at_once == teams.headcount[HIRING] == (workers.team == HIRING).sum()
    assert flows.openings[OCCUPATION] == vacancies - at_once
    assert (workers.status == UNEMPLOYED).sum() == laid_off - at_once
    assert teams.headcount.sum() == people - laid_off + at_once == (workers.status == EMPLOYED).sum()


def test_nobody_who_quits_is_told(one_occupation):
    model = one_occupation(20_000, careers__notice=1.0, labour__quit_rate=0.1)
    flows = employ(model, 4_000)
    assert flows.counts[separations.QUITS_TO_UNEMPLOYMENT] > 1_000
    assert flows.counts[separations.SEEKERS_UNEMPLOYED] == flows.hires.sum() == 0


@pytest.mark.parametrize("seniority", [0.0, 1.0])
def test_a_team_lays_off_as_many_with_seniority_and_fewer_of_those_long_in_it(one_occupation, seniority):
    people, rate, held = 40_000, 0.1, (1, 200)
    model = one_occupation(people, careers__seniority=seniority, careers__new_job_risk=2.0)
    workers, half = model.state.workers, people // 2
    workers.status_month[:half], workers.status_month[half:] = -held[0], -held[1]
    risks = profile_of(model.scenario.careers)[list(held)] ** seniority
    model.state.macro.layoff_risk[0] = risks.mean()
    model.state.teams.layoff_rate[EMPLOYER] = rate
    flows = employ(model, 0)
    laid_off = workers.status == UNEMPLOYED
    assert laid_off.sum() == flows.counts[separations.LAYOFFS]
    for found, risk in zip((laid_off[:half], laid_off[half:]), risks, strict=True):
        expected = rate * risk / risks.mean()
        assert abs(found.mean() - expected) < 5.0 * math.sqrt(expected * (1.0 - expected) / half)
    assert model.state.macro.layoff_risk[0] == pytest.approx(
        risks.mean(), rel=1e-4
    )  # halves of those reviewed


def test_the_mean_risk_is_found_where_it_was_not_known(one_occupation):
    """A tenth of the gap closes in a month, as a mean of about a year does."""
    model = one_occupation(2_400, careers__seniority=1.0, careers__new_job_risk=2.0)
    risk = float(profile_of(model.scenario.careers)[5])
    found = model.state.macro.layoff_risk
    found[0] = 1.0
    for month in range(12):
        model.state.workers.status_month[:] = month - 5
        employ(model, 0, month)
        # shares of the team's rate are kept to 2^-20
        assert found[0] == pytest.approx(risk + 0.9 ** (month + 1) * (1.0 - risk), rel=1e-5)


@pytest.mark.parametrize(("memory", "takes"), [(0.10, True), (0.12, False)])
def test_the_reservation_wage_follows_the_last_wage_as_far_as_it_is_remembered(one_occupation, memory, takes):
    # twice the present wage was earned: 0.9 (2 m + 1 - m) of it is 1 where m = 1 / 9
    model = one_occupation(
        unemployed=500, labour__reservation_wage=0.9, labour__reservation_decay=0.0,
        labour__reservation_memory=memory,
    )  # fmt: skip
    model.state.workers.wage[:500] *= 2
    flows = employ(model, 50)
    assert (flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED] > 0) == takes


@pytest.mark.parametrize("cut", [0.0, 1.0, 2.0, 20.0])
def test_vacancies_refuse_beginners_for_the_work_that_ai_does(one_occupation, cut):
    """The young find fewer jobs the more AI does in the occupation, half as many at least; others as many."""
    refused = min(0.5, 1.0 - math.exp(-cut * 0.3))
    seekers, vacancies = 8_000, 400_000
    model = one_occupation(20_000, unemployed=seekers, population__entry_cut=cut)
    groups = model.structure.people.group_of_age
    workers, half = model.state.workers, seekers // 2
    workers.cell[:half], workers.cell[half:] = TYPES * int(groups[20]), TYPES * int(groups[40])
    employ(model, vacancies, by_ai=0.3)
    hired = workers.team[:seekers] == HIRING
    # so many vacancies that hardly two apply to one: a part below seekers / vacancies finds none for that
    crowded = seekers / vacancies
    for found, share in ((hired[:half], 1.0 - refused), (hired[half:], 1.0)):
        noise = 5.0 * math.sqrt(share * (1.0 - share) / half)
        assert share - crowded - noise <= found.mean() <= share + noise


@pytest.mark.parametrize(("months", "expected"), [(0, 0.1), (5, 0.6), (40, 0.9)])
def test_search_widens_with_the_spell(one_occupation, months, expected):
    """The chance to apply elsewhere rises by its own size a month here, up to nine in ten."""
    seekers = 8_000
    model = one_occupation(
        20_000, unemployed=seekers, labour__other_occupation=0.1, careers__search_widening=1.0
    )
    workers = model.state.workers
    model.structure.leaving[:] = 1.0
    workers.status_month[:seekers] = -months
    employ(model, 400_000)  # all in the own group: whoever applies elsewhere finds none
    found = (workers.team[:seekers] == HIRING).mean()
    noise = 5.0 * math.sqrt(expected * (1.0 - expected) / seekers)
    assert 1.0 - expected - seekers / 400_000 - noise <= found <= 1.0 - expected + noise


@pytest.mark.parametrize("loss", [0.0, 2.0])
def test_who_is_hired_without_a_job_in_a_slump_brings_less(one_occupation, loss):
    model = one_occupation(
        unemployed=500, outside=500, careers__slack_loss=loss, labour__outside_search=0.9,
        labour__employed_search=0.9,
    )  # fmt: skip
    workers, state = model.state.workers, model.state
    state.firms.premium[1] = 1.2
    state.macro.unemployment_rate[0] = 1.5 * model.scenario.wages.natural_unemployment_rate + 0.05
    before = workers.status.copy()
    employ(model, 2_000)
    hired = workers.team == HIRING
    for status, kept in ((EMPLOYED, 1.0), (UNEMPLOYED, 1.0 - 0.05 * loss), (OUTSIDE, 1.0 - 0.05 * loss)):
        skills = workers.skill[hired & (before == status)]
        assert skills.size > 100
        assert np.abs(skills - SKILL_ONE * kept).max() <= 1.0
    # in a boom nobody gains
    state.macro.unemployment_rate[0] = 0.0
    employ(model, 500, month=1)
    assert workers.skill.max() <= SKILL_ONE


@pytest.mark.parametrize("part", [0.25, 0.6, 1.0])
def test_a_part_of_the_vacancies_looks_at_applicants(one_occupation, part):
    """Applicants meet that part alone, which differs from month to month; the rest stays open."""
    vacancies, seekers, repeats, hires = 400, 800, 30, []
    model = one_occupation(unemployed=seekers, labour__recruiting=part)
    workers, teams = model.state.workers, model.state.teams
    before = [column.copy() for column in (*workers, *teams)]
    for month in range(repeats):
        for column, kept in zip((*workers, *teams), before, strict=True):
            column[:] = kept
        flows = employ(model, vacancies, month)
        hires.append(int(flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED]))
        assert flows.openings[OCCUPATION] == vacancies - hires[-1]
    mean, variance = urn_ball(min(vacancies, int(part * vacancies + 1.0)), seekers)
    assert abs(np.mean(hires) - mean) < 5.0 * math.sqrt(variance / repeats) + 1e-9


@pytest.mark.parametrize(("ratio", "kept", "spell"), [(0.0, 1.0, 1.0), (0.5, 0.9, 0.95)])
def test_skill_is_lost_outside_the_labour_force_too(one_occupation, ratio, kept, spell):
    """Who gives up keeps the loss of ten months; ten months outside take half as much."""
    model = one_occupation(
        unemployed=1_000, outside=500, population__skill_decay=0.01, careers__loss_outside=ratio,
        population__unemployed_exit_rate=0.9, labour__outside_search=0.98, labour__search_decay=0.0,
    )  # fmt: skip
    workers = model.state.workers
    workers.status_month[:] = -10
    before = workers.status.copy()
    employ(model, 2_000)
    gave_up = (before == UNEMPLOYED) & (workers.status == OUTSIDE)
    hired = (before == OUTSIDE) & (workers.team == HIRING)
    assert gave_up.sum() > 100
    assert hired.sum() > 100
    assert np.abs(workers.skill[gave_up] - kept * SKILL_ONE).max() <= 1.0
    assert np.abs(workers.skill[hired] - spell * SKILL_ONE).max() <= 1.0


@pytest.mark.parametrize(("share", "tenure", "takes"), [(0.0, 36, False), (0.8, 36, True), (0.8, 120, False)])
def test_wage_insurance_makes_the_displaced_take_lower_pay(one_occupation, share, tenure, takes):
    # the offer is 75 % of the last wage, nine tenths are asked for; 0.75 + 0.8 x 0.25 is 0.95
    model = one_occupation(
        unemployed=500, labour__reservation_wage=0.9, labour__reservation_decay=0.0,
        policy=[{"kind": "wage_insurance", "share": share, "most": 20_000.0, "tenure": tenure}],
    )  # fmt: skip
    model.state.firms.premium[1] = 0.75
    model.state.workers.job_lost[:500] = 20  # quarters
    flows = employ(model, 50)
    assert (flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED] > 0) == takes


def test_people_learn_with_age_and_less_while_ages_stand_still(one_occupation):
    for month in (-24, 12):
        model = one_occupation(
            20_000, population__life_cycle=True, population__skill_growth=0.1, run__burn_in_months=24
        )
        workers = model.state.workers
        workers.age[:] = 40
        chances = life_cycle_of(model.structure, model.scenario, np.ones(3), 1, month)
        employ(model, 0, month=month)
        due = ((np.arange(workers.age.size) + month) % 12 == 0) & (workers.status == EMPLOYED)
        ages = np.unique(workers.age[due])
        assert set(ages) == ({40, 41} if month < 0 else {41})
        for age in ages:
            here = due & (workers.age == age)
            learned = SKILL_ONE * (1.0 + 0.1 * chances.older[age])
            assert np.abs(workers.skill[here] - learned).max() <= 1.0
        assert (chances.older[40] == 1.0) == (month >= 0)
