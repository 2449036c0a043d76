"""Wage insurance: part of the pay that the displaced lose in their next job, for some time (Kletzer 2004)."""

from sim.parameters import parameter
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.policies.framework.eligibility import STATUSES, Who
from sim.state.levers import Levers


class WageInsurance(GrantPolicy):
    """Pay the displaced ``share`` of what their next job pays less than the one they lost, at most ``most``.

    Displaced is who was laid off or dismissed after ``tenure`` months in the job. It is paid for ``months``
    from the beginning of the next job on, as long as they stay in it.
    """

    size = "share"
    null_sizes = ({"share": 0.0}, {"most": 0.0}, NOBODY_DRAWN)
    reaches = "the displaced who work again for less pay"
    moves = (Direction("transfers_paid", 1, {"share": 1.0, "most": 20_000.0, "tenure": 3}),)
    words = "wage insurance"
    slider = Slider(
        "insurance",
        "Wage insurance for the displaced",
        "% of the pay lost in the next job, for two years, up to 417 dollars a month",
        largest=100,
        step=5,
        place=13,
        scale=100.0,
        payable=True,
        more=True,
    )

    share: float = parameter(
        0.5,
        "Part of the monthly pay lost that is paid",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="Reemployment Trade Adjustment Assistance: half of the difference (US Department of Labor)",
    )
    most: float = parameter(
        417.0,
        "Largest payment, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source="Reemployment Trade Adjustment Assistance: at most 10,000 dollars in two years",
    )
    months: int = parameter(
        24,
        "Longest time for which it is paid",
        unit="months",
        at_least=1,
        at_most=1_200,
        source="Reemployment Trade Adjustment Assistance: two years",
    )
    eligible: Who = parameter(
        "employed", "Who may be paid, by their status in the month", source="it tops up pay"
    )
    tenure: int = parameter(
        36,
        "Only people who lost a job after so much time in it",
        unit="months",
        at_least=0,
        at_most=480,
        source="BLS: displaced workers had the job for three years or more",
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment."""
        grants = tuple(
            grant._replace(
                statuses=grant.statuses & STATUSES["employed"],
                of_loss=strength * self.share,
                after_hiring=self.months,
            )
            for grant in self.grant(now.cents(self.most), 0.0, now)
            if self.share > 0.0
        )
        return levers._replace(grants=levers.grants + grants)
