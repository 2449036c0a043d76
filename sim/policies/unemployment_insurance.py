"""Unemployment insurance: a higher, longer or more widely received benefit."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy
from sim.rules import budget
from sim.state.levers import Levers


class UnemploymentInsurance(Policy):
    """Raise the unemployment benefit; its cost is what is paid beyond the rules of the scenario."""

    size = "more_replacement"
    null_sizes = ({"more_replacement": 0.0, "more_months": 0, "more_take_up": 0.0, "higher_ceiling": 0.0},)
    reaches = "the unemployed"
    the_state = "pays what goes beyond the scenario's own rules"
    moves = (
        Direction("poverty_rate", -1, {"more_months": 24, "more_take_up": 0.5}),
        Direction("transfers_paid", 1, {"more_months": 24, "more_take_up": 0.5}),
    )

    more_replacement: float = parameter(
        0.15,
        "Added to the replacement rate",
        unit="share of the last wage",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    more_months: int = parameter(
        6, "Added to the longest time on benefit", unit="months", at_least=0, at_most=1_200, source=CHOICE
    )
    more_take_up: float = parameter(
        0.15,
        "Added to the share of the eligible who receive it",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    higher_ceiling: float = parameter(
        500.0,
        "Added to the largest benefit, before the nominal trend",
        unit="dollars a month",
        at_least=0.0,
        at_most=50_000.0,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Raise rate, ceiling, months and take-up."""
        return levers._replace(
            replacement_rate=min(1.0, levers.replacement_rate + strength * self.more_replacement),
            benefit_months=levers.benefit_months + round(strength * self.more_months),
            benefit_take_up=min(1.0, levers.benefit_take_up + strength * self.more_take_up),
            benefit_ceiling=levers.benefit_ceiling + round(100.0 * strength * self.higher_ceiling),
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return the benefits beyond the scenario's own rules."""
        unemployed = int(flows.household.unemployed.sum())
        return Account(int(flows.household.sums[budget.MORE_BENEFITS]), 0, unemployed)
