"""Step 5, labour market: vacancies are listed, people search, and begin to work where a vacancy picks them.

Which vacancies pick whom is the rule in the slot ``matching`` (docs/model.md, section 9).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import irwin_hall, purpose, stream, uniform
from sim.kernels.lists import append_if
from sim.kernels.memory import allocate
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.prefetch import AHEAD, prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import PERSON_CHUNK, WAVE, add_chunks, n_chunks, waves
from sim.phases import birthdays, separations, turnover
from sim.phases.hazards_in_force import (
    changing,
    destinations,
    first_jobs,
    keep_risk,
    mean_hazards,
    retirement,
    separation_numbers,
)
from sim.phases.homes_in_force import with_homes
from sim.phases.hours_in_force import working_time_in_force
from sim.phases.planning import Plans
from sim.phases.search import go_on_looking, is_newcomer, months_without_job, search_streams, skill_in
from sim.phases.turnover import Applications, ask_for_jobs
from sim.phases.turnover_job import SeparationNumbers
from sim.phases.vacancies import PostingJob, Vacancies, applicant_of, post, premium_of, team_of
from sim.rules.grants import LOST_ONE, Grants, grants_in_force, guarantee_in_force, recipients_of
from sim.rules.hazards import hazards_of, pay_of_types, told_apart
from sim.rules.hours import WorkingTime, working_hours
from sim.rules.ledger import Ledger, empty_ledger, enter, settle
from sim.rules.life_cycle import ESTATE_TAX, life_cycle_of
from sim.rules.matching import LabourFlows, MatchingRule
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.skill import effective_skill, first_skill_of
from sim.rules.slots import Moment, checked
from sim.state.accounts import GOVERNMENT
from sim.state.columns import (
    EMPLOYED,
    FULL_TIME,
    LARGEST_INCOME,
    OUTSIDE,
    SKILL_ONE,
    TYPES,
    Array,
    Teams,
    Workers,
)
from sim.state.levers import full_time_wage
from sim.units import Amounts, Codes, Totals

OWN_READS = (
    "workers.status", "workers.status_month", "workers.team", "workers.wage", "workers.skill",
    "workers.occupation", "workers.retraining_target", "teams.occupation", "teams.vacancies",
    "teams.layoff_rate", "firms.premium", "macro.occupation_wage", "macro.demand_shock",
    "macro.automation", "macro.price_level", "macro.mean_income", "macro.kept_by_rules",
    "macro.wages_last_year", "macro.layoff_risk", "macro.unemployment_rate", "workers.cell",
    "accounts.provider_pot", "workers.hours", "workers.age", "workers.children", "workers.place",
    "workers.job_lost",
)  # fmt: skip
READS = tuple(dict.fromkeys((*OWN_READS, *birthdays.READS)))
WRITES = tuple(
    dict.fromkeys((*MatchingRule.writes, "macro.kept_by_rules", "macro.layoff_risk", *birthdays.WRITES))
)
(
    UNEMPLOYED_TO_EMPLOYED, OUTSIDE_TO_EMPLOYED, JOB_TO_JOB, OCCUPATION_CHANGERS, OCCUPATION_CHANGERS_OUTSIDE,
    LAID_OFF_TO_EMPLOYED,
) = range(6)  # fmt: skip
N_COUNTS = 6
NEWCOMER_SKILL = purpose("hiring: skill of a newcomer")


class HiringJob(NamedTuple):
    """What a pass over applications reads, and where the chunks of a wave write."""

    workers: Workers
    teams: Teams
    vacancies: Vacancies
    applications: Applications
    skill_spread: Array  # (o, 3): spread of skill by occupation
    transfer: Amounts  # (o, o): worth of a unit of skill in another occupation
    numbers: SeparationNumbers
    newcomer: Amounts  # by cell: share of those from outside who have no occupation of their own
    type_pay: Amounts  # (TYPES,): skill of each latent type over the mean
    worth: Amounts  # by months in the job: of skill there, over that in another one
    grants: Grants
    time: WorkingTime
    ledger: Ledger  # a part for every chunk
    entries: Totals  # by chunk: how many
    counts: Totals  # (chunks, separations.N_COUNTS)
    hires: Totals  # (chunks, N_COUNTS)
    filled: Totals  # (chunks, o)
    seed: int
    month: int


class _Market:
    """The labour market of a month: what the rule that matches works with."""

    def __init__(self, moment: Moment, plans: Plans, cut_pass_through: float) -> None:
        self.moment = moment
        state, levers, careers = moment.state, moment.levers, moment.parameters.careers
        self.numbers = separation_numbers(
            state, moment.structure, moment.parameters, levers, cut_pass_through, moment.month
        )
        self.grants = grants_in_force(levers, moment.seed)
        self.time = working_time_in_force(
            state, moment.structure, moment.parameters, levers, self.numbers.everyone, moment.seed,
            moment.month,
        )  # fmt: skip
        self.posted = plans.vacancies.sum(axis=0)
        self.done_by_ai = np.zeros(self.posted.size) if plans.done_by_ai is None else plans.done_by_ai
        self.first = np.zeros(self.posted.size + 1, np.int64)
        np.cumsum(self.posted, out=self.first[1:])
        chunk_first = np.cumsum(plans.vacancies, axis=0) - plans.vacancies + self.first[:-1]
        self.slots = allocate(2 * int(self.first[-1]), np.int64)
        post(plans.vacancies.shape[0], PostingJob(state.teams, state.firms.premium, chunk_first, self.slots))
        self.vacancies = Vacancies(
            slots=self.slots,
            first=self.first,
            wage=full_time_wage(state.macro.occupation_wage, levers),
            destination=destinations(moment.structure, self.posted, careers.age_differences),
            changing=changing(moment.structure, self.posted, careers.age_differences),
            first_jobs=first_jobs(moment.structure, self.posted, careers.age_differences),
        )
        people = moment.structure.people
        if moment.parameters.population.life_cycle:
            people = people._replace(retirement=retirement(moment.structure, moment.month))
        self.hazards = hazards_of(
            careers,
            people,
            mean_hazards(state, moment.parameters),
            float(state.macro.layoff_risk[0]),
        )
        self.type_pay = pay_of_types(moment.structure.people, careers)
        self.chunks = n_chunks(state.workers.team.size, PERSON_CHUNK)
        self.counts = np.zeros((self.chunks, separations.N_COUNTS), np.int64)
        life = life_cycle_of(
            moment.structure, moment.parameters, state.macro.claim_price, self.chunks, moment.month,
            state.macro.occupation_wage,
        )  # fmt: skip
        self.life = with_homes(life, state, moment.structure, moment.parameters)
        self.applications: list[Applications] = []

    def apply(self) -> list[Applications]:
        """Review wages and separate; who looks applies to one vacancy, which picks one by chance."""
        state, structure, parameters, levers, seed, month, _ = self.moment
        self.applications = turnover.separate_and_apply(
            state, structure, self.vacancies, self.numbers, self.hazards, self.counts, seed, month,
            self.grants, guarantee_in_force(parameters, levers, seed), self.time, self.life,
            self.done_by_ai,
        )  # fmt: skip
        return self.applications

    def hire(self) -> LabourFlows:
        """Let everybody begin whom the vacancy of the application picks."""
        state, structure = self.moment.state, self.moment.structure
        counts = self.counts
        hires = np.zeros((self.chunks, N_COUNTS), np.int64)
        filled = np.zeros((self.chunks, self.posted.size), np.int64)
        room = min(self.chunks, WAVE)
        # who changes jobs leaves one team and joins another
        entries = np.zeros(room, np.int64)
        largest = max(np.diff(listed.first).max() for listed in self.applications)
        ledger = empty_ledger(room, 2 * int(largest))
        for (low, high), listed in zip(waves(self.chunks), self.applications, strict=True):
            job = HiringJob(
                workers=state.workers,
                teams=state.teams,
                vacancies=self.vacancies,
                applications=listed,
                skill_spread=structure.skill_spread,
                transfer=structure.transfer,
                numbers=self.numbers,
                newcomer=self.hazards.newcomer,
                type_pay=self.type_pay,
                worth=self.hazards.worth,
                grants=self.grants,
                time=self.time,
                ledger=ledger,
                entries=entries[: high - low],
                counts=counts[low:high],
                hires=hires[low:high],
                filled=filled[low:high],
                seed=self.moment.seed,
                month=self.moment.month,
            )
            _hire(high - low, job)
            settle(state.teams, ledger, entries[: high - low])
        openings = self.posted - add_chunks(filled)
        total = add_chunks(counts)
        keep_risk(state, total, self.moment.parameters.careers)
        life = add_chunks(self.life.counts)
        state.accounts[GOVERNMENT] += life[ESTATE_TAX]
        return LabourFlows(total, add_chunks(hires), self.posted, openings, life)


def employ(plans: Plans, rules: RulesOfMonth) -> LabourFlows:
    """Run separations, search and matching of a month."""
    rule, moment = rules.matching, rules.moments["matching"]
    cuts = rules.wages.cut_pass_through(rules.moments["wages"])
    flows = rule.match(moment, _Market(moment, plans, cuts))
    checked(rule, "openings after match", flows.openings, moment.month, plans.vacancies.shape[1])
    return flows


@row_rule
def _keep_moving(begin: int, end: int, status: Codes, slots: Array, applications: Applications) -> int:
    """Keep the applications of those whom a vacancy picked and of those from outside; return their end."""
    worker, vacancy = applications.worker, applications.vacancy
    kept = begin
    for k in range(begin, end):
        prefetch(slots, 2 * np.int64(vacancy[min(k + AHEAD, end - 1)]))
        picked = applicant_of(slots, np.int64(vacancy[k])) == worker[k]
        moves = picked | (status[worker[k]] == OUTSIDE)
        append_if(moves, vacancy, kept, vacancy[k])
        kept = append_if(moves, worker, kept, worker[k])
    return kept


@chunk_rule(grain=12)
def _hire(row: int, arguments: Arguments[HiringJob]) -> None:
    """Let every applicant whom a vacancy picked begin to work; the others from outside become unemployed."""
    job = job_of(arguments)
    workers, slots, listed = job.workers, job.vacancies.slots, job.applications
    ledger, hires, filled, count = job.ledger[row], job.hires[row], job.filled[row], job.counts[row]
    streams = search_streams(job.seed, job.month)
    skill_key = stream(job.seed, job.month, NEWCOMER_SKILL)
    begin = listed.first[row]
    end = _keep_moving(begin, listed.first[row + 1], workers.status, slots, listed)
    n = np.int64(0)
    for k in range(begin, end):
        later = min(k + AHEAD, end - 1)
        prefetch(job.teams.occupation, team_of(slots, np.int64(listed.vacancy[later])))
        ask_for_jobs(workers, np.int64(listed.worker[later]), np.int64(listed.worker[later]) + 1)
        prefetch(workers.job_lost, np.int64(listed.worker[later]))
        prefetch(workers.pay_lost, np.int64(listed.worker[later]))
        worker, vacancy = np.int64(listed.worker[k]), np.int64(listed.vacancy[k])
        if applicant_of(slots, vacancy) == worker:
            n = _begin_work(worker, vacancy, job, streams.other, skill_key, ledger, n, hires, filled)
        else:
            go_on_looking(
                worker,
                workers.status,
                workers.status_month,
                job.numbers.outside_entry,
                count,
                streams.enter,
                job.month,
            )
    job.entries[row] = n


@njit(cache=True, inline="always")  # handing the job over costs as much as a hire
def _begin_work(
    worker: int, vacancy: int, job: HiringJob, other_key: int, skill_key: int, ledger: Ledger, n: int,
    hires: Totals, filled: Totals,
) -> int:  # fmt: skip
    """Let a person begin to work in the team that offers a vacancy; return the entries in the ledger."""
    workers, slots, numbers = job.workers, job.vacancies.slots, job.numbers
    status, own = workers.status[worker], np.int64(workers.occupation[worker])
    old_skill, old_wage = np.int64(workers.skill[worker]), np.int64(workers.wage[worker])
    team = team_of(slots, vacancy)
    occupation = np.int64(job.teams.occupation[team])
    old_hours, cell = np.int64(workers.hours[worker]), workers.cell[worker]
    share, months = job.newcomer[cell], job.month - workers.status_month[worker]
    newcomer = status == OUTSIDE and is_newcomer(uniform(other_key, worker), share)
    if newcomer:
        factor = numbers.first_skill * job.type_pay[cell % TYPES] * numbers.fit
        skill = first_skill_of(irwin_hall(skill_key, worker), job.skill_spread[occupation], factor)
    else:
        held = told_apart(months) if status == EMPLOYED else 0
        months = months_without_job(status, months, numbers.loss_outside)
        general = np.int64(old_skill / job.worth[held])
        skill = skill_in(occupation, own, general, months, job.transfer, numbers.skill_decay)
        skill = skill if status == EMPLOYED else np.int64(numbers.fit * skill)
    wage = job.vacancies.wage[occupation] * premium_of(slots, vacancy) * skill / SKILL_ONE
    hours = np.int64(FULL_TIME)
    if job.time.moves:
        people = recipients_of(workers, 0, workers.team.size, job.month)
        hours = working_hours(worker, cell, wage, job.time, job.grants, people)
    pay = np.int64(min(wage * (hours / FULL_TIME), float(LARGEST_INCOME)))
    if status == EMPLOYED:
        brought = effective_skill(old_skill, old_hours)
        n = enter(ledger, n, workers.team[worker], -1, -brought, -old_wage)
        hires[JOB_TO_JOB] += 1
    else:
        told = LAID_OFF_TO_EMPLOYED if workers.status_month[worker] == job.month else UNEMPLOYED_TO_EMPLOYED
        hires[OUTSIDE_TO_EMPLOYED if status == OUTSIDE else told] += 1
    workers.status_month[worker] = job.month
    if status == EMPLOYED:  # the last job was given up
        workers.job_lost[worker] = 0
    displaced = workers.job_lost[worker] > 0
    fell = LOST_ONE * (old_wage - pay) // np.int64(max(old_wage, np.int64(1))) if displaced else 0
    workers.pay_lost[worker] = np.uint8(min(max(fell, 0), LOST_ONE - 1))
    if occupation != own and not newcomer:
        hires[OCCUPATION_CHANGERS_OUTSIDE if status == OUTSIDE else OCCUPATION_CHANGERS] += 1
    filled[occupation] += 1
    workers.team[worker] = team
    workers.status[worker] = EMPLOYED
    workers.occupation[worker] = occupation
    workers.skill[worker] = np.uint16(skill)
    workers.wage[worker] = np.int32(pay)
    workers.hours[worker] = np.uint8(hours)
    return enter(ledger, n, team, 1, effective_skill(skill, hours), pay)
