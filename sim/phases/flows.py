"""What moved in a month: the results of all steps together."""

from typing import NamedTuple

from sim.phases import (
    firm_accounts,
    frontier,
    goods_market,
    incomes,
    model_accounts,
    money,
    planning,
    production,
    provider_accounts,
    public_finance,
)
from sim.rules.compute_price import GpuMarket
from sim.rules.matching import LabourFlows
from sim.state.levers import Levers, PolicyFlows


class MonthFlows(NamedTuple):
    """Everything that moved in a month, for the indicators."""

    levers: Levers
    money: money.Money
    frontier: frontier.Frontier
    plans: planning.Plans
    market: GpuMarket
    labour: LabourFlows
    production: production.Production
    household: incomes.Household
    spending: goods_market.Spending
    firms: firm_accounts.FirmFlows
    model_owners: model_accounts.ModelFlows
    providers: provider_accounts.ProviderFlows
    public: public_finance.PublicFlows
    policies: PolicyFlows
    month: int  # counted from the end of the burn-in
