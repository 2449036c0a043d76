"""Basic pension: the same payment to everybody from an age on, whatever they have earned or earn."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.state.levers import Levers


class BasicPension(GrantPolicy):
    """Pay ``amount`` to everybody of the age ``youngest`` and over, untaxed, on top of other pensions."""

    size = "amount"
    null_sizes = ({"amount": 0.0, "per_child": 0.0}, NOBODY_DRAWN)
    reaches = "people from an age on, or those of them whom the keys of grants name"
    moves = (
        Direction("poverty_rate", -1),
        Direction("transfers_paid", 1),
    )
    words = "basic pension"
    slider = Slider(
        "pension",
        "Basic pension",
        "dollars a month for everybody of 65 and over",
        largest=3000,
        step=50,
        place=12,
        payable=True,
        more=True,
    )

    amount: float = parameter(
        1000.0,
        "Payment to one person, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source=CHOICE,
    )
    youngest: int = parameter(
        65, "Only people of this age and over", unit="years", at_least=0, at_most=130, source=CHOICE
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment."""
        return levers._replace(
            grants=levers.grants + self.grant(now.cents(strength * self.amount), 0.0, now, strength)
        )
