"""Who leaves, looks, is hired and at what pay in one month, each worked out again from columns and draws."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.kernels.draws import bits, uniform
from sim.phases import hiring, search, separations
from sim.phases.hazards_in_force import (
    changing,
    destinations,
    first_jobs,
    mean_hazards,
    retirement,
    separation_numbers,
)
from sim.rules.grants import (
    grants_in_force,
    guarantee_in_force,
    recipients_of,
    takes_guaranteed_job,
    unearned,
)
from sim.rules.hazards import LONGEST, hazards_of
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, SKILL_ONE, TYPES, UNEMPLOYED
from sim.state.levers import full_time_wage

from .one_occupation import check_teams
from .watched import stream


@pytest.fixture(scope="module")
def rates(watched):
    """Return the hazards and the other numbers of the month."""
    model, before, levers = watched.model, watched.before["hiring"], watched.flows.levers
    rules = model.rules.in_month(before, model.structure, model.scenario, levers, model.seed, model.month)
    people = model.structure.people
    if model.scenario.population.life_cycle:
        people = people._replace(retirement=retirement(model.structure, model.month))
    mean = mean_hazards(before, model.scenario)
    risk = float(before.macro.layoff_risk[0])
    cut = rules.wages.cut_pass_through(rules.moments["wages"])
    return SimpleNamespace(
        hazards=hazards_of(model.scenario.careers, people, mean, risk),
        numbers=separation_numbers(before, model.structure, model.scenario, levers, cut, model.month),
        grants=grants_in_force(levers, model.seed),
        guarantee=guarantee_in_force(model.scenario, levers, model.seed),
        wage=full_time_wage(before.macro.occupation_wage, levers),
    )


def draws(watched, purpose):
    """Return the draw of every person of the month for a purpose."""
    key = stream(watched.model.seed, watched.model.month, purpose)
    return np.array([uniform(key, row) for row in range(watched.model.state.workers.age.size)])


def due(watched):
    """Return whose wage is reviewed, and who has a birthday if people have any."""
    return (np.arange(watched.model.state.workers.age.size) + watched.model.month) % 12 == 0


@pytest.fixture(scope="module")
def separated(watched, rates):
    """Return what became of people before they search; of those who have a birthday it is not known."""
    model, before, month = watched.model, watched.before["hiring"], watched.model.month
    workers, hazards, numbers = before.workers, rates.hazards, rates.numbers
    size = workers.age.size
    people = recipients_of(workers, 0, size, month)
    income = [numbers.everyone + unearned(rates.grants, k, int(workers.wage[k]), people, k)
              for k in range(size)]  # fmt: skip
    response = np.minimum(0.9, numbers.wage_response + numbers.income_response * np.array(income))
    u, cell, status = draws(watched, separations.STATUS), workers.cell, workers.status
    months = month - workers.status_month.astype(int)
    held = np.clip(months, 0, LONGEST - 1)
    at_work, outside = status == EMPLOYED, status == OUTSIDE
    jobless, learning = status == UNEMPLOYED, status == RETRAINING
    profile = hazards.profile[held]
    leaving = hazards.leaving[cell] * profile
    retires = hazards.retire[cell] * hazards.retiring[cell // TYPES, workers.occupation]
    more = leaving * response + retires * (1.0 + response)
    quit_ = leaving + hazards.quit[cell] * profile
    dismissed = quit_ + hazards.dismissal[cell] * profile
    rate = before.teams.layoff_rate[workers.team].astype(float)
    rate = np.where(rate > 0.9, rate, np.minimum(0.9, rate * hazards.layoff[cell] * hazards.risk[held]))
    looks = at_work & (u > 1.0 - hazards.job_search[cell] * hazards.ladder[held])
    goes = at_work & ~looks & (u < dismissed + rate + more)
    exits, quits = goes & (u < leaving + more), goes & (u < quit_ + more)
    fired = goes & ~quits & (u < dismissed + more)
    laid_off = goes & ~quits & ~fired
    told = (fired | laid_off) & (draws(watched, separations.NOTICE) < numbers.notice)
    fade = 1.0 / (1.0 + numbers.search_decay * months)
    steady = numbers.discouraged_share
    gives_up = np.minimum(0.9, hazards.giving_up[cell] * (1.0 + response)) * (steady + (1.0 - steady) * fade)
    pay, hours, spell = (column.astype(int) for column in (workers.wage, workers.hours, months))
    holds = np.array(
        [bool(takes_guaranteed_job(k, pay[k], hours[k], spell[k], rates.guarantee)) for k in range(size)]
    )
    as_at_work = hazards.leaving[cell] * hazards.profile[0] * (1.0 + response)
    gives_up = np.where(holds, np.minimum(gives_up, as_at_work), gives_up)
    resigns = jobless & (u < gives_up)
    trains = jobless & ~resigns & (u - gives_up < numbers.retraining_entry)
    trains &= months >= numbers.retraining_after
    seeks = jobless & ~resigns & ~trains & (u > 1.0 - hazards.finding[cell] * fade)
    ends = learning & (months >= numbers.retraining_months)
    enters = outside & (u < hazards.entry[cell] * hazards.outside[held] * (1.0 - response))
    return SimpleNamespace(
        looks=looks, exits=exits, quits=quits, fired=fired, laid_off=laid_off, told=told, goes=goes,
        resigns=resigns, trains=trains, seeks=seeks, ends=ends, enters=enters, held=held, months=months,
        known=~due(watched) | (not model.scenario.population.life_cycle), response=response,
    )  # fmt: skip


def is_exact(watched):
    """Say whether all that changes people's lives is known: nobody has a birthday."""
    return not watched.model.scenario.population.life_cycle


