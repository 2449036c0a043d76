"""The policies of a scenario in force: levers of the month, what each costs, the tax that pays for it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from sim.errors import ScenarioError
from sim.parameters import Parameters
from sim.phases.firm_accounts import FirmFlows
from sim.phases.goods_market import Spending
from sim.phases.incomes import Household
from sim.phases.model_accounts import ModelFlows
from sim.phases.provider_accounts import ProviderFlows
from sim.policies.framework.answers import changed_levers, finite_number, whole_account, whole_number
from sim.policies.framework.base import Policy
from sim.policies.framework.financing import DEFICIT, TAXES, adjust, left_of_pay, raise_by, room_for, split
from sim.policies.framework.month import RATE, REACHED, MonthlyAccounts, Now
from sim.rules.compute_price import GpuMarket
from sim.state.columns import State
from sim.state.levers import Levers, PolicyFlows
from sim.state.structure import Structure

__all__ = ["AddedRate", "Policies", "base_levers", "policy_names"]


class AddedRate(NamedTuple):
    """What a policy has added to the rate of a tax this month."""

    row: int
    tax: str
    rate: float
    pays_for: bool  # for the policy's cost; otherwise the policy is the tax


class Policies:
    """All policies of a scenario, in its order.

    Attributes
    ----------
    names : tuple of str
        Kinds, numbered where a kind comes twice: rows of the table ``policies``.
    added_rates : list of AddedRate
        Rates of the month that policies have added to the taxes.
    acted : int64 array
        Cents that each policy has paid by itself this month.
    cost, revenue : list of int
        Cents of the last month, by policy: what it cost, and what it and the tax that pays for it brought.

    Raises
    ------
    ScenarioError
        If a kind that may come only once comes twice.
    """

    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": ("macro.price_level",),
        "levers_in_force": ("macro.price_level", "macro.tax_scale", "macro.policies"),
        "pay": (),
        "finance": ("macro.policies",),
    }
    """Columns that each of their steps in a month reads; those that the policies declare come on top."""
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "act": (),
        "levers_in_force": (),
        "pay": (),
        "finance": ("macro.policies",),
    }
    """Columns that each of their steps writes."""

    def __init__(self, parameters: Parameters, policies: Sequence[Policy], structure: Structure) -> None:
        self.parameters = parameters
        self.structure = structure
        self.policies = tuple(policies)
        self.names = policy_names(self.policies)
        self.added_rates: list[AddedRate] = []
        self.cost = [0] * len(self.policies)
        self.revenue = [0] * len(self.policies)
        self.acted = np.zeros(len(self.policies), np.int64)
        self._paid = 0

    def act(self, state: State, parameters: Parameters, month: int) -> None:
        """Let the policies do at the start of the month what no phase does."""
        for row, policy in enumerate(self.policies):
            strength = policy.strength(month)
            now = Now(state, self.structure, parameters, month, row)
            asked = policy.act(strength, now) if strength > 0.0 else 0
            self.acted[row] = whole_number(policy, "act", asked, month)

    def levers_in_force(self, state: State, month: int) -> Levers:
        """Return the rates and amounts of ``month``."""
        levers = self._within_pay(base_levers(self.parameters, state))
        by_debt = max(0.0, levers.wage_tax_scale - self.parameters.government.wage_tax_scale)
        self.added_rates = []
        for row, policy in enumerate(self.policies):
            strength = policy.strength(month)
            now = Now(state, self.structure, self.parameters, month, row)
            if strength > 0.0:
                levers = changed_levers(policy, levers, policy.change_levers(levers, strength, now), now)
                if policy.tax:
                    rate = finite_number(policy, "rate", policy.rate(strength, now), month)
                    levers = self._raise(levers, row, policy.tax, rate, by_debt, pays_for=False)
            if policy.financed_by != DEFICIT:
                rate = float(state.macro.policies[row, RATE])
                levers = TAXES[policy.financed_by].prepare(levers, now)
                levers = self._raise(levers, row, policy.financed_by, rate, by_debt, pays_for=True)
        return levers

    def pay(self, state: State, market: GpuMarket, levers: Levers, month: int) -> None:
        """Pay what policies owe to GPU providers."""
        self._paid = 0
        for row, policy in enumerate(self.policies):
            strength = policy.strength(month)
            if strength > 0.0:
                now = Now(state, self.structure, self.parameters, month, row)
                paid = whole_number(policy, "pay", policy.pay(strength, now, market, levers), month)
                self.acted[row] += paid
                self._paid += paid

    def finance(
        self,
        state: State,
        household: Household,
        firms: FirmFlows,
        providers: ProviderFlows,
        model_owners: ModelFlows,
        spending: Spending,
        levers: Levers,
        month: int,
    ) -> PolicyFlows:
        """Measure what every policy cost and brought, and move the rate of the tax that must pay for it."""
        rows = len(self.policies)
        people = state.workers.team.size
        flows = MonthlyAccounts(household, firms, providers, model_owners, spending, levers, -1, 0, people)
        own, paid_for = self._revenues(flows)
        cost, recipients = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
        rates = np.zeros(rows)
        for added in self.added_rates:
            rates[added.row] = added.rate
        strengths = np.array([policy.strength(month) for policy in self.policies])
        for row, policy in enumerate(self.policies):
            if strengths[row] > 0.0:
                asked = policy.account(flows._replace(row=row, acted=int(self.acted[row])))
                account = whole_account(policy, asked, month)
                cost[row], recipients[row] = account.cost, account.recipients
                own[row] += account.revenue
            memory = state.macro.policies[row]
            memory[REACHED] = float(recipients[row])
            if policy.financed_by != DEFICIT and month >= policy.start:
                tax = TAXES[policy.financed_by]
                cap = policy.largest_rate if policy.largest_rate > 0.0 else tax.cap
                net = int(cost[row] - own[row])
                adjust(memory, net, int(paid_for[row]), tax.base(flows), cap)
        self.cost, self.revenue = cost.tolist(), (own + paid_for).tolist()
        at_start = int(self.acted.sum()) - self._paid
        return PolicyFlows(strengths, recipients, cost, own, paid_for, rates, at_start, self._paid)

    def _raise(
        self, levers: Levers, row: int, tax: str, rate: float, by_debt: float, *, pays_for: bool
    ) -> Levers:
        rate = min(rate, room_for(tax, levers, self._top_rate))
        if rate <= 0.0:
            return levers
        levers, added = raise_by(levers, tax, rate, by_debt if tax == "wage_tax" else 0.0)
        self.added_rates.append(AddedRate(row, tax, added, pays_for))
        return levers

    @property
    def _top_rate(self) -> float:
        return max(1e-9, float(self.structure.tax_rate.max()))

    def _within_pay(self, levers: Levers) -> Levers:
        """Return the levers with a schedule of the income tax that takes no more than there is."""
        without = left_of_pay(levers._replace(wage_tax_scale=0.0), self._top_rate)
        return levers._replace(wage_tax_scale=min(levers.wage_tax_scale, without / self._top_rate))

    def _revenues(self, flows: MonthlyAccounts) -> tuple[np.ndarray, np.ndarray]:
        """Return what rates of policies that are taxes, and of taxes that pay for policies, brought."""
        own, paid_for = np.zeros(len(self.policies), np.int64), np.zeros(len(self.policies), np.int64)
        for tax in {added.tax: None for added in self.added_rates}:
            rates = [added for added in self.added_rates if added.tax == tax]
            whole = float(getattr(flows.levers, TAXES[tax].field))
            parts = split(TAXES[tax].collected(flows), [added.rate for added in rates], whole)
            for added, part in zip(rates, parts, strict=True):
                (paid_for if added.pays_for else own)[added.row] += part
        return own, paid_for


def base_levers(parameters: Parameters, state: State) -> Levers:
    """Return the instruments of the scenario without any policy."""
    government, compute = parameters.government, parameters.compute
    scale = float(state.macro.tax_scale[0])
    moves_all = government.debt_raises if scale > 1.0 else government.surplus_lowers
    others = scale if moves_all == "all_taxes" else 1.0
    return Levers(
        wage_tax_scale=float(government.wage_tax_scale * scale),
        contribution_rate=float(government.contribution_rate),
        employee_contribution_rate=float(government.employee_contribution_rate),
        health_contribution_rate=float(government.health_contribution_rate),
        pension_contribution_rate=float(government.pension_contribution_rate),
        corporate_tax=_scaled("corporate_tax", float(government.corporate_tax), others),
        capital_tax=_scaled("capital_tax", float(government.capital_tax), others),
        consumption_tax=_scaled("consumption_tax", float(government.consumption_tax), others),
        wealth_tax=0.0,
        wealth_exemption=0,
        gpu_tax=0.0,
        automation_tax=0.0,
        foreign_levy=0.0,
        replacement_rate=float(government.replacement_rate),
        benefit_ceiling=round(100.0 * government.benefit_ceiling),
        benefit_months=int(government.benefit_months),
        benefit_take_up=float(government.benefit_take_up),
        model_spillover=float(compute.model_spillover),
        wage_subsidy=np.zeros(state.macro.occupation_wage.size),
    )


def _scaled(tax: str, rate: float, scale: float) -> float:
    """Return a rate that debt has moved: above the limit of the tax it is only where the scenario has it."""
    return min(rate * scale, max(rate, TAXES[tax].limit))


def policy_names(policies: Sequence[Policy]) -> tuple[str, ...]:
    """Return the kinds of policies, numbered where a kind comes twice.

    Raises
    ------
    ScenarioError
        If a kind that may come only once comes twice.
    """
    kinds = [policy.kind for policy in policies]
    for policy in policies:
        if kinds.count(policy.kind) > 1 and not policy.repeatable:
            raise ScenarioError(
                f"policy: there are {kinds.count(policy.kind)} of kind {policy.kind}; there can be only one."
            )
    seen: dict[str, int] = {}
    names = []
    for kind in kinds:
        seen[kind] = seen.get(kind, 0) + 1
        names.append(kind if kinds.count(kind) == 1 else f"{kind} {seen[kind]}")
    return tuple(names)
