"""Inequality from bins against the same figures from every person's own amount."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.indicators import Observation, Titles, inequality
from sim.indicators.base import Memory
from sim.kernels.bins import BINS, bin_of, lower_edges
from sim.phases import incomes
from sim.phases.flows import MonthFlows
from sim.phases.money import Money
from sim.state.accounts import EQUITY_POT, PROPERTY_POT
from sim.state.columns import EMPLOYED

EDGES = lower_edges()
WIDEST = 1.0 / 16.0  # of a bin, relative to its lower edge


def binned(amounts):
    """Return persons and sums by bin, as the kernel counts them."""
    bins = np.array([bin_of(float(amount)) for amount in amounts])
    persons = np.bincount(bins, minlength=BINS)
    sums = np.bincount(bins, weights=amounts, minlength=BINS)
    return persons, sums.astype(np.int64), bins


def curve(persons, sums):
    """Return the Lorenz curve of one amount."""
    return inequality.lorenz(inequality.running_sums(np.column_stack([persons, sums])), 1)


def exact_gini(amounts):
    """Return the mean absolute difference over twice the mean (the definition)."""
    ranked = np.sort(amounts.astype(float))
    n = ranked.size
    return float((2.0 * np.arange(1, n + 1) - n - 1.0) @ ranked / (n * ranked.sum()))


def within_bins(amounts, bins):
    """Return how much the Gini coefficient loses when all persons of a bin count as alike."""
    parts = [amounts[bins == b] for b in np.unique(bins)]
    return sum(
        part.size / amounts.size * part.sum() / amounts.sum() * exact_gini(part)
        for part in parts
        if part.sum() > 0.0
    )


samples = arrays(np.int64, st.integers(2, 300), elements=st.integers(1, 10**9))


@given(samples)
def test_gini_is_that_of_the_persons(amounts):
    persons, sums, bins = binned(amounts)
    # the Gini coefficient decomposes over groups that do not overlap: what is lost is known exactly
    expected = exact_gini(amounts) - within_bins(amounts, bins)
    assert inequality.gini(*curve(persons, sums)) == pytest.approx(expected, abs=1e-9)
    # and never more than that of a bin with all its persons at the two ends
    ends = (np.sqrt(1.0 + WIDEST) - 1.0) / (np.sqrt(1.0 + WIDEST) + 1.0)
    assert exact_gini(amounts) - inequality.gini(*curve(persons, sums)) <= ends + 1e-9


@given(samples, st.floats(0.02, 0.98))
def test_quantiles_are_those_of_the_persons(amounts, share):
    persons, _, _ = binned(amounts)
    found = inequality.quantile(persons, share)
    ranked = np.sort(amounts)
    exact = ranked[min(int(np.ceil(share * amounts.size)) - 1, amounts.size - 1)]
    b = bin_of(float(exact))
    upper = EDGES[b + 1] if b + 1 < BINS else np.inf
    # in the bin of the person at that rank (amounts are binned as float32)
    assert EDGES[b] * (1.0 - 1e-6) <= found <= upper * (1.0 + 1e-6)


@given(samples, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5))
def test_lorenz_shares_are_those_of_the_persons(amounts, at):
    persons, sums, bins = binned(amounts)
    at = np.sort(np.array(at))
    ranked = np.sort(amounts).astype(float)
    exact = np.interp(
        at,
        np.arange(amounts.size + 1) / amounts.size,
        np.concatenate([[0.0], np.cumsum(ranked)]) / ranked.sum(),
    )
    found = np.interp(at, *curve(persons, sums))
    # a chord over a bin lies above the curve by at most a quarter of its persons times the width of the bin
    largest = max(
        persons[b] * (amounts[bins == b].max() - amounts[bins == b].min()) / 4.0 for b in np.unique(bins)
    )
    assert (found >= exact - 1e-9).all()
    assert (found - exact <= largest / ranked.sum() + 1e-9).all()


@given(samples)
def test_groups_add_up(amounts):
    persons, sums, _ = binned(amounts)
    columns = np.column_stack([sums, persons])
    running = inequality.running_sums(np.column_stack([persons, columns]))
    parts = inequality.group_sums(running, np.linspace(0.0, 1.0, 11))
    np.testing.assert_allclose(parts.sum(axis=0), columns.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(parts[:, 1], amounts.size / 10.0, rtol=1e-9, atol=1e-9)
    assert (np.diff(parts[:, 0]) >= -1e-6 * sums.sum()).all()  # richer groups have more


@pytest.mark.parametrize("factor", [1.0, 1.37, 250.0])
def test_percentiles_of_a_known_distribution_move_with_its_scale(factor):
    # quantiles of exponential incomes of mean m are -m ln(1 - share)
    persons = 100_000
    ranks = (np.arange(persons) + 0.5) / persons
    counts, sums, _ = binned((-np.log1p(-ranks) * 300_000.0 * factor).astype(np.int64))
    seen = observed(counts, sums)
    found = inequality.real_incomes(seen)
    assert found.pop("real_mean_income") == pytest.approx(3_000.0 * factor, rel=1e-5)
    for name, share in inequality.PERCENTILES.items():
        # a smooth density leaves little to the line within a bin
        assert found.pop(f"real_{name}_income") == pytest.approx(
            -3_000.0 * factor * np.log1p(-share), rel=0.001
        )
    assert found == {}


def observed(counts, sums, price=1.0, base=1.0):
    """Return a month with a distribution of disposable income, as far as real incomes look at it."""
    table = np.zeros((BINS, 8), np.int64)
    table[:, 0], table[:, 2] = counts, sums
    distribution = SimpleNamespace(by_disposable=table)
    return SimpleNamespace(
        flows=SimpleNamespace(
            household=SimpleNamespace(distribution=distribution), levers=SimpleNamespace(consumption_tax=0.0)
        ),
        state=SimpleNamespace(macro=SimpleNamespace(price_level=np.array([price]))),
        memory=SimpleNamespace(real_base=base),
    )


def test_incomes_are_stated_at_prices_of_month_0():
    counts, sums, _ = binned(np.arange(100_000, 900_000, 7))
    plain = inequality.real_incomes(observed(counts, sums))
    dear = inequality.real_incomes(observed(counts, sums, price=2.4, base=1.2))
    assert dear == pytest.approx({name: value / 2.0 for name, value in plain.items()}, rel=1e-12)


def test_equal_and_most_unequal():
    equal = np.full(100, 5_000)
    persons, sums, _ = binned(equal)
    assert inequality.gini(*curve(persons, sums)) == pytest.approx(0.0, abs=1e-12)
    one = np.zeros(100, np.int64)
    one[7] = 10**9
    persons, sums, _ = binned(one)
    assert inequality.gini(*curve(persons, sums)) == pytest.approx(0.99, abs=1e-12)


def test_nobody_and_nothing_give_no_error():
    nothing = np.zeros(BINS, np.int64)
    assert np.isfinite(np.interp(np.array([0.5]), *curve(nothing, nothing))).all()
    assert inequality.durations(np.zeros(64, np.int64)) == (0.0, 0.0)
    poor = np.zeros((BINS, 4), np.int64)
    poor[3, 0] = 9  # people who own nothing
    assert not inequality.wealth_shares(inequality.running_sums(poor)).any()


def test_the_last_bin_has_no_end_of_its_own_and_is_taken_to_be_as_wide_as_it_begins():
    richest = np.zeros(BINS, np.int64)
    richest[-1] = 4
    assert inequality.quantile(richest, 0.5) == pytest.approx(1.5 * EDGES[-1])
    assert inequality.quantile(richest, 1.0) == pytest.approx(2.0 * EDGES[-1])
    richest[-2] = 4
    assert inequality.quantile(richest, 0.25) == pytest.approx((EDGES[-2] + EDGES[-1]) / 2.0)


def test_durations():
    spells = np.zeros(64, np.int64)
    spells[0], spells[3], spells[11] = 50, 30, 20
    mean, median = inequality.durations(spells)
    assert mean == pytest.approx((50 * 0.5 + 30 * 3.5 + 20 * 11.5) / 100)
    assert median == pytest.approx(52.1775 / 12.0)  # half of them are in their first month
    _, later = inequality.durations(np.array([1, 4]))
    assert later == pytest.approx((1.0 + 1.5 / 4.0) * 52.1775 / 12.0)


@pytest.fixture(scope="module")
def month(build):
    """Pay a month to 20,000 persons; return the figures, the tables and every person's own amounts.

    They live alone, so that a person's income is the household's; those of households are tested beside the
    shared purse.
    """
    model = build(people=20_000, burn_in=0, alone=True)
    state = model.state
    state.accounts[EQUITY_POT], state.accounts[PROPERTY_POT] = 4 * 10**9, 6 * 10**9
    deposits = state.workers.deposits.copy()
    prices = state.macro.claim_price.copy()
    levers = model.policies.levers_in_force(state, 0)
    household = incomes.receive_and_spend(
        state, model.structure, model.scenario, levers, Money(0, 0), model.seed, 0, record=True
    )
    workers = state.workers
    wealth = deposits + workers.equity * prices[0] + workers.property * prices[1]
    wealth = wealth + workers.provider_equity * prices[2]
    flows = MonthFlows(**dict.fromkeys(MonthFlows._fields) | {"household": household, "levers": levers})
    seen = Observation(state, flows, model.weight, model.scenario, Titles((), (), ()), (), model.structure)
    tables = {
        "income_deciles": inequality.income_deciles(seen),
        "wealth_groups": inequality.wealth_groups(seen),
    }
    at_prices = seen._replace(memory=Memory(real_base=float(state.macro.price_level[0])))
    return inequality.inequality(seen), tables, model, wealth, inequality.real_incomes(at_prices)


def test_figures_of_a_month_are_those_of_its_persons(month):
    figures, _, model, wealth, real = month
    workers = model.state.workers
    income = workers.income.astype(float)
    # income is rounded down to cents in the column and in the bins alike; persons of a bin count as alike
    assert figures["disposable_income_gini"] == pytest.approx(exact_gini(income), abs=0.0005)
    assert figures["wealth_gini"] == pytest.approx(exact_gini(wealth), abs=0.0005)
    wages = workers.wage[workers.status == EMPLOYED]
    assert figures["median_wage"] == pytest.approx(np.median(wages) / 100.0, rel=WIDEST)
    assert figures["median_disposable_income"] == pytest.approx(np.median(income) / 100.0, rel=WIDEST)
    assert real["real_median_income"] == pytest.approx(figures["median_disposable_income"])
    assert real["real_mean_income"] == pytest.approx(income.mean() / 100.0, rel=1e-9)
    # many live on the same floor, which the line within a bin spreads out: least exact at the bottom
    errors = {"p10": 0.03, "p20": 0.01, "median": 0.005, "p80": 0.005}
    for name, share in inequality.PERCENTILES.items():
        exact = np.quantile(income, share) / 100.0
        assert real[f"real_{name}_income"] == pytest.approx(exact, rel=errors[name]), name
    line = 100.0 * model.scenario.government.poverty_line * float(model.state.macro.price_level[0])
    assert figures["poverty_rate"] == pytest.approx((income < line).mean(), abs=1e-12)
    ranked = np.sort(wealth)
    for share, name in (
        (0.001, "wealth_top0_1_share"),
        (0.01, "wealth_top1_share"),
        (0.1, "wealth_top10_share"),
    ):
        exact = ranked[-round(share * ranked.size) :].sum() / ranked.sum()
        assert figures[name] == pytest.approx(exact, abs=0.003)
    assert figures["wealth_bottom50_share"] == pytest.approx(
        ranked[: ranked.size // 2].sum() / ranked.sum(), abs=0.002
    )


def test_tables_of_a_month_are_those_of_its_persons(month):
    figures, tables, model, wealth, _ = month
    income = model.state.workers.income / 100.0
    deciles = tables["income_deciles"]
    exact = np.sort(income).reshape(10, -1).mean(axis=1)
    np.testing.assert_allclose(deciles["disposable_income"], exact, rtol=0.02)
    assert deciles["disposable_income"].sum() == pytest.approx(income.mean() * 10.0, rel=1e-9)
    assert deciles["wealth"].sum() == pytest.approx(wealth.mean() / 10.0, rel=1e-6)
    groups = tables["wealth_groups"]
    for column in ("wealth_share", "equity_share", "income_share"):
        assert groups[column].sum() == pytest.approx(1.0, rel=1e-12)
    assert groups["wealth_share"][3:].sum() == pytest.approx(figures["wealth_top1_share"], rel=1e-12)