def test_one_draw_decides_what_becomes_of_everybody(watched, separated):
    before, after, month = (
        watched.before["hiring"].workers,
        watched.after["hiring"].workers,
        watched.model.month,
    )
    s, known = separated, separated.known
    expected = {
        OUTSIDE: s.exits | s.resigns, UNEMPLOYED: (s.quits & ~s.exits) | s.ends, RETRAINING: s.trains,
    }  # fmt: skip
    for status, rows in expected.items():
        assert (after.status[rows & known] == status).all(), status
        assert (after.status_month[rows & known] == month).all(), status
        assert (rows & known).any() or status == UNEMPLOYED
    lost = (s.fired | s.laid_off) & known
    assert np.isin(after.status[lost], (UNEMPLOYED, EMPLOYED)).all()
    assert (after.status[lost & ~s.told] == UNEMPLOYED).all()
    assert (after.status_month[lost] == month).all()
    searches = (s.seeks | s.enters | s.looks | (s.told & lost)) & known
    stays = known & ~s.goes & ~searches & ~s.resigns & ~s.trains & ~s.ends
    for name in ("status", "status_month", "team"):
        np.testing.assert_array_equal(getattr(after, name)[stays], getattr(before, name)[stays])
    assert (after.team[after.status != EMPLOYED] == -1).all()


def test_what_happened_is_counted(watched, separated):
    s, known, counts = separated, separated.known, watched.flows.labour.counts
    expected = {
        separations.EMPLOYED_TO_OUTSIDE: s.exits, separations.QUITS_TO_UNEMPLOYMENT: s.quits & ~s.exits,
        separations.DISMISSALS: s.fired, separations.LAYOFFS: s.laid_off,
        separations.UNEMPLOYED_TO_OUTSIDE: s.resigns, separations.RETRAINING_ENTRIES: s.trains,
        separations.RETRAINING_EXITS: s.ends, separations.SEEKERS_EMPLOYED: s.looks,
        separations.SEEKERS_UNEMPLOYED: s.seeks | s.told, separations.SEEKERS_OUTSIDE: s.enters,
        separations.SEEKERS: s.seeks | s.told | s.enters | s.looks,
    }  # fmt: skip
    for column, rows in expected.items():
        surely = int((rows & known).sum())
        assert surely <= counts[column] <= surely + int(due(watched).sum()), column
        assert counts[column] == surely or not is_exact(watched), column
    assert counts[separations.SEEKERS] == counts[[
        separations.SEEKERS_EMPLOYED, separations.SEEKERS_UNEMPLOYED, separations.SEEKERS_OUTSIDE,
    ]].sum()  # fmt: skip


