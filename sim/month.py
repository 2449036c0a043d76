"""The month: eleven steps in the order of the model's description."""

from sim.parameters import Parameters
from sim.phases import (
    adoption,
    firm_accounts,
    frontier,
    goods_market,
    gpu_market,
    hiring,
    incomes,
    planning,
    production,
    provider_accounts,
    public_finance,
)
from sim.phases.flows import MonthFlows
from sim.policies import Policies
from sim.rules.rules_in_force import Rules
from sim.state.columns import State
from sim.state.structure import Structure


def advance(
    state: State,
    structure: Structure,
    parameters: Parameters,
    policies: Policies,
    rules: Rules,
    seed: int,
    month: int,
    *,
    record: bool,
) -> MonthFlows:
    """Move the economy from the start of ``month`` to its end (MODEL, section 3)."""
    policies.act(state, parameters, month)  # 2 policy: what the state does itself,
    levers = policies.levers_in_force(state, month)  # rates and amounts in force
    chosen = rules.in_month(state, structure, parameters, levers, seed, month)  # market rules
    ai = frontier.train(state, structure, parameters, levers, month)  # 1 compute: training moves the frontier
    adoption.adopt(
        state, structure, ai, parameters, levers, seed, month
    )  # 3 plan: AI spreads over the network,
    plans = planning.plan(state, structure, ai, parameters, levers, seed, month)  # output, people, GPUs
    market = gpu_market.clear(state, plans, ai, parameters, levers, chosen)  # 4 GPU market: rationing, rent
    labour = hiring.employ(state, plans, structure, parameters, levers, seed, month)  # 5 labour market
    made = production.produce(state, structure, ai, market, parameters, levers)  # 6 production
    household = incomes.receive_and_spend(  # 7 incomes and 8 consumption
        state, structure, parameters, levers, seed, month, record=record
    )
    spending = goods_market.sell(state, structure, parameters, levers, seed, month)  # 8 goods market
    firms = firm_accounts.settle(state, structure, market, parameters, levers, seed, month)  # 9 firms settle
    policies.pay(state, market, levers, month)  # 10 providers settle, the state's own GPU time included
    providers = provider_accounts.settle(state, market, parameters, levers, chosen)
    paid = policies.finance(state, household, firms, providers, spending, levers, month)  # 11 government,
    public = public_finance.settle(
        state, structure, household, parameters, chosen, seed, month
    )  # bank, wages
    return MonthFlows(levers, ai, market, labour, made, household, spending, firms, providers, public, paid)
