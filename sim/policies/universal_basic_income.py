"""Universal basic income: the same payment to every eligible adult, every month, whatever else they earn."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework.base import Now
from sim.policies.framework.eligibility import GrantPolicy
from sim.state.levers import Levers


class UniversalBasicIncome(GrantPolicy):
    """Pay ``amount`` to each eligible adult, untaxed, whatever else they earn."""

    amount: float = parameter(
        1000.0,
        "Payment to one adult, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment."""
        return levers._replace(grants=levers.grants + self.grant(now.cents(strength * self.amount), 0.0, now))

    @property
    def is_null(self) -> bool:
        """Whether nobody is paid anything."""
        return self.amount == 0.0 or self.treated_share == 0.0
