"""Who keeps the saving, what is scarce, and how spending is held."""

from sim.indicators.base import Observation, indicator
from sim.state.accounts import CENTRAL_BANK
from sim.state.structure import PRICE_BASE
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR


@indicator("macro")
def money(seen: Observation) -> dict[str, float]:
    """Return what the central bank issued, what it has issued so far, and the factor on tax rates."""
    issued = seen.flows.money
    cents = issued.purchases + issued.per_person * seen.state.workers.team.size
    return {
        "money_issued": cents * MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION,
        "central_bank_money": -int(seen.state.accounts[CENTRAL_BANK]) * seen.weight / CENTS_PER_BILLION,
        "tax_scale": float(seen.state.macro.tax_scale[0]),
    }


@indicator("macro")
def scarcity(seen: Observation) -> dict[str, float]:
    """Return the prices of capital and real estate, and what users of AI keep of their saving."""
    macro, firms = seen.state.macro, seen.flows.firms
    row = seen.structure.role("real_estate")
    users = (firms.with_ai - firms.trying).astype(float)
    kept = float((users * macro.saving_kept).sum()) / max(1.0, float(users.sum()))
    return {
        "capital_price": float(macro.capital_price[0]),
        "real_estate_price": float(macro.sector_price[row]) / PRICE_BASE,
        "saving_kept": kept,
        "real_wage_index": seen.structure.mean_wage(macro.occupation_wage)
        / seen.structure.mean_wage(seen.structure.base_wage)
        / float(macro.price_level[0]),
    }
