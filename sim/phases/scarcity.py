"""Step 12, what is scarce next month: land, energy, minerals and farm land; and everything, in a shortage.

What a sector sells beyond its trend raises its price along a supply curve, Z_s = (v_s / (v0_s (1 + g_s)^t))
^(1 / eps_s), with v_s the mean volume of some months and v0_s that of the end of the burn-in (Saiz 2010 for
real estate). The scarcity rent is profit of the sector; that of real estate goes to the owners of property.
Where buyers pay much more than list prices, because orders exceed what there is, all list prices follow:
ln F = rho h max(0, s - 5 %), with s the mean of half a year of ln(paid / listed) less what is usual, and h
less than one where idle hands could make what is short (docs/model.md, section 12.4). A shock to cost raises
all of them, too (15.5): what it brings is profit.
"""

import numpy as np

from sim.kernels.elementary import exp, log, power
from sim.parameters import Parameters
from sim.phases.goods_market import Spending
from sim.rules.slack import answer_to_want
from sim.state.columns import State
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = (
    "macro.sales_volume", "macro.base_volume", "macro.sector_price", "macro.shortage", "macro.usual_shortage",
    "macro.cost_shock", "macro.unemployment_rate", "macro.automation",
)  # fmt: skip
WRITES = (
    "macro.sales_volume", "macro.base_volume", "macro.scarcity", "macro.shortage", "macro.usual_shortage",
)  # fmt: skip
VOLUMES = (0.2, 20.0)  # least and most of a volume relative to its trend
FACTORS = (1e-3, 1e3)  # least and most that it makes of a price: little supply must not end all counting
ORDINARY = 0.05  # log of prices paid over those listed, beyond what is usual, that no list price answers to
MEMORY = 1.0 / 6.0  # weight of a month in it
LARGEST = 0.5  # either way, of a month


def price(state: State, structure: Structure, spending: Spending, parameters: Parameters, month: int) -> None:
    """Let the volumes sold raise or lower the scarcity prices of the next month."""
    macro, supply = state.macro, parameters.supply
    macro.sales_volume[:] += (spending.real - macro.sales_volume) / supply.lag
    paid = log(max(spending.over_list(macro.sector_price), 1e-3))
    if month < 0:
        macro.usual_shortage[0] += (paid - macro.usual_shortage[0]) / supply.lag
        macro.base_volume[:] += (macro.sales_volume - macro.base_volume) / supply.lag
        macro.scarcity[:] = exp(float(macro.cost_shock[0]))
        return
    growth = parameters.wages.productivity_growth
    curves = {
        "real_estate": (supply.land_elasticity, supply.land_growth),
        "energy": (supply.energy_elasticity, growth),
        "mining": (supply.mining_elasticity, growth),
        "farming": (supply.farming_elasticity, growth),
    }
    own = np.ones(macro.scarcity.size)
    years = (month + supply.lag) / MONTHS_PER_YEAR
    for role, (elasticity, trend) in curves.items():
        if elasticity < np.inf:
            row = structure.role(role)
            usual = macro.base_volume[row] * power(1.0 + trend, years)
            relative = min(max(float(macro.sales_volume[row] / max(usual, 1e-9)), VOLUMES[0]), VOLUMES[1])
            own[row] = min(max(power(relative, 1.0 / elasticity), FACTORS[0]), FACTORS[1])
    beyond = min(max(paid - float(macro.usual_shortage[0]), -LARGEST), LARGEST)
    macro.shortage[0] += MEMORY * (beyond - macro.shortage[0])
    excess = max(0.0, float(macro.shortage[0]) - ORDINARY)
    answer = supply.shortage_response * answer_to_want(macro, parameters)
    macro.scarcity[:] = own * exp(answer * excess + float(macro.cost_shock[0]))
