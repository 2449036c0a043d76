"""How much of the work that AI can do firms give to it: at once, along a line, or along a logistic curve."""

from sim.kernels.elementary import exp, log
from sim.parameters.compute import ComputeParameters

LEAST = 1e-6  # a logistic curve has to begin somewhere, and to stay below one


def deployed_share(compute: ComputeParameters, month: int) -> float:
    """Return the share of the work that AI can do that is given to it in a month."""
    start, end = float(compute.deployed_start), float(compute.feasible_share)
    passed = max(0, month) / float(compute.deployed_months)
    if compute.deployment == "at_once" or passed >= 1.0:
        return end
    if compute.deployment == "linear":
        return start + passed * (end - start)
    first, last = _log_odds(start), _log_odds(end)
    return 1.0 / (1.0 + exp(-first - passed * (last - first)))


def _log_odds(share: float) -> float:
    """Return the logarithm of the odds of a share."""
    within = min(max(share, LEAST), 1.0 - LEAST)
    return log(within / (1.0 - within))
