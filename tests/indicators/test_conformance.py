"""Every indicator fills documented columns, every documented column is filled, by one function."""

import numpy as np
import pytest

from sim.indicators import base
from sim.records.columns import CLOCK, TABLES


@pytest.fixture(scope="module")
def frames(build):
    """Run two months of a story with AI and two policies."""
    policies = [
        {"kind": "universal_basic_income", "amount": 100.0, "financed_by": "gpu_tax"},
        {"kind": "gpu_tax"},
    ]
    model = build("mostaque", people=1_000, policy=policies)
    model.run(2)
    return model.records.frames()


def test_the_tables_are_the_documented_ones(frames):
    assert list(frames) == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_the_documented_ones(frames, table):
    assert frames[table].columns == [*CLOCK, *TABLES[table].columns]


@pytest.mark.parametrize("table", [name for name, about in TABLES.items() if about.rows_a_month == 1])
def test_a_table_of_one_row_a_month_has_finite_numbers(frames, table, of_households):
    numbers = frames[table].drop(*CLOCK, *(of_households if table == "macro" else ())).to_numpy()
    assert numbers.shape[0] == 2
    assert np.isfinite(numbers).all()


def test_a_function_may_give_one_value_or_several(build):
    @base.indicator("macro")
    def adults(seen):
        return seen.weight * seen.state.workers.team.size / 1e6

    @base.indicator("macro")
    def firms(seen):
        return {"firm_rows": seen.state.firms.status.size}

    model = build(people=1_000)
    model.step()
    seen = model.observation(model.flows)
    assert adults.indicator.columns(seen) == {"adults": pytest.approx(277.67)}
    assert list(firms.indicator.columns(seen)) == ["firm_rows"]


def test_a_function_may_fill_a_column_of_another_table(build):
    model = build(people=1_000)
    model.step()
    other = base.Indicator("macro", lambda seen: {"one": 1.0, "labour_flows.two": 2.0}, False)
    tables = model.indicators.collect(model.observation(model.flows), (other,))
    assert (tables["macro"]["one"], tables["labour_flows"]["two"]) == (1.0, 2.0)
    again = base.Indicator("macro", lambda seen: {"labour_flows.quits": 2.0}, False)
    with pytest.raises(ValueError, match=r"two indicators fill the column labour_flows\.quits"):
        model.indicators.collect(model.observation(model.flows), (again,))


def test_two_functions_cannot_fill_one_column(build):
    model = build(people=1_000)
    model.step()
    other = base.Indicator("macro", lambda seen: {"gdp": 1.0}, False)
    with pytest.raises(ValueError, match=r"two indicators fill the column macro\.gdp"):
        model.indicators.collect(model.observation(model.flows), (other,))


def test_figures_of_the_distribution_stand_until_the_next_is_recorded(build):
    model = build(people=1_000, records__distribution_every=3)
    model.run(5)
    macro = model.records.frames()["macro"]
    assert macro["income_gini"].n_unique() == 2
    assert macro["income_gini"][0] == macro["income_gini"][2] != macro["income_gini"][3]
    # the price level moves every month, and real wages with it
    np.testing.assert_allclose(
        macro["real_median_wage"] * macro["price_level"],
        macro["median_wage"] * macro["price_level"][0],
        rtol=1e-12,
    )


def test_a_recorded_burn_in_begins_with_a_distribution(build):
    model = build(people=1_000, burn_in=2, records__burn_in=True, records__distribution_every=12)
    model.run(1)
    macro = model.records.frames()["macro"]
    assert macro["month"].to_list() == [-2, -1, 0]
    assert macro["income_gini"].is_not_null().all()


def test_where_everybody_lives_alone_there_are_no_households(build, of_households):
    model = build(people=1_000, alone=True)
    model.run(2)
    frames = model.records.frames()
    assert frames["macro"].select(of_households).null_count().row(0) == (2,) * len(of_households)
    for table in ("ages", "tenure", "household_types", "states"):
        assert frames[table].height == 0


def test_households_fill_their_columns(build):
    model = build(people=1_000, population__households=True)
    model.run(1)
    frames = model.records.frames()
    numbers = frames["macro"].drop(CLOCK).to_numpy()
    assert np.isfinite(numbers).all()
    for table in ("ages", "tenure", "household_types", "states"):
        assert frames[table].columns == [*CLOCK, *TABLES[table].columns]
    assert frames["ages"]["age_group"].to_list() == list(model.calibration.people.group_titles)
    adults = model.weight * 1_000 / 1e6
    assert frames["ages"]["persons"].sum() == pytest.approx(adults)
    assert frames["tenure"]["age_group"].equals(frames["ages"]["age_group"])
    assert frames["tenure"]["employment"].sum() == pytest.approx(frames["macro"]["employment"][0])
    assert frames["states"]["persons"].sum() == pytest.approx(frames["household_types"]["persons"].sum())
    assert frames["states"]["employment"].sum() == pytest.approx(frames["ages"]["employment"].sum())
    assert frames["ages"]["employment"].sum() == pytest.approx(frames["macro"]["employment"][0])
    assert frames["states"]["unemployed"].sum() == pytest.approx(frames["labour_flows"]["unemployed"][0])
