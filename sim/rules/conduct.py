"""How far the owners of GPUs, and of models, act as one: common owners, exclusive contracts, a cartel."""

from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.slots import Moment
from sim.state.levers import Levers


def joint_conduct(moment: Moment) -> float:
    """Return lambda: the weight that an owner gives to the profit of the others, approached from none."""
    return joint(moment.parameters, moment.levers, moment.month)


def joint(parameters: Parameters, levers: Levers, month: int) -> float:
    """Return lambda in a month (O'Brien and Salop 2000)."""
    wanted = levers.concentration_scale * parameters.compute.concentration
    behind = power(2.0, -max(month, 0) / parameters.investors.concentration_half_life)
    return float(wanted * (1.0 - behind))
