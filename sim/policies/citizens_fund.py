"""Citizens' fund: the state buys equity of GPU providers, all adults get its dividends (Meade 1964)."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numba import njit, prange

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Account, Direction, MonthlyAccounts, Now, Policy, Slider
from sim.rules import budget
from sim.state.accounts import GOVERNMENT
from sim.state.columns import PROVIDERS, Array
from sim.state.levers import Levers
from sim.units import MONTHS_PER_YEAR


class CitizensFund(Policy):
    """Buy provider equity from its domestic owners until the fund holds ``target``; pay its dividends out.

    Every owner sells the same part. Owners abroad do not sell.
    """

    size = "target"
    null_sizes = ({"target": 0.0}, {"speed": 0.0})
    reaches = "all adults"
    the_state = "pays for the equity; the dividends come from the providers"
    moves = (Direction("income_deciles.1.disposable_income", 1, {"target": 1.0, "speed": 1.0}),)
    slider = Slider(
        "fund",
        "Citizens' fund: the public owns part of the GPU companies",
        "% of their shares, bought over years",
        largest=100,
        step=5,
        place=6,
        scale=100.0,
        payable=True,
        more=True,
    )
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": (
            "workers.provider_equity", "macro.claim_units", "macro.claim_price", "macro.claim_dividend",
            "macro.fund_units",
        ),
        "change_levers": ("macro.claim_units", "macro.fund_units"),
    }  # fmt: skip
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": (
            "workers.provider_equity", "workers.deposits", "macro.claim_units", "macro.claim_dividend",
            "macro.fund_units", "accounts.government",
        ),
    }  # fmt: skip

    target: float = parameter(
        0.2,
        "Part of the equity held in the country that the fund buys",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    speed: float = parameter(
        0.04,
        "Part of that equity bought in a year",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )

    def act(self, strength: float, now: Now) -> int:
        """Buy from every owner and pay for it."""
        macro, workers = now.state.macro, now.state.workers
        held, fund = float(macro.claim_units[PROVIDERS]), float(macro.fund_units[0])
        wanted = min(strength * self.speed / MONTHS_PER_YEAR, self.target - fund / max(held + fund, 1.0))
        if wanted <= 0.0 or held <= 0.0 or not now.parameters.compute.enabled:
            return 0
        part = min(1.0, wanted * (held + fund) / held)
        units, paid = buy(
            workers.provider_equity, workers.deposits, part, float(macro.claim_price[PROVIDERS])
        )
        macro.claim_units[PROVIDERS] -= units
        macro.fund_units[0] += units
        macro.claim_dividend[PROVIDERS] *= max(0.0, 1.0 - units / held)
        now.state.accounts[GOVERNMENT] -= paid
        return int(paid)

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Let the fund's part of the dividends go to all adults."""
        held, fund = float(now.state.macro.claim_units[PROVIDERS]), float(now.state.macro.fund_units[0])
        return levers._replace(citizens_dividend=fund / (held + fund)) if fund > 0.0 else levers

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return what the equity cost; dividends come from the providers."""
        return Account(flows.acted, 0, int(flows.household.sums[budget.CITIZENS]) and flows.people)


@njit(cache=True, parallel=True)
def buy(units: Array, deposits: Array, part: float, price: float) -> tuple[int, int]:
    """Buy ``part`` of everybody's units at ``price`` cents each; return units and cents."""
    bought = 0
    paid = 0
    for worker in prange(units.size):
        sold = int(part * units[worker])
        money = int(sold * price)
        units[worker] = np.uint32(units[worker] - sold)
        deposits[worker] += money
        bought += sold
        paid += money
    return bought, paid
