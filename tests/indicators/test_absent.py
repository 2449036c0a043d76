"""Figures where something is not there or happens by itself: no names, no AI, nobody at work, money alone."""

import numpy as np
import pytest

from sim.indicators import households as of_households
from sim.indicators.accounts import national_accounts
from sim.indicators.base import Indicator, Memory, declared, indicator, price_with_tax
from sim.indicators.beginners import BITS, _bits, young_exposed_employment
from sim.indicators.compute import gpus, model_owners, providers
from sim.indicators.inequality import income_deciles, inequality, quantile, real_incomes
from sim.indicators.labour import careers, longer, median_months, tenure
from sim.indicators.macro import aggregates, output, real_median_wage
from sim.indicators.policies import benefits, policies
from sim.indicators.population import moves
from sim.indicators.public_budget import PublicBudget, public_budget
from sim.indicators.scarcity import money, scarcity
from sim.kernels.bins import BINS
from sim.phases import firm_accounts as firm
from sim.phases.money import Money
from sim.rules import budget
from sim.rules import life_cycle as life
from sim.rules.purse import GROWN_UP
from sim.state.accounts import CENTRAL_BANK
from sim.state.columns import EMPLOYED
from sim.state.households import number_of_children
from sim.state.structure import PRICE_BASE

OF_MACHINES = (
    "gpus",
    "gpus_inference",
    "gpus_used",
    "gpu_rent",
    "rent_over_pay",
    "gpu_utilisation",
    "gpu_power",
)


@pytest.fixture(scope="module")
def seen(build):
    """Return a month of 1,000 persons in households in which AI is at work."""
    model = build(
        "neutral", people=1_000, policy=[{"kind": "wage_subsidy"}, {"kind": "gpu_tax"}],
        adoption__initial_share=0.8, compute__capability_start=4.0, compute__gpu_worker_ratio_start=3.0,
        compute__gpu_worker_ratio=3.0, records__distribution_every=1,
    )  # fmt: skip
    model.state.macro.gpu_rent[0] = 100_000.0
    model.step()
    return model.observation(model.flows)


def with_flows(seen, **changes):
    """Return the month with other flows."""
    return seen._replace(flows=seen.flows._replace(**changes))


def with_sums(seen, sums, *, of="household"):
    """Return the month with other sums of all budgets, or of all firms, by column."""
    flows = getattr(seen.flows, of)
    changed = flows.sums.copy()
    for column, value in sums.items():
        changed[column] = value
    return with_flows(seen, **{of: flows._replace(sums=changed)})


# --- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["ages", "states", "homes_by_age", "tenure"])
def test_rows_without_names_are_numbered_and_keep_their_figures(seen, table):
    def rows(titles):
        found = {
            "ages": of_households.ages, "states": of_households.states,
            "homes_by_age": of_households.homes_by_age, "tenure": careers,
        }[table](seen._replace(titles=titles))  # fmt: skip
        whole = [name for name in found if name.startswith("tenure.")] or list(found)
        return {name: np.asarray(found[name]) for name in whole}

    named, numbered = rows(seen.titles), rows(seen.titles._replace(ages=(), states=()))
    first = next(iter(numbered))
    there = numbered[first].size
    assert numbered[first].tolist() == [str(row) for row in range(there)]
    assert there > 1
    assert len({values.shape for values in numbered.values()}) == 1
    for name in set(named) - {first}:
        np.testing.assert_array_equal(numbered[name], named[name][:there])
        assert not np.nan_to_num(named[name][there:]).any()  # states in which nobody lives come last
    if table == "states":
        assert numbered["households"][-1] > 0.0
    assert set(named[first]) <= {*seen.titles.ages, *seen.titles.states}


def test_an_indicator_knows_its_table_its_function_and_when_it_is_asked():
    def one(seen):
        return 5.0

    assert indicator("macro", of_distribution=True)(one) is one
    assert one.indicator == Indicator("macro", one, True)
    assert indicator("states")(one).indicator == Indicator("states", one, False)
    assert one.indicator.columns(None) == {"one": 5.0}
    assert Indicator("macro", lambda seen: {"a": 1, "b": 2}, False).columns(None) == {"a": 1, "b": 2}
    with pytest.raises(TypeError, match="an indicator names its table"):
        indicator(one)
    assert [found.function for found in declared(of_households)][:2] == [
        of_households.incomes_of_households, of_households.poverty_by_age,
    ]  # fmt: skip


