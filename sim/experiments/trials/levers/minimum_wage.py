"""A minimum wage: nobody who works for a firm is paid less than a floor for the hours of full time.

The law is two things at once. Whoever is paid less is paid the floor, out of the firm's wage bill. And an
efficiency unit of work in an occupation costs a firm more by

    s_o = sum max(w_i, floor) / sum w_i - 1,    w_i = W_o x premium x skill,

over the people of the occupation, so firms plan, price and substitute with it. Both are needed because
people's contracts (``workers.wage``) and the going wage with which firms plan (``macro.occupation_wage``) are
two columns. The second part is a negative wage subsidy; what it takes from a firm, which pays the lift in its
wage bill already, it gets back at the beginning of the next month.

What is not in it: firms do not prefer the skilled because all cost the same, and offers to those hired below
the floor are lifted a month later, not in the choice between offers.
"""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Now, Policy
from sim.state.accounts import GOVERNMENT
from sim.state.columns import EMPLOYED, FULL_TIME, SKILL_ONE, TEAMS_PER_FIRM, Array
from sim.state.levers import Levers


class MinimumWage(Policy):
    """Nobody earns less than ``wage`` for full time."""

    size = "wage"
    reaches = "the employed whose pay is below the floor"
    the_state = "pays nothing; firms do"
    moves = (Direction("mean_wage", 1, {"wage": 4_000.0}),)
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": (
            "workers.status", "workers.team", "workers.wage", "workers.hours", "workers.skill",
            "workers.occupation", "teams.occupation", "teams.wage_bill", "firms.premium", "firms.deposits",
            "macro.occupation_wage", "accounts.government",
        ),
        "change_levers": (
            "workers.status", "workers.team", "workers.hours", "workers.skill", "workers.occupation",
            "firms.premium", "macro.occupation_wage",
        ),
    }  # fmt: skip
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": ("workers.wage", "teams.wage_bill", "firms.deposits", "accounts.government")
    }

    wage: float = parameter(
        2_500.0,
        "Least pay of full-time work, in base-year prices; 0 means none",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )

    def act(self, strength: float, now: Now) -> int:
        """Lift the pay of contracts, and give back what planning with dearer work took; return its cents."""
        workers, teams, firms = now.state.workers, now.state.teams, now.state.firms
        floor = now.cents(strength * self.wage)
        back = self._taken(strength, now)
        firms.deposits[:] += back
        total = int(back.sum())
        now.state.accounts[GOVERNMENT] -= total
        rows = _with_a_firm(now)
        least = np.round(floor * (workers.hours[rows] / FULL_TIME)).astype(np.int64)
        more = np.maximum(least - workers.wage[rows], 0)
        workers.wage[rows] += more.astype(np.int32)
        np.add.at(teams.wage_bill, workers.team[rows], more)
        return total

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Let an efficiency unit cost firms what the floor adds to it, by occupation."""
        return levers._replace(wage_subsidy=levers.wage_subsidy - self.lift(strength, now))

    def lift(self, strength: float, now: Now) -> Array:
        """Return by how much the floor raises the price of work, by occupation (float64 (o,), share)."""
        workers, rows = now.state.workers, _with_a_firm(now)
        size, occupation = now.state.macro.occupation_wage.size, workers.occupation[rows]
        hours = workers.hours[rows] / FULL_TIME
        going = now.state.macro.occupation_wage[occupation] * (workers.skill[rows] / SKILL_ONE)
        going *= hours * now.state.firms.premium[workers.team[rows] // TEAMS_PER_FIRM]
        paid = np.maximum(going, now.cents(strength * self.wage) * hours)
        sums = [np.bincount(occupation, weights=cents, minlength=size) for cents in (paid, going)]
        lift: Array = np.where(sums[1] > 0.0, sums[0] / np.maximum(sums[1], 1.0) - 1.0, 0.0)
        return lift

    def _taken(self, strength: float, now: Now) -> Array:
        """Return what the negative subsidy took from every firm last month (int64, cents)."""
        if now.month == self.start:
            return np.zeros(now.state.firms.status.size, np.int64)
        teams, government = now.state.teams, now.parameters.government
        rates = (
            government.contribution_rate,
            government.health_contribution_rate,
            government.pension_contribution_rate,
        )
        by_team = self.lift(strength, now)[teams.occupation] * teams.wage_bill * (1.0 + sum(rates))
        taken: Array = by_team.reshape(-1, TEAMS_PER_FIRM).sum(axis=1).astype(np.int64)
        return taken


def _with_a_firm(now: Now) -> Array:
    """Return the rows of persons who work for a firm; a guaranteed job has no team."""
    workers = now.state.workers
    rows: Array = np.flatnonzero((workers.status == EMPLOYED) & (workers.team >= 0))
    return rows
