"""Wage subsidy: the state pays part of the cost of labour, up to a ceiling of pay (Phelps 1997)."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.phases import firm_accounts
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.state.levers import Levers


class WageSubsidy(Policy):
    """Pay firms a share of their labour cost.

    Of an occupation whose going wage is above the ceiling, only the part of pay up to it is subsidised.
    """

    size = "share"
    reaches = "firms, for their employees"
    the_state = "pays the subsidies"
    moves = (Direction("employment", 1, {"share": 0.3}),)
    slider = Slider(
        "subsidy",
        "Wage subsidy",
        "% of the cost of labour, up to 4,000 dollars a month",
        largest=50,
        step=1,
        place=9,
        scale=100.0,
        payable=True,
        more=True,
    )
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {"change_levers": ("macro.occupation_wage",)}

    share: float = parameter(
        0.15,
        "Part of the cost of labour, contributions included",
        unit="share",
        at_least=0.0,
        at_most=0.9,
        source=CHOICE,
    )
    ceiling: float = parameter(
        4_000.0,
        "Pay above which nothing more is paid, in base-year prices",
        unit="dollars a month",
        at_least=1.0,
        at_most=1e6,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Subsidise each occupation up to the ceiling."""
        covered = np.minimum(1.0, now.cents(self.ceiling) / now.state.macro.occupation_wage)
        return levers._replace(wage_subsidy=levers.wage_subsidy + strength * self.share * covered)

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return the subsidies; everybody employed by a firm is reached."""
        sums = flows.firms.sums
        return Account(int(sums[firm_accounts.SUBSIDY]), 0, int(sums[firm_accounts.EMPLOYED]))
