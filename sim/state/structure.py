"""What stays fixed in a run: technology, demand weights and networks of the base year, as arrays."""

from typing import NamedTuple

from sim.state.columns import Array

REAL_ESTATE = 10  # row of NAICS 53, whose profits go to the owners of property
PUBLIC_SECTOR = 19  # row of NAICS 92
PRICE_BASE = 100.0  # cents a unit of output in the base year


class Structure(NamedTuple):
    """Arrays by occupation and sector that no month changes."""

    base_wage: Array  # float64 (22,): cents a month in the base year
    log_wage_sd: Array  # float64 (22,): spread of skill within the occupation
    labour_share: Array  # float64 (20,): compensation in value added
    capital_cost: Array  # float64 (20,): replacement investment, cents a unit in the base year
    markup: Array  # float64 (20,): price over unit cost, minus 1
    staffing: Array  # float64 (20, 22): cumulative shares of jobs
    consumption: Array  # float64 (20,): shares of spending, as are the next three
    investment: Array
    government: Array
    exports: Array
    mobility: Array  # float64 (22, 22): probability of the group that a changer goes to
    transfer: Array  # float64 (22, 22): worth of a unit of skill in another occupation, 1 on the diagonal
    leaving: Array  # float64 (22,): tendency to change the group, mean 1 over jobs
    jobs: Array  # float64 (22,): share of jobs in the base year
    exposure: Array  # float64 (22,): share of tasks exposed to AI
    human_touch: Array  # float64 (20,): demand elasticity to human content
    firm_share: Array  # float64 (20,): share of firms
    firm_size: Array  # float64 (20,): mean employees
    entry_rate: Array  # float64 (20,): entrants a month for each firm of the base year
    exit_rate: Array  # float64 (20,): relative exit rate, mean 1
    tax_floor: Array  # float64 (k,): cents a month where each bracket begins, base-year wages
    tax_rate: Array  # float64 (k,): marginal rates
    provider_share: Array  # float64 (p,): share of the fleet at the start
