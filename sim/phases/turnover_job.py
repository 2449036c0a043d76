"""Step 5, labour market: what the first pass over persons reads, and where it writes."""

from typing import NamedTuple

from sim.phases.vacancies import Vacancies
from sim.rules.grants import Grants, Guarantee
from sim.rules.hazards import Hazards
from sim.rules.hours import WorkingTime
from sim.rules.ledger import Ledger
from sim.rules.life_cycle import LifeCycle
from sim.state.columns import Workers
from sim.units import Amounts, Codes, Rows, Shares, Totals


class SeparationNumbers(NamedTuple):
    """Monthly probabilities and responses of all alike; those that differ are in ``Hazards``."""

    outside_entry: float
    search_decay: float
    discouraged_share: float
    notice: float  # part of those laid off who apply in the same month
    reservation_memory: float
    offer_margin: float
    reservation: float
    reservation_decay: float
    wage_response: float  # of the hazards out of and into the labour force, while wages are worth too little
    income_response: float  # of the same hazards, for each cent of unearned income
    income_reservation: float  # rise of the reservation wage (share of the last wage) for each cent of it
    everyone: float  # cents a month that every adult receives
    skill_decay: float
    loss_outside: float  # of skill in a month outside the labour force, over that of the unemployed
    fit: float  # of skill that people without a job bring: below 1 while the labour market is slack
    recruiting: float  # part of the vacancies that pick somebody this month
    search_widening: float  # rise of the chance to apply in another group with a month of unemployment
    age_differences: float
    first_skill: float  # of those without an occupation of their own, over the mean of the job's
    entry_cut: float  # part of vacancies refused to beginners for the part of the work that AI does
    beginner_groups: int  # youngest age groups
    cut_pass_through: float
    outside_growth: float  # factor on the last wage of those outside the labour force, once a year
    retraining_entry: float
    retraining_months: int
    retraining_after: int
    retraining_quality: float


class TurnoverJob(NamedTuple):
    """The persons and what moves them; the chunks of a wave write to the arrays by chunk."""

    workers: Workers
    layoff_rate: Shares  # by team
    done_by_ai: Amounts  # by occupation: part of the work that AI does or saves
    team_occupation: Codes  # by team
    bound: Codes  # by firm, from row 1 on: largest layoff rate, rounded up
    premium: Shares  # by firm
    transfer: Amounts  # (o, o): worth of a unit of skill in another occupation
    vacancies: Vacancies
    numbers: SeparationNumbers
    hazards: Hazards
    grants: Grants
    guarantee: Guarantee
    time: WorkingTime
    worker: Rows  # (chunks, room): who applied
    vacancy: Rows  # (chunks, room): to which
    applied: Totals  # by chunk: how many
    ledger: Ledger  # a part for every chunk
    entries: Totals  # by chunk: how many
    counts: Totals  # (chunks, separations.N_COUNTS)
    life: LifeCycle
    first_chunk: int  # of the wave
    seed: int
    month: int
