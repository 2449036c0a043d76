"""What a month without a job is worth: wage setting and participation look at the same amount."""

from sim.parameters import Parameters
from sim.state.columns import Macro
from sim.state.structure import Structure


def worth_without_a_job(macro: Macro, structure: Structure, parameters: Parameters) -> float:
    """Return it in cents a month: a share of the mean wage of the base year, at prices of now."""
    share = parameters.wages.outside_option
    return share * structure.mean_wage(structure.base_wage) * float(macro.price_level[0])
