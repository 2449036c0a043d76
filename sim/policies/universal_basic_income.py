"""Universal basic income: the same payment to every adult, every month."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.phases.incomes import BASIC_INCOME
from sim.policies.base import MonthlyAccounts, Policy
from sim.state.columns import State
from sim.state.levers import Levers


class UniversalBasicIncome(Policy):
    """Pay ``amount`` to each treated adult, whatever else they earn."""

    amount: float = parameter(
        1000.0, "Payment to one adult", unit="dollars a month", at_least=0.0, at_most=20_000.0, source=CHOICE
    )
    share: float = parameter(
        1.0,
        "Part of all adults who are paid, drawn by lot",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, state: State) -> Levers:
        """Add the payment."""
        return levers._replace(
            basic_income=levers.basic_income + round(100.0 * strength * self.amount),
            basic_income_share=self.share,
        )

    def cost(self, flows: MonthlyAccounts) -> int:
        """Return the payments of the month."""
        return int(flows.household.sums[BASIC_INCOME])
