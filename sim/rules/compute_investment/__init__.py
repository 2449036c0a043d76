"""Slot ``compute_investment``: the GPUs providers order. The contract is :class:`ComputeInvestmentRule`."""

from typing import ClassVar, NamedTuple

from sim.parameters import Parameters
from sim.rules.compute_price import GpuMarket
from sim.rules.slots import Moment, Rule
from sim.state.columns import Array


class Books(NamedTuple):
    """The providers when the rent is in and costs and taxes are paid; one entry a provider."""

    revenue: Array  # int64 (p,): rent of the month, cents
    cash: Array  # int64 (p,): deposits, cents
    wear: Array  # float64 (p,): GPUs of the fleet that wear out this month


class Orders(NamedTuple):
    """The GPUs that providers order, and what a GPU costs them."""

    gpus: Array  # float64 (p,)
    price: float  # cents
    equity: Array | None = None  # int64 (p,): cents that owners add, out of dividends of the month
    margin: float | None = (
        None  # the chip maker's part of the price; that of the scenario where none is given
    )
    draw: float | None = None  # kilowatts of a new GPU; that of those in service where none is given
    credit_months: float = 6.0  # of revenue that banks lend to a provider


class ComputeInvestmentRule(Rule):
    """How many GPUs the providers order; it is asked in step 10, in months in which they had customers."""

    slot: ClassVar[str] = "compute_investment"

    def orders(self, moment: Moment, market: GpuMarket, books: Books) -> Orders:
        """Return the GPUs ordered this month.

        The step cuts an order to what a cap on the provider's share allows, and to what its cash and the
        banks pay for.

        Parameters
        ----------
        moment : Moment
            The economy before the providers invest; ``moment.state.providers`` has their fleets.
        market : GpuMarket
            The market for inference of the month.
        books : Books
            Revenue, cash and wear of the providers.

        Returns
        -------
        Orders
            GPUs by provider, and the price of one in cents; finite and not negative, the price above zero.
        """
        raise NotImplementedError

    def running_cost(self, moment: Moment) -> float:
        """Return power and operation of a GPU in use, cents a month at base-year prices."""
        return 100.0 * moment.parameters.compute.gpu_running_cost


def list_price(parameters: Parameters, price_level: float) -> float:
    """Return what a GPU costs at the prices of the month, cents."""
    return 100.0 * parameters.compute.gpu_price * price_level
