"""Step 3 continued, adoption: AI spreads over the network of firms.

A firm that has not adopted does so with the hazard of the rule in the slot ``adoption``, which looks at its
relative cost saving, net of the customers that less human work would cost; then its intensity closes on 1 at
``speed`` a month (docs/model.md, section 6). A firm to which the saving is not worth its fixed cost does not
adopt. Firms may also *try* AI, at an intensity that stays small: that spreads like news, whatever the
saving, so who uses AI is a matter of information and how much work it does one of the saving. In month 0 the
firms that use AI today are drawn, large firms more often (Census BTOS: 18 % of firms, 32 % of employment).
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.elementary import power
from sim.kernels.parallel import Arguments, ChunkRule, chunk_rule, job_of
from sim.kernels.prefetch import AHEAD, prefetch
from sim.kernels.row_rule import entry_rule, row_rule, variant
from sim.kernels.scratch import borrow, give_back, lists_in
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, firms_of, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.frontier import Frontier
from sim.rules.adoption import AdoptionRule, Prospect
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.tasks import BLOCK_TEAMS, NEEDS, Needs, Tasks, fee, find_needs, list_teams
from sim.state.columns import ACTIVE, Firms, State, Teams, teams_of
from sim.state.levers import Levers, labour_cost
from sim.state.structure import Structure
from sim.units import Amounts, Codes, Counts, Shares

READS = (
    "firms.status", "firms.sector", "firms.birth", "firms.premium", "firms.adoption", "firms.ai_saving",
    "firms.neighbours", "teams.occupation", "teams.weight", "teams.headcount", "macro.ai_era",
    "macro.occupation_wage", "macro.kept_by_rules",
)  # fmt: skip
WRITES = ("firms.adoption", "firms.ai_saving", "macro.ai_era", "macro.kept_by_rules")
ADOPT = purpose("adoption: hazard")
FIRST = purpose("adoption: users of the base year")
FIXED_COST = purpose("adoption: fixed cost of a firm")
TRIAL = purpose("adoption: trial")


class FirstUse(NamedTuple):
    """Who uses AI at the start, and how much: the share rises with the size of the firm."""

    share: float  # of all firms
    smallest: float  # share in the smallest firms, relative to that of all
    gain: float  # what firms of any size add to that at most
    half_size: float  # employees with which half of it is added
    intensity: float  # mean


class AdoptionNumbers(NamedTuple):
    """Numbers of the scenario that adoption uses."""

    speed: float
    price_elasticity: float
    cost_median: float
    cost_spread: float


class AdoptionJob(NamedTuple):
    """What a pass over firms reads, and where it writes the intensities of the next month."""

    firms: Firms
    teams: Teams
    tasks: Tasks
    human_touch: Amounts  # by sector: demand elasticity to human content
    numbers: AdoptionNumbers
    hazard: Any  # numbers of the rule for hazards
    trying: float  # hazard with which a firm tries AI, for one of mean size
    size: FirstUse  # how much more often large firms use AI
    following: Shares  # by firm: intensity of the next month
    seed: int
    month: int


def adopt(
    state: State,
    structure: Structure,
    frontier: Frontier,
    parameters: Parameters,
    levers: Levers,
    rules: RulesOfMonth,
    seed: int,
    month: int,
) -> None:
    """Let firms adopt AI and deepen its use."""
    if not frontier.technology.active:
        return
    macro = state.macro
    use = FirstUse(
        share=float(parameters.adoption.initial_share),
        smallest=structure.figure("ai_use_smallest"),
        gain=structure.figure("ai_use_gain"),
        half_size=structure.figure("ai_use_half_size"),
        intensity=structure.figure("ai_first_intensity"),
    )
    if macro.ai_era[0] == 0.0:
        macro.ai_era[0] = 1.0
        _first_users(state.firms.status, state.teams.headcount, state.firms.adoption, use, seed, month)
    numbers = numbers_of(
        AdoptionNumbers, parameters.adoption, price_elasticity=parameters.firms.price_elasticity
    )
    wage = labour_cost(macro.occupation_wage, levers)
    following = np.empty_like(state.firms.adoption)
    job = AdoptionJob(
        firms=state.firms,
        teams=state.teams,
        tasks=Tasks(frontier.technology, wage, frontier.automatable),
        human_touch=structure.human_touch,
        numbers=numbers,
        hazard=rules.adoption.numbers(rules.moments["adoption"]),
        trying=_hazard_of_trial(state.firms, float(parameters.adoption.trial_hazard)),
        size=use,
        following=following,
        seed=seed,
        month=month,
    )
    _adopt_by(type(rules.adoption))(n_chunks(following.size, FIRM_CHUNK), job)
    state.firms.adoption[:] = following


@njit(cache=True, inline="always")
def _use_by_size(firm: int, headcount: Counts, use: FirstUse) -> float:
    """Return how often a firm of this size uses AI, relative to ``share``."""
    employees = 0
    for own in teams_of(headcount, firm):
        employees += own
    return use.smallest + use.gain * employees / (employees + use.half_size)


@entry_rule
def _first_users(
    status: Codes, headcount: Counts, adoption: Shares, use: FirstUse, seed: int, month: int
) -> None:
    """Draw the firms that use AI at the start: large firms more often than small ones."""
    key = stream(seed, month, FIRST)
    for firm in range(status.size):
        if status[firm] != ACTIVE:
            continue
        probability = use.share * _use_by_size(firm, headcount, use)
        draw = uniform(key, firm)
        if draw < probability:
            adoption[firm] = np.float32(max(0.02, 2.0 * use.intensity * draw / probability))


def _hazard_of_trial(firms: Firms, hazard_when_all_use: float) -> float:
    """Return the chance that a firm tries AI this month: an epidemic with the share of firms that use it."""
    if hazard_when_all_use <= 0.0:
        return 0.0
    active = firms.status == ACTIVE
    return hazard_when_all_use * float((firms.adoption[active] > 0.0).sum()) / max(1, int(active.sum()))


hazard = AdoptionRule.hazard
"""Stands for the rule that a version of ``_spread`` is made for."""


@cache
def _adopt_by(rule: type[AdoptionRule]) -> ChunkRule[AdoptionJob]:
    """Return the pass over firms in which a rule gives the hazards."""
    spread = row_rule(variant(_spread, rule, hazard=rule.hazard))
    return chunk_rule(grain=2)(variant(_adopt, rule, _spread=spread))


def _adopt(chunk: int, arguments: Arguments[AdoptionJob]) -> None:
    """Write next month's intensity of a chunk of firms to ``following``; old ones of neighbours decide."""
    job = job_of(arguments)
    key = stream(job.seed, job.month, ADOPT)
    memory = borrow(NEEDS)
    needs = lists_in(Needs, memory, 0, BLOCK_TEAMS)
    low, high = firms_of(chunk, job.firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        end = min(start + FIRM_BLOCK, high)
        _appraise(start, end, job, needs)
        _spread(start, end, job, key)
    give_back(memory)


@njit(cache=True, inline="always")
def _is_due(firm: int, status: int, birth: int, month: int) -> bool:
    """Say whether a firm looks this month at what AI would save."""
    return status == ACTIVE and ((firm + month) % 6 == 0 or month == 0 or birth >= month - 1)


@row_rule
def _appraise(start: int, end: int, job: AdoptionJob, needs: Needs) -> None:
    """Write what full use of AI would save the firms that look at it this month."""
    status, birth, sector = job.firms.status, job.firms.birth, job.firms.sector
    premium, saving = job.firms.premium, job.firms.ai_saving
    weight, occupation = job.teams.weight, job.teams.occupation
    wage, automatable, month = job.tasks.wage, job.tasks.automatable, job.month
    human_touch, price_elasticity = job.human_touch, job.numbers.price_elasticity
    royalty = job.tasks.technology.royalty
    n = np.int64(0)
    for firm in range(start, end):
        if _is_due(firm, status[firm], birth[firm], month):
            n = list_teams(
                needs, n, teams_of(weight, firm), teams_of(occupation, firm), 1.0, premium[firm], wage,
                automatable,
            )  # fmt: skip
    find_needs(needs, n, job.tasks.technology)
    n = np.int64(0)
    for firm in range(start, end):
        if not _is_due(firm, status[firm], birth[firm], month):
            continue
        full = now = replaced = 0.0
        for part in teams_of(weight, firm):
            share = np.float64(part)
            if share <= 0.0:
                break
            now += share * needs.wage[n]
            full += share * (needs.cost[n] + fee(needs.wage[n], needs.cost[n], royalty))
            replaced += share * needs.automated[n] / (needs.people[n] + needs.automated[n])
            n += 1
        # customers who pay for the human touch leave: that costs as much as a higher price would
        loss = human_touch[sector[firm]] * replaced / max(price_elasticity - 1.0, 0.1)
        saving[firm] = 1.0 - full / now - loss


@njit(cache=True, inline="always")
def _fixed_cost(costs: int, firm: int, numbers: AdoptionNumbers) -> float:
    """Return the relative saving that is worth the fixed cost of AI to a firm: log-logistic over firms."""
    luck = uniform(costs, firm)
    return numbers.cost_median * power(luck / (1.0 - luck), numbers.cost_spread)


def _spread(start: int, end: int, job: AdoptionJob, key: int) -> None:
    """Let adopters deepen their use and others adopt or try AI.

    New firms give up what is not worth its fixed cost; where firms try AI, they go on with that.
    """
    firms, numbers, following = job.firms, job.numbers, job.following
    costs, tries = stream(job.seed, 0, FIXED_COST), stream(job.seed, job.month, TRIAL)
    trial = job.tasks.technology.trial
    for firm in range(start, end):
        later = min(firm + AHEAD, firms.status.size - 1)
        for k in range(firms.neighbours.shape[1]):
            prefetch(firms.adoption, firms.neighbours[later, k])
        intensity = np.float64(firms.adoption[firm])
        following[firm] = intensity
        if firms.status[firm] != ACTIVE:
            continue
        saving = np.float64(firms.ai_saving[firm])
        too_dear = (
            numbers.cost_median > 0.0
            and (intensity <= trial or firms.birth[firm] >= job.month - 1)
            and saving <= _fixed_cost(costs, firm, numbers)
        )
        if intensity > trial:
            if too_dear:
                following[firm] = trial
            elif saving > 0.0:
                following[firm] = intensity + numbers.speed * (1.0 - intensity)
            continue
        adopters = 0
        for k in range(firms.neighbours.shape[1]):
            neighbour = firms.neighbours[firm, k]
            if neighbour >= 0 and firms.adoption[neighbour] > trial:
                adopters += 1
        prospect = Prospect(firm, saving, adopters / firms.neighbours.shape[1])
        if not too_dear and uniform(key, firm) < hazard(job.hazard, prospect):
            following[firm] = trial + numbers.speed * (1.0 - trial)
        elif (
            intensity == 0.0
            and job.trying > 0.0
            and uniform(tries, firm) < job.trying * _use_by_size(firm, job.teams.headcount, job.size)
        ):
            following[firm] = trial