# --- no AI ---------------------------------------------------------------------------------------------


def without_ai(seen):
    frontier = seen.flows.frontier
    return with_flows(seen, frontier=frontier._replace(technology=frontier.technology._replace(active=False)))


def test_machines_that_nobody_can_use_are_counted_as_none(seen):
    there, idle = gpus(seen), gpus(without_ai(seen))
    for name in (*OF_MACHINES, "royalty_rate"):
        assert there[name] > 0.0, name
        assert idle[name] == 0.0, name
    for name in set(there) - {*OF_MACHINES, "royalty_rate"}:
        assert idle[name] == there[name], name
    assert providers(seen)["gpus"].all()
    assert not providers(without_ai(seen))["gpus"].any()
    for name in ("training", "model_capability"):
        assert model_owners(seen)[name].any()
        assert not model_owners(without_ai(seen))[name].any()


def test_owners_of_gpus_who_train_models_keep_a_part_of_them(seen):
    together = seen._replace(parameters=seen.parameters.with_({"models.separate": False}))
    found = gpus(together)
    part = seen.parameters.compute.training_share
    assert found["gpus_inference"] == pytest.approx((1.0 - part) * found["gpus"])
    millions = seen.weight / 1e6
    assert gpus(seen)["gpus_inference"] == pytest.approx(
        gpus(seen)["gpus"] - seen.flows.market.training * millions
    )
    assert not model_owners(together)["training"].any()


def test_jobs_of_machines_are_counted_in_people_and_as_they_are_where_nobody_works(seen):
    made, employed = seen.flows.production, int(seen.flows.household.employed.sum())
    for labour, people in ((employed / 2.0, 2.0), (4.0 * employed, 0.25), (0.5, 2.0 * employed), (0.0, 1.0)):
        found = gpus(with_flows(seen, production=made._replace(labour=labour)))
        assert found["displaced_jobs"] == pytest.approx(made.displaced * people * seen.weight / 1e6)


# --- nobody and nothing --------------------------------------------------------------------------------


def test_without_people_at_work_shares_of_them_are_none(seen):
    household = seen.flows.household
    nobody = household._replace(employed=0 * household.employed, unemployed=0 * household.unemployed)
    found = aggregates(with_flows(with_sums(seen, {budget.WAGES: 0}), household=nobody))
    for name in ("unemployment_rate", "participation_rate", "employment_rate", "employment"):
        assert found[name] == 0.0, name
    one = household._replace(
        employed=np.eye(1, household.employed.size, dtype=np.int64)[0], unemployed=0 * household.unemployed
    )
    wage = aggregates(with_flows(with_sums(seen, {budget.WAGES: 300_000}), household=one))
    assert wage["employment"] == seen.weight / 1e6
    idle = with_sums(with_flows(seen, household=one), {budget.WAGES: 300_000})
    assert aggregates(idle)["mean_wage"] == 3_000.0
    free = with_sums(seen, {firm.LABOUR_COST: 0}, of="firms")
    assert gpus(free)["rent_over_pay"] == pytest.approx(
        seen.flows.market.rent * seen.flows.household.employed.sum()
    )


def test_an_empty_distribution_has_neither_median_nor_mean_nor_share(seen):
    nobody = np.zeros(BINS, np.int64)
    assert quantile(nobody, 0.5) == 0.0
    bins = seen.flows.household.distribution
    empty = bins._replace(by_disposable=0 * bins.by_disposable)
    none = with_flows(seen, household=seen.flows.household._replace(distribution=empty))
    assert set(real_incomes(none).values()) == {0.0}
    one = bins.by_disposable * 0
    one[40] = 1
    alone = bins._replace(by_disposable=one)
    found = income_deciles(with_flows(seen, household=seen.flows.household._replace(distribution=alone)))
    np.testing.assert_allclose(found["disposable_income"], 0.01)  # a cent, whatever the tenth
    assert longer(np.zeros(30, np.int64), 6.2) == 0.0
    assert np.isnan(median_months(np.zeros(30, np.int64)))
    assert np.isnan(tenure(np.zeros((2, 200), np.int64))["tenure_ten_years"]).all()


