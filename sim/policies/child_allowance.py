"""Child allowance: a payment for every child, to the person who keeps the purse of its household."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.state.levers import Levers


class ChildAllowance(GrantPolicy):
    """Pay ``amount`` for each child, untaxed, to the household; it may fall with the household's income.

    The household receives ``amount`` times its children less ``phase_out`` times its income before taxes
    above ``phase_out_from``, where positive.
    """

    size = "amount"
    null_sizes = ({"amount": 0.0, "per_child": 0.0}, NOBODY_DRAWN)
    reaches = "households with children, or those whom the keys of grants name"
    needs_households = True
    moves = (
        Direction("poverty_rate", -1),
        Direction("transfers_paid", 1),
    )
    words = "child allowance"
    slider = Slider(
        "child",
        "Child allowance",
        "dollars a month for every child",
        largest=1000,
        step=25,
        place=11,
        payable=True,
        more=True,
    )

    amount: float = parameter(
        300.0,
        "Payment for one child, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source="the expanded child tax credit of 2021 paid 250 to 300 dollars a month",
    )
    phase_out: float = parameter(
        0.0,
        "Withdrawn for each dollar of the household's income before taxes above phase_out_from",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    phase_out_from: float = parameter(
        0.0,
        "Income of the household, in base-year prices, up to which nothing is withdrawn",
        unit="dollars a month",
        at_least=0.0,
        at_most=1e6,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment."""
        amount = now.cents(strength * self.amount)
        grants = tuple(
            grant._replace(
                amount=0,
                per_child=grant.per_child + amount,
                with_children=True,
                by_household=True,
                taper_from=now.cents(self.phase_out_from),
            )
            for grant in self.grant(amount, self.phase_out, now, strength)
        )
        return levers._replace(grants=levers.grants + grants)
