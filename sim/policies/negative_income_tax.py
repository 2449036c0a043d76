"""Negative income tax: a guaranteed income that is withdrawn as other income rises (Friedman 1962)."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now
from sim.rules.budget import GUARANTEES
from sim.state.levers import Levers


class NegativeIncomeTax(GrantPolicy):
    """Pay each eligible adult ``guarantee`` less ``taper`` times income before taxes, where positive."""

    size = "guarantee"
    null_sizes = ({"guarantee": 0.0, "per_child": 0.0}, NOBODY_DRAWN)
    moves = (
        Direction("poverty_rate", -1),
        Direction("income_deciles.1.disposable_income", 1),
    )
    short = "nit"
    booked_under = GUARANTEES

    guarantee: float = parameter(
        1000.0,
        "Payment to an adult without other income, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )
    taper: float = parameter(
        0.5,
        "Withdrawn for each dollar of other income before taxes",
        unit="share",
        at_least=0.01,
        at_most=1.0,
        source="50 %, as in most arms of the US experiments of 1968-82 (Robins 1985)",
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment."""
        guarantee = now.cents(strength * self.guarantee)
        return levers._replace(grants=levers.grants + self.grant(guarantee, self.taper, now, strength))