@pytest.mark.parametrize(("rows", "recorded"), [(0, False), (1, False), (2, True), (BINS, True)])
def test_distributions_of_households_are_there_where_they_have_bins(seen, rows, recorded):
    found = seen.flows.household.households
    some = found._replace(by_money=np.zeros((rows, 2), np.int64))
    assert of_households.are_recorded(some) is recorded
    of_owners = of_households.owners_and_tenants(
        with_flows(seen, household=seen.flows.household._replace(households=some))
    )
    assert np.isnan(list(of_owners.values())).all() is np.bool_(not recorded)


def test_people_of_no_age_have_no_careers_by_age(seen):
    alone = seen.parameters.with_({"population.households": False})
    ageless = alone.with_({"population.life_cycle": False})
    assert alone.population.life_cycle  # people who live alone and have an age have careers by age
    assert careers(seen._replace(parameters=alone))["tenure.employment"].all()
    with_ages, without = careers(seen), careers(seen._replace(parameters=ageless))
    for name in with_ages:
        if name.startswith("tenure."):
            assert with_ages[name].size > without[name].size == 0, name
        elif name != "macro.homeowner_share":
            assert with_ages[name] == without[name], name
    assert 0.0 < with_ages["macro.homeowner_share"] < 1.0
    assert np.isnan(without["macro.homeowner_share"])


def test_nothing_is_saved_of_no_income(seen):
    nothing = with_sums(
        seen, dict.fromkeys((budget.DISPOSABLE, budget.WEALTH_TAX, budget.HEALTH_CARE, budget.PENSIONS,
                             budget.PUBLIC_HEALTH, budget.CONSUMPTION), 0)
    )  # fmt: skip
    assert national_accounts(nothing)["saving_rate"] == 0.0
    half = with_sums(nothing, {budget.DISPOSABLE: 1_000, budget.CONSUMPTION: 400})
    assert national_accounts(half)["saving_rate"] == pytest.approx(0.6)
    assert national_accounts(half)["personal_saving"] == pytest.approx(600 * 12.0 * seen.weight / 1e11)


def test_programmes_that_pay_nothing_have_no_rows(seen):
    paid = {budget.FOOD: 500, budget.OLD_AGE: 7}
    none = with_sums(seen, dict.fromkeys((budget.OLD_AGE, budget.DISABILITY, *budget.HOUSEHOLD_BENEFITS,
                                          budget.PUBLIC_HEALTH), 0))  # fmt: skip
    assert benefits(none)["programme"].size == benefits(none)["paid"].size == 0
    found = benefits(with_sums(none, paid))
    by_name = dict(zip(found["programme"], found["paid"], strict=True))
    year = 12.0 * seen.weight / 1e11
    assert (by_name["food"], by_name["old_age"]) == (pytest.approx(500 * year), pytest.approx(7 * year))
    assert by_name["health"] == 0.0


# --- one thing at a time -------------------------------------------------------------------------------


def test_prices_with_tax_are_what_a_dollar_buys_less_of(seen):
    levers, macro = seen.flows.levers, seen.state.macro
    before = price_with_tax(with_flows(seen, levers=levers._replace(consumption_tax=0.0)))
    assert before == float(macro.price_level[0])
    assert price_with_tax(with_flows(seen, levers=levers._replace(consumption_tax=0.2))) == pytest.approx(
        before / 0.8
    )
    taxed = with_flows(seen, levers=levers._replace(consumption_tax=0.2))
    memory = Memory(None, {"median_wage": 4_000.0}, 1.5)
    assert real_median_wage(taxed._replace(memory=memory)) == pytest.approx(4_000.0 * 1.5 * 0.8 / before)
    assert real_incomes(taxed._replace(memory=memory))["real_mean_income"] == pytest.approx(
        real_incomes(seen._replace(memory=memory))["real_mean_income"]
        * price_with_tax(seen) / price_with_tax(taxed)
    )  # fmt: skip


