"""Slot ``compute_price``: the rent of a GPU. The contract is :class:`ComputePriceRule`."""

from typing import ClassVar, NamedTuple

from sim.parameters import Parameters
from sim.rules.derived_demand import DemandCurve
from sim.rules.slots import Moment, Rule
from sim.state.columns import Array


class GpuMarket(NamedTuple):
    """The market for inference this month."""

    rationing: float  # share of the demand that is served
    demand: float  # effective GPUs
    capacity: float  # effective GPUs
    used: float
    share: Array  # float64 (p,): of each provider in the rent
    herfindahl: float  # of the fleet
    rent: float  # cents an effective GPU-month this month, before tax
    training: float = 0.0  # effective GPUs that owners of models rent
    budget: float = 0.0  # cents that they would spend
    curve: DemandCurve | None = None  # what firms would want at other rents, where the rule asks for it
    use_cost: float = 0.0  # cents a month of the use of a GPU at the base year's price of capital; 0 = wear

    @property
    def in_use(self) -> float:
        """Part of capacity that customers and owners of models use."""
        return (self.used + self.training) / self.capacity if self.capacity > 0.0 else 0.0


class ComputePriceRule(Rule):
    """How the rent of a GPU moves; it is asked in step 4 once GPUs are of use, wanted or not."""

    slot: ClassVar[str] = "compute_price"
    wants_curve: ClassVar[bool] = False
    """Whether the market is to hold the demand at other rents, which takes time."""

    elastic: ClassVar[bool] = False
    """Whether providers serve whatever is wanted at the rent, however many GPUs they own."""

    def share_of_pay(self, moment: Moment) -> float:
        """Return what a task costs a user of GPUs before tax, as a share of people's pay for it.

        Parameters
        ----------
        moment : Moment
            The economy at the beginning of the month.

        Returns
        -------
        float
            0, the default: all tasks take the same GPU time and cost the rent over ``gpu_worker_ratio``.
        """
        return 0.0

    def use_cost(self, moment: Moment, rent: float) -> float:
        """Return how much capital a GPU in use is: what its use costs at the base year's price of capital.

        Parameters
        ----------
        moment : Moment
            The economy after firms have planned.
        rent : float
            Cents an effective GPU-month.

        Returns
        -------
        float
            Cents a month; 0, the default: its wear.
        """
        return 0.0

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month.

        Parameters
        ----------
        moment : Moment
            The economy after firms have planned.
        market : GpuMarket
            Demand and capacity of the month, and the rent at which firms planned.

        Returns
        -------
        float
            Cents an effective GPU-month before tax, finite and not negative.
        """
        raise NotImplementedError


def gpu_cost(parameters: Parameters) -> float:
    """Return power, operation and depreciation of a GPU, cents a month at base-year prices."""
    compute = parameters.compute
    return 100.0 * (compute.gpu_running_cost + compute.gpu_price / compute.gpu_life_months)
