"""What owners of GPUs and of models receive and put in: a part of both crosses the border."""

from sim.parameters import Parameters
from sim.state.accounts import EQUITY_POT, FOREIGN, GOVERNMENT, PROVIDER_POT
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


def call_owners(accounts: Array, cents: int, parameters: Parameters) -> None:
    """Take new money from owners, those abroad by their part, the others out of the month's dividends."""
    abroad = int(parameters.compute.foreign_ownership * cents)
    accounts[FOREIGN] -= abroad
    accounts[EQUITY_POT] -= cents - abroad
