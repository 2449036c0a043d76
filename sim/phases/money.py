"""Step 2, the central bank: money that is due is issued, in whole cents, to the state or to every adult.

How much is due was set at the end of last month (``sim.phases.public_finance``), from how far below zero the
rate that the bank would need was (docs/model.md, section 15.2).
"""

from typing import NamedTuple

from sim.parameters import Parameters
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT
from sim.state.columns import State

READS = ("macro.money_due",)
WRITES = ("accounts.central_bank", "accounts.government")


class Money(NamedTuple):
    """What the central bank issues in a month, cents."""

    purchases: int  # that the state spends beside its own budget
    per_person: int  # to every adult


def issue(state: State, parameters: Parameters) -> Money:
    """Credit the state with what it is to spend; equal payments are booked with the incomes of persons."""
    due = int(state.macro.money_due[0])
    if due <= 0:
        return Money(0, 0)
    if parameters.monetary.instrument == "transfers":
        return Money(0, due // state.workers.team.size)
    state.accounts[GOVERNMENT] += due
    state.accounts[CENTRAL_BANK] -= due
    return Money(due, 0)
