"""Universal basic income: the same payment to every eligible adult, every month, whatever else they earn."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.state.levers import Levers


class UniversalBasicIncome(GrantPolicy):
    """Pay ``amount`` to each eligible adult, untaxed, whatever else they earn."""

    size = "amount"
    null_sizes = ({"amount": 0.0, "per_child": 0.0}, NOBODY_DRAWN)
    moves = (
        Direction("poverty_rate", -1),
        Direction("income_deciles.1.disposable_income", 1),
        # on credit interest rates rise, and with them what those who own deposits receive
        Direction("disposable_income_gini", -1, {"financed_by": "capital_tax"}),
        Direction("transfers_paid", 1),
    )
    short = "ubi"
    label = "UBI"
    words = "basic income"
    slider = Slider(
        "ubi",
        "Basic income",
        "dollars a month for every adult",
        largest=3000,
        step=50,
        place=1,
        payable=True,
        asks_early=True,
    )

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
        return levers._replace(
            grants=levers.grants + self.grant(now.cents(strength * self.amount), 0.0, now, strength)
        )
