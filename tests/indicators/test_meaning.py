"""Headline figures mean what their names say: each against another way to the same number."""

import numpy as np
import pytest

from sim.indicators.accounts import factor_productivity, labour_share_nonfarm_business
from sim.indicators.labour import careers, flows
from sim.phases import hiring, separations
from sim.records.columns import describe
from sim.rules import budget
from sim.state.accounts import CENTRAL_BANK, GOVERNMENT
from sim.state.columns import OUTSIDE, UNEMPLOYED

EVERYTHING = [
    {"kind": "universal_basic_income", "amount": 200.0, "financed_by": "gpu_tax"},
    {"kind": "job_guarantee", "wage": 2_500.0},
    {"kind": "wage_subsidy"},
    {"kind": "citizens_fund", "speed": 0.5},
    {"kind": "universal_basic_compute"},
    {"kind": "wealth_tax"},
]


@pytest.fixture(scope="module", params=[[], EVERYTHING], ids=["as it is", "with policies"])
def months(request, build):
    """Run some months; return the simulation, its table and what the state owed before and after each."""
    changes = {"adoption__initial_share": 0.5, "government__consumption_tax": 0.06}
    model = build("pessimistic", people=1_000, policy=request.param, records__distribution_every=1, **changes)
    owed = []
    for _ in range(2):
        accounts = model.state.accounts
        owed.append(-int(accounts[GOVERNMENT]) - int(accounts[CENTRAL_BANK]))
        model.step()
    owed.append(-int(model.state.accounts[GOVERNMENT]) - int(model.state.accounts[CENTRAL_BANK]))
    return model, model.records.frames()["macro"], np.array(owed)


def test_the_budget_balance_is_what_debt_falls_by(months):
    model, macro, owed = months
    billions = 12.0 * model.weight / 1e11
    np.testing.assert_allclose(macro["budget_balance"], -np.diff(owed) * billions, rtol=1e-6)


def test_the_labour_share_is_compensation_over_output(months):
    _, macro, _ = months
    np.testing.assert_allclose(macro["labour_share"], macro["compensation"] / macro["gdp"], rtol=1e-9)
    assert macro["labour_share"].is_between(0.4, 0.8).all()


def test_the_labour_share_of_business_moves_with_pay_and_against_output(months):
    model, *_ = months
    seen = model.observation(model.flows)
    firms, spending = seen.flows.firms, seen.flows.spending
    share = labour_share_nonfarm_business(seen)
    assert 0.3 < share < 0.9

    def other(**changes):
        return labour_share_nonfarm_business(seen._replace(flows=seen.flows._replace(**changes)))

    assert other(firms=firms._replace(labour_cost=2 * firms.labour_cost)) == pytest.approx(2.0 * share)
    double = spending._replace(by_sector=2 * spending.by_sector, consumption_tax=2 * spending.consumption_tax)
    assert other(spending=double) == pytest.approx(0.5 * share)
    untaxed = spending._replace(consumption_tax=0)
    assert other(spending=untaxed) > share  # output is at market prices


def test_productivity_rises_with_output_and_falls_with_what_makes_it(months):
    model, *_ = months
    seen = model.observation(model.flows)
    firms, household = seen.flows.firms, seen.flows.household
    part, now = seen.structure.labour_part, factor_productivity(seen)

    def other(**changes):
        return factor_productivity(seen._replace(flows=seen.flows._replace(**changes)))

    double = other(firms=firms._replace(output=2.0 * firms.output))
    assert double == pytest.approx(2.0 * now, rel=1e-9)
    double = other(household=household._replace(employed=2 * household.employed))
    assert double == pytest.approx(now * 2.0**-part, rel=1e-9)
    capital = seen.state.macro.capital
    capital *= 2.0
    assert factor_productivity(seen) == pytest.approx(now * 2.0 ** (part - 1.0), rel=1e-9)
    capital /= 2.0


def test_where_nobody_works_productivity_is_that_of_one_person(months):
    model, *_ = months
    seen = model.observation(model.flows)
    firms, household = seen.flows.firms, seen.flows.household
    found = []
    for people in (0, 1, 2):
        employed = 0 * household.employed
        employed[3] = people
        other = seen.flows._replace(household=household._replace(employed=employed))
        found.append(factor_productivity(seen._replace(flows=other)))
    part = seen.structure.labour_part
    assert found[0] == found[1] == pytest.approx(found[2] * 2.0**part, rel=1e-9)
    idle = seen.flows._replace(firms=firms._replace(output=0.0 * firms.output))
    assert 0.0 < factor_productivity(seen._replace(flows=idle)) < 1e-3 * found[0]


