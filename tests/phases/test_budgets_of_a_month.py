"""What persons receive, pay and spend in one month, each worked out again from columns and draws."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.phases import budgets, incomes
from sim.phases.indices_in_force import indices_in_force
from sim.phases.lines_in_force import equivalence_scale
from sim.rules import budget
from sim.rules.grants import guarantee_in_force, takes_guaranteed_job
from sim.state.accounts import (
    BANK,
    CENTRAL_BANK,
    CONSUMPTION_POT,
    EQUITY_POT,
    GOVERNMENT,
    N_ACCOUNTS,
    PROPERTY_POT,
    PROVIDER_POT,
)
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.households import number_of_children
from sim.state.levers import surcharge_table

from .watched import stream


@pytest.fixture(scope="module")
def numbers(watched):
    """Return the rates and amounts of the month."""
    model, before, flows = watched.model, watched.before["incomes"], watched.flows
    indices = indices_in_force(before, model.structure, model.scenario, model.month)
    shock = float(np.exp(before.macro.demand_shock[0]))
    return incomes.income_numbers(
        before, model.scenario, flows.levers, indices, shock, flows.money.per_person, model.month
    )


def holds_guaranteed_job(watched):
    """Return who takes a guaranteed job, and what it pays them."""
    model, workers = watched.model, watched.before["incomes"].workers
    guarantee = guarantee_in_force(model.scenario, watched.flows.levers, model.seed)
    spell = model.month - workers.status_month.astype(int)
    rows = [
        workers.status[k] == UNEMPLOYED
        and bool(
            takes_guaranteed_job(k, int(workers.wage[k]), int(workers.hours[k]), int(spell[k]), guarantee)
        )
        for k in range(spell.size)
    ]
    return np.array(rows), guarantee.wage * workers.hours.astype(int) // FULL_TIME


def earned(watched):
    """Return the wage that everybody earns this month."""
    workers = watched.before["incomes"].workers
    holds, wage = holds_guaranteed_job(watched)
    return np.where(workers.status == EMPLOYED, workers.wage.astype(int), np.where(holds, wage, 0))


def transfers(watched, numbers):
    """Return what unemployment insurance, training and the safety net pay, by law and luck."""
    model, workers = watched.model, watched.before["incomes"].workers
    key = stream(model.seed, 0, budgets.ENTITLED)
    luck = np.array([uniform(key, k) for k in range(workers.age.size)])
    holds, _ = holds_guaranteed_job(watched)
    wage, spell, status = workers.wage.astype(int), model.month - workers.status_month, workers.status
    benefit = np.minimum(numbers.replacement_rate * wage, numbers.benefit_ceiling).astype(int)
    insured = (spell < numbers.benefit_months) & (luck < numbers.benefit_take_up) & ~holds
    outside = numbers.transfer_floor + np.where(
        luck < numbers.transfer_take_up, (numbers.transfer_rate * wage).astype(int), 0
    )
    paid = np.where(status == OUTSIDE, outside, 0)
    paid = np.where((status == UNEMPLOYED) & insured, benefit, paid)
    return np.where(status == RETRAINING, benefit + numbers.training_allowance, paid)


def capital_income(watched, numbers):
    """Return interest, and the dividends of the three claims, a person."""
    workers = watched.before["incomes"].workers
    one = 2.0**budget.POINT
    interest = (workers.deposits * (numbers.interest_rate / one)).astype(int)
    claims = ((workers.equity, numbers.equity_rate), (workers.property, numbers.property_rate),
              (workers.provider_equity, numbers.provider_rate))  # fmt: skip
    return [interest, *(np.floor(units * (rate / one)).astype(int) for units, rate in claims)]


def worth_of_claims(watched, numbers):
    """Return what the claims of everybody are worth, cents."""
    workers = watched.before["incomes"].workers
    return (
        workers.equity * numbers.equity_price + workers.property * numbers.property_price
        + workers.provider_equity * numbers.provider_price
    )  # fmt: skip


def wealth_tax(watched, numbers):
    """Return the tax on wealth above the exemption, at most the deposits."""
    workers = watched.before["incomes"].workers
    above = np.maximum(0.0, workers.deposits + worth_of_claims(watched, numbers) - numbers.wealth_exemption)
    return np.minimum((numbers.wealth_tax * above).astype(int), np.maximum(0, workers.deposits)), above


def granted(watched, gross):
    """Return by grant of the month what everybody receives."""
    workers = watched.before["incomes"].workers
    children = np.array([number_of_children(int(packed)) for packed in workers.children])
    for grant in watched.flows.levers.grants:
        assert grant.share == 1.0
        assert grant.of_loss == 0.0
        assert grant.tenure == 0
        eligible = ((grant.statuses >> workers.status.astype(int)) & 1 == 1) & (
            workers.wage < grant.earnings_below
        )
        eligible &= (workers.age >= grant.youngest) & (workers.age <= grant.oldest)
        eligible &= (workers.children > 0) | (not grant.with_children)
        amount = grant.amount + grant.per_child * children
        if grant.taper > 0.0 and not grant.by_household:
            tapered = (grant.taper * np.maximum(0, gross - grant.taper_from)).astype(int)
            amount = np.maximum(0, amount - tapered)
        yield np.where(eligible, amount, 0)


def test_rates_and_amounts_of_the_month_follow_the_law_prices_and_pots(watched, numbers):
    model, before, levers = watched.model, watched.before["incomes"], watched.flows.levers
    scenario, macro, accounts, people = model.scenario, before.macro, before.accounts, before.workers.age.size
    one, households, government = 2.0**budget.POINT, scenario.households, scenario.government
    of_the_fund = int(levers.citizens_dividend * accounts[PROVIDER_POT] / people)
    assert of_the_fund > 0
    assert numbers.citizens_dividend == of_the_fund + watched.flows.money.per_person
    pots = ((accounts[EQUITY_POT], 0, numbers.equity_rate),
            (accounts[PROPERTY_POT], 1, numbers.property_rate),
            (accounts[PROVIDER_POT] - of_the_fund * people, 2, numbers.provider_rate))  # fmt: skip
    for pot, claim, rate in pots:
        expected = max(0, pot) / macro.claim_units[claim] * one
        assert rate <= expected
        assert rate == pytest.approx(expected, rel=1e-6, abs=1.0)
    assert numbers.interest_rate == pytest.approx(macro.bond_rate[0] / 12.0 * one, abs=1.0)
    assert numbers.equity_price == macro.claim_price[0]
    assert numbers.wealth_tax == pytest.approx(levers.wealth_tax / 12.0)
    assert numbers.measure_wealth
    gap = float(macro.real_rate[0]) - scenario.monetary.neutral_real_rate
    shock = np.exp(macro.demand_shock[0])
    spent = households.wealth_propensity * np.exp(-households.rate_sensitivity * gap) * shock
    if households.spends_real_interest:
        spent -= households.propensity_to_consume * float(macro.inflation[0]) / 12.0
    assert numbers.wealth_propensity == pytest.approx(max(0.0, spent), rel=1e-9)
    claims = households.claims_propensity * np.exp(-0.5 * households.rate_sensitivity * gap) / 12.0
    assert numbers.claims_propensity == pytest.approx(claims, rel=1e-9)
    indices = indices_in_force(before, model.structure, scenario, model.month)
    assert numbers.benefit_ceiling == pytest.approx(levers.benefit_ceiling * indices.ceiling, abs=1.0)
    assert numbers.replacement_rate == levers.replacement_rate
    flat = 0.0 if government.household_benefits else levers.transfers_scale
    floor = 100.0 * flat * government.transfer_floor * indices.floor
    assert numbers.transfer_floor == pytest.approx(floor, abs=1.0)
    assert (numbers.transfer_floor == 0) == bool(government.household_benefits)
    rate = flat * government.transfer_rate * indices.insurance
    assert numbers.transfer_rate == pytest.approx(rate, rel=1e-12)
    assert numbers.poverty_line == pytest.approx(
        100.0 * government.poverty_line * macro.price_level[0], rel=1e-9
    )
    assert numbers.mean_income == macro.mean_income[0]
    assert numbers.more_benefits  # of the policy
    assert people == 1_000


def test_everybody_receives_pays_and_keeps_what_the_rules_say(watched, numbers):
    model, before, after, flows = watched.around("incomes")
    if model.scenario.government.household_benefits:
        return  # what households receive by their means is tested for itself
    old, new, levers, structure = before.workers, after.workers, flows.levers, model.structure
    wages, benefits = earned(watched), transfers(watched, numbers)
    capital = capital_income(watched, numbers)
    gross = wages + benefits + sum(capital)
    taxable = np.where(old.status == OUTSIDE, 0.5, 1.0) * (wages + benefits)
    indices = indices_in_force(before, structure, model.scenario, model.month)
    floors, rates = structure.tax_floor * indices.brackets, structure.tax_rate * levers.wage_tax_scale
    tops = np.append(floors[1:], np.inf)
    tax = sum(rate * np.clip(taxable - low, 0.0, top - low)
              for low, top, rate in zip(floors, tops, rates, strict=True))  # fmt: skip
    for row, (threshold, rate) in enumerate(surcharge_table(levers.surcharges)):
        more = rate * np.maximum(0.0, taxable - threshold)
        assert flows.household.surcharges[row] == pytest.approx(more.sum(), abs=float(old.age.size))
        tax = tax + more
    tax = tax + levers.employee_contribution_rate * wages
    on_capital = numbers.capital_tax * sum(capital)
    untaxed = numbers.citizens_dividend + sum(granted(watched, gross))
    disposable = gross + untaxed - tax - on_capital
    np.testing.assert_allclose(new.income, disposable, atol=6.0)
    on_wealth, _ = wealth_tax(watched, numbers)
    cash = old.deposits + new.income.astype(int) - on_wealth
    mean, households = numbers.mean_income, model.scenario.households
    relative = np.maximum(1.0, new.income / mean)
    propensity = households.propensity_to_consume * np.exp(before.macro.demand_shock[0])
    wanted = propensity * relative**-households.income_curvature * new.income
    wanted = wanted + numbers.wealth_propensity * old.deposits
    wanted = wanted + numbers.claims_propensity * worth_of_claims(watched, numbers)
    spent = np.maximum(0.0, np.minimum(wanted, cash))
    at_work = np.where(old.status == EMPLOYED, wages, 0)
    health, pension = (rate * at_work for rate in (numbers.health_rate, numbers.pension_rate))
    np.testing.assert_allclose(flows.household.consumption, spent + health, rtol=1e-3, atol=4.0)
    kept = cash - (flows.household.consumption - health) + pension
    np.testing.assert_allclose(new.deposits, kept, atol=4.0)
    np.testing.assert_array_equal(flows.household.poor, new.income < numbers.poverty_line)
    assert (wanted > cash).any()
    assert (wanted < cash).any()


def test_sums_of_all_budgets_are_those_of_persons(watched, numbers):
    model, before, after, flows = watched.around("incomes")
    old, sums = before.workers, flows.household.sums
    wages, capital = earned(watched), capital_income(watched, numbers)
    holds, wage = holds_guaranteed_job(watched)
    assert sums[budget.WAGES] == wages.sum()
    assert sums[budget.GUARANTEE_COUNT] == holds.sum()
    assert sums[budget.GUARANTEE_WAGES] == wage[holds].sum()
    columns = (budget.INTEREST, budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER)
    for column, values in zip(columns, capital, strict=True):
        assert sums[column] == pytest.approx(values.sum(), abs=1.0 * old.age.size)
    on_wealth, above = wealth_tax(watched, numbers)
    assert sums[budget.WEALTH_TAX] == pytest.approx(on_wealth.sum(), abs=1.0 * old.age.size)
    assert sums[budget.TAXABLE_WEALTH] == pytest.approx(above.sum(), abs=1.0 * old.age.size)
    assert on_wealth.sum() > 0
    taxed = numbers.capital_tax * sum(capital).sum()
    assert sums[budget.CAPITAL_TAX] == pytest.approx(taxed, abs=1.0 * old.age.size)
    assert sums[budget.OUTSIDE_COUNT] == (old.status == OUTSIDE).sum()
    assert sums[budget.RETRAINING_COUNT] == (old.status == RETRAINING).sum() > 0
    benefits = transfers(watched, numbers)
    assert sums[budget.BENEFITS] == benefits[(old.status == UNEMPLOYED)].sum()
    assert sums[budget.ALLOWANCES] == benefits[old.status == RETRAINING].sum()
    assert sums[budget.CITIZENS] == numbers.citizens_dividend * old.age.size
    at_work = np.where(old.status == EMPLOYED, wages, 0)
    for column, rate in ((budget.HEALTH_CARE, numbers.health_rate), (budget.PENSIONS, numbers.pension_rate)):
        assert sums[column] == (rate * at_work).astype(int).sum()
    assert sums[budget.EMPLOYEE_CONTRIBUTIONS] == (numbers.employee_rate * wages).astype(int).sum()
    care = sums[budget.PUBLIC_HEALTH]  # bought by the state for households
    assert sums[budget.CONSUMPTION] == flows.household.consumption.sum() + care
    assert sums[budget.DISPOSABLE] == after.workers.income.sum(dtype=np.int64)
    gross = wages + benefits + sum(capital)
    for row, values in enumerate(granted(watched, gross)):
        if flows.levers.grants[row].taper == 0.0:
            np.testing.assert_array_equal(flows.household.grants[row], (values.sum(), (values > 0).sum()))
    found = flows.household
    jobless = (old.status == UNEMPLOYED) & ~holds
    np.testing.assert_array_equal(found.unemployed, np.bincount(old.occupation[jobless], minlength=22))
    np.testing.assert_array_equal(found.guaranteed, np.bincount(old.occupation[holds], minlength=22))
    won_back = holds & (old.wage >= wage)
    expected = found.unemployed + np.bincount(old.occupation[won_back], minlength=22)
    np.testing.assert_array_equal(found.at_hand, expected)
    working = np.bincount(old.occupation[old.status == EMPLOYED], minlength=22)
    np.testing.assert_array_equal(found.employed, working + found.guaranteed)
    assert model.month == 0


def test_a_household_keeps_what_all_its_members_do_not_spend(watched, numbers):
    model, before, after, flows = watched.around("incomes")
    old, new = before.workers, after.workers
    keeper = np.arange(old.age.size) - old.purse.astype(int)
    wages = np.where(old.status == EMPLOYED, old.wage.astype(int), 0)
    health, pension = ((rate * wages).astype(int) for rate in (numbers.health_rate, numbers.pension_rate))
    on_wealth, _ = wealth_tax(watched, numbers)
    change = new.income.astype(int) - on_wealth + health + pension

    def at_keeper(values):
        return np.bincount(keeper, values, keeper.size)

    kept = at_keeper(new.deposits.astype(float) - old.deposits)
    np.testing.assert_allclose(kept, at_keeper(change.astype(float)) - flows.household.consumption, atol=1.0)
    alone = keeper == np.arange(keeper.size)
    assert (flows.household.consumption[~alone] == 0).all()
    assert (new.deposits[~alone] == old.deposits[~alone]).all()
    if not model.scenario.population.households:
        assert after.macro.mean_income[0] == pytest.approx(new.income.mean())
        return
    assert (~alone).sum() > 100
    children = np.array([number_of_children(int(packed)) for packed in old.children])
    members = np.bincount(keeper, minlength=keeper.size) + children
    together = at_keeper(new.income.astype(float))
    scale = equivalence_scale()[np.where(alone, members, 0)]
    equivalised = np.trunc(together * scale)
    people = members[alone].sum()
    assert flows.household.sums[budget.PEOPLE] == people
    total = (members * equivalised)[alone].sum()
    assert flows.household.sums[budget.EQUIVALISED] == pytest.approx(total, rel=1e-9)
    assert after.macro.mean_income[0] == pytest.approx(total / people, rel=1e-9)
    households = model.scenario.households
    relative = np.maximum(1.0, together * scale / numbers.mean_income)[alone]
    propensity = households.propensity_to_consume * np.exp(before.macro.demand_shock[0])
    wanted = propensity * relative**-households.income_curvature * np.maximum(0.0, together[alone])
    wanted += numbers.wealth_propensity * old.deposits[alone]
    wanted += numbers.claims_propensity * worth_of_claims(watched, numbers)[alone]
    cash = (old.deposits - on_wealth)[alone] + together[alone]
    spent = np.maximum(0.0, np.minimum(wanted, cash)) + at_keeper(health.astype(float))[alone]
    np.testing.assert_allclose(flows.household.consumption[alone], spent, rtol=1e-3, atol=9.0)


def test_benefits_of_households_are_booked_by_programme(watched):
    after, sums = watched.after["incomes"].workers, watched.flows.household.sums
    if not watched.model.scenario.government.household_benefits:
        assert sums[[budget.FOOD, budget.CHILD_CREDIT, budget.EARNED_CREDIT, budget.SUPPLEMENTAL]].sum() == 0
        return
    in_kind = sums[[budget.FOOD, budget.CHILD_CREDIT, budget.EARNED_CREDIT]]
    assert after.credits.sum() == in_kind.sum()
    assert after.support.sum() == sums[budget.SUPPLEMENTAL]
    assert (in_kind > 0).all()
    assert sums[budget.TRANSFERS] == sums[budget.OLD_AGE] + sums[budget.DISABILITY]
    held = watched.after["incomes"].macro.granted.sum(axis=0)
    np.testing.assert_array_equal(
        held[list(budget.HOUSEHOLD_BENEFITS)], sums[list(budget.HOUSEHOLD_BENEFITS)]
    )


def test_what_persons_receive_and_pay_is_booked_on_the_other_side(watched):
    before, after, sums = watched.before["incomes"], watched.after["incomes"], watched.flows.household.sums
    taxes = sums[[budget.WAGE_TAX, budget.EMPLOYEE_CONTRIBUTIONS, budget.CAPITAL_TAX, budget.WEALTH_TAX]]
    paid = sums[[
        budget.BENEFITS, budget.TRANSFERS, budget.BASIC_INCOME, budget.GUARANTEES, budget.ALLOWANCES,
        budget.GUARANTEE_WAGES, budget.FOOD, budget.CHILD_CREDIT, budget.EARNED_CREDIT, budget.SUPPLEMENTAL,
        budget.PUBLIC_HEALTH,
    ]]  # fmt: skip
    issued = watched.flows.money.per_person * before.workers.age.size
    expected = np.zeros(N_ACCOUNTS, np.int64)
    expected[GOVERNMENT] = taxes.sum() - paid.sum()
    expected[EQUITY_POT] = -sums[budget.DIVIDEND_EQUITY]
    expected[PROPERTY_POT] = -sums[[budget.DIVIDEND_PROPERTY, budget.HEALTH_CARE, budget.PENSIONS]].sum()
    expected[PROVIDER_POT] = -(sums[budget.DIVIDEND_PROVIDER] + sums[budget.CITIZENS] - issued)
    expected[CENTRAL_BANK], expected[BANK] = -issued, -sums[budget.INTEREST]
    expected[CONSUMPTION_POT] = sums[budget.CONSUMPTION]
    np.testing.assert_array_equal(after.accounts - before.accounts, expected)


def test_claims_are_priced_at_a_multiple_of_smoothed_dividends(watched):
    model, before, after = watched.model, watched.before["incomes"].macro, watched.after["incomes"].macro
    sums, multiple = watched.flows.household.sums, model.scenario.households.equity_multiple
    columns = (budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER)
    assert (before.claim_dividend == 0.0).all()  # the first month
    assert (before.claim_units > 1.0).all()
    for claim, column in enumerate(columns):
        smoothed = float(sums[column])
        if claim == 2:  # the price that was there stands for dividends until there are any
            worth = before.claim_price[claim] * before.claim_units[claim] / (12.0 * multiple)
            smoothed = 0.96 * worth + 0.04 * sums[column]
        assert smoothed > 0.0
        assert after.claim_dividend[claim] == pytest.approx(smoothed, rel=1e-9)
        price = 12.0 * multiple * smoothed / before.claim_units[claim]
        assert after.claim_price[claim] == pytest.approx(price, rel=1e-9)


def test_what_a_policy_pays_more_than_the_law_is_told_apart(watched, numbers):
    model, old, levers = watched.model, watched.before["incomes"].workers, watched.flows.levers
    government = model.scenario.government
    key = stream(model.seed, 0, budgets.ENTITLED)
    luck = np.array([uniform(key, k) for k in range(old.age.size)])
    holds, _ = holds_guaranteed_job(watched)
    spell, jobless = model.month - old.status_month, (old.status == UNEMPLOYED) & ~holds
    by_law = jobless & (spell < government.benefit_months) & (luck < government.benefit_take_up)
    indices = indices_in_force(watched.before["incomes"], model.structure, model.scenario, model.month)
    ceiling = round(100.0 * government.benefit_ceiling) * indices.ceiling
    amount = np.minimum(government.replacement_rate * old.wage.astype(int), ceiling)
    more = transfers(watched, numbers)[jobless].sum() - amount[by_law].astype(int).sum()
    assert more > 0
    assert watched.flows.household.sums[budget.MORE_BENEFITS] == pytest.approx(more, abs=float(jobless.sum()))
    assert levers.replacement_rate > government.replacement_rate


def test_distributions_hold_everybody_and_all_households_once(watched):
    workers, household = watched.after["incomes"].workers, watched.flows.household
    bins, size = household.distribution, workers.age.size
    assert bins.by_wage.sum() == (earned(watched) > 0).sum()  # guaranteed jobs, too
    assert bins.by_gross[:, 0].sum() == bins.by_disposable[:, 0].sum() == size
    assert bins.by_wealth[:, 0].sum() == (workers.purse == 0).sum()  # lies with who keeps the purse
    assert bins.by_disposable[:, 2].sum() == pytest.approx(
        workers.income.sum(dtype=np.int64), abs=float(size)
    )
    assert bins.durations.sum() == household.unemployed.sum()
    tables, keeps = household.households, workers.purse == 0
    if not watched.model.scenario.population.households:
        assert tables.by_money.shape[0] <= 1
        return
    children = np.array([number_of_children(int(packed)) for packed in workers.children])
    assert tables.by_money[:, 0].sum() == tables.by_disposable[:, 0].sum() == keeps.sum()
    people = size + children[keeps].sum()
    assert tables.by_equivalised[:, 0].sum() == tables.people[:, 0].sum() == people
    assert tables.types[:, 0].sum() == tables.places[:, 0].sum() == keeps.sum()
    assert tables.types[:, 1].sum() == tables.places[:, 1].sum() == people
    assert tables.by_money[:, 1].sum() == tables.types[:, 6].sum() == tables.places[:, 6].sum() > 0
    assert tables.by_disposable[:, 1].sum() == tables.types[:, 7].sum() == tables.places[:, 7].sum()
    assert tables.ages[:, 0].sum() == size
    poor = (household.poor & 1 > 0).sum()
    assert 0 < poor <= tables.people[:, 1].sum() <= people
    assert tables.home_sums[:, 0].sum() == tables.home_ages[:, 0].sum() == keeps.sum()
    owners = (keeps & (workers.home == 1)).sum()
    assert tables.home_sums[1, 0] == tables.home_ages[:, 1].sum() == tables.home_wealth[:, 1].sum() == owners
