"""What all policies share: start, phase-in, financing; and the levers in force in a month."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sim.parameters import Parameters, Section, parameter
from sim.parameters.declare import CHOICE
from sim.phases.firm_accounts import FirmFlows
from sim.phases.goods_market import Spending
from sim.phases.incomes import Household
from sim.phases.provider_accounts import ProviderFlows
from sim.policies.financing import TAXES, adjust
from sim.state.columns import State
from sim.state.levers import Levers

Tax = Literal[
    "deficit", "gpu_tax", "capital_tax", "corporate_tax", "wealth_tax", "wage_tax", "consumption_tax"
]


class MonthlyAccounts(NamedTuple):
    """The flows of a month from which policies read what they cost and taxes what they bring."""

    household: Household
    firms: FirmFlows
    providers: ProviderFlows
    spending: Spending
    levers: Levers


class Policy(Section):
    """A policy of a scenario; strength 0 changes nothing, to the bit."""

    kind: str = parameter("", "Kind of policy: the name of its file in sim/policies", source=CHOICE)
    start: int = parameter(
        0, "Month in which the policy begins", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    phase_in: int = parameter(
        0, "Months over which it grows to full size", unit="months", at_least=0, at_most=600, source=CHOICE
    )
    financed_by: Tax = parameter(
        "deficit", "The tax whose rate adjusts to the yearly cost, or deficit", source=CHOICE
    )
    largest_rate: float = parameter(
        0.5, "Cap on the rate of that tax", unit="share", at_least=0.0, at_most=5.0, source=CHOICE
    )

    def strength(self, month: int) -> float:
        """Return the part phased in, 0 to 1."""
        if month < self.start:
            return 0.0
        return min(1.0, (month - self.start + 1) / self.phase_in) if self.phase_in > 0 else 1.0

    def change_levers(self, levers: Levers, strength: float, state: State) -> Levers:
        """Return the levers with the policy in force at ``strength``."""
        return levers

    def cost(self, flows: MonthlyAccounts) -> int:
        """Return what the policy cost the government this month, cents; negative if it brings money."""
        return 0


class Policies:
    """All policies of a scenario, in its order, and what they cost and brought in the last month.

    Attributes
    ----------
    cost, revenue : list of int
        Cents of the last month, by policy.
    """

    def __init__(self, parameters: Parameters, policies: Sequence[Policy]) -> None:
        self.parameters = parameters
        self.policies = tuple(policies)
        self.cost = [0] * len(self.policies)
        self.revenue = [0] * len(self.policies)

    def levers_in_force(self, state: State, month: int) -> Levers:
        """Return the rates and amounts of ``month``."""
        levers = base_levers(self.parameters, state)
        for row, policy in enumerate(self.policies):
            strength = policy.strength(month)
            if strength > 0.0:
                levers = policy.change_levers(levers, strength, state)
            rate = float(state.macro.policy_tax[row])
            if rate > 0.0:
                levers = TAXES[policy.financed_by].raise_by(levers, rate)
        return levers

    def finance(
        self,
        state: State,
        parameters: Parameters,
        household: Household,
        firms: FirmFlows,
        providers: ProviderFlows,
        spending: Spending,
        levers: Levers,
        month: int,
    ) -> None:
        """Measure every policy's cost and move the rate of the tax that must pay for it."""
        flows = MonthlyAccounts(household, firms, providers, spending, levers)
        for row, policy in enumerate(self.policies):
            active = policy.strength(month) > 0.0
            self.cost[row] = policy.cost(flows) if active else 0
            self.revenue[row] = 0
            if policy.financed_by != "deficit" and active:
                rate = float(state.macro.policy_tax[row])
                tax = TAXES[policy.financed_by]
                base = tax.base(flows)
                self.revenue[row] = int(rate * base)
                state.macro.policy_tax[row] = adjust(rate, self.cost[row], base, policy.largest_rate)


def base_levers(parameters: Parameters, state: State) -> Levers:
    """Return the instruments of the scenario without any policy."""
    government, compute = parameters.government, parameters.compute
    return Levers(
        wage_tax_scale=float(government.wage_tax_scale * state.macro.tax_scale[0]),
        contribution_rate=float(government.contribution_rate),
        corporate_tax=float(government.corporate_tax),
        capital_tax=float(government.capital_tax),
        consumption_tax=float(government.consumption_tax),
        wealth_tax=float(government.wealth_tax),
        wealth_exemption=0,
        gpu_tax=float(government.gpu_tax),
        automation_tax=0,
        foreign_levy=0.0,
        basic_income=round(100.0 * government.ubi),
        basic_income_share=1.0,
        income_guarantee=0,
        guarantee_taper=0.0,
        wage_subsidy=0.0,
        wage_subsidy_ceiling=0,
        replacement_rate=float(government.replacement_rate),
        benefit_ceiling=round(100.0 * government.benefit_ceiling),
        benefit_months=int(government.benefit_months),
        benefit_take_up=float(government.benefit_take_up),
        transfers_scale=1.0,
        citizens_dividend=0.0,
        retraining_seats=0.0,
        retraining_months=0,
        hours_cut=0.0,
        job_guarantee_wage=0,
        provider_share_cap=1.0,
        model_spillover=float(compute.model_spillover),
    )
