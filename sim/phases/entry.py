"""Step 9, firms settle: entrants appear in empty rows, each with the same chance.

Their number is that of the base year, times ``macro.entry_factor``; where AI is in use it rises by
``entry_ai_elasticity`` times the part of all work that AI does or saves.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import drawn_row, purpose, stream, uniform
from sim.kernels.elementary import power
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import FIRM_CHUNK, firms_of, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.rules.capital import output_per_worker, user_cost
from sim.rules.founding import Founding, Industries, Prices, found, industries_of
from sim.rules.tasks import intensity_of_trial
from sim.rules.trends import productivity_trend
from sim.state.columns import EMPTY, Firms, State, Teams
from sim.state.structure import Structure
from sim.units import Amounts, Totals

ENTRY = purpose("founding: entry")
ENTRY_SECTOR = purpose("founding: sector of an entrant")
ENTRY_SIZE = purpose("founding: size of an entrant")
ENTRY_AI = purpose("founding: entrant uses AI")


class EntryJob(NamedTuple):
    """What a pass over empty rows reads, and where it counts the firms founded."""

    firms: Firms
    teams: Teams
    industries: Industries
    prices: Prices
    numbers: Founding
    probability: float  # that an empty row receives a firm
    sectors: Amounts  # cumulative shares of entrants
    mean_size: float  # employees
    with_ai: float  # share of entrants that use AI, those not counted that only try it
    trying: float  # share of entrants that only try it
    trial: float  # their intensity
    entries: Totals  # (n_chunks, 1)
    seed: int
    month: int


def enter(
    state: State,
    structure: Structure,
    parameters: Parameters,
    empty: int,
    with_ai: float,
    trying: float,
    seed: int,
    month: int,
) -> int:
    """Found firms in the ``empty`` rows and return how many.

    Of active firms a share ``with_ai`` uses AI and another one, ``trying``, only tries it.
    """
    if empty == 0:
        return 0
    macro, elasticity = state.macro, parameters.adoption.entry_ai_elasticity
    base = round(structure.firms_per_person * state.workers.team.size)
    rates = structure.entry_rate * structure.firm_share * base
    ai_share = float(macro.automation[0]) if macro.ai_era[0] > 0.0 and elasticity > 0.0 else 0.0
    rates = rates * (1.0 + elasticity * ai_share) * macro.entry_factor
    if not rates.sum() > 0.0:
        return 0
    numbers = numbers_of(
        Founding,
        parameters.firms,
        parameters.wages,
        contribution_rate=parameters.government.employer_contributions,
        growth=productivity_trend(parameters, month),
    )
    prices = Prices(
        capital=user_cost(macro, structure, parameters),
        capital_a_worker=output_per_worker(macro, structure, parameters),
        wage=macro.occupation_wage,
        sector=macro.sector_price,
        scarcity=macro.scarcity,
    )
    entries = np.zeros((n_chunks(state.firms.status.size, FIRM_CHUNK), 1), np.int64)
    job = EntryJob(
        firms=state.firms,
        teams=state.teams,
        industries=industries_of(structure),
        prices=prices,
        numbers=numbers,
        probability=min(1.0, float(rates.sum()) / empty),
        sectors=np.cumsum(rates) / rates.sum(),
        mean_size=float(parameters.firms.entrant_size),
        with_ai=1.0 if ai_share > 0.0 else with_ai,
        trying=trying,
        trial=intensity_of_trial(parameters.adoption),
        entries=entries,
        seed=seed,
        month=month,
    )
    _found_firms(entries.shape[0], job)
    return int(entries.sum())


@chunk_rule(grain=8)
def _found_firms(chunk: int, arguments: Arguments[EntryJob]) -> None:
    """Give each empty row of a chunk the same chance of a new firm."""
    job = job_of(arguments)
    status, probability, seed, month = job.firms.status, job.probability, job.seed, job.month
    entry_key = stream(seed, month, ENTRY)
    sector_key = stream(seed, month, ENTRY_SECTOR)
    size_key = stream(seed, month, ENTRY_SIZE)
    ai_key = stream(seed, month, ENTRY_AI)
    for firm in range(*firms_of(chunk, status.size)):
        if status[firm] != EMPTY or uniform(entry_key, firm) >= probability:
            continue
        sector = drawn_row(job.sectors, uniform(sector_key, firm))
        # sizes 1 to 16 times 1/2, Pareto-like with the mean of new firms
        size = 1.0 + (job.mean_size - 1.0) * 0.5 / power(max(uniform(size_key, firm), 0.001), 0.5)
        found(firm, sector, size, job.firms, job.teams, job.industries, job.prices, job.numbers, seed, month)
        job.firms.inventory[firm] = 0.0
        job.firms.output[firm] = 0.0
        # new firms use AI as often as the firms that are there; where it is what lets them start, all do
        draw = uniform(ai_key, firm)
        if draw < job.with_ai:
            job.firms.adoption[firm] = 1.0 if job.with_ai >= 1.0 else 0.5
        elif draw < job.with_ai + job.trying:
            job.firms.adoption[firm] = job.trial
        job.entries[chunk, 0] += 1
