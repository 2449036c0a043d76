"""Shorter working week: everybody works fewer hours for the same or less pay."""

from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION, CHOICE
from sim.phases import firm_accounts
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.state.levers import Levers


class ShorterWeek(Policy):
    """Cut the working time of every employee, with the next yearly review or the next job.

    Firms need more people for the same work, as far as people do not work faster, and pay more for a unit
    of it, as far as monthly pay is not cut. A cut of pay reaches people at new hires and reviews, as any fall
    of pay does.
    """

    size = "cut"
    reaches = "all employees"
    the_state = "nothing"
    moves = (
        Direction("price_level", 1, {"cut": 0.2, "made_up": 0.0}),
        Direction("real_gdp", -1, {"cut": 0.2, "made_up": 0.0}),
    )
    slider = Slider(
        "week",
        "Shorter working week",
        "% fewer hours",
        largest=50,
        step=1,
        place=10,
        scale=100.0,
        more=True,
    )

    cut: float = parameter(
        0.1,
        "Fall of working hours",
        unit="share",
        at_least=0.0,
        at_most=0.8,
        source="four hours of a week of forty",
    )
    made_up: float = parameter(
        0.3,
        "Part of the lost work that people make up by working faster",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    pay_cut: float = parameter(
        0.0,
        "Part of the fall of hours by which monthly pay falls",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Cut effective working time and the pay agreed for a month."""
        return levers._replace(
            hours_cut=strength * self.cut * (1.0 - self.made_up),
            hours_agreed=1.0 - strength * self.cut,
            pay_scale=1.0 - strength * self.cut * self.pay_cut,
        )

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return who works less; the state pays nothing."""
        return Account(0, 0, int(flows.firms.sums[firm_accounts.EMPLOYED]))
