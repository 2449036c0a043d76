"""Automation tax: firms pay for each worker-equivalent automated (Acemoglu, Manera and Restrepo 2020)."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Levy, Now, Slider


class AutomationTax(Levy):
    """Tax automated work, not assistance: a Pigouvian tax on each job-equivalent automated."""

    size = "amount"
    raises = "automation_tax"
    reaches = "firms, for each job automated"
    moves = (
        Direction("displaced_jobs", -1, {"amount": 2_000.0}),
        Direction("gpu_rent", -1, {"amount": 2_000.0}),
    )
    slider = Slider(
        "automation",
        "Tax on automation",
        "dollars a month for each job's worth of automated work",
        largest=3000,
        step=50,
        place=4,
        more=True,
    )

    amount: float = parameter(
        500.0,
        "Tax on each worker-equivalent automated, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=50_000.0,
        source=CHOICE,
    )

    @property
    def full_rate(self) -> float:
        """Dollars a month at full size."""
        return self.amount

    def rate(self, strength: float, now: Now) -> float:
        """Return cents a month for a worker-equivalent."""
        return float(now.cents(strength * self.amount))
