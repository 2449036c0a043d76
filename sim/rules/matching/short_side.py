"""Nobody overlooks a vacancy: those without a job whom none picks get what is left, M = min(V, S)."""

import numpy as np

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.row_rule import entry_rule
from sim.rules.matching import LabourFlows, LabourMarket, MatchingRule
from sim.rules.slots import Moment
from sim.state.columns import EMPLOYED, Array

START = purpose("matching: the first vacancy that is looked at")


class ShortSide(MatchingRule):
    """Applicants without a job are passed on to vacancies of the occupation that nobody else wants."""

    def match(self, moment: Moment, market: LabourMarket) -> LabourFlows:
        """Move persons through separations, search and hiring."""
        seen = np.zeros(market.first.size - 1, np.int64)
        key = np.uint64(stream(moment.seed, moment.month, START))  # one type, whatever the number
        status = moment.state.workers.status
        for part in market.apply():
            pass_on(market.slots, market.first, part.worker, part.vacancy, status, seen, key)
        return market.hire()


@entry_rule
def pass_on(
    slots: Array, first: Array, worker: Array, vacancy: Array, status: Array, seen: Array, key: int
) -> None:
    """Give vacancies that have no applicant to applicants without a job whom none picked.

    ``seen`` counts the vacancies of each occupation that were looked at, from a random one on.
    """
    for k in range(worker.size):
        person = np.int64(worker[k])
        if (slots[2 * vacancy[k]] & np.int64(0xFFFFFFFF)) == person or status[person] == EMPLOYED:
            continue
        occupation = np.searchsorted(first, vacancy[k], side="right") - 1
        size = first[occupation + 1] - first[occupation]
        start = np.int64(uniform(key, occupation) * size)
        while seen[occupation] < size:
            other = first[occupation] + (start + seen[occupation]) % size
            seen[occupation] += 1
            if slots[2 * other] == -1:
                slots[2 * other] = person
                vacancy[k] = other
                break
