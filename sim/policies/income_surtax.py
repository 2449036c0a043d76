"""Progressive income tax: a surtax on wage and transfer income above a threshold, on top of the schedule."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy
from sim.policies.framework.financing import left_of_pay
from sim.state.levers import Levers, Surcharge


class IncomeSurtax(Policy):
    """Tax income from work and transfers above ``threshold``; several of them make a schedule."""

    repeatable = True
    size = "tax_rate"
    reaches = "adults above the threshold"
    the_state = "receives the surtax"
    moves = (
        Direction("personal_taxes", 1, {"tax_rate": 0.3, "threshold": 5_000.0}),
        Direction("disposable_income_gini", -1, {"tax_rate": 0.3, "threshold": 5_000.0}),
    )

    tax_rate: float = parameter(
        0.1, "Tax on the income above the threshold", unit="share", at_least=0.0, at_most=0.6, source=CHOICE
    )
    threshold: float = parameter(
        10_000.0,
        "Income that is free of the surtax, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=1e7,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the bracket."""
        if self.is_null:
            return levers
        room = left_of_pay(levers, float(now.structure.tax_rate.max()))
        own = Surcharge(now.cents(self.threshold), min(strength * self.tax_rate, room), now.row)
        return levers._replace(surcharges=(*levers.surcharges, own))

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return what the surtax brought."""
        rows = [number for number, own in enumerate(flows.levers.surcharges) if own.policy == flows.row]
        return Account(0, int(flows.household.surcharges[rows].sum()), 0)
