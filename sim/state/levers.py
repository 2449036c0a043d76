"""The instruments in force in a month: rates and amounts that policies change and phases read."""

from typing import NamedTuple

import numpy as np

from sim.state.columns import Array

EVERYBODY = 0b1111  # bits of workers.status
NO_LIMIT = 1 << 60  # cents: no limit of earnings
ANY_AGE = 255  # years: the oldest of all
EVERYWHERE = (1 << 64) - 1  # bits of workers.place


class Grant(NamedTuple):
    """A payment to each eligible adult, withdrawn as other income rises."""

    amount: int  # cents a month to a person without other income
    booked_under: int  # column of the sums of all budgets (rules.budget) that the payments are added to
    taper: float = 0.0  # withdrawn for each cent of income before taxes
    statuses: int = EVERYBODY  # bit mask of workers.status: who may receive it
    earnings_below: int = NO_LIMIT  # cents a month, of the wage or the last wage
    share: float = 1.0  # of those eligible, drawn by lot
    lottery: int = 0  # which lot: policies with one number treat the same people
    policy: int = -1  # row of the policy that pays it
    youngest: int = 0  # years of age, as is the next
    oldest: int = ANY_AGE
    with_children: bool = False  # only households with children, paid once to who keeps the purse
    per_child: int = 0  # cents a month for every child, paid to who keeps the purse
    states: int = EVERYWHERE  # bit mask of workers.place
    tenure: int = 0  # months in the present job, or without one in the job that was lost
    by_household: bool = False  # whether the taper is on the income of the household
    taper_from: int = 0  # cents of income a month that are not tapered
    of_loss: float = 0.0  # paid of the pay lost since the last job, at most ``amount``; 0: ``amount`` itself
    after_hiring: int = 0  # months from the beginning of the job for which ``of_loss`` is paid


class Purchase(NamedTuple):
    """Goods and services that the state buys for a policy, on top of its ordinary purchases."""

    policy: int  # row
    amount: int  # cents this month
    sector: int = -1  # all of it from one sector; -1: as the state's ordinary purchases


class Surcharge(NamedTuple):
    """A tax on top of the income tax schedule."""

    threshold: int  # cents a month
    rate: float  # on income above it
    policy: int  # row


LEAST_BOUGHT = 1e-6
"""Part of a dollar spent that buys goods where a tax on consumption takes all of it: a price has an end."""


def bought_of_a_dollar(consumption_tax: float) -> float:
    """Return the part of a dollar spent that is paid for goods, the tax on consumption apart; never zero."""
    return max(1.0 - float(consumption_tax), LEAST_BOUGHT)


class Levers(NamedTuple):
    """Rates are shares, amounts cents a month; policies replace fields before the month begins."""

    wage_tax_scale: float  # factor on the progressive schedule of wage and transfer income
    contribution_rate: float  # contributions of employers for social insurance, share of the wage
    corporate_tax: float  # on profits
    capital_tax: float  # on dividends and interest
    consumption_tax: float  # share of spending, tax included
    wealth_tax: float  # a year on wealth above the exemption
    wealth_exemption: int  # cents
    gpu_tax: float  # on GPU rent, paid by the renter
    automation_tax: float  # cents a month for each worker-equivalent automated
    foreign_levy: float  # on provider dividends that leave the country
    replacement_rate: float  # unemployment benefit over the last wage
    benefit_ceiling: int  # largest benefit
    benefit_months: int
    benefit_take_up: float
    model_spillover: float  # share of the gap to the frontier closed a month
    wage_subsidy: Array  # share of labour cost paid by the state, by occupation
    grants: tuple[Grant, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    transfers_scale: float = 1.0  # factor on base transfers
    citizens_dividend: float = 0.0  # share of provider dividends that the citizens' fund pays to all adults
    employee_contribution_rate: float = 0.0  # of the employed for social insurance, share of the wage
    health_contribution_rate: float = 0.0  # of employers to health insurance
    pension_contribution_rate: float = 0.0  # of employers to pensions
    measure_wealth: bool = False  # whether taxable wealth is added up although the tax may be zero
    retraining_seats: float = 0.0  # share of the eligible unemployed that enter training a month
    retraining_after: int = 0  # months without a job before that
    retraining_months: int = 0
    retraining_quality: float = 0.0  # part of the skill lost by a change of occupation that training saves
    training_allowance: int = 0  # paid in training on top of the unemployment benefit
    hours_cut: float = 0.0  # fall of the work done in the working week, net of what is made up
    hours_agreed: float = 1.0  # hours of the working week relative to those without a policy
    pay_scale: float = 1.0  # pay agreed for a month relative to the trend of the occupation
    job_guarantee_wage: int = 0  # wage of the guaranteed job, 0 = none
    job_guarantee_share: float = 0.0  # of the unemployed who are offered one
    provider_share_cap: float = 1.0  # largest share of a provider, 1 = none
    concentration_scale: float = 1.0  # part left of common ownership and exclusive contracts
    public_compute: float = 0.0  # effective GPUs that people use themselves

    @property
    def employer_contributions(self) -> float:
        """What employers pay on top of the wage, share of it."""
        return self.contribution_rate + self.health_contribution_rate + self.pension_contribution_rate


class PolicyFlows(NamedTuple):
    """What each policy cost and brought in a month; one row a policy."""

    strength: Array  # float64: part phased in
    recipients: Array  # int64: persons reached
    cost: Array  # int64, cents
    own_revenue: Array  # int64, cents: what the policy itself brings
    revenue: Array  # int64, cents: of the tax that pays for it
    rate: Array  # float64: of that tax, next month
    acted: int  # cents that policies paid by themselves at the start of the month
    paid: int  # cents that they paid to GPU providers


def surcharge_table(surcharges: tuple[Surcharge, ...]) -> Array:
    """Turn surcharges into a table for the kernels: threshold and rate, one row each (float64)."""
    rows = [(float(surcharge.threshold), surcharge.rate) for surcharge in surcharges]
    return np.array(rows, np.float64).reshape(-1, 2)


def full_time_wage(occupation_wage: Array, levers: Levers) -> Array:
    """Return what firms agree to pay for an efficiency unit of full-time work (float64, cents a month).

    Who works shorter hours for unchanged pay earns more for the work of full time.
    """
    wage: Array = occupation_wage * (levers.pay_scale / (1.0 - levers.hours_cut))
    return wage


def labour_price(occupation_wage: Array, levers: Levers) -> Array:
    """Return what a full-time efficiency unit costs a firm, before contributions (float64, cents a month).

    Shorter hours at unchanged pay make a unit of work dearer, a wage subsidy makes it cheaper.
    """
    price: Array = full_time_wage(occupation_wage, levers) * (1.0 - levers.wage_subsidy)
    return price


def labour_cost(occupation_wage: Array, levers: Levers) -> Array:
    """Return the price of labour with the employer's contributions (float64, cents a month)."""
    return labour_price(occupation_wage, levers) * (1.0 + levers.employer_contributions)
