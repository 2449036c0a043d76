"""Step 5, labour market: wage reviews, once a year a person, an equal part of all people every month."""

import numpy as np

from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.rules.ledger import enter
from sim.state.columns import EMPLOYED, LARGEST_INCOME, SKILL_ONE, TEAMS_PER_FIRM, Array, Workers


@row_rule
def review_block(
    start: int,
    size: int,
    workers: Workers,
    premium: Array,
    occupation_wage: Array,
    cut_pass_through: float,
    skill_growth: float,
    rows: Array,
    ledger: Array,
    n: int,
    month: int,
) -> int:
    """Review the wages due this month, so that who leaves does so at the reviewed wage.

    ``rows`` (int32) is room for the list of those whose turn it is.
    """
    due = 0
    for k in range((12 - (start + month) % 12) % 12, size, 12):
        rows[due] = k
        prefetch(premium, workers.team[start + k] // TEAMS_PER_FIRM)
        due += workers.status[start + k] == EMPLOYED
    for k in rows[:due]:
        n = _review(start + k, workers, premium, occupation_wage, cut_pass_through, skill_growth, ledger, n)
    return n


@row_rule
def _review(
    worker: int,
    workers: Workers,
    premium: Array,
    occupation_wage: Array,
    cut_pass_through: float,
    skill_growth: float,
    ledger: Array,
    n: int,
) -> int:
    """Review a wage, once a year: raises are passed on, cuts in part; the firm's training shows in skill."""
    team = workers.team[worker]
    skill = np.int64(workers.skill[worker])
    learned = np.int64(min(skill * (1.0 + skill_growth), 65_000.0))
    wage = np.int64(workers.wage[worker])
    due = occupation_wage[workers.occupation[worker]] * premium[team // TEAMS_PER_FIRM] * learned / SKILL_ONE
    due = min(due, float(LARGEST_INCOME))
    new = np.int64(due) if due > wage else wage - np.int64(cut_pass_through * (wage - due))
    workers.skill[worker] = np.uint16(learned)
    workers.wage[worker] = np.int32(new)
    return enter(ledger, n, team, 0, learned - skill, new - wage)
