"""The budget of every class of agents: what its money changed by is what it received less what it paid.

Money is whole cents, so these hold exactly, in every month. The left sides are balances, the right sides the
flows that the steps of a month hand out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.errors import ConservationError
from sim.experiments.verification.books import balances, months, people_of_months, taxes
from sim.experiments.verification.check import Measured, check, whole
from sim.experiments.verification.economies import economy, replaced
from sim.phases import firm_accounts as firm
from sim.rules import budget
from sim.rules.life_cycle import ESTATE_TAX
from sim.state.accounts import (
    BANK,
    CENTRAL_BANK,
    CONSUMPTION_POT,
    EQUITY_POT,
    FOREIGN,
    GOVERNMENT,
    INVESTMENT_POT,
    PROPERTY_POT,
    PROVIDER_POT,
    RENT_POT,
)

__all__: list[str] = []


def held(changes: Sequence[float], booked: Sequence[float], unseen: Sequence[float], dose: float) -> Measured:
    """Compare changes of balances with flows, of which a dose of ``unseen`` is left out."""
    assert any(unseen), "the wrong rule leaves out what is nothing"
    return whole(changes, np.array(booked) - dose * np.array(unseen, np.float64))


@check(
    says="Households' money changes by income after taxes and employers' pensions less what they spend.",
    formula="dM = Yd - wealth tax - (C - employers' and public care) + pensions - estate tax",
    source="budget identity; docs/model.md 11",
    kind="identity",
    tolerance="whole cents: none",
    error="what employers save for pensions is not credited",
)
def households(dose: float) -> Measured:
    """Add up the budgets of all persons."""
    changes, booked, unseen = [], [], []
    for month in months()[0]:
        sums = month.flows.household.sums
        care = int(sums[budget.HEALTH_CARE] + sums[budget.PUBLIC_HEALTH])
        kept = int(sums[budget.DISPOSABLE] - sums[budget.WEALTH_TAX] + sums[budget.PENSIONS])
        estates = int(month.flows.labour.life[ESTATE_TAX])
        changes.append(month.after.households - month.before.households)
        booked.append(kept + care - int(sums[budget.CONSUMPTION]) - estates)
        unseen.append(int(sums[budget.PENSIONS]))
    return held(changes, booked, unseen, dose)


@check(
    says="Firms' money changes by sales less all that they pay, dividends included.",
    formula="dM = S - (W + contributions - subsidy) - R - royalties - T - I - interest - D",
    source="budget identity; docs/model.md 13.1",
    kind="identity",
    tolerance="whole cents: none",
    error="contributions for social insurance are not paid",
)
def firms(dose: float) -> Measured:
    """Add up the accounts of all firms, those that close included."""
    changes, booked, unseen = [], [], []
    for month in months()[0]:
        sums = month.flows.firms.sums
        paid = sum(
            int(sums[column])
            for column in (
                firm.LABOUR_COST, firm.RENT, firm.ROYALTIES, firm.GPU_TAX, firm.AUTOMATION_TAX,
                firm.PRODUCTION_TAX, firm.INVESTMENT, firm.INTEREST_PAID, firm.PROFIT_TAX,
                firm.DIVIDENDS_EQUITY, firm.DIVIDENDS_PROPERTY, firm.DIVIDENDS_PUBLIC, firm.ESTATES,
                firm.BAD_DEBT,
            )
        )  # fmt: skip
        changes.append(month.after.firms - month.before.firms)
        booked.append(int(month.flows.spending.by_sector.sum()) + int(sums[firm.SUBSIDY]) - paid)
        unseen.append(-int(sums[firm.CONTRIBUTIONS]))
    return held(changes, booked, unseen, dose)


@check(
    says="Providers' money changes by rent and new equity less power, taxes, GPUs and dividends.",
    formula="dM = R + E - running cost - T - GPUs - D",
    source="budget identity; docs/model.md 14",
    kind="identity",
    tolerance="whole cents: none",
    error="power and operation are not paid",
)
def providers(dose: float) -> Measured:
    """Add up the accounts of all providers."""
    changes, booked, unseen = [], [], []
    for month in months()[0]:
        flows = month.flows.providers
        changes.append(month.after.providers - month.before.providers)
        received = flows.revenue + flows.equity
        booked.append(received - flows.running - flows.tax - flows.ordered - flows.dividends)
        unseen.append(-flows.running)
    return held(changes, booked, unseen, dose)


@check(
    says="Money of owners of models changes by royalties and equity less compute, taxes and dividends.",
    formula="dM = royalties + E - compute - T - D",
    source="budget identity; docs/model.md 14.2",
    kind="identity",
    tolerance="whole cents: none",
    error="what owners add is not credited",
)
def model_owners(dose: float) -> Measured:
    """Add up the accounts of all owners of models."""
    changes, booked, unseen = [], [], []
    for month in months()[0]:
        flows = month.flows.model_owners
        changes.append(month.after.model_owners - month.before.model_owners)
        booked.append(flows.royalties + flows.venture - flows.spending - flows.tax - flows.dividends)
        unseen.append(flows.venture)
    return held(changes, booked, unseen, dose)


@check(
    says="What the state and its bank owe rises by what is spent less what taxes bring, to the cent.",
    formula="d(M_G + M_CB) = T - G - transfers - interest - money that everybody received",
    source="government budget constraint; docs/model.md 15",
    kind="identity",
    tolerance="whole cents: none",
    error="interest on the debt is not paid",
)
def state(dose: float) -> Measured:
    """Hold the accounts of government and central bank against taxes and spending."""
    changes, booked, unseen = [], [], []
    columns = [
        budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES,
        budget.GUARANTEE_WAGES, *budget.HOUSEHOLD_BENEFITS, budget.PUBLIC_HEALTH,
    ]  # fmt: skip
    people = people_of_months()
    for month in months()[0]:
        flows = month.flows
        spent = int(flows.household.sums[columns].sum()) + flows.spending.government
        spent += int(flows.firms.sums[firm.SUBSIDY]) + flows.public.interest + flows.money.per_person * people
        before, after = month.before.accounts, month.after.accounts
        changes.append(
            int(after[GOVERNMENT] + after[CENTRAL_BANK] - before[GOVERNMENT] - before[CENTRAL_BANK])
        )
        booked.append(taxes(month) - spent)
        unseen.append(-flows.public.interest)
    return held(changes, booked, unseen, dose)


@check(
    says="The central bank owes what it has issued and the interest that it pays on it.",
    formula="dM_CB = -issued - i M / 12",
    source="budget identity; docs/model.md 15.2",
    kind="identity",
    tolerance="whole cents: none",
    error="no interest is paid on money that was issued",
)
def central_bank(dose: float) -> Measured:
    """Hold the account of the central bank against what it issued."""
    changes, booked, unseen, people = [], [], [], people_of_months()
    for month in months()[0]:
        before, after = int(month.before.accounts[CENTRAL_BANK]), int(month.after.accounts[CENTRAL_BANK])
        issued = month.flows.money.purchases + month.flows.money.per_person * people
        reserves = int(max(0, issued - before) * max(0.0, month.policy_rate) / 12.0)
        changes.append(after - before)
        booked.append(-issued - reserves)
        unseen.append(-reserves)
    return held(changes, booked, unseen, dose)


@check(
    says="What people abroad hold changes by what leaves the country less what they buy and invest here.",
    formula="dM_F = profits + margins - levy + imports - exports - new equity",
    source="balance of payments; docs/model.md 14",
    kind="identity",
    tolerance="whole cents: none",
    error="imported GPUs are not paid for",
)
def abroad(dose: float) -> Measured:
    """Hold the account of the rest of the world against what crossed the border."""
    changes, booked, unseen, scenario = [], [], [], months()[1]
    share = scenario.compute.foreign_ownership
    for month in months()[0]:
        owners, models = month.flows.providers, month.flows.model_owners
        imports = int(scenario.hardware.imported_share * (owners.ordered - owners.chip_margin))
        invested = int(share * owners.equity) + int(share * models.venture)
        changes.append(int(month.after.accounts[FOREIGN] - month.before.accounts[FOREIGN]))
        booked.append(owners.foreign + models.foreign + imports - month.flows.spending.exports - invested)
        unseen.append(imports)
    return held(changes, booked, unseen, dose)


@check(
    says="Banks, and the pot of dividends that stands in for their losses, keep interest and lose bad debts.",
    formula="d(M_B + M_E) = interest received - paid + D - dividends paid - new equity",
    source="budget identity; docs/model.md 15.3",
    kind="identity",
    tolerance="whole cents: none",
    error="debts of firms that close are not written off",
)
def banks_and_owners(dose: float) -> Measured:
    """Hold the accounts of banks and of owners of firms against interest and dividends."""
    changes, booked, unseen, scenario = [], [], [], months()[1]
    share = scenario.compute.foreign_ownership
    for month in months()[0]:
        sums, paid, flows = month.flows.household.sums, month.flows.firms.sums, month.flows
        added = sum(one - int(share * one) for one in (flows.providers.equity, flows.model_owners.venture))
        received = int(paid[firm.INTEREST_PAID] + paid[firm.BAD_DEBT] + paid[firm.DIVIDENDS_EQUITY])
        received += int(paid[firm.ESTATES]) + flows.public.interest
        before, after = month.before.accounts, month.after.accounts
        changes.append(int(after[BANK] + after[EQUITY_POT] - before[BANK] - before[EQUITY_POT]))
        booked.append(received - int(sums[budget.INTEREST] + sums[budget.DIVIDEND_EQUITY]) - added)
        unseen.append(int(paid[firm.BAD_DEBT]))
    return held(changes, booked, unseen, dose)


@check(
    says="What is on its way to owners of property, pensions and GPUs, and to sellers of goods, arrives.",
    formula="dM_pots = what enters - what leaves",
    source="accounting identity; docs/model.md 2",
    kind="identity",
    tolerance="whole cents: none",
    error="the margin of the makers of chips does not reach their owners",
)
def money_on_its_way(dose: float) -> Measured:
    """Hold three pots against what enters and leaves them, and that of rent, which is empty every night."""
    changes, booked, unseen, scenario = [], [], [], months()[1]
    people = people_of_months()
    for month in months()[0]:
        sums, paid, flows = month.flows.household.sums, month.flows.firms.sums, month.flows
        owners, models, before, after = flows.providers, flows.model_owners, month.before, month.after
        property_ = int(paid[firm.DIVIDENDS_PROPERTY] + paid[firm.HEALTH] + paid[firm.PENSIONS])
        property_ -= int(sums[[budget.DIVIDEND_PROPERTY, budget.HEALTH_CARE, budget.PENSIONS]].sum())
        shares = owners.dividends + owners.chip_margin + models.dividends
        shares -= owners.foreign + owners.levy + models.foreign + models.levy
        shares -= (
            int(sums[budget.DIVIDEND_PROVIDER] + sums[budget.CITIZENS]) - flows.money.per_person * people
        )
        imports = int(scenario.hardware.imported_share * (owners.ordered - owners.chip_margin))
        goods = int(paid[firm.INVESTMENT]) + owners.spending - imports - flows.spending.investment
        margin = int((1.0 - scenario.compute.foreign_ownership) * owners.chip_margin)
        for pot, entered, lost in (
            (PROPERTY_POT, property_, 0), (PROVIDER_POT, shares, margin), (INVESTMENT_POT, goods, 0),
            (RENT_POT, 0, 0),
        ):  # fmt: skip
            changes.append(int(after.accounts[pot] - before.accounts[pot]))
            booked.append(entered)
            unseen.append(lost)
    return held(changes, booked, unseen, dose)


@check(
    says="What firms receive and the tax on it is what households, state, investors and foreigners buy.",
    formula="Y = C + G + I + X",
    source="national accounts by expenditure; docs/model.md 12.1",
    kind="identity",
    tolerance="whole cents: none (floors of the split stay in the households' pot)",
    error="the purchases of the state are not received by anybody",
)
def output_is_spending(dose: float) -> Measured:
    """Hold sales and their tax against the spending of all."""
    changes, booked, unseen = [], [], []
    for month in months()[0]:
        spending = month.flows.spending
        rest = int(month.after.accounts[CONSUMPTION_POT])
        changes.append(int(spending.by_sector.sum()) + spending.consumption_tax + rest)
        booked.append(spending.consumption + spending.government + spending.investment + spending.exports)
        unseen.append(spending.government)
    return held(changes, booked, unseen, dose)


@check(
    says="Money is never made nor lost: what somebody has somebody owes, after every month.",
    formula="sum of all balances = constant",
    source="double entry; docs/model.md 2",
    kind="identity",
    tolerance="whole cents: none",
    error="taxes on profits leave the firms and do not reach the state",
    slow=True,
)
def nothing_is_lost(dose: float) -> Measured:
    """Live through four months while a dose of the tax on profits is lost, or until the program sees it."""
    model = economy("neutral", people=1_000, burn_in=1, changes={"compute.gpu_worker_ratio_start": 3.0})
    total = sum(balances(model)[:4]) + int(model.state.accounts.sum())
    right = firm.settle
    found: list[int] = []

    def losing(state: object, *given: object) -> firm.FirmFlows:
        flows = right(state, *given)  # type: ignore[arg-type]
        model.state.accounts[GOVERNMENT] -= int(dose * int(flows.sums[firm.PROFIT_TAX]))
        return flows

    with replaced(firm, "settle", losing):
        seen = False
        while not seen and len(found) < 4:
            try:
                model.step()
            except ConservationError:
                seen = True
            found.append(sum(balances(model)[:4]) + int(model.state.accounts.sum()))
    return whole(np.full(len(found), total), found)