def test_money_is_what_is_bought_and_what_every_adult_gets(seen):
    year = 12.0 * seen.weight / 1e11
    for issued, cents in ((Money(0, 0), 0), (Money(700, 0), 700), (Money(0, 3), 3_000), (Money(5, 3), 3_005)):
        assert money(with_flows(seen, money=issued))["money_issued"] == pytest.approx(cents * year)
    accounts = seen.state.accounts.copy()
    accounts[CENTRAL_BANK] = -(10**9)
    found = money(seen._replace(state=seen.state._replace(accounts=accounts)))
    assert found["central_bank_money"] == pytest.approx(10**9 * seen.weight / 1e11)
    assert found["tax_scale"] == seen.state.macro.tax_scale[0]


def test_scarce_things_are_dear_by_their_own_price(seen):
    macro, structure = seen.state.macro, seen.structure
    found = scarcity(seen)
    assert found["capital_price"] == macro.capital_price[0]
    assert found["real_estate_price"] * PRICE_BASE == macro.sector_price[structure.role("real_estate")]
    now, then = structure.mean_wage(macro.occupation_wage), structure.mean_wage(structure.base_wage)
    assert found["real_wage_index"] == pytest.approx(now / then / macro.price_level[0])
    firms = seen.flows.firms
    nobody = with_flows(seen, firms=firms._replace(with_ai=firms.trying))
    assert scarcity(nobody)["saving_kept"] == 0.0
    one = np.eye(1, firms.trying.size, dtype=firms.trying.dtype)[0]
    first = with_flows(seen, firms=firms._replace(with_ai=firms.trying + one))
    assert scarcity(first)["saving_kept"] == pytest.approx(float(macro.saving_kept[0]))


def test_the_state_spends_what_each_of_its_lines_says():
    parts = dict(zip(PublicBudget._fields, (1_000, 1, 20, 300, 4_000, 50_000), strict=True))
    budgeted = PublicBudget(**parts)
    assert budgeted.spending == 54_321
    assert budgeted.balance == 1_000 - 54_321


def test_what_policies_pay_by_themselves_is_a_subsidy_and_a_levy_a_revenue(seen):
    flows, people = seen.flows, 1_000
    before = public_budget(flows, people)

    def more(**changes):
        after = public_budget(flows._replace(**changes), people)
        return {k: v - getattr(before, k) for k, v in after._asdict().items() if v != getattr(before, k)}

    policies_ = flows.policies
    assert more(policies=policies_._replace(acted=policies_.acted + 11)) == {"subsidies": 11}
    assert more(policies=policies_._replace(paid=policies_.paid + 12)) == {"subsidies": 12}
    for owners in ("providers", "model_owners"):
        for line in ("levy", "tax"):
            paid = getattr(flows, owners)
            assert more(**{owners: paid._replace(**{line: getattr(paid, line) + 13})}) == {"revenue": 13}
    spending = flows.spending
    assert more(spending=spending._replace(consumption_tax=spending.consumption_tax + 14)) == {"revenue": 14}
    assert more(money=flows.money._replace(per_person=2)) == {"new_money": 2_000}


def test_output_is_what_sellers_receive_and_the_tax_on_it(seen):
    spending = seen.flows.spending
    received = spending.by_sector.sum()
    assert output(with_flows(seen, spending=spending._replace(consumption_tax=0))) == received
    assert output(with_flows(seen, spending=spending._replace(consumption_tax=9))) == received + 9


def test_unfunded_is_the_part_of_a_cost_that_nothing_pays(seen):
    paid = seen.flows.policies._replace(
        cost=np.array([0, 100, 100, 1, 100]), own_revenue=np.array([0, 0, 10, 0, 70]),
        revenue=np.array([50, 25, 15, 0, 60]), strength=np.ones(5),
        recipients=np.zeros(5, np.int64), rate=np.zeros(5),
    )  # fmt: skip
    found = policies(with_flows(seen, policies=paid)._replace(policies=(("a", "deficit"),) * 5))
    assert found["unfunded_share"].tolist() == pytest.approx([0.0, 0.75, 0.75, 1.0, 0.0])


def test_who_moves_is_counted_by_what_happened(seen):
    counts = 0 * seen.flows.labour.life
    counts[life.DEATHS_UNEMPLOYED], counts[life.DEATHS_RETRAINING], counts[life.JOINED] = 3, 4, 5
    counts[life.CLAIMS_SOLD] = 600
    found = moves(with_flows(seen, labour=seen.flows.labour._replace(life=counts)))
    one, year = seen.weight / 1e6, 12.0 * seen.weight / 1e11
    expected = {
        "deaths_unemployed": 7 * one, "newcomers": 7 * one, "couples_formed": 5 * one,
        "claims_sold": 600 * year,
    }  # fmt: skip
    assert {name: value for name, value in found.items() if value} == pytest.approx(expected)