def test_skill_is_lost_with_the_job_and_kept_by_training(watched, rates, separated):
    before, after = watched.before["hiring"].workers, watched.after["hiring"].workers
    s, known, old = separated, separated.known & ~due(watched), before.skill.astype(float)
    idle = after.status != EMPLOYED
    gone = s.goes & known & idle
    np.testing.assert_array_equal(
        after.skill[gone], np.maximum(64.0, old / rates.hazards.worth[s.held])[gone].astype(int)
    )
    np.testing.assert_array_equal(after.job_lost[gone & s.quits], 0)
    displaced = gone & ~s.quits
    np.testing.assert_array_equal(after.job_lost[displaced], (s.held // 3)[displaced])
    numbers, given_up = rates.numbers, s.resigns & known
    kept = 1.0 - numbers.skill_decay * np.minimum(s.months, 24) if numbers.loss_outside > 0.0 else 1.0
    np.testing.assert_array_equal(after.skill[given_up], np.maximum(64.0, old * kept)[given_up].astype(int))
    trained = s.ends & known
    assert trained.any()
    np.testing.assert_array_equal(after.occupation[trained], before.retraining_target[trained])
    transfer = watched.model.structure.transfer[before.occupation, before.retraining_target]
    brought = np.clip(old * transfer, 64.0, 65_000.0).astype(int)
    saved = (numbers.retraining_quality * np.maximum(0, old - brought)).astype(int)
    np.testing.assert_array_equal(after.skill[trained], (brought + saved)[trained])


def test_wages_and_skills_are_reviewed_once_a_year(watched, rates, separated):
    if not is_exact(watched):
        return  # who has a birthday may be somebody else afterwards
    model, state = watched.model, watched.before["hiring"]
    before, after = state.workers, watched.after["hiring"].workers
    hazards, s = rates.hazards, separated
    rows = due(watched) & (before.status == EMPLOYED) & ~s.goes & (after.team == before.team)
    assert rows.sum() > 10
    growth = 1.0 + hazards.skill_growth[before.cell]
    growth = growth * hazards.worth[s.held] / hazards.worth[np.maximum(s.held - 12, 0)]
    learned = np.minimum(before.skill * growth, 65_000.0).astype(int)
    np.testing.assert_array_equal(after.skill[rows], learned[rows])
    pay = rates.wage[before.occupation] * state.firms.premium[before.team // 4] * learned / SKILL_ONE
    cut = rates.numbers.cut_pass_through
    agreed = before.wage - cut * np.maximum(before.wage - pay, 0.0)
    expected = np.where(pay > before.wage, pay, agreed)
    np.testing.assert_allclose(after.wage[rows], expected[rows], atol=1.01)
    employed = due(watched) & (before.status == EMPLOYED)
    risk = hazards.layoff[before.cell] * hazards.risk[s.held] * separations.RISK_ONE
    assert watched.flows.labour.counts[separations.RISK] == risk[employed].astype(int).sum() > 0
    others = ~due(watched) & (before.status == EMPLOYED) & (after.team == before.team)
    np.testing.assert_array_equal(after.wage[others], before.wage[others])
    np.testing.assert_array_equal(after.skill[others], before.skill[others])
    idle = due(watched) & (before.status == OUTSIDE) & (after.status == OUTSIDE)
    raised = rates.numbers.outside_growth
    np.testing.assert_allclose(after.wage[idle], before.wage[idle] * raised, atol=0.51)
    last_year = state.macro.wages_last_year
    ratio = last_year[(model.month - 1) % 12] / last_year[model.month % 12]
    assert raised == pytest.approx(ratio**model.scenario.government.last_wage_indexation, rel=1e-9)
    assert raised != 1.0
    reviewed = int((due(watched) & (before.status == EMPLOYED)).sum())
    assert watched.flows.labour.counts[separations.REVIEWED] == reviewed


def applications(watched, rates, separated):
    """Return who would take the vacancy that they apply to: rows of persons, vacancies, and the teams."""
    model, state, month, s = watched.model, watched.before["hiring"], watched.model.month, separated
    numbers, hazards, before = rates.numbers, rates.hazards, state.workers
    age_differences = model.scenario.careers.age_differences
    posted = watched.flows.plans.vacancies.sum(axis=0)
    listed = np.repeat(np.arange(state.teams.vacancies.size), state.teams.vacancies)
    teams = listed[np.argsort(state.teams.occupation[listed], kind="stable")]
    first = np.concatenate([[0], np.cumsum(posted)])
    tables = (
        destinations(model.structure, posted, age_differences),
        first_jobs(model.structure, posted, age_differences),
        changing(model.structure, posted, age_differences),
    )
    other, luck = draws(watched, search.OTHER), draws(watched, search.APPLY)
    turn = uniform(stream(model.seed, month, search.TURN), 0)
    refuse = stream(model.seed, month, search.REFUSE)
    status = np.where(s.told, UNEMPLOYED, before.status)
    skill = np.where(s.told, np.maximum(64.0, before.skill / hazards.worth[s.held]), before.skill).astype(int)
    months, found = np.where(s.told, 0, s.months), []
    for row in np.flatnonzero(s.looks | s.seeks | s.enters | s.told):
        cell, own, kind = int(before.cell[row]), int(before.occupation[row]), int(status[row])
        group, u, share = cell // TYPES, other[row], hazards.newcomer[cell]
        newcomer = kind == OUTSIDE and u > 1.0 - share
        chance = hazards.other_occupation[cell] * tables[2][group, own]
        if kind == UNEMPLOYED:
            chance = min(chance * (1.0 + numbers.search_widening * months[row]), 0.9)
        if newcomer:
            occupation = int((tables[1][group][:-1] <= (u - (1.0 - share)) / share).sum())
        elif u < chance:
            occupation = int((tables[0][group, own][:-1] <= u / chance).sum())
        else:
            occupation = own
        size = int(posted[occupation])
        if size == 0:
            continue
        looking = min(size, int(numbers.recruiting * size + 1.0))
        place = int((int(luck[row] * looking) + turn) * (size / looking))
        vacancy = int(first[occupation]) + min(place, size - 1)
        team = int(teams[vacancy])
        without = {UNEMPLOYED: months[row], OUTSIDE: int(numbers.loss_outside * months[row])}.get(kind, 0)
        general = skill[row] / (hazards.worth[s.held[row]] if kind == EMPLOYED else 1.0)
        lost = 1.0 - numbers.skill_decay * min(int(without), 24)
        brings = min(max(64.0, int(general) * lost * model.structure.transfer[own, occupation]), 65_000.0)
        brings = int(brings) if kind == EMPLOYED else int(numbers.fit * int(brings))
        premium = float(state.firms.premium[team // 4])
        offer = rates.wage[occupation] * premium * brings / SKILL_ONE
        wage = int(before.wage[row])
        if kind == EMPLOYED:
            needed = (1.0 + numbers.offer_margin) * wage
        else:
            earns = rates.wage[own] * int(general) / SKILL_ONE
            part = numbers.reservation + numbers.income_reservation * _income(watched, rates, row)
            memory = numbers.reservation_memory
            needed = (memory * wage + (1.0 - memory) * earns) * part
            needed *= max(0.0, 1.0 - numbers.reservation_decay * months[row])
        takes = newcomer or (offer >= needed and team != before.team[row])
        if kind == UNEMPLOYED and offer < rates.guarantee.wage:
            takes &= not takes_guaranteed_job(
                row, wage, int(before.hours[row]), int(months[row]), rates.guarantee
            )
        if numbers.entry_cut > 0.0 and cell < TYPES * numbers.beginner_groups and takes:
            done = watched.flows.plans.done_by_ai[state.teams.occupation[team]]
            takes = uniform(refuse, vacancy) >= min(0.5, 1.0 - np.exp(-numbers.entry_cut * done))
        found.append((int(row), vacancy, team, bool(takes), brings, newcomer))
    return found


def _income(watched, rates, row):
    """Return what a person would receive outside the labour force."""
    workers = watched.before["hiring"].workers
    people = recipients_of(workers, 0, workers.age.size, watched.model.month)
    return rates.numbers.everyone + unearned(rates.grants, int(row), int(workers.wage[row]), people, row)


def test_every_vacancy_picks_one_of_those_who_would_take_it(watched, rates, separated):
    if not is_exact(watched):
        return  # of some nobody knows whether they look
    model, month = watched.model, watched.model.month
    state, after = watched.before["hiring"], watched.after["hiring"].workers
    known = ~due(watched)  # before the review of their pay
    found = applications(watched, rates, separated)
    pick = stream(model.seed, month, search.PICK)
    best: dict[int, tuple[int, int]] = {}
    for row, vacancy, _, takes, _, _ in found:
        if takes:
            best[vacancy] = max(best.get(vacancy, (-1, -1)), (int(bits(pick, row)) >> 33, row))
    picked = {row for _, row in best.values()}
    hired = set(np.flatnonzero((after.status == EMPLOYED) & (after.status_month == month)).tolist())
    # who is reviewed has another wage when they compare it with the offer
    assert {row for row in picked ^ hired if known[row]} == set()
    assert len(hired) > 25
    entry = draws(watched, search.ENTER)
    for row, _, team, _, brings, newcomer in found:
        if row not in hired or not known[row]:
            if state.workers.status[row] == OUTSIDE and row not in hired:
                stays = entry[row] >= rates.numbers.outside_entry
                assert after.status[row] == (OUTSIDE if stays else UNEMPLOYED)
            continue
        assert after.team[row] == team
        assert after.occupation[row] == state.teams.occupation[team]
        assert after.skill[row] == brings or newcomer


def test_pay_of_the_hired_is_what_the_firm_pays_for_their_skill_and_hours(watched, rates):
    model, state, after = watched.model, watched.before["hiring"], watched.after["hiring"].workers
    new = (after.status == EMPLOYED) & (after.status_month == model.month)
    premium = state.firms.premium[after.team[new] // 4].astype(float)
    pay = rates.wage[after.occupation[new]] * premium * after.skill[new] / SKILL_ONE
    np.testing.assert_allclose(after.wage[new], pay * after.hours[new] / 200.0, atol=1.01)
    rows = np.flatnonzero(new)
    old, displaced = state.workers.wage[rows].astype(int), after.job_lost[rows] > 0
    fell = np.clip(256 * (old - after.wage[rows]) // np.maximum(old, 1), 0, 255)
    same = ~due(watched)[rows]
    np.testing.assert_array_equal(after.pay_lost[rows][same], np.where(displaced, fell, 0)[same])
    moved = state.workers.status[rows] == EMPLOYED
    of_job = np.isin(state.workers.team[rows], after.team[rows])
    assert of_job.any() or not moved.any()


def test_hires_are_counted_and_fill_vacancies(watched, rates, separated):
    model, state, after = watched.model, watched.before["hiring"], watched.after["hiring"].workers
    before, flows = state.workers, watched.flows.labour
    new = (after.status == EMPLOYED) & (after.status_month == model.month)
    was, told = before.status, separated.told
    expected = {
        hiring.JOB_TO_JOB: new & (was == EMPLOYED) & ~told, hiring.LAID_OFF_TO_EMPLOYED: new & told,
        hiring.UNEMPLOYED_TO_EMPLOYED: new & (was == UNEMPLOYED),
        hiring.OUTSIDE_TO_EMPLOYED: new & (was == OUTSIDE),
    }  # fmt: skip
    for column, rows in expected.items():
        assert abs(flows.hires[column] - rows.sum()) <= (0 if is_exact(watched) else due(watched).sum())
    changed = flows.hires[[hiring.OCCUPATION_CHANGERS, hiring.OCCUPATION_CHANGERS_OUTSIDE]].sum()
    moved = new & (before.occupation != after.occupation)
    assert changed <= moved.sum()
    newcomers = draws(watched, search.OTHER) > 1.0 - rates.hazards.newcomer[before.cell]
    assert changed == (moved & ~((was == OUTSIDE) & newcomers)).sum() or not is_exact(watched)
    filled = np.bincount(after.occupation[new], minlength=flows.vacancies.size)
    np.testing.assert_array_equal(flows.openings, flows.vacancies - filled)
    assert (flows.openings >= 0).all()


def test_teams_are_the_sums_of_their_people(watched):
    check_teams(watched.after["hiring"])


def test_who_are_in_each_status_follows_from_who_moved(watched):
    before, after = watched.before["hiring"].workers.status, watched.after["hiring"].workers.status
    counts, hires, life = watched.flows.labour.counts, watched.flows.labour.hires, watched.flows.labour.life
    deaths = {EMPLOYED: life[0], UNEMPLOYED: life[1], OUTSIDE: life[2], RETRAINING: life[3]}
    moved = {
        EMPLOYED: hires[hiring.UNEMPLOYED_TO_EMPLOYED] + hires[hiring.OUTSIDE_TO_EMPLOYED]
        + hires[hiring.LAID_OFF_TO_EMPLOYED] - counts[separations.EMPLOYED_TO_OUTSIDE]
        - counts[separations.QUITS_TO_UNEMPLOYMENT] - counts[separations.DISMISSALS]
        - counts[separations.LAYOFFS],
        UNEMPLOYED: counts[separations.QUITS_TO_UNEMPLOYMENT] + counts[separations.DISMISSALS]
        + counts[separations.LAYOFFS] + counts[separations.OUTSIDE_TO_UNEMPLOYED]
        + counts[separations.RETRAINING_EXITS] - counts[separations.RETRAINING_ENTRIES]
        - counts[separations.UNEMPLOYED_TO_OUTSIDE] - hires[hiring.UNEMPLOYED_TO_EMPLOYED]
        - hires[hiring.LAID_OFF_TO_EMPLOYED],
        RETRAINING: counts[separations.RETRAINING_ENTRIES] - counts[separations.RETRAINING_EXITS],
    }  # fmt: skip
    moved[OUTSIDE] = -sum(moved.values()) + sum(deaths.values())
    for status, change in moved.items():
        left = deaths[status] if status != OUTSIDE else deaths[OUTSIDE]
        assert (after == status).sum() - (before == status).sum() == change - left, status
