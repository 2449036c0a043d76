"""Providers order GPUs by what these will earn: q theory, with a race for the lead and curves of supply.

q_p = [max(0, r u (1 - theta_p / eps) - c) + prize (1 - s_p) / (1 - s_p0) (1 - lambda) / K] / (i + d - g)
/ price, orders are K_p (d + (q_p - 1) / phi), with r the rent of about a year, u use, c running cost,
theta_p = s_p - s_p0 + lambda (1 - s_p) conduct, d wear, i the return that is asked for, g the expected growth
of the rent (Hayashi 1982; the race is a contest of Tullock's form, Loury 1979). The shares of the base year,
s_p0, are an equilibrium: who is larger has costs that are lower by what it holds back. What all order meets
the supply of chips, price = list (orders / capacity)^(1 / elasticity) beyond capacity, and the grid
(docs/model.md, section 14).
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np

from sim.kernels.elementary import log, power
from sim.rules import hardware
from sim.rules.compute_investment import Books, ComputeInvestmentRule, Orders
from sim.rules.compute_price import GpuMarket
from sim.rules.compute_price.clearing import usual_elasticity
from sim.rules.conduct import joint_conduct
from sim.rules.crossing import crossing
from sim.rules.race import belief
from sim.rules.slots import Moment
from sim.state.accounts import EQUITY_POT
from sim.units import MONTHS_PER_YEAR

MEMORY = 12.0  # months, of the rent and its trend
TRENDS = (-0.05, 0.01)  # least and most growth of the rent a month that owners expect
LEAST_RENT = 1e-6  # cents at base-year prices
LARGEST_ORDER = 0.25  # of a fleet a month
DEAREST = 8.0  # most of the list price


class ByReturn(ComputeInvestmentRule):
    """Orders follow what a GPU earns over what it costs."""

    keeps: ClassVar[Mapping[str, int | str]] = {
        "rent": 1,
        "last": 1,
        "trend": 1,
        "fleet": 1,
        "elasticity": 1,
    }

    def begin(self, moment: Moment) -> None:
        """Start from the rent, the fleet and the power of month 0."""
        compute, fleet = moment.parameters.compute, float(moment.state.providers.fleet.sum())
        moment.kept["rent"][0] = moment.kept["last"][0] = max(100.0 * compute.start_rent, LEAST_RENT)
        moment.kept["fleet"][0] = fleet
        moment.kept["elasticity"][0] = 1.0

    def orders(self, moment: Moment, market: GpuMarket, books: Books) -> Orders:
        """Return the GPUs ordered this month."""
        parameters, kept = moment.parameters, moment.kept
        section, prices = parameters.investors, float(moment.state.macro.price_level[0])
        fleet = moment.state.providers.fleet
        wear = 1.0 / parameters.compute.gpu_life_months
        list_price = hardware.chip_price(parameters, moment.month)
        worth = self._worth(moment, market)

        def wanted(price: float) -> np.ndarray:
            gain = worth / price - 1.0
            return fleet * np.clip(wear + gain / section.adjustment_cost, 0.0, LARGEST_ORDER)

        capacity = hardware.chip_capacity(parameters, float(kept["fleet"][0]), moment.month)
        dearer = _clearing_price(
            lambda x: float(wanted(x * list_price).sum()), capacity, parameters.hardware.chip_elasticity
        )
        price = dearer * list_price
        gpus = wanted(price)
        draw = hardware.new_power(parameters, moment.month)
        load = float(moment.state.providers.power.sum()) * (1.0 - wear)
        room = max(0.0, hardware.grid_now(moment) - load)
        asked = float(gpus.sum()) * draw
        if asked > room:
            gpus *= room / asked
        equity = self._equity(moment, gpus, price * prices, worth > price, books)
        short = np.maximum(
            0.0, (books.cash + section.credit_months * books.revenue + equity) / (price * prices)
        )
        gpus = np.minimum(gpus, short)
        margin = 1.0 - (1.0 - parameters.compute.chip_margin) / dearer
        return Orders(gpus, price * prices, equity, margin, draw, section.credit_months)

    def running_cost(self, moment: Moment) -> float:
        """Return power and operation of a GPU in use; power gets dear where the grid is full."""
        return hardware.running_cost_now(moment)

    def _worth(self, moment: Moment, market: GpuMarket) -> np.ndarray:
        """Return what a GPU of each provider will earn, cents at base-year prices (p,)."""
        parameters, kept = moment.parameters, moment.kept
        compute, section = parameters.compute, parameters.investors
        prices, fleet = float(moment.state.macro.price_level[0]), moment.state.providers.fleet
        total = max(float(fleet.sum()), 1e-12)
        share = fleet / total
        real = max(market.rent / prices, LEAST_RENT)
        kept["rent"][0] += (real - kept["rent"][0]) / MEMORY
        kept["trend"][0] += (log(real / kept["last"][0]) - kept["trend"][0]) / MEMORY
        kept["last"][0] = real
        elasticity = usual_elasticity(moment, market)
        joint = joint_conduct(moment)
        use, running = min(1.0, market.in_use), self.running_cost(moment)
        earned = max(kept["rent"][0] * use - running, 1e-6)
        payback = hardware.chip_price(parameters, moment.month) / earned
        one, start = moment.structure.provider_single, moment.structure.provider_share
        # no contract keeps small owners, and whoever enters, out of a market that pays a GPU back in months
        joint = joint * np.where(one, 1.0, min(1.0, payback / section.open_payback))
        own = np.where(one, share, 0.0)
        grown = np.where(one, share - start, 0.0)
        conduct = grown + joint * (1.0 - own)
        lerner = np.minimum(conduct / elasticity, 0.9)
        net = np.maximum(0.0, kept["rent"][0] * use * (1.0 - lerner) - running)
        prize = section.race_prize * belief(moment.state.macro, moment.structure, parameters, moment.month)
        rivals = np.where(one, (1.0 - share) / np.maximum(1.0 - start, 1e-9), 1.0)
        net = net + prize * rivals * (1.0 - joint) / total
        growth = {
            "obsolescence": hardware.chip_price_growth(parameters, moment.month),
            "adaptive": min(max(float(kept["trend"][0]), TRENDS[0]), TRENDS[1]),
            "scaling": 0.0,
        }[section.expectations]
        discount = section.hurdle_rate / MONTHS_PER_YEAR + 1.0 / compute.gpu_life_months - growth
        return net / max(discount, 1e-3)

    def _equity(
        self, moment: Moment, gpus: np.ndarray, price: float, worthwhile: np.ndarray, books: Books
    ) -> np.ndarray:
        """Return the cents that owners add: what orders lack, at most a part of all dividends."""
        section = moment.parameters.investors
        own = books.cash + section.credit_months * books.revenue
        lacking = np.where(worthwhile, np.maximum(0.0, gpus * price - own), 0.0)
        most = section.equity_issues * max(0, int(moment.state.accounts[EQUITY_POT]))
        part = min(1.0, most / max(float(lacking.sum()), 1.0))
        return (part * lacking).astype(np.int64)


def _clearing_price(wanted: Callable[[float], float], capacity: float, elasticity: float) -> float:
    """Return the price over list price at which what is wanted is what makers deliver."""
    if wanted(1.0) <= capacity:
        return 1.0
    return crossing(lambda x: wanted(x) > capacity * power(x, elasticity), 1.0, DEAREST)[1]