@pytest.mark.parametrize("occupations", [1, 22, 63, 64, 65, 130])
def test_flags_of_occupations_are_bits_of_as_many_numbers_as_they_need(occupations):
    flags = np.arange(occupations) % 3 == 0
    bits = _bits(flags)
    assert bits.size == -(-occupations // BITS)
    found = [(int(bits[row // BITS]) >> (row % BITS)) & 1 for row in range(occupations)]
    assert found == flags.astype(int).tolist()


def test_the_young_are_those_employed_before_a_birthday(seen):
    workers = seen.state.workers
    table = workers._replace(status=workers.status.copy(), age=workers.age.copy())
    table.status[:] = EMPLOYED
    table.age[:] = 25
    old = seen._replace(state=seen.state._replace(workers=table))
    assert np.isnan(young_exposed_employment(old))
    table.age[7] = 24
    assert young_exposed_employment(old) in (0.0, 1.0)
    table.age[:] = 24
    everybody = young_exposed_employment(old)
    assert 0.0 < everybody < 1.0


def test_children_are_those_of_all_kinds_of_households(seen):
    found, workers = of_households.household_types(seen), seen.state.workers
    children = sum(number_of_children(int(packed)) for packed in workers.children)
    children += int((workers.age < GROWN_UP).sum())  # who may work, and is a child for poverty
    assert found["children"].sum() == pytest.approx(children * seen.weight / 1e6)
    assert not found["children"][~found["households"].astype(bool)].any()
    poor = np.nansum(found["child_poverty"] * found["children"]) / found["children"].sum()
    assert 0.0 < poor == pytest.approx(of_households.poverty_by_age(seen)["child_poverty"])


def test_inequality_of_ninety_nine_and_one_who_has_as_much_as_all_of_them(seen):
    bins = seen.flows.household.distribution
    by_gross, by_wealth = 0 * bins.by_gross, 0 * bins.by_wealth
    by_gross[30, :2], by_gross[60, :2] = (99, 990), (1, 990)
    by_wealth[30, :3], by_wealth[60, :3] = (99, 990, 0), (1, 990, 7)
    two = bins._replace(by_gross=by_gross, by_wealth=by_wealth)
    found = inequality(with_flows(seen, household=seen.flows.household._replace(distribution=two)))
    assert found["income_top1_share"] == found["wealth_top1_share"] == pytest.approx(0.5)
    assert found["income_middle60_share"] == pytest.approx(0.5 * 0.6 / 0.99)
    assert found["income_gini"] == found["wealth_gini"] == pytest.approx(0.49)
    assert found["wealth_bottom50_share"] == pytest.approx(0.5 * 0.5 / 0.99)
    assert found["wealth_top10_share"] == pytest.approx(1.0 - 0.5 * 0.9 / 0.99)
    assert found["wealth_top0_1_share"] == pytest.approx(0.05)  # a tenth of the one
    assert (found["equity_top10_share"], found["equity_bottom50_share"]) == (1.0, 0.0)


def test_inequality_of_persons_and_of_households_have_their_own_poor(seen):
    household = seen.flows.household
    found = household.households
    people, gap = found.people.copy(), np.array([30, 50])
    people[:] = 0
    people[0, :2] = 1_000, 120
    together = with_flows(
        seen, household=household._replace(households=found._replace(people=people, gap=gap))
    )
    assert inequality(together)["poverty_rate"] == pytest.approx(0.12)
    assert inequality(together)["just_above_poverty"] == pytest.approx(0.03)
    alone = seen._replace(parameters=seen.parameters.with_({"population.households": False}))
    poor, near, _ = map(int, household.distribution.poor)
    persons = int(household.distribution.by_disposable[:, 0].sum())
    assert inequality(alone)["poverty_rate"] == pytest.approx(poor / persons)
    assert inequality(alone)["just_above_poverty"] == pytest.approx(near / persons)
