"""Purchases of goods and services by the state on top of its ordinary ones, a share of output."""

from collections.abc import Mapping
from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy
from sim.state.levers import Levers, Purchase


class PublicPurchases(Policy):
    """Buy ``share`` of the base year's output every month, split over sectors as ordinary purchases are."""

    size = "share"
    reaches = "sellers"
    the_state = "buys"
    moves = (Direction("government_purchases", 1),)
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {"change_levers": ("macro.base_gdp",)}

    share: float = parameter(
        0.01,
        "Purchases, at the prices of the month, of the output of the base year",
        unit="share of GDP",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the purchases of the month."""
        amount = now.cents(strength * self.share * float(now.state.macro.base_gdp[0]) / 100.0)
        return levers._replace(purchases=(*levers.purchases, Purchase(now.row, amount)))

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return what was bought."""
        return Account(flows.purchases())
