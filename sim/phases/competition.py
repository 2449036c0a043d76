"""Step 12, competition: entry follows profit, and both wear away what users of AI keep in their prices.

Entry relative to the base years is (margin_s / margin0_s)^e (Hopenhayn 1992); the part of their saving that
users keep is k_s = saving_kept (1 - erosion a_s) min(1, (N0_s / N_s)^c), with a_s the share of firms that use
AI and N_s the number of firms (docs/model.md, section 12.3).
"""

import numpy as np

from sim.kernels.elementary import powers
from sim.parameters import Parameters
from sim.phases.firm_accounts import FirmFlows
from sim.phases.goods_market import Spending
from sim.state.columns import State
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = ("macro.profit_margin", "macro.base_margin", "macro.base_firms")
WRITES = (
    "macro.profit_margin", "macro.base_margin", "macro.base_firms", "macro.entry_factor",
    "macro.saving_kept",
)  # fmt: skip
BASE_MEMORY = 1.0 / 18.0  # weight of a month in the means of the base years
LEAST_MARGIN = 0.02  # of sales, that counts in entry
ENTRY = (0.3, 4.0)  # least and most entrants relative to the base years


def erode(
    state: State,
    structure: Structure,
    spending: Spending,
    firms: FirmFlows,
    parameters: Parameters,
    month: int,
) -> None:
    """Set next month's entry and what users of AI keep of their saving."""
    macro, section = state.macro, parameters.firms
    active = np.maximum(firms.firms, 1).astype(np.float64)
    margin = firms.profit / np.maximum(spending.by_sector, 1)
    macro.profit_margin[:] += (margin - macro.profit_margin) / MONTHS_PER_YEAR
    if month < 0:
        macro.base_margin[:] += BASE_MEMORY * (macro.profit_margin - macro.base_margin)
        macro.base_firms[:] += BASE_MEMORY * (active - macro.base_firms)
        return
    if section.entry_elasticity > 0.0:
        relative = np.maximum(macro.profit_margin, LEAST_MARGIN) / np.maximum(macro.base_margin, LEAST_MARGIN)
        macro.entry_factor[:] = np.clip(powers(relative, section.entry_elasticity), *ENTRY)
    if section.saving_kept > 0.0:
        users = (firms.with_ai - firms.trying) / active  # who only tries it saves nothing to undercut with
        crowd = np.minimum(1.0, powers(macro.base_firms / active, section.entry_competition))
        macro.saving_kept[:] = section.saving_kept * (1.0 - section.rival_erosion * users) * crowd
        macro.saving_kept[structure.role("government")] = 0.0