@pytest.mark.parametrize(
    ("ages", "together", "told"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_tenure_is_told_by_age_where_people_have_one(months, ages, together, told):
    model, *_ = months
    seen = model.observation(model.flows)
    population = seen.parameters.population.model_copy(update={"life_cycle": ages, "households": together})
    found = careers(seen._replace(parameters=seen.parameters.model_copy(update={"population": population})))
    groups = len(found["tenure.age_group"])
    assert (groups > 1) is told
    assert found["tenure.employment"].size == found["tenure.median_full_time_pay"].size == groups
    assert np.isnan(found["macro.homeowner_share"]) != together


def test_unemployment_is_a_share_of_the_labour_force(months):
    model, macro, _ = months
    rates = [macro[f"{name}_rate"][-1] for name in ("unemployment", "participation", "employment")]
    assert rates[2] == pytest.approx(rates[1] * (1.0 - rates[0]), rel=1e-5)
    assert rates[1] == pytest.approx((model.state.workers.status != OUTSIDE).mean(), rel=0.01)
    assert rates[0] > 0.005


def test_every_move_on_the_labour_market_counts_as_what_it_is(months):
    """Each kind has happened another power of two times."""
    model, *_ = months
    seen = model.observation(model.flows)
    counts, hires = 2 ** np.arange(separations.N_COUNTS), 2 ** (30 + np.arange(hiring.N_COUNTS))
    labour = seen.flows.labour._replace(counts=counts, hires=hires)
    moved = seen._replace(
        flows=seen.flows._replace(labour=labour),
        memory=seen.memory._replace(jobs=np.array([3, 5, 7, 11])),
        weight=1e6,
    )
    found = flows(moved)
    at_once, changed = hires[hiring.LAID_OFF_TO_EMPLOYED], hires[hiring.JOB_TO_JOB]
    laid_off = counts[separations.LAYOFFS] + counts[separations.DISMISSALS]
    quits = counts[separations.QUITS_TO_UNEMPLOYMENT]
    begun = hires[hiring.UNEMPLOYED_TO_EMPLOYED], hires[hiring.OUTSIDE_TO_EMPLOYED]
    expected = {
        "eu": quits + laid_off - at_once, "ue": begun[0], "ne": begun[1], "ee": changed + at_once,
        "hires": sum(begun) + changed + at_once, "quits": quits + changed, "layoffs": laid_off,
        "en": counts[separations.EMPLOYED_TO_OUTSIDE], "un": counts[separations.UNEMPLOYED_TO_OUTSIDE],
        "nu": counts[separations.OUTSIDE_TO_UNEMPLOYED], "seekers": counts[separations.SEEKERS],
        "other_separations": counts[separations.EMPLOYED_TO_OUTSIDE],
        "occupation_changers": hires[hiring.OCCUPATION_CHANGERS],
        "job_creation": 3, "job_destruction": 5, "job_creation_age0": 7, "job_creation_age0_5": 11,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(("hours", "full_time"), [(200, True), (100, False)])
def test_pay_of_full_time_is_that_of_people_who_work_so_long(months, hours, full_time):
    model, *_ = months
    seen = model.observation(model.flows)
    workers = seen.state.workers
    table = workers._replace(hours=np.full_like(workers.hours, hours))
    pay = careers(seen._replace(state=seen.state._replace(workers=table)))["tenure.median_full_time_pay"]
    assert np.isnan(pay).all() != full_time


@pytest.fixture(scope="module")
def tables(months):
    """Return the rows of the last month, and those that it would have in a country of twice the people."""
    model, *_ = months
    seen = model.observation(model.flows)
    return model, *(model.indicators.collect(seen._replace(weight=k * seen.weight)) for k in (1, 2))


def numbers(found):
    """Yield table, column and numbers of every column that has some."""
    for table, columns in found.items():
        for column, values in columns.items():
            values = np.asarray(values)
            if values.dtype.kind in "fiu" and values.size:
                yield table, column, values.astype(float)


def test_amounts_of_a_country_grow_with_it_and_shares_do_not(tables):
    """A sample stands for twice the people: people, jobs, GPUs and money double, and nothing else moves."""
    _, once, twice = tables
    double = {(table, column): values for table, column, values in numbers(twice)}
    seen = 0
    for table, column, values in numbers(once):
        unit = describe(table, column).unit
        factor = 2.0 if unit.startswith(("million", "billion", "GW")) else 1.0
        np.testing.assert_allclose(
            double[table, column], factor * values, rtol=1e-9, err_msg=f"{table}.{column}, {unit}"
        )
        seen += factor == 2.0 and bool(values.any())
    assert seen > 60


def test_shares_and_rates_lie_between_0_and_1(tables):
    _, once, _ = tables
    for table, column, values in numbers(once):
        if describe(table, column).unit == "share" and column not in ("inflation", "saving_rate"):
            known = values[~np.isnan(values)]
            assert ((known >= -1.0) & (known <= 1.0)).all(), f"{table}.{column}: {values}"


def test_rows_of_tables_add_up_to_the_figures_of_the_country(tables):
    model, once, _ = tables
    macro, flows = once["macro"], once["labour_flows"]
    firms, people = model.state.firms, model.state.workers
    millions, billions = model.weight / 1e6, 12.0 * model.weight / 1e11
    guaranteed = int(model.flows.household.sums[budget.GUARANTEE_COUNT])
    for table, column, whole in (
        ("occupations", "employment", macro["employment"]),
        ("sectors", "employment", macro["employment"] - guaranteed * millions),
        ("occupations", "unemployed", flows["unemployed"]),
        ("occupations", "vacancies", flows["openings"]),
        ("providers", "gpus", macro["gpus"]),
        ("providers", "share", 1.0),
        ("model_owners", "royalties", macro["royalties"]),
        ("model_owners", "spending", macro["model_spending"]),
        ("model_owners", "training", macro["gpus"] - macro["gpus_inference"]),
        ("ages", "adults", people.team.size * millions),
    ):
        if column in once[table]:
            assert once[table][column].sum() == pytest.approx(whole, rel=1e-9), f"{table}.{column}"
    spent = macro["consumption"] + macro["investment"] + macro["government_purchases"]
    assert spent + model.flows.spending.exports * billions == pytest.approx(macro["gdp"], rel=1e-3)
    looking = int((people.status == UNEMPLOYED).sum()) - guaranteed
    assert flows["unemployed"] == pytest.approx(looking * millions, rel=1e-9)
    assert flows["outside"] == pytest.approx((people.status == OUTSIDE).sum() * millions, rel=1e-9)
    assert macro["gpus"] == pytest.approx(model.state.providers.fleet.sum() * millions, rel=1e-9)
    assert once["sectors"]["gpus"].sum() == pytest.approx(firms.gpus.sum() * millions, rel=0.02)
    assert (once["sectors"]["price"] == model.state.macro.sector_price / 100.0).all()
    assert (once["occupations"]["wage"] == model.state.macro.occupation_wage / 100.0).all()
    jobs = (macro["displaced_jobs"], macro["assisted_jobs"], macro["entrant_jobs"])
    assert all(0.0 <= each < macro["employment"] for each in jobs)
    assert macro["displaced_jobs"] > 0.0
    rent = (firms.gpus.sum() * model.flows.market.rent) * billions
    assert macro["gpu_rent_share"] * macro["gdp"] == pytest.approx(rent, rel=0.05)
    assert macro["gpu_rent"] == pytest.approx(model.flows.market.rent / 100.0)
    pay = 100.0 * macro["compensation"] / macro["employment"] * 1e3 / 12.0  # cents a month of a job
    assert macro["rent_over_pay"] == pytest.approx(model.flows.market.rent / pay, rel=1e-6)


def test_policies_cost_what_the_state_and_its_taxes_pay(tables):
    model, once, _ = tables
    table, billions = once["policies"], 12.0 * model.weight / 1e11
    if not model.policies.policies:
        assert table["cost"].size == 0
        return
    np.testing.assert_allclose(table["cost"], np.array(model.policies.cost) * billions, rtol=1e-9)
    brought = table["own_revenue"] + table["tax_revenue"]
    np.testing.assert_allclose(brought, np.array(model.policies.revenue) * billions, rtol=1e-9)
    unpaid = np.where(
        table["cost"] > 0.0, 1.0 - np.minimum(1.0, brought / np.maximum(table["cost"], 1e-12)), 0.0
    )
    np.testing.assert_allclose(table["unfunded_share"], unpaid, rtol=1e-9, atol=1e-12)
    assert list(table["policy"]) == list(model.policies.names)
    assert table["financed_by"][0] == "gpu_tax"
    assert set(table["financed_by"][1:]) == {"deficit"}
    everybody = model.state.workers.team.size * model.weight / 1e6
    assert table["recipients"][0] == pytest.approx(everybody, rel=1e-9)
