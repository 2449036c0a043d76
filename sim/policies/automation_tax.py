"""Automation tax: firms pay for each worker-equivalent automated (Acemoglu, Manera and Restrepo 2020)."""

from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework.base import Now
from sim.policies.framework.levy import Levy


class AutomationTax(Levy):
    """Tax automated work, not assistance: a Pigouvian tax on each job-equivalent automated."""

    raises: ClassVar[str] = "automation_tax"

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
