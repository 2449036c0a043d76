"""The national accounts of the month: who receives what is produced, and what persons make of it.

Lines as in the national income and product accounts of the BEA. National income has parts that no household
sees as cash: contributions of employers, the profits that firms keep. So personal income and the cash that
persons dispose of stand apart from it.
"""

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.macro import output
from sim.kernels.elementary import exp, power
from sim.phases import firm_accounts as firm
from sim.rules import budget
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR


@indicator("macro")
def national_accounts(seen: Observation) -> dict[str, float]:
    """Return GDP by income, each tax, and personal income with its use, billion dollars a year."""
    sums, firms, tax = seen.flows.household.sums, seen.flows.firms.sums, seen.flows.spending.consumption_tax
    owners_taxes = seen.flows.providers.tax + seen.flows.model_owners.tax
    compensation, production = int(firms[firm.LABOUR_COST]), int(firms[firm.PRODUCTION_TAX]) + tax
    personal_taxes = int(sums[budget.WAGE_TAX] + sums[budget.CAPITAL_TAX] + sums[budget.WEALTH_TAX])
    cash = int(sums[budget.DISPOSABLE] - sums[budget.WEALTH_TAX])
    disposable = cash + int(sums[[budget.HEALTH_CARE, budget.PENSIONS, budget.PUBLIC_HEALTH]].sum())
    cents = {
        "compensation": compensation,
        "wages_and_salaries": int(sums[budget.WAGES] - sums[budget.GUARANTEE_WAGES]),
        "social_contributions": int(firms[firm.CONTRIBUTIONS] + sums[budget.EMPLOYEE_CONTRIBUTIONS]),
        "benefits_of_employers": int(firms[firm.HEALTH] + firms[firm.PENSIONS]),
        "production_taxes": production,
        "profit_taxes": int(firms[firm.PROFIT_TAX]) + owners_taxes,
        "operating_surplus": output(seen) - compensation - production,
        "personal_taxes": personal_taxes,
        "personal_income": disposable + personal_taxes,
        "disposable_personal_income": disposable,
        "disposable_cash_income": cash,
        "personal_saving": disposable - int(sums[budget.CONSUMPTION]),
    }
    billions = MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    rate = cents["personal_saving"] / disposable if disposable > 0 else 0.0
    return {**{name: amount * billions for name, amount in cents.items()}, "saving_rate": rate}


@indicator("macro")
def labour_share_nonfarm_business(seen: Observation) -> float:
    """Return labour compensation over output in nonfarm business, as the BLS defines both.

    Output is at market prices, without government, farms, non-profit institutions and the housing of owners;
    the self-employed are imputed the hourly compensation of employees.
    """
    structure, flows = seen.structure, seen.flows
    employees = float(np.sum(structure.nonfarm_business * flows.firms.labour_cost))
    business = float(np.sum(structure.nonfarm_business * flows.spending.by_sector))
    business += flows.spending.consumption_tax
    return employees * (1.0 + structure.figure("self_employed_hours")) / max(1.0, business)


@indicator("macro")
def factor_productivity(seen: Observation) -> float:
    """Return Y / (L^s K^(1 - s)) exp(-M / Y): employed L, capital K but for GPUs, rent of GPUs M.

    ``s`` is the labour share of the base year. Where capital grows with output the logarithm moves by
    s (dlnY - dlnL) less the services of GPUs over output.
    """
    share = seen.structure.labour_part
    made = max(1e-9, float(seen.flows.firms.output.sum()) * seen.memory.real_base)
    employed = max(1, int(seen.flows.household.employed.sum()))
    capital = max(1e-9, float(seen.state.macro.capital.sum()))
    machines = float(seen.flows.firms.sums[firm.RENT]) / max(1.0, output(seen))
    return power(made / employed, share) * power(made / capital, 1.0 - share) * exp(-machines)
