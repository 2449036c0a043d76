"""A policy: part of what GPUs earn is paid to all adults in equal parts."""

from collections.abc import Mapping
from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import NOBODY_DRAWN, Direction, GrantPolicy, Now, Slider
from sim.state.levers import Levers


class ComputeDividend(GrantPolicy):
    """Pay every eligible adult an equal part of last month's GPU rent."""

    size = "share"
    null_sizes = ({"share": 0.0}, NOBODY_DRAWN)
    moves = (Direction("transfers_paid", 1, {"share": 1.0}),)
    slider = Slider("dividend", "Dividend for all adults", "% of GPU rent", 100, 5, place=20, scale=100.0)
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {"change_levers": ("providers.revenue",)}

    share: float = parameter(
        0.1, "Part of the rent that is paid out", unit="share", at_least=0.0, at_most=1.0, source=CHOICE
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Add the payment; amounts are whole cents a month."""
        rent = float(now.state.providers.revenue.sum())
        adults = now.state.workers.team.size
        payment = int(strength * self.share * rent / adults)
        return levers._replace(grants=levers.grants + self.grant(payment, 0.0, now))
