"""Policies that are taxes: they raise a rate and keep the revenue in the budget."""

from typing import ClassVar

from sim.policies.framework.base import Policy
from sim.policies.framework.month import Now

__all__ = ["Levy"]


class Levy(Policy):
    """A policy that raises one of the taxes of ``financing.TAXES`` by ``tax_rate``."""

    repeatable = True
    size = "tax_rate"
    the_state = "receives the tax"
    raises: ClassVar[str] = ""
    """Name of the tax."""

    @property
    def tax(self) -> str:
        """The tax that the policy raises."""
        return self.raises if self.full_rate > 0.0 else ""

    @property
    def full_rate(self) -> float:
        """Rate at full size, in the unit of the scenario."""
        return float(getattr(self, self.size))

    def rate(self, strength: float, now: Now) -> float:
        """Return the rate of the month."""
        return strength * self.full_rate
