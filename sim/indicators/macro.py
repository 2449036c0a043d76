"""Macroeconomic aggregates: employment, output, prices, wages, public finance."""

import numpy as np

from sim.indicators.base import Observation, indicator, price_with_tax
from sim.indicators.public_budget import public_budget
from sim.phases import firm_accounts as firm
from sim.rules import budget
from sim.units import CENTS_PER_BILLION, CENTS_PER_DOLLAR, MONTHS_PER_YEAR


@indicator("macro")
def aggregates(seen: Observation) -> dict[str, float]:
    """Return the aggregates of the month at the scale of the country."""
    state, flows, weight = seen.state, seen.flows, seen.weight
    macro = state.macro
    people = state.workers.team.size
    household, spending, firms = flows.household, flows.spending, flows.firms
    employed = int(household.employed.sum())
    jobless = int(household.unemployed.sum())
    billions = (
        MONTHS_PER_YEAR * weight / CENTS_PER_BILLION
    )  # cents a month of the sample to billion dollars a year
    gdp = output(seen)
    labour_cost = float(firms.sums[firm.LABOUR_COST])
    government = seen.structure.role("government")
    sums = household.sums
    public = public_budget(flows, people)
    private_firms = int(firms.sums[firm.N_ACTIVE] - firms.firms[government])
    return {
        "unemployment_rate": jobless / max(1, employed + jobless),
        "participation_rate": (employed + jobless) / people,
        "employment_rate": employed / people,
        "employment": employed * weight / 1e6,
        "government_employment": int(firms.employed[government]) * weight / 1e6,
        "gdp": gdp * billions,
        "real_gdp": float(firms.output.sum()) * CENTS_PER_DOLLAR * billions * seen.memory.real_base,
        "price_level": float(macro.price_level[0]),
        "inflation": float(macro.inflation[0]),
        "labour_share": labour_cost / max(1.0, gdp),
        "mean_wage": float(sums[budget.WAGES]) / max(1, employed) / CENTS_PER_DOLLAR,
        "consumption": spending.consumption * billions,
        "investment": spending.investment * billions,
        "government_purchases": spending.government * billions,
        "tax_revenue": public.revenue * billions,
        "transfers_paid": public.transfers * billions,
        "budget_balance": public.balance * billions,
        "government_debt": flows.public.debt * weight / 1e11,
        "policy_rate": float(macro.policy_rate[0]),
        "firms": private_firms * weight / 1e6,
        "mean_firm_size": (employed - int(firms.employed[government])) / max(1, private_firms),
        "ai_firm_share": float(firms.sums[firm.WITH_AI]) / max(1, int(firms.sums[firm.N_ACTIVE])),
        "ai_employment_share": float(firms.sums[firm.EMPLOYED_WITH_AI]) / max(1, employed),
    }


@indicator("macro")
def real_median_wage(seen: Observation) -> float:
    """Return the median wage at prices paid in month 0, dollars a month."""
    return seen.memory.distribution["median_wage"] / price_with_tax(seen) * seen.memory.real_base


def output(seen: Observation) -> float:
    """Return the gross domestic product of the month, cents of the sample."""
    spending = seen.flows.spending
    return float(spending.by_sector.astype(np.float64).sum() + spending.consumption_tax)
