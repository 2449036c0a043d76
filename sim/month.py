"""The month: one step after the other, with the numbers of docs/model.md, section 3."""

from collections.abc import Generator

from sim.parameters import Parameters
from sim.phases import (
    adoption,
    capital,
    competition,
    firm_accounts,
    frontier,
    goods_market,
    gpu_market,
    hiring,
    incomes,
    model_accounts,
    money,
    planning,
    production,
    provider_accounts,
    public_finance,
    scarcity,
)
from sim.phases.flows import MonthFlows
from sim.policies import Policies
from sim.rules.rules_in_force import Rules
from sim.state.columns import State
from sim.state.structure import Structure


def steps(
    state: State,
    structure: Structure,
    parameters: Parameters,
    policies: Policies,
    rules: Rules,
    seed: int,
    month: int,
    *,
    record: bool,
    by_person: bool = False,
) -> Generator[str, None, MonthFlows]:
    """Move the economy from the start of ``month`` to its end, and yield the name of every step done.

    What each of them reads and writes is declared beside it (``sim.data_flow`` brings it together).
    """
    # 2 policy, which all others depend on: what the state does by itself, rates and amounts, market rules
    policies.act(state, parameters, month)
    yield "policies.act"
    levers = policies.levers_in_force(state, month)
    yield "policies.levers_in_force"
    issued = money.issue(state, parameters)
    yield "money"
    chosen = rules.in_month(state, structure, parameters, levers, seed, month)

    # 1 compute: training moves the frontier
    pay_share = chosen.compute_price.share_of_pay(chosen.moments["compute_price"])
    ai = frontier.train(state, structure, parameters, levers, month, pay_share)
    yield "frontier"

    # 3 plan: AI spreads from firm to firm; firms plan output, people and GPUs
    adoption.adopt(state, structure, ai, parameters, levers, chosen, seed, month)
    yield "adoption"
    plans = planning.plan(state, structure, ai, parameters, levers, seed, month)
    yield "planning"

    # 4 the GPU market and 5 the labour market match plans with what there is
    market = gpu_market.clear(state, plans, ai, parameters, levers, chosen)
    yield "gpu_market"
    labour = hiring.employ(plans, chosen)
    yield "hiring"

    # 6 production, 7 incomes, 8 consumption and the goods market
    made = production.produce(state, structure, ai, market, parameters, levers)
    yield "production"
    household = incomes.receive_and_spend(
        state, structure, parameters, levers, issued, seed, month, record=record, by_person=by_person
    )
    yield "incomes"
    spending = goods_market.sell(state, structure, parameters, levers, chosen, issued, seed, month)
    yield "goods_market"

    # 9 firms, 10 GPU providers, 11 government and bank settle their accounts
    firms = firm_accounts.settle(state, structure, market, parameters, levers, seed, month)
    yield "firm_accounts"
    policies.pay(state, market, levers, month)
    yield "policies.pay"
    owners = model_accounts.settle(state, structure, firms, market, parameters, levers, month)
    yield "model_accounts"
    providers = provider_accounts.settle(state, market, parameters, levers, chosen)
    yield "provider_accounts"
    paid = policies.finance(state, household, firms, providers, owners, spending, levers, month)
    yield "policies.finance"
    public = public_finance.settle(state, structure, household, spending, parameters, chosen, seed, month)
    yield "public_finance"

    # 12 what is scarce next month: land and energy, capital, competition
    scarcity.price(state, structure, spending, parameters, month)
    yield "scarcity"
    capital.adjust(state, structure, firms, market, parameters, month)
    yield "capital"
    competition.erode(state, structure, spending, firms, parameters, month)
    yield "competition"

    return MonthFlows(
        levers, issued, ai, plans, market, labour, made, household, spending, firms, owners, providers,
        public, paid, month,
    )  # fmt: skip
