"""The instruments in force in a month: rates and amounts that policies change and phases read."""

from typing import NamedTuple


class Levers(NamedTuple):
    """Rates are shares, amounts cents a month; policies replace fields before the month begins."""

    wage_tax_scale: float  # factor on the progressive schedule of wage and transfer income
    contribution_rate: float  # employer contributions on wages
    corporate_tax: float  # on profits
    capital_tax: float  # on dividends and interest
    consumption_tax: float  # share of spending
    wealth_tax: float  # a year on wealth above the exemption
    wealth_exemption: int  # cents
    gpu_tax: float  # on GPU rent, paid by the renter
    automation_tax: int  # cents a month for each worker-equivalent automated
    foreign_levy: float  # on provider dividends that leave the country
    basic_income: int  # to every treated adult
    basic_income_share: float  # share of adults treated (a lottery by row)
    income_guarantee: int  # negative income tax: paid at zero income
    guarantee_taper: float  # and withdrawn at this rate
    wage_subsidy: float  # share of wages below the ceiling paid by the state
    wage_subsidy_ceiling: int
    replacement_rate: float  # unemployment benefit over the last wage
    benefit_ceiling: int  # largest benefit
    benefit_months: int
    benefit_take_up: float
    transfers_scale: float  # factor on base transfers
    citizens_dividend: float  # share of provider dividends that the state's fund pays to adults
    retraining_seats: float  # share of the unemployed that may enter training a month
    retraining_months: int
    hours_cut: float  # fall of working hours a person
    job_guarantee_wage: int  # wage of the guaranteed job, 0 = none
    provider_share_cap: float  # largest share of a provider, 1 = none
    model_spillover: float  # share of the gap to the frontier closed a month
