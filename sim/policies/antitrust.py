"""Antitrust: a cap on the share of a GPU provider, an end to exclusive contracts, open models."""

from collections.abc import Mapping
from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Now, Policy
from sim.state.levers import Levers

RESALE = 0.5  # price of a used GPU relative to a new one, halfway through its life


class Antitrust(Policy):
    """Make the market for compute less concentrated.

    A provider above the cap sells GPUs to those below, at half the price of new ones; the many small owners
    are below it, however many GPUs they have together.
    """

    size = "largest_share"
    null_sizes = ({"largest_share": 1.0, "contracts_ended": 0.0, "open_models": 0.0},)
    reaches = "GPU providers"
    the_state = "nothing"
    moves = (
        Direction(
            "compute_hhi",
            -1,
            {"largest_share": 0.14, "selling_speed": 0.5, "contracts_ended": 0.0, "open_models": 0.0},
        ),
        Direction("royalty_rate", -1, {"largest_share": 1.0, "contracts_ended": 1.0, "open_models": 0.0}),
        Direction("royalty_rate", -1, {"largest_share": 1.0, "contracts_ended": 0.0, "open_models": 0.2}),
    )
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": ("providers.fleet", "providers.power", "macro.price_level")
    }
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": ("providers.fleet", "providers.power", "providers.deposits")
    }

    largest_share: float = parameter(
        0.2,
        "Cap on a provider's share of all GPUs; 1 means none",
        unit="share",
        at_least=0.13,
        at_most=1.0,
        source=CHOICE,
    )
    selling_speed: float = parameter(
        0.2,
        "Part of the excess over the cap sold in a month",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    contracts_ended: float = parameter(
        0.5,
        "Part of compute.concentration (common ownership, exclusive contracts) that is undone",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    open_models: float = parameter(
        0.05,
        "Added to compute.model_spillover: the gap to the best model that the others close",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )

    def act(self, strength: float, now: Now) -> int:
        """Make providers above the cap sell GPUs to those below; money goes the other way."""
        if self.largest_share >= 1.0 or not now.parameters.compute.enabled:
            return 0
        providers, compute = now.state.providers, now.parameters.compute
        price = RESALE * 100.0 * compute.gpu_price * float(now.state.macro.price_level[0])
        limit = self.largest_share * float(providers.fleet.sum())
        alone = now.structure.provider_single
        room = [
            max(0.0, limit - float(fleet)) if one else limit
            for fleet, one in zip(providers.fleet, alone, strict=True)
        ]
        for seller in range(providers.fleet.size):
            sold = strength * self.selling_speed * max(0.0, float(providers.fleet[seller]) - limit)
            if not alone[seller] or sold <= 0.0 or sum(room) <= 0.0:
                continue
            each = float(providers.power[seller]) / max(float(providers.fleet[seller]), 1e-12)
            for buyer, free in enumerate(room):
                moved = sold * free / sum(room)
                money = int(moved * price)
                providers.fleet[seller] -= moved
                providers.fleet[buyer] += moved
                providers.power[seller] -= moved * each
                providers.power[buyer] += moved * each
                providers.deposits[buyer] -= money
                providers.deposits[seller] += money
        return 0

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Undo concentration and open the models."""
        return levers._replace(
            concentration_scale=1.0 - strength * self.contracts_ended,
            model_spillover=min(1.0, levers.model_spillover + strength * self.open_models),
        )
