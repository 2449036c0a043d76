"""What owners of GPUs and of models receive: a part of it leaves the country, less a levy."""

from sim.parameters import Parameters
from sim.state.accounts import FOREIGN, GOVERNMENT, PROVIDER_POT
from sim.state.columns import Array
from sim.state.levers import Levers


def pay_owners(accounts: Array, cents: int, parameters: Parameters, levers: Levers) -> tuple[int, int]:
    """Book dividends and margins; return the cents that leave the country, and the levy on them."""
    abroad = int(parameters.compute.foreign_ownership * cents)
    levy = int(levers.foreign_levy * abroad)
    accounts[FOREIGN] += abroad - levy
    accounts[GOVERNMENT] += levy
    accounts[PROVIDER_POT] += cents - abroad
    return abroad - levy, levy
