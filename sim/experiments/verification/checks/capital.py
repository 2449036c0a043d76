"""Capital and land: supply curves, the stock at rest, production with capital and labour."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix
from sim.experiments.verification.economies import economy
from sim.phases import capital, scarcity
from sim.phases.firm_accounts import N_SUMS, FirmFlows
from sim.phases.goods_market import Spending
from sim.rules.capital import output_per_worker, replaceable_by_labour, user_cost
from sim.rules.compute_price import GpuMarket
from sim.simulation import Simulation
from sim.state.structure import PRICE_BASE

__all__: list[str] = []

NO_GPUS = GpuMarket(1.0, 0.0, 0.0, 0.0, np.zeros(0), 0.0, 0.0)


def adjust(model: Simulation, output: np.ndarray, months: int = 1) -> None:
    """Let the stocks of capital follow a lasting output."""
    none = np.zeros(output.size, np.int64)
    flows = FirmFlows(
        np.zeros(N_SUMS, np.int64), np.zeros(5, np.int64), none, none, none, none, output, output, output,
        output, none,
    )  # fmt: skip
    for month in range(months):
        capital.adjust(model.state, model.structure, flows, NO_GPUS, model.scenario, month)


def filled(changes: dict[str, Any]) -> tuple[Simulation, np.ndarray]:
    """Return an economy in which every sector has capital, and the output that needs all of it."""
    model = economy(people=1_000, changes={"wages.productivity_growth": 0.0, **changes})
    macro = model.state.macro
    macro.capital[:] = np.maximum(macro.capital, 1.0)
    macro.base_capital[0] = macro.capital.sum()
    return model, macro.capital / model.structure.user_cost


@check(
    says="Twice the capital costs what its supply curve says.",
    formula="R = (K / K0)^(1/eps): 2, 2^(1/3), 1 at eps 1, 3, inf",
    source="Korinek et al. 2026; docs/model.md 13.4",
    kind="closed form",
    tolerance="rounding of sums over sectors, 1e-9",
    error="the elasticity is taken for its inverse",
)
def supply_of_capital(dose: float) -> Measured:
    """Double the output at three elasticities of supply."""
    found, expected = [], []
    for elasticity in (1.0 / 3.0, 3.0, inf):
        changes = {"capital.supply_elasticity": elasticity, "capital.adjustment_cost": 0.0}
        model, output = filled(changes)
        adjust(model, 2.0 * output)
        wrong = 2.0 ** min(elasticity, 3.0)
        found.append(float(mix(dose, model.state.macro.capital_price[0], wrong)))
        expected.append(2.0 ** (1.0 / elasticity))
    return exact(expected, found, 1e-9)


@check(
    says="A stock of capital grows until it earns what it costs: with output, in proportion.",
    formula="q -> R, K -> need",
    source="Hayashi 1982; docs/model.md 13.4",
    kind="limit",
    tolerance="after 100 years of investment: 1e-3 of the gap",
    error="wear is replaced and nothing is added",
)
def capital_comes_to_rest(dose: float) -> Measured:
    """Let output be higher by a half for a hundred years."""
    changes = {"capital.supply_elasticity": inf, "capital.adjustment_cost": 1.0}
    model, output = filled(changes)
    macro, neutral = model.state.macro, model.scenario.monetary.neutral_real_rate
    macro.real_rate[0] = macro.usual_real_rate[0] = neutral
    before = macro.capital.copy()
    adjust(model, 1.5 * output, 1_200)
    grown = mix(dose, macro.capital / before, np.ones(before.size))
    earned = mix(
        dose, macro.capital_rent, np.full(before.size, 1.5 ** (1.0 / model.scenario.capital.substitution))
    )
    return exact(
        np.concatenate([np.full(before.size, 1.5), np.ones(before.size)]),
        np.concatenate([grown, earned]),
        1e-3,
    )


@check(
    says="The capital and labour that a unit of output takes at any price of capital make one unit.",
    formula="alpha k^((s-1)/s) + (1-alpha) l^((s-1)/s) = 1, k = q^-s",
    source="Arrow, Chenery, Minhas and Solow 1961; docs/model.md 13.4",
    kind="closed form",
    tolerance="rounding of powers, 1e-11",
    error="labour does not make up for capital that is short",
)
def capital_and_labour(dose: float) -> Measured:
    """Put the inputs at three rents of capital into the production function."""
    found = []
    for sigma in (0.4, 0.8):
        model, _ = filled({"capital.substitution": sigma})
        macro, structure = model.state.macro, model.structure
        replaceable = replaceable_by_labour(structure.user_cost / PRICE_BASE, structure.labour_share)
        share = replaceable / (replaceable + structure.labour_share)
        for rent in (0.7, 1.0, 1.2):
            macro.capital_rent[:] = rent
            labour = 1.0 / mix(dose, output_per_worker(macro, structure, model.scenario), np.ones(share.size))
            power = (sigma - 1.0) / sigma
            found.append(share * (rent**-sigma) ** power + (1.0 - share) * labour**power)
    return exact(np.ones(found[0].size * len(found)), np.concatenate(found))


@check(
    says="What a unit of output pays for capital rises with its price by the capital that it uses.",
    formula="dC/dq = K/Y (1-s): c0 + (1-s) c1 q^-s",
    source="Shephard 1953, for capital that labour can stand in for; docs/model.md 13.4",
    kind="closed form",
    tolerance="error of a central difference of 1e-4: its square, 1e-7",
    error="capital is used in fixed proportion to output: c0 + c1",
)
def charge_for_capital(dose: float) -> Measured:
    """Compare the slope of the charge for capital with the capital in use."""
    model, _ = filled({"capital.substitution": 0.6})
    macro, structure = model.state.macro, model.structure
    replaceable = replaceable_by_labour(structure.user_cost, PRICE_BASE * structure.labour_share)
    goods = float((structure.investment * macro.sector_price).sum()) / PRICE_BASE
    rent, step, charges = 1.3, 1e-4, []
    for sign in (1.0, -1.0):
        macro.capital_rent[:] = rent + sign * step
        fixed = structure.user_cost * (rent + sign * step) * goods
        charges.append(mix(dose, user_cost(macro, structure, model.scenario), fixed))
    expected = goods * (structure.user_cost - replaceable + 0.4 * replaceable * rent**-0.6)
    return exact(expected, (charges[0] - charges[1]) / (2.0 * step), 1e-7)


@check(
    says="Twice the homes on the same land cost what the supply curve of land says.",
    formula="Z = (v / v0)^(1/eps)",
    source="Saiz 2010; docs/model.md 12.4",
    kind="closed form",
    tolerance="volumes are means with a memory: 1e-6 of the gap after 50 years",
    error="land is in endless supply: Z = 1",
)
def supply_of_land(dose: float) -> Measured:
    """Sell twice and four fifths of the base volume for fifty years, at two elasticities."""
    found, expected = [], []
    for elasticity in (0.5, 1.75):
        for factor in (0.8, 2.0):
            changes = {"supply.land_elasticity": elasticity, "supply.land_growth": 0.0}
            model = economy(people=1_000, changes=changes)
            macro = model.state.macro
            macro.base_volume[:] = macro.sales_volume[:] = 1_000.0
            volume = np.full(macro.scarcity.size, 1_000.0 * factor)
            none = np.zeros(0, np.int64)
            spending = Spending(0, 0, 0, 0, 0, np.zeros(volume.size, np.int64), volume, none)
            for month in range(600):
                scarcity.price(model.state, model.structure, spending, model.scenario, month)
            price = macro.scarcity[model.structure.role("real_estate")]
            found.append(float(mix(dose, price, 1.0)))
            expected.append(factor ** (1.0 / elasticity))
    return exact(expected, found, 1e-6)


@check(
    says="Without supply curves nothing is scarce, however much is sold.",
    formula="eps = inf: Z = 1, R = 1",
    source="docs/model.md 12.4, 13.4",
    kind="extreme",
    tolerance="none: the same bits",
    error="a supply curve of elasticity one is left in force",
)
def nothing_is_scarce(dose: float) -> Measured:
    """Sell three times the base volume where every supply is endless."""
    endless = {f"supply.{name}_elasticity": inf for name in ("land", "energy", "mining", "farming")}
    prices = []
    for changes in (endless, dict.fromkeys(endless, 1.0)):
        model = economy(people=1_000, changes=changes)
        macro = model.state.macro
        macro.base_volume[:] = macro.sales_volume[:] = 1_000.0
        volume = np.full(macro.scarcity.size, 3_000.0)
        spending = Spending(0, 0, 0, 0, 0, np.zeros(volume.size, np.int64), volume, np.zeros(0, np.int64))
        scarcity.price(model.state, model.structure, spending, model.scenario, 0)
        prices.append(macro.scarcity.copy())
    return exact(np.ones(prices[0].size), mix(dose, *prices), 0.0)
